"""Tables over many lines: narrowed and sorted in the model, what was picked stays picked."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.table import Table
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Type

WORDS = ("pear", "fig", "apple", "plum", "date")


class Words(LinesModel[str]):
    """A word and its length."""

    def __init__(self) -> None:
        super().__init__(("词", "长度"))
        self.set_lines(WORDS)

    def key(self, line: str) -> str:
        return line

    def text(self, line: str, column: int) -> str:
        return str(len(line)) if column else line

    def look(self, line: str, column: int, role: int) -> bool | None:
        return column == 0 if role == Qt.ItemDataRole.UserRole else None


@pytest.fixture
def model(qtbot: QtBot) -> Words:
    return Words()


@pytest.fixture
def table(model: Words, theme: Theme, qtbot: QtBot) -> Table:
    table = Table(theme, model)
    qtbot.addWidget(table)
    return table


def shown(model: Words) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_a_column_of_names_grows_with_the_longest_and_others_give_way(
    model: Words, theme: Theme, qtbot: QtBot
) -> None:
    table = Table(theme, model, widths=(90, 90), drop=(1,), whole=0)
    qtbot.addWidget(table)
    table.fit_columns(180)
    assert (table.columnWidth(0), table.isColumnHidden(1)) == (90, False)
    name = "买买提·阿卜杜拉·艾合买提"
    model.set_lines([*WORDS, name])
    assert table.columnWidth(0) > theme.width(name, Type.BODY, bold=True)
    assert table.isColumnHidden(1)
    model.set_lines(WORDS)
    assert (table.columnWidth(0), table.isColumnHidden(1)) == (90, False)


def test_heads_cells_and_roles(model: Words) -> None:
    heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    assert heads == ["词", "长度"]
    cell = model.index(1, 1)
    assert (cell.data(), cell.data(LINE), cell.data(Qt.ItemDataRole.AccessibleTextRole)) == (
        "3", "fig", "3")
    assert model.index(1, 0).data(Qt.ItemDataRole.UserRole)


def test_narrowing_and_sorting_go_together(model: Words) -> None:
    model.narrow({0, 2, 3})
    assert shown(model) == ["pear", "apple", "plum"]
    model.sort(0)
    assert shown(model) == ["apple", "pear", "plum"]
    model.narrow(None)
    assert shown(model) == sorted(WORDS)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert [len(word) for word in shown(model)] == [5, 4, 4, 4, 3]
    model.sort(-1)
    assert tuple(shown(model)) == WORDS


def test_selection_and_current_row_stay_with_their_lines(model: Words, table: Table) -> None:
    table.selectRow(2)
    model.sort(0)
    assert [model.line(row) for row in table.selected_rows()] == ["apple"]
    assert table.currentIndex().data(LINE) == "apple"
    model.set_lines(("kiwi", *WORDS))
    assert model.shown_lines(table.selected_rows()) == ["apple"]
    model.narrow({0})
    assert (table.selected_rows(), table.currentIndex().isValid()) == ([], False)


def test_all_selected_stay_so_where_they_are_shown(model: Words, table: Table) -> None:
    table.selectAll()
    model.narrow({1, 3, 4})
    assert table.selected_rows() == [0, 1, 2]
    model.narrow(None)
    assert model.shown_lines(table.selected_rows()) == ["fig", "plum", "date"]


def test_a_model_that_does_not_say_what_its_cells_hold_is_not_made() -> None:
    with pytest.raises(TypeError, match="key"):
        LinesModel[str](("词",))
