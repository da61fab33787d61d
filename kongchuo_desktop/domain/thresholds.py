"""Days and runs of absence, and when they reach what a clause asks for (policy.md §4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kongchuo_desktop.domain.facts import UNEXCUSED


@dataclass(frozen=True, slots=True)
class AbsenceRule:
    """A threshold: ``count`` days or lessons in one run, or in one ``period`` where it is set.

    ``kinds`` are the kinds of mark that count; ``period`` is ``day``, ``week``, ``month`` or
    ``term``; ``from_days`` are the days of the acts to count from, None when the clause names no
    act.
    """

    count: int
    unit: str = "day"
    period: str | None = None
    kinds: frozenset[str] = UNEXCUSED
    from_days: tuple[date, ...] | None = None


@dataclass(frozen=True, slots=True)
class AbsentDay:
    """A day with an absence of the kinds asked for. ``whole``: every part taken that day."""

    day: date
    lessons: int
    whole: bool
    recorded: date


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive school days of absence; ``ended`` is the first day that broke it, if any."""

    days: tuple[AbsentDay, ...]
    unfiled: tuple[date, ...]
    ended: date | None

    @property
    def start(self) -> date:
        return self.days[0].day

    @property
    def last(self) -> date:
        return self.days[-1].day


@dataclass(frozen=True, slots=True)
class Reached:
    """A threshold reached once: in a run, or in a period.

    ``counted`` is the figure today (days or lessons so far), ``unfiled`` the school days between
    whose register is missing, ``recorded`` the day the marks up to the threshold were written.
    """

    start: date
    day: date
    counted: int
    unfiled: tuple[date, ...]
    recorded: date
    ended: date | None


def reached_in_run(run: Run, rule: AbsenceRule) -> Reached | None:
    """When a run reached the threshold, counted from the rule's act where it names one."""
    days = run.days
    if rule.from_days is not None:
        act = min((d for d in rule.from_days if d >= run.start
                   and (run.ended is None or d < run.ended)), default=None)
        if act is None:
            return None
        days = tuple(day for day in run.days if day.day > act)
    reached = reached_in(days, rule, run.unfiled, run.ended)
    if reached is None or rule.from_days is None:
        return reached
    return replace(reached, start=run.start)


def reached_in(days: Sequence[AbsentDay], rule: AbsenceRule, unfiled: tuple[date, ...] = (),
               ended: date | None = None) -> Reached | None:
    """When these days, in order, reached the threshold."""
    total = 0
    hit: date | None = None
    recorded = date.min
    for day in days:
        total += day.lessons if rule.unit == "lesson" else 1
        if hit is None:
            recorded = max(recorded, day.recorded)
            if total >= rule.count:
                hit = day.day
    if hit is None:
        return None
    return Reached(days[0].day, hit, total, unfiled, recorded, ended)
