"""The square code on an issued paper, by which a phone or the program finds it in the register."""

from functools import lru_cache
from typing import NamedTuple

import segno

_MARK = "KC1"
_MASK = 2
"""Every reader takes any of the eight masks; to try them all takes ten times as long."""


class Modules(NamedTuple):
    """``side`` modules a row; ``bits`` their rows in hexadecimal, 1 for black."""

    side: int
    bits: str


def code_words(number: str, code: str) -> str:
    """What the square says: ``KC1:义劝通字〔2026〕第3号:6278 8633``; a paper may have no number."""
    return f"{_MARK}:{number}:{code}"


def read_words(words: str) -> tuple[str, str] | None:
    """Number and code of what a reader found; None when it is no square of ours."""
    mark, _, rest = words.strip().partition(":")
    number, colon, code = rest.rpartition(":")
    return (number, code) if mark == _MARK and colon and code else None


@lru_cache(maxsize=256)
def modules(words: str) -> Modules:
    """The square for ``words``; a seventh of it may be stained and it still reads."""
    square = segno.make(
        words, error="m", encoding="utf-8", mode="byte", mask=_MASK, boost_error=False, micro=False
    )
    rows = []
    for row in square.matrix:
        whole = [*row, *[0] * (-len(row) % 8)]
        rows.append("".join(
            f"{int(''.join(map(str, whole[at : at + 8])), 2):02x}" for at in range(0, len(whole), 8)
        ))
    return Modules(len(square.matrix), "".join(rows))
