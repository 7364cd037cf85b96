"""Office files: tables as the staff of councils write them, and how much of them the program understands.

`wordings` holds headers and written values with what a careful reader takes them for; it is gathered from the language of
council offices, not from what the program accepts. `files` composes whole files of them, `score` reads those through the
program's own door and compares. Every wording belongs to one of two parts by its own hash:

- `seen`, two thirds: whoever widens the program's vocabulary may look at what fails there;
- `held`, one third: it is only counted. It is never used to widen the vocabulary, so its figure tells what happens to
  words that nobody had in mind.

`python -m tests.offices --part seen -v` shows what failed.
"""
