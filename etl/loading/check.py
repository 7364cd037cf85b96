"""From rows of text to typed rows and findings, by the declaration of the kind; nothing is dropped in silence."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from etl import periods
from etl.declare import examples
from etl.declare.days import DayRange
from etl.declare.fields import AtMost, Field, Needs, Record, Values
from etl.declare.values import Day, Fault, UnitRef, Value, ValueType, Whole, Words, is_empty
from etl.errors import UnreadableError
from etl.findings import Findings
from etl.loading.natures import Natures
from etl.loading.shares import ShareColumn, share_columns
from etl.loading.units import day_text, unit_fault
from etl.reading.columns import ColumnMap, column_letter
from etl.reading.table import UNCOMPUTED, Aside, Row, Table
from etl.reference import resolve, term_of, unit_on
from etl.spreadsheet import unescaped
from etl.text import LANGUAGES, Text, clean, joined, separated, thousands

_ERROR_CELLS = frozenset(
    {
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#ERROR!",
    }
)
_OFFICE_ERROR = re.compile(r"Err:\d{3}")  # as LibreOffice writes them
_FARTHEST_YEARS = 20  # chosen: no due date lies so far ahead, a year mistyped (2204) does
_MOST_REFUSED = 50_000  # so many rows are not mended by hand; the file is another than it is taken for
# Units, dates and choices come again in thousands of rows: what a short cell says is worked out once.
_LONGEST_KEPT = 40  # characters; chosen: longer than every unit's name, shorter than the texts of questions
_REAL = 0.5  # of an example row's cells that were written over make a record of it; chosen: a choice may stay as it was
_MOST_KEPT = 5_000  # for each column; chosen, so that memory does not grow with the file


_EXAMPLE = Text("dòng ví dụ của tệp mẫu", "the template's example row")


@dataclass(slots=True)
class Checked:
    """One row as understood: typed values of the columns that the file has; `refused` where a finding is an error."""

    line: int
    values: dict[str, Value]
    refused: bool = False


@dataclass
class Checker:
    """Checks the rows of one table against one kind. `given`: the fields for which the file has a column.

    `settled` are the fields of which a user has said that their columns hold them. Where a whole column says something
    else than its field, the table is not `sound` once its rows have been walked, and nothing of it may be stored.
    """

    kind: type[Record]
    mapping: ColumnMap
    header: tuple[str, ...]
    findings: Findings
    today: dt.date = field(default_factory=periods.today)
    settled: frozenset[str] = frozenset()
    sound: bool = True

    def __post_init__(self) -> None:
        columns = self.kind.columns()
        self.given = [name for name in self.mapping.fields if name]
        self._headers = {
            name: self.header[number].strip() or column_letter(number)
            for number, name in enumerate(self.mapping.fields)
            if name
        }
        self._plan: list[tuple[int, str, Field, dict[str, Value]]] = [
            (number, name, columns[name], {}) for number, name in enumerate(self.mapping.fields) if name
        ]
        self._units = [name for name in self.given if isinstance(columns[name].type, UnitRef)]
        self._places: dict[tuple[str, dt.date], str] = {}
        self._empty: dict[str, Value] = dict.fromkeys(columns)
        self._names = {*columns, "unit_from"}
        there = {*self.given, *(name for name, column in columns.items() if column.empty is not None)}
        for column_type in (columns[name].type for name in self.given):
            if isinstance(column_type, Day):  # a range says something to other fields, too
                there |= {str(column_type.range_to), str(column_type.days_to)}
            if isinstance(column_type, Whole):  # so does `28/30`
                there.add(str(column_type.out_of))
        self._shares = list(share_columns(self.kind, self.mapping))
        self._natures = Natures(self.kind, self.given, self.settled)
        self._own_rules = [rule for rule in self.kind.about.rules if rule.speaks_of in there]
        self._fillers = [(name, column.empty.of) for name, column in columns.items() if column.empty is not None]

    def rows(self, table: Table) -> Iterator[Checked]:
        """Yield each data row of the table, typed; rows that cannot be placed are findings and refused rows."""
        reported = refused = 0
        for row in table.rows:
            reported = self._tell_totals(table, reported)
            if self._is_example(table, row):
                continue
            checked = self._misplaced(row) if row.why is not None else self.row(row)
            refused += checked.refused
            if refused > _MOST_REFUSED:
                raise self._too_many(row.line)
            yield checked
        self._tell_totals(table, reported)
        self._tell_natures()

    def _tell_natures(self) -> None:
        """Say of which columns the cells, taken together, are not what their fields are."""
        plain = {name: {value for value in kept.values() if value is not None} for _n, name, _c, kept in self._plan}
        for code, name, value, words in self._natures.told(plain):
            self.sound = False
            self._add(name, None, value)(code, **words)

    def _is_example(self, table: Table, row: Row) -> bool:
        """Tell whether a row is the template's example, left as it was: it is no data, and is said to be none."""
        cells = {name: row.cells[number] for number, name, _c, _k in self._plan if number < len(row.cells)}
        mark = cells.get(examples.MARKED, "")
        if not mark or not examples.is_marked(mark):
            return False
        del cells[examples.MARKED]
        if (changed := examples.changed(self.kind.columns(), cells)) == 0:
            if all(aside.row.line != row.line for aside in table.aside):  # a table that is kept is walked again
                table.aside.append(Aside(row, "example", _EXAMPLE))
            return True
        self._add(examples.MARKED, row.line, mark)(
            "example_mark" if changed >= _REAL else "example_half", level="warning" if changed >= _REAL else "error"
        )
        return False

    def _too_many(self, line: int) -> UnreadableError:
        first = next(iter(self.findings)).text
        return UnreadableError(
            "too_many_faults",
            Text(
                "Tệp có hơn {n} dòng có lỗi, đến dòng {line}, nên không đọc tiếp. Lỗi đầu tiên: {first}",
                "The file has more than {n} faulty rows, down to row {line}; it is read no further. The first fault: {first}",
            ).filled(n=thousands(_MOST_REFUSED), line=line, first=first),
        )

    def _misplaced(self, row: Row) -> Checked:
        self.findings.add("misplaced_row", row.line, why=row.why, value=" | ".join(row.cells))
        return Checked(row.line, {}, refused=True)

    def _tell_totals(self, table: Table, reported: int) -> int:
        """Warn of totals in the file that are not the sums of its rows."""
        for aside in table.aside[reported:]:
            for number, there, ours in aside.differences:
                if number < len(self.mapping.fields) and (name := self.mapping.fields[number]):
                    self._add(name, aside.row.line, there)("total_differs", level="warning", ours=ours)
        return len(table.aside)

    def row(self, row: Row) -> Checked:
        """Check one row by itself: types, required cells, units; rules between its cells come with `rules`."""
        before = self.findings.errors
        values: dict[str, Value] = {}
        self._range: tuple[Field, Day, DayRange] | None = None
        self._says: list[tuple[Field, str, str, Value]] = []
        self._missing: list[Field] = []
        cells, width = row.cells, len(row.cells)
        for number, name, column, kept in self._plan:
            raw = cells[number] if number < width else ""
            values[name] = kept[raw] if raw in kept else self._value(column, raw, row.line, kept)
        if self._range is not None:
            self._spread(values, row.line, *self._range)
        for column, text, other, value in self._says:
            self._agree(values, row.line, column, text, other, value)
        self._natures.see(values)
        for share in self._shares:
            self._tell_share(share, row, values)
        for column in self._missing:
            if values[column.name] is None:
                self._required(column, row.line, values.get(self.kind.about.placed_by))
        self._resolve_units(values, row.line)
        refused = self.findings.errors > before
        if refused:  # what is there is still held against the rules, so that one upload shows every fault
            self.rules(values, row.line, merged=False)
        return Checked(row.line, values, refused)

    def _tell_share(self, share: ShareColumn, row: Row, values: dict[str, Value]) -> None:
        if (told := share.differs(row.cells, values)) is not None:
            name, (text, ours) = self.header[share.number].strip() or column_letter(share.number), told
            words = {"part": values[share.part], "whole": values[share.whole], "ours": _per_cent(ours)}
            self.findings.add("share_of_counts_differs", row.line, level="warning", column=name, value=text, **words)

    def _value(self, column: Field, raw: str, line: int, kept: dict[str, Value]) -> Value:
        """Return what a cell says; a fault is a finding and says nothing. `kept` takes what is so in every row."""
        text = _clean_words(raw) if isinstance(column.type, Words) else _clean_value(raw)
        value = None
        if is_empty(text, column.type):
            if column.required:
                self._missing.append(column)
                return None
        else:
            ranged, said = self._range, len(self._says)
            try:
                if raw.startswith(UNCOMPUTED):
                    raise Fault("formula_without_result")
                value = self._parsed(column, text)
            except Fault as fault:
                self._fault(column, text, line, fault)
                return None
            if self._range is not ranged or len(self._says) > said:  # it says something to other columns, too
                return value
            if isinstance(column.type, Words) and (column.type.identifies or column.name == examples.MARKED):
                return self._identified(column, column.type, str(value), line)
        if len(raw) <= _LONGEST_KEPT and len(kept) < _MOST_KEPT:
            kept[raw] = value
        return value

    def _identified(self, column: Field, column_type: Words, text: str, line: int) -> str | None:
        """Return a text as a record is found again by it; what is taken off, or may be lost, is told."""
        if column.name == examples.MARKED and examples.is_marked(text):
            return None
        read = column_type.without_quotes(text)
        if read != text:
            self._add(column.name, line, text)("stray_quote", level="warning", label=column.text, read=read)
        if column_type.may_be_cut(read):
            self._add(column.name, line, read)("digits_may_be_lost", level="warning")
        return read

    def _agree(self, values: dict[str, Value], line: int, column: Field, text: str, name: str, value: Value) -> None:
        """Give what a cell says of another field to that field; where its own cell says otherwise, that is a fault."""
        other = self.kind.columns().get(name)
        if other is None:
            return
        if values.get(name) is None:
            values[name] = value
        elif values[name] != value:
            self._add(column.name, line, text)(
                "cells_differ",
                label=self._headers.get(column.name, ""),
                other=other.text,
                there=self._headers.get(name, other.text.vi),
                left=_both(other.type, value),
                right=_both(other.type, values[name]),
            )

    def _spread(self, values: dict[str, Value], line: int, column: Field, column_type: Day, both: DayRange) -> None:
        """Give the end and the length of a range such as `18, 19 và sáng 20/7/2022` to their own columns."""
        end, length = str(column_type.range_to), column_type.days_to
        if values.get(end) not in (None, both.last):
            left, right = day_text(both.last), day_text(values[end])
            label = self.kind.columns()[end].text
            self._add(column.name, line, f"{day_text(both.first).vi} – {left.vi}")(
                "range_end_differs", left=left, right=right, label=label
            )
        values[end] = both.last
        if length and values.get(length) is None and both.days != (both.last - both.first).days + 1:
            values[length] = both.days

    def _parsed(self, column: Field, text: str) -> Value:
        if text in _ERROR_CELLS or _OFFICE_ERROR.fullmatch(text):
            raise Fault("error_cell")
        if isinstance(column.type, Whole):
            count, says = column.type.parse_all(text)
            self._says += [(column, text, name, value) for name, value in says.items()]
            return count
        if not isinstance(column.type, Day):
            return column.type.parse(text)
        if column.type.range_to and (both := column.type.parse_range(text)):
            self._in_time(column.type, both.last)
            self._range = (column, column.type, both)
            return both.first
        return self._in_time(column.type, column.type.parse(text))

    def _in_time(self, column_type: Day, day: dt.date) -> dt.date:
        if not column_type.future and day > self.today:
            raise Fault("day_in_future", today=day_text(self.today))
        if day.year > self.today.year + _FARTHEST_YEARS:
            raise Fault("day_too_far")
        return day

    def _resolve_units(self, values: dict[str, Value], line: int) -> None:
        day = values.get(self.kind.about.placed_by)
        for name in self._units:
            text = values.get(name)
            if text is None:
                continue
            if (code := self._places.get((text, day)) if day else None) is not None:
                values[name] = code
                continue
            resolved = resolve(text, day)
            # Without a valid date of its own a row cannot place its unit: the date's finding says enough.
            values[name] = resolved.fitting[0].code if len({unit.code for unit in resolved.fitting}) == 1 else None
            if values[name] is None:
                if day is not None or not resolved.fitting:
                    expected = self._expected(self.kind.columns()[name].type, day)
                    code, words = unit_fault(text, day, resolved, expected)
                    self._add(name, line, text)(code, **words)
            elif day is not None and len(self._places) < _MOST_KEPT:
                self._places[text, day] = values[name]
        if values.get("unit") and day is not None:
            values["unit_from"] = unit_on(values["unit"], day).first  # type: ignore[union-attr]

    def whole(self, values: Values, line: int) -> dict[str, Value]:
        """Return the whole row: empty cells filled by derivation (`derived` names them), and the key.

        `values` are the file's own, or merged with what is stored.
        """
        whole = self._empty.copy()
        if values.keys() <= self._names:
            whole.update(values)
        else:  # what is stored has more than the fields
            whole.update((name, values.get(name)) for name in self._names)
        derived = []
        for name, filler in self._fillers:
            if whole[name] is None:
                whole[name] = filler(whole)
                if whole[name] is not None:
                    derived.append(name)
        whole["derived"] = " ".join(derived)
        whole["key"] = self._key(whole, line)
        return whole

    def rules(self, row: Values, line: int, *, merged: bool = True) -> bool:
        """Check the rules between the cells of a row; return whether it passes (warnings do).

        `merged` is False for a row that has only what its file gives.
        """
        before = self.findings.errors
        for rule in self.kind.about.rules if merged else self._own_rules:
            if rule.broken(row):
                if isinstance(rule, Needs):
                    self._lacking(rule, row, line)
                else:
                    self._too_much(rule, row, line)
        return self.findings.errors == before

    def _key(self, row: Values, line: int) -> str:
        own = row[self.kind.about.placed_by]
        term = row.get("term") or term_of(own)
        if term is None:
            self._add(self.kind.about.placed_by, line, str(day_text(own).vi))("no_term")
        return "|".join([str(term if name == "term" else row[name]) for name in self.kind.about.natural_key])

    def _lacking(self, rule: Needs, row: Values, line: int) -> None:
        """Warn of a cell that says nothing without another."""
        columns = self.kind.columns()
        self._add(rule.field, line, self.shown(rule.field, row))(
            rule.code,
            level="warning",
            message="needs" if rule.unless is None else "needs_not",
            state="" if rule.unless is None else _both(columns[rule.other].type, row.get(rule.other)),
            label=columns[rule.field].text,
            other=columns[rule.other].text,
        )

    def _too_much(self, rule: AtMost, row: Values, line: int) -> None:
        """Report numbers, or a day, beyond what another cell allows."""
        columns = self.kind.columns()
        column_type = columns[rule.larger].type
        numbers: list[Value] = [row[name] for name in rule.smaller if row.get(name) is not None]
        left = numbers[0] if len(numbers) == 1 else sum(numbers)
        field = rule.larger if isinstance(column_type, Day) else rule.smaller[0]
        self._add(field, line, self.shown(rule.larger, row))(
            rule.code,
            message="not_before" if isinstance(column_type, Day) else "not_at_most",
            smaller=joined((columns[name].text for name in rule.smaller if row.get(name) is not None), " + "),
            larger=columns[rule.larger].text,
            left=_both(column_type, left),
            right=_both(column_type, row.get(rule.larger)),
        )

    def shown(self, name: str, row: Values) -> str:
        """Return a field's value as the Vietnamese reader sees it, for a finding."""
        return "" if row.get(name) is None else self.kind.columns()[name].type.show(row[name], "vi")

    def _required(self, column: Field, line: int, day: Value) -> None:
        self._add(column.name, line, "")("required", label=column.text, expected=self._expected(column.type, day))

    def _expected(self, column_type: ValueType, day: Value) -> Text:
        """Return what to write in a row of a day: a unit that is named existed then."""
        return column_type.expected_on(day or self.today) if isinstance(column_type, UnitRef) else column_type.expected

    def _fault(self, column: Field, text: str, line: int, fault: Fault) -> None:
        if fault.code == "share_for_count":  # one finding for the column, by its first share
            text = self._natures.share(column.name, text)
        self._add(column.name, line, text)(fault.code, **{"label": column.text, **fault.values})

    def _add(self, name: str, line: int | None, value: str) -> Callable[..., None]:
        header = self._headers.get(name, self.kind.columns()[name].text.vi)

        def add(code: str, **words: object) -> None:
            self.findings.add(code, line, column=header, field=name, value=value, **words)  # type: ignore[arg-type]

        return add


def _both(column_type: ValueType, value: Value) -> Text:
    """Return a value as each language writes it."""
    return Text(column_type.show(value, "vi"), column_type.show(value, "en"))


def _clean_value(raw: str) -> str:
    return " ".join(unescaped(clean(raw)).split())


def _clean_words(raw: str) -> str:
    return unescaped(clean(raw)).strip()


def _per_cent(share: float) -> Text:
    return Text(*(f"{separated(f'{share:.1f}', language)}\u00a0%" for language in LANGUAGES))
