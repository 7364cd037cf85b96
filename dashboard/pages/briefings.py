"""Briefing conferences: when the next one is due, whose turn it is, who came, what was proposed and what came of it."""

import streamlit as st

from dashboard import briefings, context, formats, widgets
from dashboard.briefings import Conference
from dashboard.charts.conferences import Met, Words, conferences
from dashboard.pages.parts import edges
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


def cadence(held: list[Conference]) -> None:
    last, following = held[-1], briefings.next_one(held, today())
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


def line_of(held: list[Conference]) -> None:
    following = briefings.next_one(held, today())
    met = [Met(str(conference.number), conference.date, conference.due) for conference in held]
    if following is not None:
        met.append(Met("", None, following.due))
    texts = [
        f"{conference.number}: {formats.day(conference.date, here)}, {name_of(conference.host, conference)}"
        for conference in held
    ]
    widgets.chart(
        conferences(met, today(), Words(say.MET(here), say.DUE_THEN(here), say.TODAY(here)), here),
        "conferences",
        "; ".join(texts),
        say.LINE_HELP(here),
    )


def list_of(held: list[Conference]) -> None:
    st.dataframe(
        [
            {
                LABELS["conference_no"]: conference.number,
                LABELS["date"]: formats.day(conference.date, here),
                LABELS["host_unit"]: name_of(conference.host, conference),
                LABELS["topic"]: conference.topic,
                LABELS["attended"]: f"{conference.attended}/{len(conference.rows)}",
                say.SPEECHES(here): number(sum(bool(row["spoke"]) for row in conference.rows)),
                LABELS["proposals"]: number(conference.total("proposals")),
                LABELS["proposals_accepted"]: number(conference.total("proposals_accepted")),
                LABELS["proposals_done"]: number(conference.total("proposals_done")),
                say.AFTER_DUE(here): "–" if conference.late is None else number(max(conference.late, 0)),
            }
            for conference in reversed(held)
        ],
        hide_index=True,
    )
    st.caption(say.CADENCE_HELP(here))


def turns(held: list[Conference]) -> None:
    st.subheader(say.WHOSE_TURN(here))
    listed = briefings.ledger(held, today())
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


def who_came(held: list[Conference]) -> None:
    st.subheader(say.WHO_CAME(here))
    latest = held[-8:]
    units = dict.fromkeys(
        code
        for conference in latest
        for code in [*units_in(conference.date, conference.date), *(row["unit"] for row in conference.rows)]
    )
    rows = []
    for unit in units:
        parts = [conference.part_of(unit) for conference in latest]
        if any(parts):
            name = unit_as_of(
                unit, next(conference.date for conference, part in zip(latest, parts, strict=True) if part)
            ).name
            cells = {
                f"{conference.number} · {formats.day(conference.date, here)}": say.TOOK_PART[part](here) if part else ""
                for conference, part in zip(latest, parts, strict=True)
            }
            rows.append((unit == CITY, name, {say.UNIT(here): name} | cells))
    st.dataframe([row for _city, _name, row in sorted(rows, key=lambda row: row[:2])], hide_index=True)


def proposed(held: list[Conference]) -> None:
    st.subheader(say.PROPOSED(here))
    names = ("unit", "proposals", "proposals_accepted", "proposals_done", "topic_proposed", "proposal_text")
    counted = [conference for conference in held if conference.total("proposals") is not None]
    for conference in reversed(counted[-2:]):
        what = {name: number(conference.total(name)) for name in names[1:4]}
        st.write(
            widgets.escaped(
                say.WHAT_CAME.filled(number=conference.number, day=formats.day(conference.date, here), **what)(here)
            )
        )
    rows = [
        {LABELS["conference_no"]: conference.number}
        | {LABELS[name]: name_of(row[name], conference) if name == "unit" else shown(row[name]) for name in names}
        for conference in reversed(held)
        for row in conference.rows
        if row["topic_proposed"] or row["proposal_text"] or row["proposals"]
    ]
    if rows:
        st.dataframe(rows, hide_index=True)
    else:
        st.caption(say.NO_ROWS(here))


edges.head("briefings")
held = context.ask(briefings.conferences)
if not held:
    st.info(say.EMPTY(here))
else:
    cadence(held)
    line_of(held)
    list_of(held)
    left, right = st.columns([2, 3])
    with left:
        turns(held)
    with right:
        who_came(held)
    proposed(held)
