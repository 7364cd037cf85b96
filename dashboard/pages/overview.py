"""How are the councils doing this quarter, and where must one look?"""

import streamlit as st

from dashboard import briefings, comparison, context, formats, places, questions, widgets
from dashboard.charts.matrix import matrix
from dashboard.charts.tiles import tiles
from dashboard.pages.parts import address, cards, pickers
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.declare.measures import Metric
from etl.figures.query import TOTAL, Figure, last_day
from etl.metrics import METRICS
from etl.periods import Period, today
from etl.records import KINDS
from etl.reference import CITY, unit_as_of
from etl.text import Text

CARDS = ["sessions", "attendance", "questions", "on_time", "kept", "paperless"]
COLUMNS = [
    "attendance",
    "documents_on_time",
    "on_time",
    "answer_rate",
    "followed_up",
    "kept",
    "paperless",
    "completeness",
]
REPORTS = ("sessions", "questions", "briefings")

here = context.language()
Figures = dict[tuple[str, str], Figure]


def fields_of(metric: Metric) -> str:
    """Return the labels of the fields without which a record says nothing about a metric."""
    kinds = [KINDS[kind].columns() for kind in metric.kinds]
    return ", ".join(
        columns[field.key].text(here) for field in metric.fields for columns in kinds if field.key in columns
    )


def sentence(period: Period, now: Figures, units: int, reported: int) -> None:
    on_time, kept = now[TOTAL, "on_time"], now[TOTAL, "kept"]
    st.write(
        say.SENTENCE.filled(
            period=period.name,
            units=formats.number(units, here),
            reported=formats.number(reported, here),
            on_time=formats.show(on_time, METRICS["on_time"], here),
            on_time_parts=formats.fraction(on_time) or "–",
            kept=formats.show(kept, METRICS["kept"], here),
            kept_parts=formats.fraction(kept) or "–",
        )(here)
    )


@widgets.fragment
def map_of(period: Period, now: Figures, short: dict[str, str]) -> None:
    """Draw the units as tiles coloured by one share; a click opens the unit."""
    shares = [name for name, metric in METRICS.items() if metric.is_share]
    metric = pickers.metric(shares, "on_time")
    laid = places.layout(unit_as_of(code, period.end) for code in short if code != CITY)
    figures = {code: now[code, metric.id] for code in laid.places}
    texts = [f"{short[code]} {formats.show(figures[code], metric, here)}" for code in laid.places]
    chosen = widgets.chart(
        tiles(short, figures, laid, metric, here),
        "tiles",
        f"{metric.name(here)}: {'; '.join(texts)}",
        f"{say.MAP_HELP[laid.by](here)} {widgets.source(period, len(texts))}",
        clickable=True,
    )
    address.show()
    if chosen:
        address.go("unit", **address.kept() | {"unit": chosen, "metric": metric.id})


def attention(period: Period, now: Figures, names: dict[str, str]) -> None:
    """List what is late: answers, promises, the next conference."""
    kept = address.kept()
    day = min(period.end, last_day())
    late = sorted(
        ((name, int(now[code, "overdue"].numerator or 0), code) for code, name in names.items()),
        key=lambda counted: -counted[1],
    )
    late = [(name, count, code) for name, count, code in late if count]
    with context.engine().connect() as connection:
        promises = questions.promises_past(connection, context.actor(), None, day)
    if late:
        shown = ", ".join(f"{name} {count}" for name, count, _code in late[:5])
        st.markdown(
            f"**{say.OVERDUE_ANSWERS.filled(count=sum(count for _name, count, _code in late))(here)}** {widgets.escaped(shown)}"
            + (" …" if len(late) > 5 else "")
        )
    else:
        st.markdown(say.NONE_OVERDUE(here))
    past = say.PROMISES_PAST if promises else say.NO_PROMISES_PAST
    st.markdown(
        f"**{past.filled(count=len(promises), unchecked=sum(not questions.checked_by(row, day) for row in promises))(here)}**"
    )
    address.link("questions", say.SEE_FOLLOW_UP(here), **kept | {"unit": TOTAL})
    following = briefings.next_one(context.ask(briefings.conferences), today())
    if following is not None:
        due = say.NEXT_LATE if following.overdue else say.NEXT_DUE
        sentence = due.filled(day=formats.day(following.due, here), days=formats.number(following.overdue, here))(here)
        st.markdown(f"**{say.PAGES['briefings'](here)}.** {widgets.escaped(sentence)}")
        address.link("briefings", f"{say.PAGES['briefings'](here)} →", **kept)


