"""The form of a service receipt: when, how, to whom a paper was served, and the photo of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.papers import WAYS, IssuedPaper, deliver_paper
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.picks import Picks
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import DateInput, LineInput
from kongchuo_desktop.ui.parts.words import ElidedWords

_LEFT_BEHIND = "留置"
_AT_FIELD = {"bad_date": "day", "no_one": "to", "unknown_way": "how"}
Choose = Callable[[QWidget], Path | None]


def choose_photo(window: QWidget) -> Path | None:
    """Ask for the photo or scan of the signed receipt."""
    name, _ = QFileDialog.getOpenFileName(
        window, "选回证照片", "", "照片或扫描件 (*.jpg *.jpeg *.png *.pdf)")
    return Path(name) if name else None


class ServedForm(FormDialog):
    """From the day of service the clock of the paper runs; 留置 needs two witnesses."""

    def __init__(self, ctx: AppContext, window: QWidget, *, paper: IssuedPaper, name: str = "",
                 to: str = "", choose: Choose = choose_photo) -> None:
        super().__init__(ctx.theme, window, title=f"登记送达　{name}".rstrip("　"), verb="登记送达",
                         context=f"《{paper.title}》{paper.number}")
        self._ctx, self._paper, self._choose = ctx, paper, choose
        self.scan: Path | None = None
        theme = ctx.theme
        self.how = Picks(theme, WAYS, columns=6)
        self.how.choose(WAYS[0])
        self.to = LineInput(theme, "签收人的姓名")
        self.to.setText(to)
        self.add("how", "怎么送的", self.how)
        self.add_pair(self.add("to", "谁签收的", self.to),
                      self.add("relation", "和孩子的关系", LineInput(theme, "父亲")))
        self.add("day", "哪天", DateInput(theme, ctx.today()), hint="从这天起算期限")
        self.witnesses = self.add("witnesses", "见证人", LineInput(theme, "两个人，用顿号分开"),
                                  hint="留置送达要有两名见证人")
        self.witnesses.hide()
        self.how.picked.connect(self._picked)
        self._add_photo()
        self.focus_first(self.to)
        self.submitted.connect(self._save)

    def _add_photo(self) -> None:
        line = QHBoxLayout()
        line.addWidget(Button(self._ctx.theme, "加回证照片", icon="image", size="small",
                              clicked=self._pick_photo))
        self.photo = ElidedWords("可以以后再加", "caption", "text2")
        line.addWidget(self.photo, 1)
        self.form.addLayout(line)

    def _picked(self, how: str) -> None:
        self.witnesses.setVisible(how == _LEFT_BEHIND)
        self.refit()

    def _pick_photo(self) -> None:
        path = self._choose(self)
        if path is not None:
            self.scan = path
            self.photo.setText(path.name)

    def _save(self) -> None:
        values, scan = self.values(), self.scan
        names = [n for n in values["witnesses"].replace("，", "、").split("、") if n.strip()]
        self.set_errors({})
        if values["how"] == _LEFT_BEHIND and len(names) < 2:
            self.set_errors({"witnesses": "写上两名见证人。"})
            return
        store, actor, paper = self._ctx.store, self._ctx.actor, self._paper

        def write() -> Added:
            data = read_photo(scan) if scan is not None else None
            return deliver_paper(store, actor=actor, paper=paper.id, day=values["day"],
                                 how=values["how"], to=values["to"], relation=values["relation"],
                                 witnesses=names, scan=data)

        self.send.setEnabled(False)
        self._ctx.perform(write, said=f"已记下 {paper.number or paper.title} 送达{values['to']}",
                          done=lambda _: self.accept(), failed=self._refused, undoable=False,
                          owner=self)

    def _refused(self, error: KnownError) -> None:
        self.send.setEnabled(True)
        field = _AT_FIELD.get(error.code)
        if field is None:
            self._ctx.show_error(error)
        else:
            self.set_errors({field: error.sentence})


def read_photo(path: Path) -> bytes:
    """The bytes of a photo.

    Raises:
        KnownError: ``photo_unreadable``.
    """
    try:
        return path.read_bytes()
    except OSError:
        raise KnownError("photo_unreadable", f"读不出照片“{path.name}”。",
                         kept="别的内容都还在表里。",
                         todo="看看文件还在不在，再选一次；也可以先不加照片。") from None
