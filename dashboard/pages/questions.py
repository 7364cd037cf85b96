"""From question to change: how far questions have come, who lets them wait, and one question's own story."""

import streamlit as st

from dashboard import comparison, formats, queries, questions, widgets, words
from dashboard import page_words as say
from dashboard.charts.path import path
from dashboard.charts.style import CONFIG
from dashboard.charts.survival import survival
from dashboard.questions import Row
from etl.errors import CouncilError
from etl.figures import TOTAL, last_day
from etl.load import load
from etl.metrics import METRICS
from etl.periods import Period
from etl.records import KINDS
from etl.reference import unit_as_of
from etl.similar import Similar, similar
from etl.sources import open_sources
from etl.text import Text
from etl.trace import rows_of

here = widgets.language()
KIND = KINDS["question"]
LABELS = {name: field.text(here) for name, field in KIND.columns().items()}


def how_far(rows: list[Row], period: Period) -> None:
    day = last_day()
    counts = questions.path(rows, day)
    st.subheader(say.PATH(here))
    left, right = st.columns(2)
    labels = [say.STEPS[step](here) for step in questions.STEPS]
    left.plotly_chart(path(labels, list(counts.values()), here), config=CONFIG, key="path", theme=None)
    left.caption(say.PATH_HELP.filled(period=period.name, day=formats.day(day, here))(here))
    curve = questions.waiting(rows, day)
    if curve is None:
        return
    right.plotly_chart(survival(curve, here), config=CONFIG, key="survival", theme=None)
    if curve.median is None:
        right.caption(say.NO_MEDIAN(here))
    else:
        ends = [formats.number(end, here) if end is not None else "–" for end in (curve.low, curve.high)]
        right.caption(say.MEDIAN.filled(days=curve.median, low=ends[0], high=ends[1])(here))


def who_waits(rows: list[Row], period: Period) -> None:
    day = min(period.end, last_day())
    st.subheader(say.WAITING.filled(day=formats.day(day, here))(here))
    if not rows:
        st.caption(say.NO_ROWS(here))
        return
    table = [
        {
            LABELS["respondent"]: one.respondent,
            say.OPEN(here): one.open,
            say.PAST_DUE(here): one.overdue,
            say.LONGEST(here): one.longest,
        }
        for one in questions.by_respondent(rows, day)
    ]
    st.dataframe(table, hide_index=True)
    with st.expander(say.OPEN_LIST.filled(count=len(rows))(here)):
        st.dataframe(queries.shown(KIND, [dict(row) for row in rows], here), hide_index=True)


def by_office_or_topic(unit: str | None, period: Period) -> None:
    st.subheader(say.BY_GROUP(here))
    left, right = st.columns(2)
    shares = [name for name, metric in METRICS.items() if metric.is_share and metric.kinds == {KIND.about.name}]
    metric = widgets.metric_picker(shares, "on_time", place=left)
    name = metric.id
    field = widgets.choice("by", say.GROUP_BY(here), ["respondent", "topic"], LABELS.__getitem__, place=right)
    with widgets.engine().connect() as connection:
        rows = rows_of(connection, widgets.actor(), name, unit or TOTAL, period)
    found = questions.grouped(rows, metric, period, field)
    if not found:
        st.caption(say.NO_ROWS(here))
        return
    column = KIND.columns()[field]
    names = {one.unit: Text(column.type.show(one.unit, "vi"), column.type.show(one.unit, "en")) for one in found}
    if widgets.comparable():
        outside = comparison.standing_out([metric], {(one.unit, name): one for one in found}, names)
        st.markdown(
            "\n".join(f"- {widgets.escaped(said.text(here))}" for said in outside.said) or say.NONE_DIFFERS(here)
        )
    st.dataframe(
        [
            {
                LABELS[field]: names[one.unit](here),
                words.VALUE(here): formats.show(one, metric, here),
                say.PARTS(here): formats.fraction(one),
            }
            for one in found
        ],
        hide_index=True,
    )
    st.caption(metric.definition(here))


