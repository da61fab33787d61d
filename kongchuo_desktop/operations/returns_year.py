"""Who below has filed which return: one grid, its totals, and its Excel sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.facts import ClassRoom
from kongchuo_desktop.operations.periods import (
    MONTHLY,
    OPENING,
    TERM,
    YEAR,
    Period,
    opening_period,
    period_of,
    school_period,
    short_period,
)
from kongchuo_desktop.operations.returns import FiledReturn, returns_of
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.operations.world import homes_of, load_calendar, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Return, Unit

State = Literal["filed", "zero", "late", "missing", "unverified", "pending"]
PROBLEMS: frozenset[State] = frozenset({"late", "missing", "unverified"})
_FIRST_MONTH = 9
_LAST_OF_PRIMARY = 6


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One unit's month, term or year. ``pending`` is not filed while there is still time, or for a
    period before the unit was on this store's list; ``missing`` counts as zero in the sums and is
    never shown as a zero that was filed (R170)."""

    unit: str
    about: Period
    state: State
    filed: FiledReturn

    @property
    def period(self) -> str:
        return self.about.text

    @property
    def cases(self) -> int:
        return int(self.filed.counts.get("cases") or 0)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit or class with its cells in the order of the grid's ``periods``."""

    unit: str
    name: str
    township: str
    kind: str
    """``小学``, ``初中``, ``九年一贯`` or ``教学点``; empty for a class and where nobody knows."""
    pupils: int | None
    cells: tuple[MonthCell, ...]

    def troubled(self) -> bool:
        return any(cell.state in PROBLEMS for cell in self.cells)


@dataclass(frozen=True, slots=True)
class YearGrid:
    """All units below over the months or terms of a school year up to today, or over the years."""

    school_year: int
    periods: tuple[str, ...]
    lines: tuple[UnitLine, ...]
    years: tuple[int, ...] = ()
    """The school years of which anything was filed, and the running one, newest first."""
    kind: str = MONTHLY
    """Of the returns: 月报, 开学报, 学期报 or 学年报."""
    schools: bool = False
    """Whether schools stand below: they hand in terms and years too, classes do not."""

    def latest(self) -> str:
        """The last period of which something is to be said: filed by anyone, or over."""
        spoken = [p for at, p in enumerate(self.periods)
                  if any(line.cells[at].state != "pending" for line in self.lines)]
        return (spoken or self.periods)[-1]


@dataclass(frozen=True, slots=True)
class Totals:
    """A period's sums; filed + missing + pending + unverified is ``due``."""

    due: int
    filed: int
    zero: int
    late: int
    missing: int
    pending: int
    unverified: int


def year_grid(store: Store, *, day: date, school_year: int | None = None,
              kind: str = MONTHLY, only: Period | None = None) -> YearGrid:
    """The grid of a school year as of a day, of the day's own unless another is named; of the
    yearly return all years are shown. Vacation months without lessons are left out. ``only`` one
    period may be asked for, of whichever kind and year."""
    calendar, homes = load_calendar(store), homes_of(store)
    year = calendar.school_year(day) if school_year is None else school_year
    with store.session() as session:
        same = homes.same
        units = rows_of(session, Unit)
        filed = {row["period"] for row in rows_of(session, Return) if row["kind"] == kind}
        known = [*units, *rows_of(session, ClassGroup)]
    years = {calendar.school_year(about.first) for text in filed
             if (about := period_of(calendar, text)) is not None} | {calendar.school_year(day)}
    abouts = [only] if only else [
        about for about in _periods(calendar, kind, year, years) if about.first <= day]
    periods = [about.text for about in abouts]
    townships = {same.get(u["row"], u["row"]): u["township"] for u in units if u["township"]}
    since: dict[str, date] = {}
    for row in known:
        unit = same.get(row["row"], row["row"])
        since[unit] = min(row["recorded"], since.get(unit, date.max))
    months = {period: {r.unit: r for r in found}
              for period, found in returns_of(store, periods=periods, kind=kind).items()}
    names = {r.unit: r.name for found in months.values() for r in found.values()}
    lines = []
    for unit, name in sorted(names.items(), key=lambda item: (townships.get(item[0], ""), item[1])):
        cells = tuple(month_cell(about, months[about.text].get(
            unit, FiledReturn(unit, name, "not_filed")), day, since.get(unit, date.min))
            for about in abouts)
        lines.append(UnitLine(
            unit, name, townships.get(unit, ""),
            school_kind(name, homes.classes.get(unit, {}).values()), _pupils(cells), cells))
    return YearGrid(year, tuple(periods), tuple(lines), tuple(sorted(years, reverse=True)), kind,
                    len(homes.within) > 1)


