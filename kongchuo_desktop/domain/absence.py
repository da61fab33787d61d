"""Who was absent and present, and runs of absence, from registers, marks, leave (policy.md §4)."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property

from kongchuo_desktop.domain.calendar import SchoolCalendar, monday
from kongchuo_desktop.domain.facts import (
    LATE,
    UNEXCUSED,
    UNSEEN,
    ClassRoom,
    Fact,
    Mark,
    Pupil,
    Register,
    Span,
    World,
)
from kongchuo_desktop.domain.thresholds import (
    AbsenceRule,
    AbsentDay,
    Reached,
    Run,
    reached_in,
    reached_in_run,
)

_PRESENT = frozenset({"出勤"}) | LATE


class Attendance:
    """What the registers of a world say of each pupil; built once, asked many times.

    What ``before``, made for the same calendar and day, read of the very same registers and marks
    is shared with it.
    """

    def __init__(self, world: World, calendar: SchoolCalendar, today: date,
                 before: "Attendance | None" = None) -> None:
        self._world = world
        self._pupils = world.pupils
        self._classes = world.classes
        self._calendar = calendar
        self._today = today
        self._registers: dict[str, dict[date, list[Register]]] = defaultdict(dict)
        self._silent: dict[str, set[tuple[str, date]]] = defaultdict(set)
        self._marks: dict[str, dict[date, list[Mark]]] = defaultdict(dict)
        if before is not None and before._world.registers is world.registers:
            self._registers, self._silent = before._registers, before._silent
        else:
            self._read_registers(world.registers)
        if before is not None and before._world.marks is world.marks:
            self._marks = before._marks
        else:
            self._read_marks(world.marks)
        self._filed = {name: sorted(days) for name, days in self._registers.items()}
        self._leave: dict[str, list[tuple[Span, date]]] = defaultdict(list)
        self._read_leave(world.facts)
        self._days: dict[tuple[str, frozenset[str]], list[AbsentDay]] = {}
        self._runs: dict[tuple[str, frozenset[str]], list[Run]] = {}

    def _read_registers(self, registers: Sequence[Register]) -> None:
        days = {register.day for register in registers}
        held = {day for day in days if day <= self._today and self._calendar.in_session(day)}
        for register in registers:
            if register.day not in held:
                continue
            self._registers[register.class_id].setdefault(register.day, []).append(register)
            for pupil in register.absent:
                self._silent[pupil].add((register.class_id, register.day))

    def _read_marks(self, marks: Iterable[Mark]) -> None:
        for mark in marks:
            self._marks[mark.pupil].setdefault(mark.day, []).append(mark)

    def _read_leave(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            if fact.kind == "leave" and fact.pupil:
                until = fact.fields.get("until")
                last = date.fromisoformat(str(until)) if until else fact.day
                self._leave[fact.pupil].append((Span(fact.day, last), fact.recorded))

    @cached_property
    def candidates(self) -> frozenset[str]:
        """Pupils with any mark or any silence explained as absence; the others never miss."""
        return frozenset(self._marks) | frozenset(self._silent)

    def filed_days(self, class_id: str) -> Sequence[date]:
        """School days on which a class has filed any register, in order."""
        return self._filed.get(class_id, ())

    def pupil_days(self, pupil: Pupil) -> Sequence[date]:
        """School days on which the class that the pupil was in then has filed, in order."""
        if not pupil.before:
            return self.filed_days(pupil.class_id)
        rooms = {pupil.class_id, *(room for _, room in pupil.before)}
        return sorted(day for room in rooms for day in self.filed_days(room)
                      if pupil.class_on(day) == room)

    def filed(self, class_id: str, day: date) -> list[Register]:
        return self._registers.get(class_id, {}).get(day, [])

    def absent_days(self, pupil: Pupil, kinds: frozenset[str] = UNEXCUSED) -> list[AbsentDay]:
        """Days on which the pupil missed at least one lesson for a reason of ``kinds``."""
        key = (pupil.id, kinds)
        if key not in self._days:
            days = {day for _, day in self._silent.get(pupil.id, ())}
            days.update(self._marks.get(pupil.id, ()))
            found = (self._judge(pupil, day, kinds) for day in sorted(days))
            self._days[key] = [day for day in found if day is not None]
        return self._days[key]

    def _judge(self, pupil: Pupil, day: date, kinds: frozenset[str]) -> AbsentDay | None:
        registers = self._of(pupil, day)
        if not registers or not pupil.enrolled_on(day) or self._on_leave(pupil.id, day):
            return None
        whole, recorded = True, date.min
        missed: set[int] = set()
        room = self._classes.get(registers[0].class_id)
        marks = {mark.part: mark for mark in self._marks.get(pupil.id, {}).get(day, ())}
        for register in registers:
            recorded = max(recorded, register.recorded)
            mark = marks.get(register.part)
            kind = mark.kind if mark else UNSEEN if pupil.id in register.absent else "出勤"
            part = _lessons(register, room)
            if kind not in kinds:
                whole = False
                continue
            gone = frozenset(mark.lessons) & part if mark and mark.lessons else part
            whole = whole and gone == part
            missed |= gone
            recorded = max(recorded, mark.recorded if mark else recorded)
        return AbsentDay(day, len(missed), whole, recorded) if missed else None

    def _of(self, pupil: Pupil, day: date) -> list[Register]:
        """The registers that spoke of the pupil: his class's, or the class he was in that day."""
        own = self.filed(pupil.class_on(day), day)
        if own:
            return own
        return next((self.filed(room, silent) for room, silent in self._silent.get(pupil.id, ())
                     if silent == day), [])

    def _on_leave(self, pupil: str, day: date) -> bool:
        return any(span.covers(day) for span, _ in self._leave.get(pupil, ()))

    def _excused_later(self, pupil: str, day: date, filed: date) -> bool:
        """Whether leave was written down only after the register: it counts from its own dates."""
        return any(span.covers(day) and filed < recorded
                   for span, recorded in self._leave.get(pupil, ()))

    def keep(self, before: "Attendance", touched: Collection[str]) -> None:
        """Take over what was found out about the pupils of whom nothing changed since."""
        self._days = {key: days for key, days in before._days.items() if key[0] not in touched}
        self._runs = {key: runs for key, runs in before._runs.items() if key[0] not in touched}

    def runs(self, pupil: Pupil, kinds: frozenset[str] = UNEXCUSED) -> Sequence[Run]:
        """All runs of whole absent days, oldest first."""
        if pupil.id not in self.candidates:
            return ()
        key = (pupil.id, kinds)
        if key not in self._runs:
            self._runs[key] = self._find_runs(pupil, kinds)
        return self._runs[key]

    def _find_runs(self, pupil: Pupil, kinds: frozenset[str]) -> list[Run]:
        runs: list[Run] = []
        days: list[AbsentDay] = []
        unfiled: list[date] = []
        for day in self.absent_days(pupil, kinds):
            if not day.whole:
                continue
            if days:
                broken, gaps = self._between(pupil, days[-1].day, day.day - timedelta(days=1))
                if broken:
                    runs.append(Run(tuple(days), tuple(unfiled), broken))
                    days, unfiled = [], []
                else:
                    unfiled += gaps
            days.append(day)
        if days:
            broken, gaps = self._between(pupil, days[-1].day, self._today)
            runs.append(Run(tuple(days), tuple(unfiled + ([] if broken else gaps)), broken))
        return runs

    def _between(self, pupil: Pupil, after: date, until: date) -> tuple[date | None, list[date]]:
        """The first day after ``after`` that breaks a run, and the unfiled days before it."""
        gaps: list[date] = []
        for day in self._calendar.school_days(after + timedelta(days=1), until):
            if (self._of(pupil, day) or not pupil.enrolled_on(day)
                    or self._on_leave(pupil.id, day)):
                return day, gaps
            if day < self._today:
                gaps.append(day)
        return None, gaps

    def streak(self, pupil: Pupil) -> Run | None:
        """The run that still goes on, None when the pupil was last seen in class."""
        runs = self.runs(pupil)
        return runs[-1] if runs and runs[-1].ended is None else None

    def present_days(self, pupil: Pupil, since: date) -> list[date]:
        """Filed days from ``since`` on which the pupil was present in some part, in order."""
        days = self.pupil_days(pupil)
        days = days[bisect_left(days, since):bisect_right(days, self._today)]
        return [day for day in days if self.present(pupil, day)]

    def present(self, pupil: Pupil, day: date) -> bool:
        """Whether a register of the day says that the pupil was there for a part of it.

        Who came although on leave was there, if the leave was known when the register was filed.
        """
        registers = self.filed(pupil.class_on(day), day)
        if not registers or not pupil.enrolled_on(day):
            return False
        filed = max(register.recorded for register in registers)
        if self._excused_later(pupil.id, day, filed):
            return False
        marks = {mark.part: mark for mark in self._marks.get(pupil.id, {}).get(day, ())}
        for register in registers:
            mark = marks.get(register.part)
            if mark is None:
                if pupil.id not in register.absent:
                    return True
            elif mark.kind in _PRESENT or (
                mark.lessons and frozenset(mark.lessons) < _lessons(
                    register, self._classes.get(register.class_id))
            ):
                return True
        return False

    def spoken_of(self, pupil: Pupil, days: Iterable[date]) -> list[date]:
        """Those of some filed days on which a mark, a silence or a leave speaks of the pupil; on
        the others every register says that it was there."""
        spoken = {day for _, day in self._silent.get(pupil.id, ())}
        spoken.update(self._marks.get(pupil.id, ()))
        on_leave = pupil.id in self._leave
        return [day for day in days
                if day in spoken or (on_leave and self._on_leave(pupil.id, day))]

    def in_class_since(self, pupil: Pupil, since: date) -> date | None:
        """First day of the presence that lasts to the latest register, None if not there now."""
        filed = self.pupil_days(pupil)
        first: date | None = None
        for day in reversed(filed[bisect_left(filed, since):]):
            if not self.present(pupil, day):
                break
            first = day
        return first

    def thresholds(self, pupil: Pupil, rule: AbsenceRule) -> list[Reached]:
        """Every time the pupil reached the threshold, oldest first; once per run or period."""
        if pupil.id not in self._marks and pupil.id not in self._silent:
            return []
        if rule.period is None:
            return [r for run in self.runs(pupil, rule.kinds) if (r := reached_in_run(run, rule))]
        days = [day for day in self.absent_days(pupil, rule.kinds)
                if rule.unit == "lesson" or day.whole]
        groups: dict[date, list[AbsentDay]] = defaultdict(list)
        for day in days:
            groups[self._period(rule.period, day.day)].append(day)
        found = (reached_in(group, rule) for group in groups.values())
        return [reached for reached in found if reached]

    def _period(self, period: str, day: date) -> date:
        """First day of the period that a day lies in."""
        if period == "day":
            return day
        if period == "week":
            return monday(day)
        if period == "month":
            return day.replace(day=1)
        term = self._calendar.term_of(day)
        return term.start if term else day


def _lessons(register: Register, room: ClassRoom | None) -> frozenset[int]:
    """Numbers of the lessons of a register's part on its day; the morning has the larger half."""
    number = register.lessons or (room.lessons if room else 7)
    morning = (number + 1) // 2
    part = register.part
    if part == "上午":
        return frozenset(range(1, morning + 1))
    if part == "下午":
        return frozenset(range(morning + 1, number + 1))
    if part.startswith("第") and part[1:-1].isdigit():
        return frozenset({int(part[1:-1])})
    return frozenset(range(1, number + 1))
