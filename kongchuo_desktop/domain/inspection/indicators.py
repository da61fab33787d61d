"""Indicators of a clause: their value beside the target, with the children it turns on."""

from collections.abc import Iterator

from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.indicators.choices import Chosen
from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.domain.indicators.reckoning import HEADS, Bench, of_binding
from kongchuo_desktop.domain.inspection.look import Look
from kongchuo_desktop.domain.inspection.model import Part, Proof
from kongchuo_desktop.domain.inspection.parts import part, proof_about
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import IndicatorBinding

_SIGNS = {">=": "不低于", "<=": "不超过", ">": "高于", "<": "低于", "=": "为"}
_OTHERS = {"county": "县教育局", "township": "乡镇政府"}
_LACKS = {"巩固率": "没有留住", "三年保留率": "没有留住", "九年义务教育巩固率": "没有留住",
          "去向掌握率": "没有登记去向", "中考报考率": "没有报名"}
"""What is the matter with a child that the denominator counts and the numerator does not."""


def indicator(look: Look, binding: IndicatorBinding) -> Part:
    """The value beside the target where the facts give one, else for a person to fill in."""
    target = look.judge.era.figure(binding.target) if binding.target else None
    title = f"{binding.title}{_aim(binding, target)}"
    if _over(look, binding):
        return part(binding, title, state="inapplicable", each=binding.scope)
    if binding.scope in _OTHERS:
        return part(binding, title, state="outside", who=_OTHERS[binding.scope])
    unset = (target.name,) if target is not None and target.value is None else ()
    rates = _rates(look, binding)
    if not rates:
        return part(binding, title, state="inapplicable", each=binding.scope)
    why = [said for rate in rates for said in rate.missing]
    if why:
        return part(binding, f"{title}，{why[0]}", state="manual",
                    materials=(f"{binding.title}计算表",), each=binding.scope, unset=unset)
    known = [rate for rate in rates if rate.shown]
    shown = f"现在{known[0].shown}" if len(rates) == len(known) == 1 else (
        f"{len(known)}个班" if known else "没有可算的人")
    return part(binding, f"{title}，{shown}",
                [proof for rate in known for proof in _proofs(look, rate)], each=binding.scope,
                unset=unset, materials=(f"{binding.title}名单",))


def _rates(look: Look, binding: IndicatorBinding) -> list[Rate]:
    chosen = Chosen(look.situation.world.figures, look.judge.era.policy, look.until)
    bench = Bench(look.situation, look.until, chosen, judge=look.judge)
    want = of_binding(binding)
    if binding.scope == "class":
        return bench.of_classes(want)
    whole = bench.of_unit(want)
    return [whole] if whole is not None else []


def _proofs(look: Look, rate: Rate) -> Iterator[Proof]:
    """The value, then the children but for whom it would be better."""
    world, failed = look.situation.world, rate.met is False
    about = Subject(rate.of, rate.of_name) if rate.scope == "class" else look.school
    named = list(dict.fromkeys(_telling(rate)))
    if rate.word not in HEADS or not named:
        said = rate.shown if rate.word in HEADS else f"{rate.shown}（{rate.reckoned}）"
        yield proof_about(about, said, "lacking" if failed and not named else "there")
    bad = _LACKS.get(rate.word, "没有入学") if _more_is_better(rate) else (
        "反复辍学" if rate.word == "反复辍学人数" else "辍学")
    for name in named if rate.word != "学生规模" else ():
        pupil = world.pupils.get(name)
        if pupil is not None:
            yield Proof(name, pupil.name, bad, None, "lacking" if failed else "there", name)


def _telling(rate: Rate) -> tuple[str, ...]:
    if not _more_is_better(rate):
        return rate.numerator.pupils
    counted = frozenset(rate.numerator.pupils)
    every = rate.denominator.pupils if rate.denominator is not None else ()
    return tuple(name for name in every if name not in counted) if rate.word != "出勤率" else ()


def _more_is_better(rate: Rate) -> bool:
    return rate.word not in HEADS and rate.word != "辍学率"


def _aim(binding: IndicatorBinding, target: Figure | None) -> str:
    if target is None or target.value is None:
        return ""
    unit = "人" if binding.indicator in HEADS else "%"
    return f"{_SIGNS[target.op]}{target.value}{unit}"


def _over(look: Look, binding: IndicatorBinding) -> bool:
    return bool((binding.until and binding.until < look.since)
                or (binding.valid_from and binding.valid_from > look.until))
