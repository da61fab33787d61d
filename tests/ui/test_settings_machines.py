"""下级电脑, kits with a roster, and joining by one: as a person does it in the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from joined import MakeContext, hand_over, join_class, take_in
from people import OFFICE, TEACHER, Clock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from settling import settle
from typing_in import type_into

from kongchuo_desktop.exchange import kits
from kongchuo_desktop.operations import copies, trust
from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.operations.joining import MadeKit, join, make_kit
from kongchuo_desktop.operations.machines import Machine, machines_below
from kongchuo_desktop.operations.opening import restore_backup
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.taking_in import import_package
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui import pickers, places
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages import inbox_kit
from kongchuo_desktop.ui.pages.code_sheet import CodeSheet
from kongchuo_desktop.ui.pages.inbox_kit import KitForm
from kongchuo_desktop.ui.pages.settings import SettingsPage
from kongchuo_desktop.ui.pages.settings_keys import KeysSection
from kongchuo_desktop.ui.pages.settings_machines import (
    ACTS,
    NAME,
    STATE,
    MachineCells,
    MachinesModel,
    MachinesSection,
)
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
OpenWindow = Callable[[Store], MainWindow]


@pytest.fixture
def opened(make_context: MakeContext, qtbot: QtBot, idle: Idle, tmp_path: Path,
           monkeypatch: pytest.MonkeyPatch) -> OpenWindow:
    """A window on a store with 设置 alone."""
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))

    def make(store: Store) -> MainWindow:
        actor = TEACHER if store.role == "class" else OFFICE
        window = MainWindow(make_context(store, actor),
                            [PageSpec("settings", "设置", "settings", SettingsPage, "lower")])
        qtbot.addWidget(window)
        window.resize(1366, 698)
        window.show()
        idle()
        return window

    return make


@pytest.fixture
def below(class_store: Store, school_store: Store, tmp_path: Path, clock: Clock) -> Machine:
    """The class's computer, certified by its school."""
    join_class(school_store, class_store, tmp_path)
    take_in(school_store, OFFICE, hand_over(class_store, TEACHER, tmp_path, clock))
    (machine,) = machines_below(school_store)
    return machine


def section(window: MainWindow, key: str, idle: Idle) -> QWidget:
    window.open_page("settings", section=key)
    idle()
    page = window.page()
    assert isinstance(page, SettingsPage)
    return page.section()


def machines(window: MainWindow, idle: Idle) -> MachinesSection:
    found = section(window, "machines", idle)
    assert isinstance(found, MachinesSection)
    return found


def form_of(window: MainWindow) -> FormDialog:
    sheet = window.sheet()
    assert isinstance(sheet, FormDialog)
    return sheet


def answer(window: MainWindow, idle: Idle, **values: str) -> FormDialog:
    form = form_of(window)
    for name, text in values.items():
        editor = form.fields[name].editor
        assert isinstance(editor, LineInput)
        type_into(editor, text)
    form.send.click()
    idle()
    return form


def offered(shown: MachinesSection, row: int = 0) -> list[str]:
    """The actions painted in the last column of a line."""
    index = shown.model.index(row, ACTS)
    cells = MachineCells(shown.theme)
    return [item.action for item in cells.items(index, shown.table.visualRect(index))]


# -- 下级电脑 -------------------------------------------------------------------------------------


def test_a_class_is_named_without_the_school_that_reads(
    opened: OpenWindow, school_store: Store, below: Machine, idle: Idle
) -> None:
    shown = machines(opened(school_store), idle)
    assert below.name.startswith(school_store.header.unit_name)
    assert shown.model.index(0, NAME).data() == "七年级1班"


def test_who_has_nobody_below_yet_makes_the_first_kit(
    opened: OpenWindow, school_store: Store, idle: Idle
) -> None:
    shown = machines(opened(school_store), idle)
    (state,) = [w for w in shown.findChildren(EmptyState) if w.isVisible()]
    state.buttons["kit"].click()
    idle()
    assert isinstance(shown.form, KitForm)


