"""The effectiveness index: shares scaled between floor and target and weighed by a frame, with what was lost and why.

Units and offices are scored, never persons. An order of units that does not survive small changes of the weights is no
order, and is shown as a tie.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from etl.errors import MisuseError
from etl.figures.query import Figure
from etl.metrics import METRICS
from etl.reference import FOLDER
from etl.text import Text

LEAST_PARTS = 3
DRAWS, MOVED, SURVIVES = 1_000, 0.25, 0.95
_SEED = 20220301
_FRAMES = FOLDER / "frames"


class Part(NamedTuple):
    """One share of a frame: its weight, the value that earns nothing and the one that earns all."""

    metric: str
    weight: float
    floor: float
    target: float

    def points(self, value: float) -> float:
        """Return 0 to 1: how far a value is on the way from floor to target."""
        return min(max((value - self.floor) / (self.target - self.floor), 0.0), 1.0)


class Frame(NamedTuple):
    """A dated version of the parts, with its reason."""

    version: str
    first: dt.date
    name: Text
    reason: Text
    parts: tuple[Part, ...]


class Points(NamedTuple):
    """What a unit earned in one part; `points` is None, and nothing is lost, where the figure is no value."""

    part: Part
    figure: Figure
    points: float | None
    lost: float  # of the 100 of the index


class Score(NamedTuple):
    """A unit's index, 0 to 100; None with fewer than LEAST_PARTS parts that have a value."""

    unit: str
    index: float | None  # type: ignore[assignment]
    parts: tuple[Points, ...]

    @property
    def counted(self) -> int:
        """Return how many parts have a value."""
        return sum(one.points is not None for one in self.parts)


class Rank(NamedTuple):
    """A unit's place among those with an index, from 1; units of one tie have the same. `survives`: how often it stays
    above the unit after it when the weights move (None for the last)."""

    score: Score
    place: int
    tied: bool
    survives: float | None


def frames(folder: Path = _FRAMES) -> list[Frame]:
    """Return the frames of a folder by date; raises MisuseError with a sentence for a file that is none."""
    found = [parsed(path.name, path.read_bytes()) for path in sorted(folder.glob("*.toml"))]
    return sorted(found, key=lambda frame: (frame.first, frame.version))


def frame_on(known: Sequence[Frame], day: dt.date) -> Frame | None:
    """Return the frame in force on a day."""
    return next((frame for frame in reversed(known) if frame.first <= day), None)


def parsed(file: str, content: bytes) -> Frame:
    """Return the frame that a TOML file says; raises MisuseError with what is wrong and what to write instead."""
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(file, "TOML", str(error)[:120], Text("TOML hợp lệ", "valid TOML")) from None
    first = data.get("from")
    if not isinstance(first, dt.date) or isinstance(first, dt.datetime):
        raise _wrong(file, "from", first, Text("một ngày, ví dụ 2026-01-01", "a day, for example 2026-01-01"))
    named = data.get("parts")
    if not isinstance(named, dict) or len(named) < LEAST_PARTS:
        raise _wrong(file, "parts", named, Text(f"ít nhất {LEAST_PARTS} phần", f"at least {LEAST_PARTS} parts"))
    parts = tuple(_part(file, name, values) for name, values in named.items())
    return Frame(str(data.get("version", "")), first, _text(file, data, "name"), _text(file, data, "reason"), parts)


def _text(file: str, data: Mapping[str, Any], key: str) -> Text:
    both = data.get(key)
    if isinstance(both, dict) and all(isinstance(both.get(one), str) and both[one].strip() for one in ("vi", "en")):
        return Text(both["vi"], both["en"])
    raise _wrong(file, key, both, Text("vi và en, cả hai đều có chữ", "vi and en, both with words"))


