"""Invented schools of any size, with a school year behind them, to measure with."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.classes import class_name
from kongchuo_desktop.operations import importing, policies
from kongchuo_desktop.operations.demo import OWN_FIGURES, POLICY, WHY
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.sheets.writer import write_roster
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event, MarkRow, RegisterRow, Visit
from kongchuo_desktop.store.write import Actor, Write

FIRST, TODAY = date(2025, 9, 1), date(2026, 6, 30)
"""A school year of which the national calendar is announced; both are school days."""
PASSWORD = "clear-water"
CHEAP = KdfCost(1, 64, 1)
"""A password that costs nothing to check, where the password is not what is measured."""
SCHOOL, SCHOOL_CODE = "青石镇中心学校", "9901020001"
OFFICE = Actor("陶主任", "school")
CLASS_SIZE, GRADES = 50, 9

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_GIVEN = "小春夏秋冬山川河江海云雨雪风星月梅兰竹菊松柏杨柳桃杏田禾苗果石玉金明远安宁平和乐"
_KINDS = ("病假", "事假", "迟到")
_EXCUSED, _TRUANT = 0.02, 0.0005
"""Chance of a pupil's day to be marked with an excuse, and to be the first of a truancy."""
_LONGEST_TRUANCY = 8
"""School days."""


class Clock:
    """The clock of a store, set day by day."""

    def __init__(self) -> None:
        self.at = datetime.combine(FIRST, time(8))

    def __call__(self) -> datetime:
        return self.at


def roster(pupils: int) -> bytes:
    """An .xlsx of so many pupils, fifty to a class, in which nothing is doubtful."""
    return write_roster((pupil(i) for i in range(pupils)), title=f"{SCHOOL}花名册", unit=SCHOOL,
                        day=FIRST, fields=(
        "class", "seat", "name", "gender", "ethnicity", "birth_date", "identity_number",
        "guardian1_name", "guardian1_relation", "guardian1_phone", "address"))


def pupil(i: int) -> Mapping[str, str | int]:
    """The i-th invented pupil."""
    room, seat = divmod(i, CLASS_SIZE)
    number, grade = divmod(room, GRADES)
    surname, rest = _SURNAMES[i % len(_SURNAMES)], i // len(_SURNAMES)
    given = _GIVEN[rest % len(_GIVEN)] + _GIVEN[rest // len(_GIVEN) % len(_GIVEN)]
    turn, day = divmod(i // (CLASS_SIZE * GRADES) * CLASS_SIZE + seat, 360)
    born = date(FIRST.year - 7 - grade, 9, 1) + timedelta(day)
    body = f"990102{born:%Y%m%d}{turn:03}"
    return {
        "class": class_name(grade=grade + 1, number=number + 1), "seat": seat + 1,
        "name": surname + given, "gender": "男" if turn % 2 else "女", "ethnicity": "汉族",
        "birth_date": born.isoformat(), "identity_number": body + identity.check_digit(body),
        "guardian1_name": f"{surname}某", "guardian1_relation": "母亲",
        "guardian1_phone": str(13900000000 + i), "address": f"样例村{i % 9 + 1}组"}


def found_school(folder: Path, clock: Clock, *, cost: KdfCost = CHEAP) -> Store:
    """An open school store that follows a profile and has no pupils yet."""
    return found_store(folder, Founding(
        role="school", unit_name=SCHOOL, unit_code=SCHOOL_CODE, person=OFFICE.name,
        password=PASSWORD, phone="000-00000000", township="青石镇", county="云岭县",
        policy=POLICY), now=clock, cost=cost).store


def take_in(store: Store, data: bytes) -> None:
    """Import a roster of ``roster()``, as its two steps do it."""
    plan = importing.plan_roster(store, data=data, name="花名册.xlsx").plan
    if plan.questions or plan.counts["rejected"]:
        raise AssertionError("the roster leaves questions")
    importing.commit_roster(store, actor=OFFICE, plan=plan)


@cache
def school(work: Path, pupils: int) -> Path:
    """A closed store of so many pupils with registers, marks and visits of a year up to today."""
    folder, clock = work / f"school-{pupils}", Clock()
    with found_school(folder, clock) as store:
        take_in(store, roster(pupils))
        for binding, value in OWN_FIGURES.items():
            policies.set_figure(store, actor=OFFICE, policy=POLICY, binding=binding, value=value,
                                why=WHY)
        for day in _year(store):
            clock.at = datetime.combine(day.date, time(8, 5))
            with store.operation("take_register", OFFICE) as write:
                day.write(write)
    return folder


def open_school(folder: Path) -> Store:
    """The store as of the last day of its year."""
    return Store.open(folder, password=PASSWORD, now=lambda: datetime.combine(TODAY, time(8)))


@dataclass(frozen=True, slots=True)
class _Day:
    """What is written down on one school day: the marks, who is visited, and who came back."""

    date: date
    rooms: Mapping[str, frozenset[str]]
    marks: Mapping[str, str]
    visited: tuple[str, ...]
    back: tuple[str, ...]

    def write(self, write: Write) -> None:
        day = self.date.isoformat()
        away = {pupil for pupil, kind in self.marks.items() if kind != "迟到"}
        write.insert_many(MarkRow, [{"pupil": pupil, "day": day, "part": "全天", "kind": kind}
                                    for pupil, kind in self.marks.items()])
        write.insert_many(RegisterRow, [
            {"class_id": room, "day": day, "part": "全天", "absent": sorted(away & pupils),
             "expected": len(pupils)} for room, pupils in self.rooms.items()])
        write.insert_many(Visit, [{"pupil": pupil, "day": day, "mode": "家访", "outcome": "同意",
                                   "by": [OFFICE.name]} for pupil in self.visited])
        write.insert_many(Event, [{"pupil": pupil, "day": day, "kind": "returned"}
                                  for pupil in self.back])


def _year(store: Store) -> Iterator[_Day]:
    """The same year for the same roster: every draw comes from one seed."""
    chance = random.Random(1)
    rooms: dict[str, frozenset[str]] = {}
    pupils = list_pupils(store)
    for card in pupils:
        room = str(card.values["class_id"])
        rooms[room] = rooms.get(room, frozenset()) | {card.id}
    truant: dict[str, _Truancy] = {}
    for day in load_calendar(store).school_days(FIRST, TODAY - timedelta(1)):
        back = tuple(pupil for pupil, run in truant.items() if run.gone == run.days)
        for pupil in back:
            del truant[pupil]
        fresh = {p.id: _Truancy(chance.randint(1, _LONGEST_TRUANCY)) for p in pupils
                 if p.id not in truant and chance.random() < _TRUANT}
        truant.update(fresh)
        for run in truant.values():
            run.gone += 1
        marks = {p.id: chance.choice(_KINDS) for p in pupils if chance.random() < _EXCUSED}
        marks.update(dict.fromkeys(truant, "旷课"))
        visited = tuple(pupil for pupil, run in truant.items() if run.gone == 2)
        yield _Day(day, rooms, marks, visited, back)


@dataclass(slots=True)
class _Truancy:
    """A run of truancy: its school days in all, and those that have passed."""

    days: int
    gone: int = 0
