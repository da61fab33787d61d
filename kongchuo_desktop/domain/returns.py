"""By when a month's return is due and what silence means, as the document of who gets it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.calendar import SchoolCalendar, month_end
from kongchuo_desktop.domain.duties.model import ClauseRef
from kongchuo_desktop.domain.duties.recurring import rhythm
from kongchuo_desktop.domain.duties.times import Periods, add, day_in
from kongchuo_desktop.domain.policy.effective import Bound, Era
from kongchuo_desktop.domain.policy.model import DutyBinding, FactPattern

MONTHLY = "月报"
_ABOVE = frozenset({"county", "county_desk", "bureau", "bureau_office", "center_school"})
_UNFILED = "unfiled_month_reads"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day in time; ``clause`` None where no clause gives one and the month's end holds."""

    day: date
    clause: ClauseRef | None = None


class ReturnRules:
    """What the profiles followed in each month say of monthly returns (R170, R180; G-12)."""

    def __init__(self, eras: Sequence[Era], calendar: SchoolCalendar) -> None:
        self._eras = eras
        self._calendar = calendar
        self._periods = Periods(calendar)

    def due(self, period: str) -> Deadline:
        """By when the return of a month (``2026-09``) is to be filed."""
        end = _end(period)
        era = self._era(end)
        found = [Deadline(day, ClauseRef.of(bound)) for bound, binding in _asked(era)
                 if (day := self._day(era, binding, end)) is not None] if era else []
        return min(found, key=lambda deadline: deadline.day, default=Deadline(end))

    def silence(self, period: str) -> ClauseRef | None:
        """The clause by which a return that was not filed counts as zero; None where the document
        says nothing of the kind."""
        era = self._era(_end(period))
        if era is None or era.policy is None:
            return None
        rules = {rule.name for rule in era.policy.rules(_UNFILED) if rule.value == "zero"}
        return next((ClauseRef.of(bound) for bound in era.policy.bounds
                     if bound.binding.name in rules), None)

    def _era(self, day: date) -> Era | None:
        return next((era for era in self._eras if era.covers(day)), None)

    def _day(self, era: Era, binding: DutyBinding, end: date) -> date | None:
        period = self._periods.of("month", end, binding.months)
        if period is None:
            return None
        if binding.by:
            return day_in(period, binding.by)
        within = era.figure(binding.within) if binding.within else None
        if within is not None and within.value is not None:
            return add(self._calendar, period.start, within)
        return period.last


def _asked(era: Era) -> list[tuple[Bound, DutyBinding]]:
    """The duties to hand in the monthly return; where none is called so, what else goes up each
    month."""
    monthly = [(bound, binding) for bound, binding in (era.policy.duties if era.policy else ())
               if binding.do == "return" and rhythm(binding) == "month"]
    called = [(bound, binding) for bound, binding in monthly
              if isinstance(binding.done, FactPattern)
              and MONTHLY in binding.done.fields.get("what", ())]
    return called or [(bound, binding) for bound, binding in monthly
                      if not _ABOVE.isdisjoint(binding.to)]


def _end(period: str) -> date:
    return month_end(int(period[:4]), int(period[5:7]))
