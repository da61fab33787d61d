"""How a duty reads on screen: sign, tone, due word, button word, clause link."""

from datetime import date

from kongchuo_desktop.domain.duties.model import ClauseRef
from kongchuo_desktop.domain.duties.situation import Duty
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.chapters import cited, plain_reading
from kongchuo_desktop.operations.discharge import Way
from kongchuo_desktop.operations.overview import Person
from kongchuo_desktop.ui.tokens import Tone

SIGNS = {
    "visit": "house", "call": "phone", "ask": "phone", "persuade": "message-circle",
    "tell": "megaphone", "paper": "file-text", "ledger": "table-2", "return": "package",
    "check": "clipboard-list",
    "session": "book-open", "campaign": "flag", "meeting": "users", "slip": "file-pen",
    "refer": "arrow-right-left", "transfer": "arrow-right-left",
    "correct": "undo-2", "reconcile": "list-checks",
    "new_numbers": "id-card", "register": "clipboard-check",
}
_WAY_SIGNS = {"serve": "file-check", "hand": "send"}
_VERBS = {
    "persuade": "登记劝返", "tell": "登记报告", "ledger": "登记入册", "return": "登记报送",
    "check": "登记核查", "session": "登记送教", "campaign": "登记活动", "meeting": "登记会议",
    "refer": "登记转介", "paper": "登记办理",
}
_WAY_VERBS = {
    "register": "去点名", "return": "去报送", "visit": "登记家访", "call": "登记电话",
    "slip": "补假条", "serve": "登记送达", "hand": "登记交出", "read": "看条文",
    "ask": "去选定", "card": "去补资料",
    "move": "登记异动", "transfer": "去核对",
    "correct": "去核对", "reconcile": "去核对", "new_numbers": "去看看",
}
_ISSUE_VERBS = (
    ("通知书", "开通知书"), ("劝学书", "开劝学书"), ("报告", "填报告书"), ("责任书", "开责任书"),
    ("记录", "填记录单"),
)
_TONES: dict[str, Tone] = {"overdue": "red", "today": "amber"}
_WEEKDAYS = "一二三四五六日"
_KINDS = {"register": "考勤", "ask": "两边不一样", "correct": "退回修改", "transfer": "转学衔接",
          "reconcile": "在籍核对", "new_numbers": "新生学籍"}
_EACH = {"school": "全校", "staff": "教职工"}


def sign_of(duty: Duty, way: Way, person: Person | None) -> str:
    """The Lucide name of the sign at the head of the row."""
    if duty.watch:
        return "hourglass"
    if way.kind in _WAY_SIGNS:
        return _WAY_SIGNS[way.kind]
    if way.kind in ("visit", "call"):
        back = person is not None and person.state == "returned"
        return "heart-handshake" if back else SIGNS[way.kind]
    if duty.do == "paper":
        title = duty.paper or ""
        return "file-exclamation-point" if "通知" in title else (
            "send" if "报告" in title else "file-text")
    return SIGNS.get(duty.do, "list-checks")


def tone_of(duty: Duty) -> Tone:
    """Overdue red, today amber; what another body must do is grey whatever its date."""
    return "grey" if duty.watch else _TONES.get(duty.group, "grey")


def due_words(duty: Duty, today: date) -> str:
    """``逾期2天``, ``今天``, ``周五前``, ``9月30日前``; ``9月27日起`` for what is coming."""
    if duty.arises is not None and duty.arises > today:
        return f"{_day(duty.arises, today)}起"
    if duty.watch:
        return "等办理"
    if duty.group == "overdue":
        return f"逾期{duty.overdue_days}天"
    if duty.due is None:
        return "没有期限"
    if duty.group == "today":
        return "今天"
    if duty.group == "week":
        return f"周{_WEEKDAYS[duty.due.weekday()]}前"
    return f"{_day(duty.due, today)}前"


def _day(day: date, today: date) -> str:
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日"


def verb_of(duty: Duty, way: Way, person: Person | None = None) -> str:
    """The words of the button: verb and thing, at most five characters."""
    if duty.watch:
        return "记下结果" if way.kind != "read" else "看条文"
    if way.kind == "visit" and person is not None and person.state == "returned":
        return "登记回访"
    if way.kind in ("issue", "own"):
        title = duty.paper_title or duty.paper or ""
        return next((verb for word, verb in _ISSUE_VERBS if word in title), "开文书")
    return _WAY_VERBS.get(way.kind) or _VERBS.get(duty.do, "登记")


def title_of(duty: Duty) -> str:
    """The pupil's or class's name; for the school whom it concerns."""
    return _EACH.get(duty.each, duty.name)


def kind_word(duty: Duty) -> str:
    """``活动``, ``会议``: the chip of a line that is not about a pupil of the own roster."""
    return _KINDS.get(duty.do) or words.DO.get(duty.do, "")


def clause_words(clause: ClauseRef) -> str:
    """``方案第十二条``, ``方案 四(二)1``."""
    return cited(clause.title, clause.where)


def document_line(clause: ClauseRef) -> str:
    """``《云岭县控辍保学工作实施方案》（云教发〔2026〕11号）``."""
    number = f"（{clause.number}）" if clause.number else ""
    return f"《{clause.title}》{number}"


def origin_words(duty: Duty) -> str:
    """Whose the figures are that made it due (design §2.2)."""
    return {"document": "", "reading": "期限是对文件原话的理解", "own": "按本校规定的数算",
            "unset": "文件没有给期限"}[duty.origin]


def reading_words(reading: str) -> str:
    """How an unclear word was read, as users are told."""
    return plain_reading(reading)


def why_words(duty: Duty) -> str:
    """The facts and dates behind a duty, one line each, for the popover."""
    rows = [duty.reason + "。", *(f"{caption}：{value}" for caption, value in duty.trace)]
    if duty.missing:
        rows.append("还缺：" + "、".join(duty.missing))
    if duty.reading:
        rows.append(f"原话的理解：{reading_words(duty.reading)}")
    if duty.origin in ("reading", "own", "unset"):
        rows.append(f"（{origin_words(duty)}）")
    return "\n".join(rows)
