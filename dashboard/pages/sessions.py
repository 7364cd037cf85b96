"""When the councils met, who was there, whether papers came in time, and how far they do without paper."""

import streamlit as st

from dashboard import comparison, context, formats, queries, widgets
from dashboard.charts.calendar import Held, calendar
from dashboard.charts.series import series
from dashboard.pages.parts import cards, edges, pickers
from dashboard.words import pages as say
from etl.figures.query import TOTAL
from etl.metrics import METRICS, standing_in
from etl.periods import Period
from etl.records import KINDS
from etl.reference import CITY

CARDS = standing_in("sessions")
KIND = KINDS["session"]
COURSE = 16  # periods over which adoption is shown

here = context.language()
LABELS = {name: field.text(here) for name, field in KIND.columns().items()}
Rows = list[dict[str, object]]


def text_of(row: dict[str, object], name: str) -> str:
    return queries.text_of(KIND, row, name, here)


def when(rows: Rows, unit: str | None, period: Period) -> None:
    """Draw the calendar; the session that is clicked is told below it."""
    st.subheader(say.CALENDAR_OF_SESSIONS(here))
    short = pickers.unit_names(period, short=True)
    short[CITY] = say.CITY_APART(here)
    held = [
        Held(
            short[str(row["unit"])],
            row["start_date"],  # type: ignore[arg-type]
            text_of(row, "kind"),
            f"{text_of(row, 'unit')}, {LABELS['session_no']} {text_of(row, 'session_no')}: "
            f"{text_of(row, 'start_date')}, {text_of(row, 'kind')}",
            str(row["key"]),
        )
        for row in rows
    ]
    met = {session.unit for session in held}
    listed = [name for code, name in short.items() if name in met or (len(short) < 30 and unit in (None, code))]
    chosen = widgets.chart(
        calendar(listed, held, period.start, period.end),
        "calendar_of_sessions",
        say.CALENDAR_ALT.filled(count=len(held), units=len(met))(here),
        f"{say.CALENDAR_HELP(here)} {widgets.source(period, len(held))}",
        clickable=True,
    )
    row = next((row for row in rows if row["key"] == chosen), None)
    if row is not None:
        with st.container(border=True):
            st.markdown(f"**{widgets.escaped(queries.title(KIND, row, here))}**")
            st.dataframe(
                [{say.FIELD(here): label, say.CONTENT(here): text_of(row, name)} for name, label in LABELS.items()],
                hide_index=True,
                height="content",
            )


def adoption(unit: str | None, period: Period) -> None:
    """Draw how sessions without paper spread."""
    metric = METRICS["paperless"]
    st.subheader(say.ADOPTION(here))
    course = comparison.since_first(
        (past, context.figures_of(past).get((unit or TOTAL, metric.id))) for past in comparison.latest(period, COURSE)
    )
    if not course:
        st.caption(say.NO_NUMBERS(here))
        return
    periods, figures = [past for past, _figure in course], [figure for _past, figure in course]
    xmr = comparison.chart_of(metric, figures, periods, whole=unit in (None, CITY))
    texts = [f"{past.name(here)} {formats.show(figure, metric, here)}" for past, figure in course]
    widgets.chart(
        series(periods, figures, metric, None, here),
        "adoption",
        f"{metric.name(here)}: {'; '.join(texts)}",
        f"{metric.definition(here)} {widgets.source(period, len(course))}",
    )
    if widgets.comparable():
        st.markdown(f"- {widgets.escaped(comparison.course(metric, xmr).text(here))}")


head = edges.head("sessions")
period, beside = pickers.filters(head)
if period is not None:
    unit = pickers.unit(period, everyone=say.ALL_UNITS, place=beside)
    cards.cards(CARDS, unit or TOTAL, period, "compare" if unit is None else "unit")
    with context.engine().connect() as connection:
        rows = queries.records(connection, context.actor(), KIND, unit=unit, period=period)
    when(rows, unit, period)
    adoption(unit, period)
    with st.expander(say.AS_TABLE(here)):
        if rows:
            st.dataframe(queries.shown(KIND, rows, here), hide_index=True)
            st.caption(say.DERIVED(here))
        else:
            st.caption(say.NO_ROWS(here))
