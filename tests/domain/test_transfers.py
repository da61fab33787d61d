"""Which arrival answers which leaving, and how a child on the way stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.facts import Span
from kongchuo_desktop.domain.transfers import (
    WAIT_DAYS,
    Kind,
    Leaver,
    Passage,
    Record,
    awaited_from,
    leaving,
    match,
    twice,
)

D = date(2026, 9, 10)


def number(serial: int) -> str:
    first = f"9901022015010{serial % 10}{serial:03}"
    return first + identity.check_digit(first)


def record(row: str, unit: str, name: str = "王小河", *, serial: int | None = 1,
           since: date = date.min, until: date | None = None, birth: str = "2015-01-01",
           gender: str = "", apart: frozenset[str] = frozenset(), announced: str = "",
           former: str = "") -> Record:
    return Record(row, unit, name, number(serial) if serial is not None else "", birth, gender,
                  former, (Span(since, until),), apart, announced)


def left(row: str, unit: str, name: str = "王小河", *, day: date = D, kind: Kind = "转学",
         transfer: str = "", serial: int | None = 1, birth: str = "2015-01-01",
         gender: str = "", former: str = "") -> Leaver:
    there = record(row, unit, name, serial=serial, until=day - timedelta(days=1), birth=birth,
                   gender=gender, former=former)
    return Leaver(there, kind, day, transfer)


def _pairs(leavers: Sequence[Leaver], records: Sequence[Record],
           taken: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    return [(m.leaver, m.arrival, m.how) for m in match(leavers, records, taken).certain]


def test_the_same_valid_number_and_name_are_one_child() -> None:
    found = match([left("a", "A")], [record("b", "B", since=D + timedelta(days=3))])
    assert [(m.leaver, m.arrival, m.how, m.day) for m in found.certain] == [
        ("a", "b", "number", date(2026, 9, 13))]
    assert found.doubtful == ()


def test_a_number_with_another_name_is_asked_and_a_former_name_is_not() -> None:
    arrival = record("b", "B", "王大河")
    found = match([left("a", "A")], [arrival])
    assert (found.certain, [d.why for d in found.doubtful]) == ((), ["证件号相同，姓名不同"])
    assert _pairs([left("a", "A", former="王大河")], [arrival]) == [("a", "b", "number")]


@pytest.mark.parametrize(("other", "why"), [
    ({"serial": 2}, "姓名和出生日期相同，证件号不同"),
    ({"serial": None, "gender": "女"}, "姓名和出生日期相同，性别不同"),
])
def test_what_contradicts_is_asked(other: dict[str, object], why: str) -> None:
    found = match([left("a", "A", gender="男")], [record("b", "B", **other)])  # type: ignore[arg-type]
    assert (found.certain, [d.why for d in found.doubtful]) == ((), [why])


def test_name_and_birth_are_enough_where_nobody_else_is_like_it() -> None:
    one = [left("a", "A", "买买提·阿卜杜拉", serial=None)]
    alike = record("b", "B", "买买提・阿卜杜拉", serial=None)
    assert _pairs(one, [alike]) == [("a", "b", "birth")]
    found = match(one, [alike, record("c", "C", "买买提·阿卜杜拉", serial=None)])
    assert (found.certain, [d.arrival for d in found.doubtful]) == ((), ["b", "c"])


def test_a_month_of_birth_is_no_day() -> None:
    found = match([left("a", "A", serial=None, birth="2015-01")],
                  [record("b", "B", serial=None, birth="2015-01")])
    assert found == match([], [])


def test_who_was_elsewhere_before_and_left_again_answers_nothing() -> None:
    gone = record("b", "B", since=date(2024, 9, 1), until=D - timedelta(days=1))
    same = record("c", "A", since=D)
    assert match([left("a", "A")], [gone, same]) == match([], [])


def test_a_child_that_moved_twice_is_answered_step_by_step() -> None:
    later = D + timedelta(days=20)
    second = left("b", "B", day=later)
    middle = record("b", "B", since=D, until=later - timedelta(days=1))
    last = record("c", "C", since=later)
    assert _pairs([left("a", "A"), second], [middle, last]) == [
        ("a", "b", "number"), ("b", "c", "number")]


def test_held_apart_is_never_offered_again() -> None:
    assert match([left("a", "A")], [record("b", "B", apart=frozenset({"a"}))]) == match([], [])


def test_whom_the_school_took_that_was_told_is_that_child() -> None:
    arrival = record("b", "B", "王晓河", serial=None, birth="", announced="t")
    told = replace(left("a", "A", transfer="t"), to_unit="B")
    assert _pairs([told], [arrival]) == [("a", "b", "announced")]
    # Nobody gets a child's file by naming a transfer that it was not told of.
    assert _pairs([replace(told, to_unit="C")], [arrival]) == []


_CHILD = st.integers(0, 3)
_DAY = st.integers(0, 40).map(lambda n: D + timedelta(days=n))


@st.composite
def _county(draw: st.DrawFn) -> tuple[list[Leaver], list[Record]]:
    leavers, records = [], []
    for at in range(draw(st.integers(0, 5))):
        child, day = draw(_CHILD), draw(_DAY)
        leavers.append(left(f"l{at}", draw(st.sampled_from("AB")), f"学生{child}", day=day,
                            serial=draw(st.sampled_from([child, None]))))
    for at in range(draw(st.integers(0, 5))):
        child = draw(_CHILD)
        records.append(record(f"r{at}", draw(st.sampled_from("ABC")), f"学生{child}",
                              serial=draw(st.sampled_from([child, None])), since=draw(_DAY)))
    return leavers, [*records, *(leaver.record for leaver in leavers)]


@given(_county(), st.randoms(use_true_random=False))
def test_matching_is_one_to_one_and_of_no_order(
        county: tuple[list[Leaver], list[Record]], random: object) -> None:
    leavers, records = county
    found = match(leavers, records)
    shuffled = [*leavers], [*records]
    for many in shuffled:
        random.shuffle(many)  # type: ignore[attr-defined]
    assert match(*shuffled) == found
    arrivals = [m.arrival for m in found.certain]
    assert len(set(arrivals)) == len(arrivals) == len({m.leaver for m in found.certain})
    by_id = {r.id: r for r in records}
    days = {leaver.record.id: leaver.day for leaver in leavers}
    for m in found.certain:
        assert by_id[m.leaver].unit != by_id[m.arrival].unit
        assert by_id[m.leaver].name == by_id[m.arrival].name
        assert m.day >= days[m.leaver]
        assert by_id[m.arrival].enrolled_on(m.day)
    assert {d.leaver for d in found.doubtful}.isdisjoint(m.leaver for m in found.certain)


@given(_county())
def test_what_is_taken_answers_nobody_else(county: tuple[list[Leaver], list[Record]]) -> None:
    leavers, records = county
    first = match(leavers, records)
    taken = [m.arrival for m in first.certain]
    rest = [x for x in leavers if x.record.id not in {m.leaver for m in first.certain}]
    assert not {m.arrival for m in match(rest, records, taken).certain} & set(taken)


@pytest.mark.parametrize(("after", "more", "state"), [
    (0, {}, "offered"), (WAIT_DAYS, {}, "offered"), (WAIT_DAYS + 1, {}, "lost"),
    (3, {"to_unit": "B"}, "expected"), (WAIT_DAYS + 1, {"to_unit": "B"}, "lost"),
    (90, {"to_unit": "B", "arrived": D}, "arrived"), (90, {"ended": "外县"}, "ended"),
    (90, {"stays": True}, "stayed"),
])
def test_a_state_follows_from_what_is_known(after: int, more: dict[str, object],
                                            state: str) -> None:
    passage = Passage(D, D, **more)  # type: ignore[arg-type]
    assert passage.state(D + timedelta(days=after)) == state


def test_what_is_told_late_is_late_from_then_on() -> None:
    told = D + timedelta(days=30)
    assert Passage(D, told).state(told) == "offered"
    assert Passage(D, told).days(told + timedelta(days=2)) == 2


def test_one_child_on_two_rosters_is_shown_once() -> None:
    both = [record("a", "A"), record("b", "B"), record("c", "C", serial=2)]
    assert twice(both, D) == [("a", "b")]
    assert twice(both, D, [("a", "b"), ("b", "c")]) == [("a", "b"), ("b", "c")]
    assert twice([record("a", "A"), record("b", "B", apart=frozenset({"a"}))], D) == []
    assert twice([record("a", "A", until=D - timedelta(days=1)), record("b", "B")], D) == []


def test_only_a_primary_school_sends_its_graduates_on() -> None:
    out = [Span(date.min, D - timedelta(days=1))]
    assert leaving([("毕业", D)], primary=True, spans=out, today=D) == ("小升初", D)
    assert leaving([("毕业", D)], primary=False, spans=out, today=D) is None
    assert leaving([("转出", D), ("调班", D)], primary=False, spans=out, today=D) == ("转学", D)
    assert leaving([("转出", D), ("转入", D)], primary=False, spans=[Span(D)], today=D) is None
    assert leaving([("休学", D)], primary=True, spans=out, today=D) is None


def test_in_the_holidays_nobody_is_missed_after_grade_six() -> None:
    july = date(2027, 7, 5)
    assert awaited_from("小升初", july) == date(2027, 9, 1)
    assert awaited_from("转学", july) == july
    assert awaited_from("小升初", date(2027, 9, 6)) == date(2027, 9, 6)
