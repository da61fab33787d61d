"""Which visit a paper of 文书 is about: the latest one, until another is chosen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal

from kongchuo_desktop.operations.paper_choices import (
    PhotoChoice,
    VisitChoice,
    about_visit,
    photos_to_choose,
    visits_to_choose,
)
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.inputs import Choice, Field


class VisitField(Field):
    """Shown for a form about a visit when the child has had more than one.

    Signals: ``changed`` when another visit is chosen, ``photos(list)`` with those of the visits.
    """

    changed = Signal()
    photos = Signal(list)

    def __init__(self, ctx: AppContext) -> None:
        self.choice = Choice(ctx.theme, elastic=True)
        super().__init__("哪一次联系", self.choice)
        self._ctx = ctx
        self._pupil = ""
        self._chosen: dict[str, str] = {}
        self.choice.activated.connect(lambda _=0: self._choose())
        self.hide()

    def forget(self) -> None:
        """Every child's latest visit again."""
        self._chosen.clear()

    def show_for(self, form: Form, pupil: str, day: date, *, photos: bool) -> None:
        """Read the visits of the child whose paper is shown, and their photos if wanted."""
        self._pupil = pupil
        self.hide()
        about = about_visit(form)
        if not pupil or not (about or photos):
            return
        store = self._ctx.store
        self._ctx.read(
            lambda: (visits_to_choose(store, form=form, pupil=pupil, day=day) if about else [],
                     photos_to_choose(store, form=form, pupil=pupil, day=day) if photos else []),
            lambda found: self._read(pupil, *found), owner=self)

    def _read(self, pupil: str, visits: Sequence[VisitChoice],
              photos: Sequence[PhotoChoice]) -> None:
        if pupil != self._pupil:
            return
        self.choice.set_choices([(visit.id, _words(visit)) for visit in visits])
        self.choice.choose(self._chosen.get(pupil, visits[0].id if visits else ""))
        self.setVisible(len(visits) > 1)
        self.photos.emit(list(photos))

    def _choose(self) -> None:
        self._chosen[self._pupil] = self.choice.key()
        self.changed.emit()

    def of(self, whom: Sequence[Whom]) -> list[Whom]:
        """The copies, each about the visit that was chosen for it."""
        return [replace(one, visit=self._chosen.get(one.key)) for one in whom]


def _words(visit: VisitChoice) -> str:
    parts = (f"{day_text(visit.day)}{visit.mode}", visit.outcome, visit.by)
    return " · ".join(part for part in parts if part)
