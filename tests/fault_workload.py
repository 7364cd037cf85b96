"""What the fault tests work with: commands of `python -m etl` that are killed or run at once, and databases looked at raw.

Run as a script, this is a warmed-up process that takes requests as JSON lines. What is to be killed, or to begin with
another, runs in a child that it forks, so that a kill falls on the command's own work and not on its imports.
`Workshop` is how the tests talk to it.
"""

import contextlib
import csv
import ctypes
import gc
import io
import itertools
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from statements import share

ROOT = Path(__file__).parent.parent
KILLED = -signal.SIGKILL
_LONGEST = 60.0


@dataclass(frozen=True)
class Kill:
    """When to kill -9: `after` seconds from the start, or from the moment the file `watch` has content."""

    after: float
    watch: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """How a command ended: exit code (negative: a signal), all that it printed, how long it took.

    `grown`: seconds until the watched file had content, if it ever had.
    """

    code: int
    out: str
    seconds: float = 0.0
    grown: float | None = None


class Workshop:
    """The warmed-up process, seen from the tests."""

    def __init__(self, folder: Path, warm_file: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), str(folder), str(warm_file)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(_LONGEST)

    def run(self, *arguments: object) -> Outcome:
        """Run one command in the warmed-up process itself."""
        return self._ask([arguments], inside=True)[0]

    def apart(self, *arguments: object, size: int = 0) -> Outcome:
        """Run one command in a process of its own. `size`: the largest file that it may write (0: any)."""
        return self._ask([arguments], size=size)[0]

    def killed(self, *arguments: object, kill: Kill, watch: Path | None = None) -> Outcome:
        """Run one command in a process of its own and kill that, unless it ends before."""
        return self._ask([arguments], kill, watch)[0]

    def together(self, *commands: Sequence[object]) -> list[Outcome]:
        """Run commands, each in a process of its own, that all begin at the same moment."""
        return self._ask(commands)

    def _ask(
        self,
        commands: Sequence[Sequence[object]],
        kill: Kill | None = None,
        watch: Path | None = None,
        size: int = 0,
        inside: bool = False,
    ) -> list[Outcome]:
        watch = kill.watch if kill and kill.watch else watch
        request = {
            "inside": inside,
            "commands": [list(map(str, command)) for command in commands],
            "kill_after": kill.after if kill else None,
            "kill_watches": bool(kill and kill.watch),
            "watch": str(watch) if watch else None,
            "size": size,
        }
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return [Outcome(**answer) for answer in json.loads(self.process.stdout.readline())]


def real(*arguments: object, **options: Any) -> Outcome:
    """Run `python -m etl` as everybody does."""
    begun = time.perf_counter()
    with real_started(*arguments, **options) as process:
        out = process.communicate(timeout=_LONGEST)[0]
    return Outcome(process.returncode, out, time.perf_counter() - begun)


def real_started(*arguments: object, **options: Any) -> "subprocess.Popen[str]":
    """Start `python -m etl`; output and errors come together."""
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        cwd=options.pop("cwd", ROOT),
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        **options,
    )


def bound_by_modes() -> None:
    """Let file modes bind root too, in a process that is about to start."""
    if os.geteuid() == 0:
        libc, drop_bound = ctypes.CDLL(None, use_errno=True), 24
        for capability in (1, 2, 3):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
            if libc.prctl(drop_bound, capability, 0, 0, 0):
                os._exit(77)


# --- files ----------------------------------------------------------------------------------------------------------

Rows = list[dict[str, str]]


