"""文书: choose a form and whom it is for, see the exact page, issue and print it."""

from typing import Any

from PySide6.QtCore import QTimer

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.paper_forms import FormChoice, issuable_forms
from kongchuo_desktop.operations.papers import DraftPaper
from kongchuo_desktop.operations.roster import PupilCard, list_pupils
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.served import open_served
from kongchuo_desktop.ui.pages.papers_fields import Answers, checks_of
from kongchuo_desktop.ui.pages.papers_files import PaperFiles
from kongchuo_desktop.ui.pages.papers_issue import Done, Request
from kongchuo_desktop.ui.pages.papers_layout import PapersLayout
from kongchuo_desktop.ui.pages.papers_list import form_groups
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs

_SETTLE_MS = 250
"""Edits closer together than this are drawn once."""


class PapersPage(PapersLayout):
    """``opened(form=, pupil= or pupils=)`` comes with a form and pupils chosen."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs) -> None:
        super().__init__(ctx)
        self._printer = printer
        self.files = PaperFiles(ctx, self)
        self._choices: list[FormChoice] = []
        self._cards: dict[str, PupilCard] = {}
        self._choice: FormChoice | None = None
        self._asked: Answers = {}
        self._own: dict[str, Answers] = {}
        self._wanted: dict[str, Any] = {}
        self._drafts: list[DraftPaper] = []
        self._issued: Done | None = None
        self._served: set[str] = set()
        self._at = self._asking = 0
        self._busy = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._draw)
        self._listen()

    def _listen(self) -> None:
        self.list.moved.connect(lambda index: self._choose(self.list.payload()))
        self.flipped.connect(self._flip)
        self.panel.pupils.changed.connect(lambda pupils: self._pupils_changed())
        self.fields.changed.connect(self._edited)
        self.panel.issue_asked.connect(self.issue)
        self.panel.again_asked.connect(self.print_again)
        self.panel.save_asked.connect(self._save)
        self.panel.serve_asked.connect(self._serve)
        self.panel.anew_asked.connect(self._anew)

    # what the window asks

    def opened(self, **args: Any) -> None:
        if args:
            self._wanted = args
            if self._choices:
                self._take_wanted()

    def refresh(self, changes: Changes | None) -> None:
        store, day = self.ctx.store, self.ctx.today()
        self.ctx.read(lambda: (issuable_forms(store, day=day), list_pupils(store)),
                      lambda found: self._loaded(*found), owner=self)

    def print_shown(self) -> bool:
        if self._issued is not None:
            self.print_again()
        elif self.panel.print.isEnabled():
            self.issue(True)
        return True

    # choosing

    def _loaded(self, choices: list[FormChoice], cards: list[PupilCard]) -> None:
        shown = self._shown_card()
        self._choices = choices
        self._cards = {card.id: card for card in cards}
        self.panel.pupils.set_pupils(cards)
        self.model.set_groups(form_groups(choices))
        if self._wanted:
            self._take_wanted()
        elif self._choice is None:
            self.list.go_first()
        elif self._issued is None:
            if self._shown_card() != shown:
                self._set_fields()
            self._draw()

    def _shown_card(self) -> PupilCard | None:
        """The pupil whose paper is on the screen."""
        pupils = self.panel.pupils.chosen()
        return self._cards.get(pupils[self._at]) if self._at < len(pupils) else None

    def _take_wanted(self) -> None:
        """What the page was opened with: a form by id or paper, one pupil or several."""
        wanted, self._wanted = self._wanted, {}
        name = wanted.get("form")
        found = next((c for c in self._choices if name in _names(c.form)), None)
        pupils = wanted.get("pupils") or ([wanted["pupil"]] if wanted.get("pupil") else [])
        if name and found is None:
            # Another form must not stand there filled in for the pupil instead.
            pupils = []
            self.ctx.show_error(_no_form(name))
        self._reset()
        self.panel.pupils.choose(pupils)
        self._choice = None
        if found is not None:
            self.list.go(found.form.id)
        elif self.list.payload() is None:
            self.list.go_first()
        self._choose(self.list.payload())
        self.step_on("page")

    def _choose(self, choice: FormChoice | None) -> None:
        if choice is None or (self._choice is not None and choice == self._choice):
            return
        self._choice = choice
        self._reset()
        self.panel.show_form(choice)
        self._set_fields()
        self._draw()

    def _reset(self) -> None:
        """Forget what was typed or issued; the next paper starts from the facts."""
        self._asked, self._own, self._at = {}, {}, 0
        self._issued, self._drafts = None, []
        self.panel.show_issued([])

    def _set_fields(self) -> None:
        if self._choice is not None:
            self.fields.set_form(self._choice, self._shown_card())

    def _pupils_changed(self) -> None:
        self._at = 0
        self._set_fields()
        self._settle.start()

    def _anew(self) -> None:
        self._reset()
        self.panel.pupils.choose([])
        self._set_fields()
        self._draw()
        self.panel.pupils.setFocus()

    def _edited(self) -> None:
        common, own = self.fields.answers()
        self._asked |= common
        pupils = self.panel.pupils.chosen()
        if self._at < len(pupils):
            self._own[pupils[self._at]] = self._own.get(pupils[self._at], {}) | own
        self._settle.start()

    def _flip(self, by: int) -> None:
        count = len(self._issued.papers) if self._issued else len(self._drafts)
        if count > 1:
            self._at = (self._at + by) % count
            self._set_fields()
            self._show()

    # showing

    def _draw(self) -> None:
        """Set the pages anew in the worker; only the last asking is shown."""
        self._settle.stop()
        if self._choice is None:
            return
        self._asking += 1
        store, asking, request = self.ctx.store, self._asking, self._request()
        user = self.ctx.actor.name
        self.ctx.read(lambda: request.drafts(store, user),
                      lambda drafts: self._drawn(asking, drafts), owner=self)

    def _request(self) -> Request:
        """What is asked for now; later edits don't reach it."""
        assert self._choice is not None
        own = {pupil: dict(answers) for pupil, answers in self._own.items()}
        return Request(self._choice.form.id, self.panel.pupils.chosen(), self.ctx.today(),
                       dict(self._asked), own)

    def _drawn(self, asking: int, drafts: list[DraftPaper]) -> None:
        if asking == self._asking and self._issued is None:
            self._drafts = drafts
            self._at = min(self._at, len(drafts) - 1)
            self._show()

    def _show(self) -> None:
        done, count = self._issued, len(self._issued.papers if self._issued else self._drafts)
        self.show_count(self._at, count)
        self.state.set(*(("已登记", "green") if done else ("还没有登记", "amber")))
        if done is not None:
            self.preview.show_pdf(done.pdfs[self._at])
            paper = done.papers[self._at]
            self.panel.show_number(paper.number)
            self.panel.show_served(paper.id in self._served)
        elif count:
            draft = self._drafts[self._at]
            self.preview.show_pdf(draft.pdf)
            self.panel.show_number(draft.number or "")
            self.fields.show_values(draft)
        self._show_checks()

    def _show_checks(self) -> None:
        assert self._choice is not None
        checks = checks_of(self._choice, self._drafts, self._at, self.ctx.today())
        if self._issued is None and self._lacks_pupil():
            checks.insert(0, ("amber", "先选学生，再打印"))
        if self.fields.faulty():
            checks.insert(0, ("red", "有一格写得看不懂，改好再打印"))
        ready = bool(self._drafts) and not self._busy and not self._lacks_pupil()
        self.panel.show_checks(checks, ready=ready)

    def _lacks_pupil(self) -> bool:
        assert self._choice is not None
        of_somebody = self._choice.form.subject in ("pupil", "case")
        return of_somebody and not self.panel.pupils.chosen()

    # issuing

    def issue(self, and_print: bool) -> None:
        """Give the numbers, keep the bytes, then print them or save them as files."""
        if self._choice is None or self._busy:
            return
        self._busy = True
        self._show_checks()
        store, actor, request = self.ctx.store, self.ctx.actor, self._request()
        self.ctx.perform(lambda: request.issue(store, actor), said=Done.sentence,
                         done=lambda done: self._done(done, and_print), failed=self._failed,
                         undoable=False, owner=self)

    def _done(self, done: Done, and_print: bool) -> None:
        self._busy = False
        self._issued = done
        self._at = min(self._at, len(done.papers) - 1)
        self.panel.show_issued(done.papers)
        self._show()
        if and_print:
            self.print_again()
        else:
            self._save()

    def _failed(self, error: KnownError) -> None:
        self._busy = False
        self._show_checks()
        self.ctx.show_error(error)

    def print_again(self) -> None:
        """Print the very bytes that were issued."""
        if self._issued is None or self._choice is None:
            return
        pdfs, copies = list(self._issued.pdfs), self._choice.form.copies
        self.ctx.tasks.run(
            lambda job: self._printer(pdfs, copies),
            failed=lambda error: self.ctx.show_error(error, self.print_again), owner=self)

    def _save(self) -> None:
        if self._issued is not None:
            names = [self.panel.pupils.name_of(p.pupil or "") for p in self._issued.papers]
            self.files.save(self._issued.papers, names)

    def _serve(self) -> None:
        if self._issued is not None:
            paper = self._issued.papers[self._at]
            card = self._cards.get(paper.pupil or "")
            open_served(self.ctx, self, paper=paper, name=card.name if card else "",
                        saved=lambda: self._was_served(paper.id))

    def _was_served(self, paper: str) -> None:
        self._served.add(paper)
        self._show()



def _names(form: Form) -> tuple[str, ...]:
    """What a page may call a form by."""
    return (form.id, form.paper, form.title, *form.titles.values())


def _no_form(name: str) -> KnownError:
    """A profile may name papers that nobody has made a form of."""
    return KnownError(
        "no_form", f"程序里还没有《{name}》的样式。", kept="这件事还在“今日”里，不会漏掉。",
        todo="先用学校现成的纸填；教育局发来样式文件以后，在这里就能开。")
