"""Lines of 回执与更正 and of 上级的回音: who below, what was asked, files, receipts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRect

from kongchuo_desktop.exchange.names import period_words, what_words
from kongchuo_desktop.operations.corrections import STATE_WORDS, Request, State
from kongchuo_desktop.operations.going_down import Below
from kongchuo_desktop.operations.handed import KINDS, HandedFile
from kongchuo_desktop.operations.receipts import Taken
from kongchuo_desktop.operations.words import day_text, near_name
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Head, Row, RowDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

Groups = list[tuple[Head | None, list[Row]]]
_STATE_TONES: Mapping[State, Tone] = {
    "open": "amber", "changed": "green", "answered": "green", "withdrawn": "grey"}
_OWN_WORDS: Mapping[State, str] = {
    "open": "", "changed": "已改", "answered": "已回", "withdrawn": "上级收回了"}
"""State of what was asked of this unit; an open one has buttons."""
_SIGNS = {"policy": "book-open", "forms": "file-text", "list": "list-checks",
          "comparison": "git-compare"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: sign, title, detail, a chip at the right, and small buttons (words, action)."""

    icon: str
    tone: Tone
    title: str
    detail: str
    subject: Any
    chip: str = ""
    chip_tone: Tone = "grey"
    pushes: Sequence[tuple[str, str]] = ()
    file: str = ""
    """A file's name behind the detail."""


