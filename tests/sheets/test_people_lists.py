"""Lists of children from other offices: whatever the columns are called, nothing is put right."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets import reader
from kongchuo_desktop.sheets.people import People, people_in, people_table
from kongchuo_desktop.sheets.reader import read_pasted, read_workbook

NUMBER = "990102201503051239"
OTHER = "990102201609110417"
TODAY = date(2026, 9, 17)
XLS = Path(__file__).parent / "data" / "class.xls"


def read_people(book: reader.Workbook, **args: str | int) -> tuple[Person, ...]:
    return people(book, **args).lines


def people(book: reader.Workbook, **args: str | int) -> People:
    return people_in(people_table(book, **args), today=TODAY)  # type: ignore[arg-type]


def pasted(*rows: Sequence[str]) -> reader.Workbook:
    return read_pasted("\n".join("\t".join(row) for row in rows))


def listed(*rows: Sequence[str]) -> tuple[Person, ...]:
    return read_people(pasted(*rows))


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


def test_a_list_of_no_children_has_no_lines_and_no_table_is_said_so() -> None:
    assert listed(("姓名", "身份证号"), ("", NUMBER)) == ()
    with pytest.raises(KnownError) as refused:
        listed(("单位", "人数"), ("甲", "3"))
    assert refused.value.code == "sheet_no_table"


HOUSEHOLD = (
    ("户号", "姓名", "与户主关系", "公民身份号码"),
    ("001", "王大", "户主", "990102198001011239"), ("001", "刘芳", "配偶", "990102198203021229"),
    ("001", "王小明", "子", NUMBER),
    ("002", "李雪", "户主", OTHER), ("002", "李老", "祖父", ""))


def test_family_lines_beneath_the_head_of_the_household() -> None:
    found = people(pasted(*HOUSEHOLD))
    assert [(p.name, p.guardians) for p in found.lines] == [
        ("王小明", ("王大",)), ("李雪", ())], "an orphan is the head of its own household"
    assert found.grown == 3


def test_a_guardian_who_is_the_father_makes_no_grown_up_of_the_pupil() -> None:
    found = people(pasted(("姓名", "身份证号", "监护人", "与学生关系"),
                          ("王小明", NUMBER, "王大", "父"), ("李雪", "", "李老", "祖父")))
    assert [p.name for p in found.lines] == ["王小明", "李雪"]
    assert found.grown == 0


@pytest.mark.parametrize("merged", [True, False])
def test_a_head_written_once_for_each_household_under_two_rows_of_headings(merged: bool) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["青石镇磨盘村常住人口登记表"])
    page.append(["2026年9月", "", "", "", "填表人：王某"])
    page.append(["户主", "", "家庭成员", "", ""])
    page.append(["姓名", "身份证号", "姓名", "与户主关系", "身份证号"])
    page.append(["王大", "990102198001011239", "王小明", "长子", NUMBER])
    page.append(["", "", "王小丽", "长女", OTHER])
    page.append(["李二", "990102197903041238", "李雪", "孙女", ""])
    page.append(["", "", "合计", "3人", ""])
    page.merge_cells("A1:E1")
    page.merge_cells("A3:B3")
    page.merge_cells("C3:E3")
    if merged:
        page.merge_cells("A5:A6")
    stream = io.BytesIO()
    book.save(stream)
    found = read_people(read_workbook(stream.getvalue(), "常住人口.xlsx"))
    assert [(p.key, p.name, p.guardians, p.told) for p in found] == [
        ("第5行", "王小明", ("王大",), NUMBER), ("第6行", "王小丽", ("王大",), OTHER),
        ("第7行", "李雪", ("李二",), "")]


def test_the_export_of_the_enrolment_system_has_forty_columns() -> None:
    heads = ("学校标识码", "学校名称", "年级", "班级", "班内学号", "全国学籍号", "姓名", "性别",
             "出生日期", "身份证件类型", "身份证件号", "民族", "户口所在地行政区划", "现住址",
             "家庭成员1姓名", "家庭成员1关系", "家庭成员1联系电话", "家庭成员2姓名")
    line = ("2153000001", "青石镇中心小学", "五年级", "1班", "7", "G" + NUMBER, "王小明", "男",
            "20150305", "居民身份证", NUMBER, "汉族", "990102", "磨盘村3组", "王大", "父亲",
            "13900000001", "刘芳")
    (child,) = listed(heads, line)
    assert (child.name, child.told, child.born, child.room) == (
        "王小明", NUMBER, "2015-03-05", "五年级1班")
    assert child.kin == {"王大", "刘芳"}
    assert "民族：汉族" in child.rest


def test_what_is_not_compared_is_kept_beside_the_line() -> None:
    (child,) = listed(("序号", "姓名", "身份证号", "民族", "出生日期", "备注"),
                      ("1", "王小明", NUMBER, "壮", "去年春", "随母"))
    assert child.rest == ("民族：壮", "出生日期：去年春", "备注：随母")


def test_several_guardians_in_one_cell() -> None:
    (child,) = listed(("姓名", "监护人"), ("王小明", "王大、刘芳/王老"))
    assert child.guardians == ("王大", "刘芳", "王老")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_a_list_saved_as_text(encoding: str, sign: str) -> None:
    rows = (("村名", "姓名", "身份证号"), ("磨盘村", "买买提·阿卜杜拉", f'="{NUMBER}"'),
            ("磨盘村", '"王小明"', f"'{OTHER}"))
    data = "\r\n".join(sign.join(row) for row in rows).encode(encoding)
    found = read_people(read_workbook(data, "名单.csv"))
    assert [(p.key, p.name, p.told, p.place) for p in found] == [
        ("第2行", "买买提·阿卜杜拉", NUMBER, "磨盘村"), ("第3行", "王小明", OTHER, "磨盘村")]


def test_an_old_xls_is_a_list_too() -> None:
    assert read_people(read_workbook(XLS.read_bytes(), "旧名单.et"))


ODD = (("某某派出所", "", ""), ("人", "证", "哪里"), ("王小明", NUMBER, "磨盘村"))


def test_a_row_that_a_person_takes_for_the_headings_is_taken() -> None:
    table = people_table(pasted(*ODD), head=2)
    assert [c.heading for c in table.columns] == ["人", "证", "哪里"]
    assert all(not c.settled for c in table.columns)
    (child,) = people_in(table.reassigned({0: "name", 1: "identity_number", 2: "place"}),
                         today=TODAY).lines
    assert (child.name, child.told, child.place) == ("王小明", NUMBER, "磨盘村")


def test_a_list_without_headings_has_columns_by_their_place() -> None:
    table = people_table(pasted(*ODD[2:]), head=0)
    assert [c.heading for c in table.columns] == ["第1列", "第2列", "第3列"]
    (child,) = people_in(table.reassigned({0: "name"}), today=TODAY).lines
    assert (child.key, child.name, child.rest) == (
        "第1行", "王小明", (f"第2列：{NUMBER}", "第3列：磨盘村"))
