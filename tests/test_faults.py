"""Kills, full disks, locks, read-only and damaged databases, two loads at once: before or after, never between.

Where a test is marked DEFECT, the program does not do yet what is asked of it; the mark fails once it does.
"""

import contextlib
import itertools
import json
import os
import random
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fault_workload import (
    KILLED,
    Kill,
    Look,
    Outcome,
    Place,
    PostgresPlace,
    Rows,
    SqlitePlace,
    Workshop,
    bound_by_modes,
    demo,
    difference,
    held,
    real,
    real_started,
    write,
)

# Kills that fall on a command at work; those of the real command below come on top.
KILLS = {
    ("sqlite", "load"): 72,
    ("sqlite", "undo"): 54,
    ("sqlite", "rebuild"): 54,
    ("postgresql", "load"): 8,
    ("postgresql", "undo"): 8,
    ("postgresql", "rebuild"): 8,
}
REAL_KILLS = 4
ROUNDS = {"sqlite": 10, "postgresql": 3}
UNIT = "Quận Lê Chân"
RECORDS = ("session", "question", "briefing")

_numbers = itertools.count()


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("workshop")
    made = Workshop(folder, write(folder / "warm.csv", demo("session", UNIT)[:3]))
    yield made
    made.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> SqlitePlace:
    return SqlitePlace(tmp_path)


@pytest.fixture
def postgres_place(postgres: str) -> Iterator[PostgresPlace]:
    place = PostgresPlace(postgres, f"fault_{os.getpid()}_{next(_numbers)}")
    yield place
    place.drop()


