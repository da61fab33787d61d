"""Several homes of one afternoon in one form: who went once, then a row for each pupil."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.drafts import drop_draft
from kongchuo_desktop.operations.namesakes import told_apart
from kongchuo_desktop.operations.overview import draft_name, overview
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.roster import PupilCard, list_pupils
from kongchuo_desktop.operations.visits import OUTCOMES, VisitInput, add_visits, joint_units
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.drafting import Drafting, Half, Kept, kept_draft
from kongchuo_desktop.ui.forms.joint import JointInput, split_names
from kongchuo_desktop.ui.forms.photos import Choose, PhotoField, Ready, TakenHint, choose_photos
from kongchuo_desktop.ui.forms.picks import Picks
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.forms.who import PupilInput
from kongchuo_desktop.ui.parts.buttons import IconButton
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import ElidedWords, Words
from kongchuo_desktop.ui.tokens import Px

DRAFT = "form/homes"
_WIDTH = Px.DIALOG + Px.SIDE_PANEL


@dataclass(frozen=True, slots=True)
class Begun:
    """What was typed of one home before it turned out that there were several."""

    pupil: str
    outcome: str
    note: str
    photos: Sequence[Ready]


class HomeRow(QFrame):
    """One home: the outcome by digit, a line, photos."""

    left = Signal()
    changed = Signal()

    def __init__(self, ctx: AppContext, form: FormDialog, *, pupil: str, name: str, said: str,
                 choose: Choose) -> None:
        super().__init__()
        self.pupil, self.name = pupil, name
        self.setProperty("kind", "sunken")
        self.outcome = Picks(ctx.theme, OUTCOMES, columns=len(OUTCOMES))
        self.outcome.setAccessibleName(f"{name}：结果")
        self.note = LineInput(ctx.theme, "说了什么，可以不写")
        self.note.setAccessibleName(f"{name}：说了什么")
        self.photos = PhotoField(ctx, form, choose=choose, drops=False, empty="可以不加")
        self.photos.changed.connect(self.changed)
        self.said = Words("", "caption", "red", wrap=True)
        self.said.hide()
        head = QHBoxLayout()
        head.addWidget(Words(name, "strong"))
        head.addWidget(ElidedWords(said, "caption", "text2"), 1)
        away = IconButton(ctx.theme, "x", f"不登记{name}", clicked=self.left.emit)
        away.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head.addWidget(away)
        column = QVBoxLayout(self)
        column.setContentsMargins(Px.GAP, Px.ICON_GAP, Px.GAP, Px.GAP)
        column.setSpacing(Px.GRID)
        column.addLayout(head)
        for widget in (self.outcome, self.note, self.photos, self.said):
            column.addWidget(widget)

    def written(self) -> bool:
        """Whether anything was filled in."""
        return bool(self.outcome.key() or self.note.text().strip() or self.photos.pictures)

    def say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))


class HomesForm(SavingForm):
    """Homes without an outcome are left out; all others are one operation and one undo.

    What was typed is kept on this computer, with the photos, until it is saved.
    """

    AT_FIELD: ClassVar = {"future_date": "day"}

    def __init__(self, ctx: AppContext, window: QWidget, *, cards: Sequence[PupilCard],
                 units: Sequence[str] = (), choose: Choose = choose_photos) -> None:
        super().__init__(ctx, window, title="一次登记几家", verb="存下这几家", width=_WIDTH,
                         context="一个下午走了几家，在这里一起登记。没选结果的不存。")
        self._choose = choose
        self._cards = {card.id: card for card in cards}
        self._said = told_apart(cards)
        self.homes: list[HomeRow] = []
        self.day = DateInput(ctx.theme, ctx.today())
        self.by = LineInput(ctx.theme, "用顿号分开")
        self.by.setText(ctx.actor.name)
        self.joint = JointInput(ctx.theme, "村委会、派出所")
        self.joint.suggest(units)
        self.add_pair(self.add("day", "哪天", self.day), self.add("by", "谁去的", self.by))
        self.add("joint", "同去的单位", self.joint)
        self.taken = TakenHint(ctx)
        self.taken.used.connect(self.day.set_value)
        self.form.addWidget(self.taken)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Px.INSIDE)
        self.form.addLayout(self._rows)
        self.who = PupilInput(ctx.theme, cards, placeholder="姓名、拼音首字母、座号，按回车")
        self.add("who", "再加一家", self.who)
        self.submitted.connect(self._save)
        Drafting(ctx, self, DRAFT, self._half)

    # homes

    def add_home(self, pupil: str) -> HomeRow | None:
        """A row for a pupil; the one that is there already, None for one who is not here."""
        there = next((home for home in self.homes if home.pupil == pupil), None)
        card = self._cards.get(pupil)
        if there is not None or card is None:
            return there
        home = HomeRow(self._ctx, self, pupil=pupil, name=card.name,
                       said=self._said[pupil], choose=self._choose)
        home.left.connect(lambda: self._leave_out(home))
        home.changed.connect(lambda: self._photos_changed(home))
        self.homes.append(home)
        self._rows.addWidget(home)
        # What is added to a shown form is hidden, and has no height, until it is shown.
        home.show()
        self.refit()
        self.reveal(home)
        return home

    def _leave_out(self, home: HomeRow) -> None:
        self.homes.remove(home)
        self._rows.removeWidget(home)
        home.hide()
        home.deleteLater()
        self.refit()

    def enter(self) -> None:
        if self.who.hasFocus() and self.who.text().strip():
            self._add_named()
        else:
            super().enter()

    def _add_named(self) -> None:
        card, why = self.who.meant()
        if card is None:
            self.set_errors({"who": why})
            return
        self.set_errors({})
        self.who.clear()
        home = self.add_home(card.id)
        if home is not None:
            home.outcome.setFocus()

    def _photos_changed(self, home: HomeRow) -> None:
        self.taken.offer([p for home in self.homes for p in home.photos.pictures],
                         self.day.value())
        self.refit()
        self.reveal(home)

    # keeping and saving

    def _half(self) -> Half | None:
        written = [home for home in self.homes if home.written()]
        if not written:
            return None
        value = {"day": self.day.value().isoformat(), "by": self.by.text(),
                 "joint": self.joint.text(),
                 "homes": [{"pupil": h.pupil, "outcome": h.outcome.key(), "note": h.note.text()}
                           for h in written]}
        return Half(value, {home.pupil: home.photos.pictures for home in written})

    def begin(self, begun: Begun) -> None:
        """The home with which it began, first of all."""
        home = self.add_home(begun.pupil)
        if home is not None:
            home.outcome.choose(begun.outcome)
            home.note.setText(" ".join(begun.note.split()))
            home.photos.adopt(begun.photos)

    def fill(self, kept: Kept) -> None:
        """What was half-filled before."""
        value = kept.value
        self.day.set_value(date.fromisoformat(value["day"]))
        self.by.setText(value["by"])
        self.joint.setText(value["joint"])
        for one in value["homes"]:
            home = self.add_home(one["pupil"])
            if home is not None:
                home.outcome.choose(one["outcome"])
                home.note.setText(one["note"])
                home.photos.adopt(kept.photos.get(home.pupil, ()))

    def _save(self) -> None:
        written = [home for home in self.homes if home.written()]
        for home in self.homes:
            home.say("选一下结果，按数字键就行。" if home in written and not home.outcome.key()
                     else "")
        unsaid = next((home for home in written if not home.outcome.key()), None)
        self.refit()
        if unsaid is not None:
            unsaid.outcome.setFocus()
            return
        visits = [self._input(home) for home in written]
        store, actor = self._ctx.store, self._ctx.actor

        def write() -> Added:
            added = add_visits(store, actor=actor, visits=visits)
            drop_draft(store, name=DRAFT)
            for visit in visits:
                drop_draft(store, name=draft_name("visit", visit.pupil))
            return added

        self.write(write, said=f"已记下{len(visits)}家的家访")

    def _input(self, home: HomeRow) -> VisitInput:
        return VisitInput(
            pupil=home.pupil, day=self.day.value(), mode="家访", outcome=home.outcome.key(),
            by=split_names(self.by.text()), joint=split_names(self.joint.text()),
            note=home.note.text().strip(), pictures=home.photos.pictures)


def open_homes(ctx: AppContext, window: QWidget, *, pupils: Sequence[str] = (),
               begun: Begun | None = None,
               closed: Callable[[], object] | None = None) -> None:
    """Open the form with what was begun and these pupils, else those who are to be visited."""
    store = ctx.store

    def read() -> tuple[list[PupilCard], list[str], list[str], Kept | None]:
        due = [d.line.first.pupil for d in overview(store).dues
               if d.way.kind == "visit" and d.line.first.pupil]
        return (list_pupils(store), joint_units(store), list(dict.fromkeys(due)),
                kept_draft(store, DRAFT))

    def show(found: tuple[list[PupilCard], list[str], list[str], Kept | None]) -> None:
        cards, units, due, kept = found
        form = HomesForm(ctx, window, cards=cards, units=units)
        if begun is not None:
            form.begin(begun)
        if kept is not None:
            form.fill(kept)
        for pupil in pupils or due:
            form.add_home(pupil)
        form.focus_first(form.homes[0].outcome if form.homes else form.who)
        # Every row that was added has scrolled the form down.
        for part in (form.fields["day"], *form.homes[:1]):
            form.reveal(part)
        if closed is not None:
            form.closed.connect(closed)
        form.open()

    ctx.read(read, show, owner=window)
