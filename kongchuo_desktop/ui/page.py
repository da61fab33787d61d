"""The base of every page: header, banner, body, keys, and one refresh that names what changed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.commands import Commands
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button, IconButton, press_focused
from kongchuo_desktop.ui.parts.cards import Banner
from kongchuo_desktop.ui.parts.words import Chip, ElidedWords, Words
from kongchuo_desktop.ui.tokens import Px

_MAIN_KEYS = 7


@dataclass(frozen=True, slots=True)
class PageSpec:
    """How the window knows a page before it is built.

    ``section``: "main" (Ctrl+1…7 in order), "lower" (below; Ctrl+8 is the first) or "hidden"
    (opened from others; ``parent`` is then the page lit up in the sidebar). ``rail`` is the short
    title under the icon of a narrow window. ``roles`` empty means all.
    """

    key: str
    title: str
    icon: str
    factory: Callable[[AppContext], "Page"]
    section: str = "main"
    roles: frozenset[str] = frozenset()
    rail: str = ""
    parent: str = ""
    lasting: bool = False
    """Whether a hidden page can be opened again tomorrow with what opened it."""
    rare: bool = False
    """Whether it stands in the sidebar only while it has a count or is shown."""

    def for_role(self, role: str) -> bool:
        return not self.roles or role in self.roles


def page_keys(specs: Iterable[PageSpec]) -> dict[str, str]:
    """Key of a page → what opens it: Ctrl+1…7 the main pages, Ctrl+8 and 9 the first lower ones."""
    of = {s.key: s.section for s in specs}
    main = [key for key, section in of.items() if section == "main"]
    lower = [key for key, section in of.items() if section == "lower"]
    keys = {key: f"Ctrl+{at}" for at, key in enumerate(main[:_MAIN_KEYS], start=1)}
    return keys | {key: f"Ctrl+{at}" for at, key in enumerate(lower[:2], start=_MAIN_KEYS + 1)}


class PageHeader(QWidget):
    """Title, one grey line of context, filters beside it, at most three buttons at the right."""

    def __init__(self, ctx: AppContext, title: str, context: str) -> None:
        super().__init__()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(Px.ICON_GAP)
        self.title = Words(title, "title")
        self._line.addWidget(self.title)
        self._line.addSpacing(Px.GRID)
        self.context = ElidedWords(context, "small", "text2")
        # A box layout gives an ignored width no room even where a least width is set.
        self.context.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._line.addWidget(self.context)
        self.veil = Chip(ctx.theme, "已遮住（F9）", "blue")
        self._line.addWidget(self.veil)
        self.veil.setVisible(ctx.veil)
        ctx.veil_changed.connect(self.veil.setVisible)
        self.middle = QHBoxLayout()
        self.middle.setSpacing(Px.CHIP_GAP)
        self._line.addSpacing(Px.GRID)
        self._line.addLayout(self.middle)
        self._line.addStretch(1)
        self.right = QHBoxLayout()
        self.right.setSpacing(Px.ICON_GAP)
        self._line.addLayout(self.right)
        self.search = IconButton(ctx.theme, "search", "查找学生（Ctrl+F）", framed=True)
        self.search.hide()
        self._line.addWidget(self.search)
        self.set_narrow(False)

    def set_context(self, text: str) -> None:
        self.context.setText(text)
        self.context.setFixedWidth(self.context.sizeHint().width() + Px.GRID)

    def set_narrow(self, narrow: bool) -> None:
        self.setFixedHeight(Px.HEADER_NARROW if narrow else Px.HEADER)
        self.search.setVisible(narrow)


class Page(QWidget):
    """A page of the window.

    A subclass fills ``self.body`` in its constructor, registers its keys in ``self.commands``
    and answers ``refresh``. Everything that may take over 50 ms goes through ``ctx.read`` or
    ``ctx.perform``.
    """

    READ_AT_EACH_VISIT: ClassVar[bool] = False
    """Whether it shows what changes beside the journal, of which no ``Changes`` tells."""

    def __init__(self, ctx: AppContext, *, title: str, context: str = "") -> None:
        super().__init__()
        self.ctx, self.theme = ctx, ctx.theme
        self.narrow = self.short = False
        self.commands = Commands(self)
        self.help_lines: list[tuple[str, str]] = []
        """(key caps, what they do) of keys that are no commands: arrows, digits, letters."""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        self._column = column
        self.header = PageHeader(ctx, title, context)
        self.header.set_context(context)
        column.addWidget(self.header)
        self._banner: Banner | None = None
        self._banner_place = QVBoxLayout()
        self._banner_place.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._banner_place)
        self.body = QVBoxLayout()
        self.body.setSpacing(Px.GAP)
        column.addLayout(self.body, 1)
        self.set_width(Px.WIDE_FROM, Px.SHORT_BELOW)

    # what a subclass answers

    def opened(self, **args: Any) -> None:
        """Called each time the page is shown through ``ctx.open_page`` or the sidebar."""

    def refresh(self, changes: Changes | None) -> None:
        """Show the present state; None means everything (first time, new day)."""

    def cares(self, changes: Changes) -> bool:
        """Whether a change concerns this page; a page not shown is refreshed when next shown."""
        return True

    def primary(self) -> Button | None:
        """The blue button: what Enter does when the focus is on nothing more particular."""
        shown = [b for b in self.findChildren(Button) if b.kind() == "primary" and b.isVisible()]
        return shown[0] if shown else None

    def kept_args(self) -> dict[str, Any]:
        """What ``opened`` shall get when the window is opened here again, e.g. the class."""
        return {}

    def close_inner(self) -> bool:
        """Esc, first step: close the innermost open thing; True when there was one."""
        return False

    def clear_search(self) -> bool:
        """Esc, second step: clear search and filters; True when there was something to clear."""
        return False

    def panes(self) -> Sequence[QWidget]:
        """What F6 goes through, in order."""
        return ()

    def print_shown(self) -> bool:
        """Ctrl+P: print what is shown; False when the page has nothing to print."""
        return False

    def layout_changed(self) -> None:
        """Called when ``narrow`` or ``short`` changed: fold columns, swap row heights."""

    def first_focus(self) -> QWidget | None:
        """What has the focus when the page is shown."""
        return next(iter(self.panes()), None)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """What had the keyboard and has just gone leaves it to the page, not to the sidebar."""
        focus = QApplication.focusWidget()
        gone = focus is not None and self.isAncestorOf(focus) and not focus.isVisible()
        if not (gone and self.isVisible()):
            return super().focusNextPrevChild(forward)
        first = self.first_focus()
        (first if first is not None and first.isVisible() else self).setFocus()
        return True

    # what it gets

    def add_action(
        self,
        text: str,
        run: Callable[[], object],
        *,
        icon: str = "",
        primary: bool = False,
        keys: str = "",
    ) -> Button:
        """A button at the right of the header; at most three, the primary last."""
        button = Button(
            self.theme, text, "primary" if primary else "plain", icon=icon, keys=keys, clicked=run
        )
        self.header.right.addWidget(button)
        return button

    def show_banner(self, banner: Banner | None) -> None:
        """The one banner above the content; None takes it away."""
        if self._banner is not None:
            self._banner_place.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
        self._banner = banner
        if banner is not None:
            self._banner_place.addWidget(banner)
        self._banner_place.setContentsMargins(0, 0, 0, Px.GAP if banner else 0)

    def set_width(self, width: int, height: int) -> None:
        """The window tells its size: margins, header and the page's own folding follow."""
        narrow, short = width < Px.NARROW_BELOW, height < Px.SHORT_BELOW
        side = Px.MARGIN_NARROW if narrow else Px.MARGIN
        self._column.setContentsMargins(side, 0, side, Px.ICON_GAP if short else Px.INSIDE)
        self.header.set_narrow(narrow)
        if (narrow, short) != (self.narrow, self.short):
            self.narrow, self.short = narrow, short
            self.layout_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        window = self.window()
        if window is not self:
            self.set_width(window.width(), window.height())
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if press_focused(event):
                return
            button = self.primary()
            inside = isinstance(self.window().focusWidget(), QPlainTextEdit)
            ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if button is not None and button.isEnabled() and (ctrl or not inside):
                button.click()
                return
        super().keyPressEvent(event)
