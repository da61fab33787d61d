"""打印队列: papers issued at this computer that have not come out of a printer yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kongchuo_desktop.operations.forms import forms_of
from kongchuo_desktop.operations.paper_register import IssuedPaper, paper_register
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.store import Store

_BOX = "to_print"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paper that waits; ``hint`` how its form wants to be printed, or empty."""

    paper: IssuedPaper
    copies: int
    hint: str


def queue_papers(store: Store, *, papers: Iterable[IssuedPaper]) -> None:
    """Have papers wait for the printer; kept at this computer, for only it knows what it printed.
    """
    box = store.local(_BOX)
    last = max((place for _, place in box.items()), default=0)
    for place, paper in enumerate(papers, start=last + 1):
        box.set(paper.id, place)


def mark_printed(store: Store, *, papers: Iterable[str]) -> None:
    """Papers by their ids came out of a printer, here or elsewhere, and wait no longer."""
    box = store.local(_BOX)
    for paper in papers:
        box.delete(paper)


def waiting_papers(store: Store) -> list[Waiting]:
    """What is to be printed, in the order it was issued; what was voided since is left out."""
    queued = dict(store.local(_BOX).items())
    if not queued:
        return []
    forms = forms_of(store)
    papers = [p for p in paper_register(store) if p.id in queued and p.voided is None]
    papers.sort(key=lambda paper: queued[paper.id])
    return [_waiting(paper, forms.get(paper.form)) for paper in papers]


def _waiting(paper: IssuedPaper, form: Form | None) -> Waiting:
    if form is None:
        return Waiting(paper, 1, "")
    return Waiting(paper, form.copies, printing_hint(form, paper.pages))


def printing_hint(form: Form, pages: int) -> str:
    """What to set at the printer for a form: both sides, or folded; empty for single sheets."""
    if form.page.booklet:
        return "用A3纸双面打，对折成册（打印机里选“小册子”）"
    if form.page.twosided and pages > 1:
        return "双面打印，沿长边翻转"
    return ""


def hints_of(waiting: Sequence[Waiting]) -> list[str]:
    """Each hint once, with how many papers it is about where not all."""
    hints = dict.fromkeys(one.hint for one in waiting if one.hint)
    counts = {hint: sum(one.hint == hint for one in waiting) for hint in hints}
    return [hint if count == len(waiting) else f"{count}份{hint}"
            for hint, count in counts.items()]
