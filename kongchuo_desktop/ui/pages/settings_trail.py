"""设置 · 记录: who did what and when, newest first; the last step can be taken back."""

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout

from kongchuo_desktop.operations import history
from kongchuo_desktop.operations.history import Trail
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_section import Section
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Head, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px, Tone, Type

ROLE_WORDS = {"class": "班主任", "school": "学校", "bureau": "教育局"}
MOST = 200


class TrailDelegate(RowDelegate):
    """A step: time, what was done, by whom; 撤销 where the journal allows it."""

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        line, when = payload
        record = line.info.record
        flow = Flow(self.theme, rect)
        flow.text(f"{when:%H:%M}", Type.SMALL, colour="text3", width=self.theme.px(Px.SIGN_EMPTY))
        flow.text(line.said, bold=True)
        chips: list[tuple[str, Tone]] = []
        if record.undoes is not None:
            chips.append(("撤销了一步", "grey"))
        flow.chips(chips)
        if selected and not record.final and record.undoes is None:
            flow.push("撤销", "undo")
            flow.gap(from_right=True)
        flow.text(
            f"{record.actor} · {ROLE_WORDS.get(record.role, record.role)}",
            Type.SMALL,
            colour="text2",
            from_right=True,
        )
        flow.gap(Px.GAP, from_right=True).gap(Px.GAP)
        return flow.rest(detail(line), colour="text3").items


class TrailSection(Section):
    """The audit trail by day."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, scrolled=False)
        head = QHBoxLayout()
        head.addWidget(
            Words(
                f"谁在什么时候做了什么，最近{MOST}步。选中一行可以撤销它，撤销也会留下记录。",
                "small",
                "text2",
                wrap=True,
            )
        )
        self.column.addLayout(head)
        self.model = RowsModel()
        self.view = RowView(self.model, TrailDelegate(ctx.theme, height=Px.TABLE_ROW), always=())
        self.view.setAccessibleName("记录")
        self.view.keys = {}
        act_on(self.view, {"undo": lambda payload: ctx.undo(payload[0].info.op)})
        self.column.addWidget(self.view, 1)

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: history.trail(store, limit=MOST), self._show, owner=self)

    def _show(self, trail: list[Trail]) -> None:
        today = self.ctx.today()
        groups: dict[str, list[Row]] = {}
        for line in trail:
            when = datetime.fromtimestamp(line.info.at / 1000, UTC).astimezone()
            day = when.date()
            name = "今天" if day == today else f"{day_text(day, today=today)} {weekday_text(day)}"
            record = line.info.record
            row = Row(
                f"{line.info.op[0]}:{line.info.op[1]}",
                (line, when),
                f"{when:%H:%M}，{record.actor}，{line.said}，{detail(line)}",
            )
            groups.setdefault(name, []).append(row)
        self.model.set_groups([(Head(name, len(rows)), rows) for name, rows in groups.items()])


def detail(line: Trail) -> str:
    """How much a step touched."""
    pupils = len(line.info.pupils)
    return f"{pupils}名学生" if pupils else ""
