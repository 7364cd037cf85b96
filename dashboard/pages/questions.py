"""From question to change: how far questions have come, who lets them wait, and one question's own story."""

import datetime as dt
from itertools import pairwise

import streamlit as st

from dashboard import comparison, context, formats, queries, questions, tables, widgets
from dashboard.charts.ageing import ageing
from dashboard.charts.path import path
from dashboard.charts.survival import survival
from dashboard.pages.parts import address, edges, pickers, story
from dashboard.questions import QuestionRow
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.figures.query import TOTAL, last_day
from etl.figures.rows import rows_of
from etl.metrics import METRICS
from etl.periods import Period
from etl.records import KINDS
from etl.text import Text

here = context.language()
KIND = KINDS["question"]
LABELS = {name: field.text(here) for name, field in KIND.columns().items()}


def number(value: float | None) -> str:
    return "–" if value is None else formats.number(value, here)


def how_far(rows: list[QuestionRow], period: Period) -> None:
    day = last_day()
    counts = questions.path(rows, day)
    st.subheader(say.PATH(here))
    left, right = st.columns(2)
    labels = [say.STEPS[step](here) for step in questions.STEPS]
    with left:
        widgets.chart(
            path(labels, list(counts.values()), here),
            "path",
            "; ".join(f"{label} {count}" for label, count in zip(labels, counts.values(), strict=True)),
            f"{say.PATH_HELP.filled(period=period.name, day=formats.day(day, here))(here)} {widgets.source(period, len(rows))}",
        )
    curve = questions.waiting(rows, day)
    if curve is None:
        return
    if curve.median is None:
        sentence = say.NO_MEDIAN(here)
    else:
        low, high = number(curve.low), number(curve.high)
        sentence = say.MEDIAN.filled(days=number(curve.median), low=low, high=high)(here)
    with right:
        widgets.chart(survival(curve, here), "survival", sentence, f"{sentence} {widgets.source(period, len(rows))}")


def who_waits(rows: list[QuestionRow], day: dt.date, period: Period) -> None:
    """Show how long open questions have waited, and with whom they lie."""
    st.subheader(say.WAITING.filled(day=formats.day(day, here))(here))
    if not rows:
        st.caption(say.NO_ROWS(here))
        return
    left, right = st.columns(2)
    ends = [0, *questions.AGES]
    labels = [say.AGE.filled(low=low + 1, high=high)(here) for low, high in pairwise(ends)]
    labels[0] = say.AGE.filled(low=0, high=ends[1])(here)
    labels.append(say.OLDER.filled(low=ends[-1])(here))
    counts = questions.ages(rows, day)
    with left:
        widgets.chart(
            ageing(
                labels,
                [within for within, _late in counts],
                [late for _within, late in counts],
                (say.IN_TIME(here), say.PAST_DUE(here)),
            ),
            "ageing",
            "; ".join(f"{label}: {sum(count)}" for label, count in zip(labels, counts, strict=True)),
            f"{say.AGEING_HELP(here)} {widgets.source(period, len(rows))}",
        )
    by_office = [
        {
            LABELS["respondent"]: office.respondent,
            say.OPEN(here): office.open,
            say.PAST_DUE(here): office.overdue,
            say.LONGEST(here): office.longest,
        }
        for office in questions.by_respondent(rows, day)
    ]
    right.dataframe(by_office, hide_index=True, height=300)
    with st.expander(say.OPEN_LIST.filled(count=len(rows))(here)):
        st.dataframe(queries.shown(KIND, [dict(row) for row in rows], here), hide_index=True)


