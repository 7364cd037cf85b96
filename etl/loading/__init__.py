"""The way of rows into the records, in steps: check, compare, load; and back: versions, undo.

Door: `load`, `preview` (preview and check), `undo`, `acts` (withdraw, nil reports, rules), `waiting` (files that are not
confirmed yet), `returned` (what goes back to the sender), `returns` (many files in one go), `receipt`.
"""
