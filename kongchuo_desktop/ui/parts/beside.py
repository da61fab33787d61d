"""A list with what is known of its chosen row beside it; on a narrow page one takes turns."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.ui.tokens import Px


class Beside(QWidget):
    """``turned()``: list and side took turns, so that the page may hide what stands around them.

    Args:
        focus: what has the keyboard when the list comes back.
        width: of the side, in pixels, while it stands beside the list.
    """

    turned = Signal()

    def __init__(self, main: QWidget, side: QWidget, *, focus: QWidget, width: int) -> None:
        super().__init__()
        self._main, self._side, self._focus, self._width = main, side, focus, width
        self._narrow = self._asked = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Px.GAP)
        row.addWidget(main, 1)
        row.addWidget(side)
        self._arrange()

    @property
    def side_alone(self) -> bool:
        """Whether the side stands in the place of the list."""
        return self._narrow and self._asked

    def set_narrow(self, narrow: bool) -> None:
        """Whether there is room for one of the two only."""
        self._narrow = narrow
        self._arrange()

    def show_side(self) -> None:
        """A row was opened."""
        self._turn(asked=True)

    def show_list(self) -> None:
        """Other rows are shown: whatever was open is no more."""
        self._turn(asked=False)

    def close_side(self) -> bool:
        """Back to the list by Esc; False where the side did not stand in its place."""
        if not self.side_alone:
            return False
        self._turn(asked=False)
        self._focus.setFocus()
        return True

    def _turn(self, *, asked: bool) -> None:
        self._asked = asked
        self._arrange()
        self.turned.emit()

    def _arrange(self) -> None:
        self._main.setVisible(not self.side_alone)
        self._side.setVisible(not self._narrow or self._asked)
        self._side.setMinimumWidth(self._width)
        self._side.setMaximumWidth(self.maximumWidth() if self._narrow else self._width)
