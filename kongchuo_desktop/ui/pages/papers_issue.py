"""What is asked for on 文书, drafted or issued in the worker, and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.papers import DraftPaper, draft_papers, issue_papers, reprint
from kongchuo_desktop.operations.print_queue import queue_papers
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes
from kongchuo_desktop.ui.pages.papers_fields import Answers


@dataclass(frozen=True, slots=True)
class Done:
    """Papers as issued, each with its very bytes."""

    changes: Changes
    papers: list[IssuedPaper]
    pdfs: list[bytes]

    def sentence(self) -> str:
        """``已登记 义劝通字〔2026〕第3号``, with how many where there are more."""
        numbers = [paper.number or paper.title for paper in self.papers]
        more = f"等{len(numbers)}份" if len(numbers) > 1 else ""
        return f"已登记 {numbers[0]}{more}"


@dataclass(frozen=True, slots=True)
class Request:
    """A form for some on a day; ``asked`` for all copies, ``own`` by ``Whom.key``."""

    form: str
    whom: Sequence[Whom]
    day: date
    asked: Answers
    own: Mapping[str, Answers]

    def drafts(self, store: Store, user: str) -> list[DraftPaper]:
        return draft_papers(store, form_id=self.form, whom=self.whom, day=self.day,
                            asked=self.asked, own=self.own, user=user)

    def issue(self, store: Store, actor: Actor) -> Done:
        issue = issue_papers(store, actor=actor, form_id=self.form, whom=self.whom,
                             day=self.day, asked=self.asked, own=self.own)
        # They wait for the printer until it has them, whatever happens on the way.
        queue_papers(store, papers=issue.papers)
        pdfs = [reprint(store, paper=paper.id) for paper in issue.papers]
        return Done(issue.changes, issue.papers, pdfs)
