"""The whole county in one read: figures by township and school, with the pupils behind each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kongchuo_desktop.domain.calendar import SchoolCalendar, month_end
from kongchuo_desktop.domain.cases.views import CaseView, overdue_of
from kongchuo_desktop.domain.county import FIGURES, Counted, counted
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations.memory import kept, remembered
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.progress import Told, unheard
from kongchuo_desktop.operations.reading import Reading
from kongchuo_desktop.operations.returns_year import school_kind
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.operations.supervisors import supervisors
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import homes_of, reading_of, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Unit

NO_TOWNSHIP = "未写乡镇"
_DAYS = 3
"""Months of which the figures are kept; each also keeps what they were counted from."""


@dataclass(frozen=True, slots=True)
class School:
    """A school with what its figures count; ``supervisor`` is who of the bureau answers for it."""

    unit: str
    name: str
    township: str
    kind: str
    lists: Counted
    supervisor: str = ""

    def count(self, figure: str) -> int:
        return len(self.lists[figure])


@dataclass(frozen=True, slots=True)
class Township:
    """The schools of a township by name."""

    name: str
    schools: tuple[School, ...]

    def count(self, figure: str) -> int:
        return sum(school.count(figure) for school in self.schools)

    def pupils(self, figure: str) -> tuple[str, ...]:
        return tuple(pupil for school in self.schools for pupil in school.lists[figure])


@dataclass(frozen=True, slots=True)
class County:
    """A month of the county, as it stands on ``day``: the month's last day, or today."""

    period: str
    day: date
    townships: tuple[Township, ...]

    @property
    def schools(self) -> tuple[School, ...]:
        return tuple(school for township in self.townships for school in township.schools)

    def count(self, figure: str) -> int:
        return sum(township.count(figure) for township in self.townships)

    def pupils(self, figure: str) -> tuple[str, ...]:
        return tuple(p for township in self.townships for p in township.pupils(figure))


@dataclass(frozen=True, slots=True)
class Listed:
    """A pupil behind a figure; ``times`` above 1 where several things of one child are counted."""

    pupil: str
    name: str
    room: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class OverdueCase:
    """A case over its limit, judged by its school's own document."""

    township: str
    school: str
    room: str
    case: CaseView


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a school's figures counted, and all that they follow from."""

    book: PolicyBook
    calendar: SchoolCalendar
    world: World
    lists: Counted

    def holds(self, book: PolicyBook, calendar: SchoolCalendar, world: World) -> bool:
        return self.book is book and self.calendar is calendar and self.world is world


def county_totals(store: Store, *, period: str | None = None, told: Told = unheard) -> County:
    """The figures of a month (``2026-09``; the running one by default) over all schools.

    Of a school of which nothing came since they are not counted again; ``told`` hears how far it
    is.
    """
    today = store.now().date()
    month = period or f"{today:%Y-%m}"
    return remembered(store, f"county {month}", lambda: _read(store, month, today, told))


def _read(store: Store, period: str, today: date, told: Told) -> County:
    first = date.fromisoformat(f"{period}-01")
    day = min(month_end(first.year, first.month), today)
    reading = reading_of(store, told)
    units = [unit for unit in reading.worlds
             if unit != reading.homes.own or store.role != "bureau"]
    homes, named = homes_of(store), supervisors(store)
    townships = townships_of(store)
    schools: list[School] = []
    for unit in units:
        lists = _lists(store, reading, unit, day, first)
        told(len(schools) + 1, len(units), "正在数各校的数")
        name = homes.names.get(unit, "")
        kind = school_kind(name, homes.classes.get(unit, {}).values())
        person = named.get(unit)
        schools.append(School(unit, name, townships.get(unit, NO_TOWNSHIP), kind,
                              lists, person.name if person else ""))
    return County(period, day, tuple(_by_township(schools)))


def _lists(store: Store, reading: Reading, unit: str, day: date, first: date) -> Counted:
    of_days = kept(store, "county", dict[date, dict[str, _Kept]])
    of_day = of_days.pop(day, {})
    of_days[day] = of_day
    for oldest in list(of_days)[:-_DAYS]:
        del of_days[oldest]
    made = (policy_book(store), reading.homes.calendar(unit), reading.worlds[unit])
    known = of_day.get(unit)
    if known is None or not known.holds(*made):
        now = situation(store, day=day, unit=None if unit == reading.homes.own else unit)
        known = of_day[unit] = _Kept(*made, counted(now, first))
    return known.lists


