"""What stops the work. Faults in data are findings, which are values, and not errors."""

from etl.text import Text


class CouncilError(Exception):
    """The work cannot go on; `text` says why and what to do, in both languages."""

    exit_code = 2

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.vi}\n{text.en}")
        self.text = text


class MisuseError(CouncilError):
    """The command or the request itself is wrong: an unknown unit, a period that has not begun."""


class UnreadableError(CouncilError):
    """The file is not a table that can be read; nothing was stored."""

    exit_code = 1

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text)
        self.code = code


class DatabaseError(CouncilError):
    """The database cannot be used; nothing was stored."""


class ConflictError(CouncilError):
    """What is stored has changed since, so that going on would lose somebody's work; nothing was stored."""

    exit_code = 1


class LostError(DatabaseError):
    """The database was lost or busy; nothing was stored, and the same command may be given again."""

    exit_code = 3


class UnansweredError(LostError):
    """The database was lost before it said whether it had stored: that is not known, and must be looked up."""
