"""Names of classes: grade on a date, the usual name, the short name, the seat code of papers."""

from datetime import date

_GRADES = "一二三四五六七八九"


def school_year_of(day: date) -> int:
    """The year in which the school year of ``day`` began, on 1 September (policy.md §3)."""
    return day.year if day.month >= 9 else day.year - 1


def grade_of(*, entry_year: int, stage: str, on: date) -> int:
    """Grade 1 to 9 on a date, within the stage also before entry (a clock that is years slow)."""
    first, last = (1, 6) if stage == "primary" else (7, 9)
    return min(max(first, first + school_year_of(on) - entry_year), last)


def entry_year_of(*, grade: int, on: date) -> int:
    """The inverse of ``grade_of`` for a class that is in ``grade`` on ``on``."""
    first = 1 if grade <= 6 else 7
    return school_year_of(on) - (grade - first)


def stage_of(grade: int) -> str:
    return "primary" if grade <= 6 else "junior"


def class_name(*, grade: int, number: int) -> str:
    """``七年级1班``."""
    return f"{_GRADES[grade - 1]}年级{number}班"


def seat_code(*, grade: int, number: int) -> str:
    """``七1``: what stands in the numbers of a class's papers (journal.md §6)."""
    return f"{_GRADES[grade - 1]}{number}"
