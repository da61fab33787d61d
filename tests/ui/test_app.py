"""The program as a whole: start screen, the window of each role, locking, closing, crashes."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from people import PASSWORD, Clock
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from settling import settle

from kongchuo_desktop.crash import CrashHandler
from kongchuo_desktop.operations import copies, known_stores
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui import app as program_module
from kongchuo_desktop.ui.app import Program
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.theme import Theme

MAIN_PAGES = {
    "class": ["今日", "考勤", "花名册", "个案", "文书", "报送", "收包", "两边不一样", "台账",
              "统计"],
    "school": ["今日", "考勤", "花名册", "个案", "文书", "报送", "收包", "两边不一样", "台账",
               "统计", "回执与更正", "各班月报", "全校考勤", "转学衔接", "升学", "比对"],
    "bureau": ["各校月报", "收包", "回执与更正", "全县", "个案", "花名册", "转学衔接", "比对",
               "台账", "统计", "两边不一样"],
}


@pytest.fixture
def program(theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock,
            qtbot: QtBot) -> Iterator[Program]:
    """The program on a computer of its own; quitting does not end the test's Qt."""
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    monkeypatch.setattr(QApplication, "quit", lambda *args: None)
    made = Program(theme, CrashHandler(tmp_path / "crash.log", lambda: clock.at), now=clock)
    yield made
    for shown in (made.window, made.start):
        if shown is not None and shown.isVisible():
            shown.close()
            wait(made, qtbot)
    made.tasks.close()
    made.start.deleteLater()


def wait(program: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: program.tasks.pending == 0, timeout=20_000)
    settle()


@pytest.fixture
def opened(program: Program, store_folder: Callable[[str], Path],
           qtbot: QtBot) -> Callable[[str], MainWindow]:
    """Open the shared store of a role, as the command line does."""

    def go(role: str) -> MainWindow:
        program.begin(store_folder(role), PASSWORD)
        wait(program, qtbot)
        assert program.window is not None
        return program.window

    return go


@pytest.mark.parametrize("role", list(MAIN_PAGES))
def test_every_role_has_its_pages_and_each_can_be_opened(
    opened: Callable[[str], MainWindow], program: Program, qtbot: QtBot, role: str
) -> None:
    window = opened(role)
    specs = page_specs(role)
    assert [spec.title for spec in specs if spec.section == "main"] == MAIN_PAGES[role]
    for spec in specs:
        if spec.section != "hidden":
            window.open_page(spec.key)
            wait(program, qtbot)
            assert window.page_key() == spec.key
    assert not program.start.isVisible()


def test_the_window_is_named_after_unit_and_class(
    opened: Callable[[str], MainWindow]
) -> None:
    window = opened("class")
    assert "青石镇中心学校" in window.windowTitle()
    assert "七年级1班" in window.sidebar.card.accessibleName()


def test_a_practice_store_is_marked_in_the_window(
    program: Program, store_folder: Callable[[str], Path], qtbot: QtBot
) -> None:
    folder = store_folder("class")
    known_stores.mark_practice(folder)
    program.begin(folder, PASSWORD)
    wait(program, qtbot)
    assert program.window is not None
    assert program.window.windowTitle().endswith("练习")


def test_a_wrong_password_of_the_command_line_leads_to_the_start_screen(
    program: Program, store_folder: Callable[[str], Path], qtbot: QtBot
) -> None:
    program.begin(store_folder("class"), "wrong")
    wait(program, qtbot)
    assert program.window is None
    assert program.start.isVisible()
    assert program.start.findChild(ErrorDialog) is not None


def test_switching_closes_the_store_backs_it_up_and_asks_again(
    opened: Callable[[str], MainWindow], program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened("class")
    store = window.ctx.store
    copies.set_backup_folders(store, folders=[tmp_path / "副本"])
    window.switch_asked.emit()
    wait(program, qtbot)
    assert program.window is None
    assert program.start.shown() == "choose"
    assert len(list((tmp_path / "副本").glob("*.kcbak"))) == 1
    card = program.start.choose.chosen()
    assert card is not None
    assert card.folder == store.folder
    Store.open(store.folder, password=PASSWORD).close()


def test_closing_the_window_backs_up_and_frees_the_store(
    opened: Callable[[str], MainWindow], program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened("class")
    folder = window.ctx.store.folder
    copies.set_backup_folders(window.ctx.store, folders=[tmp_path / "副本"])
    window.close()
    qtbot.waitUntil(lambda: program.tasks.pending == 0, timeout=20_000)
    assert len(list((tmp_path / "副本").glob("*.kcbak"))) == 1
    Store.open(folder, password=PASSWORD).close()


def test_work_is_backed_up_meanwhile_only_when_something_changed(
    opened: Callable[[str], MainWindow], program: Program, tmp_path: Path, clock: Clock,
    qtbot: QtBot
) -> None:
    window = opened("class")
    copies.set_backup_folders(window.ctx.store, folders=[tmp_path / "副本"])
    for _ in range(2):
        clock.at += timedelta(minutes=30)
        program._back_up()
        wait(program, qtbot)
    state = copies.backup_state(window.ctx.store)
    assert len(list((tmp_path / "副本").glob("*.kcbak"))) == 1
    assert state.last is not None


def test_a_new_day_is_shown_in_a_window_left_open(
    opened: Callable[[str], MainWindow], program: Program, clock: Clock, qtbot: QtBot
) -> None:
    window = opened("class")
    clock.at = datetime.fromisoformat("2026-09-18T07:50")
    program._look_at_clock()
    wait(program, qtbot)
    assert "9月18日" in window.page().header.context.whole()


def test_an_unforeseen_error_is_shown_with_its_code_and_logged_without_names(
    opened: Callable[[str], MainWindow], program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened("class")

    def fail(job: object) -> None:
        raise RuntimeError("买买提·阿卜杜拉")

    program.tasks.run(fail)
    wait(program, qtbot)
    dialog = window.sheet()
    assert isinstance(dialog, ErrorDialog)
    assert "买买提" not in (tmp_path / "crash.log").read_text(encoding="utf-8")


def test_find_and_undo_reach_the_operations(
    opened: Callable[[str], MainWindow], program: Program, qtbot: QtBot
) -> None:
    window = opened("class")
    hooks = window.ctx.hooks
    assert hooks.pupil_search is not None
    find = hooks.pupil_search()
    (first, *_), _ = find("24")
    assert first.detail == "七年级1班 24号"
    found, count = find("i")
    assert len(found) == 10 < count


def test_main_shows_the_start_screen_and_returns_what_qt_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: Theme, qtbot: QtBot
) -> None:
    shown: list[Program] = []
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    monkeypatch.setattr(QApplication, "exec", lambda *args: 7)
    monkeypatch.setattr(program_module, "make_theme", lambda **look: theme)
    monkeypatch.setattr(program_module.WarmUp, "begin", lambda self: None)
    monkeypatch.setattr(CrashHandler, "install", lambda self: None)
    made = Program.begin

    def begin(self: Program, folder: Path | None, password: str | None) -> None:
        shown.append(self)
        made(self, folder, password)

    monkeypatch.setattr(Program, "begin", begin)
    assert program_module.main() == 7
    wait(shown[0], qtbot)
    assert shown[0].start.isVisible()
    assert shown[0].start.shown() == "first"
    monkeypatch.setattr(QApplication, "quit", lambda *args: None)
    shown[0].start.close()
    wait(shown[0], qtbot)
    shown[0].tasks.close()
    QTest.qWait(0)
