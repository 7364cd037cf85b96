"""The two languages: of record kinds (`fields` with the types in `values`, `days`) and of metrics (`measures`).

Door: everything; who declares imports from here.
"""
