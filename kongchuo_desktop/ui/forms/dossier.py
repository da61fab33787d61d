"""装订卷宗: everything about one child as one PDF, and where it goes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.long_work import LongWorkForm
from kongchuo_desktop.ui.parts.checks import Check
from kongchuo_desktop.ui.pickers import choose_new_file
from kongchuo_desktop.ui.tasks import Job

if TYPE_CHECKING:
    from kongchuo_desktop.operations.dossier_file import BoundDossier

_WHAT = ("装成一个PDF：封面、卷内目录、学生基本情况表、经过一览、开过的文书、家访记录、"
         "回证、照片和扫描件。里面有孩子的真实资料，用后收好。")
_MOST_NAMED = 6
"""So many of what could not be bound are named; the contents name them all."""

AskFile = Callable[[str], Path | None]


class DossierForm(LongWorkForm):
    """One question, the file dialog, then the progress.

    ``ask_file(name)`` gives a path or None; tests put their own in place.
    """

    def __init__(self, ctx: AppContext, window: QWidget, *, pupil: str, name: str) -> None:
        super().__init__(ctx, window, title=f"装订{name}的卷宗", verb="存为PDF…", context=_WHAT,
                         doing="正在装订", counter="件")
        self._pupil, self._name = pupil, name
        self.voided = Check(ctx.theme, "作废的文书也装进去")
        self.add("voided", "作废的", self.voided,
                 hint="不选也会列在目录里，写明作废的原因。")
        self.ask_file: AskFile = lambda name: choose_new_file(
            self, "装订卷宗", name, "PDF (*.pdf)")
        self.submitted.connect(self._ask)

    def _ask(self) -> None:
        path = self.ask_file(f"{self._name}-卷宗.pdf")
        if path is None:
            return
        store, pupil, user = self._ctx.store, self._pupil, self._ctx.actor.name
        voided = self.voided.isChecked()

        def work(job: "Job[BoundDossier]") -> "BoundDossier":
            # What reads and writes PDFs takes long to load: only who binds pays for it.
            from kongchuo_desktop.operations.dossier_file import bind_dossier, save_dossier

            bound = bind_dossier(store, pupil=pupil, user=user, voided=voided,
                                 progress=job.report, cancelled=lambda: job.cancelled)
            save_dossier(path, bound)
            return bound

        self.work(work, lambda bound: self._bound(bound, path))

    def _bound(self, bound: "BoundDossier", path: Path) -> None:
        if not bound.lacking:
            self._ctx.toast(f"卷宗装好了，{bound.pages}页：{path.name}")
            return
        named = "；".join(one.said for one in bound.lacking[:_MOST_NAMED])
        rest = f"等{len(bound.lacking)}份" if len(bound.lacking) > _MOST_NAMED else ""
        self._ctx.show_error(KnownError(
            "dossier_lacking", f"卷宗装好了，但是有材料没有装进去：{named}{rest}。",
            kept=f"别的都在“{path.name}”里，共{bound.pages}页；没有装进去的列在目录里。",
            todo="请写它的那台电脑再报一次包，收下来再装订一次；打不开的重新扫描。"))
