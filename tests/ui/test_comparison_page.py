"""比对: lists taken in from Excel, laid together, each question answered, each child settled."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from comparison_county import children
from joined import ShowPage
from joined_stores import Bench
from people import DESK, OFFICE, SCHOOL
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.operations import cases, roster
from kongchuo_desktop.operations.comparison_decisions import decided
from kongchuo_desktop.operations.comparison_lists import child_lists, people_of, take_in_list
from kongchuo_desktop.operations.comparison_outcomes import CASE, outcomes
from kongchuo_desktop.operations.history import undo
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event, SameChild
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.forms.comparison import (
    FoundCaseForm,
    HandForm,
    OutcomeForm,
    PickForm,
    TakeInForm,
)
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.comparison import ComparisonPage
from kongchuo_desktop.ui.pages.comparison_numbers import Left
from kongchuo_desktop.ui.pages.comparison_rows import NUMBER, WHY
from kongchuo_desktop.ui.pages.comparison_side import apart
from kongchuo_desktop.ui.pages.importing_states import WorkingState
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog, ErrorDialog
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Type

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
Show = Callable[[Store, Actor], ComparisonPage]
CHILDREN = [replace(child, key=f"第{at}行") for at, child in enumerate(children(6, 21), start=5)]
KEY = Qt.Key


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The Excel file that is chosen, or written, in the system's dialog."""
    return tmp_path / "名单.xlsx"


@pytest.fixture
def show(show_page: ShowPage, file: Path) -> Show:
    def made(store: Store, actor: Actor) -> ComparisonPage:
        spec = PageSpec("comparison", "比对", "list-checks", lambda ctx: ComparisonPage(
            ctx, ask_file=lambda *_: file, ask_target=lambda *_: file))
        page = show_page(store, actor, spec)
        assert isinstance(page, ComparisonPage)
        return page

    return made


def slip(person: Person) -> Person:
    """The same child with one digit of the number wrong."""
    digit = str((int(person.number[10]) + 1) % 10)
    return replace(person, number=person.number[:10] + digit + person.number[11:])


def keep(store: Store, kind: str, people: list[Person], actor: Actor = OFFICE) -> str:
    return take_in_list(store, actor=actor, kind=kind, people=people, source=f"{kind}.xlsx").id


@pytest.fixture
def two_lists(school_store: Store) -> Store:
    """Of six children of the household list four have a 学籍, two of these with a wrong digit."""
    keep(school_store, "household", CHILDREN)
    keep(school_store, "enrolment", [*CHILDREN[:2], slip(CHILDREN[2]), slip(CHILDREN[3])])
    return school_store


def compared(page: ComparisonPage, idle: Idle, tab: str = "") -> ComparisonPage:
    page.go.click()
    idle()
    if tab:
        page.tabs.choose(tab)
        page.tabs.chosen.emit(tab)
    return page


def names(page: ComparisonPage) -> list[str]:
    return [line.person.name for line in page.work.model.shown_lines()]


def states(page: ComparisonPage) -> list[str]:
    return [line.state[0] for line in page.work.model.shown_lines()]


def texts(lines: QWidget) -> list[str]:
    """What stands in a grid of the side, from its first cell to the last."""
    grid = lines.layout()
    assert grid is not None
    cells = [grid.itemAt(at) for at in range(grid.count())]
    return [words.text() for cell in cells if cell is not None
            and isinstance(words := cell.widget(), Words)]


def press(page: ComparisonPage, *keys: Qt.Key) -> None:
    for key in keys:
        focus = page.window().focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)


def test_a_list_is_taken_in_by_keys_alone(school_store: Store, show: Show, idle: Idle,
                                          file: Path, fits: Fits) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["公民姓名", "公民身份证号码", "户主姓名"])
    for child in CHILDREN:
        sheet.append([child.name, child.number, child.guardians[0]])
    book.save(file)
    page = show(school_store, OFFICE)
    assert "装入两份以上" in page.lists.said.text()
    page.lists.view.setFocus()
    press(page, KEY.Key_Return)
    idle()
    form = page.window().findChild(TakeInForm)
    assert form is not None
    fits(form)
    said = "".join(words.text() for words in form.findChildren(Words))
    assert "认出6行：有证件号的6行，有出生日期的6行，有监护人的6行" in said
    form.fields["giver"].editor.setText("派出所")  # type: ignore[attr-defined]
    QTest.keyClick(form, KEY.Key_Return)
    idle()
    (kept,) = child_lists(school_store)
    assert (kept.kind, kept.giver, kept.count) == ("household", "派出所", 6)
    assert "按“比对”" in page.lists.said.text(), "the roster is the second list"


