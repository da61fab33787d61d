"""Identities: of entries and rows, the normal form that compares texts, and joined records."""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha1
from typing import Any
from uuid import UUID

EntryId = tuple[str, int]
"""(run: 16 lowercase hex digits, n: 1, 2, 3 …)"""

_NAMESPACE = UUID("6f2c1a52-64a1-5c5e-9c0b-6b6f6e676368").bytes
_SPACES = re.compile(r"\s+")
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅●᛫⸱", "·"))
_PHONE = re.compile(r"\+?[\d()/\-‐‑‒–—―.]+")
_ORDINARY = re.compile(r"[一-鿿]+")
"""Ordinary characters, and digits alone, are their own normal form."""
_ISO_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?")


def random_run() -> str:
    """64 random bits: the name of one opening for writing (journal.md §1)."""
    return secrets.token_hex(8)


def random_row_id() -> str:
    """128 random bits: the id of a row without a natural key."""
    return secrets.token_hex(16)


def row_id(home: str, table: str, key: Sequence[Any]) -> str:
    """The id that two machines give the same row: UUIDv5 over (home, table, key), 32 hex digits.

    ``home`` is ``""`` for units, whose home is their own row. Texts of the key count in normal
    form and in capitals, so that ``５２０１１x`` and ``52011X`` are one number (journal.md §5).
    """
    parts = [home, table, *(normal_form(str(part)).upper() for part in key)]
    # The length before each part keeps ("ab", "c") and ("a", "bc") apart.
    text = "".join([f"{len(part)}:{part}" for part in parts])
    digest = bytearray(sha1(_NAMESPACE + text.encode(), usedforsecurity=False).digest()[:16])
    # Version and variant as RFC 4122 §4.3 sets them: what uuid.uuid5 gives, at a third of the time.
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return digest.hex()


def entry_name(entry: EntryId) -> str:
    """``run:n``, as tips, conflicts and the journal write an id."""
    return f"{entry[0]}:{entry[1]}"


def parse_entry_name(name: str) -> EntryId:
    """The reverse of ``entry_name``."""
    run, _, n = name.partition(":")
    return run, int(n)


def join_tips(tips: Iterable[EntryId]) -> str:
    """Ids sorted and joined by one space, as the column ``tips`` holds them."""
    return " ".join(entry_name(tip) for tip in sorted(tips))


def split_tips(text: str) -> tuple[EntryId, ...]:
    """The reverse of ``join_tips``; ``""`` is the empty tuple."""
    return tuple(sorted(parse_entry_name(name) for name in text.split()))


def normal_form(text: str) -> str:
    """The text without differences of width, spaces, middle dots and telephone punctuation.

    ``"阿依古丽・买 买提"`` and ``"阿依古丽·买买提"`` are one; ``"(0851) 8765-4321"`` and
    ``"085187654321"`` too. Dates in ISO form keep their strokes.
    """
    if _ORDINARY.fullmatch(text) or (text.isdecimal() and text.isascii()):
        return text
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text)).translate(_DOTS)
    # Without the space before it an accent joins its letter.
    plain = unicodedata.normalize("NFKC", plain)
    if _PHONE.fullmatch(plain) and not _ISO_DATE.fullmatch(plain):
        digits = "".join(c for c in plain if c.isdigit())
        if len(digits) >= 7:
            return digits
    return plain


def normal_value(value: Any) -> Any:
    """A value of a field as conflicts compare it: texts in normal form, hashable."""
    if isinstance(value, str):
        return ("text", normal_form(value))
    if isinstance(value, list | tuple):
        return ("list", tuple(normal_value(item) for item in value))
    if isinstance(value, dict):
        return ("map", tuple(sorted((k, normal_value(v)) for k, v in value.items())))
    # True == 1 in Python, but not in a field.
    return (type(value).__name__, value)


def canonical_ids(same_as: Mapping[str, str]) -> dict[str, str]:
    """row → canonical row, for all rows of a component of two or more (journal.md §5).

    ``same_as`` holds the uncontested references. The canonical id is the least of the connected
    component, so opposite joins and cycles do no harm.
    """
    least: dict[str, str] = {}

    def root(row: str) -> str:
        while least.setdefault(row, row) != row:
            least[row] = least[least[row]]
            row = least[row]
        return row

    for row, other in same_as.items():
        low, high = sorted((root(row), root(other)))
        least[high] = low
    found = {row: root(row) for row in least}
    joined = {canonical for row, canonical in found.items() if row != canonical}
    return {row: canonical for row, canonical in found.items() if canonical in joined}
