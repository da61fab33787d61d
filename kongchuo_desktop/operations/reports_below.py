"""The reports of those below for one period: who filed which figures, and what these come to.

What was not filed is no zero: it stands apart and in no sum, also where a document reads silence
as zero (R170).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kongchuo_desktop.domain.report_lines import Figures
from kongchuo_desktop.domain.returns import OPENING, kind_of
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.operations.filed_tables import table_in
from kongchuo_desktop.operations.month_report import counted_days, span_lines
from kongchuo_desktop.operations.periods import Period, read_period
from kongchuo_desktop.operations.report_rows import (
    KINDS,
    ReportColumn,
    ReportRow,
    filed_rows,
    report_columns,
    sum_of,
    table_form,
)
from kongchuo_desktop.operations.reports import GRADES
from kongchuo_desktop.operations.returns_year import (
    State,
    Totals,
    cell_words,
    period_totals,
    year_grid,
)
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import homes_of, load_calendar, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

_OF_CASES = frozenset({"suspected_new", "suspected_all", "dropout_new", "dropout_all", "visits",
                       "returned", "still"})
FILED: frozenset[State] = frozenset({"filed", "zero", "late"})
"""States of a return that is there."""


@dataclass(frozen=True, slots=True)
class UnitReport:
    """What one school filed.

    Attributes:
        says: the state in a word: ``报了0``, ``未报``, ``未报（视为0）``.
        figures: None where it filed nothing, or an older program filed it without a table.
    """

    unit: str
    name: str
    township: str
    state: State
    says: str
    day: date | None
    figures: Figures | None

    @property
    def filed(self) -> bool:
        return self.state in FILED


@dataclass(frozen=True, slots=True)
class BelowReport:
    """One period of all below, classes by grade, schools by name."""

    about: Period
    columns: tuple[ReportColumn, ...]
    units: tuple[UnitReport, ...]
    totals: Totals
    silent_is_zero: bool
    counter: str
    """``所``, ``个班``, or ``个`` where both stand below."""

    def by_unit(self) -> list[ReportRow]:
        """A row for each who filed a table, and what these come to, where there are any."""
        columns = KINDS[self.about.kind].columns
        rows = [_whole(unit.unit, unit.name, unit.figures, columns) for unit in self.units
                if unit.figures is not None]
        tableless = any(unit.filed and unit.figures is None for unit in self.units)
        whose = "带表的" if tableless else "报了的"
        return [*rows, sum_of(f"合计（{whose}{len(rows)}{self.counter}）", rows, columns)] if (
            rows) else []

    def by_grade(self) -> list[ReportRow]:
        """What all who filed come to, grade by grade; a table by class has none."""
        figures: dict[str, dict[str, int]] = {}
        for unit in self.units:
            for key, line in (unit.figures or {}).items():
                found = figures.setdefault(key, {})
                for column, number in line.items():
                    found[column] = found.get(column, 0) + number
        return filed_rows(self.about.kind, figures, GRADES)

    @property
    def sentence(self) -> str:
        """How many filed, how many of them zero, and how many did not."""
        found, of = self.totals, self.counter
        said = [f"应报{found.due}{of}，报了{found.filed}{of}，其中报0的{found.zero}{of}"]
        if found.missing:
            zero = "按文件视为0，" if self.silent_is_zero else ""
            said.append(f"没有报的{found.missing}{of}，{zero}不算进合计")
        tableless = sum(unit.filed and unit.figures is None for unit in self.units)
        said += [f"{number}{of}{words}" for number, words in (
            (found.unverified, "还没有对核对码"), (found.pending, "还没到期"),
            (tableless, "报的时候没有带表")) if number]
        return "；".join(said)


def reports_below(store: Store, *, period: str) -> BelowReport:
    """What those below filed for a period that has begun.

    Raises:
        KnownError: ``bad_month``, ``future_month``.
    """
    about = read_period(store, period)
    same = homes_of(store).same
    grid = year_grid(store, day=store.now().date(), kind=about.kind, only=about)
    with store.session() as session:
        rows = {same.get(row["unit"], row["unit"]): row for row in rows_of(session, Return)
                if row["kind"] == kind_of(period) and row["period"] == period}
    lines = {line.unit: line for line in grid.lines}
    units, silent = [], False
    for unit, _ in in_order(store, {line.unit: line.name for line in grid.lines}):
        line = lines[unit]
        cell, row = line.cells[0], rows.get(line.unit)
        silent = silent or cell.filed.silence is not None
        table = table_in(row) if row is not None else None
        units.append(UnitReport(
            line.unit, line.name, line.township, cell.state,
            _says(cell.state, cell_words(cell), silent=cell.filed.silence is not None),
            date.fromisoformat(row["day"]) if row is not None else None, table))
    _, block = table_form(store, about.kind)
    return BelowReport(about, tuple(report_columns(block)), tuple(units),
                       period_totals(grid, about.text), silent, _counter(store, units))


def in_order(store: Store, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Classes by grade, then schools by name; each with its name."""
    homes = homes_of(store)
    grades = {room.id: room.grade for room in homes.classes.get(homes.own, {}).values()}
    return sorted(names.items(), key=lambda item: (item[0] not in grades, grades.get(item[0], 0),
                                                   item[1], item[0]))


