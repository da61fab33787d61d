"""设置 · 电脑与钥匙: this computer's check code, the superior and its kit, help for those below."""

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.exchange.names import KIT
from kongchuo_desktop.operations.machines import STATE_WORDS, ThisComputer, own_standing
from kongchuo_desktop.operations.new_keys import renew_keys
from kongchuo_desktop.operations.trust import machine_keys
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.code_sheet import CodeSheet
from kongchuo_desktop.ui.pages.join_kit import KitJoin
from kongchuo_desktop.ui.pages.settings_help import HelpCard
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Banner, Facts
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.words import Words

_WAITING = "还没有。上级核对以后，随下发的包带来；没有也能照常报送"


class KeysSection(Section):
    """This computer, the superior, and units below that lost their password."""

    TABLES = frozenset({"unit"})

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self.offer = Banner(
            ctx.theme, "amber", "这份资料是恢复或者拷贝来的",
            "原来的电脑要是丢了，就换一套新钥匙：上级收回那台电脑的时候，这台照样能报送。",
            action="换一套新钥匙…", icon="key-round")
        self.offer.acted.connect(self.ask_new_keys)
        self.column.addWidget(self.offer)
        mine = card(
            "这台电脑的核对码",
            "上级第一次收到这里的报送包，会打电话问这个码。照着念，一个字不差才算数。",
        )
        self.code = Words("", "figure")
        self.code.setAccessibleName("核对码")
        mine.body.addWidget(self.code)
        self.mine = Facts(right=False)
        mine.body.addWidget(self.mine)
        self.column.addWidget(mine)
        above = card("上级")
        self.said = Words("", "small", "text2", wrap=True)
        self.facts = Facts(right=False)
        above.body.addWidget(self.said)
        above.body.addWidget(self.facts)
        self.join = Button(ctx.theme, "读入加入文件…", icon="file-key", clicked=self._join)
        above.body.addLayout(line_of("", QWidget(), self.join))
        self.column.addWidget(above)
        self.told: CodeSheet | None = None
        self.way = KitJoin(ctx, self)
        self.way.joined.connect(lambda: self.refresh(None))
        self.help = HelpCard(ctx)
        self.column.addWidget(self.help)
        self.help.setVisible(ctx.actor.role != "class")
        self.column.addStretch()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: own_standing(store), self._show, owner=self)

    def _show(self, mine: ThisComputer) -> None:
        self.offer.setVisible(mine.shared)
        self.code.setText(mine.code)
        self.mine.set(self._own_facts(mine))
        role = self.ctx.actor.role
        above = {"class": "教导处", "school": "教育局或中心校"}.get(role, "本局的第一台电脑")
        if mine.superior is None:
            alone = ("第一台电脑不用加入谁。" if role == "bureau" else
                     f"还没有加入。请{above}发一个加入文件（{KIT}），拷到U盘拿来读入，才能报送。")
            self.said.setText(alone)
            self.facts.set([])
            self.join.setText("读入加入文件…")
            return
        self.said.setText(
            f"报送包交给它；口令和恢复页都丢了，也只有它能帮忙打开。"
            f"{above}换了电脑，就读入它新发的加入文件。"
        )
        self.join.setText("换上级的加入文件…")
        self.facts.set([("名称", mine.superior.name),
                        ("它的核对码", mine.superior.keys.check_code)])

    def _own_facts(self, mine: ThisComputer) -> list[tuple[str, str] | tuple[str, str, str]]:
        """Who vouches for this computer until when, and what its papers are numbered with."""
        rows: list[tuple[str, str] | tuple[str, str, str]] = []
        today = self.ctx.today()
        if mine.superior is not None:
            said = _WAITING
            if mine.since is not None and mine.until is not None:
                said = (f"{mine.by}，{day_text(mine.since, today=today)}，"
                        f"到{day_text(mine.until, today=today)}")
            tone = {"revoked": "red", "expired": "amber"}.get(mine.state, "")
            state = f"，{STATE_WORDS[mine.state]}，请打电话问上级" if tone else ""
            rows.append(("谁核对的", said + state, tone) if tone else ("谁核对的", said))
        if mine.seat:
            copied = ("。这份资料是拷贝或者恢复来的，所以换了一个字，两份开的文号不会重"
                      if mine.moved else "")
            rows.append(("文号里的代号", mine.seat + copied))
        return rows

    def ask_new_keys(self) -> ConfirmDialog:
        """Say what new keys ask of the superior and of those below, then draw them."""
        ctx = self.ctx
        below = ("下级的电脑要读入这里新发的加入文件，读入以前收不了这里下发的包。"
                 if ctx.actor.role != "class" else "")
        dialog = ConfirmDialog(
            ctx.theme, self, question="这台电脑换一套新钥匙？",
            text="换了以后核对码也变了。上级下次收到这里的报送包，会打电话再对一次核对码，对上了才收。"
                 f"原来那台电脑，请上级在“下级电脑”里收回。{below}",
            verb="换钥匙", refuse="不换", danger=False, note="记录一条不少；换了不能换回来")
        dialog.accepted.connect(self._renew)
        dialog.open()
        return dialog

    def _renew(self) -> None:
        ctx = self.ctx
        ctx.perform(lambda: renew_keys(ctx.store, actor=ctx.actor), said="换好了新钥匙",
                    done=lambda _: self._renewed(), undoable=False, owner=self)

    def _renewed(self) -> None:
        self.refresh(None)
        store = self.ctx.store
        self.ctx.read(lambda: machine_keys(store).public.check_code, self._tell, owner=self)

    def _tell(self, code: str) -> None:
        self.told = CodeSheet(
            self.ctx.theme, self, title="换好了新钥匙",
            text="这台电脑的核对码变了。上级收到下一个报送包会打电话来问，照着念：", code=code,
            note="请上级把原来那台电脑收回")
        self.told.open()

    def _join(self) -> None:
        file = pickers.choose_file(self, "选加入文件", f"加入文件 (*{KIT})")
        if file is not None:
            self.way.begin(file)
