"""What the examiners of one walk look at: a span of days, its instances, its facts, its pupils."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kongchuo_desktop.domain.duties.facts import matches
from kongchuo_desktop.domain.duties.instance import Instance
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.facts import Fact, Pupil, Span
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.model import FactPattern, Pattern


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a ledger: the child that it is about, if any, and the day that it tells of."""

    pupil: str | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a ledger that the program keeps holds in the span.

    ``each`` says what a row is, as its file does (``pupil``, ``case`` or a list); ``facts`` are
    the kinds that a person can write down for it.
    """

    each: str
    entries: Sequence[Entry]
    facts: tuple[str, ...] = ()


Lists = Callable[[str], Listed | None]
"""Word of a ledger → what it holds; None where the program does not keep it."""


def none_kept(ledger: str) -> Listed | None:
    """For who looks at no ledgers."""
    return None


@dataclass(frozen=True)
class Look:
    """One profile in a span of days.

    Attributes:
        judge: of the last stretch of the span in which the profile held.
        until: the last day that can be looked at: that of the span, else today.
        owed: profile and name of a duty → each time it fell due in the span.
        scanned: ids of the facts on which a photo or scan hangs.
        named: actor, a word of the vocabulary → the name that the school's own record gives.
        listed: the ledgers of the span.
    """

    situation: Situation
    judge: Judge
    since: date
    until: date
    owed: Mapping[tuple[str, str], Sequence[Instance]]
    scanned: frozenset[str]
    named: Mapping[str, str]
    listed: Lists = none_kept

    @property
    def today(self) -> date:
        return self.situation.today

    @cached_property
    def day(self) -> date:
        """The day on which classes and tags are read: the last one in session. In the summer
        those who finished in July have left, and nobody has come."""
        return next(iter(self.situation.calendar.school_days(self.since, self.until)[-1:]),
                    self.until)

    @cached_property
    def here(self) -> list[Pupil]:
        """Who was enrolled at the end of the span, by class and seat."""
        return sorted((p for p in self.situation.world.pupils.values()
                       if p.enrolled_on(self.day)),
                      key=lambda p: (p.class_on(self.day), p.seat or 0, p.name, p.id))

    @cached_property
    def cases(self) -> list[tuple[Pupil, CaseSpan]]:
        """The cases that were open on some day of the span, by the day they opened."""
        found = []
        for name in self.judge.cases.candidates:
            pupil = self.situation.world.pupils.get(name)
            found += [(pupil, case) for case in (self.judge.cases.of(pupil) if pupil else ())
                      if pupil and case.opened <= self.until
                      and (case.closed is None or self.since <= case.closed)]
        return sorted(found, key=lambda found: (found[1].opened, found[0].name, found[0].id))

    def subjects(self, each: str, only_if: Pattern | None) -> Iterator[tuple[Subject, Window]]:
        """Whom a binding concerns at the end of the span, with the days that it looks at."""
        for subject, window in self._everybody(each):
            if only_if is None or self.judge.holds(only_if, subject, window):
                yield subject, window

    def _everybody(self, each: str) -> list[tuple[Subject, Window]]:
        if each == "case":
            return self._cases
        if each == "class":
            return self._rooms
        if each in words.ABOUT_PUPIL:
            return self._pupils
        return [(self.school, self._span)]

    @cached_property
    def _cases(self) -> list[tuple[Subject, Window]]:
        found = [Subject(p.id, p.name, p, case=case) for p, case in self.cases]
        return [(subject, self.window(subject)) for subject in found]

    @cached_property
    def _rooms(self) -> list[tuple[Subject, Window]]:
        rooms = sorted(self.situation.world.classes.values(), key=lambda room: room.place)
        return [(Subject(room.id, room.name, room=room), self._span) for room in rooms]

    @cached_property
    def _pupils(self) -> list[tuple[Subject, Window]]:
        return [(Subject(p.id, p.name, p), self._span) for p in self.here]

    @cached_property
    def _span(self) -> Window:
        return Window(self.since, self.since, self.since, self.until, self.day)

    @property
    def school(self) -> Subject:
        return Subject("", self.situation.world.unit)

    def window(self, subject: Subject) -> Window:
        """The span; of a case that began before it, from the case on."""
        if subject.case is None or self.since <= subject.case.start:
            return self._span
        start = subject.case.start
        return Window(start, start, start, self.until, self.day)

    def instances(self, bound: Bound) -> Sequence[Instance]:
        """Each time that a duty of the profile fell due in the span."""
        return self.owed.get((bound.policy.id, bound.binding.name), ())

    @cached_property
    def _by_kind(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = defaultdict(list)
        for kind, facts in self.judge.facts.by_kind.items():
            found[kind] = [fact for fact in facts if self.since <= fact.day <= self.until]
        return found

    def facts(self, *kinds: str) -> list[Fact]:
        """The facts of some kinds in the span, about anybody, oldest first."""
        found = [fact for kind in kinds for fact in self._by_kind[kind]]
        return found if len(kinds) == 1 else sorted(
            found, key=lambda f: (f.day, f.recorded, f.id))

    def meant(self, pattern: FactPattern) -> list[Fact]:
        """The facts of the span that a pattern names."""
        return [fact for fact in self.facts(pattern.fact) if matches(fact, pattern)]

    def name_of(self, fact: Fact) -> tuple[str, str]:
        """Whom a fact is about: id and name."""
        world = self.situation.world
        if fact.pupil:
            pupil = world.pupils.get(fact.pupil)
            return fact.pupil, pupil.name if pupil else ""
        room = world.classes.get(fact.class_id or "")
        return (room.id, room.name) if room else ("", world.unit)

    def title(self, paper: str) -> str:
        """What the profile prints on a paper."""
        return self.judge.era.title_of(paper)


def last_day(span: Span, today: date) -> date:
    """The last day of a span that can be looked at."""
    return min(span.until or today, today)
