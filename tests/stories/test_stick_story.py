"""A month goes up on a stick: kits down to school and class, packages up to school and bureau."""

from collections.abc import Callable
from pathlib import Path

import pytest
from driver import Person
from people import SCHOOL
from stories import Buy, unlocks

from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.platform import Drive

CODE = "核对码（电话里念）"


@pytest.fixture
def stick(tmp_path: Path) -> Drive:
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    return Drive(folder, "周老师的U盘")


def test_the_month_goes_up(computer: Buy, store_folder: Callable[[str], Path],
                           stick: Drive) -> None:
    desks = {role: computer(role) for role in ("class", "school", "bureau")}
    for role, desk in desks.items():
        desk.has_opened(store_folder(role))
        desk.sticks = [stick]
    with desks["bureau"].switched_on() as bureau:
        unlocks(bureau)
        the_bureau_makes_a_kit(bureau)
    with desks["school"].switched_on() as school:
        unlocks(school)
        joins(school, stick.root / f"{SCHOOL}-加入文件.kckit", "云岭县教育局")
        the_school_makes_a_kit(school)
    with desks["class"].switched_on() as teacher:
        unlocks(teacher)
        joins(teacher, stick.root / f"{SCHOOL}-七年级1班-加入文件.kckit", SCHOOL)
        code = hands_over(teacher, f"{SCHOOL}-七年级1班-2026年9月.kcbx")
    with desks["school"].switched_on() as school:
        unlocks(school)
        takes_in(school, code)
        assert len(list_pupils(school.store)) == 50
        code = hands_over(school, f"{SCHOOL}-2026年9月.kcbx")
    (stick.root / f"{SCHOOL}-七年级1班-2026年9月.kcbx").unlink()
    with desks["bureau"].switched_on() as bureau:
        unlocks(bureau)
        bureau.sees("还没到期")
        takes_in(bureau, code)
        bureau.press("Ctrl+1")
        bureau.sees("各校月报", "报了0", "9月17日", "50 人")
        bureau.sees_no("还没到期")


def the_bureau_makes_a_kit(bureau: Person) -> None:
    bureau.sees("还没有学校的包")
    bureau.press("Enter")
    bureau.sees("给哪所学校", "周老师的U盘")
    bureau.types(SCHOOL)
    bureau.fills("学校标识码", "9901020001")
    bureau.press("Enter")
    bureau.sees(f"交给{SCHOOL}", "1所学校")


def the_school_makes_a_kit(school: Person) -> None:
    school.clicks("各班月报")
    school.clicks("发加入文件…")
    school.sees("给哪个班", "七年级1班")
    school.clicks("写出文件")
    school.sees(f"交给{SCHOOL}七年级1班")


def joins(person: Person, kit: Path, superior: str) -> None:
    person.clicks("报送")
    person.computer.will_choose(kit)
    person.clicks("读入加入文件…")
    person.sees(f"加入{superior}？", "核对码")
    person.clicks("加入")
    person.sees(f"已加入{superior}", "第1步，共5步：检查")


def hands_over(person: Person, name: str) -> str:
    """检查 to 拔出 by Enter alone; returns the check code that is read out on the telephone."""
    if not person.rows("去补"):
        person.clicks("报送")
    person.clicks("下一步：封装")
    person.sees("零报告")
    person.press("Enter")
    person.sees("插上U盘，选写到哪一个", "周老师的U盘")
    person.press("Enter")
    person.sees("可以拔出U盘了", "已读回核对，完全一致", name)
    screen = person.screen()
    return screen[screen.index(CODE) + 1]


def takes_in(person: Person, code: str) -> None:
    person.clicks("收包")
    person.press("Enter")
    person.sees("可收", "第一次报送的电脑")
    person.press("Enter")
    person.sees("未验1个", f"核对码 {code}")
    person.clicks("对上了，收下")
    person.sees("收下以后不能退回", code)
    person.clicks("收下")
    person.sees("新记录", "收过")
