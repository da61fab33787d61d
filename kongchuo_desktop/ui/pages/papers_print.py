"""Printing the very bytes of a PDF on the computer's own printer."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.ui.look import kept_look

Print = Callable[[Sequence[bytes], int], None]
"""Prints PDFs one after another, each so many times; runs in the worker, raises KnownError."""

_DPI = 300
_INCH = 72
_KEPT = "要打印的都存在电脑里，已经登记的不用再登记。"


def printers() -> list[str]:
    """Names of the printers of this computer, that of the system first; slow where one is far."""
    first = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != first, name))


def _device() -> QPrinterInfo:
    """The printer that was chosen in 设置 while it is there, else that of the system."""
    name = kept_look().printer
    chosen = QPrinterInfo.printerInfo(name) if name else None
    return QPrinterInfo.defaultPrinter() if chosen is None or chosen.isNull() else chosen


def print_pdfs(pdfs: Sequence[bytes], copies: int = 1) -> None:
    """Print on the printer of 设置, or of the system, without asking again.

    Raises:
        KnownError: ``no_printer``, ``print_failed``; what was issued stays issued.
    """
    device = _device()
    if device.isNull():
        raise KnownError("no_printer", "这台电脑没有设好打印机。", kept=_KEPT,
                         todo="接好打印机再打一次；或者存为PDF，拿到别的电脑上打。")
    printer = QPrinter(device, QPrinter.PrinterMode.HighResolution)
    for pdf in pdfs:
        for _ in range(copies):
            draw_pdf(pdf, printer)


def draw_pdf(pdf: bytes, printer: QPrinter) -> None:
    """Draw every page of a PDF in its own size on a printer."""
    document = QPdfDocument()
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    if document.pageCount() == 0:
        raise BugError("a PDF of ours cannot be read")
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    _fit(printer, document, 0)
    painter = QPainter()
    if not painter.begin(printer):
        raise KnownError("print_failed", "打印机没有接下这份文书。", kept=_KEPT,
                         todo="看看打印机有没有开、有没有纸，然后再打一次。")
    for page in range(document.pageCount()):
        if page:
            _fit(printer, document, page)
            printer.newPage()
        points = document.pagePointSize(page)
        dots = QSize(round(points.width() / _INCH * _DPI), round(points.height() / _INCH * _DPI))
        painter.drawImage(0, 0, document.render(page, dots))
    painter.end()
    document.close()


def _fit(printer: QPrinter, document: QPdfDocument, page: int) -> None:
    points = document.pagePointSize(page)
    portrait = points.height() >= points.width()
    upright = points if portrait else points.transposed()
    printer.setPageSize(QPageSize(upright, QPageSize.Unit.Point))
    printer.setPageOrientation(
        QPageLayout.Orientation.Portrait if portrait else QPageLayout.Orientation.Landscape
    )
