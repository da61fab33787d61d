"""文书 driven like a person would: choosing, filling, issuing, printing, failing printers."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from faults import Faults
from lived import LONG, TODAY, Lived, window_with
from people import TEACHER
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.forms import OWN_FOLDER
from kongchuo_desktop.operations.paper_register import IssuedPaper, paper_register
from kongchuo_desktop.operations.paper_shelf import DUE, KINDS, NAMED
from kongchuo_desktop.operations.papers import reprint
from kongchuo_desktop.operations.roster import edit_pupil
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.tables import Paper
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.own_paper import OwnPaperForm
from kongchuo_desktop.ui.forms.served import ServedForm
from kongchuo_desktop.ui.pages.papers import PapersPage
from kongchuo_desktop.ui.pages.papers_editors import BoxEditor, TicksEditor, read_day
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.parts.rows import KEY, PAYLOAD
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
Open = Callable[..., PapersPage]
NOTICE = "劝学通知书"


class Printer:
    """Takes what would be printed; ``broken`` times it refuses."""

    def __init__(self) -> None:
        self.jobs: list[tuple[list[bytes], int]] = []
        self.broken = 0

    def __call__(self, pdfs: Sequence[bytes], copies: int) -> None:
        if self.broken:
            self.broken -= 1
            raise KnownError("no_printer", "没有打印机。", kept="文号已经登记。")
        self.jobs.append((list(pdfs), copies))


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.fixture
def window(lived_ctx: AppContext, printer: Printer, idle: Idle, qtbot: QtBot) -> MainWindow:
    window = window_with(lived_ctx, papers=lambda ctx: PapersPage(ctx, printer=printer))
    qtbot.addWidget(window)
    idle()
    return window


@pytest.fixture
def page(window: MainWindow) -> PapersPage:
    found = window.page()
    assert isinstance(found, PapersPage)
    return found


@pytest.fixture
def settled(page: PapersPage, idle: Idle, qtbot: QtBot) -> Idle:
    """Wait until the last edit has been drawn."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not page._settle.isActive())
        idle()

    return wait


def new_papers(ctx: AppContext, lived: Lived) -> list[IssuedPaper]:
    return [p for p in paper_register(ctx.store) if p.id != lived.paper.id]


def kept_values(ctx: AppContext, paper: IssuedPaper) -> dict[str, object]:
    with ctx.store.session() as session:
        row = session.get(Paper, paper.id)
        assert row is not None
        return dict(row.values or {})


def field(page: PapersPage, name: str) -> LineInput:
    editor = page.fields.fields[name].editor
    assert isinstance(editor, LineInput)
    return editor


def test_one_click_prints_what_is_on_the_screen_and_nothing_else(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, printer: Printer,
    settled: Idle
) -> None:
    window.open_page("papers", form=NOTICE)
    settled()
    page.panel.whom.more.click()
    search = page.panel.whom.popover
    assert search is not None
    QTest.keyClicks(search.search, "23")
    QTest.keyClick(search.search, Qt.Key.Key_Return)
    QTest.keyClick(search, Qt.Key.Key_Escape)
    settled()
    assert page.panel.whom.chosen() == [lived.id(23)]
    assert page.state.text() == "还没有登记"
    assert not new_papers(lived_ctx, lived)
    seen = page.preview.shown()

    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    settled()

    (paper,) = new_papers(lived_ctx, lived)
    assert (paper.pupil, paper.day) == (lived.id(23), TODAY)
    assert printer.jobs == [([seen], 1)]
    assert page.preview.shown() == reprint(lived_ctx.store, paper=paper.id) == seen
    assert page.state.text() == "已登记"


def test_a_click_anywhere_in_the_box_chooses_whom_it_is_for(
    page: PapersPage, lived: Lived, settled: Idle
) -> None:
    page.picker.go("persuasion_notice")
    settled()
    QTest.mouseClick(page.panel.whom, Qt.MouseButton.LeftButton)
    search = page.panel.whom.popover
    assert search is not None
    QTest.keyClicks(search.search, "23")
    QTest.keyClick(search.search, Qt.Key.Key_Return)
    assert page.panel.whom.chosen() == [lived.id(23)]


