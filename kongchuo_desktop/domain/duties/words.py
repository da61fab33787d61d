"""The Chinese words of duties: what is asked, why it is asked, what is missing."""

from dataclasses import replace
from datetime import date

from kongchuo_desktop.domain.facts import Fact, FactValue
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    CalendarPattern,
    DutyBinding,
    FactPattern,
    MetPattern,
    Not,
    Pattern,
    SubjectPattern,
    facts_in,
)

_UNIT_WORDS = {"days": "天", "school days": "个上课日", "weeks": "周", "months": "个月", "": "次"}
_UNIT_KINDS = {"days": "自然日", "school days": "上课日", "weeks": "自然日", "months": "自然日"}
_PERIODS = {"day": "今天", "week": "本周", "month": "本月", "term": "本学期",
            "school_year": "本学年", "year": "今年"}
_WEEKDAYS = "一二三四五六日"
_ACTS = {"issued": "开出", "served": "送达", "handed": "交", "signed": "签订", "filed": "报送"}
_NAMED_ACTS = frozenset({"disclosed", "inspected", "accepted", "assigned"})
_DOING = {"campaign": "开展", "meeting": "召开", "check": "核查"}
_VERBS = {"录入": "", "学籍系统标注": "在", "周记寄语": "写"}
"""Beginnings of what is itself a doing, and the word before it that makes it a sentence."""
_NOUNS_OF_DOING = ("查", "摸底", "评比", "评估", "分析", "监测", "衔接")
_FILLED_IN = ("记录", "登记表", "信息卡", "档案")
_FOUND_OUT = frozenset({"原因", "去向", "结论"})
_HAS = {"cause": "原因", "whereabouts": "去向", "student_number": "学籍号",
        "identity_number": "身份证号", "plan": "方案", "helper": "帮扶人", "household": "家庭",
        "phone": "电话", "address": "住址", "guardian": "监护人", "birth_date": "出生日期",
        "approval": "批准", "conclusion": "结论"}


def short_date(day: date, today: date) -> str:
    """``9月17日``; with the year only if it is another."""
    text = f"{day.month}月{day.day}日"
    return text if day.year == today.year else f"{day.year}年{text}"


def dated(day: date, today: date) -> str:
    """``9月15日（二）``."""
    return f"{short_date(day, today)}（{_WEEKDAYS[day.weekday()]}）"


def span_of(figure: Figure) -> str:
    """``7天``, ``5个上课日``."""
    return f"{figure.value}{_UNIT_WORDS[figure.unit]}"


def span_kind(figure: Figure) -> str:
    """``＋7天（自然日）``: school days and calendar days are always told apart; 0 is ``当天``."""
    if figure.value == 0:
        return "当天"
    kind = _UNIT_KINDS.get(figure.unit, "")
    return f"＋{span_of(figure)}" + (f"（{kind}）" if kind and figure.unit != "school days" else "")


def period_word(every: str) -> str:
    return _PERIODS[every]


def fact_name(fact: str) -> str:
    """The Chinese name of a fact: ``家访或电话``."""
    return words.FACTS[fact][0]


def office(word: str) -> str:
    return words.WHO.get(word, word)


def paper_of(binding: DutyBinding) -> str:
    """The paper that a duty is about: its own, or the one its discharge names."""
    return binding.paper or _paper_in(binding.done)


def _paper_in(pattern: Pattern | None) -> str:
    if isinstance(pattern, FactPattern):
        named = pattern.fields.get("paper") or ()
        return str(named[0]) if named else ""
    if isinstance(pattern, AllOf | AnyOf):
        return next((found for part in pattern.parts if (found := _paper_in(part))), "")
    return ""


def _known_parts(pattern: Pattern | None) -> list[str]:
    """What must be known, or be in the file, for a duty to be met: 原因, 去向, 诊断证明."""
    if isinstance(pattern, AllOf | AnyOf):
        return [word for part in pattern.parts for word in _known_parts(part)]
    if not isinstance(pattern, SubjectPattern):
        return []
    return [*(_HAS.get(str(v), str(v)) for v in _texts(pattern, "has")),
            *(str(v) for v in _texts(pattern, "evidence"))]


def _to(binding: DutyBinding, facts: list[FactPattern]) -> str:
    to = binding.to or tuple(str(t) for fact in facts for t in fact.fields.get("to", ()))
    either = any(len(fact.fields.get("to", ())) > 1 for fact in facts)
    return ("或" if either else "、").join(dict.fromkeys(office(word) for word in to))


def ask_of(binding: DutyBinding) -> str:
    """The act of a duty without 应: ``送达《劝学通知书》``, ``家访``."""
    facts = facts_in(binding.done)
    last = facts[-1].fact if facts else ""
    to = _to(binding, facts)
    paper = paper_of(binding)
    what = next((words.plain(str(w)) for fact in facts for w in fact.fields.get("what", ())),
                "、".join(_known_parts(binding.done)))
    if paper and (binding.do == "paper" or last in ("served", "handed")):
        if last == "handed" and to:
            return f"把《{paper}》交到{to}"
        return f"{_ACTS.get('' if last == 'issued' else last) or _making(paper)}《{paper}》"
    if binding.do == "return":
        matter = what or paper or "材料"
        return f"向{to}报送{matter}" if to else f"报送{matter}"
    if binding.do == "ledger" and binding.ledger:
        return f"登记《{binding.ledger}》"
    if binding.do == "call":
        return "电话联系监护人"
    if binding.do == "refer" and to:
        return f"联系{to}"
    if binding.do == "tell" and last in ("", "told", "reported"):
        return f"报告{to}" if to else "告知"
    if last == "measure" and binding.do == "persuade":
        # What another body does to a family is no persuading.
        return what or "采取措施"
    if last == "approved" and what:
        return f"批准“{what}”"
    if last in _NAMED_ACTS:
        return fact_name(last)
    if binding.do == "check" and {*_known_parts(binding.done), what} & _FOUND_OUT:
        return f"查明{what}"
    return _doing(binding.do, what)


