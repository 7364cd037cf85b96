"""Where units stand on a map: a tile each, or the outlines of a boundary file where there is one."""

import csv
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from etl.reference import FOLDER, UNIT_KINDS, Unit

BOUNDARIES = FOLDER / "boundaries.geojson"
_HALF = 0.47  # of a tile's side
_IN_A_ROW = 12  # tiles of units whose place is not known

Ring = tuple[tuple[float, float], ...]


class Outline(NamedTuple):
    """A unit's outlines (x to the right, y upwards) and the point at which its name stands."""

    rings: tuple[Ring, ...]
    x: float
    y: float


class Layout(NamedTuple):
    """The places of units; `by`: from boundaries, by rough position, or in the order given."""

    places: Mapping[str, Outline]
    by: str  # boundaries, position, order


def layout(units: Iterable[Unit], boundaries: Path = BOUNDARIES) -> Layout:
    """Return a place for each unit, all of them in one way.

    A boundary file is GeoJSON whose features have the property `code`; it is used where it has all the units.
    """
    listed = list(units)
    if boundaries.exists():
        outlines = _boundaries(boundaries)
        if all(unit.code in outlines for unit in listed):
            return Layout({unit.code: outlines[unit.code] for unit in listed}, "boundaries")
    tiles = _tiles()
    if all(unit.code in tiles for unit in listed):
        return Layout({unit.code: _tile(*tiles[unit.code]) for unit in listed}, "position")
    kinds = list(UNIT_KINDS)
    ordered = sorted(listed, key=lambda unit: kinds.index(unit.kind))
    found, row, column, kind = {}, -1, _IN_A_ROW, ""
    for unit in ordered:
        if column == _IN_A_ROW or unit.kind != kind:
            row, column, kind = row + 1, 0, unit.kind
        found[unit.code] = _tile(column, row)
        column += 1
    return Layout(found, "order")


def _tile(column: float, row: float) -> Outline:
    x, y = float(column), -float(row)
    corners = ((x - _HALF, y - _HALF), (x - _HALF, y + _HALF), (x + _HALF, y + _HALF), (x + _HALF, y - _HALF))
    return Outline(((*corners, corners[0]),), x, y)


@cache
def _tiles() -> dict[str, tuple[int, int]]:
    with (FOLDER / "tiles.csv").open(encoding="utf-8", newline="") as file:
        return {row["unit"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}


@cache
def _boundaries(path: Path) -> dict[str, Outline]:
    found = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for part in parts for ring in part[:1])
        largest = max(rings, key=_area)
        middle = [sum(values) / len(largest) for values in zip(*largest, strict=True)]
        found[str(feature["properties"]["code"])] = Outline(rings, middle[0], middle[1])
    return found


def _area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))) / 2
