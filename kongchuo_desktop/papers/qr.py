"""The square code on an issued paper, by which a phone or the program finds it in the register."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import zxingcpp

_MARK = "KC1"
_BLACK_AS_ONE = bytes.maketrans(b"\x00\xff", b"10")


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
    return (number, code) if mark.upper() == _MARK and colon and code else None


def square_of(values: Mapping[str, object]) -> Modules:
    """The square of a paper that says these things, its ``paper_code`` among them."""
    return modules(code_words(str(values.get("number") or ""), str(values["paper_code"])))


@lru_cache(maxsize=256)
def modules(words: str) -> Modules:
    """The square for ``words``; a seventh of it may be stained and it still reads."""
    barcode = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = barcode.to_image(add_quiet_zones=False)
    side = image.shape[0]
    ones = bytes(memoryview(image)).translate(_BLACK_AS_ONE)
    digits = -(-side // 8) * 2
    rows = [ones[at : at + side].ljust(4 * digits, b"0") for at in range(0, side * side, side)]
    return Modules(side, "".join([f"{int(row, 2):0{digits}x}" for row in rows]))
