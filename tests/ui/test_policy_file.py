"""自己写的文件: a clerk changes a figure, writes a clause, makes a mistake and mends it."""

from collections.abc import Callable

import pytest
from people import TEACHER
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from settling import settle

from kongchuo_desktop.operations import policies, profile_drafts, profiles
from kongchuo_desktop.operations.profiles import NewHead
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.pages.policy_file import PolicyFilePage
from kongchuo_desktop.ui.pages.policy_file_clause import PatternForm
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.theme import Theme

Idle = Callable[[], None]
COPY = NewHead("QS26", "青石县控辍办法", "青石县教育局", kind="county")


@pytest.fixture
def window(settings_window: MainWindow, class_store: Store, idle: Idle) -> MainWindow:
    profiles.copy_profile(class_store, policy="D09", head=COPY)
    idle()
    return settings_window


@pytest.fixture
def page(window: MainWindow, idle: Idle) -> PolicyFilePage:
    return opened(window, idle, "QS26", "R040")


def opened(window: MainWindow, idle: Idle, policy: str, clause: str = "") -> PolicyFilePage:
    window.open_page("policy_file", policy=policy, clause=clause)
    idle()
    shown = window.page()
    assert isinstance(shown, PolicyFilePage)
    return shown


def checked(page: PolicyFilePage, idle: Idle) -> str:
    """What stands below once the keys have rested."""
    assert page._timer.isActive()
    page.check()
    idle()
    return page.said.text()


def read(store: Store, policy: str = "QS26") -> str:
    return profiles.profile_text(store, policy=policy)


def test_a_figure_is_changed_in_its_sentence_and_saved(
        page: PolicyFilePage, class_store: Store, idle: Idle) -> None:
    card = page.clause_form.cards[0]
    assert card.sentence.text() == "连续旷课满3天以后，除非已返校，班主任应当天报告学校"
    number = card.rows[0].number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "5")
    assert card.sentence.text().startswith("连续旷课满5天")
    assert number.hasFocus()
    assert checked(page, idle) == "没有错，还没有存下来"
    assert "absent = 5" not in read(class_store)
    QTest.keyClick(number, Qt.Key.Key_Return)
    idle()
    assert "absent = 5" in read(class_store)
    assert page.said.text() == "没有错，都存下来了"
    assert not page.save.isEnabled()


def test_a_figure_says_whose_it_is(page: PolicyFilePage, idle: Idle) -> None:
    within = page.clause_form.cards[0].rows[1]
    assert (within.number.text(), within.origin.key()) == ("0", "reading")
    within.origin.choose("unset")
    within.origin.activated.emit(2)
    assert 'within = "?"' in page.draft.text
    assert not within.unit.isEnabled()
    QTest.keyClicks(within.number, "2")
    assert within.origin.key() == "document"
    within.unit.choose("school days")
    within.unit.activated.emit(1)
    assert 'within = "2 school days"' in page.draft.text
    within.number.clear()
    within.number.textEdited.emit("")
    assert within.origin.key() == "unset"
    within.origin.choose("reading")
    within.origin.activated.emit(1)
    assert within.number.hasFocus()
    assert checked(page, idle) == "没有错，还没有存下来"


def test_a_mistake_is_marked_kept_and_not_saved(
        page: PolicyFilePage, window: MainWindow, class_store: Store, idle: Idle) -> None:
    before = read(class_store)
    page.tabs.choose("text")
    page.tabs.chosen.emit("text")
    editor = page.text.editor
    editor.setPlainText(editor.toPlainText().replace('fact = "told"', 'fact = "tolt"'))
    said = checked(page, idle)
    assert "QS26.toml第" in said
    assert "不认识的事实“tolt”" in said
    (mark,) = editor.extraSelections()
    assert "tolt" in mark.cursor.block().text()  # type: ignore[attr-defined]
    assert not page.save.isEnabled()
    page.list.go(-1)
    page.where.click()
    assert page.list.at() == next(
        at for at, block in enumerate(page.draft.blocks) if block.id == "R040")
    assert read(class_store) == before
    again = profile_drafts.open_draft(class_store, policy="QS26")
    assert "tolt" in again.draft.text
    page.back.click()
    idle()
    assert page.said.text() == "没有错，都存下来了"
    assert profile_drafts.open_draft(class_store, policy="QS26").draft.text == before


