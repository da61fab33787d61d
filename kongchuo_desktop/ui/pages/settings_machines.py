"""设置 · 下级电脑: whose computers may report here; compare a code, or take one back."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations import trust
from kongchuo_desktop.operations.machines import STATE_WORDS, Machine, State, machines_below
from kongchuo_desktop.operations.words import day_text, near_name
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.pages.inbox_kit import ask_kit, classes_of
from kongchuo_desktop.ui.pages.inbox_waiting import ask_accept
from kongchuo_desktop.ui.pages.settings_section import Section, note
from kongchuo_desktop.ui.parts.cards import EmptyState, card_of
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.table import CellDelegate, FittingTable, TableCard
from kongchuo_desktop.ui.tokens import Tone

HEADS = ("单位、班级", "谁的电脑", "核对码", "核对日期", "有效到", "最近收到的包", "状态", "")
WIDTHS = (200, 90, 100, 90, 130, 170, 90, 170)
TWIN_WORD = "代号重了"
NAME, LABEL, CODE, SINCE, UNTIL, LAST, STATE, ACTS = range(8)
TONES: Mapping[State, Tone] = {"waiting": "violet", "certified": "green", "ending": "amber",
                               "expired": "red", "revoked": "red"}


class MachinesModel(LinesModel[Machine]):
    """The computers below in the order of the operation."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(HEADS)
        self._ctx = ctx

    def key(self, line: Machine) -> str:
        return line.waiting or line.sign

    def text(self, line: Machine, column: int) -> str:
        today = self._ctx.today()
        if column in (SINCE, UNTIL):
            day = line.certified if column == SINCE else line.until
            return day_text(day, today=today) if day else ""
        if column == LAST:
            taken = f"{day_text(line.last, today=today)}收，" if line.last else ""
            return f"{taken}{period_words(line.period)}" if line.period else taken
        return {NAME: near_name(line.name, self._ctx.store.header.unit_name), LABEL: line.label,
                CODE: line.code,
                STATE: TWIN_WORD if line.twin else STATE_WORDS[line.state]}.get(column, "")

    def look(self, line: Machine, column: int, role: int) -> Any:
        if role == CellDelegate.BOLD:
            return column == NAME
        return None


