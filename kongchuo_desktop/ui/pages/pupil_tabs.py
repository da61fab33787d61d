"""The tabs of 一生一档 beside the timeline: papers, marked days, and what an empty one says."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect

from kongchuo_desktop.operations.dossier import Happened
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import RowDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone


@dataclass(frozen=True, slots=True)
class PaperRow:
    """An issued paper; it can be served while it stands and was not."""

    paper: IssuedPaper


def paper_state(paper: IssuedPaper) -> tuple[str, Tone]:
    """The chip of a paper."""
    if paper.voided is not None:
        return "已作废", "grey"
    if paper.served is not None:
        return f"{paper.served.month}月{paper.served.day}日送达", "green"
    return "还没有送达", "amber"


class PaperDelegate(RowDelegate):
    """Title and number over the day; 登记送达 and 再打一次."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW, card=False)

    def items(self, payload: PaperRow, rect: QRect, *, selected: bool) -> list[Item]:
        paper = payload.paper
        flow = Flow(self.theme, rect).sign("file-text", "blue").gap(Px.GAP)
        if not paper.own:
            flow.push("再打一次", "print").gap(from_right=True)
        if paper.voided is None and paper.served is None:
            flow.push("登记送达", "serve").gap(from_right=True)
        above, below = flow.halves(Px.CHIP_GAP)
        above.text(f"《{paper.title}》", bold=True).chips([paper_state(paper)])
        day = f"{paper.day.month}月{paper.day.day}日开出"
        said = " · ".join(part for part in (paper.numbered, day, paper.voided) if part)
        return flow.items + above.items + below.rest(said).items


def marked_days(happened: Sequence[Happened]) -> list[Happened]:
    """Every marked day and leave by itself, newest first."""
    days: list[Happened] = []
    for found in happened:
        if found.kind in ("mark", "leave"):
            days += found.folded or (found,)
    return sorted(days, key=lambda h: h.day, reverse=True)


def empty_tabs(theme: Theme, *, teaching: bool) -> dict[str, EmptyState]:
    """Tab → what it shows while there is nothing; only those who teach may fill it."""
    days = ("没有缺勤记录", "点过名的日子都到校了。") if teaching else (
        "这里没有考勤", "考勤留在学校，立了个案的才随报送包上来。")
    return {
        key: EmptyState(theme, icon, title, text,
                        actions=[(verb, verb, "", False)] if verb and teaching else [])
        for key, icon, title, text, verb in (
            ("time", "clock", "还没有记录", "打过的电话、走过的家、开过的文书都列在这里。",
             "登记电话"),
            ("days", "clipboard-check", *days, ""),
            ("papers", "file-text", "还没有文书", "开出的文书和送达都列在这里。", "开文书"),
            ("photos", "image", "还没有照片", "家访、送达时拍的照片和扫描件都列在这里。",
             "登记家访"))}
