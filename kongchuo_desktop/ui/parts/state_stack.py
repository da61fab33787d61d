"""A stack of a page's lasting views, and one passing state (empty, refused, done) over them."""

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
        self._drop()
        self.setCurrentWidget(view)

    def show_state(self, state: QWidget) -> None:
        """Show a passing state in place of the one before."""
        self._drop()
        self._state = state
        self.addWidget(state)
        self.setCurrentWidget(state)

    def _drop(self) -> None:
        if self._state is not None:
            self.removeWidget(self._state)
            self._state.deleteLater()
            self._state = None
