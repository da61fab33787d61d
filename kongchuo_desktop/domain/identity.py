"""Citizen identity numbers (GB 11643-1999): normal form, check digit, what they tell, masking."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

_WEIGHTS = tuple(2 ** (17 - i) % 11 for i in range(17))
_CHECKS = "10X98765432"
_EIGHTEEN = re.compile(r"[1-9][0-9]{16}[0-9X]")
_FIFTEEN = re.compile(r"[1-9][0-9]{14}")
_LOOKALIKES = str.maketrans({"×": "X", "Х": "X", "х": "X", "✕": "X"})
_SEPARATORS = re.compile(r"[\s\-‐‑–—'‘’`,.]|[\u200b-\u200f\u2060\ufeff]")


def normalise(text: str) -> str:
    """The number without spaces, dashes and apostrophes, half-width, X as a capital.

    Anything may come in; what is no identity number comes out tidied, not checked.
    """
    if has_shape(text):
        return text
    folded = unicodedata.normalize("NFKC", text)
    return _SEPARATORS.sub("", folded).upper().translate(_LOOKALIKES)


def check_digit(number: str) -> str:
    """The 18th character for the first 17 digits of ``number`` (GB 11643; ISO 7064 MOD 11-2)."""
    # Areas and birthdays come again and again in a roster: their part of the sum is remembered.
    total = _weighed(0, number[:6]) + _weighed(6, number[6:14]) + _weighed(14, number[14:17])
    return _CHECKS[total % 11]


@lru_cache(1 << 16)
def _weighed(place: int, digits: str) -> int:
    """The part of the sum that ``digits`` from ``place`` on contribute."""
    return sum(_WEIGHTS[place + i] * int(digit) for i, digit in enumerate(digits))


def has_shape(number: str) -> bool:
    """Whether ``number`` is 17 digits and a digit or X, whatever they say."""
    return _EIGHTEEN.fullmatch(number) is not None


def is_valid(number: str) -> bool:
    """Whether a normal 18-character number has a possible birth date and the right check digit."""
    return (
        has_shape(number)
        and birth_date(number) is not None
        and check_digit(number) == number[17]
    )


def birth_date(number: str) -> date | None:
    """Birth date written into an 18-character number; None where there is no such day."""
    return _day(number[6:14]) if has_shape(number) else None


@lru_cache(1 << 16)
def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def gender(number: str) -> str | None:
    """``男`` or ``女`` by the 17th digit of an 18-character number."""
    if not has_shape(number):
        return None
    return "男" if int(number[16]) % 2 else "女"


def is_fifteen(number: str) -> bool:
    """Whether ``number`` is a first-generation number of 15 digits (issued until 1999)."""
    return _FIFTEEN.fullmatch(number) is not None


def modernize(number: str) -> str | None:
    """The 18-character form of a 15-digit number; None where its birth date cannot be."""
    if not is_fifteen(number):
        return None
    seventeen = f"{number[:6]}19{number[6:]}"
    longer = seventeen + check_digit(seventeen)
    return longer if birth_date(longer) else None


def problem(number: str) -> str | None:
    """What is wrong with a normal number, a phrase of a few characters; None when nothing is."""
    if is_fifteen(number):
        return "还是15位老号"
    if not has_shape(number):
        return "位数不对" if len(number) != 18 else "有不认识的字符"
    if birth_date(number) is None:
        return "出生日期不对"
    return None if check_digit(number) == number[17] else "末位不对"


def mask(number: str) -> str:
    """What screens and public lists show: ``53************48``; the first letter of G/J/L stays.

    Numbers too short to hide behind their ends become stars altogether.
    """
    if re.fullmatch(r"[GJL]\d{17}[\dX]", number):
        return number[0] + mask(number[1:])
    if len(number) < 8:
        return "*" * len(number)
    return f"{number[:2]}{'*' * 12}{number[-2:]}"
