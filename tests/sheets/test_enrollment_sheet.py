"""The 学籍 template, 留守 by both definitions, several sheets, pasted ranges, headings by hand."""

import io
from collections.abc import Sequence

import openpyxl
import pytest
from sheet_tools import SEVEN_ONE, TODAY, MakeSheet, Plan, valid_number

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.plan import plan_import
from kongchuo_desktop.sheets.problems import ImportPlan
from kongchuo_desktop.sheets.reader import read_pasted, read_workbook
from kongchuo_desktop.sheets.table import ALL, choose_table

NUMBER = valid_number("20131105", 1)
MOTHER = valid_number("19850203", 2)
ROW = {
    "学校标识码": "9901020001", "姓名": "样例甲", "性别": "1", "出生日期": "20131105",
    "出生地行政区划代码": "990102000000", "籍贯": "样例县", "民族": "01", "国籍/地区": "中国",
    "身份证件类型": "1", "港澳台侨外": "00", "健康状况": "10", "政治面貌": "13",
    "身份证件号": NUMBER,
    "户口性质": "农业户口", "户口所在地行政区划": "990102001002", "班号": "七年级1班",
    "入学年月": "202609", "入学方式": "就近入学", "就读方式": "住校", "现住址": "样例村1组",
    "通信地址": "样例村1组", "家庭地址": "样例村2组", "联系电话": "13900000001",
    "邮政编码": "999999",
    "是否独生子女": "否", "是否受过学前教育": "是", "是否留守儿童": "双亲留守儿童",
    "是否需要申请资助": "是",
    "是否享受一补": "否", "是否孤儿": "否", "是否烈士或优抚子女": "否", "上下学距离（公里）": "3.5",
    "上下学方式": "步行", "是否需要乘坐校车": "否", "曾用名": "", "血型": "O", "特长": "跑步",
    "班内学号": "7", "学生来源": "正常", "残疾类型": "无残疾", "是否由政府购买学位": "否",
    "随班就读": "非随班就读",
    "成员1姓名": "样例祖", "成员1关系": "祖父", "成员1是否监护人": "否",
    "成员1联系电话": "13900000002",
    "成员2姓名": "样例母", "成员2关系": "2", "成员2是否监护人": "是",
    "成员2联系电话": "13900000003",
    "成员2身份证件号": MOTHER, "成员2工作单位": "样例厂", "是否进城务工人员随迁子女": "否",
}


def test_a_whole_row_of_the_template(plan: Plan) -> None:
    (row,) = plan(tuple(ROW), tuple(ROW.values()), default=None).rows
    assert (row.action, row.label) == ("create", SEVEN_ONE)
    expected = {
        "name": "样例甲", "gender": "男", "birth_date": "2013-11-05", "ethnicity": "汉族",
        "identity_number": NUMBER, "identity_kind": "居民身份证", "overseas": "否",
        "health": "健康或良好", "political_status": "群众", "entry_month": "2026-09",
        "boarding": True, "attending": "住校", "address": "样例村1组", "home_address": "样例村2组",
        "only_child": False, "preschool": True, "needs_aid": True, "distance": "3.5",
        "left_behind": "双亲留守", "seat": 7, "origin": "正常入学", "disability": "无残疾",
        "guardian1_name": "样例母", "guardian1_relation": "母", "guardian1_phone": "13900000003",
        "member1_guardian": True, "member1_identity_number": MOTHER, "member1_work": "样例厂",
        "guardian2_name": "样例祖", "member2_guardian": False,
    }
    assert {name: row.writes.get(name) for name in expected} == expected
    assert row.tags == {"留守": "学籍口径：双亲留守"}
    assert MOTHER not in row.cells.values()


def left_behind(plan: Plan, headings: Sequence[str], *cells: str) -> tuple[object, object, object]:
    (row,) = plan(("姓名", *headings), ("样例甲", *cells)).rows
    return row.writes.get("left_behind"), row.writes.get("left_behind_civil"), row.tags.get("留守")


