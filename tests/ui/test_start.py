"""The start screen: the stores of this computer, wrong passwords, the recovery page, backups."""

from collections.abc import Callable
from pathlib import Path

import pytest
from people import NOW, PASSWORD
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from settling import settle

from kongchuo_desktop.operations import known_stores, opening
from kongchuo_desktop.store.backup import backup_to
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.start.window import TITLES, StartWindow
from kongchuo_desktop.ui.theme import Theme

Fits = Callable[[QWidget], None]


@pytest.fixture
def known_store(this_computer: Path, store_folder: Callable[[str], Path]) -> Path:
    """The class store, opened on this computer before."""
    folder = store_folder("class")
    opening.open_store(folder, password=PASSWORD, now=lambda: NOW).close()
    return folder


@pytest.fixture
def begun(known_store: Path, start_window: StartWindow, idle: Callable[[], None]) -> StartWindow:
    start_window.begin()
    idle()
    return start_window


def test_a_computer_without_stores_begins_with_the_first_run(
    start_window: StartWindow, idle: Callable[[], None]
) -> None:
    start_window.begin()
    idle()
    assert start_window.shown() == "first"


def test_the_password_opens_the_store_by_keyboard_alone(
    begun: StartWindow, known_store: Path, idle: Callable[[], None]
) -> None:
    opened: list[Store] = []
    begun.opened.connect(lambda store, roster: opened.append(store))
    assert begun.shown() == "choose"
    assert begun.choose.password.hasFocus()
    QTest.keyClicks(begun.choose.password, PASSWORD)
    QTest.keyClick(begun.choose.password, Qt.Key.Key_Return)
    idle()
    assert [store.folder for store in opened] == [known_store]
    assert begun.choose.password.text() == ""
    opened[0].close()


def test_wrong_passwords_are_counted_and_the_third_names_the_recovery_page(
    begun: StartWindow, idle: Callable[[], None]
) -> None:
    said = []
    for _ in range(3):
        begun.choose.password.setText("not it")
        QTest.keyClick(begun.choose.password, Qt.Key.Key_Return)
        idle()
        said.append(begun.choose.field.error())
    assert said[0].startswith("口令不对。看看大写锁定")
    assert "已经试了2次" in said[1]
    assert "忘了口令" in said[2]


def test_an_empty_password_asks_for_one(begun: StartWindow) -> None:
    QTest.keyClick(begun.choose.password, Qt.Key.Key_Return)
    assert begun.choose.field.error() == "请输入口令。"


def test_a_store_that_is_open_elsewhere_says_so_in_the_dialog(
    begun: StartWindow, known_store: Path, idle: Callable[[], None]
) -> None:
    with Store.open(known_store, password=PASSWORD):
        begun.choose.password.setText(PASSWORD)
        begun.choose.open()
        idle()
    dialog = begun.findChild(ErrorDialog)
    assert dialog is not None
    assert begun.choose.button.isEnabled()


def test_a_store_that_is_gone_can_be_taken_off_the_list(
    known_store: Path, start_window: StartWindow, idle: Callable[[], None]
) -> None:
    known_store.rename(known_store.with_name("搬走了"))
    start_window.begin()
    idle()
    assert not start_window.choose.password.isEnabled()
    row = start_window.choose.list.rows[0]
    assert row.remove is not None
    row.remove.click()
    idle()
    assert known_stores.stores_here() == []


def test_practice_stores_are_marked(known_store: Path, start_window: StartWindow,
                                    idle: Callable[[], None]) -> None:
    known_stores.mark_practice(known_store)
    start_window.begin()
    idle()
    card = start_window.choose.chosen()
    assert card is not None
    assert card.practice


def test_a_folder_elsewhere_joins_the_list(
    start_window: StartWindow, store_folder: Callable[[str], Path], idle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store_folder("bureau")
    monkeypatch.setattr(pickers, "choose_folder", lambda *args: folder)
    start_window.choose.open_elsewhere()
    idle()
    card = start_window.choose.chosen()
    assert card is not None
    assert (card.folder, card.role) == (folder, "bureau")


def test_a_folder_without_a_store_is_refused_with_a_sentence(
    start_window: StartWindow, tmp_path: Path, idle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pickers, "choose_folder", lambda *args: tmp_path)
    start_window.choose.open_elsewhere()
    idle()
    assert start_window.findChild(ErrorDialog) is not None


def test_the_recovery_key_sets_a_new_password(
    this_computer: Path, start_window: StartWindow, fast_key: KdfCost, idle: Callable[[], None]
) -> None:
    folder = this_computer / "库"
    store, key = Store.create(folder, password="forgotten", role="class", name="周老师",
                              unit_name="青石镇中心学校", now=lambda: NOW, cost=fast_key)
    store.close()
    opened: list[Store] = []
    start_window.opened.connect(lambda store, roster: opened.append(store))
    start_window._recover(opening.look_at(folder))
    page = start_window.recover
    page.key.setText("AAAAA-BBBBB")
    page.pair.first.setText("new-password")
    page.pair.again.setText("new-password")
    QTest.keyClick(page.pair.again, Qt.Key.Key_Return)
    idle()
    assert "抄错" in page.key_field.error()
    page.key.setText(key.lower().replace("-", " "))
    QTest.keyClick(page.key, Qt.Key.Key_Return)
    idle()
    opened[0].close()
    Store.open(folder, password="new-password").close()


@pytest.mark.parametrize(("first", "again", "field"), [
    ("short", "short", "first_field"), ("long enough", "long enouth", "again_field"),
])
def test_a_new_password_must_be_long_and_typed_twice(
    start_window: StartWindow, known_store: Path, first: str, again: str, field: str
) -> None:
    start_window._recover(opening.look_at(known_store))
    pair = start_window.recover.pair
    pair.first.setText(first)
    pair.again.setText(again)
    assert not pair.check()
    assert getattr(pair, field).error()


def test_a_backup_becomes_a_store_that_its_password_opens(
    start_window: StartWindow, class_store: Store, this_computer: Path, idle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    file, target = this_computer / "副本.kcbak", this_computer / "恢复"
    backup_to(class_store, file)
    monkeypatch.setattr(pickers, "choose_file", lambda *args: file)
    monkeypatch.setattr(pickers, "choose_folder", lambda *args: target)
    start_window._restore()
    page = start_window.restore
    assert not page.button.isEnabled()
    page._choose_file()
    idle()
    page._choose_folder()
    QTest.keyClick(page, Qt.Key.Key_Return)
    idle()
    card = start_window.choose.chosen()
    assert start_window.shown() == "choose"
    assert card is not None
    assert card.folder == target
    Store.open(target, password=PASSWORD).close()


def test_a_file_that_is_no_backup_is_refused(
    start_window: StartWindow, tmp_path: Path, idle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "照片.kcbak"
    file.write_bytes(b"no backup")
    monkeypatch.setattr(pickers, "choose_file", lambda *args: file)
    start_window._restore()
    start_window.restore._choose_file()
    idle()
    assert start_window.findChild(ErrorDialog) is not None
    assert not start_window.restore.button.isEnabled()


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_all_words_fit(begun: StartWindow, theme: Theme, fits: Fits, known_store: Path,
                       size: tuple[int, int], large: bool) -> None:
    theme.switch(large=large)
    begun.resize(*size)
    begun.recover.ask(opening.look_at(known_store))
    for key in TITLES:
        begun.show_card(key)
        settle()
        fits(getattr(begun, key))
