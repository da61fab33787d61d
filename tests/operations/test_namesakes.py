"""Children of one name and numbers held twice or corrected later."""

from dataclasses import dataclass
from typing import Any

import pytest
from people import TEACHER

from kongchuo_desktop.domain import identity
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import importing, roster
from kongchuo_desktop.operations.namesakes import label_of, told_apart
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.sheets.writer import write_roster
from kongchuo_desktop.store.store import Store


@dataclass(frozen=True)
class Child:
    """As much of a card as telling apart looks at."""

    id: str
    name: str
    class_name: str
    values: dict[str, Any]


def _number(place: int) -> str:
    body = f"9901022013090{place:04}"
    return body + identity.check_digit(body)


OLD, NEW = _number(3011), _number(3031)


def _child(at: int, **values: Any) -> Child:
    return Child(str(at), "王小明", "七年级1班", values)


@pytest.mark.parametrize(("values", "said"), [
    ([{"seat": 3}, {"seat": 12}], ["七年级1班 3号", "七年级1班 12号"]),
    ([{"birth_date": "2013-09-03"}, {"birth_date": "2013-11"}],
     ["七年级1班 2013年9月3日生", "七年级1班 2013年11月生"]),
    ([{"guardian1_name": "王大山"}, {"guardian1_name": "王大川"}],
     ["七年级1班 监护人王大山", "七年级1班 监护人王大川"]),
    ([{}, {}], ["七年级1班 第1名", "七年级1班 第2名"]),
])
def test_namesakes_are_told_apart_by_the_first_thing_that_differs(
        values: list[dict[str, Any]], said: list[str]) -> None:
    cards = [_child(at, **given) for at, given in enumerate(values)]
    apart = told_apart(cards)
    assert [apart[card.id] for card in cards] == said
    assert len({label_of(card, apart) for card in cards}) == len(cards)


def test_who_shares_no_name_is_told_by_class_and_seat_alone() -> None:
    other = Child("9", "李冬", "七年级1班", {"seat": 3, "birth_date": "2013-09-03"})
    assert told_apart([_child(1, seat=3), other])["9"] == "七年级1班 3号"


def _add(store: Store, **values: Any) -> str:
    room = next(iter(load_world(store).classes))
    return roster.add_pupil(store, actor=TEACHER, class_id=room, values=values).id


def _card(store: Store, pupil: str) -> roster.PupilCard:
    return next(c for c in roster.list_pupils(store) if c.id == pupil)


def _plan(store: Store, **values: Any) -> Any:
    data = write_roster([{"name": "王小明", "class": "七年级1班", **values}], title="花名册",
                        unit="青石镇中心学校", day=store.now().date())
    (row,) = importing.plan_roster(store, data=data, name="表.xlsx").plan.rows
    return row


def _corrected(store: Store) -> str:
    pupil = _add(store, name="王小明", identity_number=OLD, birth_date="2013-09-03")
    roster.edit_pupil(store, actor=TEACHER, pupil=pupil, prior=_card(store, pupil).tips,
                      values={"identity_number": NEW})
    return pupil


def test_a_corrected_number_keeps_the_row_and_is_found_by_a_later_sheet(
        class_store: Store) -> None:
    pupil = _corrected(class_store)
    assert _card(class_store, pupil).values["identity_number"] == NEW
    row = _plan(class_store, identity_number=NEW, birth_date="2013-09-03")
    assert row.pupil == pupil
    assert "identity_number" not in row.writes
    assert not [p for p in row.problems if "identity_number" in p.code]


def test_a_sheet_with_the_old_number_is_older_and_changes_nothing(class_store: Store) -> None:
    pupil = _corrected(class_store)
    row = _plan(class_store, identity_number=OLD, birth_date="2013-09-03")
    assert row.pupil == pupil
    assert "identity_number" not in row.writes
    assert "旧值" in "".join(problem.sentence for problem in row.problems)
    assert _card(class_store, pupil).values["identity_number"] == NEW


def test_the_old_number_typed_in_by_hand_does_not_undo_the_correction(class_store: Store) -> None:
    pupil = _corrected(class_store)
    with pytest.raises(KnownError) as refused:
        _add(class_store, name="王小明", identity_number=OLD)
    assert refused.value.code == "pupil_exists"
    assert _card(class_store, pupil).values["identity_number"] == NEW


def test_a_number_held_by_two_is_said_on_both(class_store: Store) -> None:
    one = _add(class_store, name="王小明", identity_number=NEW)
    other = _add(class_store, name="李大川", identity_number=NEW)
    gaps = [_card(class_store, pupil).gaps["identity_number"] for pupil in (one, other)]
    assert gaps == ["与李大川重号", "与王小明重号"]
    roster.edit_pupil(class_store, actor=TEACHER, pupil=other,
                      prior=_card(class_store, other).tips, values={"identity_number": OLD})
    assert "identity_number" not in _card(class_store, one).gaps
