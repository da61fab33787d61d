"""文书: choose a form and whom it is for, see the exact page, issue and print it."""

from collections.abc import Callable

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.anonymity import SOMEBODY
from kongchuo_desktop.operations.own_papers import addressees
from kongchuo_desktop.operations.papers import DraftPaper
from kongchuo_desktop.operations.print_queue import mark_printed, waiting_papers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.own_paper import OwnPaperForm
from kongchuo_desktop.ui.forms.served import open_served
from kongchuo_desktop.ui.pages.papers_checks import checks_of
from kongchuo_desktop.ui.pages.papers_choosing import PapersChoosing
from kongchuo_desktop.ui.pages.papers_files import PaperFiles
from kongchuo_desktop.ui.pages.papers_issue import Done
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs

Then = Callable[[], object] | None
_FIRST = {"pupil": "先选学生，再打印", "class": "先选班级，再打印", "teacher": "先选教师，再打印"}


class PapersPage(PapersChoosing):
    """The exact pages of what is chosen, and their issuing."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs) -> None:
        super().__init__(ctx)
        self._printer = printer
        self.files = PaperFiles(ctx, self)
        self._served: set[str] = set()
        self._asking = 0
        self._busy = False
        self.draw_asked.connect(self._draw)
        self.flipped.connect(self._flip)
        self.panel.issue_asked.connect(
            lambda and_print: self.issue(self.print_again if and_print else self._save))
        self.panel.queue_asked.connect(lambda: self.issue(None))
        self.panel.again_asked.connect(self.print_again)
        self.panel.save_asked.connect(self._save)
        self.panel.serve_asked.connect(self._serve)
        self.panel.anew_asked.connect(self._anew)
        self.panel.own_asked.connect(self._note_own)

    def print_shown(self) -> bool:
        if self._issued is not None:
            self.print_again()
        elif self.panel.print.isEnabled():
            self.issue(self.print_again)
        return True

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

    def _drawn(self, asking: int, drafts: list[DraftPaper]) -> None:
        if asking == self._asking and self._issued is None:
            self._drafts = drafts
            self._at = min(self._at, len(drafts) - 1)
            self._show()

    def _show(self) -> None:
        done, count = self._issued, len(self._issued.papers if self._issued else self._drafts)
        self.show_count(self._at, count)
        self.show_state(*(("已登记", "green") if done else ("还没有登记", "amber")))
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
        checks = checks_of(self._choice, self._drafts, self._at, self.ctx.today(),
                           self.panel.whom.name_of)
        if self._issued is None and self.panel.whom.lacking():
            checks.insert(0, ("amber", _FIRST[self.panel.whom.kind]))
        if self.fields.faulty():
            checks.insert(0, ("red", "有一格写得看不懂，改好再打印"))
        ready = bool(self._drafts) and not self._busy and not self.panel.whom.lacking()
        self.panel.show_checks(checks, ready=ready)

    # issuing

    def issue(self, then: Then) -> None:
        """Give the numbers and keep the bytes; then print them or save them as files, or, with
        nothing more to do, leave them among what waits for the printer."""
        if self._choice is None or self._busy:
            return
        self._busy = True
        self._show_checks()
        store, actor, request = self.ctx.store, self.ctx.actor, self._request()
        self.ctx.perform(lambda: request.issue(store, actor), said=Done.sentence,
                         done=lambda done: self._done(done, then), failed=self._failed,
                         undoable=False, owner=self)

    def _done(self, done: Done, then: Then) -> None:
        self._busy = False
        self._issued = done
        self._at = min(self._at, len(done.papers) - 1)
        self.panel.show_issued(done.papers)
        self._show()
        if then is not None:
            then()
        else:
            self.refresh(None)

    def _failed(self, error: KnownError) -> None:
        self._busy = False
        self._show_checks()
        self.ctx.show_error(error)

    def _note_own(self) -> None:
        """What the school wrote on paper of its own is noted with whom it goes to."""
        assert self._choice is not None
        store, form, day = self.ctx.store, self._choice.form, self.ctx.today()
        (key,), of_class = self.panel.whom.chosen(), self.panel.whom.kind == "class"
        name = self.panel.whom.name_of(key)
        self.ctx.read(lambda: addressees(store, paper=form.paper, day=day), lambda to: OwnPaperForm(
            self.ctx, self, paper=form.paper, name=name, pupil=None if of_class else key,
            class_id=key if of_class else None,
            offices=[(office,) for office in to if office != "guardian"]).open(), owner=self)

    def print_again(self) -> None:
        """Print the very bytes that were issued."""
        if self._issued is None or self._choice is None:
            return
        pdfs, copies = list(self._issued.pdfs), self._choice.form.copies
        store, ids = self.ctx.store, [paper.id for paper in self._issued.papers]

        def work() -> int:
            self._printer(pdfs, copies)
            mark_printed(store, papers=ids)
            return len(waiting_papers(store))

        self.ctx.tasks.run(
            lambda job: work(), done=self.show_waiting,
            failed=lambda error: self.ctx.show_error(error, self.print_again), owner=self)

    def _save(self) -> None:
        if self._issued is not None:
            names = [self.panel.whom.name_of(key) for key in self.panel.whom.chosen()] or [""]
            if self._choice is not None and self._choice.form.anonymous:
                names = [SOMEBODY] * len(names)
            self.files.save(self._issued.papers, names)

    def _serve(self) -> None:
        if self._issued is not None:
            paper = self._issued.papers[self._at]
            card = self._people.by_id.get(paper.pupil or "")
            open_served(self.ctx, self, paper=paper, name=card.name if card else "",
                        saved=lambda: self._was_served(paper.id))

    def _was_served(self, paper: str) -> None:
        self._served.add(paper)
        self._show()
