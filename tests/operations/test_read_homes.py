"""Whose rows a store reads: its own unit's and those below, each under what it follows itself."""

from datetime import date, datetime

from county_rows import case, school
from people import DESK, OFFICE, Clock

from kongchuo_desktop.operations.calendar import set_days
from kongchuo_desktop.operations.joins import alike
from kongchuo_desktop.operations.policies import own_settings, policy_uses
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.standing import roster_lines
from kongchuo_desktop.operations.today import duties_of, situation, situation_of, situations
from kongchuo_desktop.operations.units import list_classes
from kongchuo_desktop.operations.world import homes_of, load_world, reading_of, whole_world
from kongchuo_desktop.store.merge import export_rows, merge
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    CalendarDay,
    OwnFigureRow,
    PolicyUseRow,
    PupilRow,
    Unit,
)

NUMBER = "990102201309030119"


def hand_down(above: Store, below: Store) -> None:
    """Every row of the superior, as a careless reader would take it in."""
    chosen = export_rows(above, lambda info: True)
    merge(below, chosen.entries, chosen.operations, chosen.runs, chosen.attachments,
          allowed_home=lambda home: True)


def test_a_child_of_another_school_is_nowhere_on_our_lists(
    bureau_store: Store, school_store: Store
) -> None:
    unit, _ = school(bureau_store, "白水乡小学")
    with bureau_store.operation("import_roster", DESK, undoable=False) as write:
        foreign = write.insert(PupilRow, home=unit, name="样外来", identity_number=NUMBER)
    hand_down(bureau_store, school_store)
    assert list_pupils(school_store, everyone=True) == roster_lines(school_store) == []
    assert foreign not in whole_world(school_store).pupils
    assert not any(d.pupil == foreign for d in duties_of(school_store))
    (room,) = list_classes(school_store)
    mine = add_pupil(school_store, actor=OFFICE, class_id=room.id,
                     values={"name": "样外来", "identity_number": NUMBER})
    assert [card.id for card in list_pupils(school_store)] == [mine.id]
    assert alike(school_store) == []


def test_the_nearest_superior_holds_until_the_unit_sets_something(bureau_store: Store) -> None:
    center, _ = school(bureau_store, "中心校")
    village, _ = school(bureau_store, "村小", parent=center)
    assert [use.policy for use in homes_of(bureau_store).uses(village)] == ["XY24"]
    with bureau_store.operation("use_policy", DESK) as write:
        write.insert(PolicyUseRow, home=center, policy="D12", since="2026-09-01")
    homes = homes_of(bureau_store)
    assert [use.policy for use in homes.uses(village)] == ["D12"]
    assert [use.policy for use in homes.uses(homes.own)] == ["XY24"]
    assert [use.policy for use in policy_uses(bureau_store)] == ["XY24"]


def test_a_day_of_the_calendar_is_the_nearest_units_word(bureau_store: Store) -> None:
    day, other = date(2026, 9, 18), date(2026, 9, 21)
    unit, _ = school(bureau_store, "白水乡小学")
    set_days(bureau_store, actor=DESK, days={day: (False, "全县停课"), other: (False, "全县停课")})
    with bureau_store.operation("set_days", DESK) as write:
        write.insert(CalendarDay, home=unit, day=day.isoformat(), in_session=True, note="照常")
    homes = homes_of(bureau_store)
    assert (homes.calendar(unit).day(day).note, homes.calendar(unit).day(other).note) == (
        "照常", "全县停课")
    assert homes.calendar(homes.own).day(day).note == "全县停课"


def test_a_schools_figure_is_its_own_and_judges_its_own_children(bureau_store: Store) -> None:
    strict, _ = school(bureau_store, "严小", pupils=("样甲",))
    plain, _ = school(bureau_store, "宽小", pupils=("样乙",))
    with bureau_store.operation("set_figure", DESK) as write:
        write.insert(OwnFigureRow, home=strict, binding="R000.times", value="3",
                     since="2026-09-01", why="校务会议决定")
    assert own_settings(bureau_store) == []
    assert [f.value for f in situation(bureau_store, unit=strict).world.figures] == ["3"]
    assert situation(bureau_store, unit=plain).world.figures == []
    assert load_world(bureau_store).figures == []


def test_a_center_answers_for_its_own_and_lists_those_below(
    school_store: Store, clock: Clock
) -> None:
    with school_store.operation("make_kit", OFFICE, undoable=False) as write:
        village = write.insert(Unit, name="岭脚村小", kind="school", parent=school_store.home)
        there = write.insert(PupilRow, home=village, name="样村童")
    (room,) = list_classes(school_store)
    here = add_pupil(school_store, actor=OFFICE, class_id=room.id, values={"name": "样镇童"}).id
    assert {card.id for card in list_pupils(school_store)} == {here, there}
    assert set(load_world(school_store).pupils) == {here}
    assert situation_of(school_store, pupil=there).world.unit == "岭脚村小"


def test_what_one_school_writes_leaves_the_others_derived(bureau_store: Store) -> None:
    one, first = school(bureau_store, "甲校", pupils=("样甲",))
    two, second = school(bureau_store, "乙校", pupils=("样乙",))
    before = {now.world.unit: now for now in situations(bureau_store)}
    case(bureau_store, one, first["样甲"])
    after = {now.world.unit: now for now in situations(bureau_store)}
    assert after["乙校"] is before["乙校"]
    assert after["甲校"] is not before["甲校"]
    assert reading_of(bureau_store).home_of(second["样乙"]) == two


def test_the_calendar_is_read_without_the_pupils(bureau_store: Store, clock: Clock) -> None:
    school(bureau_store, "甲校", pupils=("样甲",))
    homes = homes_of(bureau_store)
    with bureau_store.operation("add_event", DESK) as write:
        write.insert(Unit, row=bureau_store.home, phone="000-00000000")
    assert homes_of(bureau_store) is not homes
    kept = homes_of(bureau_store)
    clock.at = datetime.fromisoformat("2026-09-18T08:00")
    assert homes_of(bureau_store) is not kept
