"""报送: hand a return over, from what is still missing to pulling out the stick."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from kongchuo_desktop.domain.returns import MONTHLY
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.packages import Sealed, seal_now, seal_package, write_package
from kongchuo_desktop.operations.periods import (
    AT_ANY_TIME,
    Period,
    months_offered,
    read_period,
)
from kongchuo_desktop.operations.return_check import Gap
from kongchuo_desktop.operations.sent import Sent
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.returns_done import DoneStep
from kongchuo_desktop.ui.pages.returns_drives import DriveList
from kongchuo_desktop.ui.pages.returns_join import JoinCard
from kongchuo_desktop.ui.pages.returns_past import SentSheet, print_sheet, when_words
from kongchuo_desktop.ui.pages.returns_read import (
    ReturnView,
    choice_word,
    read_return,
    return_word,
)
from kongchuo_desktop.ui.pages.returns_side import ReturnSide
from kongchuo_desktop.ui.pages.returns_steps import (
    CheckStep,
    SealStep,
    StickStep,
    centred,
    open_gap,
)
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import Banner, Card
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.progress import ProgressCard
from kongchuo_desktop.ui.parts.steps import Stepper
from kongchuo_desktop.ui.places import FindSticks
from kongchuo_desktop.ui.tasks import Job
from kongchuo_desktop.ui.tokens import Px

_STEPS = ("检查", "封装", "插U盘", "写入并核对", "拔出")
_CHECK, _SEAL, _STICK, _WRITE, _DONE = range(5)


class ReturnsPage(Page):
    """``opened(period="2026-09")`` may name the month, term or year, of before too."""

    def __init__(self, ctx: AppContext, *, find: FindSticks | None = None,
                 printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title="报送")
        self._printer, self._find = printer, find
        self._offered: Mapping[str, Sequence[Period]] = {MONTHLY: months_offered(ctx.today())}
        self.about = self._offered[MONTHLY][-1]
        self._view: ReturnView | None = None
        self._sealed: Sealed | None = None
        self._sent: Sent | None = None
        self._job: Job[Sent] | None = None
        self.periods = Segments(self.theme, [])
        self.periods.chosen.connect(self._choose_period)
        self.tabs = Segments(self.theme, [("now", "报送"), ("past", "已写出的包")], "now")
        self.tabs.chosen.connect(lambda key: self._tab_chosen())
        self.header.middle.addWidget(self.periods)
        self.header.middle.addSpacing(Px.INSIDE)
        self.header.middle.addWidget(self.tabs)
        self._build()
        self.echo = self.add_action("上级的回音", lambda: ctx.open_page("echo"),
                                    icon="package-check")
        self.help_lines = [("回车", "下一步"), ("Alt+←", "退一步"), ("Esc", "停下")]
        self.commands.add("step.back", "退一步", "Alt+Left", self._step_back,
                          when=lambda: 0 < self.step() < _WRITE)
        self.layout_changed()

    def _build(self) -> None:
        self.stepper = Stepper(self.theme, _STEPS)
        self.stepper.back.connect(self._go)
        self.line = Card()
        self.line.body.addWidget(self.stepper)
        self.check = CheckStep(self.theme, self.ctx.actor.role)
        self.seal = SealStep(self.theme)
        self.drives = DriveList(self.ctx, find=self._find)
        self.stick = StickStep(self.ctx, self.drives)
        self.progress = ProgressCard(self.theme, "正在写入并核对", counter=" KB")
        self.done = DoneStep(self.theme)
        self.steps = QStackedWidget()
        for view in (self.check, self.seal, self.stick, centred(self.progress), self.done):
            self.steps.addWidget(view)
        self.main = Card(flush=True)
        self.main.body.addWidget(self.steps)
        self.side = ReturnSide(self.theme, self.ctx.actor.role)
        self.join = JoinCard(self.ctx, self)
        self.both = QWidget()
        both = QHBoxLayout(self.both)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(Px.GAP)
        both.addWidget(self.main, 1)
        both.addWidget(self.side)
        self.body.addWidget(self.line)
        self.body.addWidget(self.join, 1)
        self.body.addWidget(self.both, 1)
        self.join.hide()
        self._show_periods()
        self._listen()

    def _listen(self) -> None:
        self.check.forward.connect(lambda: self._go(_SEAL))
        self.check.followed.connect(self._follow)
        self.check.kind_chosen.connect(self._choose_kind)
        self.seal.forward.connect(self.seal_return)
        self.stick.forward.connect(self.write)
        self.drives.taken.connect(self.stick.next.click)
        self.progress.cancelled.connect(self._cancel)
        self.done.another.connect(lambda: self._go(_STICK))
        self.done.sheet.connect(self.print_sheet)
        self.done.finished.connect(self._finish)
        self.side.asked.connect(self._show_sent)
        self.join.joined.connect(lambda: self.refresh(None))

    # what the window asks

    def opened(self, **args: Any) -> None:
        store, period = self.ctx.store, args.get("period")
        if isinstance(period, str):
            self.ctx.read(lambda: read_period(store, period), self._choose, owner=self)
        if isinstance(kit := args.get("kit"), Path):
            self.join.way.begin(kit)

    def refresh(self, changes: Changes | None) -> None:
        store, about = self.ctx.store, self.about
        self.ctx.read(lambda: read_return(store, about),
                      lambda view: self._loaded(about, view), owner=self)

    def panes(self) -> Sequence[QWidget]:
        if self.join.isVisible():
            return (*self.join.state.buttons.values(), self.side.list)
        first: dict[int, QWidget] = {_CHECK: self.check.list, _STICK: self.drives.first(),
                                     _SEAL: self.seal.next, _DONE: self.done.finish}
        return (first.get(self.step(), self.main), self.side.list)

    def close_inner(self) -> bool:
        if self.step() == _WRITE:
            self._ask_to_stop()
            return True
        return self._step_back() if 0 < self.step() < _WRITE else False

    def print_shown(self) -> bool:
        if self._sent is not None:
            self.print_sheet()
        return self._sent is not None

    def layout_changed(self) -> None:
        if not hasattr(self, "side"):
            return
        past = self._past_shown()
        alone = self._view is not None and self._view.superior is None
        self.tabs.setVisible(self.narrow and not alone)
        self.periods.setVisible(not alone and self.about.kind != AT_ANY_TIME)
        self.header.context.setVisible(not self.narrow)
        self.line.setVisible(not alone and not past)
        self.main.setVisible(not alone and not past)
        self.join.setVisible(alone)
        self.echo.setVisible(not alone)
        self.both.setVisible(not alone)
        self.side.setVisible(not alone and (past or not self.narrow))
        self.side.set_wide(self.narrow)
        self.side.setMaximumWidth(self.maximumWidth() if self.narrow else Px.SIDE_PANEL)
        self.side.setMinimumWidth(Px.SIDE_PANEL)
        self.done.set_short(self.short)

    def _tab_chosen(self) -> None:
        self.layout_changed()
        self._tell_written()

    def _past_shown(self) -> bool:
        return self.narrow and self.tabs.current() == "past"

    # steps

    def step(self) -> int:
        return self.steps.currentIndex()

    def _go(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.stepper.set(step)
        self.periods.setEnabled(step < _STICK)
        panes = self.panes()
        panes[0].setFocus()

    def _step_back(self) -> bool:
        self._go(self.step() - 1)
        return True

    def _choose_kind(self, kind: str) -> None:
        self._choose(self._offered[kind][-1])

    def _choose_period(self, text: str) -> None:
        self._choose(next((one for one in self._offered[self.about.kind] if one.text == text),
                          self.about))

    def _choose(self, about: Period) -> None:
        self.about = about
        self._sealed = self._sent = None
        self._show_periods()
        self._go(_CHECK)
        self.layout_changed()
        self.refresh(None)

    def _show_periods(self) -> None:
        self.check.kinds.choose(self.about.kind)
        offered = list(self._offered.get(self.about.kind, ()))
        # One of long ago may have been asked for.
        offered = offered if self.about in offered else [self.about, *offered]
        self.periods.set_choices([(one.text, choice_word(one)) for one in offered],
                                 self.about.text)

    def _loaded(self, about: Period, view: ReturnView) -> None:
        if about != self.about:
            return
        before, self._view = self._view, view
        first = before is None or (before.superior is None) != (view.superior is None)
        self.side.show_past(view.past, view.receipts, self.ctx.today())
        self.side.show_counts(view.counts)
        if view.superior is not None:
            self._offered = view.offered
            reader, what = self._reader(view.superior.name), return_word(about)
            self.header.set_context(f"随时把资料交给{reader}" if about.kind == AT_ANY_TIME
                                    else f"把{what}交给{reader}")
            self.check.show_gaps(view.gaps, about)
            self.seal.show_return(about, reader, view)
        self._tell_written()
        self.layout_changed()
        if first and self.isVisible():
            self.panes()[0].setFocus()

    def _reader(self, unit: str) -> str:
        """A class hands its package to the school's office."""
        return f"{unit} 教导处" if self.ctx.actor.role == "class" else unit

    def _tell_written(self) -> None:
        """Say that a return was written already; doing it once more is allowed."""
        sent = self._view.written(self.about) if self._view else None
        if (sent is None or self.about.kind == AT_ANY_TIME or self.step() != _CHECK
                or self._past_shown()):
            self.show_banner(None)
            return
        when = when_words(sent.at, self.ctx.today())
        banner = Banner(self.theme, "blue",
                        f"{return_word(self.about)}{when}写出过。后来又记了新的，可以再写一份。",
                        action="再写一份", icon="info")
        banner.acted.connect(lambda: self._go(_SEAL))
        self.show_banner(banner)

    def _follow(self, gap: Gap) -> None:
        if gap.kind == "month":
            self._choose_kind(MONTHLY)
        else:
            open_gap(self.ctx, gap)

    # sealing and writing

    def seal_return(self) -> None:
        """File the return and seal it; writing may then be tried as often as it takes."""
        store, actor, about = self.ctx.store, self.ctx.actor, self.about
        gaps = [gap.title for gap in self._view.gaps] if self._view else []
        self.seal.next.setEnabled(False)
        self.ctx.perform(
            lambda: seal_now(store, actor=actor) if about.kind == AT_ANY_TIME else seal_package(
                store, actor=actor, period=about.text, gaps=gaps),
            done=self._was_sealed, failed=self._not_sealed, undoable=False)

    def _was_sealed(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self.seal.next.setEnabled(True)
        self.show_banner(None)
        self._go(_STICK)

    def _not_sealed(self, error: KnownError) -> None:
        self.seal.next.setEnabled(True)
        self.ctx.show_error(error)

    def write(self) -> None:
        """Write the sealed package to the chosen place and read it back."""
        place = self.drives.chosen()
        if place is not None:
            self._write_to(place)

    def _write_to(self, place: Path) -> None:
        sealed, store = self._sealed, self.ctx.store
        if sealed is None:
            return
        self._go(_WRITE)

        def work(job: Job[Sent]) -> Sent:
            return write_package(
                store, sealed=sealed, folder=place, cancelled=lambda: job.cancelled,
                progress=lambda done, total: job.report(done >> 10, max(1, total >> 10)))

        self._job = self.ctx.tasks.run(
            work, done=lambda sent: self._written(sent, place),
            failed=lambda error: self._not_written(error, place),
            progress=self.progress.advance, owner=self)

    def _written(self, sent: Sent, place: Path) -> None:
        self._job, self._sent = None, sent
        found = self.drives.sticks()
        self.done.show_sent(sent, what=sent.what,
                            reader=self._reader(sent.reader),
                            on_stick=any(stick.root == place for stick in found))
        self._go(_DONE)
        self.refresh(None)

    def _not_written(self, error: KnownError, place: Path) -> None:
        """A stick put in again may not be listed yet when 再试一次 is pressed."""
        self._job = None
        self._go(_STICK)
        if error.code == "cancelled":
            self.ctx.toast(f"{error.sentence}{error.kept}")
        else:
            self.ctx.show_error(error, lambda: self._write_to(self.drives.chosen() or place))

    def _ask_to_stop(self) -> None:
        dialog = ConfirmDialog(self.theme, self, question="停下不写了？",
                               text="U盘上原来的文件不动，电脑里的记录都在，以后可以再写。",
                               verb="停下", refuse="接着写")
        dialog.accepted.connect(self._cancel)
        dialog.open()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def print_sheet(self) -> None:
        """Print the handover sheet of the package just written."""
        if self._sent is not None:
            print_sheet(self.ctx, self, self._sent, self._printer)

    def _show_sent(self, sent: Sent) -> None:
        taken = self._view.receipts.get(sent.sha256) if self._view else None
        sheet = SentSheet(self.ctx, self, sent, taken)
        sheet.print_asked.connect(lambda one: print_sheet(self.ctx, self, one, self._printer))
        sheet.open()

    def _finish(self) -> None:
        """The next time it is the month again."""
        again = self.about.kind == MONTHLY
        self._choose(self.about if again else self._offered[MONTHLY][-1])
