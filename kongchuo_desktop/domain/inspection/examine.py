"""Examines one binding of a clause: one small function for each kind of binding."""

from collections.abc import Callable
from typing import Any

from kongchuo_desktop.domain.duties.words import fact_name
from kongchuo_desktop.domain.inspection import files, ledgers, owed, roles
from kongchuo_desktop.domain.inspection.indicators import indicator
from kongchuo_desktop.domain.inspection.look import Look
from kongchuo_desktop.domain.inspection.model import Part
from kongchuo_desktop.domain.inspection.parts import part, proof_about, proof_of
from kongchuo_desktop.domain.inspection.words import material_of
from kongchuo_desktop.domain.policy import model, words
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    Binding,
    DutyBinding,
    GroupBinding,
    ListBinding,
    NoteBinding,
    RecordBinding,
    RuleBinding,
)

_BY_A_PERSON = frozenset({"self_check", "unclear"})


def examine(look: Look, bound: Bound) -> Part:
    """What the school has for one binding in the span."""
    if isinstance(bound.binding, DutyBinding):
        return owed.duty(look, bound.binding, look.instances(bound))
    return _EXAMINERS[type(bound.binding)](look, bound.binding)


def _group(look: Look, binding: GroupBinding) -> Part:
    """Who wears one of the tags at the end of the span."""
    tags = frozenset(binding.tags)
    proofs = [proof_about(look.judge.subject(pupil), "、".join(sorted(worn)), "there")
              for pupil in look.here if (worn := tags & pupil.tags_on(look.day))]
    return part(binding, f"重点群体：{'、'.join(binding.tags)}", proofs, each="pupil",
                materials=("名单",))


def _list(look: Look, binding: ListBinding) -> Part:
    return part(binding, words.LISTS[binding.list], who="程序按此办", state="complete")


def _rule(look: Look, binding: RuleBinding) -> Part:
    """The program keeps to it, unless it waits for the school's own figure."""
    figures = [f for f in (binding.value, binding.after) if isinstance(f, Figure)]
    unset = tuple(f.name for f in figures if look.judge.era.figure(f).value is None)
    return part(binding, words.RULES[binding.rule], who="学校" if unset else "程序按此办",
                state="manual" if unset else "complete", unset=unset)


def _record(look: Look, binding: RecordBinding) -> Part:
    title = binding.what or fact_name(binding.fact)
    proofs = [proof_of(look, fact, title) for fact in look.facts(binding.fact)
              if binding.what in ("", fact.fields.get("what"))]
    return part(binding, title, proofs, each="school", facts=(binding.fact,),
                materials=(material_of(binding.fact, binding.what),))


def _note(look: Look, binding: NoteBinding) -> Part:
    by_a_person = binding.why in _BY_A_PERSON
    return part(binding, words.NOTE_WHY[binding.why], state="manual" if by_a_person else "outside",
                who="其他单位" if binding.why == "other_body" else "学校" if by_a_person else "")


_EXAMINERS: dict[type[Binding], Callable[[Look, Any], Part]] = {
    model.PaperBinding: files.paper,
    model.EvidenceBinding: files.evidence, model.GateBinding: files.gate,
    model.LedgerBinding: ledgers.ledger, model.RoleBinding: roles.role,
    model.IndicatorBinding: indicator, GroupBinding: _group, ListBinding: _list,
    RuleBinding: _rule, RecordBinding: _record, NoteBinding: _note,
}
