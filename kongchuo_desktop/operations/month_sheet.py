"""The attendance of one class and month: pupils by days, to look at, to correct and to print."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from kongchuo_desktop.domain.facts import LATE, LEAVE, UNEXCUSED, UNSEEN, Mark, Register, World
from kongchuo_desktop.domain.leave import Excuses
from kongchuo_desktop.operations.attendance import PRESENT, MarkInput, roll
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.roll_call import month_reported
from kongchuo_desktop.operations.words import month_text
from kongchuo_desktop.operations.world import load_calendar, load_world
from kongchuo_desktop.store.store import Store

FORM = "attendance_month"
SIGNS: Mapping[str, str] = {
    PRESENT: "√", "病假": "○", "事假": "△", "旷课": "×", "迟到": "＞", "早退": "＜",
    UNSEEN: "？",
}
"""Kind of mark → sign, as the form's legend explains them."""
NO_REGISTER = "…"
"""Sign of a school day whose register nobody took: neither present nor absent."""
TOTALS: tuple[str, ...] = ("出勤", "旷课", "病假", "事假", "迟到", "早退")
_WEEKDAYS = "一二三四五六日"
_HALVES = frozenset({"上午", "下午"})

State = Literal["out", "off", "gap", "elsewhere", "filed"]
"""``out``: not in this class that day; ``off``: no school; ``gap``: no register was taken."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One pupil on one day.

    Attributes:
        marks: (part, mark) of the filed parts, presence included; on a day off those of a
            register that was taken before the day was called off: kept, counting for nothing.
        excused: 病假 or 事假 where leave was written down for a day marked without excuse.
    """

    state: State
    marks: tuple[tuple[str, MarkInput], ...] = ()
    excused: str = ""

    @property
    def kinds(self) -> list[str]:
        """What the day shows, each kind once, presence only where nothing else is."""
        found = dict.fromkeys(self.excused if self.excused and mark.kind in UNEXCUSED
                              else mark.kind for _, mark in self.marks)
        return [kind for kind in found if kind != PRESENT] or list(found)

    @property
    def sign(self) -> str:
        if self.state == "gap":
            return NO_REGISTER
        return "".join(SIGNS[kind] for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class GridDay:
    """A column; ``present`` and ``expected`` only of a day that was filed."""

    day: date
    in_session: bool
    note: str
    filed: bool
    expected: int = 0
    present: int = 0


@dataclass(frozen=True, slots=True)
class GridRow:
    """A pupil with a cell for each day and what they add up to, in days or times."""

    pupil: str
    name: str
    seat: int | None
    cells: tuple[Cell, ...]
    sums: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """One class and month."""

    class_id: str
    class_name: str
    head_teacher: str
    month: date
    days: tuple[GridDay, ...]
    rows: tuple[GridRow, ...]
    reported: bool = False
    """Whether the month's return went out already."""
    since: date | None = None
    """Day of the class's first register ever; before it nothing was kept here."""

    @property
    def missed(self) -> list[date]:
        """School days up to today on which no register was taken since the first one was."""
        return [day.day for at, day in enumerate(self.days)
                if self.since is not None and day.day >= self.since
                and any(row.cells[at].state == "gap" for row in self.rows)]


def month_grid(store: Store, *, class_id: str, month: date) -> MonthGrid:
    """All pupils who were in the class on any day of the month, by seat and name."""
    world, calendar, today = load_world(store), load_calendar(store), store.now().date()
    days = [month.replace(day=n)
            for n in range(1, monthrange(month.year, month.month)[1] + 1)]
    registers = _registers(world, class_id, days)
    marks = _marks(world, days)
    excuses = Excuses(world.facts)
    rolls = {day: tuple({p.id for p in group} for group in roll(world, class_id, day))
             for day in days}
    everyone = set().union(*(ids for pair in rolls.values() for ids in pair))
    rows = []
    for pupil in sorted(everyone, key=lambda p: (world.pupils[p].seat or 10_000,
                                              world.pupils[p].name)):
        cells = []
        for day in days:
            expected, elsewhere = rolls[day]
            state = _state(pupil, expected, elsewhere, calendar.in_session(day),
                           bool(registers[day]), day > today)
            given = (_given(registers[day], marks.get((pupil, day), {}), pupil)
                     if state in ("filed", "off") else ())
            cells.append(Cell(state, given, excuses.on(pupil, day) if given else ""))
        rows.append(GridRow(pupil, world.pupils[pupil].name, world.pupils[pupil].seat,
                            tuple(cells), _sums(cells)))
    columns = tuple(
        GridDay(day, calendar.in_session(day), calendar.day(day).note, bool(registers[day]),
                *_heads([row.cells[at] for row in rows])) for at, day in enumerate(days))
    room = world.classes[class_id].on(days[0])
    return MonthGrid(class_id, room.name, room.head_teacher, days[0], columns, tuple(rows),
                     month_reported(store, class_id, days[0]),
                     min((r.day for r in world.registers if r.class_id == class_id), default=None))


def _registers(world: World, class_id: str, days: Sequence[date]) -> dict[date, list[Register]]:
    found: dict[date, list[Register]] = {day: [] for day in days}
    for register in world.registers:
        if register.class_id == class_id and register.day in found:
            found[register.day].append(register)
    return found


def _marks(world: World, days: Sequence[date]) -> dict[tuple[str, date], dict[str, Mark]]:
    found: dict[tuple[str, date], dict[str, Mark]] = {}
    for mark in world.marks:
        if days[0] <= mark.day <= days[-1]:
            found.setdefault((mark.pupil, mark.day), {})[mark.part] = mark
    return found


def _state(pupil: str, expected: set[str], elsewhere: set[str], in_session: bool, filed: bool,
           ahead: bool) -> State:
    if pupil not in expected:
        return "elsewhere" if pupil in elsewhere and in_session else "out"
    if not in_session:
        return "off"
    if filed:
        return "filed"
    return "out" if ahead else "gap"


def _given(registers: Sequence[Register], marks: Mapping[str, Mark],
           pupil: str) -> tuple[tuple[str, MarkInput], ...]:
    """The mark of every part that was filed; silence is presence unless the register says else."""
    found = []
    for register in registers:
        mark = marks.get(register.part)
        silent = UNSEEN if pupil in register.absent else PRESENT
        found.append((register.part,
                      MarkInput(mark.kind, mark.lessons) if mark else MarkInput(silent)))
    return tuple(found)


def _heads(cells: Iterable[Cell]) -> tuple[int, int]:
    """Expected and present of one day; who came for a part of it was there."""
    filed = [cell for cell in cells if cell.state == "filed"]
    there = [cell for cell in filed if any(
        mark.kind == PRESENT or mark.kind in LATE or mark.lessons for _, mark in cell.marks)]
    return len(filed), len(there)


def _sums(cells: Iterable[Cell]) -> dict[str, str]:
    """Days by kind, a half day as 0.5, single lessons apart: ``1.5+2节``; late and early by times.

    Only school days with a register count; a day called off later does not.
    """
    days = dict.fromkeys(TOTALS, 0.0)
    lessons = dict.fromkeys(TOTALS, 0)
    for cell in cells:
        if cell.state != "filed":
            continue
        for part, mark in cell.marks:
            kind = cell.excused if cell.excused and mark.kind in UNEXCUSED else mark.kind
            total = "旷课" if kind in UNEXCUSED else kind
            weight = 0.5 if part in _HALVES else 1.0
            if kind in LATE:
                days[total] += 1
                days[PRESENT] += weight
            elif mark.lessons and (kind in UNEXCUSED or kind in LEAVE):
                lessons[total] += len(mark.lessons)
                days[PRESENT] += weight
            else:
                days[total] += weight
    return {total: _sum_text(days[total], lessons[total]) for total in TOTALS}


def _sum_text(days: float, lessons: int) -> str:
    parts = [f"{days:g}"] if days else []
    return "+".join(parts + ([f"{lessons}节"] if lessons else []))


def month_sheet(store: Store, *, class_id: str, month: date) -> bytes:
    """The PDF of a class's month; days whose register was not filed carry a sign of their own."""
    asked = sheet_values(month_grid(store, class_id=class_id, month=month))
    drafts = draft_papers(store, form_id=FORM, pupils=[], day=store.now().date(), asked=asked)
    return drafts[0].pdf


def sheet_values(grid: MonthGrid) -> dict[str, Any]:
    """What the form prints of a month."""
    rows = [{"seat": str(row.seat or ""), "name": row.name,
             **{f"d{day.day.day}": cell.sign for day, cell in zip(grid.days, row.cells, strict=True)
                if cell.state in ("filed", "gap")},
             **{f"t{at}": row.sums[total] for at, total in enumerate(TOTALS) if row.sums[total]}}
            for row in grid.rows]
    sums = [{"seat": "", "name": said,
             **{f"d{day.day.day}": str(getattr(day, key)) for day in grid.days
                if day.filed and day.in_session}}
            for said, key in (("应到人数", "expected"), ("到校人数", "present"))]
    return {
        "class": grid.class_name,
        "month": month_text(f"{grid.month.year}-{grid.month.month:02}"),
        "head_teacher": grid.head_teacher,
        "days": [{"head": str(d.day.day), "sub": _WEEKDAYS[d.day.weekday()], "key": f"d{d.day.day}",
                  "shade": not d.in_session} for d in grid.days],
        "totals": [{"head": word, "key": f"t{at}"} for at, word in enumerate(TOTALS)],
        "pupils": [*rows, *sums],
    }
