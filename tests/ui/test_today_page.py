"""今日 driven by keyboard: doing what is due, drafts, clauses, folding, printing, sizes."""

from collections.abc import Callable, Sequence

import pytest
from lived import LONG, RARE, Elsewhere, Lived, window_with
from people import TEACHER
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.roster import set_tags
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PolicyUseRow, Visit
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.visit import VisitForm
from kongchuo_desktop.ui.pages.today import TodayPage
from kongchuo_desktop.ui.pages.today_rows import DutyRow, chips_of
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState
from kongchuo_desktop.ui.parts.floating import ClausePopover
from kongchuo_desktop.ui.parts.paint import Push
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Head
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]


class Printer:
    """Takes what would be printed."""

    def __init__(self) -> None:
        self.pdfs: list[bytes] = []

    def __call__(self, pdfs: Sequence[bytes], copies: int) -> None:
        self.pdfs += pdfs


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.fixture
def window(lived_ctx: AppContext, printer: Printer, idle: Idle, qtbot: QtBot) -> MainWindow:
    window = window_with(lived_ctx, today=lambda ctx: TodayPage(ctx, printer))
    qtbot.addWidget(window)
    idle()
    return window


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    found = window.page()
    assert isinstance(found, TodayPage)
    return found


def rows(page: TodayPage) -> list[DutyRow]:
    payloads = [page.model.index(at).data(PAYLOAD) for at in range(page.model.rowCount())]
    return [row for row in payloads if isinstance(row, DutyRow)]


def heads(page: TodayPage) -> list[str]:
    lines = [page.model.line(at) for at in range(page.model.rowCount())]
    return [line.text for line in lines if isinstance(line, Head)]


def names(page: TodayPage) -> list[str]:
    return [row.due.line.first.name for row in rows(page)]


def go_to(page: TodayPage, name: str) -> None:
    row = next(row for row in rows(page) if row.due.line.first.name == name)
    assert page.view.go(row.due.line.first.id)
    page.view.setFocus()


def press(qtbot: QtBot, key: Qt.Key, idle: Idle) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key)
    idle()


def form_of(window: MainWindow) -> VisitForm:
    sheet = window.sheet()
    assert isinstance(sheet, VisitForm)
    return sheet


def test_overdue_first_and_only_its_first_button_is_blue(page: TodayPage) -> None:
    assert heads(page) == ["逾期", "今天", "其余"]
    assert names(page) == [LONG, RARE]
    blue = []
    for at in range(page.model.rowCount()):
        index = page.model.index(at)
        items = page.delegate.items_of(index, page.view.visualRect(index))
        blue += [i.text for i in items if isinstance(i, Push) and i.kind == "primary"]
    assert blue == ["填报告书"]


