"""Invented records for trying the program out: believable councils, no real person, the same bytes for a seed.

What units are like, and when that changes, stands in data/demo/words/units.csv; subjects, offices, conferences and the
returns that never came or came late stand beside it. `units` says what a unit is like, `sessions`, `questions` and
`conferences` make the records.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

from etl.declare.fields import Record
from etl.declare.values import UnitRef
from etl.demo.conferences import conferences
from etl.demo.questions import Questions
from etl.demo.sessions import councils, sessions
from etl.demo.units import DEMO, LAST_DAY, Invented, Ways, existing, late_since
from etl.periods import Period, quarter_of
from etl.records import KINDS
from etl.reference import CITY, REORGANISED, codes, spans

__all__ = ["DEMO", "LAST_DAY", "NIL", "SOURCE", "generate", "write"]
SOURCE = "Số liệu minh họa"
NIL = "nil"
_STATES_NIL = 0.75  # share of the quarters without a record of which the unit says that there was none


def generate(seed: int) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each kind by field name, written as staff would write them; under `nil` what units state."""
    made: dict[str, list[Invented]] = {"session": [], "question": []}
    made["briefing"] = list(conferences(Random(f"{seed}/briefing")))
    nil: list[dict[str, str]] = []
    for code in sorted(codes()):
        ways = Ways(Random(f"{seed}/{code}"), code)
        held, asked = _unit(ways)
        made["session"] += held
        made["question"] += asked
        nil += _nil(ways, {"session": held, "question": asked})
    made["session"].sort(key=lambda row: (row["start_date"], row["unit"]))
    made["question"].sort(key=lambda row: (row["asked_date"], row["unit"], bool(row["carried_over"])))
    rows = {kind: [_shown(KINDS[kind], row) for row in made[kind]] for kind in KINDS if kind in made}
    return rows | {NIL: sorted(nil, key=lambda row: (row["quarter"], row["kind"], row["unit"]))}


def write(folder: Path, seed: int) -> list[Path]:
    """Write one CSV file for each kind, with the headers of the template, and one of what units state; return them."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for kind, rows in generate(seed).items():
        columns = KINDS[kind].columns() if kind in KINDS else None
        names = [name for name in columns or rows[0] if name == "note" or any(row[name] for row in rows)]
        files.append(folder / f"{kind}.csv")
        with files[-1].open("w", encoding="utf-8-sig" if columns else "utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([columns[name].text.vi if columns else name for name in names])
            writer.writerows([row[name] for name in names] for row in rows)
    return files


def _unit(ways: Ways) -> tuple[list[Invented], list[Invented]]:
    """Return the sessions and questions of a unit as its returns have them: its councils one after the other."""
    asking = Questions(ways)
    held: list[Invented] = []
    asked: list[Invented] = []
    for first, last in councils(ways):
        known = sessions(ways, first, last)
        asked += asking.asked_in(first, last, known)
        held += [row for row in known if ways.reports(row["start_date"])]
    for row in [*held, *asked]:
        day = row.get("start_date") or row["asked_date"]
        row.update(dict.fromkeys(ways.text("blank", day).split()))
        if (came := late_since(ways.code, day)) and not row.get("carried_over"):
            row["note"] = f"Báo cáo chậm, nhận ngày {came:%d/%m/%Y}"
    return held, asked


def _nil(ways: Ways, made: dict[str, list[Invented]]) -> Iterator[dict[str, str]]:
    """Yield the statements of a unit of today that it had no session or question in a quarter of which it reported."""
    if ways.code == CITY or ways.end < REORGANISED:
        return
    for period in _quarters(ways):
        for kind, rows in made.items():
            own = KINDS[kind].about.placed_by
            silent = not any(period.start <= row[own] <= period.end for row in rows if not row.get("carried_over"))
            if silent and ways.rng.random() < _STATES_NIL:
                yield {"unit": ways.code, "kind": kind, "quarter": period.code}


def _quarters(ways: Ways) -> Iterator[Period]:
    """Yield the whole quarters of which a unit reported."""
    period = quarter_of(ways.end)
    while period.end >= spans(ways.code)[0].first:
        if period.end <= ways.end and ways.reports(period.end):
            yield period
        period = period.previous()


def _shown(kind: type[Record], row: Invented) -> dict[str, str]:
    own = row[kind.about.placed_by]
    texts = {}
    for name, column in kind.columns().items():
        value = row.get(name, SOURCE if name == "source" else None)
        if value is not None and isinstance(column.type, UnitRef):
            value = existing(value, own).name
        texts[name] = "" if value is None else column.type.show(value, "vi")
    return texts
