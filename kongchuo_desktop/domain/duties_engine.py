"""Derives the duties of one profile in one stretch of days: triggers, periods, due dates (§6)."""

from collections.abc import Iterator
from datetime import date, timedelta

from kongchuo_desktop.domain.calendar import monday
from kongchuo_desktop.domain.duties_judge import Anchor, Judge, Subject, Window
from kongchuo_desktop.domain.duties_model import ClauseRef, Duty, Group
from kongchuo_desktop.domain.duties_reason import (
    figures_in,
    periodic_words,
    reason_of,
    trace_of,
    worst,
)
from kongchuo_desktop.domain.duties_times import Period, Periods, add, day_in
from kongchuo_desktop.domain.duties_words import asking, missing_word, paper_of
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
        self._periods = Periods(judge.calendar)
        self._is_now = judge.era.covers(judge.today)
        self._enrolled = {p.id for p in judge.world.pupils.values() if p.enrolled_on(self._today)}

    def duties(self) -> Iterator[Duty]:
        if self._era.policy is None:
            return
        for bound, binding in self._era.policy.duties:
            if self._asleep(binding) or not self._valid(binding):
                continue
            for subject in self._subjects(binding):
                duty = self.duty_of(bound, binding, subject)
                if duty is not None:
                    yield duty

    def duty_of(self, bound: Bound, binding: DutyBinding, subject: Subject) -> Duty | None:
        """The open duty of one binding for one subject, None when nothing is owed."""
        every = self._every(binding)
        if every:
            return self._periodic(bound, binding, subject, every) if self._is_now else None
        return self._single(bound, binding, subject)

    def _every(self, binding: DutyBinding) -> str | None:
        return self._era.every(binding) or ("month" if binding.months else None)

    def _asleep(self, binding: DutyBinding) -> bool:
        """A binding whose trigger, patience or rhythm is a figure nobody has set (§2)."""
        figures = [f for f in (binding.after, binding.times) if f is not None]
        return self._every(binding) == "?" or any(
            self._era.figure(f).value is None for f in figures)

    def _valid(self, binding: DutyBinding) -> bool:
        return (binding.valid_from is None or binding.valid_from <= self._today) and (
            binding.until is None or self._today <= binding.until)

    # whom it may concern ------------------------------------------------------------------

    def _subjects(self, binding: DutyBinding) -> Iterator[Subject]:
        world = self._judge.world
        if binding.each in words.ABOUT_PUPIL:
            found = self._enrolled if binding.on is None else self._enrolled & self._touched(
                binding.on)
            if binding.each == "case":
                found &= self._judge.cases.candidates
            for name in sorted(found):
                subject = self._judge.subject(world.pupils[name])
                if binding.each != "case" or subject.case is not None:
                    yield subject
        elif binding.each == "class":
            for room in sorted(world.classes.values(), key=lambda r: (r.grade, r.name)):
                yield Subject(room.id, room.name, room=room)
        else:
            yield Subject("", world.unit)

    def _touched(self, pattern: Pattern) -> set[str]:
        """Pupils for whom a trigger could have come true; a quick look before the exact one."""
        judge = self._judge
        if isinstance(pattern, FactPattern):
            if pattern.fact == "opened":
                return judge.cases.candidates
            return judge.facts.pupils_with.get(pattern.fact, set())
        if isinstance(pattern, AbsencePattern):
            return set(judge.attendance.candidates)
        if isinstance(pattern, AllOf):
            return set.intersection(*(self._touched(part) for part in pattern.parts))
        if isinstance(pattern, AnyOf):
            return set.union(*(self._touched(part) for part in pattern.parts))
        return self._enrolled

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
        if due is not None and due < self._first and not anchor.facts:
            return None
        base = max(due, anchor.recorded) if due else None
        days = self._late(binding, base)
        after = self._era.figure(binding.after) if binding.after else None
        spans = [(label, figure) for label, figure in (("先等", after), ("期限", within))
                 if figure is not None and figure.value is not None]
        trigger = [self._era.figure(f) for f in figures_in(binding.on)]
        judge = self._judge
        window = judge.after(anchor) if anchor.kind == "absence" else judge.case_window(subject)
        return self._line(
            bound, binding, subject, due, days,
            start=None if anchor.day == date.min else anchor.day,
            key=anchor.day.isoformat() if anchor.day > date.min else "standing",
            reason=reason_of(judge, binding, subject, anchor),
            ask=asking(binding, within),
            missing=self._missing(binding, subject, window, judge.after(anchor)),
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
        if binding.by and binding.by != "?":
            return _next_day(arises, binding.by)
        return None

    def _missing(self, binding: DutyBinding, subject: Subject, before: Window,
                 after: Window) -> tuple[str, ...]:
        """Needs that are not met, and the parts of a half-done act that are still open."""
        judge = self._judge
        gaps = judge.missing(binding.needs, subject, before)
        done = judge.done_of(binding)
        if isinstance(done, AllOf):
            open_parts = judge.missing(done, subject, after)
            if len(open_parts) < len(done.parts):
                gaps += open_parts
        return tuple(dict.fromkeys(missing_word(gap) for gap in gaps))

    # once per period ----------------------------------------------------------------------

    def _periodic(self, bound: Bound, binding: DutyBinding, subject: Subject,
                  every: str) -> Duty | None:
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
        return arises <= self._today and self._count(binding, subject, period) < self._times(binding)

    def _times(self, binding: DutyBinding) -> int:
        return (self._era.figure(binding.times).at_least if binding.times else None) or 1

    def _period_due(self, binding: DutyBinding, period: Period) -> date | None:
        if binding.by and binding.by != "?":
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
        return self._concerns(binding, subject, window)

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
        days = self._late(binding, due)
        done, times = self._count(binding, subject, period), self._times(binding)
        reason, ask = periodic_words(judge, binding, subject, every, (done, times), due, missed)
        window = Window(period.start, period.start, period.start, self._today, self._today)
        figures = [self._era.figure(f) for f in (binding.times, binding.within) if f]
        return self._line(
            bound, binding, subject, due, days, start=None, key=period.start.isoformat(),
            reason=reason, ask=ask,
            missing=self._missing(binding, subject, judge.case_window(subject), window),
            trace=trace_of(judge, None, period, [], None, due, (due, days)),
            figures=figures, missed=missed)

    # the line -----------------------------------------------------------------------------

    def _late(self, binding: DutyBinding, base: date | None) -> int:
        if binding.watch or base is None:
            return 0
        return max(0, (self._today - base).days)

    def _group(self, binding: DutyBinding, due: date | None, late: int) -> Group:
        if late:
            return "overdue"
        if binding.watch or due is None:
            return "undated"
        if due <= self._today:
            return "today"
        return "week" if due <= monday(self._today) + timedelta(days=6) else "later"

    def _line(self, bound: Bound, binding: DutyBinding, subject: Subject, due: date | None,
              late: int, *, start: date | None, key: str, reason: str, ask: str,
              missing: tuple[str, ...], trace: tuple[tuple[str, str], ...],
              figures: list[Figure], missed: int = 0) -> Duty:
        policy, clause = bound.policy, bound.clause
        paper = paper_of(binding) or None
        title = self._title(paper) if paper else None
        pupil = subject.pupil
        room = subject.room.id if subject.room else pupil.class_id if pupil else None
        return Duty(
            id=f"{policy.id}:{binding.name}:{subject.id or 'school'}:{key}",
            binding=binding.name, do=binding.do, each=binding.each, subject=subject.id,
            name=subject.name, reason=_titled(reason, paper, title),
            ask=_titled(ask, paper, title), group=self._group(binding, due, late), due=due,
            overdue_days=late, pupil=pupil.id if pupil else None, class_id=room,
            who=binding.who, helps=binding.helps, to=binding.to, paper=paper,
            paper_title=title, ledger=binding.ledger, missing=missing, missed=missed,
            watch=binding.watch, since=start,
            clause=ClauseRef(policy.id, clause.id, clause.where, clause.quote, policy.title,
                             policy.number),
            trace=trace, reading=binding.reading, origin=worst(figures))

    def _title(self, paper: str) -> str:
        """What the profile prints on a paper; the vocabulary's word where it says nothing."""
        effective = self._era.policy
        found = effective.papers(paper) if effective else []
        return found[0].title if found else paper


def _titled(text: str, paper: str | None, title: str | None) -> str:
    return text.replace(f"《{paper}》", f"《{title}》") if paper and title else text


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