def test_three_keys_write_a_visit_and_the_row_leaves(
    window: MainWindow, page: TodayPage, lived_store: Store, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    go_to(page, RARE)
    press(qtbot, Qt.Key.Key_Return, idle)
    press(qtbot, Qt.Key.Key_5, idle)
    press(qtbot, Qt.Key.Key_Return, idle)
    with lived_store.session() as session:
        visits = living(session, Visit, pupil=lived.id(5))
    assert [(v.mode, v.outcome, v.day, v.by) for v in visits] == [
        ("家访", "不在家", "2026-09-17", ["周老师"])]
    assert names(page) == [LONG]
    assert window.toast.text() == f"已记下 {RARE} 的家访：不在家"
    assert window.sheet() is None


def test_undo_brings_the_row_back(
    window: MainWindow, page: TodayPage, lived_store: Store, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    go_to(page, RARE)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_5, Qt.Key.Key_Return):
        press(qtbot, key, idle)
    window.toast._take_back()
    idle()
    assert names(page) == [LONG, RARE]
    with lived_store.session() as session:
        assert living(session, Visit, pupil=lived.id(5)) == []


def test_without_an_outcome_the_form_says_so_and_writes_nothing(
    window: MainWindow, page: TodayPage, lived_store: Store, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    go_to(page, RARE)
    press(qtbot, Qt.Key.Key_Return, idle)
    press(qtbot, Qt.Key.Key_Return, idle)
    assert "结果" in form_of(window).fields["outcome"].error()
    with lived_store.session() as session:
        assert living(session, Visit, pupil=lived.id(5)) == []


def test_a_promise_before_the_visit_stays_in_the_form_with_its_sentence(
    window: MainWindow, page: TodayPage, qtbot: QtBot, idle: Idle
) -> None:
    go_to(page, RARE)
    press(qtbot, Qt.Key.Key_Return, idle)
    press(qtbot, Qt.Key.Key_2, idle)
    form = form_of(window)
    promised = form.fields["promised"]
    assert promised.isVisible()
    qtbot.keyClicks(promised.editor, "soon")
    press(qtbot, Qt.Key.Key_Return, idle)
    assert "看不懂" in promised.error()
    assert window.sheet() is form


def test_escape_keeps_a_draft_which_the_row_tells_and_the_form_finds(
    window: MainWindow, page: TodayPage, qtbot: QtBot, idle: Idle
) -> None:
    go_to(page, RARE)
    press(qtbot, Qt.Key.Key_Return, idle)
    press(qtbot, Qt.Key.Key_4, idle)
    press(qtbot, Qt.Key.Key_Escape, idle)
    assert window.sheet() is None
    half = next(row for row in rows(page) if row.due.line.first.name == RARE)
    assert ("写了一半", "blue") in chips_of(half)
    go_to(page, RARE)
    press(qtbot, Qt.Key.Key_Return, idle)
    assert form_of(window).outcome.key() == "拒绝"


def test_right_arrow_shows_the_clause_and_escape_gives_the_focus_back(
    window: MainWindow, page: TodayPage, qtbot: QtBot, idle: Idle
) -> None:
    go_to(page, RARE)
    press(qtbot, Qt.Key.Key_Right, idle)
    popover = window.findChild(ClausePopover)
    assert popover is not None
    said = " ".join(label.text() for label in popover.findChildren(QWidget)
                    if hasattr(label, "text"))
    assert "要及时家访" in said
    assert "岫教发〔2024〕111号" in said
    assert "9月15日" in said
    press(qtbot, Qt.Key.Key_Escape, idle)
    assert page.view.hasFocus()


def test_the_button_of_a_notice_opens_its_paper_for_the_pupil(
    window: MainWindow, page: TodayPage, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    assert page.view.go("fold/undated")
    page.view.setFocus()
    press(qtbot, Qt.Key.Key_Return, idle)
    go_to(page, lived.pupils[23].name)
    press(qtbot, Qt.Key.Key_Return, idle)
    other = window.page()
    assert isinstance(other, Elsewhere)
    assert window.page_key() == "papers"
    assert other.args == {"form": "劝学通知书", "pupil": lived.id(23)}


def test_folded_groups_unfold_with_enter(page: TodayPage, qtbot: QtBot, idle: Idle) -> None:
    shown = len(rows(page))
    assert page.view.go("fold/undated")
    page.view.setFocus()
    press(qtbot, Qt.Key.Key_Return, idle)
    assert len(rows(page)) > shown
    press(qtbot, Qt.Key.Key_Return, idle)
    assert len(rows(page)) == shown


def test_the_list_is_printed_with_who_and_why(
    page: TodayPage, printer: Printer, window: MainWindow, idle: Idle
) -> None:
    assert page.print_shown()
    idle()
    assert [pdf[:5] for pdf in printer.pdfs] == [b"%PDF-"]
    assert "打印机" in window.toast.text()


def test_the_veil_hides_tags(
    page: TodayPage, lived_ctx: AppContext, lived: Lived, idle: Idle
) -> None:
    store = lived_ctx.store
    lived_ctx.perform(lambda: set_tags(store, actor=TEACHER, pupil=lived.id(5), tags=["留守"]))
    idle()
    row = next(row for row in rows(page) if row.due.line.first.name == RARE)
    assert ("留守", "violet") in chips_of(row)
    lived_ctx.set_veil(True)
    row = next(row for row in rows(page) if row.due.line.first.name == RARE)
    assert ("留守", "violet") not in chips_of(row)


def test_open_figures_are_offered_until_put_off(
    page: TodayPage, lived_ctx: AppContext, idle: Idle
) -> None:
    banner = page.findChild(Banner)
    assert banner is not None
    banner.put_off.emit()
    idle()
    page.refresh(None)
    idle()
    assert [b for b in page.findChildren(Banner) if b.isVisible()] == []


def test_what_says_the_same_as_before_stays_as_it_stands(
    page: TodayPage, idle: Idle, qtbot: QtBot
) -> None:
    banner, shown = page.findChild(Banner), page.side.return_facts.children()
    with qtbot.assertNotEmitted(page.model.modelReset):
        page.refresh(None)
        idle()
    assert page.findChild(Banner) is banner
    assert page.side.return_facts.children() == shown


def test_the_side_column_counts_today(page: TodayPage) -> None:
    side = page.side
    assert side.filed.text() == "已提交 08:06"
    assert (side.present.text(), side.expected.text()) == ("47", "/ 50 人到校")
    assert side.return_title.text() == "九月报送包"


def test_a_profile_that_is_not_here_is_named_and_the_page_works(
    window: MainWindow, page: TodayPage, lived_ctx: AppContext, idle: Idle
) -> None:
    with lived_ctx.store.operation("use_policy", TEACHER) as write:
        use, = living(write.session, PolicyUseRow)
        write.update(PolicyUseRow, use.row, prior=use.tips, policy="YJ26")
    lived_ctx.announce(write.changes)
    idle()
    banner = page.findChild(Banner)
    assert banner is not None
    said = " ".join(label.text() for label in banner.findChildren(QLabel))
    assert "“YJ26”不在这台电脑上" in said
    assert "YJ26.toml" in said
    assert rows(page) == []
    state = page.findChild(EmptyState)
    assert state is not None
    said = " ".join(label.text() for label in state.findChildren(QLabel))
    assert "文件不在" in said, "nobody is told that all is done"
    assert page.side.filed.text() == "已提交 08:06"


def test_an_empty_roster_leads_to_the_import(
    ctx: AppContext, idle: Idle, qtbot: QtBot, printer: Printer
) -> None:
    window = window_with(ctx, today=lambda ctx: TodayPage(ctx, printer))
    qtbot.addWidget(window)
    idle()
    state = window.page().findChild(EmptyState)
    assert state is not None
    state.buttons["import"].click()
    assert window.page_key() == "import"


@pytest.mark.parametrize(("width", "height"), [(1366, 698), (1100, 640), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_everything_fits(
    window: MainWindow, page: TodayPage, width: int, height: int, large: bool, fits: Fits,
    idle: Idle
) -> None:
    page.theme.switch(large=large)
    window.resize(width, height)
    idle()
    QApplication.processEvents()
    fits(page)
    assert page.side.isVisible() == (width == 1366)
    for at in range(page.model.rowCount()):
        index = page.model.index(at)
        rect = page.view.visualRect(index)
        for item in page.delegate.items_of(index, rect):
            assert rect.left() <= item.rect.left()
            assert item.rect.right() <= rect.right()
