"""What stands in place of 报送 while the store stands alone: joining a superior by its kit."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.exchange.names import KIT
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.join_kit import KitJoin
from kongchuo_desktop.ui.parts.cards import Card, EmptyState
from kongchuo_desktop.ui.pickers import choose_file

_SUPERIOR = {"class": "教导处", "school": "教育局"}


class JoinCard(Card):
    """``ask_file()`` gives the kit's path or None; tests put their own in place."""

    def __init__(self, ctx: AppContext, owner: QWidget) -> None:
        super().__init__(flush=True)
        self.ask_file: Callable[[], Path | None] = self._ask_file
        self.way = KitJoin(ctx, owner)
        self.joined = self.way.joined
        who = _SUPERIOR.get(ctx.actor.role, "上级")
        self.state = EmptyState(
            ctx.theme, "package", "还没有加入上级",
            f"请{who}给一个加入文件，读入以后，报送包就封给{who}，别人打不开。",
            actions=[("join", "读入加入文件…", "file-input", True)])
        self.state.acted.connect(lambda key: self.choose())
        self.body.addWidget(self.state, 1)

    def choose(self) -> None:
        """Ask for the file, then show whose it is before anything is written."""
        path = self.ask_file()
        if path is not None:
            self.way.begin(path)

    def _ask_file(self) -> Path | None:
        return choose_file(self, "读入加入文件", f"加入文件 (*{KIT})")
