"""今日 looking ahead: what is due or arises until Sunday or the end of the month, by its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.duties.model import GROUP_NAMES, last_day
from kongchuo_desktop.operations.overview import Due, Overview
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.ui.pages.today_rows import duty_row, first_overdue, fold_row
from kongchuo_desktop.ui.parts.rows import Head, Row

TODAY, WEEK, MONTH = "today", "week", "month"
SPANS = ((TODAY, "今天"), (WEEK, "本周"), (MONTH, "本月"))


def until_of(span: str, today: date) -> date | None:
    """The last day that a segment shows; None for today's list, which looks at no day ahead."""
    if span == WEEK:
        return last_day("week", today)
    return last_day("month", today) if span == MONTH else None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is shown until a day, in its order: overdue, then day by day, then the rest."""

    overdue: tuple[Due, ...]
    days: tuple[tuple[date, tuple[Due, ...]], ...]
    later: tuple[Due, ...]
    undated: tuple[Due, ...]

    @property
    def shown(self) -> list[Due]:
        """All that is listed row by row."""
        return [*self.overdue, *(due for _, dues in self.days for due in dues)]


def ahead_of(view: Overview, until: date) -> Ahead:
    """What is due stands under its last day, what is coming under the day it arises."""
    days: dict[date, list[Due]] = {}
    rest: dict[str, list[Due]] = {"overdue": [], "later": [], "undated": []}
    for due in view.dues:
        duty = due.line.first
        if duty.group in ("overdue", "undated") or duty.due is None:
            rest["overdue" if duty.group == "overdue" else "undated"].append(due)
        elif duty.due > until:
            rest["later"].append(due)
        else:
            days.setdefault(max(duty.due, view.today), []).append(due)
    for due in view.ahead:
        arises = due.line.first.arises
        if arises is not None and arises <= until:
            days.setdefault(arises, []).append(due)
    return Ahead(tuple(rest["overdue"]), tuple((day, tuple(days[day])) for day in sorted(days)),
                 tuple(rest["later"]), tuple(rest["undated"]))


def days_of(view: Overview, until: date, *, unfolded: set[str],
            veil: bool) -> list[tuple[Head | None, list[Row]]]:
    """The rows of 本周 or 本月: a heading for each day, what is left in one card at the end."""
    ahead, first = ahead_of(view, until), first_overdue(view.dues)

    def rows(dues: Sequence[Due]) -> list[Row]:
        return [duty_row(due, view.today, primary=due is first, veil=veil) for due in dues]

    found: list[tuple[Head | None, list[Row]]] = []
    if ahead.overdue:
        head = Head(GROUP_NAMES["overdue"], len(ahead.overdue), "red")
        found.append((head, rows(ahead.overdue)))
    for day, dues in ahead.days:
        word = f"{day_text(day)} {weekday_text(day)}" if day > view.today else "今天"
        found.append((Head(word, len(dues)), rows(dues)))
    rest: list[Row] = []
    for group, left in (("later", ahead.later), ("undated", ahead.undated)):
        if left:
            rest.append(fold_row(group, left, opened=group in unfolded))
            rest += rows(left) if group in unfolded else []
    return [*found, (Head("其余"), rest)] if rest else found
