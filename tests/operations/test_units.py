"""What a class is: its kind decides which clauses are about it."""

import pytest
from people import OFFICE, TEACHER

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.units import class_row, edit_class, list_classes
from kongchuo_desktop.store.store import Store


def test_a_class_is_an_ordinary_one_until_somebody_says_otherwise(class_store: Store) -> None:
    (room,) = list_classes(class_store)
    assert room.kind == "普通班"
    row = class_row(class_store, class_id=room.id)
    assert row is not None
    edit_class(class_store, actor=TEACHER, class_id=room.id, prior=row.tips, kind="补偿班")
    (now,) = list_classes(class_store)
    assert now.kind == "补偿班"


def test_classes_stand_by_grade_and_number(school_store: Store) -> None:
    for label in ("八年级10班", "八年级2班", "九年级1班"):
        add_class(school_store, actor=OFFICE, label=label)
    assert [room.name for room in list_classes(school_store)][-3:] == [
        "八年级2班", "八年级10班", "九年级1班"]


def test_only_facts_of_a_class_can_be_changed(class_store: Store) -> None:
    (room,) = list_classes(class_store)
    with pytest.raises(KnownError, match="grade"):
        edit_class(class_store, actor=TEACHER, class_id=room.id, prior="", grade=8)
