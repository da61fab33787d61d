"""清理U盘: files of ours that nobody needs any more, each with its reason, and one question."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.drives import size_text
from kongchuo_desktop.operations.stick_contents import Old, remove_old
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_SHOWN = 5
"""Rows that are seen without scrolling."""


class CleanSheet(Sheet):
    """What is ticked is deleted by the red button; ``done(paths)`` with what is gone."""

    def __init__(self, ctx: AppContext, owner: QWidget, files: Sequence[Old],
                 done: Callable[[Sequence[Path]], object]) -> None:
        super().__init__(ctx.theme, owner)
        self._ctx, self._owner, self._done = ctx, owner, done
        self._files = [(old, True) for old in files]
        self.body.addWidget(Words("删掉U盘里用不着的旧文件？", "name"))
        self.body.addWidget(Words(
            "只列本程序写的文件，U盘里别的文件不碰。删掉以后找不回来；电脑里的记录都在。",
            "body", "text2", wrap=True))
        self.model = RowsModel()
        delegate = _OldDelegate(ctx.theme)
        self.list = RowView(self.model, delegate)
        self.list.setAccessibleName("旧文件")
        self.list.keys[(Qt.Key.Key_Space, False)] = "tick"
        act_on(self.list, {"tick": self._tick, "main": self._tick})
        self.list.setFixedHeight(
            min(_SHOWN, len(files)) * (delegate.height + Px.HAIR) + 2 * Px.HAIR)
        self.body.addWidget(self.list)
        self.keep = Button(ctx.theme, "不删", clicked=self.reject)
        self.remove = Button(ctx.theme, "", "danger", clicked=self._remove)
        self.add_buttons(self.keep, self.remove,
                         note=Words("空格：选上或不选", "caption"))
        self.focus_first(self.keep)
        self._fill()

    def chosen(self) -> list[Old]:
        return [old for old, on in self._files if on]

    def _fill(self) -> None:
        self.model.set_rows([
            Row(str(old.path), (old, on), "，".join((
                old.path.name, "选上了" if on else "没有选", old.why, size_text(old.size))))
            for old, on in self._files])
        if not self.list.currentIndex().isValid():
            self.list.go_first()
        files = self.chosen()
        self.remove.setText(f"删掉{len(files)}个（{size_text(sum(old.size for old in files))}）"
                            if files else "没有选")
        self.remove.setEnabled(bool(files))

    def _tick(self, payload: tuple[Old, bool]) -> None:
        self._files = [(old, not on if old is payload[0] else on) for old, on in self._files]
        self._fill()

    def _remove(self) -> None:
        files, ctx, done = self.chosen(), self._ctx, self._done

        def removed(gone: Sequence[Path]) -> None:
            left = len(files) - len(gone)
            other = f"；{left}个已经不是原来的文件，没有动" if left else ""
            ctx.toast(f"删掉了{len(gone)}个旧文件{other}")
            done(gone)

        self.accept()
        ctx.tasks.run(lambda job: remove_old(files), done=removed, failed=ctx.show_error,
                      owner=self._owner)


class _OldDelegate(RowDelegate):
    """A box to tick, the file's name, why it may go, its size."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW_NARROW)

    def items(self, payload: tuple[Old, bool], rect: QRect, *, selected: bool) -> list[Item]:
        old, on = payload
        flow = Flow(self.theme, rect)
        flow.icon("square-check" if on else "square", "accent_text" if on else "text2",
                  action="tick").gap(Px.CHIP_GAP)
        flow.text(size_text(old.size), Type.SMALL, colour="text2", from_right=True)
        flow.gap(Px.GAP, from_right=True)
        half = rect.height() // 2
        room = QRect(flow.left, rect.top() + Px.GRID, flow.right - flow.left, half - Px.GRID)
        below = QRect(room.left(), rect.top() + half, room.width(), half - Px.GRID)
        above = Flow(self.theme, room).with_file("", old.path.name, colour="text")
        return [*flow.items, *above.items,
                *Flow(self.theme, below).rest(old.why, Type.CAPTION).items]


def offer_words(files: Sequence[Old]) -> str:
    """``U盘里有5个用不着的旧文件，共12.3 MB``."""
    return f"U盘里有{len(files)}个用不着的旧文件，共{size_text(sum(old.size for old in files))}"
