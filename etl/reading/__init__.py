"""Strangers' bytes are touched here and nowhere else: a file becomes tables of text rows, mapped to a kind.

Door: `open` (a file and its mapped tables), `table` (what they are made of), `columns` (mapping, recognition).
"""
