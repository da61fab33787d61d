"""After an import: what it brought, the check of what it touched, and the way back."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from joined_stores import Bench
from people import NOW, OFFICE, TEACHER
from two_stores import CLASS, Two, edit, joined_two

from kongchuo_desktop.domain import identity
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import going_back, roster, taking_in, visits
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.import_report import (
    MOST,
    ImportReport,
    ReportLine,
    report_of,
)
from kongchuo_desktop.operations.world import load_world, whole_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.merge import merge
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow, Visit

NUMBER = "99010220130903402"
NUMBER += identity.check_digit(NUMBER)


@pytest.fixture
def two(bench: Bench) -> Two:
    return joined_two(bench)


def told(two: Two, digest: str) -> dict[str, tuple[ReportLine, ...]]:
    report = report_of(two.school, digest)
    assert report is not None
    return {section.kind: section.lines for section in report.sections}


def name_of(store: Store, pupil: str) -> str:
    return whole_world(store).pupils[pupil].name


def _visit(two: Two, pupil: str) -> None:
    visits.add_visit(two.group, actor=TEACHER, visit=visits.VisitInput(
        pupil=pupil, day=NOW.date(), mode="家访", outcome="不在家"))


def test_each_line_names_the_child_and_what_came(two: Two) -> None:
    one, other, third = two.pupils()[:3]
    edit(two.group, one, phone="18900000001", seat=77)
    _visit(two, other)
    two.differ(third, guardian1_phone=("18900000003", "18900000004"))
    fresh = roster.add_pupil(two.group, actor=TEACHER, values={"name": "王小明"},
                             class_id=next(iter(load_world(two.group).classes))).id
    found = told(two, two.bring().digest)
    lines = {kind: {(line.pupil, line.words) for line in lines if line.pupil}
             for kind, lines in found.items()}
    assert lines == {"changed": {(one, "座号、学生电话")}, "added": {(other, "家访或电话1条")},
                     "conflicts": {(third, "监护人1电话")}, "new": {(fresh, "")}}
    (line,) = (line for line in found["changed"] if line.pupil)
    assert (line.who, line.where) == (name_of(two.school, one), CLASS)


def test_a_pupil_of_another_class_is_named(two: Two) -> None:
    add_class(two.school, actor=OFFICE, label="七年级2班")
    away = two.pupils()[0]
    (second,) = (row for row, room in load_world(two.school).classes.items()
                 if room.name == "七年级2班")
    edit(two.school, away, class_id=second)
    edit(two.group, away, phone="18900000001")
    edit(two.group, two.pupils()[1], phone="18900000002")
    found = told(two, two.bring().digest)
    assert [(line.who, line.where) for line in found["others"]] == [
        (name_of(two.school, away), "七年级2班")]


def test_deleted_rows_that_came_back_and_joins_are_named(two: Two) -> None:
    room = next(iter(load_world(two.group).classes))
    back = roster.add_pupil(two.group, actor=TEACHER, values={"name": "王小明"},
                            class_id=room).id
    one, other = sorted(roster.add_pupil(
        two.group, actor=TEACHER, values={"name": "李小红"}, class_id=room).id for _ in range(2))
    two.bring()
    with two.school.operation("delete", OFFICE) as write:
        write.delete(PupilRow, back, prior=write.session.get_one(PupilRow, back).tips)
    _visit(two, back)
    edit(two.group, other, same_as=one)
    found = told(two, two.bring().digest)
    assert [line.pupil for line in found["back"]] == [back]
    assert [line.pupil for line in found["joined"]] == [one]
    with two.group.operation("delete", TEACHER) as write:
        write.delete(PupilRow, one, prior=write.session.get_one(PupilRow, one).tips)
    assert [line.who for line in told(two, two.bring().digest)["gone"]] == ["李小红"]


def test_a_line_about_no_child_says_what_whose_and_of_when(two: Two) -> None:
    """The class handed its month in again the day after, with other figures."""
    two.clock.at += timedelta(days=1)
    _visit(two, two.pupils()[0])
    found = told(two, two.bring().digest)
    (line,) = (line for line in found["changed"] if not line.pupil)
    assert (line.who, line.words) == (CLASS, "2026年9月月报的报送日期、报的数")


def test_which_of_a_childs_rows_is_told(two: Two) -> None:
    one, other = two.pupils()[:2]
    _visit(two, one)
    for _ in range(5):
        two.clock.at += timedelta(days=1)
        _visit(two, other)
    two.bring()
    with two.group.operation("note", TEACHER) as write:
        for row in living(write.session, Visit):
            write.update(Visit, row.row, prior=row.tips, note="再去一次")
    lines = {line.pupil: line.words for line in told(two, two.bring().digest)["changed"]}
    assert (lines[one], lines[other]) == ("9月17日家访的备注", "家访或电话5条（备注）")


def test_what_a_class_erased_is_named(two: Two) -> None:
    """A class is believed inside its school (journal.md §7): what it took away must be seen."""
    add_class(two.school, actor=OFFICE, label="七年级2班")
    (second,) = (row for row, room in load_world(two.school).classes.items()
                 if room.name == "七年级2班")
    away, here = two.pupils()[:2]
    _visit(two, here)
    two.bring()
    edit(two.school, away, class_id=second)
    with two.group.operation("erase_records", TEACHER) as write:
        write.erase_many([away, living(write.session, Visit)[0].row], why="假的")
    report = report_of(two.school, two.bring().digest)
    assert report is not None
    found = {section.kind: section.lines for section in report.sections}
    assert {(line.pupil, line.who, line.where, line.words) for line in found["erased"]} == {
        ("", "一名学生", "七年级2班", "学生资料1条"),
        (here, name_of(two.school, here), CLASS, "家访或电话1条")}
    assert {line.who for kind, lines in found.items() for line in lines if kind != "erased"} == {
        CLASS}


def test_a_report_keeps_rows_and_no_names(two: Two) -> None:
    pupil = two.pupils()[0]
    name = name_of(two.school, pupil)
    edit(two.group, pupil, phone="18900000001")
    digest = two.bring().digest
    kept = repr(two.school.local("import_report").get(digest))
    assert name not in kept
    assert "18900000001" not in kept


def test_the_first_package_is_told_in_numbers_beyond_the_first_lines(two: Two) -> None:
    room = next(iter(load_world(two.group).classes))
    with two.group.operation("add_pupil", TEACHER) as write:
        write.insert_many(PupilRow, [{"name": f"张{at}", "class_id": room}
                                     for at in range(MOST + 5)])
    report = report_of(two.school, two.bring().digest)
    assert isinstance(report, ImportReport)
    (new,) = (section for section in report.sections if section.kind == "new")
    assert (new.count, len(new.lines)) == (MOST + 5, MOST)


def test_the_same_package_again_keeps_its_report(two: Two) -> None:
    edit(two.group, two.pupils()[0], phone="18900000001")
    path = two.pack()
    digest = two.bring(path).digest
    before = report_of(two.school, digest)
    assert two.bring(path).status == "already"
    assert before is not None
    assert report_of(two.school, digest) == ImportReport(before.sections, (), before.copy)


def test_what_the_check_finds_is_said_with_the_copy(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that keeps something else than it was given."""
    pupil = two.pupils()[0]
    edit(two.group, pupil, phone="18900000001")

    def spoilt(store: Store, *args: Any, **named: Any) -> Any:
        report = merge(store, *args, **named)
        with store.transaction() as connection:
            connection.exec_driver_sql("UPDATE pupil SET phone = '0' WHERE row = ?", (pupil,))
        return report

    monkeypatch.setattr(taking_in, "merge", spoilt)
    received = two.bring()
    report = report_of(two.school, received.digest)
    assert report is not None
    assert report.copy is not None
    assert received.problems == report.problems == ("有 1 行显示的内容和流水账对不上。",)
    assert received.problems[0] in received.sentence
    assert str(report.copy) in received.sentence


