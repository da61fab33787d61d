"""The class lost its password and its recovery page: two trips of a stick, and it opens again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from driver import FULL, SMALL, Person
from people import OFFICE, PASSWORD, SCHOOL, TEACHER, Clock
from stories import Buy, unlocks

from kongchuo_desktop.operations import joining
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.platform import Drive
from kongchuo_desktop.store.store import Store

NEW = "new-water"
FILE = f"{SCHOOL}-{TEACHER.name}"


@pytest.fixture
def stick(tmp_path: Path) -> Drive:
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    return Drive(folder, "周老师的U盘")


@pytest.fixture
def joined(store_folder: Callable[[str], Path], tmp_path: Path, clock: Clock) -> dict[str, Path]:
    """A class that joined its school; both are closed."""
    folders = {role: store_folder(role) for role in ("class", "school")}
    with (Store.open(folders["school"], password=PASSWORD, now=clock) as school,
          Store.open(folders["class"], password=PASSWORD, now=clock) as room):
        kit = joining.make_kit(school, actor=OFFICE, folder=tmp_path,
                               class_id=next(iter(load_world(school).classes)))
        joining.join(room, actor=TEACHER, data=kit.path.read_bytes())
    return folders


@pytest.mark.parametrize("size", [FULL, SMALL])
def test_the_school_helps(computer: Buy, joined: dict[str, Path], stick: Drive,
                          size: tuple[int, int]) -> None:
    desks = {role: computer(role) for role in joined}
    for role, desk in desks.items():
        desk.has_opened(joined[role])
        desk.sticks = [stick]
    with desks["class"].switched_on() as teacher:
        teacher.resizes(size)
        code = asks_for_help(teacher)
    with desks["school"].switched_on() as school:
        school.resizes(size)
        unlocks(school)
        answers(school, stick.root / f"{FILE}-求助.kchelp", code)
    with desks["class"].switched_on() as teacher:
        teacher.resizes(size)
        opens_by_the_answer(teacher, stick.root / f"{FILE}-答复.kcreply")
    with desks["class"].switched_on() as teacher:
        teacher.types(NEW)
        teacher.press("Enter")
        teacher.sees("今日", "考勤")


def asks_for_help(teacher: Person) -> str:
    teacher.clicks("忘了口令")
    teacher.clicks("恢复页也没有了")
    teacher.sees("请上级帮忙打开", f"{SCHOOL}存着这份资料的钥匙", "周老师的U盘")
    teacher.sees_no("选答复文件…")
    teacher.clicks("写求助文件")
    teacher.sees(f"已写出 {FILE}-求助.kchelp", "核对码 ")
    return next(text for text in teacher.screen() if text.startswith("核对码 "))[4:]


def answers(school: Person, file: Path, code: str) -> None:
    school.clicks("设置")
    school.clicks("电脑与钥匙")
    school.computer.will_choose(file)
    school.clicks("读入求助文件…")
    school.sees(f"给{SCHOOL}{TEACHER.name}答复？")
    school.types("1234 5678")
    school.press("Enter")
    school.sees("核对码对不上")
    school.fills("电话里念的核对码", code)
    school.press("Enter")
    school.sees(f"已写出 {FILE}-答复.kcreply")


def opens_by_the_answer(teacher: Person, file: Path) -> None:
    teacher.clicks("忘了口令")
    teacher.clicks("恢复页也没有了")
    teacher.sees("核对码 ")
    teacher.computer.will_choose(file)
    teacher.clicks("选答复文件…")
    teacher.types(NEW)
    teacher.fills("再输一遍", NEW)
    teacher.press("Enter")
    teacher.sees("打印恢复页", "恢复码")
    teacher.clicks("打印恢复页")
    assert teacher.computer.printer.tray[0].startswith(b"%PDF")
    teacher.sees("已送到打印机")
    teacher.clicks("打开资料")
    teacher.sees("今日", "考勤")


def test_a_store_that_joined_nobody_is_told_so(
        computer: Buy, store_folder: Callable[[str], Path]) -> None:
    desk = computer("bureau")
    desk.has_opened(store_folder("bureau"))
    with desk.switched_on() as person:
        person.clicks("忘了口令")
        person.clicks("恢复页也没有了")
        person.sees("没有加入过上级")
        person.sees_no("写求助文件")
        person.clicks("返回")
        person.fills("口令", PASSWORD)
        person.press("Enter")
        person.sees("各校月报")
