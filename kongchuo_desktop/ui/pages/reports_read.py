"""One read of all that 报表 shows: the own report, or those of all below, or of one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.operations.periods import MONTHLY, OPENING, Period, read_period
from kongchuo_desktop.operations.report_rows import ReportColumn, ReportRow
from kongchuo_desktop.operations.reports import Report, open_report, report_periods
from kongchuo_desktop.operations.reports_below import (
    BelowReport,
    UnitReport,
    in_order,
    reports_below,
    unit_rows,
)
from kongchuo_desktop.operations.returns import units_below
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.pages.reports_table import STATE, TableLine

OWN, ALL = "own", "all"
"""Whose report: the store's own, or those of all below; any other word is a unit's."""
BY_UNIT, BY_GRADE, FILED, NOW = "unit", "grade", "filed", "now"
"""What is looked at of it."""
_COLOURS: Mapping[str, str] = {"missing": "red", "late": "amber", "unverified": "violet",
                               "pending": "text3"}
"""State of a return → the colour of its word."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown: a kind, a period of it (the newest where it is empty), whose."""

    kind: str
    period: str
    whose: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """What the worker brings; ``own`` or ``below`` is there, with ``unit`` where one is meant, and
    ``whose`` says which."""

    about: Period
    whose: str
    periods: Sequence[Period]
    units: Sequence[tuple[str, str]]
    own: Report | None = None
    below: BelowReport | None = None
    unit: UnitReport | None = None
    unit_table: Sequence[ReportRow] = ()

    @property
    def title(self) -> str:
        return what_words(self.about.kind, self.about.text)

    @property
    def views(self) -> list[tuple[str, str]]:
        """What may be chosen to look at."""
        if self.own is not None:
            return [(FILED, "报的数"), (NOW, "现在的数")] if self.own.changes else []
        by_grade = self.unit is None and self.about.kind != OPENING
        return [(BY_UNIT, "按单位"), (BY_GRADE, "按年级")] if by_grade else []

    @property
    def columns(self) -> Sequence[ReportColumn]:
        found = self.own or self.below
        return found.columns if found is not None else ()

    def table(self, view: str) -> tuple[Sequence[ReportColumn], list[TableLine]]:
        """The columns and lines of the table."""
        if self.own is not None:
            rows: Sequence[ReportRow] = self.own.rows if view == NOW else self.own.shown
            return self.columns, _lines(rows)
        assert self.below is not None
        if self.unit is not None:
            return self.columns, _lines(self.unit_table)
        if view == BY_GRADE:
            return self.columns, _lines(self.below.by_grade())
        name, *figures = self.columns
        rows = self.below.by_unit()
        of = {row.key: row for row in rows}
        lines = [TableLine(unit.unit, unit.name, of.get(unit.unit), unit.says,
                           _COLOURS.get(unit.state, "text2")) for unit in self.below.units]
        named = ReportColumn(name.key, "单位", "", name.width)
        return [named, ReportColumn(STATE, "报送", "", 1), *figures], [*lines, *_lines(rows[-1:])]


def read_reports(store: Store, asked: Asked, *, day: date, user: str) -> ReportView:
    """What was asked for; of a unit that is not below, all below."""
    offered = report_periods(store, day=day)
    periods = list(offered[asked.kind])
    about = read_period(store, asked.period) if asked.period else periods[0]
    if about not in periods:
        periods.append(about)
    units = _units(store, about.kind)
    if asked.whose == OWN and store.role != "bureau":
        return ReportView(about, OWN, periods, units,
                          own=open_report(store, period=about.text, user=user))
    below = reports_below(store, period=about.text)
    unit = next((one for one in below.units if one.unit == asked.whose), None)
    table = unit_rows(store, about, unit) if unit is not None and unit.figures is not None else []
    return ReportView(about, unit.unit if unit else ALL, periods, units, below=below, unit=unit,
                      unit_table=table)


def _units(store: Store, kind: str) -> list[tuple[str, str]]:
    """Whose report may be looked at; nothing to choose where there is but the own one."""
    if store.role == "class":
        return []
    found = in_order(store, units_below(store, classes=kind == MONTHLY))
    if store.role == "bureau":
        return [(ALL, "各校合计"), *found]
    return [(OWN, "本校"), (ALL, "下面报的"), *found] if found else []


def _lines(rows: Sequence[ReportRow]) -> list[TableLine]:
    return [TableLine(row.key, row.title, row) for row in rows]
