"""设置 · 档案: pupils that may be one child, records and lists kept for long enough."""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from kongchuo_desktop.domain.likeness import Alike
from kongchuo_desktop.operations.comparison_lists import KeptList, drop_lists, old_lists
from kongchuo_desktop.operations.joins import alike
from kongchuo_desktop.operations.retention import (
    ERASING,
    Due,
    Retention,
    erase_records,
    retention,
)
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of, note
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.words import Words, empty

MOST = 30
"""Names shown at once; the rest comes up when these are dealt with."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the section reads at once."""

    pairs: tuple[Alike, ...]
    kept: Retention
    lists: tuple[KeptList, ...]


class RecordsSection(Section):
    """可能是同一人, lists of 比对 that nothing needs any more, for a school 满保存年限的档案."""

    TABLES = frozenset({"pupil", "movement", "own_figure", "event", "erase", "child_list"})

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        twins = card("可能是同一人", "号码、姓名、出生日期或监护人电话对得上的，"
                     "列在“两边不一样”里：核对以后合并，或者注明不是同一人。")
        self.pairs = Words("", "small")
        twins.body.addLayout(line_of("", self.pairs, Button(
            self.theme, "去核对", size="small",
            clicked=lambda: ctx.open_page("disagreements", part="pairs"))))
        self.column.addWidget(twins)
        self.lists = card("用完的比对名单", "名单里有不在本校的孩子的证件号和家庭情况，用完就清除。"
                          "核对过的、记下的去向都留着。")
        self._lists = QVBoxLayout()
        self.lists.body.addLayout(self._lists)
        self.column.addWidget(self.lists)
        self.due = card("满保存年限的档案")
        self._due = QVBoxLayout()
        self.due.body.addLayout(self._due)
        self.column.addWidget(self.due)
        self.due.setVisible(ctx.actor.role in ERASING)
        self.column.addStretch(1)

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: _read(store), self._show, owner=self)

    def _show(self, shown: Shown) -> None:
        count = len(shown.pairs)
        self.pairs.setText(f"现在有{count}对。" if count else "没有像是同一人的档案。")
        self._show_lists(shown.lists)
        if self.ctx.actor.role in ERASING:
            self._show_due(shown.kept)

    # lists of 比对

    def _show_lists(self, lists: tuple[KeptList, ...]) -> None:
        empty(self._lists)
        for one in lists[:MOST]:
            self._lists.addWidget(Words(one.called, "small", wrap=True))
        if lists:
            self._lists.addLayout(line_of("", Words("", "small"), Button(
                self.theme, f"清除{len(lists)}份名单…", size="small",
                clicked=lambda: self._ask_lists(lists))))
        else:
            self._lists.addWidget(note("没有满一年的，也没有被新名单代替的。"))

    def _ask_lists(self, lists: tuple[KeptList, ...]) -> None:
        dialog = ConfirmDialog(
            self.theme, self, question=f"清除{len(lists)}份名单？",
            text=f"一共{sum(one.count for one in lists)}行从这台电脑清除，清了就找不回来。"
            "已经核对的、核实了去向的都在。", verb="清除名单", refuse="留着")
        ctx = self.ctx
        dialog.accepted.connect(lambda: ctx.perform(
            lambda: drop_lists(ctx.store, actor=ctx.actor, lists=[one.id for one in lists]),
            said=f"已清除{len(lists)}份名单", undoable=False))
        dialog.open()

    # retention

    def _show_due(self, kept: Retention) -> None:
        empty(self._due)
        if kept.years is None:
            self._due.addWidget(note(
                "文件没有写离校学生的档案保存几年，本校也还没有定，所以什么都不清除。"))
            self._due.addLayout(line_of("", Words("", "small"), Button(
                self.theme, "去定年限", size="small",
                clicked=lambda: self.ctx.open_page("settings", section="policy"))))
            return
        self._due.addWidget(note(f"本校规定：离校后保存{kept.years}年。有在办个案的不列。"))
        for line in kept.due[:MOST]:
            self._due.addWidget(Words(due_words(line), "small", wrap=True))
        if len(kept.due) > MOST:
            self._due.addWidget(note(f"共{len(kept.due)}人，这里列了前{MOST}人。"))
        if kept.due:
            self._due.addLayout(line_of("", Words("", "small"), Button(
                self.theme, f"清除{len(kept.due)}人的档案…", size="small",
                clicked=lambda: self._ask(kept.due))))
        else:
            self._due.addWidget(note("还没有满年限的档案。"))

    def _ask(self, due: tuple[Due, ...]) -> None:
        names = "、".join(line.name for line in due[:3]) + ("等" if len(due) > 3 else "")
        dialog = ConfirmDialog(
            self.theme, self, question=f"清除{len(due)}人的档案？",
            text=f"{names}的资料、考勤、家访、文书和照片都会从这台电脑清掉，以后的报送包到哪里，哪里也清掉。"
            "清了就找不回来。以前做的备份里还有，备份到期请一并销毁。",
            verb=f"清除{len(due)}人", refuse="不清除")
        ctx, pupils = self.ctx, [line.pupil for line in due]
        dialog.accepted.connect(lambda: ctx.perform(
            lambda: erase_records(ctx.store, actor=ctx.actor, pupils=pupils),
            said=f"已清除{len(pupils)}人的档案", undoable=False))
        dialog.open()


def due_words(line: Due) -> str:
    """``王小明（九年级1班），2023年6月30日离校，保存到2026年6月30日``."""
    room = f"（{line.class_name}）" if line.class_name else ""
    return f"{line.name}{room}，{full_day(line.left)}离校，保存到{full_day(line.until)}"


def _read(store: Store) -> Shown:
    return Shown(tuple(alike(store)), retention(store), tuple(old_lists(store)))
