"""The month's table of a school (月报), as papers print it."""

from typing import Any

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.month_checks import table_of
from kongchuo_desktop.domain.month_table import MonthLine, month_rows
from kongchuo_desktop.operations import month_report
from kongchuo_desktop.operations.paper_facts.look import Look


def month_lines(look: Look) -> list[MonthLine]:
    """The lines of the month of the paper's day, up to that day."""
    last = min(look.day, month_end(look.day.year, look.day.month))
    return month_report.month_lines(look.store, now=look.own, last=last)


def month_figures(look: Look) -> list[dict[str, Any]]:
    """The lines as they are printed, with the sums of the stages and of all."""
    return list(month_rows(table_of(month_lines(look))))
