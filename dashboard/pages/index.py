"""The effectiveness index: order with its ties, what each unit lost and why, and another frame tried beside this one."""

import streamlit as st

from dashboard import context, formats, scoring, widgets
from dashboard.pages.parts import edges, pickers
from dashboard.scoring import Frame, Points, Rank, Score
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.errors import CouncilError
from etl.metrics import METRICS
from etl.periods import Period
from etl.reference import CITY

here = context.language()


def number(value: float, places: int = 1) -> str:
    return formats.number(value, here, places)


def scores_of(frame: Frame, period: Period) -> list[Score]:
    now = context.figures_of(period)
    return [scoring.score(frame, unit, now) for unit in pickers.unit_names(period) if unit != CITY]


def about(frame: Frame) -> None:
    of = say.FRAME_FROM.filled(day=formats.day(frame.first, here), version=widgets.escaped(frame.version))
    st.markdown(f"**{widgets.escaped(frame.name(here))}** · {of(here)}")
    st.caption(widgets.escaped(frame.reason(here)))
    with st.expander(say.FRAME_PARTS(here)):
        st.dataframe(
            [
                {
                    words.METRIC(here): METRICS[part.metric].name(here),
                    say.WEIGHT(here): part.weight,
                    say.FLOOR(here): formats.percent(part.floor, here, 1),
                    say.TARGET(here): formats.percent(part.target, here, 1),
                }
                for part in frame.parts
            ],
            hide_index=True,
        )


def table(places: list[Rank], names: dict[str, str], other: dict[str, Rank] | None = None) -> None:
    rows = []
    for place in places:
        row = {
            say.PLACE(here): f"{place.place}{say.TIE(here) if place.tied else ''}",
            words.UNIT(here): names[place.score.unit],
            say.INDEX(here): number(place.score.index or 0),
            say.PARTS_COUNTED(here): f"{place.score.counted}/{len(place.score.parts)}",
            say.SURVIVES(here): "" if place.survives is None else formats.percent(place.survives, here),
        }
        if other is not None:
            tried = other.get(place.score.unit)
            row[say.TRIED_PLACE(here)] = f"{tried.place}{say.TIE(here) if tried.tied else ''}" if tried else "–"
            row[say.TRIED_INDEX(here)] = number(tried.score.index or 0) if tried else "–"
        rows.append(row)
    st.dataframe(rows, hide_index=True)
    st.caption(say.INDEX_HELP(here))


def reason(points: Points) -> str:
    """Return why points were lost, or why the part does not count."""
    metric = METRICS[points.part.metric]
    if points.points is None:
        return say.NOT_COUNTED.filled(state=formats.show(points.figure, metric, here))(here)
    target = formats.percent(points.part.target, here, 1)
    parts = formats.fraction(points.figure)
    return say.WHY_LOST.filled(value=formats.show(points.figure, metric, here), parts=parts, target=target)(here)


def lost_by(score: Score) -> None:
    listed = sorted(score.parts, key=lambda points: -points.lost)
    st.dataframe(
        [
            {
                words.METRIC(here): METRICS[points.part.metric].name(here),
                say.LOST(here): "–" if points.points is None else number(points.lost),
                say.WHY(here): reason(points),
            }
            for points in listed
        ],
        hide_index=True,
    )


def tried() -> Frame | None:
    with st.expander(say.TRY_FRAME(here)):
        st.caption(say.TRY_HELP(here))
        file = st.file_uploader(say.FRAME_FILE(here), type="toml", key="frame")
        if file is None:
            return None
        try:
            return scoring.parsed(file.name, file.getvalue())
        except CouncilError as error:
            st.error(widgets.escaped(error.text(here)))
            return None


head = edges.head("index")
period = pickers.filters(head)[0] if widgets.comparable() else None
if period is not None:
    frame = scoring.frame_on(scoring.frames(), period.end)
    if frame is None:
        st.info(say.NO_FRAME(here))
    else:
        about(frame)
        draft = tried()
        names = pickers.unit_names(period)
        every = scores_of(frame, period)
        places = scoring.order(frame, every)
        beside = (
            {place.score.unit: place for place in scoring.order(draft, scores_of(draft, period))} if draft else None
        )
        if draft:
            about(draft)
        if places:
            table(places, names, beside)
        without = [names[score.unit] for score in every if score.index is None]
        if without:
            with st.expander(say.NO_INDEX.filled(count=len(without), least=scoring.LEAST_PARTS)(here)):
                st.text(", ".join(without))
        if places:
            st.subheader(say.LOST_BY(here))
            units = [place.score.unit for place in places]
            unit = st.selectbox(words.UNIT(here), units, format_func=names.__getitem__, key="scored")
            lost_by(next(score for score in every if score.unit == unit))
