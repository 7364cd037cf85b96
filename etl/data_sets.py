"""The data sets that a database can begin with: the files of a folder of data/, loaded as a user would load them."""

import csv
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.engine import Engine

from etl.accounts import local_actor
from etl.database import set_state, writing
from etl.declare.fields import Record
from etl.loading.acts import report_nils
from etl.loading.load import load
from etl.loading.receipt import Receipt
from etl.periods import Period, parse_period
from etl.reading.open import open_files
from etl.records import KINDS
from etl.settings import ROOT

NIL_FILE = "nil.csv"  # unit, kind, quarter: a unit states that it had no record of a kind in a quarter


class Began(NamedTuple):
    """What a database began with: the receipts of the files, and the numbers of the uploads in which units state nothing."""

    receipts: list[Receipt]
    nil_reports: list[int]


def begin(engine: Engine, data_set: str) -> Began:
    """Load a data set into a database that holds nothing yet, and let the database say which it is."""
    with writing(engine) as connection:
        set_state(connection, "data_set", data_set)
    folder, actor = ROOT / "data" / data_set, local_actor(data_set)
    paths = [folder / f"{kind}.csv" for kind in KINDS if (folder / f"{kind}.csv").exists()]
    receipts = load(engine, actor, open_files(paths))
    return Began(receipts, report_nils(engine, actor, _nil(folder / NIL_FILE)))


def _nil(path: Path) -> list[tuple[type[Record], str, Period]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [(KINDS[row["kind"]], row["unit"], parse_period(row["quarter"])) for row in csv.DictReader(file)]
