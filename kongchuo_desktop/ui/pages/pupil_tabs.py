"""The tabs of 一生一档 beside the timeline: papers, and everything that is filled in."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.operations.dossier import Dossier, Happened
from kongchuo_desktop.operations.papers import IssuedPaper
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.pupil_card import masked_phone
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Facts
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import RowDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone

_HIDDEN = ("class_id",)
_NUMBERS = ("identity_number", "student_number")


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
        half = rect.height() // 2
        room = flow.right - flow.left
        upper = QRect(flow.left, rect.top() + Px.CHIP_GAP, room, half - Px.GRID)
        lower = QRect(flow.left, rect.top() + half, room, half - Px.CHIP_GAP)
        name = Flow(self.theme, upper).text(f"《{paper.title}》", bold=True)
        name.chips([paper_state(paper)])
        day = f"{paper.day.month}月{paper.day.day}日开出"
        said = " · ".join(part for part in (paper.numbered, day, paper.voided) if part)
        return flow.items + name.items + Flow(self.theme, lower).rest(said).items


def marked_days(happened: Sequence[Happened]) -> list[Happened]:
    """Every marked day and leave by itself, newest first."""
    days: list[Happened] = []
    for found in happened:
        if found.kind in ("mark", "leave"):
            days += found.folded or (found,)
    return sorted(days, key=lambda h: h.day, reverse=True)


class RecordTab(QScrollArea):
    """All fields of the pupil, what is missing in red; ``editing`` for 改资料."""

    editing = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_record(self, view: Dossier) -> None:
        """Fill in again."""
        inside = QWidget()
        inside.setProperty("kind", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Px.INSIDE, Px.INSIDE, Px.INSIDE, Px.INSIDE)
        column.setSpacing(Px.GAP)
        column.addWidget(Facts(self._rows(view), right=False))
        line = QHBoxLayout()
        if self._ctx.actor.role != "bureau":
            line.addWidget(Button(self._ctx.theme, "改资料", icon="pencil", size="small",
                                  clicked=self.editing.emit))
        line.addStretch()
        column.addLayout(line)
        column.addStretch(1)
        self.setWidget(inside)

    def _rows(self, view: Dossier) -> list[tuple[str, str, str]]:
        values, rows = view.card.values, []
        for field, label in LABELS.items():
            gap = view.card.gaps.get(field, "")
            if field in values and field not in _HIDDEN:
                rows.append((label, self._text(field, values[field]), "red" if gap else ""))
            elif gap:
                rows.append((label, gap, "red"))
        if view.person.tags and not self._ctx.veil:
            rows.append((LABELS["tags"], "、".join(view.person.tags), ""))
        return rows

    def _text(self, field: str, value: object) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if self._ctx.veil and (field in _NUMBERS or "phone" in field):
            return "已遮住"
        if field in _NUMBERS:
            return identity.mask(str(value))
        return masked_phone(str(value)) if "phone" in field else str(value)
