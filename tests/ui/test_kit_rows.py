"""Rows of people: what is drawn is hit, keys do the row's acts, a refresh keeps the place."""

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kongchuo_desktop.ui.parts.paint import Flow, Item, Line, PaintedChip, hit
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import KEY, Head, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.table import ActionBar, CellDelegate, Table
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone


class DutyDelegate(RowDelegate):
    def items(self, payload: str, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).push("登记家访", "main", enabled=payload != "等")
        flow.link("方案第九条", "clause", icon="bookmark", from_right=True)
        return flow.text(payload, bold=True).items


def make_view(theme: Theme, qtbot: QtBot) -> tuple[RowsModel, RowView, list[tuple[str, str]]]:
    model = RowsModel()
    view = RowView(model, DutyDelegate(theme))
    qtbot.addWidget(view)
    view.resize(600, 400)
    fill(model, ["石小满", "罗一鸣"], ["赵禾", "等"])
    view.show()
    acts: list[tuple[str, str]] = []
    view.acted.connect(lambda index, action: acts.append((index.data(KEY), action)))
    return model, view, acts


def fill(model: RowsModel, late: list[str], today: list[str]) -> None:
    def rows(names: list[str]) -> list[Row]:
        return [Row(name, name, f"{name}，应当天家访") for name in names]

    model.set_groups(
        [(Head("逾期", len(late), "red"), rows(late)), (Head("今天", len(today)), rows(today))]
    )


def place(view: RowView, at: int, action: str) -> QPoint:
    index = view.model().index(at, 0)
    delegate = view.itemDelegate()
    assert isinstance(delegate, RowDelegate)
    items = delegate.items_of(index, view.visualRect(index))
    return next(item for item in items if item.action == action).rect.center()


def test_a_click_on_a_painted_button_does_it(theme: Theme, qtbot: QtBot) -> None:
    _, view, acts = make_view(theme, qtbot)
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(view.viewport(), left, pos=place(view, 2, "main"))
    QTest.mouseClick(view.viewport(), left, pos=place(view, 1, "clause"))
    assert acts == [("罗一鸣", "main"), ("石小满", "clause")]


def test_a_press_that_slides_off_does_nothing(theme: Theme, qtbot: QtBot) -> None:
    _, view, acts = make_view(theme, qtbot)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view.viewport(), left, pos=place(view, 1, "main"))
    QTest.mouseRelease(view.viewport(), left, pos=QPoint(5, 5))
    assert acts == []


def test_an_act_that_cannot_be_done_yet_is_silent(theme: Theme, qtbot: QtBot) -> None:
    _, view, acts = make_view(theme, qtbot)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, 5, "main"))
    view.go("等")
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert acts == []


def test_the_keys_of_a_row(theme: Theme, qtbot: QtBot) -> None:
    _, view, acts = make_view(theme, qtbot)
    view.go_first()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert acts == [("罗一鸣", "main"), ("罗一鸣", "clause"), ("罗一鸣", "card")]


def test_arrows_pass_over_group_heads(theme: Theme, qtbot: QtBot) -> None:
    _, view, _ = make_view(theme, qtbot)
    view.go("罗一鸣")
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.payload() == "赵禾"


def test_the_row_that_the_focus_comes_to_is_chosen(theme: Theme, qtbot: QtBot) -> None:
    _, view, _ = make_view(theme, qtbot)
    with qtbot.waitActive(view):
        view.activateWindow()
    view.setFocus()
    assert view.currentIndex().isValid()
    assert view.selectionModel().isSelected(view.currentIndex())


def test_a_refresh_keeps_the_current_row(theme: Theme, qtbot: QtBot) -> None:
    model, view, _ = make_view(theme, qtbot)
    view.go("赵禾")
    fill(model, ["石小满"], ["新来", "赵禾"])
    assert view.payload() == "赵禾"
    fill(model, ["石小满"], [])
    assert view.payload() is None


def test_every_row_speaks_a_whole_sentence(theme: Theme, qtbot: QtBot) -> None:
    model, _, _ = make_view(theme, qtbot)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0).data(role) == "逾期 2"
    assert model.index(1).data(role) == "石小满，应当天家访"


def test_act_on_calls_by_action(theme: Theme, qtbot: QtBot) -> None:
    _, view, _ = make_view(theme, qtbot)
    done: list[str] = []
    act_on(view, {"main": done.append})
    view.go_first()
    assert view.act("main")
    assert view.act("card")
    assert done == ["石小满"]


