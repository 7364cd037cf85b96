"""What stands out in a period, in sentences: only what the comparisons claim, what is surest first."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.engine import Connection

from dashboard import comparison
from dashboard.comparison import Said
from dashboard.words import figures as words
from etl.accounts import Actor
from etl.declare.measures import Metric
from etl.errors import MisuseError
from etl.figures.query import TOTAL, Figure, figures, total
from etl.metrics import METRICS
from etl.periods import FIRST_DAY, Period
from etl.reference import CITY
from etl.text import Text

_PERIODS = 16  # of a series, this one included


def sentences(
    connection: Connection, actor: Actor, period: Period, unit: str | None, names: Mapping[str, Text], as_of: dt.date
) -> list[Text]:
    """Return the sentences about one unit, or about all below the city (`unit` None); `names`: of these units."""
    every = figures(connection, actor, period, as_of=as_of)
    now = {(figure.unit, figure.metric): figure for figure in every}
    series = _series(connection, actor, period, unit, as_of)
    whole = unit in (None, CITY)
    claims = [said for metric in METRICS.values() for said in _of_one(metric, series, whole)]
    if whole and comparison.crosses(*(past for past, _figures in series[-2:])):
        claims.append(Said(comparison.AREA_CHANGED, "none"))
    if unit is None:
        found = comparison.standing_out(METRICS.values(), now, names)
        return [*(said.text for said in claims), found.text, *(said.text for said in found.said)]
    if unit != CITY:
        claims = [*_among_others(unit, every), *claims]
    return [said.text for said in claims] or [words.NOTHING_STANDS_OUT]


def _of_one(metric: Metric, series: Sequence[tuple[Period, dict[str, Figure]]], whole: bool) -> list[Said]:
    """Return what is claimed of one metric's own past: its course, and a difference from the period before."""
    known = [named.get(metric.id) for _past, named in series]
    chart = comparison.chart_of(metric, known, [past for past, _named in series], whole)
    said = [comparison.course(metric, chart)]
    if len(series) > 1 and (now := known[-1]) is not None:
        changed = comparison.change(metric, now, known[-2], series[-2][0])
        said += [changed] if changed is not None else []
    return [one for one in said if one.claim != "none"]


def _among_others(unit: str, every: Sequence[Figure]) -> list[Said]:
    found = []
    for metric in METRICS.values():
        figures_of = [figure for figure in every if figure.metric == metric.id and figure.unit != CITY]
        own = next((figure for figure in figures_of if figure.unit == unit), None)
        said = comparison.against(metric, own, comparison.peers(metric, figures_of)) if own else None
        if said is not None and said.claim != "none":
            found.append(said)
    return sorted(found, key=lambda said: said.claim != "differs")


def _series(
    connection: Connection, actor: Actor, period: Period, unit: str | None, as_of: dt.date
) -> list[tuple[Period, dict[str, Figure]]]:
    """Return the figures of the period and those before it by metric, oldest first."""
    found: list[tuple[Period, dict[str, Figure]]] = []
    past: Period | None = period
    while past is not None and len(found) < _PERIODS and past.start >= FIRST_DAY:
        if unit is None:
            known = [f for f in total(connection, actor, past, as_of=as_of) if f.unit == TOTAL]
        else:
            known = figures(connection, actor, past, units=[unit], as_of=as_of)
        found.insert(0, (past, {figure.metric: figure for figure in known}))
        try:
            past = past.previous()
        except (MisuseError, ValueError, OverflowError):
            past = None
    return found