@cache
def _demo(kind: str) -> tuple[dict[str, str], ...]:
    with (ROOT / "data" / "demo" / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def demo(kind: str, unit: str | None = None) -> Rows:
    """Return the demonstration rows of a kind, of one unit or of all; to be changed at will."""
    return [dict(row) for row in _demo(kind) if unit in (None, row["Đơn vị"])]


def write(path: Path, rows: Rows, encoding: str = "utf-8", delimiter: str = ",", line_end: str = "\n") -> Path:
    """Write rows as CSV with the columns of their template."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, lineterminator=line_end)
        writer.writeheader()
        writer.writerows(rows)
    return path


# --- databases ------------------------------------------------------------------------------------------------------

Look = dict[str, list[tuple[Any, ...]]]  # table -> rows in order
_TIMES = ("loaded_at", "undone_at")  # differ from run to run; only whether there is one is compared


def _plain(names: Iterable[str], rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    times = [name in _TIMES for name in names]
    return sorted(
        (tuple(value is not None if time else value for time, value in zip(times, row, strict=True)) for row in rows),
        key=repr,
    )


class Place(Protocol):
    """A database of its own that can be set back to what it was."""

    url: str
    log: Path | None  # the file that grows when a transaction is committed, if there is one

    def keep(self) -> Any: ...
    def reset(self, kept: Any) -> None: ...
    def look(self) -> Look: ...
    def execute(self, *statements: str) -> None: ...


class SqlitePlace:
    """A SQLite file; it is looked at in a copy, so that the next command meets what the last one left."""

    def __init__(self, folder: Path, aside: Path | None = None) -> None:
        self.path = folder / "records.db"
        self.url = f"sqlite:///{self.path}"
        self.log = folder / "records.db-wal"
        self.aside = aside or folder
        self._numbers = itertools.count()

    def files(self) -> list[Path]:
        return [self.path, self.log, self.path.with_name("records.db-shm")]

    def keep(self) -> Path:
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
        return shutil.copy(self.path, self.aside / f"kept-{next(self._numbers)}.db")

    def reset(self, kept: Path | None) -> None:
        for file in self.files():
            file.unlink(missing_ok=True)
        if kept is not None:
            shutil.copy(kept, self.path)

    def look(self) -> Look:
        """Return every row; fails where SQLite finds the file damaged."""
        copy = self.aside / "looked-at.db"
        for file in self.aside.glob("looked-at.db*"):
            file.unlink()
        shutil.copy(self.path, copy)
        if self.log.exists():
            shutil.copy(self.log, f"{copy}-wal")
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            found: Look = {}
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 (a name of the database's own)
                found[name] = _plain([column[0] for column in cursor.description], cursor)
        return found

    def execute(self, *statements: str) -> None:
        with contextlib.closing(sqlite3.connect(self.path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)


_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    connection.execute(statement).fetchall()
print(flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def held(path: Path, *statements: str) -> Iterator[Callable[[], None]]:
    """Execute statements in another process, which keeps its connection; what is given lets go of it.

    In a process of its own, as copying a file in this one would drop every lock that this one has on it.
    """
    command = [sys.executable, "-c", _HOLD, str(path), *statements]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline()
        yield process.stdin.close
        process.stdin.close()


class PostgresPlace:
    """A database of a PostgreSQL server; what is kept is a template to make it from."""

    log = None

    def __init__(self, server: str, name: str) -> None:
        self.server, self.name = server, name
        self.url = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        self._numbers = itertools.count()
        self._serve(f'CREATE DATABASE "{name}"')

    def _serve(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]

    def drop(self) -> None:
        """Drop the database and all that was kept of it."""
        kept = [f"{self.name}_{number}" for number in range(next(self._numbers))]
        self._serve(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in (self.name, *kept)))

    def keep(self) -> str:
        kept = f"{self.name}_{next(self._numbers)}"
        self._alone()
        self._serve(f'CREATE DATABASE "{kept}" TEMPLATE "{self.name}"')
        return kept

    def reset(self, kept: str) -> None:
        self._serve(
            f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
            f'CREATE DATABASE "{self.name}" TEMPLATE "{kept}"',
        )

    def _alone(self) -> None:
        """Wait until the server has noticed that its client is dead."""
        import psycopg

        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(self.server, autocommit=True) as connection:
            for _ in range(1000):
                if connection.execute(query, [self.name]).fetchone() == (0,):
                    return
                time.sleep(0.005)
        raise AssertionError("the server still works for a client that is gone")

    def look(self) -> Look:
        import psycopg

        self._alone()
        found: Look = {}
        with psycopg.connect(self.url) as connection:
            tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            for (name,) in connection.execute(tables).fetchall():
                cursor = connection.execute(f'SELECT * FROM "{name}"')  # type: ignore[arg-type]  # noqa: S608
                found[name] = _plain([column.name for column in cursor.description or ()], cursor)
        return found

    def execute(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.url) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]


def difference(found: Look, *expected: Look) -> str:
    """Return in a few words how rows differ from each of what was expected."""
    said = []
    for other in expected:
        for name in sorted(found.keys() | other.keys()):
            more = [row for row in found.get(name, []) if row not in other.get(name, [])]
            less = [row for row in other.get(name, []) if row not in found.get(name, [])]
            if more or less:
                said.append(f"{name}: {len(more)} rows more, {len(less)} missing: {(more or less)[0]!r:.200}")
        said.append("--")
    return "\n".join(said)


# --- the warmed-up process ------------------------------------------------------------------------------------------


def _child(command: list[str], out: Path, gate: int, request: dict[str, Any]) -> int:
    """Be the command: wait for the start, then return its exit code."""
    from etl.__main__ import main

    with Path(os.devnull).open("rb") as nothing, out.open("wb") as file:
        os.dup2(nothing.fileno(), 0)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if request["size"]:
        # Python ignores SIGXFSZ, so that a file which would become larger cannot be written, like on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["size"], request["size"]))
    os.read(gate, 1)
    code = main(command)
    if request["kill_after"] is None:
        sys.stdout.flush()
        os._exit(code)  # what is to be killed ends as an interpreter does; the rest has no time for it
    return code


def _inside(command: list[str]) -> dict[str, Any]:
    """Be the command, and close what it opened."""
    from etl.__main__ import main

    kept, begun = (sys.stdout, sys.stderr), time.perf_counter()
    out = io.BytesIO()
    sys.stdout = sys.stderr = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    try:
        code = main(command)
    except Exception:
        code = 1
        traceback.print_exc()
    finally:
        said, (sys.stdout, sys.stderr) = sys.stdout, kept
    gc.collect()
    said.flush()
    return {"code": code, "out": out.getvalue().decode(), "seconds": time.perf_counter() - begun}


def _serve_one(request: dict[str, Any], folder: Path) -> list[dict[str, Any]] | int:
    """Return the answers; in a child, its exit code."""
    if request["inside"]:
        return [_inside(request["commands"][0])]
    gate, starter = os.pipe()
    children: dict[int, int] = {}
    outs = [folder / f"out-{number}" for number in range(len(request["commands"]))]
    for number, command in enumerate(request["commands"]):
        if not (pid := os.fork()):
            os.close(starter)
            return _child(command, outs[number], gate, request)
        children[pid] = number
    os.close(gate)
    answers = _watched(children, starter, request)
    for answer, out in zip(answers, outs, strict=True):
        answer["out"] = out.read_text(encoding="utf-8", errors="replace") if out.exists() else ""
    return answers


def _watched(children: dict[int, int], starter: int, request: dict[str, Any]) -> list[dict[str, Any]]:
    watch, after = request["watch"], request["kill_after"]
    answers: list[dict[str, Any]] = [{} for _ in children]
    grown: float | None = None
    begun = time.perf_counter()
    os.close(starter)  # every child begins
    while children:
        now = time.perf_counter() - begun
        if watch and grown is None and _has_content(watch):
            grown = now
        since = grown if request["kill_watches"] else 0.0
        due = after is not None and since is not None and now >= since + after
        if due or now > _LONGEST:
            for pid in children:
                os.kill(pid, signal.SIGKILL)
        pid, status = os.waitpid(-1, 0 if due else os.WNOHANG)
        if pid:
            answers[children.pop(pid)] = {
                "code": os.waitstatus_to_exitcode(status),
                "seconds": time.perf_counter() - begun,
                "grown": grown,
            }
        else:
            time.sleep(0.0002)
    return answers


def _has_content(path: str) -> bool:
    try:
        return os.stat(path).st_size > 0  # noqa: PTH116 (asked thousands of times a second)
    except OSError:
        return False


def _warm(warm_file: Path) -> None:
    """Do each command once, so that what is made at first use is there."""
    import psycopg  # noqa: F401
    import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401

    from etl.__main__ import main

    with tempfile.TemporaryDirectory() as folder:
        for command in (["load", str(warm_file), "--json"], ["undo", "1"], ["load", str(warm_file)], ["rebuild"]):
            assert main(["--database", f"sqlite:///{folder}/warm.db", *command]) == 0
    gc.collect()
    gc.freeze()


@contextlib.contextmanager
def _silent(folder: Path) -> Iterator[None]:
    kept = sys.stdout
    with (folder / "warm.txt").open("w", encoding="utf-8") as sys.stdout:
        yield
    sys.stdout = kept


def serve(folder: Path, warm_file: Path) -> int:
    """Answer requests until there are no more; in a child, return its exit code."""
    share()  # what forks begins with the statements known, as a server does that has loaded before
    with _silent(folder):
        _warm(warm_file)
    for line in sys.stdin:
        answer = _serve_one(json.loads(line), folder)
        if isinstance(answer, int):
            return answer
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(serve(*map(Path, sys.argv[1:3])))
