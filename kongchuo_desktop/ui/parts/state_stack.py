"""A stack of a page's lasting views, and one passing state (empty, refused, done) over them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget


class StateStack(QStackedWidget):
    """Lasting views are added once; ``show_state`` replaces the passing one."""

    def __init__(self, *views: QWidget) -> None:
        super().__init__()
        # What stands until the first answer of the worker.
        self.addWidget(QWidget())
        for view in views:
            self.addWidget(view)
        self._state: QWidget | None = None

    def show_view(self, view: QWidget) -> None:
        """Show a lasting view; the passing state goes."""
        strayed = self._strayed(view)
        self._drop()
        self.setCurrentWidget(view)
        if strayed:
            _focus_first(view)

    def show_state(self, state: QWidget) -> None:
        """Show a passing state in place of the one before."""
        strayed = self._strayed(state)
        self._drop()
        self._state = state
        self.addWidget(state)
        self.setCurrentWidget(state)
        if strayed:
            _focus_first(state)

    def _strayed(self, content: QWidget) -> bool:
        """Whether the focus is in here, but on what will not be seen: a page is given the focus
        before its worker has answered."""
        focus = self.window().focusWidget()
        return (focus is not None and self.isAncestorOf(focus) and focus is not content
                and not content.isAncestorOf(focus))

    def _drop(self) -> None:
        if self._state is not None:
            self.removeWidget(self._state)
            self._state.deleteLater()
            self._state = None


def _focus_first(content: QWidget) -> None:
    """The first that takes the focus: the list of a view, the button of a state."""
    for widget in (content, *content.findChildren(QWidget)):
        if widget.isVisibleTo(content) and widget.isEnabled() and (
                widget.focusPolicy() & Qt.FocusPolicy.TabFocus):
            widget.setFocus()
            return
