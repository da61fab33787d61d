"""Printing: page for page in their own size, and a computer without a printer."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.papers import specimen
from kongchuo_desktop.ui.pages.papers_print import draw_pdf, print_pdfs


def test_every_page_keeps_its_size(qapp: QApplication, tmp_path: Path) -> None:
    rendered = specimen("attendance_month", day=date(2026, 9, 17))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    draw_pdf(rendered.pdf, printer)
    document = QPdfDocument()
    document.load(str(tmp_path / "out.pdf"))
    assert document.pageCount() == rendered.pages
    size = document.pagePointSize(0)
    assert (round(size.width()), round(size.height())) == (842, 595)
    document.close()


def test_a_computer_without_printer_is_told_what_to_do(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPrinterInfo, "defaultPrinter", QPrinterInfo)
    with pytest.raises(KnownError) as caught:
        print_pdfs([b""], 1)
    assert caught.value.code == "no_printer"
    assert caught.value.todo
