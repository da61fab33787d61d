"""Says when a pattern was met and whether it holds, for one subject under one profile (§5)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.acts import Acts, nth
from kongchuo_desktop.domain.duties.anchor import Anchor, in_order, join
from kongchuo_desktop.domain.duties.everybody import Everybody
from kongchuo_desktop.domain.duties.exits import Exit, Exits
from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.domain.duties.openers import Asking, Openers
from kongchuo_desktop.domain.duties.states import Cases, CaseSpan
from kongchuo_desktop.domain.duties.subjects import (
    Context,
    Subject,
    Window,
    conjunction,
    known_on,
    pupil_test,
    words_in,
)
from kongchuo_desktop.domain.facts import Fact, Pupil, World
from kongchuo_desktop.domain.policy.effective import Era
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    CalendarPattern,
    DutyBinding,
    FactPattern,
    MetPattern,
    Not,
    Pattern,
    SubjectPattern,
)


class Judge:
    """Evaluates patterns. Three answers: yes, no, and None while a figure is unset (it sleeps)."""

    def __init__(self, world: World, calendar: SchoolCalendar, era: Era, attendance: Attendance,
                 facts: Facts, today: date) -> None:
        self.world = world
        self.calendar = calendar
        self.era = era
        self.attendance = attendance
        self.facts = facts
        openers = Openers(era, calendar, attendance, facts, today,
                          Asking(self._concerned, self._confirmed))
        self.exits = Exits(self)
        self.cases = Cases(era, attendance, facts, today, openers, self._way_out)
        self.today = today
        self.context = Context(era, facts, self.cases, world.classes)
        self._met: dict[tuple[str, str], list[Anchor]] = {}
        self._acts = Acts(era, facts, attendance, self.cases)
        self._points: dict[str, list[Anchor]] = {}
        self._first_year = calendar.school_year(world.begun or today)
        self.everybody = Everybody(self)

    def keep(self, before: "Judge", touched: Collection[str]) -> None:
        """Take over what was derived of the pupils of whom nothing changed since."""
        self.cases.keep(before.cases, touched)
        if self.world.registers is before.world.registers:
            self._acts.keep_registers(before._acts)

    # when it happened ---------------------------------------------------------------------

    def anchors(self, pattern: Pattern, subject: Subject) -> list[Anchor]:
        """Every time the pattern came true, oldest first."""
        window = self.case_window(subject)
        match pattern := dated(pattern):
            case FactPattern():
                return self._fact_anchors(pattern, subject, window)
            case AbsencePattern():
                if subject.pupil is None:
                    return []
                return [Anchor(r.day, r.start, r.recorded, reached=r, kind="absence")
                        for r in self.cases.reached(subject.pupil, pattern)]
            case CalendarPattern():
                return self._calendar(pattern.point)
            case MetPattern():
                return self.met_anchors(pattern.binding, subject)
            case AllOf():
                return self._all(pattern, subject)
            case AnyOf():
                found = [a for part in pattern.parts for a in self.anchors(part, subject)]
                return sorted(found, key=lambda a: (a.day, a.recorded))
            case SubjectPattern() | Not():
                return self._true_now(pattern, subject, window)

    def case_window(self, subject: Subject) -> Window:
        start = subject.case.start if subject.case else date.min
        until = subject.case.closed if subject.case and subject.case.closed else self.today
        return Window(default=start, start=start, on=start, until=min(until, self.today),
                      day=self.today)

    def _fact_anchors(self, pattern: FactPattern, subject: Subject,
                      window: Window) -> list[Anchor]:
        facts = self.matching(pattern, subject, window)
        if pattern.times is None:
            return [Anchor(f.day, f.day, f.recorded, (f,), kind="fact") for f in facts]
        number = self.era.figure(pattern.times).at_least
        if not number or len(facts) < number:
            return []
        last = facts[number - 1]
        return [Anchor(last.day, facts[0].day, last.recorded, tuple(facts), kind="fact")]

    def matching(self, pattern: FactPattern, subject: Subject, window: Window) -> list[Fact]:
        """The facts that a pattern means, oldest first, inside its window."""
        return self._acts.matching(pattern, subject, window)

    def facts_of(self, kind: str, subject: Subject) -> Sequence[Fact]:
        """All facts of a kind about a subject, oldest first."""
        return self._acts.facts_of(kind, subject)

    def _calendar(self, point: str) -> list[Anchor]:
        """All that the store may know of: from its first school year to the coming one."""
        if point in self._points:
            return self._points[point]
        days: list[date] = []
        for year in range(self._first_year, self.calendar.school_year(self.today) + 2):
            terms = (self.calendar.term(year, 1), self.calendar.term(year, 2))
            days += ([date(year, 9, 1)] if point == "school_year_start" else
                     [t.start if point == "term_start" else t.end for t in terms])
        self._points[point] = [Anchor(d, d, d, kind=point) for d in days]
        return self._points[point]

    def _all(self, pattern: AllOf, subject: Subject) -> list[Anchor]:
        """All parts: the day of the last one; with ``order`` each at or after the one before.

        The first part that names an event is followed through all its days, so that a later
        event starts a clock of its own; parts about the subject must hold now.
        """
        window = self.case_window(subject)
        events = [p for p in pattern.parts if not isinstance(p, SubjectPattern | Not)]
        tests = [p for p in pattern.parts if isinstance(p, SubjectPattern | Not)]
        if not all(self.holds(test, subject, window) for test in tests):
            return []
        if not events:
            return self._true_now(pattern, subject, window)
        found = []
        for first in self.anchors(events[0], subject):
            joined: Anchor | None = first
            for part in events[1:]:
                if joined is None:
                    break
                earliest = joined.day if pattern.order else date.min
                other = next((a for a in self.anchors(part, subject) if a.day >= earliest), None)
                joined = join(joined, other) if other else None
            if joined is not None:
                found.append(joined)
        return found

    def _true_now(self, pattern: Pattern, subject: Subject, window: Window) -> list[Anchor]:
        """A state has no day of its own: it starts with the case, else it is simply so."""
        if not self.holds(pattern, subject, window):
            return []
        day = subject.case.opened if subject.case else date.min
        recorded = subject.case.recorded if subject.case else date.min
        return [Anchor(day, day, recorded, kind="state")]

    def met_anchors(self, name: str, subject: Subject) -> list[Anchor]:
        """The days on which another binding was met for the same subject."""
        key = (name, subject.id)
        if key not in self._met:
            bound = self.era.policy.by_name.get(name) if self.era.policy else None
            binding = bound.binding if bound else None
            self._met[key] = (self._discharges(binding, subject)
                              if isinstance(binding, DutyBinding) else [])
        return self._met[key]

    def _discharges(self, binding: DutyBinding, subject: Subject) -> list[Anchor]:
        anchors = self.anchors(binding.on, subject) if binding.on else [
            Anchor(date.min, date.min, date.min)]
        found = {}
        for anchor in anchors:
            met = self.discharged(binding, subject, self.after(anchor))
            if met is not None:
                found[met.day] = met
        return sorted(found.values(), key=lambda a: a.day)

    def after(self, anchor: Anchor, until: date | None = None) -> Window:
        """The window of a duty's own patterns: from the anchor, after an absence from its start."""
        default = anchor.start if anchor.kind == "absence" else anchor.day
        return Window(default, anchor.start, anchor.day, until or self.today, self.today)

    # whether it was done ------------------------------------------------------------------

    def discharged(self, binding: DutyBinding, subject: Subject, window: Window) -> Anchor | None:
        """The day by which ``done`` was complete, ``times`` times where the binding says so."""
        if binding.done is None:
            return None
        times = self.era.figure(binding.times).at_least if binding.times else None
        return self.complete(binding.act, subject, window, times or 1)

    def complete(self, pattern: Pattern | None, subject: Subject, window: Window,
                 times: int = 1) -> Anchor | None:
        """The day on which a pattern was complete inside a window, None if it is not."""
        if pattern is None:
            return None
        match pattern := dated(pattern):
            case FactPattern():
                own = self.era.figure(pattern.times).at_least if pattern.times else None
                return nth(self.matching(pattern, subject, window), times * (own or 1))
            case AllOf():
                found = [self.complete(part, subject, window, times) for part in pattern.parts]
                done = [a for a in found if a is not None]
                if len(done) < len(found) or (pattern.order and not in_order(done)):
                    return None
                done.sort(key=lambda a: a.day)
                return replace(done[-1], facts=tuple(f for a in done for f in a.facts))
            case AnyOf():
                acts = [part for part in pattern.parts if isinstance(part, FactPattern)]
                if times > 1 and len(acts) == len(pattern.parts):
                    # Of two visits and a survey each is one of three times.
                    each = {f.id: f for part in acts
                            for f in self.matching(part, subject, window)}
                    return nth(sorted(each.values(), key=lambda f: (f.day, f.recorded)), times)
                either = [self.complete(part, subject, window, times) for part in pattern.parts]
                return min((a for a in either if a is not None), key=lambda a: a.day,
                           default=None)
            case _:
                if not self.holds(pattern, subject, window):
                    return None
                # What was known before it was asked for was there on the day it was.
                day = max(window.on, known_on(self.context, pattern, subject.pupil)
                          if subject.pupil else date.min)
                day = self.today if day == date.min else min(day, self.today)
                return Anchor(day, day, day)

    def missing(self, pattern: Pattern | None, subject: Subject, window: Window) -> list[Pattern]:
        """The parts of a pattern that are not there yet; a sleeping part is not asked for."""
        if pattern is None:
            return []
        if isinstance(pattern, AllOf):
            return [gap for part in pattern.parts for gap in self.missing(part, subject, window)]
        return [pattern] if self.holds(pattern, subject, window) is False else []

    # whether it holds ---------------------------------------------------------------------

    def holds(self, pattern: Pattern, subject: Subject, window: Window) -> bool | None:
        match pattern:
            case FactPattern():
                number = self.era.figure(pattern.times) if pattern.times else None
                found = len(self.matching(pattern, subject, window))
                return found > 0 if number is None else number.holds(found)
            case AllOf():
                return conjunction([self.holds(part, subject, window) for part in pattern.parts])
            case AnyOf():
                answers = [self.holds(part, subject, window) for part in pattern.parts]
                return True if True in answers else None if None in answers else False
            case Not():
                inner = self.holds(pattern.part, subject, window)
                return None if inner is None else not inner
            case SubjectPattern() if "each" in pattern.tests:
                return self.everybody.each(pattern, subject, window)
            case SubjectPattern():
                return conjunction([self._test(key, test, subject, window)
                             for key, test in pattern.tests.items()])
            case AbsencePattern():
                if self.era.figure(pattern.absent).value is None:
                    return None
                return any(a.day >= window.default for a in self.anchors(pattern, subject))
            case MetPattern() | CalendarPattern():
                return any(a.day <= window.until for a in self.anchors(pattern, subject))

    def _test(self, key: str, test: tuple[object, ...] | Figure, subject: Subject,
              window: Window) -> bool | None:
        if key == "any_case":
            return not self.everybody.states(window.spell).isdisjoint(words_in(test))
        if key == "share":
            # How large a sample is, is set by a person; whether one was taken, its fact says.
            return True if not isinstance(test, Figure) or self.era.figure(test).value else None
        if subject.pupil is None:
            return self.everybody.test(key, test, subject, window)
        return pupil_test(self.context, key, test, subject, subject.pupil, window)

    def subject(self, pupil: Pupil) -> Subject:
        return Subject(pupil.id, pupil.name, pupil, case=self.cases.current(pupil))

    def _concerned(self, pattern: Pattern, pupil: Pupil, day: date) -> bool:
        """Whether a rule's ``if`` holds of a pupil whose case is not known yet."""
        return self.holds(pattern, Subject(pupil.id, pupil.name, pupil),
                          Window(until=day, day=day)) is True

    def _confirmed(self, move: Fact, pupil: Pupil) -> date | None:
        return self.exits.confirmed(Subject(pupil.id, pupil.name, pupil), move)

    def _way_out(self, span: CaseSpan, pupil: Pupil) -> Exit | None:
        return self.exits.of(Subject(pupil.id, pupil.name, pupil, case=span))


def dated(pattern: Pattern) -> Pattern:
    """A test for evidence as the fact that it was put on file, which has a day of its own."""
    if isinstance(pattern, SubjectPattern) and set(pattern.tests) == {"evidence"}:
        named = pattern.tests["evidence"]
        assert isinstance(named, tuple)
        return FactPattern("attached", {"what": named}, since=date.min)
    return pattern
