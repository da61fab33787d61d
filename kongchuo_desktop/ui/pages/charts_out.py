"""The charts that are shown leave the program: on paper, and as a picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.operations.chart_paper import chart_pages
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.pages_sheet import PagesSheet
from kongchuo_desktop.ui.pages.papers_print import Print
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.chart import laid_out, paint_drawing
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

TITLE = "控辍保学情况图表"
_WIDTH = 900
_FINE = 2
"""Dots of the picture for a pixel of the screen."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on the page: the charts, of whom and of which days."""

    charts: Sequence[Chart]
    unit: str
    whom: str
    span: str


def show_paper(ctx: AppContext, window: QWidget, shown: Shown, *, printer: Print,
               save_path: SavePath) -> None:
    """Make the pages in the worker and show them before they are printed."""
    store, day = ctx.store, ctx.today()

    def show(pdf: bytes) -> None:
        PagesSheet(ctx, window, pdf=pdf, title="打印情况图表", name=TITLE, said="图表",
                   kept="图表都在电脑里。", printer=printer, save_path=save_path).open()

    ctx.tasks.run(lambda job: chart_pages(store, charts=shown.charts, span=shown.span,
                                          whom=shown.whom, day=day),
                  done=show, failed=ctx.show_error, owner=window)


def save_picture(ctx: AppContext, window: QWidget, shown: Shown, *, save_path: SavePath) -> None:
    """One PNG of all the charts on white, whatever the colours of the window are."""
    path = save_path(window, "存成图片", f"{TITLE}.png", "图片 (*.png)")
    if path is None:
        return
    data = png_of(picture_of(shown))
    ctx.tasks.run(lambda job: save_file(path, data),
                  done=lambda saved: ctx.toast(f"已存为 {saved.name}"),
                  failed=lambda error: ctx.show_error(error, lambda: save_picture(
                      ctx, window, shown, save_path=save_path)), owner=window)


def picture_of(shown: Shown) -> QImage:
    """The charts below each other with their titles and words."""
    theme = Theme(QApplication.font().families(), scheme="light")
    page = _Sheet(theme)
    page.put(f"{shown.unit}{TITLE}", Type.TITLE, "text")
    page.put(f"{shown.whom}　{shown.span}".strip(), Type.SMALL, "text2")
    for chart in shown.charts:
        page.space(Px.GAP)
        page.put(chart.title, Type.NAME, "text", bold=True)
        page.put(chart.said, Type.SMALL, "text2")
        page.chart(chart)
    return page.painted()


def png_of(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


class _Sheet:
    """What is painted one below the other, once it is known how high all of it is."""

    def __init__(self, theme: Theme) -> None:
        self._theme, self._height = theme, float(Px.MARGIN)
        self._steps: list[tuple[float, Callable[[QPainter, float], None]]] = []

    def space(self, height: int) -> None:
        self._height += height

    def put(self, text: str, size: Type, token: str, *, bold: bool = False) -> None:
        flags = Qt.TextFlag.TextWordWrap
        metrics = self._theme.metrics(size, bold=bold)
        height = metrics.boundingRect(0, 0, _WIDTH, _WIDTH, flags, text).height() + Px.GRID

        def paint(painter: QPainter, top: float) -> None:
            painter.setFont(self._theme.font(size, bold=bold))
            painter.setPen(self._theme.color(token))
            painter.drawText(QRectF(0, top, _WIDTH, height), flags, text)

        self._steps.append((self._height, paint))
        self._height += height

    def chart(self, chart: Chart) -> None:
        drawing = laid_out(chart, self._theme, _WIDTH)

        def paint(painter: QPainter, top: float) -> None:
            painter.save()
            painter.translate(0, top)
            paint_drawing(painter, drawing, self._theme)
            painter.restore()

        self._steps.append((self._height, paint))
        self._height += drawing.height + Px.ICON_GAP

    def painted(self) -> QImage:
        size = QSize(_WIDTH + 2 * Px.MARGIN, round(self._height) + Px.MARGIN)
        image = QImage(size * _FINE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_FINE)
        image.fill(self._theme.color("paper"))
        painter = QPainter(image)
        painter.translate(Px.MARGIN, 0)
        for top, paint in self._steps:
            paint(painter, top)
        painter.end()
        return image