def test_broken_toml_in_one_clause_leaves_the_others_to_be_filled(
        page: PolicyFilePage, idle: Idle) -> None:
    page.tabs.choose("text")
    page.tabs.chosen.emit("text")
    page.text.editor.setPlainText('[[clause]]\nid = "R040"\nquote = 三天')
    assert "第" in checked(page, idle)
    page.tabs.choose("form")
    page.tabs.chosen.emit("form")
    assert page.clause_form.wrong.isVisibleTo(page.clause_form)
    assert not page.clause_form.quote.isEnabled()
    page.list.view.go("1")
    assert page.clause_form.cards


def test_a_clause_is_written_from_a_ready_sentence(
        page: PolicyFilePage, window: MainWindow, class_store: Store, idle: Idle) -> None:
    page.list.more.click()
    form = page.clause_form
    assert form.cards[0].sentence.text() == "原则要求，没有具体要办的事"
    form.id.selectAll()
    QTest.keyClicks(form.id, "Q9")
    form.quote.setPlainText("每学期开两次会。")
    form.more.click()
    sheet = window.sheet()
    assert isinstance(sheet, PatternForm)
    sheet.fields["pattern"].editor.choose("每学期开几次会")  # type: ignore[attr-defined]
    sheet.send.click()
    (card,) = form.cards
    assert card.sentence.text() == "学校应每学期几次会议"
    QTest.keyClicks(card.rows[0].number, "2")
    card.reading.setPlainText("寒暑假前后各一次")
    assert checked(page, idle) == "没有错，还没有存下来"
    page.save.click()
    idle()
    clause = policies.policy_book(class_store).policies["QS26"].clauses[page.list.at()]
    assert (clause.id, clause.quote) == ("Q9", "每学期开两次会。")
    assert clause.bindings[0].reading == "寒暑假前后各一次"


def test_a_clause_is_taken_out_and_put_back(
        page: PolicyFilePage, window: MainWindow, idle: Idle) -> None:
    before = page.draft.text
    page.list.less.click()
    assert "R040" not in [block.id for block in page.draft.blocks]
    window.toast._take_back()
    assert page.draft.text == before
    card = page.clause_form.cards[1]
    card.removed.emit()
    assert len(page.clause_form.cards) == 4
    page.check()
    idle()
    assert page.said.text() == "没有错，还没有存下来"


def test_the_head_is_filled_in(page: PolicyFilePage, class_store: Store, idle: Idle) -> None:
    page.list.view.go("-1")
    number = page.head_form.lines["number"]
    number.setText("青教〔2026〕7号")
    number.textEdited.emit(number.text())
    page.head_form.kind.choose("township")
    page.head_form.kind.activated.emit(3)
    assert checked(page, idle) == "没有错，还没有存下来"
    page.save.click()
    idle()
    policy = policies.policy_book(class_store).policies["QS26"]
    assert (policy.number, policy.kind) == ("青教〔2026〕7号", "township")


def test_what_is_in_use_says_what_a_change_means(
        window: MainWindow, class_store: Store, idle: Idle) -> None:
    assert opened(window, idle, "QS26")._banner is None
    policies.use_policy(class_store, actor=TEACHER, policy="QS26")
    assert opened(window, idle, "QS26")._banner is not None


def test_until_another_file_is_here_nothing_goes_under_its_name(
        page: PolicyFilePage, window: MainWindow, class_store: Store, idle: Idle) -> None:
    page.clause_form.cards[0].rows[0].number.setText("6")
    page.clause_form.cards[0].rows[0].number.textEdited.emit("6")
    window.open_page("policy_file", policy="own")
    assert page.policy == "QS26"
    assert not page.clause_form.quote.isEnabled()
    page.check()
    idle()
    assert (page.policy, page.draft.text) == ("own", read(class_store, "own"))
    assert page.stack.isEnabled()
    assert "absent = 6" in profile_drafts.open_draft(class_store, policy="QS26").draft.text