def test_a_lost_computer_is_taken_back_with_a_reason_and_compared_again(
    opened: OpenWindow, school_store: Store, class_store: Store, below: Machine, idle: Idle,
    tmp_path: Path, clock: Clock
) -> None:
    window = opened(school_store)
    shown = machines(window, idle)
    assert offered(shown) == ["revoke", "again"]
    shown.table.setCurrentIndex(shown.model.index(0, 0))
    QTest.keyClick(shown.table, Qt.Key.Key_Delete)
    answer(window, idle)
    assert form_of(window).fields["why"].error()
    answer(window, idle, why="U盘和电脑一起丢了")
    assert shown.model.index(0, STATE).data() == "已收回"
    assert offered(shown) == ["again"]
    sent = hand_over(class_store, TEACHER, tmp_path, clock)
    assert import_package(school_store, actor=OFFICE, path=sent.path).status == "refused"
    shown.table.setFocus()
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    answer(window, idle, code="0000 0000")
    assert form_of(window).fields["code"].error()
    answer(window, idle, code=below.code)
    assert shown.model.index(0, STATE).data() == "已核对"
    assert import_package(school_store, actor=OFFICE, path=sent.path).verified


def test_a_computer_that_waits_stands_first_and_is_accepted_here(
    opened: OpenWindow, school_store: Store, class_store: Store, idle: Idle, tmp_path: Path,
    clock: Clock
) -> None:
    join_class(school_store, class_store, tmp_path)
    sent = hand_over(class_store, TEACHER, tmp_path, clock)
    import_package(school_store, actor=OFFICE, path=sent.path)
    window = opened(school_store)
    shown = machines(window, idle)
    assert offered(shown) == ["accept"]
    machine: Machine = shown.model.index(0, 0).data(LINE)
    assert machine.label == TEACHER.name
    shown.table.acted.emit(shown.model.index(0, ACTS), "accept")
    dialog = window.sheet()
    assert isinstance(dialog, ConfirmDialog)
    dialog.accept()
    idle()
    assert [m.state for m in machines_below(school_store)] == ["certified"]
    assert shown.model.index(0, STATE).data() == "已核对"


def test_nobody_below_says_how_they_come(
    opened: OpenWindow, school_store: Store, class_store: Store, idle: Idle
) -> None:
    shown = machines(opened(school_store), idle)
    assert not shown.card.isVisibleTo(shown)
    assert any("加入文件" in words.text() for words in shown.stack.findChildren(Words))
    page = opened(class_store).page()
    assert isinstance(page, SettingsPage)
    assert "machines" not in page.keys


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_the_lines_fit(
    opened: OpenWindow, school_store: Store, below: Machine, idle: Idle,
    fits: Callable[[QWidget], None], size: tuple[int, int]
) -> None:
    window = opened(school_store)
    window.resize(*size)
    shown = machines(window, idle)
    settle()
    fits(shown)
    assert isinstance(shown.model, MachinesModel)
    texts = [shown.model.index(0, column).data() for column in range(shown.model.columnCount())]
    assert below.code in texts
    assert "9月17日收，2026年9月" in texts


# -- a kit with the roster, and a new computer ----------------------------------------------------


@pytest.fixture
def new_store(tmp_path: Path, clock: Clock, fast_key: KdfCost) -> Store:
    """A new computer of 七年级1班 without pupils."""
    return found_store(tmp_path / "新电脑", Founding(
        role="class", unit_name="青石镇中心学校", person="周老师", password="clear-water",
        class_label="七年级1班", policy="XY24"), now=clock, cost=fast_key).store


def roster_kit(school: Store, folder: Path) -> MadeKit:
    (room,) = load_world(school).classes
    return make_kit(school, actor=OFFICE, folder=folder, class_id=room, with_roster=True)


