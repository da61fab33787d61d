"""The roster through the operations: by hand, from Excel, twice, and taken back."""

from datetime import date

import pytest
from people import NOW, TEACHER

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history, importing, moves, roster
from kongchuo_desktop.operations.importing import RosterPlan
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.sheets.problems import ImportPlan
from kongchuo_desktop.sheets.sample import sample_pupils
from kongchuo_desktop.sheets.writer import write_roster
from kongchuo_desktop.store.store import Store

LABEL = ClassLabel(7, 1)
TODAY = NOW.date()


def _class(store: Store) -> str:
    return next(iter(load_world(store).classes))


def _card(store: Store, name: str) -> roster.PupilCard:
    (card,) = [c for c in roster.list_pupils(store) if c.name == name]
    return card


def _sheet(store: Store) -> bytes:
    pupils = [dict(c.values) | {"class": c.class_name} for c in roster.list_pupils(store)]
    return write_roster(pupils, title="花名册", unit="青石镇中心学校", day=TODAY)


def _plan(store: Store, data: bytes) -> RosterPlan:
    return importing.plan_roster(store, data=data, name="七1班.xlsx")


def _actions(plan: ImportPlan) -> set[str]:
    return {row.action for row in plan.rows}


def test_the_same_file_again_changes_nothing(class_store: Store) -> None:
    plan = _plan(class_store, _sheet(class_store)).plan
    assert _actions(plan) == {"unchanged"}
    with pytest.raises(KnownError) as refused:
        importing.commit_roster(class_store, actor=TEACHER, plan=plan)
    assert refused.value.code == "nothing_to_import"


def test_a_hand_correction_survives_the_old_file(class_store: Store) -> None:
    old = _sheet(class_store)
    card = _card(class_store, "安文博")
    roster.edit_pupil(class_store, actor=TEACHER, pupil=card.id, prior=card.tips,
                      values={"guardian1_phone": "13800000099"})
    plan = _plan(class_store, old).plan
    (noted,) = [p for row in plan.rows for p in row.problems if "旧值" in p.sentence]
    assert noted.severity == "note"
    assert "update" not in _actions(plan)


def test_an_import_behind_the_plan_is_not_swallowed(class_store: Store) -> None:
    card = _card(class_store, "安文博")
    changed = [dict(c.values) | ({"address": "新址"} if c.id == card.id else {})
               for c in roster.list_pupils(class_store)]
    data = write_roster(changed, title="花名册", unit="学校", day=TODAY)
    plan = _plan(class_store, data).plan
    roster.edit_pupil(class_store, actor=TEACHER, pupil=card.id, prior=card.tips,
                      values={"address": "手改"})
    importing.commit_roster(class_store, actor=TEACHER, plan=plan)
    (conflict,) = history.list_conflicts(class_store, quiet=True)
    assert {c.value for c in conflict.choices} == {"新址", "手改"}


def test_an_import_is_taken_back_as_a_whole(class_store: Store) -> None:
    fresh = [{"name": f"新生{n}", "gender": "女", "birth_date": "2013-09-02"} for n in "甲乙丙"]
    data = write_roster(fresh, title="花名册", unit="学校", day=TODAY)
    done = importing.commit_roster(class_store, actor=TEACHER, plan=_plan(class_store, data).plan)
    assert (done.created, len(roster.list_pupils(class_store))) == (3, 53)
    history.undo(class_store, actor=TEACHER)
    assert len(roster.list_pupils(class_store)) == 50


def test_two_pupils_of_one_name_are_told_apart_by_what_they_are(class_store: Store) -> None:
    class_id = _class(class_store)
    for seat in (51, 52):
        roster.add_pupil(class_store, actor=TEACHER, class_id=class_id,
                         values={"name": "王同名", "seat": seat, "student_number": f"G{seat}"})
    with pytest.raises(KnownError) as refused:
        roster.resolve_pupil(class_store, "王同名")
    assert refused.value.code == "several_pupils"
    assert "51号" in refused.value.sentence
    assert roster.resolve_pupil(class_store, "G52") != roster.resolve_pupil(class_store, "G51")


def test_the_same_child_twice_by_hand_is_refused(class_store: Store) -> None:
    first = sample_pupils(LABEL, on=date(2026, 9, 1))[0]
    with pytest.raises(KnownError) as refused:
        roster.add_pupil(class_store, actor=TEACHER, class_id=_class(class_store),
                         values={"name": first.name,
                                 "identity_number": first.identity_number})
    assert refused.value.code == "pupil_exists"
    assert len(roster.list_pupils(class_store)) == 50


@pytest.mark.parametrize("typed", ["oyxh", "ouyangxiaohe", "欧阳", "OYXH"])
def test_search_finds_by_name_and_pinyin(class_store: Store, typed: str) -> None:
    found = roster.find_pupils(roster.list_pupils(class_store), typed)
    assert [c.name for c in found] == ["欧阳小河"]


def test_search_finds_by_seat_and_last_digits(class_store: Store) -> None:
    card = _card(class_store, "欧阳小河")
    cards = roster.list_pupils(class_store)
    seat, tail = str(card.values["seat"]), str(card.values["identity_number"])[-4:]
    assert card in roster.find_pupils(cards, seat)
    assert card in roster.find_pupils(cards, tail)


def test_tags_end_and_the_history_keeps_them(class_store: Store) -> None:
    pupil = _card(class_store, "安文博").id
    roster.set_tags(class_store, actor=TEACHER, pupil=pupil, tags=["留守", "脱贫户"])
    roster.set_tags(class_store, actor=TEACHER, pupil=pupil, tags=["脱贫户"])
    assert _card(class_store, "安文博").tags == ("脱贫户",)
    assert {t.tag for t in load_world(class_store).pupils[pupil].tags} == {"留守", "脱贫户"}


def test_who_left_is_not_listed_but_found_when_asked_for(class_store: Store) -> None:
    pupil = _card(class_store, "安文博").id
    moves.move_pupil(class_store, actor=TEACHER, pupil=pupil, kind="转出", day=TODAY)
    assert pupil not in {c.id for c in roster.list_pupils(class_store)}
    moves.move_pupil(class_store, actor=TEACHER, pupil=pupil, kind="转入", day=TODAY)
    assert pupil in {c.id for c in roster.list_pupils(class_store)}


def test_nobody_is_expelled(class_store: Store) -> None:
    pupil = _card(class_store, "安文博").id
    for word in ("开除", "劝退", "退学"):
        with pytest.raises(KnownError):
            moves.move_pupil(class_store, actor=TEACHER, pupil=pupil, kind=word, day=TODAY)
