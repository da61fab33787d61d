"""Who sits at a store here, and the page that each of them left."""

from datetime import timedelta

import pytest
from people import DESK, Clock

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.known_stores import stores_here
from kongchuo_desktop.operations.opening import remember
from kongchuo_desktop.operations.workplace import (
    LeftOff,
    describe,
    keep_place,
    left_off,
    people,
    sit_down,
)
from kongchuo_desktop.store.store import Store


def test_at_first_it_is_whose_store_it_is(bureau_store: Store) -> None:
    assert people(bureau_store) == [DESK.name]


def test_who_sat_down_last_stands_first(bureau_store: Store) -> None:
    assert sit_down(bureau_store, person="  王  科员 ") == "王 科员"
    assert people(bureau_store) == ["王 科员", DESK.name]
    sit_down(bureau_store, person=DESK.name)
    assert people(bureau_store) == [DESK.name, "王 科员"]


@pytest.mark.parametrize(("name", "code"), [("  ", "person_empty"), ("王" * 51, "person_long")])
def test_a_name_that_no_record_can_carry_is_refused(
    bureau_store: Store, name: str, code: str
) -> None:
    with pytest.raises(KnownError) as error:
        sit_down(bureau_store, person=name)
    assert error.value.code == code


def test_the_page_is_kept_for_each_person_until_the_next_day(
    bureau_store: Store, clock: Clock
) -> None:
    place = LeftOff("pupil", {"pupil": "a1"})
    keep_place(bureau_store, person=DESK.name, place=place)
    assert left_off(bureau_store, person=DESK.name) == place
    assert left_off(bureau_store, person="王科员") == LeftOff()
    clock.at += timedelta(days=1)
    assert left_off(bureau_store, person=DESK.name) == LeftOff()


def test_the_start_screen_learns_who_writes_and_which_class(
    bureau_store: Store, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path))
    remember(bureau_store)
    sit_down(bureau_store, person="王科员")
    describe(bureau_store, title="七年级1班")
    # Opening it again loses neither.
    remember(bureau_store)
    (card,) = stores_here()
    assert card.people == ("王科员", DESK.name)
    assert card.title == "七年级1班"
    assert card.saved is not None