def _part(file: str, name: str, values: Any) -> Part:
    metric = METRICS.get(name)
    if metric is None or not metric.is_share or metric.better not in ("higher", "lower"):
        allowed = ", ".join(one.id for one in METRICS.values() if one.is_share and one.better in ("higher", "lower"))
        raise _wrong(file, f"parts.{name}", name, Text(f"một trong {allowed}", f"one of {allowed}"))
    numbers = []
    for key in ("weight", "floor", "target"):
        number = values.get(key) if isinstance(values, dict) else None
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < 1_000:
            raise _wrong(file, f"parts.{name}.{key}", number, Text("một số từ 0", "a number of 0 or more"))
        numbers.append(float(number))
    weight, floor, target = numbers
    if not weight:
        raise _wrong(file, f"parts.{name}.weight", weight, Text("một số lớn hơn 0", "a number above 0"))
    if max(floor, target) > 1 or floor == target or (floor < target) != (metric.better == "higher"):
        shown = f"{floor:g} → {target:g}"
        words = (
            Text("sàn thấp hơn đích, từ 0 đến 1", "a floor below the target, between 0 and 1")
            if metric.better == "higher"
            else Text("sàn cao hơn đích, từ 0 đến 1", "a floor above the target, between 0 and 1")
        )
        raise _wrong(file, f"parts.{name}", shown, words)
    return Part(name, weight, floor, target)


def _wrong(file: str, key: str, there: object, instead: Text) -> MisuseError:
    return MisuseError(
        Text(
            f"Khung chấm điểm {file}, mục {key}: “{there}” không dùng được. Hãy ghi {instead.vi}.",
            f"Scoring frame {file}, {key}: “{there}” cannot be used. Write {instead.en}.",
        )
    )


def score(frame: Frame, unit: str, figures: Mapping[tuple[str, str], Figure]) -> Score:
    """Return a unit's index; a part whose figure is no value has no weight."""
    earned = []
    for part in frame.parts:
        figure = figures[unit, part.metric]
        earned.append((part, figure, part.points(float(figure.value)) if figure.value is not None else None))
    whole = sum(part.weight for part, _figure, points in earned if points is not None)
    parts = tuple(
        Points(part, figure, points, 0.0 if points is None else 100 * part.weight * (1 - points) / whole)
        for part, figure, points in earned
    )
    counted = sum(points is not None for _part, _figure, points in earned)
    index = 100 - sum(one.lost for one in parts) if counted >= LEAST_PARTS else None
    return Score(unit, index, parts)


def order(frame: Frame, scores: Iterable[Score]) -> list[Rank]:
    """Return the units that have an index, the highest first, with ties where the order hangs on the weights.

    The weights are drawn 1,000 times, each between 75 % and 125 % of its own; neighbours whose order stays in fewer
    than 95 % of the draws are tied.
    """
    listed = sorted((one for one in scores if one.index is not None), key=lambda one: (-(one.index or 0), one.unit))
    if not listed:
        return []
    drawn = _drawn(frame, listed)
    survive = [float(np.mean(drawn[upper] > drawn[lower])) for upper, lower in pairwise(range(len(listed)))]
    places: list[int] = []
    for number in range(len(listed)):
        tied = number > 0 and survive[number - 1] < SURVIVES
        places.append(places[-1] if tied else number + 1)
    return [
        Rank(one, place, places.count(place) > 1, survive[number] if number < len(survive) else None)
        for number, (one, place) in enumerate(zip(listed, places, strict=True))
    ]


def _drawn(frame: Frame, scores: Sequence[Score]) -> Any:
    """Return the index of each unit under each draw of the weights: units × draws."""
    weights = np.array([part.weight for part in frame.parts])
    moved = weights * np.random.default_rng(_SEED).uniform(1 - MOVED, 1 + MOVED, (DRAWS, len(weights)))
    points = np.array([[np.nan if one.points is None else one.points for one in unit.parts] for unit in scores])
    there = ~np.isnan(points)
    return np.nan_to_num(points) @ moved.T / (there @ moved.T)
