"""All that two computers wrote differently: listed, settled one by one and many at once."""

from pathlib import Path
from typing import Any

import pytest
from joined_stores import Bench
from people import NOW, OFFICE, PASSWORD, TEACHER
from statements import counted
from two_stores import CLASS, Two, edit, joined_two

from kongchuo_desktop.domain import identity
from kongchuo_desktop.operations import (
    disagreements,
    history,
    joins,
    roster,
    settling,
)
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.disagreements import AT_ROLL_CALL, Line
from kongchuo_desktop.operations.field_words import TABLES, field_word, row_words, value_words
from kongchuo_desktop.operations.settling import Chosen, Settled
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.merge import export_rows, merge
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME, MarkRow, PupilRow
from kongchuo_desktop.store.vocabulary import FIELDS
from kongchuo_desktop.store.write import Actor


def shown(store: Store, pupil: str, name: str) -> Any:
    with store.session() as session:
        return getattr(session.get_one(PupilRow, pupil), name)


def lines(store: Store) -> tuple[Line, ...]:
    return disagreements.disagreements(store).lines


def settle(store: Store, chosen: list[tuple[Any, int]]) -> Settled:
    return settling.settle_all(store, actor=OFFICE, chosen=[Chosen(q, at) for q, at in chosen])


@pytest.fixture
def two(bench: Bench) -> Two:
    return joined_two(bench)


def test_a_line_says_whom_what_and_who_wrote_which_value_where(two: Two) -> None:
    pupil = two.pupils()[0]
    two.differ(pupil, guardian1_phone=("18900000001", "18900000002"))
    assert two.bring().conflicts == 1
    (line,) = lines(two.school)
    name = shown(two.school, pupil, "name")
    assert (line.who, line.where, line.group, line.held) == (name, CLASS, "监护人1电话", "")
    told = {(a.value, a.by, a.machine) for a in line.question.answers}
    assert told == {("18900000001", TEACHER.name, two.group.header.name),
                    ("18900000002", OFFICE.name, two.school.header.name)}


def test_quiet_fields_are_counted_and_not_asked(two: Two) -> None:
    two.differ(two.pupils()[0], address=("河东村", "河西村"), phone=("18900000001", "18900000002"))
    two.bring()
    found = disagreements.disagreements(two.school)
    assert [line.question.field for line in found.lines] == ["phone"]
    assert [line.question.field for line in found.quiet] == ["address"]
    assert found.count == 1


def test_all_of_one_sender_is_one_operation_that_can_be_undone(two: Two) -> None:
    chosen = two.pupils()[:5]
    for at, pupil in enumerate(chosen):
        two.differ(pupil, phone=(f"1890000000{at}", f"1891111111{at}"),
                   guardian1_name=(f"甲{at}", f"乙{at}"))
    two.bring()
    found = lines(two.school)
    sender = two.group.header.name
    assert dict(disagreements.senders(found)) == {sender: 10, two.school.header.name: 10}
    done = settle(two.school, disagreements.by_sender(found, sender))
    assert (done.settled, done.left, lines(two.school)) == (10, (), ())
    assert [shown(two.school, p, "phone") for p in chosen] == [
        f"1890000000{at}" for at in range(5)]
    assert [t.info.rows for t in history.trail(two.school) if t.info.op == done.changes.op] == [5]
    history.undo(two.school, actor=OFFICE)
    assert [shown(two.school, p, "guardian1_name") for p in chosen] == [
        f"乙{at}" for at in range(5)]
    assert check(two.school).ok


def test_all_of_one_field_against_the_office_leaves_the_other_fields_open(two: Two) -> None:
    for at, pupil in enumerate(two.pupils()[:3]):
        two.differ(pupil, phone=(f"1890000000{at}", f"1891111111{at}"),
                   guardian1_name=(f"甲{at}", f"乙{at}"))
    two.bring()
    of_field = [line for line in lines(two.school) if line.group == "学生电话"]
    settle(two.school, disagreements.against_sender(of_field, two.school.header.name))
    assert {line.group for line in lines(two.school)} == {"监护人1姓名"}
    assert shown(two.school, two.pupils()[0], "phone") == "18900000000"


