"""Settings from the environment, each with the prefix COUNCIL_."""

import os
from dataclasses import dataclass
from pathlib import Path

from etl.errors import MisuseError
from etl.text import Text

ROOT = Path(__file__).parent.parent
DATA_SETS = ("demo", "public", "own")
DATABASE_HELP = "sqlite:///FILE or postgresql://…; without it COUNCIL_DATABASE_URL, else var/ and the data set's name"


@dataclass(frozen=True)
class Settings:
    """What can be set from outside; `data_set` says which records the database holds, for the band on every page."""

    database_url: str
    data_set: str
    address: str = "127.0.0.1"


def settings() -> Settings:
    """Return the settings as the environment has them now."""
    data_set = os.environ.get("COUNCIL_DATA") or "demo"
    if data_set not in DATA_SETS:
        names = ", ".join(DATA_SETS)
        raise MisuseError(Text(f"COUNCIL_DATA phải là một trong: {names}.", f"COUNCIL_DATA must be one of: {names}."))
    default = f"sqlite:///{ROOT / 'var' / f'{data_set}.db'}"
    return Settings(os.environ.get("COUNCIL_DATABASE_URL") or default, data_set)
