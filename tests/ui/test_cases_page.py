"""个案 driven by keyboard: ladder, first missing thing, return and closure, a case by hand."""

from collections.abc import Callable

import pytest
from lived import LONG, RARE, TODAY, Elsewhere, Lived, window_with
from people import DESK
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.cases import case_of_pupil
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event, Visit
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import FactForm
from kongchuo_desktop.ui.forms.opening import StateForm, open_opening
from kongchuo_desktop.ui.forms.visit import VisitForm
from kongchuo_desktop.ui.forms.who import PupilAsk
from kongchuo_desktop.ui.pages.cases import CasesPage
from kongchuo_desktop.ui.pages.cases_rows import ItemRow
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.floating import ClausePopover
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

Idle = Callable[[], None]


@pytest.fixture
def window(lived_ctx: AppContext, idle: Idle, qtbot: QtBot) -> MainWindow:
    window = window_with(lived_ctx, cases=CasesPage)
    qtbot.addWidget(window)
    idle()
    return window


@pytest.fixture
def page(window: MainWindow) -> CasesPage:
    found = window.page()
    assert isinstance(found, CasesPage)
    return found


def press(qtbot: QtBot, key: Qt.Key, idle: Idle) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key)
    idle()


def go_to(page: CasesPage, pupil: str) -> None:
    assert page.list.go(pupil)
    page.list.setFocus()


def needed(page: CasesPage) -> list[ItemRow]:
    model = page.pane.item_model
    return [model.index(at).data(PAYLOAD) for at in range(model.rowCount())]


def step_titled(page: CasesPage, title: str) -> int:
    steps = page.list.payload().steps
    return next(at for at, step in enumerate(steps) if step.title == title)


def test_the_most_overdue_case_comes_first_with_its_step_and_reason(page: CasesPage) -> None:
    assert page.header.context.whole() == "在办 3 人 · 逾期 1 人"
    assert page.list.payload().name == LONG
    assert page.pane.step_title.text() == "第5步 义务教育辍学报告书"
    assert page.pane.missing.text() == "还缺 3 项"
    blue = [row.item.text for row in needed(page) if row.primary]
    assert blue == ["开出《义务教育辍学报告书》"]
    assert {row.item.text: row.why_not for row in needed(page) if row.why_not} == {
        "交到乡镇政府": "先开出文书", "交到县教育局": "先开出文书"}


