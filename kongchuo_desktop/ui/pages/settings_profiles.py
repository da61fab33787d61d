"""各份文件 in 设置: every profile of this computer, and the files that the unit wrote itself."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.policy.load import OWN
from kongchuo_desktop.domain.policy.model import Policy
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import profiles
from kongchuo_desktop.operations.profiles import NewHead, ProfileLine
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.documents import KINDS, finder, found_by
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

EDITOR = "policy_file"
"""Key of the page in which a file is written."""
_FILES = "政策文件 (*.toml)"


class ProfileDelegate(RowDelegate):
    """A document: title, whose it is, how many clauses and open figures; chips of its standing."""

    def __init__(self, theme: Theme, *, buttons: bool = True) -> None:
        super().__init__(theme, height=Px.DUTY_ROW_NARROW)
        self._buttons = buttons

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        line: ProfileLine = payload
        outer = Flow(self.theme, rect)
        if self._buttons:
            outer.push("改" if line.own else "复制", "main", width=self.theme.px(Px.HEADER))
            outer.gap(Px.GAP, from_right=True)
        else:
            mark = "circle-check" if selected else "circle"
            outer.icon(mark, "accent_text" if selected else "edge", size=Px.ICON_NAV).gap(Px.GAP)
        chips: list[tuple[str, Tone]] = []
        if line.used:
            chips.append(("已选用", "green"))
        if line.own:
            chips.append(("自己写的", "violet"))
        for text, tone in chips:
            outer.chip(text, tone, from_right=True)
            outer.gap(from_right=True)
        above, below = outer.halves()
        above.rest(line.policy.title, Type.BODY, colour="text")
        return outer.items + above.items + below.rest(detail_of(line)).items


def detail_of(line: ProfileLine) -> str:
    """``县 · 岫岩县教育局 · 97条 · 留给学校定38个数``."""
    policy = line.policy
    parts = [KINDS[policy.kind], policy.issuer, policy.number, f"{len(policy.clauses)}条"]
    if policy.extends:
        parts.append(f"引用{len(policy.extends)}份")
    if line.wrong:
        parts.append(line.wrong)
    elif line.left_open:
        parts.append(f"留给学校定{line.left_open}个数")
    return " · ".join(part for part in parts if part)


def row_of(line: ProfileLine) -> Row:
    return Row(line.policy.id, line, f"{line.policy.title}，{detail_of(line)}")


def in_order(lines: Sequence[ProfileLine]) -> list[ProfileLine]:
    """The unit's own first, then counties, then the rest, by title."""
    return sorted(lines, key=lambda line: (not line.own, line.policy.kind != "county",
                                           line.policy.title))


def tell_changed(ctx: AppContext) -> None:
    """Have all pages read again: profiles lie beside the journal, of which no operation tells."""
    tables = frozenset({"policy_use", "own_figure"})
    ctx.changed.emit(Changes(None, "profiles", tables, (), frozenset()))


class ProfilesTab(QWidget):
    """The list with its field for finding, and what can be done with the current one."""

    chosen = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx, self._lines = ctx, list[ProfileLine]()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.ICON_GAP)
        bar = QHBoxLayout()
        bar.setSpacing(Px.ICON_GAP)
        self.search = finder(ctx.theme)
        self.search.textChanged.connect(lambda text: self._filter())
        bar.addWidget(self.search, 1)
        theme = ctx.theme
        self.new = Button(theme, "写一份…", icon="plus", clicked=self._copy)
        self.take = Button(theme, "装入…", clicked=self._take)
        self.give = Button(theme, "导出…", clicked=self._give)
        self.gone = Button(theme, "删除", clicked=self._remove)
        self.ours = Button(theme, "本校加的要求", clicked=lambda: self._edit(OWN))
        for button in (self.new, self.take, self.give, self.gone, self.ours):
            bar.addWidget(button)
        column.addLayout(bar)
        self.wrong = Words("", "small", "red", wrap=True)
        column.addWidget(self.wrong)
        self.model = RowsModel()
        self.view = RowView(self.model, ProfileDelegate(theme))
        self.view.setAccessibleName("各份文件")
        self.view.moved.connect(lambda index: self._show_buttons())
        act_on(self.view, {"main": self._main})
        column.addWidget(self.view, 1)

    def show_lines(self, lines: Sequence[ProfileLine], refused: Sequence[str]) -> None:
        self._lines = list(lines)
        self.wrong.setText("\n".join(refused))
        self.wrong.setVisible(bool(refused))
        self._filter()

    def _filter(self) -> None:
        text = self.search.text()
        self.model.set_rows([row_of(line) for line in self._lines if found_by(line.policy, text)])
        self._show_buttons()

    def _show_buttons(self) -> None:
        line = self.view.payload()
        self.give.setEnabled(line is not None)
        self.gone.setEnabled(line is not None and line.own and not line.used)
        self.gone.setToolTip("" if self.gone.isEnabled() else "自己写的、没有用过的才能删")

    def _main(self, line: ProfileLine) -> None:
        if line.own:
            self._edit(line.policy.id)
        else:
            self._copy()

    def _edit(self, policy: str) -> None:
        self.ctx.open_page(EDITOR, policy=policy)

    def _copy(self) -> None:
        line = self.view.payload()
        CopyForm(self.ctx, self, self._lines, line.policy.id if line else "", self._edit).open()

    def _take(self) -> None:
        path = pickers.choose_file(self, "装入一份文件", _FILES)
        if path is None:
            return
        store = self.ctx.store
        self.ctx.perform(
            lambda: profiles.add_profile_file(store, data=_read(path), name=path.name),
            said=lambda policy: f"装入了《{policy.title}》",
            done=lambda policy: tell_changed(self.ctx), failed=self.ctx.show_error,
            owner=self)

    def _give(self) -> None:
        line = self.view.payload()
        path = pickers.choose_new_file(self, "导出一份文件", f"{line.policy.id}.toml", _FILES)
        if path is None:
            return
        store, key = self.ctx.store, line.policy.id
        self.ctx.perform(
            lambda: save_file(path, profiles.profile_text(store, policy=key).encode("utf-8")),
            said=f"导出到了{path.name}", failed=self.ctx.show_error, owner=self)

    def _remove(self) -> None:
        line, store = self.view.payload(), self.ctx.store
        key = line.policy.id
        RemoveForm(self.ctx, self, line, lambda: self.ctx.perform(
            lambda: profiles.remove_profile(store, policy=key),
            said=f"删掉了《{line.policy.title}》", done=lambda none: tell_changed(self.ctx),
            failed=self.ctx.show_error, owner=self)).open()


