"""设置 · 文书样式: a county's pack is looked over, taken in, issued by, and taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lived import TODAY, Lived, window_with
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.operations.paper_numbers import number_style
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.papers import reprint, specimen
from kongchuo_desktop.paths import FORMS, HELP
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers import PapersPage
from kongchuo_desktop.ui.pages.settings import SettingsPage
from kongchuo_desktop.ui.pages.settings_form_numbers import WordForm
from kongchuo_desktop.ui.pages.settings_form_packs import PackSheet
from kongchuo_desktop.ui.pages.settings_forms import FormsSection
from kongchuo_desktop.ui.pages.specimen_sheet import SpecimenSheet
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
EXAMPLES = HELP / "form_examples"


@pytest.fixture
def window(lived_ctx: AppContext, idle: Idle, qtbot: QtBot) -> MainWindow:
    window = window_with(lived_ctx, settings=SettingsPage, papers=lambda ctx: PapersPage(
        ctx, printer=lambda pdfs, copies: None))
    qtbot.addWidget(window)
    window.open_page("settings", section="forms")
    idle()
    return window


@pytest.fixture
def section(window: MainWindow) -> FormsSection:
    page = window.page()
    assert isinstance(page, SettingsPage)
    found = page.section()
    assert isinstance(found, FormsSection)
    return found


def said(sheet: QWidget) -> str:
    return "\n".join(words.text() for words in sheet.findChildren(Words))


def take(section: FormsSection, window: MainWindow, path: Path, idle: Idle) -> PackSheet:
    section.packs.look(path)
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PackSheet)
    return sheet


def test_a_form_changed_by_the_county_is_what_the_teacher_issues(
    section: FormsSection, window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle,
    qtbot: QtBot
) -> None:
    sheet = take(section, window, EXAMPLES, idle)
    assert "替换《义务教育阶段学生劝学通知书》" in said(sheet)
    assert "新加《学生上下学接送登记表》" in said(sheet)
    sheet.send.click()
    idle()
    assert list(section.packs.take_back) == ["form_examples"]

    window.open_page("papers", form="劝学通知书", pupil=lived.id(23))
    page = window.page()
    assert isinstance(page, PapersPage)
    idle()
    editor = page.fields.fields["limit"].editor
    assert editor.text() == "", "the county has the deadline written by hand"
    type_into(editor, "9-30")
    qtbot.waitUntil(lambda: not page._settle.isActive())
    idle()
    page.panel.print.click()
    idle()
    paper = paper_register(lived_ctx.store)[0]
    assert (paper.form, f"{paper.limit}") == ("persuasion_notice", "2026-09-30")
    assert paper.serial == (lived.paper.serial or 0) + 1


def test_a_wholly_new_form_is_issued_from_the_window(
    section: FormsSection, window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle,
    qtbot: QtBot, tmp_path: Path
) -> None:
    take(section, window, EXAMPLES / "3_school_bus.toml", idle).send.click()
    idle()
    window.open_page("papers", form="school_bus", pupil=lived.id(23))
    page = window.page()
    assert isinstance(page, PapersPage)
    idle()
    page.panel.print.click()
    idle()
    (paper,) = [p for p in paper_register(lived_ctx.store) if p.form == "school_bus"]
    assert paper.number.startswith("接送字")
    assert page.preview.shown() == reprint(lived_ctx.store, paper=paper.id)


def test_a_pack_with_a_mistake_says_where_and_is_not_taken(
    section: FormsSection, window: MainWindow, lived_ctx: AppContext, idle: Idle, tmp_path: Path
) -> None:
    text = (EXAMPLES / "3_school_bus.toml").read_text(encoding="utf-8")
    folder = tmp_path / "县样式"
    folder.mkdir()
    (folder / "bus.toml").write_text(text.replace("{guardian}", "{guardain}"), encoding="utf-8")
    (folder / "说明.docx").write_bytes(b"x")
    sheet = take(section, window, folder, idle)
    assert "bus.toml" in said(sheet)
    assert "guardain" in said(sheet)
    assert "说明.docx" in said(sheet)
    assert not sheet.send.isEnabled()
    assert not (lived_ctx.store.folder / "forms").exists()


def test_a_pack_is_taken_back_after_asking(
    section: FormsSection, window: MainWindow, idle: Idle
) -> None:
    take(section, window, EXAMPLES / "3_school_bus.toml", idle).send.click()
    idle()
    section.packs.take_back["3_school_bus"].click()
    asked = window.sheet()
    assert isinstance(asked, FormDialog)
    asked.send.click()
    idle()
    assert section.packs.take_back == {}
    section.search.setText("接送")
    assert section.model.rowCount() == 0


def test_a_specimen_of_any_form_is_looked_at_and_printed(
    section: FormsSection, window: MainWindow, idle: Idle
) -> None:
    type_into(section.search, "qxtzs")
    section.list.setFocus()
    QTest.keyClick(section.list, Qt.Key.Key_Return)
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, SpecimenSheet)
    assert sheet.preview.pages() >= 1
    printed: list[bytes] = []
    sheet.printer = lambda pdfs, copies: printed.extend(pdfs)
    sheet.print.click()
    idle()
    assert printed == [sheet.preview.shown()]


def test_numbers_are_written_as_the_school_wants(
    section: FormsSection, window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle
) -> None:
    section.numbers.pattern.setFocus()
    QTest.keyClick(section.numbers.pattern, Qt.Key.Key_End)
    idle()
    section.numbers.word.click()
    form = window.sheet()
    assert isinstance(form, WordForm)
    form.fields["form"].editor.choose("persuasion_notice")
    type_into(form.fields["word"].editor, "青劝第")
    form.send.click()
    idle()
    assert form.fields["word"].error()
    type_into(form.fields["word"].editor, "青劝通字")
    form.send.click()
    idle()
    style = number_style(lived_ctx.store)
    assert (style.style, style.words) == ("9704", {"persuasion_notice": "青劝通字"})
    type_into(section.search, "劝学通知书")
    assert any("青劝通字〔2026〕1号" in section.model.line(at).payload.number
               for at in range(1, section.model.rowCount()))


def test_the_word_in_use_stands_below_and_an_empty_one_brings_it_back(
    section: FormsSection, window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle
) -> None:
    def word(text: str) -> str:
        section.numbers.word.click()
        form = window.sheet()
        assert isinstance(form, WordForm)
        form.form_choice.choose("persuasion_notice")
        hint = form.fields["word"].hint()
        type_into(form.fields["word"].editor, text)
        form.send.click()
        idle()
        return hint

    assert word("青劝通字") == "现在是“义劝通字”"
    assert word("") == "现在是“青劝通字”"
    assert word("青劝通字") == "现在是“义劝通字”"


def test_letters_get_a_red_head_by_one_tick(
    section: FormsSection, window: MainWindow, lived_ctx: AppContext, idle: Idle
) -> None:
    def letter() -> bytes:
        return specimen("suggestion_to_township", day=TODAY, store=lived_ctx.store).pdf

    plain = letter()
    box = section.numbers.red
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    idle()
    assert box.isChecked()
    assert letter() != plain
    window.ctx.undo()
    idle()
    assert not box.isChecked()
    assert letter() == plain


def test_a_form_is_exported_and_taken_in_again(
    section: FormsSection, window: MainWindow, idle: Idle, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(parent: QWidget, title: str, name: str, kinds: str) -> Path:
        asked.append(name)
        return tmp_path / name

    monkeypatch.setattr(pickers, "choose_new_file", choose)
    type_into(section.search, "persuasion_notice")
    section.save.click()
    idle()
    assert asked == ["persuasion_notice.toml"]
    kept = (tmp_path / asked[0]).read_bytes()
    assert kept == (FORMS / asked[0]).read_bytes()
    sheet = take(section, window, tmp_path / asked[0], idle)
    assert "没有变《义务教育阶段学生劝学通知书》" in said(sheet)


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_everything_fits(section: FormsSection, window: MainWindow, idle: Idle, fits: Fits,
                         size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.processEvents()
    fits(window)