def test_what_was_typed_since_the_check_is_not_said_to_be_right(
        page: PolicyFilePage, idle: Idle) -> None:
    page.tabs.choose("text")
    page.tabs.chosen.emit("text")
    editor = page.text.editor
    editor.setPlainText(editor.toPlainText().replace("absent = 3", "absent = 4"))
    page.check()
    editor.setPlainText(editor.toPlainText().replace('fact = "told"', 'fact = "tolt"'))
    idle()
    assert "没有错" not in page.said.text()
    assert not page.save.isEnabled()


def test_a_file_that_was_replaced_meanwhile_is_read_again(
        page: PolicyFilePage, window: MainWindow, class_store: Store, idle: Idle) -> None:
    text = read(class_store).replace("absent = 3", "absent = 4")
    profiles.add_profile_file(class_store, data=text.encode(), name="新的.toml")
    opened(window, idle, "QS26")
    assert page.clause_form.id.text() == "R040"
    assert page.clause_form.cards[0].sentence.text().startswith("连续旷课满4天")
    page.clause_form.cards[0].rows[0].number.setText("6")
    page.clause_form.cards[0].rows[0].number.textEdited.emit("6")
    opened(window, idle, "QS26")
    assert "absent = 6" in page.draft.text


def test_the_school_s_own_demands_need_no_quotation(
        window: MainWindow, class_store: Store, idle: Idle) -> None:
    page = opened(window, idle, "own")
    page.list.more.click()
    assert not page.clause_form.quoted.isVisibleTo(page.clause_form)
    assert checked(page, idle) == "没有错，还没有存下来"
    page.save.click()
    idle()
    assert "own" in policies.policy_book(class_store).policies


def test_it_is_walked_by_keyboard_alone(
        page: PolicyFilePage, window: MainWindow, idle: Idle) -> None:
    page.list.view.setFocus()
    QTest.keyClick(page.list.view, Qt.Key.Key_Down)
    assert page.clause_form.id.text() == page.draft.blocks[page.list.at()].id
    QTest.keyClick(page.list.view, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.current() == "text"
    for pane in page.panes():
        assert pane.isVisible()
    QTest.keyClick(page.list.view, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    for at, first in ((page.list.at(), page.clause_form.id),
                      (-1, page.head_form.lines["title"])):
        page.list.view.go(str(at))
        page.tabs.setFocus()
        window.commands["pane"].action.trigger()
        assert window.focusWidget() is first
    page.guide.click()
    assert "[[clause]]" in window.sheet().text.toPlainText()  # type: ignore[union-attr]
    QTest.keyClick(window.sheet(), Qt.Key.Key_Escape)
    assert window.sheet() is None


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_all_words_fit(
        page: PolicyFilePage, window: MainWindow, theme: Theme, idle: Idle,
        fits: Callable[[QWidget], None], size: tuple[int, int], large: bool) -> None:
    theme.switch(large=large)
    window.resize(*size)
    for tab in ("form", "text"):
        page.tabs.choose(tab)
        page.tabs.chosen.emit(tab)
        settle()
        fits(page)
    page.list.view.go("-1")
    settle()
    fits(page)


def test_what_only_the_text_can_change_is_said_beside_the_fields(
        page: PolicyFilePage, idle: Idle) -> None:
    """The fields hold figures; periods and what a file joins are words of the text."""
    said = [words.text() for words in page.clause_form.cards[0].findChildren(Words)]
    assert any("每隔多久" in text and "Ctrl+Tab" in text for text in said)
    page.list.view.go("-1")
    idle()
    said = [words.text() for words in page.head_form.findChildren(Words)]
    assert any("引用哪几份文件" in text for text in said)
