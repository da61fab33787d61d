"""Returns as the facts of duties: what packages handed over, and what is made good later."""

from datetime import date, datetime

from people import TEACHER, Clock

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.operations.attendance import take_register
from kongchuo_desktop.operations.discharge import discharge
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

MONTH = {"kind": "月报", "period": "2026-09", "day": "2026-09-17", "zero": False}


def owed(store: Store, binding: str) -> list[Duty]:
    return [duty for duty in situation(store).duties if duty.binding == binding]


def file_return(store: Store, unit: str) -> None:
    with store.operation("file_return", TEACHER) as write:
        write.insert(Return, unit=unit, **MONTH)


def test_a_classs_package_is_its_schools_and_a_schools_is_the_bureaus(class_store: Store) -> None:
    pupil = list_pupils(class_store)[0].id
    add_event(class_store, actor=TEACHER, kind="opened", day=date(2026, 9, 17), pupil=pupil,
              fields={"state": "dropout"})
    (room,) = load_world(class_store).classes
    assert len(owed(class_store, "R170/monthly")) == 1
    file_return(class_store, room)
    assert len(owed(class_store, "R170/monthly")) == 1
    file_return(class_store, class_store.home)
    assert owed(class_store, "R170/monthly") == []
    facts = {f.fields["unit"]: f for f in load_world(class_store).facts if f.kind == "filed"}
    assert {unit: (f.fields["to"], f.class_id) for unit, f in facts.items()} == {
        room: ("school", room), class_store.home: ("county_desk", None)}


def test_a_weekly_return_is_made_good_for_the_week_that_was_missed(class_store: Store,
                                                                   clock: Clock) -> None:
    (room,) = load_world(class_store).classes
    day = clock.at.date()
    take_register(class_store, actor=TEACHER, class_id=room, day=day, marks={})
    use_policy(class_store, actor=TEACHER, policy="D06", since=day)
    clock.at = datetime.fromisoformat("2026-09-29T08:00")
    (first,) = owed(class_store, "R172/weekly")
    assert (first.period, first.missed) == ("2026-09-14", 2)
    discharge(class_store, actor=TEACHER, duty=first, day=clock.at.date())
    (second,) = owed(class_store, "R172/weekly")
    assert (second.period, second.missed) == ("2026-09-21", 1)
