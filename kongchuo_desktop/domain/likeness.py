"""Which two records of the roster may be one child, and why one thinks so (journal.md §5)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from kongchuo_desktop.domain import identity, names

Values = Mapping[str, Any]
"""A pupil's fields as the roster keeps them."""

CERTAIN: Final = "证件号和姓名都相同"
_SHORTEST: Final = 15
"""Characters of a number that can tell two children apart; 无 and 0 are none."""
_LENGTH: Final = 18
_PHONES: Final = ("guardian1_phone", "guardian2_phone")
_REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "number": (CERTAIN, "证件号相同，姓名不同"),
    "student": ("学籍号和姓名都相同", "学籍号相同，姓名不同"),
    "near": ("姓名相同，证件号只差一位", ""),
    "birth": ("姓名和出生日期相同", ""),
    "phone": ("姓名和监护人电话相同", ""),
}
"""What two records share → the reason with the same name and with another; empty for none."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two records, the lesser id first, and the strongest reason to think of one child."""

    one: str
    other: str
    why: str

    @property
    def certain(self) -> bool:
        """Same number and same name: may be joined without looking at each."""
        return self.why == CERTAIN


def find_alike(records: Mapping[str, Values]) -> list[Alike]:
    """Pairs that may be one child, the surest first."""
    found: dict[tuple[str, str], str] = {}
    for shared, groups in _groups(records).items():
        alike, unlike = _REASONS[shared]
        for group in groups:
            for one, other in _pairs(group):
                same = _name(records[one]) == _name(records[other])
                if reason := alike if same else unlike:
                    found.setdefault((one, other), reason)
    order = [reason for pair in _REASONS.values() for reason in pair]
    return [Alike(one, other, why) for (one, other), why in
            sorted(found.items(), key=lambda pair: (order.index(pair[1]), pair[0]))]


def number_of(values: Values) -> str:
    """The identity number as numbers are compared: one of 15 digits in its form of 18."""
    number = str(values.get("identity_number") or "")
    if len(number) == _LENGTH and number.isascii() and number.isalnum():
        return number.upper()
    number = identity.normalise(number)
    return identity.modernize(number) or number


def shared_numbers(records: Mapping[str, Values]) -> dict[str, dict[str, str]]:
    """Record → field whose number another record has too → that other record."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for field, groups in (("identity_number", _shared(_numbers(records))),
                          ("student_number", _shared(_students(records)))):
        for group in groups:
            for one, other in _pairs(group):
                found[one].setdefault(field, other)
                found[other].setdefault(field, one)
    return dict(found)


def _groups(records: Mapping[str, Values]) -> dict[str, list[set[str]]]:
    """What is shared → the groups of records that share it."""
    return {
        "number": _shared(_numbers(records)), "student": _shared(_students(records)),
        "near": _near(records),
        "birth": _shared((row, (_name(values), born)) for row, values in records.items()
                         if (born := _born(values))),
        "phone": _shared((row, (_name(values), phone)) for row, values in records.items()
                         for phone in {_digits(values.get(field)) for field in _PHONES} - {""}),
    }


def _shared(keys: Iterable[tuple[str, Hashable]]) -> list[set[str]]:
    """The groups of two and more records with one key."""
    first: dict[Hashable, str] = {}
    groups: dict[Hashable, set[str]] = {}
    for row, key in keys:
        other = first.setdefault(key, row)
        if other != row:
            groups.setdefault(key, {other}).add(row)
    return list(groups.values())


def _numbers(records: Mapping[str, Values]) -> Iterator[tuple[str, str]]:
    for row, values in records.items():
        number = number_of(values)
        if len(number) >= _SHORTEST and number.count(number[0]) < len(number):
            yield row, number


def _students(records: Mapping[str, Values]) -> Iterator[tuple[str, str]]:
    for row, values in records.items():
        number = str(values.get("student_number") or "").upper()
        if len(number) >= _SHORTEST and number.count(number[0]) < len(number):
            yield row, number


def _near(records: Mapping[str, Values]) -> list[set[str]]:
    """Numbers that are wrong by themselves and one slip away from another's.

    Two right ones never differ in one place or by two neighbours (ISO 7064 MOD 11-2).
    """
    holders: dict[str, list[str]] = defaultdict(list)
    for row, number in _numbers(records):
        holders[number].append(row)
    return [{row, other} for number, rows in holders.items() if not identity.is_valid(number)
            for near in _one_off(number) for other in holders.get(near, ()) for row in rows]


def _one_off(number: str) -> Iterator[str]:
    """All numbers that differ in one place, or in two neighbours changed over."""
    for at, char in enumerate(number):
        last = at == len(number) - 1
        for digit in "0123456789X" if last else "0123456789":
            if digit != char:
                yield number[:at] + digit + number[at + 1:]
        if not last and number[at + 1] != char:
            yield number[:at] + number[at + 1] + char + number[at + 2:]


def _pairs(group: Iterable[str]) -> Iterator[tuple[str, str]]:
    ordered = sorted(group)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1:]:
            yield one, other


def _name(values: Values) -> str:
    return _normal(str(values.get("name") or ""))


@lru_cache(maxsize=65536)
def _normal(name: str) -> str:
    return names.normal(name)


def _born(values: Values) -> str:
    born = str(values.get("birth_date") or "")
    return born if len(born) == len("2013-09-03") else ""


def _digits(phone: Any) -> str:
    digits = "".join(c for c in str(phone or "") if c.isdecimal())
    return digits if len(digits) >= 7 else ""
