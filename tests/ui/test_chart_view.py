"""A chart on the screen: painted whole, pointed at, walked and opened."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from kongchuo_desktop.domain.charts.model import (
    Bar,
    Bars,
    Chart,
    Column,
    Grid,
    Legend,
    Piece,
    Point,
    Role,
    Row,
    Trend,
)
from kongchuo_desktop.ui.parts.chart import ChartView, laid_out, paint_drawing
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Scheme

ROLES: Sequence[Role] = ("good", "bad", "doubt", "plain", "pale", "missing")


def piece(key: str, role: Role = "bad", who: tuple[str, ...] = ("p",), size: float = 1) -> Piece:
    return Piece(key, f"{key}的话", key[-1], role, size, who)


BARS = Chart("bars", "星期几缺得多", "星期一缺得最多。", Bars((
    Bar("星期一", (piece("a1"), piece("a2", "doubt"), piece("a3", "plain")), "出勤97.50%"),
    Bar("星期二", (piece("b1", "pale", (), 0),), "出勤100.00%")), 3, (Legend("bad", "旷课", 1),)))
GRID = Chart("grid", "缺课图", "一人缺过课。", Grid(
    tuple(Column(str(n), "一") for n in range(len(ROLES))),
    (Row("样甲", tuple(piece(f"r{n}", role) for n, role in enumerate(ROLES))),
     Row("样乙", (None, *(piece(f"s{n}", role) for n, role in enumerate(ROLES[1:])))))))
TREND = Chart("trend", "巩固率", "现在97.50%。", Trend(
    tuple(Point(f"{n}月", piece(f"m{n}", role), value) for n, (role, value) in enumerate(
        [(ROLES[0], 97.5), (ROLES[-1], None), (ROLES[1], 90.0)])), 95.0, "≥95%（含）"))


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> ChartView:
    view = ChartView(theme, GRID)
    qtbot.addWidget(view)
    view.resize(700, 100)
    view.show()
    view.activateWindow()
    QTest.qWaitForWindowActive(view)
    view.setFocus()
    return view


def walk(view: ChartView, *keys: Qt.Key) -> str:
    for key in keys:
        QTest.keyClick(view, key)
    assert view.current is not None
    return view.current.key


def point_of(view: ChartView, key: str) -> QPoint:
    place = next(place for place in view.drawing.places if place.piece.key == key)
    return QPoint(round(place.x + place.width / 2) + 2, round(place.y + place.height / 2) + 2)


def test_arrows_walk_from_piece_to_piece_and_past_what_is_empty(view: ChartView) -> None:
    key = Qt.Key
    assert walk(view) == "r0"
    assert walk(view, key.Key_Right, key.Key_Right) == "r2"
    assert walk(view, key.Key_Down) == "s1"
    assert walk(view, key.Key_Left, key.Key_Left) == "s0"
    assert walk(view, key.Key_Up) == "r1"


def test_enter_and_a_click_open_who_stands_behind_a_piece_and_nothing_else(
    view: ChartView, qtbot: QtBot
) -> None:
    opened: list[Piece] = []
    view.opened.connect(opened.append)
    QTest.keyClick(view, Qt.Key.Key_Return)
    view.show_chart(BARS)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_of(view, "a2"))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_of(view, "b1"))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert [found.key for found in opened] == ["r0", "a2"]
    assert view.current is not None
    assert view.current.key == "b1"


def test_a_screen_reader_hears_the_chart_and_the_whole_of_a_piece(view: ChartView) -> None:
    assert view.accessibleName() == "缺课图，r0的话"
    assert view.accessibleDescription() == "一人缺过课。"
    walk(view, Qt.Key.Key_Right)
    assert view.accessibleName() == "缺课图，r1的话"


def test_a_tip_says_the_sentence_of_the_piece_under_the_pointer(view: ChartView) -> None:
    place = point_of(view, "s2")
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
    assert QToolTip.text() == "s2的话"
    QToolTip.hideText()


def test_the_piece_at_hand_stays_when_the_figures_are_new(view: ChartView) -> None:
    walk(view, Qt.Key.Key_Down)
    view.show_chart(GRID)
    assert view.current is not None
    assert view.current.key == "s0"
    view.show_chart(BARS)
    assert view.current.key == "a1"


def test_it_is_as_tall_as_its_width_and_text_size_ask(view: ChartView, theme: Theme) -> None:
    view.show_chart(TREND)
    wide = view.height()
    view.resize(160, wide)
    assert view.height() > wide
    view.resize(700, wide)
    assert view.height() == wide
    theme.switch(large=True)
    assert view.height() > wide
    theme.switch(large=False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chart", [BARS, GRID, TREND], ids=["bars", "grid", "trend"])
def test_every_shape_is_painted(chart: Chart, scheme: Scheme, theme: Theme) -> None:
    """Without a shape the picture is another one."""
    theme.switch(scheme=scheme)
    drawing = laid_out(chart, theme, 500)

    def picture() -> bytes:
        image = QImage(500, round(drawing.height) + 1, QImage.Format.Format_RGB32)
        image.fill(theme.color("surface"))
        painter = QPainter(image)
        paint_drawing(painter, drawing, theme)
        painter.end()
        return bytes(image.constBits())

    whole, shapes = picture(), list(drawing.shapes)
    for left_out in shapes:
        drawing.shapes = [shape for shape in shapes if shape is not left_out]
        assert picture() != whole, left_out
    theme.switch(scheme="light")


def test_no_word_reaches_beyond_its_place(view: ChartView, theme: Theme) -> None:
    for chart in (BARS, GRID, TREND):
        view.show_chart(chart)
        for place in view.drawing.places:
            assert place.x + place.width <= view.width()
            assert view.place_at(QPointF(place.x + 3, place.y + 3)) is not None