def _counter(store: Store, units: Iterable[UnitReport]) -> str:
    schools = homes_of(store).names
    kinds = {unit.unit in schools for unit in units}
    return "个班" if kinds == {False} else "所" if kinds == {True} else "个"


def unit_rows(store: Store, about: Period, unit: UnitReport) -> list[ReportRow]:
    """The table that one school filed, as it filed it."""
    rooms = [room.on(about.last) for room in homes_of(store).classes.get(unit.unit, {}).values()]
    titles = GRADES if about.kind != OPENING else {
        room.id: room.name for room in sorted(rooms, key=lambda r: r.place)}
    return filed_rows(about.kind, unit.figures or {}, titles)


def known_behind(store: Store, about: Period, unit: str, key: str, column: str) -> tuple[str, ...]:
    """Of whom a figure that was filed counts those whom this computer knows: of cases alone, for
    of all other children a superior has less than would count them."""
    if about.kind == OPENING or column not in _OF_CASES or unit not in homes_of(store).within:
        return ()
    first, last = counted_days(load_calendar(store), about)
    last = min(last, store.now().date())
    lines = span_lines(store, now=situation(store, day=last, unit=unit), first=first, last=last)
    return tuple(one for line in lines if key in ("", str(line.grade))
                 for one in line.pupils.get(column, ()))


def save_below(store: Store, report: BelowReport, *, path: Path) -> Path:
    """All below as an Excel file: a row for each, who did not file by that word and without
    figures, the sum of those who did.

    Raises:
        KnownError: ``file_not_written``.
    """
    # What writes Excel files takes long to load: only who saves one pays for it.
    from kongchuo_desktop.operations.report_files import headings
    from kongchuo_desktop.sheets.page import Heading, Page, Row, Totals
    from kongchuo_desktop.sheets.pages import write_pages

    figures = {row.key: row for row in report.by_unit()}

    def cells(row: ReportRow | None) -> list[int | str]:
        return [row.count(column.key) if row else "" for column in report.columns[1:]]

    rows: list[Row] = [[unit.name, unit.says, *cells(figures.get(unit.unit))]
                       for unit in report.units]
    together = [Totals(whole.title, 2, ["", "", *cells(whole)])
                for whole in (figures.get(""),) if whole is not None]
    heads = [Heading("单位"), Heading("报送", "center"), *headings(report.columns)[1:]]
    page = Page(sheet=report.about.kind, title=what_words(report.about.kind, report.about.text),
                headings=heads, foot=f"{report.sentence}。",
                rows=[*rows, *together],
                signed=[("负责人（签字）：", "填表人：", "联系电话：")], size="A3")
    return save_file(path, write_pages([page], unit=store.header.unit_name,
                                       day=store.now().date()))


def _whole(key: str, title: str, figures: Figures, columns: Iterable[str]) -> ReportRow:
    lines: Iterable[Mapping[str, int]] = figures.values()
    return ReportRow(key, title, {
        column: sum(line.get(column, 0) for line in lines) for column in columns})


def _says(state: State, words: str, *, silent: bool) -> str:
    named: Mapping[State, str] = {"zero": "报了0", "filed": "已报", "late": "已报（迟）",
                                  "missing": "未报（视为0）" if silent else "未报"}
    return named.get(state, words)