@pytest.fixture(params=["sqlite", "postgres_place"], ids=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    return request.getfixturevalue(request.param)


@dataclass(frozen=True)
class Files:
    """What the loads load: `base` is there already; `files` change some of it, leave some and add more; `next` is new."""

    base: list[Path]
    files: list[Path]
    next: Path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("files")
    base, later = [], []
    for kind, known, size in zip(RECORDS, (3, 3, 1), (6, 7, 3), strict=True):
        rows = demo(kind, UNIT)[:size]
        later.append(write(folder / f"{kind}.csv", rows, "utf-8-sig"))
        others = [row for row in demo(kind)[:25] if row["Đơn vị"] != UNIT]
        base.append(write(folder / f"base {kind}.csv", [earlier(row) for row in rows[:known]] + rows[known:1] + others))
    return Files(base, later, write(folder / "next.csv", demo("session", "Quận Kiến An")[-4:]))


def earlier(row: dict[str, str]) -> dict[str, str]:
    """Return a row as it was before somebody corrected it."""
    if row.get("Đại biểu có mặt"):
        return row | {"Đại biểu có mặt": str(int(row["Đại biểu có mặt"]) - 1), "Ghi chú": "chưa đủ"}
    return row | {"Ghi chú": "chưa đủ"}


def on(place: Place, *command: object) -> list[object]:
    return ["--database", place.url, *command]


def receipts(outcome: Outcome) -> Any:
    """Return what a load with --json says of each file, or the text where it says something else."""
    try:
        said = json.loads(outcome.out)
    except json.JSONDecodeError:
        return outcome.out
    listed = said if isinstance(said, list) else [said]
    return [{name: one[name] for name in ("kind", "upload", "stored", "counts")} for one in listed]


# --- kill -9 --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """A command that is killed, what is stored without and with it, and what the next command must then leave."""

    command: list[object]
    start: Any
    before: Look
    after: Look
    following: list[object]
    then: dict[str, tuple[int, Look]]
    end: float
    commit: float

    def which(self, found: Look) -> str:
        if found == self.before:
            return "before"
        assert found == self.after, difference(found, self.before, self.after)
        return "after"


def prepared(place: Place, workshop: Workshop, files: Files, act: str) -> Work:
    assert workshop.run(*on(place, "load", *files.base)).code == 0
    load = on(place, "load", *files.files[:2])
    if act == "load":
        command, following = load, load
    elif act == "undo":
        assert workshop.run(*load).code == 0
        command, following = on(place, "undo", 5), on(place, "load", files.next)
    else:
        place.execute(
            "DELETE FROM measure WHERE half_month % 3 = 0",
            "UPDATE measure SET value = value + 1 WHERE half_month % 3 = 1",
        )
        command, following = on(place, "rebuild"), on(place, "load", files.next)
    start, before = place.keep(), place.look()
    outcomes = []
    for _ in range(3):
        place.reset(start)
        # A kill that comes after the end: the same end of an interpreter as where the kill is in time.
        outcomes.append(workshop.killed(*command, kill=Kill(30.0), watch=place.log))
    middle = sorted(outcome.seconds for outcome in outcomes)[1]
    grown = [outcome.grown for outcome in outcomes if outcome.grown]
    assert all(outcome.code == 0 for outcome in outcomes), outcomes[0].out
    after = place.look()
    then = {"after": (workshop.run(*following).code, place.look())}
    place.reset(start)
    then["before"] = (workshop.run(*following).code, place.look())
    assert before != after
    assert all(code == 0 for code, _look in then.values())
    return Work(command, start, before, after, following, then, middle, min(grown, default=middle * 0.7))


class Moments:
    """When to kill: a third anywhere, a third in the commit itself, a third between it and the end.

    Where no file tells when the commit begins, the moments gather about where the last kills found that it lies.
    """

    def __init__(self, work: Work, place: Place) -> None:
        self.work, self.log = work, place.log
        self.chance, self.commit = random.Random(work.end), work.commit

    def kill(self, number: int) -> Kill:
        if number % 3 == 0:
            return Kill(self.chance.uniform(0, self.work.end))
        if self.log is None:
            return Kill(self.commit * self.chance.uniform(0.9, 1.1))
        return Kill(self.chance.uniform(0, 0.002 if number % 3 == 1 else self.work.end - self.work.commit), self.log)

    def learn(self, which: str) -> None:
        self.commit *= 1.1 if which == "before" else 0.9


def kill_often(place: Place, workshop: Workshop, work: Work, wanted: int) -> Counter[str]:
    moments, kills = Moments(work, place), Counter[str]()
    for number in range(3 * wanted + 20):
        place.reset(work.start)
        outcome = workshop.killed(*work.command, kill=moments.kill(number))
        found = place.look()
        which = work.which(found)
        moments.learn(which)
        if outcome.code != KILLED:
            assert (outcome.code, which) == (0, "after"), outcome.out
            continue
        kills[which] += 1
        kills[f"{which}, the log begun"] += outcome.grown is not None
        following = workshop.run(*work.following)
        code, expected = work.then[which]
        assert following.code == code, following.out
        found = place.look()
        assert found == expected, difference(found, expected)
        if kills["before"] + kills["after"] >= wanted and kills["before"] and kills["after"]:
            return kills
    raise AssertionError(f"the kills come too early or too late: {kills}")


@pytest.mark.parametrize("case", KILLS, ids=" ".join)
def test_a_kill_leaves_before_or_after(
    case: tuple[str, str],
    request: pytest.FixtureRequest,
    workshop: Workshop,
    files: Files,
    record_property: Callable[..., None],
) -> None:
    place: Place = request.getfixturevalue({"sqlite": "sqlite", "postgresql": "postgres_place"}[case[0]])
    kills = kill_often(place, workshop, prepared(place, workshop, files, case[1]), KILLS[case])
    record_property("kills", dict(kills))
    print(*case, dict(kills))


def test_a_kill_of_the_real_command_leaves_before_or_after(
    sqlite: SqlitePlace, workshop: Workshop, files: Files
) -> None:
    """The very process that staff start, killed while it commits."""
    work = prepared(sqlite, workshop, files, "load")
    kills = Counter[str]()
    for number in range(3 * REAL_KILLS):
        sqlite.reset(work.start)
        process = real_started(*work.command)
        while process.poll() is None and not (sqlite.log.exists() and sqlite.log.stat().st_size):
            time.sleep(0.0001)
        time.sleep(0.002 * number)
        process.kill()
        process.communicate()
        kills["killed"] += process.returncode == KILLED
        kills[work.which(sqlite.look())] += 1
        assert workshop.run(*work.following).code == 0
        assert sqlite.look() == work.after
        if kills["killed"] == REAL_KILLS:
            return
    raise AssertionError(kills)


# --- what a machine can do to a database ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What a fault did: `now` is what was stored then, `later` what a load left once the fault was gone."""

    what: str
    outcome: Outcome
    now: str
    later: str = "after"


@dataclass(frozen=True)
class Made:
    """A database file, its rows, and its rows after the load."""

    start: Path
    before: Look
    after: Look


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop, files: Files) -> Made:
    home = SqlitePlace(tmp_path_factory.mktemp("made"))
    assert workshop.run(*on(home, "load", *files.base)).code == 0
    start, before = home.keep(), home.look()
    assert workshop.run(*on(home, "load", *files.files)).code == 0
    return Made(start, before, home.look())


