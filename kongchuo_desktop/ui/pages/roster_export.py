"""Exporting the roster: whole or masked numbers, where to, and writing it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.operations.roster_sheet import roster_sheet
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog
from kongchuo_desktop.ui.theme import Theme

SavePath = Callable[[QWidget, str, str, str], Path | None]
"""(window, title, name, kinds) → where to write, None when the person changed their mind."""


def ask_export(
    ctx: AppContext, window: QWidget, cards: Sequence[PupilCard], save_path: SavePath
) -> None:
    """Ask how numbers are to be written, then where to, and write it in the worker."""

    def write(masked: bool) -> None:
        path = save_path(window, "导出花名册", "花名册.xlsx", "Excel (*.xlsx)")
        if path is None:
            return

        def work() -> None:
            sheet = roster_sheet(ctx.store, cards=cards, masked=masked)
            save_file(path, sheet)

        ctx.read(work, lambda _: ctx.toast(f"已导出{len(cards)}人：{path.name}"))

    ask_masked(ctx.theme, window, title=f"导出{len(cards)}人", then=write)


def ask_masked(theme: Theme, window: QWidget, *, title: str,
               then: Callable[[bool], object]) -> None:
    """Ask whether the numbers of persons are to be masked in a file, and go on with the answer."""
    ask = ChooseDialog(
        theme, window, title=title, text="身份证号和电话怎么写？",
        choices=[("masked", "遮住", "给别人看、张贴", "lock"),
                 ("whole", "写全", "自己留用、上报", "file-text")],
        verb="导出", refuse="不导出",
    )  # fmt: skip
    ask.chosen.connect(lambda key: then(key == "masked"))
    ask.open()
