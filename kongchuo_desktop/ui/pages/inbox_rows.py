"""The lines of 收包: what waits for its code, what lies on the stick, what was taken in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QRect

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.package import Inspection
from kongchuo_desktop.operations.drives import size_text
from kongchuo_desktop.operations.taking_in import Received
from kongchuo_desktop.operations.words import day_text, month_text
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Head, Row, RowDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

State = Literal["ready", "waiting", "refused", "imported", "already", "past"]

_CHIPS: dict[str, tuple[str, Tone, str]] = {
    "ready": ("可收", "green", "package"), "waiting": ("未验", "violet", "circle-question-mark"),
    "refused": ("没有收", "red", "circle-x"), "imported": ("已收下", "green", "circle-check"),
    "already": ("收过了", "grey", "circle-check"), "past": ("收过", "grey", "package-check"),
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """One package as a line: who, which month, one sentence; ``code`` while it waits."""

    key: str
    state: State
    title: str
    detail: str
    path: Path | None = None
    digest: str = ""
    sender: str = ""
    code: str = ""


def parcel_of(path: Path, seen: Inspection | KnownError) -> Parcel:
    """A file that was looked at and not yet taken in."""
    if isinstance(seen, KnownError):
        return Parcel(str(path), "refused", path.name, seen.message, path)
    head = seen.heading
    counts = seen.counts or {}
    inside = f"{counts['pupils']}人，在办{counts.get('cases', 0)}人" if "pupils" in counts else ""
    known = "" if seen.verified else "第一次报送的电脑，收进来先放在“未验”里"
    detail = " · ".join(filter(None, (inside, known, path.name)))
    title = f"{head.sender.name} {month_text(head.period)}" if head.period else head.sender.name
    if seen.counts is None:
        whose = f"是封给{head.reader.unit_name}的，这里打不开，请拿到那里收"
        return Parcel(str(path), "refused", title, whose, path, sender=head.sender.name)
    return Parcel(str(path), "ready", title, detail, path, sender=head.sender.name)


def with_outcome(parcel: Parcel, result: Received) -> Parcel:
    """The same line once it was taken in or refused, with its sentence."""
    state: State = {"imported": "imported", "already": "already",
                    "waiting": "waiting"}.get(result.status, "refused")  # type: ignore[assignment]
    detail = code_words(result.check_code) if state == "waiting" else result.sentence
    return Parcel(parcel.key, state, parcel.title, detail, parcel.path, result.digest,
                  parcel.sender, result.check_code)


def code_words(code: str) -> str:
    """What to do with a package of a machine that is not known yet."""
    return f"核对码 {code} · 第一次报送的电脑，打电话请对方念一遍，对上了再收"


def waiting_parcels(waiting: Mapping[str, Mapping[str, Any]]) -> list[Parcel]:
    return [Parcel(digest, "waiting", f"{about['from']} {month_text(about['period'])}",
                   code_words(about["check_code"]), digest=digest,
                   sender=about["from"], code=about["check_code"])
            for digest, about in waiting.items()]


def past_parcels(taken: Iterable[Mapping[str, Any]], today: date) -> list[Parcel]:
    return [Parcel(f"past{at}", "past", f"{about['from']} {month_text(about['period'])}",
                   _past_words(about, today))
            for at, about in enumerate(taken)]


def _past_words(about: Mapping[str, Any], today: date) -> str:
    """``9月17日 16:40 陶主任收下 · 新记录53条 · 1.8 MB · 3fa2c119 · 青石镇….kcbx``."""
    known = "at" in about
    at = datetime.fromisoformat(about["at"] if known else about["received"])
    when = day_text(at.date(), today=today)
    new = [f"新记录{about['added']}条", size_text(about["bytes"])] if known else []
    return " · ".join([f"{when} {at:%H:%M} {about['by']}收下" if known else f"{when} 收下", *new,
                       about["sha256"][:8], about["file"]])


def groups(waiting: list[Parcel], here: list[Parcel],
           past: list[Parcel]) -> list[tuple[Head | None, list[Row]]]:
    """What wants a decision first, what was taken in last."""
    found: list[tuple[Head | None, list[Row]]] = []
    for head, colour, parcels in (("未验", "violet", waiting), ("这次交来的", "text", here),
                                  ("收过的", "text2", past)):
        if parcels:
            rows = [Row(p.key, p, f"{p.title}，{_CHIPS[p.state][0]}，{p.detail}") for p in parcels]
            found.append((Head(head, len(parcels), colour), rows))
    return found


class ParcelDelegate(RowDelegate):
    """Sign, sender and month, the sentence below; two buttons while the code is to be compared."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW)

    def items(self, payload: Parcel, rect: QRect, *, selected: bool) -> list[Item]:
        words, tone, icon = _CHIPS[payload.state]
        flow = Flow(self.theme, rect).sign(icon, tone).gap(Px.GAP)
        if payload.state == "waiting" and payload.digest:
            flow.push("对上了，收下", "accept").gap(Px.ICON_GAP, from_right=True)
            flow.push("对不上，退回", "reject")
        else:
            flow.chip(words, tone, from_right=True)
        flow.gap(Px.INSIDE, from_right=True)
        above, below = flow.halves(Px.CHIP_GAP)
        colour = "red" if payload.state == "refused" else "text2"
        return [*flow.items, *above.rest(payload.title, Type.BODY, colour="text").items,
                *below.rest(payload.detail, colour=colour).items]
