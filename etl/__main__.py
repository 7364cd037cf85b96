"""The command line of the records: `python -m etl ...`. Exit 0 fine, 1 findings and nothing stored, 2 misuse,
3 the database was lost or busy: the same command may be given again; `returns` 130 where Ctrl-C stopped it.
"""

import argparse
import csv
import gc
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from etl import commands
from etl.accounts import local_actor
from etl.commands import returns as returns_command
from etl.commands import undo as undo_command
from etl.data_sets import NIL_FILE, begin
from etl.database import writing
from etl.declare.fields import Record
from etl.documents import Format, dictionary, template
from etl.errors import MisuseError, UnreadableError
from etl.findings import Finding, Findings
from etl.loading.acts import follow_rules, uploads
from etl.loading.compare import Compared
from etl.loading.load import load
from etl.loading.preview import check, preview
from etl.loading.receipt import COUNTS, Receipt
from etl.reading.columns import kind_named
from etl.reading.encoding import ENCODINGS
from etl.reading.mapped import MappedTable, Reading
from etl.reading.open import OpenedFile
from etl.records import KINDS
from etl.settings import DATABASE_HELP, ROOT, settings
from etl.text import LANGUAGES, Text
from etl.upgrade import existing, up_to_date

_FILE = "CSV or other delimited text, xlsx, xls or ods"
_ACCOUNT = "who does it, as the list of uploads will show (default: local)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return commands.run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="Records of councils: read, check, load, undo.")
    parser.add_argument("--database", metavar="URL", default=None, help=DATABASE_HELP)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        made = subparsers.add_parser(name, help=help)
        made.add_argument("--database", metavar="URL", default=argparse.SUPPRESS, help=DATABASE_HELP)
        made.set_defaults(run=run)
        return made

    command("init", _init, "create the database or bring it up to date")
    command("begin", _begin, "load the data set of COUNCIL_DATA where the database holds nothing yet")
    made = command("template", _template, "an empty file with the columns of a kind")
    made.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
    made.add_argument("--language", choices=LANGUAGES, default="vi", help="of the headers (default: vi)")
    made.add_argument("--format", choices=("csv", "xlsx"), default=None, help="default: by the file's ending, else csv")
    made.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE", help="the file to write")
    made = command("read", _read, "the table as read, as CSV; what was decided on the error output")
    made.add_argument("file", type=Path, metavar="FILE", help=_FILE)
    _reading_options(made)
    made = command("check", _check, "what is wrong with a file; nothing is stored")
    made.add_argument("file", type=Path, metavar="FILE", help=_FILE)
    _mapping_options(made)
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the findings and counts as JSON")
    form.add_argument("--csv", action="store_true", help="the rows as understood, as CSV; findings on the error output")
    made = command("load", _load, "load files into the records, all or none")
    made.add_argument("files", type=Path, nargs="+", metavar="FILE", help=_FILE)
    _loading_options(made)
    made.add_argument("--refused", type=Path, default=None, metavar="FILE", help="where the refused rows go")
    made = command("returns", _returns, "load a folder or zip of many files, each by itself; bad ones are handed back")
    returns_command.declare(made)
    _loading_options(made)
    command("uploads", _uploads, "what was loaded, as CSV")
    made = command("undo", undo_command.run, "take an upload back, or what an undo took back; says what that does")
    undo_command.declare(made)
    made.add_argument("--as", dest="account", default="", metavar="ACCOUNT", help=_ACCOUNT)
    command("follow-rules", _follow_rules, "move open derived due dates to what rules and holidays say now")
    command("rebuild", _rebuild, "compute every measure anew")
    command("dictionary", _dictionary, "the data dictionary, as Markdown")
    made = command("demo", _demo, "write the invented records of data/demo")
    made.add_argument("--seed", type=int, default=1, help="the same seed gives the same records (default: 1)")
    made.add_argument(
        "-o", dest="output", type=Path, default=ROOT / "data" / "demo", metavar="FOLDER", help="where to write"
    )
    return parser


