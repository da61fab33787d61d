"""The form of a service receipt: when, how, to whom a paper was served, and the photo of it."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.papers import WAYS, deliver_paper
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.roster import guardians_of
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.joint import split_names
from kongchuo_desktop.ui.forms.photos import Choose, PhotoField, choose_photos
from kongchuo_desktop.ui.forms.picks import Picks
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import LineInput

_LEFT_BEHIND = "留置"


class ServedForm(SavingForm):
    """From the day of service the clock of the paper runs; 留置 needs two witnesses.

    ``guardians`` are those of the child, name → relation: the first most likely signs, and the
    relation follows the name.
    """

    AT_FIELD: ClassVar = {"bad_date": "day", "no_one": "to", "unknown_way": "how"}

    def __init__(self, ctx: AppContext, window: QWidget, *, paper: IssuedPaper, name: str = "",
                 guardians: Mapping[str, str] | None = None,
                 choose: Choose = choose_photos) -> None:
        super().__init__(ctx, window, title=f"登记送达　{name}".rstrip("　"), verb="登记送达",
                         context=f"《{paper.title}》{paper.number}")
        self._paper = paper
        self._guardians = guardians or {}
        theme = ctx.theme
        self.how = Picks(theme, WAYS, columns=6)
        self.how.choose(WAYS[0])
        self.to = LineInput(theme, "签收人的姓名")
        self.relation = LineInput(theme, "父亲")
        self.add("how", "怎么送的", self.how)
        self.add_pair(self.add("to", "谁签收的", self.to),
                      self.add("relation", "和孩子的关系", self.relation))
        self.add("day", "哪天", DateInput(theme, ctx.today()), hint="从这天起算期限")
        self.witnesses = self.add("witnesses", "见证人", LineInput(theme, "两个人，用顿号分开"),
                                  hint="留置送达要有两名见证人，或者现场的照片")
        self.witnesses.hide()
        self.how.picked.connect(self._picked)
        self.photos = PhotoField(ctx, self, verb="加回证照片", empty="可以以后再加", choose=choose)
        self.form.addWidget(self.photos)
        self.to.textChanged.connect(self._named)
        self.to.setText(next(iter(self._guardians), ""))
        self.focus_first(self.to)
        self.submitted.connect(self._save)

    def _named(self, name: str) -> None:
        """Whose relation is known brings it along; a relation that was typed stays."""
        if self.relation.text() in ("", *self._guardians.values()):
            self.relation.setText(self._guardians.get(name.strip(), ""))

    def _picked(self, how: str) -> None:
        self.witnesses.setVisible(how == _LEFT_BEHIND)
        self.refit()

    def _save(self) -> None:
        values, pictures = self.values(), self.photos.pictures
        left = values["how"] == _LEFT_BEHIND
        names = split_names(values["witnesses"]) if left else []
        self.set_errors({})
        if left and len(names) < 2 and not pictures:
            self.set_errors({"witnesses": "写上两名见证人，或者加一张现场的照片。"})
            return
        store, actor, paper = self._ctx.store, self._ctx.actor, self._paper

        def write() -> Added:
            return deliver_paper(store, actor=actor, paper=paper.id, day=values["day"],
                                 how=values["how"], to=values["to"], relation=values["relation"],
                                 witnesses=names, scans=pictures)

        self.write(write, said=f"已记下 {paper.number or paper.title} 送达{values['to']}",
                   undoable=False)


def open_served(ctx: AppContext, window: QWidget, *, paper: IssuedPaper, name: str = "",
                saved: Callable[[], object] | None = None) -> None:
    """Open the form with the guardians as the roster knows them; ``saved`` once it is written."""
    store = ctx.store

    def show(guardians: dict[str, str]) -> None:
        form = ServedForm(ctx, window, paper=paper, name=name, guardians=guardians)
        if saved is not None:
            form.accepted.connect(saved)
        form.open()

    ctx.read(lambda: guardians_of(store, pupil=paper.pupil), show, owner=window)