def test_what_was_settled_elsewhere_meanwhile_is_left_and_named(two: Two) -> None:
    one, other = two.pupils()[:2]
    for pupil in (one, other):
        two.differ(pupil, phone=("18900000001", "18900000002"))
    two.bring()
    stale = lines(two.school)
    settle(two.school, [(line.question, 0) for line in stale if line.question.pupil == one])
    kept = shown(two.school, one, "phone")
    done = settle(two.school, [(line.question, 1) for line in stale])
    assert (done.settled, [q.pupil for q, _ in done.left]) == (1, [one])
    assert shown(two.school, one, "phone") == kept


def test_a_third_value_that_came_meanwhile_is_not_swallowed(two: Two) -> None:
    pupil = two.pupils()[0]
    two.differ(pupil, phone=("18900000001", "18900000002"))
    two.bring()
    stale = lines(two.school)
    edit(two.group, pupil, phone="18900000003")
    two.bring()
    done = settle(two.school, [(line.question, 0) for line in stale])
    assert (done.settled, len(done.left)) == (0, 1)
    (line,) = lines(two.school)
    assert {a.value for a in line.question.answers} == {"18900000002", "18900000003"}


def test_another_answer_may_be_chosen_after_the_first(two: Two) -> None:
    pupil = two.pupils()[0]
    two.differ(pupil, phone=("18900000001", "18900000002"))
    two.bring()
    (line,) = lines(two.school)
    settle(two.school, [(line.question, 0)])
    stands = settling.standing(two.school, [line.question])[line.id]
    assert stands.answer == 0
    again = Chosen(line.question, 1, stands.tips)
    assert settling.settle_all(two.school, actor=OFFICE, chosen=[again]).settled == 1
    assert shown(two.school, pupil, "phone") == line.question.answers[1].value
    # A third time on the tips of the first: somebody wrote meanwhile, here the person itself.
    assert settling.settle_all(two.school, actor=OFFICE, chosen=[again]).settled == 0


@pytest.mark.parametrize("stays", [True, False])
def test_deleted_here_and_changed_there_is_settled_either_way(two: Two, stays: bool) -> None:
    pupil = roster.add_pupil(two.group, actor=TEACHER, values={"name": "王小明"},
                             class_id=next(iter(load_world(two.group).classes))).id
    two.bring()
    with two.school.operation("delete", OFFICE) as write:
        write.delete(PupilRow, pupil, prior=write.session.get_one(PupilRow, pupil).tips)
    edit(two.group, pupil, phone="18900000001")
    two.bring()
    (line,) = lines(two.school)
    assert {a.text for a in line.question.answers} == {"已删除", "还留着"}
    at = [a.text for a in line.question.answers].index("还留着" if stays else "已删除")
    settle(two.school, [(line.question, at)])
    with two.school.session() as session:
        assert session.get_one(PupilRow, pupil).gone is not stays
    assert lines(two.school) == ()


def test_rows_of_other_schools_are_listed_and_left(
    two: Two, tmp_path: Path, fast_key: KdfCost
) -> None:
    other, _ = Store.create(tmp_path / "别处", password=PASSWORD, role="school", name="别处",
                            unit_name="白石小学", unit_code="9901020009", now=lambda: NOW,
                            cost=fast_key)
    with other:
        with other.operation("add", Actor("钱老师", "school")) as write:
            row = write.insert(PupilRow, name="张三")
            tips = write.session.get_one(PupilRow, row).tips
        for phone in ("18900000001", "18900000002"):
            with other.operation("edit", Actor("钱老师", "school")) as write:
                write.update(PupilRow, row, prior=tips, phone=phone)
        whole = export_rows(other, lambda _: True)
    merge(two.school, whole.entries, whole.operations, whole.runs, allowed_home=lambda _: True)
    (line,) = lines(two.school)
    assert line.held
    assert disagreements.disagreements(two.school).count == 0
    done = settle(two.school, [(line.question, 0)])
    assert (done.settled, done.changes.op) == (0, None)
    assert [reason for _, reason in done.left] == [line.held]