@pytest.mark.parametrize(("headings", "cells", "said"), [
    (["是否留守儿童"], ["单亲留守儿童"], ("单亲留守", None, "学籍口径：单亲留守")),
    (["是否留守儿童"], ["2"], ("双亲留守", None, "学籍口径：双亲留守")),
    (["是否留守儿童"], ["非留守儿童"], ("非留守", None, None)),
    (["是否留守儿童"], ["1"], (None, None, "没写按哪种口径")),
    (["是否留守儿童"], ["是"], (None, None, "没写按哪种口径")),
    (["是否留守儿童"], ["否"], (None, None, None)),
    (["父母外出情况"], ["父母双方外出"], (None, "父母双方外出", "民政口径：父母双方外出")),
    (["父母外出情况"], ["一方外出"], (None, "一方外出", None)),
    (["是否留守儿童", "父母外出情况"], ["单亲留守儿童", "一方外出"],
     ("单亲留守", "一方外出", "学籍口径：单亲留守")),
    (["是否留守儿童", "父母外出情况"], ["双亲留守儿童", "双方外出"],
     ("双亲留守", "父母双方外出", "学籍口径：双亲留守；民政口径：父母双方外出")),
])
def test_neither_definition_is_worked_out_from_the_other(
    plan: Plan, headings: list[str], cells: list[str], said: tuple[object, ...],
) -> None:
    assert left_behind(plan, headings, *cells) == said


def test_a_word_outside_its_list_is_noted_and_kept(plan: Plan) -> None:
    (row,) = plan(("姓名", "政治面貌", "是否独生子女"), ("样例甲", "少先队员", "也许")).rows
    assert row.action == "create"
    assert row.writes["political_status"] == "少先队员"
    assert "only_child" not in row.writes
    assert [p.code for p in row.problems] == ["political_status.unlisted", "only_child.unreadable"]


def sheets(**pages: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def planned(data: bytes, sheet: str | None = None) -> ImportPlan:
    table = choose_table(read_workbook(data, "全校.xlsx"), sheet)
    return plan_import(table, (), {}, default=None, today=TODAY)


def test_a_sheet_for_each_class_in_whatever_order_of_columns() -> None:
    data = sheets(
        七1=[("姓名", "性别"), ("样例甲", "男"), ("样例同", "女")],
        七2=[("性别", "姓名"), ("女", "样例乙"), ("女", "样例同")],
        说明=[("填表说明",), ("不要改表头",)])
    plan = planned(data)
    assert [(r.label, r.writes["name"], r.writes["gender"]) for r in plan.rows] == [
        (SEVEN_ONE, "样例甲", "男"), (SEVEN_ONE, "样例同", "女"),
        (ClassLabel(7, 2), "样例乙", "女"), (ClassLabel(7, 2), "样例同", "女")]
    assert plan.count("create") == 4
    assert planned(data, "七2").count("create") == 2


def test_sheets_that_name_no_class_are_taken_together_only_when_told() -> None:
    data = sheets(Sheet1=[("姓名", "性别"), ("样例甲", "男"), ("样例丙", "女")],
                  Sheet2=[("姓名", "性别"), ("样例乙", "女")])
    assert len(planned(data).rows) == 2
    together = choose_table(read_workbook(data, "全校.xlsx"), ALL)
    assert [together.place(line.number) for line in together.lines] == [
        "“Sheet1”第2行", "“Sheet1”第3行", "“Sheet2”第2行"]


def test_one_child_on_two_sheets_is_asked_about_with_the_sheet_named() -> None:
    data = sheets(七1=[("姓名", "证件号", "民族"), ("样例甲", NUMBER, "汉")],
                  七2=[("姓名", "证件号", "民族"), ("样例甲", NUMBER, "苗")])
    (problem,) = planned(data).questions
    assert problem.sentence == "和“七1”第2行是同一个人，有几格写得不一样。"


def test_a_pasted_range_without_merged_cells() -> None:
    text = ('姓名\t身份证号\t父亲\t\t母亲\t\r\n\t\t姓名\t电话\t姓名\t电话\r\n'
            f'样例甲\t{NUMBER}\t"样例\n父"\t13900000001\t样例母\t13900000002\r\n')
    table = choose_table(read_pasted(text))
    (row,) = plan_import(table, (), {}, default=SEVEN_ONE, today=TODAY).rows
    assert row.writes["identity_number"] == NUMBER
    assert row.writes["guardian1_relation"] == "父"
    assert row.writes["guardian2_phone"] == "13900000002"


@pytest.mark.parametrize("text", ["", "一句话", "一列\n一列\n"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_pasted(text)
    assert caught.value.code == "paste_empty"
    assert "Ctrl+V" in caught.value.todo


def test_a_heading_means_what_a_person_said_the_second_one_of_a_word_too(
    make_sheet: MakeSheet,
) -> None:
    data = make_sheet(("姓名", "性别", "爱吃", "村组", "村组"), ("甲", "男", "面", "一", "二"))
    book = read_workbook(data, "a.xlsx")
    known = choose_table(book, None, {"爱吃": None, "村组": "address", "村组#2": "notes"})
    assert [c.meaning for c in known.columns] == ["name", "gender", None, "address", "notes"]
    assert known.unknown == ()
    assert len(choose_table(book).unknown) == 3
