"""The list of forms: grouped by whom they are for, a county's own tagged 县定."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from kongchuo_desktop.operations.paper_forms import FormChoice
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.ui.parts.paint import Flow, Item, paint
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Head, Index, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_GROUPS = ("给家长", "向上报", "记录", "申请")
_GUARDIANS = ("监护人", "家长")
_KEPT = ("", "学校", "存档")


def group_of(form: Form) -> str:
    """The heading a form stands under, by who gives it to whom."""
    if form.issuer in _GUARDIANS:
        return "申请"
    if form.to in _GUARDIANS:
        return "给家长"
    return "记录" if form.to in _KEPT else "向上报"


class FormDelegate(RowDelegate):
    """A sign and the paper's name; the chosen one semibold on its own rounded ground."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.BUTTON, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.GAP, 0, -Px.ICON_GAP, 0)

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).gap(Px.GRID)
        flow.icon("file-text", "accent_text" if selected else "text2").gap(Px.ICON_GAP)
        if payload.county:
            flow.chip("县定", from_right=True)
        room = flow.right - flow.left
        flow.text(payload.form.paper, bold=selected, width=room)
        return flow.items

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(PAYLOAD) is None:
            return QSize(0, Px.BUTTON)
        return QSize(0, self.height)

    def _paint_head(self, painter: QPainter, rect: QRect, index: Index) -> None:
        model = index.model()
        assert isinstance(model, RowsModel)
        head = model.line(index.row())
        assert isinstance(head, Head)
        flow = Flow(self.theme, self.inner(rect)).gap(Px.GRID)
        flow.text(head.text, Type.SMALL, colour="text2")
        paint(painter, self.theme, flow.items)

    def _paint_ground(
        self, painter: QPainter, rect: QRect, index: Index, *, selected: bool, hovered: bool
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, self.theme.color("surface"))
        if selected or hovered:
            colour = self.theme.color("selected" if selected else "hover")
            painter.setPen(colour)
            painter.setBrush(colour)
            frame = rect.adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, -Px.HAIR)
            painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)

    def _paint_focus(self, painter: QPainter, rect: QRect) -> None:
        super()._paint_focus(painter, rect.adjusted(Px.CHIP_GAP, -Px.HAIR, -Px.CHIP_GAP, Px.HAIR))


def form_groups(choices: Sequence[FormChoice]) -> list[tuple[Head | None, list[Row]]]:
    """The forms under their headings, empty headings left out."""
    groups: list[tuple[Head | None, list[Row]]] = []
    for name in _GROUPS:
        rows = [
            Row(c.form.id, c, f"{c.form.paper}{'，县定' if c.county else ''}")
            for c in choices
            if group_of(c.form) == name
        ]
        if rows:
            groups.append((Head(name), rows))
    return groups
