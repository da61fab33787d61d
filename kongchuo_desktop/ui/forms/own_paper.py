"""The form that notes a paper that the school made itself, on paper of its own."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.domain.policy.words import WHO
from kongchuo_desktop.operations.own_papers import note_own_paper
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.photos import Choose, PhotoField, choose_photos
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.checks import Check
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.tokens import Px

_WHY = "用本校自己的纸办的，在这里记下来，不占程序的文号。"


class OwnPaperForm(SavingForm):
    """Date, number and scan of the paper, and the office it was handed to on that day.

    ``paper`` is the word of the vocabulary, ``title`` what the profile prints where it is known;
    ``offices`` are groups of the words of those it goes to, of which one each is enough.
    """

    AT_FIELD: ClassVar = {"future_date": "day"}

    def __init__(self, ctx: AppContext, window: QWidget, *, paper: str, name: str,
                 pupil: str | None, class_id: str | None = None, title: str = "",
                 offices: Sequence[Sequence[str]] = (), choose: Choose = choose_photos) -> None:
        self._title = title or paper
        super().__init__(ctx, window, title=f"《{self._title}》　{name}".rstrip("　"),
                         verb="记下来", context=_WHY)
        self._paper, self._name = paper, name
        self._pupil, self._class_id = pupil, class_id
        self.number = LineInput(ctx.theme, "没有就空着")
        self.day = DateInput(ctx.theme, ctx.today())
        self.add_pair(self.add("day", "日期", self.day),
                      self.add("number", "文号", self.number))
        self.offices = {office: Check(ctx.theme, WHO.get(office, office))
                        for group in offices for office in group}
        for group in offices:
            self.offices[group[0]].setChecked(True)
        if self.offices:
            self.add("to", "交到", self._checks(), hint="没交的不打勾，交的那天再登记交出")
        self.photos = PhotoField(ctx, self, verb="加扫描件", empty="照片或PDF，可以以后再加",
                                 choose=choose)
        self.form.addWidget(self.photos)
        self.focus_first(self.number)
        self.submitted.connect(self._save)

    def _checks(self) -> QWidget:
        place = QWidget()
        place.setProperty("kind", "clear")
        line = QHBoxLayout(place)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.INSIDE)
        for check in self.offices.values():
            line.addWidget(check)
        line.addStretch()
        return place

    def _save(self) -> None:
        day, number, pictures = self.day.value(), self.number.text(), self.photos.pictures
        store, actor, paper = self._ctx.store, self._ctx.actor, self._paper
        pupil, class_id = self._pupil, self._class_id
        to = [office for office, check in self.offices.items() if check.isChecked()]

        def write() -> Added:
            return note_own_paper(store, actor=actor, paper=paper, pupil=pupil, class_id=class_id,
                                  day=day, number=number, to=to, scans=pictures)

        gone = f"，交到{'、'.join(WHO.get(office, office) for office in to)}" if to else ""
        self.write(write, said=f"已记下 {self._name} 的《{self._title}》{gone}", undoable=False)