def test_a_file_that_is_no_list_says_what_to_do(school_store: Store, show: Show, idle: Idle,
                                                file: Path) -> None:
    file.write_bytes(b"no sheet")
    page = show(school_store, OFFICE)
    page.take_in("household")
    idle()
    assert page.window().findChild(ErrorDialog) is not None
    assert page.lists.isVisible()
    assert child_lists(school_store) == []


def test_one_list_is_not_compared(bureau_store: Store, show: Show, idle: Idle) -> None:
    page = compared(show(bureau_store, DESK), idle)
    dialog = page.window().findChild(ErrorDialog)
    assert dialog is not None
    assert any("至少要两份" in words.text() for words in dialog.findChildren(Words))
    assert page.lists.isVisible()
    assert not page.tabs.isVisible()


def test_each_result_has_its_children_and_why(two_lists: Store, show: Show, idle: Idle,
                                              fits: Fits) -> None:
    keep(two_lists, "poverty", CHILDREN[:1])
    page = compared(show(two_lists, OFFICE), idle)
    assert [chip.text() for chip in page.tabs._chips.values()] == [
        "名单", "适龄失学 2", "辍学 4", "脱贫户适龄失学 0", "脱贫户辍学 1", "在校无学籍 0",
        "脱贫户不在户籍名单 0", "待核对 2", "证件号问题 2"]
    assert names(page) == [CHILDREN[4].name, CHILDREN[5].name]
    said = page.work.side.said.text()
    assert said == "户籍名单里有，学籍、在校名单里没有。"
    assert page.work.table.columnWidth(WHY) > page.theme.width(said, Type.SMALL)
    assert page.work.hint.text() == "还有2人没有核实去向"
    fits(page)
    page.window().resize(911, 442)
    idle()
    assert page.tabs.isHidden()
    assert page.tab_choice.isVisible()
    page.table.setFocus()
    press(page, KEY.Key_Return)
    assert page.work.side.isVisible()
    assert page.tab_choice.isHidden()
    fits(page)
    assert page.close_inner()
    assert page.table.hasFocus()


def test_two_keys_answer_and_go_on_and_one_takes_it_back(two_lists: Store, show: Show,
                                                         idle: Idle) -> None:
    page = compared(show(two_lists, OFFICE), idle, "doubts")
    assert names(page) == [CHILDREN[2].name, CHILDREN[3].name]
    page.table.setFocus()
    press(page, KEY.Key_1, KEY.Key_2)
    assert states(page) == ["同一个孩子", "不是同一个"], "before anything is written"
    idle()
    assert names(page) == []
    with two_lists.session() as session:
        rows = living(session, SameChild)
    assert [row.same for row in rows] == [True, False]
    page.tabs.chosen.emit("never_enrolled")
    assert CHILDREN[3].name in names(page), "who is another child has no 学籍"
    page.ctx.announce(undo(two_lists, actor=OFFICE).changes)
    idle()
    page.tabs.chosen.emit("doubts")
    assert names(page) == [CHILDREN[3].name]


def test_all_of_one_reason_are_answered_at_once(two_lists: Store, show: Show,
                                                idle: Idle) -> None:
    page = compared(show(two_lists, OFFICE), idle, "doubts")
    page.table.setFocus()
    press(page, KEY.Key_3)
    assert len(page.table.selected_rows()) == 2
    page.work.foot.buttons["same"].click()
    idle()
    assert names(page) == []
    found = decided(two_lists)
    assert list(found.values()) == [True, True]


def test_the_side_shows_where_two_numbers_differ_and_hides_them_under_f9(
        two_lists: Store, show: Show, idle: Idle) -> None:
    page = compared(show(two_lists, OFFICE), idle, "doubts")

    def shown() -> list[str]:
        return texts(page.work.side.lines)

    right, wrong = apart(CHILDREN[2].number, slip(CHILDREN[2]).number)
    assert right in shown()
    assert wrong in shown()
    page.ctx.set_veil(True)
    assert right not in shown()
    assert "••••••" in shown()
    row = page.work.row()
    assert row is not None
    assert page.work.model.text(row, NUMBER) == "••••••"