def test_printing_waits_for_a_pupil(page: PapersPage, printer: Printer, settled: Idle) -> None:
    settled()
    assert not page.panel.print.isEnabled()
    assert ("amber", "先选学生，再打印") in page.panel.checks.checks()
    assert page.preview.pages() == 1


def test_a_paper_without_a_form_is_said_and_no_other_is_filled_in(
    page: PapersPage, window: MainWindow, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form="样例报告书", pupil=lived.id(23))
    settled()
    said = window.sheet()
    assert isinstance(said, ErrorDialog)
    said.reject()
    assert page.panel.whom.chosen() == []
    assert not page.panel.print.isEnabled()


def test_what_is_typed_is_printed_and_kept(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form=NOTICE, pupil=lived.id(23))
    settled()
    type_into(field(page, "limit"), "9-30")
    type_into(field(page, "server"), "周老师、陶主任")
    type_into(field(page, "phone"), "")
    settled()
    assert any(tone == "amber" and "求助电话" in words
               for tone, words in page.panel.checks.checks())
    page.panel.print.click()
    settled()
    (paper,) = new_papers(lived_ctx, lived)
    values = kept_values(lived_ctx, paper)
    assert paper.limit == date(2026, 9, 30)
    assert values["server"] == "周老师、陶主任"
    assert "phone" not in values


def test_a_day_nobody_can_read_blocks_until_it_is_mended(
    page: PapersPage, window: MainWindow, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form=NOTICE, pupil=lived.id(23))
    settled()
    type_into(field(page, "limit"), "下周")
    settled()
    assert page.fields.fields["limit"].error()
    assert not page.panel.print.isEnabled()
    type_into(field(page, "limit"), "2026年9月25日")
    settled()
    assert not page.fields.fields["limit"].error()
    assert page.panel.print.isEnabled()


def test_several_pupils_get_a_paper_each_with_their_own_guardian(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, printer: Printer,
    settled: Idle
) -> None:
    pupils = [lived.id(23), lived.id(5), lived.id(7)]
    window.open_page("papers", form=NOTICE, pupils=pupils)
    settled()
    assert page.place.text() == "1/3"
    first = page.preview.shown()
    page.after.click()
    assert page.place.text() == "2/3"
    assert page.preview.shown() != first
    type_into(field(page, "guardian"), "外婆某某")
    settled()
    type_into(field(page, "teacher"), "周老师")
    settled()
    page.panel.print.click()
    settled()
    papers = {p.pupil: p for p in new_papers(lived_ctx, lived)}
    assert set(papers) == set(pupils)
    assert [len(pdfs) for pdfs, _ in printer.jobs] == [3]
    guardians = {pupil: kept_values(lived_ctx, papers[pupil]).get("guardian") for pupil in pupils}
    assert guardians[pupils[1]] == "外婆某某"
    assert "外婆某某" not in (guardians[pupils[0]], guardians[pupils[2]])
    assert all(kept_values(lived_ctx, p)["teacher"] == "周老师" for p in papers.values())


def test_the_second_guardian_brings_the_whole_person(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, settled: Idle
) -> None:
    card = lived.pupils[23]
    edit_pupil(lived_ctx.store, actor=TEACHER, pupil=card.id, prior=card.tips, values={
        "guardian1_name": "程甲", "guardian1_relation": "父", "guardian2_name": "程乙",
        "guardian2_relation": "祖母"})
    page.refresh(None)
    window.open_page("papers", form=NOTICE, pupil=card.id)
    settled()
    choice = page.fields.fields["guardian"].editor
    assert isinstance(choice, Choice)
    assert choice.currentText() == "程甲（父）"
    QTest.keyClick(choice, Qt.Key.Key_Down)
    settled()
    page.panel.print.click()
    settled()
    values = kept_values(lived_ctx, new_papers(lived_ctx, lived)[0])
    assert (values["guardian"], values["relation"]) == ("程乙", "祖母")


