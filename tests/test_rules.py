"""Every rule that a record kind declares says its sentence in both languages, and is silent where it is kept."""

import datetime as dt
from typing import Any

import pytest

from etl.declare.fields import Needs, Record, Rule
from etl.declare.values import Day, YesNo
from etl.findings import Findings
from etl.loading.check import Checker
from etl.reading.columns import map_columns
from etl.reading.table import Row
from etl.records import KINDS

RULES = [(kind, rule) for kind in KINDS.values() for rule in kind.about.rules]
EARLY, LATE = dt.date(2024, 7, 1), dt.date(2024, 7, 9)


def checker_of(kind: type[Record]) -> Checker:
    header = tuple(field.text.vi for field in kind.columns().values())
    findings = Findings(None)
    mapping = map_columns(header, kind, findings)
    assert mapping is not None and not findings.errors
    return Checker(kind, mapping, header, findings)


def value_of(kind: type[Record], name: str) -> Any:
    column = kind.columns()[name]
    return (
        LATE
        if isinstance(column.type, Day)
        else True
        if isinstance(column.type, YesNo)
        else column.type.parse(column.example)
    )


def breaking(kind: type[Record], rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Needs):
        return {rule.field: value_of(kind, rule.field), rule.other: rule.unless}
    if isinstance(kind.columns()[rule.larger].type, Day):
        return {rule.smaller[0]: LATE, rule.larger: EARLY}
    return {**dict.fromkeys(rule.smaller, 9), rule.larger: 1}


@pytest.mark.parametrize(("kind", "rule"), RULES, ids=[rule.code for _kind, rule in RULES])
def test_a_broken_rule_says_so(kind: type[Record], rule: Rule) -> None:
    checker = checker_of(kind)
    row = dict.fromkeys(kind.columns()) | breaking(kind, rule)
    checker.rules(row, 2)
    (found,) = [finding for finding in checker.findings if finding.code == rule.code]
    for text in found.text:
        assert "{" not in text and "None" not in text
    assert kind.columns()[rule.fields[0]].text.vi in found.text.vi


@pytest.mark.parametrize(("kind", "rule"), RULES, ids=[rule.code for _kind, rule in RULES])
def test_an_empty_row_breaks_no_rule(kind: type[Record], rule: Rule) -> None:
    checker = checker_of(kind)
    checker.rules(dict.fromkeys(kind.columns()), 2)
    assert rule.code not in {finding.code for finding in checker.findings}


@pytest.mark.parametrize(("kind", "rule"), RULES, ids=[rule.code for _kind, rule in RULES])
@pytest.mark.parametrize("dropped", ["", "first", "last"])
def test_a_rule_speaks_of_the_columns_that_a_faulty_row_of_a_narrow_file_has(
    kind: type[Record], rule: Rule, dropped: str
) -> None:
    """A file without one of the columns that a rule names, and a row that is refused for something else as well."""
    given = breaking(kind, rule)
    if dropped:
        if isinstance(rule, Needs) or len(rule.smaller) < 2:
            return
        del given[rule.smaller[0 if dropped == "first" else -1]]
    columns = kind.columns()
    names = [*dict.fromkeys([*(name for name, column in columns.items() if column.required), *given])]
    findings = Findings(None)
    mapping = map_columns(tuple(columns[name].text.vi for name in names), kind, findings)
    assert mapping is not None
    checker = Checker(kind, mapping, tuple(columns[name].text.vi for name in names), findings)
    cells = [
        columns[name].type.show(given[name], "vi")
        if given.get(name) is not None
        else "không có đơn vị này"
        if name == "unit"
        else ""
        if name in given
        else columns[name].example
        for name in names
    ]
    checked = checker.row(Row(2, tuple(cells)))
    assert checked.refused
    codes = {finding.code for finding in findings}
    assert "unknown_unit" in codes
    assert rule.code in codes
