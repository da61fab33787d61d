"""Roll call: filing a register, correcting a mark, and what a day looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from kongchuo_desktop.domain.facts import KINDS, LATE, NOT_IN_CLASS, Pupil, World
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.checks import check_kept_here, check_not_future, unknown_pupil
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import canonical_ids, load_calendar, load_world
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import MarkRow, RegisterRow
from kongchuo_desktop.store.write import Actor, Changes, Write

WHOLE_DAY = "全天"
PRESENT = "出勤"


@dataclass(frozen=True, slots=True)
class MarkInput:
    """A mark as the teacher gave it; ``lessons`` only where single lessons were missed."""

    kind: str
    lessons: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing a register wrote.

    Attributes:
        present: pupils counted as in class; who is late or leaves early is present.
        absent: pupils marked absent, with or without leave.
        corrected: marks that differ from the register filed before.
    """

    changes: Changes
    present: int
    absent: int
    corrected: int


Roll = tuple[tuple[Pupil, ...], tuple[Pupil, ...]]
"""Pupils expected in class on a day, and those enrolled but taught elsewhere."""


def roll(world: World, class_id: str, day: date) -> Roll:
    """The pupils of a class."""
    return _parted([p for p in world.pupils.values() if (p.class_id == class_id or p.before)
                    and p.class_on(day) == class_id and p.enrolled_on(day)])


def rolls(world: World, day: date) -> dict[str, Roll]:
    """Class → its pupils, for every class that has any: ``roll`` for the whole school at once."""
    enrolled: dict[str, list[Pupil]] = {}
    for pupil in world.pupils.values():
        if pupil.enrolled_on(day):
            enrolled.setdefault(pupil.class_on(day), []).append(pupil)
    return {class_id: _parted(found) for class_id, found in enrolled.items()}


def _parted(enrolled: Sequence[Pupil]) -> Roll:
    return (tuple(p for p in enrolled if p.placement not in NOT_IN_CLASS),
            tuple(p for p in enrolled if p.placement in NOT_IN_CLASS))


def take_register(store: Store, *, actor: Actor, class_id: str, day: date,
                  part: str = WHOLE_DAY, marks: Mapping[str, MarkInput],
                  replace: bool = False) -> Filed:
    """File the register of one class, day and part; who is not named was present (R030).

    Raises:
        KnownError: ``future_date``, ``no_session``, ``empty_class``, ``not_in_class``,
            ``unknown_kind``, ``bad_lesson``, ``other_parts`` (whole day and halves contradict each
            other), ``other_class`` on the computer of another, or ``register_filed`` when it was
            filed before and not ``replace``.
    """
    _check_day(store, day)
    check_kept_here(store, class_id)
    world = load_world(store)
    expected, elsewhere = roll(world, class_id, day)
    if not expected:
        raise KnownError("empty_class", "这个班花名册里还没有学生，点不了名。",
                         todo="先到花名册导入或添加学生。")
    lessons = world.classes[class_id].lessons
    _check_marks(marks, {p.id for p in expected} | {p.id for p in elsewhere}, lessons)
    absent = sorted(p for p, m in marks.items() if m.kind != PRESENT and m.kind not in LATE)
    with store.operation("take_register", actor, roles=TEACHING) as write:
        filed = filed_register(write.session, class_id=class_id, day=day, part=part)
        if filed is not None and not replace:
            raise KnownError("register_filed", f"{day_text(day)}{part}的考勤已经提交过。",
                             kept="原来的记录没有动。", todo="要改，就改个别学生，或选择重新提交。")
        if filed is None:
            _check_parts(write.session, class_id, day, part)
        corrected = _write_marks(write, day, part, marks, {p.id for p in expected})
        values: dict[str, Any] = {"absent": absent, "expected": len(expected)}
        if filed is None:
            write.insert(RegisterRow, class_id=class_id, day=day.isoformat(), part=part,
                         lessons=lessons, **values)
        else:
            write.update(RegisterRow, filed.row, prior=filed.tips, **values)
    return Filed(write.changes, len(expected) - len(absent), len(absent),
                 corrected if filed is not None else 0)


def correct_mark(store: Store, *, actor: Actor, pupil: str, day: date, part: str = WHOLE_DAY,
                 mark: MarkInput) -> Added:
    """Correct one mark of a filed register; the journal keeps both.

    Returns the mark's id and what changed.

    Raises:
        KnownError: ``future_date``, ``unknown_kind``, ``bad_lesson``, ``unknown_pupil``,
            ``not_filed``.
    """
    person = _person(store, pupil)
    _check_day(store, day)
    _check_marks({pupil: mark}, {pupil}, _lessons_of(store, person, day))
    with store.operation("correct_mark", actor, roles=TEACHING) as write:
        row = _correct(write, person, day, part, mark)
    return Added(row, write.changes)


def correct_day(store: Store, *, actor: Actor, pupil: str, day: date,
                mark: MarkInput) -> Changes:
    """Correct the marks of all parts that were filed of a day, as the month's grid does.

    Raises:
        KnownError: as ``correct_mark``.
    """
    person = _person(store, pupil)
    _check_day(store, day)
    _check_marks({pupil: mark}, {pupil}, _lessons_of(store, person, day))
    room = person.class_on(day)
    parts = [r.part for r in load_world(store).registers if r.class_id == room and r.day == day]
    with store.operation("correct_mark", actor, roles=TEACHING) as write:
        for part in parts or [WHOLE_DAY]:
            _correct(write, person, day, part, mark)
    return write.changes


