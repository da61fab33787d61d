"""Roll call as the window shows it: who is expected, who is marked, what filing would bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.situation import Duty, Situation
from kongchuo_desktop.domain.facts import (
    LATE,
    LEAVE,
    UNEXCUSED,
    Fact,
    Mark,
    Pupil,
    Register,
    World,
)
from kongchuo_desktop.domain.pinyin import search_keys
from kongchuo_desktop.operations.attendance import (
    NOT_IN_CLASS,
    PRESENT,
    MarkInput,
    filed_register,
    roll,
)
from kongchuo_desktop.operations.drafts import draft, keep_draft
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import load_calendar, load_world, rows_of
from kongchuo_desktop.store.history import row_history
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow


@dataclass(frozen=True, slots=True)
class RollPupil:
    """One cell of the register.

    Attributes:
        seat: None where no seat number was given.
        keys: what a search may be typed as.
        elsewhere: ``送教上门`` or ``特校`` for a pupil who is not expected in class, else empty.
        note: what is known about leave: ``病假昨天到期``; empty mostly.
    """

    id: str
    name: str
    seat: int | None
    keys: tuple[str, ...]
    elsewhere: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RollCall:
    """One class, day and part on the screen.

    Attributes:
        marks: of the filed register, else of the draft, else from leave slips.
        filed_at: when the register was filed first, local time; None while it is not.
        unfiled: earlier school days since the class's first register that were never filed.
        before: the school day before.
    """

    class_id: str
    class_name: str
    lessons: int
    day: date
    part: str
    in_session: bool
    note: str
    pupils: tuple[RollPupil, ...]
    marks: Mapping[str, MarkInput]
    filed_at: datetime | None
    unfiled: tuple[date, ...]
    before: date

    @property
    def expected(self) -> tuple[RollPupil, ...]:
        return tuple(p for p in self.pupils if not p.elsewhere)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands beside a marked pupil: the day it would be, and what filing would bring."""

    days: int
    words: str
    overdue: bool = False


def class_choices(store: Store) -> list[tuple[str, str]]:
    """The store's classes as (id, name), by grade and name."""
    rooms = sorted(load_world(store).classes.values(), key=lambda room: (room.grade, room.name))
    return [(room.id, room.name) for room in rooms]


def roll_call(store: Store, *, class_id: str, day: date, part: str) -> RollCall:
    """The register of a class on a day as it stands: filed, in draft, or untouched."""
    world, calendar = load_world(store), load_calendar(store)
    expected, elsewhere = roll(world, class_id, day)
    said = calendar.day(day)
    filed_at = _filed_at(store, class_id, day, part)
    if filed_at is not None:
        marks = {m.pupil: MarkInput(m.kind, m.lessons) for m in world.marks
                 if m.day == day and m.part == part and m.kind != PRESENT}
    else:
        kept = draft_marks(store, class_id=class_id, day=day, part=part)
        marks = _on_leave(world, expected, day) if kept is None else kept
    here = {p.id for p in (*expected, *elsewhere)}
    room = world.classes[class_id]
    return RollCall(
        class_id=class_id, class_name=room.name, lessons=room.lessons, day=day, part=part,
        in_session=said.in_session, note=said.note,
        pupils=_pupils(store, world, calendar, (*expected, *elsewhere), day),
        marks={pupil: mark for pupil, mark in marks.items() if pupil in here}, filed_at=filed_at,
        unfiled=_unfiled(world, calendar, class_id, store.now().date()),
        before=_school_day_before(calendar, day))


def _pupils(store: Store, world: World, calendar: SchoolCalendar, found: Sequence[Pupil],
            day: date) -> tuple[RollPupil, ...]:
    with store.session() as session:
        seats = {row["row"]: row["seat"] for row in rows_of(session, PupilRow)}
    slips = _slips(world)
    cells = [
        RollPupil(p.id, p.name, seats[p.id], search_keys(p.name),
                  p.placement if p.placement in NOT_IN_CLASS else "",
                  _leave_note(slips.get(p.id, []), calendar, day))
        for p in found]
    return tuple(sorted(cells, key=lambda c: (c.seat is None, c.seat or 0, c.keys)))


def _slips(world: World) -> dict[str, list[Fact]]:
    slips: dict[str, list[Fact]] = {}
    for fact in world.facts:
        if fact.kind == "leave" and fact.pupil:
            slips.setdefault(fact.pupil, []).append(fact)
    return slips


def _until(slip: Fact) -> date:
    return date.fromisoformat(str(slip.fields["until"]))


def _leave_note(slips: Sequence[Fact], calendar: SchoolCalendar, day: date) -> str:
    """A leave that covers the day or ran out since the school day before."""
    before = _school_day_before(calendar, day)
    for slip in reversed(slips):
        until, what = _until(slip), slip.fields["what"]
        if slip.day <= day <= until:
            return f"{what}到{day_text(until)}"
        if before <= until < day:
            when = "昨天" if until == day - timedelta(days=1) else day_text(until)
            return f"{what}{when}到期"
    return ""


def _on_leave(world: World, expected: Sequence[Pupil], day: date) -> dict[str, MarkInput]:
    """Marks that follow from leave slips; everybody else begins as present."""
    slips = _slips(world)
    return {p.id: MarkInput(str(slip.fields["what"])) for p in expected
            for slip in slips.get(p.id, []) if slip.day <= day <= _until(slip)}


