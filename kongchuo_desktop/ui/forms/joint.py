"""Names in one line, and the units that came along with a tap on those of before."""

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.ui.parts.buttons import FilterChip
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_MOST = 4
_BETWEEN = re.compile(r"[、，,；;\s]+")


def split_names(text: str) -> list[str]:
    """Names that were typed with whatever between them, each once."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(text) if part))


class JointInput(QWidget):
    """A line of units; chips below put the usual ones in or take them out."""

    def __init__(self, theme: Theme, placeholder: str) -> None:
        super().__init__()
        self._theme = theme
        self.line = LineInput(theme, placeholder)
        self.chips: dict[str, FilterChip] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.CHIP_GAP)
        column.addWidget(self.line)
        self._row = QHBoxLayout()
        self._row.setSpacing(Px.CHIP_GAP)
        column.addLayout(self._row)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _: self._mark())

    def text(self) -> str:
        return self.line.text()

    def setText(self, text: str) -> None:
        self.line.setText(text)

    def suggest(self, units: Sequence[str]) -> None:
        """Chips for the first few of these, unless there are some already."""
        if self.chips:
            return
        for unit in units[:_MOST]:
            chip = FilterChip(self._theme, unit)
            chip.clicked.connect(lambda on, unit=unit: self._toggle(unit, on=on))
            self.chips[unit] = chip
            self._row.addWidget(chip)
        self._row.addStretch()
        self._mark()

    def _toggle(self, unit: str, *, on: bool) -> None:
        names = [name for name in split_names(self.text()) if name != unit]
        self.setText("、".join([*names, unit] if on else names))

    def _mark(self) -> None:
        names = split_names(self.text())
        for unit, chip in self.chips.items():
            chip.setChecked(unit in names)