def test_enter_does_the_first_missing_thing(
    window: MainWindow, page: CasesPage, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    """The paper is opened with its form, for this very child."""
    go_to(page, f"{lived.id(24)}:1")
    press(qtbot, Qt.Key.Key_Return, idle)
    papers = window.page()
    assert isinstance(papers, Elsewhere)
    assert papers.args == {"form": "辍学报告书", "pupil": lived.id(24)}


def test_a_visit_from_the_case_moves_it_on(
    window: MainWindow, page: CasesPage, lived: Lived, lived_store: Store, qtbot: QtBot, idle: Idle
) -> None:
    go_to(page, f"{lived.id(5)}:1")
    assert page.pane.step_title.text() == "第2步 家访"
    press(qtbot, Qt.Key.Key_Return, idle)
    assert isinstance(window.sheet(), VisitForm)
    press(qtbot, Qt.Key.Key_4, idle)
    press(qtbot, Qt.Key.Key_Return, idle)
    with lived_store.session() as session:
        assert len(living(session, Visit, pupil=lived.id(5))) == 1
    assert page.list.payload().name == RARE
    assert page.pane.contact_count.text() == "1次"
    assert page.pane.step_title.text() != "第2步 家访"


def test_return_then_closure_shows_the_evidence_and_moves_the_case(
    window: MainWindow, page: CasesPage, lived: Lived, lived_store: Store, qtbot: QtBot, idle: Idle
) -> None:
    go_to(page, f"{lived.id(23)}:1")
    page.pane._show_step(step_titled(page, "销号"))
    closing = next(row for row in needed(page) if row.item.text == "登记销号")
    assert closing.why_not.startswith("孩子返校以后才能销号")
    page.pane._show_step(step_titled(page, "返校"))
    page.pane._do(needed(page)[0])
    press(qtbot, Qt.Key.Key_Tab, idle)
    sheet = window.sheet()
    assert isinstance(sheet, FactForm)
    sheet.send.click()
    idle()
    page.pane._show_step(step_titled(page, "销号"))
    page.pane._do(next(row for row in needed(page) if row.item.text == "登记销号"))
    sheet = window.sheet()
    assert isinstance(sheet, FactForm)
    sheet.send.click()
    idle()
    assert "为什么" in sheet.fields["note"].error()
    sheet.note_input.setPlainText("连续到校")
    sheet.send.click()
    idle()
    case = case_of_pupil(lived_store, pupil=lived.id(23))
    assert case is not None
    assert case.state == "closed"
    assert page.filters.current() == "open"
    page.opened(pupil=lived.id(23))
    assert page.filters.current() == "closed"
    assert page.list.payload().pupil == lived.id(23)


def test_right_arrow_goes_into_what_is_missing(
    page: CasesPage, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    go_to(page, f"{lived.id(24)}:1")
    press(qtbot, Qt.Key.Key_Right, idle)
    assert page.pane.items.hasFocus()
    assert page.pane.items.payload() is needed(page)[0]


def test_a_case_can_be_opened_by_hand(
    window: MainWindow, page: CasesPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    page.new_button.click()
    idle()
    ask = window.sheet()
    assert isinstance(ask, PupilAsk)
    ask.who.setText("查无此人")
    ask.send.click()
    assert "没有找到" in ask.fields["who"].error()
    ask.who.setText(lived.pupils[12].name)
    ask.send.click()
    form = window.sheet()
    assert isinstance(form, FactForm)
    form.note_input.setPlainText("家里要他去打工")
    form.send.click()
    idle()
    with lived_store.session() as session:
        opened = living(session, Event, kind="opened", pupil=lived.id(12))
    assert [e.note for e in opened] == ["家里要他去打工"]
    assert page.header.context.whole().startswith("在办 4 人")


def test_without_cases_the_page_is_green(ctx: AppContext, idle: Idle, qtbot: QtBot) -> None:
    window = window_with(ctx, cases=CasesPage)
    qtbot.addWidget(window)
    idle()

    def shows_one() -> bool:
        states = window.page().findChildren(EmptyState)
        return sum(state.isVisible() for state in states) == 1

    qtbot.waitUntil(shows_one)


@pytest.mark.parametrize(("width", "height"), [(1366, 698), (1100, 640), (911, 442)])
def test_everything_fits_and_the_reason_is_never_out_of_reach(
    window: MainWindow, page: CasesPage, width: int, height: int, idle: Idle,
    fits: Callable[[QWidget], None]
) -> None:
    window.resize(width, height)
    idle()
    QApplication.processEvents()
    fits(page)
    wide = width == 1366
    assert page.pane.why.isVisible() == wide
    assert page.pane.why_link.isVisible() != wide
    if not wide:
        page.pane.why_link.click()
        assert window.findChild(ClausePopover) is not None


def test_a_bureau_reads_and_the_school_acts(
    lived_store: Store, tasks: Tasks, theme: Theme, idle: Idle, qtbot: QtBot
) -> None:
    ctx = AppContext(store=lived_store, actor=DESK, tasks=tasks, theme=theme, today=lambda: TODAY)
    window = window_with(ctx, cases=CasesPage)
    qtbot.addWidget(window)
    idle()
    page = window.page()
    assert isinstance(page, CasesPage)
    assert not page.new_button.isVisible()
    assert {row.why_not for row in needed(page) if not row.item.done} == {"由学校办"}


def test_a_person_says_that_a_case_is_a_dropout(
    window: MainWindow, page: CasesPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    """No county's figure does: what its document asks of dropouts hangs on this word."""
    pupil = page.list.payload().pupil
    page.pane.finding.click()
    form = window.sheet()
    assert isinstance(form, StateForm)
    form.state.choose("dropout")
    form.note_input.setPlainText("县里的核查名单")
    form.send.click()
    idle()
    case = case_of_pupil(lived_store, pupil=pupil)
    assert case is not None
    assert case.state == "dropout"
    window.ctx.undo()
    idle()
    before = case_of_pupil(lived_store, pupil=pupil)
    assert before is not None
    assert before.state != "dropout"


def test_a_case_opened_by_hand_may_be_a_dropout_from_the_first(
    page: CasesPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    open_opening(page.ctx, page, pupil=lived.id(12), name=lived.pupils[12].name)
    form = page.window().findChildren(StateForm)[-1]
    assert form.state.key() == "open"
    form.state.choose("never_enrolled")
    form.send.click()
    idle()
    case = case_of_pupil(lived_store, pupil=lived.id(12))
    assert case is not None
    assert case.state == "never_enrolled"
