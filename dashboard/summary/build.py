"""What a summary says, as plain data; the files are made of it and look nothing up."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from dashboard import formats
from dashboard.comparison import INCOMPLETE
from dashboard.summary.findings import sentences
from dashboard.words import figures as words
from etl.accounts import Actor
from etl.declare.measures import Metric
from etl.errors import MisuseError
from etl.figures.query import STATES, TOTAL, Figure, figures, last_day, reports, total
from etl.loading.acts import uploads
from etl.metrics import METRICS, standing_in
from etl.periods import CALENDARS, VIETNAM, Period
from etl.records import KINDS
from etl.reference import CITY, spans, unit_as_of, units_in
from etl.text import Language, Text

KEY_METRICS = standing_in("table")  # the columns of the table of units
_EVERY_KIND = ""  # the section of what is about every kind of record
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class MetricRow:
    """One metric: the texts to show, and the figures they were made of."""

    metric: Metric
    name: str
    value: str
    numerator: str
    denominator: str
    previous: str
    change: str
    state: str
    figure: Figure
    before: Figure | None


@dataclass(frozen=True)
class Section:
    """The metrics about one kind of record, or about all."""

    title: str
    rows: tuple[MetricRow, ...]


@dataclass(frozen=True)
class Block:
    """All sections of one unit, or of the units together."""

    unit: str
    name: str
    sections: tuple[Section, ...]

    @property
    def rows(self) -> list[MetricRow]:
        return [row for section in self.sections for row in section.rows]

    def key_rows(self) -> list[MetricRow]:
        """Return the rows that stand in the table of units."""
        rows = {row.metric.id: row for row in self.rows}
        return [rows[name] for name in KEY_METRICS]


@dataclass(frozen=True)
class UsedUpload:
    """One upload that the figures rest on."""

    number: int
    file: str
    account: str
    loaded_at: str


@dataclass(frozen=True)
class Definition:
    """How a metric is computed, in one line."""

    name: str
    text: str


@dataclass(frozen=True)
class Summary:
    """A period's summary of one unit (then `units` is empty and `city` None) or of all."""

    language: Language
    title: str
    subtitle: tuple[str, ...]
    band: str
    period: Period
    as_of: dt.date
    main: Block
    units: tuple[Block, ...]
    city: Block | None
    sources: tuple[UsedUpload, ...]
    definitions: tuple[Definition, ...]
    findings: tuple[str, ...]
    notes: tuple[str, ...]

    def said(self, text: Text) -> str:
        """Return a fixed word in the summary's language."""
        return text(self.language)


def build(
    connection: Connection,
    actor: Actor,
    period: Period,
    *,
    unit: str | None,
    language: Language,
    as_of: dt.date | None = None,
    data_set: str = "",
) -> Summary:
    """Return the summary of a unit, or of all units below the city with the city's own council apart."""
    if unit is not None and not spans(unit):
        raise MisuseError(Text(f"Không có đơn vị mã {unit}.", f"There is no unit with code {unit}."))
    day, before = last_day(as_of), previous_of(period)
    codes = [unit] if unit is not None else units_in(period.start, period.end)
    below = [code for code in codes if unit is None and code != CITY]
    named = {code: unit_as_of(code, min(period.end, day)).name for code in [*codes, CITY]}
    named[TOTAL] = words.ALL_UNITS.filled(count=len(below))(language)
    now, then = (_figures(connection, actor, at, codes, unit is None, day) if at else [] for at in (period, before))
    blocks = {code: _block(code, named[code], now, then, language) for code in {figure.unit: None for figure in now}}
    if unit is not None:
        about = words.SUMMARY_UNIT.filled(unit=named[unit])
    else:
        about = words.SUMMARY_UNITS.filled(city=named[CITY], count=len(below))
    names = {code: Text(named[code], named[code]) for code in below}
    can_compare = data_set not in INCOMPLETE
    findings = sentences(connection, actor, period, unit, names, day) if can_compare else [words.NO_COMPARISON]
    dates = (
        words.SUMMARY_PERIOD.filled(calendar=CALENDARS[period.calendar], days=period.days),
        words.SUMMARY_AS_OF.filled(day=formats.day(day, language)),
    )
    return Summary(
        language=language,
        title=words.SUMMARY_TITLE.filled(period=period.name)(language),
        subtitle=tuple(line(language) for line in (about, *dates)),
        band=words.BANDS[data_set](language) if data_set in words.BANDS else "",
        period=period,
        as_of=day,
        main=blocks[unit or TOTAL],
        units=tuple(blocks[code] for code in below),
        city=blocks.get(CITY) if unit is None else None,
        sources=_sources(connection, actor, language),
        definitions=tuple(_definition(metric, language) for metric in METRICS.values()),
        findings=tuple(safe(sentence(language)) for sentence in findings),
        notes=tuple(note(language) for note in _notes(connection, actor, period, before, day, below)),
    )


