"""报送: hand the month over, from what is still missing to pulling out the stick."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations.drives import leftovers, remove_leftovers
from kongchuo_desktop.operations.handover import handover_sheet
from kongchuo_desktop.operations.packages import Sealed, seal_package, write_package
from kongchuo_desktop.operations.return_check import Gap
from kongchuo_desktop.operations.sent import Sent
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.returns_done import DoneStep
from kongchuo_desktop.ui.pages.returns_drives import DriveList
from kongchuo_desktop.ui.pages.returns_join import JoinCard
from kongchuo_desktop.ui.pages.returns_month import (
    ReturnMonth,
    month_word,
    open_periods,
    read_month,
)
from kongchuo_desktop.ui.pages.returns_past import SentSheet
from kongchuo_desktop.ui.pages.returns_side import ReturnSide, when_words
from kongchuo_desktop.ui.pages.returns_steps import CheckStep, SealStep, StickStep, centred
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
_LINKS = {"register": "attendance", "case": "cases", "paper": "paper_register",
          "pupil": "roster", "class": "grid"}


class ReturnsPage(Page):
    """``opened(period="2026-09")`` may name the month."""

    def __init__(self, ctx: AppContext, *, find: FindSticks | None = None,
                 printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title="报送")
        self._printer, self._find = printer, find
        self.period = open_periods(ctx.today())[-1]
        self._month: ReturnMonth | None = None
        self._sealed: Sealed | None = None
        self._sent: Sent | None = None
        self._job: Job[Sent] | None = None
        self._left: Sequence[Path] = ()
        self.months = Segments(self.theme, [(p, period_words(p).split("年")[1])
                                            for p in open_periods(ctx.today())], self.period)
        self.months.chosen.connect(self._choose_month)
        self.tabs = Segments(self.theme, [("now", "报送"), ("past", "已写出的包")], "now")
        self.tabs.chosen.connect(lambda key: self._tab_chosen())
        self.header.middle.addWidget(self.months)
        self.header.middle.addSpacing(Px.INSIDE)
        self.header.middle.addWidget(self.tabs)
        self._build()
        self.help_lines = [("回车", "下一步"), ("Alt+←", "退一步"), ("Esc", "停下")]
        self.commands.add("step.back", "退一步", "Alt+Left", self._step_back,
                          when=lambda: 0 < self.step() < _WRITE)
        self.layout_changed()

    def _build(self) -> None:
        self.stepper = Stepper(self.theme, _STEPS)
        self.stepper.back.connect(self._go)
        self.line = Card()
        self.line.body.addWidget(self.stepper)
        self.check, self.seal = CheckStep(self.theme), SealStep(self.theme)
        self.drives = DriveList(self.ctx, find=self._find)
        self.stick = StickStep(self.theme, self.drives)
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
        self._listen()

    def _listen(self) -> None:
        self.check.forward.connect(lambda: self._go(_SEAL))
        self.check.followed.connect(self._follow)
        self.seal.forward.connect(self.seal_month)
        self.stick.forward.connect(self.write)
        self.drives.changed.connect(self._place_changed)
        self.stick.tidied.connect(self._tidy)
        self.drives.taken.connect(self.stick.next.click)
        self.progress.cancelled.connect(self._cancel)
        self.done.another.connect(lambda: self._go(_STICK))
        self.done.sheet.connect(self.print_sheet)
        self.done.finished.connect(self._finish)
        self.side.asked.connect(self._show_sent)
        self.join.joined.connect(lambda: self.refresh(None))

    # what the window asks

    def opened(self, **args: Any) -> None:
        if args.get("period") in open_periods(self.ctx.today()):
            self.months.choose(args["period"])
            self._choose_month(args["period"])

    def refresh(self, changes: Changes | None) -> None:
        store, period = self.ctx.store, self.period
        self.ctx.read(lambda: read_month(store, period),
                      lambda month: self._loaded(period, month), owner=self)

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
        alone = self._month is not None and self._month.superior is None
        self.tabs.setVisible(self.narrow and not alone)
        self.months.setVisible(not alone)
        self.header.context.setVisible(not self.narrow)
        self.line.setVisible(not alone and not past)
        self.main.setVisible(not alone and not past)
        self.join.setVisible(alone)
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
        self.months.setEnabled(step < _STICK)
        panes = self.panes()
        panes[0].setFocus()

    def _step_back(self) -> bool:
        self._go(self.step() - 1)
        return True

    def _choose_month(self, period: str) -> None:
        self.period = period
        self._sealed = self._sent = None
        self._go(_CHECK)
        self.refresh(None)

    def _loaded(self, period: str, month: ReturnMonth) -> None:
        if period != self.period:
            return
        before, self._month = self._month, month
        first = before is None or (before.superior is None) != (month.superior is None)
        word = month_word(period)
        self.side.show_past(month.past, self.ctx.today())
        self.side.show_counts(month.counts)
        if month.superior is not None:
            reader = self._reader(month.superior.name)
            self.header.set_context(f"把{word}的报送包交给{reader}")
            self.check.show_gaps(month.gaps, word)
            self.seal.show_month(word, reader, month.counts, len(month.gaps))
        self._tell_written()
        self.layout_changed()
        if first and self.isVisible():
            self.panes()[0].setFocus()

    def _reader(self, unit: str) -> str:
        """A class hands its package to the school's office."""
        return f"{unit} 教导处" if self.ctx.actor.role == "class" else unit

    def _tell_written(self) -> None:
        """Say that the month was written already; doing it once more is allowed."""
        about = self._month.written(self.period) if self._month else None
        if about is None or self.step() != _CHECK or self._past_shown():
            self.show_banner(None)
            return
        when = when_words(about.at, self.ctx.today())
        banner = Banner(self.theme, "blue",
                        f"{month_word(self.period)}的包{when}写出过。后来又记了新的，可以再写一份。",
                        action="再写一份", icon="info")
        banner.acted.connect(lambda: self._go(_SEAL))
        self.show_banner(banner)

    def _follow(self, gap: Gap) -> None:
        if gap.kind == "policy":
            self.ctx.open_page("settings", section="policy")
        elif gap.kind == "case":
            self.ctx.open_page("pupil", pupil=gap.pupil)
        else:
            self.ctx.open_page(_LINKS[gap.kind])

    # sealing and writing

    def seal_month(self) -> None:
        """File the month and seal it; writing may then be tried as often as it takes."""
        store, actor, period = self.ctx.store, self.ctx.actor, self.period
        gaps = [gap.title for gap in self._month.gaps] if self._month else []
        self.seal.next.setEnabled(False)
        self.ctx.perform(lambda: seal_package(store, actor=actor, period=period, gaps=gaps),
                         done=self._was_sealed, failed=self._not_sealed, undoable=False)

    def _was_sealed(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self.seal.next.setEnabled(True)
        self.show_banner(None)
        self._go(_STICK)

    def _not_sealed(self, error: KnownError) -> None:
        self.seal.next.setEnabled(True)
        self.ctx.show_error(error)

    def _place_changed(self) -> None:
        place = self.drives.chosen()
        self.stick.next.setEnabled(place is not None)
        if place is None:
            self.stick.show_leftovers(0)
        else:
            self.ctx.read(lambda: leftovers(place), self._left_found, owner=self)

    def _left_found(self, files: Sequence[Path]) -> None:
        self._left = files
        self.stick.show_leftovers(len(files))

    def _tidy(self) -> None:
        files = self._left
        self.ctx.tasks.run(lambda job: remove_leftovers(files),
                           done=lambda _: (self._place_changed(), self.ctx.toast(
                               f"删掉了{len(files)}个没写完的文件")),
                           failed=self.ctx.show_error, owner=self)

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
        self.done.show_sent(sent, month=month_word(self.period),
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
            self._print_sheet_of(self._sent)

    def _print_sheet_of(self, sent: Sent) -> None:
        """In two copies, also long after it was written."""
        store, printer = self.ctx.store, self._printer
        self.ctx.tasks.run(
            lambda job: printer([handover_sheet(store, sent=sent)], 2),
            done=lambda _: self.ctx.toast("交接单已打印两份"),
            failed=lambda error: self.ctx.show_error(error, lambda: self._print_sheet_of(sent)),
            owner=self)

    def _show_sent(self, sent: Sent) -> None:
        sheet = SentSheet(self.ctx, self, sent)
        sheet.print_asked.connect(self._print_sheet_of)
        sheet.open()

    def _finish(self) -> None:
        self._sealed = self._sent = None
        self._go(_CHECK)
        self.refresh(None)

