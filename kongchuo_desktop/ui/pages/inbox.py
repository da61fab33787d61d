"""收包: choose packages or find them on the stick, look, take them in; every one has a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.going_back import WayBack, way_back
from kongchuo_desktop.operations.stick_contents import Old
from kongchuo_desktop.operations.taking_in import (
    Received,
    taken_packages,
    waiting_packages,
)
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.inbox_clean import CleanSheet
from kongchuo_desktop.ui.pages.inbox_look import (
    Seen,
    look,
    on_sticks,
    summary,
    take_in,
)
from kongchuo_desktop.ui.pages.inbox_offer import StickOffer
from kongchuo_desktop.ui.pages.inbox_report import ask_go_back, open_report
from kongchuo_desktop.ui.pages.inbox_rows import (
    Parcel,
    ParcelDelegate,
    groups,
    past_parcels,
    waiting_parcels,
    with_outcome,
)
from kongchuo_desktop.ui.pages.inbox_waiting import ask_accept, ask_reject
from kongchuo_desktop.ui.parts.cards import Card, EmptyState
from kongchuo_desktop.ui.parts.progress import ProgressCard
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import RowsModel
from kongchuo_desktop.ui.places import FindSticks
from kongchuo_desktop.ui.tasks import Job

_FROM = {"class": "学校给的", "school": "各班交来的、上级给的", "bureau": "各校交来的"}
"""Role → whose packages it takes in."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What this computer keeps of packages beside the journal."""

    waiting: Mapping[str, Mapping[str, Any]]
    past: list[dict[str, Any]]
    way: WayBack | None = None


