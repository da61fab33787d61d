"""The turn of the school year by itself: dealing out, what a class is called, clocks, names."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.called import Called, line_of, meant
from kongchuo_desktop.domain.facts import Pupil, Span
from kongchuo_desktop.domain.school_year import (
    Cohort,
    Newcomer,
    deal,
    doubtful_clock,
    key_title,
    turn,
    turning_year,
    usual_leaving,
)

_PEOPLE = st.lists(st.tuples(st.sampled_from((True, False, None)), st.sampled_from("甲乙丙")),
                   max_size=60).map(lambda made: [
                       Newcomer(str(at), f"样{at}", male, school)
                       for at, (male, school) in enumerate(made)])


@given(_PEOPLE, st.integers(1, 6), st.randoms())
def test_dealing_out_is_fair_whole_and_the_same_whoever_does_it(
        people: list[Newcomer], rooms: int, chance: Random) -> None:
    found = deal(people, rooms)
    assert sorted(one.key for room in found for one in room) == sorted(p.key for p in people)
    for count in (len, lambda room: sum(one.male is True for one in room),
                  lambda room: sum(one.male is False for one in room)):
        sizes = [count(room) for room in found]
        assert max(sizes) - min(sizes) <= 1
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert deal(shuffled, rooms) == found


def test_a_class_is_called_by_the_grade_it_will_have() -> None:
    assert [key_title((2026, 2, "junior"), year) for year in (2025, 2026, 2027, 2028, 2031)] == [
        "七年级2班", "七年级2班", "八年级2班", "九年级2班", "九年级2班"]
    assert Cohort("a", "primary", 1, 2021, called="希望班").title(2026) == "希望班"


@pytest.mark.parametrize(("today", "year"), [
    (date(2027, 2, 28), 2026), (date(2027, 3, 1), 2027), (date(2027, 12, 31), 2027)])
def test_the_turn_that_is_spoken_of(today: date, year: int) -> None:
    assert turning_year(today) == year


def test_late_is_offered_the_last_day_of_the_old_year() -> None:
    assert usual_leaving(2027, date(2027, 7, 2)) == date(2027, 7, 2)
    assert usual_leaving(2027, date(2027, 10, 2)) == date(2027, 8, 31)


@pytest.mark.parametrize(("days", "doubtful"), [(-2, True), (-1, False), (0, False),
                                                (400, False), (401, True)])
def test_a_clock_far_from_the_last_word_is_doubted(days: int, doubtful: bool) -> None:
    newest = date(2027, 6, 1)
    assert doubtful_clock(newest + timedelta(days=days), newest) == doubtful
    assert not doubtful_clock(newest, None)


def _pupil(name: str, room: str, *spans: Span) -> Pupil:
    return Pupil(name, name, room, 6, spans)


def test_who_is_away_is_counted_and_sent_nowhere() -> None:
    room, mixed = Cohort("a", "primary", 1, 2021), Cohort("b", "primary", 2, 2021, kind="复式班")
    here, past = Span(date.min), Span(date.min, date(2027, 3, 1))
    found = turn(2027, [room, mixed], [
        _pupil("在", "a", here), _pupil("休", "a", past), _pupil("走", "a", past),
        _pupil("未", "a"), _pupil("复", "b", here)], date(2027, 7, 1), graduated=["走"])
    first, second = found.leaving
    assert ([one.name for one in first.people], first.gone, first.away) == (["在"], 1, 1)
    assert second.people[0].why == ("复式班里年级不一样，要一个一个看",)
    assert found.new_classes() == []


_CLASS = [Called("a", "样小禾", 1), Called("b", "样大川", 2), Called("c", "样大川", 3),
          Called("d", "买买提·阿卜杜拉", None)]


@pytest.mark.parametrize(("text", "found"), [
    ("", {}), ("样小禾", {"a": ""}), ("1号", {"a": ""}), ("1、2号（因病）", {"a": "", "b": "因病"}),
    ("买买提•阿卜杜拉(送教上门)", {"d": "送教上门"}), ("样小禾，3号；", {"a": "", "c": ""}),
])
def test_who_is_meant_by_a_line(text: str, found: dict[str, str]) -> None:
    assert meant(text, _CLASS).found == found
    assert meant(text, _CLASS).problem == ""


def test_what_nobody_is_called_and_what_several_are_is_said() -> None:
    assert meant("样大川", _CLASS).problem == "叫“样大川”的不止一个，写座号，例如7号。"
    assert meant("样老三、99", _CLASS).problem == (
        "这个班没有“样老三、99”。写姓名或座号，用顿号隔开。")


@given(st.lists(st.sampled_from(_CLASS), unique=True), st.sampled_from(("", "因病")))
def test_a_line_finds_again_whom_it_was_made_of(people: list[Called], why: str) -> None:
    line = line_of([(one, why) for one in people], _CLASS)
    assert meant(line, _CLASS).found == {one.id: why for one in people}
    assert Counter(line)["、"] == max(0, len(people) - 1)
