"""What a page is given: the open store, the person, the worker, the theme, and ways to be heard."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes
from kongchuo_desktop.ui.tasks import Job, Tasks
from kongchuo_desktop.ui.theme import Theme

T = TypeVar("T")


class HasChanges(Protocol):
    """What operations may return: anything that names what it changed."""

    @property
    def changes(self) -> Changes: ...


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undo or redo did: a sentence for the toast and what changed."""

    sentence: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class FoundPupil:
    """A hit of the pupil search; ``pupil`` is the canonical row."""

    pupil: str
    name: str
    detail: str


FindPupils = Callable[[str], tuple[list[FoundPupil], int]]
"""Text → the best hits, about ten, and how many there are; fast enough for every keystroke.

It looks at the roster as it was when the function was made, without the store.
"""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the window does through operations; each runs in the worker thread."""

    undo: Callable[[Any], TakenBack] | None = None
    """``undo(op)``; None takes back the person's last undoable operation."""
    redo: Callable[[], TakenBack] | None = None
    pupil_search: Callable[[], FindPupils] | None = None
    """Reads the roster for a search by name, pinyin, seat or the end of a number."""


class AppContext(QObject):
    """One per open store; pages talk to the window only through it.

    Signals: ``changed(Changes)`` after every write, ``veil_changed(bool)`` when F9 hides or shows
    what others must not read, and the window's own (toast, page, error, counts).
    """

    changed = Signal(object)
    veil_changed = Signal(bool)
    toast_asked = Signal(str, object)
    page_asked = Signal(str, object)
    back_asked = Signal()
    error_asked = Signal(object, object)
    count_asked = Signal(str, int, bool)
    saved = Signal()
    lock_after_changed = Signal(int)
    """Minutes after which the window locks by itself; 0 is never."""
    person_asked = Signal()
    """Somebody else wants to write from now on."""

    def __init__(
        self,
        *,
        store: Store,
        actor: Actor,
        tasks: Tasks,
        theme: Theme,
        today: Callable[[], date],
        hooks: Hooks | None = None,
    ) -> None:
        super().__init__()
        self.store, self.actor, self.tasks, self.theme = store, actor, tasks, theme
        self.today = today
        self.hooks = hooks or Hooks()
        self._veil = False

    # the window

    def toast(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Say what was done; ``undo`` puts 撤销 on it."""
        self.toast_asked.emit(text, undo)

    def open_page(self, key: str, **args: Any) -> None:
        """Show a page; ``args`` go to its ``opened``."""
        self.page_asked.emit(key, args)

    def back(self) -> None:
        """As Alt+←."""
        self.back_asked.emit()

    def show_error(self, error: KnownError, again: Callable[[], object] | None = None) -> None:
        """The three-part dialog; ``again`` puts 再试一次 on it."""
        self.error_asked.emit(error, again)

    def set_count(self, page: str, count: int, *, overdue: bool = False) -> None:
        """The number beside a page in the sidebar, red when something is overdue."""
        self.count_asked.emit(page, count, overdue)

    @property
    def veil(self) -> bool:
        """True while tags, phones and numbers must not be shown (F9)."""
        return self._veil

    def set_veil(self, on: bool) -> None:
        if on != self._veil:
            self._veil = on
            self.veil_changed.emit(on)

    # work

    def read(
        self,
        fn: Callable[[], T],
        done: Callable[[T], object],
        *,
        owner: QObject | None = None,
    ) -> Job[T]:
        """Read something slow in the worker and get it in the window's thread."""
        return self.tasks.run(lambda job: fn(), done=done, owner=owner)

    def perform(
        self,
        fn: Callable[[], T],
        *,
        said: str | Callable[[T], str] = "",
        done: Callable[[T], object] | None = None,
        failed: Callable[[KnownError], object] | None = None,
        undoable: bool = True,
        owner: QObject | None = None,
    ) -> Job[T]:
        """Run an operation in the worker, tell everyone what changed, and say it in a toast.

        The result is a ``Changes``, anything with ``.changes``, or None. ``done`` is called before
        the pages refresh; with ``owner`` destroyed the pages are still told.
        """

        def finish(result: T) -> None:
            if done is not None and (owner is None or _alive(owner)):
                done(result)
            self.conclude(result, said(result) if callable(said) else said, undoable=undoable)

        return self.tasks.run(lambda job: fn(), done=finish, failed=failed)

    def conclude(self, result: object, words: str, *, undoable: bool = True) -> None:
        """After an operation: tell everyone what changed, and say it with 撤销 on it."""
        changes = changes_of(result)
        if changes is not None:
            self.announce(changes)
        if words:
            op = changes.op if changes is not None and not changes.final else None
            can = undoable and op is not None and self.hooks.undo is not None
            self.toast(words, (lambda: self.undo(op)) if can else None)

    def announce(self, changes: Changes) -> None:
        """Tell every page what changed."""
        if changes.op is not None:
            self.saved.emit()
            self.changed.emit(changes)

    def undo(self, op: Any = None) -> None:
        """Take back an operation (None: the last undoable one) and say so."""
        hook = self.hooks.undo
        if hook is not None:
            self.tasks.run(lambda job: hook(op), done=self._took_back)

    def redo(self) -> None:
        hook = self.hooks.redo
        if hook is not None:
            self.tasks.run(lambda job: hook(), done=self._took_back)

    def _took_back(self, result: TakenBack) -> None:
        self.announce(result.changes)
        self.toast(result.sentence)


def changes_of(result: object) -> Changes | None:
    """The Changes in an operation's result, if it has any."""
    if isinstance(result, Changes):
        return result
    inner = getattr(result, "changes", None)
    return inner if isinstance(inner, Changes) else None


def _alive(owner: QObject) -> bool:
    return bool(shiboken6.isValid(owner))
