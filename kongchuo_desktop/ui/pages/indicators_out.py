"""Indicators leave the program: as an Excel file, with names only where asked, and on paper."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.operations.indicator_paper import indicator_pages
from kongchuo_desktop.operations.indicator_sheet import indicator_sheet
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.pages_sheet import PagesSheet
from kongchuo_desktop.ui.pages.papers_print import Print
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog

_NAMED = "named"


def ask_export(ctx: AppContext, window: QWidget, *, rates: Sequence[Rate], shown: Sequence[Rate],
               save_path: SavePath) -> None:
    """Ask whether names go along, then where to, and write it in the worker: all the rates, the
    names of those that are shown."""
    ask = ChooseDialog(
        ctx.theme, window, title="导出指标", text="要不要附上分子、分母里的名单？",
        choices=[("plain", "不附名单", "只有数、算法和目标", "lock"),
                 (_NAMED, "附上名单", f"现在列着的{len(shown)}个指标，自己留用", "users")],
        verb="导出", refuse="不导出")

    def write(key: str) -> None:
        path = save_path(window, "导出指标", "控辍保学指标.xlsx", "Excel (*.xlsx)")
        if path is not None:
            _save(ctx, window, path, rates, shown if key == _NAMED else ())

    ask.chosen.connect(write)
    ask.open()


def _save(ctx: AppContext, window: QWidget, path: Path, rates: Sequence[Rate],
          named: Sequence[Rate]) -> None:
    store = ctx.store
    ctx.tasks.run(
        lambda job: save_file(path, indicator_sheet(store, rates=rates, named=named)),
        done=lambda saved: ctx.toast(f"已导出 {saved.name}"), failed=ctx.show_error, owner=window)


def show_paper(ctx: AppContext, window: QWidget, *, rates: Sequence[Rate], printer: Print,
               save_path: SavePath) -> None:
    """Make the page in the worker and show it before it is printed."""
    store, day = ctx.store, rates[0].span.until or ctx.today()

    def show(pdf: bytes) -> None:
        PagesSheet(ctx, window, pdf=pdf, title="打印指标表", name="控辍保学指标表", said="指标表",
                   kept="指标都在电脑里。", printer=printer, save_path=save_path).open()

    ctx.tasks.run(lambda job: indicator_pages(store, rates=rates, day=day), done=show,
                  failed=ctx.show_error, owner=window)
