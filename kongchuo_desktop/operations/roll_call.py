"""Roll call as the window shows it: who is expected, who is marked, what filing would bring."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.situation import Duty
from kongchuo_desktop.domain.facts import (
    LATE,
    LEAVE,
    NOT_IN_CLASS,
    UNEXCUSED,
    Fact,
    Mark,
    Pupil,
    Register,
    World,
)
from kongchuo_desktop.domain.leave import Reopening, reopening
from kongchuo_desktop.domain.pinyin import search_keys
from kongchuo_desktop.operations.attendance import (
    PRESENT,
    MarkInput,
    filed_register,
    roll,
)
from kongchuo_desktop.operations.disputes import Dispute, disputes
from kongchuo_desktop.operations.drafts import draft, keep_draft
from kongchuo_desktop.operations.returns import MONTHLY
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.trust import kept_class
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import load_calendar, load_world, whole_world
from kongchuo_desktop.store.history import row_history
from kongchuo_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class RollPupil:
    """One cell of the register.

    Attributes:
        seat: None where no seat number was given.
        keys: what a search may be typed as.
        elsewhere: ``送教上门`` or ``特校`` for a pupil who is not expected in class, else empty.
        note: what is known about leave: ``病假昨天到期``; empty mostly.
        leave: id of the leave that covers the day; empty mostly.
        apart: what tells children of one name without seat numbers apart: ``9月3日生``.
    """

    id: str
    name: str
    seat: int | None
    keys: tuple[str, ...]
    elsewhere: str = ""
    note: str = ""
    leave: str = ""
    apart: str = ""


@dataclass(frozen=True, slots=True)
class RollCall:
    """One class, day and part on the screen.

    Attributes:
        marks: of the filed register, else of the draft over what leave slips say.
        filed_at: when the register was filed first, local time; None while it is not.
        unfiled: earlier school days since the class's first register that were never filed.
        before: the school day before.
        reopening: set on a day on which children come back: not in time is asked apart.
        disputes: what two machines filed differently of this register (journal.md §4).
        reported: whether the month's return was filed already.
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
    reopening: Reopening | None = None
    disputes: tuple[Dispute, ...] = ()
    reported: bool = False

    @property
    def kept(self) -> bool:
        """A register of a day that the calendar calls off since: it counts for nothing."""
        return not self.in_session and self.filed_at is not None

    @property
    def expected(self) -> tuple[RollPupil, ...]:
        return tuple(p for p in self.pupils if not p.elsewhere)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands beside a marked pupil: the day it would be, and what filing would bring."""

    days: int
    words: str
    overdue: bool = False


def class_choices(store: Store, *, below: bool = False) -> list[tuple[str, str]]:
    """The unit's classes as (id, title), and those of the units below it where they are asked
    for, by school, grade and number; on the computer of a class that one alone."""
    kept = kept_class(store)
    rooms = sorted((whole_world if below else load_world)(store).classes.values(),
                   key=lambda room: (room.school, *room.place))
    return [(room.id, room.title) for room in rooms if kept in (None, room.id)]


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
        kept = draft_marks(store, class_id=class_id, day=day, part=part) or {}
        given = _on_leave(world, expected, day) | kept
        marks = {pupil: mark for pupil, mark in given.items() if mark.kind != PRESENT}
    here = {p.id for p in (*expected, *elsewhere)}
    room = world.classes[class_id]
    lessons = next((r.lessons for r in world.registers
                    if r.class_id == class_id and r.day == day and r.lessons), room.lessons)
    return RollCall(
        class_id=class_id, class_name=room.name, lessons=lessons, day=day, part=part,
        in_session=said.in_session, note=said.note,
        pupils=_pupils(store, world, calendar, (*expected, *elsewhere), day),
        marks={pupil: mark for pupil, mark in marks.items() if pupil in here}, filed_at=filed_at,
        unfiled=_unfiled(world, calendar, class_id, store.now().date()),
        before=_school_day_before(calendar, day),
        reopening=reopening(calendar, day, world.figures),
        disputes=disputes(store, class_id=class_id, day=day, part=part) if filed_at else (),
        reported=month_reported(store, class_id, day))


def month_reported(store: Store, class_id: str, day: date) -> bool:
    """Whether the class or its school has handed over the return of the day's month."""
    units = {class_id, store.home}
    return any(fact.kind == "filed" and fact.fields.get("what") == MONTHLY
               and fact.fields.get("unit") in units
               and fact.fields.get("period") == day.isoformat()[:7]
               for fact in load_world(store).facts)


def _pupils(store: Store, world: World, calendar: SchoolCalendar, found: Sequence[Pupil],
            day: date) -> tuple[RollPupil, ...]:
    slips = _slips(world)
    called = Counter((p.name, p.seat) for p in found)
    cells = [
        RollPupil(p.id, p.name, p.seat, search_keys(p.name),
                  p.placement if p.placement in NOT_IN_CLASS else "",
                  _leave_note(slips.get(p.id, []), calendar, day),
                  next((s.id for s in slips.get(p.id, []) if s.day <= day <= _until(s)), ""),
                  f"{day_text(p.birth)}生" if p.birth and called[p.name, p.seat] > 1 else "")
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
    """Keep the marks of a register that was not filed yet; 出勤 for who was marked present by
    hand although a leave covers the day."""
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
    if not marks:
        return {}
    world, calendar = load_world(store), load_calendar(store)
    today = store.now().date()
    filed = any(r.class_id == class_id and r.day == day and r.part == part
                for r in world.registers)
    now = situation(store)
    then = now if filed else now.renewed(
        _as_if_filed(world, class_id, day, part, marks, today),
        world.ever_in({class_id}) | marks.keys())
    slips = _slips(world)
    found = {}
    for pupil, mark in marks.items():
        if pupil in world.pupils:
            known = {duty.id for duty in now.duties_about(pupil)}
            due = [d for d in then.duties_about(pupil) if d.group in ("overdue", "today")]
            own = slips.get(pupil, [])
            found[pupil] = Outlook(_days(then.attendance, calendar, world, pupil, mark, day, own),
                                   *_words(due, known, mark, own, day))
    return found


def _as_if_filed(world: World, class_id: str, day: date, part: str,
                 marks: Mapping[str, MarkInput], today: date) -> World:
    away = frozenset(p for p, m in marks.items() if m.kind in UNEXCUSED | LEAVE)
    register = Register(class_id, day, part, away, len(roll(world, class_id, day)[0]), today)
    fresh = [Mark(p, day, part, m.kind, today, m.lessons) for p, m in marks.items()]
    return replace(world, registers=[*world.registers, register],
                   marks=[*world.marks, *fresh])


def _days(attendance: Attendance, calendar: SchoolCalendar, world: World, pupil: str,
          mark: MarkInput, day: date, slips: Sequence[Fact]) -> int:
    """N of 第N天; 0 where the mark is no absence of a whole part."""
    if mark.kind in LATE:
        return 0
    for slip in slips:
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
