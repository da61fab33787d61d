"""The switch of 统计: it leads to the other pages of figures and stays where it was."""

from collections.abc import Callable

from lived import window_with
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.charts import ChartsPage
from kongchuo_desktop.ui.pages.indicators import IndicatorsPage
from kongchuo_desktop.ui.pages.reports import ReportsPage
from kongchuo_desktop.ui.parts.buttons import Segments

Idle = Callable[[], None]


def test_it_stays_in_its_place_from_page_to_page(lived_ctx: AppContext, idle: Idle,
                                                 qtbot: QtBot) -> None:
    window = window_with(lived_ctx, today=IndicatorsPage, papers=ReportsPage, returns=ChartsPage)
    qtbot.addWidget(window)
    for width, height in ((1366, 698), (911, 442)):
        window.resize(width, height)
        places = set()
        for key in ("today", "papers", "returns"):
            lived_ctx.open_page(key)
            idle()
            places.add(window.page().header.findChildren(Segments)[0].mapTo(window, QPoint()).x())
        assert len(places) == 1
    window.hide()
