"""The table of a school by grade (月报, 学期报, 学年报), as papers print it."""

from typing import Any

from kongchuo_desktop.domain.month_checks import table_of
from kongchuo_desktop.domain.month_table import MonthLine, month_rows
from kongchuo_desktop.operations.month_report import counted_days, span_lines
from kongchuo_desktop.operations.paper_facts.look import Look
from kongchuo_desktop.operations.periods import MONTHLY, TERM, Period, month_of, school_period


def month_lines(look: Look, kind: str = MONTHLY) -> list[MonthLine]:
    """The lines of the month of the paper's day, or of its term or school year, up to that day."""
    first, _ = counted_days(look.calendar, _period(look, kind))
    return span_lines(look.store, now=look.own, first=first, last=look.day)


def month_figures(look: Look, kind: str = MONTHLY) -> list[dict[str, Any]]:
    """The lines as they are printed, with the sums of the stages and of all."""
    return list(month_rows(table_of(month_lines(look, kind))))


def _period(look: Look, kind: str) -> Period:
    """In the holidays that of the term before."""
    if kind == MONTHLY:
        return month_of(look.day)
    calendar, year = look.calendar, look.calendar.school_year(look.day)
    begun = [period for y in (year + 1, year) for number in ("21" if kind == TERM else ("",))
             if (period := school_period(calendar, y, number)).first <= look.day]
    return begun[0] if begun else school_period(calendar, year, "1" if kind == TERM else "")
