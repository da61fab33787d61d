"""迎检对照 driven by keyboard: what lacks, mending it, filters, a person's sentence, exports."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from fits import cut_in_rows
from lived import LONG, Elsewhere, Lived, window_with
from people import TEACHER, Clock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from settling import settle

from kongchuo_desktop.domain.inspection.model import ClauseStanding
from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import FactForm
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.inspection import InspectionPage
from kongchuo_desktop.ui.pages.inspection_bind import BindForm
from kongchuo_desktop.ui.pages.inspection_do import StatementForm
from kongchuo_desktop.ui.pages.inspection_words import ALL, group_of, key_of
from kongchuo_desktop.ui.pages.pages_sheet import PagesSheet
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Head, RowsModel
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
FIRST, SECOND, THIRD, LAST = "R095", "R110", "R344", "R127"
"""The clauses that lack something: the first three, in two chapters, and the last."""
TALK, PERSUADE, OPEN_FIGURE, TAGS = "R273", "R168", "R051", "R204"


@pytest.fixture
def printed() -> list[bytes]:
    return []


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    (tmp_path / "U盘").mkdir()
    return tmp_path / "U盘"


@pytest.fixture
def window(lived_ctx: AppContext, idle: Idle, qtbot: QtBot, printed: list[bytes], usb: Path,
           tmp_path: Path) -> MainWindow:
    def make(ctx: AppContext) -> Page:
        return InspectionPage(
            ctx, printer=lambda pdfs, copies: printed.extend(pdfs),
            save_path=lambda window, title, name, kinds: tmp_path / name,
            find=lambda: [Stick(usb, "校办", 8 << 30, 4 << 30)])

    window = window_with(lived_ctx, inspection=make)
    qtbot.addWidget(window)
    idle()
    return window


@pytest.fixture
def page(window: MainWindow) -> InspectionPage:
    found = window.page()
    assert isinstance(found, InspectionPage)
    return found


@pytest.fixture
def press(qtbot: QtBot, idle: Idle) -> Callable[..., None]:
    def press(key: Qt.Key, mod: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, mod)
        idle()

    return press


def shown(page: InspectionPage) -> ClauseStanding:
    """The clause that is chosen and stands on the card."""
    standing = page.list.payload()
    assert standing is page.card.standing
    return standing


def listed(model: RowsModel) -> list[str]:
    rows = [model.index(at).data(PAYLOAD) for at in range(model.rowCount())]
    return [row.id for row in rows if row is not None]


def lines(page: InspectionPage) -> list[str]:
    model = page.card.subjects.model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def test_it_opens_on_the_first_clause_that_lacks_something(page: InspectionPage) -> None:
    assert page.list.hasFocus()
    assert shown(page).id == FIRST
    assert page.bar.words.text() == "49条：6条齐全"
    assert page.card.button.text() == "去补：廖星辰"
    assert page.primary() is page.card.button
    assert "廖星辰，缺，没有开出《义务教育劝学通知书》" in lines(page)[0]


def test_ctrl_right_walks_what_lacks_through_the_whole_document(
    page: InspectionPage, press: Callable[..., None]
) -> None:
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert shown(page).id == SECOND
    assert page.card.button.text() == f"去补：{LONG}"
    before = page.heading.whole()
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert shown(page).id == THIRD
    assert page.heading.whole() != before, "another chapter"
    assert page.list.hasFocus()
    page.go(LAST)
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert shown(page).id == FIRST, "from the top again"


def test_a_paper_that_lacks_is_made_on_its_page_for_the_child(
    window: MainWindow, page: InspectionPage, lived: Lived, press: Callable[..., None]
) -> None:
    press(Qt.Key.Key_Return)
    papers = window.page()
    assert window.page_key() == "papers"
    assert isinstance(papers, Elsewhere)
    assert papers.args == {"form": "劝学通知书", "pupil": lived.id(23)}


def test_what_a_duty_waits_for_has_the_form_of_today_and_the_clause_is_whole_then(
    window: MainWindow, page: InspectionPage, press: Callable[..., None]
) -> None:
    page.go(PERSUADE)
    press(Qt.Key.Key_Return)
    form = window.sheet()
    assert isinstance(form, FactForm)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shown(page).id == PERSUADE
    assert group_of(shown(page)) == "complete"
    assert page.card.button.isHidden()


def test_a_fact_that_no_duty_asks_for_any_more_has_the_short_form(
    window: MainWindow, page: InspectionPage, lived_store: Store, press: Callable[..., None],
    lived_ctx: AppContext, idle: Idle
) -> None:
    page.go(TALK)
    before = shown(page).chip
    press(Qt.Key.Key_Return)
    form = window.sheet()
    assert isinstance(form, FactForm)
    assert "白露" in form._said
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (before, shown(page).chip) == ("缺 13", "缺 12")
    lived_ctx.undo()
    idle()
    assert shown(page).chip == "缺 13"
    with lived_store.session() as session:
        assert living(session, Event, kind="talked") == []


def test_a_sentence_of_a_person_is_needed_changed_and_taken_back(
    window: MainWindow, page: InspectionPage, press: Callable[..., None], idle: Idle
) -> None:
    page.go(OPEN_FIGURE)
    assert not page.card.parts["unset"].isHidden(), "the way to set the figure is shown"
    press(Qt.Key.Key_Return)
    form = window.sheet()
    assert isinstance(form, StatementForm)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "没有写说明" in form.fields["text"].error()
    form.text.setPlainText("家访本在教导处第2盒")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert group_of(shown(page)) == "said"
    assert page.card.statement.text() == "人工填写：家访本在教导处第2盒"
    assert page.card.by.text() == "周老师，9月17日"
    for chosen, words, group in (("inapplicable", "本班没有", "apart"), ("", "写错了", "unsaid")):
        page.card.state_link.click()
        form = window.sheet()
        assert isinstance(form, StatementForm)
        form.states.choose(chosen)
        form.text.setPlainText(words)
        form.send.click()
        idle()
        assert group_of(shown(page)) == group


def test_the_bar_filters_the_whole_document_and_esc_shows_all(
    page: InspectionPage, press: Callable[..., None]
) -> None:
    page.bar.filters["missing"].click()
    found = listed(page.clauses)
    assert [found[0], found[-1], len(found)] == [FIRST, LAST, 10]
    assert page.only.isChecked()
    page.list.setFocus()
    press(Qt.Key.Key_Escape)
    assert len(listed(page.clauses)) == 49
    assert not page.only.isChecked()


def test_only_what_lacks_stays_within_the_chapter(page: InspectionPage) -> None:
    page.go(THIRD)
    chapter = len(listed(page.clauses))
    page.only.click()
    assert listed(page.clauses) == [THIRD, "R345", "R072", "R014"]
    page.only.click()
    assert len(listed(page.clauses)) == chapter


def test_when_the_filter_leaves_nothing_it_says_so_and_the_clause_stays(
    window: MainWindow, page: InspectionPage, press: Callable[..., None]
) -> None:
    page.go(TALK)
    page.show_chapter(page.chapters.line(1).key)  # type: ignore[union-attr]
    page.only.click()
    assert page.none.isVisible()
    assert page.card.standing is not None
    press(Qt.Key.Key_Escape)
    assert page.list.isVisible()


def test_chapters_are_walked_by_page_keys(
    page: InspectionPage, press: Callable[..., None]
) -> None:
    page.show_chapter(ALL)
    press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.chapter_view.payload().heading == page.heading.whole()
    press(Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.heading.whole() == "全部条款"


def test_right_goes_to_the_people_enter_mends_one_and_esc_comes_back(
    window: MainWindow, page: InspectionPage, lived: Lived, press: Callable[..., None]
) -> None:
    page.go(TALK)
    press(Qt.Key.Key_Right)
    assert page.card.subjects.hasFocus()
    press(Qt.Key.Key_Down)
    second = page.card.subjects.payload()
    press(Qt.Key.Key_Return)
    form = window.sheet()
    assert isinstance(form, FactForm)
    assert second.name in form._said
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert window.page_key() == "pupil"
    window.go_back()
    page.card.subjects.setFocus()
    press(Qt.Key.Key_Escape)
    assert page.list.hasFocus()


def test_another_period_is_read_anew(page: InspectionPage, idle: Idle) -> None:
    page.spans.choose("last_year")
    page.spans.activated.emit(0)
    idle()
    assert page.spans.key() == "last_year"
    assert page.card.standing is page.list.payload()
    assert SECOND not in [s.id for s in page._standings() if group_of(s) == "missing"]


def test_a_composite_says_of_which_document_a_clause_is(
    page: InspectionPage, lived_store: Store, clock: Clock, idle: Idle
) -> None:
    clock.at += timedelta(days=1)
    use_policy(lived_store, actor=TEACHER, policy="GD20")
    page.refresh(None)
    idle()
    assert page.policies.key() == "GD20", "the one in force now"
    heads = [line for at in range(page.chapters.rowCount())
             if isinstance(line := page.chapters.line(at), Head)]
    assert len(heads) > 1
    page.go(key_of(next(s for s in page._standings() if s.policy == "AH20")))
    assert "《" in page.card.origin.text()
    page.policies.choose("XY24")
    page.policies.activated.emit(0)
    idle()
    assert shown(page).policy == "XY24", "the document of before can still be looked at"
    assert "《" not in page.card.origin.text()


def test_the_catalogue_is_seen_before_it_is_printed(
    window: MainWindow, page: InspectionPage, printed: list[bytes], tmp_path: Path, idle: Idle,
    press: Callable[..., None]
) -> None:
    assert page.print_shown()
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PagesSheet)
    assert sheet.preview.pages() > 1
    press(Qt.Key.Key_Return)
    assert printed == [sheet._pdf]
    page.print_shown()
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PagesSheet)
    sheet._save()
    idle()
    assert next(tmp_path.glob("*.pdf")).read_bytes() == sheet._pdf


def test_the_sheet_of_excel_is_written(page: InspectionPage, tmp_path: Path, idle: Idle) -> None:
    page.export_button.click()
    idle()
    assert next(tmp_path.glob("迎检对照*.xlsx")).stat().st_size


def test_everything_is_bound_up_on_a_stick_once(
    window: MainWindow, page: InspectionPage, usb: Path, idle: Idle, press: Callable[..., None]
) -> None:
    for _ in range(2):
        page.bind_button.click()
        idle()
        form = window.sheet()
        assert isinstance(form, BindForm)
        assert form.place.key() == str(usb)
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        folder = next(usb.iterdir())
        assert (folder / "目录.xlsx").is_file()
        assert list(folder.rglob("*.pdf")), "the notice that was issued"
    assert len(list(usb.iterdir())) == 1
    dialog = window.sheet()
    assert dialog is not None
    assert not isinstance(dialog, BindForm), "the second time it says that it is there"


def test_all_ledgers_and_dossiers_are_bound_into_one_file(
    window: MainWindow, page: InspectionPage, usb: Path, idle: Idle
) -> None:
    page.bind_button.click()
    idle()
    form = window.sheet()
    assert isinstance(form, BindForm)
    form.kind.choose("book")
    form.send.click()
    idle()
    (file,) = usb.iterdir()
    assert file.read_bytes().startswith(b"%PDF")
    assert file.name in window.toast.text()


def test_binding_can_be_stopped(
    window: MainWindow, page: InspectionPage, usb: Path, idle: Idle, press: Callable[..., None]
) -> None:
    page.bind_button.click()
    idle()
    form = window.sheet()
    assert isinstance(form, BindForm)
    form.send.click()
    assert form.progress.isVisible()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    idle()
    assert list(usb.iterdir()) == []
    assert window.toast.text().startswith("已经停下")


def test_without_a_document_it_leads_to_the_settings(
    ctx: AppContext, idle: Idle, qtbot: QtBot
) -> None:
    window = window_with(ctx, inspection=InspectionPage)
    qtbot.addWidget(window)
    idle()
    page = window.page()
    assert isinstance(page, InspectionPage)
    assert page.bind_button.isHidden()
    state = next(s for s in page.findChildren(EmptyState) if s.isVisible())
    assert state.buttons["settings"].hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert window.page_key() == "settings"


def test_the_veil_lists_nobody_for_a_tag(page: InspectionPage, lived_ctx: AppContext) -> None:
    page.go(TAGS)
    assert lines(page)
    page.ctx.set_veil(True)
    settle()
    assert lines(page) == []
    page.go(TALK)
    assert lines(page) == []
    assert "白露" not in page.card.button.text()
    page.go(SECOND)
    assert lines(page), "nobody's tag"


SIZES: Sequence[tuple[int, int, bool]] = (
    (1366, 698, False), (1366, 698, True), (1100, 640, False), (911, 442, False), (911, 442, True))


@pytest.mark.parametrize(("width", "height", "large"), SIZES)
def test_everything_fits_and_the_clause_is_never_out_of_reach(
    window: MainWindow, page: InspectionPage, width: int, height: int, large: bool,
    press: Callable[..., None], fits: Callable[[QWidget], None]
) -> None:
    page.theme.switch(scheme="dark", large=large)
    window.resize(width, height)
    settle()
    for clause in (SECOND, THIRD, LAST):
        page.go(clause)
        settle()
        fits(page)
        assert cut_in_rows(page) == []
    wide = width == 1366
    assert page.card.isVisible() == wide
    assert page.tabs.isVisible() != wide
    page.list.setFocus()
    press(Qt.Key.Key_Right)
    settle()
    assert page.card.subjects.hasFocus()
    fits(page)
    assert cut_in_rows(page) == []
    press(Qt.Key.Key_Escape)
    assert page.list.hasFocus()
