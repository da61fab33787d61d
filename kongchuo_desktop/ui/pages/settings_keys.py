"""设置 · 电脑与钥匙: this computer's check code, the superior and its kit, help for those below."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.exchange import stick
from kongchuo_desktop.exchange.names import KIT
from kongchuo_desktop.operations import joining
from kongchuo_desktop.operations.joining import Joined, Superior
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_help import HelpCard
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Facts
from kongchuo_desktop.ui.parts.words import Words


@dataclass(frozen=True)
class KeysView:
    """This computer's check code, and whom it reports to."""

    code: str
    superior: Superior | None


def read_keys(store: Store) -> KeysView:
    """All that the section shows, read in one go."""
    return KeysView(joining.machine_keys(store).public.check_code, joining.superior_of(store))


class KeysSection(Section):
    """This computer, the superior, and units below that lost their password."""

    TABLES = frozenset({"unit"})

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        mine = card(
            "这台电脑的核对码",
            "上级第一次收到这里的报送包，会打电话问这个码。照着念，一个字不差才算数。",
        )
        self.code = Words("", "figure")
        self.code.setAccessibleName("核对码")
        mine.body.addWidget(self.code)
        self.column.addWidget(mine)
        above = card("上级")
        self.said = Words("", "small", "text2", wrap=True)
        self.facts = Facts(right=False)
        above.body.addWidget(self.said)
        above.body.addWidget(self.facts)
        self.join = Button(ctx.theme, "读入加入文件…", icon="file-key", clicked=self._join)
        above.body.addLayout(line_of("", QWidget(), self.join))
        self.column.addWidget(above)
        above.setVisible(ctx.actor.role != "bureau")
        self.help = HelpCard(ctx)
        self.column.addWidget(self.help)
        self.help.setVisible(ctx.actor.role != "class")
        self.column.addStretch()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: read_keys(store), self._show, owner=self)

    def _show(self, view: KeysView) -> None:
        self.code.setText(view.code)
        above = "教导处" if self.ctx.actor.role == "class" else "教育局"
        if view.superior is None:
            self.said.setText(
                f"还没有加入。请{above}发一个加入文件（{KIT}），拷到U盘拿来读入，才能报送。"
            )
            self.facts.set([])
        else:
            self.said.setText(
                f"报送包交给它；口令和恢复页都丢了，也只有它能帮忙打开。"
                f"{above}换了电脑，就读入它新发的加入文件。"
            )
            self.facts.set(
                [("名称", view.superior.name), ("它的核对码", view.superior.keys.check_code)]
            )

    def _join(self) -> None:
        file = pickers.choose_file(self, "选加入文件", f"加入文件 (*{KIT})")
        if file is None:
            return
        ctx = self.ctx
        ctx.perform(
            lambda: _take_in(ctx, file),
            undoable=False,
            owner=self,
            said=lambda joined: f"已加入{joined.kit.superior.name}",
            done=lambda joined: self.refresh(None),
        )


def _take_in(ctx: AppContext, file: Path) -> Joined:
    return joining.join(ctx.store, actor=ctx.actor, data=stick.read_file(file))
