"""What must prove that a child left, came, was put off or struck off, and what of it there is."""

from collections.abc import Iterator
from dataclasses import dataclass

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import Fact, Pupil
from kongchuo_desktop.domain.inspection.files import answers, asked_parts, at_the_gate
from kongchuo_desktop.domain.inspection.look import Look
from kongchuo_desktop.domain.inspection.model import Proof
from kongchuo_desktop.domain.policy.words import plain

_MOVES = frozenset({"转出", "转入", "休学", "借读", "其他离校", "死亡"})
_APPROVALS = frozenset({"延缓入学", "退出A", "退出B"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A step of a child for which there must be papers (R455, R457, R462).

    Attributes:
        gate: as the vocabulary calls it: 转出, 休学, 延缓入学, 销号 …; ``called`` with its way.
        proofs: what the document asks for, there or lacking; empty where it asks for nothing.
        filed: the facts by which something was put on file for it, whatever was asked.
    """

    gate: str
    called: str
    fact: Fact
    proofs: tuple[Proof, ...]
    filed: tuple[Fact, ...]


class Passages:
    """Reads one situation for all children at once."""

    def __init__(self, now: Situation) -> None:
        self._now = now
        effective = now.judge.era.policy
        self._gates = [gate for _, gate in effective.gates] if effective else []
        self._look = Look(now, now.judge, now.first, now.today, {}, frozenset(), {})

    def of(self, pupil: Pupil) -> list[Passage]:
        """The steps of a child, in the order of their days; what was put on file belongs to the
        latest step before it, what came before all of them to the first."""
        steps = sorted(self._steps(pupil), key=lambda step: step[2].day)
        filed: list[list[Fact]] = [[] for _ in steps]
        for paper in self._now.facts.about("attached", pupil=pupil.id) if steps else ():
            before = sum(fact.day <= paper.day for _, _, fact in steps)
            filed[max(before, 1) - 1].append(paper)
        return [Passage(gate, called, fact, self._proofs(pupil, gate, fact), tuple(mine))
                for (gate, called, fact), mine in zip(steps, filed, strict=True)]

    def _steps(self, pupil: Pupil) -> Iterator[tuple[str, str, Fact]]:
        facts = self._now.facts
        for fact in facts.about("moved", pupil=pupil.id):
            if (what := str(fact.fields.get("what"))) in _MOVES:
                yield what, what, fact
        asked: set[str] = set()
        for fact in (*facts.about("approved", pupil=pupil.id),
                     *facts.about("applied", pupil=pupil.id)):
            what = str(fact.fields.get("what"))
            if what in _APPROVALS and what not in asked:
                asked.add(what)
                yield what, plain(what), fact
        for fact in facts.about("closed", pupil=pupil.id):
            why = str(fact.fields.get("why") or "")
            yield "销号", f"销号（{plain(why)}）" if why else "销号", fact

    def _proofs(self, pupil: Pupil, gate: str, fact: Fact) -> tuple[Proof, ...]:
        subject, window = at_the_gate(self._look, gate, pupil, fact)
        return tuple(proof for binding in self._gates
                     if binding.gate == gate and (
                         binding.only_if is None
                         or self._look.judge.holds(binding.only_if, subject, window))
                     for proof in answers(self._look, asked_parts(self._look, binding.asks),
                                          subject, window))