def to_remind(waiting: list[QuestionRow], promises: list[QuestionRow], day: dt.date, period: Period) -> None:
    """List what each office is to be reminded of, to copy or to download; one row opens its question."""
    st.subheader(say.REMINDERS(here))
    listed = questions.reminders(waiting, promises, day)
    if not listed:
        st.caption(say.NOTHING_TO_REMIND(here))
        return
    counts = {what: sum(reminder.what == what for reminder in listed) for what in say.REMINDED}
    st.write(" · ".join(f"{text(here)}: {formats.number(counts[what], here)}" for what, text in say.REMINDED.items()))
    table = [
        {
            LABELS["respondent"]: reminder.respondent,
            say.WHAT(here): say.REMINDED[reminder.what](here),
            say.UNIT(here): queries.text_of(KIND, dict(reminder.row), "unit", here),
            LABELS["code"]: "" if str(reminder.row["code"]).startswith("~") else reminder.row["code"],
            say.DUE(here): formats.day(reminder.due, here),
            say.DAYS_LATE(here): reminder.days,
            say.CONTENT(here): reminder.row["summary"]
            if reminder.what == "answer"
            else reminder.row["commitment"] or reminder.row["summary"],
        }
        for reminder in listed
    ]
    chosen = st.dataframe(table, hide_index=True, on_select="rerun", selection_mode="single-row", key="reminders")
    name = f"{say.REMINDERS_FILE(here)}-{period.code}.csv"
    st.download_button(say.DOWNLOAD(here), lambda: tables.table(table), name, "text/csv", on_click="ignore")
    st.caption(say.REMINDERS_HELP.filled(day=formats.day(day, here))(here))
    if chosen.selection.rows:
        show_question(listed[chosen.selection.rows[0]].row["key"])


def show_question(key: str) -> None:
    """Open a question's own page."""
    st.query_params["question"] = key
    st.rerun()


@widgets.fragment
def by_office_or_topic(unit: str | None, period: Period) -> None:
    st.subheader(say.BY_GROUP(here))
    left, right = st.columns(2)
    shares = [name for name, metric in METRICS.items() if metric.is_share and metric.kinds == {KIND.about.name}]
    metric = pickers.metric(shares, "on_time", place=left)
    name = metric.id
    field = address.choice("by", say.GROUP_BY(here), ["respondent", "topic"], LABELS.__getitem__, place=right)
    address.show()
    with context.engine().connect() as connection:
        rows = rows_of(connection, context.actor(), name, unit or TOTAL, period)
    groups = questions.grouped(rows, metric, period, field)
    if not groups:
        st.caption(say.NO_ROWS(here))
        return
    column = KIND.columns()[field]
    names = {
        group.unit: Text(column.type.show(group.unit, "vi"), column.type.show(group.unit, "en")) for group in groups
    }
    if widgets.comparable():
        outside = comparison.standing_out([metric], {(group.unit, name): group for group in groups}, names)
        st.markdown(
            "\n".join(f"- {widgets.escaped(sentence.text(here))}" for sentence in outside.said)
            or say.NONE_DIFFERS(here)
        )
    st.dataframe(
        [
            {
                LABELS[field]: names[group.unit](here),
                words.VALUE(here): formats.show(group, metric, here),
                say.PARTS(here): formats.fraction(group),
            }
            for group in groups
        ],
        hide_index=True,
    )
    st.caption(metric.definition(here))


@widgets.fragment
def choose(rows: list[QuestionRow]) -> None:
    st.subheader(say.FIND(here))
    wanted = st.text_input(say.FIND_WORDS(here), key="words", bind="query-params")
    listed = questions.search(rows, wanted or "", here)
    st.caption(say.ROWS.filled(count=len(listed))(here))
    if not listed:
        return
    names = ("code", "unit", "asked_date", "respondent", "topic", "summary")
    shown = [{LABELS[name]: queries.text_of(KIND, dict(row), name, here) for name in names} for row in listed]
    chosen = st.dataframe(shown, hide_index=True, on_select="rerun", selection_mode="single-row", key="found")
    st.caption(say.CHOOSE_QUESTION(here))
    if chosen.selection.rows:
        show_question(listed[chosen.selection.rows[0]]["key"])


def all_questions(head: edges.Head) -> None:
    period, beside = pickers.filters(head)
    if period is None:
        return
    unit = pickers.unit(period, everyone=say.ALL_UNITS, place=beside)
    day = min(period.end, last_day())
    with context.engine().connect() as connection:
        asked = questions.asked_in(connection, context.actor(), unit, period, last_day())
        waiting = questions.open_on(connection, context.actor(), unit, day)
        promises = questions.promises_past(connection, context.actor(), unit, day)
    if asked:
        how_far(asked, period)
    else:
        st.caption(say.NO_ROWS(here))
    who_waits(waiting, day, period)
    to_remind(waiting, promises, day, period)
    by_office_or_topic(unit, period)
    choose(asked)


head = edges.head("questions")
if asked_for := st.query_params.get("question"):
    story.show(asked_for)
else:
    all_questions(head)
