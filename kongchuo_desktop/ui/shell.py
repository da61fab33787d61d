"""The main window: sidebar and pages, the keys that work everywhere, and what floats above."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.commands import Commands
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.finder import Finder
from kongchuo_desktop.ui.lock import Lock
from kongchuo_desktop.ui.nav_item import Badge
from kongchuo_desktop.ui.page import Page, PageSpec, page_keys
from kongchuo_desktop.ui.parts.buttons import press_focused
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.parts.floating import Popover, Toast
from kongchuo_desktop.ui.parts.marked import Marked
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.person_sheet import PersonSheet
from kongchuo_desktop.ui.sidebar import Sidebar
from kongchuo_desktop.ui.tokens import Px


class MainWindow(QMainWindow):
    """The window of one open store. Pages are built when first visited.

    ``switch_asked`` (class card) and ``person_asked(str)`` (another person writes from now on) are
    for whoever owns the window.
    """

    switch_asked = Signal()
    person_asked = Signal(str)
    left = Signal()

    def __init__(
        self,
        ctx: AppContext,
        pages: Sequence[PageSpec],
        *,
        start: str = "",
        args: Mapping[str, Any] | None = None,
        mark: str = "",
    ) -> None:
        """``start`` and ``args`` name the first page; ``mark`` is said above every page."""
        super().__init__()
        self.ctx = ctx
        self._specs = {s.key: s for s in pages if s.for_role(ctx.actor.role)}
        self._pages: dict[str, Page] = {}
        self._stale: dict[str, Changes | None] = {}
        self._history: list[tuple[str, dict[str, Any]]] = []
        self._now: tuple[str, dict[str, Any]] = ("", {})
        self.setMinimumSize(Px.MIN_WIDTH, Px.MIN_HEIGHT)
        self.setWindowTitle(f"控辍保学 · {ctx.store.header.unit_name}")
        self.commands = Commands(self)
        self._keys = page_keys(self._specs.values())
        self.sidebar = Sidebar(
            ctx.theme,
            [(s, self._keys.get(s.key, "")) for s in self._specs.values() if s.section != "hidden"],
        )
        self.stack = QStackedWidget()
        middle = QWidget()
        middle.setProperty("kind", "window")
        line = QHBoxLayout(middle)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.sidebar)
        line.addWidget(self.stack, 1)
        self.setCentralWidget(Marked(middle, mark) if mark else middle)
        self.lock = Lock(ctx, self)
        self.toast = Toast(ctx.theme, self.stack)
        self.finder = Finder(ctx, self, self.sidebar.search)
        self._add_commands()
        self._listen()
        self._dress()
        first = start if start in self._specs else ""
        self.open_page(first or next(iter(self._specs)), **(args or {} if first else {}))

    # making

    def _listen(self) -> None:
        ctx = self.ctx
        self.sidebar.chosen.connect(self.open_page)
        self.sidebar.switch_asked.connect(self.switch_asked)
        ctx.toast_asked.connect(self.toast.say)
        ctx.page_asked.connect(lambda key, args: self.open_page(key, **args))
        ctx.back_asked.connect(self.go_back)
        ctx.error_asked.connect(self._show_error)
        ctx.count_asked.connect(
            lambda key, count, overdue: self.set_badge(key, Badge(count, overdue))
        )
        ctx.changed.connect(self._spread)
        ctx.saved.connect(self._tell_saved)
        ctx.tasks.busy.connect(self._tell_busy)
        ctx.tasks.idle.connect(self._clear_buttons)
        self.lock.changed.connect(self._locked)
        self.lock.leave_asked.connect(self.switch_asked)
        self.sidebar.person_asked.connect(self.ask_person)
        ctx.person_asked.connect(self.ask_person)

    def _dress(self) -> None:
        header = self.ctx.store.header
        self.sidebar.card.set(header.unit_name, header.name)
        self.sidebar.set_person(self.ctx.actor.name)
        self._tell_saved()

    def _add_commands(self) -> None:
        add: Callable[..., Any] = self.commands.add
        for key, keys in self._keys.items():
            title = self._specs[key].title
            add(f"page.{key}", title, keys, lambda key=key: self.open_page(key), whole_window=True)
        for name, text, keys, run in (
            ("find", "查找学生", "Ctrl+F", self.find_pupil),
            ("undo", "撤销", "Ctrl+Z", self.ctx.undo),
            ("redo", "重做", "Ctrl+Y", self.ctx.redo),
            ("print", "打印现在看到的", "Ctrl+P", self._print),
            ("help", "这一页怎么用", "F1", self.show_help),
            ("pane", "下一块", "F6", lambda: self._next_pane(1)),
            ("pane.back", "上一块", "Shift+F6", lambda: self._next_pane(-1)),
            ("back", "回到上一页", "Alt+Left", self.go_back),
            ("save", "随时都在保存", "Ctrl+S", lambda: self.ctx.toast("随时都在保存")),
        ):
            add(name, text, keys, run, whole_window=True)
        # Somebody may come to look while a form is open.
        for name, text, keys, run in (
            ("veil", "遮住标签、电话和号码", "F9", self._toggle_veil),
            ("lock", "锁上", "Ctrl+L", self.lock.lock),
        ):
            add(name, text, keys, run, whole_window=True, over_sheets=True)

    # pages

    def open_page(self, key: str, **args: Any) -> None:
        """Show a page, build it on the first visit, refresh it when something changed."""
        if key not in self._specs:
            return
        if self._now[0] and (key, args) != self._now:
            self._history.append(self._now)
        self._show(key, args)

    def _show(self, key: str, args: dict[str, Any]) -> None:
        spec = self._specs[key]
        page = self._pages.get(key)
        fresh = page is None
        if page is None:
            page = self._pages[key] = spec.factory(self.ctx)
            page.header.search.clicked.connect(self.find_pupil)
            page.set_width(self.width(), self.height())
            self.stack.addWidget(page)
        self._now = (key, args)
        self.stack.setCurrentWidget(page)
        # A stack puts its current page on top of everything, also of the words just said.
        self.toast.raise_()
        self._clear_buttons()
        self.sidebar.light(spec.parent or key)
        page.opened(**args)
        if fresh or page.READ_AT_EACH_VISIT:
            page.refresh(None)
        elif key in self._stale:
            page.refresh(self._stale[key])
        self._stale.pop(key, None)
        if (first := page.first_focus()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear_buttons(self) -> None:
        """A page that shows something else may have a button where the toast stands."""
        # Its parts have their places only after the events of now.
        QTimer.singleShot(0, self.toast, self.toast.place)

    def page(self) -> Page:
        """The page that is shown."""
        page = self.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def page_key(self) -> str:
        return self._now[0]

    def go_back(self) -> None:
        """Alt+←: the page before, with what it was opened with."""
        if self._history:
            self._show(*self._history.pop())

    def place(self) -> tuple[str, dict[str, Any]]:
        """The page that is shown and what opens it again: what a file can keep of that."""
        key, args = self._now
        spec = self._specs[key]
        if spec.section == "hidden" and not spec.lasting:
            key, args = spec.parent, {}
        page = self._pages.get(key)
        args = {**args, **(page.kept_args() if page is not None else {})}
        return key, {name: v for name, v in args.items() if isinstance(v, str | int | bool)}

    def refresh_all(self) -> None:
        """Everything may have changed: a new day, an import, a restored setting."""
        for key, page in self._pages.items():
            if page is self.page():
                page.refresh(None)
            else:
                self._stale[key] = None

    def _spread(self, changes: Changes) -> None:
        for key, page in self._pages.items():
            if not page.cares(changes):
                continue
            if page is self.page():
                page.refresh(changes)
            else:
                # Two changes while away: what both touched is not worth adding up.
                self._stale[key] = None if key in self._stale else changes

    def set_badge(self, key: str, badge: Badge) -> None:
        self.sidebar.set_badge(key, badge)

    # keys

    def find_pupil(self) -> None:
        self.finder.start()

    def show_help(self) -> None:
        """F1: what the page is for, its keys, and the clauses about it."""
        # F1 is rare, and the window need not wait for what it reads.
        from kongchuo_desktop.ui.help_sheet import open_help

        last = list(self._keys.values())[-1]
        everywhere = [(f"Ctrl+1 … {last}", "按左边的次序换页"), *self.commands.caps("page.")]
        open_help(self.ctx, self, key=self.page_key(), page=self.page(), everywhere=everywhere)

    def ask_person(self) -> None:
        """谁在用: who writes from now on, without leaving the store."""
        sheet = PersonSheet(self.ctx, self)
        sheet.chosen.connect(self.person_asked)
        sheet.open()

    def sheet(self) -> Sheet | None:
        """The dialog that covers the window, if any."""
        return next((s for s in reversed(self.findChildren(Sheet)) if not s.isHidden()), None)

    def _print(self) -> None:
        if not self.page().print_shown():
            self.ctx.toast("这一页没有可打印的")

    def _toggle_veil(self) -> None:
        self.ctx.set_veil(not self.ctx.veil)
        self.ctx.toast("已遮住标签、电话和号码，再按F9显示" if self.ctx.veil else "已重新显示")

    def _next_pane(self, step: int) -> None:
        nav = self.sidebar.lit()
        panes = [p for p in (*self.page().panes(), nav) if p is not None and p.isVisible()]
        if not panes:
            return
        focus = self.focusWidget()
        inside = [at for at, pane in enumerate(panes)
                  if focus is not None and (pane is focus or pane.isAncestorOf(focus))]
        at = (inside[0] + step) % len(panes) if inside else 0
        panes[at].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif not press_focused(event):
            super().keyPressEvent(event)

    def _escape(self) -> None:
        """Close the innermost thing, then clear the search, then go back."""
        popover = next((p for p in self.findChildren(Popover) if not p.isHidden()), None)
        if popover is not None:
            popover.dismiss()
        elif not self.toast.isHidden():
            self.toast.hide()
        elif not (self.page().close_inner() or self.page().clear_search()):
            self.go_back()

    # what Qt tells

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_rail(self.width() < Px.NARROW_BELOW)
        for page in self._pages.values():
            page.set_width(self.width(), self.height())
        self.toast.place()
        self.finder.place()
        self.lock.place()

    def childEvent(self, event: Any) -> None:
        super().childEvent(event)
        if event.type() == QEvent.Type.ChildPolished and isinstance(event.child(), Sheet):
            sheet: Sheet = event.child()
            sheet.opened.connect(self._sheets_changed)
            sheet.closed.connect(self._sheets_changed)
            self._sheets_changed()

    def _sheets_changed(self) -> None:
        """The keys of window and pages rest while a dialog covers them, or the lock."""
        sheet = self.sheet()
        if self.lock.locked and sheet is not None:
            self.lock.cover(sheet)
        enabled = sheet is None and not self.lock.locked
        self.commands.set_enabled(enabled, over_sheets=not self.lock.locked)
        for page in self._pages.values():
            page.commands.set_enabled(enabled)

    def _locked(self, locked: bool) -> None:
        self.finder.close_list()
        self._sheets_changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.lock.watch()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.left.emit()
        super().closeEvent(event)

    # what the context asks

    def _show_error(self, error: KnownError, again: Callable[[], object] | None) -> None:
        words = "再试一次" if again is not None else ""
        dialog = ErrorDialog.of(self.ctx.theme, self, error, again=words)
        if again is not None:
            dialog.accepted.connect(lambda: again())
        dialog.open()

    def show_crash(self, code: str, details: str) -> None:
        """The crash handler's words: what happened, what was kept, what to do."""
        ErrorDialog.of_crash(
            self.ctx.theme, self, code, details, todo="关掉窗口重新打开，并",
            kept="做完的每一步都已经存好，没有存的只有刚才这一下。").open()

    def _tell_saved(self) -> None:
        now = self.ctx.store.now()
        self.sidebar.set_saved(f"全部已保存 {now.hour}:{now.minute:02d}")

    def _tell_busy(self, busy: bool) -> None:
        if busy:
            self.sidebar.set_saved("正在办…", busy=True)
        else:
            self._tell_saved()
