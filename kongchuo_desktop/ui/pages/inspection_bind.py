"""整理成册: where the papers and photos go, clause by clause, how far it is, and stopping it."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.inspection import Inspection
from kongchuo_desktop.operations.inspection_binding import Bound, bind_up
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.progress import ProgressCard
from kongchuo_desktop.ui.places import FindSticks, PlaceChoice
from kongchuo_desktop.ui.tasks import Job

_WHAT = ("按文件的次序，一条一个文件夹：开过的文书、照片和扫描件，还有一张目录。"
         "几条都要的只放一份，目录里写着放在哪里。"
         "里面有学生的真实资料，只交给来检查的人。")


class BindForm(FormDialog):
    """One question, then the progress in its place; Esc stops it and leaves nothing half."""

    def __init__(self, ctx: AppContext, window: QWidget, seen: Inspection, *,
                 find: FindSticks | None = None) -> None:
        super().__init__(ctx.theme, window, title="整理成册", verb="开始整理", context=_WHAT)
        self._ctx, self._seen = ctx, seen
        self._job: Job[Bound] | None = None
        self.place = PlaceChoice(ctx.theme, ctx.tasks, find)
        self.add("place", "放到哪里", self.place)
        self.progress = ProgressCard(ctx.theme, "正在整理", counter="条")
        self.progress.cancelled.connect(self._stop)
        self.progress.hide()
        self.body.insertWidget(self.body.indexOf(self.scroll) + 1, self.progress)
        self.submitted.connect(self._ask)

    def _ask(self) -> None:
        folder = self.place.folder()
        if folder is not None:
            self.bind_to(folder)

    def bind_to(self, folder: Path) -> None:
        """Put everything into a new folder there."""
        store, seen = self._ctx.store, self._seen
        self._working(True)

        def work(job: Job[Bound]) -> Bound:
            return bind_up(store, seen, folder=folder,
                           progress=job.report, cancelled=lambda: job.cancelled)

        self._job = self._ctx.tasks.run(
            work, done=self._bound, failed=lambda error: self._failed(error, folder),
            progress=self.progress.advance, owner=self)

    def _working(self, on: bool) -> None:
        self.progress.setVisible(on)
        self.scroll.setVisible(not on)
        self.send.setVisible(not on)
        self.leave.setVisible(not on)
        if on:
            self.progress.stop.setFocus()
        self.refit()

    def _bound(self, bound: Bound) -> None:
        self._job = None
        self.accept()
        lacking = f"，还有{len(bound.absent)}个不在这台电脑上" if bound.absent else ""
        self._ctx.toast(f"整理好了，{bound.files}个文件，在“{bound.folder.name}”里{lacking}")

    def _failed(self, error: KnownError, folder: Path) -> None:
        self._job = None
        self.accept()
        if error.code == "cancelled":
            self._ctx.toast(f"{error.sentence}{error.kept}")
        else:
            self._ctx.show_error(error)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def reject(self) -> None:
        """While it works Esc stops the work; the answer then closes the sheet."""
        if self._job is not None:
            self.progress.stop.click()
        else:
            super().reject()
