"""`python -m etl returns`: a folder or zip of many files, each loaded by itself, with a table of what became of them."""

import argparse
import json
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from etl.accounts import local_actor
from etl.loading.receipt import COUNTS
from etl.loading.returns import STATES, HandBack, Returned, Returns, require_headers
from etl.reading.bundle import BundledFile, bundle
from etl.reading.mapped import Reading
from etl.reference import spans
from etl.upgrade import up_to_date

STOPPED = 130  # as a shell says of what Ctrl-C has ended
_SHOWN = ("new", "changed", "same", "refused")
_MOST_UNITS = 2  # named for one file; more are counted


def declare(made: argparse.ArgumentParser) -> None:
    """Declare what the command takes besides the options of `load`."""
    made.add_argument("bundle", type=Path, metavar="FOLDER|ZIP", help="a folder or a zip of files, at most 1,000")
    made.add_argument(
        "--handed-back",
        type=Path,
        default=None,
        metavar="FILE",
        help="the zip of what is handed back, with its faults (default: beside the folder or zip)",
    )


def run(options: argparse.Namespace, reading: Reading) -> int:
    """Load many files, each by itself; exit 1 where any is handed back, 130 where it was stopped."""
    files = bundle(options.bundle)
    with up_to_date(options.database) as engine:
        actor = local_actor(options.account)
        returns = Returns(engine, actor, reading, accept_good_rows=options.accept_good_rows, dry_run=options.dry_run)
        return _run(options, returns, files)


def _run(options: argparse.Namespace, returns: Returns, files: Sequence[BundledFile]) -> int:
    done: list[Returned] = []
    with tempfile.SpooledTemporaryFile(16 << 20) as out:
        back = HandBack(out, "vi", returns.reading)
        try:
            with _stoppable() as stopped:
                for file in files:
                    if stopped():
                        break
                    _progress(len(done), len(files), file.name)
                    done.append(returns.take(file))
                    back.add(file, done[-1])
                _progress(len(done), len(files), "")
        finally:  # what is loaded is loaded, whatever ended the rest
            back.close()
            _tell(options, returns, files, done)
            if back.count:
                _write(options, out)
    if len(done) < len(files):
        return STOPPED
    require_headers(returns)
    return 1 if back.count else 0


def _write(options: argparse.Namespace, out: Any) -> None:
    whole = options.bundle.resolve()  # beside it: inside a folder it would be among the files of the next run
    target = options.handed_back or whole.with_name(f"{whole.stem}-handed-back.zip")
    out.seek(0)
    try:
        target.write_bytes(out.read())
    except OSError as error:
        print(f"{target}: {error.strerror}", file=sys.stderr)
        return
    print(f"Tệp trả lại / handed back: {target}", file=sys.stderr)


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C end the work after the file at hand, and the second at once."""
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        words = (
            "Dừng sau tệp này; bấm Ctrl-C lần nữa để dừng ngay. / Stops after this file; Ctrl-C again stops at once."
        )
        print(f"\n{words}", file=sys.stderr)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


def _progress(done: int, count: int, name: str) -> None:
    if sys.stderr.isatty() and count:
        part = 40 * done // count
        bar = f"[{'█' * part}{'·' * (40 - part)}] {done}/{count} {name[:30]:30}"
        print(f"\r{bar}", end="" if done < count else "\n", file=sys.stderr, flush=True)


def _tell(
    options: argparse.Namespace, returns: Returns, files: Sequence[BundledFile], done: Sequence[Returned]
) -> None:
    group = returns.group if any(returned.uploads for returned in done) else None
    if options.json:
        shown = {"group": group, "files": [_as_json(one) for one in done], "not_taken": len(files) - len(done)}
        json.dump(shown, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    _print_table([("tệp / file", "loại / kind", "đơn vị / unit", *_SHOWN, "kết quả / state"), *map(_row, done)])
    for returned in done:
        if returned.why is not None and returned.is_handed_back:
            print(f"{returned.file}: {returned.why.vi} / {returned.why.en}")
    states = Counter(returned.state for returned in done)
    listed = ", ".join(f"{STATES[state].vi} / {STATES[state].en} {states[state]}" for state in STATES if states[state])
    kept = [returned for returned in done if returned.state != "handed_back"]
    counts = ", ".join(f"{name} {sum(one.count(name) for one in kept)}" for name in COUNTS)
    print(f"{len(done)} tệp / files: {listed or 0}. {counts}")
    if len(done) < len(files):
        rest = len(files) - len(done)
        print(f"Đã dừng, còn {rest} tệp; chạy lại lệnh này là nạp tiếp. / Stopped, {rest} files left; run it again.")
    if group is not None:
        print(f"Đợt nạp / group {group}: python -m etl undo --group {group}")


def _row(returned: Returned) -> tuple[str, ...]:
    counts = (str(returned.count(name)) for name in _SHOWN)
    state = STATES[returned.state]
    return returned.file, ", ".join(returned.kinds), _units(returned), *counts, f"{state.vi} / {state.en}"


def _units(returned: Returned) -> str:
    names = [spans(code)[-1].name for code in returned.units[:_MOST_UNITS] if spans(code)]
    more = len(returned.units) - len(names)
    return ", ".join(names) + (f" (+{more})" if more else "")


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def _as_json(returned: Returned) -> dict[str, Any]:
    return {
        "file": returned.file,
        "state": returned.state,
        "kinds": returned.kinds,
        "units": returned.units,
        "uploads": returned.uploads,
        "counts": {name: returned.count(name) for name in COUNTS},
        "why": returned.why._asdict() if returned.why else None,
        "findings": [finding.as_json() for finding in returned.findings],
    }
