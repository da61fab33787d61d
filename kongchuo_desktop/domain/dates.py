"""Dates as people write them into tables: every usual spelling, Excel's serials, month alone."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite

from kongchuo_desktop.errors import KnownError

_SEPARATOR = r"\s*[-./\\年,、;—–·_\s]\s*"
_SPELLED = re.compile(
    rf"(?P<y>\d{{4}}){_SEPARATOR}(?P<m>\d{{1,2}})(?:(?:{_SEPARATOR}|\s*月\s*)(?P<d>\d{{1,2}}))?"
    r"\s*[月日号]?"
)
_PACKED = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})?")
_TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)
"""Excel day numbers from 1927 to 2119; six digits are a month, eight a day."""
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, or a month where only the month is known (``day`` is None)."""

    year: int
    month: int
    day: int | None = None

    @property
    def iso(self) -> str:
        """``YYYY-MM-DD`` or ``YYYY-MM``."""
        month = f"{self.year:04}-{self.month:02}"
        return month if self.day is None else f"{month}-{self.day:02}"

    @property
    def chinese(self) -> str:
        """``2014年2月`` or ``2014年2月9日``."""
        month = f"{self.year}年{self.month}月"
        return month if self.day is None else f"{month}{self.day}日"

    @property
    def exact(self) -> date | None:
        return None if self.day is None else date(self.year, self.month, self.day)

    def agrees(self, other: "PartialDate") -> bool:
        """Whether both may be the same day, as far as they are known."""
        same_month = (self.year, self.month) == (other.year, other.month)
        return same_month and (self.day is None or other.day is None or self.day == other.day)


def of(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def parse_iso(text: str) -> PartialDate:
    """Reads back ``PartialDate.iso``; raises ValueError on anything else."""
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text)
    if match is None:
        raise ValueError(text)
    found = PartialDate(*(int(part) for part in match.groups() if part is not None))
    if found.day is not None:
        date(found.year, found.month, found.day)
    elif not 1 <= found.month <= 12:
        raise ValueError(text)
    return found


def read_date(value: date | datetime | str | int | float) -> PartialDate:
    """Reads one cell.

    Understood: ``2013.11.2``, ``20130817``, ``2013年9月3日``, ``2013/10/30``, ``2014-1-20``,
    ``2014年2月``, ``201402``, full-width digits, a time behind the day, date cells, Excel's day
    numbers (41518). The day never comes first and years have four digits.

    Raises:
        KnownError: code ``bad_date``; the sentence says why it is no date.
    """
    if isinstance(value, date):
        return _checked(str(value)[:10], value.year, value.month, value.day)
    if isinstance(value, float) and not value.is_integer():
        if not isfinite(value):
            raise _bad(repr(value), "看不出年月日")
        return _read_fraction(value)
    shown = str(int(value)) if isinstance(value, int | float) else value.strip()
    text = _TIME.sub("", unicodedata.normalize("NFKC", shown)).strip()
    if len(text) == 5 and text.isdecimal() and int(text) in _SERIALS:
        day = _EXCEL_EPOCH + timedelta(days=int(text))
        return of(day)
    match = _PACKED.fullmatch(text) or _SPELLED.fullmatch(text)
    if match is None:
        raise _bad(shown, _why_unreadable(text))
    day_text = match["d"]
    return _checked(shown, int(match["y"]), int(match["m"]), int(day_text) if day_text else None)


def _read_fraction(value: float) -> PartialDate:
    """A number cell with a fraction: a day with a time, or ``2013.9`` typed as a number."""
    if int(value) in _SERIALS:
        return of(_EXCEL_EPOCH + timedelta(days=int(value)))
    shown = repr(value)
    year, _, month = shown.partition(".")
    if int(value) in _YEARS and len(month) <= 2:
        if month == "1":
            raise _bad(shown, "Excel把它当成了数，分不清1月还是10月")
        return _checked(shown, int(year), int(month), None)
    raise _bad(shown, "看不出年月日")


def _checked(shown: str, year: int, month: int, day: int | None) -> PartialDate:
    if year not in _YEARS:
        raise _bad(shown, f"没有这样的年份{year}")
    if not 1 <= month <= 12:
        raise _bad(shown, f"没有{month}月")
    if day is not None and not 1 <= day <= monthrange(year, month)[1]:
        raise _bad(shown, f"{year}年{month}月没有{day}日")
    return PartialDate(year, month, day)


def _why_unreadable(text: str) -> str:
    if re.fullmatch(r"\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?", text):
        return "年份要写四位"
    if re.fullmatch(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}", text):
        return "年份要写在前面"
    return "看不出年月日"


def _bad(shown: str, why: str) -> KnownError:
    return KnownError("bad_date", f"“{shown}”不是日期，{why}。", todo="照户口簿写成2013-9-3这样。")
