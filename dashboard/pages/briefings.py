"""Briefing conferences: when the next one is due, whose turn it is, who came, what was proposed and what came of it."""

import streamlit as st

from dashboard import briefings, context, formats, widgets
from dashboard.briefings import Conference
from dashboard.charts.conferences import Met, Words, conferences
from dashboard.words import pages as say
from etl.periods import today
from etl.records import KINDS
from etl.reference import CITY, unit_as_of, units_in

here = context.language()
LABELS = {name: field.text(here) for name, field in KINDS["briefing"].columns().items()}


def name_of(unit: str, conference: Conference) -> str:
    return unit_as_of(unit, conference.date).name


def number(value: int | None) -> str:
    return "–" if value is None else formats.number(value, here)


def shown(value: str | int | None) -> str:
    return "" if value is None else number(value) if isinstance(value, int) else value


def cadence(known: list[Conference]) -> None:
    last, following = known[-1], briefings.next_one(known, today())
    if following is None:
        return
    words = [say.LAST_ONE.filled(number=last.number, day=formats.day(last.date, here))(here)]
    words.append(
        (say.NEXT_LATE if following.overdue else say.NEXT_DUE).filled(
            day=formats.day(following.due, here), days=number(following.overdue)
        )(here)
    )
    if following.host:
        words.append(say.NEXT_HOST.filled(host=name_of(following.host, last))(here))
    (st.warning if following.overdue else st.info)(widgets.escaped(" ".join(words)))


def line_of(known: list[Conference]) -> None:
    following = briefings.next_one(known, today())
    met = [Met(str(one.number), one.date, one.due) for one in known]
    if following is not None:
        met.append(Met("", None, following.due))
    told = [f"{one.number}: {formats.day(one.date, here)}, {name_of(one.host, one)}" for one in known]
    widgets.chart(
        conferences(met, today(), Words(say.MET(here), say.DUE_THEN(here), say.TODAY(here)), here),
        "conferences",
        "; ".join(told),
        say.LINE_HELP(here),
    )


def list_of(known: list[Conference]) -> None:
    st.dataframe(
        [
            {
                LABELS["conference_no"]: one.number,
                LABELS["date"]: formats.day(one.date, here),
                LABELS["host_unit"]: name_of(one.host, one),
                LABELS["topic"]: one.topic,
                LABELS["attended"]: f"{one.attended}/{len(one.rows)}",
                say.SPEECHES(here): number(sum(bool(row["spoke"]) for row in one.rows)),
                LABELS["proposals"]: number(one.total("proposals")),
                LABELS["proposals_accepted"]: number(one.total("proposals_accepted")),
                LABELS["proposals_done"]: number(one.total("proposals_done")),
                say.AFTER_DUE(here): "–" if one.late is None else number(max(one.late, 0)),
            }
            for one in reversed(known)
        ],
        hide_index=True,
    )
    st.caption(say.CADENCE_HELP(here))


def turns(known: list[Conference]) -> None:
    st.subheader(say.WHOSE_TURN(here))
    listed = briefings.ledger(known, today())
    never = sum(turn.last is None for turn in listed)
    st.write(say.NEVER_HOSTED.filled(never=never, units=len(listed))(here))
    st.dataframe(
        [
            {
                say.UNIT(here): unit_as_of(turn.unit, today()).name,
                say.HOSTED(here): turn.hosted,
                say.LAST_HOSTED(here): formats.day(turn.last, here) if turn.last else "–",
            }
            for turn in listed
        ],
        hide_index=True,
    )


def who_came(known: list[Conference]) -> None:
    st.subheader(say.WHO_CAME(here))
    shown = known[-8:]
    units = dict.fromkeys(
        code for one in shown for code in [*units_in(one.date, one.date), *(row["unit"] for row in one.rows)]
    )
    rows = []
    for unit in units:
        parts = [one.part_of(unit) for one in shown]
        if any(parts):
            name = unit_as_of(unit, next(one.date for one, part in zip(shown, parts, strict=True) if part)).name
            cells = {
                f"{one.number} · {formats.day(one.date, here)}": say.TOOK_PART[part](here) if part else ""
                for one, part in zip(shown, parts, strict=True)
            }
            rows.append((unit == CITY, name, {say.UNIT(here): name} | cells))
    st.dataframe([row for _city, _name, row in sorted(rows, key=lambda row: row[:2])], hide_index=True)


def proposed(known: list[Conference]) -> None:
    st.subheader(say.PROPOSED(here))
    names = ("unit", "proposals", "proposals_accepted", "proposals_done", "topic_proposed", "proposal_text")
    told = [one for one in known if one.total("proposals") is not None]
    for one in reversed(told[-2:]):
        what = {name: number(one.total(name)) for name in names[1:4]}
        st.write(
            widgets.escaped(say.WHAT_CAME.filled(number=one.number, day=formats.day(one.date, here), **what)(here))
        )
    rows = [
        {LABELS["conference_no"]: one.number}
        | {LABELS[name]: name_of(row[name], one) if name == "unit" else shown(row[name]) for name in names}
        for one in reversed(known)
        for row in one.rows
        if row["topic_proposed"] or row["proposal_text"] or row["proposals"]
    ]
    if rows:
        st.dataframe(rows, hide_index=True)
    else:
        st.caption(say.NO_ROWS(here))


st.title(say.PAGES["briefings"](here))
found = context.ask(briefings.conferences)
if not found:
    st.info(say.EMPTY(here))
else:
    cadence(found)
    line_of(found)
    list_of(found)
    left, right = st.columns([2, 3])
    with left:
        turns(found)
    with right:
        who_came(found)
    proposed(found)
