"""A roster from real-shaped sheets: classes, headings, enrollment, stopping, two machines."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import pytest
from people import NOW, OFFICE, PASSWORD, TEACHER, Clock

from kongchuo_desktop.domain import identity
from kongchuo_desktop.operations import history, importing, joining, packages, roster, taking_in
from kongchuo_desktop.operations.enrollment import enrollment_of
from kongchuo_desktop.operations.importing import RosterPlan
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.history import operations
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
Rows = Sequence[Sequence[object]]


def number(birth: str, order: int) -> str:
    body = f"990102{birth}{order:03}"
    return body + identity.check_digit(body)


def sheet(*rows: Sequence[object], **more: Rows) -> bytes:
    """An .xlsx of these rows, and of further sheets by name."""
    book = openpyxl.Workbook()
    for name, lines in {"Sheet1": rows, **more}.items():
        page = book.active if name == "Sheet1" else book.create_sheet(name)
        for line in lines:
            page.append(list(line))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def planned(store: Store, data: bytes, **more: object) -> RosterPlan:
    return importing.plan_roster(store, data=data, name="名单.xlsx", **more)  # type: ignore[arg-type]


def taken_in(store: Store, data: bytes, **more: object) -> RosterPlan:
    found = planned(store, data, **more)
    actor = TEACHER if store.role == "class" else OFFICE
    importing.commit_roster(store, actor=actor, plan=found.plan)
    return found


def card(store: Store, name: str) -> roster.PupilCard:
    (found,) = [c for c in roster.list_pupils(store) if c.name == name]
    return found


def test_classes_that_are_new_are_listed_and_made(school_store: Store) -> None:
    found = taken_in(school_store, sheet(
        ("姓名", "班级"), ("样例甲", "七年级1班"), ("样例乙", "八(2)班"), ("合计", "2人")))
    assert found.new_classes == ("八年级2班",)
    assert found.remarks == ["会新建班级：八年级2班。"]
    assert {c.name: c.class_name for c in roster.list_pupils(school_store)} == {
        "样例甲": "七年级1班", "样例乙": "八年级2班"}
    again = planned(school_store, sheet(("姓名", "班级"), ("样例丙", "802")))
    assert again.new_classes == ()


def test_a_file_titled_with_another_class_makes_that_class(school_store: Store) -> None:
    taken_in(school_store, sheet(
        ("青石镇中心学校八年级3班名单",), ("姓名", "性别"), ("样例丁", "女")))
    assert card(school_store, "样例丁").class_name == "八年级3班"


def test_sheets_named_by_class_come_in_together(school_store: Store) -> None:
    data = sheet(七1=[("姓名", "性别"), ("样例甲", "男")], 八1=[("姓名", "性别"), ("样例乙", "女")])
    found = taken_in(school_store, data)
    assert (found.chosen, found.sheets[0]) == (importing.ALL, importing.ALL)
    assert {c.class_name for c in roster.list_pupils(school_store)} == {"七年级1班", "八年级1班"}


def test_a_class_store_says_whom_it_leaves_out(class_store: Store) -> None:
    found = planned(class_store, sheet(
        ("姓名", "班级"), ("样例甲", "八年级2班"), ("样例乙", "七年级1班")))
    assert (found.plan.count("skip"), found.plan.count("create")) == (1, 1)
    assert "八年级2班1行" in found.remarks[0]
    assert found.new_classes == ()


def test_what_a_heading_means_is_asked_once(school_store: Store) -> None:
    data = sheet(("姓名", "性别", "村组", "爱吃", "班级"), ("样例甲", "男", "样例村", "面", "701"))
    found = planned(school_store, data)
    assert [c.heading for c in found.table.unknown] == ["村组", "爱吃"]
    importing.remember_heading(school_store, table=found.table, index=2, meaning="address")
    importing.remember_heading(school_store, table=found.table, index=3, meaning=None)
    other = sheet(("班级", "村 组", "爱吃", "姓名"), ("701", "样例庄", "面", "样例乙"))
    found = taken_in(school_store, other)
    assert found.table.unknown == ()
    assert card(school_store, "样例乙").values["address"] == "样例庄"


HEAD = ("姓名", "身份证件号", "户口性质", "是否留守儿童", "特长", "成员1姓名", "成员1职务")
BORN = number("20131105", 1)


def test_enrollment_is_kept_beside_the_pupil(class_store: Store) -> None:
    first = sheet(HEAD, ("样例甲", BORN, "1", "双亲留守儿童", "跑步", "样例父", "组长"))
    taken_in(class_store, first)
    pupil = card(class_store, "样例甲")
    details = enrollment_of(class_store, pupil=pupil.id)
    assert details.values == {"residence_kind": "农业户口", "left_behind": "双亲留守",
                              "talent": "跑步", "member1_duty": "组长"}
    assert ("户口性质", "农业户口") in details.lines
    assert "留守" in pupil.tags
    assert {r.action for r in planned(class_store, first).plan.rows} == {"unchanged"}
    taken_in(class_store, sheet(HEAD, ("样例甲", BORN, "", "", "跳绳", "", "")))
    assert enrollment_of(class_store, pupil=pupil.id).values == {
        **details.values, "talent": "跳绳"}
    (row,) = planned(class_store, first).plan.rows
    assert row.action == "unchanged"
    assert "后来改掉的旧值" in row.problems[-1].sentence
    assert check(class_store).ok


def test_stopping_leaves_nothing_behind(class_store: Store) -> None:
    data = sheet(("姓名", "性别"), *((f"样例{n}", "男") for n in range(1200)))
    found = planned(class_store, data, decisions={(n + 2, "name.odd"): "keep"
                                                  for n in range(1200)})
    heard: list[tuple[str, int, int]] = []

    class StoppedError(Exception):
        pass

    def stop(what: str, done: int, total: int) -> None:
        heard.append((what, done, total))
        if done:
            raise StoppedError

    with class_store.reading() as connection:
        before = len(operations(connection))
    with pytest.raises(StoppedError):
        importing.commit_roster(class_store, actor=TEACHER, plan=found.plan, progress=stop)
    assert heard == [("写入", 0, 1200), ("写入", 1000, 1200)]
    assert len(roster.list_pupils(class_store)) == 50
    with class_store.reading() as connection:
        assert len(operations(connection)) == before
    with pytest.raises(StoppedError):
        planned(class_store, data, progress=stop)
    assert importing.commit_roster(class_store, actor=TEACHER, plan=found.plan).created == 1200
    assert check(class_store).ok


def test_one_name_twice_in_a_class_is_asked_with_or_without_a_number(class_store: Store) -> None:
    head = ("姓名", "身份证号")
    plan = planned(class_store, sheet(head, ("样例同", ""), ("样例同", ""))).plan
    assert [r.action for r in plan.rows] == ["create", "ask"]
    plan = planned(class_store, sheet(head, ("样例同", BORN), ("样例同", ""))).plan
    assert [r.action for r in plan.rows] == ["create", "ask"]
    plan = planned(class_store, sheet(head, ("样例同", BORN),
                                      ("样例同", number("20131106", 1)))).plan
    assert [r.action for r in plan.rows] == ["create", "create"]
    taken_in(class_store, sheet(head, ("样例同", "")))
    plan = planned(class_store, sheet(head, ("样例同", ""), ("样例同", ""))).plan
    assert "create" not in [r.action for r in plan.rows]


@pytest.fixture
def pair(store_folder: Callable[[str], Path], tmp_path: Path, clock: Clock,
         ) -> Iterator[tuple[Store, Store]]:
    """A class that has joined its school."""
    stick = tmp_path / "U盘"
    stick.mkdir()
    with ExitStack() as opened:
        group, school = (opened.enter_context(Store.open(store_folder(role), password=PASSWORD,
                                                         now=clock))
                         for role in ("class", "school"))
        room = next(iter(load_world(school).classes))
        kit = joining.make_kit(school, actor=OFFICE, folder=stick, class_id=room)
        joining.join(group, actor=TEACHER, data=kit.path.read_bytes())
        yield group, school


def test_two_sheets_of_one_school_make_no_child_twice(
    pair: tuple[Store, Store], tmp_path: Path,
) -> None:
    group, school = pair
    born, uighur = number("20131105", 1), number("20131201", 3)
    old = "990102991105001"
    taken_in(group, sheet(
        ("七年级1班",), ("序号", "姓名", "证件号", "家长", "联系电话"),
        (1, "样例 甲", f"{born[:6]} {born[6:14]} {born[14:]}", "样例父", "13900000001"),
        (2, "买买提.样例", uighur, "", ""), (3, "样例老", old, "样例母", "13900000003")),
        decisions={(4, "name.dot"): "dot", (5, "identity_number.fifteen"): "modernize"})
    taken_in(school, sheet(
        ("班级", "身份证号", "监护人电话", "姓名", "监护人"),
        ("七(1)班", born, "13900000099", "样例甲", "样例父"),
        ("七(1)班", uighur.lower(), "13900000002", "买买提•样例", ""),
        ("七(1)班", identity.modernize(old), "", "样例老", "")))
    path = packages.export_package(group, actor=TEACHER, period="2026-09", folder=tmp_path).path
    waiting = taking_in.import_package(school, actor=OFFICE, path=path)
    taking_in.accept_waiting(school, actor=OFFICE, digest=waiting.digest,
                             check_code=waiting.check_code)
    named = [c.name for c in roster.list_pupils(school) if "样例" in c.name]
    assert sorted(named) == ["买买提·样例", "样例甲", "样例老"]
    (conflict,) = [c for c in history.list_conflicts(school) if c.field == "guardian1_phone"]
    assert {c.value for c in conflict.choices} == {"13900000001", "13900000099"}
    assert card(school, "买买提·样例").values["guardian1_phone"] == "13900000002"
    assert card(school, "样例老").values["guardian1_name"] == "样例母"
    assert check(school).ok


def test_many_changed_rows_are_one_operation_and_undone_as_one(class_store: Store) -> None:
    before = {c.id: c.values.get("address") for c in roster.list_pupils(class_store)}
    rows = [(c.name, c.values["identity_number"], f"样例新村{n}组")
            for n, c in enumerate(roster.list_pupils(class_store))
            if c.values.get("identity_number")]
    found = taken_in(class_store, sheet(("姓名", "身份证号", "家庭住址"), *rows))
    assert found.plan.count("update") == len(rows)
    assert card(class_store, str(rows[-1][0])).values["address"] == rows[-1][2]
    assert check(class_store).ok
    history.undo(class_store, actor=TEACHER)
    assert {c.id: c.values.get("address") for c in roster.list_pupils(class_store)} == before
