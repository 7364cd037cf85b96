"""How much of the files of council offices is understood, and that nothing of them goes wrong without a word.

The parts are explained in `tests/offices`; `python -m tests.offices -v` shows what fails.
"""

import dataclasses
from functools import cache

import pytest

from etl.records import KINDS
from tests.offices.files import office_file
from tests.offices.headers import EXTRAS, HEADERS
from tests.offices.score import Score, door, score_by_hand, score_files
from tests.offices.wordings import CHOICES, PARTS, Part, part_of

FILES = 12 * len(KINDS)  # for each part
# The share of cells that is understood today, a little less: whoever widens what is understood raises it.
FLOORS = {("seen", False): 0.97, ("held", False): 0.83, ("seen", True): 0.98, ("held", True): 0.94}


@cache
def scored(part: Part, by_hand: bool) -> Score:
    return score_files(range(FILES), part, by_hand=by_hand)


@pytest.mark.parametrize(("part", "by_hand"), FLOORS)
def test_no_file_stops_the_program(part: Part, by_hand: bool) -> None:
    assert not scored(part, by_hand).crashes


@pytest.mark.parametrize(("part", "by_hand"), FLOORS)
def test_nothing_goes_wrong_without_a_word(part: Part, by_hand: bool) -> None:
    score = scored(part, by_hand)
    assert not score.silent, [what for what in score.failures if what[0] == "wrong"]


@pytest.mark.parametrize(("part", "by_hand"), FLOORS)
def test_cells_are_understood(part: Part, by_hand: bool) -> None:
    assert scored(part, by_hand).understood >= FLOORS[part, by_hand]


def test_the_score_sees_what_is_stored_as_something_else() -> None:
    """A file of which cells are right, and then the same with another meaning of each of its numbers."""
    with door() as way:
        for seed in range(FILES):
            file = office_file(seed, "seen")
            before = score_by_hand(way, file)
            if before.cells["right"]:
                break
        for column in file.columns:
            column.cells = [
                dataclasses.replace(cell, means=tuple("something else" for _one in cell.means)) for cell in column.cells
            ]
        after = score_by_hand(way, file)
    assert before.cells["right"] > after.cells["right"]
    assert after.cells["wrong"] > before.cells["wrong"]


def test_the_wordings_of_each_field_are_in_both_parts() -> None:
    for kind, fields in HEADERS.items():
        assert set(fields) == set(KINDS[kind].columns())
        for words in [*fields.values(), tuple(extra.name for extra in EXTRAS[kind])]:
            assert len(set(words)) == len(words)
            assert {part_of(word) for word in words} == set(PARTS)
    for name, words in CHOICES.items():
        for kind in KINDS.values():
            if name in kind.columns() and hasattr(kind.columns()[name].type, "choices"):
                assert set(words) == {choice.key for choice in kind.columns()[name].type.choices}
    every = [word for fields in HEADERS.values() for words in fields.values() for word in words]
    assert 0.28 < len([word for word in every if part_of(word) == "held"]) / len(every) < 0.39


@pytest.mark.parametrize("part", PARTS)
def test_a_seed_is_a_file(part: Part) -> None:
    one, two = office_file(7, part), office_file(7, part)
    assert (one.name, one.columns, one.lines, one.records) == (two.name, two.columns, two.lines, two.records)
    words = {column.wording for column in one.columns if len(column.names) == 1 and len(column.fields) == 1}
    assert words and {part_of(word) for word in words} == {part}
