"""What each character may do: begin or end a line, belong to a number or a word, give up white."""

import re

from kongchuo_desktop.papers.breaking import Atom

NO_START = frozenset("，。、；：！？％‰℃）》〉」』】〕〗］｝”’…—～·•‧・,.;:!?%)]}々ー°′″")
"""Marks that may not begin a line (GB/T 15834; the dash and the ellipsis included)."""
NO_END = frozenset("（《〈「『【〔〖［｛“‘([{￥¥$№")
"""Marks that may not end a line."""
_CLOSING = frozenset("，。、；：）》〉」』】〕〗］｝”’")
_OPENING = frozenset("（《〈「『【〔〖［｛“‘")
_WORD = re.compile(r"[0-9A-Za-z\u00C0-\u024F'’_@/+.,:%~-]")
_UNITS = frozenset("年月日时分秒岁周天次人名元节个班号条款项度户所件份页米里万亿")
_HAN = re.compile(r"[〇\u3400-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[0-9A-Za-z\u00C0-\u024F]")
_DIGITS = frozenset("0123456789〇")
_BOXES = frozenset("□☑")
_SQUARE = 0.95
"""A mark that is at least so wide, in em, has a white half to give up."""


def atom_of(char: str, font: str, em: float, size: float) -> Atom:
    """A character of ``font``, ``em`` wide, in a size in points."""
    square, space = em > _SQUARE, char == " "
    letter, ends = char not in NO_START, char not in NO_END
    word, unit, digit = bool(_WORD.match(char)), char in _UNITS, char in _DIGITS
    starts = letter and not space
    return Atom(
        font, em * size, 0, em * size,
        square and char in _OPENING, square and char in _CLOSING,
        starts, ends, word, unit, digit, char == "月", space, letter,
        plain=starts and not (word or unit or digit),
        han=bool(_HAN.match(char)), latin=bool(_LATIN.match(char)),
        box=char in _BOXES, white=char.isspace(),
    )


def sort_of(char: str) -> str:
    """一 or 0 for a character that is set as all Chinese ones, or all digits, of its font and width
    are; empty for one that is looked at by itself."""
    if char in "0123456789":
        return "0"
    return "一" if _HAN.match(char) and char not in _UNITS and char not in "第〇" else ""
