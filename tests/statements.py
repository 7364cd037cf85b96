"""Statements compiled once in a process: each test has an engine of its own, the program one for all its life."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine


class _Compiled(dict[Any, Any]):
    """What SQLAlchemy keeps of a statement, by the kind of database instead of by the engine."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._of_all(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(self._of_all(key), value)

    @staticmethod
    def _of_all(key: tuple[Any, ...]) -> tuple[Any, ...]:
        dialect, *statement = key
        return (dialect.name, dialect.driver, dialect.server_version_info, *statement)


_kept = _Compiled()


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_kept)


def share() -> None:
    """Let all engines of this process share what they compile."""
    sa.event.listen(Engine, "engine_connect", _share)
