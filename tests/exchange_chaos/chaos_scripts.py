"""Short histories, written down, each of which a certain mistake would spoil."""

from datetime import date, datetime
from typing import Any

from chaos_computers import (
    back_up,
    copy_folder,
    go_back,
    hand_kits,
    new_computer,
    renew_keys,
    return_to,
    take_back,
)
from chaos_county import County
from chaos_founding import UNITS, number
from chaos_post import deliver, pack_down, pack_up
from chaos_schoolwork import erase_child

from kongchuo_desktop.operations import (
    attendance,
    corrections,
    history,
    moves,
    roster,
    transfers,
    trust,
    visits,
)
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.machines import machines_below
from kongchuo_desktop.operations.transfer_lines import passages
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.tables import Attached, PupilRow, Visit

DAY = date(2026, 9, 15)


def pupil_of(county: County, name: str) -> str:
    """The child in the first class that all computers of the class know."""
    return min((p.id for p in load_world(county.machines[name].store).pupils.values()
                if p.name == "马小花"), key=county.order.__getitem__)


def _edit(county: County, who: str, pupil: str, **values: Any) -> None:
    machine = county.machines[who]
    with machine.store.session() as session:
        tips = session.get_one(PupilRow, pupil).tips
    roster.edit_pupil(machine.store, actor=machine.actor, pupil=pupil, prior=tips, values=values)
    county.absorb(machine)


def _up(county: County, who: str) -> None:
    mails = pack_up(county, county.machines[who])
    assert mails
    for mail in mails:
        deliver(county, mail)


def _down(county: County, who: str) -> None:
    for mail in pack_down(county, county.machines[who]):
        deliver(county, mail)


def _register(county: County, who: str, pupil: str, kind: str) -> None:
    machine = county.machines[who]
    world = load_world(machine.store)
    attendance.take_register(machine.store, actor=machine.actor, day=DAY,
                             class_id=world.pupils[pupil].class_id,
                             marks={pupil: MarkInput(kind)}, replace=True)
    county.absorb(machine)


def edited_three_times(county: County) -> None:
    pupil = pupil_of(county, "s1a")
    for values in ({"phone": "13800000001"}, {"seat": 9}, {"phone": "13800000002"}):
        _edit(county, "s1a", pupil, **values)


def settled(county: County) -> None:
    pupil = pupil_of(county, "s1a")
    _edit(county, "s1a", pupil, phone="13800000001")
    _edit(county, "s1", pupil, phone="13800000002")
    _up(county, "s1a")
    school = county.machines["s1"]
    (conflict,) = history.list_conflicts(school.store)
    history.settle(school.store, actor=school.actor, conflict=conflict, value="13800000003")
    county.absorb(school)


def begun_long_ago(county: County) -> None:
    """Written by a computer whose clock had stopped, then with its clock set."""
    machine = county.machines["s1a"]
    machine.clock = datetime.fromisoformat("2009-03-02")
    _edit(county, "s1a", pupil_of(county, "s1a"), phone="13800000001")
    machine.clock = datetime.fromisoformat("2026-12-20")
    _edit(county, "s1a", pupil_of(county, "s1a"), notes="甲")


def moved_to_another_class(county: County) -> None:
    school = county.machines["s1"]
    pupil = pupil_of(county, "s1a")
    rooms = load_world(school.store).classes
    (other,) = [row for row, room in rooms.items() if room.name == "五年级1班"]
    moves.change_class(school.store, actor=school.actor, pupils=[pupil], class_id=other, day=DAY)
    county.absorb(school)
    _down(county, "s1")
    _edit(county, "s1", pupil, phone="13800000002")


def deleted_while_edited(county: County) -> None:
    school, group = county.machines["s1"], county.machines["s1a"]
    added = visits.add_visit(group.store, actor=group.actor, visit=visits.VisitInput(
        pupil=pupil_of(county, "s1a"), day=DAY, mode="家访", outcome="返校"))
    county.absorb(group)
    _up(county, "s1a")
    for machine, act in ((group, "delete"), (school, "edit")):
        with machine.store.session() as session:
            tips = session.get_one(Visit, added.id).tips
        with machine.store.operation(act, machine.actor) as write:
            if act == "delete":
                write.delete(Visit, added.id, prior=tips)
            else:
                write.update(Visit, added.id, prior=tips, outcome="拒绝")
        county.absorb(machine)


def registers_of_two_computers(county: County) -> None:
    pupil = pupil_of(county, "s1a")
    _register(county, "s1a", pupil, "旷课")
    _register(county, "s1a2nd", pupil, "病假")


def photographed_on_the_second_computer(county: County) -> None:
    """The first one has the visit, and asks its school for the photo."""
    machine = county.machines["s1a2nd"]
    added = visits.add_visit(machine.store, actor=machine.actor, visit=visits.VisitInput(
        pupil=pupil_of(county, "s1a2nd"), day=DAY, mode="家访", outcome="返校"))
    with machine.store.operation("add_pictures", machine.actor) as write:
        write.insert(Attached, target=added.id, digest=write.attach(b"photo"), kind="photo",
                     size=5)
    county.absorb(machine)