class Story:
    """A database in a folder of its own, with what a load would make of it."""

    def __init__(self, folder: Path, workshop: Workshop, files: Files, made: Made) -> None:
        folder.mkdir()
        self.folder, self.workshop, self.files = folder, workshop, files
        self.load = ("load", *files.files)
        self.start, self.before, self.after = made.start, made.before, made.after
        self.home = SqlitePlace(folder)
        self.home.reset(self.start)

    def which(self, place: SqlitePlace) -> str:
        if not place.path.exists():
            return "before"
        found = place.look()
        for name, look in (("before", self.before), ("after", self.after)):
            if found == look:
                return name
        return "between: " + difference(found, self.before, self.after)

    def fault(
        self, what: str, place: SqlitePlace, outcome: Outcome, mend: Callable[[], object] = lambda: None
    ) -> Fault:
        now = self.which(place)
        mend()
        again = self.workshop.run(*on(place, *self.load))
        return Fault(what, outcome, now, self.which(place) if again.code == 0 else again.out)


@contextlib.contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """Give a small disk of its own, in memory."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no right to mount a disk: {mounted.stderr.decode(errors='replace').strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def full_disk(story: Story) -> Iterator[Fault]:
    """From no room at all to enough, so that every write of the load is once the one that fails."""
    with disk(story.folder / "disk", "16m") as folder:
        place, filler = SqlitePlace(folder, story.folder), folder / "filler"
        for room in itertools.count(0, 40 * 1024):
            place.reset(story.start)
            free = os.statvfs(folder)
            filler.write_bytes(bytes(max(free.f_bavail * free.f_bsize - room, 0)))
            outcome = story.workshop.apart(*on(place, *story.load))
            yield story.fault(f"{room} bytes left", place, outcome, filler.unlink)
            if outcome.code == 0:
                break
            assert room < 4 << 20


def full_disk_at_first(story: Story) -> Iterator[Fault]:
    """No database yet and no room for it."""
    with disk(story.folder / "disk", "16m") as folder:
        place, filler = SqlitePlace(folder, story.folder), folder / "filler"
        for room in (0, 60 << 10, 200 << 10):
            place.reset(None)
            free = os.statvfs(folder)
            filler.write_bytes(bytes(max(free.f_bavail * free.f_bsize - room, 0)))
            outcome = story.workshop.apart(*on(place, "load", story.files.next))
            assert outcome.code != 0
            filler.unlink()
            again = story.workshop.run(*on(place, "load", story.files.next))
            later = "after" if again.code == 0 and len(place.look()["session"]) == 4 else again.out
            yield Fault(f"{room} bytes left", outcome, "before", later)


def largest_file(story: Story) -> Iterator[Fault]:
    """A limit on the size of files, which needs no right to mount anything."""
    for size in (8 << 10, 40 << 10, 80 << 10, 160 << 10, 320 << 10, 8 << 20):
        story.home.reset(story.start)
        outcome = story.workshop.apart(*on(story.home, *story.load), size=size)
        yield story.fault(f"files of at most {size} bytes", story.home, outcome)


def read_only_by_modes(story: Story) -> Iterator[Fault]:
    """A file, a folder, or both that the program may not write to."""
    for what, file_mode, folder_mode in (("file", 0o444, 0o755), ("folder", 0o644, 0o555), ("both", 0o444, 0o555)):
        folder = story.folder / f"read-only {what}"
        folder.mkdir()
        place = SqlitePlace(folder, story.folder)
        place.reset(story.start)
        place.path.chmod(file_mode)
        folder.chmod(folder_mode)
        outcome = real(*on(place, *story.load), preexec_fn=bound_by_modes)
        if outcome.code == 77:
            pytest.skip("file modes do not bind this user")

        def mend(place: SqlitePlace = place) -> None:
            place.path.parent.chmod(0o755)
            place.path.chmod(0o644)

        yield story.fault(f"read-only {what}", place, outcome, mend)


def read_only_folder_at_first(story: Story) -> Iterator[Fault]:
    """No database yet, and a folder where none can be made."""
    folder = story.folder / "empty"
    folder.mkdir(mode=0o555)
    for path in (folder / "records.db", folder / "new" / "records.db"):
        outcome = real("--database", f"sqlite:///{path}", *story.load, preexec_fn=bound_by_modes)
        if outcome.code == 77:
            pytest.skip("file modes do not bind this user")
        yield Fault(str(path), outcome, "between" if list(folder.iterdir()) else "before")


def read_only_disk(story: Story) -> Iterator[Fault]:
    """A disk that is mounted read-only."""
    with disk(story.folder / "disk", "16m") as folder:
        place = SqlitePlace(folder, story.folder)
        place.reset(story.start)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        outcome = story.workshop.apart(*on(place, *story.load))
        mend = ["mount", "-o", "remount,rw", str(folder)]
        yield story.fault("read-only disk", place, outcome, lambda: subprocess.run(mend, check=True))


def read_only_by_url(story: Story) -> Iterator[Fault]:
    """An address that says itself that nothing may be written."""
    url = f"sqlite:///file:{story.home.path}?mode=ro&uri=true"
    outcome = real("--database", url, *story.load, cwd=story.folder)
    yield story.fault(url, story.home, outcome)


def damaged(story: Story) -> Iterator[Fault]:
    """A database file that is none any more."""
    sound = story.start.read_bytes()
    noise = random.Random(8).randbytes
    for what, content in (
        ("garbage", noise(50_000)),
        ("garbage behind a sound first page", sound[:4096] + noise(len(sound) - 4096)),
        ("half the file", sound[: len(sound) // 8192 * 4096]),
        ("a text", "Đơn vị,Kỳ họp thứ\n".encode() * 500),
    ):
        place = story.home
        place.reset(None)
        place.path.write_bytes(content)
        outcome = story.workshop.apart(*on(place, *story.load))
        log = place.log.stat().st_size if place.log.exists() else 0
        same = place.path.read_bytes() == content and not log
        yield Fault(what, outcome, "before" if same else f"changed, log {log}")
    place.reset(None)
    place.path.mkdir()
    yield Fault("a folder", real(*on(place, *story.load)), "before" if not list(place.path.iterdir()) else "between")
    place.path.rmdir()


def newer(story: Story) -> Iterator[Fault]:
    """A database that a later version of the program has brought up to date."""
    story.home.execute(
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE state SET value = 'of a later version' WHERE name = 'schema'",
        "ALTER TABLE session ADD COLUMN of_a_later_version TEXT",
    )
    before = story.home.look()
    for command in (story.load, ("undo", "1"), ("rebuild",), ("init",)):
        outcome = story.workshop.apart(*on(story.home, *command))
        now = "before" if story.home.look() == before else difference(story.home.look(), before)
        yield Fault(f"newer schema, {command[0]}", outcome, now)


def nowhere(_story: Story) -> Iterator[Fault]:
    """An address that is none, and a server that does not answer."""
    for url in ("nonsense", "postgresql://nobody@127.0.0.1:1/nothing"):
        yield Fault(url, real("--database", url, "uploads"), "before")


FAULTS: dict[str, Callable[[Story], Iterator[Fault]]] = {
    function.__name__: function
    for function in (
        full_disk,
        full_disk_at_first,
        largest_file,
        read_only_by_modes,
        read_only_folder_at_first,
        read_only_disk,
        read_only_by_url,
        damaged,
        newer,
        nowhere,
    )
}


def assert_said_in_a_sentence(outcome: Outcome, what: str = "") -> None:
    """An exit code of ours, a sentence in Vietnamese and one in English, and nothing that only programmers can read."""
    assert outcome.code in (1, 2, 3), (what, outcome)
    for word in ("Traceback", "sqlalche", "sqlite3.", "psycopg", "[SQL", "alembic"):
        assert word not in outcome.out, (what, outcome.out[-500:])
    lines = [line for line in outcome.out.splitlines() if len(line.split()) > 3]
    assert any(re.search("[ăâđêôơưạảấầẩậắằẳặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", line) for line in lines), (what, lines)
    assert any(line.isascii() or re.search("database|disk|file", line) for line in lines), (what, lines)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_stores_nothing_by_half_and_is_said_in_a_sentence(
    tmp_path: Path, workshop: Workshop, files: Files, made: Made, name: str
) -> None:
    faults = list(FAULTS[name](Story(tmp_path / name, workshop, files, made)))
    assert any(fault.outcome.code for fault in faults)
    for fault in faults:
        assert fault.now == ("after" if fault.outcome.code == 0 else "before"), (fault.what, fault.outcome)
        assert fault.later == "after", fault.what
        if fault.outcome.code:
            assert_said_in_a_sentence(fault.outcome, fault.what)


def test_a_database_url_makes_no_folder(tmp_path: Path, workshop: Workshop, files: Files, made: Made) -> None:
    folder = tmp_path / "working folder"
    story = Story(tmp_path / "story", workshop, files, made)
    folder.mkdir()
    real("--database", f"sqlite:///file:{story.home.path}?mode=ro&uri=true", "uploads", cwd=folder)
    assert list(folder.iterdir()) == []


# --- locks ----------------------------------------------------------------------------------------------------------


def test_a_lock_that_goes_in_time_is_waited_for(tmp_path: Path, workshop: Workshop, files: Files, made: Made) -> None:
    story = Story(tmp_path / "story", workshop, files, made)
    with held(story.home.path, "BEGIN IMMEDIATE") as let_go:
        process = real_started(*on(story.home, *story.load))
        time.sleep(1.5)
        assert process.poll() is None
        assert story.which(story.home) == "before"
        let_go()
        out, _none = process.communicate(timeout=30)
    assert (process.returncode, story.which(story.home)) == (0, "after"), out


@pytest.fixture(scope="module", autouse=True)
def locked_out(
    tmp_path_factory: pytest.TempPathFactory, workshop: Workshop, files: Files, made: Made
) -> Iterator[Callable[[], tuple[Story, list[tuple[float, Outcome]]]]]:
    """Give how commands ended that never got the lock. They begin with the first test, as they do nothing but wait."""
    story = Story(tmp_path_factory.mktemp("locked") / "story", workshop, files, made)
    with held(story.home.path, "BEGIN IMMEDIATE"), contextlib.ExitStack() as stack:
        commands = (story.load, ("undo", "1"), ("rebuild",))
        started = [stack.enter_context(real_started(*on(story.home, *command))) for command in commands]
        begun, ended = time.monotonic(), list[float]()

        def watch() -> None:
            for process in started:
                process.wait()
            ended.append(time.monotonic() - begun)

        waiter = threading.Thread(target=watch)
        waiter.start()
        stack.callback(waiter.join)
        stack.callback(lambda: [process.kill() for process in started])

        @cache
        def call() -> tuple[Story, list[tuple[float, Outcome]]]:
            waiter.join(60)
            return story, [(ended[0], Outcome(one.returncode, one.communicate()[0])) for one in started]

        yield call


def test_a_lock_that_stays_refuses_and_stores_nothing(locked_out: Callable[[], Any]) -> None:
    story, ended = locked_out()
    for seconds, outcome in ended:
        assert outcome.code == 3, outcome
        assert 10 < seconds < 40, "busy_timeout is 15 s"
    assert story.which(story.home) == "before"


def test_a_lock_that_stays_is_said_in_a_sentence(locked_out: Callable[[], Any]) -> None:
    for _seconds, outcome in locked_out()[1]:
        assert_said_in_a_sentence(outcome)


def test_a_lock_is_waited_for_on_postgresql(postgres_place: PostgresPlace, workshop: Workshop, files: Files) -> None:
    import psycopg

    from etl.database import _WRITE_LOCK

    place = postgres_place
    assert workshop.run(*on(place, "load", *files.base)).code == 0
    before = place.look()
    with psycopg.connect(place.url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITE_LOCK])
        process = real_started(*on(place, "load", *files.files))
        time.sleep(1.5)
        assert process.poll() is None
        other.rollback()
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert place.look() != before


# --- two loads at once ----------------------------------------------------------------------------------------------


def pairs(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Return two files each: what two people might send at the same moment."""
    sessions, briefings = demo("session", UNIT)[:10], demo("briefing")[:8]
    other_day = [row | {"Ngày hội nghị": "26/03/2022"} for row in briefings[4:]]
    return {
        "the same file": (
            write(folder / "same.csv", sessions),
            write(folder / "same, other name.csv", sessions),
        ),
        "different files": (
            write(folder / "even.csv", sessions[::2]),
            write(folder / "odd.csv", sessions[1::2]),
        ),
        "the same keys, different values": (
            write(folder / "right.csv", sessions[:7]),
            write(folder / "wrong.csv", [earlier(row) for row in sessions[3:]]),
        ),
        "one contradicts the other": (
            write(folder / "first half.csv", briefings[:4]),
            write(folder / "second half.csv", other_day),
        ),
    }


