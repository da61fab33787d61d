"""Duties that something starts (an act, an absence, a day of the calendar), and those that stand.

Patience, due date, what meets or ends them (policy.md §3, §6).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest

from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.answering import answers
from kongchuo_desktop.domain.duties.instance import Instance, State
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.lateness import behind, days_late
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.duties.times import add, next_day
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.model import DutyBinding

_STANDING = Anchor(date.min, date.min, date.min, kind="standing")
_ONE_DAY = timedelta(days=1)


class Started:
    """Duties of the profile of one judge; ``first`` is the day of the first register."""

    def __init__(self, judge: Judge, first: date) -> None:
        self._judge = judge
        self._era = judge.era
        self._calendar = judge.calendar
        self._today = judge.today
        self._first = first

    def times(self, bound: Bound, binding: DutyBinding, subject: Subject, until: date, *,
              past: bool = False) -> Iterator[Instance]:
        """Each time it arises until a day, oldest first; ``past`` also finds what is over for
        those whom the clause no longer concerns."""
        judge = self._judge
        concerned = self._concerns(binding, subject, judge.case_window(subject))
        if not concerned and not past:
            return
        for anchor, following in self._anchors(binding, subject):
            arises = self._arises(binding, subject, anchor)
            if arises is None or arises > until:
                continue
            due = self._deadline(binding, subject, anchor, arises)
            if not anchor.facts and date.min < anchor.day and (due or anchor.day) < self._first:
                continue
            last = following - _ONE_DAY if following else None
            window = judge.after(anchor, last)
            proof = judge.discharged(binding, subject, window)
            if past and not self._ever_concerned(binding, subject, arises, proof, concerned):
                continue
            state = self._state(binding, subject, anchor, arises, proof, window,
                                over=not concerned, passed=following is not None)
            told = behind(judge, binding, subject, proof.day if proof else self._today)
            base = max(due, anchor.recorded, told) if due else None
            yield Instance(bound, binding, subject, state, arises, due, base, anchor=anchor,
                           proof=proof, done=int(proof is not None),
                           late_days=days_late(binding, state, base, proof, self._today))

    def _concerns(self, binding: DutyBinding, subject: Subject, window: Window) -> bool:
        return binding.only_if is None or bool(
            self._judge.holds(binding.only_if, subject, window))

    def _ever_concerned(self, binding: DutyBinding, subject: Subject, arises: date,
                        proof: Anchor | None, concerned: bool) -> bool:
        """Whether ``if`` held while it could be asked for: on the day it was met, else today, else
        on the day it arose (what has stopped to concern a child is over)."""
        if binding.only_if is None or (concerned and proof is None):
            return True
        start = self._judge.case_window(subject).start
        days = [arises] if proof is None else [max(arises, proof.day), arises]
        return any(self._concerns(binding, subject, Window(start, start, start, day, day))
                   for day in days)

    def _state(self, binding: DutyBinding, subject: Subject, anchor: Anchor, arises: date,
               proof: Anchor | None, window: Window, *, over: bool, passed: bool) -> State:
        if proof is not None:
            return "met"
        judge = self._judge
        if over or self._left(binding, subject, anchor) or (
                binding.unless is not None
                and judge.holds(binding.unless, subject, window) is not False):
            return "ended"
        if passed:
            return "missed"
        return "coming" if arises > self._today else "open"

    def _left(self, binding: DutyBinding, subject: Subject, anchor: Anchor) -> bool:
        """Its case is closed, or the child has left since."""
        case = subject.case
        if binding.each == "case" and case and case.closed and case.closed <= self._today:
            return True
        return not answers(binding, subject, anchor, self._today)

    # what starts it -----------------------------------------------------------------------

    def _anchors(self, binding: DutyBinding,
                 subject: Subject) -> Iterator[tuple[Anchor, date | None]]:
        """What started it under this profile, with the day that started it anew, if any."""
        if binding.on is None:
            if self._era.covers(self._today):
                yield _STANDING, None
            return
        found = self._judge.anchors(binding.on, subject)
        for anchor, later in zip_longest(found, found[1:]):
            following = later.day if later and anchor.kind in words.CALENDAR and (
                later.day <= self._today) else None
            day = self._today if anchor.day == date.min else anchor.day
            if self._era.covers(day) and self._about(subject, anchor, following):
                yield anchor, following

    def _about(self, subject: Subject, anchor: Anchor, following: date | None) -> bool:
        """Whether an absence or a day of the calendar belongs to this case, not another one."""
        case = subject.case
        if case is None:
            return True
        if case.closed is not None and anchor.day >= case.closed:
            return False
        if anchor.reached is not None:
            return anchor.day >= case.start
        return following is None or following > case.opened

    def _arises(self, binding: DutyBinding, subject: Subject, anchor: Anchor) -> date | None:
        """The day a duty arises: the anchor, or the day after patience has run out (§3)."""
        day = anchor.day if anchor.day > date.min else self._first
        if binding.after_limit:
            limit = self._limit(anchor, subject)
            return limit + _ONE_DAY if limit else None
        if binding.after is None:
            return day
        return add(self._calendar, day, self._era.figure(binding.after)) + _ONE_DAY

    def _limit(self, anchor: Anchor, subject: Subject) -> date | None:
        """The limit in the fact that started the clock, or in the paper that it is about."""
        if not anchor.facts:
            return None
        fact = anchor.facts[-1]
        written: list[Fact] = [fact]
        if subject.pupil is not None:
            written += [f for f in self._judge.facts.about("issued", pupil=subject.pupil.id)
                        if f.fields.get("paper") == fact.fields.get("paper") and f.day <= fact.day]
        limits = [str(f.fields["limit"]) for f in written if f.fields.get("limit")]
        return date.fromisoformat(limits[-1]) if limits else None

    def _deadline(self, binding: DutyBinding, subject: Subject, anchor: Anchor,
                  arises: date) -> date | None:
        within = self._era.figure(binding.within) if binding.within else None
        if within is not None and within.value is not None:
            return add(self._calendar, arises, within)
        if binding.by == "limit":
            return self._limit(anchor, subject)
        return next_day(arises, binding.by) if binding.by else None
