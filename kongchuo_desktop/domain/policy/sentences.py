"""What a binding says, in a sentence that a clerk can check against the document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kongchuo_desktop.domain.duties.words import ask_of, fact_name, missing_word, office, span_of
from kongchuo_desktop.domain.facts import UNEXCUSED
from kongchuo_desktop.domain.policy import model, words
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    Binding,
    CalendarPattern,
    DutyBinding,
    FactPattern,
    MetPattern,
    Not,
    Pattern,
    SubjectPattern,
    figures_below,
)

UNITS: Mapping[str, str] = {
    "days": "天（自然日）", "school days": "个上课日", "weeks": "周", "months": "个月"}
"""Unit of a time → Chinese."""
_CALENDAR = {"term_start": "开学", "term_end": "学期结束", "school_year_start": "学年开始"}
_IN = {"day": "一天内", "week": "一周内", "month": "一月内", "term": "一学期内"}
_TESTS = {
    "tag": "标签", "group": "群体", "state": "情况", "stage": "学段", "grade": "年级",
    "class_kind": "班型", "placement": "就读方式", "cause": "原因", "whereabouts": "去向",
    "age": "年龄", "has": "填好", "evidence": "", "any_case": "有个案", "each": "每一个",
    "share": "份额", "years": "年数"}
_OPS = {">=": "不低于", "<=": "不超过", ">": "超过", "<": "不满", "=": ""}
_LABELS = {
    "absent": "缺勤满几天（节）", "after": "过多久以后", "within": "多久以内办", "times": "满几次",
    "target": "目标", "age": "年龄", "years": "满几年", "share": "抽查多少", "grade": "年级",
    "copies": "一式几份", "value": "取值"}
_WORDS = {**words.STATES, **words.EACH, "primary": "小学", "junior": "初中", "focus": "重点群体"}


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """A figure of a binding: what it counts, and the keys that lead to it in the binding's table.

    ``timed`` says that it is a span of time and has a unit.
    """

    figure: Figure
    label: str
    path: tuple[str, ...]
    timed: bool


def sentence_of(binding: Binding) -> str:
    """One binding in Chinese; figures that are not set read ``几``."""
    return _SAY[type(binding)](binding)


def figures_of(binding: Binding) -> list[FigurePlace]:
    """Every figure of a binding, whether the document states it or not, each once."""
    found: dict[str, FigurePlace] = {}
    for _, figure in figures_below(binding):
        rest = figure.name.removeprefix(f"{binding.name}.")
        if figure.name and rest != figure.name and figure.name not in found:
            path = tuple(rest.split("."))
            timed = path[-1] in ("after", "within") or figure.unit != ""
            found[figure.name] = FigurePlace(figure, _label(path, binding), path, timed)
    return list(found.values())


def _label(path: tuple[str, ...], binding: Binding) -> str:
    last = path[-1]
    if last == "times" and len(path) == 1 and isinstance(binding, DutyBinding):
        return f"{words.EVERY[binding.every or 'month']}至少几次"
    return _LABELS.get(last, last)


def _span(figure: Figure) -> str:
    return "几天" if figure.value is None else span_of(figure)


def _number(figure: Figure) -> str:
    return "几" if figure.value is None else str(figure.value)


def _names(parts: Any) -> str:
    return "、".join(str(_WORDS.get(part, part)) for part in parts)


def pattern_text(pattern: Pattern) -> str:
    """A condition in words: ``连续旷课满3天``, ``送达《劝学通知书》``."""
    if isinstance(pattern, AbsencePattern):
        unit = "节" if pattern.unit == "lesson" else "天"
        span = "连续" if pattern.period is None else _IN[pattern.period]
        kinds = "旷课" if pattern.kinds == UNEXCUSED else "、".join(sorted(pattern.kinds))
        since = f"{fact_name(pattern.from_act)}以后" if pattern.from_act else ""
        return f"{since}{span}{kinds}满{_number(pattern.absent)}{unit}"
    if isinstance(pattern, FactPattern):
        said = missing_word(pattern)
        times = pattern.times
        return f"{said}满几次" if times is not None and times.value is None else said
    if isinstance(pattern, CalendarPattern):
        return _CALENDAR[pattern.point]
    if isinstance(pattern, MetPattern):
        return f"办完“{pattern.binding}”"
    if isinstance(pattern, SubjectPattern):
        return "，".join(_test_text(key, test) for key, test in pattern.tests.items())
    if isinstance(pattern, Not):
        return f"不是“{pattern_text(pattern.part)}”"
    assert isinstance(pattern, AllOf | AnyOf)
    joint = "；先后有：" if isinstance(pattern, AllOf) and pattern.order else "，并且"
    return ("，或者" if isinstance(pattern, AnyOf) else joint).join(
        f"（{pattern_text(part)}）" if isinstance(part, AnyOf) else pattern_text(part)
        for part in pattern.parts)


def _test_text(key: str, test: Any) -> str:
    if isinstance(test, Figure):
        return f"{_TESTS.get(key, key)}{_OPS[test.op]}{_number(test)}"
    if key in ("returned", "boarding", "enrolled"):
        said = {"returned": "已返校", "boarding": "住校", "enrolled": "在籍"}[key]
        return said if test and test[0] else f"没有{said}"
    if key in ("has", "evidence"):
        return f"{_TESTS[key]}{missing_word(SubjectPattern({key: test}))}"
    return f"{_TESTS.get(key, key)}是{_names(test)}"


def _duty(binding: DutyBinding) -> str:
    parts = []
    if binding.only_if is not None:
        parts.append(f"对{words.EACH[binding.each]}（{pattern_text(binding.only_if)}）")
    if binding.on is not None:
        after = f"过{_span(binding.after)}" if binding.after is not None else ""
        limit = "到期" if binding.after_limit else ""
        parts.append(f"{pattern_text(binding.on)}以后{after}{limit}")
    if binding.unless is not None:
        parts.append(f"除非{pattern_text(binding.unless)}")
    who = office(binding.who) if binding.who else ""
    verb = f"等{who or '其他单位'}" if binding.watch else f"{who}应"
    parts.append(f"{verb}{_when(binding)}{ask_of(binding)}")
    if binding.needs is not None:
        parts.append(f"先要{pattern_text(binding.needs)}")
    return "，".join(parts)


def _when(binding: DutyBinding) -> str:
    said = ""
    if binding.every is not None:
        times = binding.times
        often = "" if times is None else f"{_number(times)}次"
        said = f"{words.EVERY[binding.every]}{often}"
    if binding.months:
        said += f"（{'、'.join(str(month) for month in binding.months)}月）"
    if binding.by:
        said += f"{binding.by.replace('-', '月')}日前"
    if binding.within is not None:
        same_day = binding.within.value == 0
        said += "当天" if same_day else f"{_span(binding.within)}内"
    return said


def _paper(binding: model.PaperBinding) -> str:
    to = "、".join(office(word) for word in binding.to)
    copies = f"，一式{binding.copies}份" if binding.copies else ""
    return (f"《{binding.title}》由{office(binding.issuer)}出具"
            f"{f'，交{to}' if to else ''}{copies}")


def _ledger(binding: model.LedgerBinding) -> str:
    columns = f"，栏目：{'、'.join(binding.columns)}" if binding.columns else ""
    return f"要有台账《{binding.title}》{columns}"


def _indicator(binding: model.IndicatorBinding) -> str:
    target = binding.target
    goal = "目标没有写" if target is None or target.value is None else (
        f"{_OPS[target.op]}{target.value}{'人' if binding.indicator.endswith('人数') else '%'}")
    return f"指标“{binding.title}”{goal}（{words.EVERY[binding.per]}）"


def _gate(binding: model.GateBinding) -> str:
    asked = f"要有：{pattern_text(binding.asks)}" if binding.asks is not None else "由人核对"
    when = f"（{pattern_text(binding.only_if)}）" if binding.only_if is not None else ""
    return f"办“{words.plain(binding.gate)}”{when}{asked}"


def _role(binding: model.RoleBinding) -> str:
    chain = "、".join(f"{office(a)}包{_names((office(b),))}" for a, b in binding.chain)
    who = f"，由{office(binding.who)}担任" if binding.who else ""
    return f"分工“{binding.role}”{f'：{chain}' if chain else ''}{who}"


def _evidence(binding: model.EvidenceBinding) -> str:
    asked = f"里要有：{pattern_text(binding.asks)}" if binding.asks is not None else ""
    return f"迎检材料“{words.plain(binding.file)}”{asked}"


def _rule(binding: model.RuleBinding) -> str:
    value = binding.value
    said = "由人决定" if value is None else (
        _number(value) if isinstance(value, Figure) else office(value))
    return f"{words.RULES[binding.rule]}：{said}"


_SAY: Mapping[type[Binding], Callable[[Any], str]] = {
    model.DutyBinding: _duty,
    model.PaperBinding: _paper,
    model.LedgerBinding: _ledger,
    model.IndicatorBinding: _indicator,
    model.GroupBinding: lambda b: f"重点群体：{'、'.join(b.tags)}",
    model.NoteBinding: lambda b: words.NOTE_WHY[b.why],
    model.GateBinding: _gate,
    model.RoleBinding: _role,
    model.EvidenceBinding: _evidence,
    model.ListBinding: lambda b: f"{words.LISTS[b.list]}分：{'、'.join(b.items)}",
    model.RuleBinding: _rule,
    model.RecordBinding: lambda b: f"可以登记“{words.plain(b.what) or fact_name(b.fact)}”",
}
