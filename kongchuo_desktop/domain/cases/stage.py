"""How far a case has come, in one phrase: 劝返第3次, 《劝学通知书》限期已满, 复学跟踪2次."""

from datetime import date

from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.duties.times import add
from kongchuo_desktop.domain.duties.words import office
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.model import FactPattern

_ABROAD = frozenset({"township", "county", "county_desk", "bureau", "government", "court"})
"""Who sends notices after the school's own: the township first of all (G-35)."""
_AFTER_CARE = ("visit", "talked", "surveyed", "aided")
_LEFT = {"转学": "已转学", "休学": "已休学", "延缓入学": "已批准延缓入学", "死亡": "死亡",
         "毕业": "已毕业"}


def stage_of(judge: Judge, subject: Subject, effect: str) -> str:
    """The phrase; ``effect`` is what was said of an exit (``in``, ``out``, ``?``)."""
    span = subject.case
    assert span is not None
    if span.state == "closed":
        return f"已销号（{words.plain(span.way)}）" if span.way else "已销号"
    if span.state == "exempt":
        return f"已批准退出，{words.EFFECTS.get(effect, '在籍与否未定')}"
    if span.state == "left":
        return f"{_LEFT.get(span.way, span.way)}，待销号"
    if span.state == "returned":
        after = [f for kind in _AFTER_CARE for f in _facts(judge, subject, kind)
                 if span.returned is not None and f.day > span.returned]
        return f"已复学，跟踪{len(after)}次" if after else "已复学"
    return _furthest(judge, subject) or words.STATES[span.state]


def _furthest(judge: Judge, subject: Subject) -> str:
    """The last rung that a fact has reached; one that was skipped does not hold it back."""
    served = [f for f in _facts(judge, subject, "served") if f.fields.get("paper")]
    outer = [f for f in served if _issuer(judge, f) in _ABROAD]
    if outer:
        return f"{office(_issuer(judge, outer[-1]))}{_titled(judge, outer[-1])}已送达"
    signed = [f for f in _facts(judge, subject, "signed") if f.fields.get("to") != "guardian"]
    if signed and signed[-1].fields.get("paper"):
        return f"{_titled(judge, signed[-1])}已签收"
    handed = [f for f in _facts(judge, subject, "handed") if f.fields.get("to") != "guardian"]
    if handed:
        return f"{_titled(judge, handed[-1])}已交{office(str(handed[-1].fields.get('to')))}"
    if served:
        over = _limit_over(judge, subject, served[-1])
        return f"{_titled(judge, served[-1])}{'限期已满' if over else '已送达'}"
    issued = _facts(judge, subject, "issued")
    if issued:
        return f"{_titled(judge, issued[-1])}已开出"
    times = [*_facts(judge, subject, "visit"), *_facts(judge, subject, "persuaded")]
    return f"劝返第{len(times)}次" if times else ""


def _facts(judge: Judge, subject: Subject, kind: str) -> list[Fact]:
    return judge.matching(FactPattern(kind), subject, judge.case_window(subject))


def _titled(judge: Judge, fact: Fact) -> str:
    return f"《{judge.era.title_of(str(fact.fields.get('paper')))}》"


def _issuer(judge: Judge, fact: Fact) -> str:
    paper = str(fact.fields.get("paper"))
    found = judge.era.policy.papers(paper) if judge.era.policy else []
    return found[0].issuer if found else "school"


def _limit_over(judge: Judge, subject: Subject, served: Fact) -> bool:
    """Whether the time that the paper itself, or the document, gives after the receipt is over."""
    paper = served.fields.get("paper")
    written = [str(f.fields["limit"]) for f in (*_facts(judge, subject, "issued"), served)
               if f.fields.get("paper") == paper and f.fields.get("limit")]
    if written:
        return date.fromisoformat(written[-1]) < judge.today
    for _, duty in judge.era.policy.duties if judge.era.policy else ():
        on = duty.on
        if isinstance(on, FactPattern) and on.fact == "served" and duty.after is not None and (
                paper in on.fields.get("paper", ())):
            after = judge.era.figure(duty.after)
            if after.value is not None:
                return add(judge.calendar, served.day, after) < judge.today
    return False
