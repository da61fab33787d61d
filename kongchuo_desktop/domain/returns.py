"""By when a return is due and what silence means, as the document of who gets it says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kongchuo_desktop.domain.calendar import SchoolCalendar, TermDates, month_end
from kongchuo_desktop.domain.duties.model import ClauseRef
from kongchuo_desktop.domain.duties.recurring import rhythm
from kongchuo_desktop.domain.duties.times import Periods, add, day_in
from kongchuo_desktop.domain.policy.effective import Bound, Era
from kongchuo_desktop.domain.policy.model import DutyBinding, FactPattern

MONTHLY, OPENING, TERM, YEAR = "月报", "开学报", "学期报", "学年报"
"""Kinds of returns; 开学报 is about who came when a term began (R164, R181)."""
AT_START = "-start"
"""After the name of a term: its beginning."""
_SCHOOL_YEAR = re.compile(rf"(20\d\d)-(20\d\d)(?:-([12])({AT_START})?)?")
_EVERY: Mapping[str, str] = {MONTHLY: "month", OPENING: "term", TERM: "term", YEAR: "school_year"}
_FIRST_MONTH = timedelta(days=29)
"""R166 watches the first month of each term; no document says by when “开学情况稳定” (R181)."""
_ABOVE = frozenset({"county", "county_desk", "bureau", "bureau_office", "center_school"})
_UNFILED = "unfiled_month_reads"


def school_year_said(period: str) -> tuple[int, str] | None:
    """The year in which a school year begins, and the number of its term or nothing, from
    ``2026-2027-1``, ``2026-2027-1-start`` or ``2026-2027``; None for anything else."""
    said = _SCHOOL_YEAR.fullmatch(period)
    if said is None or int(said[2]) != int(said[1]) + 1:
        return None
    return int(said[1]), said[3] or ""


def opening_end(term: TermDates) -> date:
    """The last day that still belongs to the beginning of a term."""
    return min(term.start + _FIRST_MONTH, term.end)


def kind_of(period: str) -> str:
    """Which kind of return is about a period."""
    said = school_year_said(period)
    if said is None:
        return MONTHLY
    return OPENING if period.endswith(AT_START) else TERM if said[1] else YEAR


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day in time; ``clause`` None where no clause gives one and the period's end
    holds."""

    day: date
    clause: ClauseRef | None = None


class ReturnRules:
    """What the profiles followed at the end of each period say of its return (R170, R180; G-12).

    Periods are as they are written down: ``2026-09``, ``2026-2027-1-start``, ``2026-2027-1``,
    ``2026-2027``.
    """

    def __init__(self, eras: Sequence[Era], calendar: SchoolCalendar) -> None:
        self._eras = eras
        self._calendar = calendar
        self._periods = Periods(calendar)

    def due(self, period: str) -> Deadline:
        """By when the return of a period is to be filed."""
        end, kind = self._end(period), kind_of(period)
        era = self._era(end)
        found = [Deadline(day, ClauseRef.of(bound)) for bound, binding in _asked(era, kind)
                 if (day := self._day(era, binding, end, kind)) is not None] if era else []
        return min(found, key=lambda deadline: deadline.day, default=Deadline(end))

    def in_time(self, period: str) -> date:
        """The last day on which it is not late: a term or year, whose figures are known only at
        its end, is late just where a clause gives a day."""
        due = self.due(period)
        return due.day if kind_of(period) == MONTHLY or due.clause is not None else date.max

    def silence(self, period: str) -> ClauseRef | None:
        """The clause by which a return that was not filed counts as zero; None where the document
        says nothing of the kind."""
        era = self._era(self._end(period))
        if era is None or era.policy is None or kind_of(period) != MONTHLY:
            return None
        rules = {rule.name for rule in era.policy.rules(_UNFILED) if rule.value == "zero"}
        return next((ClauseRef.of(bound) for bound in era.policy.bounds
                     if bound.binding.name in rules), None)

    def _era(self, day: date) -> Era | None:
        return next((era for era in self._eras if era.covers(day)), None)

    def _end(self, period: str) -> date:
        said = school_year_said(period)
        if said is None:
            return month_end(int(period[:4]), int(period[5:7]))
        term = self._calendar.term(said[0], int(said[1] or 2))
        return opening_end(term) if kind_of(period) == OPENING else term.end

    def _day(self, era: Era, binding: DutyBinding, end: date, kind: str) -> date | None:
        period = self._periods.of(_EVERY[kind], end, binding.months)
        if period is None:
            return None
        if binding.by:
            return day_in(period, binding.by)
        within = era.figure(binding.within) if binding.within else None
        if within is not None and within.value is not None:
            return add(self._calendar, period.start, within)
        return period.last


def _asked(era: Era, kind: str) -> list[tuple[Bound, DutyBinding]]:
    """The duties to hand in a return of this kind; where no monthly one is called so, what else
    goes up each month."""
    found = [(bound, binding) for bound, binding in (era.policy.duties if era.policy else ())
             if binding.do == "return" and rhythm(binding) == _EVERY[kind]]
    called = [(bound, binding) for bound, binding in found
              if isinstance(binding.done, FactPattern)
              and kind in binding.done.fields.get("what", ())]
    return called or [(bound, binding) for bound, binding in found
                      if kind == MONTHLY and not _ABOVE.isdisjoint(binding.to)]