def _loading_options(made: argparse.ArgumentParser) -> None:
    _mapping_options(made)
    made.add_argument("--as", dest="account", default="", metavar="ACCOUNT", help=_ACCOUNT)
    made.add_argument("--dry-run", action="store_true", help="say what would be stored, and store nothing")
    made.add_argument("--accept-good-rows", action="store_true", help="load the good rows, hand the refused ones back")
    made.add_argument("--json", action="store_true", help="the receipts as JSON")


def _mapping_options(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--kind", choices=tuple(KINDS), default=None, help="the kind of record, where the headers leave it open"
    )
    made.add_argument(
        "--map", action="append", default=[], metavar="HEADER=FIELD", help="read this column as this field; repeatable"
    )
    made.add_argument(
        "--leave-out", action="append", default=[], metavar="HEADER", help="a column to leave out; repeatable"
    )
    made.add_argument("--confirm-guess", action="store_true", help="accept the encoding that was guessed")
    _reading_options(made)


def _reading_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("--sheet", action="append", default=[], metavar="NAME", help="read this sheet only; repeatable")
    made.add_argument(
        "--encoding", default=None, metavar="NAME", help=f"how the text is written: {', '.join(ENCODINGS)}"
    )


def _init(options: argparse.Namespace) -> int:
    with up_to_date(options.database):
        return 0


def _begin(options: argparse.Namespace) -> int:
    """An empty database gets the data set's files; in one that holds uploads open due dates follow the rules."""
    with up_to_date(options.database) as engine:
        with engine.connect() as connection:
            begun = bool(uploads(connection, local_actor()))
        if begun:
            follow_rules(engine, local_actor("rules"))
            return 0
        began = begin(engine, settings().data_set)
    for receipt in began.receipts:
        _print_receipt(receipt, dry_run=False)
    if numbers := began.nil_reports:
        print(f"{NIL_FILE}: new {len(numbers)}. lần nạp / uploads {numbers[0]}-{numbers[-1]}")
    return 0


def _template(options: argparse.Namespace) -> int:
    form: Format = options.format or ("xlsx" if options.output.suffix.lower() == ".xlsx" else "csv")
    options.output.write_bytes(template(kind_named(options.kind), options.language, form))
    return 0


def _read(options: argparse.Namespace) -> int:
    try:
        table = OpenedFile(options.file.name, options.file, options.encoding).first_table(_reading(options))
    except UnreadableError as error:
        if error.code != "empty_file":
            raise
        print(error.text.vi, "/", error.text.en, file=sys.stderr)
        return 0  # a table of nothing, as read
    out = csv.writer(sys.stdout, lineterminator="\n")
    if table.header_line:
        out.writerow(table.header)
    for row in table.rows:
        out.writerow(row.cells)
        if row.why is not None:
            print(f"{row.line}: {row.why.vi} / {row.why.en}", file=sys.stderr)
    for decision in table.decisions:
        print(decision.text.vi, "/", decision.text.en, file=sys.stderr)
    for aside in table.aside:
        print(f"{aside.row.line}: {aside.text.vi} / {aside.text.en}", file=sys.stderr)
    if table.following is not None:
        line = table.following.header_line
        print(f"Từ dòng {line} là một bảng khác. / Another table begins at row {line}.", file=sys.stderr)
    return 0


def _chosen(options: argparse.Namespace) -> dict[str, str]:
    pairs = [pair.rpartition("=") for pair in options.map]
    if bad := next((pair for header, sign, pair in pairs if not (header and sign)), None):
        raise MisuseError(
            Text(f"--map cần dạng HEADER=FIELD, không phải “{bad}”.", f"--map takes HEADER=FIELD, not “{bad}”.")
        )
    return {header: field for header, _sign, field in pairs}


def _reading(options: argparse.Namespace, guess: Any = "refuse") -> Reading:
    if getattr(options, "confirm_guess", False):
        guess = "accept"
    asked = (
        {"kind": options.kind, "chosen": _chosen(options), "left_out": tuple(options.leave_out)}
        if "map" in options
        else {}
    )
    return Reading(**asked, sheets=tuple(options.sheet), encoding=options.encoding, guess=guess)


