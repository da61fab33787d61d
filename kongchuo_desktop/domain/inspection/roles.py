"""Roles: who answers for whom, by the facts that assign it, and whom nobody answers for."""

from collections.abc import Iterator, Sequence

from kongchuo_desktop.domain.duties.facts import matches
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.duties.words import office
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.inspection.look import Look
from kongchuo_desktop.domain.inspection.model import Part, Proof
from kongchuo_desktop.domain.inspection.parts import part, proof_about
from kongchuo_desktop.domain.policy.model import FactPattern, RoleBinding
from kongchuo_desktop.domain.policy.words import ABOUT_PUPIL

_OURS = frozenset({"head_teacher", "subject_teacher", "teacher", "staff", "leader", "principal",
                   "school", "registrar", "office", "grade_leader", "class"})
"""Who belongs to the school; the others name their own people."""
_EACH_PUPIL = ABOUT_PUPIL | {"parents"}


def role(look: Look, binding: RoleBinding) -> Part:
    """For each link of the chain whom somebody answers for, and the gaps."""
    links = [link for link in binding.chain or ((binding.who, binding.each),) if link[0] in _OURS]
    assigned = [fact for fact in look.judge.facts.about("assigned")
                if fact.day <= look.until and fact.fields.get("role") in (binding.role, None)]
    proofs = [proof for who, whom in links for proof in _link(look, binding, who, whom, assigned)]
    who = "、".join(dict.fromkeys(
        office(w) for w in ([w for w, _ in binding.chain] or [binding.who]) if w))
    return part(binding, binding.role, proofs, who=who or "学校", each=binding.each,
                materials=(f"{binding.role}安排",), state=None if links else "outside",
                facts=("assigned",) if links else ())


def _link(look: Look, binding: RoleBinding, who: str, whom: str,
          assigned: Sequence[Fact]) -> Iterator[Proof]:
    if whom in _EACH_PUPIL:
        named = binding.only_if is not None or binding.each == "case"
        yield from (_each_pupil if named else _each_class)(look, binding, who, assigned)
    elif whom == "class":
        for subject, _ in look.subjects("class", None):
            facts = [f for f in assigned if f.class_id == subject.id]
            kept = who == "head_teacher" and subject.room and subject.room.head_teacher
            yield _answered(binding, subject, who, facts, told=str(kept or ""))
    else:
        # Of a grade, an office or the school as a whole one arrangement is enough.
        facts = [f for f in assigned if f.pupil is None and f.class_id is None]
        yield _answered(binding, look.school, who, facts, told=look.named.get(who, ""))


def _answered(binding: RoleBinding, subject: Subject, who: str, assigned: Sequence[Fact],
              told: str = "") -> Proof:
    meant = FactPattern("assigned", {"by": (who,)})
    facts = [f for f in assigned if not f.fields.get("by") or matches(f, meant)]
    if facts or told:
        return proof_about(subject, f"{office(who)}{told}", "there",
                           facts[-1].day if facts else None, tuple(f.id for f in facts))
    return proof_about(subject, f"没有登记{office(who)}是谁", "lacking",
                       wants=(_assigned(binding, who),))


def _assigned(binding: RoleBinding, who: str) -> FactPattern:
    return FactPattern("assigned", {"role": (binding.role,), "by": (who,)})


def _each_pupil(look: Look, binding: RoleBinding, who: str,
                assigned: Sequence[Fact]) -> Iterator[Proof]:
    for subject, _ in look.subjects(binding.each, binding.only_if):
        yield _answered(binding, subject, who, [f for f in assigned if f.pupil == subject.id])


def _each_class(look: Look, binding: RoleBinding, who: str,
                assigned: Sequence[Fact]) -> Iterator[Proof]:
    """Where everybody is meant, a class is one line that counts those whom nobody answers for."""
    mine = {fact.pupil for fact in assigned if fact.pupil}
    classes = {fact.class_id for fact in assigned if fact.class_id and not fact.pupil}
    gaps = dict.fromkeys(look.situation.world.classes, 0)
    for pupil in look.here:
        gaps[pupil.class_on(look.day)] = gaps.get(pupil.class_on(look.day), 0) + (
            pupil.id not in mine)
    for subject, _ in look.subjects("class", None):
        if not gaps[subject.id] or subject.id in classes:
            yield proof_about(subject, office(who), "there")
        else:
            yield proof_about(subject, f"{gaps[subject.id]}名学生没有登记{office(who)}是谁",
                              "lacking", wants=(_assigned(binding, who),))