def test_a_broken_printer_leaves_the_number_issued_and_prints_the_same_bytes_later(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, printer: Printer,
    settled: Idle
) -> None:
    printer.broken = 1
    window.open_page("papers", form=NOTICE, pupil=lived.id(23))
    settled()
    page.panel.print.click()
    settled()
    (paper,) = new_papers(lived_ctx, lived)
    dialog = window.sheet()
    assert isinstance(dialog, ErrorDialog)
    dialog.reject()
    page.panel.again.click()
    settled()
    assert printer.jobs == [([reprint(lived_ctx.store, paper=paper.id)], 1)]
    assert new_papers(lived_ctx, lived) == [paper]


def test_a_character_no_font_has_blocks_with_its_name(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form=NOTICE, pupil=lived.id(23))
    settled()
    type_into(field(page, "guardian"), "张\ue123")
    settled()
    reds = [words for tone, words in page.panel.checks.checks() if tone == "red"]
    assert len(reds) == 1
    assert "监护人姓名" in reds[0]
    assert "\ue123" in reds[0]
    assert not page.panel.print.isEnabled()
    assert not new_papers(lived_ctx, lived)


def test_keeping_as_pdf_registers_and_writes_the_same_bytes(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, printer: Printer,
    settled: Idle, tmp_path: Path
) -> None:
    offered: list[str] = []

    def ask(name: str) -> Path:
        offered.append(name)
        return tmp_path / "通知书.pdf"

    page.files.ask_file = ask
    window.open_page("papers", form=NOTICE, pupil=lived.id(24))
    settled()
    page.panel.keep.click()
    settled()
    (paper,) = new_papers(lived_ctx, lived)
    assert (tmp_path / "通知书.pdf").read_bytes() == reprint(lived_ctx.store, paper=paper.id)
    assert not printer.jobs
    assert paper.number in offered[0]
    assert LONG in offered[0]


def test_service_is_written_down_where_the_paper_was_issued(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form=NOTICE, pupil=lived.id(23))
    settled()
    page.panel.print.click()
    settled()
    page.panel.serve.click()
    settled()
    form = window.sheet()
    assert isinstance(form, ServedForm)
    type_into(form.to, "程某")
    QTest.keyClick(form, Qt.Key.Key_Return)
    settled()
    assert new_papers(lived_ctx, lived)[0].served == TODAY
    assert not page.panel.serve.isEnabled()


def test_another_pupil_starts_from_a_clean_draft(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form=NOTICE, pupil=lived.id(23))
    settled()
    page.panel.print.click()
    settled()
    page.panel.anew.click()
    settled()
    assert page.state.text() == "还没有登记"
    assert page.panel.whom.chosen() == []
    assert len(new_papers(lived_ctx, lived)) == 1


def shown(page: PapersPage) -> list[tuple[str, list[str]]]:
    """The headings of the list with the papers under each."""
    found: list[tuple[str, list[str]]] = []
    for at in range(page.model.rowCount()):
        listed = page.model.index(at).data(PAYLOAD)
        if listed is None:
            found.append((page.model.index(at).data(), []))
        else:
            found[-1][1].append(listed.choice.form.paper)
    return found


def test_what_is_due_stands_first_then_what_the_document_names(
    page: PapersPage, settled: Idle
) -> None:
    heads = [head for head, _ in shown(page)]
    assert heads[0] == DUE
    assert "辍学报告书" in dict(shown(page))[DUE]
    assert heads[1] == NAMED
    assert NOTICE in dict(shown(page))[NAMED]
    assert set(heads[2:]) <= set(KINDS)
    every = [paper for _, papers in shown(page) for paper in papers]
    assert "今日清单" not in every
    ids = [page.model.index(at).data(KEY) for at in range(page.model.rowCount())]
    ids = [key for key in ids if key]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("typed", ["qxtzs", "劝学通知", "r096", "persuasion_notice"])
def test_a_form_is_found_as_one_types(page: PapersPage, settled: Idle, typed: str) -> None:
    page.list.setFocus()
    if typed.isascii():
        QTest.keyClicks(page.list, typed[0])
        QTest.keyClicks(page.picker.search, typed[1:])
    else:
        type_into(page.picker.search, typed)
    assert page.picker.search.text() == typed
    settled()
    assert NOTICE in [paper for _, papers in shown(page) for paper in papers]
    QTest.keyClick(page.picker.search, Qt.Key.Key_Return)
    assert page.list.hasFocus()
    assert page.clear_search()
    assert len(shown(page)) > 2


