"""The roster: finding, checking, showing numbers, and what is written from it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from people import DESK, TEACHER, Clock
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.domain.pinyin import sort_key
from kongchuo_desktop.operations import history, roster
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext, Hooks, TakenBack
from kongchuo_desktop.ui.forms.homes import HomesForm
from kongchuo_desktop.ui.forms.joining import JoinForm
from kongchuo_desktop.ui.forms.moves import MoveForm
from kongchuo_desktop.ui.forms.pupil_edit import PupilForm
from kongchuo_desktop.ui.hooks import hooks_of
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.papers_people import read_people
from kongchuo_desktop.ui.pages.papers_whom import WhomSearch
from kongchuo_desktop.ui.pages.roster import RosterPage
from kongchuo_desktop.ui.pages.roster_cells import RosterDelegate
from kongchuo_desktop.ui.pages.roster_forms import TagForm
from kongchuo_desktop.ui.pages.roster_read import NAME, NUMBER, PHONE, TAGS
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme


class Office:
    """The window with the roster in it."""

    def __init__(self, store: Store, tasks: Tasks, theme: Theme, clock: Clock, qtbot: QtBot,
                 idle: Callable[[], None], folder: Path) -> None:
        self.store, self._idle, self.folder = store, idle, folder
        self.asked: list[tuple[str, object]] = []
        self.ctx = AppContext(store=store, actor=TEACHER, tasks=tasks, theme=theme,
                              today=lambda: clock().date(), hooks=Hooks(undo=self._undo))
        self.ctx.page_asked.connect(lambda key, args: self.asked.append((key, args)))

        def make(ctx: AppContext) -> RosterPage:
            return RosterPage(ctx, save_path=lambda *_: folder / "花名册.xlsx")

        self.window = MainWindow(self.ctx, [PageSpec("roster", "花名册", "users", make)])
        qtbot.addWidget(self.window)
        self.window.resize(1366, 698)
        self.window.show()
        self.idle()

    def _undo(self, op: tuple[str, int] | None) -> TakenBack:
        return TakenBack("已撤销", history.undo(self.store, actor=TEACHER, op=op).changes)

    def idle(self) -> None:
        self._idle()
        QApplication.processEvents()

    @property
    def page(self) -> RosterPage:
        page = self.window.page()
        assert isinstance(page, RosterPage)
        return page

    def names(self) -> list[str]:
        return [line.card.name for line in self.page.model.shown_lines()]

    def pick(self, name: str) -> PupilCard:
        """Make the row of a name current and selected."""
        at = self.names().index(name)
        self.page.table.setCurrentIndex(self.page.model.index(at, 0))
        return self.page.model.line(at).card

    def card(self, name: str) -> PupilCard:
        return next(c for c in roster.list_pupils(self.store, everyone=True) if c.name == name)

    def cell(self, name: str, column: int) -> str:
        return str(self.page.model.index(self.names().index(name), column).data())


@pytest.fixture
def office(class_store: Store, tasks: Tasks, theme: Theme, clock: Clock, qtbot: QtBot,
           idle: Callable[[], None], tmp_path: Path) -> Iterator[Office]:
    made = Office(class_store, tasks, theme, clock, qtbot, idle, tmp_path)
    yield made
    made.window.hide()


def write(form: QWidget, field: str, text: str) -> None:
    assert isinstance(form, PupilForm | TagForm | MoveForm)
    editor = form.fields[field].editor
    assert isinstance(editor, LineInput)
    editor.setText(text)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("何平安", ["何平安"]), ("hpa", ["何平安"]), ("ouyang", ["欧阳小河"]),
     ("21", ["买买提·阿卜杜拉"]), ("买买提阿卜", ["买买提·阿卜杜拉"]), ("𠮷", ["𠮷田海"])],
)
def test_search_by_name_pinyin_and_seat(office: Office, typed: str, found: list[str]) -> None:
    office.page.filters.search.setText(typed)
    assert office.names() == found


def test_search_by_the_end_of_the_number(office: Office) -> None:
    card = office.card("何平安")
    office.page.filters.search.setText(str(card.values["identity_number"])[-4:])
    assert "何平安" in office.names()


def test_typing_in_the_table_goes_on_in_the_search_and_esc_clears(office: Office) -> None:
    QTest.keyClick(office.page.filters.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is office.page.table
    QTest.keyClicks(office.page.table, "zs")
    assert office.page.filters.search.text() == "zs"
    assert office.names() == ["张三丰收"]
    QTest.keyClick(office.page.filters.search, Qt.Key.Key_Escape)
    assert len(office.names()) == 50


def test_nobody_found_says_so_and_leads_back(office: Office) -> None:
    office.page.filters.search.setText("lmqqq")
    state = office.page.content.currentWidget()
    assert isinstance(state, EmptyState)
    state.buttons["clear"].click()
    assert len(office.names()) == 50


def test_chips_count_and_filter(office: Office) -> None:
    left = [c.name for c in roster.list_pupils(office.store) if "留守" in c.tags]
    chip = office.page.filters.chips._chips["tag:留守"]
    assert chip.text() == f"留守 {len(left)}"
    chip.click()
    assert sorted(office.names()) == sorted(left)


def test_numbers_are_masked_until_space_and_the_look_is_noted(office: Office) -> None:
    card = office.pick("何平安")
    number = str(card.values["identity_number"])
    assert office.cell("何平安", NUMBER) == f"{number[:2]}{'*' * 12}{number[-2:]}"
    QTest.keyClick(office.page.table, Qt.Key.Key_Space)
    office.idle()
    assert office.cell("何平安", NUMBER) == number
    assert str(card.values["guardian1_phone"]) in office.cell("何平安", PHONE)
    notes = [value for _, value in office.store.local("reveal").items()]
    assert notes == [{"pupil": card.id, "by": "周老师"}]
    office.page._reveal_over.timeout.emit()
    assert number not in office.cell("何平安", NUMBER)


def test_nothing_of_a_number_shows_while_others_look_on(office: Office) -> None:
    office.ctx.set_veil(True)
    assert office.cell("何平安", NUMBER) == VEILED
    assert "139" not in office.cell("何平安", PHONE)


def test_a_wrong_number_and_a_missing_telephone_are_red_words(office: Office) -> None:
    card = office.card("何平安")
    number = str(card.values["identity_number"])
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    roster.edit_pupil(office.store, actor=TEACHER, pupil=card.id, prior=card.tips,
                      values={"identity_number": wrong, "guardian1_phone": None})
    office.page.refresh(None)
    office.idle()
    office.page.filters.chips._chips["gaps"].click()
    at = office.names().index("何平安")
    delegate = office.page.table.itemDelegate()
    assert isinstance(delegate, RosterDelegate)

    def painted(column: int) -> list[str]:
        items = delegate.items(office.page.model.index(at, column), office.page.rect())
        return [getattr(item, "text", "") for item in items]

    assert "末位不对" in painted(NUMBER)
    assert "父 缺电话" in painted(PHONE)


def test_names_that_no_font_prints_have_a_chip_and_say_what_to_do(office: Office) -> None:
    card = office.card("何平安")
    assert "bad" not in office.page.filters.chips._chips
    roster.edit_pupil(office.store, actor=TEACHER, pupil=card.id, prior=card.tips,
                      values={"name": "何\ue863"})
    office.page.refresh(None)
    office.idle()
    office.page.filters.chips._chips["bad"].click()
    assert office.names() == ["何\ue863"]
    delegate = office.page.table.itemDelegate()
    assert isinstance(delegate, RosterDelegate)
    items = delegate.items(office.page.model.index(0, NAME), office.page.rect())
    assert [getattr(item, "text", "") for item in items][-1] == "U+E863"
    assert any("应该是“䶮”。重新输入“䶮”。" in item.tip for item in items)
    spoken = office.page.model.index(0, NAME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "旧系统的编码" in spoken


def test_who_is_selected_stays_so_while_searching_and_sorting(office: Office) -> None:
    card = office.pick("何平安")
    office.page.filters.search.setText("he")
    office.page.table.sortByColumn(NAME, Qt.SortOrder.DescendingOrder)
    assert [one.id for one in office.page._cards()] == [card.id]
    assert office.page.foot.buttons["card"].isVisible()
    office.page.filters.search.setText("zzz")
    office.page.filters.search.setText("")
    assert office.page._cards() == []
    assert not office.page.foot.buttons["card"].isVisible()
    names = office.names()
    assert names == sorted(names, key=sort_key, reverse=True)


def test_enter_opens_the_card(office: Office) -> None:
    card = office.pick("𠮷田海")
    QTest.keyClick(office.page.table, Qt.Key.Key_Return)
    assert office.asked[-1] == ("pupil", {"pupil": card.id})


def test_a_pupil_is_added_with_only_a_name(office: Office) -> None:
    office.page.adding.click()
    form = office.window.sheet()
    assert isinstance(form, PupilForm)
    form.enter()
    assert form.fields["name"].error() == "姓名必须写。"
    write(form, "name", "新来小禾")
    write(form, "birth_date", "2013.9")
    form.enter()
    office.idle()
    added = office.card("新来小禾")
    assert (added.values["birth_date"], added.values["class_id"]) == (
        "2013-09", office.card("何平安").values["class_id"])
    assert "新来小禾" in office.names()


def test_the_number_fills_birth_and_gender_and_its_doubt_does_not_block(office: Office) -> None:
    office.page.add()
    form = office.window.sheet()
    assert isinstance(form, PupilForm)
    write(form, "name", "新来小禾")
    write(form, "identity_number", "990102201309060027")
    assert (form.values()["birth_date"], form.values()["gender"]) == ("2013-09-06", "女")
    write(form, "identity_number", "990102201309060029")
    assert "末位不对" in form.fields["identity_number"].error()
    form.enter()
    office.idle()
    assert office.card("新来小禾").values["identity_number"] == "990102201309060029"


def test_f2_writes_only_what_was_changed(office: Office) -> None:
    card = office.pick("何平安")
    QTest.keyClick(office.page.table, Qt.Key.Key_F2)
    form = office.window.sheet()
    assert isinstance(form, PupilForm)
    write(form, "address", "样例村9组")
    form.enter()
    office.idle()
    changed = {k: v for k, v in office.card("何平安").values.items() if card.values.get(k) != v}
    assert changed == {"address": "样例村9组"}


def test_tags_for_several_are_one_step(office: Office) -> None:
    office.page.filters.chips._chips["tag:脱贫户"].click()
    poor = office.names()
    office.page.table.selectAll()
    office.page.foot.buttons["tag"].click()
    form = office.window.sheet()
    assert isinstance(form, TagForm)
    form.choice.chips["监测户"].click()
    form.enter()
    office.idle()
    assert [c.name for c in roster.list_pupils(office.store) if "监测户" in c.tags] == poor
    office.ctx.undo()
    office.idle()
    assert not [c for c in roster.list_pupils(office.store) if "监测户" in c.tags]


def test_several_homes_are_written_down_from_the_roster(office: Office) -> None:
    chosen = [office.pick(name) for name in ("何平安", "欧阳小河")]
    model, table = office.page.model, office.page.table
    for card in chosen:
        table.selectionModel().select(
            model.index(office.names().index(card.name), 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows)
    office.page.foot.buttons["visit"].click()
    office.idle()
    form = office.window.sheet()
    assert isinstance(form, HomesForm)
    assert {home.pupil for home in form.homes} == {card.id for card in chosen}


def test_two_who_may_be_one_child_are_offered_to_be_compared(office: Office) -> None:
    card = office.card("何平安")
    values = {name: card.values[name] for name in ("name", "birth_date")}
    twin = roster.add_pupil(office.store, actor=TEACHER, values=values,
                            class_id=card.values["class_id"])
    office.ctx.announce(twin.changes)
    office.idle()
    (banner,) = office.page.findChildren(Banner)
    assert banner.button is not None
    banner.button.click()
    office.idle()
    form = office.window.sheet()
    assert isinstance(form, JoinForm)
    form.apart.click()
    office.idle()
    assert not office.page._banner


def test_namesakes_are_told_apart_by_more_than_class_and_seat(office: Office) -> None:
    card = office.card("何平安")
    values = {"name": card.name, "seat": card.values["seat"], "birth_date": "2012-02-03"}
    roster.add_pupil(office.store, actor=TEACHER, values=values,
                     class_id=card.values["class_id"])
    search = hooks_of(office.store, TEACHER).pupil_search
    assert search is not None
    found, count = search()("hpa")
    assert count == 2
    assert any("2012年2月3日生" in pupil.detail for pupil in found)
    picker = WhomSearch(office.ctx.theme, office.window,
                        read_people(office.store, office.ctx.today()).find("pupil"), [], hint="")
    picker.search.setText("hpa")
    rows = [picker.list.model().index(at, 0).data() for at in range(2)]
    assert any("2012年2月3日生" in spoken for spoken in rows)


def test_what_the_document_asks_of_a_transfer_stands_in_the_form(office: Office) -> None:
    use_policy(office.store, actor=TEACHER, policy="D11")
    office.pick("何平安")
    office.page.foot.buttons["转出"].click()
    office.idle()
    form = office.window.sheet()
    assert isinstance(form, MoveForm)
    assert any("还缺：接收证明" in label.text() for label in form.findChildren(QLabel))


def test_a_pupil_leaves_and_comes_back(office: Office) -> None:
    office.pick("何平安")
    office.page.foot.buttons["休学"].click()
    office.idle()
    form = office.window.sheet()
    assert isinstance(form, MoveForm)
    form.enter()
    office.idle()
    assert "何平安" not in office.names()
    office.page.filters.chips._chips["gone"].click()
    assert office.cell("何平安", 9) == "休学"
    office.pick("何平安")
    assert not office.page.foot.buttons["转出"].isVisible()
    office.page.foot.buttons["复学"].click()
    office.idle()
    back = office.window.sheet()
    assert isinstance(back, MoveForm)
    back.enter()
    office.idle()
    assert office.card("何平安").enrolled


@pytest.mark.parametrize("masked", [True, False])
def test_export_writes_who_is_listed(office: Office, masked: bool) -> None:
    office.page.filters.search.setText("hpa")
    office.page.exporting.click()
    ask = office.window.sheet()
    assert isinstance(ask, ChooseDialog)
    ask.cards.choose("masked" if masked else "whole")
    ask.enter()
    office.idle()
    sheet = load_workbook(office.folder / "花名册.xlsx").active
    heads = [cell.value for cell in sheet[3]]
    row = dict(zip(heads, [cell.value for cell in sheet[4]], strict=True))
    card = office.card("何平安")
    assert row["姓名"] == "何平安"
    phone = str(card.values["guardian1_phone"])
    assert row["监护人1电话"] == (mask_phone(phone) if masked else phone)
    assert (row["身份证号"] == card.values["identity_number"]) is not masked


def test_an_empty_roster_offers_the_import(
    ctx: AppContext, qtbot: QtBot, idle: Callable[[], None]
) -> None:
    page = RosterPage(ctx)
    qtbot.addWidget(page)
    page.refresh(None)
    idle()
    assert page.content.currentWidget() is page.nobody
    with qtbot.waitSignal(ctx.page_asked) as asked:
        page.nobody.buttons["import"].click()
    assert asked.args == ["import", {}]


def test_a_bureau_only_reads(class_store: Store, tasks: Tasks, theme: Theme, qtbot: QtBot,
                             idle: Callable[[], None]) -> None:
    ctx = AppContext(store=class_store, actor=DESK, tasks=tasks, theme=theme,
                     today=lambda: class_store.now().date())
    page = RosterPage(ctx)
    qtbot.addWidget(page)
    page.refresh(None)
    idle()
    page.table.selectRow(0)
    offered = [key for key, button in page.foot.buttons.items() if button.isVisibleTo(page)]
    assert offered == ["card"]
    assert not page.adding.isVisibleTo(page)


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_is_cut(office: Office, theme: Theme, fits: Callable[[QWidget], None],
                        size: tuple[int, int], large: bool) -> None:
    theme.switch(scheme="dark", large=large)
    office.window.resize(*size)
    office.pick("买买提·阿卜杜拉")
    office.idle()
    fits(office.page)
    office.page.edit()
    office.idle()
    form = office.window.sheet()
    assert form is not None
    fits(form)


def test_columns_leave_a_narrow_window_in_order(office: Office) -> None:
    assert not office.page.table.isColumnHidden(PHONE)
    office.window.resize(911, 442)
    office.idle()
    assert office.page.table.isColumnHidden(PHONE)
    assert not office.page.table.isColumnHidden(TAGS)
