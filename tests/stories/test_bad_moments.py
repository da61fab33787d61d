"""Bad moments: each says what happened, what was kept and what to do, and nothing is lost."""

import errno
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from driver import Person
from people import OFFICE, PASSWORD, SCHOOL, TEACHER
from stories import Buy, unlocks

from kongchuo_desktop import platform
from kongchuo_desktop.operations import joining
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.platform import Drive
from kongchuo_desktop.store.store import Store

HOLDS_IT_OPEN = """
import sys
from pathlib import Path
from kongchuo_desktop.store.store import Store
with Store.open(Path(sys.argv[1]), password=sys.argv[2]):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(store_folder: Callable[[str], Path]) -> Path:
    return store_folder("class")


@pytest.fixture
def stick(tmp_path: Path) -> Drive:
    """A stick that is in the computer."""
    root = tmp_path / "KINGSTON"
    root.mkdir()
    return Drive(root, "周老师的U盘")


@pytest.fixture
def kit(school_store: Store, tmp_path: Path) -> bytes:
    """The file by which the class joins its school."""
    [(room, _)] = class_choices(school_store)
    return joining.make_kit(school_store, actor=OFFICE, folder=tmp_path,
                            class_id=room).path.read_bytes()


def test_a_wrong_password_three_times(computer: Buy, folder: Path) -> None:
    desk = computer("班级电脑")
    desk.has_opened(folder)
    with desk.switched_on() as teacher:
        for said in ("看看大写锁定", "已经试了2次", "点“忘了口令”"):
            teacher.types("not-the-one")
            teacher.press("Enter")
            teacher.sees("口令不对", said)
        unlocks(teacher)
        teacher.sees("今日", "周老师")
        assert len(list_pupils(teacher.store)) == 50


def test_the_store_is_open_in_another_window(computer: Buy, folder: Path) -> None:
    desk = computer("班级电脑")
    desk.has_opened(folder)
    with subprocess.Popen([sys.executable, "-c", HOLDS_IT_OPEN, str(folder), PASSWORD],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "open"
        with desk.switched_on() as teacher:
            unlocks(teacher)
            reads_three_parts(teacher)
            teacher.press("Enter")
            other.stdin.close()
            other.wait()
            teacher.press("Enter")
            teacher.sees("今日", "周老师")


def test_a_file_that_is_no_excel_sheet(computer: Buy, folder: Path, tmp_path: Path) -> None:
    letter = tmp_path / "家长信.xlsx"
    letter.write_text("各位家长：开学了。", encoding="utf-8")
    desk = computer("班级电脑")
    desk.has_opened(folder)
    with desk.switched_on() as teacher:
        unlocks(teacher)
        teacher.press("Ctrl+3")
        teacher.clicks("导入Excel")
        desk.will_choose(letter)
        teacher.press("Enter")
        teacher.sees("“家长信.xlsx”不是Excel表。", "花名册没有变。", "另存为.xlsx", "换一个文件…")
        assert len(list_pupils(teacher.store)) == 50


def test_the_stick_is_gone_while_writing(computer: Buy, folder: Path, stick: Drive, kit: bytes,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(folder, password=PASSWORD) as store:
        joining.join(store, actor=TEACHER, data=kit)
    desk = computer("班级电脑")
    desk.has_opened(folder)
    desk.sticks = [stick]
    with desk.switched_on() as teacher:
        unlocks(teacher)
        teacher.clicks("报送")
        teacher.clicks("下一步：封装")
        teacher.press("Enter")
        with monkeypatch.context() as hand:
            hand.setattr(platform, "flush_file", pulled_out(stick))
            teacher.press("Enter")
        teacher.sees("U盘", "没有丢东西：", "电脑里的记录都在", "接下来：", "再试一次")
        put_in_again(stick)
        teacher.press("Enter")
        teacher.sees("2026年9月月报已经写好", "已读回核对，完全一致")
    assert [file.name for file in stick.root.iterdir()] == [f"{SCHOOL}-七年级1班-2026年9月.kcbx"]


def reads_three_parts(person: Person) -> None:
    person.sees("没有丢东西：", "接下来：", "知道了")


def pulled_out(stick: Drive) -> Callable[[IO[bytes]], None]:
    """What flushing answers when the stick went while the file was half written."""

    def gone(file: IO[bytes]) -> None:
        shutil.rmtree(stick.root)
        raise OSError(errno.EIO, "Input/output error")

    return gone


def put_in_again(stick: Drive) -> None:
    stick.root.mkdir()
