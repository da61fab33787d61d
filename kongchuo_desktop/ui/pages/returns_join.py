"""Joining a superior by the kit file it gave: read it, say whose it is, ask once, join."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.exchange import kits, stick
from kongchuo_desktop.exchange.kits import KitFile
from kongchuo_desktop.operations.joining import Joined, join
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.cards import Card, EmptyState
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.pickers import choose_file

_SUPERIOR = {"class": "教导处", "school": "教育局"}


class JoinCard(Card):
    """What stands in place of 报送 while the store stands alone.

    ``ask_file()`` gives the kit's path or None; tests put their own in place. ``joined`` comes
    after joining: where the kit says nothing new, no change of the journal tells of it.
    """

    joined = Signal()

    def __init__(self, ctx: AppContext, owner: QWidget) -> None:
        super().__init__(flush=True)
        self._ctx, self._owner = ctx, owner
        self.ask_file: Callable[[], Path | None] = self._ask_file
        who = _SUPERIOR.get(ctx.actor.role, "上级")
        self.state = EmptyState(
            ctx.theme, "package", "还没有加入上级",
            f"请{who}给一个加入文件，读入以后，报送包就封给{who}，别人打不开。",
            actions=[("join", "读入加入文件…", "file-input", True)])
        self.state.acted.connect(lambda key: self.choose())
        self.body.addWidget(self.state, 1)
        self.dialog: ConfirmDialog | None = None

    def choose(self) -> None:
        """Ask for the file, then show whose it is before anything is written."""
        path = self.ask_file()
        if path is not None:
            self._ctx.tasks.run(lambda job: _read(path), done=lambda found: self._confirm(*found),
                                failed=lambda error: self._ctx.show_error(error), owner=self)

    def _confirm(self, data: bytes, file: KitFile) -> None:
        kit = file.kit
        mine = f"{kit.unit.name}{kit.group.name if kit.group else ''}"
        self.dialog = ConfirmDialog(
            self._ctx.theme, self._owner, question=f"加入{kit.superior.name}？",
            text=f"这个文件是发给{mine}的。加入以后，以前写的记录都还在。不是当面给的文件，"
                 f"请打电话核对一遍核对码：{file.keys.check_code}。",
            verb="加入", refuse="不加入", danger=False,
            note="加入以后，报送包都封给它；口令和恢复页都丢了，也可以请它帮忙打开")
        self.dialog.accepted.connect(lambda: self._join(data))
        self.dialog.open()

    def _join(self, data: bytes) -> None:
        store, actor = self._ctx.store, self._ctx.actor

        def said(joined: Joined) -> str:
            return f"已加入{joined.kit.superior.name}"

        self._ctx.perform(lambda: join(store, actor=actor, data=data), said=said, undoable=False,
                          done=lambda _: self.joined.emit(), failed=self._ctx.show_error,
                          owner=self)

    def _ask_file(self) -> Path | None:
        return choose_file(self, "读入加入文件", "加入文件 (*.kckit)")


def _read(path: Path) -> tuple[bytes, KitFile]:
    data = stick.read_file(path)
    return data, kits.read_kit(data)
