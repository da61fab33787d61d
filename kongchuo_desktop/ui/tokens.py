"""The one table of colours, type sizes and measures that everything drawn reads from."""

from enum import IntEnum
from typing import Literal

Scheme = Literal["light", "dark"]

COLOURS: dict[str, tuple[str, str]] = {
    "window": ("#F5F6F8", "#16181C"),
    "sidebar": ("#ECEEF2", "#1B1E23"),
    "surface": ("#FFFFFF", "#212429"),
    "sunken": ("#F0F2F5", "#1B1E23"),
    "hover": ("#F1F4F9", "#2A2E35"),
    "selected": ("#E6EEFC", "#25344F"),
    "line": ("#E2E5EA", "#31353D"),
    "line2": ("#CBD0D8", "#434953"),
    "edge": ("#80889A", "#7C8594"),
    "text": ("#1A1E26", "#E9EBEF"),
    "text2": ("#4E5665", "#B4BAC5"),
    "text3": ("#626A79", "#979FAC"),
    "disabled": ("#9AA1AD", "#666D79"),
    "accent": ("#2459C4", "#3A6FDC"),
    "accent_hover": ("#1D4CAB", "#3366D0"),
    "accent_press": ("#173E8E", "#2C5ABB"),
    "on_accent": ("#FFFFFF", "#FFFFFF"),
    "accent_text": ("#1F51B5", "#8DB2FF"),
    "accent_soft": ("#E6EEFC", "#25344F"),
    "red": ("#B42318", "#FF9B8F"),
    "red_soft": ("#FDECEA", "#43241F"),
    "red_fill": ("#C5362A", "#E5675A"),
    "amber": ("#8A4B00", "#F2BC66"),
    "amber_soft": ("#FDF1DC", "#3E2F17"),
    "amber_fill": ("#C77700", "#D99A36"),
    "green": ("#17693B", "#7BD3A0"),
    "green_soft": ("#E3F3E9", "#1C3A2A"),
    "green_fill": ("#238950", "#3DA76B"),
    "violet": ("#6A3FA0", "#C9A9F2"),
    "violet_soft": ("#F1EAF9", "#35284A"),
    "grey_soft": ("#ECEEF2", "#31353D"),
    "toast": ("#22262E", "#E9EBEF"),
    "toast_text": ("#F2F4F7", "#1A1E26"),
    "toast_link": ("#9DBDFF", "#1D4CAB"),
    "paper": ("#FFFFFF", "#FFFFFF"),
    "shadow": ("#000000", "#000000"),
}
"""Token → (light, dark), as ``#RRGGBB``."""

Tone = Literal["grey", "blue", "red", "amber", "green", "violet"]

TONES: dict[Tone, tuple[str, str]] = {
    "grey": ("grey_soft", "text2"),
    "blue": ("accent_soft", "accent_text"),
    "red": ("red_soft", "red"),
    "amber": ("amber_soft", "amber"),
    "green": ("green_soft", "green"),
    "violet": ("violet_soft", "violet"),
}
"""Tone of a chip, sign or banner → (ground token, word token)."""

SHADOW_OPACITY = 0.18
SCRIM_OPACITY = 0.28
LARGE_TEXT = 1.15


class Type(IntEnum):
    """Type sizes in px at the normal text size."""

    STATE = 28
    FIGURE = 24
    TITLE = 20
    NAME = 16
    BODY = 14
    SMALL = 13
    CAPTION = 12
    CELL = 11


class Px(IntEnum):
    """Measures in logical px. Several names may share a value; none is written elsewhere."""

    HAIR = 1
    FOCUS = 2
    GRID = 4
    ICON_GAP = 8
    GAP = 12
    INSIDE = 16
    MARGIN = 24
    MARGIN_NARROW = 14

    RADIUS_CHIP = 4
    RADIUS_CONTROL = 6
    RADIUS_CARD = 8
    RADIUS_SCROLL = 3
    RADIUS_FILTER = 13
    RADIUS_FLOAT = 10

    HEADER = 60
    HEADER_NARROW = 46
    NAV_ITEM = 34
    NAV_ITEM_RAIL = 43
    NAV_ITEM_RAIL_LEAST = 40
    BUTTON = 32
    BUTTON_SMALL = 28
    BUTTON_LARGE = 40
    FILTER_CHIP = 26
    CHIP = 21
    TABLE_HEAD = 32
    TABLE_ROW = 36
    TABLE_ROW_NARROW = 32
    IMPORT_ROW = 39
    BUREAU_ROW = 37
    DUTY_ROW = 58
    DUTY_ROW_NARROW = 52
    CASE_ROW = 60
    SENT_ROW = 66
    ACTION_BAR = 36
    GROUP_HEAD = 44
    GROUP_HEAD_FIRST = 27
    SIGN = 34

    SIDEBAR_WIDTH = 200
    RAIL = 68
    CLASS_CARD = 52
    SIDE_PANEL = 262
    DIALOG = 454
    POPOVER = 446
    FORM_LABEL = 96

    NARROW_BELOW = 1000
    WIDE_FROM = 1280
    SHORT_BELOW = 560
    MIN_WIDTH = 880
    MIN_HEIGHT = 430

    PAD_INPUT = 11
    PAD_SMALL = 10
    CHIP_PAD = 9
    CHIP_GAP = 6
    ICON = 16
    ICON_NAV = 18
    ICON_SIGN = 18
    ICON_EMPTY = 32
    SIGN_EMPTY = 64
    STEP = 24
    BAR_THIN = 4
    BAR = 6
    BAR_STACK = 8
    SHADOW_BLUR = 28
    SHADOW_DROP = 8
    SCROLL = 8


STROKE = 1.9
"""Line width of icons in their 24-unit box at 16 to 20 px."""
TOAST_MS = 8000
BUSY_AFTER_MS = 400


def colour(name: str, scheme: Scheme) -> str:
    """The token's ``#RRGGBB`` in the scheme."""
    return COLOURS[name][scheme == "dark"]


def luminance(value: str) -> float:
    """Relative luminance of ``#RRGGBB`` (WCAG 2.x)."""
    channels = []
    for at in (1, 3, 5):
        c = int(value[at : at + 2], 16) / 255
        channels.append(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    red, green, blue = channels
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#RRGGBB`` values, 1 to 21 (WCAG 2.x)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