@pytest.mark.parametrize(("one", "other", "shown"), [
    ("990102201501011234", "990102201502011234", ["99*********1****34", "99*********2****34"]),
    ("990102201501011234", "990102201510011234", ["99********01****34", "99********10****34"]),
    ("990102201501011234", "99010220150101123", ["99**************34", "99*************23"]),
    ("990102201501011234", "990102201501011234", ["99************34"] * 2),
    ("", "990102201501011234", ["", "99************34"]),
])
def test_numbers_are_masked_but_for_what_differs(one: str, other: str,
                                                 shown: list[str]) -> None:
    assert apart(one, other) == shown


def test_a_child_is_settled_with_its_evidence(two_lists: Store, show: Show, idle: Idle) -> None:
    page = compared(show(two_lists, OFFICE), idle)
    page.work.side.buttons["settle"].click()
    form = page.window().findChild(OutcomeForm)
    assert form is not None
    form.found.choose("在外地就读")
    assert form.proof.placeholderText() == "例：就读学校的在读证明或学籍截图"
    form.proof.setText("外县三小的学籍截图")
    form.send.click()
    idle()
    assert states(page) == ["在外地就读", "没有核实"]
    assert page.work.hint.text() == "还有1人没有核实去向，1人的佐证还没有扫描"
    (found,) = outcomes(two_lists).values()
    assert (found.found, found.note) == ("在外地就读", "外县三小的学籍截图")
    assert any("外县三小" in words.text() for words in page.work.side.outcome.findChildren(Words))


def test_a_child_without_a_school_becomes_a_case_of_a_class(two_lists: Store, show: Show,
                                                            idle: Idle) -> None:
    page = compared(show(two_lists, OFFICE), idle)
    page.work.side.buttons["open"].click()
    idle()
    form = page.window().findChild(FoundCaseForm)
    assert form is not None
    form.send.click()
    idle()
    (case,) = cases.list_cases(two_lists)
    assert case.state == "never_enrolled"
    assert states(page)[0] == CASE
    side = page.work.side.buttons
    assert side["open"].isHidden()
    assert side["card"].isVisible(), "it has a record now"


def test_a_bureau_settles_and_opens_no_case(bureau_store: Store, show: Show, idle: Idle) -> None:
    keep(bureau_store, "household", CHILDREN, DESK)
    keep(bureau_store, "enrolment", CHILDREN[:3], DESK)
    page = compared(show(bureau_store, DESK), idle)
    buttons = page.work.side.buttons
    assert buttons["settle"].isVisible()
    assert buttons["open"].isHidden()


def test_a_pupil_of_the_roster_is_its_own_second_list(school_store: Store, show: Show,
                                                      idle: Idle) -> None:
    room = next(iter(load_world(school_store).classes))
    child = CHILDREN[0]
    roster.add_pupil(school_store, actor=OFFICE, class_id=room, values={
        "name": child.name, "identity_number": child.number, "birth_date": child.birth})
    keep(school_store, "household", CHILDREN)
    page = compared(show(school_store, OFFICE), idle)
    assert names(page) == [one.name for one in CHILDREN[1:]]
    assert page.note.isHidden(), "no duty lays these two together"


def test_another_list_is_picked_and_compared_anew(two_lists: Store, show: Show,
                                                  idle: Idle) -> None:
    page = compared(show(two_lists, OFFICE), idle, "lists")
    page.lists.view.go("enrolment")
    page.lists.view.setFocus()
    press(page, KEY.Key_Right)
    menu = page.lists.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == [
        "另选一份，或者先不比…", "清除这份名单…"]
    menu.actions()[0].trigger()
    menu.hide()
    form = page.window().findChild(PickForm)
    assert form is not None
    form.list.choose("")
    form.send.click()
    idle()
    assert "out_of_school" in page.tabs._chips
    assert page.lists.isVisible()


def test_a_list_is_erased_after_a_question_and_its_results_go(two_lists: Store, show: Show,
                                                              idle: Idle) -> None:
    page = compared(show(two_lists, OFFICE), idle, "lists")
    page.lists.view.go("household")
    page.lists.view.setFocus()
    press(page, KEY.Key_Delete)
    dialog = page.window().findChild(ConfirmDialog)
    assert dialog is not None
    dialog.accept()
    idle()
    assert [kept.kind for kept in child_lists(two_lists)] == ["enrolment"]
    assert "never_enrolled" not in page.tabs._chips


