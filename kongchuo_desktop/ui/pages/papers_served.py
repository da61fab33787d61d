"""The short form by which a paper's service is written down."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.papers import WAYS, IssuedPaper, deliver_paper
from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, DateInput, LineInput
from kongchuo_desktop.ui.parts.words import ElidedWords
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_AT_FIELD = {"bad_date": "day", "no_one": "to"}
"""Code of an error → the field it belongs to."""


class PhotoInput(QWidget):
    """A photo of the signed receipt, chosen from a file."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.path: Path | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.ICON_GAP)
        self.button = Button(theme, "选照片…", icon="image", size="small", clicked=self._ask)
        line.addWidget(self.button)
        self._name = ElidedWords("还没有选", "small", "text3")
        line.addWidget(self._name, 1)
        self.setFocusProxy(self.button)

    def value(self) -> Path | None:
        return self.path

    def take(self, path: Path) -> None:
        self.path = path
        self._name.setText(path.name)

    def _ask(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, "回证照片", "", "照片 (*.jpg *.jpeg *.png *.pdf)")
        if path:
            self.take(Path(path))


def ask_served(ctx: AppContext, owner: QWidget, paper: IssuedPaper,
               card: PupilCard | None,
               done: Callable[[], object] = lambda: None) -> FormDialog:
    """Open the form 登记送达 for a paper; saves, tells every page, then calls ``done``."""
    values = card.values if card is not None else {}
    form = FormDialog(ctx.theme, owner, title="登记送达", verb="登记送达",
                      context=f"{paper.number}　{card.name if card else paper.title}　"
                              f"{day_text(paper.day)}开出，期限从送到那天起算")
    day = form.add("day", "哪天送到", DateInput(ctx.theme, ctx.today()))
    how = form.add("how", "怎么送的", Choice(ctx.theme, [(way, way) for way in WAYS]))
    form.add_pair(day, how)
    to = LineInput(ctx.theme)
    to.setText(str(values.get("guardian1_name") or ""))
    relation = LineInput(ctx.theme)
    relation.setText(str(values.get("guardian1_relation") or ""))
    form.add_pair(form.add("to", "签收人", to), form.add("relation", "与学生关系", relation))
    form.add("witnesses", "见证人", LineInput(ctx.theme, "留置送达时写，几个人用顿号隔开"))
    form.add("scan", "回证照片", PhotoInput(ctx.theme), hint="以后再补也可以")
    form.submitted.connect(lambda: _save(ctx, form, paper))
    form.accepted.connect(lambda: done())
    form.open()
    return form


def _save(ctx: AppContext, form: FormDialog, paper: IssuedPaper) -> None:
    values = form.values()
    names = [name.strip() for name in values["witnesses"].split("、") if name.strip()]

    def failed(error: KnownError) -> None:
        if error.code in _AT_FIELD:
            form.set_errors({_AT_FIELD[error.code]: error.sentence})
        else:
            ctx.show_error(error)

    def work() -> object:
        photo = values["scan"]
        return deliver_paper(
            ctx.store, actor=ctx.actor, paper=paper.id, day=values["day"], how=values["how"],
            to=values["to"], relation=values["relation"].strip(), witnesses=names,
            scan=_read(photo) if photo is not None else None)

    ctx.perform(work, said=f"已登记 {paper.number} {day_text(values['day'])}送达",
                done=lambda _: form.accept(), failed=failed, undoable=False, owner=form)


def _read(photo: Path) -> bytes:
    try:
        return photo.read_bytes()
    except OSError as error:
        raise KnownError("photo_unreadable", f"照片读不出来：{photo.name}。",
                         kept="别的都还在表里。", todo="换一张照片，或者先不选，以后再补。") from error
