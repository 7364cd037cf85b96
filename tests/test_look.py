"""The look's colours: readable on their grounds, the same in the style sheet and in Streamlit's theme."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHEET = (ROOT / "dashboard" / "look.css").read_text(encoding="utf-8")
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
TEXTS = [  # text, and the ground it stands on
    ("ink", "ground"),
    ("ink", "raised"),
    ("second", "ground"),
    ("second", "raised"),
    ("data", "ground"),
    ("data", "quiet"),
    ("link", "ground"),
    ("link", "news-ground"),
    ("alarm", "alarm-ground"),
    ("look", "look-ground"),
    *((f"on-{step}", f"step-{step}") for step in range(1, 6)),
]
MARKS = [("line", "ground"), ("alarm-mark", "ground"), ("look-mark", "ground"), ("data", "ground"), ("kept", "ground")]
IN_THEME = {
    "backgroundColor": "ground",
    "secondaryBackgroundColor": "raised",
    "textColor": "ink",
    "primaryColor": "primary",
    "linkColor": "link",
    "borderColor": "strong-rule",
    "dataframeBorderColor": "rule",
}


def declared() -> dict[str, dict[str, str]]:
    """Return the colours of the light and of the dark look, by their names."""
    light, dark = re.findall(r":root \{(.*?--ground:.*?)\}", SHEET, re.DOTALL)
    return {
        ground: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for ground, block in (("light", light), ("dark", dark))
    }


COLOURS = declared()


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("look", COLOURS)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_a_text_can_be_read_on_its_ground(look: str, text: str, ground: str) -> None:
    assert contrast(COLOURS[look][text], COLOURS[look][ground]) >= 4.5


@pytest.mark.parametrize("look", COLOURS)
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_a_mark_can_be_seen_on_its_ground(look: str, mark: str, ground: str) -> None:
    assert contrast(COLOURS[look][mark], COLOURS[look][ground]) >= 3


def test_both_looks_have_every_colour_and_use_no_other() -> None:
    assert COLOURS["light"].keys() == COLOURS["dark"].keys() and len(COLOURS["light"]) > 20
    named = set(re.findall(r"var\(--([\w-]+)\)", SHEET))
    assert named <= COLOURS["light"].keys() | {"body", "label", "note"}
    rules = re.sub(r":root \{.*?\}", "", SHEET, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []


@pytest.mark.parametrize("look", COLOURS)
def test_the_theme_has_the_same_colours(look: str) -> None:
    assert THEME[look] == {name: COLOURS[look][colour] for name, colour in IN_THEME.items()}
