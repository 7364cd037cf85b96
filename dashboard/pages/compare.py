"""One metric over all units, or over like ones: who differs, and who cannot be told apart."""

import streamlit as st

from dashboard import comparison, formats, widgets, words
from dashboard import page_words as say
from dashboard.charts.dots import dots
from dashboard.charts.funnel import funnel
from dashboard.charts.style import CONFIG
from dashboard.statistics import wilson
from etl.figures import Figure
from etl.metrics import METRICS
from etl.periods import Period
from etl.reference import CITY, GROUPS, group_of, unit_as_of
from etl.text import Language, Text

_EVERY = "all"
here = widgets.language()


def shares() -> list[str]:
    return [name for name, metric in METRICS.items() if metric.is_share]


def chosen_units(period: Period) -> dict[str, str]:
    """Let the reader choose a group of like units; return code → name of its units."""
    names = {code: name for code, name in widgets.unit_names(period).items() if code != CITY}
    groups = {code: group_of(unit_as_of(code, period.end)) for code in names}
    present = [key for key in GROUPS if key in groups.values()]
    chosen = widgets.choice(
        "group",
        say.GROUP(here),
        [_EVERY, *present],
        lambda key: say.ALL_UNITS(here) if key == _EVERY else GROUPS[key](here),
    )
    return {code: name for code, name in names.items() if chosen in (_EVERY, groups[code])}


def interval(figure: Figure, language: Language) -> str:
    """Return the 95 % interval of a share in per cent."""
    if figure.state != "value":
        return ""
    found = wilson(int(figure.numerator or 0), int(figure.denominator or 0))
    return " – ".join(formats.number(edge * 100, language, 1) for edge in found) if found else ""


st.title(say.PAGES["compare"](here))
if widgets.comparable() and (period := widgets.period_picker()):
    left, right = st.columns(2)
    with left:
        metric = widgets.metric_picker(shares(), "on_time")
    with right:
        names = chosen_units(period)
    now = widgets.figures_of(period)
    figures = [now[code, metric.id] for code in names]
    valued = sorted((one for one in figures if one.state == "value"), key=lambda one: -(one.value or 0))
    peers = comparison.peers(metric, figures)
    if peers is None:
        st.info(say.TOO_FEW(here))
    else:
        places = {figure.unit: comparison.place(figure, peers) for figure in valued}
        found = comparison.standing_out([metric], now, {code: Text(name, name) for code, name in names.items()})
        st.write(found.text(here))
        said = [one.text for one in found.said] + ([peers.note] if peers.note else [])
        st.markdown("\n".join(f"- {widgets.escaped(text(here))}" for text in said))
        short = widgets.unit_names(period, short=True)
        st.subheader(say.DOTS(here))
        chart = dots(short, valued, places, peers.rate, metric, here)
        st.plotly_chart(chart, config=CONFIG, key="dots", theme=None)
        st.caption(say.DOTS_HELP(here))
        st.subheader(say.FUNNEL(here))
        chart = funnel(short, valued, places, peers, metric, here)
        st.plotly_chart(chart, config=CONFIG, key="funnel", theme=None)
        st.caption(say.FUNNEL_HELP(here))
    with st.expander(say.AS_TABLE(here), expanded=peers is None):
        st.dataframe(
            [
                {
                    say.UNIT(here): names[figure.unit],
                    words.VALUE(here): formats.show(figure, metric, here),
                    say.PARTS(here): formats.fraction(figure),
                    say.INTERVAL(here): interval(figure, here),
                }
                for figure in [*valued, *(one for one in figures if one.state != "value")]
            ],
            hide_index=True,
        )
    st.caption(metric.definition(here))
