"""Duties owed once per week, month, term or year (policy.md §3)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from kongchuo_desktop.domain.duties.acts import NAME_PERIODS
from kongchuo_desktop.domain.duties.answering import outlives
from kongchuo_desktop.domain.duties.instance import Instance, State
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.lateness import behind, days_late
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.duties.times import Period, Periods, add, day_in
from kongchuo_desktop.domain.policy.effective import Bound, Era
from kongchuo_desktop.domain.policy.model import AllOf, AnyOf, DutyBinding, FactPattern, Pattern

_ONE_DAY = timedelta(days=1)


def rhythm(binding: DutyBinding) -> str | None:
    """The period of a binding; one that only names months is owed in each of them."""
    return binding.every or ("month" if binding.months else None)


def asleep(era: Era, binding: DutyBinding) -> bool:
    """Whether its patience or number of times is a figure that nobody has set (§2)."""
    figures = [f for f in (binding.after, binding.times) if f is not None]
    return any(era.figure(f).value is None for f in figures)


class Recurring:
    """Periodic duties of the profile of one judge; ``first`` is the day of the first register.

    A period belongs to the profile in force on its due day, the running one to today's.
    ``before`` judges the periods of the days before, if the same profile was in force then.
    """

    def __init__(self, judge: Judge, first: date, before: "Recurring | None" = None) -> None:
        self._judge = judge
        self._era = judge.era
        self._calendar = judge.calendar
        self._today = judge.today
        self._first = first
        self._periods = Periods(judge.calendar)
        self._before = before

    def open(self, bound: Bound, binding: DutyBinding,
             subject: Subject) -> tuple[Instance, int] | None:
        """What is owed now, with the number of periods missed in this school year.

        It is the running period's or, of what can be filed later, the oldest that is open:
        missed periods are counted, not stacked.
        """
        every = rhythm(binding)
        if every is None:
            return None
        current = self._periods.of(every, self._today, binding.months)
        now = self.of_period(bound, binding, subject, current) if current else None
        late = can_be_late(binding.done)
        if (now is None or now.state != "open") and not late:
            return None
        earlier = self._periods.before(every, self._today, self._first, binding.months)
        missed = [instance for period in self._not_plainly_met(binding, subject, earlier)
                  if (instance := self.of_period(bound, binding, subject, period))
                  and instance.state in ("open", "missed")]
        if late and missed:
            return missed[0], len(missed)
        return (now, len(missed)) if now is not None and now.state == "open" else None

    def _not_plainly_met(self, binding: DutyBinding, subject: Subject,
                         periods: list[Period]) -> list[Period]:
        """The periods without those that one look at the days of the acts shows to be met: of a
        year of registers that are filed every day, none is left to be judged one by one."""
        done = binding.act
        if not periods or self._before is not None or not isinstance(done, FactPattern) or (
                done.fact in NAME_PERIODS or done.since is not None):
            return periods
        start, end = periods[0].start, periods[-1].end
        acts = self._judge.matching(done, subject, Window(start, start, start, end, end))
        days = [act.day for act in acts]
        needed = self._times(binding) * (
            (self._era.figure(done.times).at_least if done.times else None) or 1)
        return [p for p in periods
                if bisect_right(days, p.end) - bisect_left(days, p.start) < needed]

    def _times(self, binding: DutyBinding) -> int:
        return (self._era.figure(binding.times).at_least if binding.times else None) or 1

    def times(self, bound: Bound, binding: DutyBinding, subject: Subject, since: date,
              until: date) -> Iterator[Instance]:
        """Every owed period that is due in a span of days, oldest first."""
        every = rhythm(binding)
        if every is not None:
            for period in self._periods.between(every, since, until, binding.months):
                found = self._of_period(bound, binding, subject, period)
                if found is not None and since <= found.day <= until:
                    yield found

    def from_today(self, bound: Bound, binding: DutyBinding, subject: Subject,
                   until: date) -> Iterator[Instance]:
        """The running period and those that begin until a day, as far as is known today.

        That a daily duty comes again tomorrow is no news.
        """
        every = rhythm(binding)
        if every is not None and every != "day":
            for period in self._periods.between(every, self._today, until, binding.months):
                found = self._of_period(bound, binding, subject, period)
                if found is not None:
                    yield found

    def of_period(self, bound: Bound, binding: DutyBinding, subject: Subject,
                  period: Period) -> Instance | None:
        """What one period owes, judged as of its own day: the same profile with the figures
        that the school had set then."""
        if self._before is not None and not self._mine(binding, period):
            return self._before.of_period(bound, binding, subject, period)
        return self._of_period(bound, binding, subject, period)

    def _mine(self, binding: DutyBinding, period: Period) -> bool:
        due = self._period_due(binding, period)
        return due is not None and self._era.covers(min(due, self._today))

    def _of_period(self, bound: Bound, binding: DutyBinding, subject: Subject,
                   period: Period) -> Instance | None:
        due = self._period_due(binding, period)
        if due is None or due < self._first or not self._mine(binding, period) or (
                asleep(self._era, binding)):
            return None
        whom = self._as_of(binding, subject, period)
        if whom is None or not self._qualifies(binding, whom, period):
            return None
        arises = period.start
        if binding.after is not None:
            arises = add(self._calendar, arises, self._era.figure(binding.after)) + _ONE_DAY
        times = self._times(binding)
        window = Window(period.start, period.start, period.start, self._today, self._today,
                        period=period)
        done, last = next(((n, act) for n in range(times, 0, -1) if (
            act := self._judge.complete(binding.act, whom, window, n))), (0, None))
        proof = last if done == times else None
        state = self._state(binding, whom, period, arises, due, met=proof is not None)
        base = max(due, behind(self._judge, binding, whom, proof.day if proof else self._today))
        return Instance(bound, binding, whom, state, arises, due, base, period=period, proof=proof,
                        times=times, done=done,
                        late_days=days_late(binding, state, base, proof, self._today))

    def _state(self, binding: DutyBinding, subject: Subject, period: Period, arises: date,
               due: date, *, met: bool) -> State:
        if met:
            return "met"
        if self._over(binding, subject, period, min(due, self._today)):
            return "ended"
        if arises > self._today:
            return "coming"
        return "open" if self._today <= period.end or can_be_late(binding.done) else "missed"

    def _over(self, binding: DutyBinding, subject: Subject, period: Period, day: date) -> bool:
        """The child left or its case was closed before the due day, it is not any more what the
        clause is about (no dropout since it is back), or the clause's own end."""
        pupil, case = subject.pupil, subject.case
        if pupil is not None and not pupil.enrolled_on(day) and not (
                binding.each == "case" and outlives(subject, day)):
            return True
        if binding.each == "case" and case and case.closed and case.closed <= day:
            return True
        window = self._window(subject, period)
        if pupil is not None and binding.only_if is not None and not self._judge.holds(
                binding.only_if, subject, window):
            return True
        return binding.unless is not None and self._judge.holds(
            binding.unless, subject, window) is not False

    def _period_due(self, binding: DutyBinding, period: Period) -> date | None:
        if binding.by:
            return day_in(period, binding.by)
        within = self._era.figure(binding.within) if binding.within else None
        if within is not None and within.value is not None:
            return add(self._calendar, period.start, within)
        return period.last

    # who owes it --------------------------------------------------------------------------

    def _as_of(self, binding: DutyBinding, subject: Subject, period: Period) -> Subject | None:
        """The subject with the case that was open when the period began; None where it had none
        and the binding is about cases."""
        if subject.pupil is None:
            return subject
        case = self._judge.cases.current(subject.pupil, min(period.first, self._today))
        if case is None and binding.each == "case":
            return None
        return subject if case is subject.case else replace(subject, case=case)

    def _window(self, subject: Subject, period: Period) -> Window:
        """Pupils, cases and guardians as of the first school day, others on any day (§3)."""
        day = min(period.first, self._today)
        return Window(period.start, period.start, period.start, min(period.end, self._today),
                      day, (period.first, period.last))

    def _qualifies(self, binding: DutyBinding, subject: Subject, period: Period) -> bool:
        judge, pupil = self._judge, subject.pupil
        window = self._window(subject, period)
        if pupil is not None:
            window = Window(window.default, window.start, window.on, window.day, window.day,
                            window.spell)
            if not pupil.enrolled_on(period.first) and not (
                    binding.each == "case" and outlives(subject, window.day)):
                return False
        if subject.room is not None and not judge.everybody.taught(
                subject.room, period.first, period.last):
            return False
        if binding.on is not None and not any(
                a.day <= (window.day if pupil else period.last)
                for a in judge.anchors(binding.on, subject)):
            return False
        return binding.only_if is None or bool(judge.holds(binding.only_if, subject, window))


def can_be_late(done: Pattern | None) -> bool:
    """What is filed for a period can be filed after it; a visit of last week can't be made."""
    if isinstance(done, AllOf | AnyOf):
        return any(can_be_late(part) for part in done.parts)
    return isinstance(done, FactPattern) and done.fact == "filed"