def test_another_search_begins_anew_and_nothing_found_prints_nothing(
    page: PapersPage, window: MainWindow, printer: Printer, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form=NOTICE, pupil=lived.id(23))
    settled()
    for typed in ("fxbgs", "zzz"):
        page.list.setFocus()
        QTest.keyClicks(page.list, typed[0])
        QTest.keyClicks(page.picker.search, typed[1:])
        assert page.picker.search.text() == typed
    assert page.picker.none.isVisible()
    QTest.keyClick(page.picker.search, Qt.Key.Key_Return)
    assert page.picker.search.hasFocus()
    settled()
    assert printer.jobs == []


def test_enter_goes_from_the_form_to_the_child_and_then_prints(
    page: PapersPage, lived: Lived, printer: Printer, settled: Idle
) -> None:
    page.picker.go("persuasion_notice")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    search = page.panel.whom.popover
    assert search is not None
    assert search.search.hasFocus()
    for seat in ("23", "5"):
        QTest.keyClicks(search.search, seat)
        QTest.keyClick(search.search, Qt.Key.Key_Return)
        assert search.search.text() == "", "the next name is typed at once"
    assert page.panel.whom.chosen() == [lived.id(23), lived.id(5)]
    assert page.panel.whom_field.label.text() == "学生（2人）"
    QTest.keyClick(search.search, Qt.Key.Key_Return)
    assert page.panel.whom.chosen() == [lived.id(23), lived.id(5)], "Enter leaves nobody out"
    settled()
    assert page.list.hasFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    settled()
    assert [len(pdfs) for pdfs, _ in printer.jobs] == [2]


def test_forms_of_one_name_are_told_apart_in_the_list(page: PapersPage, settled: Idle) -> None:
    type_into(page.picker.search, "辍学生返校通知书")
    names = [listed.name for at in range(page.model.rowCount())
             if (listed := page.model.index(at).data(PAYLOAD)) is not None]
    assert len(names) > 1
    assert len(set(names)) == len(names)


def test_a_county_form_is_tagged(
    page: PapersPage, lived_ctx: AppContext, settled: Idle
) -> None:
    own = lived_ctx.store.folder / OWN_FOLDER
    own.mkdir()
    text = (FORMS / "persuasion_letter.toml").read_text(encoding="utf-8")
    (own / "persuasion_letter.toml").write_text(
        text.replace('paper = "劝学通知书"', 'paper = "劝学书"'), encoding="utf-8")
    page.refresh(None)
    settled()
    listed = [page.model.index(at).data(PAYLOAD) for at in range(page.model.rowCount())]
    county = {one.choice.form.paper: one.choice.county for one in listed if one}
    assert county["劝学书"]
    assert not county[NOTICE]


def test_a_whole_class_gets_its_papers_by_seat(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form="privacy_consent")
    settled()
    page.panel.whom.more.click()
    search = page.panel.whom.popover
    assert search is not None
    type_into(search.search, "全班")
    QTest.keyClick(search.search, Qt.Key.Key_Return)
    QTest.keyClick(search, Qt.Key.Key_Escape)
    chosen = page.panel.whom.chosen()
    assert chosen == [lived.pupils[seat].id for seat in sorted(lived.pupils)]


def test_a_paper_for_teachers_takes_names_that_are_typed(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form="duty_contract")
    settled()
    assert ("amber", "先选教师，再打印") in page.panel.checks.checks()
    page.panel.whom.more.click()
    search = page.panel.whom.popover
    assert search is not None
    type_into(search.search, "甲老师")
    QTest.keyClick(search.search, Qt.Key.Key_Return)
    type_into(search.search, "乙老师")
    QTest.keyClick(search.search, Qt.Key.Key_Return)
    QTest.keyClick(search, Qt.Key.Key_Escape)
    settled()
    assert page.place.text() == "1/2"
    page.panel.later.click()
    settled()
    assert {p.form for p in new_papers(lived_ctx, lived)} == {"duty_contract"}
    assert len(new_papers(lived_ctx, lived)) == 2
    assert page.queue.text() == "待打印 2"


