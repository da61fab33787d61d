"""The lines of 收包: what waits for its code, what lies on the stick, what was taken in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QRect

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.kits import Kit
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.exchange.package import Inspection
from kongchuo_desktop.operations.drives import size_text
from kongchuo_desktop.operations.stick_contents import Lying
from kongchuo_desktop.operations.taking_in import Received
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Head, Row, RowDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

State = Literal["ready", "unknown", "own", "waiting", "refused", "other", "kit", "imported",
                "already", "past"]

_CHIPS: dict[State, tuple[str, Tone, str]] = {
    "ready": ("已核对", "green", "package"), "unknown": ("要对核对码", "violet", "package"),
    "own": ("本机写的", "grey", "package"), "other": ("不是给这里的", "grey", "package-x"),
    "kit": ("加入文件", "blue", "file-input"),
    "waiting": ("未验", "violet", "circle-question-mark"),
    "refused": ("没有收", "red", "circle-x"), "imported": ("已收下", "green", "circle-check"),
    "already": ("收过了", "grey", "circle-check"), "past": ("收过", "grey", "package-check"),
}
ORDER: tuple[State, ...] = ("ready", "unknown", "waiting", "refused", "kit", "own", "already",
                            "other")
"""States of what was looked at, in the order of its list."""
_OPEN: frozenset[State] = frozenset({"ready", "unknown"})
"""What may be ticked; of what this computer wrote itself there is nothing to take in, but where it
lost what it had."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file as a line: who, what and which month, one sentence, the name of the ``file`` behind
    it; ``code`` while it waits.

    ``ticked`` is whether it is to be taken in; ``join``: it is a kit that may be for this computer.
    """

    key: str
    state: State
    title: str
    detail: str
    path: Path | None = None
    digest: str = ""
    sender: str = ""
    code: str = ""
    ticked: bool = False
    join: bool = False
    back: bool = False
    """The store can be put back to before it was taken in."""
    error: KnownError | None = None
    """Why it was refused, in three parts."""
    file: str = ""

    @property
    def brought(self) -> bool:
        """Whether it was taken in, and what it brought can be told."""
        return self.state in ("imported", "already", "past") and self.digest != ""

    @property
    def aside(self) -> bool:
        """Whether it lies on the stick for somebody else, or brings nothing any more."""
        return self.state in ("own", "already", "other") or (self.state == "kit" and not self.join)

    @property
    def open(self) -> bool:
        """Whether it can be ticked to be taken in."""
        return self.state in _OPEN

    def tick(self, on: bool) -> "Parcel":
        return replace(self, ticked=on and self.open)


def parcel_of(lying: Lying, *, home: str, role: str, today: date, joined: str = "") -> Parcel:
    """A file that was looked at and not yet taken in; ``home`` and ``role`` of this computer,
    ``joined`` its unit once a superior named it."""
    key, size = str(lying.path), size_text(lying.size)
    if lying.kit is not None:
        return _kit_parcel(lying, lying.kit, home=home, role=role, joined=joined)
    seen = lying.seen
    if seen is None:
        said = _why(lying.error) if lying.error is not None else ""
        return Parcel(key, "refused", "", said, lying.path, error=lying.error,
                      file=lying.path.name)
    head = seen.heading
    sender = head.sender.name
    title = f"{sender} {what_words(head.kind, head.period)}"
    if lying.state == "refused" and lying.error is not None:
        return Parcel(key, "refused", title, _why(lying.error), lying.path, sender=sender,
                      error=lying.error)
    if lying.state == "other":
        whose = f"封给{head.reader.unit_name}的，这里打不开，请拿到那里收"
        return Parcel(key, "other", title, whose, lying.path, sender=sender)
    written = f"{day_text(head.made.date(), today=today)}写的"
    facts = [_inside(seen), written, size]
    if lying.taken is not None:
        facts.insert(0, f"{day_text(lying.taken, today=today)}收过")
    states: dict[str, State] = {"taken": "already", "waiting": "waiting", "own": "own"}
    state = states.get(lying.state) or ("ready" if seen.verified else "unknown")
    return Parcel(key, state, title, " · ".join(filter(None, facts)), lying.path, lying.digest,
                  sender, seen.check_code, ticked=state in _OPEN, file=lying.path.name)


def _why(error: KnownError) -> str:
    """On one line there is room for what is wrong and what to do: nothing was taken in anyhow."""
    return f"{error.sentence}{error.todo}"


def _inside(seen: Inspection) -> str:
    counts = seen.counts or {}
    return f"{counts['pupils']}人，在办{counts.get('cases', 0)}人" if "pupils" in counts else ""


def _kit_parcel(lying: Lying, kit: Kit, *, home: str, role: str, joined: str) -> Parcel:
    """A kit that this computer wrote itself names its reader alone."""
    made_here = role != "class" and kit.superior.row in (home, joined)
    whose = f"给{kit.group.name if kit.group else kit.unit.name}的加入文件"
    fits = (not made_here and (role == "class") == (kit.group is not None)
            and joined in ("", kit.unit.row))
    if fits and joined:
        what = "已经加入了，不用再读；上级换了电脑，才在“设置 › 电脑与钥匙”里读入"
    else:
        what = "在“报送”里读入，就加入上级" if fits else "交给对方，在对方的电脑里读入"
    return Parcel(str(lying.path), "kit", whose if made_here else f"{kit.superior.name}{whose}",
                  what, lying.path, join=fits and not joined, file=lying.path.name)


def with_outcome(parcel: Parcel, result: Received) -> Parcel:
    """The same line once it was taken in or refused, with its sentence."""
    states: dict[str, State] = {"imported": "imported", "already": "already", "waiting": "waiting"}
    state = states.get(result.status, "refused")
    detail = code_words(result.check_code) if state == "waiting" else result.sentence
    return Parcel(parcel.key, state, parcel.title, detail, parcel.path, result.digest,
                  parcel.sender, result.check_code, error=result.error,
                  file="" if parcel.title else parcel.file)


def code_words(code: str) -> str:
    """What to do with a package of a machine that is not known yet."""
    return f"核对码 {code} · 第一次报送的电脑，打电话请对方念一遍，对上了再收"


def waiting_parcels(waiting: Mapping[str, Mapping[str, Any]]) -> list[Parcel]:
    return [Parcel(digest, "waiting", _title(about), code_words(about["check_code"]),
                   digest=digest, sender=about["from"], code=about["check_code"])
            for digest, about in waiting.items()]


def past_parcels(taken: Iterable[Mapping[str, Any]], today: date,
                 back: Collection[str] = ()) -> list[Parcel]:
    """``back``: digests of those that were taken in last, while nothing was written since."""
    return [Parcel(f"past{at}", "past", _title(about), _past_words(about, today),
                   digest=about["sha256"], back=about["sha256"] in back, file=about["file"])
            for at, about in enumerate(taken)]


def _title(about: Mapping[str, Any]) -> str:
    """An older program kept returns of months alone, and did not say so."""
    return f"{about['from']} {what_words(about.get('kind', '月报'), about['period'])}"


def _past_words(about: Mapping[str, Any], today: date) -> str:
    """``9月17日 16:40 陶主任收下 · 新记录53条 · 1.8 MB · 文件码3fa2c119``: the code is that of the
    报送清单."""
    known = "at" in about
    at = datetime.fromisoformat(about["at"] if known else about["received"])
    when = day_text(at.date(), today=today)
    new = [f"新记录{about['added']}条", size_text(about["bytes"])] if known else []
    return " · ".join([f"{when} {at:%H:%M} {about['by']}收下" if known else f"{when} 收下", *new,
                       f"文件码{about['sha256'][:8]}"])


def groups(waiting: list[Parcel], here: list[Parcel],
           past: list[Parcel]) -> list[tuple[Head | None, list[Row]]]:
    """What wants a decision first, what was taken in last."""
    found: list[tuple[Head | None, list[Row]]] = []
    for head, colour, parcels in (
            ("未验", "violet", waiting),
            ("这次带来的", "text", [p for p in here if not p.aside]),
            ("不用收的", "text2", [p for p in here if p.aside]), ("收过的", "text2", past)):
        if parcels:
            found.append((Head(head, len(parcels), colour), [_row(p) for p in parcels]))
    return found


def _row(parcel: Parcel) -> Row:
    chosen = ("，选上了" if parcel.ticked else "，没有选") if parcel.open else ""
    said = "，".join(filter(None, (parcel.title, _CHIPS[parcel.state][0] + chosen,
                                  parcel.detail, parcel.file)))
    return Row(parcel.key, parcel, said)


class ParcelDelegate(RowDelegate):
    """A box to tick, sign, sender and what it is, the sentence below; at the right how it stands,
    or the buttons while a code is to be compared."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW)

    def items(self, payload: Parcel, rect: QRect, *, selected: bool) -> list[Item]:
        words, tone, icon = _CHIPS[payload.state]
        flow = Flow(self.theme, rect)
        if payload.open:
            box = "square-check" if payload.ticked else "square"
            flow.icon(box, "accent_text" if payload.ticked else "text2", action="tick")
            flow.gap(Px.CHIP_GAP)
        elif payload.path is not None:
            flow.gap(Px.BUTTON_SMALL + Px.CHIP_GAP)
        flow.sign(icon, tone).gap(Px.GAP)
        if payload.state == "waiting" and payload.digest:
            flow.push("对上了，收下", "accept").gap(Px.ICON_GAP, from_right=True)
            flow.push("对不上，退回", "reject")
        elif payload.join:
            flow.push("去读入", "join")
        elif payload.state == "own":
            flow.push("当备份收回", "backup").gap(Px.ICON_GAP, from_right=True)
            flow.chip(words, tone, from_right=True)
        elif payload.error is not None:
            flow.push("为什么", "why").gap(Px.ICON_GAP, from_right=True)
            flow.chip(words, tone, from_right=True)
        elif payload.brought:
            flow.push("带来了什么", "report").gap(Px.ICON_GAP, from_right=True)
            if payload.back:
                flow.push("退回到收之前…", "back")
            else:
                flow.chip(words, tone, from_right=True)
        else:
            flow.chip(words, tone, from_right=True)
        flow.gap(Px.INSIDE, from_right=True)
        above, below = flow.halves(Px.CHIP_GAP)
        colour = "red" if payload.state == "refused" else "text2"
        if not payload.title:
            # Nobody knows what it is but by its name.
            return [*flow.items, *above.with_file("", payload.file, Type.BODY, colour="text").items,
                    *below.rest(payload.detail, colour=colour).items]
        return [*flow.items, *above.rest(payload.title, Type.BODY, bold=True, colour="text").items,
                *below.with_file(payload.detail, payload.file, colour=colour).items]