def _figures(
    connection: Connection, actor: Actor, period: Period, units: Sequence[str], with_total: bool, day: dt.date
) -> list[Figure]:
    every = figures(connection, actor, period, units=units, as_of=day)
    return every + total(connection, actor, period, as_of=day) if with_total else every


def previous_of(period: Period) -> Period | None:
    """Return the period before, or None where none is known."""
    try:
        return period.previous()
    except (MisuseError, ValueError, OverflowError):
        return None


def _block(unit: str, name: str, now: Sequence[Figure], then: Sequence[Figure], language: Language) -> Block:
    before = {figure.metric: figure for figure in then if figure.unit == unit}
    sections: dict[str, list[MetricRow]] = {kind: [] for kind in [*KINDS, _EVERY_KIND]}
    for figure in now:
        if figure.unit == unit:
            metric = METRICS[figure.metric]
            kind = next(iter(metric.kinds)) if len(metric.kinds) == 1 else _EVERY_KIND
            sections[kind].append(_row(metric, figure, before.get(figure.metric), language))
    return Block(
        unit, name, tuple(Section(_title(kind)(language), tuple(rows)) for kind, rows in sections.items() if rows)
    )


def _title(kind: str) -> Text:
    return KINDS[kind].about.plural if kind in KINDS else words.EVERY_KIND


def _row(metric: Metric, figure: Figure, before: Figure | None, language: Language) -> MetricRow:
    counted = figure.state in ("value", "nothing_due")
    parts = (figure.numerator, figure.denominator if metric.denominator else None)
    numerator, denominator = (
        formats.number(part, language) if counted and part is not None and metric.denominator else "" for part in parts
    )
    return MetricRow(
        metric=metric,
        name=metric.name(language),
        value=formats.show(figure, metric, language),
        numerator=numerator,
        denominator=denominator,
        previous=formats.show(before, metric, language) if before else "",
        change=formats.change(figure, before, metric, language),
        state=STATES[figure.state](language),
        figure=figure,
        before=before,
    )


def _sources(connection: Connection, actor: Actor, language: Language) -> tuple[UsedUpload, ...]:
    return tuple(
        UsedUpload(
            upload.number,
            safe(upload.file or (words.ACTS[upload.act](language) if upload.act in words.ACTS else upload.act)),
            safe(upload.account),
            formats.moment(upload.loaded_at.replace(tzinfo=dt.UTC).astimezone(VIETNAM), language),
        )
        for upload in reversed(uploads(connection, actor))
        if upload.state == "stored" and upload.act != "undo"
    )


def safe(text: str) -> str:
    """Return a text without the characters that XML forbids."""
    return _FORBIDDEN.sub("\ufffd", text)


def _definition(metric: Metric, language: Language) -> Definition:
    law = metric.law(language)
    parts = (metric.definition(language), metric.caveat(language), f"{law}." if law else "")
    return Definition(metric.name(language), " ".join(part for part in parts if part))


def _notes(
    connection: Connection, actor: Actor, period: Period, before: Period | None, day: dt.date, below: Sequence[str]
) -> list[Text]:
    notes = []
    if day < period.end:
        notes.append(words.NOTE_RUNNING.filled(day=Text(formats.day(day, "vi"), formats.day(day, "en"))))
    if below:
        reported = reports(connection, actor, period, as_of=day)
        count = sum(bool(reported[code]) for code in below)
        notes += [words.REPORTED_UNITS.filled(reported=count, count=len(below)), words.NOTE_TOTAL]
    if before:
        notes.append(words.NOTE_CHANGE.filled(period=before.name, days=before.days))
    return [*notes, words.NOTE_STATES]
