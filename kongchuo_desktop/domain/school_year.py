"""The turn of the school year: which classes go up, leave and begin, and who goes into which."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from kongchuo_desktop.domain.classes import class_name, school_year_of
from kongchuo_desktop.domain.facts import Pupil

YEARS: Final[Mapping[str, int]] = {"primary": 6, "junior": 3}
"""School years of a stage."""
_FIRST: Final[Mapping[str, int]] = {"primary": 1, "junior": 7}
MIXED: Final = "复式班"
_IDLE: Final = timedelta(days=400)
"""A store in which nothing was written for so long, or a clock that ran ahead."""
_EARLIEST = (6, 1)
"""Nobody leaves at the end of a school year before this day: no document names one, our reading."""

ClassKey = tuple[int, int, str]
"""Year of entry, number and stage: what makes a class the same one on every computer."""


def turning_year(today: date) -> int:
    """The year in whose autumn the school year begins that is spoken of now: from March the
    coming one."""
    return today.year if today.month >= 3 else school_year_of(today)


def earliest_leaving(year: int) -> date:
    """The first day from which who leaves before the autumn of a year may be gone."""
    return date(year, *_EARLIEST)


def usual_leaving(year: int, today: date) -> date:
    """The day that is offered: today, in the new school year the last day of the old one."""
    return min(today, date(year, 8, 31))


def doubtful_clock(today: date, newest: date | None) -> bool:
    """Whether the clock can hardly be right: long after, or before, what was written last."""
    return newest is not None and not newest - timedelta(days=1) <= today <= newest + _IDLE


@dataclass(frozen=True, slots=True)
class Cohort:
    """A class: the pupils who entered in one year under one number.

    ``called`` is its name of its own, empty where it is called by grade and number.
    """

    id: str
    stage: str
    number: int
    entry_year: int
    head_teacher: str = ""
    kind: str = ""
    called: str = ""

    @property
    def key(self) -> ClassKey:
        return (self.entry_year, self.number, self.stage)

    @property
    def ends(self) -> int:
        """The year in whose summer it leaves the school."""
        return self.entry_year + YEARS[self.stage]

    def title(self, year: int) -> str:
        """What it is called in the school year that begins in a year."""
        if self.called:
            return self.called
        return key_title(self.key, year)


def key_title(key: ClassKey, year: int) -> str:
    """``七年级1班``: a class in the school year that begins in a year."""
    entry, number, stage = key
    years = min(max(0, year - entry), YEARS[stage] - 1)
    return class_name(grade=_FIRST[stage] + years, number=number)


@dataclass(frozen=True, slots=True)
class Leaver:
    """A pupil whose class leaves; ``why`` says what is to be looked at first, in words."""

    pupil: str
    name: str
    seat: int | None
    why: tuple[str, ...] = ()
    male: bool | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """A class that leaves; ``late`` by how many years it should have left before.

    ``gone`` of its pupils have graduated, ``away`` are not here for another reason (休学).
    """

    cohort: Cohort
    people: tuple[Leaver, ...]
    late: int
    gone: int
    away: int


@dataclass(frozen=True, slots=True)
class Rising:
    """A class that goes up by itself: its grade follows from the day."""

    cohort: Cohort
    title: str
    becomes: str
    pupils: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A child that is announced to the school; ``key`` of its line, ``male`` None if not known."""

    key: str
    name: str
    male: bool | None = None
    school: str = ""


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class to be founded in the first grade of a stage."""

    stage: str
    number: int
    head_teacher: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the autumn of ``year`` brings to a school.

    Attributes:
        begun: the classes of that autumn which are there already.
        usual: stage → how many classes its first grade had the year before, if any.
        waiting: who is announced and on no roster yet.
        where: the school to which most of those who left went, as it was written down last.
    """

    year: int
    leaving: tuple[Leaving, ...]
    rising: tuple[Rising, ...]
    begun: tuple[Cohort, ...]
    usual: Mapping[str, int]
    waiting: tuple[Newcomer, ...] = ()
    where: str = ""

    def new_classes(self) -> list[NewClass]:
        """The classes that are usually founded and are not there yet."""
        there = {cohort.key for cohort in self.begun}
        return [NewClass(stage, number) for stage, count in self.usual.items()
                for number in range(1, count + 1) if (self.year, number, stage) not in there]

    @property
    def done(self) -> bool:
        """Whether nobody is left to leave and each stage that usually begins has a class."""
        begun = {cohort.stage for cohort in self.begun}
        return self.usual.keys() <= begun and not any(one.people for one in self.leaving)


