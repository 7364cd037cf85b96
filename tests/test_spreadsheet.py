"""What goes out to a spreadsheet and comes back: no cell is a formula, and every text is itself again."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.spreadsheet import DANGEROUS, escaped, unescaped

FIRST = ["'", "''", *DANGEROUS, "a", ""]
texts = st.builds("".join, st.tuples(st.sampled_from(FIRST), st.text(max_size=20)))


@given(texts)
@example("'=1")
@example("''-x")
@example("'-5")
def test_a_text_goes_out_and_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(texts)
def test_nothing_that_goes_out_is_a_formula(text: str) -> None:
    assert not escaped(text).startswith(DANGEROUS)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("=1+1", "'=1+1"),
        ("- Đề nghị", "'- Đề nghị"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("''", "''"),
        ("'Tên'", "'Tên'"),
        ("-5", "'-5"),
        ("-5-3", "'-5-3"),
        ("-", "'-"),
        ("", ""),
    ],
)
def test_an_apostrophe_only_where_it_is_needed(text: str, out: str) -> None:
    assert escaped(text) == out
