"""A step of a case as a rung of its ladder: a short name over two lines."""

from collections.abc import Sequence
from datetime import date

from kongchuo_desktop.domain.cases.views import Step
from kongchuo_desktop.ui.parts.steps import Rung

_PREFIXES = ("义务教育阶段", "义务教育", "适龄儿童少年", "学生")


def rung_of(step: Step) -> Rung:
    """The rung's two lines: when it was or is due, and how late it is or what it waits for."""
    name = _short(step.title)
    due = f"应{step.due.month}月{step.due.day}日" if step.due else ""
    if step.status == "done":
        return Rung(name, _days_words(step.days), step.note, "done")
    if step.status == "skipped":
        return Rung(name, "不用办了", "", "later")
    if step.overdue_days:
        return Rung(name, due, f"逾期{step.overdue_days}天", "late")
    note = "" if step.note == name else step.note
    return Rung(name, due or note, note if due else "", "now" if step.status == "now" else "later")


def _short(title: str) -> str:
    """A step's name without what every paper of the county begins with: ``劝学通知书``."""
    for prefix in _PREFIXES:
        title = title.removeprefix(prefix)
    return title


def _days_words(days: Sequence[date]) -> str:
    """``9月3日、4日、8日``; of more than three the first and the last: ``9月3日—10月12日``."""
    if len(days) > 3:
        last = f"{days[-1].day}日" if days[-1].month == days[0].month else (
            f"{days[-1].month}月{days[-1].day}日")
        return f"{days[0].month}月{days[0].day}日—{last}"
    return "、".join(f"{d.month}月{d.day}日" if i == 0 or d.month != days[i - 1].month
                    else f"{d.day}日" for i, d in enumerate(days))
