"""The tokens keep the contrast that ui.md promises, and nothing is coloured outside them."""

import re
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

import kongchuo_desktop.ui
from kongchuo_desktop import paths
from kongchuo_desktop.ui.tokens import COLOURS, TONES, Px, Scheme, colour, contrast

SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
GROUNDS = ("window", "sidebar", "surface", "sunken", "hover", "selected")


def lowest(words: str, scheme: Scheme) -> float:
    return min(contrast(colour(words, scheme), colour(g, scheme)) for g in GROUNDS)


def test_contrast_of_black_and_white_is_the_greatest() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize(
    ("words", "light", "dark"),
    [
        ("text", 14.3, 10.4),
        ("text2", 6.3, 6.4),
        ("text3", 4.67, 4.68),
        ("accent_text", 6.2, 5.9),
        ("red", 5.6, 5.9),
        ("amber", 5.6, 5.9),
        ("green", 5.6, 5.9),
        ("violet", 5.6, 5.9),
    ],
)
def test_words_on_every_ground(words: str, light: float, dark: float) -> None:
    assert round(lowest(words, "light"), 2) >= light
    assert round(lowest(words, "dark"), 2) >= dark


@pytest.mark.parametrize("scheme", SCHEMES)
def test_chip_words_buttons_and_toast(scheme: Scheme) -> None:
    def ratio(one: str, other: str) -> float:
        return contrast(colour(one, scheme), colour(other, scheme))

    assert min(ratio(*pair) for pair in TONES.values()) >= {"light": 5.7, "dark": 5.9}[scheme]
    for ground in ("accent", "accent_hover", "accent_press"):
        assert ratio("on_accent", ground) >= 4.5
    assert ratio("toast", "toast_text") >= 13.7
    assert ratio("toast", "toast_link") >= 6.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_not_text_keeps_three_to_one(scheme: Scheme) -> None:
    for token in ("edge", "accent_text", "red_fill", "green_fill", "amber_fill"):
        assert contrast(colour(token, scheme), colour("surface", scheme)) >= 3


def test_no_colour_and_measure_share_a_name() -> None:
    measures = {name.lower() for name in Px.__members__}
    assert not measures & set(COLOURS)


def test_colours_are_written_nowhere_else() -> None:
    room = Path(kongchuo_desktop.ui.__file__).parent
    files = [*room.rglob("*.py"), *paths.STYLE.rglob("*.qss"), *paths.ICONS.rglob("*.svg")]
    written = [
        (file.name, found)
        for file in files
        if file.name != "tokens.py"
        for found in re.findall(r"#[0-9A-Fa-f]{6}\b|\brgba?\(", file.read_text(encoding="utf-8"))
    ]
    assert written == []


def test_the_style_sheet_writes_no_measure_but_zero() -> None:
    sheet = (paths.STYLE / "app.qss").read_text(encoding="utf-8")
    assert set(re.findall(r"\b\d+px", sheet)) == {"0px"}


def test_both_schemes_of_every_token_are_colours() -> None:
    for name, at in product(COLOURS, (0, 1)):
        assert re.fullmatch(r"#[0-9A-F]{6}", COLOURS[name][at]), name
