"""The way of rows into the records, in steps: check, compare, load; and back: versions, undo.

Door: `load`, `undo`, `acts` (withdraw, nil reports, rules), `waiting` (files not yet confirmed), `returned` (what goes back).
"""
