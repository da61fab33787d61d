"""The page 升学: the turn of the year, 小升初, entrants, diplomas and the numbers of new pupils."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.domain.comparison.lists import KEPT
from kongchuo_desktop.operations.entrants import HOUSEHOLD, PRESCHOOL
from kongchuo_desktop.operations.junior_entry import note_checks
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.diplomas import ExamForm
from kongchuo_desktop.ui.forms.school_year import TurnForm
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.comparison_intake import FILES, IntakeView
from kongchuo_desktop.ui.pages.school_year_do import act_on
from kongchuo_desktop.ui.pages.school_year_read import Found, read_found
from kongchuo_desktop.ui.pages.school_year_rows import (
    DIPLOMAS,
    ENTRANTS,
    JUNIOR,
    NUMBERS,
    SHEETS,
    TURN,
    sections,
)
from kongchuo_desktop.ui.pages.school_year_section import SectionView
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.cards import EmptyState, card_of
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.pickers import choose_file
from kongchuo_desktop.ui.tokens import Px

_EMPTY = {
    TURN: ("还没有班级", "先在设置里添加班级，或者导入花名册。"),
    JUNIOR: ("没有小升初的学生", "六年级的名册有了，或者教育局发来应到名单，就列在这里。"),
    ENTRANTS: ("还没有名单", "装入派出所给的户籍名单，或者幼儿园的名单，应入学的孩子就列在这里。"),
    DIPLOMAS: ("今年没有毕业班", "六年级、九年级的学生列在这里。"),
    NUMBERS: ("新生都有学籍号", "新来的一年级、七年级学生没有学籍号的，列在这里。"),
}
_DONE = frozenset({NUMBERS})
"""Sections that one is glad to see empty."""
_TABLES = frozenset({"class", "pupil", "movement", "transfer", "grant", "event", "enrollment",
                     "child_list", "same_child", "child_found", "own_figure", "policy_use"})

Useful = Callable[[Found], object]
"""Whether a button has anything to do with what was found."""


class SchoolYearPage(Page):
    """Enter opens the chosen child, or what is to be done; ``opened(section=)`` goes to one."""

    def __init__(self, ctx: AppContext, *,
                 ask_file: Callable[[QWidget, str, str], Path | None] = choose_file) -> None:
        super().__init__(ctx, title="升学")
        self._ask_file, self._wanted = ask_file, ""
        self.found: Found | None = None
        self.tabs = Segments(self.theme, [("", "")], "")
        self.tabs.chosen.connect(lambda _: self._show())
        self._below = QHBoxLayout()
        self.body.addLayout(self._below)
        self.header.middle.addWidget(self.tabs)
        self.views = {key: SectionView(self.theme, sheet) for key, sheet in SHEETS.items()}
        for view in self.views.values():
            view.opened.connect(self._enter)
            view.acted.connect(self.act)
            view.left_upwards.connect(self.tabs.setFocus)
        self.intake = IntakeView(ctx)
        self.stack = StateStack(*self.views.values(), self.intake)
        self.intake.waits.connect(self.stack.show_state)
        self.intake.wanted.connect(lambda: self.stack.show_view(self.intake))
        self.intake.left.connect(self._show)
        self.body.addWidget(self.stack, 1)
        self._buttons: list[tuple[str, Button, Useful]] = []
        self._add_buttons()
        ctx.veil_changed.connect(self._veil)
        self._veil(ctx.veil)
        self.help_lines = [("↑ ↓", "上下移动"), ("Shift ↑ ↓", "选几个人"), ("回车", "打开这一个")]
        self.layout_changed()

    def _add_buttons(self) -> None:
        """The buttons of the header, each for its section, while it has anything to do."""
        ctx, always = self.ctx, lambda found: True
        for section, when, text, does, look in (
            (TURN, lambda found: found.turn.begun, "导入新生名册…",
             lambda: ctx.open_page("import"), {"icon": "upload"}),
            (TURN, lambda found: not found.turn.done, "办理升学…", self.roll,
             {"icon": "graduation-cap", "primary": True}),
            (JUNIOR, always, "打开台账", self._ledger, {"icon": "book-open-text"}),
            (JUNIOR, always, "开交接表…", self._handover, {"icon": "file-text"}),
            (JUNIOR, lambda found: found.checks, "记下核对", self._note_checks,
             {"icon": "list-checks"}),
            (ENTRANTS, always, "装入学前名单…", lambda: self.take_in(PRESCHOOL), {}),
            (ENTRANTS, always, "装入户籍名单…", lambda: self.take_in(HOUSEHOLD),
             {"icon": "upload"}),
            (DIPLOMAS, always, "打开台账", self._ledger, {"icon": "book-open-text"}),
            (DIPLOMAS, lambda found: found.diplomas.exams and found.leaving, "登记考试…",
             self.note_exam, {"icon": "clipboard-check", "primary": True}),
            (NUMBERS, lambda found: found.numbers.undated, "定期限…", self._set_day, {}),
            (NUMBERS, always, "导入学籍号…", lambda: ctx.open_page("import"),
             {"icon": "upload", "primary": True}),
        ):
            self._buttons.append((section, self.add_action(text, does, **look), when))

    # what the window asks

    def opened(self, *, section: str = "", **args: Any) -> None:
        if section in SHEETS:
            self._wanted = section
            if self.found is not None:
                self._show_tabs(self.found)

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: read_found(store), self._loaded, owner=self)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & _TABLES)

    def panes(self) -> Sequence[QWidget]:
        return (self.view().table, self.tabs)

    def close_inner(self) -> bool:
        if self.stack.currentWidget() is not self.intake:
            return False
        self.intake.left.emit()
        return True

    def layout_changed(self) -> None:
        if hasattr(self, "stack"):
            # Five words and two buttons are more than the header of a narrow window holds.
            (self._below if self.narrow else self.header.middle).addWidget(self.tabs)
            for view in self.views.values():
                view.table.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.TABLE_ROW)

    # what is shown

    def section(self) -> str:
        """Key of the section that is shown."""
        return self.tabs.current() or TURN

    def view(self) -> SectionView:
        return self.views[self.section()]

    def _veil(self, on: bool) -> None:
        for view in self.views.values():
            view.set_veil(on)

    def _loaded(self, found: Found) -> None:
        self.found = found
        for key, view in self.views.items():
            view.show_rows(found.rows(key), found.said(key))
        self._show_tabs(found)

    def _show_tabs(self, found: Found) -> None:
        there = [key for key in sections(self.ctx.today().month) if found.has(key)]
        waits = {key: found.waits(key) for key in there}
        now = self._wanted or self.tabs.current()
        self._wanted = ""
        self.tabs.set_choices([(key, f"{SHEETS[key].title} {waits[key]}" if waits[key]
                                else SHEETS[key].title) for key in there])
        self.tabs.choose(now if now in there else there[0])
        self.ctx.set_count("school_year", sum(waits[key] for key in there[:1]))
        self._show()

    def _show(self) -> None:
        key, found = self.section(), self.found
        if found is None:
            return
        for section, button, when in self._buttons:
            button.setVisible(section == key and bool(when(found)))
        view = self.views[key]
        if view.model.rowCount():
            self.stack.show_view(view)
        else:
            title, text = _EMPTY[key]
            self.stack.show_state(card_of(EmptyState(
                self.theme, "graduation-cap", title, text, done=key in _DONE)))

    # what a person does

    def act(self, action: str) -> None:
        """What a button of the foot says, of the lines chosen."""
        if self.found is not None:
            act_on(self.ctx, self, action, self.view().picked(), self.found)

    def _enter(self) -> None:
        row = self.view().row()
        if row is not None and row.pupil:
            self.ctx.open_page("pupil", pupil=row.pupil)
        elif self.section() == TURN:
            self.roll()
        else:
            self.view().foot.setFocus()

    def roll(self) -> None:
        """办理升学: the form of the whole turn."""
        if self.found is not None and not self.found.turn.done:
            TurnForm(self.ctx, self, self.found.turn).open()

    def note_exam(self) -> None:
        found = self.found
        if found is not None and found.leaving and found.diplomas.exams:
            exam = min(found.diplomas.exams, key=lambda what: found.diplomas.sat[what])
            ExamForm(self.ctx, self, found.diplomas, rooms=found.leaving, exam=exam).open()

    def _ledger(self) -> None:
        ledger = "ledger_no_diploma" if self.section() == DIPLOMAS else "ledger_junior_entry"
        self.ctx.open_page("ledgers", ledger=ledger)

    def _handover(self) -> None:
        self.ctx.open_page("papers", form="小升初交接表")

    def _note_checks(self) -> None:
        """That both lists were laid together is what some documents ask to be shown."""
        ctx = self.ctx
        ctx.perform(lambda: note_checks(ctx.store, actor=ctx.actor),
                    said="已记下小升初核对", failed=ctx.show_error)

    def _set_day(self) -> None:
        self.ctx.open_page("settings", section="policy")

    def take_in(self, kind: str) -> None:
        """An Excel list, shown as it was understood before it is kept."""
        path = self._ask_file(self, f"{KEPT[kind]}名单", FILES)
        if path is not None:
            self.intake.read(kind, path)