def test_results_are_written_to_excel_and_noted(two_lists: Store, show: Show, idle: Idle,
                                                file: Path) -> None:
    page = compared(show(two_lists, OFFICE), idle)
    said: list[str] = []
    page.ctx.toast_asked.connect(lambda text, undo: said.append(text))
    page.export.click()
    idle()
    assert openpyxl.load_workbook(file).sheetnames[:2] == ["适龄失学", "辍学"]
    page.note.click()
    idle()
    with two_lists.session() as session:
        noted = [row.fields["what"] for row in living(session, Event) if row.kind == "compared"]
    assert sorted(noted) == ["学籍与在校", "户籍与学籍"]
    assert said == ["已导出 名单.xlsx，证件号是写全的", "已登记比对：户籍与学籍、学籍与在校"]


def test_nobody_found_is_said_so(school_store: Store, show: Show, idle: Idle) -> None:
    keep(school_store, "household", CHILDREN)
    keep(school_store, "enrolment", CHILDREN)
    page = compared(show(school_store, OFFICE), idle)
    assert not page.work.isVisible()
    assert any(words.text() == "一个也没有" for words in page.stack.findChildren(Words))


def test_a_list_that_was_not_understood_has_its_columns_set_right_by_hand(
        school_store: Store, show: Show, idle: Idle, file: Path, fits: Fits) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["磨盘村适龄儿童"])
    sheet.append(["大名", "证", "哪家的", "民族"])
    for child in CHILDREN:
        sheet.append([child.name, child.number, child.guardians[0], "汉"])
    book.save(file)
    page = show(school_store, OFFICE)
    page.take_in("household")
    idle()
    intake = page.intake
    assert intake.isVisible()
    assert not intake.keep.isEnabled()
    assert "还不知道哪一列是姓名" in intake.columns.said.text()
    assert intake.columns.heads.key() == "2"
    fits(page)
    for index, meaning in enumerate(("name", "identity_number", "guardian1_name")):
        intake.columns.changed.emit(index, meaning)
        idle()
    assert intake.keep.text() == "收下6人…"
    intake.keep.click()
    form = page.window().findChild(TakeInForm)
    assert form is not None
    form.send.click()
    idle()
    assert page.lists.isVisible()
    (kept,) = child_lists(school_store)
    (first, *_) = people_of(school_store, kind="household", list_id=kept.id)
    assert (first.name, first.told, first.kin, first.rest) == (
        CHILDREN[0].name, CHILDREN[0].number, CHILDREN[0].kin, ("民族：汉",))
    page.take_in("poverty")
    idle()
    again = page.window().findChildren(TakeInForm)[-1]
    assert again.isVisible(), "the headings are known from now on"
    again.columns.click()
    assert intake.isVisible()
    assert page.close_inner()
    assert page.lists.isVisible()


def test_another_row_or_sheet_is_taken_for_the_list(school_store: Store, show: Show, idle: Idle,
                                                    file: Path) -> None:
    book = openpyxl.Workbook()
    for at, village in enumerate(("甲村", "乙村")):
        page = book.create_sheet(village)
        page.append(["姓名", "户主", *(["备注"] if at else [])])
        page.append([CHILDREN[at].name, "王大"])
    book.remove(book["Sheet"])
    book.save(file)
    shown = show(school_store, OFFICE)
    shown.take_in("household")
    idle()
    intake = shown.intake
    shown.window().findChild(TakeInForm).columns.click()
    intake.columns.sheets.choose("乙村")
    intake.columns.sheet_chosen.emit("乙村")
    idle()
    assert intake.found is not None
    assert [p.name for p in intake.found.people] == [CHILDREN[1].name]
    intake.columns.head_chosen.emit("0")
    idle()
    assert intake.found.people == (), "nobody has said which column is the name"
    assert [c.heading for c in intake.found.table.columns] == ["第1列", "第2列", "第3列"]


def test_comparing_is_stopped_and_what_there_was_stays(two_lists: Store, show: Show,
                                                       idle: Idle) -> None:
    page = show(two_lists, OFFICE)
    said: list[str] = []
    page.ctx.toast_asked.connect(lambda text, undo: said.append(text))
    page.compare()
    working = page.stack.currentWidget()
    assert isinstance(working, WorkingState)
    working.card.stop.click()
    idle()
    assert page.desk.result is None
    assert page.lists.isVisible()
    assert said == ["没有比完就停下了，名单和以前核对的都在。"]
    compared(page, idle)
    assert page.desk.result is not None


