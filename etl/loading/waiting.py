"""Files between their first look and their confirmation: kept a day, so that a page can be left and come back to."""

import datetime as dt
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from etl.accounts import Actor
from etl.database import PendingRow, RememberedRow, beside, now
from etl.errors import MisuseError
from etl.reading.mapped import Reading
from etl.text import Text, fold

KEPT = dt.timedelta(hours=24)
_GONE = Text(
    "Tệp chờ nạp không còn (chỉ giữ 24 giờ). Hãy chọn lại tệp.",
    "The waiting file is gone (files are kept for 24 hours). Choose the file again.",
)


@dataclass(frozen=True)
class Pending:
    """A file that waits: its name, and what was said about how to read it."""

    id: str
    file: str
    reading: Reading


def keep(engine: Engine, actor: Actor, file: str, content: bytes) -> str:
    """Keep a file and return its id; what was kept longer than a day is thrown away."""
    number = secrets.token_urlsafe(16)
    with beside(engine) as connection:
        connection.execute(sa.delete(PendingRow).where(PendingRow.created_at < now() - KEPT))
        values = {"id": number, "created_at": now(), "account": actor.account, "file": file, "content": content}
        connection.execute(sa.insert(PendingRow).values(**values, reading=as_text(Reading())))
    return number


def _own(actor: Actor, number: str) -> Any:
    return (PendingRow.id == number) & (PendingRow.account == actor.account) & (PendingRow.created_at >= now() - KEPT)


def kept(connection: Connection, actor: Actor, numbers: Iterable[str]) -> list[Pending]:
    """Return kept files; raises MisuseError where one is unknown, too old or another account's."""
    files = []
    for number in numbers:
        row = connection.execute(sa.select(PendingRow.file, PendingRow.reading).where(_own(actor, number))).first()
        if row is None:
            raise MisuseError(_GONE)
        files.append(Pending(number, row.file, as_reading(row.reading)))
    return files


def content(connection: Connection, actor: Actor, number: str) -> bytes:
    """Return the bytes of a kept file; raises MisuseError where there is none."""
    held = connection.execute(sa.select(PendingRow.content).where(_own(actor, number))).scalar()
    if held is None:
        raise MisuseError(_GONE)
    return bytes(held)


def say(engine: Engine, actor: Actor, number: str, reading: Reading) -> None:
    """Change how a kept file is to be read."""
    with beside(engine) as connection:
        connection.execute(
            sa.update(PendingRow)
            .where(PendingRow.id == number, PendingRow.account == actor.account)
            .values(reading=as_text(reading))
        )


def as_text(reading: Reading) -> str:
    """Return a reading as JSON."""
    edits = [[*place, text] for place, text in reading.edits.items()]
    rows = sorted(reading.rows_left_out)
    plain = asdict(replace(reading, edits={}, rows_left_out=frozenset()))
    return json.dumps({**plain, "edits": edits, "rows_left_out": rows}, ensure_ascii=False)


def as_reading(text: str) -> Reading:
    """Return the reading that a JSON text holds."""
    values = json.loads(text)
    edits = {(sheet, line, column): cell for sheet, line, column, cell in values.pop("edits")}
    rows = frozenset((sheet, line) for sheet, line in values.pop("rows_left_out", ()))  # readings kept before have none
    for name in ("left_out", "sheets"):
        values[name] = tuple(values[name])
    return Reading(**values, edits=edits, rows_left_out=rows)


# --- how files of one shape were mapped before


def shape(header: Iterable[str]) -> str:
    """Return what files with the same columns have in common."""
    return sha256("\x1f".join(map(fold, header)).encode()).hexdigest()


def remember(engine: Engine, actor: Actor, header: Iterable[str], reading: Reading) -> None:
    """Remember how the columns of a file of this shape were mapped."""
    if not (reading.chosen or reading.left_out or reading.kind):
        return
    text = as_text(Reading(reading.kind, reading.chosen, reading.left_out))
    key = (RememberedRow.shape == shape(header)) & (RememberedRow.account == actor.account)
    with beside(engine) as connection:
        connection.execute(sa.delete(RememberedRow).where(key))
        connection.execute(sa.insert(RememberedRow).values(shape=shape(header), account=actor.account, reading=text))


def remembered(connection: Connection, actor: Actor, header: Iterable[str]) -> Reading | None:
    """Return how a file of this shape was mapped the last time, or None."""
    text = connection.execute(
        sa.select(RememberedRow.reading).where(
            RememberedRow.shape == shape(header), RememberedRow.account == actor.account
        )
    ).scalar()
    return as_reading(text) if text else None
