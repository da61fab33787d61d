"""迎检对照 as an Excel sheet, kept as a file."""

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.inspection import Inspection
from kongchuo_desktop.operations.inspection_files import catalogue_sheet
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.roster_export import SavePath


def export_sheet(ctx: AppContext, window: QWidget, seen: Inspection, save_path: SavePath) -> None:
    """Ask where to and write the Excel sheet in the worker."""
    path = save_path(window, "导出Excel", f"迎检对照 {seen.title}.xlsx", "Excel (*.xlsx)")
    if path is None:
        return
    store = ctx.store
    ctx.tasks.run(lambda job: save_file(path, catalogue_sheet(store, seen)),
                  done=lambda saved: ctx.toast(f"已导出 {saved.name}"), failed=ctx.show_error,
                  owner=window)
