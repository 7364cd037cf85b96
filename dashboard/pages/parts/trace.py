"""From a figure to its rows, on every page that shows one."""

import streamlit as st

from dashboard import context, queries
from dashboard.words import figures as words
from dashboard.words import pages as say
from etl.declare.measures import Metric
from etl.figures.rows import rows_of
from etl.loading.acts import uploads
from etl.periods import Period


def behind(unit: str, metric: Metric, period: Period) -> None:
    """List exactly the records behind the figure: what each adds, and the upload, sheet and line it comes from."""
    here = context.language()
    with context.engine().connect() as connection:
        rows = rows_of(connection, context.actor(), metric.id, unit, period)
        files = {upload.number: upload.file for upload in uploads(connection, context.actor())}
    with st.expander(say.BEHIND.filled(count=len(rows))(here)):
        st.dataframe(
            [
                {
                    say.RECORD(here): f"{traced.kind.about.text(here)}: {queries.title(traced.kind, traced.row, here)}",
                    words.NUMERATOR(here): traced.numerator,
                    words.DENOMINATOR(here): traced.denominator if metric.denominator else None,
                    words.UPLOAD(here): traced.row["upload"],
                    words.FILE(here): files.get(traced.row["upload"], ""),
                    say.SHEET(here): traced.row["sheet"] or "",
                    say.LINE(here): traced.row["line"],
                }
                for traced in rows
            ],
            hide_index=True,
        )
