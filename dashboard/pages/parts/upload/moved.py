"""The figures that something moves, before and after, as a table."""

from decimal import Decimal

import streamlit as st

from dashboard import context, formats
from dashboard.words import pages as say
from etl.figures.query import Figure, State
from etl.loading.impact import Moved
from etl.metrics import METRICS
from etl.periods import parse_period
from etl.reference import spans


def show(moves: list[Moved]) -> None:
    """Draw the table; nothing where nothing moves."""
    here = context.language()
    if not moves:
        return
    st.dataframe(
        [
            {
                say.UNIT(here): spans(move.unit)[-1].name,
                say.PERIOD(here): parse_period(move.period).name(here),
                say.METRIC(here): METRICS[move.metric].name(here),
                say.BEFORE(here): _figure(move, move.before, move.before_state),
                say.AFTER(here): _figure(move, move.after, move.after_state),
            }
            for move in moves
        ],
        hide_index=True,
    )


def _figure(move: Moved, value: Decimal | None, state: State) -> str:
    figure = Figure(move.unit, move.period, move.metric, None, None, value, state)
    return formats.show(figure, METRICS[move.metric], context.language())
