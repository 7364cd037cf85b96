"""How complete the records themselves are, over every kind that declares which fields a complete record gives."""

from typing import Any

import sqlalchemy as sa

from etl.declare.fields import Record
from etl.declare.measures import Flow, filled, ratio, total
from etl.records import KINDS
from etl.text import Text, joined

_EXPECTED: dict[type[Record], list[Any]] = {
    kind: fields
    for kind in KINDS.values()
    if (fields := [getattr(kind, name) for name, field in kind.columns().items() if field.expected])
}


def _over_records(kind: type[Record], number: Any) -> Flow:
    return total(number, kind.own_date(), kind.is_first())


_counted = joined(
    Text("{vi}: {number} ô", "{en}: {number}").filled(
        vi=kind.about.text.vi.lower(), en=kind.about.text.en.lower(), number=len(fields)
    )
    for kind, fields in _EXPECTED.items()
)

completeness = ratio(
    [_over_records(kind, filled(*fields)) for kind, fields in _EXPECTED.items()],
    [_over_records(kind, sa.literal_column(str(len(fields)))) for kind, fields in _EXPECTED.items()],
    name=Text("Mức đầy đủ của số liệu", "Data completeness"),
    short=Text("Đầy đủ", "Complete"),
    definition=Text(
        "Ô đã ghi / ô cần ghi trong các bản ghi của kỳ ({counted}).",
        "Fields filled / fields expected in the period's records ({counted}).",
    ).filled(counted=_counted),
    better="higher",
    stands_in=("unit", "matrix", "table"),
)