def school_kind(name: str, rooms: Iterable[ClassRoom]) -> str:
    """What kind of school has these classes; a 教学点 says so in its name."""
    stages = {room.grade <= _LAST_OF_PRIMARY for room in rooms}
    if not stages:
        return ""
    if name.endswith("教学点"):
        return "教学点"
    return "九年一贯" if len(stages) > 1 else "小学" if True in stages else "初中"


def _periods(calendar: SchoolCalendar, kind: str, year: int,
             years: Iterable[int]) -> Iterable[Period]:
    """The months with lessons or the terms of a year, or these years."""
    if kind == MONTHLY:
        return [about for text in _months(year) if any(
            d.in_session for d in calendar.month(int(text[:4]), int(text[5:])))
            and (about := period_of(calendar, text)) is not None]
    if kind in (OPENING, TERM):
        make = opening_period if kind == OPENING else school_period
        return [make(calendar, year, number) for number in "12"]
    return [school_period(calendar, one) for one in sorted(years)]


def _months(school_year: int) -> Iterable[str]:
    for month in range(_FIRST_MONTH, _FIRST_MONTH + 12):
        yield f"{school_year + (month > 12)}-{(month - 1) % 12 + 1:02d}"


def month_cell(about: Period, filed: FiledReturn, day: date, since: date) -> MonthCell:
    """A unit's period as of a day; before ``since`` nothing was expected of it."""
    return MonthCell(filed.unit, about, _state(about, filed, day, since), filed)


def _state(about: Period, filed: FiledReturn, day: date, since: date) -> State:
    if filed.status == "not_filed":
        return "missing" if since <= about.last < day else "pending"
    if filed.verified is False:
        return "unverified"
    if filed.late:
        return "late"
    return "zero" if filed.status == "filed_zero" else "filed"


def _pupils(cells: Iterable[MonthCell]) -> int | None:
    """How many pupils the latest return counted."""
    counted = [c.filed.counts["pupils"] for c in cells if "pupils" in c.filed.counts]
    return int(counted[-1]) if counted else None


def period_totals(grid: YearGrid, period: str) -> Totals:
    """The sums of one period; each of them is a filter of the grid."""
    at = grid.periods.index(period)
    cells = [line.cells[at] for line in grid.lines]

    def count(*states: State) -> int:
        return sum(cell.state in states for cell in cells)

    zero = sum(cell.filed.status == "filed_zero" and cell.state != "unverified" for cell in cells)
    return Totals(len(cells), count("filed", "zero", "late"), zero, count("late"),
                  count("missing"), count("pending"), count("unverified"))


def cell_words(cell: MonthCell) -> str:
    """A cell as it reads in the sheet and to a screen reader; 0 and 未报 are never the same."""
    counted = f"{cell.cases}人" if cell.filed.status == "filed" else "0"
    words: Mapping[State, str] = {
        "filed": counted, "zero": "0", "late": f"{counted}（迟报）", "missing": "未报",
        "unverified": "未验", "pending": "还没到期",
    }
    return words[cell.state]


def _silence_counts(grid: YearGrid) -> bool:
    return any(cell.filed.silence is not None for line in grid.lines for cell in line.cells)


def save_year_sheet(store: Store, *, grid: YearGrid, path: Path) -> Path:
    """The grid as an Excel sheet.

    Raises:
        KnownError: ``file_not_written``.
    """
    # openpyxl takes 10 MB and a tenth of a second: only who saves a sheet pays for it.
    from kongchuo_desktop.sheets.writer import Heading, write_list

    heads = [Heading("单位"), Heading("乡镇"), Heading("类别"), Heading("在籍", "right"),
             *(Heading(short_period(p), "center") for p in grid.periods)]
    rows = [[line.name, line.township, line.kind, line.pupils, *map(cell_words, line.cells)]
            for line in grid.lines]
    year = "" if grid.kind == YEAR else f"{grid.school_year}—{grid.school_year + 1}学年"
    data = write_list(f"{year}{grid.kind}情况", heads, rows,
                      unit=store.header.unit_name, day=store.now().date(), sheet=grid.kind,
                      foot="“0”是报了零，“未报”是没有收到" + (
                          "，按文件视为0。" if _silence_counts(grid) else "，不当作0。"))
    return save_file(path, data)
