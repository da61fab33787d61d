"""The forms of 回执与更正: where to write to and for whom, and a file that goes down."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import handed
from kongchuo_desktop.operations.going_down import Below
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
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


def ask_file(ctx: AppContext, owner: QWidget, units: Sequence[Below]) -> FormDialog:
    """Which file, of which kind, for whom; it goes down with the next packages."""
    form = FormDialog(ctx.theme, owner, title="添加文件", verb="选文件…",
                      context="随下一次下发带去。办法文件和表样对方读入就用上；"
                              "名单和比对结果给对方看。")
    form.add("kind", "哪一类", Choice(ctx.theme, list(handed.KINDS.items())))
    schools = {below.reader.unit: below.name for below in units if not below.reader.class_id}
    form.add("unit", "给谁", Choice(ctx.theme, [("", "所有下级"), *schools.items()]))
    form.add("title", "名称", LineInput(ctx.theme), hint="空着就用文件名")
    form.submitted.connect(lambda: _choose(ctx, form))
    form.open()
    return form


def _choose(ctx: AppContext, form: FormDialog) -> None:
    values = form.values()
    kind, unit, title = values["kind"], values["unit"] or None, values["title"]
    path = pickers.choose_file(form, "选文件", _FILES.get(kind, _SHOWN))
    if path is None:
        return
    store, actor = ctx.store, ctx.actor

    def failed(error: KnownError) -> None:
        form.set_errors({"kind": error.sentence})

    ctx.perform(
        lambda: handed.hand(store, actor=actor, file=path, kind=kind, unit=unit, title=title),
        said=f"{path.name}随下一次下发带去", done=lambda _: form.accept(), failed=failed,
        undoable=False)
