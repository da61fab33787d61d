"""What stands under a report: whether it adds up, and what changed since it was filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Signal

from kongchuo_desktop.domain.month_checks import MonthCheck
from kongchuo_desktop.domain.report_lines import Change
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Tone, Type

_ROWS, _ROWS_SHORT = 3, 2
"""How many lines are seen at once; more scroll."""


@dataclass(frozen=True, slots=True)
class Note:
    """A line; ``lists`` are the pupils it turns on, each list with its words."""

    key: str
    icon: str
    tone: Tone
    text: str
    lists: Sequence[tuple[str, Sequence[str]]] = ()

    @property
    def pupils(self) -> int:
        return sum(len(found) for _, found in self.lists)


def check_notes(checks: Sequence[MonthCheck]) -> list[Note]:
    """勾稽: each sentence, or that all adds up."""
    if not checks:
        return [Note("adds up", "circle-check", "green", "勾稽：都对得上")]
    return [Note(f"{check.key}{check.sentence}", "circle-alert", "amber", check.sentence,
                 [("差在这些学生", check.pupils)]) for check in checks]


def change_notes(changes: Sequence[Change]) -> list[Note]:
    """报了以后变了: each figure, with who came to be counted and who does not any more."""
    return [Note(f"{change.line} {change.column}", "pencil", "blue",
                 f"报了以后变了：{change.sentence}",
                 [words for words in (("现在多算的", change.came), ("现在不算的", change.gone))
                  if words[1]])
            for change in changes]


class _Notes(RowDelegate):
    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).icon(payload.icon, TONES[payload.tone][1]).gap()
        if payload.pupils:
            flow.push(f"看{payload.pupils}人", "main").gap(Px.INSIDE, from_right=True)
        return flow.rest(payload.text, Type.SMALL,
                         colour="green" if payload.tone == "green" else "text").items


class NotesView(RowView):
    """``asked(Note)`` when its pupils are to be seen."""

    asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        self.notes = RowsModel()
        super().__init__(self.notes, _Notes(theme, height=Px.TABLE_ROW))
        self.setAccessibleName("勾稽和报了以后的变化")
        act_on(self, {"main": self.asked.emit})
        self._short = False

    def show_notes(self, notes: Sequence[Note]) -> None:
        self.notes.set_rows([Row(note.key, note, _spoken(note)) for note in notes])
        self._fit()

    def set_short(self, short: bool) -> None:
        self._short = short
        self._fit()

    def _fit(self) -> None:
        seen = min(self.notes.rowCount(), _ROWS_SHORT if self._short else _ROWS)
        height = sum(self.sizeHintForRow(at) for at in range(seen))
        self.setFixedHeight(height + 2 * Px.HAIR)


def _spoken(note: Note) -> str:
    return f"{note.text}，{note.pupils}人" if note.pupils else note.text
