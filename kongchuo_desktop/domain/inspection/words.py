"""What an inspection calls things: the material that proves a fact, the name of what is asked."""

from collections.abc import Callable, Iterator

from kongchuo_desktop.domain.duties.words import fact_name, missing_word
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    FactPattern,
    Not,
    Pattern,
    SubjectPattern,
    facts_in,
)
from kongchuo_desktop.domain.policy.words import HAS_FACT, plain

MATERIALS = {
    "visit": "家访记录", "persuaded": "劝返记录", "told": "报告记录", "served": "送达回证",
    "handed": "签收", "signed": "签字原件", "returned": "复学记录", "opened": "个案登记",
    "closed": "销号记录", "sign": "苗头记录", "applied": "书面申请", "approved": "批准文件",
    "confirmed": "核实记录", "moved": "异动登记", "leave": "请假记录", "slip": "假条",
    "session": "送教记录", "talked": "谈心辅导记录", "aided": "资助登记", "planned": "方案",
    "assigned": "责任安排", "referred": "联系记录", "exam": "考试记录", "accepted": "编班记录",
    "recorded": "登记册", "measure": "措施记录", "surveyed": "跟踪调查记录", "register": "考勤表",
    "filed": "报送底稿", "meeting": "会议记录", "campaign": "活动记录、照片",
    "publicity": "宣传记录、照片", "checked": "核查记录", "compared": "比对结果",
    "reported": "汇报记录", "inspected": "督查记录", "disclosed": "公示底稿、照片",
    "donated": "捐助登记", "trained": "学习记录", "activity": "活动记录、照片",
    "opening_settled": "开学记录",
}
"""Fact → what a file holds of it; a paper that was issued is its own stub."""

Titled = Callable[[str], str]
"""Word of a paper → what the profile prints on it."""


def kinds_in(pattern: Pattern | None) -> tuple[str, ...]:
    """The kinds of fact that a pattern names, each once."""
    return tuple(dict.fromkeys(fact.fact for fact in facts_in(pattern)))


def wants_of(pattern: Pattern | None) -> tuple[FactPattern, ...]:
    """The facts that would make a pattern true, all of them; none where facts alone can't."""
    if isinstance(pattern, FactPattern):
        return (pattern,)
    if isinstance(pattern, AllOf):
        parts = [wants_of(part) for part in pattern.parts]
        return tuple(fact for part in parts for fact in part) if all(parts) else ()
    if isinstance(pattern, AnyOf):
        return next((found for part in pattern.parts if (found := wants_of(part))), ())
    if isinstance(pattern, SubjectPattern):
        evidence, has = (pattern.tests.get(key) for key in ("evidence", "has"))
        if isinstance(evidence, tuple):
            return (FactPattern("attached", {"what": evidence[:1]}),)
        if isinstance(has, tuple) and all(word in HAS_FACT for word in has):
            return tuple(FactPattern(HAS_FACT[str(word)]) for word in has)
    return ()


def materials_of(pattern: Pattern | None, titled: Titled) -> tuple[str, ...]:
    """What a file must hold to prove a pattern: ``《劝学通知书》存根``, ``送达回证``."""
    return tuple(dict.fromkeys(_materials(pattern, titled)))


def _materials(pattern: Pattern | None, titled: Titled) -> Iterator[str]:
    if isinstance(pattern, FactPattern):
        # The stub names the paper already.
        yield (MATERIALS[pattern.fact] if pattern.fact in ("served", "handed")
               else _material(pattern, titled))
    elif isinstance(pattern, AllOf | AnyOf):
        for part in pattern.parts:
            yield from _materials(part, titled)
    elif isinstance(pattern, SubjectPattern) and {"has", "evidence"} & pattern.tests.keys():
        yield missing_word(pattern)


def _material(fact: FactPattern, titled: Titled) -> str:
    paper, what = _first(fact, "paper"), _first(fact, "what")
    if fact.fact == "issued" and paper:
        return f"《{titled(paper)}》存根"
    if fact.fact == "visit" and fact.fields.get("mode") == ("phone",):
        return "电话记录"
    return material_of(fact.fact, plain(what) or (f"《{titled(paper)}》" if paper else ""))


def material_of(fact: str, what: str = "") -> str:
    """What a file holds of a fact about something: ``联席会议记录``, ``乱收费自查记录``."""
    word = MATERIALS.get(fact, "")
    if not what or not word:
        return what or word or fact_name(fact)
    if fact in _NAMED_BY_WHAT:
        return what
    head, record, tail = word.partition("记录")
    short = fact in _RECORDS or (bool(record) and what.endswith(head))
    return f"{what}{record}{tail}" if short else f"{what}{word}"


_NAMED_BY_WHAT = frozenset({"planned"})
_RECORDS = frozenset({"checked", "inspected", "reported", "talked", "activity", "campaign"})
"""Facts whose matter says what was done, so that its record needs no other word."""


def asked_word(pattern: Pattern, titled: Titled) -> str:
    """What one asked part is called: ``查户籍记录``, ``学籍号``, ``谈心辅导记录``."""
    if isinstance(pattern, FactPattern):
        return _material(pattern, titled)
    if isinstance(pattern, AnyOf | AllOf):
        joint = "或" if isinstance(pattern, AnyOf) else "、"
        return joint.join(dict.fromkeys(asked_word(part, titled) for part in pattern.parts))
    if isinstance(pattern, SubjectPattern):
        return _TESTS.get(next(iter(pattern.tests)), missing_word(pattern))
    return "不符合的情形" if isinstance(pattern, Not) else missing_word(pattern)


_TESTS = {"placement": "安置方式", "years": "就读年限", "boarding": "寄宿安排"}


def _first(fact: FactPattern, key: str) -> str:
    values = fact.fields.get(key) or ("",)
    return str(values[0])
