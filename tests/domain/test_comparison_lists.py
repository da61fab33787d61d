"""What lists yield when they are laid together: each result by a slow and obvious rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from comparison_county import children, county
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.comparison.ages import QUESTIONS, Ages, ages_in
from kongchuo_desktop.domain.comparison.lists import KINDS, NO_BIRTHDAY, YIELDS, compare
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.policy.effective import Era

AGES = Ages(6, 15, date(2026, 8, 31))
CHILDREN = children(12, 3)
YOUNG = replace(CHILDREN[0], key="young", number="", birth="2024-01-05")


def names(people: Sequence[Person]) -> list[str]:
    return [p.key for p in people]


def expected(lists: Mapping[str, Sequence[Person]]) -> dict[str, set[str]]:
    """The results where every line has a right number: sets of numbers."""
    have = {kind: {p.told for p in people} for kind, people in lists.items()}
    school_age = {p.told for people in lists.values() for p in people if AGES.fits(p.born)}
    empty: set[str] = set()
    h, e, s, p = (have.get(kind, empty) for kind in KINDS)
    given_kinds = set(lists)
    rules = {
        "never_enrolled": ({"household", "enrolment"}, (h - e - s) & school_age),
        "dropped_out": ({"enrolment", "in_school"}, e - s),
        "unregistered": ({"enrolment", "in_school"}, s - e),
        "poverty_dropped_out": ({"enrolment", "in_school", "poverty"}, (e - s) & p),
        "poverty_never_enrolled": ({"poverty", "enrolment"}, (p - e - s) & school_age),
        "poverty_not_in_household": ({"poverty", "household"}, (p - h) & school_age),
    }
    if "enrolment" not in given_kinds:
        rules |= {
            "out_of_school": ({"household", "in_school"}, (h - s) & school_age),
            "poverty_out_of_school": ({"poverty", "in_school"}, (p - s) & school_age)}
    return {name: found for name, (needed, found) in rules.items() if needed <= given_kinds}


@st.composite
def lists_of_children(draw: st.DrawFn) -> dict[str, list[Person]]:
    kinds = draw(st.sets(st.sampled_from(list(KINDS)), min_size=2))
    return {kind: [replace(child, key=f"{kind}{at}") for at, child in enumerate(
        draw(st.lists(st.sampled_from(CHILDREN), max_size=10)))] for kind in kinds}


@given(lists_of_children())
def test_results_are_differences_of_sets_where_all_numbers_are_right(
        lists: dict[str, list[Person]]) -> None:
    found = compare(lists, ages=AGES)
    assert {name: sorted(p.told for p in people) for name, people in found.results.items()} == {
        name: sorted(numbers) for name, numbers in expected(lists).items()}
    assert found.doubtful == ()


@pytest.mark.parametrize("kinds", list(combinations(KINDS, 2)))
def test_any_two_lists_yield_something(kinds: tuple[str, str]) -> None:
    lists = {kinds[0]: CHILDREN[:3], kinds[1]: CHILDREN[1:4]}
    assert compare(lists, ages=None).results


def test_every_result_has_a_title_of_its_own() -> None:
    assert len({one.id for one in YIELDS}) == len({one.title for one in YIELDS}) == len(YIELDS)


def test_a_doubtful_child_is_in_no_result_and_asked_once() -> None:
    child = CHILDREN[0]
    slip = replace(child, key="s", number=child.number[:8] + "9" + child.number[9:])
    lists = {"household": [child, replace(child, key="again")], "enrolment": [slip],
             "in_school": [CHILDREN[1]], "poverty": [child]}
    found = compare(lists, ages=None)
    assert names(found.results["never_enrolled"]) == []
    assert names(found.results["poverty_never_enrolled"]) == []
    (doubt,) = found.doubtful
    assert {doubt.person.told, doubt.other.told if doubt.other else ""} == {child.told, slip.told}
    said = {frozenset((child.trait, slip.trait)): False}
    found = compare(lists, ages=None, decided=said)
    assert names(found.results["never_enrolled"]) == [child.key]
    assert names(found.results["dropped_out"]) == ["s"]
    said = dict.fromkeys(said, True)
    assert compare(lists, ages=None, decided=said).results["never_enrolled"] == ()


def test_a_dropout_that_may_be_a_poor_child_is_a_dropout_for_certain() -> None:
    child = CHILDREN[0]
    poor = replace(child, key="p", number="")
    lists = {"enrolment": [replace(child, guardians=())], "in_school": [CHILDREN[1]],
             "poverty": [poor]}
    found = compare(lists, ages=None)
    assert names(found.results["dropped_out"]) == [child.key]
    assert found.results["poverty_dropped_out"] == ()
    assert [doubt.why for doubt in found.doubtful] == ["姓名和出生日期相同"]


def test_who_sits_in_class_without_registration_is_not_out_of_school() -> None:
    found = compare({"household": CHILDREN[:2], "enrolment": [CHILDREN[5]],
                     "in_school": CHILDREN[:1]}, ages=None)
    assert names(found.results["never_enrolled"]) == [CHILDREN[1].key]
    assert names(found.results["unregistered"]) == [CHILDREN[0].key]


def test_age_leaves_out_and_an_unknown_age_is_asked() -> None:
    unknown = Person("u", "司空无期", guardians=("司空大",))
    lists = {"household": [YOUNG, unknown], "enrolment": [CHILDREN[3]]}
    found = compare(lists, ages=AGES)
    assert found.results["never_enrolled"] == ()
    assert [(doubt.person.key, doubt.why) for doubt in found.doubtful] == [("u", NO_BIRTHDAY)]
    found = compare(lists, ages=None)
    assert names(found.results["never_enrolled"]) == ["young", "u"]


@pytest.mark.parametrize(("born", "fits"), [
    ("2020-08-31", True), ("2020-09-01", False), ("2010-09-01", True), ("2010-08-31", False),
    ("2020-08", True), ("2020-09", False), ("2010-08", False), ("2010-09", True), ("", None),
    ("2026-12-01", False),
])
def test_age_is_counted_on_the_cutoff(born: str, fits: bool | None) -> None:
    assert AGES.fits(born) is fits


def test_a_month_that_holds_the_cutoff_is_not_guessed() -> None:
    assert Ages(6, 15, date(2026, 9, 15)).fits("2020-09") is None


def _era(**own: str) -> Era:
    return Era(None, None, None, {f"school/age.{name}": value for name, value in own.items()})


def test_no_age_is_filled_in_until_all_three_figures_are_set() -> None:
    today = date(2026, 9, 17)
    whole = {"from": "6", "to": "15", "cutoff": "831"}
    assert ages_in(_era(**whole), today) == AGES
    for name in whole:
        assert ages_in(_era(**{k: v for k, v in whole.items() if k != name}), today) is None


@pytest.mark.parametrize(("cutoff", "day"), [
    ("831", date(2026, 8, 31)), ("917", date(2026, 9, 17)), ("918", date(2025, 9, 18)),
    ("1231", date(2025, 12, 31))])
def test_the_cutoff_is_the_last_one_that_has_come(cutoff: str, day: date) -> None:
    found = ages_in(_era(**{"from": "6", "to": "15", "cutoff": cutoff}), date(2026, 9, 17))
    assert found
    assert found.cutoff == day


@pytest.mark.parametrize("value", ["0", "32", "1301", "230", "31 days", "431"])
def test_a_cutoff_is_a_day_of_every_year(value: str) -> None:
    figure = QUESTIONS["school/age.cutoff"][1]
    assert figure.own("831").value == 831
    with pytest.raises(ValueError, match=value):
        figure.own(value)


def test_a_whole_county_with_dirt_loses_nobody_between_results_and_doubts() -> None:
    made = county(800, 9, dirt=0.4)
    lists = {"household": made.people, "enrolment": made.dirty}
    found = compare(lists, ages=None)
    gone = {p.key for p in made.people} - set(made.truth.values())
    asked = {doubt.person.key for doubt in found.doubtful}
    shown = set(names(found.results["never_enrolled"]))
    assert shown <= gone
    assert gone <= shown | asked


def test_how_far_it_is_reaches_the_whole_and_may_stop_it() -> None:
    lists = {kind: CHILDREN[at:] for at, kind in enumerate(KINDS)}
    told: list[tuple[int, int, str]] = []
    compare(lists, ages=AGES, told=lambda *said: told.append(said))
    assert told[-1][0] == told[-1][1] > 0
    assert [done for done, *_ in told] == sorted(done for done, *_ in told)
    assert {"户籍和学籍", "学籍和在校"} <= {word for *_, word in told}

    def stop(done: int, total: int, word: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compare(lists, ages=AGES, told=stop)
