"""证件号问题 as a sheet for each class to correct, and corrected numbers taken over."""

import io
from dataclasses import replace
from datetime import date

import pytest
from comparison_county import children
from openpyxl import load_workbook
from people import DESK, OFFICE

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import roster
from kongchuo_desktop.operations.comparison import Compared, compare
from kongchuo_desktop.operations.comparison_lists import (
    OWN,
    child_lists,
    people_of,
    take_in_list,
)
from kongchuo_desktop.operations.comparison_numbers import correct_numbers, numbers_sheet
from kongchuo_desktop.operations.history import undo
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store

CHILDREN = [replace(child, key=f"第{at}行", place="青石镇磨盘村", room="五年级1班")
            for at, child in enumerate(children(5, 44), start=4)]
SHORT = replace(CHILDREN[0], number=CHILDREN[0].number[:-1])
BARE = replace(CHILDREN[1], number="", room="")
RIGHT_CELL = 8


def filled(data: bytes, numbers: dict[str, str]) -> bytes:
    """The sheets as they come back, with numbers by the child's name."""
    book = load_workbook(io.BytesIO(data))
    for page in book:
        for row in page.iter_rows(4):
            if row[1].value in numbers:
                row[RIGHT_CELL - 1].value = numbers[str(row[1].value)]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def lists(school_store: Store) -> dict[str, str]:
    """A household list with two wrong numbers, and the roster, where one pupil has a wrong one."""
    room = next(iter(load_world(school_store).classes))
    roster.add_pupil(school_store, actor=OFFICE, class_id=room, values={
        "name": CHILDREN[2].name, "identity_number": CHILDREN[2].number[:-2],
        "guardian1_name": CHILDREN[2].guardians[0]})
    listed = take_in_list(school_store, actor=OFFICE, kind="household", source="户籍.xlsx",
                          people=[SHORT, BARE, *CHILDREN[2:]], giver="派出所",
                          day=date(2026, 9, 1))
    return {"household": listed.id, "in_school": OWN}


def found(store: Store, lists: dict[str, str]) -> Compared:
    return compare(store, lists=lists)


def test_each_class_has_a_sheet_that_can_be_printed(school_store: Store,
                                                    lists: dict[str, str]) -> None:
    book = load_workbook(io.BytesIO(numbers_sheet(
        school_store, compared=found(school_store, lists))))
    assert len(book.sheetnames) == 3, "the class of the list, the roster's class, the village"
    page = next(page for page in book if "五年级1班" in page.title)
    assert page["A1"].value == "五年级1班：要核对的证件号（1人）"
    row = [cell.value for cell in page[4]]
    assert row[1] == SHORT.name
    assert row[5] == SHORT.number
    assert row[6] == "位数不对。"
    assert row[-2:] == ["户籍", "第4行"]
    assert page.page_setup.orientation == "landscape"


def test_a_bureau_has_a_sheet_for_each_place(bureau_store: Store) -> None:
    lists = {kind: take_in_list(bureau_store, actor=DESK, kind=kind, source="a.xlsx",
                                people=people).id
             for kind, people in (("household", [SHORT, replace(BARE, place="[乙]村/1组")]),
                                  ("enrolment", CHILDREN))}
    data = numbers_sheet(bureau_store, compared=compare(bureau_store, lists=lists))
    assert load_workbook(io.BytesIO(data)).sheetnames == ["1 乙村1组", "2 青石镇磨盘村"]


def test_corrected_numbers_come_back_into_roster_and_list(school_store: Store,
                                                          lists: dict[str, str]) -> None:
    before = found(school_store, lists)
    numbers = {child.name: child.number for child in CHILDREN}
    done = correct_numbers(school_store, actor=OFFICE, lists=lists, name="改.xlsx", data=filled(
        numbers_sheet(school_store, compared=before), numbers))
    assert (done.taken, done.left) == (3, ())
    newest = next(one for one in child_lists(school_store) if one.id != lists["household"])
    assert done.lists == {"household": newest.id}
    assert (newest.source, newest.giver, newest.day) == (
        "改过证件号的户籍.xlsx", "派出所", date(2026, 9, 1))
    people = people_of(school_store, kind="household", list_id=newest.id)
    assert [person.number for person in people] == [child.number for child in CHILDREN]
    assert people_of(school_store, kind="household", list_id=lists["household"])[0] == SHORT
    again = found(school_store, {**lists, "household": newest.id})
    assert not any(again.problems.values())
    (card,) = roster.list_pupils(school_store)
    assert card.values["identity_number"] == CHILDREN[2].number
    undo(school_store, actor=OFFICE)
    undo(school_store, actor=OFFICE)
    (card,) = roster.list_pupils(school_store)
    assert card.values["identity_number"] == CHILDREN[2].number[:-2]
    assert len(child_lists(school_store)) == 1


def test_what_is_still_wrong_or_not_there_is_named(school_store: Store,
                                                   lists: dict[str, str]) -> None:
    data = numbers_sheet(school_store, compared=found(school_store, lists))
    done = correct_numbers(
        school_store, actor=OFFICE, lists={"household": lists["household"]}, name="改.xlsx",
        data=filled(data, {SHORT.name: SHORT.number + "?", BARE.name: BARE.number or "1",
                           CHILDREN[2].name: CHILDREN[2].number}))
    assert done.taken == 0
    assert {name for name, _ in done.left} == {SHORT.name, BARE.name, CHILDREN[2].name}
    assert len(child_lists(school_store)) == 1


@pytest.mark.parametrize("numbers", [{}, {"没有这个人": "1"}])
def test_an_empty_sheet_is_said_so(school_store: Store, lists: dict[str, str],
                                   numbers: dict[str, str]) -> None:
    data = numbers_sheet(school_store, compared=found(school_store, lists))
    with pytest.raises(KnownError) as refused:
        correct_numbers(school_store, actor=OFFICE, lists=lists, data=filled(data, numbers),
                        name="改.xlsx")
    assert refused.value.code == "no_corrections"


def test_no_problem_makes_no_sheet(bureau_store: Store) -> None:
    lists = {kind: take_in_list(bureau_store, actor=DESK, kind=kind, source="a.xlsx",
                                people=CHILDREN).id for kind in ("household", "enrolment")}
    with pytest.raises(KnownError) as refused:
        numbers_sheet(bureau_store, compared=compare(bureau_store, lists=lists))
    assert refused.value.code == "no_number_problems"


def test_a_number_that_another_pupil_has_is_refused(school_store: Store,
                                                    lists: dict[str, str]) -> None:
    room = next(iter(load_world(school_store).classes))
    twin: Person = CHILDREN[2]
    roster.add_pupil(school_store, actor=OFFICE, class_id=room, values={
        "name": twin.name, "identity_number": twin.number, "guardian1_name": "同名者"})
    done = correct_numbers(
        school_store, actor=OFFICE, lists=lists, name="改.xlsx", data=filled(
            numbers_sheet(school_store, compared=found(school_store, lists)),
            {twin.name: twin.number}))
    assert done.taken == 0
    assert done.left == ((twin.name, f"花名册里已有{twin.name}，身份证号相同。"),)
