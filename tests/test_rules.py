"""Every rule that a record kind declares says its sentence in both languages, and is silent where it is kept."""

import datetime as dt
from typing import Any

import pytest

from etl.check import Checker
from etl.fields import Needs, Record, Rule
from etl.findings import Findings
from etl.mapping import map_columns
from etl.records import KINDS
from etl.values import Day, YesNo

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
