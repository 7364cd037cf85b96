"""Real files, mutilated at random: each ends in findings or one sentence, in both languages, and nothing else."""

import csv
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from etl.accounts import local_actor
from etl.declare.fields import Record
from etl.errors import CouncilError
from etl.findings import Findings
from etl.loading.check import Checker
from etl.loading.preview import check, preview
from etl.loading.receipt import Receipt
from etl.reading.columns import map_columns
from etl.reading.mapped import MappedTable, Reading
from etl.reading.open import open_tables
from etl.reading.table import Row
from etl.records import KINDS
from tests.legacy import cp1258, misread, tcvn3, vni

FILES = [path.read_text(encoding="utf-8-sig") for path in sorted((Path(__file__).parents[1] / "data").rglob("*.csv"))]
THROWN_IN = [
    *'",;\t|\n\r\x00\ufeff\u200b\xa0\u0301\u2028\x1a\x0b٣９İß-…',
    "\r\n", '""', '\\"', '"\n', "Tổng cộng", "Cộng", "Nơi nhận:", "I. Khối quận", "(1)", "(2)", "STT", "=1+1", "31/02/2024",
    "ngày 5 tháng 7 năm 2022", "18-20/7/2022", "#N/A", "1e309", "9" * 30, "Quận", "🙂",
]  # fmt: skip
ENCODINGS: list[Callable[[str], bytes]] = [
    str.encode,
    lambda text: text.encode("utf-8-sig"),
    lambda text: text.encode("utf-16"),
    lambda text: text.encode("utf-16-le"),
    lambda text: misread(text.encode()).encode(),
    tcvn3,
    vni,
    cp1258,
]


def mutilated(chance: random.Random) -> bytes:
    text = chance.choice(FILES)[: chance.choice([2_000, 6_000])].rpartition("\n")[0] + "\n"
    for _blow in range(chance.randrange(8)):
        place = chance.randrange(len(text) + 1)
        lines = text.split("\n")
        match chance.randrange(6):
            case 0:
                text = text[:place] + chance.choice(THROWN_IN) * chance.choice([1, 1, 1, 2, 50]) + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randrange(30) :]
            case 2:
                text = text.replace(",", chance.choice([";", "\t", "|", ", ", " "]))
            case 3:
                lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
                text = "\n".join(lines)
            case 4:
                text = text.replace("\n", chance.choice(["\r\n", "\r", "\n\n"]))
            case _:
                cut = chance.randrange(len(lines))
                lines[cut] = lines[cut][: chance.randrange(len(lines[cut]) + 1)]
                text = "\n".join(lines)
    try:
        data = bytearray(chance.choice(ENCODINGS if chance.random() < 0.3 else ENCODINGS[:1])(text))
    except (UnicodeError, ValueError, KeyError):
        data = bytearray(text.encode())
    for _byte in range(chance.choice([0, 0, 0, 1, 20])):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_a_mutilated_file_ends_in_findings_or_a_sentence(seed: int) -> None:
    try:
        for source in open_tables("file.csv", mutilated(random.Random(seed)), Reading(guess="accept")):
            if source.mapping is None:
                assert source.findings.errors and all(row.line > 0 for row in source.table.rows)
                continue
            checker = Checker(source.mapping.kind, source.mapping, source.table.header, source.findings)
            for checked in checker.rows(source.table):
                if source.sound and not checked.refused:
                    checker.rules(checker.whole(checked.values, checked.line), checked.line)
            for finding in source.findings:
                assert finding.text.vi and finding.text.en and finding.place("vi")
    except CouncilError as error:
        assert error.text.vi and error.text.en


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_bytes_end_in_a_table_or_a_sentence(size: int, data: st.DataObject) -> None:
    raw = data.draw(st.binary(min_size=size, max_size=size * 4))
    try:
        for source in open_tables("file.csv", raw, Reading(guess="accept")):
            assert list(source.table.rows) is not None
    except CouncilError as error:
        assert error.text.vi and error.text.en


JUNK = ("", "-", "x", "999", "0", "31/02/2024", "18-20/7/2024", "01/01/2031", "20/7/2024-18/7/2024", "Có", "abc", "1,5")
JUNK += ("2022-03-25", "Quận Lê Chân", "cam giang", "#REF!", "a" * 200, "\u202e", "½", "18, 19 và sáng 20/7/2022")


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_rows_of_narrow_files_end_in_findings(kind: type[Record], seed: int) -> None:
    """Files with some of the columns only, whose cells are sound or not, in any mixture."""
    chance = random.Random(seed)
    columns = kind.columns()
    names = [name for name, column in columns.items() if column.required or chance.random() < 0.5]
    header = tuple(columns[name].text.vi for name in names)
    findings = Findings()
    mapping = map_columns(header, kind, findings)
    assert mapping is not None
    checker = Checker(kind, mapping, header, findings)
    for line in range(2, 60):
        cells = tuple(columns[name].example if chance.random() < 0.6 else chance.choice(JUNK) for name in names)
        checked = checker.row(Row(line, cells[: chance.randint(len(cells) - 1, len(cells))]))
        if not checked.refused:
            checker.rules(checker.whole(checked.values, line), line, merged=chance.random() < 0.5)
    assert all("{" not in text and "None" not in text for finding in findings for text in finding.text)


def facts(receipt: Receipt) -> tuple[object, ...]:
    """Return what two ways of looking at a file must agree in."""
    return receipt.kind, +receipt.counts, [finding.as_json() for finding in receipt.findings], receipt.token


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("kind", KINDS)
def test_narrow_files_of_real_rows_are_previewed(demo: Engine, kind: str, seed: int) -> None:
    """Some columns and rows of the records that are stored, changed here and there, previewed with their figures."""
    chance = random.Random(seed)
    path = Path(__file__).parents[1] / "data" / "demo" / f"{kind}.csv"
    header, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    required = {column.text.vi for column in KINDS[kind].columns().values() if column.required}
    kept = [number for number, name in enumerate(header) if name in required or chance.random() < 0.6]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([header[number] for number in kept])
    for row in chance.sample(rows, 12):
        writer.writerow([row[number] if chance.random() < 0.95 else chance.choice(JUNK) for number in kept])

    def tables() -> Iterator[MappedTable]:
        return open_tables("a.csv", out.getvalue().encode())

    try:
        receipts = preview(demo, local_actor(), tables())
        checked = check(demo, local_actor(), tables)
    except CouncilError as error:
        assert error.text.vi and error.text.en
        return
    assert [facts(receipt) for receipt in checked] == [facts(receipt) for receipt in receipts]
    for receipt in receipts:
        counted = sum(receipt.count(name) for name in ("new", "changed", "same", "refused", "left_out"))
        assert counted == receipt.count("read")
        assert all("{" not in text for finding in receipt.findings for text in finding.text)
