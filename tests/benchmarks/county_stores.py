"""An invented county as its bureau has it: schools in townships, a school year behind them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import village

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.classes import entry_year_of, seat_code, stage_of
from kongchuo_desktop.operations.demo import POLICY
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.operations.returns import MONTHLY
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    ClassGroup,
    Event,
    MarkRow,
    Paper,
    PupilRow,
    Return,
    Tag,
    Unit,
    Visit,
)
from kongchuo_desktop.store.write import Actor, Write

DESK = Actor("莫老师", "bureau")
TOWNSHIPS = ("青石镇", "白水乡", "石桥镇", "松林乡", "马场镇", "清河镇", "大坪乡", "云岭镇")
_MONTHS = ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-03", "2026-04", "2026-05")
_WITH_CASE = 0.01
"""Share of the pupils who have a case in the year."""
_CLASS = 45


@dataclass(frozen=True, slots=True)
class County:
    """How large: schools, and pupils in each."""

    schools: int = 120
    pupils: int = 500


BOUNDED, FULL = County(30), County()
"""What is measured by default, within minutes; and a whole county."""


@cache
def county(work: Path, size: County) -> Path:
    """A closed bureau store that has taken in a year of all its schools."""
    folder, clock = work / f"county-{size.schools}-{size.pupils}", village.Clock()
    chance = random.Random(7)
    with found_store(folder, Founding(
            role="bureau", unit_name="云岭县教育局", unit_code="9901020000", person=DESK.name,
            password=village.PASSWORD, county="云岭县", policy=POLICY), now=clock,
            cost=village.CHEAP).store as store:
        with store.operation("make_kit", DESK, undoable=False) as write:
            units = write.insert_many(Unit, [
                {"name": f"{TOWNSHIPS[i % len(TOWNSHIPS)]}第{i // len(TOWNSHIPS) + 1}学校",
                 "code": f"99010201{i:03}", "kind": "school", "parent": store.home,
                 "township": TOWNSHIPS[i % len(TOWNSHIPS)]} for i in range(size.schools)])
        for number, unit in enumerate(units):
            clock.at = datetime.combine(village.FIRST, time(8))
            with store.operation("import_roster", DESK, undoable=False) as write:
                pupils = _enrol(write, unit, number, size.pupils)
            _live(store, clock, chance, unit, pupils)
    return folder


def open_county(folder: Path) -> Store:
    """The bureau's store as of the last day of the year."""
    return Store.open(folder, password=village.PASSWORD,
                      now=lambda: datetime.combine(village.TODAY, time(8)))


def _enrol(write: Write, unit: str, number: int, count: int) -> list[str]:
    grades = range(1, 10) if count > 9 * _CLASS else range(1, 7)
    rooms = write.insert_many(ClassGroup, [
        {"home": unit, "entry_year": entry_year_of(grade=grade, on=village.FIRST), "number": room,
         "stage": stage_of(grade), "seat": seat_code(grade=grade, number=room)}
        for grade in grades for room in range(1, 2 + count // (len(grades) * _CLASS))])
    return write.insert_many(PupilRow, [
        {"home": unit, "class_id": rooms[i % len(rooms)], **_pupil(number * count + i)}
        for i in range(count)])


def _pupil(i: int) -> Mapping[str, Any]:
    known = dict(village.pupil(i % 40_000))
    born = date(2012, 1, 1) + timedelta(i % 2000)
    body = f"9901{i // 20_000:02}{born:%Y%m%d}{i // 2000 % 1000:03}"
    known |= {"identity_number": body + identity.check_digit(body)}
    del known["class"]
    return known


def _live(store: Store, clock: village.Clock, chance: random.Random, unit: str,
          pupils: list[str]) -> None:
    """Marks of who had a case, visits, a paper, returns to class; and the month's returns."""
    missing = [p for p in pupils if chance.random() < _WITH_CASE]
    for month in _MONTHS:
        clock.at = datetime.fromisoformat(f"{month}-18T16:00")
        fresh, missing = missing[:1], missing[1:]
        with store.operation("import_package", DESK, undoable=False) as write:
            first = date.fromisoformat(f"{month}-10")
            for pupil in fresh:
                _case(write, unit, pupil, first, back=chance.random() < 0.8)
            if chance.random() < 0.95:
                late = chance.random() < 0.05
                write.insert(Return, home=unit, unit=unit, kind=MONTHLY, period=month,
                             day=(clock.at.date() + timedelta(20 if late else 0)).isoformat(),
                             zero=not fresh, figures={
                                 "pupils": len(pupils), "cases": len(fresh), "visits": len(fresh),
                                 "opened": len(fresh), "returned": 0, "papers": len(fresh)})


def _case(write: Write, unit: str, pupil: str, first: date, *, back: bool) -> None:
    days = [first + timedelta(d) for d in range(5)]
    write.insert_many(MarkRow, [{"home": unit, "pupil": pupil, "day": d.isoformat(),
                                 "part": "全天", "kind": "旷课"} for d in days])
    write.insert(Tag, home=unit, pupil=pupil, tag="留守")
    write.insert(Visit, home=unit, pupil=pupil, day=days[1].isoformat(), mode="家访",
                 outcome="同意", by=["周老师"])
    write.insert(Paper, home=unit, pupil=pupil, number=f"劝通字〔{first.year}〕{pupil[:6]}号",
                 word="劝通字", year=first.year, serial=1, form="persuasion_notice",
                 title="劝学通知书", day=days[2].isoformat(), to="guardian")
    if back:
        write.insert(Event, home=unit, pupil=pupil, kind="returned", day=days[4].isoformat())
