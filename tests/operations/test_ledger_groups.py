"""A ledger's rows under other heads: by class, school or township, none lost, sums of each."""

import pytest
from county_rows import case, school
from people import OFFICE

from kongchuo_desktop.operations.ledger_groups import group_choices, regrouped
from kongchuo_desktop.operations.ledgers import Ledger, open_ledger
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PupilRow

SCHOOLS = {"乙校": "白水乡", "甲校": "青石镇", "丙校": "白水乡", "丁校": ""}


@pytest.fixture
def county(bureau_store: Store) -> Store:
    """Four schools, three of them in two townships, each with two cases of one home visit."""
    for name, township in SCHOOLS.items():
        unit, there = school(bureau_store, name, township=township,
                             pupils=(f"{name}样甲", f"{name}样乙"))
        for pupil in there.values():
            case(bureau_store, unit, pupil)
    return bureau_store


def shape(ledger: Ledger) -> list[tuple[str, int, int | None]]:
    """Of each group its head, its rows, and what its visits come to."""
    column = next(at for at, each in enumerate(ledger.columns) if each.head == "劝返次数")
    return [(group.title, len(group.rows),
             int(group.sums.sums[column] or 0) if group.sums else None) for group in ledger.groups]


def test_a_bureau_puts_cases_together_by_township_and_school(county: Store) -> None:
    own = open_ledger(county, ledger="ledger_cases")
    assert group_choices(county, own) == [
        ("", "按班分组"), ("township", "按乡镇分组"), ("school", "按学校分组"),
        ("none", "不分组")]
    assert shape(regrouped(county, own, "township")) == [
        ("白水乡（4人）", 4, 4), ("青石镇（2人）", 2, 2), ("没有写乡镇（2人）", 2, 2)]
    assert shape(regrouped(county, own, "school")) == [
        ("丙校（2人）", 2, 2), ("丁校（2人）", 2, 2), ("甲校（2人）", 2, 2), ("乙校（2人）", 2, 2)]
    assert shape(regrouped(county, own, "none")) == [("", 8, None)]


@pytest.mark.parametrize("by", ["township", "school", "class", "none", ""])
def test_no_row_is_lost_and_each_stays_with_its_child(county: Store, by: str) -> None:
    own = open_ledger(county, ledger="ledger_persuasions")
    other = regrouped(county, own, by)
    names = {row.pupil: values["name"] for row, values in zip(own.rows, own.values, strict=True)}
    assert sorted(str(row.pupil) for row in other.rows) == sorted(
        str(row.pupil) for row in own.rows)
    assert [names[row.pupil] for row in other.rows] == [v["name"] for v in other.values]
    assert [row.cells[0] for row in other.rows] == list(range(1, len(own.rows) + 1))
    assert (other.sums is None) == (own.sums is None)


def test_a_school_puts_the_visits_of_each_class_together(school_store: Store) -> None:
    with school_store.operation("add_class", OFFICE) as write:
        write.insert(ClassGroup, home=school_store.home, entry_year=2025, number=1,
                     stage="junior")
    rooms = sorted(load_world(school_store).classes.values(), key=lambda room: room.grade)
    for room, name in zip(rooms, ("样甲", "样乙"), strict=True):
        with school_store.operation("add_pupil", OFFICE) as write:
            pupil = write.insert(PupilRow, home=school_store.home, name=name, class_id=room.id)
        case(school_store, school_store.home, pupil, visits=len(name))
    own = open_ledger(school_store, ledger="ledger_persuasions")
    assert [key for key, _ in group_choices(school_store, own)] == ["", "class"]
    assert [group.title for group in regrouped(school_store, own, "class").groups] == [
        "七年级1班（2条）", "八年级1班（2条）"]


def test_a_ledger_without_children_stands_as_it_is(school_store: Store) -> None:
    helpers = open_ledger(school_store, ledger="ledger_helpers")
    assert group_choices(school_store, helpers) == []
