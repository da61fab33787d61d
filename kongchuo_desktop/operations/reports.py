"""报表: a month, a term, its beginning or a school year as a table; as filed, and as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.month_checks import MonthCheck, report_lines
from kongchuo_desktop.domain.opening_checks import TITLES as OPENING_TITLES
from kongchuo_desktop.domain.opening_checks import opening_checks
from kongchuo_desktop.domain.report_lines import (
    Change,
    Figures,
    ReportLine,
    changed_since,
)
from kongchuo_desktop.domain.returns import OPENING
from kongchuo_desktop.operations.filed_tables import filed_names, filed_table, table_figure
from kongchuo_desktop.operations.month_report import WORDS, month_report
from kongchuo_desktop.operations.paper_facts.look import Look
from kongchuo_desktop.operations.paper_facts.opening import (
    opening_lines,
    unseen_classes,
    without_class,
)
from kongchuo_desktop.operations.periods import (
    MONTHLY,
    TERM,
    YEAR,
    Period,
    month_of,
    opening_period,
    read_period,
    school_period,
)
from kongchuo_desktop.operations.report_rows import (
    KINDS,
    ReportColumn,
    ReportRow,
    filed_rows,
    report_columns,
    table_form,
    with_sums,
)
from kongchuo_desktop.operations.world import load_calendar, load_world
from kongchuo_desktop.store.store import Store

_GRADES = "一二三四五六七八九"
GRADES: Mapping[str, str] = {str(n): f"{name}年级" for n, name in enumerate(_GRADES, start=1)}
"""Key of a line by grade → what it is called."""
_MONTHS, _YEARS = 13, 3


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed, which nothing changes any more: the day, whether it was a zero report, and
    its rows with whom they counted where this computer knows."""

    day: date
    zero: bool
    rows: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A return as a table.

    Attributes:
        columns: as the form in use has them, the words of a row first.
        rows: as the facts have it now, with 小计 and 合计.
        checks: what does not add up in these.
        filed: None where the store filed none.
        changes: what is another number now than was filed.
        files: whether this store files this kind: a class only months.
    """

    about: Period
    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]
    checks: tuple[MonthCheck, ...]
    filed: Filed | None
    changes: tuple[Change, ...]
    files: bool

    @property
    def shown(self) -> tuple[ReportRow, ...]:
        """What was filed, before that what would be."""
        return self.filed.rows if self.filed else self.rows


def open_report(store: Store, *, period: str, user: str = "") -> Report:
    """The report of a period that has begun, up to its last day or today.

    Raises:
        KnownError: ``bad_month``, ``future_month``.
    """
    about = read_period(store, period)
    _, block = table_form(store, about.kind)
    lines, checks = _lines(store, about, user)
    filed, changes = _filed(store, about, lines)
    return Report(about, tuple(report_columns(block)), tuple(_rows(about, lines)), checks, filed,
                  changes, store.role != "class" or about.kind == MONTHLY)


def table_to_file(store: Store, *, period: str) -> dict[str, Figures]:
    """The table of a period as its return carries it."""
    about = read_period(store, period)
    lines, _ = _lines(store, about, "")
    return table_figure(store, lines, KINDS[about.kind].columns, period=period)


def report_periods(store: Store, *, day: date) -> Mapping[str, list[Period]]:
    """Kind → what may be looked at, the newest first: a year of months, three years of terms."""
    calendar, months = load_calendar(store), [month_of(day)]
    while len(months) < _MONTHS:
        before = months[-1].first
        months.append(month_of(date(before.year - (before.month == 1),
                                    (before.month - 2) % 12 + 1, 1)))
    years = range(calendar.school_year(day) + 1, calendar.school_year(day) - _YEARS, -1)
    found = {OPENING: [opening_period(calendar, y, n) for y in years for n in "21"],
             TERM: [school_period(calendar, y, n) for y in years for n in "21"],
             YEAR: [school_period(calendar, y) for y in years]}
    return {MONTHLY: months} | {
        kind: [one for one in periods if one.first <= day] for kind, periods in found.items()}


def line_titles(store: Store, about: Period) -> Mapping[str, str]:
    """Key of a line → what it was called then, in the order of the report."""
    if about.kind != OPENING:
        return GRADES
    rooms = load_world(store).on(about.last).classes.values()
    return {room.id: room.name for room in sorted(rooms, key=lambda r: r.place)}


def _lines(store: Store, about: Period,
           user: str) -> tuple[list[ReportLine], tuple[MonthCheck, ...]]:
    if about.kind != OPENING:
        found = month_report(store, period=about.text)
        return report_lines(found.lines), found.checks
    form, _ = table_form(store, OPENING)
    look = Look(store, day=min(about.last, store.now().date()), user=user, form=form, pupils=())
    lines = opening_lines(look)
    return lines, tuple(opening_checks(lines, without_class(look), unseen=unseen_classes(look)))


def _rows(about: Period, lines: list[ReportLine]) -> list[ReportRow]:
    columns = KINDS[about.kind].columns
    return with_sums(about.kind, [
        ReportRow(line.key, line.title, {column: line.count(column) for column in columns},
                  line.pupils) for line in lines])


def _filed(store: Store, about: Period,
           lines: list[ReportLine]) -> tuple[Filed | None, tuple[Change, ...]]:
    found = filed_table(store, period=about.text)
    if found is None:
        return None, ()
    names = filed_names(store, period=about.text, figures=found.figures)
    titles = line_titles(store, about)
    rows = filed_rows(about.kind, found.figures, titles, names)
    called = OPENING_TITLES if about.kind == OPENING else WORDS[about.kind].titles
    changes = changed_since(lines, found.figures, called, gone=titles, names=names)
    return Filed(found.day, found.zero, tuple(rows)), tuple(changes)
