"""Makes a part: its proofs, how it stands by them, and the proof that a fact is."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.inspection.look import Look
from kongchuo_desktop.domain.inspection.model import Part, Proof, ProofState, State
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.chapters import plain_reading
from kongchuo_desktop.domain.policy.kinds import KIND_WORDS
from kongchuo_desktop.domain.policy.model import Binding, FactPattern


def part(binding: Binding, title: str, proofs: Iterable[Proof] = (), *,
         materials: tuple[str, ...] = (), who: str = "学校", state: State | None = None,
         facts: tuple[str, ...] = (), **more: Any) -> Part:
    """A part of a clause; it stands as its proofs say, unless ``state`` says it."""
    found = tuple(proofs)
    return Part(binding.name, KIND_WORDS[type(binding)], title, materials, who,
                state or state_of(found), found, plain_reading(binding.reading),
                tuple(fact for fact in facts if fact not in words.OWN_FORM), **more)


def state_of(proofs: Iterable[Proof]) -> State:
    """What is late before what is missing; what waits or is still in time counts for nothing."""
    states = {proof.state for proof in proofs}
    if "late" in states:
        return "late"
    if "lacking" in states:
        return "lacking"
    return "complete" if "there" in states else "none"


def proof_of(look: Look, fact: Fact, what: str) -> Proof:
    """A fact as the proof of itself."""
    subject, name = look.name_of(fact)
    return Proof(subject, name, what, fact.day, "there", fact.pupil, (fact.id,))


def proof_about(subject: Subject, what: str, state: ProofState, day: date | None = None,
                refs: tuple[str, ...] = (), duty: str = "",
                wants: tuple[FactPattern, ...] = ()) -> Proof:
    return Proof(subject.id, subject.name, what, day, state,
                 subject.pupil.id if subject.pupil else None, refs, duty, wants)
