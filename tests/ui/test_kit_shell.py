"""The main window: pages on demand, keys everywhere, Esc step by step, the narrow rail."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes
from kongchuo_desktop.ui.context import AppContext, FoundPupil, Hooks, TakenBack
from kongchuo_desktop.ui.page import Page, PageSpec
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tokens import Px

CTRL = Qt.KeyboardModifier.ControlModifier
CHANGES = Changes(("0" * 16, 1), "visit.record", frozenset({"visit"}), ("r",), frozenset({"p"}))


class Plain(Page):
    """A page that remembers what it was told."""

    def __init__(self, ctx: AppContext, name: str) -> None:
        super().__init__(ctx, title=name, context="9月17日")
        self.heard: list[Any] = []
        self.field = LineInput(ctx.theme)
        self.list = LineInput(ctx.theme)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list)
        self.blue = self.add_action("登记", lambda: self.heard.append("blue"), primary=True)
        self.commands.add("edit", "改资料", "F2", lambda: self.heard.append("F2"))
        self.help_lines = [("↑ ↓", "上下移动")]

    def opened(self, **args: Any) -> None:
        self.heard.append(args)

    def refresh(self, changes: Changes | None) -> None:
        self.heard.append(changes)

    def clear_search(self) -> bool:
        had = bool(self.field.text())
        self.field.clear()
        return had

    def panes(self) -> Sequence[QWidget]:
        return (self.field, self.list)


def spec(key: str, title: str, section: str = "main", **more: Any) -> PageSpec:
    return PageSpec(key, title, "sun", lambda ctx: Plain(ctx, title), section, **more)


PAGES = [
    spec("today", "今日"),
    spec("roster", "花名册"),
    spec("inbox", "收包", roles=frozenset({"school"})),
    spec("inspection", "迎检对照", "lower", rail="迎检"),
    spec("pupil", "一生一档", "hidden", parent="roster"),
]


@pytest.fixture
def window(ctx: AppContext, qtbot: QtBot) -> MainWindow:
    made = MainWindow(ctx, PAGES)
    qtbot.addWidget(made)
    made.resize(1366, 698)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def plain(window: MainWindow) -> Plain:
    page = window.page()
    assert isinstance(page, Plain)
    return page


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget() or QApplication.activeWindow()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def test_pages_are_built_when_first_visited(window: MainWindow) -> None:
    assert window.stack.count() == 1
    press(Qt.Key.Key_2, CTRL)
    assert (window.page_key(), window.stack.count()) == ("roster", 2)
    press(Qt.Key.Key_1, CTRL)
    assert (window.page_key(), window.stack.count()) == ("today", 2)
    press(Qt.Key.Key_8, CTRL)
    assert window.page_key() == "inspection"


def test_pages_of_another_role_are_not_there(window: MainWindow) -> None:
    assert set(window.sidebar.items) == {"today", "roster", "inspection"}
    window.open_page("inbox")
    assert window.page_key() == "today"


def test_a_hidden_page_lights_its_parent_and_back_returns(window: MainWindow) -> None:
    window.ctx.open_page("pupil", pupil="p1")
    assert plain(window).heard == [{"pupil": "p1"}, None]
    assert window.sidebar.items["roster"].isChecked()
    window.ctx.open_page("pupil", pupil="p2")
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert plain(window).heard[-1] == {"pupil": "p1"}
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page_key() == "today"


def test_the_shown_page_refreshes_at_once_and_others_when_next_shown(window: MainWindow) -> None:
    today = plain(window)
    window.open_page("roster")
    roster = plain(window)
    today.heard.clear()
    roster.heard.clear()
    window.ctx.announce(CHANGES)
    assert roster.heard == [CHANGES]
    assert today.heard == []
    window.open_page("today")
    assert today.heard == [{}, CHANGES]
    window.open_page("roster")
    assert roster.heard == [CHANGES, {}]


def test_what_changes_beside_the_journal_is_read_once_at_each_visit(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Plain, "READ_AT_EACH_VISIT", True)
    for _ in range(2):
        window.open_page("roster")
        assert plain(window).heard == [{}, None]
        plain(window).heard.clear()
        window.open_page("today")
        window.ctx.announce(CHANGES)


def test_enter_presses_the_blue_button(window: MainWindow) -> None:
    press(Qt.Key.Key_Return)
    assert plain(window).heard[-1] == "blue"


def test_the_keyboard_stays_in_the_page_when_what_had_it_goes(window: MainWindow) -> None:
    page = plain(window)
    page.list.setFocus()
    page.list.hide()
    assert page.field.hasFocus()
    page.field.hide()
    assert page.hasFocus()
    press(Qt.Key.Key_Return)
    assert page.heard[-1] == "blue"


def test_enter_presses_the_button_that_has_the_focus(window: MainWindow) -> None:
    item = window.sidebar.items["roster"]
    item.setFocus()
    press(Qt.Key.Key_Return)
    assert window.page_key() == "roster"
    page = plain(window)
    other = page.add_action("导出", lambda: page.heard.append("export"))
    other.show()
    other.setFocus()
    press(Qt.Key.Key_Return)
    assert page.heard[-1] == "export"


def test_a_sheet_that_is_not_open_yet_leaves_the_keys_alone(window: MainWindow) -> None:
    sheet = ErrorDialog(window.ctx.theme, window, title="还没有打开")
    QApplication.processEvents()
    press(Qt.Key.Key_2, CTRL)
    assert window.page_key() == "roster"
    sheet.open()
    press(Qt.Key.Key_1, CTRL)
    assert window.page_key() == "roster"


def test_escape_goes_step_by_step(window: MainWindow) -> None:
    window.open_page("roster")
    plain(window).field.setText("lm")
    window.ctx.toast("已记下")
    press(Qt.Key.Key_Escape)
    assert window.toast.isHidden()
    assert plain(window).field.text() == "lm"
    press(Qt.Key.Key_Escape)
    assert plain(window).field.text() == ""
    assert window.page_key() == "roster"
    press(Qt.Key.Key_Escape)
    assert window.page_key() == "today"


def test_f6_goes_round_the_panes_and_the_sidebar(window: MainWindow) -> None:
    page = plain(window)
    assert page.field.hasFocus()
    press(Qt.Key.Key_F6)
    assert page.list.hasFocus()
    press(Qt.Key.Key_F6)
    assert window.sidebar.items["today"].hasFocus()
    press(Qt.Key.Key_F6)
    assert page.field.hasFocus()


def test_help_lists_the_keys_of_the_page_and_of_the_window(window: MainWindow) -> None:
    press(Qt.Key.Key_F1)
    sheet = window.sheet()
    assert sheet is not None
    caps = {w.accessibleName() for w in sheet.findChildren(QWidget)}
    assert {"F2", "↑", "↓", "Ctrl+F", "Alt+←"} <= caps


def test_a_sheet_switches_the_keys_of_the_window_off(window: MainWindow) -> None:
    press(Qt.Key.Key_F1)
    press(Qt.Key.Key_2, CTRL)
    press(Qt.Key.Key_F2)
    assert window.page_key() == "today"
    assert "F2" not in plain(window).heard
    press(Qt.Key.Key_Escape)
    assert window.sheet() is None
    press(Qt.Key.Key_F2)
    assert plain(window).heard[-1] == "F2"
    press(Qt.Key.Key_2, CTRL)
    assert window.page_key() == "roster"


def test_keys_with_an_answer_of_their_own(window: MainWindow) -> None:
    press(Qt.Key.Key_S, CTRL)
    assert window.toast.text() == "随时都在保存"
    seen: list[bool] = []
    window.ctx.veil_changed.connect(seen.append)
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_F9)
    assert seen == [True, False]
    press(Qt.Key.Key_P, CTRL)
    assert window.toast.text() == "这一页没有可打印的"


def test_a_narrow_window_has_a_rail_with_words(window: MainWindow, fits: Any) -> None:
    window.resize(911, 442)
    assert window.sidebar.width() == Px.RAIL
    assert not window.sidebar.card.isVisible()
    assert plain(window).narrow
    assert plain(window).short
    assert plain(window).header.search.isVisible()
    fits(window)
    window.resize(1366, 698)
    assert window.sidebar.width() == Px.SIDEBAR_WIDTH
    assert not plain(window).narrow
    fits(window)


def test_counts_reach_the_sidebar(window: MainWindow) -> None:
    window.ctx.set_count("today", 7, overdue=True)
    item = window.sidebar.items["today"]
    assert item.accessibleName() == "今日，7，有逾期"
    window.ctx.set_count("unknown", 1)


def test_a_known_error_becomes_the_dialog_and_can_be_tried_again(window: MainWindow) -> None:
    tried: list[int] = []
    window.ctx.show_error(KnownError("full", "U盘满了。"), lambda: tried.append(1))
    sheet = window.sheet()
    assert isinstance(sheet, ErrorDialog)
    assert sheet.primary is not None
    sheet.primary.click()
    assert tried == [1]


def test_a_crash_says_what_was_kept(window: MainWindow) -> None:
    window.show_crash("AB12CD", "ValueError")
    sheet = window.sheet()
    assert isinstance(sheet, ErrorDialog)


def hooked(store: Store, ctx: AppContext, hooks: Hooks) -> AppContext:
    return AppContext(
        store=store,
        actor=Actor("周老师", "class"),
        tasks=ctx.tasks,
        theme=ctx.theme,
        today=ctx.today,
        hooks=hooks,
    )


def test_what_was_done_can_be_taken_back_from_the_toast(
    store: Store, ctx: AppContext, qtbot: QtBot, idle: Callable[[], None]
) -> None:
    undone: list[Any] = []

    def undo(op: Any) -> TakenBack:
        undone.append(op)
        return TakenBack("已撤销：家访", CHANGES)

    window = MainWindow(hooked(store, ctx, Hooks(undo=undo)), PAGES)
    qtbot.addWidget(window)
    window.show()
    page = plain(window)
    window.ctx.perform(lambda: CHANGES, said="已记下 罗一鸣 的家访", owner=page)
    idle()
    assert window.toast.text() == "已记下 罗一鸣 的家访"
    assert page.heard[-1] == CHANGES
    button = window.toast.findChild(Button)
    assert isinstance(button, Button)
    button.click()
    idle()
    assert undone == [CHANGES.op]
    assert window.toast.text() == "已撤销：家访"
    with qtbot.waitActive(window):
        window.activateWindow()
    press(Qt.Key.Key_Z, CTRL)
    idle()
    assert undone[-1] is None
    window.ctx.perform(lambda: replace(CHANGES, final=True), said="已合并两条档案")
    idle()
    assert window.toast.text() == "已合并两条档案"
    assert not any(b.isVisible() for b in window.toast.findChildren(Button))


def test_ctrl_z_takes_back_typing_first(window: MainWindow) -> None:
    field = plain(window).field
    QTest.keyClicks(field, "lm")
    press(Qt.Key.Key_Z, CTRL)
    assert field.text() == ""


@pytest.mark.parametrize("width", [1366, 911])
def test_a_pupil_is_found_by_keyboard_alone(
    store: Store, ctx: AppContext, qtbot: QtBot, idle: Callable[[], None], width: int
) -> None:
    def find(text: str) -> tuple[list[FoundPupil], int]:
        people = [FoundPupil("p1", "罗一鸣", "七1班 28号"), FoundPupil("p2", "李冬", "七1班 24号")]
        return (people, 1234) if text == "l" else ([], 0)

    window = MainWindow(hooked(store, ctx, Hooks(pupil_search=lambda: find)), PAGES)
    qtbot.addWidget(window)
    window.resize(width, 442)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    press(Qt.Key.Key_F, CTRL)
    field = QApplication.focusWidget()
    assert isinstance(field, LineInput)
    idle()
    QTest.keyClicks(field, "l")
    assert window.finder.isVisible()
    assert "还有1,232人，多打几个字" in [said.text() for said in window.finder.findChildren(Words)]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert window.page_key() == "pupil"
    assert plain(window).heard[0] == {"pupil": "p2"}
    assert not window.finder.isVisible()
