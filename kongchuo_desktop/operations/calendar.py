"""The school calendar: changing days and terms by hand, importing a file."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from kongchuo_desktop.domain.calendar import TermDates
from kongchuo_desktop.domain.calendar_import import (
    CalendarFile,
    parse_calendar_rows,
    parse_calendar_text,
)
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.world import own_rows
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import CalendarDay, Term
from kongchuo_desktop.store.write import Actor, Changes, Write

SHEETS = frozenset({".xlsx", ".xls", ".et"})
_CODES = ("utf-8-sig", "gb18030")
"""What Notepad, WPS and Excel write text in."""


def read_calendar(file: Path) -> CalendarFile:
    """Read a calendar file: a spreadsheet, or text in UTF-8 or GBK.

    Raises:
        KnownError: ``calendar_unreadable``, and what ``read_workbook`` says of a spreadsheet.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise KnownError("calendar_unreadable", f"“{file.name}”读不出来。", kept="日历没有改。",
                         todo="看看U盘是否插好，再选一次。") from error
    if file.suffix.lower() in SHEETS:
        book = read_workbook(data, file.name)
        return parse_calendar_rows(line for sheet in book.sheets for line in sheet.rows)
    for code in _CODES:
        try:
            return parse_calendar_text(data.decode(code))
        except UnicodeDecodeError:
            continue
    raise KnownError("calendar_unreadable", f"“{file.name}”不是文字文件。", kept="日历没有改。",
                     todo="用WPS打开，另存为.xlsx或.csv，再导入。")


def set_days(store: Store, *, actor: Actor, days: Mapping[date, tuple[bool, str]]) -> Changes:
    """Say of some days whether class is held and why (补课, 停课, 运动会 …)."""
    with store.operation("set_days", actor, roles=EVERYONE) as write:
        _write_days(write, days)
    return write.changes


def set_term(store: Store, *, actor: Actor, term: TermDates) -> Changes:
    """Set the first and last day of one term."""
    with store.operation("set_term", actor, roles=EVERYONE) as write:
        _write_terms(write, [term])
    return write.changes


def import_calendar(store: Store, *, actor: Actor, file: CalendarFile) -> Changes:
    """Take over the days and terms of a calendar file, all or nothing.

    Raises:
        KnownError: ``calendar_rows`` when rows of the file can't be read, ``calendar_empty``;
            nothing is written.
    """
    if file.problems:
        raise KnownError("calendar_rows", f"日历文件里有{len(file.problems)}行看不懂："
                         + "；".join(p.sentence for p in file.problems[:5]) + "。",
                         kept="日历没有改。", todo="改好这几行再导入。")
    if not file.days and not file.terms:
        raise KnownError("calendar_empty", "这个文件里没有日期，也没有学期。", kept="日历没有改。",
                         todo="看看选的是不是这个文件。")
    with store.operation("import_calendar", actor, roles=EVERYONE) as write:
        _write_days(write, {d: (line.in_session, line.note) for d, line in file.days.items()})
        _write_terms(write, list(file.terms.values()))
    return write.changes


def _write_days(write: Write, days: Mapping[date, tuple[bool, str]]) -> None:
    before = {row["day"]: row for row in own_rows(write.session, write.home, CalendarDay)}
    for day, (in_session, note) in days.items():
        row = before.get(day.isoformat())
        if row is None:
            write.insert(CalendarDay, day=day.isoformat(), in_session=in_session, note=note)
        else:
            write.update(CalendarDay, row["row"], prior=row["tips"], in_session=in_session,
                         note=note)


def _write_terms(write: Write, terms: Sequence[TermDates]) -> None:
    before = {(row["school_year"], row["term"]): row
              for row in own_rows(write.session, write.home, Term)}
    for term in terms:
        dates = {"start": term.start.isoformat(), "end": term.end.isoformat()}
        row = before.get((term.school_year, term.term))
        if row is None:
            write.insert(Term, school_year=term.school_year, term=term.term, **dates)
        else:
            write.update(Term, row["row"], prior=row["tips"], **dates)