PAIRS = ("the same file", "different files", "the same keys, different values", "one contradicts the other")


def both_orders(place: Place, workshop: Workshop, start: Any, loads: list[list[object]]) -> list[Any]:
    """Return what comes of two loads one after the other, in either order: (code, receipts) of each, and all rows."""
    results = []
    for order in ((0, 1), (1, 0)):
        place.reset(start)
        said: dict[int, Any] = {}
        for number in order:
            outcome = workshop.run(*loads[number])
            said[number] = (outcome.code, receipts(outcome))
        results.append((said[0], said[1], place.look()))
    return results


def assert_numbered_without_gap(look: Look) -> None:
    numbers = sorted(row[0] for row in look["upload"])
    assert numbers == list(range(1, len(numbers) + 1))


def assert_one_of(result: tuple[Any, Any, Look], orders: list[Any]) -> None:
    if result not in orders:
        said = [order[:2] for order in orders]
        raise AssertionError(f"{result[:2]}\nnot in {said}\n{difference(result[2], *(order[2] for order in orders))}")


@pytest.mark.parametrize("case", PAIRS)
def test_two_loads_at_once_equal_one_after_the_other(
    place: Place, workshop: Workshop, files: Files, tmp_path: Path, case: str
) -> None:
    assert workshop.run(*on(place, "load", files.next)).code == 0
    start = place.keep()
    loads = [on(place, "load", path, "--json") for path in pairs(tmp_path)[case]]
    orders = both_orders(place, workshop, start, loads)
    codes = {code for order in orders for code, _receipts in order[:2]}
    assert codes == ({0, 1} if case == "one contradicts the other" else {0})
    for _ in range(ROUNDS[place.url.partition(":")[0]]):
        place.reset(start)
        outcomes = workshop.together(*loads)
        found = place.look()
        assert_numbered_without_gap(found)
        assert_one_of((*((outcome.code, receipts(outcome)) for outcome in outcomes), found), orders)


