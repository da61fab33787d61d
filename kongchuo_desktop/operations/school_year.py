"""The turn of the school year: what is to be done, and all of it as one step (升学)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from kongchuo_desktop.domain.classes import seat_code
from kongchuo_desktop.domain.facts import Pupil, World
from kongchuo_desktop.domain.policy.words import STATES
from kongchuo_desktop.domain.school_year import (
    YEARS,
    Choices,
    ClassKey,
    Cohort,
    Newcomer,
    Turn,
    doubtful_clock,
    earliest_leaving,
    key_title,
    turn,
    turning_year,
)
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import moves
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.transfer_lines import Line
from kongchuo_desktop.operations.transfer_taking import take_one
from kongchuo_desktop.operations.transfers import expected
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.operations.world import canonical_ids, known, load_world, own_rows
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Movement, PupilRow
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes, Write

SCHOOL = ("school",)
GRADUATION = "毕业"
TO_JUNIOR = "小升初"
_MALE = {"男": True, "女": False}
_OPEN = frozenset({"open", "suspected", "dropout", "never_enrolled"})
"""States of a case without a conclusion."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """What one turn wrote: how many left, were founded, went into another class, were taken."""

    left: int
    founded: int
    placed: int
    taken: int
    changes: Changes

    @property
    def nothing(self) -> bool:
        """All of it was done before."""
        return not (self.left or self.founded or self.placed or self.taken)

    @property
    def said(self) -> str:
        parts = ((self.left, "人毕业"), (self.founded, "个新班"), (self.placed, "人换班"),
                 (self.taken, "人编班"))
        return "，".join(f"{count}{what}" for count, what in parts if count) or "都办过了，没有改动"


def turn_of(store: Store) -> Turn:
    """The turn of the year that is spoken of now, as far as it is not done."""
    return remembered(store, "turn", lambda: _turn(store))


def _turn(store: Store) -> Turn:
    today, world = store.now().date(), load_world(store)
    year = turning_year(today)
    rooms = cohorts(store)
    left = _last_moves(store, world)
    return turn(
        year, rooms, world.pupils.values(), today, waiting=_waiting(store),
        graduated={pupil for pupil, (kind, _) in left.items() if kind == GRADUATION},
        concerns=_concerns(store, {room.id for room in rooms if room.ends <= year}),
        males=_males(store),
        where=_commonest(where for kind, where in left.values() if kind == GRADUATION))


def cohorts(store: Store) -> list[Cohort]:
    """The unit's own classes, each once where rows were joined."""
    world = load_world(store)
    with store.session() as session:
        rows = own_rows(session, store.home, ClassGroup)
    return [Cohort(row["row"], row["stage"], row["number"], row["entry_year"],
                   row["head_teacher"] or "", row["kind"] or "", row["name"] or "")
            for row in rows if row["row"] in world.classes and row["stage"] in YEARS
            and row["number"] is not None and row["entry_year"] is not None]


def _last_moves(store: Store, world: World) -> dict[str, tuple[str, str]]:
    """Pupil → the last enrollment change that was no change of class, and the other school."""
    with store.session() as session:
        same = canonical_ids(session)
        rows = own_rows(session, store.home, Movement)
    found: dict[str, tuple[str, str]] = {}
    for row in sorted(rows, key=lambda row: (row["day"] or "", row["recorded"], row["row"])):
        pupil = same.get(row["pupil"], row["pupil"])
        if row["kind"] != moves.CLASS_CHANGE and pupil in world.pupils:
            found[pupil] = (row["kind"], row["other"] or "")
    return found


def _commonest(words: Iterable[str]) -> str:
    counted = Counter(filter(None, words)).most_common(1)
    return counted[0][0] if counted else ""


def _concerns(store: Store, leaving: set[str]) -> Mapping[str, list[str]]:
    """Pupils of leaving classes who have a case without a conclusion."""
    now, found = situation(store), dict[str, list[str]]()
    for pupil in now.world.pupils.values():
        if pupil.class_id not in leaving or not pupil.enrolled_on(now.today):
            continue
        case = now.judge.cases.current(pupil)
        if case is not None and case.state in _OPEN:
            found[pupil.id] = [f"个案还没有结论：{STATES[case.state]}"]
    return found


def _males(store: Store) -> dict[str, bool]:
    """Pupil → whether it is a boy, where its record says."""
    columns = sql_table(PupilRow).c
    with store.session() as session:
        rows = session.execute(select(columns.row, columns.gender).where(~columns.gone)).all()
    return {row.row: _MALE[row.gender] for row in rows if row.gender in _MALE}


def _waiting(store: Store) -> list[Newcomer]:
    """Who was announced to this school from a primary school, and is on its roster not yet."""
    males = _males(store)
    return [Newcomer(line.key, line.name, males.get(line.pupil), line.from_name)
            for line in expected(store) if line.kind == TO_JUNIOR]


def check_clock(store: Store) -> None:
    """Raises: KnownError ``clock_doubtful``: under a wrong date whole classes would leave."""
    today, world = store.now().date(), load_world(store)
    newest = max((*(r.recorded for r in world.registers), *(f.recorded for f in world.facts)),
                 default=None)
    if newest is not None and doubtful_clock(today, newest):
        raise KnownError(
            "clock_doubtful",
            f"电脑上的日期是{full_day(today)}，最近一次登记却在{full_day(newest)}。",
            kept="没有改动。", todo="先看看电脑的日期对不对。日期没有错的，点一次名再来办。")