class LineDelegate(RowDelegate):
    """Title over detail; what can be done, and how it stands, at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW)

    def items(self, payload: Line, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).sign(payload.icon, payload.tone).gap(Px.GAP)
        for text, action in payload.pushes:
            flow.push(text, action).gap(Px.ICON_GAP, from_right=True)
        if payload.chip:
            flow.chip(payload.chip, payload.chip_tone, from_right=True)
        flow.gap(Px.INSIDE, from_right=True)
        half = rect.height() // 2
        room = QRect(flow.left, rect.top() + Px.CHIP_GAP, flow.right - flow.left, half - Px.GRID)
        below = QRect(room.left(), rect.top() + half, room.width(), half - Px.CHIP_GAP)
        return [*flow.items,
                *Flow(self.theme, room).rest(payload.title, Type.BODY, bold=True,
                                              colour="text").items,
                *Flow(self.theme, below).with_file(payload.detail, payload.file).items]


def news_words(below: Below) -> str:
    """``回执2，更正1``; what a package written now would tell."""
    said = "，".join(f"{word}{count}" for word, count in below.news.items())
    if below.new_computers:
        computer = "第一次下发" if below.last is None else f"新电脑{below.new_computers}台"
        said = "，".join(filter(None, (said, computer)))
    return said


def unit_lines(units: Iterable[Below], requests: Iterable[Request], today: date, *,
               own: str = "") -> Groups:
    """Those for whom there is something new first; ``own`` is the name of the unit that reads."""
    asked = list(requests)
    fresh: list[Row] = []
    rest: list[Row] = []
    for below in units:
        news, name = news_words(below), near_name(below.name, own)
        states = [request.state for request in asked_of(below, asked)]
        open_, done = states.count("open"), states.count("changed") + states.count("answered")
        parts = [_came_words(below, today), _went_words(below, today),
                 f"退回{open_}处没回" if open_ else "", f"已回{done}处" if done else ""]
        line = Line("school" if below.reader.class_id is None else "users",
                    "blue" if news else "grey", name, " · ".join(filter(None, parts)), below,
                    news or "没有新的", "blue" if news else "grey")
        row = Row(below.reader.unit + (below.reader.class_id or ""), line,
                  f"{name}，{line.chip}，{line.detail}")
        (fresh if news else rest).append(row)
    return [group for group in ((Head("有新的要带去", len(fresh), "accent_text"), fresh),
                                (Head("没有新的", len(rest), "text2"), rest)) if group[1]]


def asked_of(below: Below, requests: Iterable[Request]) -> list[Request]:
    """What this unit asked a school, or a class of its own."""
    return [r for r in requests if r.mine and r.class_id == (below.reader.class_id or "")
            and (r.class_id or r.unit == below.reader.unit)]


def _came_words(below: Below, today: date) -> str:
    if not below.came:
        return "还没有收过包"
    day = date.fromisoformat(below.came["received"])
    what = period_words(below.came["period"]) or "随时送"
    return f"{day_text(day, today=today)}收过{what}的包"


def _went_words(below: Below, today: date) -> str:
    last = below.last
    return f"{day_text(last.at.date(), today=today)}下发过" if last else ""


def request_title(request: Request) -> str:
    """``青石镇中心学校 样一一 监护人电话``."""
    whom = request.name if request.mine else request.asker
    return " ".join(filter(None, (whom, request.person, request.what)))


def request_lines(requests: Iterable[Request], today: date) -> Groups:
    """What this unit asked: open, then answered, then taken back."""
    groups: dict[str, list[Row]] = {"等对方核对": [], "对方已回": [], "已收回": []}
    for request in requests:
        head = {"open": "等对方核对", "withdrawn": "已收回"}.get(request.state, "对方已回")
        groups[head].append(_request_row(
            request, today, (("收回", "withdraw"),) if request.state == "open" else ()))
    return [(Head(head, len(rows), "amber" if head == "等对方核对" else "text2"), rows)
            for head, rows in groups.items() if rows]


def _request_row(request: Request, today: date, pushes: Sequence[tuple[str, str]]) -> Row:
    answer = f"回：{request.answer}" if request.state == "answered" else ""
    detail = " · ".join(filter(None, (
        request.sentence, answer, f"{day_text(request.day, today=today)} {request.by}")))
    chip = STATE_WORDS[request.state] if request.mine else _OWN_WORDS[request.state]
    line = Line("undo-2", _STATE_TONES[request.state], request_title(request), detail, request,
                chip, _STATE_TONES[request.state], pushes)
    return Row(request.id, line, f"{line.title}，{chip or '要核对'}，{detail}")


def file_lines(files: Iterable[HandedFile], today: date, *, mine: bool) -> Groups:
    """Files that this unit hands down, or those that came from above."""
    rows = []
    for file in files:
        if file.mine != mine:
            continue
        whom = (f"给{file.whom or '所有下级'}" if mine else file.giver)
        parts = [KINDS[file.kind], whom, day_text(file.day, today=today), file.note,
                 f"没有用上：{file.wrong}" if file.wrong else ""]
        chip, tone = _file_chip(file)
        again = (("再试一次", "again"),) if file.wrong and file.here else ()
        pushes = (("不再发", "drop"),) if mine else (
            ("存一份…", "save"), *again) if file.here else ()
        line = Line(_SIGNS[file.kind], "red" if file.wrong else "blue", file.title,
                    " · ".join(filter(None, parts)), file, "" if mine else chip, tone, pushes)
        rows.append(Row(file.id, line, f"{line.title}，{line.detail}"))
    return [(Head("随下一次下发带去" if mine else "发下来的文件", len(rows), "text2"), rows)] if (
        rows) else []


def _file_chip(file: HandedFile) -> tuple[str, Tone]:
    if not file.here:
        return "内容还没有到", "amber"
    if file.kind in ("policy", "forms"):
        return ("没有用上", "red") if file.wrong else ("已经用上", "green")
    return "", "grey"


def echo_lines(requests: Iterable[Request], taken: Iterable[Taken], files: Iterable[HandedFile],
               today: date) -> Groups:
    """What came back from above: what is to be looked at, files, receipts."""
    asked = [request for request in requests if not request.mine]
    to_do = [_request_row(r, today, (("核对无误…", "fine"), ("去核对", "look")))
             for r in asked if r.state == "open"]
    done = [_request_row(r, today, ()) for r in asked if r.state != "open"]
    receipts = [Row(f"receipt:{one.digest}", _receipt(one, today), _receipt(one, today).title)
                for one in taken]
    found: Groups = []
    for head, rows, colour in (("要核对的", to_do, "amber"), ("回执", receipts, "text2")):
        if rows:
            found.append((Head(head, len(rows), colour), rows))
    found += file_lines(files, today, mine=False)
    if done:
        found.append((Head("核对过的", len(done), "text2"), done))
    return found


def _receipt(one: Taken, today: date) -> Line:
    what = what_words(one.kind, one.period)
    sent = one.sent
    detail = " · ".join(filter(None, (
        f"新记录{one.added}条",
        f"{day_text(sent.at.date(), today=today)} {sent.by}写出" if sent else "别的电脑写出的")))
    title = f"{one.reader}{day_text(one.day, today=today)}收下了{what}"
    return Line("package-check", "green", title, detail, one, "收下了", "green",
                file=sent.path.name if sent else "")
