"""What pages share on the screen: what is said when something fails, and texts that Markdown shows as they stand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard import widgets
from dashboard.words import pages as words

FAILING = """
import streamlit as st
from sqlalchemy.exc import OperationalError
from dashboard import widgets
from etl.errors import MisuseError
from etl.text import Text

errors = {
    "own": MisuseError(Text("*lỗi*", "*fault*")),
    "database": OperationalError("SELECT 1", {}, Exception("secret")),
    "other": ValueError("secret"),
}

@widgets.fragment
def part():
    raise errors[st.session_state["which"]]

part()
"""


@pytest.mark.parametrize("which", ["own", "database", "other"])
def test_a_part_that_fails_says_it_in_our_words(which: str) -> None:
    app = AppTest.from_string(FAILING)
    app.session_state["which"] = which
    app.query_params["lang"] = "en"
    app.run()
    assert not app.exception
    (error,) = app.error
    assert "secret" not in error.value
    assert error.value.startswith(words.FAILED.en[:20]) is (which == "other")
    assert (error.value == r"\*fault\*") is (which == "own")


@given(st.text())
def test_what_is_escaped_is_whole(text: str) -> None:
    kept_apart = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>~:$&=])", r"\1", widgets.escaped(text))
    assert kept_apart.replace("\u2060", "") == text.replace("\u2060", "")