def _person(store: Store, pupil: str) -> Pupil:
    person = load_world(store).pupils.get(pupil)
    if person is None:
        raise unknown_pupil()
    return person


def _correct(write: Write, person: Pupil, day: date, part: str, mark: MarkInput) -> str:
    filed = filed_register(write.session, class_id=person.class_on(day), day=day, part=part)
    if filed is None:
        raise KnownError("not_filed", f"{day_text(day)}{part}还没有点过名，没有可更正的记录。",
                         todo="先提交那天的考勤。")
    row = _write_mark(write, day, part, person.id, mark)
    absent = set(filed.absent or ())
    away = mark.kind != PRESENT and mark.kind not in LATE
    write.update(RegisterRow, filed.row, prior=filed.tips,
                 absent=sorted(absent | {person.id} if away else absent - {person.id}))
    return row


def _check_day(store: Store, day: date) -> None:
    check_not_future(store, day, so="不能先记考勤")
    said = load_calendar(store).day(day)
    if not said.in_session:
        why = f"（{said.note}）" if said.note else ""
        raise KnownError("no_session", f"{day_text(day)}不上课{why}，不用点名。",
                         todo="如果这天补课，先在日历里改成上课。")


def _lessons_of(store: Store, person: Pupil, day: date) -> int:
    """Lessons of the pupil's class on a day, as its register says or as the class has them now."""
    world, room = load_world(store), person.class_on(day)
    filed = [r.lessons for r in world.registers
             if r.class_id == room and r.day == day and r.lessons]
    return filed[0] if filed else world.classes[room].lessons


def _check_marks(marks: Mapping[str, MarkInput], allowed: set[str], lessons: int) -> None:
    for pupil, mark in marks.items():
        if mark.kind not in KINDS:
            raise KnownError("unknown_kind", f"没有“{mark.kind}”这种考勤。",
                             todo="可以用：" + "、".join(KINDS) + "。")
        if pupil not in allowed:
            raise KnownError("not_in_class", "名单里有人这天不在这个班。", todo="核对学生和日期。")
        wrong = [n for n in mark.lessons if not 1 <= n <= lessons]
        if wrong:
            raise KnownError("bad_lesson", f"没有第{wrong[0]}节：这个班一天{lessons}节课。",
                             kept="没有登记。", todo="核对节次；一天几节课在设置的班级里改。")


def _check_parts(session: Session, class_id: str, day: date, part: str) -> None:
    """A day is filed as a whole or by halves: both would count one absence twice."""
    of_class = members(session.connection(), class_id)
    others = {str(row.part) for row in living(session, RegisterRow, day=day.isoformat())
              if row.class_id in of_class}
    if others and (part == WHOLE_DAY) != (WHOLE_DAY in others):
        said = "、".join(sorted(others))
        raise KnownError("other_parts", f"{day_text(day)}已经按{said}提交过。",
                         kept="原来的记录没有动。", todo=f"换到{said}，在那里改个别学生。")


def filed_register(session: Session, *, class_id: str, day: date, part: str) -> RegisterRow | None:
    """The register of that day, also one filed under a record that the class was joined with."""
    of_class = members(session.connection(), class_id)
    found = [row for row in living(session, RegisterRow, day=day.isoformat(), part=part)
             if row.class_id in of_class]
    return min(found, key=lambda row: (row.class_id != class_id, row.row), default=None)


def _write_marks(write: Write, day: date, part: str, marks: Mapping[str, MarkInput],
                 expected: set[str]) -> int:
    """Write the marks; a mark that is no longer named becomes present. Returns how many changed."""
    before = living(write.session, MarkRow, day=day.isoformat(), part=part)
    same = canonical_ids(write.session)
    known: dict[str, list[MarkRow]] = {}
    for row in before:
        pupil = same.get(str(row.pupil), str(row.pupil))
        if pupil in expected:
            known.setdefault(pupil, []).append(row)
    # A child with two records may have two marks: filing says which is right.
    changed = sum(_set_marks(write, rows, marks.get(pupil, MarkInput(PRESENT)))
                  for pupil, rows in known.items())
    fresh = [_mark_fields(day, part, p, m) for p, m in marks.items()
             if p not in known and m.kind != PRESENT]
    write.insert_many(MarkRow, fresh)
    return changed + len(fresh)


def _write_mark(write: Write, day: date, part: str, pupil: str, mark: MarkInput) -> str:
    of_pupil = members(write.connection, pupil)
    marks = living(write.session, MarkRow, day=day.isoformat(), part=part)
    before = [row for row in marks if row.pupil in of_pupil]
    if not before:
        return write.insert(MarkRow, **_mark_fields(day, part, pupil, mark))
    _set_marks(write, before, mark)
    return before[0].row


def _set_marks(write: Write, rows: list[MarkRow], mark: MarkInput) -> bool:
    """Write the mark on all rows that say something of the pupil; whether any changed."""
    changed = [write.update(MarkRow, row.row, prior=row.tips, kind=mark.kind,
                            lessons=list(mark.lessons) or None) for row in rows]
    return any(changed)


def _mark_fields(day: date, part: str, pupil: str, mark: MarkInput) -> dict[str, Any]:
    fields: dict[str, Any] = {"pupil": pupil, "day": day.isoformat(), "part": part,
                              "kind": mark.kind}
    if mark.lessons:
        fields["lessons"] = list(mark.lessons)
    return fields
