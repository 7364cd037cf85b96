"""The summary as CSV: one row for each unit and metric, numbers plain."""

from dashboard.summary.build import Block, MetricRow, Summary
from dashboard.tables import table

HEADER = (
    "unit",
    "unit_name",
    "period",
    "calendar",
    "from",
    "to",
    "metric",
    "name",
    "numerator",
    "denominator",
    "value",
    "state",
    "previous_value",
    "change",
)


def render(summary: Summary) -> bytes:
    """Return the file."""
    blocks = (summary.main, *summary.units, *([summary.city] if summary.city else []))
    return table([dict(zip(HEADER, _line(summary, block, row), strict=True)) for block in blocks for row in block.rows])


def _line(summary: Summary, block: Block, row: MetricRow) -> tuple[object, ...]:
    figure, before = row.figure, row.before
    old = before.value if before else None
    by = figure.value - old if figure.value is not None and old is not None else None
    period = summary.period
    return (
        block.unit,
        block.name,
        period.code,
        period.calendar,
        period.start,
        period.end,
        figure.metric,
        row.name,
        figure.numerator,
        figure.denominator,
        figure.value,
        figure.state,
        old,
        by,
    )
