"""图表: each piece opens its pupils, another stretch or class is chosen, printed, kept as PNG."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from county_rows import file_return, school
from joined import MakeContext
from lived import LONG, Elsewhere, Lived, window_with
from people import DESK, OFFICE, Clock
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.attendance import MarkInput, correct_day
from kongchuo_desktop.operations.cases import open_case
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.roster import add_pupil
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.charts import ChartsPage
from kongchuo_desktop.ui.pages.charts_out import picture_of
from kongchuo_desktop.ui.pages.pages_sheet import PagesSheet
from kongchuo_desktop.ui.parts.chart import ChartView
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tokens import Px

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]


@pytest.fixture
def printed() -> list[Sequence[bytes]]:
    """What went to the printer."""
    return []


@pytest.fixture
def make(printed: list[Sequence[bytes]], tmp_path: Path) -> Callable[[AppContext], ChartsPage]:
    return lambda ctx: ChartsPage(ctx, printer=lambda pdfs, copies: printed.append(pdfs),
                                  save_path=lambda parent, title, name, kinds: tmp_path / name)


@pytest.fixture
def window(lived_ctx: AppContext, make: Callable[[AppContext], ChartsPage], idle: Idle,
           qtbot: QtBot) -> Iterator[MainWindow]:
    window = window_with(lived_ctx, today=make, pupil=Elsewhere)
    qtbot.addWidget(window)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    idle()
    yield window
    window.hide()


@pytest.fixture
def charts(window: MainWindow) -> ChartsPage:
    found = window.page()
    assert isinstance(found, ChartsPage)
    return found


def view_of(page: ChartsPage, name: str) -> ChartView:
    return next(view for view in page.cards.views() if view.chart and view.chart.id == name)


def go_to(view: ChartView, key: str) -> None:
    """By the arrows: to the piece of that key."""
    view.setFocus()
    while view.current is not None and view.current.key != key:
        before = view.current.key
        QTest.keyClick(view, Qt.Key.Key_Right)
        if view.current.key == before:
            for _ in view.drawing.places:
                QTest.keyClick(view, Qt.Key.Key_Left)
            QTest.keyClick(view, Qt.Key.Key_Down)


def listed_names(page: ChartsPage) -> list[str]:
    return [line.name for line in page.behind.model.shown_lines()]


def test_a_piece_opens_its_pupils_and_a_pupil_the_card(
    window: MainWindow, charts: ChartsPage, lived: Lived, idle: Idle
) -> None:
    view = view_of(charts, "heat")
    go_to(view, f"{lived.id(24)}.2026-09-07")
    assert view.current is not None
    QTest.keyClick(view, Qt.Key.Key_Return)
    idle()
    assert charts.behind.name.text() == view.current.said
    assert listed_names(charts) == [LONG]
    QTest.keyClick(charts.behind.table, Qt.Key.Key_Return)
    idle()
    opened = window.page()
    assert isinstance(opened, Elsewhere)
    assert opened.args == {"pupil": lived.id(24)}


def test_escape_puts_the_list_away_and_goes_back_to_the_chart(charts: ChartsPage,
                                                              idle: Idle) -> None:
    view = view_of(charts, "weekdays")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    idle()
    assert charts.behind.isVisible()
    QTest.keyClick(charts.behind.table, Qt.Key.Key_Escape)
    assert charts.behind.isHidden()
    assert view.hasFocus()


def test_arrows_go_on_to_the_next_chart_and_it_comes_into_sight(charts: ChartsPage) -> None:
    for name in ("weekdays", "heat", "rates"):
        view = view_of(charts, name)
        view.setFocus()
        middle = view.mapTo(charts.cards.viewport(), view.here().center())
        assert charts.cards.viewport().rect().contains(middle), name
    last = view_of(charts, "states")
    last.setFocus()
    for _ in range(len(last.drawing.places)):
        QTest.keyClick(last, Qt.Key.Key_Down)
    assert not last.hasFocus()


def test_another_stretch_shows_its_own_days(charts: ChartsPage, idle: Idle) -> None:
    assert view_of(charts, "heat").chart is not None
    term = charts.periods.key()
    assert term.endswith("第一学期")
    charts.periods.choose("2026年9月")
    charts.periods.activated.emit(charts.periods.currentIndex())
    idle()
    signs = {place.piece.shown for place in view_of(charts, "heat").drawing.places}
    assert signs == {"×", ""}
    charts.step(1)
    idle()
    assert charts.periods.key() == "2026年8月"
    assert "这段时间没有点名记录。" in [chart.said for chart in charts.cards.shown]
    charts.step(-1)
    idle()
    assert charts.periods.key() == "2026年9月"
    assert charts.kept_args()["period"] == "2026年9月"


def test_what_is_written_down_is_drawn_again(charts: ChartsPage, lived_ctx: AppContext,
                                             lived: Lived, idle: Idle) -> None:
    before = view_of(charts, "weekdays").chart
    store, actor = lived_ctx.store, lived_ctx.actor
    lived_ctx.perform(lambda: correct_day(store, actor=actor, pupil=lived.id(30),
                                          day=date(2026, 9, 16), mark=MarkInput("病假")))
    idle()
    after = view_of(charts, "weekdays").chart
    assert after != before
    assert after is not None
    assert lived.id(30) in [p for piece in after.pieces() for p in piece.who]


def test_it_is_printed_as_the_form(window: MainWindow, charts: ChartsPage,
                                   printed: list[Sequence[bytes]], idle: Idle) -> None:
    assert charts.print_shown()
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PagesSheet)
    assert sheet.preview.pages() >= 1
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    idle()
    assert printed[0][0].startswith(b"%PDF")


def test_it_is_kept_as_a_picture_on_white_whatever_the_scheme(
    charts: ChartsPage, tmp_path: Path, idle: Idle
) -> None:
    charts.theme.switch(scheme="dark")
    charts.picture.click()
    idle()
    charts.theme.switch(scheme="light")
    image = QImage(str(tmp_path / "控辍保学情况图表.png"))
    assert image.width() > 1000
    assert image.pixelColor(2, 2).name() == "#ffffff"
    assert image.convertToFormat(QImage.Format.Format_RGB32) == picture_of(
        charts._shown()).convertToFormat(QImage.Format.Format_RGB32)


def test_all_of_it_fits_a_small_and_a_large_window(window: MainWindow, charts: ChartsPage,
                                                   fits: Fits, idle: Idle) -> None:
    for width, height in ((1366, 698), (911, 442)):
        window.resize(width, height)
        idle()
        fits(charts)
        for view in charts.cards.views():
            room = charts.cards.viewport()
            assert view.mapTo(room, view.rect().topRight()).x() <= room.width()
    view = view_of(charts, "weekdays")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    idle()
    assert charts.work.side_alone
    assert not view.isVisible()


def test_a_school_chooses_a_class(school_store: Store, make_context: MakeContext, idle: Idle,
                                  make: Callable[[AppContext], ChartsPage], qtbot: QtBot) -> None:
    other = add_class(school_store, actor=OFFICE, label="八年级1班").id
    child = add_pupil(school_store, actor=OFFICE, class_id=other, values={"name": "样乙"}).id
    open_case(school_store, actor=OFFICE, pupil=child, day=date(2026, 9, 14), state="open")
    window = window_with(make_context(school_store, OFFICE), today=make)
    qtbot.addWidget(window)
    idle()
    page = window.page()
    assert isinstance(page, ChartsPage)
    assert [page.classes.itemText(at) for at in range(page.classes.count())] == [
        "全校", "七年级1班", "八年级1班"]
    assert "places" in [chart.id for chart in page.cards.shown]
    page.opened(class_id=other)
    idle()
    assert page.classes.key() == other
    assert [chart.id for chart in page.cards.shown][-1] == "rates"
    assert not view_of(page, "states").isHidden()
    window.hide()


def test_at_a_bureau_a_month_opens_the_schools_and_a_school_its_cell(
    bureau_store: Store, make_context: MakeContext, idle: Idle, clock: Clock,
    make: Callable[[AppContext], ChartsPage], qtbot: QtBot
) -> None:
    clock.at = datetime.fromisoformat("2026-09-01T08:00")
    unit, _ = school(bureau_store, "样石镇小学", township="样石镇", pupils=("样甲",))
    file_return(bureau_store, unit, day=date(2026, 9, 17), cases=1)
    clock.at = datetime.fromisoformat("2026-10-20T08:00")
    window = window_with(make_context(bureau_store, DESK), today=make, returns=Elsewhere)
    qtbot.addWidget(window)
    asked: list[tuple[str, object]] = []
    window.ctx.page_asked.connect(lambda key, args: asked.append((key, args)))
    idle()
    page = window.page()
    assert isinstance(page, ChartsPage)
    assert page.behind.maximumWidth() >= Px.SIDE_PANEL
    go_to(view_of(page, "filed"), "2026-09.filed")
    QTest.keyClick(view_of(page, "filed"), Qt.Key.Key_Return)
    idle()
    assert listed_names(page) == ["样石镇小学"]
    page.behind.table.opened.emit(page.behind.model.index(0, 0))
    assert asked == [("grid", {"unit": unit, "period": "2026-09"})]
    window.hide()
