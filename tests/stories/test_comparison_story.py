"""四查三对比: two lists as offices give them, a doubt decided, a child found, a case opened."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
from comparison_county import children
from driver import Person
from exchange_steps import goes_to
from photos import picture
from stories import Buy, unlocks

from kongchuo_desktop.operations.comparison_decisions import decided
from kongchuo_desktop.operations.comparison_outcomes import CASE, outcomes

CHILDREN = [replace(child, name=name) for child, name in zip(
    children(4, 77), ("王小明", "李雪", "赵大山", "孙小河"), strict=True)]
SLIP = CHILDREN[1].number[:-1]


def test_two_lists_a_doubt_a_child_found_and_a_case(
        computer: Buy, store_folder: Callable[[str], Path], tmp_path: Path) -> None:
    desk = computer("教导处的电脑")
    desk.has_opened(store_folder("school"))
    with desk.switched_on() as office:
        unlocks(office)
        goes_to(office, "比对")
        the_lists_are_taken_in(office, tmp_path)
        they_are_laid_together(office)
        a_doubt_is_decided(office)
        one_child_is_found_with_a_scan(office, tmp_path)
        the_other_becomes_a_case(office)
        the_case_is_in_the_ledger(office)


def household(path: Path) -> Path:
    """As the police write it: title rows, and a family in the lines below its head."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["磨盘村常住人口登记表"])
    page.append(["户号", "姓名", "与户主关系", "公民身份号码", "住址"])
    for at, child in enumerate(CHILDREN):
        page.append([f"00{at}", f"{child.name[0]}建国", "户主", "990102198001011239", "磨盘村3组"])
        page.append([f"00{at}", child.name, "子女", child.number, "磨盘村3组"])
    page.merge_cells("A1:E1")
    book.save(path)
    return path


def enrolment(path: Path) -> Path:
    """As the 学籍系统 exports it, saved as text by an old computer."""
    lines = ["全国学籍号,姓名,身份证件号,年级,班级",
             f'G{CHILDREN[0].number},{CHILDREN[0].name},="{CHILDREN[0].number}",七年级,1班',
             f"G{SLIP},{CHILDREN[1].name},{SLIP},七年级,1班"]
    path.write_bytes("\r\n".join(lines).encode("gbk"))
    return path


def the_lists_are_taken_in(office: Person, folder: Path) -> None:
    office.sees("装入两份以上的名单")
    office.computer.will_choose(household(folder / "常住人口.xlsx"))
    office.clicks("装入…", row="户籍名单")
    office.sees("认出4行", "户主、配偶、父母等大人4行没有收")
    office.fills("谁给的", "青石派出所")
    office.press("Enter")
    office.computer.will_choose(enrolment(folder / "学籍.csv"))
    office.clicks("装入…", row="学籍名单")
    office.sees("认出2行")
    office.press("Enter")
    office.points_at("在校名单")
    office.press("Right")
    office.clicks("另选一份，或者先不比…")
    office.chooses("名单", "这一种先不比")
    office.press("Enter")


def they_are_laid_together(office: Person) -> None:
    office.press("F6")
    office.clicks("比对")
    office.sees("适龄失学 2", "待核对 1", "赵大山", "户籍名单里有，学籍名单里没有")


def a_doubt_is_decided(office: Person) -> None:
    office.clicks("待核对 1")
    office.sees("李雪", "原来的表里还写着", "户号")
    office.press("1")
    assert list(decided(office.store).values()) == [True]
    office.sees("待核对 0", "已核对 1", "没有要核对的")


def one_child_is_found_with_a_scan(office: Person, folder: Path) -> None:
    scan = folder / "在读证明.jpg"
    scan.write_bytes(picture("在读证明.jpg").data)
    office.clicks("适龄失学 2")
    office.points_at("赵大山")
    office.clicks("去向和佐证…")
    office.chooses("核实结果", "在外地就读")
    office.fills("凭什么", "外县三小在读证明")
    office.computer.will_choose(scan)
    office.clicks("加照片或扫描件")
    office.clicks("记下去向")
    office.sees("已记下 赵大山：在外地就读", "1张")
    found = outcomes(office.store)[CHILDREN[2].trait]
    assert (found.found, found.scans, found.lacks) == ("在外地就读", 1, "")


def the_other_becomes_a_case(office: Person) -> None:
    office.points_at("孙小河")
    office.clicks("立案…")
    office.sees("编到哪个班")
    office.clicks("立为个案")
    office.sees(CASE)


def the_case_is_in_the_ledger(office: Person) -> None:
    goes_to(office, "台账")
    office.points_at("中学控辍保学台账")
    office.press("Enter")
    office.sees("孙小河", "磨盘村3组")
