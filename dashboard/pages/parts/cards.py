"""The cards of the most telling metrics."""

import math
from collections.abc import Sequence

import streamlit as st

from dashboard import comparison, formats
from dashboard.context import figures_of, is_comparable, language
from dashboard.pages.parts import address
from dashboard.widgets import source
from dashboard.words import pages as say
from etl.metrics import METRICS
from etl.periods import Period

SPARK = 8  # periods in the small line of a card


def cards(names: Sequence[str], unit: str, period: Period, page: str) -> None:
    """Draw one card a metric: value, parts, change against the period before, its course; three in a row, two on a phone.

    Each leads to a page where the metric is looked into.
    """
    here, now, earlier = language(), figures_of(period), period.previous()
    before = figures_of(earlier)
    past = [figures_of(past_period) for past_period in comparison.latest(period, SPARK)] if is_comparable() else []
    complete = now.get((unit, "completeness"))
    about = say.CARD_ABOUT.filled(
        days=period.days,
        complete=formats.show(complete, METRICS["completeness"], here) if complete else "–",
        source=source(period),
    )(here)
    with st.container(key="cards"):
        for name in names:
            metric, figure = METRICS[name], now[unit, name]
            change = formats.change(figure, before.get((unit, name)), metric, here) if past else ""
            against = say.AGAINST.filled(period=earlier.name)(here)
            values = [(earlier_figure := of.get((unit, name))) and earlier_figure.value for of in past]
            course = [math.nan if value is None else float(value) for value in values]
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(
                    metric.short(here),
                    formats.show(figure, metric, here),
                    help=" ".join(filter(None, (metric.definition(here), metric.caveat(here), about))),
                    chart_data=course if sum(value is not None for value in values) > 2 else None,
                )
                compared = comparison.change(metric, figure, before.get((unit, name)), earlier)
                chance = say.WITHIN_CHANCE(here) if change and compared and compared.claim == "none" else ""
                parts = [formats.fraction(figure), f"{change} {against}" if change else "", chance]
                st.caption(" · ".join(part for part in parts if part) or "–")
                label = say.LOOK_INTO.filled(metric=metric.short)(here)
                address.link(page, label, **address.kept() | {"metric": name, "unit": unit})