def test_a_kit_with_a_roster_shows_its_code_once_and_prints_it(
    opened: OpenWindow, school_store: Store, below: Machine, idle: Idle, usb: Path,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[bytes] = []
    monkeypatch.setattr(inbox_kit, "print_pdfs", lambda pdfs, copies: printed.extend(pdfs))
    window = opened(school_store)
    rooms = inbox_kit.classes_of(school_store)
    form = inbox_kit.ask_kit(window.ctx, window, classes=rooms,
                             find=lambda: [Stick(usb, "优盘", 16 << 30, 14 << 30)])
    assert isinstance(form, KitForm)
    idle()
    assert not form.fields["school"].isVisible()
    form.whom.choose("*below")
    form._chosen()
    assert form.fields["school"].isVisible()
    form.whom.choose(next(iter(rooms)))
    form.roster.setChecked(True)
    form.send.click()
    idle()
    sheet = form.told
    assert sheet is window.sheet()
    assert sheet is not None
    assert len(sheet.code.text()) == len("4821 7390 5526")
    assert sheet.more is not None
    sheet.more.click()
    idle()
    assert printed[0].startswith(b"%PDF")
    assert len(list(usb.iterdir())) == 1


def test_a_new_computer_asks_for_the_code_and_tells_its_own(
    opened: OpenWindow, school_store: Store, new_store: Store, below: Machine, idle: Idle,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = roster_kit(school_store, tmp_path)
    monkeypatch.setattr(pickers, "choose_file", lambda *args: kit.path)
    window = opened(new_store)
    keys = section(window, "keys", idle)
    assert isinstance(keys, KeysSection)
    keys.join.click()
    idle()
    answer(window, idle, code="1234")
    assert "12位" in form_of(window).fields["code"].error()
    assert trust.superior_of(new_store) is None
    answer(window, idle, code=kit.code)
    told = window.sheet()
    assert isinstance(told, CodeSheet)
    assert told.code.text() == trust.machine_keys(new_store).public.check_code
    assert len(list_pupils(new_store)) == 50
    told.accept()
    assert keys.join.text() == "换上级的加入文件…"
    assert {"谁核对的", "文号里的代号"} <= {w.text() for w in keys.mine.findChildren(Words)}
    new_store.close()


def test_one_kit_used_twice_is_told_and_another_is_made(
    opened: OpenWindow, school_store: Store, class_store: Store, new_store: Store, idle: Idle,
    tmp_path: Path, usb: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (room,) = load_world(school_store).classes
    data = make_kit(school_store, actor=OFFICE, folder=tmp_path, class_id=room).path.read_bytes()
    for store in (class_store, new_store):
        join(store, actor=TEACHER, data=data)
    take_in(school_store, OFFICE, hand_over(class_store, TEACHER, tmp_path, clock))
    sent = hand_over(new_store, TEACHER, tmp_path, clock)
    import_package(school_store, actor=OFFICE, path=sent.path)
    window = opened(school_store)
    shown = machines(window, idle)
    # The one that waits is marked, too, and the sheet says why before it is taken in.
    shown.table.setCurrentIndex(shown.model.index(0, 0))
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, ConfirmDialog)
    assert any("重号" in words.text() for words in sheet.findChildren(Words) if words.isVisible())
    sheet.accept()
    idle()
    assert {shown.model.index(row, STATE).data() for row in range(2)} == {"代号重了"}
    assert offered(shown) == ["revoke", "apart"]
    monkeypatch.setattr(places, "sticks", lambda: [Stick(usb, "优盘", 16 << 30, 14 << 30)])
    shown._act(shown.model.index(0, 0).data(LINE), "apart")
    idle()
    form = window.sheet()
    assert isinstance(form, KitForm)
    form.send.click()
    idle()
    (written,) = usb.iterdir()
    assert kits.read_kit(written.read_bytes()).kit.apart
    new_store.close()


def test_a_restored_store_is_offered_new_keys(
    opened: OpenWindow, school_store: Store, class_store: Store, idle: Idle, tmp_path: Path,
    clock: Clock
) -> None:
    join_class(school_store, class_store, tmp_path)
    restored = tmp_path / "恢复"
    before = trust.machine_keys(class_store).public.check_code
    restore_backup(copies.back_up_to(class_store, folder=tmp_path), restored, now=clock)
    again = Store.open(restored, password="clear-water", now=clock)
    window = opened(again)
    keys = section(window, "keys", idle)
    assert isinstance(keys, KeysSection)
    assert (keys.offer.isVisible(), keys.code.text()) == (True, before)
    keys.offer.acted.emit()
    dialog = window.sheet()
    assert isinstance(dialog, ConfirmDialog)
    dialog.accept()
    idle()
    told = window.sheet()
    assert isinstance(told, CodeSheet)
    assert told.code.text() == keys.code.text() != before
    told.accept()
    assert not keys.offer.isVisible()
    again.close()
