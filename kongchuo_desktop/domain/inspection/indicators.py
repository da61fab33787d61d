"""Indicators: plain counts of children against their target, and those that a person fills in."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import Subject, told
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.inspection.look import Look
from kongchuo_desktop.domain.inspection.model import Part, Proof
from kongchuo_desktop.domain.inspection.parts import part, proof_about
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import IndicatorBinding

_DROPPED = frozenset({"dropout", "never_enrolled"})
_SIGNS = {">=": "不低于", "<=": "不超过", ">": "高于", "<": "低于", "=": "为"}
_OTHERS = {"county": "县教育局", "township": "乡镇政府"}


def indicator(look: Look, binding: IndicatorBinding) -> Part:
    """The value beside the target where the facts alone give it, else for a person to fill in."""
    target = look.judge.era.figure(binding.target) if binding.target else None
    title = f"{binding.title}{_aim(binding, target)}"
    if _over(look, binding):
        return part(binding, title, state="inapplicable", each=binding.scope)
    if binding.scope in _OTHERS:
        return part(binding, title, state="outside", who=_OTHERS[binding.scope])
    unset = (target.name,) if target is not None and target.value is None else ()
    value = _VALUES.get(binding.indicator)
    if value is None:
        return part(binding, title, state="manual", materials=(f"{binding.title}计算表",),
                    each=binding.scope, unset=unset)
    number, shown, children = value(look, binding)
    failed = target is not None and target.holds(number) is False
    proofs = [Proof(p.id, p.name, word, None, "lacking" if failed and bad else "there", p.id)
              for p, word, bad in children] or [proof_about(look.school, shown, "there")]
    return part(binding, f"{title}，现在{shown}", proofs, each=binding.scope, unset=unset,
                materials=(f"{binding.title}名单",))


def _aim(binding: IndicatorBinding, target: Figure | None) -> str:
    if target is None or target.value is None:
        return ""
    unit = "人" if binding.indicator.endswith("人数") else "%"
    return f"{_SIGNS[target.op]}{target.value}{unit}"


def _over(look: Look, binding: IndicatorBinding) -> bool:
    return bool((binding.until and binding.until < look.since)
                or (binding.valid_from and binding.valid_from > look.until))


Value = tuple[int, str, list[tuple[Pupil, str, bool]]]
"""The number, as it is shown, and the children behind it: what of each, and whether it is bad."""


def _meant(look: Look, binding: IndicatorBinding) -> Iterator[tuple[Pupil, CaseSpan]]:
    for pupil, case in look.cases:
        subject = Subject(pupil.id, pupil.name, pupil, case=case)
        if binding.of is None or look.judge.holds(binding.of, subject, look.window(subject)):
            yield pupil, case


def _was(look: Look, case: CaseSpan, states: frozenset[str]) -> bool:
    """Whether a case was in one of these states on a day of the span."""
    ends = [since - timedelta(days=1) for since, _ in case.history[1:]]
    return any(state in states and since <= look.until and look.since <= end
               for (since, state), end in zip(case.history, [*ends, look.until], strict=True))


def _people(found: dict[str, Pupil], word: str) -> Value:
    return len(found), f"{len(found)}人", [(pupil, word, True) for pupil in found.values()]


def _dropouts(look: Look, binding: IndicatorBinding) -> Value:
    return _people({pupil.id: pupil for pupil, case in _meant(look, binding)
                    if _was(look, case, _DROPPED)}, "辍学")


def _again(look: Look, binding: IndicatorBinding) -> Value:
    return _people({pupil.id: pupil for pupil, case in _meant(look, binding)
                    if (case.number > 1 or case.relapsed) and _was(look, case, _DROPPED)},
                   "反复辍学")


def _whereabouts(look: Look, binding: IndicatorBinding) -> Value:
    """Of the children with a case, those of whom somebody wrote down where they are; in percent."""
    asked = {pupil.id: pupil for pupil, case in _meant(look, binding) if not case.returned}
    where = {name: told(look.judge.context, pupil, "whereabouts") for name, pupil in asked.items()}
    known = sum(map(bool, where.values()))
    percent = 100 * known // len(asked) if asked else 100
    return percent, f"{percent}%（{known}/{len(asked)}）", [
        (pupil, where[name] or "没有登记去向", not where[name]) for name, pupil in asked.items()]


_VALUES: dict[str, Callable[[Look, IndicatorBinding], Value]] = {
    "辍学人数": _dropouts, "建档立卡辍学人数": _dropouts, "反复辍学人数": _again,
    "去向掌握率": _whereabouts,
}
"""Indicators that facts alone give; a rate whose formula the document leaves open is a person's."""
