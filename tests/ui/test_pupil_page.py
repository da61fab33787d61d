"""一生一档 driven by keyboard: numbers, timeline, banner, papers, conflicts, sizes."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from lived import LONG, Elsewhere, Lived, card_window
from people import OFFICE, TEACHER
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.attendance import MarkInput, correct_mark
from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.operations.history import list_conflicts
from kongchuo_desktop.operations.putting_off import list_put_off
from kongchuo_desktop.operations.questions import questions_of
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.visit import VisitForm
from kongchuo_desktop.ui.pages.pupil import PupilPage
from kongchuo_desktop.ui.pages.pupil_ask import PutOffForm
from kongchuo_desktop.ui.pages.pupil_banner import due_banner
from kongchuo_desktop.ui.pages.pupil_tabs import PaperRow
from kongchuo_desktop.ui.pages.pupil_timeline import TimeRow
from kongchuo_desktop.ui.parts.buttons import IconButton
from kongchuo_desktop.ui.parts.cards import Banner
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
PRINTED: list[bytes] = []


def printer(pdfs: Sequence[bytes], copies: int) -> None:
    PRINTED.extend(pdfs)


@pytest.fixture
def window(lived_ctx: AppContext, lived: Lived, idle: Idle, qtbot: QtBot) -> MainWindow:
    PRINTED.clear()
    return card_window(lived_ctx, lived, idle, qtbot, lambda ctx: PupilPage(ctx, printer))


def shown(page: PupilPage) -> list[TimeRow]:
    lines = page.timeline.lines
    return [lines.index(at).data(PAYLOAD) for at in range(lines.rowCount())]


def titles(page: PupilPage) -> list[str]:
    return [row.happened.title for row in shown(page)]


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_days_are_counted_as_attendance_counts_them(lived_store: Store, lived: Lived) -> None:
    correct_mark(lived_store, actor=TEACHER, pupil=lived.id(23), day=date(2026, 9, 8),
                 mark=MarkInput("未到待查"))
    told = [h.title for h in reversed(dossier(lived_store, pupil=lived.id(23)).happened)
            if h.kind == "mark"]
    assert told == ["未到待查 第1天", "旷课 第2天", "旷课 第3—7天", "旷课 第8天"]


def test_the_timeline_folds_a_run_of_equal_days_and_unfolds_it(
    page: PupilPage, qtbot: QtBot, idle: Idle
) -> None:
    assert titles(page) == [
        "旷课 第11天", "送达《劝学通知书》", "开出《劝学通知书》", "旷课 第2—10天",
        "家访 第1次 · 拒绝", "旷课 第1天"]
    run = next(row for row in shown(page) if row.happened.folded)
    page.timeline.setFocus()
    page.timeline.go(run.happened.id)
    qtbot.keyClick(page.timeline, Qt.Key.Key_Return)
    assert titles(page)[4:13] == [f"旷课 第{n}天" for n in range(10, 1, -1)]
    qtbot.keyClick(page.timeline, Qt.Key.Key_Return)
    assert len(titles(page)) == 6


def test_numbers_are_masked_until_looked_at_and_looking_is_noted(
    page: PupilPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    number = lived.pupils[24].values["identity_number"]
    assert number not in words_on(page.side)
    eye = next(b for b in page.side.findChildren(IconButton) if "身份证号" in b.toolTip())
    eye.click()
    idle()
    assert number in words_on(page.side)
    noted = list(lived_store.local("reveal").items())
    assert [value for _, value in noted] == [{"pupil": lived.id(24), "by": TEACHER.name}]
    page.side.hide_numbers()
    assert number not in words_on(page.side)


def test_the_veil_hides_phones_and_numbers(
    page: PupilPage, lived: Lived, lived_ctx: AppContext
) -> None:
    tail = lived.pupils[24].values["guardian1_phone"][-4:]
    assert tail in words_on(page.side)
    lived_ctx.set_veil(True)
    assert tail not in words_on(page.side)


def test_the_banner_is_the_next_duty_and_its_button_does_it(
    window: MainWindow, page: PupilPage, lived: Lived
) -> None:
    banner = page.findChild(Banner)
    assert banner is not None
    assert "逾期1天：应当天把《义务教育辍学报告书》交到乡镇政府" in words_on(banner)
    primary = page.primary()
    assert primary is banner.button
    assert primary is not None
    primary.click()
    papers = window.page()
    assert isinstance(papers, Elsewhere)
    assert papers.args == {"form": "辍学报告书", "pupil": lived.id(24)}


def test_putting_off_asks_why_and_keeps_the_duty(
    window: MainWindow, page: PupilPage, lived_store: Store, idle: Idle
) -> None:
    banner = page.findChild(Banner)
    assert banner is not None
    banner.put_off.emit()
    form = window.sheet()
    assert isinstance(form, PutOffForm)
    form.send.click()
    idle()
    assert "为什么" in form.fields["why"].error()
    form.why.setPlainText("等乡镇来人")
    form.send.click()
    idle()
    assert [noted.why for noted in list_put_off(lived_store).values()] == ["等乡镇来人"]
    assert page._view is not None
    again = due_banner(page.theme, page._view)
    assert again is not None
    assert "等乡镇来人" in " ".join(label.text() for label in again.findChildren(QLabel))


def test_letters_open_the_forms(
    window: MainWindow, page: PupilPage, qtbot: QtBot, idle: Idle
) -> None:
    page.timeline.setFocus()
    qtbot.keyClick(page.timeline, Qt.Key.Key_P)
    idle()
    form = window.sheet()
    assert isinstance(form, VisitForm)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_6)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    idle()
    assert titles(page)[0] == "旷课 第11天"
    assert "电话 第1次 · 联系不上" in titles(page)


def test_the_next_pupil_is_one_key_away(
    page: PupilPage, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    page.timeline.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(page.timeline, Qt.Key.Key_PageDown, control)
    idle()
    assert page._pupil == lived.id(25)
    assert page.header.context.whole() == "花名册 › 七1班 › 25号"
    assert not page.findChildren(Banner) or not page.findChildren(Banner)[0].isVisible()


def test_a_paper_is_printed_again_byte_for_byte(
    page: PupilPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    row = page.paper_model.index(0).data(PAYLOAD)
    assert isinstance(row, PaperRow)
    page._print(row)
    idle()
    assert [lived_store.attachment(lived.paper.digest)] == PRINTED


def test_two_values_are_shown_and_one_is_chosen(
    window: MainWindow, page: PupilPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    tips = next(c.tips for c in list_pupils(lived_store) if c.id == lived.id(24))
    for actor, phone in ((TEACHER, "13300009012"), (OFFICE, "18700003356")):
        with lived_store.operation("edit_pupil", actor) as write:
            write.update(PupilRow, lived.id(24), prior=tips, guardian1_phone=phone)
    page.refresh(None)
    idle()
    assert "133****9012" in words_on(page.side)
    assert "187****3356" in words_on(page.side)
    (question,) = questions_of(lived_store, pupil=lived.id(24))
    page.side.settling.emit(question)
    dialog = window.sheet()
    assert isinstance(dialog, ChooseDialog)
    kept = str(question.answers[1].value)
    dialog.cards.choose("1")
    dialog._take()
    idle()
    assert list_conflicts(lived_store) == []
    card = next(c for c in list_pupils(lived_store) if c.id == lived.id(24))
    assert card.values["guardian1_phone"] == kept


@pytest.mark.parametrize(("width", "height"), [(1366, 698), (911, 442)])
@pytest.mark.parametrize("tab", ["time", "days", "papers", "record"])
def test_everything_fits(
    window: MainWindow, page: PupilPage, width: int, height: int, tab: str, idle: Idle,
    fits: Callable[[QWidget], None]
) -> None:
    window.resize(width, height)
    page.tabs.choose(tab)
    page._show_tab(tab)
    idle()
    QApplication.processEvents()
    fits(page)
    assert LONG in words_on(page.side) or width == 911


def test_in_a_narrow_window_the_card_is_a_tab(
    window: MainWindow, page: PupilPage, idle: Idle, fits: Callable[[QWidget], None]
) -> None:
    window.resize(911, 442)
    QApplication.processEvents()
    page.tabs.choose("card")
    page._show_tab("card")
    QApplication.processEvents()
    assert LONG in words_on(page.side)
    fits(page)
    window.resize(1366, 698)
    QApplication.processEvents()
    assert page.side.isVisible()
    assert page.stack.currentWidget() is page.timeline
