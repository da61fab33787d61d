"""Files: evidence that must be there, gates that somebody passed, papers that were issued."""

from collections.abc import Iterable, Iterator, Sequence

from kongchuo_desktop.domain.cases.gates import DIPLOMA, GRANTED, HELD, diploma_decision
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.duties.words import office
from kongchuo_desktop.domain.facts import Fact, Pupil
from kongchuo_desktop.domain.inspection.look import Look
from kongchuo_desktop.domain.inspection.model import Part, Proof
from kongchuo_desktop.domain.inspection.parts import part, proof_about
from kongchuo_desktop.domain.inspection.words import asked_word, kinds_in, materials_of, wants_of
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    EvidenceBinding,
    GateBinding,
    PaperBinding,
    Pattern,
    SubjectPattern,
)
from kongchuo_desktop.domain.policy.words import plain

_PASSED: dict[str, tuple[tuple[str, ...], str]] = {
    "销号": (("closed",), ""), "延缓入学": (("applied", "approved"), "延缓入学"),
    "休学": (("moved",), "休学"), "转出": (("moved",), "转出"), "转入": (("moved",), "转入"),
    "毕业证书": (("moved",), "毕业"), "退出A": (("applied", "approved"), "退出A"),
    "退出B": (("applied", "approved"), "退出B"), "请假": (("leave",), ""),
}
"""Gate → the facts, and what they are about, by which somebody goes through it."""
_AT_ONCE = "请假"
"""The gate that a pupil passes again and again: what it asks is asked of each time."""


def evidence(look: Look, binding: EvidenceBinding) -> Part:
    """Each thing asked of each child, class or the school: there or missing."""
    asked = asked_parts(look, binding.asks)
    proofs = [proof for subject, window in look.subjects(binding.each, binding.only_if)
              for proof in answers(look, asked, subject, window)]
    return part(binding, plain(binding.file), proofs, each=binding.each,
                materials=materials_of(binding.asks, look.title), facts=_writable(binding.asks))


def gate(look: Look, binding: GateBinding) -> Part:
    """Each thing asked of each child that passed the gate in the span."""
    asked = asked_parts(look, binding.asks)
    proofs: list[Proof] = []
    for pupil, fact in _passed(look, binding.gate):
        decided = diploma_decision(look.judge, pupil.id) if binding.gate == DIPLOMA else None
        subject, window = at_the_gate(look, binding.gate, pupil, fact)
        if decided is not None and decided.kind == HELD:
            continue  # it left without a diploma: nothing was passed
        if decided is not None and decided.kind == GRANTED:
            proofs.append(proof_about(subject, "学校决定发", "there", decided.day, (decided.id,)))
            continue
        if binding.only_if is None or look.judge.holds(binding.only_if, subject, window):
            proofs += answers(look, asked, subject, window)
    return part(binding, f"{plain(binding.gate)}手续", proofs, each="pupil",
                materials=materials_of(binding.asks, look.title), facts=_writable(binding.asks))


def paper(look: Look, binding: PaperBinding) -> Part:
    """The papers of that name that were issued in the span, with receipt and scan."""
    sent = look.judge.facts
    proofs = [_issued(look, fact, [f for kind in ("served", "handed", "signed")
                                   for f in sent.about(kind, pupil=fact.pupil)])
              for fact in look.facts("issued") if fact.fields.get("paper") == binding.paper]
    return part(binding, binding.title, proofs, who=office(binding.issuer),
                materials=(f"《{binding.title}》存根",), each=binding.each, facts=("issued",))


def _issued(look: Look, fact: Fact, others: Iterable[Fact]) -> Proof:
    mine = [f for f in others if f.day >= fact.day and all(
        f.fields.get(key) == fact.fields.get(key) for key in ("paper", "number"))]
    words = ["存根", *({"served": "回证"}.get(f.kind, "签收") for f in mine)]
    refs = (fact.id, *(f.id for f in mine))
    if not look.scanned.isdisjoint(refs):
        words.append("扫描件")
    subject, name = look.name_of(fact)
    return Proof(subject, name, "、".join(dict.fromkeys(words)),
                 max(f.day for f in (fact, *mine)), "there", fact.pupil, refs)


def asked_parts(look: Look, pattern: Pattern | None) -> list[tuple[str, Pattern]]:
    """The parts that are asked for, and what each is called."""
    parts = pattern.parts if isinstance(pattern, AllOf) else (pattern,) if pattern else ()
    return [(asked_word(part, look.title), part) for part in parts]


def answers(look: Look, asked: Sequence[tuple[str, Pattern]], subject: Subject,
             window: Window) -> Iterator[Proof]:
    """There or missing for each part; one whose figure is unset is not asked for."""
    for word, pattern in asked:
        anchor = look.judge.complete(pattern, subject, window)
        if anchor is not None:
            yield proof_about(subject, word, "there", anchor.day if anchor.facts else None,
                              tuple(dict.fromkeys(fact.id for fact in anchor.facts)))
        elif look.judge.holds(pattern, subject, window) is not None:
            yield proof_about(subject, f"没有{word}", "lacking", wants=wants_of(pattern))


def _writable(pattern: Pattern | None) -> tuple[str, ...]:
    """The facts that can be written down for it; a scan is a fact as well."""
    attached = ("attached",) if _names_scans(pattern) else ()
    return tuple(dict.fromkeys((*kinds_in(pattern), *attached)))


def _names_scans(pattern: Pattern | None) -> bool:
    if isinstance(pattern, SubjectPattern):
        return "evidence" in pattern.tests
    parts: Sequence[Pattern] = getattr(pattern, "parts", ())
    return any(_names_scans(inner) for inner in parts)


def _passed(look: Look, name: str) -> Iterator[tuple[Pupil, Fact]]:
    kinds, what = _PASSED[name]
    found: dict[str, tuple[Pupil, Fact]] = {}
    for fact in look.facts(*kinds):
        pupil = look.situation.world.pupils.get(fact.pupil or "")
        if pupil is not None and what in ("", fact.fields.get("what")):
            found[fact.id if name == _AT_ONCE else pupil.id] = (pupil, fact)
    yield from found.values()


def at_the_gate(look: Look, name: str, pupil: Pupil, fact: Fact) -> tuple[Subject, Window]:
    """The child with the case that it leaves by; what is asked may be older than the span, of a
    diploma as old as its time at school."""
    if name == DIPLOMA:
        return (Subject(pupil.id, pupil.name, pupil),
                Window(until=look.until, day=fact.day))
    case = next((case for case in reversed(look.judge.cases.of(pupil))
                 if case.opened <= fact.day), None)
    start = fact.day if name == _AT_ONCE else case.start if case else min(look.since, fact.day)
    return (Subject(pupil.id, pupil.name, pupil, case=case),
            Window(start, start, start, look.until, fact.day))
