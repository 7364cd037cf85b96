"""The command line of the figures: `python -m dashboard ...`. Exit 0 fine, 2 misuse, 3 the database was lost or busy."""

import argparse
import csv
import datetime as dt
import json
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from dashboard.summary.build import build
from dashboard.tables import number_cell
from etl import commands
from etl.accounts import local_actor
from etl.database import data_set
from etl.errors import MisuseError
from etl.figures.query import TOTAL, Figure, figures, total
from etl.periods import CALENDARS, Period, parse_period
from etl.settings import DATABASE_HELP
from etl.text import LANGUAGES, Text
from etl.upgrade import up_to_date

ALL = "all"
FORMATS = ("docx", "pdf", "xlsx", "csv")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return commands.run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Figures and summaries of councils.")
    parser.add_argument("--database", metavar="URL", default=None, help=DATABASE_HELP)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        made = subparsers.add_parser(name, help=help)
        made.add_argument(
            "period", metavar="PERIOD", help="for example 2024-Q4, 2024-H1, 2024-12, 2024-12b, 2024, 2021-2026"
        )
        made.add_argument(
            "--calendar",
            choices=tuple(CALENDARS),
            default="calendar",
            help="calendar quarters (default), or those of reporting, which begin on the 15th of the month before",
        )
        made.add_argument("--database", metavar="URL", default=argparse.SUPPRESS, help=DATABASE_HELP)
        made.set_defaults(run=run)
        return made

    made = command("figures", _figures, "the figures of a period, as CSV")
    made.add_argument(
        "--unit", metavar="CODE|all|total", default=ALL, help="one unit, each unit (default), or all together"
    )
    made.add_argument(
        "--as-of",
        type=dt.date.fromisoformat,
        default=None,
        metavar="DATE",
        help="what was known at the end of that day (default: yesterday)",
    )
    made.add_argument("--json", action="store_true", help="as JSON instead of CSV")
    made = command("summary", _summary, "the summary of a period, as a file")
    made.add_argument("--unit", metavar="CODE", default=None, help="one unit (default: all units together)")
    made.add_argument("--language", choices=LANGUAGES, default="vi", help="of the summary (default: vi)")
    made.add_argument("--format", choices=FORMATS, required=True, help="of the file")
    made.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE", help="the file to write")
    return parser


def _period(options: argparse.Namespace) -> Period:
    try:
        return parse_period(options.period, options.calendar)
    except OverflowError:
        raise MisuseError(Text(f"“{options.period}” quá xa.", f"“{options.period}” is too far away.")) from None


def _figures(options: argparse.Namespace) -> int:
    period, actor = _period(options), local_actor()
    with up_to_date(options.database) as engine, engine.connect() as connection:
        if options.unit == TOTAL:
            listed = total(connection, actor, period, as_of=options.as_of)
        else:
            units = None if options.unit == ALL else [options.unit]
            listed = figures(connection, actor, period, units=units, as_of=options.as_of)
    if options.json:
        json.dump([_plain(figure) for figure in listed], sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(Figure._fields)
    for figure in listed:
        numbers = (figure.numerator, figure.denominator, figure.value)
        out.writerow((figure.unit, figure.period, figure.metric, *map(number_cell, numbers), figure.state))
    return 0


def _plain(figure: Figure) -> dict[str, Any]:
    value = figure.value
    if isinstance(value, Decimal):
        return {**figure._asdict(), "value": int(value) if value == int(value) else float(value)}
    return figure._asdict()


def _summary(options: argparse.Namespace) -> int:
    period = _period(options)
    with up_to_date(options.database) as engine, engine.connect() as connection:
        summary = build(
            connection,
            local_actor(),
            period,
            unit=options.unit,
            language=options.language,
            data_set=data_set(connection),
        )
    content = import_module(f"dashboard.summary.{options.format}").render(summary)
    try:
        options.output.write_bytes(content)
    except OSError as error:
        raise MisuseError(
            Text(
                f"Không ghi được tệp {options.output}: {error.strerror}.",
                f"Cannot write {options.output}: {error.strerror}.",
            )
        ) from None
    return 0


if __name__ == "__main__":
    sys.exit(main())