def _making(paper: str) -> str:
    """开出 is for what goes to somebody; plans are made, records and forms are filled in."""
    if paper.endswith(("方案", "计划", "一案", "措施")):
        return "订立"
    return "填写" if any(word in paper for word in _FILLED_IN) else "开出"


def _doing(do: str, what: str) -> str:
    """``核查“重点生记录”``, ``做失学辍学摸底``, ``召开碰头会``, ``录入资助系统``."""
    if not what:
        return words.DO[do]
    for beginning, before in _VERBS.items():
        if do == "check" and what.startswith(beginning):
            return f"{before}{what}"
    if what.endswith(_NOUNS_OF_DOING):
        return f"做{what}"
    if do == "meeting" and what.endswith("会"):
        return f"召开{what}"
    return f"{_DOING.get(do, words.DO[do])}“{what}”"


def trigger_word(pattern: Pattern | None) -> str:
    """What a duty waits for, as a question names it: ``送达《劝学通知书》以后``."""
    if isinstance(pattern, AbsencePattern):
        return "学生旷课满了天数以后"
    if isinstance(pattern, CalendarPattern):
        return "学期结束以后" if pattern.point == "term_end" else "开学以后"
    if isinstance(pattern, MetPattern):
        return "上一步办完以后"
    facts = facts_in(pattern)
    if not facts:
        return ""
    if facts[0].fact == "visit" and facts[0].times:
        return "多次劝说以后"
    return f"{missing_word(replace(facts[0], times=None, fields=_shown(facts[0])))}以后"


def _shown(fact: FactPattern) -> dict[str, tuple[FactValue, ...]]:
    return {key: value for key, value in fact.fields.items() if key in ("paper", "what")}


def asking(binding: DutyBinding, within: Figure | None) -> str:
    """The duty as a line says it: ``应当天家访``, ``等乡镇政府办理：…``."""
    act = ask_of(binding)
    if binding.watch:
        return awaited(binding)
    if within is None or within.value is None:
        return f"应{act}"
    if within.value == 0:
        return f"应当天{act}"
    return f"应{span_of(within)}内{act}"


def others_act(binding: DutyBinding) -> str:
    """The act of another body: an inspection that we receive (接受督查) is its own to make, and a
    case that it is given is its own to deal with."""
    if binding.do == "refer" and binding.who in binding.to:
        return "依法处置"
    return ask_of(binding).removeprefix("接受")


def awaited(binding: DutyBinding) -> str:
    """What we wait for: ``等乡镇政府办理：家访``."""
    return f"等{office(binding.who) or '其他单位'}办理：{others_act(binding)}"


def missing_word(pattern: Pattern) -> str:
    """What a need that is not met is called: ``还缺家访2次`` without the 还缺."""
    if isinstance(pattern, FactPattern):
        name = {"issued": "开出", "served": "送达", "handed": "交到", "signed": "签收"}.get(
            pattern.fact, fact_name(pattern.fact))
        paper = pattern.fields.get("paper", ())
        to = pattern.fields.get("to", ()) or pattern.fields.get("by", ())
        mode = pattern.fields.get("mode", ())
        if pattern.fact == "attached" and pattern.fields.get("what"):
            return "或".join(str(what) for what in pattern.fields["what"])
        if pattern.fact == "visit" and pattern.fields.get("joint"):
            name = "联合劝返"
        if mode:
            name = "、".join(words.MODES[str(m)] for m in mode)
        if paper:
            name = f"{name}《{paper[0]}》"
        if to:
            name += f"（{'或'.join(office(str(t)) for t in to)}）"
        what = pattern.fields.get("what", ())
        if what:
            name += f"：{words.plain(str(what[0]))}"
        times = pattern.times
        return f"{name}{times.value}次" if times and times.value else name
    if isinstance(pattern, MetPattern):
        return f"先办“{pattern.binding}”"
    if isinstance(pattern, AnyOf):
        return "或".join(missing_word(part) for part in pattern.parts)
    if isinstance(pattern, AllOf):
        return "、".join(missing_word(part) for part in pattern.parts)
    if isinstance(pattern, SubjectPattern):
        years = pattern.tests.get("years")
        if isinstance(years, Figure) and years.at_least:
            return f"读满{years.at_least}个学年"
        return "、".join(_known_parts(pattern)) or "条件还不符合"
    if isinstance(pattern, Not):
        return "条件还不符合"
    return "缺勤天数"


def _texts(pattern: SubjectPattern, key: str) -> tuple[object, ...]:
    test = pattern.tests.get(key, ())
    return () if isinstance(test, Figure) else tuple(test)


def fact_line(fact: Fact, today: date) -> str:
    """One fact as a reason tells it: ``9月9日送达《劝学通知书》``."""
    day = short_date(fact.day, today)
    name = {"issued": "开出", "served": "送达", "handed": "交到", "signed": "签收"}.get(
        fact.kind, fact_name(fact.kind) if fact.kind in words.FACTS else fact.kind)
    if fact.kind == "visit":
        mode = str(fact.fields.get("mode") or "home")
        name = words.MODES.get(mode, mode)
    if fact.kind in ("moved", "checked") and fact.fields.get("what"):
        name = str(fact.fields["what"])
    if fact.kind == "opened" and fact.fields.get("because"):
        return f"{day}{fact.fields['because']}"
    paper = fact.fields.get("paper")
    return f"{day}{name}《{paper}》" if paper else f"{day}{name}"
