"""The page 导入花名册: 选文件, 对好各列, 检查, 完成; the preview and the import are one plan."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.importing import Imported
from kongchuo_desktop.sheets.problems import PlanRow, Problem
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.importing_check import CheckStep
from kongchuo_desktop.ui.pages.importing_columns import ColumnsStep, roster_meanings
from kongchuo_desktop.ui.pages.importing_desk import ImportDesk
from kongchuo_desktop.ui.pages.importing_model import MORE, open_problem
from kongchuo_desktop.ui.pages.importing_states import (
    AnswerSheet,
    WorkingState,
    alike_banner,
    ask_text,
    done_state,
    over_buttons,
    pick_state,
    refused_state,
    step_card,
)
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.steps import Stepper
from kongchuo_desktop.ui.tokens import BUSY_AFTER_MS, Px

STEPS = ("选文件", "对好各列", "检查", "完成")
PICK, COLUMNS, CHECK, DONE = range(4)
ALIKE_FROM = 5
"""So many rows of one sentence offer 同样的问题都这样办."""
KINDS = "名单 (*.xlsx *.xls *.et *.xlsm *.csv);;所有文件 (*)"
OpenPath = Callable[[QWidget, str, str], Path | None]
SavePath = Callable[[QWidget, str, str, str], Path | None]


class ImportPage(Page):
    """A wizard of four steps; steps done can be clicked, backwards only."""

    def __init__(
        self,
        ctx: AppContext,
        *,
        open_path: OpenPath = pickers.choose_file,
        save_path: SavePath = pickers.choose_new_file,
    ) -> None:
        super().__init__(ctx, title="导入花名册")
        self._open_path, self._save_path = open_path, save_path
        self.setAcceptDrops(True)
        self.desk = ImportDesk(ctx)
        self.desk.setParent(self)
        self.leave = Button(self.theme, "取消", "text", clicked=lambda: ctx.open_page("roster"))
        self.header.right.addWidget(self.leave)
        self.stepper = Stepper(self.theme, STEPS)
        self.stepper.back.connect(self._back_to)
        self.body.addWidget(step_card(self.stepper))
        self.columns = ColumnsStep(self.theme, roster_meanings())
        self.check = CheckStep(self.theme)
        for step in (self.columns, self.check):
            step.set_veil(ctx.veil)
            ctx.veil_changed.connect(step.set_veil)
        self.next = Button(self.theme, "下一步：检查", "primary", clicked=lambda: self._go(CHECK))
        self._columns_view = over_buttons(
            self.columns, Button(self.theme, "上一步", clicked=self._step_back), self.next)
        self.content = StateStack(self._columns_view, self.check)
        self.body.addWidget(self.content, 1)
        self.send = Button(self.theme, "导入0人", "primary", clicked=self._write)
        self.keep = Button(self.theme, "存下要看的…", "text", clicked=self._save_doubtful)
        self.check.buttons.addWidget(self.keep)
        self.check.buttons.addWidget(Button(self.theme, "上一步", clicked=self._step_back))
        self.check.buttons.addWidget(self.send)
        self._working: WorkingState | None = None
        self._remarks: Sequence[str] = ()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(BUSY_AFTER_MS)
        self._slow.timeout.connect(self._show_progress)
        self._listen()
        self._show_pick()

    def _listen(self) -> None:
        desk, columns, check = self.desk, self.columns, self.check
        desk.opened.connect(self._opened)
        desk.planned.connect(self._show_plan)
        desk.failed.connect(self._refused)
        desk.stopped.connect(self._reading_stopped)
        desk.written.connect(self._show_done)
        desk.unwritten.connect(self._writing_stopped)
        desk.moved.connect(self._moved)
        columns.changed.connect(desk.take_column_for)
        columns.sheet_chosen.connect(desk.choose_sheet)
        columns.room_chosen.connect(desk.choose_room)
        check.answered.connect(self._answer)
        check.again.connect(desk.forget)
        self.help_lines = [
            ("Ctrl+V", "粘贴从表里复制的内容"), ("↑ ↓", "上下移动"),
            ("1 2 3", "选这一行的第几个答案"), ("回车", "下一步"), ("Alt+←", "上一步"),
            ("Esc", "离开，选过的答案留着")]

    # what the window asks

    def opened(self, *, file: Path | None = None, **args: Any) -> None:
        if file is not None:
            self.read_file(file)
        elif self.stepper.now() == len(STEPS):
            self._show_pick()

    def refresh(self, changes: Changes | None) -> None:
        """The roster changed elsewhere: the plan compares with what is there now."""
        if changes is not None and self.stepper.now() in (COLUMNS, CHECK):
            self.desk.answer()
        elif changes is not None and changes.kind == "undo" and self.stepper.now() == len(STEPS):
            self._show_pick()

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & {"pupil", "class", "tag"})

    def panes(self) -> Sequence[QWidget]:
        state = self.content.currentWidget()
        if isinstance(state, EmptyState):
            return list(state.buttons.values())[:1]
        return [self.columns.table if state is not self.check else self.check.table]

    def event(self, event: QEvent) -> bool:
        # Alt+← of the window is another page; inside the wizard it is the step before.
        if event.type() == QEvent.Type.ShortcutOverride and self._is_step_back(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_step_back(event):
            self._step_back()
        elif event.matches(QKeySequence.StandardKey.Paste) and self._may_paste():
            self.paste()
        else:
            super().keyPressEvent(event)

    def _is_step_back(self, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Left
            and event.modifiers() == Qt.KeyboardModifier.AltModifier
            and self.stepper.now() in (COLUMNS, CHECK)
        )

    # steps

    def _go(self, step: int) -> None:
        self._working = None
        self.stepper.set(step)
        self.content.show_view(self._columns_view if step == COLUMNS else self.check)
        self.leave.show()
        table = self.columns.table if step == COLUMNS else self.check.table
        table.setFocus()

    def _step_back(self) -> None:
        if self.stepper.now() == CHECK:
            self._go(COLUMNS)
        else:
            self._show_pick()

    def _back_to(self, step: int) -> None:
        if self.stepper.now() == len(STEPS) or step == PICK:
            self._show_pick()
        else:
            self._go(step)

    def _show_state(self, state: QWidget) -> None:
        """What is neither columns nor check: choosing, waiting, refused, done."""
        self._slow.stop()
        self.show_banner(None)
        self._working = state if isinstance(state, WorkingState) else None
        self.content.show_state(state)
        if isinstance(state, EmptyState):
            state.acted.connect(self._act)
            if self.isVisible():
                next(iter(state.buttons.values())).setFocus()

    def _show_pick(self) -> None:
        self.stepper.set(PICK)
        self.header.set_context("")
        self._show_state(pick_state(self.theme))

    def _refused(self, error: KnownError) -> None:
        self.stepper.set(PICK)
        self._show_state(refused_state(self.theme, error))

    def read_file(self, path: Path) -> None:
        self.header.set_context(path.name)
        self._slow.start()
        self.desk.open(path)

    def paste(self) -> None:
        """Take what was copied in Excel or WPS."""
        self.header.set_context("粘贴的表格")
        self._slow.start()
        self.desk.paste(QApplication.clipboard().text())

    def _may_paste(self) -> bool:
        """Only where there is nothing that it would replace."""
        return self.desk.job is None and self.stepper.now() in (PICK, len(STEPS))

    def _show_progress(self) -> None:
        if self.desk.job is None:
            return
        verb = "写入" if self.stepper.now() == CHECK else "读"
        self._working = WorkingState(self.theme, f"正在{verb}“{self.desk.name}”",
                                     self.desk.job.cancel)
        self._show_state(self._working)

    def _moved(self, done: int, total: int, what: str) -> None:
        if self._working is not None:
            self._working.card.advance(done, total, what)

    def _reading_stopped(self) -> None:
        self._show_pick()
        self.ctx.toast("没有读完就停下了，花名册没有变。")

    def _writing_stopped(self) -> None:
        self._go(CHECK)
        self._show_plan()
        self.ctx.toast("没有写完就停下了，一行也没有写进去；选过的答案都留着。")

    def _opened(self) -> None:
        self._slow.stop()
        self._working, self._remarks = None, ()
        self._show_plan()
        self._go(COLUMNS)

    def _show_plan(self) -> None:
        shown = self.desk.shown
        if shown is None:
            return
        self.columns.show_table(shown.sheet, rooms=self.desk.rooms, room=self.desk.room)
        self.check.show_plan(shown, {row for row, _ in self.desk.answers.decisions})
        ready = len(shown.ready)
        self.send.setText(f"导入{ready}人")
        self.send.setEnabled(ready > 0)
        self.keep.setVisible(bool(shown.doubtful))
        self._say(shown.found.remarks)

    def _say(self, remarks: Sequence[str]) -> None:
        """Sentences about the whole file, once: an offer may have taken their place since."""
        if remarks != self._remarks:
            self._remarks = remarks
            self.show_banner(
                Banner(self.theme, "amber", "".join(remarks)) if remarks else None)

    # answers

    def _answer(self, row: PlanRow, key: str) -> None:
        problem = open_problem(row)
        if key == MORE and problem is not None:
            AnswerSheet(self.theme, self, row, problem, lambda key: self._answer(row, key)).open()
            return
        choice = next((c for c in problem.choices if c.key == key), None) if problem else None
        if problem is None or choice is None:
            return
        if choice.typed:
            ask_text(self.theme, self, row, problem, choice.label,
                     lambda text: self.desk.answer((row.number, problem.code, f"={text}")))
            return
        others = [p for p in self.desk.alike(problem) if p.row != row.number]
        self.desk.answer((row.number, problem.code, key))
        self._offer_alike(choice.label, key, others)

    def _offer_alike(self, label: str, key: str, others: list[Problem]) -> None:
        if len(others) + 1 < ALIKE_FROM:
            self.show_banner(None)
            return
        banner = alike_banner(self.theme, label, others)
        banner.acted.connect(lambda: self.show_banner(None))
        banner.acted.connect(lambda: self.desk.answer(*((p.row, p.code, key) for p in others)))
        self.show_banner(banner)

    # writing

    def _write(self) -> None:
        self.send.setEnabled(False)
        self.show_banner(None)
        self._slow.start()
        self.desk.write(failed=self._failed)

    def _failed(self, error: KnownError) -> None:
        self._slow.stop()
        self._go(CHECK)
        self.send.setEnabled(True)
        self.ctx.show_error(error)

    def _show_done(self, done: Imported) -> None:
        plan = self.desk.plan
        left = plan.plan.count("ask", "reject") if plan else 0
        self.stepper.set(len(STEPS))
        self.leave.hide()
        self._show_state(done_state(self.theme, done, left))

    def _act(self, key: str) -> None:
        if key == "pick":
            if (path := self._open_path(self, "选名单文件", KINDS)) is not None:
                self.read_file(path)
        elif key == "paste":
            self.paste()
        elif key == "roster":
            self.ctx.open_page("roster")
        else:
            self._save_doubtful()

    def _save_doubtful(self) -> None:
        path = self._save_path(self, "存下没导入的行", "待核对.xlsx", "Excel (*.xlsx)")
        if path is not None:
            self.desk.save_doubtful(path)

    # files dropped, room

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.read_file(files[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = Px.MARGIN_NARROW if self.narrow else Px.MARGIN
        self.check.fit(self.width() - 2 * side - Px.GAP, low=self.short)
