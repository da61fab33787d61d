"""The classes' and the schools' own work of a chaos history."""

import random
from datetime import date, timedelta

from chaos_choosing import DAYS, KINDS, NAMES, PHONES, own_pupil, own_room, pick, secret
from chaos_county import County
from chaos_founding import UNITS, number
from chaos_machine import Machine

from kongchuo_desktop.operations import (
    attendance,
    calendar,
    leaves,
    moves,
    papers,
    retention,
    roster,
    visits,
)
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.tables import Attached, Visit


def add_pupil(county: County, machine: Machine, rng: random.Random) -> None:
    room = own_room(county, machine, rng)
    if room is None or machine.place.role == "bureau":
        return
    values = {"name": rng.choice(NAMES), "phone": rng.choice(PHONES), "notes": secret(rng)}
    if rng.random() < 0.7:
        values["identity_number"] = number(rng.randrange(4))
    with county.writing(machine):
        roster.add_pupil(machine.store, actor=machine.actor, class_id=room, values=values)


def register(county: County, machine: Machine, rng: random.Random) -> None:
    room, day = own_room(county, machine, rng), rng.choice(DAYS)
    if room is None:
        return
    here, _ = attendance.roll(load_world(machine.store), room, day)
    away = sorted((p.id for p in here), key=county.order.__getitem__)
    marks = {p: MarkInput(rng.choice(KINDS)) for p in away if rng.random() < 0.5}
    with county.writing(machine):
        attendance.take_register(machine.store, actor=machine.actor, class_id=room, day=day,
                                 marks=marks, replace=True)


def correct_mark(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = own_pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            attendance.correct_mark(machine.store, actor=machine.actor, pupil=pupil,
                                    day=rng.choice(DAYS), mark=MarkInput(rng.choice(KINDS)))


def leave(county: County, machine: Machine, rng: random.Random) -> None:
    pupil, day = own_pupil(county, machine, rng), rng.choice(DAYS)
    if pupil:
        with county.writing(machine):
            leaves.add_leave(machine.store, actor=machine.actor, pupil=pupil, since=day,
                             until=day + timedelta(days=rng.randrange(3)), kind="病假",
                             asked_by="监护人")


def visit(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = own_pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            visits.add_visit(machine.store, actor=machine.actor, visit=VisitInput(
                pupil=pupil, day=rng.choice(DAYS), mode=rng.choice(visits.MODES),
                outcome=rng.choice(visits.OUTCOMES), note=secret(rng)))


def photo(county: County, machine: Machine, rng: random.Random) -> None:
    row = pick(county, machine, "visit", rng)
    data = f"photo {rng.randrange(5)}".encode()
    if row:
        with county.writing(machine), machine.store.operation("add_pictures",
                                                              machine.actor) as write:
            shown = write.session.get_one(Visit, row)
            write.insert(Attached, home=shown.home, target=row, pupil=shown.pupil,
                         digest=write.attach(data), kind="photo", size=len(data))


def paper(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = own_pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            papers.issue_papers(machine.store, actor=machine.actor, form_id="persuasion_notice",
                                pupils=[pupil], day=machine.store.now().date())


def void(county: County, machine: Machine, rng: random.Random) -> None:
    row = pick(county, machine, "paper", rng)
    if row:
        with county.writing(machine):
            papers.void_paper(machine.store, actor=machine.actor, paper=row, why="写错")


def tag(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = own_pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            roster.set_tags(machine.store, actor=machine.actor, pupil=pupil,
                            tags=rng.sample(("留守", "脱贫户", "单亲"), rng.randrange(3)))


def leaves_school(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = own_pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            moves.move_pupil(machine.store, actor=machine.actor, pupil=pupil,
                             kind=rng.choice(("转出", "转出", "休学", "复学", "转入")),
                             day=rng.choice(DAYS), other=rng.choice([*UNITS.values(), "外县"]))


def change_class(county: County, machine: Machine, rng: random.Random) -> None:
    pupil, room = own_pupil(county, machine, rng), own_room(county, machine, rng)
    if pupil and room:
        with county.writing(machine):
            moves.change_class(machine.store, actor=machine.actor, pupils=[pupil], class_id=room,
                               day=rng.choice(DAYS))


def say_day(county: County, machine: Machine, rng: random.Random) -> None:
    with county.writing(machine):
        calendar.set_days(machine.store, actor=machine.actor, days={
            date(2026, 10, 8 + rng.randrange(2)): (rng.random() < 0.5, "运动会")})


def erase(county: County, machine: Machine, rng: random.Random) -> None:
    """The end of retention, as the school's office has it: all rows about a child."""
    pupil = own_pupil(county, machine, rng)
    if pupil is not None and machine.place.role == "school":
        erase_child(county, machine, pupil)


def erase_child(county: County, machine: Machine, pupil: str) -> None:
    """``retention.erase_records`` without waiting six years."""
    with county.writing(machine), machine.store.operation("erase_records", machine.actor,
                                                          undoable=False) as write:
        retention.erase_pupils(write, [pupil], why="满6年")
