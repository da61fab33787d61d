"""Mending what a clause lacks: the form of its duty, the form of a fact, or a person's sentence."""

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.inspection.model import (
    STATE_NAMES,
    STATED,
    ClauseStanding,
    Part,
    Proof,
)
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.operations.events import void_event
from kongchuo_desktop.operations.inspection import gap_due, state_clause, write_gap
from kongchuo_desktop.operations.overview import Due
from kongchuo_desktop.operations.paper_register import IssuedPaper, paper_register
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import FactForm
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.pages.inspection_words import SubjectLine, writable
from kongchuo_desktop.ui.pages.today_do import do_duty
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.inputs import TextInput

_HINTS: dict[str, str] = {
    "manual": "例如：会议记录在教导处第2盒。", "inapplicable": "例如：本校没有寄宿生。",
    "outside": "例如：由乡镇办，本校不存。", "": "例如：写错了条款。",
}
_TAKEN_BACK = ("", "撤回说明")


def mend(ctx: AppContext, window: QWidget, standing: ClauseStanding, part: Part,
         proof: Proof) -> None:
    """Open what brings a thing that is missing.

    That is what 今日 opens for the duty; without one the form of the fact, or the child's card;
    where there is nothing to fill in, a sentence.
    """
    store = ctx.store

    def found(due: Due | None) -> None:
        if due is not None and do_duty(ctx, window, due):
            return
        if writable(part, proof):
            _open_fact(ctx, window, part, proof)
        elif proof.pupil:
            # What the card of a child lacks is written on the card.
            ctx.open_page("pupil", pupil=proof.pupil)
        else:
            StatementForm(ctx, window, standing).open()

    ctx.read(lambda: gap_due(store, proof=proof), found, owner=window)


def _open_fact(ctx: AppContext, window: QWidget, part: Part, proof: Proof) -> None:
    store, actor = ctx.store, ctx.actor
    whom = any(fact.fact == "assigned" for fact in proof.wants)
    FactForm(ctx, window, title=f"{part.title}　{proof.name}", verb="记下来", context=proof.what,
             said=f"已记下 {proof.name}：{part.title}", proof=True,
             note_label="是谁" if whom else "写一句", note_needed="写上是谁。" if whom else "",
             save=lambda told: write_gap(store, actor=actor, part=part, proof=proof, day=told.day,
                                         by=told.by, note=told.note, scans=told.pictures)).open()


def open_proofs(ctx: AppContext, window: QWidget, line: SubjectLine) -> None:
    """Where what is there can be looked at: the child's card, else the register of papers."""
    if line.pupil:
        ctx.open_page("pupil", pupil=line.pupil)
        return
    store, refs = ctx.store, {ref for _, proof in line.proofs for ref in proof.refs}

    def find(papers: list[IssuedPaper]) -> None:
        number = next((p.number for p in papers if p.id in refs), "")
        if number:
            ctx.open_page("paper_register", search=number)

    ctx.read(lambda: paper_register(store), find, owner=window)


class StatementForm(SavingForm):
    """Two questions: how the clause stands, and a sentence that says so."""

    AT_FIELD: ClassVar = {"no_text": "text", "no_reason": "text"}

    def __init__(self, ctx: AppContext, window: QWidget, standing: ClauseStanding) -> None:
        super().__init__(ctx, window, title=f"{place_in(standing.where)}　{standing.title}",
                         verb="写下说明", context=f"“{standing.quote}”")
        self._standing = standing
        said = standing.statement
        states = [(key, STATE_NAMES[key]) for key in STATED]
        self.states = Segments(ctx.theme, [*states, _TAKEN_BACK] if said else states,
                               said.state if said else "manual")
        self.states.chosen.connect(self._hint)
        self.text = TextInput(_HINTS[self.states.current()], lines=3)
        self.text.setPlainText(said.text if said else "")
        self.add("state", "这一条", self.states)
        self.add("text", "写一句", self.text)
        self.focus_first(self.text)
        self.submitted.connect(self._save)

    def _hint(self, state: str) -> None:
        self.text.setPlaceholderText(_HINTS[state])

    def _save(self) -> None:
        store, actor, standing = self._ctx.store, self._ctx.actor, self._standing
        chosen, text = self.states.current(), self.text.toPlainText()
        place, said = place_in(standing.where), standing.statement
        state = next((key for key in STATED if key == chosen), None)
        if state is not None:
            self.write(lambda: state_clause(store, actor=actor, policy=standing.policy,
                                            clause=standing.id, state=state, text=text),
                       said=f"已写下 {place} 的说明")
        elif said is not None:
            self.write(lambda: void_event(store, actor=actor, event=said.event, why=text),
                       said=f"已撤回 {place} 的说明")