def test_an_answer_is_seen_changed_and_taken_back(two_lists: Store, show: Show, idle: Idle,
                                                  fits: Fits) -> None:
    page = compared(show(two_lists, OFFICE), idle, "doubts")
    page.table.setFocus()
    press(page, KEY.Key_1, KEY.Key_2)
    idle()
    page.tabs.chosen.emit("said")
    assert sorted(states(page)) == ["不是同一个", "同一个孩子"]
    fits(page)
    press(page, KEY.Key_3, KEY.Key_1)
    idle()
    assert states(page) == ["同一个孩子", "同一个孩子"]
    page.table.selectRow(0)
    page.work.side.buttons["again"].click()
    idle()
    assert len(states(page)) == 1
    page.tabs.chosen.emit("doubts")
    assert len(names(page)) == 1, "it is asked again"


def test_several_children_get_one_whereabouts(two_lists: Store, show: Show, idle: Idle) -> None:
    page = compared(show(two_lists, OFFICE), idle)
    page.table.selectAll()
    assert page.work.foot.buttons["settle"].isVisible()
    assert not page.work.foot.buttons["same"].isVisible()
    assert not page.work.foot.buttons["hand"].isHidden(), "a school sends to its classes"
    page.work.foot.buttons["settle"].click()
    form = page.window().findChild(OutcomeForm)
    assert form is not None
    form.found.choose("空挂户")
    form.send.click()
    idle()
    assert states(page) == ["空挂户", "空挂户"]
    page.table.selectRow(0)
    assert page.work.hint.text() == "2人的佐证还没有扫描"


def test_the_side_shows_the_other_columns_of_both_files(school_store: Store, show: Show,
                                                        idle: Idle) -> None:
    one = replace(CHILDREN[0], rest=("民族：汉", "户号：0007"))
    keep(school_store, "household", [one])
    keep(school_store, "enrolment", [replace(
        slip(CHILDREN[0]), rest=("民族：壮", "监护人身份证号：990102198001011239"))])
    page = compared(show(school_store, OFFICE), idle, "doubts")

    def told() -> list[str]:
        return texts(page.work.side.rest)

    assert told() == ["民族", "汉", "壮", "户号", "0007", "—", "监护人身份证号", "—",
                      "99************39"]
    page.ctx.set_veil(True)
    assert "99************39" not in told()
    page.ctx.set_veil(False)


def test_children_sent_from_above_are_looked_for(bench: Bench, show: Show, idle: Idle,
                                                 fits: Fits) -> None:
    school, bureau = bench.open("school"), bench.open("bureau")
    bench.join(school, bench.kit(bureau, school=SCHOOL, school_code=school.header.unit_code))
    bench.take(bureau, bench.up(school))
    keep(bureau, "household", CHILDREN, DESK)
    keep(bureau, "enrolment", CHILDREN[:3], DESK)
    page = compared(show(bureau, DESK), idle)
    page.table.selectAll()
    page.work.foot.buttons["hand"].click()
    idle()
    form = page.window().findChild(HandForm)
    assert form is not None
    fits(form)
    form.send.click()
    idle()
    for path in bench.down(bureau):
        bench.take(school, path)
    below = show(school, OFFICE)
    assert below.tabs.isVisible(), "without anything compared here"
    below.tabs.chosen.emit("check")
    assert names(below) == [child.name for child in CHILDREN[3:]]
    assert below.work.side.said.text() == "上级比对：适龄失学。"
    fits(below)
    below.work.side.buttons["open"].click()
    idle()
    case = below.window().findChild(FoundCaseForm)
    assert case is not None
    case.send.click()
    idle()
    assert states(below)[0] == CASE


def test_wrong_numbers_go_out_as_a_sheet_and_come_back_right(two_lists: Store, show: Show,
                                                             idle: Idle, file: Path) -> None:
    page = compared(show(two_lists, OFFICE), idle, "problems")
    said: list[str] = []
    page.ctx.toast_asked.connect(lambda text, undo: said.append(text))
    write, read = page.work.numbers
    write.click()
    idle()
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for at in (4, 5):
        child = next(one for one in CHILDREN if one.name == sheet.cell(at, 2).value)
        sheet.cell(at, 8, child.number if at == 4 else "123")
    book.save(file)
    read.click()
    idle()
    assert said[-1] == "改正了1个证件号"
    left = page.window().findChild(Left)
    assert left is not None
    assert any("位数不对" in words.text() for words in left.findChildren(Words))
    assert len(child_lists(two_lists)) == 3
    left.accept()
    assert len(names(page)) == 1, "compared anew with the corrected list"