def _check(options: argparse.Namespace) -> int:
    """Say what a load into the database would find; where there is none yet, into an empty one."""
    reading, out = _reading(options, "warn"), csv.writer(sys.stdout, lineterminator="\n")
    shown: list[type[Record] | None] = []

    def print_row(_number: int, kind: type[Record] | None, row: Compared) -> None:
        if kind is None or not (row.is_loaded or row.outcome == "repeated"):
            return
        if shown[-1:] != [kind]:
            out.writerow(kind.columns())
            shown.append(kind)
        out.writerow(_plain(row.after[name]) for name in kind.columns())

    each = print_row if options.csv else lambda *_row: None
    try:
        opened = OpenedFile(options.file.name, options.file, reading.encoding)
        with existing(options.database) as engine:
            receipts = check(engine, local_actor(), lambda: opened.tables(reading), each=each, progress=_progress_bar())
    except UnreadableError as error:
        return _unreadable(options, options.file, error)
    if options.json:
        counts = {name: sum(receipt.count(name) for receipt in receipts) for name in COUNTS}
        kind = next((receipt.kind for receipt in reversed(receipts) if receipt.kind), None)
        listed = [finding for receipt in receipts for finding in receipt.findings]
        more = sum(receipt.findings.dropped for receipt in receipts)
        _print_json(
            {"file": options.file.name, "kind": kind, "counts": counts, **counts, **_findings_json(listed, more)}
        )
    else:
        for receipt in receipts:
            _print_findings(receipt.findings, sys.stderr if options.csv else sys.stdout)
    return 1 if any(receipt.findings.errors for receipt in receipts) else 0


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _unreadable(options: argparse.Namespace, path: Path, error: UnreadableError) -> int:
    if not options.json:
        raise error
    finding: dict[str, Any] = {
        "code": error.code,
        "level": "error",
        "sheet": None,
        "line": None,
        "lines": [],
        "rows": 0,
    }
    finding |= {"column": None, "field": None, "value": "", "message": error.text._asdict()}
    counts = dict.fromkeys(COUNTS, 0)
    _print_json(
        {"file": path.name, "kind": None, "upload": None, "stored": False, "counts": counts, "findings": [finding]}
    )
    return 1


def _load(options: argparse.Namespace) -> int:
    actor, reading, at = local_actor(options.account), _reading(options), options.files[0]
    came_from: list[OpenedFile] = []

    def tables() -> Iterator[MappedTable]:
        nonlocal at
        for at in options.files:
            file = OpenedFile(at.name, at, reading.encoding)
            for table in file.tables(reading):
                came_from.append(file)
                yield table

    try:
        with up_to_date(options.database) as engine:
            if options.dry_run:
                receipts = preview(engine, actor, tables(), with_figures=False, progress=_progress_bar())
            else:
                good_rows = options.accept_good_rows
                receipts = load(engine, actor, tables(), accept_good_rows=good_rows, progress=_progress_bar())
    except UnreadableError as error:
        return _unreadable(options, at, error)
    if options.accept_good_rows and not options.dry_run:
        _hand_back(options, reading, list(zip(came_from, receipts, strict=True)))
    if options.json:
        shown = [_receipt_json(receipt) for receipt in receipts]
        _print_json(shown[0] if len(shown) == 1 else shown)
    else:
        for receipt in receipts:
            _print_receipt(receipt, options.dry_run)
    failed = any(r.findings.errors for r in receipts)
    kept = (
        options.accept_good_rows
        and all(r.sound for r in receipts)
        and all(r.writes or r.count("same") for r in receipts)
    )
    return 1 if failed and not kept else 0


def _hand_back(options: argparse.Namespace, reading: Reading, pairs: list[tuple[OpenedFile, Receipt]]) -> None:
    """Write the refused rows of each file, with what to mend, beside the working folder's other files."""
    from etl.loading.returned import refused_rows

    for file in dict.fromkeys(file for file, _receipt in pairs):
        receipts = [receipt for source, receipt in pairs if source is file]
        lines = [receipt.refused_lines for receipt in receipts]
        if not any(lines) or not any(receipt.stored for receipt in receipts):
            continue
        single = options.refused if len(options.files) == 1 else None
        target = single or Path(f"{Path(file.name).stem}-refused.csv")
        target.write_bytes(refused_rows(file, reading, [receipt.findings for receipt in receipts], lines, "vi"))
        print(f"Dòng bị từ chối / refused rows: {target}", file=sys.stderr)