class MachineCells(CellDelegate):
    """The chip of the state, and what can be done."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        machine: Machine = index.data(LINE)
        flow = Flow(self.theme, rect)
        if index.column() == STATE:
            if machine.twin and not machine.waiting:
                return flow.chip(TWIN_WORD, "amber").items
            return flow.chip(STATE_WORDS[machine.state], TONES[machine.state]).items
        if index.column() != ACTS:
            return super().items(index, rect)
        if machine.waiting:
            return flow.push("核对…", "accept", kind="primary").items
        if machine.in_force:
            flow.push("收回…", "revoke").gap(from_right=True)
        if machine.twin:
            return flow.push("另发文件…", "apart").items
        return flow.push("重新核对…", "again").items


class MachinesSection(Section):
    """One line for each computer; those that wait stand first."""

    TABLES = frozenset({"event", "unit"})

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, scrolled=False)
        self.column.addWidget(note(
            "核对过的电脑，交来的包直接收。电脑丢了、坏了、人走了，就收回：它的包从此不收，以前收下的不动。"
            "找回来了再重新核对。写着“代号重了”的，是一个加入文件用了两台，开的文书会重号："
            "给其中一台另发一个，用不着的那台收回。"))
        self.model = MachinesModel(ctx)
        self.table = FittingTable(ctx.theme, self.model, widths=WIDTHS, stretch=NAME,
                                  drop=(SINCE, LABEL, LAST, UNTIL), whole=NAME,
                                  delegate=MachineCells(ctx.theme), many=False)
        self.table.setAccessibleName("下级的电脑")
        self.table.acted.connect(lambda index, action: self._act(index.data(LINE), action))
        self.table.opened.connect(lambda index: self._open(index.data(LINE)))
        self.card = TableCard(self.table)
        self.stack = StateStack(self.card)
        self.column.addWidget(self.stack, 1)
        self.form: QWidget | None = None

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: machines_below(store), self._show, owner=self)

    def _show(self, found: list[Machine]) -> None:
        self.model.set_lines(found)
        if found:
            self.stack.show_view(self.card)
            return
        whom = "各班" if self.ctx.actor.role == "school" else "各校"
        state = EmptyState(
            self.theme, "file-key", "还没有下级的电脑",
            f"先给{whom}发加入文件；{whom}读入以后交来第一个报送包，打电话对过核对码，就在这里了。",
            actions=[("kit", "发加入文件…", "file-output", True),
                     ("inbox", "去收包", "inbox", False)])
        state.acted.connect(lambda key: self._make_kit() if key == "kit"
                            else self.ctx.open_page("inbox"))
        self.stack.show_state(card_of(state))

    def chosen(self) -> Machine | None:
        """The computer whose line is current."""
        index = self.table.currentIndex()
        return index.data(LINE) if index.isValid() else None

    def _open(self, machine: Machine) -> None:
        self._act(machine, "accept" if machine.waiting else "again")

    def _act(self, machine: Machine, action: str) -> None:
        acts: Mapping[str, Callable[[Machine], object]] = {
            "accept": self._accept, "again": self.ask_again, "revoke": self.ask_revoke,
            "apart": self._make_kit}
        acts[action](machine)

    def _accept(self, machine: Machine) -> None:
        self.form = ask_accept(self.ctx, self, digest=machine.waiting, sender=machine.name,
                               code=machine.code, done=lambda: self.refresh(None))

    def _make_kit(self, apart: Machine | None = None) -> None:
        """A kit; ``apart`` is one of two computers that began with the same one."""
        store = self.ctx.store

        def ask(classes: Mapping[str, str]) -> None:
            self.form = ask_kit(self.ctx, self, classes=classes, apart=apart)

        self.ctx.read(lambda: classes_of(store), ask, owner=self)

    def ask_again(self, machine: Machine) -> "AgainForm":
        """Compare the code once more and give a new certificate."""
        self.form = form = AgainForm(self.ctx, self, machine, done=lambda: self.refresh(None))
        form.open()
        return form

    def ask_revoke(self, machine: Machine) -> "RevokeForm":
        """Ask why, then refuse what that computer sends from now on."""
        self.form = form = RevokeForm(self.ctx, self, machine, done=lambda: self.refresh(None))
        form.open()
        return form


class AgainForm(SavingForm):
    """重新核对: the code as the other side reads it out."""

    AT_FIELD: ClassVar = {"wrong_check_code": "code"}

    def __init__(self, ctx: AppContext, window: QWidget, machine: Machine, *,
                 done: Callable[[], object]) -> None:
        super().__init__(ctx, window, title=f"重新核对{machine.name}的电脑", verb="核对",
                         context="打电话请对方念这台电脑的核对码，一个字不差才算数。")
        self._machine, self._done = machine, done
        self.add("code", "电话里念的核对码", LineInput(self.theme, "8位数字"))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, machine, code = self._ctx, self._machine, str(self.values()["code"])
        self.write(lambda: trust.certify_again(ctx.store, actor=ctx.actor, sign=machine.sign,
                                               check_code=code),
                   said=f"重新核对了{machine.name}的电脑，它的包又能收了", undoable=False,
                   done=lambda _: self._done())


class RevokeForm(SavingForm):
    """收回: why a computer is believed no longer."""

    AT_FIELD: ClassVar = {"no_reason": "why"}

    def __init__(self, ctx: AppContext, window: QWidget, machine: Machine, *,
                 done: Callable[[], object]) -> None:
        super().__init__(
            ctx, window, title=f"收回{machine.name}的电脑？", verb="收回",
            context=f"核对码{machine.code}的这台电脑，它的包从此不再收，还没有收的也不收。以前收下的不动。")
        self._machine, self._done = machine, done
        self.add("why", "为什么收回", LineInput(self.theme, "例如：电脑被偷了"),
                 hint="会留在记录里。")
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, machine, why = self._ctx, self._machine, str(self.values()["why"])
        self.write(lambda: trust.revoke(ctx.store, actor=ctx.actor, sign=machine.sign, why=why),
                   said=f"收回了{machine.name}的电脑", undoable=False,
                   done=lambda _: self._done())
