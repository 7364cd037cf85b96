"""How are the councils doing this quarter, and where must one look?"""

import streamlit as st

from dashboard import briefings, comparison, context, formats, places, questions, widgets
from dashboard.charts.matrix import matrix
from dashboard.charts.tiles import tiles
from dashboard.pages.parts import address, cards, edges, pickers
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.declare.measures import Metric
from etl.figures.query import STATES, TOTAL, Figure, last_day, reports
from etl.metrics import METRICS, standing_in
from etl.periods import Period, today
from etl.records import KINDS
from etl.reference import CITY, unit_as_of
from etl.text import Text

CARDS = standing_in("overview")
COLUMNS = standing_in("matrix")

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
    listed = [f"{short[code]} {formats.show(figures[code], metric, here)}" for code in laid.places]
    chosen = widgets.chart(
        tiles(short, figures, laid, metric, here),
        "tiles",
        f"{metric.name(here)}: {'; '.join(listed)}",
        f"{say.MAP_HELP[laid.by](here)} {widgets.source(period, len(listed))}",
        clickable=True,
    )
    address.show()
    if chosen:
        address.go("unit", **address.kept() | {"unit": chosen, "metric": metric.id})


def attention(period: Period, now: Figures, names: dict[str, str]) -> None:
    """List what is late: answers, promises, the next conference."""
    day = min(period.end, last_day())
    with context.engine().connect() as connection:
        promises = questions.promises_past(connection, context.actor(), None, day)
    late_answers(now, names)
    unchecked = sum(not questions.checked_by(row, day) for row in promises)
    words_ = say.PROMISES_PAST if promises else say.NO_PROMISES_PAST
    st.markdown(f"**{words_.filled(count=len(promises), unchecked=unchecked)(here)}**")
    address.link("questions", say.SEE_FOLLOW_UP(here), **address.kept() | {"unit": TOTAL})
    following = briefings.next_one(context.ask(briefings.conferences), today())
    if following is not None:
        words_ = say.NEXT_LATE if following.overdue else say.NEXT_DUE
        due, late = formats.day(following.due, here), formats.number(following.overdue, here)
        st.markdown(f"**{say.PAGES['briefings'](here)}.** {widgets.escaped(words_.filled(day=due, days=late)(here))}")
        address.link("briefings", f"{say.PAGES['briefings'](here)} →", **address.kept())


def late_answers(now: Figures, names: dict[str, str]) -> None:
    late = [(name, count) for code, name in names.items() if (count := int(now[code, "overdue"].numerator or 0))]
    if not late:
        st.markdown(say.NONE_OVERDUE(here))
        return
    late.sort(key=lambda pair: -pair[1])
    shown = ", ".join(f"{name} {count}" for name, count in late[:5])
    st.markdown(
        f"**{say.OVERDUE_ANSWERS.filled(count=sum(count for _name, count in late))(here)}** {widgets.escaped(shown)}"
        + (" …" if len(late) > 5 else "")
    )


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
    st.markdown("\n".join(f"- {widgets.escaped(claim.text(here))}" for claim in outside.said))


def reported(now: Figures, names: dict[str, str], kinds_of: dict[str, dict[str, int]]) -> None:
    """Say who has reported what, who has not, and which figures want a field. The city is not counted among them."""
    silent = [name for code, name in names.items() if code != CITY and not kinds_of[code]]
    units = len(names.keys() - {CITY})
    st.subheader(say.WHO_REPORTED(here))
    st.write(
        words.REPORTED_UNITS.filled(
            reported=formats.number(units - len(silent), here), count=formats.number(units, here)
        )(here)
    )
    if silent:
        with st.expander(say.NOT_YET.filled(count=len(silent))(here)):
            st.text(", ".join(silent))
    with st.expander(say.REPORTED_WHAT(here)):
        st.dataframe(
            [
                {say.UNIT(here): name}
                | {
                    kind.about.plural(here): str(kinds_of[code].get(key, STATES["not_reported"](here)))
                    for key, kind in KINDS.items()
                }
                for code, name in names.items()
                if name not in silent
            ],
            hide_index=True,
        )
    missing_fields(now, names)


def missing_fields(now: Figures, names: dict[str, str]) -> None:
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


head = edges.head("overview")
period, _places = pickers.filters(head)
if period is not None:
    now = context.figures_of(period)
    names, short = pickers.unit_names(period), pickers.unit_names(period, short=True)
    below = {code: name for code, name in names.items() if code != CITY}
    kinds_of = context.ask(reports, period)
    sentence(period, now, len(below), sum(bool(kinds_of[code]) for code in below))
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
        reported(now, names, kinds_of)
    listed = {code: short[code] for code in below if kinds_of[code]} | {CITY: say.CITY_APART(here)}
    st.subheader(say.MATRIX(here))
    if context.is_comparable():
        heat(period, now, listed)
        with st.expander(say.AS_TABLE(here)):
            table(now, listed)
        stands_out(now, below)
    else:
        table(now, listed)
