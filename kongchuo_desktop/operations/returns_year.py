"""Who below has filed which month of a school year: one grid, its totals, and its Excel sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.facts import ClassRoom
from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations.returns import MONTHLY, FiledReturn, returns_of_months
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
    """One unit's month. ``pending`` is not filed while there is still time, or for a month before
    the unit was on this store's list; ``missing`` counts as zero in the sums and is never shown as
    a zero that was filed (R170)."""

    unit: str
    period: str
    state: State
    filed: FiledReturn

    @property
    def cases(self) -> int:
        return int(self.filed.counts.get("cases") or 0)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit or class with its months in the order of the grid's ``periods``."""

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
    """All units below over the months of a school year up to today."""

    school_year: int
    periods: tuple[str, ...]
    lines: tuple[UnitLine, ...]
    years: tuple[int, ...] = ()
    """The school years of which anything was filed, and the running one, newest first."""

    def latest(self) -> str:
        """The last month of which something is to be said: filed by anyone, or over."""
        spoken = [p for at, p in enumerate(self.periods)
                  if any(line.cells[at].state != "pending" for line in self.lines)]
        return (spoken or self.periods)[-1]


@dataclass(frozen=True, slots=True)
class Totals:
    """A month's sums; filed + missing + pending + unverified is ``due``."""

    due: int
    filed: int
    zero: int
    late: int
    missing: int
    pending: int
    unverified: int


def year_grid(store: Store, *, day: date, school_year: int | None = None) -> YearGrid:
    """The grid of a school year as of a day, of the day's own unless another is named; vacation
    months without lessons are left out."""
    calendar, homes = load_calendar(store), homes_of(store)
    year = calendar.school_year(day) if school_year is None else school_year
    periods = [p for p in _months(year) if p <= f"{day:%Y-%m}"
               and any(d.in_session for d in calendar.month(int(p[:4]), int(p[5:])))]
    with store.session() as session:
        same = homes.same
        units = rows_of(session, Unit)
        filed = {row["period"] for row in rows_of(session, Return) if row["kind"] == MONTHLY}
        known = [*units, *rows_of(session, ClassGroup)]
    townships = {same.get(u["row"], u["row"]): u["township"] for u in units if u["township"]}
    since: dict[str, date] = {}
    for row in known:
        unit = same.get(row["row"], row["row"])
        since[unit] = min(row["recorded"], since.get(unit, date.max))
    months = {period: {r.unit: r for r in found}
              for period, found in returns_of_months(store, periods=periods).items()}
    names = {r.unit: r.name for found in months.values() for r in found.values()}
    lines = []
    for unit, name in sorted(names.items(), key=lambda item: (townships.get(item[0], ""), item[1])):
        cells = tuple(_cell(p, months[p].get(unit, FiledReturn(unit, name, "not_filed")), day,
                            since.get(unit, date.min)) for p in periods)
        kind = school_kind(name, homes.classes.get(unit, {}).values())
        lines.append(UnitLine(unit, name, townships.get(unit, ""), kind, _pupils(cells), cells))
    years = {calendar.school_year(date.fromisoformat(f"{period}-01")) for period in filed}
    years |= {calendar.school_year(day)}
    return YearGrid(year, tuple(periods), tuple(lines), tuple(sorted(years, reverse=True)))


def school_kind(name: str, rooms: Iterable[ClassRoom]) -> str:
    """What kind of school has these classes; a 教学点 says so in its name."""
    stages = {room.grade <= _LAST_OF_PRIMARY for room in rooms}
    if not stages:
        return ""
    if name.endswith("教学点"):
        return "教学点"
    return "九年一贯" if len(stages) > 1 else "小学" if True in stages else "初中"


def _months(school_year: int) -> Iterable[str]:
    for month in range(_FIRST_MONTH, _FIRST_MONTH + 12):
        yield f"{school_year + (month > 12)}-{(month - 1) % 12 + 1:02d}"


def _cell(period: str, filed: FiledReturn, day: date, since: date) -> MonthCell:
    return MonthCell(filed.unit, period, _state(period, filed, day, since), filed)


def _state(period: str, filed: FiledReturn, day: date, since: date) -> State:
    if filed.status == "not_filed":
        end = month_end(int(period[:4]), int(period[5:]))
        return "missing" if since <= end < day else "pending"
    if filed.verified is False:
        return "unverified"
    if filed.late:
        return "late"
    return "zero" if filed.status == "filed_zero" else "filed"


def _pupils(cells: Iterable[MonthCell]) -> int | None:
    """How many pupils the latest return counted."""
    counted = [c.filed.counts["pupils"] for c in cells if "pupils" in c.filed.counts]
    return int(counted[-1]) if counted else None


def month_totals(grid: YearGrid, period: str) -> Totals:
    """The sums of one month; each of them is a filter of the grid."""
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
             *(Heading(period_words(p).split("年")[1], "center") for p in grid.periods)]
    rows = [[line.name, line.township, line.kind, line.pupils, *map(cell_words, line.cells)]
            for line in grid.lines]
    data = write_list(f"{grid.school_year}—{grid.school_year + 1}学年月报情况", heads, rows,
                      unit=store.header.unit_name, day=store.now().date(), sheet="月报",
                      foot="“0”是报了零，“未报”是没有收到" + (
                          "，按文件视为0。" if _silence_counts(grid) else "，不当作0。"))
    return save_file(path, data)
