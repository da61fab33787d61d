"""整理成册: where the papers and photos go, clause by clause, how far it is, and stopping it."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.inspection import Inspection
from kongchuo_desktop.operations.inspection_binding import Bound, bind_up
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.long_work import LongWorkForm
from kongchuo_desktop.ui.places import FindSticks, PlaceChoice
from kongchuo_desktop.ui.tasks import Job

_WHAT = ("按文件的次序，一条一个文件夹：开过的文书、照片和扫描件；还有这段时间的台账、"
         "每个个案的卷宗和一张目录。几条都要的只放一份，目录里写着放在哪里。"
         "里面有学生的真实资料，只交给来检查的人。")


class BindForm(LongWorkForm):
    """One question, then the progress in its place; Esc stops it and leaves nothing half."""

    def __init__(self, ctx: AppContext, window: QWidget, seen: Inspection, *,
                 find: FindSticks | None = None) -> None:
        super().__init__(ctx, window, title="整理成册", verb="开始整理", context=_WHAT,
                         doing="正在整理", counter="项")
        self._seen = seen
        self.place = PlaceChoice(ctx.theme, ctx.tasks, find)
        self.add("place", "放到哪里", self.place)
        self.submitted.connect(self._ask)

    def _ask(self) -> None:
        folder = self.place.folder()
        if folder is not None:
            self.bind_to(folder)

    def bind_to(self, folder: Path) -> None:
        """Put everything into a new folder there."""
        store, seen, user = self._ctx.store, self._seen, self._ctx.actor.name

        def work(job: Job[Bound]) -> Bound:
            return bind_up(store, seen, folder=folder, user=user,
                           progress=job.report, cancelled=lambda: job.cancelled)

        self.work(work, self._bound)

    def _bound(self, bound: Bound) -> None:
        lacking = f"，还有{len(bound.absent)}个不在这台电脑上" if bound.absent else ""
        self._ctx.toast(f"整理好了，{bound.files}个文件，在“{bound.folder.name}”里{lacking}")
