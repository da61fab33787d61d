"""What tests look at in the table of the page 台账."""

from collections.abc import Callable, Sequence
from pathlib import Path

from lived import Elsewhere, window_with
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.ledgers import LedgersPage
from kongchuo_desktop.ui.pages.ledgers_model import Kind
from kongchuo_desktop.ui.shell import MainWindow


def ledgers_window(ctx: AppContext, printed: list[Sequence[bytes]], folder: Path) -> MainWindow:
    """A window with 台账, which prints into a list and saves into a folder."""
    def make(ctx: AppContext) -> LedgersPage:
        return LedgersPage(ctx, printer=lambda pdfs, copies: printed.append(pdfs),
                           save_path=lambda parent, title, name, kinds: folder / name)

    return window_with(ctx, today=make, pupil=Elsewhere)


def choose(page: LedgersPage, ledger: str, idle: Callable[[], None]) -> None:
    page.opened(ledger=ledger)
    idle()
    QApplication.processEvents()


def heads(page: LedgersPage) -> list[str]:
    """Of the columns that are shown."""
    model = page.view.model
    return [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]


def column(page: LedgersPage, head: str) -> int:
    return heads(page).index(head)


def names(page: LedgersPage) -> list[str]:
    model, at = page.view.model, column(page, "姓名")
    return [model.text(line, at) for line in model.lines if line.kind is Kind.ROW]


def row_of(page: LedgersPage, name: str) -> int:
    model, at = page.view.model, column(page, "姓名")
    return next(row for row, line in enumerate(model.lines)
                if line.kind is Kind.ROW and model.text(line, at) == name)
