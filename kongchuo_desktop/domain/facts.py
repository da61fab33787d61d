"""The plain facts that every derivation reads: pupils, registers, marks and dated acts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from kongchuo_desktop.domain.classes import class_name, grade_of, stage_of

FactValue = str | int | bool | None | Sequence[str]

Stage = Literal["primary", "junior"]
Part = str
"""``全天``, ``上午``, ``下午`` or ``第n节``."""

UNSEEN = "未到待查"
"""Absent by the register, and nobody knows yet why."""
UNEXCUSED = frozenset({"旷课", UNSEEN})
"""Kinds of mark that count as absent without a person's excuse (policy.md §4)."""
LEAVE = frozenset({"事假", "病假"})
LATE = frozenset({"迟到", "早退"})
NOT_IN_CLASS = frozenset({"送教上门", "特校"})
"""Placements whose pupils are not expected at roll call."""
KINDS = ("出勤", UNSEEN, "旷课", "事假", "病假", "迟到", "早退")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included; ``until`` is None while it lasts."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag a pupil wears for a span of days, e.g. 留守, 脱贫户, 残疾."""

    tag: str
    span: Span


@dataclass(frozen=True, slots=True)
class Pupil:
    """One pupil as the derivations see it; ``id`` is the canonical row (journal.md §5)."""

    id: str
    name: str
    class_id: str
    grade: int
    """1 to 9."""
    enrolled: tuple[Span, ...]
    """Days on which the school answers for the pupil (not after 转出, not during 休学)."""
    before: tuple[tuple[date, str], ...] = ()
    """Earlier classes, oldest first: the first day in the next class, and the class left (调班)."""
    birth: date | None = None
    tags: tuple[Tagged, ...] = ()
    boarding: bool = False
    placement: str = "在校"
    """``在校``, ``随班就读``, ``特校`` or ``送教上门``."""
    known: frozenset[str] = frozenset()
    """Which parts of the record are filled in, by the words of ``words.HAS``."""
    seat: int | None = None

    @property
    def stage(self) -> Stage:
        return "primary" if self.grade <= 6 else "junior"

    def enrolled_on(self, day: date) -> bool:
        return any(span.covers(day) for span in self.enrolled)

    def class_on(self, day: date) -> str:
        """The class of that day: whose register speaks of the pupil."""
        if not self.before:
            return self.class_id
        return next((left for since, left in self.before if day < since), self.class_id)

    def spans_in(self, room: str) -> list[Span]:
        """The stretches of days on which the pupil was enrolled and in a class."""
        starts = [date.min, *(since for since, _ in self.before)]
        rooms = [*(left for _, left in self.before), self.class_id]
        ends = [*(since - timedelta(days=1) for since in starts[1:]), date.max]
        found = []
        for first, last, there in zip(starts, ends, rooms, strict=True):
            for span in self.enrolled if there == room else ():
                until = min(last, span.until or date.max)
                if max(first, span.since) <= until:
                    found.append(Span(max(first, span.since), until))
        return found

    def tags_on(self, day: date) -> frozenset[str]:
        return frozenset(t.tag for t in self.tags if t.span.covers(day))


@dataclass(frozen=True, slots=True)
class ClassRoom:
    """One class; ``lessons`` is the number of lessons of a day (policy.md §4).

    ``school`` is the name of a school below the unit that reads; empty for its own classes.
    """

    id: str
    name: str
    grade: int
    lessons: int = 7
    head_teacher: str = ""
    kind: str = "普通班"
    """``普通班``, ``补偿班`` or ``复式班``."""
    school: str = ""
    entry_year: int | None = None
    """Year of the September in which its first grade of the stage began; None where nobody said."""
    number: int | None = None
    """Which of its year's classes it is; None where nobody said."""

    def on(self, day: date) -> "ClassRoom":
        """The class as it was on a day: its grade, and the name where that goes by the grade."""
        if self.entry_year is None:
            return self
        grade = grade_of(entry_year=self.entry_year, stage=stage_of(self.grade), on=day)
        if grade == self.grade:
            return self
        usual = [class_name(grade=each, number=self.number) for each in (self.grade, grade)
                 if self.number is not None]
        return replace(self, grade=grade, name=usual[1] if self.name in usual[:1] else self.name)

    @property
    def place(self) -> tuple[int, int, str]:
        """Puts the classes of a school in order: by grade and number."""
        return self.grade, self.number or 0, self.name

    @property
    def title(self) -> str:
        """``七年级1班``, above a school ``青石镇中心学校 七年级1班``."""
        return f"{self.school} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Mark:
    """One pupil's mark for one part of one day; ``lessons`` names the lessons it covers, if any."""

    pupil: str
    day: date
    part: Part
    kind: str
    recorded: date
    lessons: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """The filing of one part of one day of one class: silence about a pupil is a claim."""

    class_id: str
    day: date
    part: Part
    absent: frozenset[str]
    expected: int
    recorded: date
    lessons: int = 0
    """Lessons of the day as they were when it was filed; 0 where nobody wrote them down."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated thing that happened (policy.md §5).

    ``kind`` is one of the facts of the policy vocabulary (``visit``, ``issued``, ``served``,
    ``returned`` …); ``fields`` holds what patterns may ask for (``mode``, ``result``, ``paper``,
    ``to``, ``joint`` …). ``day`` is when it happened, ``recorded`` the local day it was written.
    """

    id: str
    kind: str
    day: date
    recorded: date
    pupil: str | None = None
    class_id: str | None = None
    fields: Mapping[str, FactValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicyUse:
    """From which day the unit follows which profile; a unit's first use reaches back (§9)."""

    policy: str
    since: date


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A figure set by the school itself (本校规定) for one ``?`` of a binding (§2).

    ``binding`` is the binding's name, ``clause/key`` or ``clause#index`` plus ``.field``.
    """

    binding: str
    value: str
    since: date
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """All that one derivation may look at."""

    unit: str
    """Name of the school."""
    pupils: Mapping[str, Pupil]
    classes: Mapping[str, ClassRoom]
    registers: Sequence[Register] = ()
    marks: Sequence[Mark] = ()
    facts: Sequence[Fact] = ()
    uses: Sequence[PolicyUse] = ()
    figures: Sequence[OwnFigure] = ()
    registers_stay: bool = False
    """Whether the unit's registers are not shown to who reads this (a school's to its bureau)."""

    @property
    def begun(self) -> date | None:
        """The day of the first register; where registers stay in the school, that on which the
        first fact was written down. None before."""
        days = [register.day for register in self.registers]
        if not days and self.registers_stay:
            days = [*(fact.recorded for fact in self.facts), *(m.recorded for m in self.marks)]
        return min(days, default=None)

    def on(self, day: date) -> "World":
        """The same with each class called as on a day, and each pupil in the grade that its class
        of that day was in; itself where no class was in another grade."""
        classes = {key: room.on(day) for key, room in self.classes.items()}
        if classes == self.classes:
            return self
        pupils = {key: replace(pupil, grade=room.grade) if room is not None else pupil
                  for key, pupil in self.pupils.items()
                  for room in [classes.get(pupil.class_on(day))]}
        return replace(self, classes=classes, pupils=pupils)

    def ever_in(self, rooms: Collection[str]) -> set[str]:
        """Pupils who are or were in one of these classes: of whom its registers may speak."""
        return {pupil.id for pupil in self.pupils.values() if pupil.class_id in rooms
                or any(left in rooms for _, left in pupil.before)}