def _by_township(schools: Iterable[School]) -> list[Township]:
    found: dict[str, list[School]] = {}
    for school in sorted(schools, key=lambda school: (
            school.township == NO_TOWNSHIP, school.township, school.name)):
        found.setdefault(school.township, []).append(school)
    return [Township(name, tuple(of_town)) for name, of_town in found.items()]


def townships_of(store: Store) -> Mapping[str, str]:
    """Unit → its township, as any of its records says."""
    same = homes_of(store).same
    with store.session() as session:
        return {same.get(row["row"], row["row"]): row["township"]
                for row in rows_of(session, Unit) if row["township"]}


def listed(store: Store, pupils: Iterable[str]) -> list[Listed]:
    """Who stands behind a figure, by school, class and name."""
    times: dict[str, int] = {}
    for pupil in pupils:
        times[pupil] = times.get(pupil, 0) + 1
    world = reading_of(store).world
    found = []
    for name, count in times.items():
        known = world.pupils.get(name)
        if known is not None:
            room = world.classes.get(known.class_id)
            found.append(Listed(name, known.name, room.title if room else "", count))
    return sorted(found, key=lambda one: (one.room, one.name, one.pupil))


def overdue_cases(store: Store, *, told: Told = unheard) -> list[OverdueCase]:
    """All cases over their limit, by township and school, the most overdue first."""
    homes, towns, worlds = homes_of(store), townships_of(store), reading_of(store, told).worlds
    found = []
    for at, unit in enumerate(worlds, 1):
        told(at, len(worlds), "正在看各校的个案")
        own = unit == homes.own
        now = situation(store, unit=None if own else unit)
        for case in overdue_of(now):
            room = now.world.classes.get(case.class_id)
            found.append(OverdueCase(towns.get(unit, NO_TOWNSHIP), homes.names.get(unit, ""),
                                     room.name if room else "", case))
    return sorted(found, key=lambda one: (one.township, one.school, -one.case.overdue_days,
                                          one.case.pupil))


def save_county_sheet(store: Store, *, county: County, path: Path) -> Path:
    """The figures as an Excel sheet: townships with their schools, the sums below.

    Raises:
        KnownError: ``file_not_written``.
    """
    # openpyxl takes 10 MB and a tenth of a second: only who saves a sheet pays for it.
    from kongchuo_desktop.sheets.writer import CellValue, Heading, write_list

    heads = [Heading("乡镇"), Heading("学校"), Heading("类别"),
             *(Heading(what, "right") for what, _ in FIGURES.values()), Heading("督导")]
    rows: list[list[CellValue]] = [
        [school.township, school.name, school.kind, *map(school.count, FIGURES),
         school.supervisor] for school in county.schools]
    rows.append(["合计", f"{len(county.schools)}所", "", *map(county.count, FIGURES), ""])
    data = write_list(f"{period_words(county.period)}全县控辍保学情况", heads, rows,
                      unit=store.header.unit_name, day=store.now().date(), sheet="全县")
    return save_file(path, data)


def save_overdue_sheet(store: Store, *, cases: Iterable[OverdueCase], path: Path) -> Path:
    """The cases over their limit as an Excel sheet.

    Raises:
        KnownError: ``file_not_written``.
    """
    from kongchuo_desktop.sheets.writer import CellValue, Heading, write_list

    heads = [Heading("乡镇"), Heading("学校"), Heading("班级"), Heading("姓名"),
             Heading("该办哪一步"), Heading("应办日期"), Heading("逾期（天）", "right")]
    rows: list[list[CellValue]] = [
        [one.township, one.school, one.room, one.case.name, one.case.next,
         one.case.due.isoformat() if one.case.due else "", one.case.overdue_days]
        for one in cases]
    data = write_list("超期个案", heads, rows, unit=store.header.unit_name,
                      day=store.now().date(), sheet="超期个案")
    return save_file(path, data)
