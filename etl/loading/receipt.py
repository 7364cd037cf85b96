"""What a load did, or would do, with one table."""

from collections import Counter
from dataclasses import dataclass, field

from etl.findings import Findings
from etl.loading.compare import Compared
from etl.loading.impact import Missing, Moved
from etl.reading.table import Aside, Decision

COUNTS = ("read", "new", "changed", "same", "refused", "left_out")


@dataclass
class Receipt:
    """What a load did, or would do. The counts add up: read = new + changed + same + refused + left_out."""

    file: str
    kind: str | None
    findings: Findings
    decisions: list[Decision] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    changes: list[Compared] = field(default_factory=list)
    refused_lines: list[int] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    header: tuple[str, ...] = ()
    mapped: list[str | None] = field(default_factory=list)  # for each column of the file its field
    samples: tuple[tuple[str, ...], ...] = ()  # some texts of each column
    units: set[str] = field(default_factory=set)  # codes of those that the rows are about
    upload: int | None = None
    stored: bool = False
    sound: bool = True
    token: str = ""

    def count(self, name: str) -> int:
        return self.counts[name]

    @property
    def writes(self) -> bool:
        """Tell whether anything is new or changed."""
        return bool(self.counts["new"] + self.counts["changed"])
