"""The turn of the school year as one step: who leaves, what begins, taken back, done twice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import DESK, OFFICE, Clock
from two_schools import County, number

from kongchuo_desktop.domain.school_year import Choices, NewClass, deal
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history, moves, transfers
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.school_year import Rolled, cohorts, roll_year, turn_of
from kongchuo_desktop.operations.transfer_lines import passages
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.actor import Changes
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.store import Store

SUMMER = datetime.fromisoformat("2027-07-02T09:00")
JULY = SUMMER.date()
LABELS = ("一年级1班", "五年级1班", "六年级1班", "六年级2班", "八年级1班", "九年级1班")


@pytest.fixture
def village(school_store: Store, clock: Clock) -> Store:
    """A school of both stages, two pupils a class, in the summer of 2027."""
    for serial, label in enumerate(LABELS):
        room = add_class(school_store, actor=OFFICE, label=label, head_teacher=f"{label}老师").id
        for seat in (1, 2):
            add_pupil(school_store, actor=OFFICE, class_id=room, values={
                "name": f"{label}学生{seat}", "seat": seat,
                "identity_number": number(10 * serial + seat)})
    clock.at = SUMMER
    return school_store


def _named(store: Store, *names: str) -> list[str]:
    return [card.id for card in list_pupils(store, everyone=True) if card.name in names]


def _classes(store: Store) -> dict[str, str]:
    """Name of a pupil → its class, of those who are enrolled."""
    return {card.name: card.class_name for card in list_pupils(store)}


def _whole(store: Store) -> object:
    """All that a turn may change."""
    world = load_world(store)
    return ({p.id: (p.class_id, p.enrolled, p.before, p.seat) for p in world.pupils.values()},
            {room.key: room.head_teacher for room in cohorts(store)})


def _everything(store: Store, day: date = JULY) -> Choices:
    found = turn_of(store)
    return Choices(
        found.year, day, leave={one.pupil: "县第二中学" for room in found.leaving
                                for one in room.people},
        found=tuple(found.new_classes()))


def test_what_the_summer_brings_is_laid_out_before_anything_is_written(village: Store) -> None:
    found = turn_of(village)
    assert found.year == 2027
    assert [(one.cohort.title(2026), len(one.people), one.late) for one in found.leaving] == [
        ("六年级1班", 2, 0), ("六年级2班", 2, 0), ("九年级1班", 2, 0)]
    assert [(one.title, one.becomes, one.pupils) for one in found.rising] == [
        ("一年级1班", "二年级1班", 2), ("五年级1班", "六年级1班", 2),
        ("七年级1班", "八年级1班", 0), ("八年级1班", "九年级1班", 2)]
    assert found.new_classes() == [NewClass("primary", 1), NewClass("junior", 1)]
    assert not found.done


def test_one_step_does_all_of_it_and_undo_takes_all_of_it_back(village: Store) -> None:
    before = _whole(village)
    done = roll_year(village, actor=OFFICE, choices=_everything(village))
    assert (done.left, done.founded, done.said) == (6, 2, "6人毕业，2个新班")
    assert {name[:3] for name in _classes(village)} == {"一年级", "五年级", "八年级"}
    keys = {room.key for room in cohorts(village)}
    assert {(2027, 1, "primary"), (2027, 1, "junior")} <= keys
    assert turn_of(village).done
    assert turn_of(village).where == "县第二中学"
    assert history.trail(village)[0].said == "办理升学"
    history.undo(village, actor=OFFICE)
    assert _whole(village) == before
    assert check(village).ok


def test_a_second_time_changes_nothing_and_again_after_undo_does_it(village: Store) -> None:
    choices = _everything(village)
    roll_year(village, actor=OFFICE, choices=choices)
    after = _whole(village)
    again = roll_year(village, actor=OFFICE, choices=choices)
    assert again.nothing
    assert again.changes.op is None
    history.undo(village, actor=OFFICE)
    roll_year(village, actor=OFFICE, choices=choices)
    assert _whole(village) == after


def test_what_was_done_by_hand_before_stays_as_it_is(village: Store) -> None:
    one = _named(village, "六年级1班学生1")[0]
    moves.move_pupil(village, actor=OFFICE, pupil=one, kind="毕业", day=date(2027, 6, 25),
                     other="县实验中学")
    found = turn_of(village)
    assert [(len(room.people), room.gone) for room in found.leaving] == [(1, 1), (2, 0), (2, 0)]
    done = roll_year(village, actor=OFFICE, choices=_everything(village))
    assert (done.left, done.founded) == (5, 2)


def test_it_is_done_late_as_if_it_had_been_done_in_time(village: Store, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2027-10-11T09:00")
    assert turn_of(village).year == 2027
    roll_year(village, actor=OFFICE, choices=_everything(village, date(2027, 8, 31)))
    [pupil] = [p for p in load_world(village).pupils.values() if p.name == "九年级1班学生1"]
    assert pupil.enrolled[-1].until == date(2027, 8, 30)
    assert _classes(village)["五年级1班学生1"] == "六年级1班"


def test_who_came_after_the_day_leaves_today(village: Store, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2027-10-11T09:00")
    room = next(room.id for room in cohorts(village) if room.key == (2021, 1, "primary"))
    late = add_pupil(village, actor=OFFICE, class_id=room, values={
        "name": "后来的", "entered": "2027-09-15"}).id
    roll_year(village, actor=OFFICE, choices=_everything(village, date(2027, 8, 31)))
    assert load_world(village).pupils[late].enrolled[-1].until == date(2027, 10, 10)


@pytest.mark.parametrize(("at", "code"), [("2036-07-02T09:00", "clock_doubtful"),
                                          ("2009-07-02T09:00", "clock_doubtful")])
def test_a_clock_that_is_wrong_sends_nobody_away(village: Store, clock: Clock, at: str,
                                                 code: str) -> None:
    one = _named(village, "六年级1班学生1")[0]
    add_event(village, actor=OFFICE, kind="talked", day=JULY, pupil=one)
    before = _whole(village)
    clock.at = datetime.fromisoformat(at)
    with pytest.raises(KnownError) as refused:
        roll_year(village, actor=OFFICE, choices=_everything(village, clock.at.date()))
    assert refused.value.code == code
    clock.at = SUMMER
    assert _whole(village) == before


def test_a_class_that_should_have_left_before_is_told_as_late(village: Store,
                                                              clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2028-06-20T09:00")
    found = turn_of(village)
    assert [(one.cohort.entry_year, one.cohort.number, one.late) for one in found.leaving] == [
        (2022, 1, 0), (2021, 1, 1), (2021, 2, 1), (2025, 1, 0), (2024, 1, 1)]


@pytest.mark.parametrize(("change", "code"), [
    ({"day": date(2027, 5, 31)}, "too_early"),
    ({"day": date(2027, 7, 3)}, "future_date"),
    ({"leave": {"nobody": ""}}, "unknown_pupil"),
])
def test_what_cannot_be_is_refused_whole(village: Store, change: dict[str, object],
                                         code: str) -> None:
    before = _whole(village)
    with pytest.raises(KnownError) as refused:
        roll_year(village, actor=OFFICE, choices=replace(_everything(village), **change))  # type: ignore[arg-type]
    assert refused.value.code == code
    assert _whole(village) == before


def test_who_repeats_a_year_goes_into_the_class_behind(village: Store) -> None:
    [one] = _named(village, "六年级1班学生1")
    everything = _everything(village)
    leave = {pupil: to for pupil, to in everything.leave.items() if pupil != one}
    behind = (2022, 1, "primary")
    choices = Choices(2027, JULY, leave=leave, place={one: behind}, found=everything.found)
    assert roll_year(village, actor=OFFICE, choices=choices).placed == 1
    world = load_world(village)
    assert world.classes[world.pupils[one].class_id].entry_year == 2022
    assert world.pupils[one].class_on(date(2027, 6, 1)) != world.pupils[one].class_id
    assert roll_year(village, actor=OFFICE, choices=choices).nothing
    for wrong, code in (({one: (2019, 1, "primary")}, "unknown_class"),
                        ({one: (2021, 2, "primary")}, "class_over")):
        with pytest.raises(KnownError) as refused:
            roll_year(village, actor=OFFICE, choices=Choices(2027, JULY, place=wrong))
        assert refused.value.code == code
    with pytest.raises(KnownError) as refused:
        roll_year(village, actor=OFFICE, choices=Choices(
            2027, JULY, leave={one: ""}, place={one: behind}))
    assert refused.value.code == "pupil_twice"


def test_a_case_without_a_conclusion_is_named_before_anybody_leaves(village: Store) -> None:
    [one] = _named(village, "六年级1班学生1")
    add_event(village, actor=OFFICE, kind="opened", day=date(2027, 6, 1), pupil=one,
              fields={"state": "dropout"})
    told = {leaver.name: leaver.why for room in turn_of(village).leaving
            for leaver in room.people}
    assert told["六年级1班学生1"] == ("个案还没有结论：辍学",)
    assert told["六年级1班学生2"] == ()
    assert told["九年级1班学生1"] == ()


def test_the_announced_go_into_the_new_classes(county: County) -> None:
    """A junior school founds its classes and deals those out who were announced to it."""
    for serial in range(1, 6):
        pupil = add_pupil(county.a, actor=OFFICE, class_id=county.room_a, values={
            "name": f"学生{serial}", "identity_number": number(serial),
            "gender": "男" if serial % 2 else "女"}).id
        county.clock.at = datetime.fromisoformat("2027-06-30T09:00")
        moves.move_pupil(county.a, actor=OFFICE, pupil=pupil, kind="毕业", day=date(2027, 6, 30),
                         other="乙学校")
    county.up(county.a)
    transfers.match_all(county.bureau, actor=DESK)
    county.down()
    county.clock.at = datetime.fromisoformat("2027-09-01T09:00")
    found = turn_of(county.b)
    assert [one.name for one in found.waiting] == [f"学生{serial}" for serial in range(1, 6)]
    assert {one.male for one in found.waiting} == {True, False}
    first, second = deal(found.waiting, 2)
    take = {one.key: (2027, room, "junior") for room, people in ((1, first), (2, second))
            for one in people}
    choices = Choices(2027, date(2027, 9, 1), found=(NewClass("junior", 1, "甲老师"),
                                                     NewClass("junior", 2)),
                      take=take, came=date(2027, 9, 1))
    done = roll_year(county.b, actor=OFFICE, choices=choices)
    assert (done.founded, done.taken) == (2, 5)
    assert sorted(_classes(county.b).values()) == ["七年级1班"] * 3 + ["七年级2班"] * 2
    assert roll_year(county.b, actor=OFFICE, choices=choices).nothing
    assert {line.state for line in passages(county.b).lines if line.match} == {"expected"}
    history.undo(county.b, actor=OFFICE)
    assert _classes(county.b) == {}
    assert len(transfers.expected(county.b)) == 5


_FATES = st.sampled_from(("leave", "stay", "behind", "hand", "suspend"))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_FATES, min_size=6, max_size=6), st.booleans(), st.booleans())
def test_nobody_is_lost_nobody_is_twice_and_undo_restores(
        village: Store, fates: list[str], late: bool, found: bool) -> None:
    clock = village.now
    assert isinstance(clock, Clock)
    clock.at = datetime.fromisoformat("2027-10-11T09:00") if late else SUMMER
    day = date(2027, 8, 31) if late else JULY
    leavers = sorted(one.pupil for room in turn_of(village).leaving for one in room.people)
    before, done = _whole(village), 0
    by_hand = {"hand": "毕业", "suspend": "休学"}
    for pupil, fate in zip(leavers, fates, strict=True):
        if fate in by_hand:
            moves.move_pupil(village, actor=OFFICE, pupil=pupil, kind=by_hand[fate], day=day)
            done += 1
    by_now, choices = _whole(village), _fated(village, dict(zip(leavers, fates, strict=True)),
                                              day, found=found)
    rolled = roll_year(village, actor=OFFICE, choices=choices)
    assert (rolled.left, rolled.placed) == (fates.count("leave"), fates.count("behind"))
    world = load_world(village)
    after = world.pupils.values()
    assert len({p.id for p in after}) == len(after) == 12
    for one in after:
        fate = dict(zip(leavers, fates, strict=True)).get(one.id, "stay")
        assert one.enrolled_on(clock().date()) == (fate in ("stay", "behind"))
        assert sum(len(one.spans_in(room)) > 0 and one.class_on(clock().date()) == room
                   for room in world.classes) == 1
    assert len({room.key for room in cohorts(village)}) == len(cohorts(village))
    assert roll_year(village, actor=OFFICE, choices=choices).nothing
    if not rolled.nothing:
        history.undo(village, actor=OFFICE)
    assert _whole(village) == by_now
    for _ in range(done):
        history.undo(village, actor=OFFICE)
    assert _whole(village) == before


def _fated(store: Store, fates: Mapping[str, str], day: date, *, found: bool) -> Choices:
    return Choices(
        2027, day, leave={pupil: "" for pupil, fate in fates.items() if fate == "leave"},
        place={pupil: (2022, 1, "primary") for pupil, fate in fates.items()
               if fate == "behind"},
        found=tuple(turn_of(store).new_classes()) if found else ())


def test_the_words_of_a_turn() -> None:
    nothing = Changes(None, "roll_year", frozenset(), (), frozenset(), False)
    assert Rolled(0, 0, 0, 0, nothing).said == "都办过了，没有改动"
    assert Rolled(38, 1, 2, 40, nothing).said == "38人毕业，1个新班，2人换班，40人编班"
