"""The inputs of 文书 by the kind of a field: what is typed becomes a value, or says why not."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.domain.dates import read_date
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.words import full_day, month_text
from kongchuo_desktop.papers.template import Field as FormField
from kongchuo_desktop.ui.parts.checks import Check
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput, TextInput
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

BY_HAND = "空着就印成横线，手写"
_LEFT = "不选，打出来再勾"
_SHORT_DATE = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})月?")
_BETWEEN = re.compile(r"[、，,；;\s]+")
_BOX_LINES = 4


def read_day(text: str, *, today: date) -> date:
    """A typed day; ``9-24`` means the nearest one not before half a year ago.

    Raises:
        KnownError: ``bad_date``.
    """
    short = _SHORT_DATE.fullmatch(text.strip())
    if short:
        text = f"{today.year}-{short[1]}-{short[2]}"
    found = read_date(text.strip())
    if found.day is None or found.month is None:
        raise KnownError("bad_date", "日期要写到哪一天。", todo="写成9-24或2026-9-24。")
    return date(found.year, found.month, found.day)


class Editor(ABC):
    """An input of one field. ``widget`` stands in the window, ``edited`` is told of each edit."""

    widget: QWidget

    @abstractmethod
    def put(self, value: Any) -> None:
        """Show a value of the form; None empties it."""

    @abstractmethod
    def value(self) -> Any:
        """What is typed as the form wants it, None for nothing.

        Raises:
            KnownError: it can't be read.
        """


class LineEditor(Editor):
    """One line: text, number, day, days or month."""

    def __init__(self, theme: Theme, field: FormField, today: date,
                 edited: Callable[[], object]) -> None:
        self._kind, self._today = field.kind, today
        self.line = LineInput(theme, BY_HAND)
        self.line.textEdited.connect(lambda _="": edited())
        self.widget = self.line

    def put(self, value: Any) -> None:
        if isinstance(value, date):
            text = full_day(value)
        elif isinstance(value, list | tuple):
            text = "、".join(full_day(day) if isinstance(day, date) else str(day) for day in value)
        elif value is not None and self._kind == "month" and _MONTH.fullmatch(str(value)):
            text = month_text(str(value))
        else:
            text = "" if value is None else str(value)
        self.line.setText(text)

    def value(self) -> Any:
        text = self.line.text().strip()
        if not text:
            return None
        read = {"date": self._day, "dates": self._days, "number": _number, "month": _month}
        return read[self._kind](text) if self._kind in read else text

    def _day(self, text: str) -> date:
        return read_day(text, today=self._today)

    def _days(self, text: str) -> list[date]:
        return [self._day(part) for part in _BETWEEN.split(text) if part]


def _number(text: str) -> int:
    if not text.isascii() or not text.removeprefix("-").isdigit():
        raise KnownError("bad_number", "这里要写数。", todo="写成12这样的整数。")
    return int(text)


def _month(text: str) -> str:
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise KnownError("bad_month", "这里要写哪年哪月。", todo="写成2026-9。")
    return f"{found[1]}-{int(found[2]):02d}"


class BoxEditor(Editor):
    """A large box for a long text."""

    def __init__(self, edited: Callable[[], object]) -> None:
        self.box = TextInput(BY_HAND, lines=_BOX_LINES)
        self._edited, self._putting = edited, False
        self.box.textChanged.connect(self._changed)
        self.widget = self.box

    def _changed(self) -> None:
        if not self._putting:
            self._edited()

    def put(self, value: Any) -> None:
        self._putting = True
        self.box.setPlainText(str(value or ""))
        self._putting = False

    def value(self) -> Any:
        return self.box.toPlainText().strip() or None


class ChoiceEditor(Editor):
    """One of several words; ``keys`` gives the key that stands for a value."""

    def __init__(self, theme: Theme, choices: Sequence[tuple[str, str]],
                 edited: Callable[[], object], keys: Mapping[str, str] | None = None) -> None:
        self.choice = Choice(theme, choices, elastic=True)
        self.choice.activated.connect(lambda _=0: edited())
        self._keys = keys or {}
        self.widget = self.choice

    def put(self, value: Any) -> None:
        self.choice.choose(self._keys.get(str(value), str(value or "")))

    def value(self) -> Any:
        return self.choice.key() or None


class TicksEditor(Editor):
    """Several of some words, each a box to tick."""

    def __init__(self, theme: Theme, field: FormField, edited: Callable[[], object]) -> None:
        self.ticks = TickBoxes(theme, field.choices)
        self.ticks.clicked.connect(edited)
        self.widget = self.ticks

    def put(self, value: Any) -> None:
        for word, box in self.ticks.boxes.items():
            box.setChecked(word in (value or ()))

    def value(self) -> Any:
        return [word for word, box in self.ticks.boxes.items() if box.isChecked()] or None


class TickBoxes(QWidget):
    """A column of boxes to tick."""

    clicked = Signal()

    def __init__(self, theme: Theme, words: Sequence[str]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.boxes = {word: Check(theme, word) for word in words}
        for box in self.boxes.values():
            box.clicked.connect(lambda _=False: self.clicked.emit())
            column.addWidget(box)
        self.setFocusProxy(next(iter(self.boxes.values())))
        self.setMinimumHeight(len(self.boxes) * Px.BUTTON_SMALL)


class FlagEditor(Editor):
    """Yes or no: a single box."""

    def __init__(self, theme: Theme, field: FormField, edited: Callable[[], object]) -> None:
        self.box = Check(theme, "是")
        self.box.clicked.connect(lambda _=False: edited())
        self.widget = self.box

    def put(self, value: Any) -> None:
        self.box.setChecked(bool(value))

    def value(self) -> Any:
        return self.box.isChecked()


def editor_of(theme: Theme, field: FormField, *, today: date,
              edited: Callable[[], object]) -> Editor:
    """The input for a field; a picture's is ``papers_picture.PictureEditor``, a list's
    ``papers_rows.RowsEditor``."""
    if field.kind == "choice":
        return ChoiceEditor(theme, [("", _LEFT), *((c, c) for c in field.choices)], edited)
    if field.kind == "ticks":
        return TicksEditor(theme, field, edited)
    if field.kind == "flag":
        return FlagEditor(theme, field, edited)
    if field.kind == "lines":
        return BoxEditor(edited)
    return LineEditor(theme, field, today, edited)
