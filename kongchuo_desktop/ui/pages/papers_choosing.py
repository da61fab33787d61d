"""What is chosen on 文书: the form, whom it is for, and what was typed into its fields."""

from typing import Any

from PySide6.QtCore import QTimer, Signal

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_forms import FormChoice
from kongchuo_desktop.operations.paper_shelf import Shelf, shelf
from kongchuo_desktop.operations.papers import DraftPaper
from kongchuo_desktop.operations.print_queue import waiting_papers
from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_fields import Answers
from kongchuo_desktop.ui.pages.papers_issue import Done, Request
from kongchuo_desktop.ui.pages.papers_layout import PapersLayout
from kongchuo_desktop.ui.pages.papers_people import People, read_people

_SETTLE_MS = 250
"""Edits closer together than this are drawn once."""


class PapersChoosing(PapersLayout):
    """``opened(form=, pupil= or pupils=)`` comes with a form and pupils chosen.

    Signals: ``draw_asked`` when the pages are to be set anew.
    """

    draw_asked = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._people = People()
        self._choice: FormChoice | None = None
        self._asked: Answers = {}
        self._own: dict[str, Answers] = {}
        self._wanted: dict[str, Any] = {}
        self._drafts: list[DraftPaper] = []
        self._issued: Done | None = None
        self._at = 0
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.draw_asked)
        self.picker.chosen.connect(self._choose)
        self.panel.whom.changed.connect(lambda chosen: self._whom_changed())
        self.panel.visits.changed.connect(self._settle.start)
        self.panel.visits.photos.connect(self.fields.offer_photos)
        self.fields.changed.connect(self._edited)

    # what the window asks

    def opened(self, **args: Any) -> None:
        if args:
            self._wanted = args
            if self.picker.choices():
                self._take_wanted()

    def refresh(self, changes: Changes | None) -> None:
        store, day = self.ctx.store, self.ctx.today()
        self.ctx.read(
            lambda: (shelf(store, day=day), read_people(store, day), len(waiting_papers(store))),
            lambda found: self._loaded(*found), owner=self)

    def _loaded(self, found: Shelf, people: People, waiting: int) -> None:
        shown = self._shown_card()
        self._people = people
        self.show_waiting(waiting)
        self.panel.whom.set_people(people)
        self.picker.set_shelf(found)
        if self._wanted:
            self._take_wanted()
        elif self._choice is None:
            self.list.go_first()
        else:
            self._renew(shown)

    def _renew(self, shown: PupilCard | None) -> None:
        """The form may have been replaced, the child's card changed."""
        choices = self.picker.choices()
        assert self._choice is not None
        now = next((c for c in choices if c.form.id == self._choice.form.id), None)
        if self._issued is not None:
            return
        if now is None:
            self._choice = None
            self.list.go_first()
        elif now != self._choice:
            self._choose(now)
        else:
            if self._shown_card() != shown:
                self._set_fields()
            self.draw_asked.emit()

    # choosing

    def _shown_key(self) -> str:
        """Whom the paper on the screen is about."""
        chosen = self.panel.whom.chosen()
        return chosen[self._at] if self._at < len(chosen) else ""

    def _shown_card(self) -> PupilCard | None:
        return self._people.by_id.get(self._shown_key())

    def _take_wanted(self) -> None:
        """What the page was opened with: a form by id or paper, one pupil or several."""
        wanted, self._wanted = self._wanted, {}
        name, choices = wanted.get("form"), self.picker.choices()
        found = next((c for c in choices if name in _names(c.form)), None)
        pupils = wanted.get("pupils") or ([wanted["pupil"]] if wanted.get("pupil") else [])
        if name and found is None:
            # Another form must not stand there filled in for the pupil instead.
            pupils = []
            self.ctx.show_error(_no_form(name))
        self._reset()
        self.panel.whom.choose_pupils(pupils)
        self._choice = None
        if found is not None:
            self.picker.go(found.form.id)
        elif self.picker.current() is None:
            self.list.go_first()
        self._choose(self.picker.current())
        self.step_on("page")

    def _choose(self, choice: FormChoice | None) -> None:
        if choice is None or choice == self._choice:
            return
        self._choice = choice
        self._reset()
        self.panel.show_form(choice)
        self._set_fields()
        self.draw_asked.emit()

    def _reset(self) -> None:
        """Forget what was typed or issued; the next paper starts from the facts."""
        self._asked, self._own, self._at = {}, {}, 0
        self.panel.visits.forget()
        self._issued, self._drafts = None, []
        self.panel.show_issued([])

    def _set_fields(self) -> None:
        if self._choice is None:
            return
        card = self._shown_card()
        self.fields.set_form(self._choice, card)
        self.panel.visits.show_for(self._choice.form, card.id if card else "", self.ctx.today(),
                                   photos=self.fields.wants_photos())

    def _whom_changed(self) -> None:
        self._at = 0
        self._set_fields()
        self._settle.start()

    def _anew(self) -> None:
        self._reset()
        if self.panel.whom.kind:
            self.panel.whom.choose([])
        self._set_fields()
        self.draw_asked.emit()
        self.panel.whom.setFocus()

    def _edited(self) -> None:
        common, own = self.fields.answers()
        self._asked |= common
        key = self._shown_key()
        self._own[key] = self._own.get(key, {}) | own
        self._settle.start()

    def _whom(self) -> list[Whom]:
        return self.panel.visits.of(self.panel.whom.whom())

    def _request(self) -> Request:
        """What is asked for now; later edits don't reach it."""
        assert self._choice is not None
        own = {key: dict(answers) for key, answers in self._own.items()}
        return Request(self._choice.form.id, self._whom(), self.ctx.today(), dict(self._asked),
                       own)


def _names(form: Form) -> tuple[str, ...]:
    """What a page may call a form by."""
    return (form.id, form.paper, form.title, *form.titles.values())


def _no_form(name: str) -> KnownError:
    """A profile may name papers that nobody has made a form of."""
    return KnownError(
        "no_form", f"程序里还没有《{name}》的样式。", kept="这件事还在“今日”里，不会漏掉。",
        todo="先用学校现成的纸填；教育局发来样式文件以后，在这里就能开。")