@pytest.mark.parametrize("case", PAIRS[::2])
def test_two_real_commands_at_once(sqlite: SqlitePlace, workshop: Workshop, files: Files, case: str) -> None:
    assert workshop.run(*on(sqlite, "load", files.next)).code == 0
    start = sqlite.keep()
    loads = [on(sqlite, "load", path, "--json") for path in pairs(sqlite.path.parent)[case]]
    orders = both_orders(sqlite, workshop, start, loads)
    sqlite.reset(start)
    processes = [real_started(*load) for load in loads]
    outcomes = [Outcome(code=process.wait(60), out=process.communicate()[0]) for process in processes]
    found = sqlite.look()
    assert_numbered_without_gap(found)
    assert_one_of((*((outcome.code, receipts(outcome)) for outcome in outcomes), found), orders)


def test_two_loads_at_once_into_a_new_database(place: Place, workshop: Workshop, tmp_path: Path) -> None:
    start = None if isinstance(place, SqlitePlace) else place.keep()
    loads = [on(place, "load", path, "--json") for path in pairs(tmp_path)["different files"]]
    orders = both_orders(place, workshop, start, loads)
    for _ in range(ROUNDS[place.url.partition(":")[0]]):
        place.reset(start)
        outcomes = workshop.together(*loads)
        found = place.look()
        assert_one_of((*((outcome.code, receipts(outcome)) for outcome in outcomes), found), orders)


