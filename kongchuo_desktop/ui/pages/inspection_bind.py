"""整理成册: as a folder for each clause or as one PDF, where to, how far it is, stopping it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.inspection import Inspection
from kongchuo_desktop.operations.inspection_binding import Bound, bind_up
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.long_work import LongWorkForm
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.places import FindSticks, PlaceChoice
from kongchuo_desktop.ui.tasks import Job

if TYPE_CHECKING:
    from kongchuo_desktop.operations.inspection_book import BoundBook

_WHAT = ("这段时间的台账和每个个案的卷宗。装成一册的有封面、目录和页码，可以整本打印；"
         "放进文件夹的还按文件的次序一条一个文件夹，放开过的文书、照片和扫描件，"
         "几条都要的只放一份，目录里写着放在哪里。里面有学生的真实资料，只交给来检查的人。")
_FOLDER, _BOOK = "folder", "book"


class BindForm(LongWorkForm):
    """Two questions, then the progress in their place; Esc stops it and leaves nothing half."""

    def __init__(self, ctx: AppContext, window: QWidget, seen: Inspection, *,
                 find: FindSticks | None = None) -> None:
        super().__init__(ctx, window, title="整理成册", verb="开始整理", context=_WHAT,
                         doing="正在整理", counter="项")
        self._seen = seen
        self.kind = Choice(ctx.theme, [(_FOLDER, "文件夹，一条一个"), (_BOOK, "一册PDF")])
        self.add("kind", "整理成", self.kind)
        self.place = PlaceChoice(ctx.theme, ctx.tasks, find)
        self.add("place", "放到哪里", self.place)
        self.submitted.connect(self._ask)

    def _ask(self) -> None:
        folder = self.place.folder()
        if folder is not None:
            self.bind_to(folder)

    def bind_to(self, folder: Path) -> None:
        """Put everything into a new folder or a new file there."""
        store, seen, user = self._ctx.store, self._seen, self._ctx.actor.name

        def bind_folder(job: Job[Bound]) -> Bound:
            return bind_up(store, seen, folder=folder, user=user,
                           progress=job.report, cancelled=lambda: job.cancelled)

        def bind_one(job: "Job[BoundBook]") -> "BoundBook":
            # What reads and writes PDFs takes long to load: only who binds a book pays for it.
            from kongchuo_desktop.operations.inspection_book import bind_book

            return bind_book(store, seen, folder=folder, user=user,
                             progress=job.report, cancelled=lambda: job.cancelled)

        if self.kind.key() == _BOOK:
            self.work(bind_one, lambda book: self._say(
                f"{book.pages}页，存为“{book.path.name}”", book.absent))
        else:
            self.work(bind_folder, lambda bound: self._say(
                f"{bound.files}个文件，在“{bound.folder.name}”里", bound.absent))

    def _say(self, made: str, absent: Sequence[str]) -> None:
        lacking = f"，还有{len(absent)}个不在这台电脑上" if absent else ""
        self._ctx.toast(f"整理好了，{made}{lacking}")
