"""How dates and counts read in the sentences of the program (ui.md §6)."""

from datetime import date

from kongchuo_desktop.domain import dates
from kongchuo_desktop.exchange.names import period_words

_WEEKDAYS = "一二三四五六日"


def day_text(day: date, *, today: date | None = None) -> str:
    """``9月17日``; with the year where it is not that of ``today``."""
    year = f"{day.year}年" if today is not None and day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日"


def birth_text(birth: str) -> str:
    """``2013年1月1日`` of an ISO day or month, as far as it is known; what is no date as it was
    written."""
    try:
        return dates.parse_iso(birth).chinese
    except ValueError:
        return birth


def weekday_text(day: date) -> str:
    """``星期四``."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def full_day(day: date) -> str:
    """``2026年9月17日``, as papers print it."""
    return f"{day.year}年{day.month}月{day.day}日"


def near_name(name: str, own: str) -> str:
    """``七年级1班`` for ``青石镇中心学校七年级1班`` where the school itself reads it."""
    return name.removeprefix(own).strip() or name


def month_text(period: str) -> str:
    """``2026年9月`` from ``2026-09``; what is no month, as ``period_words`` has it."""
    return period_words(period)
