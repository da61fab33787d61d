"""Enrollment changes as dated facts: leaving, coming back, and the change of class (调班)."""

from collections.abc import Mapping, Sequence
from datetime import date

from kongchuo_desktop.domain.facts import Pupil, World
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.checks import check_not_future, unknown_pupil
from kongchuo_desktop.operations.pupil_rows import ENTERS_SCHOOL, LEAVES_SCHOOL, by_pupil
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import canonical_ids, known, load_world, rows_of
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Movement, PupilRow
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes, Write

MOVES = ("报到", "转入", "转出", "休学", "复学", "借读", "其他离校", "死亡", "毕业")
"""What may be written down of one pupil; there is no 开除 or 劝退 to choose (R511)."""
CLASS_CHANGE = "调班"


def move_pupil(store: Store, *, actor: Actor, pupil: str, kind: str, day: date, other: str = "",
               note: str = "", class_id: str | None = None, seat: int | None = None) -> Added:
    """Write an enrollment change down (R183).

    Args:
        day: from which day it holds; a change is written down when it has happened.
        class_id: the class that a pupil comes back into, where it is not the former one.

    Raises:
        KnownError: ``unknown_kind``, ``unknown_pupil``, ``future_date``, ``not_enrolled``,
            ``still_enrolled``, ``seat_taken``.
    """
    if kind not in MOVES:
        raise KnownError("unknown_kind", f"没有“{kind}”这种异动。",
                         todo="可以用：" + "、".join(MOVES) + "。")
    world = load_world(store)
    person = _person(world, pupil)
    check_not_future(store, day)
    _check_standing(person, kind, day, last_move(store, pupil=person.id))
    changes_class = kind in ENTERS_SCHOOL and class_id not in (None, person.class_id)
    target = class_id if changes_class else None
    if target and seat is not None:
        _check_seats(store, world, target, {person.id: seat})
    with store.operation("move_pupil", actor, roles=TEACHING) as write:
        row = write.insert(Movement, pupil=person.id, kind=kind, day=day.isoformat(), **known({
            "other": other, "note": note, "class_id": target,
            "from_class": person.class_on(day) if target else None}))
        if target:
            place(write, person, target, day, seat)
    return Added(row, write.changes)


def change_class(store: Store, *, actor: Actor, pupils: Sequence[str], class_id: str, day: date,
                 seats: Mapping[str, int] | None = None, note: str = "") -> Changes:
    """Move pupils to another class of the school from a day on, as one operation (调班).

    The register of the old class speaks of them until the day before, the new one's from the day
    on. ``seats`` are their numbers in the new class; who has none there loses the old one.

    Raises:
        KnownError: ``unknown_pupil``, ``unknown_class``, ``future_date``, ``not_enrolled``,
            ``same_class``, ``seat_taken``.
    """
    world = load_world(store)
    room = world.classes.get(class_id)
    if room is None:
        raise KnownError("unknown_class", "没有这个班。", todo="先在设置里添加班级。")
    check_not_future(store, day)
    people = [_person(world, pupil) for pupil in pupils]
    for person in people:
        if not person.enrolled_on(day):
            raise _not_enrolled(person, day, CLASS_CHANGE)
        if person.class_on(day) == class_id:
            raise KnownError("same_class", f"{person.name}{day_text(day)}就在{room.name}。",
                             kept="没有改动。", todo="从选中的人里去掉，或换一个班。")
    _check_seats(store, world, class_id, seats or {})
    with store.operation("change_class", actor, roles=TEACHING) as write:
        for person in people:
            write.insert(Movement, pupil=person.id, kind=CLASS_CHANGE, day=day.isoformat(),
                         from_class=person.class_on(day), class_id=class_id,
                         **known({"other": room.name, "note": note}))
            place(write, person, class_id, day, (seats or {}).get(person.id))
    return write.changes


def free_seats(store: Store, *, class_id: str, count: int) -> list[int]:
    """The next seat numbers of a class behind the greatest one in use."""
    last = max(_seats(store, load_world(store), class_id), default=0)
    return list(range(last + 1, last + 1 + count))


def last_move(store: Store, *, pupil: str) -> str:
    """The kind of the pupil's last enrollment change, empty for none: 复学 answers 休学."""
    with store.session() as session:
        of_pupil = sql_table(Movement).c.about.in_(members(session.connection(), pupil))
        moves = by_pupil(rows_of(session, Movement, of_pupil), canonical_ids(session)).get(
            pupil, [])
    kinds = [str(move["kind"]) for move in moves if move["kind"] in LEAVES_SCHOOL | ENTERS_SCHOOL]
    return kinds[-1] if kinds else ""


def _person(world: World, pupil: str) -> Pupil:
    person = world.pupils.get(pupil)
    if person is None:
        raise unknown_pupil()
    return person


def _check_standing(person: Pupil, kind: str, day: date, last: str) -> None:
    """Who is not here cannot go on leave, who never left cannot come back."""
    here = person.enrolled_on(day)
    if kind == "复学" and here:
        raise KnownError("still_enrolled", f"{person.name}{day_text(day)}在册，不用复学。",
                         kept="没有改动。", todo="核对日期；返校请用“登记返校”。")
    if not here and (kind == "休学" or kind == last):
        raise _not_enrolled(person, day, kind)


def _not_enrolled(person: Pupil, day: date, kind: str) -> KnownError:
    return KnownError("not_enrolled", f"{person.name}{day_text(day)}不在册，不能登记{kind}。",
                      kept="没有改动。", todo="核对日期，或先登记转入、复学。")


def place(write: Write, person: Pupil, class_id: str, day: date, seat: int | None) -> None:
    """The pupil's own row names the class that holds today, which a later change has decided."""
    if person.before and person.before[-1][0] > day:
        return
    row = write.session.get_one(PupilRow, person.id)
    write.update(PupilRow, person.id, prior=row.tips, class_id=class_id, seat=seat)


def _check_seats(store: Store, world: World, class_id: str, wanted: Mapping[str, int]) -> None:
    taken = {seat: pupil for seat, pupil in _seats(store, world, class_id).items()
             if pupil not in wanted}
    for pupil, seat in wanted.items():
        holder = taken.setdefault(seat, pupil)
        if holder != pupil:
            raise KnownError("seat_taken", f"{seat}号已经是{world.pupils[holder].name}。",
                             kept="没有改动。", todo="换一个座号，或者先空着。")


def _seats(store: Store, world: World, class_id: str) -> dict[int, str]:
    """Seat → pupil of those who are in the class today."""
    today = store.now().date()
    here = {p.id for p in world.pupils.values()
            if p.class_id == class_id and p.enrolled_on(today)}
    with store.session() as session:
        return {row.seat: row.row for row in living(session, PupilRow)
                if row.seat is not None and row.row in here}
