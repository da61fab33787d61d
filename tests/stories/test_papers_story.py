"""A county's own forms: taken in, issued, printed, checked, voided, and seen in the register."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from driver import Person
from stories import Buy, unlocks

from kongchuo_desktop.operations.paper_register import IssuedPaper, paper_register
from kongchuo_desktop.operations.papers import reprint
from kongchuo_desktop.paths import HELP

FEWEST = 13
"""Keys from 今日 to a notice in the printer's tray, the form and the child found by their
initials."""


def test_a_countys_forms_live_a_day(computer: Buy, store_folder: Callable[[str], Path],
                                    tmp_path: Path) -> None:
    desk = computer("七年级1班的电脑")
    desk.has_opened(store_folder("class"))
    pack = packed(tmp_path / "云岭县样式.zip")
    with desk.switched_on() as teacher:
        unlocks(teacher)
        the_pack_is_taken_in(teacher, pack)
        a_notice_takes_few_keys(teacher)
        a_wholly_new_form_is_issued(teacher)
        the_paper_in_hand_is_the_one_issued(teacher)
        a_number_is_voided_and_stays(teacher)


def packed(path: Path) -> Path:
    """A bureau's archive, made of the examples of the help."""
    with zipfile.ZipFile(path, "w") as archive:
        for form in sorted((HELP / "form_examples").glob("*.toml")):
            archive.write(form, form.name)
    return path


def newest(person: Person, form: str) -> IssuedPaper:
    return next(paper for paper in paper_register(person.store) if paper.form == form)


def the_pack_is_taken_in(teacher: Person, pack: Path) -> None:
    teacher.press("Ctrl+9")
    teacher.clicks("文书样式")
    teacher.sees("没有装过，用的都是随程序来的样式。")
    teacher.computer.will_choose(pack)
    teacher.clicks("装入压缩包或文件…")
    teacher.sees("替换2份，新加1份", "新加《学生上下学接送登记表》")
    teacher.press("Enter")
    teacher.sees("装入了3份样式", "云岭县样式 · 3份样式")


def a_notice_takes_few_keys(teacher: Person) -> None:
    """The county's wording: its deadline is written by hand, so the program leaves a line."""
    teacher.press("Ctrl+1")
    before = teacher.keystrokes
    teacher.press("Ctrl+5")
    teacher.types("qxtz")
    teacher.press("Enter", "Enter")
    teacher.types("gxj")
    teacher.press("Enter", "Enter")
    teacher.sees("郭小军", "会留空白线：未到校起始日期、返校期限")
    teacher.press("Enter")
    paper = newest(teacher, "persuasion_notice")
    teacher.sees(f"已登记 {paper.number}")
    assert teacher.computer.printer.tray == [reprint(teacher.store, paper=paper.id)]
    assert teacher.keystrokes - before <= FEWEST


def a_wholly_new_form_is_issued(teacher: Person) -> None:
    teacher.types("jsdj")
    teacher.press("Enter")
    teacher.sees("学生（可多选）", "怎么来回")
    teacher.clicks("校车")
    teacher.fills("路上要留心的事", "过河那一段由家长陪")
    teacher.clicks("打印并登记")
    paper = newest(teacher, "school_bus")
    assert paper.number.startswith("接送字")
    teacher.sees(f"已登记 {paper.number}", "再打一次")
    assert teacher.computer.printer.tray[1:] == [reprint(teacher.store, paper=paper.id)]


def the_paper_in_hand_is_the_one_issued(teacher: Person) -> None:
    paper = newest(teacher, "school_bus")
    teacher.clicks("核对一张纸")
    teacher.types(paper.number)
    teacher.press("Tab")
    teacher.types(paper.code)
    teacher.press("Enter")
    teacher.sees("对得上", "接送登记表", "郭小军")
    teacher.fills("校验码", "0000 0000" if paper.code != "0000 0000" else "1111 1111")
    teacher.press("Enter")
    teacher.sees("对不上")
    teacher.press("Esc")


def a_number_is_voided_and_stays(teacher: Person) -> None:
    paper = newest(teacher, "school_bus")
    teacher.clicks("发出登记簿")
    teacher.points_at(paper.number)
    teacher.clicks("作废")
    teacher.types("坐车的时间写错了")
    teacher.press("Enter")
    teacher.sees("作废后不能恢复")
    teacher.press("Tab", "Tab", "Enter")
    teacher.sees("作废原因：坐车的时间写错了")
    assert teacher.rows("接送登记表 郭小军")
    assert newest(teacher, "school_bus").voided == "坐车的时间写错了"
    teacher.clicks("核对一张纸")
    teacher.types(paper.code)
    teacher.press("Enter")
    teacher.sees("已经作废")
    teacher.press("Esc")
