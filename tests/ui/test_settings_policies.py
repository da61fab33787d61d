"""设置 · 文件与规定: figures and their past, titles, readings, days, and files, by keyboard."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from faults import Faults
from people import NOW, TEACHER
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from settling import settle

from kongchuo_desktop.operations import policies, profiles
from kongchuo_desktop.operations.profiles import NewHead
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.pages.policy_file import PolicyFilePage
from kongchuo_desktop.ui.pages.settings import SettingsPage
from kongchuo_desktop.ui.pages.settings_clauses import ClauseCard
from kongchuo_desktop.ui.pages.settings_figures import PastSheet, TakeBackForm, TitleForm
from kongchuo_desktop.ui.pages.settings_policies import PoliciesSection
from kongchuo_desktop.ui.pages.settings_profiles import CopyForm, RemoveForm
from kongchuo_desktop.ui.pages.settings_uses import PolicyChooser
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

TODAY = NOW.date()
FIGURE = "R050/absent.on.absent"
COPY = NewHead("QS26", "青石县控辍办法", "青石县教育局", kind="county")
PLAIN = Qt.KeyboardModifier.NoModifier
Idle = Callable[[], None]


@pytest.fixture
def window(settings_window: MainWindow, idle: Idle) -> MainWindow:
    idle()
    return settings_window


def section_of(window: MainWindow, idle: Idle, tab: str = "figures") -> PoliciesSection:
    window.open_page("settings", section="policy")
    idle()
    page = window.page()
    assert isinstance(page, SettingsPage)
    section = page.section()
    assert isinstance(section, PoliciesSection)
    section.tabs.choose(tab)
    section.tabs.chosen.emit(tab)
    return section


def sheet_of(window: MainWindow, kind: type[QWidget]) -> FormDialog:
    sheet = window.sheet()
    assert isinstance(sheet, kind)
    return sheet  # type: ignore[return-value]


def words_in(widget: QWidget | None) -> str:
    assert widget is not None
    return "\n".join(label.text() for label in widget.findChildren(Words))


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    widget.setFocus()
    QTest.keyClick(widget, key, modifier)


def test_the_past_of_a_figure_is_shown_and_it_is_taken_back_with_a_reason(
        window: MainWindow, class_store: Store, idle: Idle) -> None:
    policies.set_figure(class_store, actor=TEACHER, policy="XY24", binding=FIGURE, value="3",
                        why="9月1日校务会议")
    section = section_of(window, idle)
    section.figure_view.go(FIGURE)
    press(section.figure_view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    said = words_in(window.sheet())
    assert "3天 · 9月17日起" in said
    assert TEACHER.name in said
    assert "9月1日校务会议" in said
    sheet = window.sheet()
    assert isinstance(sheet, PastSheet)
    sheet.back.click()
    form = sheet_of(window, TakeBackForm)
    form.send.click()
    idle()
    assert form.fields["why"].error()
    form.fields["why"].editor.setPlainText("上级有了新的规定")  # type: ignore[attr-defined]
    form.send.click()
    idle()
    assert section.figure_view.payload().origin == "unset"
    assert [s.why for s in policies.own_settings(class_store)] == ["上级有了新的规定"]


def test_a_reading_is_changed_with_its_unit(
        window: MainWindow, class_store: Store, idle: Idle) -> None:
    section = section_of(window, idle)
    section.figure_view.go("R050/absent.within")
    assert section.figure_view.payload().origin == "reading"
    press(section.figure_view, Qt.Key.Key_Return)
    form = sheet_of(window, FormDialog)
    form.fields["value"].editor.setText("2")  # type: ignore[attr-defined]
    form.fields["unit"].editor.choose("school days")  # type: ignore[attr-defined]
    form.fields["why"].editor.setPlainText("山区路远")  # type: ignore[attr-defined]
    form.send.click()
    idle()
    line = section.figure_view.payload()
    assert (line.origin, line.text) == ("own", "2个上课日")


def test_one_of_two_titles_is_chosen(window: MainWindow, class_store: Store, idle: Idle) -> None:
    section = section_of(window, idle)
    assert section.figure_view.go("title/劝学通知书")
    press(section.figure_view, Qt.Key.Key_Return)
    form = sheet_of(window, TitleForm)
    form.fields["title"].editor.choose("岫岩县义务教育劝学通知书")  # type: ignore[attr-defined]
    form.send.click()
    idle()
    line = section.figure_view.payload()
    assert (line.text, line.origin) == ("岫岩县义务教育劝学通知书", "own")


def test_readings_are_found_and_read_on_the_card(window: MainWindow, idle: Idle) -> None:
    section = section_of(window, idle, "clauses")
    everything = section.clauses.rowCount()
    section.read_only.click()
    read = section.clauses.rowCount()
    assert 0 < read < everything
    section.clause_view.go("XY24/R110")
    press(section.clause_view, Qt.Key.Key_Return)
    said = words_in(sheet_of(window, ClauseCard))
    assert "送达《劝学通知书》（监护人）以后过7天" in said
    assert "我们的理解：从回证上的日期起算" in said
    assert "G-0" not in said
    QTest.keyClick(window.sheet(), Qt.Key.Key_Escape)
    assert window.sheet() is None


def test_a_document_is_found_by_typing_and_followed_from_a_later_day(
        window: MainWindow, class_store: Store, idle: Idle) -> None:
    section = section_of(window, idle, "uses")
    section.change.click()
    chooser = window.sheet()
    assert isinstance(chooser, PolicyChooser)
    assert chooser.model.rowCount() >= 20
    assert chooser.view.minimumHeight() >= 4 * Px.DUTY_ROW_NARROW
    chooser.search.setFocus()
    QTest.keyClicks(chooser.search, "d09")
    assert chooser.model.rowCount() == 1
    chooser.since.set_value(date(2027, 3, 1))
    QTest.keyClick(chooser, Qt.Key.Key_Return)
    idle()
    uses = policies.policy_uses(class_store)
    assert [(use.policy, use.since) for use in uses] == [("XY24", None), ("D09", date(2027, 3, 1))]
    assert section.policy == "XY24"
    section.use_view.go_first()
    assert section.use_view.payload().policy == "D09"
    press(section.use_view, Qt.Key.Key_Return)
    idle()
    assert len(policies.policy_uses(class_store)) == 1
    window.ctx.undo()
    idle()
    assert section.uses.rowCount() == 2


def test_a_copy_is_made_and_opened_for_writing(
        window: MainWindow, class_store: Store, idle: Idle) -> None:
    section = section_of(window, idle, "files")
    section.files.search.setText("责任书")
    section.files.view.go("D09")
    press(section.files.view, Qt.Key.Key_Return)
    form = sheet_of(window, CopyForm)
    assert form.values()["source"] == "D09"
    form.send.click()
    assert form.fields["title"].error()
    assert form.fields["id"].error()
    for name, text in (("title", "青石县控辍办法"), ("id", "XY24"), ("issuer", "青石县教育局")):
        form.fields[name].editor.setText(text)  # type: ignore[attr-defined]
    form.send.click()
    idle()
    assert "已经有一份文件用了" in form.fields["id"].error()
    form.fields["id"].editor.setText("QS26")  # type: ignore[attr-defined]
    form.send.click()
    idle()
    page = window.page()
    assert isinstance(page, PolicyFilePage)
    assert page.policy == "QS26"
    assert policies.policy_book(class_store).policies["QS26"].issuer == "青石县教育局"


def test_files_are_taken_in_given_out_and_removed(
        window: MainWindow, class_store: Store, idle: Idle, tmp_path: Path, faults: Faults,
        monkeypatch: pytest.MonkeyPatch) -> None:
    profiles.copy_profile(class_store, policy="D09", head=COPY)
    section = section_of(window, idle, "files")
    file = tmp_path / "给别人.toml"
    monkeypatch.setattr(pickers, "choose_new_file", lambda *args: file)
    section.files.view.go("QS26")
    section.files.give.click()
    idle()
    assert file.read_text(encoding="utf-8") == profiles.profile_text(class_store, policy="QS26")
    section.files.gone.click()
    sheet_of(window, RemoveForm).send.click()
    idle()
    assert section.files.model.find("QS26") == -1
    monkeypatch.setattr(pickers, "choose_file", lambda *args: file)
    section.files.take.click()
    idle()
    assert section.files.model.find("QS26") >= 0
    file.write_text('id = "QS30"\ntitle = "缺级别"\n', encoding="utf-8")
    section.files.take.click()
    idle()
    assert "给别人.toml第1行" in words_in(window.sheet())
    assert section.files.model.find("QS30") == -1


def test_what_is_used_cannot_be_deleted(
        window: MainWindow, class_store: Store, idle: Idle) -> None:
    profiles.copy_profile(class_store, policy="D09", head=COPY)
    policies.use_policy(class_store, actor=TEACHER, policy="QS26")
    section = section_of(window, idle, "files")
    for key in ("QS26", "XY24"):
        assert section.files.view.go(key)
        assert not section.files.gone.isEnabled()


def test_a_file_with_a_mistake_is_named_above_the_list(
        window: MainWindow, class_store: Store, idle: Idle) -> None:
    folder = class_store.folder / policies.OWN_FOLDER
    folder.mkdir()
    (folder / "错的.toml").write_text('id = "QS31"\n', encoding="utf-8")
    policies.forget_book()
    section = section_of(window, idle, "files")
    assert "错的.toml第1行" in section.files.wrong.text()
    assert section.title.text().startswith("岫岩")


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_all_words_of_all_lists_fit(
        window: MainWindow, theme: Theme, idle: Idle, fits: Callable[[QWidget], None],
        size: tuple[int, int], large: bool) -> None:
    theme.switch(large=large)
    window.resize(*size)
    for tab in ("figures", "clauses", "uses", "files"):
        section = section_of(window, idle, tab)
        settle()
        fits(section)
    section.change.click()
    settle()
    sheet = window.sheet()
    assert sheet is not None
    fits(sheet)
    sheet.reject()
