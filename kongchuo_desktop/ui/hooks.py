"""What the window does through operations wherever it is: undo, redo and finding a pupil."""

from typing import Any

from kongchuo_desktop.domain.finding import Finding
from kongchuo_desktop.operations import history, roster
from kongchuo_desktop.operations.history import SAID
from kongchuo_desktop.operations.namesakes import told_apart
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.undo import UndoReport
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.context import FindPupils, FoundPupil, Hooks, TakenBack

MOST_FOUND = 10


def hooks_of(store: Store, actor: Actor) -> Hooks:
    """The hooks of an open store; each runs in the worker."""

    def undo(op: Any) -> TakenBack:
        return _told("已撤销", history.undo(store, actor=actor, op=op))

    def redo() -> TakenBack:
        return _told("已恢复", history.redo(store, actor=actor))

    return Hooks(undo=undo, redo=redo, pupil_search=lambda: _pupil_search(store))


def _pupil_search(store: Store) -> FindPupils:
    cards = roster.list_pupils(store)
    finding = Finding([card.sought for card in cards])

    def find(text: str) -> tuple[list[FoundPupil], int]:
        places = finding.best(text)
        best = [cards[at] for at in places[:MOST_FOUND]]
        said = told_apart(best)
        return [FoundPupil(card.id, card.name, said[card.id]) for card in best], len(places)

    return find


def _told(verb: str, report: UndoReport) -> TakenBack:
    said = SAID.get(report.undone.kind, report.undone.kind)
    left = f"，有{len(report.left)}处后来又改过，没有动" if report.left else ""
    return TakenBack(f"{verb}：{said}{left}", report.changes)