# --- the same file again --------------------------------------------------------------------------------------------


def as_workbook(path: Path, rows: Rows) -> Path:
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append([value or None for value in row.values()])
    book.save(path)
    return path


AGAIN: Mapping[str, Callable[[Path, Rows], Path]] = {
    "the same bytes": lambda path, rows: write(path.with_suffix(".csv"), rows),
    "CRLF": lambda path, rows: write(path.with_suffix(".csv"), rows, line_end="\r\n"),
    "CR": lambda path, rows: write(path.with_suffix(".csv"), rows, line_end="\r"),
    "BOM": lambda path, rows: write(path.with_suffix(".csv"), rows, "utf-8-sig"),
    "UTF-16": lambda path, rows: write(path.with_suffix(".txt"), rows, "utf-16"),
    "semicolons": lambda path, rows: write(path.with_suffix(".csv"), rows, delimiter=";"),
    "all of it": lambda path, rows: write(path.with_suffix(".tsv"), rows, "utf-16", "\t", "\r\n"),
    "xlsx": lambda path, rows: as_workbook(path.with_suffix(".xlsx"), rows),
}


@dataclass(frozen=True)
class Loaded:
    """A database that holds rows and is open elsewhere, so that its log is not cleared away."""

    place: SqlitePlace
    rows: dict[str, Rows]
    before: Look


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("again")
    place = SqlitePlace(folder)
    rows = {"session": demo("session")[:80], "question": demo("question")[:60], "briefing": demo("briefing")[:30]}
    assert workshop.run(*on(place, "load", *(write(folder / f"{kind}.csv", rows[kind]) for kind in rows))).code == 0
    place.reset(place.keep())
    with held(place.path, "SELECT count(*) FROM upload"):
        yield Loaded(place, rows, place.look())


