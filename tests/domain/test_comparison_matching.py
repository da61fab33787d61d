"""Two lists laid together: what is certain, what is asked, and nothing that depends on chance."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from comparison_county import NEAR, SAME, children, county, soiled
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.matching import Matched, match
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.comparison.reasons import CHANCE, reason
from kongchuo_desktop.domain.comparison.slips import kept_by_a_slip, one_slip

SEVENTEEN = ("99010220150305123", "99010220150503123", "99010220150305132", "99010220150305124")
VALID = [n + identity.check_digit(n) for n in SEVENTEEN]
NUMBERS = [*VALID, VALID[0][:-1] + "5", VALID[0][:7] + VALID[0][8:], VALID[1][:15] + "000", ""]


@st.composite
def people(draw: st.DrawFn, prefix: str) -> list[Person]:
    """Lines that are nearer to each other than any real ones."""
    lines = draw(st.lists(st.tuples(
        st.sampled_from(("王晓明", "王小明", "王明", "李雪", "李雷")), st.sampled_from(NUMBERS),
        st.sampled_from(("", "2015-03-05", "2015-05-03", "2015-03")),
        st.sampled_from(((), ("王大",), ("王大", "刘芳"), ("刘芳",)))), max_size=7))
    return [Person(f"{prefix}{at}", *line) for at, line in enumerate(lines)]


def certainly(one: Sequence[Person], other: Sequence[Person]) -> set[tuple[str, str]]:
    """The definition, pair by pair."""
    found = set()
    for a in one:
        for b in other:
            if a.called != b.called:
                continue
            if a.told and a.told == b.told:
                found.add((a.key, b.key))
            namesakes = {p.told for p in (*one, *other)
                         if p.told and (p.called, p.born) == (a.called, a.born)}
            family = a.born and a.born == b.born and a.kin & b.kin
            if family and not (a.told and b.told) and len(namesakes) <= 1:
                found.add((a.key, b.key))
    return found


def perhaps(one: Sequence[Person], other: Sequence[Person]) -> set[tuple[str, str, str]]:
    sure = certainly(one, other)
    left, right = {a for a, _ in sure}, {b for _, b in sure}
    borrowed = {p.told for p in (*one, *other) if p.told and any(
        q.told == p.told and q.called != p.called for q in (*one, *other))}
    found = set()
    for a in one:
        for b in other:
            why = reason(a, b, borrowed)
            elsewhere = (a.key in left) + (b.key in right)
            if why and (a.key, b.key) not in sure and elsewhere < (1 if why in CHANCE else 2):
                found.add((a.key, b.key, why))
    return found


def pairs(found: Matched) -> set[tuple[str, str]]:
    return {(a, b) for a, others in found.certain.items() for b in others}


def doubts(found: Matched) -> set[tuple[str, str, str]]:
    return {(pair.one, pair.other, pair.why) for pair in found.doubtful}


@given(people("a"), people("b"))
def test_the_quick_way_finds_what_the_slow_one_does(one: list[Person],
                                                    other: list[Person]) -> None:
    found = match(one, other)
    assert pairs(found) == certainly(one, other)
    assert doubts(found) == perhaps(one, other)
    named = {a for a, *_ in pairs(found) | doubts(found)}
    assert set(found.only_one) == {a.key for a in one} - named
    named = {pair[1] for pair in pairs(found) | doubts(found)}
    assert set(found.only_other) == {b.key for b in other} - named


@given(people("a"), people("b"))
def test_which_list_comes_first_changes_nothing(one: list[Person], other: list[Person]) -> None:
    there, back = match(one, other), match(other, one)
    assert pairs(there) == {(a, b) for b, a in pairs(back)}
    assert doubts(there) == {(a, b, why) for b, a, why in doubts(back)}
    assert set(there.only_one) == set(back.only_other)


@given(people("a"), people("b"), st.randoms(use_true_random=False))
def test_order_and_repetition_of_lines_change_nothing(one: list[Person], other: list[Person],
                                                      chance: random.Random) -> None:
    again = [replace(b, key=f"again {b.key}") for b in other]
    shuffled = [*other, *again]
    chance.shuffle(shuffled)
    once, twice = match(one, other), match(one, shuffled)

    def plain(key: str) -> str:
        return key.removeprefix("again ")

    assert pairs(once) == {(a, plain(b)) for a, b in pairs(twice)}
    assert doubts(once) == {(a, plain(b), why) for a, b, why in doubts(twice)}
    assert set(once.only_one) == set(twice.only_one)


@given(people("a"), people("b"))
def test_two_right_numbers_are_never_certainly_one_child(one: list[Person],
                                                         other: list[Person]) -> None:
    found = match(one, other)
    numbers = {p.key: p.told for p in (*one, *other) if p.valid}
    for a, others in found.certain.items():
        assert len({numbers[key] for key in (a, *others) if key in numbers}) <= 1


@given(people("a"), people("b"), st.data())
def test_what_was_decided_is_not_asked_again(one: list[Person], other: list[Person],
                                             data: st.DataObject) -> None:
    lines = {p.key: p for p in (*one, *other)}
    asked = match(one, other).doubtful
    said = {frozenset((lines[p.one].trait, lines[p.other].trait)): data.draw(st.booleans())
            for p in asked}
    found = match(one, other, said)
    assert not {frozenset((lines[p.one].trait, lines[p.other].trait))
                for p in found.doubtful} & said.keys()
    for pair in asked:
        yes = said[frozenset((lines[pair.one].trait, lines[pair.other].trait))]
        assert (pair.other in found.certain.get(pair.one, ())) == yes


def test_a_decision_undoes_what_seemed_certain() -> None:
    one, other = Person("a", "王明", VALID[0]), Person("b", "王明", VALID[0])
    assert pairs(match([one], [other])) == {("a", "b")}
    assert match([one], [other], {frozenset((one.trait,)): False}).only_one == ("a",)


@settings(max_examples=200)
@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from("0123456789X"),
       st.sampled_from(("wrong", "lost", "doubled", "swapped")))
def test_some_piece_of_a_number_outlives_every_slip(number: str, at: int, digit: str,
                                                    slip: str) -> None:
    made = {"wrong": number[:at] + digit + number[at + 1:], "lost": number[:at] + number[at + 1:],
            "doubled": number[:at + 1] + number[at:],
            "swapped": number[:at] + number[at:at + 2][::-1] + number[at + 2:]}[slip]
    assert one_slip(number, made) == (made != number) == one_slip(made, number)
    pieces = zip(kept_by_a_slip(number), kept_by_a_slip(made), strict=True)
    assert any(whole == kept for whole, kept in pieces)


def test_two_right_numbers_never_differ_by_one_slip() -> None:
    numbers = [p.number for p in children(300, 5)]
    assert not [pair for pair in combinations(numbers, 2) if one_slip(*pair)]


@pytest.mark.parametrize("kind", NEAR)
def test_no_child_is_missed_for_one_piece_of_dirt(kind: str) -> None:
    chance = random.Random(kind)
    soiled_ones = [(p, line) for p in children(120, 11) if (line := soiled(p, kind, chance))]
    clean = [p for p, _ in soiled_ones]
    found = match(clean, [replace(line, key="d" + p.key) for p, line in soiled_ones])
    near = pairs(found) | {(pair.one, pair.other) for pair in found.doubtful}
    assert len(clean) > 10
    assert [p.key for p in clean if (p.key, "d" + p.key) not in near] == []
    assert all(b == "d" + a for a, b in pairs(found))


@pytest.mark.parametrize("kind", [kind for kind in NEAR if kind not in (
    "other_number", "former_name_no_number")])
def test_a_list_of_nothing_but_names_and_numbers_suffices(kind: str) -> None:
    made = county(400, 11, dirt=0.5, kinds=(kind,))
    bare = [replace(line, birth="", guardians=()) for line in made.dirty]
    found = match(made.people, bare)
    near = pairs(found) | {(pair.one, pair.other) for pair in found.doubtful}
    assert {b for b, a in made.truth.items() if (a, b) not in near} == set()
    assert {(a, b) for a, b in pairs(found) if made.truth.get(b) != a} == set()


@pytest.mark.parametrize("kind", SAME)
def test_what_is_only_written_otherwise_is_certain(kind: str) -> None:
    chance = random.Random(kind)
    clean = children(60, 12)
    dirty = [replace(soiled(p, kind, chance) or p, key="d" + p.key) for p in clean]
    assert pairs(match(clean, dirty)) == {(p.key, "d" + p.key) for p in clean}


def test_a_number_of_fifteen_digits_is_that_of_eighteen() -> None:
    old = "990102" + "820903401"
    new = identity.modernize(old) or ""
    assert pairs(match([Person("a", "王明", old)], [Person("b", "王明", new)])) == {("a", "b")}


@pytest.mark.parametrize(("a", "b", "why"), [
    (Person("a", "王小明", VALID[0]), Person("b", "张强", VALID[0]), "证件号相同，姓名不同"),
    (Person("a", "王小明", VALID[0]), Person("b", "王晓明", VALID[0]), "证件号相同，姓名差一个字"),
    (Person("a", "王小明", guardians=("王大",)), Person("b", "王晓明", guardians=("王大",)),
     "姓名差一个字，监护人相同，出生日期不全"),
    (Person("a", "王明", birth="2015-03"), Person("b", "王明", birth="2015-03-05"),
     "姓名和出生年月相同"),
    (Person("a", "王明", birth="2015-03"), Person("b", "王明", birth="2015-04-05"), ""),
    (Person("a", "李雪", birth="2015-03-05"), Person("b", "李雷", birth="2015-03-05"),
     "姓名差一个字，出生日期相同"),
    (Person("a", "李雪", birth="2015-03-05"), Person("b", "李强", birth="2015-03-05"), ""),
    (Person("a", "王明"), Person("b", "王明", VALID[0]), "姓名相同，别的没有写"),
    (Person("a", "王明", guardians=("王大",)), Person("b", "王明", guardians=("刘二",)), ""),
    (Person("a", "王明", VALID[0], guardians=("王大",)),
     Person("b", "王二宝", birth="2015-03-05", guardians=("王大",)),
     "出生日期和监护人相同，姓名不同"),
    (Person("a", "王明", VALID[0], guardians=("王大",)),
     Person("b", "王二宝", VALID[3], guardians=("王大",)), ""),
])
def test_each_doubt_says_what_a_person_can_weigh(a: Person, b: Person, why: str) -> None:
    assert reason(a, b) == why == reason(b, a)


def test_a_weak_reason_is_asked_only_of_who_was_found_nowhere_else() -> None:
    child, namesake = Person("a", "王明", VALID[0]), Person("b", "王明")
    assert match([child], [namesake]).doubtful
    found = match([child], [Person("c", "王明", VALID[0]), namesake])
    assert (found.doubtful, found.only_other) == ((), ("b",))


def test_a_number_under_which_two_names_stand_leaves_the_name_to_be_asked() -> None:
    other = children(1, 5)[0].number
    elder, younger = Person("a", "王明", VALID[0]), Person("b", "王亮", other)
    slip = Person("c", "王亮", VALID[0])
    asked = doubts(match([elder, younger], [Person("d", "王明", VALID[0]), slip]))
    assert ("b", "c", "姓名相同，证件号却有几个人在用") in asked
    assert doubts(match([younger], [slip])) == set(), "nobody else has this number"


def test_every_line_is_told_of_once() -> None:
    told: list[int] = []
    people = children(700, 3)
    match(people, people[:600], None, told.append)
    assert sum(told) == 1300


def test_a_child_without_a_number_is_not_two_children_with_one() -> None:
    twins = [Person(key, "王明", number, "2015-03-05", ("王大",))
             for key, number in (("a", VALID[0]), ("b", VALID[2]))]
    found = match(twins, [Person("c", "王明", "", "2015-03-05", ("王大",))])
    assert found.certain == {}
    assert {pair.one for pair in found.doubtful} == {"a", "b"}


def test_a_name_alone_stands_for_nobody_the_next_time() -> None:
    here = Person("a", "王明", place="甲村")
    assert here.trait != Person("b", "王明", place="乙村").trait
    assert here.trait == Person("c", "王 明", place="甲村").trait


def test_precision_and_recall_on_a_county_whose_truth_is_known() -> None:
    made = county(3000, 7, dirt=0.3)
    found = match(made.people, made.dirty)
    sure = pairs(found)
    near = sure | {(pair.one, pair.other) for pair in found.doubtful}
    assert {(a, b) for a, b in sure if made.truth.get(b) != a} == set()
    assert {b: made.kinds[b] for b, a in made.truth.items() if (a, b) not in near} == {}
    wrong = [pair for pair in found.doubtful if made.truth.get(pair.other) != pair.one]
    # A number that was taken from a sibling is asked of both.
    assert sum(made.kinds.get(pair.other) != "sibling_number" for pair in wrong) < (
        len(made.people) * 0.01)
    gone = {p.key for p in made.people} - set(made.truth.values())
    # A child may be doubtful for one of another's lines, never taken for it.
    assert gone - set(found.only_one) <= {pair.one for pair in wrong}
