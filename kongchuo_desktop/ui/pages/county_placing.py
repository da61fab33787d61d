"""归到中心校: schools that reported to the bureau stand under a central school from now on."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.placing import place_schools
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.pages.county_models import Answering
from kongchuo_desktop.ui.parts.inputs import Choice


class PlacingForm(SavingForm):
    """Under which of ``centers`` (unit → name) some schools stand."""

    def __init__(self, ctx: AppContext, window: QWidget, *, chosen: Sequence[Answering],
                 centers: Mapping[str, str]) -> None:
        whom = chosen[0].school.name if len(chosen) == 1 else f"{len(chosen)}所学校"
        super().__init__(
            ctx, window, title=f"归到中心校：{whom}", verb="归过去",
            context="中心校收下本局的下发包，就能给这些学校发加入文件。"
                    "学校读入以前还照常报给本局，报过的都不动。")
        self._units, self._whom = [line.school.unit for line in chosen], whom
        self._centers = centers
        self.under = Choice(ctx.theme, list(centers.items()))
        self.add("under", "归到", self.under)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, units, under = self._ctx, self._units, self.under.key()
        self.write(lambda: place_schools(ctx.store, actor=ctx.actor, units=units, under=under),
                   said=f"{self._whom}归到{self._centers[under]}")
