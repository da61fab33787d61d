"""Duties: each time one fell due in the span, met or not, and the duty that still brings it."""

from collections.abc import Iterator, Sequence

from kongchuo_desktop.domain.cases.ladder import sleeping
from kongchuo_desktop.domain.duties.instance import Instance
from kongchuo_desktop.domain.duties.reason import figures_in, period_name
from kongchuo_desktop.domain.duties.recurring import rhythm
from kongchuo_desktop.domain.duties.words import ask_of, fact_name, office, paper_of
from kongchuo_desktop.domain.inspection.look import Look
from kongchuo_desktop.domain.inspection.model import Part, Proof, ProofState
from kongchuo_desktop.domain.inspection.parts import part, proof_about, proof_of, state_of
from kongchuo_desktop.domain.inspection.words import kinds_in, materials_of, wants_of
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.model import DutyBinding, facts_in

_SHORT = ("day", "week", "month")
"""Rhythms whose periods are named: of a term or a year there is one in a span."""


def duty(look: Look, binding: DutyBinding, times: Sequence[Instance]) -> Part:
    """What fell due in the span; while the school has set no figure, what was done anyway."""
    unset = _unset(look, binding)
    proofs = tuple(_done(look, binding) if unset else _fallen(look, times))
    state = "manual" if unset and not proofs and not binding.watch else state_of(proofs)
    who = "、".join(office(word) for word in (binding.who, *binding.helps) if word)
    return part(binding, _title(look, binding), proofs, who=who or "学校", state=state,
                materials=materials_of(binding.done, look.title), each=binding.each,
                facts=() if binding.watch and unset else kinds_in(binding.done), unset=unset)


def _unset(look: Look, binding: DutyBinding) -> tuple[str, ...]:
    """The figures without which it sleeps."""
    figures = [figure for figure in (binding.after, binding.times) if figure]
    if sleeping(look.judge, binding.on):
        figures += figures_in(binding.on)
    return tuple(f.name for f in figures if look.judge.era.figure(f).value is None)


def _title(look: Look, binding: DutyBinding) -> str:
    paper = paper_of(binding)
    if not paper:
        return _act(look, binding)
    last = kinds_in(binding.done)[-1:]
    return look.title(paper) + {"served": "送达", "handed": "上报"}.get("".join(last), "")


def _act(look: Look, binding: DutyBinding) -> str:
    paper, act = paper_of(binding), ask_of(binding)
    return act.replace(f"《{paper}》", f"《{look.title(paper)}》") if paper else act


def _done(look: Look, binding: DutyBinding) -> Iterator[Proof]:
    """The facts of the span that would have met it."""
    found = [fact for pattern in facts_in(binding.done) for fact in look.meant(pattern)]
    about_pupils = binding.only_if is not None and binding.each in words.ABOUT_PUPIL
    concerned = {subject.id for subject, _ in look.subjects(binding.each, binding.only_if)
                 } if found and about_pupils else set()
    for fact in found:
        if not about_pupils or fact.pupil in concerned:
            yield proof_of(look, fact, str(fact.fields.get("what") or fact_name(fact.kind)))


def _fallen(look: Look, times: Sequence[Instance]) -> Iterator[Proof]:
    for instance in times:
        if instance.state not in ("ended", "coming"):
            proof = _proof(look, instance, _act(look, instance.binding))
            if proof is not None:
                yield proof


def _proof(look: Look, instance: Instance, act: str) -> Proof | None:
    """None for what another body did not do in a period that is over."""
    binding, whom = instance.binding, instance.whom
    if instance.proof is not None:
        late = f"，迟{instance.late_days}天" if instance.late_days else ""
        times = f"{instance.times}次" if instance.times > 1 else ""
        return proof_about(whom, f"{_when(look, instance)}{act}{times}{late}", "there",
                           instance.met, instance.refs)
    if binding.watch:
        return proof_about(whom, f"等{office(binding.who) or '其他单位'}：{act}", "waiting",
                           instance.due) if instance.state == "open" else None
    state: ProofState = "lacking"
    if instance.state == "open":
        ahead = instance.due is not None and instance.due >= look.today
        state = "late" if instance.late_days else "ahead" if ahead else "lacking"
    short = instance.times - instance.done
    what = f"{act}{instance.done}次，少{short}次" if instance.done else f"没有{act}"
    return proof_about(whom, f"{_when(look, instance)}{what}", state, instance.due,
                       duty=instance.id if instance.state == "open" else "",
                       wants=wants_of(binding.done))


def _when(look: Look, instance: Instance) -> str:
    every = rhythm(instance.binding) or ""
    return period_name(every, instance.period, look.today) if (
        instance.period and every in _SHORT) else ""