@pytest.mark.parametrize("form", AGAIN)
def test_the_same_file_again_changes_nothing(loaded: Loaded, tmp_path: Path, form: str) -> None:
    again = [AGAIN[form](tmp_path / f"other name {kind}", rows) for kind, rows in loaded.rows.items()]
    log_before = loaded.place.log.stat().st_size
    outcome = real(*on(loaded.place, "load", *again, "--json"))
    assert outcome.code == 0, outcome.out
    for receipt, rows in zip(receipts(outcome), loaded.rows.values(), strict=True):
        counts = dict.fromkeys(("new", "changed", "refused", "left_out"), 0) | {"read": len(rows), "same": len(rows)}
        assert (receipt["counts"], receipt["upload"], receipt["stored"]) == (counts, None, False)
    found = loaded.place.look()
    assert found == loaded.before, difference(found, loaded.before)
    grown = loaded.place.log.stat().st_size - log_before
    assert grown < loaded.place.path.stat().st_size / 100


# --- load and undo --------------------------------------------------------------------------------------------------

Keys = dict[tuple[str, str], tuple[Any, ...]]


def records(look: Look) -> Keys:
    """Return the records by kind and key; the key is the first column."""
    return {(kind, row[0]): row for kind in RECORDS for row in look[kind]}


def random_rows(chance: random.Random, kind: str) -> Rows:
    rows = chance.sample(demo(kind, UNIT)[:9], chance.randrange(2, 6))
    for row in rows:
        row["Ghi chú"] = chance.choice(["", "a", "b"])
        if kind == "session" and chance.random() < 0.4:
            row.update(earlier(row))
        if kind == "question" and chance.random() < 0.3:
            row["Chuyển từ kỳ trước"] = "Có"
    if chance.random() < 0.3:
        rows = [{name: value for name, value in row.items() if name != "Ghi chú"} for row in rows]
    return rows


@dataclass(frozen=True)
class Upload:
    """An upload that can be undone: what was stored before it, and the records that it wrote."""

    number: int
    before: Look
    wrote: set[tuple[str, str]]