def roll_year(store: Store, *, actor: Actor, choices: Choices) -> Rolled:
    """Do all that was decided of the turn of a year as one step: 毕业, new classes, changes of
    class, children taken into their classes. What is done already is left as it is, so that a
    second time changes nothing; undo takes all of it back.

    Raises:
        KnownError: ``clock_doubtful``, ``too_early``, ``future_date``, ``unknown_pupil``,
            ``pupil_twice``, ``unknown_class``, ``class_over``, ``not_expected``.
    """
    check_clock(store)
    _check(store, choices)
    world, rooms = load_world(store), {room.key: room.id for room in cohorts(store)}
    today = store.now().date()
    waited = {line.key: line for line in expected(store)}
    targets = {rooms[key] for key in choices.take.values() if key in rooms}
    seats = {room: moves.free_seats(store, class_id=room, count=1)[0] - 1 for room in targets}
    with store.operation("roll_year", actor, roles=SCHOOL) as write:
        founded = _found(write, choices, rooms)
        left = _graduate(write, world, choices, today)
        placed = _place(write, world, choices, rooms, today)
        taken = _take(write, choices, waited, rooms, Counter(seats))
    return Rolled(left, founded, placed, taken, write.changes)


def _check(store: Store, choices: Choices) -> None:
    world = load_world(store)
    if choices.leave:
        check_leaving_day(store, choices.day, choices.year)
    if choices.take:
        check_not_future(store, choices.came or choices.day)
    there = {room.key for room in cohorts(store)}
    if choices.leave.keys() - world.pupils.keys() or choices.place.keys() - world.pupils.keys():
        raise KnownError("unknown_pupil", "名单里有人不在花名册上。", kept="没有改动。",
                         todo="回到升学，重新看一遍名单。")
    if twice := choices.twice():
        raise KnownError("pupil_twice", f"{world.pupils[twice[0]].name}又毕业又换班，只能选一样。",
                         kept="没有改动。", todo="改一样再办。")
    if lost := choices.lost(there):
        raise KnownError("unknown_class", f"没有{key_title(lost[0], choices.year)}。",
                         kept="没有改动。", todo="先写上要新开的班。")
    if over := choices.over():
        raise KnownError("class_over", f"{key_title(over[0], choices.year)}这个夏天就毕业了，"
                         "不能再编进人。", kept="没有改动。", todo="换一个班。")


def check_leaving_day(store: Store, day: date, year: int) -> None:
    """Raises: KnownError ``future_date``, ``too_early``."""
    check_not_future(store, day)
    if day < earliest_leaving(year):
        raise KnownError("too_early", f"{full_day(day)}还在上课，学年没有结束。",
                         kept="没有改动。", todo=f"{year}年6月以后再办。")


def _found(write: Write, choices: Choices, rooms: dict[ClassKey, str]) -> int:
    """Found what is not there; ``rooms`` learns of it."""
    founded = 0
    for key, wanted in choices.founded().items():
        if key in rooms:
            continue
        grade = 1 if wanted.stage == "primary" else 7
        rooms[key] = write.insert(ClassGroup, **known({
            "entry_year": choices.year, "number": wanted.number, "stage": wanted.stage,
            "head_teacher": wanted.head_teacher.strip(), "phone": wanted.phone.strip(),
            "seat": seat_code(grade=grade, number=wanted.number)}))
        founded += 1
    return founded


def _graduate(write: Write, world: World, choices: Choices, today: date) -> int:
    """Write 毕业 of those who are still here; how many. Two computers that do it write one row."""
    here = [pupil for name in choices.leave if (pupil := world.pupils[name]).enrolled_on(today)]
    write.insert_many(Movement, [
        {"key": (pupil.id, GRADUATION, choices.year), "pupil": pupil.id, "kind": GRADUATION,
         "day": _last(pupil, choices.day, today).isoformat(),
         **known({"other": choices.leave[pupil.id].strip()})} for pupil in here])
    return len(here)


def _last(pupil: Pupil, day: date, today: date) -> date:
    """From which day a pupil leaves: who only came after the day, from today on."""
    return day if any(s.since <= day and s.covers(today) for s in pupil.enrolled) else today


def _place(write: Write, world: World, choices: Choices, rooms: Mapping[ClassKey, str],
           today: date) -> int:
    """Changes of class, as ``moves.change_class`` writes them; the seat is given anew later."""
    placed = 0
    for pupil, key in choices.place.items():
        person, room = world.pupils[pupil], rooms[key]
        if person.class_id == room or not person.enrolled_on(today):
            continue
        write.insert(Movement, pupil=pupil, kind=moves.CLASS_CHANGE, day=today.isoformat(),
                     from_class=person.class_on(today), class_id=room,
                     other=key_title(key, choices.year), note="升学编班")
        moves.place(write, person, room, today, None)
        placed += 1
    return placed


def _take(write: Write, choices: Choices, waited: Mapping[str, Line],
          rooms: Mapping[ClassKey, str], seats: Counter[str]) -> int:
    """Announced children into their classes, in the order in which they were given; ``seats`` are
    the greatest ones in use."""
    day, taken = choices.came or choices.day, 0
    for key, wanted in choices.take.items():
        line, room = waited.get(key), rooms[wanted]
        if line is None:
            continue
        seats[room] += 1
        take_one(write, line, room, day, seats[room])
        taken += 1
    return taken