def test_names_are_never_cut_and_reasons_are(theme: Theme) -> None:
    name = "买买提明江·阿卜杜拉热合曼"
    flow = Flow(theme, QRect(0, 0, 260, 40)).text(name, bold=True)
    flow.rest("连续旷课8天，家访2次未返校")
    whole, cut = flow.items
    assert isinstance(whole, Line)
    assert whole.rect.width() >= theme.width(name, bold=True)
    assert isinstance(cut, Line)
    assert cut.tip == "连续旷课8天，家访2次未返校"
    assert cut.rect.right() < 260


def test_chips_that_do_not_fit_become_a_number(theme: Theme) -> None:
    chips: list[tuple[str, Tone]] = [
        ("留守", "violet"), ("脱贫户", "violet"), ("监测户", "violet"), ("住校", "grey"),
    ]  # fmt: skip
    wide = Flow(theme, QRect(0, 0, 800, 40)).chips(chips).items
    narrow = Flow(theme, QRect(0, 0, 110, 40)).chips(chips).items
    shown = [[i.text for i in items if isinstance(i, PaintedChip)] for items in (wide, narrow)]
    assert shown == [["留守", "脱贫户", "监测户", "+1"], ["留守", "+3"]]
    assert wide[-1].tip == "住校"
    assert hit(narrow, narrow[-1].rect.center()) is narrow[-1]


def table(theme: Theme, qtbot: QtBot) -> Table:
    model = QStandardItemModel(3, 4)
    for row, name in enumerate(("李冬", "江月", "金宝")):
        model.setItem(row, 0, QStandardItem(name))
    made = Table(theme, model, widths=[200, 200, 200, 200], drop=[2, 1])
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    return made


def test_a_table_drops_columns_in_their_order(theme: Theme, qtbot: QtBot) -> None:
    made = table(theme, qtbot)

    def hidden() -> list[int]:
        return [at for at in range(4) if made.isColumnHidden(at)]

    made.fit_columns(700)
    assert hidden() == [2]
    made.fit_columns(500)
    assert hidden() == [1, 2]
    made.fit_columns(900)
    assert hidden() == []


def test_what_is_too_long_for_its_cell_keeps_both_ends_and_a_tip(
    theme: Theme, qtbot: QtBot
) -> None:
    made = table(theme, qtbot)
    model = made.model()
    where = "青石镇阿克其格村九年一贯制寄宿学校 六年级1班"
    model.setData(model.index(0, 1), where)
    cells = CellDelegate(theme)
    (cut,) = cells.items(model.index(0, 1), QRect(0, 0, 120, 36))
    (whole,) = cells.items(model.index(0, 1), QRect(0, 0, 600, 36))
    assert isinstance(cut, Line)
    assert (cut.elide, cut.tip) == (Qt.TextElideMode.ElideMiddle, where)
    assert cut.rect.width() <= 120
    assert whole.tip == ""


def test_enter_opens_and_up_leaves_the_table(theme: Theme, qtbot: QtBot) -> None:
    made = table(theme, qtbot)
    opened: list[QModelIndex] = []
    made.opened.connect(opened.append)
    made.selectRow(1)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert [index.row() for index in opened] == [1]
    QTest.keyClick(made, Qt.Key.Key_Up)
    with qtbot.waitSignal(made.left_upwards):
        QTest.keyClick(made, Qt.Key.Key_Up)


def test_a_cell_can_hold_an_act(theme: Theme, qtbot: QtBot) -> None:
    class Answers(CellDelegate):
        def items(self, index: object, rect: QRect) -> list[Item]:
            return Flow(self.theme, rect).push("照表", "as_is").items

    model = QStandardItemModel(1, 1)
    made = Table(theme, model, widths=[300], delegate=Answers(theme))
    model.setParent(made)
    qtbot.addWidget(made)
    made.show()
    rect = made.visualRect(model.index(0, 0))
    with qtbot.waitSignal(made.acted, check_params_cb=lambda index, act: act == "as_is"):
        where = QPoint(rect.right() - Px.MARGIN, rect.center().y())
        QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_the_action_bar_speaks_only_of_a_selection(theme: Theme, qtbot: QtBot) -> None:
    bar = ActionBar(theme, [("open", "打开档案")])
    qtbot.addWidget(bar)
    bar.show()
    assert not bar.buttons["open"].isVisible()
    bar.set_selected(2)
    assert bar.buttons["open"].isVisible()
    with qtbot.waitSignal(bar.acted, check_params_cb=lambda key: key == "open"):
        bar.buttons["open"].click()