def test_a_register_is_settled_at_the_roll_call_and_a_mark_here(two: Two) -> None:
    world, (one, other) = load_world(two.group), two.pupils()[:2]
    room = next(iter(world.classes))
    for store, marks in ((two.group, {one: MarkInput("旷课")}),
                         (two.school, {one: MarkInput("病假"), other: MarkInput("旷课")})):
        take_register(store, actor=OFFICE if store is two.school else TEACHER, class_id=room,
                      day=NOW.date(), marks=marks)
    two.bring()
    found = {line.group: line for line in lines(two.school)}
    register = found["考勤登记 缺勤名单"]
    assert (register.held, register.day, register.where or register.who) == (
        AT_ROLL_CALL, NOW.date(), CLASS)
    assert load_world(two.school).classes.keys() == {register.class_id}
    mark = found["考勤 种类"]
    assert mark.question.what == "9月17日考勤 种类"
    settle(two.school, [(line.question, 0) for line in found.values()])
    assert set(found) - {line.group for line in lines(two.school)} == {"考勤 种类"}


def test_what_a_join_had_not_seen_and_a_day_marked_twice_stand_in_the_same_list(
    two: Two
) -> None:
    number = "99010220130903402"
    number += identity.check_digit(number)
    room = next(iter(load_world(two.school).classes))
    twins = [roster.add_pupil(two.school, actor=OFFICE, class_id=room, values=values).id
             for values in ({"name": "王小明", "identity_number": number, "phone": "18900000001"},
                            {"name": "王小明"})]
    edit(two.school, twins[1], identity_number=number, phone="18900000002")
    with two.school.operation("mark", OFFICE) as write:
        for pupil, kind in zip(twins, ("旷课", "病假"), strict=True):
            write.insert(MarkRow, pupil=pupil, day="2026-09-17", part="全天", kind=kind)
    joins.join_certain(two.school, actor=OFFICE, pairs=joins.certain_pairs(two.school))
    found = {line.group: line for line in lines(two.school)}
    assert found.keys() == {"学生电话", "考勤 种类"}
    assert {line.who for line in found.values()} == {"王小明"}
    assert settle(two.school, [(line.question, 1) for line in found.values()]).settled == 2
    assert lines(two.school) == ()


def test_a_hundred_take_no_more_questions_to_the_database_than_ten(two: Two) -> None:
    pupils = two.pupils()

    def statements(count: int) -> tuple[int, int]:
        for at, pupil in enumerate(pupils[:count]):
            two.differ(pupil, phone=(f"189{count:04}{at:04}", f"188{count:04}{at:04}"))
        two.bring()
        with counted(two.school.engine) as asked:
            found = lines(two.school)
            assert len(found) == count
            listed = len(asked)
            settle(two.school, [(line.question, 0) for line in found])
        return listed, len(asked)

    assert statements(5) == statements(45)


def test_every_table_and_field_has_a_word() -> None:
    assert TABLES.keys() == BY_NAME.keys()
    nameless = [(table, name) for table, fields in FIELDS.items() for name in (*fields, "_gone")
                if field_word(table, name) == "这一项"]
    assert nameless == []


@pytest.mark.parametrize(("name", "value", "words"), [
    ("_gone", True, "已删除"), ("day", "2026-09-17", "9月17日"), ("phone", "18900000001", ""),
    ("class_id", "a", "七年级1班"), ("absent", ["p", "x"], "王小明、x"), ("absent", [], "没有人"),
    ("figures", {"pupils": 50, "cases": 2}, "在籍50，在办个案2"), ("birth_date", "2013-09", ""),
])
def test_a_value_reads_as_words(name: str, value: Any, words: str) -> None:
    called = {"a": CLASS, "p": "王小明"}
    assert value_words(name, value, lambda row: called.get(row, "")) == words


def test_what_was_said_of_lines_of_lists_names_the_children() -> None:
    one, other = "990102201501010011", "990102201501010038"
    said = row_words("same_child", {"one": f"甲一|{one}", "other": "甲乙|2015-01-01/甲父"})
    assert said == f"比对：甲一（{identity.mask(one)}）和甲乙（2015-01-01）"
    assert row_words("child_found", {"child": f"甲一|{other}"}) == (
        f"比对核实：甲一（{identity.mask(other)}）")
    assert [value_words("same", same, str) for same in (True, False)] == ["是同一人", "不是同一人"]
