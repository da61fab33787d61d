"""Indicators of a store: a class, a school, a county; the month's table that is filed."""

from datetime import date, datetime
from fractions import Fraction

import pytest
from county_rows import case, school
from people import DESK, TEACHER, Clock

from kongchuo_desktop.domain.indicators import choices
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import moves, policies
from kongchuo_desktop.operations.cases import open_case
from kongchuo_desktop.operations.indicators import (
    indicator_trend,
    indicators,
)
from kongchuo_desktop.operations.own_figures import figure_lines
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event, OwnFigureRow, Tag

DAY = date(2026, 9, 15)


def pupils_of(store: Store) -> list[str]:
    return [card.id for card in list_pupils(store)]


def drop(store: Store, unit: str, pupil: str) -> None:
    with store.operation("add_event", DESK) as write:
        write.insert(Event, home=unit, kind="opened", pupil=pupil, day="2026-09-10",
                     fields={"state": "dropout"})


def test_a_class_sees_its_own_rates(class_store: Store) -> None:
    gone = pupils_of(class_store)[0]
    open_case(class_store, actor=TEACHER, pupil=gone, day=DAY, state="dropout")
    found = {rate.word: rate for rate in indicators(class_store)}
    assert (found["辍学率"].value, found["辍学率"].numerator.pupils) == (Fraction(1, 50), (gone,))
    assert {rate.scope for rate in found.values()} == {"class"}
    assert found["巩固率"].value == Fraction(49, 50)


def test_a_school_sees_itself_and_each_of_its_classes(school_store: Store) -> None:
    found = indicators(school_store)
    assert {rate.scope for rate in found} == {"school"}
    assert all(rate.why_not for rate in found if rate.denominator is not None)
    named = [rate.clause.id for rate in found if rate.clause]
    assert named[:3] == ["R307", "R307", "R307"]
    assert indicators(school_store, classes=True) == found
    with pytest.raises(KnownError) as refused:
        indicator_trend(school_store, indicator="R999#1")
    assert refused.value.code == "unknown_indicator"


def test_the_county_adds_up_its_schools(bureau_store: Store) -> None:
    one, first = school(bureau_store, "甲校", township="青石镇", pupils=("样甲", "样乙"))
    two, second = school(bureau_store, "乙校", township="白水乡", pupils=("样丙", "样丁"))
    school(bureau_store, "丙校", township="白水乡", pupils=("样戊",), stage="primary")
    drop(bureau_store, one, first["样甲"])
    case(bureau_store, two, second["样丙"])
    junior = [rate for rate in indicators(bureau_store) if rate.id.startswith("辍学率.junior")]
    assert [(rate.scope, rate.of_name, rate.shown) for rate in junior] == [
        ("county", "云岭县教育局", "25.00%"), ("township", "白水乡", "0.00%"),
        ("township", "青石镇", "50.00%"), ("school", "乙校", "0.00%"),
        ("school", "甲校", "50.00%")]
    assert junior[0].numerator.pupils == (first["样甲"],)
    trend = indicator_trend(bureau_store, indicator="辍学率.junior")
    assert [(day, rate.shown) for day, rate in trend] == [(date(2026, 9, 17), "25.00%")]


def test_a_bureau_reckons_all_schools_in_its_own_way(bureau_store: Store) -> None:
    one, first = school(bureau_store, "甲校", pupils=("样甲", "样乙"))
    number = choices.POPULATION + "junior"
    with bureau_store.operation("set_figure", DESK) as write:
        for binding, value in ((choices.DROPOUTS, choices.STILL), (number, "4")):
            write.insert(OwnFigureRow, home=one, binding=binding, value=value, since="2026-09-01",
                         why="样例")
    found = {rate.id: rate for rate in indicators(bureau_store)}
    reading = next(r for r in found["辍学率.junior"].readings if r.key == choices.DROPOUTS)
    assert (reading.chosen, reading.origin) == (choices.EVER, "reading")
    assert found["入学率.junior"].value == Fraction(1, 2)
    assert first


def test_what_documents_leave_open_is_asked_once_and_can_be_taken_back(class_store: Store) -> None:
    key = choices.DEDUCT + "休学"
    pupil = pupils_of(class_store)[3]
    moves.move_pupil(class_store, actor=TEACHER, pupil=pupil, kind="休学", day=DAY)

    def said() -> tuple[str, str]:
        return next((reading.chosen, reading.origin) for rate in indicators(class_store)
                    for reading in rate.readings if reading.key == key)

    def kept() -> Fraction | None:
        return next(r.value for r in indicators(class_store) if r.word == "巩固率")

    assert (said(), kept()) == ((choices.ON, "reading"), Fraction(49, 50))
    with pytest.raises(KnownError) as refused:
        policies.set_figure(class_store, actor=TEACHER, policy="XY24", binding=key, value="3",
                            why="样例")
    assert refused.value.code == "bad_option"
    policies.set_figure(class_store, actor=TEACHER, policy="XY24", binding=key,
                        value=choices.OFF, why="县教育局答复")
    assert (said(), kept()) == ((choices.OFF, "own"), Fraction(1))
    policies.unset_figure(class_store, actor=TEACHER, binding=key, why="样例")
    assert said() == (choices.ON, "reading")


def test_numbers_are_asked_for_with_the_other_figures(class_store: Store) -> None:
    key = choices.POPULATION + "junior"
    policies.set_figure(class_store, actor=TEACHER, policy="XY24", binding=key, value="60",
                        why="派出所名单")
    line = next(f for f in figure_lines(class_store, policy="XY24") if f.binding == key)
    assert (line.text, line.origin) == ("60人", "own")


def test_a_past_day_is_looked_at_as_it_was(class_store: Store, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2026-10-20T08:00")
    gone = pupils_of(class_store)[0]
    open_case(class_store, actor=TEACHER, pupil=gone, day=date(2026, 10, 12), state="dropout")

    def share(day: date | None = None) -> str:
        return next(r.shown for r in indicators(class_store, day=day) if r.word == "辍学率")

    assert (share(date(2026, 9, 30)), share()) == ("0.00%", "2.00%")


def test_the_kind_that_the_roster_names_is_counted_by_itself(class_store: Store) -> None:
    """R328: a list of the 学籍 system writes the kind, not a tag of its own."""
    one, other = pupils_of(class_store)[:2]
    with class_store.operation("tag_pupil", TEACHER) as write:
        for pupil, kind in ((one, "视力残疾"), (other, "肢体残疾")):
            write.insert(Tag, pupil=pupil, tag="残疾", since="2026-09-01", note=kind)
    worn = {pupil: load_world(class_store).pupils[pupil].tags_on(DAY) for pupil in (one, other)}
    assert {"残疾", "视力残疾"} <= worn[one]
    assert "残疾" in worn[other]
    assert not worn[other] & {"视力残疾", "听力残疾", "智力残疾"}