def test_boxes_and_ticks_are_printed_and_kept(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form="mobilisation_record", pupil=lived.id(23))
    settled()
    ticks, box = page.fields.editors["measures"], page.fields.editors["pupil_view"]
    assert isinstance(ticks, TicksEditor)
    assert isinstance(box, BoxEditor)
    word = next(iter(ticks.ticks.boxes))
    QTest.mouseClick(ticks.ticks.boxes[word], Qt.MouseButton.LeftButton)
    QTest.keyClicks(box.box, "wants to come back")
    settled()
    page.panel.later.click()
    settled()
    values = kept_values(lived_ctx, new_papers(lived_ctx, lived)[0])
    assert values["measures"] == [word]
    assert values["pupil_view"] == "wants to come back"


def test_another_visit_than_the_latest_is_chosen(
    page: PapersPage, window: MainWindow, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form="visit_record", pupil=lived.id(23))
    settled()
    latest = page.preview.shown()
    visits = page.panel.visits
    assert visits.isVisible()
    assert visits.choice.count() > 1
    visits.choice.setFocus()
    QTest.keyClick(visits.choice, Qt.Key.Key_Down)
    settled()
    assert page.preview.shown() != latest


@pytest.mark.parametrize(("typed", "meant"), [
    ("9-24", date(2026, 9, 24)), ("9月24日", date(2026, 9, 24)), ("2027-1-3", date(2027, 1, 3)),
    ("2026年9月24日", date(2026, 9, 24)),
])
def test_days_may_be_typed_short(typed: str, meant: date) -> None:
    assert read_day(typed, today=TODAY) == meant


@pytest.mark.parametrize("typed", ["2026年9月", "2-30", "明天"])
def test_half_days_are_refused(typed: str) -> None:
    with pytest.raises(KnownError):
        read_day(typed, today=TODAY)


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_everything_fits_with_long_and_rare_names(
    page: PapersPage, window: MainWindow, lived: Lived, settled: Idle, fits: Fits,
    size: tuple[int, int], large: bool, lived_ctx: AppContext
) -> None:
    lived_ctx.theme.switch(large=large)
    window.resize(*size)
    window.open_page("papers", form=NOTICE, pupils=[lived.id(24), lived.id(5)])
    settled()
    for step in ("list", "page", "fields"):
        page.step_on(step)
        QApplication.processEvents()
        fits(window)
    page.panel.print.click()
    settled()
    QApplication.processEvents()
    fits(window)


def test_narrow_goes_from_list_to_page_to_fields_and_esc_goes_back(
    page: PapersPage, window: MainWindow, settled: Idle
) -> None:
    window.resize(911, 442)
    settled()
    page.step_on("list")
    assert not page.state.isVisible(), "the list is of forms, none of which is issued"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert page.preview.isVisible()
    assert page.state.isVisible()
    assert not page.list.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert page.panel.isVisible()
    assert page.panel.whom.more.hasFocus(), "nobody is chosen yet"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.preview.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.list.isVisible()


def test_nothing_goes_wrong_unseen(page: PapersPage, faults: Faults, settled: Idle) -> None:
    settled()
    assert (faults.known, faults.bugs) == ([], [])


def test_what_was_written_on_paper_of_the_school_s_own_is_noted_with_whom_it_went_to(
    page: PapersPage, window: MainWindow, lived_ctx: AppContext, lived: Lived, settled: Idle,
    idle: Idle
) -> None:
    window.open_page("papers", form="辍学报告书", pupil=lived.id(24))
    settled()
    page.panel.own.click()
    idle()
    form = window.sheet()
    assert isinstance(form, OwnPaperForm)
    type_into(form.number, "校报〔2026〕1号")
    form.send.click()
    idle()
    assert "交到乡镇政府" in window.toast.text()
    (own,) = new_papers(lived_ctx, lived)
    assert (own.own, own.title, own.pupil, own.number) == (
        True, "辍学报告书", lived.id(24), "校报〔2026〕1号")
    assert "township" in own.handed


def test_paper_of_the_school_s_own_is_noted_for_one_child_at_a_time(
    page: PapersPage, window: MainWindow, lived: Lived, settled: Idle
) -> None:
    window.open_page("papers", form=NOTICE, pupils=[lived.id(3), lived.id(4)])
    settled()
    assert not page.panel.own.isVisible()
