"""收包: choose packages or find them on the stick, look, take them in; every one has a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.package import Inspection
from kongchuo_desktop.operations.drives import Stick, package_files
from kongchuo_desktop.operations.taking_in import (
    Intake,
    Received,
    inspect_package,
    taken_packages,
    waiting_packages,
)
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.inbox_rows import (
    Parcel,
    ParcelDelegate,
    groups,
    parcel_of,
    past_parcels,
    waiting_parcels,
    with_outcome,
)
from kongchuo_desktop.ui.pages.inbox_waiting import ask_accept, ask_reject
from kongchuo_desktop.ui.parts.cards import Banner, Card, EmptyState
from kongchuo_desktop.ui.parts.progress import ProgressCard
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import RowsModel
from kongchuo_desktop.ui.places import DriveWatch, FindSticks
from kongchuo_desktop.ui.tasks import Job

_BELOW = {"school": "各班", "bureau": "各校"}


@dataclass(frozen=True, slots=True)
class _Kept:
    """What this computer keeps of packages beside the journal."""

    waiting: Mapping[str, Mapping[str, Any]]
    past: list[dict[str, Any]]


class InboxPage(Page):
    """``find()`` lists the sticks; ``ask_files()`` gives paths; tests put their own in place."""

    READ_AT_EACH_VISIT = True  # What waits for its code is kept beside the journal.

    def __init__(self, ctx: AppContext, *, find: FindSticks | None = None) -> None:
        who = _BELOW.get(ctx.actor.role, "下级")
        super().__init__(ctx, title="收包", context=f"把{who}交来的报送包收进来")
        self.ask_files: Callable[[], list[Path]] = self._ask_files
        self._here: list[Parcel] = []
        self._kept = _Kept({}, [])
        self._job: Job[Any] | None = None
        self.files = self.add_action("选文件…", self.choose, icon="folder-open", keys="Ctrl+O")
        self.stick = self.add_action("从U盘找", self.look, icon="usb-stick")
        self.take = self.add_action("收下", self.take_all, primary=True)
        self.commands.add("files", "选文件", "Ctrl+O", self.choose)
        self.model = RowsModel()
        self.list = RowView(self.model, ParcelDelegate(self.theme))
        self.list.setAccessibleName("报送包")
        act_on(self.list, {"accept": self._accept, "reject": self._reject, "main": self._main})
        self.progress = ProgressCard(self.theme, "正在收包")
        self.progress.cancelled.connect(self._stop)
        self.empty = Card(flush=True)
        self.state = EmptyState(self.theme, "inbox", "还没有收过包",
                                f"插上{who}交来的U盘，点“从U盘找”；也可以选文件。",
                                actions=[("look", "从U盘找", "usb-stick", True)])
        self.state.acted.connect(lambda key: self.look())
        self.empty.body.addWidget(self.state, 1)
        for widget in (self.progress, self.list, self.empty):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self.list, 1)
        self.body.setStretchFactor(self.empty, 1)
        self.progress.hide()
        self.empty.hide()
        self._watch = DriveWatch(self, ctx.tasks, find)
        self._watch.changed.connect(self._drives_changed)
        self.help_lines = [("↑ ↓", "上下移动"), ("回车", "收下；未验的先对核对码")]
        self._fill()

    # what the window asks

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: _Kept(waiting_packages(store), taken_packages(store)), self._loaded,
                      owner=self)

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
        found = groups(waiting, here, past_parcels(self._kept.past, self.ctx.today()))
        self.model.set_groups(found)
        ready = sum(p.state == "ready" for p in self._here)
        self.take.setVisible(ready > 0)
        self.take.setText(f"收下{ready}个")
        focus = self.window().focusWidget()
        inside = focus is not None and (focus is self.list or self.empty.isAncestorOf(focus))
        self.empty.setVisible(not found)
        self.list.setVisible(bool(found))
        if inside:
            # Qt would give the focus of what is hidden to the first button of the header.
            self.panes()[0].setFocus()
        if not self.list.currentIndex().isValid():
            self.list.go_first()

    # sticks that come and go

    def _drives_changed(self) -> None:
        """Offer what lies on a stick that was put in; nothing is opened by itself."""
        found = self._watch.sticks()
        self.ctx.read(lambda: _packages_on(found), self._offer, owner=self)

    def _offer(self, on_sticks: list[tuple[Stick, int]]) -> None:
        said = [f"{stick.name}里有{count}个报送包" for stick, count in on_sticks if count]
        if not said:
            self.show_banner(None)
            return
        banner = Banner(self.theme, "blue", "，".join(said), action="看一看", icon="usb-stick")
        banner.acted.connect(self.look)
        self.show_banner(banner)

    # finding

    def choose(self) -> None:
        if paths := self.ask_files():
            self._inspect(lambda: paths)

    def look(self) -> None:
        """Everything of ours on the sticks that are in the computer."""
        find = self._watch.find

        def paths() -> list[Path]:
            found = find()
            if not found:
                raise KnownError("no_stick", "没有看到U盘。",
                                 todo="插上U盘，等几秒，再点“从U盘找”。")
            files = package_files([stick.root for stick in found])
            if not files:
                raise KnownError("no_packages", "U盘里没有报送包。",
                                 todo="报送包的文件名以 .kcbx 结尾；放在别处的，点“选文件”。")
            return files

        self._inspect(paths)

    def _inspect(self, paths: Callable[[], list[Path]]) -> None:
        store = self.ctx.store

        def work(job: Job[list[Parcel]]) -> list[Parcel]:
            found = paths()
            parcels = []
            for at, path in enumerate(found, start=1):
                job.check()
                job.report(at, len(found), "看一看")
                parcels.append(parcel_of(path, _look_at(store, path)))
            return parcels

        self._run(work, self._inspected)

    def _inspected(self, parcels: list[Parcel]) -> None:
        self.show_banner(None)
        kept = {p.key: p for p in self._here}
        self._here = list((kept | {p.key: p for p in parcels}).values())
        self._end()
        first = next((p.key for p in parcels), "")
        self.list.go(first)
        self.list.scrollToTop()
        self.list.setFocus()

    # taking in

    def take_all(self) -> None:
        """Take in all that can be, one by one, each whole or not at all."""
        store, actor = self.ctx.store, self.ctx.actor
        ready = [p for p in self._here if p.state == "ready" and p.path is not None]

        def work(job: Job[list[tuple[Parcel, Received]]]) -> list[tuple[Parcel, Received]]:
            results: list[tuple[Parcel, Received]] = []
            intake = Intake(store, actor=actor)
            for at, parcel in enumerate(ready, start=1):
                if job.cancelled:
                    break
                job.report(at, len(ready), parcel.title)
                assert parcel.path is not None
                results.append((parcel, intake.take(parcel.path)))
            return results

        self._run(work, self._taken)

    def _taken(self, results: list[tuple[Parcel, Received]]) -> None:
        outcome = {parcel.key: with_outcome(parcel, result) for parcel, result in results}
        self._here = [outcome.get(p.key, p) for p in self._here]
        left = sum(p.state == "ready" for p in self._here)
        self._end()
        for _, result in results:
            if result.changes is not None:
                self.ctx.changed.emit(result.changes)
        self.refresh(None)
        self.ctx.toast(_summary([result for _, result in results], left))

    def _run(self, work: Callable[[Job[Any]], Any], done: Callable[[Any], object]) -> None:
        self.progress.stop.setEnabled(True)
        self._job = self.ctx.tasks.run(work, done=done, failed=self._failed, stopped=self._end,
                                       progress=self._progress, owner=self)
        self.take.setEnabled(False)

    def _progress(self, done: int, total: int, word: str) -> None:
        self.progress.setVisible(total > 1)
        self.progress.advance(done, total, word)

    def _end(self) -> None:
        self._job = None
        self.progress.hide()
        self.take.setEnabled(True)
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
        elif parcel.state == "ready":
            self.take_all()

    def _accept(self, parcel: Parcel) -> None:
        ask_accept(self.ctx, self, digest=parcel.digest, sender=parcel.sender, code=parcel.code,
                   done=lambda: self._settled(parcel))

    def _reject(self, parcel: Parcel) -> None:
        ask_reject(self.ctx, self, digest=parcel.digest, sender=parcel.sender,
                   done=lambda: self._settled(parcel))

    def _settled(self, parcel: Parcel) -> None:
        self._here = [p for p in self._here if p.digest != parcel.digest]
        self.refresh(None)

    def _ask_files(self) -> list[Path]:
        paths, _ = QFileDialog.getOpenFileNames(self, "选报送包", "", "报送包 (*.kcbx)")
        return [Path(path) for path in paths]


def _packages_on(found: Sequence[Stick]) -> list[tuple[Stick, int]]:
    """Stick → how many packages lie on it; one that can't be read has none to offer."""
    counted = []
    for drive in found:
        try:
            counted.append((drive, len(package_files([drive.root]))))
        except KnownError:
            continue
    return counted


def _look_at(store: Store, path: Path) -> Inspection | KnownError:
    try:
        return inspect_package(store, path)
    except KnownError as error:
        return error


def _summary(results: Sequence[Received], left: int) -> str:
    """One sentence for all: 收下3个，未验1个，没有收1个."""
    counts = {word: sum(r.status in statuses for r in results) for word, statuses in (
        ("收下", ("imported", "already")), ("未验", ("waiting",)), ("没有收", ("refused",)))}
    said = "，".join(f"{word}{count}个" for word, count in counts.items() if count)
    return f"{said}；停下了，还有{left}个没有收" if left else said
