"""Finding the table: headings under titles, in two rows, by neighbours; rows that are no pupil."""

import pytest
from sheet_tools import MakeSheet

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.headings import text_of
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.sheets.table import Table, choose_table


def table(data: bytes, sheet: str | None = None) -> Table:
    return choose_table(read_workbook(data, "名单.xlsx"), sheet)


def meanings(found: Table) -> dict[str, str | None]:
    return {c.heading: c.meaning for c in found.columns}


def test_titles_totals_signatures_and_repeated_headings_are_left_out(make_sheet: MakeSheet) -> None:
    head = ("序号", "姓名", "性别", "爱吃")
    found = table(
        make_sheet(
            ("样例学校七年级1班花名册",),
            ("填报单位：样例学校",),
            (),
            head,
            (1, "甲一", "男", "跑步"),
            (),
            head,
            (2, "乙二", "女"),
            (3,),
            ("合 计", 2),
            (None, "小计：2人"),
            ("注：以上属实", None, None, "章"),
            (None, "填表人：某某", None, "电话：无"),
            merged=("A1:D1", "A2:D2"),
        )
    )
    assert found.titles == ("样例学校七年级1班花名册", "填报单位：样例学校")
    assert found.heading_rows == (4,)
    assert [line.number for line in found.lines] == [5, 8]
    assert sorted(found.left_out) == [7, 10, 11, 12, 13]
    assert found.unused == ("爱吃",)
    assert [column.heading for column in found.unknown] == ["爱吃"]


def test_a_child_with_a_remark_is_not_taken_for_a_signature(make_sheet: MakeSheet) -> None:
    found = table(
        make_sheet(("姓名", "性别", "备注"), ("甲一", "男", "注：过敏"), ("共小满", "女", None))
    )
    assert [line.number for line in found.lines] == [2, 3]


def test_two_rows_of_headings(make_sheet: MakeSheet) -> None:
    found = table(
        make_sheet(
            ("花名册",),
            ("姓名", "身份证号", "家庭成员1", None, None, "家庭成员2", None, None),
            (None, None, "姓名", "关系", "联系电话", "姓名", "关系", "联系电话"),
            ("甲一", "x", "甲父", "父", "1", "甲母", "母", "2"),
            merged=("A1:H1", "A2:A3", "B2:B3", "C2:E2", "F2:H2"),
        )
    )
    assert found.heading_rows == (2, 3)
    assert [c.meaning for c in found.columns] == [
        "name",
        "identity_number",
        "guardian1_name",
        "guardian1_relation",
        "guardian1_phone",
        "guardian2_name",
        "guardian2_relation",
        "guardian2_phone",
    ]
    assert [line.number for line in found.lines] == [4]


def test_a_telephone_belongs_to_whom_it_follows(make_sheet: MakeSheet) -> None:
    head = ("姓名", "监护人", "关系", "联系电话", "监护人", "关系", "联系电话", "电话")
    assert [c.meaning for c in table(make_sheet(head, ("甲",))).columns] == [
        "name",
        "guardian1_name",
        "guardian1_relation",
        "guardian1_phone",
        "guardian2_name",
        "guardian2_relation",
        "guardian2_phone",
        "phone",
    ]


def test_father_and_mother_are_guardians_with_their_relation(make_sheet: MakeSheet) -> None:
    found = table(make_sheet(("姓名", "父亲姓名", "父亲电话", "母亲姓名", "母亲电话"), ("甲",)))
    assert [c.meaning for c in found.columns][1:] == [
        "guardian1_name",
        "guardian1_phone",
        "guardian2_name",
        "guardian2_phone",
    ]
    assert found.columns[3].implied == {"guardian2_relation": "母"}


@pytest.mark.parametrize(
    ("values", "meaning"),
    [(("G990102201311050012",), "student_number"), ((1, 2), "seat"), (("20260101",), None)],
)
def test_a_student_code_is_known_by_its_length(
    values: tuple[object, ...],
    meaning: str | None,
    make_sheet: MakeSheet,
) -> None:
    found = table(make_sheet(("学号", "姓名"), *[(value, "甲") for value in values]))
    assert meanings(found)["学号"] == meaning


def test_a_class_merged_over_rows_counts_for_each(make_sheet: MakeSheet) -> None:
    found = table(
        make_sheet(("班级", "姓名"), ("七1班", "甲"), (None, "乙"), (None, "丙"), merged=("A2:A3",))
    )
    assert [line.cells[0] for line in found.lines] == ["七1班", "七1班", ""]


def test_the_official_template_is_understood(make_sheet: MakeSheet) -> None:
    head = (
        "学校标识码",
        "姓名",
        "性别",
        "出生日期",
        "民族",
        "身份证件类型",
        "身份证件号",
        "户口所在地行政区划",
        "班号",
        "就读方式",
        "现住址",
        "家庭地址",
        "联系电话",
        "是否留守儿童",
        "是否孤儿",
        "班内学号",
        "残疾类型",
        "随班就读",
        "成员1姓名",
        "成员1关系",
        "成员1现住址",
        "成员1联系电话",
        "成员1身份证件号",
        "成员2姓名",
        "成员2关系",
        "成员2联系电话",
        "是否进城务工人员随迁子女",
    )
    found = meanings(table(make_sheet(head, ("x", "甲"))))
    assert None not in found.values()
    assert found["成员1现住址"] == "member1_address"
    assert found["家庭地址"] == "home_address"
    assert found["成员2联系电话"] == "guardian2_phone"
    assert found["联系电话"] in ("guardian1_phone", "phone")


def test_the_fullest_sheet_is_chosen_or_the_named_one(make_sheet: MakeSheet) -> None:
    data = make_sheet(("姓名", "性别"), ("甲", "男"), name="七1")
    assert table(data).sheet == "七1"
    with pytest.raises(KnownError) as caught:
        table(data, "八1")
    assert caught.value.code == "sheet_unknown"
    assert "七1" in caught.value.todo


def test_a_sheet_without_names_says_so(make_sheet: MakeSheet) -> None:
    with pytest.raises(KnownError) as caught:
        table(make_sheet(("物品", "数量"), ("粉笔", 3)))
    assert caught.value.code == "sheet_no_table"


def test_columns_can_be_set_by_hand(make_sheet: MakeSheet) -> None:
    found = table(make_sheet(("姓名", "性别", "怪列"), ("甲", "男", "样例村")))
    assert meanings(found.reassigned({2: "address", 1: None})) == {
        "姓名": "name",
        "性别": None,
        "怪列": "address",
    }


def test_cells_read_as_a_person_reads_them() -> None:
    assert [text_of(c) for c in (5.0, 2013.9, True, 5.3e17, "  x ", "")] == [
        "5",
        "2013.9",
        "是",
        "5.30000E+17",
        "x",
        "",
    ]
