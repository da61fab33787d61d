"""New pupils without a 学籍号: who they are, and by when they must have one (R196)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.policy.chapters import cited
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.figures import MONTH_DAY, Figure, Origin
from kongchuo_desktop.domain.policy.model import DutyBinding, SubjectPattern
from kongchuo_desktop.domain.school_year import turning_year

BY: Final = "school/new_numbers.by"
QUESTIONS: Final[dict[str, tuple[str, Figure]]] = {
    BY: ("新生学籍在几月几日以前建好（9月30日写930）？",
         Figure(None, MONTH_DAY, "unset", name=BY, open=True))}
"""The figure that a school sets where its document is silent → the question."""
NUMBER: Final = "student_number"
NEW_GRADES: Final = frozenset({1, 7})
"""Grades whose children get their 学籍 after the year has begun, by the end of September (R196)."""
_NEEDS: Final = {"identity_number": "身份证号", "birth_date": "出生日期", "guardian": "监护人",
                 "address": "住址"}
"""What is filled in when a 学籍 is made, and may be missing here."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day in time; None while nobody has laid it down. ``bound`` is the clause."""

    day: date | None
    origin: Origin = "unset"
    bound: Bound | None = None


def deadline(judge: Judge, pupil: Pupil, year: int) -> Deadline:
    """Of a pupil who came new in the autumn of ``year``: the earliest day that a duty names which
    ends with the 学籍号 (R196), else the school's own."""
    policy, found = judge.era.policy, list[Deadline]()
    for bound, duty in policy.duties if policy else ():
        if asks_number(duty) and _concerns(judge, duty, pupil, date(year, 9, 1)):
            day, origin = _day_of(judge, duty, year)
            found += [Deadline(day, origin, bound)] if day is not None else []
    if found:
        return min(found, key=lambda one: one.day or date.max)
    own = judge.era.figure(QUESTIONS[BY][1])
    day = _on(year, own.value) if own.value is not None else None
    return Deadline(day, "own") if day is not None else Deadline(None)


def asks_number(duty: DutyBinding) -> bool:
    """Whether a duty about new pupils ends when the 学籍号 is there, and is not about a case."""
    until = duty.unless
    return (duty.each in ("pupil", "class", "school") and isinstance(until, SubjectPattern)
            and NUMBER in _words(until))


def _words(pattern: SubjectPattern) -> tuple[object, ...]:
    has = pattern.tests.get("has", ())
    return () if isinstance(has, Figure) else has


def _concerns(judge: Judge, duty: DutyBinding, pupil: Pupil, day: date) -> bool:
    window = Window(until=max(day, judge.today), day=max(day, judge.today))
    return duty.only_if is None or judge.holds(
        duty.only_if, Subject(pupil.id, pupil.name, pupil), window) is True


def _day_of(judge: Judge, duty: DutyBinding, year: int) -> tuple[date | None, Origin]:
    if duty.by is not None:
        return _on(year, _month_day(duty.by)), "document"
    within = judge.era.figure(duty.within) if duty.within is not None else None
    if within is None or within.value is None or within.unit not in ("days", "weeks"):
        return None, "unset"
    days = within.value * (7 if within.unit == "weeks" else 1)
    return date(year, 9, 1) + timedelta(days=days), within.origin


def _month_day(text: str) -> int:
    month, _, day = text.partition("-")
    return int(month) * 100 + int(day) if month.isdecimal() and day.isdecimal() else 0


def _on(year: int, month_day: int) -> date | None:
    try:
        return date(year, *divmod(month_day, 100))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class NewPupil:
    """A new pupil without a number; ``lacks`` what must be asked first, in words.

    Attributes:
        due: the last day in time, None while nobody has laid it down; ``left`` days until then,
            negative when it is past.
        said: where the day comes from, in words.
        expected: whether the program would know the number if there were one.
    """

    pupil: str
    name: str
    class_id: str
    class_name: str
    seat: int | None
    lacks: tuple[str, ...]
    due: date | None
    left: int | None
    said: str
    origin: Origin
    expected: bool


@dataclass(frozen=True, slots=True)
class NewNumbers:
    """All new pupils of the school, counted, and those without a number, the first due first."""

    all: int
    rows: tuple[NewPupil, ...]

    @property
    def owed(self) -> int:
        """How many somebody has to look after."""
        return sum(row.expected for row in self.rows)

    @property
    def due(self) -> date | None:
        return min((row.due for row in self.rows if row.due is not None), default=None)

    @property
    def undated(self) -> bool:
        """Whether somebody has to say by when."""
        return any(row.due is None for row in self.rows)


def new_numbers_of(now: Situation) -> NewNumbers:
    """The new pupils of grades 1 and 7 of one unit on a day."""
    years = {school_year_of(now.today), turning_year(now.today)}
    rooms = {room.id: room.entry_year for room in now.world.classes.values()
             if room.entry_year in years and room.grade in NEW_GRADES}
    people = [pupil for pupil in now.world.pupils.values()
              if pupil.class_id in rooms and pupil.enrolled_on(now.today)]
    kept = numbered_classes(now)
    rows = [_row(now, pupil, rooms[pupil.class_id] or 0, kept) for pupil in people
            if NUMBER not in pupil.known]
    return NewNumbers(len(people), tuple(sorted(rows, key=lambda row: (
        row.due or date.max, row.class_name, row.seat is None, row.seat or 0, row.name,
        row.pupil))))


def numbered_classes(now: Situation) -> frozenset[str]:
    """The classes whose numbers are kept here: those of most children are known, or for new pupils
    those of most others in the school. Elsewhere nobody typed them in, and that a child has none
    says nothing."""
    rooms, older, new = Counter[str](), 0, set[str]()
    for pupil in now.world.pupils.values():
        if pupil.enrolled_on(now.today):
            balance = 1 if NUMBER in pupil.known else -1
            rooms[pupil.class_id] += balance
            if pupil.grade in NEW_GRADES:
                new.add(pupil.class_id)
            else:
                older += balance
    return frozenset(room for room, balance in rooms.items()
                     if balance > 0 or (room in new and older > 0))


def _row(now: Situation, pupil: Pupil, year: int, kept: frozenset[str]) -> NewPupil:
    """A school that named the day itself wants to be told, whatever it keeps."""
    found, room = deadline(now.judge, pupil, year), now.world.classes[pupil.class_id]
    said = {"own": "本校定的", "unset": "文件没有写日期"}.get(found.origin, "")
    if found.bound is not None:
        said = cited(found.bound.policy.title, found.bound.clause.where)
    return NewPupil(
        pupil.id, pupil.name, room.id, room.title, pupil.seat,
        tuple(said for word, said in _NEEDS.items() if word not in pupil.known
              and not (word == "birth_date" and "identity_number" in pupil.known)), found.day,
        (found.day - now.today).days if found.day is not None else None, said, found.origin,
        room.id in kept or found.origin == "own")
