"""The one register of commands: their words, keys, and when they can be used."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

_NAMES = (
    ("Return", "回车"), ("Enter", "回车"), ("Space", "空格"), ("PgUp", "PageUp"),
    ("PgDown", "PageDown"), ("Left", "←"), ("Right", "→"), ("Up", "↑"), ("Down", "↓"),
)  # fmt: skip


def key_words(keys: str) -> str:
    """A key sequence as its caps read: ``Ctrl+Return`` → ``Ctrl+回车``."""
    words = keys
    for name, cap in _NAMES:
        words = "+".join(cap if part == name else part for part in words.split("+"))
    return words


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the window or of a page; ``action`` is what Qt triggers."""

    name: str
    text: str
    keys: str
    action: QAction
    when: Callable[[], bool]
    over_sheets: bool = False


class Commands:
    """Commands of one widget: each a QAction of that widget, listed for menus and F1.

    A command whose ``when`` says no does nothing and is shown as unavailable.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._all: dict[str, Command] = {}

    def add(
        self,
        name: str,
        text: str,
        keys: str,
        run: Callable[[], object],
        *,
        when: Callable[[], bool] = lambda: True,
        other_keys: tuple[str, ...] = (),
        whole_window: bool = False,
        over_sheets: bool = False,
    ) -> QAction:
        """Register a command; page commands work while the page has the focus.

        ``keys`` is in Qt's portable spelling ("Ctrl+P"), empty for none. With ``over_sheets`` it
        works while a dialog covers the window too.
        """
        action = QAction(text, self._widget)
        action.setObjectName(name)
        if keys:
            action.setShortcuts([QKeySequence(k) for k in (keys, *other_keys)])
        action.setShortcutContext(
            Qt.ShortcutContext.WindowShortcut
            if whole_window
            else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        action.triggered.connect(lambda: run() if when() else None)
        self._widget.addAction(action)
        self._all[name] = Command(name, text, keys, action, when, over_sheets)
        return action

    def set_enabled(self, enabled: bool, *, over_sheets: bool = False) -> None:
        """Switch all off while a dialog covers the window, save those for which that is no matter,
        and back."""
        for command in self._all.values():
            wanted = enabled or (over_sheets and command.over_sheets)
            command.action.setEnabled(wanted and command.when())

    def listed(self) -> list[Command]:
        return list(self._all.values())

    def caps(self, without: str = "-") -> list[tuple[str, str]]:
        """(key caps, words) of those that have keys and whose name does not begin so."""
        return [(key_words(c.keys), c.text) for c in self._all.values()
                if c.keys and not c.name.startswith(without)]

    def __getitem__(self, name: str) -> Command:
        return self._all[name]
