"""How long a child's record is kept after it has left school, by the school's own figure (§9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.facts import OwnFigure, Pupil
from kongchuo_desktop.domain.policy.figures import Figure

KEEP = "school/records.keep"
QUESTIONS: dict[str, tuple[str, Figure]] = {
    KEEP: ("学生离校以后，档案保存几年（满了才能清除）？",
           Figure(None, "years", "unset", name=KEEP, open=True)),
}
"""No document here says it: until the school sets it, nothing is ever offered for erasure."""


@dataclass(frozen=True, slots=True)
class Expired:
    """A pupil whose record has been kept for long enough: ``left`` last day, ``until`` kept."""

    pupil: str
    left: date
    until: date


def years_kept(figures: Iterable[OwnFigure], today: date) -> int | None:
    """The school's figure that holds today; None while it has set none."""
    found = sorted((f for f in figures if f.binding == KEEP and f.since <= today),
                   key=lambda f: f.since)
    if not found:
        return None
    try:
        return QUESTIONS[KEEP][1].own(found[-1].value).value
    except ValueError:
        # A value that is no figure may have come from another machine.
        return None


def expired(pupils: Iterable[Pupil], years: int, today: date) -> list[Expired]:
    """Who left so long ago that the time has run out by ``today``, the longest gone first."""
    found = []
    for pupil in pupils:
        last = max((span.until or date.max for span in pupil.enrolled), default=date.max)
        if last < today and (until := _years_on(last, years)) <= today:
            found.append(Expired(pupil.id, last, until))
    return sorted(found, key=lambda e: (e.left, e.pupil))


def _years_on(day: date, years: int) -> date:
    """The same day that many years later; of 29 February the first of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
