"""今日: what is due, overdue first, each line with its reason, its clause and one button."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.policy.book import policy_missing
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.overview import Due, Overview, overview, put_off_figures
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.today_ahead import (
    SPANS,
    TODAY,
    ahead_of,
    days_of,
    until_of,
)
from kongchuo_desktop.ui.pages.today_do import anchor_of, do_duty, show_clause
from kongchuo_desktop.ui.pages.today_empty import empty_state
from kongchuo_desktop.ui.pages.today_rows import (
    OPEN,
    DutyDelegate,
    DutyRow,
    FoldRow,
    first_overdue,
    groups_of,
    printed,
)
from kongchuo_desktop.ui.pages.today_side import SideColumn, Strip
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import Banner, Card
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowsModel
from kongchuo_desktop.ui.parts.words import ChipRow
from kongchuo_desktop.ui.tokens import Px, Tone

_PUT_OFF = timedelta(days=7)
_SIDE_GAP = 20


class TodayPage(Page):
    """The first page. Enter does the current row, else the first overdue one."""

    def __init__(self, ctx: AppContext, printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title="今日")
        self._print_pdfs = printer
        self._view: Overview | None = None
        self._bannered: tuple[object, ...] | None = None
        """What the banner was last made of; None where it speaks of something else."""
        self._asked = 0
        self._unfolded: set[str] = set()
        self.spans = Segments(self.theme, SPANS, TODAY)
        self.spans.chosen.connect(self._span_chosen)
        self.header.middle.addWidget(self.spans)
        self.print_button = self.add_action("打印清单", self.print_shown, icon="printer",
                                            keys="Ctrl+P")
        self.chips = ChipRow(self.theme)
        self.header.middle.addWidget(self.chips)
        self.strip = Strip(self.theme)
        self.side = SideColumn(self.theme)
        self.model = RowsModel()
        self.delegate = DutyDelegate(self.theme)
        self.view = RowView(self.model, self.delegate)
        self.view.setAccessibleName("今天要办的事")
        self._left = QVBoxLayout()
        self._empty: QWidget | None = None
        self._lay_out()
        self.help_lines = [("↑ ↓", "上下移动"), ("回车", "办这一件"), ("→", "看条文和原因"),
                           ("Shift+回车", "打开这个学生的档案")]
        ctx.veil_changed.connect(lambda _: self._show_rows())
        self.layout_changed()

    def _lay_out(self) -> None:
        self.body.addWidget(self.strip)
        line = QHBoxLayout()
        line.setSpacing(_SIDE_GAP)
        self._left.setSpacing(Px.GAP)
        self._left.addWidget(self.view, 1)
        line.addLayout(self._left, 1)
        line.addWidget(self.side)
        self.body.addLayout(line, 1)
        for part in (self.side, self.strip):
            part.opened.connect(self.ctx.open_page)
        self.side.backup_wanted.connect(
            lambda: self.ctx.open_page("settings", section="copies"))
        act_on(self.view, {"main": self._act, "clause": self._clause, "card": self._card})

    # reading

    def opened(self, **args: Any) -> None:
        # Drafts and notes are no changes of the journal: another page may have made some.
        if self._view is not None:
            self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        until = until_of(self.spans.current(), self.ctx.today())
        self._asked += 1
        number = self._asked

        def read(job: object) -> Overview | None:
            # Opened and told of a change at once, a page asks twice: the last one is enough.
            return overview(store, until=until) if number == self._asked else None

        self.ctx.tasks.run(read, done=self._show, failed=self._failed, owner=self)

    def _span_chosen(self, key: str) -> None:
        """What is known is shown at once, what is coming when it is read."""
        self._show_rows()
        if key != TODAY:
            self.refresh(None)

    def _failed(self, error: KnownError) -> None:
        banner = Banner(self.theme, "red", error.sentence, "下面是上一次读到的。",
                        action="再读一次")
        banner.acted.connect(lambda: self.refresh(None))
        self.show_banner(banner)
        self._bannered = None

    def _show(self, view: Overview | None) -> None:
        if view is None:
            return
        before, self._view = self._view, view
        self.side.show_state(view)
        self.strip.show_state(view)
        self._show_header(view)
        self._show_banner(view)
        if before is None or (before.dues, before.today, before.ahead) != (
                view.dues, view.today, view.ahead):
            self._show_rows()
        else:
            self._show_empty(view)
        shown = self._count("overdue", "today", "week")
        self.ctx.set_count("today", shown, overdue=bool(self._count("overdue")))
        self.ctx.set_count("cases", view.cases)

    def _count(self, *groups: str) -> int:
        dues = self._view.dues if self._view else ()
        return sum(1 for due in dues if due.line.first.group in groups)

    def _show_header(self, view: Overview) -> None:
        day = f"{day_text(view.today)} {weekday_text(view.today)}"
        week = f" · 第{view.week}周" if view.week and not self.narrow else ""
        self.header.set_context(day + week)
        tones: tuple[tuple[str, str, Tone], ...] = (
            ("逾期", "overdue", "red"), ("今天", "today", "amber"), ("本周", "week", "grey"))
        chips = [(f"{word} {count}", tone) for word, group, tone in tones
                 if (count := self._count(group))]
        self.chips.set(chips if self.narrow else [])

    def _show_banner(self, view: Overview) -> None:
        """A banner that would say the same stays: a new one has the whole page laid out again."""
        about = view.policy, view.lacking, view.unset
        if about == self._bannered:
            return
        self._bannered = about
        banner: Banner | None = None
        if view.policy is None:
            banner = Banner(self.theme, "amber", "还没有选按哪份文件办",
                            "没有文件，程序只提醒点名，不提醒电话、家访和文书。", action="去选文件")
        elif view.lacking:
            missing = policy_missing(view.lacking)
            banner = Banner(self.theme, "red", missing.sentence, missing.todo, action="去选文件")
        elif view.unset:
            banner = Banner(self.theme, "blue",
                            f"有{view.unset}个常用的数，文件没有写，本校也还没有定",
                            "例如旷课几天要家访。定了才会提醒，不定就不提醒。", action="去设定",
                            later="以后再说", icon="info")
            banner.put_off.connect(self._put_off)
        if banner is not None:
            banner.acted.connect(lambda: self.ctx.open_page("settings", section="policy"))
        self.show_banner(banner)

    def _put_off(self) -> None:
        store, until = self.ctx.store, self.ctx.today() + _PUT_OFF
        self.show_banner(None)
        self.ctx.tasks.run(lambda job: put_off_figures(store, until=until))

    def _show_rows(self) -> None:
        view = self._view
        if view is None:
            return
        at = self.view.currentIndex().row()
        until = until_of(self.spans.current(), view.today)
        self.model.set_groups(
            groups_of(view.dues, view.today, unfolded=self._unfolded, veil=self.ctx.veil)
            if until is None else
            days_of(view, until, unfolded=self._unfolded, veil=self.ctx.veil))
        if not self.view.currentIndex().isValid():
            self._go_near(at)
        self._show_empty(view)

    def _go_near(self, at: int) -> None:
        """The row that moved up into the place of one that has left, else the first."""
        for row in range(min(at, self.model.rowCount() - 1), -1, -1):
            if isinstance(self.model.line(row), Row):
                self.view.setCurrentIndex(self.model.index(row))
                return
        self.view.go_first()

    def _show_empty(self, view: Overview) -> None:
        if self._empty is not None:
            self._left.removeWidget(self._empty)
            self._empty.hide()
            self._empty.deleteLater()
            self._empty = None
        if not self._shown(view):
            self._empty = Card(flush=True)
            state = empty_state(self.theme, view, until_of(self.spans.current(), view.today))
            state.acted.connect(self._empty_acted)
            self._empty.body.addWidget(state)
            self._left.insertWidget(0, self._empty, 1)
            if (first := self.primary()) is not None and self.view.hasFocus():
                first.setFocus()
        self._show_view(bool(self.model.rowCount()))
        self.side.stand_level(self._empty is not None)

    def _show_view(self, shown: bool) -> None:
        """The page keeps the keyboard for the rows while there are none."""
        self.view.setVisible(shown)
        if shown and self.hasFocus():
            self.view.setFocus()

    def _shown(self, view: Overview) -> list[Due]:
        """What is listed row by row under the chosen segment."""
        until = until_of(self.spans.current(), view.today)
        if until is None:
            return [due for due in view.dues if due.line.first.group in OPEN]
        return ahead_of(view, until).shown

    def _empty_acted(self, key: str) -> None:
        if key == "later":
            self._unfolded.add("later")
            self._show_rows()
        else:
            self.ctx.open_page(key)

    # doing

    def _act(self, row: DutyRow | FoldRow) -> None:
        if isinstance(row, FoldRow):
            self._unfolded ^= {row.group}
            self._show_rows()
        elif row.coming:
            self._clause(row)
        else:
            self._do(row.due)

    def _do(self, due: Due) -> None:
        if not do_duty(self.ctx, self, due, closed=self._form_closed):
            show_clause(self.ctx, self, due.line, anchor_of(self.view))

    def _form_closed(self) -> None:
        """A form that was left may have kept a draft: the row says so."""
        self.refresh(None)

    def _clause(self, row: DutyRow | FoldRow) -> None:
        if isinstance(row, DutyRow):
            show_clause(self.ctx, self, row.due.line, anchor_of(self.view))

    def _card(self, row: DutyRow | FoldRow) -> None:
        if isinstance(row, DutyRow) and row.due.line.first.pupil:
            self.ctx.open_page("pupil", pupil=row.due.line.first.pupil)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        first = first_overdue(self._view.dues) if self._view else None
        if enter and first is not None and self.primary() is None:
            self._do(first)
        else:
            super().keyPressEvent(event)

    # the page

    def print_shown(self) -> bool:
        """What is shown, on one sheet: overdue, today and this week, or until a later day."""
        view = self._view
        if view is None:
            return False
        rows, store, day = printed(self._shown(view), view.today), self.ctx.store, self.ctx.today()
        user, send = self.ctx.actor.name, self._print_pdfs

        def work() -> None:
            draft = draft_papers(store, form_id="today_list", pupils=[], day=day,
                                 asked={"duties": rows}, user=user)[0]
            send([draft.pdf], 1)

        self.ctx.tasks.run(lambda job: work(), owner=self,
                           done=lambda _: self.ctx.toast("今日清单已送到打印机"))
        return True

    def set_width(self, width: int, height: int) -> None:
        super().set_width(width, height)
        if hasattr(self, "side"):
            wide = width >= Px.WIDE_FROM
            self.side.setVisible(wide)
            self.strip.setVisible(not wide)

    def layout_changed(self) -> None:
        if not hasattr(self, "side"):
            return
        self.delegate.height = Px.DUTY_ROW_NARROW if self.short else Px.DUTY_ROW
        self.print_button.setVisible(not self.narrow)
        if self._view is not None:
            self._show_header(self._view)
            self._show_rows()

    def panes(self) -> Sequence[QWidget]:
        return [self.view]

    def first_focus(self) -> QWidget:
        return (self.primary() or self) if self.view.isHidden() else self.view