class CopyForm(SavingForm):
    """After which document one's own is written, and what it is called; ``then(id)`` opens it."""

    AT_FIELD: ClassVar = {"profile_id": "id", "profile_taken": "id"}

    def __init__(self, ctx: AppContext, over: QWidget, lines: Sequence[ProfileLine], source: str,
                 then: Callable[[str], object]) -> None:
        super().__init__(
            ctx, over, title="写一份自己的文件", verb="开始写",
            context="先复制一份相近的，再照自己的文件改；复制的数是人家的，要一条一条对。")
        self._then = then
        choices = [("", "不复制，从空白写"),
                   *((line.policy.id, line.policy.title) for line in lines)]
        picked = Choice(ctx.theme, choices, elastic=True)
        picked.choose(source)
        self.add("source", "照哪一份", picked)
        kinds = Choice(ctx.theme, list(KINDS.items()))
        kinds.choose(next((p.policy.kind for p in lines if p.policy.id == source), "county"))
        self.add("title", "文件的名称", LineInput(ctx.theme, "例如 青石镇控辍保学办法"))
        number = LineInput(ctx.theme, "例如 QS26")
        self.add_pair(
            self.add("id", "编号", number, hint="字母、数字或汉字"),
            self.add("kind", "哪一级的", kinds))
        self.add("issuer", "谁发的", LineInput(ctx.theme, "例如 青石镇人民政府"))
        self.add_pair(
            self.add("number", "文号", LineInput(ctx.theme, "没有就不填")),
            self.add("dated", "日期", LineInput(ctx.theme, "例如 2026-08-20")))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        values = self.values()
        missing = {name: "这一项要填。" for name in ("title", "id") if not values[name].strip()}
        self.set_errors(missing)
        if missing:
            return
        store, source = self._ctx.store, values["source"]
        head = NewHead(values["id"], values["title"], values["issuer"], values["number"],
                       values["dated"], values["kind"])
        self.write(lambda: profiles.copy_profile(store, policy=source, head=head), said="",
                   done=self._made)

    def _made(self, policy: Policy) -> None:
        tell_changed(self._ctx)
        self._then(policy.id)


class RemoveForm(FormDialog):
    """Files are not in the journal: what is deleted is gone, so it is asked for."""

    def __init__(self, ctx: AppContext, over: QWidget, line: ProfileLine,
                 act: Callable[[], object]) -> None:
        super().__init__(ctx.theme, over, title=f"删除《{line.policy.title}》？", verb="删除",
                         context="删了不能撤销。以后还要用的，先导出一份。")
        self._act = act
        self.leave.setText("不删除")
        self.focus_first(self.leave)
        self.submitted.connect(self._do)

    def _do(self) -> None:
        self.accept()
        self._act()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(profiles.LARGEST + 1)
    except OSError:
        raise KnownError("file_missing", f"“{path.name}”打不开。", kept="没有改动。",
                         todo="看看U盘是否插好，再选一次。") from None
