"""发加入文件: the file by which a school or a class below joins, written to a stick or folder."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.joining import MadeKit, make_kit
from kongchuo_desktop.operations.kit_paper import kit_code_page
from kongchuo_desktop.operations.machines import Machine
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.code_sheet import CodeSheet
from kongchuo_desktop.ui.pages.papers_print import print_pdfs
from kongchuo_desktop.ui.parts.checks import Check
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.places import FindSticks, PlaceChoice

_CONTEXT = "对方第一次打开程序时就能读入；已经在用的，在“报送”里读入。以后的报送包就封给这里。"
_APART = "两台里的一台在“设置 › 电脑与钥匙”里读入，以后它开的文书换一个代号，两台就不重号了。"
_BELOW, _OWN = "*below", "*own"
"""Choices beside the ids of classes: a school below, and another computer of this unit."""


def classes_of(store: Store) -> dict[str, str]:
    """The classes of a school by id; a bureau has none of its own."""
    rooms = load_world(store).classes.values() if store.role == "school" else ()
    return {room.id: room.name for room in rooms}


def ask_kit(ctx: AppContext, owner: QWidget, *, classes: Mapping[str, str],
            find: FindSticks | None = None, apart: Machine | None = None) -> FormDialog:
    """Open the form; ``classes`` (id → name) for a school, empty for a bureau.

    ``apart`` is a computer that numbers its papers like another: the kit is for it alone.
    """
    form = KitForm(ctx, owner, classes, find, apart)
    form.open()
    return form


class KitForm(FormDialog):
    """For whom, with the roster or without, and where to; ``told`` shows the code in the end."""

    def __init__(self, ctx: AppContext, owner: QWidget, classes: Mapping[str, str],
                 find: FindSticks | None, apart: Machine | None = None) -> None:
        super().__init__(ctx.theme, owner, title="发加入文件", verb="写出文件",
                         context=_CONTEXT if apart is None else _APART)
        self._ctx, self._owner, self._apart = ctx, owner, apart is not None
        self.told: CodeSheet | None = None
        bureau = ctx.actor.role == "bureau"
        self.whom = Choice(ctx.theme, [
            *classes.items(), (_BELOW, "学校" if bureau else "村小、教学点"),
            (_OWN, "本局的另一台电脑" if bureau else "本校的另一台电脑")])
        self.add("class", "给谁", self.whom)
        self.add("school", "给哪所学校", LineInput(ctx.theme, "学校全称"))
        self.add("code", "学校标识码", LineInput(ctx.theme), hint="没有可以空着")
        self.roster = Check(ctx.theme, "带上名册、校历和表样")
        self.add("roster", "新电脑上先有什么", self.roster,
                 hint="对方还没有名册、换电脑时勾上，不用再录一遍。用12位加入码锁住，加入码只显示一次。")
        self.place = PlaceChoice(ctx.theme, ctx.tasks, find)
        self.add("place", "写到", self.place)
        self.whom.currentIndexChanged.connect(lambda _: self._chosen())
        self.submitted.connect(self._write)
        if apart is not None:
            self._only_for(apart)
        self._chosen()
        if self.whom.key() == _BELOW:
            self.focus_first(self.fields["school"].editor)

    def _only_for(self, machine: Machine) -> None:
        own = machine.class_id is None and machine.unit == self._ctx.store.home
        self.whom.choose(machine.class_id or (_OWN if own else _BELOW))
        if machine.class_id is None and not own:
            self.fields["school"].editor.setText(machine.name)

    def _chosen(self) -> None:
        below = self.whom.key() == _BELOW
        for name in ("school", "code"):
            self.fields[name].setVisible(below)
        self.refit()

    def _write(self) -> None:
        folder = self.place.folder()
        if folder is None:
            return
        store, actor = self._ctx.store, self._ctx.actor
        whom = self._chosen_whom()
        with_roster, apart = self.roster.isChecked(), self._apart
        self._ctx.tasks.run(
            lambda job: make_kit(store, actor=actor, folder=folder, with_roster=with_roster,
                                 apart=apart, **whom),
            done=self._done, failed=self._failed, owner=self)

    def _chosen_whom(self) -> dict[str, Any]:
        values, key = self.values(), self.whom.key()
        if key == _BELOW:
            return {"school": values["school"], "school_code": values["code"]}
        return {"own": True} if key == _OWN else {"class_id": key}

    def _failed(self, error: KnownError) -> None:
        at = {"no_name": "school", "unknown_class": "class"}.get(error.code)
        if at is not None:
            self.set_errors({at: error.sentence})
        else:
            self._ctx.show_error(error)

    def _done(self, made: MadeKit) -> None:
        self.accept()
        # A school that is named for the first time is one more line of the grid.
        self._ctx.announce(made.changes)
        self._ctx.toast(f"已写出 {made.path.name}，交给{made.for_whom}")
        if made.code:
            self.told = show_code(self._ctx, self._owner, made)


def show_code(ctx: AppContext, owner: QWidget, made: MadeKit) -> CodeSheet:
    """The code that opens the roster of a kit: nobody can show it a second time."""
    store = ctx.store

    def print_page() -> None:
        ctx.tasks.run(lambda job: print_pdfs([kit_code_page(store, made=made)], 1),
                      done=lambda _: ctx.toast("已送到打印机"), failed=ctx.show_error, owner=owner)

    sheet = CodeSheet(
        ctx.theme, owner, title=f"给{made.for_whom}的加入码",
        text=f"文件里有{made.pupils}名学生，用这12位数字打开。和U盘分开交：打电话念，或者打印一页当面给。",
        code=made.code, note="只显示这一次；没有记下来，就重新发一个加入文件",
        more=("打印", "printer", print_page))
    sheet.open()
    return sheet