def heat(period: Period, now: Figures, shown: dict[str, str]) -> None:
    listed = [now[code, metric] for code in shown for metric in COLUMNS]
    chosen = widgets.chart(
        matrix(shown, COLUMNS, listed, here),
        "matrix",
        say.MATRIX_ALT.filled(units=len(shown), metrics=", ".join(METRICS[m].short(here) for m in COLUMNS))(here),
        f"{say.MATRIX_CAPTION(here)} {widgets.source(period, len(shown))}",
        clickable=True,
    )
    if chosen:
        address.go("unit", **address.kept() | {"unit": chosen[0], "metric": chosen[1]})


def table(now: Figures, shown: dict[str, str]) -> None:
    st.dataframe(
        [
            {say.UNIT(here): name}
            | {METRICS[m].short(here): formats.show(now[code, m], METRICS[m], here) for m in COLUMNS}
            for code, name in shown.items()
        ],
        hide_index=True,
    )


def stands_out(now: Figures, below: dict[str, str]) -> None:
    st.subheader(words.STANDING_OUT(here))
    outside = comparison.standing_out(METRICS.values(), now, {code: Text(name, name) for code, name in below.items()})
    st.write(widgets.escaped(outside.text(here)))
    st.markdown("\n".join(f"- {widgets.escaped(sentence.text(here))}" for sentence in outside.said))


def reported(now: Figures, names: dict[str, str], silent: list[str], units: int) -> None:
    st.subheader(say.WHO_REPORTED(here))
    st.write(
        say.REPORTED.filled(count=formats.number(units - len(silent), here), units=formats.number(units, here))(here)
    )
    if silent:
        with st.expander(say.NOT_YET.filled(count=len(silent))(here)):
            st.text(", ".join(silent))
    with st.expander(say.REPORTED_WHAT(here)):
        st.dataframe(
            [
                {say.UNIT(here): name}
                | {METRICS[m].name(here): formats.show(now[code, m], METRICS[m], here) for m in REPORTS[:2]}
                | {METRICS["briefings"].name(here): formats.fraction(now[code, "briefings"]) or "–"}
                for code, name in names.items()
                if name not in silent
            ],
            hide_index=True,
        )
    missing = [
        {
            say.UNIT(here): names[code],
            words.METRIC(here): METRICS[m].name(here),
            say.FIELDS(here): fields_of(METRICS[m]),
        }
        for (code, m), figure in now.items()
        if code in names and figure.state == "not_recorded"
    ]
    with st.expander(say.MISSING_FIELDS.filled(count=len(missing))(here)):
        st.caption(say.MISSING_HELP(here))
        if missing:
            st.dataframe(missing, hide_index=True)


st.title(say.PAGES["overview"](here))
period, _places = pickers.filters()
if period is not None:
    now = context.figures_of(period)
    names, short = pickers.unit_names(period), pickers.unit_names(period, short=True)
    below = {code: name for code, name in names.items() if code != CITY}
    silent = [name for code, name in below.items() if all(now[code, m].state == "not_reported" for m in REPORTS)]
    sentence(period, now, len(below), len(below) - len(silent))
    cards.cards(CARDS, TOTAL, period, "compare")
    if comparison.crosses(period.previous(), period):
        st.caption(comparison.AREA_CHANGED(here))
    left, right = st.columns([3, 2])
    with left:
        if widgets.comparable():  # colours side by side are a comparison
            st.subheader(say.MAP(here))
            map_of(period, now, short)
    with right:
        st.subheader(say.ATTENTION(here))
        attention(period, now, names)
        reported(now, names, silent, len(below))
    reporting = {code: short[code] for code, name in below.items() if name not in silent} | {CITY: say.CITY_APART(here)}
    st.subheader(say.MATRIX(here))
    if context.is_comparable():
        heat(period, now, reporting)
        with st.expander(say.AS_TABLE(here)):
            table(now, reporting)
        stands_out(now, below)
    else:
        table(now, reporting)
