"""Derives the duties of one profile in one stretch of days: for whom each binding falls due."""

from collections.abc import Collection, Iterator
from datetime import date

from kongchuo_desktop.domain.duties.answering import may_outlast
from kongchuo_desktop.domain.duties.instance import Instance
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.line import Lines
from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.recurring import Recurring, asleep, rhythm
from kongchuo_desktop.domain.duties.started import Started
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    Pattern,
)


class Engine:
    """Duties under the profile of ``judge.era``; ``first`` is the day of the first register.

    ``before`` is the engine of the stretch before, for periods that were missed in it.
    """

    def __init__(self, judge: Judge, first: date, before: "Engine | None" = None) -> None:
        self._judge = judge
        self._era = judge.era
        self._today = judge.today
        self._lines = Lines(judge)
        self._started = Started(judge, first)
        earlier = before._recurring if before and before._era.policy is self._era.policy else None
        self._recurring: Recurring = Recurring(judge, first, earlier)
        self._is_now = judge.era.covers(judge.today)

    # what is due today --------------------------------------------------------------------

    def about_pupils(self, pupils: Collection[str],
                     actors: Collection[str] | None = None) -> Iterator[Duty]:
        """What is due (from some actors) about each of these pupils, their cases and families."""
        known = self._judge.world.pupils.keys() & set(pupils)
        enrolled = self._enrolled(known)
        for bound, binding in self._bindings(actors, about_pupils=True):
            for subject in self._pupils(binding, known, enrolled):
                duty = self.duty_of(bound, binding, subject)
                if duty is not None:
                    yield duty

    def about_others(self, actors: Collection[str] | None = None) -> Iterator[Duty]:
        """What is due (from some actors) about the classes and the school."""
        for bound, binding in self._bindings(actors, about_pupils=False):
            for subject in self._others(binding):
                duty = self.duty_of(bound, binding, subject)
                if duty is not None:
                    yield duty

    def duty_of(self, bound: Bound, binding: DutyBinding, subject: Subject) -> Duty | None:
        """The open duty of one binding for one subject, None when nothing is owed."""
        if rhythm(binding):
            found = self._recurring.open(bound, binding, subject) if self._is_now else None
            return self._lines.of_period(*found) if found else None
        return next((self._lines.started(instance)
                     for instance in self._started.times(bound, binding, subject, self._today)
                     if instance.state == "open"), None)

    # what is coming -----------------------------------------------------------------------

    def coming(self, until: date) -> Iterator[Duty]:
        """What will arise from tomorrow until a day, as far as it is known today: clocks that run,
        days of the calendar, periods to come. Nobody knows who will stay away tomorrow."""
        known = set(self._judge.world.pupils)
        enrolled = self._enrolled(known)
        for about_pupils in (True, False):
            for bound, binding in self._bindings(None, about_pupils=about_pupils):
                subjects = (self._pupils(binding, known, enrolled) if about_pupils
                            else self._others(binding))
                for subject in subjects:
                    for instance in self._later(bound, binding, subject, until):
                        yield self._lines.coming(instance)

    def _later(self, bound: Bound, binding: DutyBinding, subject: Subject,
               until: date) -> Iterator[Instance]:
        found: Iterator[Instance] = iter(())
        if not rhythm(binding):
            found = self._started.times(bound, binding, subject, until)
        elif self._is_now:
            found = self._recurring.from_today(bound, binding, subject, until)
        return (i for i in found if i.state == "coming" and i.arises <= until)

    # what fell due ------------------------------------------------------------------------

    def instances(self, since: date, until: date) -> Iterator[Instance]:
        """Each time something fell due in a span of days: binding by binding in the order of the
        document, subject by subject, oldest first."""
        policy = self._era.policy
        for bound, binding in policy.duties if policy else ():
            if asleep(self._era, binding):
                continue
            for subject in self._ever(binding):
                found = (
                    self._recurring.times(bound, binding, subject, since, until)
                    if rhythm(binding) else
                    self._started.times(bound, binding, subject, until, past=True))
                for instance in found:
                    if self._valid(binding, instance.arises) and (
                            instance.since is None or since <= instance.day <= until):
                        yield instance

    def _ever(self, binding: DutyBinding) -> Iterator[Subject]:
        """All whom it may ever have concerned; a pupil once for each case, where there are any."""
        if binding.each not in words.ABOUT_PUPIL:
            yield from self._others(binding)
            return
        world, judge = self._judge.world, self._judge
        for name in sorted(self._whom(binding, set(world.pupils))):
            pupil = world.pupils[name]
            if binding.each != "case":
                yield judge.subject(pupil)
            elif rhythm(binding):
                yield Subject(pupil.id, pupil.name, pupil)
            else:
                for case in judge.cases.of(pupil):
                    yield Subject(pupil.id, pupil.name, pupil, case=case)

    # whom it may concern ------------------------------------------------------------------

    def _bindings(self, actors: Collection[str] | None, *,
                  about_pupils: bool) -> Iterator[tuple[Bound, DutyBinding]]:
        """Those that are awake and in force today."""
        for bound, binding in self._era.policy.duties if self._era.policy else ():
            if (binding.each in words.ABOUT_PUPIL) == about_pupils and (
                    actors is None or binding.who in actors) and (
                    self._valid(binding, self._today) and not asleep(self._era, binding)):
                yield bound, binding

    def _valid(self, binding: DutyBinding, day: date) -> bool:
        return (binding.valid_from is None or binding.valid_from <= day) and (
            binding.until is None or day <= binding.until)

    def _enrolled(self, pupils: Collection[str]) -> set[str]:
        world = self._judge.world
        return {name for name in pupils if world.pupils[name].enrolled_on(self._today)}

    def _pupils(self, binding: DutyBinding, known: set[str],
                enrolled: set[str]) -> Iterator[Subject]:
        """Pupils who are here; others only where a fact about them or their case may ask."""
        others = binding.each == "case" or may_outlast(binding.on)
        for name in sorted(self._whom(binding, known if others else enrolled)):
            subject = self._judge.subject(self._judge.world.pupils[name])
            if binding.each != "case" or subject.case is not None:
                yield subject

    def _whom(self, binding: DutyBinding, pupils: set[str]) -> set[str]:
        found = pupils if binding.on is None else self._touched(binding.on, pupils)
        return found & self._judge.cases.candidates if binding.each == "case" else found

    def _others(self, binding: DutyBinding) -> Iterator[Subject]:
        world = self._judge.world
        if binding.each != "class":
            yield Subject("", world.unit)
            return
        for room in sorted(world.classes.values(), key=lambda room: room.place):
            yield Subject(room.id, room.name, room=room)

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
