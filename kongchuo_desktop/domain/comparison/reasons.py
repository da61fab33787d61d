"""Why two lines may be one child, in words that a person can weigh."""

from collections.abc import Set
from typing import Final

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.comparison.slips import one_character_apart, one_slip, turned_about

_FAMILY: Final = "出生日期和监护人相同，姓名不同"
_ONLY_NAME: Final = "姓名相同，别的没有写"
_MONTH: Final = "姓名和出生年月相同"
_NEAR_BORN: Final = "姓名差一个字，出生日期相同"
_BORROWED: Final = "姓名相同，证件号却有几个人在用"
_KIN: Final = "姓名和监护人相同，证件号不同"
_KIN_BORN: Final = "姓名和监护人相同，出生日期不同"
_NEAR_KIN_BORN: Final = "姓名差一个字，监护人相同，出生日期不同"
CHANCE: Final = frozenset(
    {_FAMILY, _ONLY_NAME, _MONTH, _NEAR_BORN, _BORROWED, _KIN, _KIN_BORN, _NEAR_KIN_BORN})
"""Reasons so weak that they are asked only of two lines neither of which was found elsewhere."""


def reason(a: Person, b: Person, borrowed: Set[str] = frozenset()) -> str:
    """Why two lines may be one child; empty where there is nothing but chance in it.

    ``borrowed``: numbers that several children have, of whom it can't be the own one.
    """
    same_name = a.called == b.called
    if a.told and a.told == b.told:
        near = not same_name and one_character_apart(a.called, b.called)
        return "证件号相同，姓名差一个字" if near else "证件号相同，姓名不同"
    if not same_name and not one_character_apart(a.called, b.called):
        return _by_family(a, b)
    if not (a.told and b.told):
        return _by_the_rest(a, b, same_name)
    found = _by_numbers(a, b, same_name)
    if not found and same_name and (a.told in borrowed or b.told in borrowed):
        return _by_the_name(a, b)
    return found


def _by_family(a: Person, b: Person) -> str:
    """Another name, as who was called otherwise once; twins are two children with two numbers."""
    if a.valid and b.valid:
        return ""
    return _FAMILY if a.born and a.born == b.born and not a.kin.isdisjoint(b.kin) else ""


def _by_the_name(a: Person, b: Person) -> str:
    """One name, and a number that may be another's: as long as nothing else speaks against it."""
    if (a.birth and b.birth and a.birth != b.birth) or (a.kin and b.kin):
        return ""
    return _BORROWED


def _by_numbers(a: Person, b: Person, same_name: bool) -> str:
    """Two numbers, and they differ."""
    # Two right numbers never differ by one slip (ISO 7064 MOD 11-2).
    wrong = not (a.valid and b.valid)
    if wrong and one_slip(a.told, b.told):
        return "姓名相同，证件号只差一处" if same_name else "证件号差一处，姓名差一个字"
    if a.born and a.born == b.born and (same_name or wrong):
        return ("姓名和出生日期相同，证件号不同" if same_name
                else "姓名差一个字，出生日期相同，证件号不同")
    if not same_name:
        return ""
    if turned_about(a.born, b.born):
        return "姓名相同，出生日期的月和日对调"
    return "" if a.kin.isdisjoint(b.kin) else _KIN


def _by_the_rest(a: Person, b: Person, same_name: bool) -> str:
    """Not a number on both sides."""
    said = "姓名和" if same_name else "姓名差一个字，"
    kin = not a.kin.isdisjoint(b.kin)
    if a.born and b.born:
        if a.born == b.born:
            if same_name:
                return "姓名和出生日期相同" + ("，监护人也相同" if kin else "")
            return "姓名差一个字，出生日期相同，监护人也相同" if kin else _NEAR_BORN
        if same_name and turned_about(a.born, b.born):
            return "姓名相同，出生日期的月和日对调"
        return (_KIN_BORN if same_name else _NEAR_KIN_BORN) if kin else ""
    if kin:
        return f"{said}监护人相同，出生日期不全"
    if not same_name:
        return ""
    if a.since and b.since:
        return _MONTH if a.since[:7] == b.since[:7] else ""
    return "" if a.kin and b.kin else _ONLY_NAME