def moved_to_another_school(county: County) -> None:
    """Offered, announced, taken and laid together; both schools know of it in the end."""
    bureau, old, new = (county.machines[name] for name in ("bureau", "s1", "s2"))
    pupil = pupil_of(county, "s1")
    _edit(county, "s1", pupil, identity_number=number(7))
    moves.move_pupil(old.store, actor=old.actor, pupil=pupil, kind="转出", day=DAY,
                     other=UNITS["s2"])
    county.absorb(old)
    _up(county, "s1")
    transfers.match_all(bureau.store, actor=bureau.actor)
    county.absorb(bureau)
    _down(county, "bureau")
    room = min(load_world(new.store).classes)
    transfers.take(new.store, actor=new.actor, lines=transfers.expected(new.store),
                   class_id=room, day=DAY)
    county.absorb(new)
    _up(county, "s2")
    transfers.match_all(bureau.store, actor=bureau.actor)
    county.absorb(bureau)
    _down(county, "bureau")
    for machine in (old, new):
        (line,) = passages(machine.store).lines
        assert line.arrival, machine.name


def returned_to_a_copy(county: County) -> None:
    school = county.machines["s1"]
    copy_folder(county, school)
    _edit(county, "s1", pupil_of(county, "s1"), phone="13800000001")
    _up(county, "s1")
    return_to(county, county.copies[0])


def asked_over_two_steps(county: County) -> None:
    bureau, village = county.machines["bureau"], county.machines["v1"]
    pupil = min((e.row for e in county.truth.entries.values()
                 if e.table == "pupil" and e.home == village.store.home),
                key=county.order.__getitem__)
    corrections.ask(bureau.store, actor=bureau.actor, target=pupil, field="phone",
                    sentence="电话打不通")
    county.absorb(bureau)


def taken_back(county: County) -> None:
    bureau = county.machines["bureau"]
    (school,) = [m for m in machines_below(bureau.store) if county.place_of(m.sign) == "s1"]
    county.revoked_once.add("s1")
    trust.revoke(bureau.store, actor=bureau.actor, sign=school.sign, why="丢了")
    trust.certify_again(bureau.store, actor=bureau.actor, sign=school.sign,
                        check_code=school.code)
    county.absorb(bureau)


def put_back_from_a_file(county: County) -> None:
    """What was written after the backup is known above already when its computer goes on."""
    machine = county.machines["s1a"]
    back_up(county, machine)
    pupil = pupil_of(county, "s1a")
    _edit(county, "s1a", pupil, phone="13800000001")
    _up(county, "s1a")
    return_to(county, county.copies[0])
    _edit(county, "s1a", pupil, phone="13800000002")
    _up(county, "s1a")


def taken_in_and_taken_back(county: County) -> None:
    """The import is taken back, other things are written, and the package comes again."""
    _edit(county, "s1", pupil_of(county, "s1"), phone="13800000001")
    mails = pack_down(county, county.machines["s1"])
    for mail in mails:
        deliver(county, mail)
    machine = county.machines["s1a"]
    before = sum(map(len, machine.held.values()))
    go_back(county, machine)
    assert sum(map(len, machine.held.values())) < before
    _edit(county, "s1a", pupil_of(county, "s1a"), phone="13800000002")
    for mail in mails:
        deliver(county, mail)


def erased_where_it_was_written(county: County) -> None:
    """A visit with words and a photo, known to its class and to the bureau when it is erased."""
    group, school = county.machines["s1a"], county.machines["s1"]
    pupil = pupil_of(county, "s1a")
    added = visits.add_visit(group.store, actor=group.actor, visit=visits.VisitInput(
        pupil=pupil, day=DAY, mode="家访", outcome="返校", note="zz01234567zz"))
    with group.store.operation("add_pictures", group.actor) as write:
        write.insert(Attached, target=added.id, pupil=pupil, digest=write.attach(b"photo"),
                     kind="photo", size=5)
    county.absorb(group)
    _up(county, "s1a")
    _up(county, "s1")
    erase_child(county, school, pupil)


def asked_and_erased(county: County) -> None:
    """The bureau's own rows about the child stay the bureau's, and hinder nothing."""
    bureau, school = county.machines["bureau"], county.machines["s1"]
    pupil = pupil_of(county, "s1")
    corrections.ask(bureau.store, actor=bureau.actor, target=pupil, field="phone",
                    sentence="电话打不通")
    county.absorb(bureau)
    _down(county, "bureau")
    erase_child(county, school, pupil)
    assert pupil in school.erased, county.refused


def stolen_and_replaced(county: County) -> None:
    """A new computer does the work; what the old one still writes is refused."""
    school, lost = county.machines["s1"], county.machines["s1a"]
    _edit(county, "s1a", pupil_of(county, "s1a"), phone="13800000001")
    _up(county, "s1a")
    take_back(county, school, lost.sign)
    assert new_computer(county, school, lost.place, name="s1a~", with_roster=True)
    _edit(county, "s1a", pupil_of(county, "s1a"), phone="13800000002")
    _edit(county, "s1a~", pupil_of(county, "s1a~"), notes="甲")
    _up(county, "s1a~")
    _down(county, "s1")


def disk_of_the_school_died(county: County) -> None:
    """The school begins anew with what the bureau and its classes have."""
    bureau, school = county.machines["bureau"], county.machines["s1"]
    registers_of_two_computers(county)
    _up(county, "s1a")
    assert new_computer(county, bureau, school.place, name="s1", with_roster=True)
    assert hand_kits(county, county.machines["s1"]) == 2


def central_school_with_new_keys(county: County) -> None:
    center, village = county.machines["z"], county.machines["v1"]
    _edit(county, "v1", pupil_of(county, "v1"), phone="13800000001")
    renew_keys(county, center)
    for mail in pack_down(county, center):
        got, _ = deliver(county, mail)
        assert got.status != "imported", "it was believed before it came with a kit"
    assert hand_kits(county, center) == 1
    _up(county, village.name)
    _down(county, "z")
