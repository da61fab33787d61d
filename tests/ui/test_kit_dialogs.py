"""Sheets over the window: focus, Enter and Esc, and nothing reaching the page below."""

from datetime import date

import pytest
from gallery import visit_form
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog, ConfirmDialog, ErrorDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme

ERROR = KnownError("stick_gone", "U盘断开了。", kept="记录都在。", todo="再插一次。")


class Ground(QWidget):
    """A page with a button and a count of what reached it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.presses = 0
        self.button = Button(theme, "打印", clicked=self._press)
        QVBoxLayout(self).addWidget(self.button)
        self.resize(911, 442)

    def _press(self) -> None:
        self.presses += 1


@pytest.fixture
def ground(theme: Theme, qtbot: QtBot) -> Ground:
    window = Ground(theme)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.button.setFocus()
    return window


def words_of(widget: QWidget) -> list[str]:
    return [w.text() for w in widget.findChildren(Words)]


def confirm(theme: Theme, ground: Ground) -> ConfirmDialog:
    dialog = ConfirmDialog(
        theme,
        ground,
        question="作废《劝学通知书》第3号？",
        text="号码会保留，注明“作废”。",
        verb="作废",
        refuse="不作废",
    )
    dialog.open()
    return dialog


def test_the_safe_answer_has_the_focus_and_enter_gives_it(
    theme: Theme, ground: Ground, qtbot: QtBot
) -> None:
    dialog = confirm(theme, ground)
    focus = QApplication.focusWidget()
    assert isinstance(focus, Button)
    assert focus.text() == "不作废"
    with qtbot.waitSignals([dialog.rejected, dialog.closed]):
        QTest.keyClick(focus, Qt.Key.Key_Return)
    assert ground.button.hasFocus()


def test_tab_stays_in_the_sheet(theme: Theme, ground: Ground) -> None:
    dialog = confirm(theme, ground)
    seen: list[str] = []
    for _ in range(4):
        focus = QApplication.focusWidget()
        assert isinstance(focus, Button)
        assert dialog.isAncestorOf(focus)
        seen.append(focus.text())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert seen == ["不作废", "作废", "不作废", "作废"]


def test_the_page_below_hears_neither_keys_nor_clicks(theme: Theme, ground: Ground) -> None:
    dialog = confirm(theme, ground)
    QTest.mouseClick(dialog, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    QTest.keyClick(dialog, Qt.Key.Key_Space)
    assert ground.presses == 0
    assert not dialog.isHidden()


def test_an_error_has_its_three_parts_and_folded_details(theme: Theme, ground: Ground) -> None:
    dialog = ErrorDialog.of(theme, ground, ERROR, again="重写")
    dialog.open()
    shown = words_of(dialog)
    assert ERROR.sentence in shown
    assert ERROR.kept in shown
    assert ERROR.todo in shown
    details = dialog.findChild(QPlainTextEdit)
    assert isinstance(details, QPlainTextEdit)
    assert not details.isVisible()
    before = dialog.card.height()
    next(b for b in dialog.findChildren(Button) if "详情" in b.text()).click()
    assert details.isVisible()
    assert "stick_gone" in details.toPlainText()
    assert dialog.card.height() > before


def test_enter_tries_again(theme: Theme, ground: Ground, qtbot: QtBot) -> None:
    dialog = ErrorDialog.of(theme, ground, ERROR, again="重写")
    dialog.open()
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_a_form_gives_plain_values(theme: Theme, ground: Ground, qtbot: QtBot) -> None:
    form = visit_form(theme, ground)
    form.open()
    who = form.fields["who"].editor
    assert isinstance(who, LineInput)
    QTest.keyClicks(who, "father")
    with qtbot.waitSignal(form.submitted):
        QTest.keyClick(who, Qt.Key.Key_Return)
    assert form.values() == {
        "day": date(2026, 9, 17),
        "outcome": "back",
        "who": "father",
        "words": "",
    }


def test_enter_in_several_lines_is_a_line_and_with_ctrl_sends(
    theme: Theme, ground: Ground, qtbot: QtBot
) -> None:
    form = visit_form(theme, ground)
    form.open()
    words = form.fields["words"].editor
    QTest.keyClick(words, Qt.Key.Key_Return)
    assert form.values()["words"] == "\n"
    with qtbot.waitSignal(form.submitted):
        QTest.keyClick(words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_errors_stand_at_their_fields(theme: Theme, ground: Ground) -> None:
    form = visit_form(theme, ground)
    form.open()
    form.set_errors({"who": "写一下见到了谁"})
    assert form.fields["who"].error() == "写一下见到了谁"
    assert form.fields["who"].editor.hasFocus()
    form.set_errors({})
    assert form.fields["who"].error() == ""


def test_a_tall_form_fits_into_a_low_window(theme: Theme, ground: Ground) -> None:
    form = visit_form(theme, ground)
    for at in range(12):
        form.add(f"more{at}", "还有", LineInput(theme))
    form.open()
    assert form.card.height() <= ground.height()
    assert ground.rect().contains(form.card.geometry())
    assert form.send.mapTo(form, form.send.rect().bottomRight()).y() < ground.height()


def test_a_sheet_follows_its_window(theme: Theme, ground: Ground) -> None:
    dialog = confirm(theme, ground)
    ground.resize(1366, 698)
    assert dialog.size() == ground.size()


def test_one_of_two_values_is_taken(theme: Theme, ground: Ground, qtbot: QtBot) -> None:
    dialog = ChooseDialog(
        theme,
        ground,
        title="两台电脑填得不一样",
        text="请您选一个显示。",
        choices=[("a", "133", "周老师", ""), ("b", "187", "教导处", "")],
        verb="用选中的",
        refuse="打电话问过再定",
    )
    dialog.open()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    with qtbot.waitSignal(dialog.chosen, check_params_cb=lambda key: key == "b"):
        dialog.enter()
