"""What each unit has reported in a period, on every page that asks."""

import datetime as dt

import streamlit as st

from dashboard import context
from etl.figures.query import last_day, reports
from etl.periods import Calendar, Period, parse_period
from etl.settings import settings

Reports = dict[str, dict[str, int]]  # unit → kind → number of records, 0 where it stated that there were none


def of(period: Period) -> Reports:
    """Return the reports of all units of a period; cached until records or day change."""
    return _reports(settings().database_url, context.version(), period.code, period.calendar, last_day())


@st.cache_data(max_entries=100)
def _reports(url: str, at: int, code: str, calendar: Calendar, day: dt.date) -> Reports:
    with context.engine().connect() as connection:
        return reports(connection, context.actor(), parse_period(code, calendar), as_of=day)