def test_an_import_is_taken_back_while_nothing_was_written_since(two: Two) -> None:
    pupil = two.pupils()[0]
    assert going_back.way_back(two.school) is not None
    two.differ(pupil, phone=("18900000001", "18900000002"))
    assert going_back.way_back(two.school) is None
    path = two.pack()
    digest = two.bring(path).digest
    way = going_back.way_back(two.school)
    assert way is not None
    assert way.packages == (digest,)
    going_back.go_back(two.school)
    assert digest not in {about["sha256"] for about in taking_in.taken_packages(two.school)}
    assert report_of(two.school, digest) is None
    card = next(c for c in roster.list_pupils(two.school) if c.id == pupil)
    assert card.values["phone"] == "18900000002"
    assert going_back.way_back(two.school) is None
    assert check(two.school).ok
    # It can be taken in again, and brings what it brought.
    assert two.bring(path).conflicts == 1


def test_there_is_no_way_back_over_what_was_written_since(two: Two) -> None:
    two.bring()
    edit(two.school, two.pupils()[0], phone="18900000002")
    with pytest.raises(KnownError) as refused:
        going_back.go_back(two.school)
    assert refused.value.code == "written_since"
    assert name_of(two.school, two.pupils()[0])


def test_what_is_written_between_two_packages_of_one_batch_is_never_lost(two: Two) -> None:
    one, other = two.pupils()[:2]
    edit(two.group, one, phone="18900000001")
    first = two.pack("第一个.kcbx")
    edit(two.group, one, phone="18900000003")
    second = two.pack("第二个.kcbx")
    intake = taking_in.Intake(two.school, actor=OFFICE)
    intake.take(first)
    edit(two.school, other, phone="18900000002")
    intake.take(second)
    going_back.go_back(two.school)
    phones = {c.id: c.values.get("phone") for c in roster.list_pupils(two.school)}
    assert (phones[one], phones[other]) == ("18900000001", "18900000002")


def test_two_imports_at_once_and_a_form_saved_between(two: Two) -> None:
    """Each whole, none lost; the form had seen neither, so its field is a conflict."""
    pupil, other = two.pupils()[:2]
    with two.school.session() as session:
        on_screen = session.get_one(PupilRow, pupil).tips
    edit(two.group, pupil, phone="18900000001")
    first = two.pack("第一个.kcbx")
    edit(two.group, other, phone="18900000003")
    second = two.pack("第二个.kcbx")
    found: list[taking_in.Received] = []
    threads = [threading.Thread(target=lambda path=path: found.append(
        taking_in.import_package(two.school, actor=OFFICE, path=path)))
        for path in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {r.status for r in found} <= {"imported", "already"}
    with two.school.operation("edit_pupil", OFFICE) as write:
        write.update(PupilRow, pupil, prior=on_screen, phone="18900000002")
    with two.school.reading() as connection:
        conflicts = connection.exec_driver_sql(
            "SELECT field, value FROM conflict WHERE row = ? ORDER BY value", (pupil,)).all()
    assert [(field, value) for field, value in conflicts] == [
        ("phone", '"18900000001"'), ("phone", '"18900000002"')]
    phones = {c.id: c.values.get("phone") for c in roster.list_pupils(two.school)}
    assert phones[other] == "18900000003"
    assert check(two.school).ok
