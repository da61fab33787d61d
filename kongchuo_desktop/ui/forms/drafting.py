"""A form that is half-filled is kept on this computer: every few seconds, and when it is left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from kongchuo_desktop.operations.drafts import draft, draft_pictures, drop_draft, keep_draft
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.photos import Ready, ready
from kongchuo_desktop.ui.parts.forms import FormDialog

KEEP_MS: Final = 3_000
"""So much typing at most is lost when the power fails."""


@dataclass(frozen=True)
class Half:
    """What was written so far, as JSON, and the photos by part of the form."""

    value: Mapping[str, Any]
    pictures: Mapping[str, Sequence[Picture]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """A draft that was found; ``photos`` as the fields of forms take them."""

    value: dict[str, Any]
    photos: Mapping[str, Sequence[Ready]]


def kept_draft(store: Store, name: str) -> Kept | None:
    """The draft of this name with thumbnails, for the worker; None where there is none."""
    value = draft(store, name=name)
    if value is None:
        return None
    found = draft_pictures(store, name=name)
    return Kept(value, {part: ready(pictures) for part, pictures in found.items()})


class Drafting(QObject):
    """Belongs to a form; ``half()`` says what stands in it, None as long as that is nothing.

    Saving forgets the draft by itself: ``drop_draft`` in the same job.
    """

    def __init__(self, ctx: AppContext, form: FormDialog, name: str,
                 half: Callable[[], Half | None]) -> None:
        super().__init__(form)
        self._ctx, self._form, self._name, self._half = ctx, form, name, half
        self._last = half()
        self._timer = QTimer(self)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self._tick)
        form.opened.connect(self._timer.start)
        form.rejected.connect(self.keep)
        form.closed.connect(self._timer.stop)

    def _tick(self) -> None:
        # While it is saved, or photos are read, the button is grey.
        if self._form.send.isEnabled():
            self.keep()

    def keep(self) -> None:
        """Keep what was written since the last time."""
        half, store, name = self._half(), self._ctx.store, self._name
        if half == self._last:
            return
        self._last = half
        if half is None:
            self._ctx.tasks.run(lambda job: drop_draft(store, name=name))
        else:
            self._ctx.tasks.run(lambda job: keep_draft(
                store, name=name, value=half.value, pictures=half.pictures))
