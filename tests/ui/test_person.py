"""Several people, one store: who writes, changing over, and the page that each one left."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people import PASSWORD, TEACHER, Clock
from pytestqt.qtbot import QtBot
from settling import settle

from kongchuo_desktop.crash import CrashHandler
from kongchuo_desktop.operations import known_stores, opening, workplace
from kongchuo_desktop.ui.app import Program
from kongchuo_desktop.ui.person_sheet import PersonSheet
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.theme import Theme


class Here(Program):
    """The program, but ending it does not end the loop of the test run."""

    def _quit(self) -> None:
        self.start.hide()


@pytest.fixture
def program(theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
            clock: Clock) -> Iterator[Here]:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    made = Here(theme, CrashHandler(tmp_path / "crash.log", clock), now=clock)
    yield made
    made.tasks.close()
    if made.window is not None:
        made.window.ctx.store.close()
    for window in (made.window, made.start):
        if window is not None:
            window.hide()
            window.deleteLater()


@pytest.fixture
def rest(program: Here, qtbot: QtBot) -> Callable[[], None]:
    def wait() -> None:
        qtbot.waitUntil(lambda: program.tasks.pending == 0, timeout=20_000)
        settle()

    return wait


def open_it(program: Here, folder: Path, rest: Callable[[], None]) -> MainWindow:
    program.begin(folder, PASSWORD)
    rest()
    assert program.window is not None
    return program.window


def test_another_person_writes_without_leaving_the_store(
    program: Here, store_folder: Callable[[str], Path], rest: Callable[[], None]
) -> None:
    window = open_it(program, store_folder("class"), rest)
    store = window.ctx.store
    window.open_page("roster")
    window.sidebar.person.click()
    rest()
    sheet = window.sheet()
    assert isinstance(sheet, PersonSheet)
    assert [radio.text() for radio in sheet.people] == [TEACHER.name]
    sheet.name.setText("王老师")
    sheet.name.textEdited.emit("王老师")
    sheet.send.click()
    rest()
    other = program.window
    assert other is not None
    assert other is not window
    assert other.ctx.store is store
    assert other.ctx.actor.name == "王老师"
    assert other.sidebar.person.text() == "王老师"
    assert known_stores.stores_here()[0].people == ("王老师", TEACHER.name)


def test_a_person_without_a_name_is_not_taken(
    program: Here, store_folder: Callable[[str], Path], rest: Callable[[], None]
) -> None:
    window = open_it(program, store_folder("class"), rest)
    window.ask_person()
    rest()
    sheet = window.sheet()
    assert isinstance(sheet, PersonSheet)
    sheet.name.textEdited.emit(" ")
    sheet.send.click()
    rest()
    assert sheet.field.error()
    assert program.window is window


def test_the_page_that_was_left_is_shown_again_the_same_day(
    program: Here, store_folder: Callable[[str], Path], rest: Callable[[], None], clock: Clock
) -> None:
    folder = store_folder("class")
    window = open_it(program, folder, rest)
    assert window.page_key() == "today"
    window.open_page("settings", section="look")
    rest()
    window.switch_asked.emit()
    rest()
    again = open_it(program, folder, rest)
    assert again.page_key() == "settings"
    again.open_page("import")
    again.switch_asked.emit()
    rest()
    assert open_it(program, folder, rest).page_key() == "roster", "an import is not begun anew"


def test_the_start_screen_asks_who_where_there_are_several(
    program: Here, store_folder: Callable[[str], Path], rest: Callable[[], None], clock: Clock
) -> None:
    folder = store_folder("class")
    store = opening.open_store(folder, password=PASSWORD, now=clock, person="王老师")
    workplace.describe(store, title="七年级1班")
    store.close()
    program.begin(None, None)
    rest()
    choose = program.start.choose
    assert choose.who() == "王老师"
    who = choose._who
    assert who is not None
    who.editor.choose(TEACHER.name)
    choose.password.setText(PASSWORD)
    choose.open()
    rest()
    assert program.window is not None
    assert program.window.ctx.actor.name == TEACHER.name