def _school_day_before(calendar: SchoolCalendar, day: date) -> date:
    found = calendar.school_days(day - timedelta(days=60), day - timedelta(days=1))
    return found[-1] if found else day - timedelta(days=1)


def _unfiled(world: World, calendar: SchoolCalendar, class_id: str,
             today: date) -> tuple[date, ...]:
    filed = {r.day for r in world.registers if r.class_id == class_id}
    if not filed:
        return ()
    days = calendar.school_days(min(filed), today - timedelta(days=1))
    return tuple(d for d in days if d not in filed and roll(world, class_id, d)[0])


def _filed_at(store: Store, class_id: str, day: date, part: str) -> datetime | None:
    with store.session() as session:
        row = filed_register(session, class_id=class_id, day=day, part=part)
    if row is None:
        return None
    with store.reading() as connection:
        first = min(item.entry.at for item in row_history(connection, [row.row]))
    return datetime.fromtimestamp(first / 1000, UTC).astimezone()


def _name(class_id: str, day: date, part: str) -> str:
    return f"register/{class_id}/{day.isoformat()}/{part}"


def keep_marks(store: Store, *, class_id: str, day: date, part: str,
               marks: Mapping[str, MarkInput]) -> None:
    """Keep the marks of a register that was not filed yet."""
    keep_draft(store, name=_name(class_id, day, part),
               value={pupil: [mark.kind, list(mark.lessons)] for pupil, mark in marks.items()})


def draft_marks(store: Store, *, class_id: str, day: date,
                part: str) -> dict[str, MarkInput] | None:
    """The marks kept so far; None where nobody has touched the register."""
    kept = draft(store, name=_name(class_id, day, part))
    if kept is None:
        return None
    return {pupil: MarkInput(kind, tuple(lessons)) for pupil, (kind, lessons) in kept.items()}




def outlook(store: Store, *, class_id: str, day: date, part: str,
            marks: Mapping[str, MarkInput]) -> dict[str, Outlook]:
    """For every marked pupil: which day of absence this is, and what filing would make due."""
    world, calendar, book = load_world(store), load_calendar(store), policy_book(store)
    today = store.now().date()
    filed = any(r.class_id == class_id and r.day == day and r.part == part
                for r in world.registers)
    now = Situation(book, calendar, world, today)
    then = now if filed else Situation(
        book, calendar, _as_if_filed(world, class_id, day, part, marks, today), today)
    known = {duty.id for duty in now.duties}
    by_pupil: dict[str, list[Duty]] = {}
    for duty in then.duties:
        if duty.pupil in marks and duty.group in ("overdue", "today"):
            by_pupil.setdefault(str(duty.pupil), []).append(duty)
    slips = _slips(world)
    return {
        pupil: Outlook(_days(then.attendance, calendar, world, pupil, mark, day),
                       *_words(by_pupil.get(pupil, []), known, mark, slips.get(pupil, []), day))
        for pupil, mark in marks.items() if pupil in world.pupils}


def _as_if_filed(world: World, class_id: str, day: date, part: str,
                 marks: Mapping[str, MarkInput], today: date) -> World:
    away = frozenset(p for p, m in marks.items() if m.kind in UNEXCUSED | LEAVE)
    register = Register(class_id, day, part, away, len(roll(world, class_id, day)[0]), today)
    fresh = [Mark(p, day, part, m.kind, today, m.lessons) for p, m in marks.items()]
    return replace(world, registers=[*world.registers, register],
                   marks=[*world.marks, *fresh])


def _days(attendance: Attendance, calendar: SchoolCalendar, world: World, pupil: str,
          mark: MarkInput, day: date) -> int:
    """N of 第N天; 0 where the mark is no absence of a whole part."""
    if mark.kind in LATE:
        return 0
    for slip in _slips(world).get(pupil, []):
        if slip.day <= day <= _until(slip):
            return len(calendar.school_days(slip.day, day))
    kinds = UNEXCUSED if mark.kind in UNEXCUSED else LEAVE
    runs = attendance.runs(world.pupils[pupil], kinds)
    return next((sum(d.day <= day for d in run.days) for run in runs
                 if run.start <= day <= run.last), 0)


def _words(duties: Sequence[Duty], known: set[str], mark: MarkInput, slips: Sequence[Fact],
           day: date) -> tuple[str, bool]:
    if mark.kind in LATE:
        return lesson_words(mark.lessons, mark.kind), False
    if duties:
        first = duties[0]
        if first.overdue_days and first.id in known:
            return f"逾期{first.overdue_days}天：{first.ask}", True
        return (first.ask if first.id in known else f"提交后：{first.ask}"), False
    if mark.kind in LEAVE:
        slip = next((s for s in slips if s.day <= day <= _until(s)), None)
        if slip is None:
            return "还没有请假条", False
        return ("家长电话请假" if slip.fields.get("by_phone") else "有请假条"), False
    return lesson_words(mark.lessons, ""), False


def lesson_words(lessons: Sequence[int], kind: str) -> str:
    """``第1节后到``, ``第6节前走``, ``第3、4节``; empty for the whole part."""
    if not lessons:
        return ""
    if kind == "迟到":
        return f"第{max(lessons)}节后到"
    if kind == "早退":
        return f"第{min(lessons)}节前走"
    return f"第{'、'.join(map(str, sorted(lessons)))}节"
