"""Visits: several homes at once, corrected later, with the units that came along."""

from datetime import date, timedelta

import pytest
from people import NOW, TEACHER
from photos import picture

from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history, visits
from kongchuo_desktop.operations.attachments import photos_of
from kongchuo_desktop.operations.dossier import Happened, dossier
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.visits import VisitInput, add_visit, add_visits, edit_visit
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Attached, Visit

TODAY = NOW.date()


def pupils(store: Store, count: int) -> list[str]:
    return sorted(load_world(store).pupils)[:count]


def home(pupil: str, outcome: str = "同意", day: date = TODAY, **more: object) -> VisitInput:
    return VisitInput(pupil=pupil, day=day, mode="家访", outcome=outcome, **more)  # type: ignore[arg-type]


def shown(store: Store, pupil: str) -> Happened:
    happened, = [h for h in dossier(store, pupil=pupil).happened if h.kind == "visit"]
    return happened


def test_homes_of_one_afternoon_are_one_operation_and_one_undo(class_store: Store) -> None:
    three = pupils(class_store, 3)
    add_visits(class_store, actor=TEACHER, visits=[
        home(pupil, outcome, joint=["村委会"], pictures=[picture(colour=colour)])
        for pupil, outcome, colour in zip(three, ("同意", "拒绝", "不在家"),
                                          ("red", "green", "blue"), strict=True)])
    assert [len(shown(class_store, pupil).photos) for pupil in three] == [1, 1, 1]
    history.undo(class_store, actor=TEACHER)
    with class_store.session() as session:
        assert living(session, Visit) == living(session, Attached) == []


@pytest.mark.parametrize("bad", [{"outcome": "高兴"}, {"day": TODAY + timedelta(days=1)},
                                 {"pupil": "0" * 32}])
def test_one_home_that_cannot_be_leaves_all_unwritten(
    class_store: Store, bad: dict[str, object]
) -> None:
    one, two = pupils(class_store, 2)
    wrong = {"pupil": two, **bad}
    with pytest.raises(KnownError):
        add_visits(class_store, actor=TEACHER,
                   visits=[home(one), home(**wrong)])  # type: ignore[arg-type]
    with class_store.session() as session:
        assert living(session, Visit) == []


def test_nothing_to_write_is_said(class_store: Store) -> None:
    with pytest.raises(KnownError) as refused:
        add_visits(class_store, actor=TEACHER, visits=[])
    assert refused.value.code == "no_visits"


def test_a_visit_is_completed_later_and_a_correction_hides_nothing(class_store: Store) -> None:
    pupil, = pupils(class_store, 1)
    row = add_visit(class_store, actor=TEACHER, visit=home(pupil, "不在家")).id
    view = visits.visit_view(class_store, visit=row)
    assert view.values["outcome"] == "不在家"
    edit_visit(class_store, actor=TEACHER, visit=row, prior=view.tips, wanted=home(
        pupil, "拒绝", met="父亲", joint=["青石镇派出所"], pictures=[picture()]))
    found = shown(class_store, pupil)
    assert found.title == "联合家访 第1次 · 拒绝"
    assert found.text == "同去：青石镇派出所。到场：父亲。（结果原来写的是“不在家”）"
    assert found.by == TEACHER.name
    assert [p.name for p in photos_of(class_store, row)] == ["院子.jpg"]
    history.undo(class_store, actor=TEACHER)
    assert (shown(class_store, pupil).title, shown(class_store, pupil).photos) == (
        "家访 第1次 · 不在家", ())


def test_what_is_emptied_is_empty(class_store: Store) -> None:
    pupil, = pupils(class_store, 1)
    row = add_visit(class_store, actor=TEACHER, visit=home(
        pupil, note="写错人了", promised=TODAY)).id
    view = visits.visit_view(class_store, visit=row)
    edit_visit(class_store, actor=TEACHER, visit=row, prior=view.tips, wanted=home(pupil))
    assert visits.visit_view(class_store, visit=row).values.keys() == {
        "day", "mode", "outcome", "by"}
    assert "写错人了" in shown(class_store, pupil).text


def test_a_visit_that_was_undone_is_not_edited(class_store: Store) -> None:
    pupil, = pupils(class_store, 1)
    row = add_visit(class_store, actor=TEACHER, visit=home(pupil)).id
    tips = visits.visit_view(class_store, visit=row).tips
    history.undo(class_store, actor=TEACHER)
    with pytest.raises(KnownError) as refused:
        edit_visit(class_store, actor=TEACHER, visit=row, prior=tips, wanted=home(pupil))
    assert refused.value.code == "unknown_record"


def test_units_that_came_along_are_remembered_the_most_frequent_first(class_store: Store) -> None:
    pupil, = pupils(class_store, 1)
    assert visits.joint_units(class_store) == list(visits.UNITS)
    for joint in (["派出所"], ["河东村村委会"], ["派出所"]):
        add_visit(class_store, actor=TEACHER, visit=home(pupil, joint=joint))
    assert visits.joint_units(class_store) == [
        "派出所", "河东村村委会", "村委会", "乡镇政府", "司法所"]


def test_units_count_as_the_policies_name_them(class_store: Store) -> None:
    pupil, = pupils(class_store, 1)
    add_visit(class_store, actor=TEACHER, visit=home(pupil, joint=[
        "河东村村委会", "青石镇人民政府", "青石镇派出所", "邻居老张"]))
    facts = Facts(load_world(class_store), policy_book(class_store).titles, TODAY)
    fact, = facts.about("visit", pupil=pupil)
    assert fact.fields["joint"] == ("village", "township", "police", "邻居老张")