def _receipt_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "file": receipt.file,
        "kind": receipt.kind,
        "upload": receipt.upload,
        "stored": receipt.stored,
        "counts": {name: receipt.count(name) for name in COUNTS},
        **{name: receipt.count(name) for name in COUNTS},
        **_findings_json(receipt.findings, receipt.findings.dropped),
    }


def _findings_json(findings: Iterable[Finding], dropped: int) -> dict[str, Any]:
    return {"findings": [finding.as_json() for finding in findings], "more_findings": dropped}


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    print()


def _print_findings(findings: Findings, out: TextIO) -> None:
    for finding in findings:
        mark = Text("LỖI", "ERROR") if finding.level == "error" else Text("LƯU Ý", "WARNING")
        print(f"{mark.vi}: {finding.place.vi}. {finding.text.vi}", file=out)
        print(f"  {mark.en}: {finding.place.en}. {finding.text.en}", file=out)


def _print_receipt(receipt: Receipt, dry_run: bool) -> None:
    _print_findings(receipt.findings, sys.stdout)
    counts = ", ".join(f"{name} {receipt.count(name)}" for name in COUNTS)
    if receipt.stored and receipt.upload:
        said = f"lần nạp / upload {receipt.upload}"
    elif receipt.findings.errors:
        said = "không lưu gì / nothing stored"
    else:
        said = "chạy thử / dry run" if dry_run else "không có gì mới / nothing new"
    print(f"{receipt.file}: {counts}. {said}")


def _progress_bar() -> Callable[[float], None]:
    """Return a bar that appears after two seconds, on a terminal only."""
    begun, terminal = time.monotonic(), sys.stderr.isatty()

    def show(part: float) -> None:
        if terminal and time.monotonic() - begun > 2:
            done = int(part * 40)
            end = "\n" if part >= 1 else ""
            print(f"\r[{'█' * done}{'·' * (40 - done)}] {part:4.0%}", end=end, file=sys.stderr, flush=True)

    return show


def _uploads(options: argparse.Namespace) -> int:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("upload", "loaded_at", "account", "file", "kind", "rows", "state", "undoes", "group"))
    with up_to_date(options.database) as engine, engine.connect() as connection:
        for upload in reversed(uploads(connection, local_actor())):
            rows = upload.new + upload.changed
            at = upload.loaded_at.isoformat() + "+00:00"
            about = (upload.number, at, upload.account, upload.file or upload.act, upload.kind, rows, upload.state)
            out.writerow((*about, upload.undoes, upload.group_number))
    return 0


def _returns(options: argparse.Namespace) -> int:
    return returns_command.run(options, _reading(options))


def _follow_rules(options: argparse.Namespace) -> int:
    with up_to_date(options.database) as engine:
        numbers = follow_rules(engine, local_actor("rules"))
    for number in numbers:
        print(f"Đã chuyển các hạn suy ra, lần nạp {number}. / Derived due dates moved, upload {number}.")
    if not numbers:
        print("Không có hạn nào thay đổi. / No due date has moved.")
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    from etl.figures.rollup import rebuild

    with up_to_date(options.database) as engine, writing(engine) as connection:
        rebuild(connection)
    return 0


def _dictionary(_options: argparse.Namespace) -> int:
    print(dictionary(), end="")
    return 0


def _demo(options: argparse.Namespace) -> int:
    from etl.demo import write

    for path in write(options.output, options.seed):
        print(path.name)
    return 0


if __name__ == "__main__":
    gc.freeze()  # what is imported stays; rows come and go without cycles, and a look at all of them costs seconds
    gc.set_threshold(100_000, 50, 100)
    sys.exit(main())