def turn(year: int, cohorts: Iterable[Cohort], pupils: Iterable[Pupil], today: date, *,
         graduated: Collection[str] = (), concerns: Mapping[str, Sequence[str]] | None = None,
         males: Mapping[str, bool] | None = None, waiting: Iterable[Newcomer] = (),
         where: str = "") -> Turn:
    """Lay the classes of a school out for the school year that begins in the autumn of ``year``.

    Args:
        graduated: pupils of whom 毕业 was written down last.
        concerns: pupil → what is to be looked at before it leaves.
        males: pupil → whether it is a boy, where that is known.
    """
    of_class: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        of_class.setdefault(pupil.class_id, []).append(pupil)
    said, boys = concerns or {}, males or {}
    rooms = sorted(cohorts, key=lambda room: (room.stage == "junior", -room.entry_year,
                                              room.number, room.id))
    leaving = [_leaving(room, of_class.get(room.id, []), year, today, graduated, said, boys)
               for room in rooms if room.ends <= year]
    rising = [Rising(room, room.title(year - 1), room.title(year),
                     sum(p.enrolled_on(today) for p in of_class.get(room.id, ())))
              for room in rooms if room.entry_year < year < room.ends]
    begun = [room for room in rooms if room.entry_year == year]
    return Turn(year, tuple(one for one in leaving if one.people or one.late == 0),
                tuple(rising), tuple(begun), _usual(rooms, year), tuple(waiting), where)


def _leaving(room: Cohort, pupils: Iterable[Pupil], year: int, today: date,
             graduated: Collection[str], concerns: Mapping[str, Sequence[str]],
             males: Mapping[str, bool]) -> Leaving:
    here, gone, away = [], 0, 0
    mixed = ("复式班里年级不一样，要一个一个看",) if room.kind == MIXED else ()
    for pupil in sorted(pupils, key=lambda p: (p.seat is None, p.seat or 0, p.name, p.id)):
        if pupil.enrolled_on(today):
            here.append(Leaver(pupil.id, pupil.name, pupil.seat,
                               (*mixed, *concerns.get(pupil.id, ())), males.get(pupil.id)))
        elif pupil.id in graduated:
            gone += 1
        elif pupil.enrolled:
            away += 1
    return Leaving(room, tuple(here), year - room.ends, gone, away)


def _usual(rooms: Iterable[Cohort], year: int) -> dict[str, int]:
    """Stage → the greatest number of a class that began the year before."""
    usual: dict[str, int] = {}
    for room in rooms:
        if room.entry_year == year - 1 and room.kind != MIXED:
            usual[room.stage] = max(usual.get(room.stage, 0), room.number)
    return usual


def deal(people: Sequence[Newcomer], rooms: int) -> list[list[Newcomer]]:
    """Newcomers into so many classes: sizes and each sex differ by one at most.

    Who came from one school is spread over all; the order is the same on every computer.
    """
    found: list[list[Newcomer]] = [[] for _ in range(rooms)]
    order = sorted(people, key=lambda one: (
        {False: 0, None: 1, True: 2}[one.male], one.school, one.name, one.key))
    for at, one in enumerate(order):
        found[at % rooms].append(one)
    return found


def dealt(people: Sequence[Newcomer], rooms: Sequence[ClassKey]) -> dict[str, ClassKey]:
    """Key of each newcomer → its class, dealt out over the rooms there are."""
    return {one.key: room for room, of_room in zip(rooms, deal(people, len(rooms)), strict=True)
            for one in of_room}


def first_rooms(turn: Turn, stage: str, found: Iterable[NewClass]) -> list[ClassKey]:
    """The classes of the first grade of a stage: those that begun, and those to be founded."""
    return sorted({*(one.key for one in turn.begun if one.stage == stage),
                   *((turn.year, one.number, stage) for one in found if one.stage == stage)})


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided of the turn of a year.

    Attributes:
        day: from which day those who leave are not enrolled any more.
        leave: pupil → the school that it goes to, empty while nobody knows.
        place: pupil → the class that it goes into: 留级, or another class.
        found: the classes to be founded.
        take: key of an announced child → its class, from ``came`` on.
    """

    year: int
    day: date
    leave: Mapping[str, str] = field(default_factory=dict)
    place: Mapping[str, ClassKey] = field(default_factory=dict)
    found: tuple[NewClass, ...] = ()
    take: Mapping[str, ClassKey] = field(default_factory=dict)
    came: date | None = None

    def founded(self) -> dict[ClassKey, NewClass]:
        return {(self.year, one.number, one.stage): one for one in self.found}

    def lost(self, there: Collection[ClassKey]) -> list[ClassKey]:
        """Classes that somebody is to go into and that neither are there nor will be."""
        known = {*there, *self.founded()}
        return sorted({*self.place.values(), *self.take.values()} - known)

    def over(self) -> list[ClassKey]:
        """Classes that somebody is to go into and that leave themselves."""
        return sorted(key for key in {*self.place.values(), *self.take.values()}
                      if key[0] + YEARS[key[2]] <= self.year)

    def twice(self) -> list[str]:
        """Pupils who were to leave and to go into a class."""
        return sorted(self.leave.keys() & self.place.keys())