def choose(rows: list[Row]) -> Row | None:
    st.subheader(say.FIND(here))
    wanted = st.text_input(say.FIND_WORDS(here), key="words", bind="query-params")
    found = questions.found_by(rows, wanted or "")
    st.caption(say.ROWS.filled(count=len(found))(here))
    if not found:
        return None
    names = ("code", "unit", "asked_date", "respondent", "topic", "summary")
    shown = [{LABELS[name]: queries.text_of(KIND, dict(row), name, here) for name in names} for row in found]
    chosen = st.dataframe(shown, hide_index=True, on_select="rerun", selection_mode="single-row", key="found")
    if not chosen.selection.rows:
        st.caption(say.CHOOSE_QUESTION(here))
        return None
    return found[chosen.selection.rows[0]]


def story(row: Row) -> None:
    """Draw one question: what was asked, what happened when, and earlier questions that ask much the same."""
    st.subheader(queries.title(KIND, dict(row), here))
    st.text(row["summary"])
    if row["commitment"]:
        st.text(f"{LABELS['commitment']}: {row['commitment']}")
    today = last_day()
    for day, name in questions.timeline(row):
        value = queries.text_of(KIND, dict(row), name, here)
        ahead = say.AHEAD(here) if day > today else ""
        extra = queries.text_of(KIND, dict(row), "follow_up_result", here) if name == "follow_up_date" else ""
        st.markdown(
            f"- **{widgets.escaped(value)}** {widgets.escaped(' · '.join(filter(None, (LABELS[name], extra, ahead))))}"
        )
    st.caption(say.DERIVED(here))
    earlier(row)


def earlier(row: Row) -> None:
    st.markdown(f"**{say.ASKED_BEFORE(here)}**")
    if row["asked_again_of"]:
        st.text(f"{LABELS['asked_again_of']}: {row['asked_again_of']}")
    everywhere = st.toggle(say.WHOLE_CITY(here), key="everywhere")
    with widgets.engine().connect() as connection:
        offers = similar(connection, widgets.actor(), row["key"], "city" if everywhere else "unit")
    if not offers:
        st.caption(say.NONE_BEFORE(here))
    for offer in offers:
        with st.container(border=True):
            unit = unit_as_of(offer.unit, offer.asked_date).name
            st.text(f"{offer.code} · {unit} · {formats.day(offer.asked_date, here)}\n{offer.summary}")
            st.caption(widgets.escaped(say.ALIKE.filled(words="; ".join(offer.why))(here)))
            own = offer.unit == row["unit"] and not row["asked_again_of"]
            if own and st.button(say.IS_ASKED_AGAIN(here), key=f"again {offer.key}"):
                confirm(row, offer)


def confirm(row: Row, offer: Similar) -> None:
    """Load the link as a file of one row would be: checked, with an upload of its own, and undone like one."""
    try:
        source = open_sources(say.LINK_FILE.vi, questions.link_file(row, offer.code))
        (receipt,) = load(widgets.engine(), widgets.actor(), source)
    except CouncilError as error:
        st.error(widgets.escaped(error.text(here)))
        return
    for finding in receipt.findings:
        st.warning(widgets.escaped(finding.text(here)))
    if receipt.upload:
        st.success(say.STORED.filled(upload=receipt.upload)(here))


st.title(say.PAGES["questions"](here))
if period := widgets.period_picker():
    unit = widgets.unit_picker(period, everyone=say.ALL_UNITS)
    end = min(period.end, last_day())
    with widgets.engine().connect() as connection:
        asked = questions.asked_in(connection, widgets.actor(), unit, period, last_day())
        waiting = questions.open_on(connection, widgets.actor(), unit, end)
    if asked:
        how_far(asked, period)
    else:
        st.caption(say.NO_ROWS(here))
    who_waits(waiting, period)
    by_office_or_topic(unit, period)
    if (row := choose(asked)) is not None:
        story(row)