class InboxPage(Page):
    """``find()`` lists the sticks; ``ask_files()`` gives paths; tests put their own in place."""

    READ_AT_EACH_VISIT = True  # What waits for its code is kept beside the journal.

    def __init__(self, ctx: AppContext, *, find: FindSticks | None = None) -> None:
        whose = _FROM.get(ctx.actor.role, "别处的")
        super().__init__(ctx, title="收包", context=f"把{whose}包收进来")
        self.ask_files: Callable[[], list[Path]] = self._ask_files
        self._here: list[Parcel] = []
        self.clean: CleanSheet | None = None
        self._kept = _Kept({}, [])
        self._job: Job[Any] | None = None
        self.files = self.add_action("选文件…", self.choose, icon="folder-open", keys="Ctrl+O")
        self.stick = self.add_action("从U盘找", self.look, icon="usb-stick")
        self.take = self.add_action("收下", self.take_all, primary=True)
        self.commands.add("files", "选文件", "Ctrl+O", self.choose)
        self.commands.add("all", "全选，或全不选", "Ctrl+A", self.tick_all)
        self.model = RowsModel()
        self.list = RowView(self.model, ParcelDelegate(self.theme))
        self.list.setAccessibleName("报送包")
        self.list.keys[(Qt.Key.Key_Space, False)] = "tick"
        act_on(self.list, {"accept": self._accept, "reject": self._reject, "main": self._main,
                           "tick": self._tick, "report": self._report, "back": self._back,
                           "why": self._why, "backup": self._take_back,
                           "join": lambda kit: ctx.open_page("returns", kit=kit.path)})
        self.progress = ProgressCard(self.theme, "正在收包")
        self.progress.cancelled.connect(self._stop)
        self.empty = Card(flush=True)
        self.state = EmptyState(self.theme, "inbox", "还没有收过包",
                                f"插上{whose}U盘，点“从U盘找”；也可以选文件。",
                                actions=[("look", "从U盘找", "usb-stick", True)])
        self.state.acted.connect(lambda key: self.look())
        self.empty.body.addWidget(self.state, 1)
        for widget in (self.progress, self.list, self.empty):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self.list, 1)
        self.body.setStretchFactor(self.empty, 1)
        self.progress.hide()
        self.empty.hide()
        self.offer = StickOffer(self, find, look=self.look, clean=self._clean)
        self.help_lines = [("↑ ↓", "上下移动"), ("空格", "选上或不选"),
                           ("回车", "收下选上的；未验的先对核对码")]
        self._fill()

    # what the window asks

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(
            lambda: _Kept(waiting_packages(store), taken_packages(store), way_back(store)),
            self._loaded, owner=self)

    def panes(self) -> Sequence[QWidget]:
        return (self.list,) if self.empty.isHidden() else tuple(self.state.buttons.values())

    def close_inner(self) -> bool:
        if self._job is not None:
            self._stop()
            return True
        return False

    def layout_changed(self) -> None:
        if hasattr(self, "take"):
            self.header.context.setVisible(not self.narrow)

    def _loaded(self, kept: _Kept) -> None:
        self._kept = kept
        self.ctx.set_count("inbox", len(kept.waiting))
        self._fill()

    def _fill(self) -> None:
        """Lines of this session keep their sentence, also those that now wait."""
        digests = {p.digest for p in self._here if p.digest}
        waiting = waiting_parcels({d: about for d, about in self._kept.waiting.items()
                                   if d not in digests})
        here = [p for p in self._here
                if p.state != "waiting" or p.digest in self._kept.waiting]
        found = groups(waiting, here, past_parcels(
            self._kept.past, self.ctx.today(),
            self._kept.way.packages if self._kept.way is not None else ()))
        self.model.set_groups(found)
        ticked = sum(p.ticked for p in self._here)
        self.take.setVisible(ticked > 0 or any(p.open for p in self._here))
        self.take.setEnabled(ticked > 0 and self._job is None)
        self.take.setText(f"收下{ticked}个")
        focus = self.window().focusWidget()
        inside = focus is not None and (focus is self.list or self.empty.isAncestorOf(focus))
        self.empty.setVisible(not found)
        self.list.setVisible(bool(found))
        if inside:
            # Qt would give the focus of what is hidden to the first button of the header.
            self.panes()[0].setFocus()
        if not self.list.currentIndex().isValid():
            self.list.go_first()

    # finding

    def choose(self) -> None:
        if paths := self.ask_files():
            self._look_at(lambda: (paths, []))

    def look(self) -> None:
        """Everything of ours on the sticks that are in the computer."""
        find = self.offer.watch.find
        self._look_at(lambda: on_sticks([stick.root for stick in find()]))

    def _look_at(self, paths: Callable[[], tuple[list[Path], list[Path]]]) -> None:
        """``paths()`` gives files, and the sticks that are looked over for old ones."""
        store, role, today = self.ctx.store, self.ctx.actor.role, self.ctx.today()
        self._run(lambda job: look(store, job, *paths(), role=role, today=today), self._looked,
                  title="正在看U盘")

    def _looked(self, seen: Seen) -> None:
        kept = {p.key: p for p in self._here}
        self._here = list((kept | {p.key: p for p in seen.parcels}).values())
        self._end()
        self.offer.looked_at([p.path for p in seen.parcels if p.path is not None], seen.old)
        self.list.go(next((p.key for p in seen.parcels), ""))
        self.list.scrollToTop()
        self.list.setFocus()

    def _clean(self, files: Sequence[Old]) -> None:
        def done(gone: Sequence[Path]) -> None:
            keys = set(map(str, gone))
            self._here = [p for p in self._here if p.key not in keys]
            self.offer.cleaned()
            self._fill()

        self.clean = CleanSheet(self.ctx, self, files, done)
        self.clean.rejected.connect(self.offer.cleaned)
        self.clean.open()

    # choosing

    def _tick(self, parcel: Parcel) -> None:
        self._set_ticks({parcel.key}, on=not parcel.ticked)

    def tick_all(self) -> None:
        """All that can be taken in; none if all are."""
        every = {p.key for p in self._here if p.open}
        self._set_ticks(every, on=not all(p.ticked for p in self._here if p.key in every))

    def _set_ticks(self, keys: set[str], *, on: bool) -> None:
        self._here = [p.tick(on) if p.key in keys else p for p in self._here]
        self._fill()

    # taking in

    def take_all(self) -> None:
        """Take in all that is ticked, one by one, each whole or not at all."""
        self._take_in([p for p in self._here if p.ticked])

    def _take_in(self, ready: Sequence[Parcel]) -> None:
        store, actor = self.ctx.store, self.ctx.actor
        self._run(lambda job: take_in(store, job, ready, actor=actor), self._taken,
                  title="正在收包")

    def _taken(self, results: list[tuple[Parcel, Received]]) -> None:
        outcome = {parcel.key: with_outcome(parcel, result) for parcel, result in results}
        self._here = [outcome.get(p.key, p) for p in self._here]
        # Known before it is read again, so that the line stays and the person stays on it.
        waiting = {p.digest: {} for p in outcome.values() if p.state == "waiting"}
        self._kept = replace(self._kept, waiting={**self._kept.waiting, **waiting})
        left = sum(p.ticked for p in self._here)
        self._end()
        for _, result in results:
            if result.changes is not None:
                self.ctx.changed.emit(result.changes)
        self.refresh(None)
        self.ctx.toast(summary([result for _, result in results], left))
        if len(results) == 1 and results[0][1].status == "imported":
            parcel, result = results[0]
            open_report(self.ctx, self, digest=result.digest, title=parcel.title)

    def _run(self, work: Callable[[Job[Any]], Any], done: Callable[[Any], object], *,
             title: str) -> None:
        self.progress.restart(title)
        self._job = self.ctx.tasks.run(work, done=done, failed=self._failed, stopped=self._end,
                                       progress=self._progress, owner=self)
        self.take.setEnabled(False)

    def _progress(self, done: int, total: int, word: str) -> None:
        self.progress.setVisible(total > 1)
        self.progress.advance(done, total, word)

    def _end(self) -> None:
        self._job = None
        self.progress.hide()
        self._fill()

    def _failed(self, error: KnownError) -> None:
        self._end()
        self.ctx.show_error(error)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    # one line

    def _main(self, parcel: Parcel) -> None:
        if parcel.state == "waiting" and parcel.digest:
            self._accept(parcel)
        elif parcel.brought and not parcel.ticked:
            self._report(parcel)
        elif parcel.error is not None:
            self._why(parcel)
        elif any(p.ticked for p in self._here):
            self.take_all()

    def _accept(self, parcel: Parcel) -> None:
        ask_accept(self.ctx, self, digest=parcel.digest, sender=parcel.sender, code=parcel.code,
                   done=lambda: self._settled(parcel))

    def _report(self, parcel: Parcel) -> None:
        open_report(self.ctx, self, digest=parcel.digest, title=parcel.title)

    def _take_back(self, parcel: Parcel) -> None:
        """What this computer wrote itself brings back what it lost since (journal.md §7)."""
        self._take_in([parcel])

    def _why(self, parcel: Parcel) -> None:
        """A line has room for the beginning of it alone."""
        if parcel.error is not None:
            self.ctx.show_error(parcel.error)

    def _back(self, parcel: Parcel) -> None:
        way = self._kept.way
        if way is None:
            return

        def done() -> None:
            self._here = [p for p in self._here if p.digest not in way.packages]
            self.refresh(None)

        ask_go_back(self.ctx, self, way, done)

    def _reject(self, parcel: Parcel) -> None:
        ask_reject(self.ctx, self, digest=parcel.digest, sender=parcel.sender,
                   done=lambda: self._settled(parcel))

    def _settled(self, parcel: Parcel) -> None:
        self._here = [p for p in self._here if p.digest != parcel.digest]
        self.refresh(None)

    def _ask_files(self) -> list[Path]:
        paths, _ = QFileDialog.getOpenFileNames(self, "选包", "", "报送包和下发的包 (*.kcbx)")
        return [Path(path) for path in paths]
