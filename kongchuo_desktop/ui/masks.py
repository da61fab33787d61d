"""How the value of a pupil's field reads on screen: numbers masked, and hidden whole under F9."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QWidget

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words

NUMBERS = frozenset({"identity_number", "student_number"})
VEILED = "••••••"
"""Stands for what F9 hides."""
_ANY_NUMBER = re.compile(r"\d[\dXx*]{6,}")
"""Telephones and numbers of pupils, masked ones too; a date has signs between its digits."""


def shown_value(field: str, value: Any) -> str:
    """A value as others may see it; ``空着`` for none."""
    if value is None:
        return "空着"
    if isinstance(value, bool):
        return "是" if value else "否"
    if field in NUMBERS or field.endswith("identity_number"):
        return identity.mask(str(value))
    return mask_phone(str(value)) if "phone" in field else str(value)


def veiled(text: str) -> str:
    """A sentence without the telephones and numbers that stand in it."""
    return _ANY_NUMBER.sub(VEILED, text)


def veil_line(ctx: AppContext, line: QLineEdit) -> None:
    """While F9 hides, a field shows dots for what stands in it and for what is typed."""

    def veil(on: bool) -> None:
        line.setEchoMode(QLineEdit.EchoMode.Password if on else QLineEdit.EchoMode.Normal)

    _Follower(ctx, line, veil)


def veil_part(ctx: AppContext, sheet: Sheet, part: QWidget) -> None:
    """While F9 hides, a line stands in the place of a part of a sheet's ``body``."""
    note = Words("已遮住，按F9接着看。", "small", "text2")
    sheet.body.insertWidget(sheet.body.indexOf(part), note)

    def veil(on: bool) -> None:
        part.setVisible(not on)
        note.setVisible(on)
        if sheet.primary is not None:
            # Nobody chooses between values that are not seen.
            sheet.primary.setEnabled(not on)
        if sheet.isVisible():
            sheet.refit()

    _Follower(ctx, sheet, veil)


class _Follower(QObject):
    """Calls ``veil`` now, and whenever F9 is pressed as long as the widget lives."""

    def __init__(self, ctx: AppContext, widget: QWidget, veil: Callable[[bool], None]) -> None:
        super().__init__(widget)
        self._veil = veil
        veil(ctx.veil)
        ctx.veil_changed.connect(self._turn)

    def _turn(self, on: bool) -> None:
        self._veil(on)
