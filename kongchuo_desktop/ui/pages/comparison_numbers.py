"""证件号问题 out as a sheet to correct, and corrected numbers back in."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.comparison_numbers import (
    Corrected,
    correct_numbers,
    numbers_sheet,
)
from kongchuo_desktop.operations.saving import read_file, save_file
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.comparison_desk import ComparisonDesk
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words

NUMBERS: Final = frozenset({"write_numbers", "read_numbers"})
_KIND: Final = "Excel (*.xlsx)"
_MOST: Final = 8
"""Numbers that were not taken that are named."""


class NumbersDesk(QObject):
    """``act``: one of ``NUMBERS``."""

    def __init__(self, ctx: AppContext, page: QWidget, desk: ComparisonDesk,
                 ask_file: Callable[[QWidget, str, str], Path | None],
                 ask_target: Callable[[QWidget, str, str, str], Path | None]) -> None:
        super().__init__(page)
        self._ctx, self._page, self._desk = ctx, page, desk
        self._ask_file, self._ask_target = ask_file, ask_target

    def act(self, action: str) -> None:
        if action == "write_numbers":
            self.write()
        else:
            self.read()

    def write(self) -> None:
        """存成改正表: a sheet for each class or place, to be printed or filled in."""
        ctx, compared = self._ctx, self._desk.result
        path = compared and self._ask_target(self._page, "存成改正表", "证件号改正表.xlsx", _KIND)
        if compared is None or not path:
            return
        ctx.tasks.run(
            lambda job: save_file(path, numbers_sheet(ctx.store, compared=compared)),
            done=lambda saved: ctx.toast(f"已存成 {path.name}，一个班（一个村、一所学校）一张"),
            failed=ctx.show_error, owner=self)

    def read(self) -> None:
        """读填好的改正表: into the roster, and into new lists beside those that were given."""
        ctx, lists = self._ctx, self._desk.lists()
        path = self._ask_file(self._page, "填好的改正表", _KIND)
        if path is None:
            return
        ctx.tasks.run(
            lambda job: correct_numbers(ctx.store, actor=ctx.actor, lists=lists, name=path.name,
                                        data=read_file(path)),
            done=self._tell, failed=ctx.show_error, owner=self)

    def _tell(self, done: Corrected) -> None:
        for kind, new in done.lists.items():
            self._desk.pick(kind, new)
        for changes in done.made:
            self._ctx.announce(changes)
        self._ctx.toast(f"改正了{done.taken}个证件号")
        if done.left:
            Left(self._ctx, self._page, done).open()


class Left(Sheet):
    """The numbers that were not taken, each with why."""

    def __init__(self, ctx: AppContext, window: QWidget, done: Corrected) -> None:
        super().__init__(ctx.theme, window)
        self.body.addWidget(Words(f"还有{len(done.left)}个没有改成", "name", wrap=True))
        for name, why in done.left[:_MOST]:
            self.body.addWidget(Words(f"{name}：{why}", "small", wrap=True))
        if len(done.left) > _MOST:
            self.body.addWidget(Words(f"别的{len(done.left) - _MOST}个也一样，在改正表里重新核对。",
                                      "small", "text2", wrap=True))
        close = Button(ctx.theme, "知道了", "primary", clicked=self.accept)
        self.add_buttons(close)
        self.focus_first(close)
