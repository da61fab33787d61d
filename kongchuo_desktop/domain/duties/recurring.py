"""Duties owed once per week, month, term or year (policy.md §3)."""

from datetime import date, timedelta

from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.line import Lines
from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.reason import periodic_words, trace_of
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.duties.times import Period, Periods, add, day_in
from kongchuo_desktop.domain.policy.book import Bound
from kongchuo_desktop.domain.policy.model import DutyBinding, FactPattern, Pattern

_ONE_DAY = timedelta(days=1)


class Recurring:
    """Periodic duties of the profile followed today; ``first`` is the day of the first register."""

    def __init__(self, judge: Judge, lines: Lines, first: date) -> None:
        self._judge = judge
        self._lines = lines
        self._era = judge.era
        self._calendar = judge.calendar
        self._today = judge.today
        self._first = first
        self._periods = Periods(judge.calendar)

    def duty(self, bound: Bound, binding: DutyBinding, subject: Subject,
             every: str) -> Duty | None:
        """The open duty of the current period, or of an earlier one that can still be filed;
        missed periods are counted, not stacked."""
        current = self._periods.of(every, self._today, binding.months)
        earlier = self._periods.before(every, self._today, self._first, binding.months)
        late = self._can_be_late(binding.done)
        if current is None and not late:
            return None
        open_now = current is not None and self._open_in(binding, subject, current)
        if not open_now and not late:
            return None
        missed = [p for p in earlier if self._open_in(binding, subject, p)]
        if late and missed:
            return self._period_line(bound, binding, subject, every, missed[0], len(missed))
        if current is None or not open_now:
            return None
        return self._period_line(bound, binding, subject, every, current, len(missed))

    def _can_be_late(self, done: Pattern | None) -> bool:
        """What is filed for a period can be filed after it; a visit of last week can't be made."""
        return isinstance(done, FactPattern) and done.fact == "filed"

    def _open_in(self, binding: DutyBinding, subject: Subject, period: Period) -> bool:
        """Whether a period is owed and not done yet."""
        due = self._period_due(binding, period)
        if due is None or due < self._first or not self._qualifies(binding, subject, period):
            return False
        arises = period.start
        if binding.after is not None:
            arises = add(self._calendar, arises, self._era.figure(binding.after)) + _ONE_DAY
        return arises <= self._today and (
            self._count(binding, subject, period) < self._times(binding))

    def _times(self, binding: DutyBinding) -> int:
        return (self._era.figure(binding.times).at_least if binding.times else None) or 1

    def _period_due(self, binding: DutyBinding, period: Period) -> date | None:
        if binding.by:
            return day_in(period, binding.by)
        within = self._era.figure(binding.within) if binding.within else None
        if within is not None and within.value is not None:
            return add(self._calendar, period.start, within)
        return period.last

    def _qualifies(self, binding: DutyBinding, subject: Subject, period: Period) -> bool:
        """Pupils, cases and guardians on the period's first school day, others on any (§3)."""
        judge = self._judge
        day = min(period.first, self._today)
        window = Window(period.start, period.start, period.start, min(period.end, self._today),
                        day, (period.first, period.last))
        pupil = subject.pupil
        if pupil is not None and not pupil.enrolled_on(day):
            return False
        if binding.each == "case" and pupil is not None and not judge.cases.current(pupil, day):
            return False
        if binding.on is not None and not any(
                a.day <= (day if pupil else period.last)
                for a in judge.anchors(binding.on, subject)):
            return False
        if binding.unless is not None and judge.holds(
                binding.unless, subject, window) is not False:
            return False
        return binding.only_if is None or bool(judge.holds(binding.only_if, subject, window))

    def _count(self, binding: DutyBinding, subject: Subject, period: Period) -> int:
        """How often the act was done for a period; a return names its period itself."""
        judge, done = self._judge, binding.done
        window = Window(period.start, period.start, period.start, self._today, self._today)
        if isinstance(done, FactPattern):
            facts = [f for f in judge.matching(done, subject, window)
                     if f.fields.get("period", period.key if f.day <= period.end else "")
                     == period.key or (not f.fields.get("period") and f.day <= period.end)]
            own = self._era.figure(done.times).at_least if done.times else None
            return len(facts) // (own or 1)
        inside = Window(period.start, period.start, period.start, min(period.end, self._today),
                        self._today)
        times = self._times(binding)
        return next((n for n in range(times, 0, -1)
                     if judge.complete(done, subject, inside, n) is not None), 0)

    def _period_line(self, bound: Bound, binding: DutyBinding, subject: Subject, every: str,
                     period: Period, missed: int) -> Duty:
        judge = self._judge
        due = self._period_due(binding, period) or period.last
        days = self._lines.late(binding, due)
        done, times = self._count(binding, subject, period), self._times(binding)
        reason, ask = periodic_words(judge, binding, subject, every, period, (done, times),
                                     due, missed)
        window = Window(period.start, period.start, period.start, self._today, self._today)
        figures = [self._era.figure(f) for f in (binding.times, binding.within) if f]
        return self._lines.line(
            bound, binding, subject, due, days, start=None, key=period.start.isoformat(),
            reason=reason, ask=ask,
            missing=self._lines.missing(binding, subject, judge.case_window(subject), window),
            trace=trace_of(judge, None, period, [], None, due, (due, days)),
            figures=figures, missed=missed)