class Sequence:
    """Random loads and undos, held against what each of them may do."""

    def __init__(self, place: Place, workshop: Workshop, folder: Path, seed: int) -> None:
        self.place, self.workshop, self.folder = place, workshop, folder
        self.chance = random.Random(seed)
        self.stored: list[Upload] = []
        self.not_as_before = set[int]()  # an upload before them was undone since
        self.done = Counter[str]()

    def load(self) -> None:
        path = write(self.folder / "file.csv", random_rows(self.chance, self.chance.choice(RECORDS)))
        before = self.place.look()
        outcome = self.workshop.run(*on(self.place, "load", path, "--json"))
        after = self.place.look()
        (receipt,) = receipts(outcome)
        counts = receipt["counts"]
        assert counts["read"] == sum(counts.values()) - counts["read"], "every row is counted once"
        old, new = records(before), records(after)
        wrote = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        self.done["load" if receipt["upload"] else "nothing new"] += 1
        assert bool(receipt["upload"]) == bool(wrote) == receipt["stored"]
        if receipt["upload"]:
            self.stored.append(Upload(receipt["upload"], before, wrote))
        else:
            assert after == before

    def undo(self, upload: Upload) -> None:
        before = self.place.look()
        outcome = self.workshop.run(*on(self.place, "undo", upload.number))
        after = self.place.look()
        later = [other.number for other in self.stored if other.number > upload.number and other.wrote & upload.wrote]
        if later:
            self.done["refused"] += 1
            assert (outcome.code, after) == (1, before), outcome.out
            assert_said_in_a_sentence(outcome)
            assert set(re.findall("[0-9]+", outcome.out)) <= set(map(str, later)), (outcome.out, later)
            return
        assert outcome.code == 0, outcome.out
        was = records(upload.before)
        expected = {key: row for key, row in records(before).items() if key not in upload.wrote}
        expected |= {key: was[key] for key in upload.wrote if key in was}
        assert records(after) == expected
        assert set(before["version"]) <= set(after["version"]), "nothing that was kept is used up"
        by = max(row[0] for row in after["upload"])
        added = set(after["version"]) - set(before["version"])
        assert {(row[0], row[1], row[2]) for row in added} == {(by, *key) for key in upload.wrote}
        if upload is not self.stored[-1]:
            self.done["undo of an earlier one"] += 1
            self.not_as_before |= {other.number for other in self.stored if other.number > upload.number}
        elif upload.number not in self.not_as_before:
            self.done["undo of the last"] += 1
            assert same_but_uploads(after, upload.before)
        assert self.workshop.run(*on(self.place, "rebuild")).code == 0
        rebuilt = self.place.look()
        assert rebuilt == after, "measures equal a rebuild: " + difference(rebuilt, after)
        self.stored.remove(upload)


def same_but_uploads(one: Look, other: Look) -> bool:
    """Tell whether all is equal but what keeps book of the uploads themselves, and of what was before them."""
    kept: Look = {"upload": [], "state": [], "version": []}
    return {**one, **kept} == {**other, **kept}


def all_sequences(place: Place, workshop: Workshop, folder: Path, seeds: range) -> Counter[str]:
    done = Counter[str]()
    assert workshop.run(*on(place, "init")).code == 0
    start, first = place.keep(), place.look()
    for seed in seeds:
        place.reset(start)
        sequence = Sequence(place, workshop, folder, seed)
        for _ in range(9):
            if sequence.stored and sequence.chance.random() < 0.4:
                sequence.undo(sequence.chance.choice(sequence.stored))
            else:
                sequence.load()
        for upload in reversed(list(sequence.stored)):
            sequence.undo(upload)
        assert same_but_uploads(place.look(), first)
        done += sequence.done
    return done


def test_load_and_undo_leave_what_was_there(sqlite: SqlitePlace, workshop: Workshop, tmp_path: Path) -> None:
    done = all_sequences(sqlite, workshop, tmp_path, range(5))
    print(dict(done))
    for what in ("load", "undo of the last", "undo of an earlier one", "refused"):
        assert done[what] > 1, done


def test_load_and_undo_leave_what_was_there_on_postgresql(
    postgres_place: PostgresPlace, workshop: Workshop, tmp_path: Path
) -> None:
    all_sequences(postgres_place, workshop, tmp_path, range(100, 101))


def test_a_refused_undo_lists_every_later_upload(sqlite: SqlitePlace, workshop: Workshop, tmp_path: Path) -> None:
    rows = demo("session", UNIT)[:3]
    for number, note in enumerate(("a", "b", "c"), start=1):
        path = write(tmp_path / f"{number}.csv", [row | {"Ghi chú": note} for row in rows])
        assert workshop.run(*on(sqlite, "load", path)).code == 0
    outcome = workshop.run(*on(sqlite, "undo", 1))
    assert (outcome.code, outcome.out.count("(2, 3)")) == (1, 2), outcome.out
