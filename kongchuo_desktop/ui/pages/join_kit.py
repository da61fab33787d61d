"""Joining a superior by its kit: say whose it is, ask for the code, join, show our own code."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import kits, stick
from kongchuo_desktop.exchange.kits import KitFile
from kongchuo_desktop.operations import trust
from kongchuo_desktop.operations.joining import Joined, join
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.code_sheet import CodeSheet
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput

_CODES = frozenset({"kit_code_needed", "wrong_kit_code"})


class KitJoin(QObject):
    """One way from a kit file to having joined; ``joined`` comes at its end.

    Where the kit says nothing new, no change of the journal tells of it.
    """

    joined = Signal()

    def __init__(self, ctx: AppContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._ctx, self._owner = ctx, owner
        self.dialog: ConfirmDialog | FormDialog | None = None
        self.told: CodeSheet | None = None

    def begin(self, path: Path) -> None:
        """Show whose file it is before anything is written."""
        self._ctx.tasks.run(lambda job: _read(path), done=lambda found: self._ask(*found),
                            failed=self._ctx.show_error, owner=self)

    def _ask(self, data: bytes, file: KitFile) -> None:
        kit = file.kit
        mine = kit.for_whom
        question = f"加入{kit.superior.name}？"
        text = (f"这个文件是发给{mine}的。加入以后，以前写的记录都还在。不是当面给的文件，"
                f"请打电话核对一遍核对码：{file.keys.check_code}。")
        if file.locked:
            self.dialog = form = FormDialog(
                self._ctx.theme, self._owner, title=question, verb="加入", context=text)
            form.add("code", "加入码", LineInput(self._ctx.theme, "12位数字"),
                     hint="文件里带着名册，用上级给的加入码打开。")
            form.submitted.connect(lambda: self._join(data, str(form.values()["code"])))
            form.open()
            return
        self.dialog = ConfirmDialog(
            self._ctx.theme, self._owner, question=question, text=text, verb="加入",
            refuse="不加入", danger=False,
            note="加入以后，报送包都封给它；口令和恢复页都丢了，也可以请它帮忙打开")
        self.dialog.accepted.connect(lambda: self._join(data, ""))
        self.dialog.open()

    def _join(self, data: bytes, code: str) -> None:
        store, actor = self._ctx.store, self._ctx.actor
        self._ctx.perform(lambda: join(store, actor=actor, data=data, code=code), undoable=False,
                          said=lambda joined: f"已加入{joined.kit.superior.name}",
                          done=self._done, failed=self._failed, owner=self)

    def _failed(self, error: KnownError) -> None:
        if isinstance(self.dialog, FormDialog) and error.code in _CODES:
            self.dialog.set_errors({"code": f"{error.sentence}{error.todo}"})
        else:
            self._ctx.show_error(error)

    def _done(self, joined: Joined) -> None:
        if isinstance(self.dialog, FormDialog):
            self.dialog.accept()
        if joined.brought is not None:
            self._ctx.changed.emit(joined.brought)
        self.joined.emit()
        store = self._ctx.store
        self._ctx.read(lambda: trust.machine_keys(store).public.check_code,
                       lambda code: self._tell(joined, code), owner=self)

    def _tell(self, joined: Joined, code: str) -> None:
        above = joined.kit.superior.name
        brought = f"带来了{joined.pupils}名学生。" if joined.brought is not None else ""
        pairs = (f"有{joined.pairs}对学生可能是同一人，请到“设置 › 档案”里核对。"
                 if joined.pairs else "")
        self.told = CodeSheet(
            self._ctx.theme, self._owner, title=f"已加入{above}",
            text=f"{brought}{pairs}上级第一次收到这里的报送包，会打电话问核对码。"
                 "照着念，一个字不差才算数：",
            code=code, note="以后在“设置 › 电脑与钥匙”里也看得到")
        self.told.open()


def _read(path: Path) -> tuple[bytes, KitFile]:
    data = stick.read_file(path)
    return data, kits.read_kit(data)
