"""Importing a roster: from the file to the pupils, with every doubt answered by a person."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from people import NOW, PASSWORD, SCHOOL, TEACHER, Clock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.operations import history, roster
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext, Hooks, TakenBack
from kongchuo_desktop.ui.page import Page, PageSpec
from kongchuo_desktop.ui.pages.importing import CHECK, COLUMNS, PICK, STEPS, ImportPage
from kongchuo_desktop.ui.pages.importing_model import RESULT, ROW, WHY, open_problem
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

LABEL = ClassLabel(7, 1)
ALT = Qt.KeyboardModifier.AltModifier


class Import:
    """The window with the wizard in it, over a new store of one class."""

    def __init__(self, store: Store, tasks: Tasks, theme: Theme, clock: Clock, qtbot: QtBot,
                 idle: Callable[[], None], folder: Path) -> None:
        self.store, self._idle, self.folder = store, idle, folder
        self.ctx = AppContext(store=store, actor=TEACHER, tasks=tasks, theme=theme,
                              today=lambda: clock().date(), hooks=Hooks(undo=self._undo))
        specs = [
            PageSpec("roster", "花名册", "users", lambda ctx: Page(ctx, title="花名册")),
            PageSpec("import", "导入花名册", "upload", self._make, section="hidden",
                     parent="roster"),
        ]
        self.window = MainWindow(self.ctx, specs)
        qtbot.addWidget(self.window)
        self.window.resize(1366, 698)
        self.window.show()
        self.ctx.open_page("import")
        self.idle()

    def _make(self, ctx: AppContext) -> ImportPage:
        return ImportPage(ctx, open_path=lambda *_: self.file,
                          save_path=lambda *_: self.folder / "待核对.xlsx")

    def _undo(self, op: tuple[str, int] | None) -> TakenBack:
        return TakenBack("已撤销", history.undo(self.store, actor=TEACHER, op=op).changes)

    def idle(self) -> None:
        self._idle()
        QApplication.processEvents()

    @property
    def file(self) -> Path:
        return self.folder / "七1班名单（新）.xlsx"

    @property
    def page(self) -> ImportPage:
        page = self.window.page()
        assert isinstance(page, ImportPage)
        return page

    def read(self, data: bytes | None = None) -> None:
        """Choose the file as a person would, and go on to the check."""
        if data is None and not self.file.exists():
            data = sample.write_sample(school=SCHOOL, label=LABEL, on=NOW.date())
        if data is not None:
            self.file.write_bytes(data)
        state = self.page.content.currentWidget()
        assert isinstance(state, EmptyState)
        state.buttons["pick"].click()
        self.idle()

    def check(self) -> None:
        self.read()
        self.page.next.click()
        self.idle()

    def answer(self, key: str, *, row: int | None = None) -> None:
        """Press the answer of the first doubtful row, or of a row of the sheet."""
        table, model = self.page.check.table, self.page.check.model
        at = 0 if row is None else model.at(row)
        table.acted.emit(model.index(at, WHY), f"answer:{key}")
        self.idle()

    def results(self) -> list[str]:
        model = self.page.check.model
        return [str(model.index(at, RESULT).data()) for at in range(model.rowCount())]

    def pupils(self) -> list[str]:
        return [c.name for c in roster.list_pupils(self.store)]


@pytest.fixture
def wizard(tasks: Tasks, theme: Theme, clock: Clock, qtbot: QtBot, idle: Callable[[], None],
           tmp_path: Path, fast_key: KdfCost) -> Iterator[Import]:
    founded = found_store(
        tmp_path / "新的", Founding(role="class", unit_name=SCHOOL, person=TEACHER.name,
                                  password=PASSWORD, class_label="七年级1班", policy="XY24"),
        now=clock, cost=fast_key)
    made = Import(founded.store, tasks, theme, clock, qtbot, idle, tmp_path)
    yield made
    made.window.hide()
    founded.store.close()


def test_from_the_file_to_the_pupils(wizard: Import) -> None:
    wizard.check()
    assert wizard.page.send.text() == "导入45人"
    QTest.keyClick(wizard.page.check.table, Qt.Key.Key_Return)
    wizard.idle()
    assert len(wizard.pupils()) == 45
    state = wizard.page.content.currentWidget()
    assert isinstance(state, EmptyState)
    assert wizard.page.stepper.now() == len(STEPS)
    assert "𠮷田海" not in wizard.pupils()


def test_doubtful_rows_come_first_and_an_answer_moves_the_row(wizard: Import) -> None:
    wizard.check()
    assert wizard.results()[:5] == ["不能导入"] * 2 + ["要看一眼"] * 3
    first = wizard.page.check.model.index(0, 0).data(ROW)
    wizard.answer("blank")
    assert wizard.page.send.text() == "导入46人"
    assert wizard.page.check.figures["不能导入"].text() == "1"
    row = wizard.page.check.model.at(first.number)
    assert row >= 4
    wizard.page.check.table.acted.emit(wizard.page.check.model.index(row, WHY), "again")
    wizard.idle()
    assert wizard.page.send.text() == "导入45人"


def test_a_digit_chooses_an_answer(wizard: Import) -> None:
    wizard.check()
    QTest.keyClick(wizard.page.check.table, Qt.Key.Key_2)
    wizard.idle()
    assert wizard.page.send.text() == "导入46人"


def test_what_stands_in_the_register_is_typed(wizard: Import) -> None:
    wizard.check()
    lost = next(row for row in wizard.page.desk.plan.plan.rows  # type: ignore[union-attr]
                if (p := open_problem(row)) and p.code == "name.lost")
    wizard.answer("type", row=lost.number)
    form = wizard.window.sheet()
    assert isinstance(form, FormDialog)
    editor = form.fields["text"].editor
    assert isinstance(editor, LineInput)
    editor.setText("𠮷田海")
    form.enter()
    wizard.idle()
    wizard.page.send.click()
    wizard.idle()
    assert "𠮷田海" in wizard.pupils()


def test_answers_are_kept_for_the_file(wizard: Import) -> None:
    wizard.check()
    wizard.answer("blank")
    wizard.page._show_pick()
    wizard.check()
    assert wizard.page.send.text() == "导入46人"


def test_the_whole_import_is_one_step_to_take_back(wizard: Import) -> None:
    wizard.check()
    wizard.page.send.click()
    wizard.idle()
    wizard.ctx.undo()
    wizard.idle()
    assert wizard.pupils() == []
    assert wizard.page.stepper.now() == PICK


def test_the_same_file_again_changes_nothing(wizard: Import) -> None:
    wizard.check()
    wizard.page.send.click()
    wizard.idle()
    wizard.page._show_pick()
    wizard.check()
    assert not wizard.page.send.isEnabled()
    assert wizard.results().count("没有变") == 45


def test_rows_that_wait_can_be_taken_home(wizard: Import) -> None:
    wizard.check()
    wizard.page.send.click()
    wizard.idle()
    state = wizard.page.content.currentWidget()
    assert isinstance(state, EmptyState)
    state.buttons["doubtful"].click()
    wizard.idle()
    sheet = load_workbook(wizard.folder / "待核对.xlsx").active
    assert sheet.max_row - 3 == 5


def test_alike_doubts_are_settled_by_one_answer(wizard: Import) -> None:
    book = Workbook()
    page = book.active
    page.append(["姓名", "性别", "班级"])
    for name in ("阿.一", "阿.二", "阿.三", "阿.四", "阿.五", "阿.六"):
        page.append([name, "男", "七年级1班"])
    path = wizard.folder / "点.xlsx"
    book.save(path)
    wizard.read(path.read_bytes())
    wizard.page.next.click()
    assert wizard.results() == ["要看一眼"] * 6
    wizard.answer("dot")
    banner = wizard.page._banner
    assert banner is not None
    assert banner.button is not None
    banner.button.click()
    wizard.idle()
    assert wizard.results() == ["可导入"] * 6
    wizard.page.send.click()
    wizard.idle()
    assert wizard.pupils()[0] == "阿·一"


def test_another_meaning_of_a_column(wizard: Import) -> None:
    wizard.read()
    assert wizard.page.stepper.now() == COLUMNS
    table, model = wizard.page.columns.table, wizard.page.columns.model
    heads = [model.index(at, 0).data() for at in range(model.rowCount())]
    table.opened.emit(model.index(heads.index("民族"), 0))
    form = wizard.window.sheet()
    assert isinstance(form, FormDialog)
    choice = form.fields["meaning"].editor
    assert isinstance(choice, Choice)
    choice.choose("")
    form.enter()
    wizard.idle()
    wizard.page.next.click()
    assert "“民族”列没有用" in wizard.page.check.source.whole()
    wizard.page.send.click()
    wizard.idle()
    assert not any("ethnicity" in c.values for c in roster.list_pupils(wizard.store))


def test_alt_left_goes_a_step_back_and_not_to_another_page(wizard: Import) -> None:
    wizard.check()
    QTest.keyClick(wizard.page.check.table, Qt.Key.Key_Left, ALT)
    assert wizard.page.stepper.now() == COLUMNS
    QTest.keyClick(wizard.page.columns.table, Qt.Key.Key_Left, ALT)
    assert wizard.page.stepper.now() == PICK
    assert wizard.window.page_key() == "import"


@pytest.mark.parametrize("data", [b"not a workbook", b"", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_a_file_that_cannot_be_read_says_what_to_do(wizard: Import, data: bytes) -> None:
    wizard.read(data)
    state = wizard.page.content.currentWidget()
    assert isinstance(state, EmptyState)
    assert wizard.page.stepper.now() == PICK
    assert "pick" in state.buttons
    wizard.file.unlink()
    state.buttons["pick"].click()
    wizard.idle()
    assert isinstance(wizard.page.content.currentWidget(), EmptyState)


def test_a_range_is_pasted(wizard: Import) -> None:
    QApplication.clipboard().setText("姓名\t性别\t爱吃\r\n样例甲\t男\t面\r\n样例乙\t女\t饭\r\n")
    QTest.keyClick(wizard.page.content.currentWidget(), Qt.Key.Key_V,
                   Qt.KeyboardModifier.ControlModifier)
    wizard.idle()
    assert wizard.page.stepper.now() == COLUMNS
    assert "1列不认识" in wizard.page.columns.said.text()
    assert wizard.page.columns.model.index(0, 0).data() == "爱吃"
    wizard.page.next.click()
    wizard.page.send.click()
    wizard.idle()
    assert sorted(wizard.pupils()) == ["样例乙", "样例甲"]


def test_a_clipboard_without_a_table_says_what_to_copy(wizard: Import) -> None:
    QApplication.clipboard().setText("一句话")
    wizard.page.paste()
    wizard.idle()
    assert isinstance(wizard.page.content.currentWidget(), EmptyState)
    assert wizard.page.stepper.now() == PICK


def test_another_class_is_left_out_and_said(wizard: Import) -> None:
    QApplication.clipboard().setText("姓名\t班级\r\n样例甲\t八年级2班\r\n样例乙\t701\r\n")
    wizard.page.paste()
    wizard.idle()
    assert wizard.page._banner is not None
    assert wizard.page.send.text() == "导入1人"
    wizard.page.next.click()
    assert wizard.results() == ["不导入", "可导入"]


def test_what_a_column_means_is_remembered_for_the_next_file(wizard: Import) -> None:
    QApplication.clipboard().setText("姓名\t性别\t村组\r\n样例甲\t男\t样例村\r\n")
    wizard.page.paste()
    wizard.idle()
    wizard.page.desk.take_column_for(2, "address")
    wizard.idle()
    wizard.page._show_pick()
    QApplication.clipboard().setText("村组\t姓名\t性别\r\n样例庄\t样例乙\t男\r\n")
    wizard.page.paste()
    wizard.idle()
    assert "不认识" not in wizard.page.columns.said.text()


def test_reading_and_writing_can_be_stopped_and_say_what_was_kept(wizard: Import) -> None:
    said: list[str] = []
    wizard.ctx.toast_asked.connect(lambda text, undo: said.append(text))
    wizard.file.write_bytes(sample.write_sample(school=SCHOOL, label=LABEL, on=NOW.date()))
    wizard.page.read_file(wizard.file)
    assert wizard.page.desk.job is not None
    wizard.page._show_progress()
    wizard.page.desk.job.cancel()
    wizard.idle()
    assert wizard.page.stepper.now() == PICK
    wizard.check()
    wizard.page.send.click()
    assert wizard.page.desk.job is not None
    wizard.page._show_progress()
    wizard.page.desk.job.cancel()
    wizard.idle()
    assert wizard.pupils() == []
    assert (wizard.page.stepper.now(), wizard.page.send.isEnabled()) == (CHECK, True)
    assert ["没有变" in said[0], "一行也没有写进去" in said[1]] == [True, True]
    wizard.page.send.click()
    wizard.idle()
    assert len(wizard.pupils()) == 45


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_is_cut(wizard: Import, theme: Theme, fits: Callable[[QWidget], None],
                        size: tuple[int, int], large: bool) -> None:
    theme.switch(scheme="dark", large=large)
    wizard.window.resize(*size)
    wizard.read()
    fits(wizard.page)
    wizard.page.next.click()
    wizard.idle()
    assert wizard.page.stepper.now() == CHECK
    fits(wizard.page)
