"""The forms of 回执与更正: where to write to and for whom, and a file that goes down."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import handed
from kongchuo_desktop.operations.going_down import Below
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.pages.replies_rows import news_words
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.places import FindSticks, PlaceChoice

_ALL, _NEW = "all", "new"
_FILES = {"policy": "办法文件 (*.toml)", "forms": "表样 (*.toml *.zip)"}
_SHOWN = "名单、表格、文件 (*.xlsx *.xls *.csv *.pdf *.docx *.doc *.txt *.jpg *.png)"


def ask_place(ctx: AppContext, owner: QWidget, units: Sequence[Below], *,
              run: Callable[[Sequence[Below], Path], object],
              find: FindSticks | None = None) -> FormDialog:
    """For whom and where to; ``run(units, folder)`` writes."""
    form = FormDialog(ctx.theme, owner, title="写给下级", verb="写出",
                      context="一个单位一个文件，只有对方的电脑打得开，写完再读回来核对。")
    fresh = [below for below in units if news_words(below)]
    if len(units) > 1:
        form.add("whom", "给谁", Choice(ctx.theme, [
            *([(_NEW, f"有新内容的{len(fresh)}个")] if fresh else []),
            (_ALL, f"全部{len(units)}个")]))
    else:
        form.add("whom", "给谁", Choice(ctx.theme, [(_ALL, units[0].name)]))
    place = PlaceChoice(ctx.theme, ctx.tasks, find)
    form.add("place", "写到", place)

    def send() -> None:
        wanted = fresh if form.values()["whom"] == _NEW else units
        folder = place.folder()
        if folder is not None:
            form.accept()
            run(wanted, folder)

    form.submitted.connect(send)
    form.open()
    return form


class FileForm(SavingForm):
    """Which file, of which kind, for whom; it goes down with the next packages."""

    def __init__(self, ctx: AppContext, owner: QWidget, units: Sequence[Below]) -> None:
        super().__init__(ctx, owner, title="添加文件", verb="选文件…",
                         context="随下一次下发带去。办法文件和表样对方读入就用上；"
                                 "名单和比对结果给对方看。")
        self.add("kind", "哪一类", Choice(ctx.theme, list(handed.KINDS.items())))
        schools = {below.reader.unit: below.name for below in units if not below.reader.class_id}
        self.add("unit", "给谁", Choice(ctx.theme, [("", "所有下级"), *schools.items()]))
        self.add("title", "名称", LineInput(ctx.theme), hint="空着就用文件名")
        self.submitted.connect(self._choose)

    def _choose(self) -> None:
        values, store, actor = self.values(), self._ctx.store, self._ctx.actor
        kind, unit, title = values["kind"], values["unit"] or None, values["title"]
        path = pickers.choose_file(self, "选文件", _FILES.get(kind, _SHOWN))
        if path is not None:
            self.write(lambda: handed.hand(store, actor=actor, file=path, kind=kind, unit=unit,
                                           title=title),
                       said=f"{path.name}随下一次下发带去", undoable=False)

    def refused(self, error: KnownError) -> None:
        """Whatever is wrong with the file stands where its kind was chosen."""
        self.send.setEnabled(True)
        self.set_errors({"kind": error.sentence})
