"""Derives the duties of one profile in one stretch of days: triggers, patience, due dates (§6)."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.line import Lines
from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.reason import (
    figures_in,
    reason_of,
    trace_of,
)
from kongchuo_desktop.domain.duties.recurring import Recurring
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.duties.times import add
from kongchuo_desktop.domain.duties.words import asking
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.book import Bound
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    Pattern,
)

_STANDING = Anchor(date.min, date.min, date.min, kind="standing")
_ONE_DAY = timedelta(days=1)


class Engine:
    """Duties under the profile of ``judge.era``; ``first`` is the day of the first register."""

    def __init__(self, judge: Judge, first: date) -> None:
        self._judge = judge
        self._era = judge.era
        self._calendar = judge.calendar
        self._today = judge.today
        self._first = first
        self._lines = Lines(judge)
        self._recurring = Recurring(judge, self._lines, first)
        self._is_now = judge.era.covers(judge.today)

    def about_pupils(self, pupils: Collection[str],
                     actors: Collection[str] | None = None) -> Iterator[Duty]:
        """What is due (from some actors) about each of these pupils, their cases and families."""
        world = self._judge.world
        enrolled = {name for name in pupils if name in world.pupils
                    and world.pupils[name].enrolled_on(self._today)}
        for bound, binding in self._bindings(actors, about_pupils=True):
            for subject in self._pupils(binding, enrolled):
                duty = self.duty_of(bound, binding, subject)
                if duty is not None:
                    yield duty

    def about_others(self, actors: Collection[str] | None = None) -> Iterator[Duty]:
        """What is due (from some actors) about the classes and the school."""
        for bound, binding in self._bindings(actors, about_pupils=False):
            for subject in self._rooms() if binding.each == "class" else self._whole():
                duty = self.duty_of(bound, binding, subject)
                if duty is not None:
                    yield duty

    def _bindings(self, actors: Collection[str] | None, *,
                  about_pupils: bool) -> Iterator[tuple[Bound, DutyBinding]]:
        """Those that are awake and in force today."""
        for bound, binding in self._era.policy.duties if self._era.policy else ():
            if (binding.each in words.ABOUT_PUPIL) == about_pupils and (
                    actors is None or binding.who in actors) and (
                    self._valid(binding) and not self._asleep(binding)):
                yield bound, binding

    def duty_of(self, bound: Bound, binding: DutyBinding, subject: Subject) -> Duty | None:
        """The open duty of one binding for one subject, None when nothing is owed."""
        every = self._every(binding)
        if every:
            return self._recurring.duty(bound, binding, subject, every) if self._is_now else None
        return self._single(bound, binding, subject)

    def _every(self, binding: DutyBinding) -> str | None:
        return binding.every or ("month" if binding.months else None)

    def _asleep(self, binding: DutyBinding) -> bool:
        """A binding whose trigger, patience or number of times is a figure nobody has set (§2)."""
        figures = [f for f in (binding.after, binding.times) if f is not None]
        return any(self._era.figure(f).value is None for f in figures)

    def _valid(self, binding: DutyBinding) -> bool:
        return (binding.valid_from is None or binding.valid_from <= self._today) and (
            binding.until is None or self._today <= binding.until)

    # whom it may concern ------------------------------------------------------------------

    def _pupils(self, binding: DutyBinding, enrolled: set[str]) -> Iterator[Subject]:
        found = enrolled if binding.on is None else self._touched(binding.on, enrolled)
        if binding.each == "case":
            found = found & self._judge.cases.candidates
        for name in sorted(found):
            subject = self._judge.subject(self._judge.world.pupils[name])
            if binding.each != "case" or subject.case is not None:
                yield subject

    def _rooms(self) -> Iterator[Subject]:
        rooms = self._judge.world.classes.values()
        for room in sorted(rooms, key=lambda room: (room.grade, room.name)):
            yield Subject(room.id, room.name, room=room)

    def _whole(self) -> Iterator[Subject]:
        yield Subject("", self._judge.world.unit)

    def _touched(self, pattern: Pattern, pupils: set[str]) -> set[str]:
        """Those for whom a trigger could have come true; a quick look before the exact one."""
        judge = self._judge
        match pattern:
            case FactPattern(fact="opened"):
                return pupils & judge.cases.candidates
            case FactPattern():
                return pupils & judge.facts.pupils_with.get(pattern.fact, set())
            case AbsencePattern():
                return pupils & judge.attendance.candidates
            case AllOf():
                return set.intersection(*(self._touched(part, pupils) for part in pattern.parts))
            case AnyOf():
                return set.union(*(self._touched(part, pupils) for part in pattern.parts))
        return pupils

    def _concerns(self, binding: DutyBinding, subject: Subject, window: Window) -> bool:
        return binding.only_if is None or bool(
            self._judge.holds(binding.only_if, subject, window))

    # once started -------------------------------------------------------------------------

    def _single(self, bound: Bound, binding: DutyBinding, subject: Subject) -> Duty | None:
        judge = self._judge
        if not self._concerns(binding, subject, judge.case_window(subject)):
            return None
        anchors = [_STANDING] if binding.on is None else judge.anchors(binding.on, subject)
        for anchor in anchors:
            day = self._today if anchor.day == date.min else anchor.day
            if not self._era.covers(day) or anchor.day > self._today:
                continue
            if self._over(binding, subject, judge.after(anchor)):
                continue
            duty = self._due(bound, binding, subject, anchor)
            if duty is not None:
                return duty
        return None

    def _over(self, binding: DutyBinding, subject: Subject, window: Window) -> bool:
        """Done, ended without the act, or asleep because what would end it is unset."""
        judge = self._judge
        if binding.unless is not None and judge.holds(binding.unless, subject, window) is not False:
            return True
        return judge.discharged(binding, subject, window) is not None

    def _due(self, bound: Bound, binding: DutyBinding, subject: Subject,
             anchor: Anchor) -> Duty | None:
        arises = self._arises(binding, subject, anchor)
        if arises is None or arises > self._today:
            return None
        within = self._era.figure(binding.within) if binding.within else None
        due = self._deadline(binding, arises, within)
        if not anchor.facts and date.min < anchor.day and (due or anchor.day) < self._first:
            return None
        base = max(due, anchor.recorded) if due else None
        days = self._lines.late(binding, base)
        after = self._era.figure(binding.after) if binding.after else None
        spans = [(label, figure) for label, figure in (("先等", after), ("期限", within))
                 if figure is not None and figure.value is not None]
        trigger = [self._era.figure(f) for f in figures_in(binding.on)]
        judge = self._judge
        window = judge.after(anchor) if anchor.kind == "absence" else judge.case_window(subject)
        return self._lines.line(
            bound, binding, subject, due, days,
            start=None if anchor.day == date.min else anchor.day,
            key=anchor.day.isoformat() if anchor.day > date.min else "standing",
            reason=reason_of(judge, binding, subject, anchor),
            ask=asking(binding, within),
            missing=self._lines.missing(binding, subject, window, judge.after(anchor)),
            trace=trace_of(judge, anchor, None, spans, arises, due, (base, days)),
            figures=[*trigger, *(figure for _, figure in spans)])

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
        """The limit written in the paper that started the clock."""
        if not anchor.facts:
            return None
        fact = anchor.facts[-1]
        written: list[Fact] = [fact]
        if subject.pupil is not None:
            written += [f for f in self._judge.facts.about("issued", pupil=subject.pupil.id)
                        if f.fields.get("paper") == fact.fields.get("paper") and f.day <= fact.day]
        limits = [str(f.fields["limit"]) for f in written if f.fields.get("limit")]
        return date.fromisoformat(limits[-1]) if limits else None

    def _deadline(self, binding: DutyBinding, arises: date, within: Figure | None) -> date | None:
        if within is not None and within.value is not None:
            return add(self._calendar, arises, within)
        if binding.by:
            return _next_day(arises, binding.by)
        return None


def _next_day(start: date, by: str) -> date:
    """The first 09-30 (or day 28 of a month) at or after ``start``."""
    day = start
    month, _, number = by.rpartition("-")
    while day.day != int(number) or (month and day.month != int(month)):
        following = day + _ONE_DAY
        if following.day == 1 and int(number) > day.day and (not month or day.month == int(month)):
            break
        day = following
    return day
