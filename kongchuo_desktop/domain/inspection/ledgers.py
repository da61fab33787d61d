"""Ledgers: how many rows each has in the span, or that a person must say where it is kept."""

from kongchuo_desktop.domain.inspection.look import Listed, Look
from kongchuo_desktop.domain.inspection.model import Part, Proof
from kongchuo_desktop.domain.inspection.parts import part, proof_about
from kongchuo_desktop.domain.policy.model import LedgerBinding
from kongchuo_desktop.domain.policy.words import ABOUT_PUPIL

_SAID = {"case": "个案{}个", "pupil": "在册{}人"}
_ROWS = "登记{}条"
NOTED = "recorded"
"""The fact by which a person says that a child is entered in a ledger, whoever keeps it."""


def ledger(look: Look, binding: LedgerBinding) -> Part:
    """The rows of the span; where a ledger lies that the program does not keep, a person says."""
    kept = look.listed(binding.ledger)
    rows = [*_noted(look, binding, kept), *_rows(look, binding, kept)]
    return part(binding, binding.title, rows, materials=(f"《{binding.title}》",),
                state=None if rows or kept else "manual", each=binding.each,
                facts=kept.facts if kept else (NOTED,))


def _rows(look: Look, binding: LedgerBinding, kept: Listed | None) -> list[Proof]:
    """What the ledger's own file lists, of those whom the binding is about."""
    if kept is None:
        return []
    entries = list(kept.entries)
    if binding.only_if is not None and binding.each in ABOUT_PUPIL:
        meant = {subject.pupil.id for subject, _ in look.subjects(binding.each, binding.only_if)
                 if subject.pupil}
        entries = [entry for entry in entries if entry.pupil is None or entry.pupil in meant]
    if not entries:
        return []
    last = max((entry.day for entry in entries if entry.day), default=None)
    said = _SAID.get(kept.each, _ROWS).format(len(entries))
    return [proof_about(look.school, said, "there", last)]


def _noted(look: Look, binding: LedgerBinding, kept: Listed | None) -> list[Proof]:
    """What a person entered in a ledger that the program does not keep itself."""
    written = [] if kept else [fact for fact in look.facts(NOTED)
                               if fact.fields.get("ledger") == binding.ledger]
    if not written:
        return []
    return [proof_about(look.school, _ROWS.format(len(written)), "there", written[-1].day,
                        tuple(fact.id for fact in written))]
