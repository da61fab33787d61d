"""Lists of children from other offices: whatever the columns are called, nothing is put right."""

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.people import read_people
from kongchuo_desktop.sheets.reader import read_pasted, read_workbook

NUMBER = "990102201503051239"


def listed(*rows: Sequence[str]) -> tuple[Person, ...]:
    return read_people(read_pasted("\n".join("\t".join(row) for row in rows)))


def test_a_household_list_with_householder_village_and_no_birthday() -> None:
    (child,) = listed(
        ("云岭县适龄儿童名册", "", "", "", "", "", ""),
        ("户主姓名", "户主身份证号", "与户主关系", "姓名", "公民身份号码", "行政村", "村民小组"),
        ("王大", "990102198001011239", "子", "王小明", NUMBER, "磨盘村", "3组"))
    assert (child.name, child.number, child.guardians, child.born) == (
        "王小明", NUMBER, ("王大",), "2015-03-05")
    assert (child.key, child.place) == ("第3行", "磨盘村 3组")


def test_a_poverty_list_names_family_members() -> None:
    (child,) = listed(("户主姓名", "家庭成员姓名", "证件号码", "在校生状况", "村名"),
                      ("王大", "王小明", NUMBER, "义务教育", "磨盘村"))
    assert (child.name, child.guardians, child.place) == ("王小明", ("王大",), "磨盘村")


def test_a_list_without_numbers_and_one_without_birthdays_are_lists() -> None:
    (bare,) = listed(("姓名", "户主"), ("王小明", "王大"))
    assert (bare.number, bare.born, bare.kin) == ("", "", {"王大"})
    (dated,) = listed(("姓名", "出生年月"), ("王小明", "2015年3月"))
    assert (dated.born, dated.since) == ("", "2015-03")


def test_what_is_no_date_is_no_birthday_and_wrong_numbers_stay_as_they_are() -> None:
    (child,) = listed(("姓名", "身份证号", "出生日期"), ("王小明", "9.90102E+17", "去年"))
    assert (child.number, child.told, child.birth) == ("9.90102E+17", "", "")


def test_a_student_number_holds_the_identity_number() -> None:
    (child,) = listed(("姓名", "学籍号", "年级", "班级"), ("王小明", "G" + NUMBER, "七年级", "1班"))
    assert (child.number, child.told, child.room) == ("", NUMBER, "七年级1班")


def test_totals_and_lines_without_a_name_are_left_out() -> None:
    found = listed(("姓名", "身份证号"), ("王小明", NUMBER), ("", NUMBER), ("合计", "2人"))
    assert [child.key for child in found] == ["第2行"]


def test_sheets_that_look_alike_are_one_list_with_places_of_their_own() -> None:
    book = Workbook()
    book.remove(book.active)
    for village in ("甲村", "乙村"):
        page = book.create_sheet(village)
        page.append(["姓名", "身份证号"])
        page.append([f"{village[0]}小明", NUMBER])
    stream = io.BytesIO()
    book.save(stream)
    found = read_people(read_workbook(stream.getvalue(), "户籍.xlsx"))
    assert [(child.key, child.name) for child in found] == [
        ("“甲村”第2行", "甲小明"), ("“乙村”第2行", "乙小明")]


def test_a_file_without_a_single_name_is_refused() -> None:
    with pytest.raises(KnownError) as refused:
        listed(("姓名", "身份证号"), ("", NUMBER))
    assert refused.value.code == "list_empty"
    with pytest.raises(KnownError) as refused:
        listed(("单位", "人数"), ("甲", "3"))
    assert refused.value.code == "sheet_no_table"
