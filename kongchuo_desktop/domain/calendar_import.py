"""A calendar file as rows of text: terms and days, each bad row with its sentence.

The rows are the same in a spreadsheet and in a text file::

    日期,上课/放假,说明
    2026-10-10,上课,国庆节调休
    2026-10-01至2026-10-07,放假,国庆节
    学期,2026-09-01,2027-01-22

Dates may be written 2026-09-01, 2026/9/1, 2026.9.1, 2026年9月1日 or 20260901; one cell may hold a
stretch of days joined by 至. Rows that are empty, begin with ``#`` or are the heading are passed
over.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from kongchuo_desktop.domain.calendar import TermDates

_DATE: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?: 00:00:00)?"
    r"|(\d{4})(\d\d)(\d\d)"
)
_JOIN: Final = re.compile(r"[至到~–—]+")
_IN_SESSION: Final = frozenset({"上课", "补课", "上学", "调休上课", "调课"})
_OFF: Final = frozenset({"放假", "休息", "不上课", "停课", "调休放假"})
_YEARS: Final = range(2000, 2101)
_LONGEST_TERM: Final = timedelta(days=200)
_LONGEST_STRETCH: Final = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class DayLine:
    """What the file says of one day."""

    date: date
    in_session: bool
    note: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was not taken: its number from 1, and one Chinese sentence."""

    row: int
    sentence: str


@dataclass(slots=True)
class CalendarFile:
    """What a calendar file holds; ``problems`` are the rows that were left out."""

    days: dict[date, DayLine] = field(default_factory=dict)
    terms: dict[tuple[int, int], TermDates] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


class _BadRowError(Exception):
    """One row can't be taken; carries the sentence."""


def parse_calendar_text(text: str) -> CalendarFile:
    """Reads a calendar from text, columns parted by commas (also ，) or tabs."""
    lines = text.removeprefix("\ufeff").splitlines()
    return parse_calendar_rows(_cells(line) for line in lines)


def parse_calendar_rows(rows: Iterable[Sequence[object]]) -> CalendarFile:
    """Reads a calendar from rows of cells, as a spreadsheet or a text file gives them.

    Cells may be text, dates or None. A row that can't be understood is left out and named in
    ``problems``; the others are taken.
    """
    found = CalendarFile()
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        cells += [""] * (3 - len(cells))
        if _is_heading(cells):
            continue
        try:
            if cells[0].endswith("学期"):
                _take_term(found, cells)
            else:
                _take_days(found, cells)
        except _BadRowError as bad:
            found.problems.append(RowProblem(number, str(bad)))
    return found


def parse_day(text: str) -> date | None:
    """One date in any of the spellings above; None when it is none."""
    match = _DATE.fullmatch(_narrow(text))
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _narrow(text: str) -> str:
    """Full-width letters, digits and marks made narrow."""
    return unicodedata.normalize("NFKC", text).strip()


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    if "," not in line:
        return line.split("，")
    return next(csv.reader([line]), [])


def _is_heading(cells: Sequence[str]) -> bool:
    term_heading = cells[0] == "学期" and "日" in cells[1] and not _DATE.match(cells[1])
    return term_heading or cells[0] == "日期"


def _day(text: str) -> date:
    day = parse_day(text)
    if day is None:
        raise _BadRowError(f"看不懂日期“{text}”，请写成2026-09-01这样")
    if day.year not in _YEARS:
        raise _BadRowError(f"年份{day.year}不对，请检查“{text}”")
    return day


def _stretch(text: str) -> tuple[date, date]:
    parts = [part.strip() for part in _JOIN.split(_narrow(text))]
    if len(parts) > 2:
        raise _BadRowError(f"看不懂日期“{text}”，一格只写一天，或者用“至”连起两天")
    first, last = _day(parts[0]), _day(parts[-1])
    if last < first:
        raise _BadRowError(f"“{text}”的后一天比前一天早")
    if last - first > _LONGEST_STRETCH:
        raise _BadRowError(f"“{text}”超过100天，请检查年份")
    return first, last


def _take_days(found: CalendarFile, cells: Sequence[str]) -> None:
    first, last = _stretch(cells[0])
    word, note = cells[1], cells[2]
    if word not in _IN_SESSION and word not in _OFF:
        raise _BadRowError(f"第二格写的是“{word}”，请写“上课”或“放假”" if word
                           else "没有写“上课”还是“放假”")
    lines = [DayLine(first + timedelta(days=n), word in _IN_SESSION, note)
             for n in range((last - first).days + 1)]
    for line in lines:
        before = found.days.get(line.date)
        if before is not None and before.in_session != line.in_session:
            earlier = "上课" if before.in_session else "放假"
            raise _BadRowError(f"{line.date}前面已经写成“{earlier}”，这里写成“{word}”，请只留一行")
    found.days.update({line.date: line for line in lines})


def _take_term(found: CalendarFile, cells: Sequence[str]) -> None:
    start, end = _day(cells[1]), _day(cells[2])
    if end <= start:
        raise _BadRowError(f"学期的结束日{cells[2]}不在开学日{cells[1]}之后")
    if end - start > _LONGEST_TERM:
        raise _BadRowError(f"学期从{cells[1]}到{cells[2]}太长，请检查年份")
    # An autumn term starts in the second half of the year, a spring term in the first.
    autumn = start.month >= 7
    term = TermDates(start.year if autumn else start.year - 1, 1 if autumn else 2, start, end)
    for other in found.terms.values():
        if other.start <= term.end and term.start <= other.end:
            raise _BadRowError(f"这个学期和前面从{other.start}开始的学期重叠，请只留一行")
    if (term.school_year, term.term) in found.terms:
        raise _BadRowError(f"前面已经写了{term.school_year}学年的这个学期，请只留一行")
    found.terms[term.school_year, term.term] = term
