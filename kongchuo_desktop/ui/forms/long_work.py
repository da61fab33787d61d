"""A form whose work takes a while: how far it is stands in place of the fields, Esc stops it."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.progress import ProgressCard
from kongchuo_desktop.ui.tasks import Job

T = TypeVar("T")


class LongWorkForm(FormDialog):
    """Asks, then works; a work that is stopped leaves nothing half and says so."""

    def __init__(self, ctx: AppContext, window: QWidget, *, title: str, verb: str, context: str,
                 doing: str, counter: str) -> None:
        super().__init__(ctx.theme, window, title=title, verb=verb, context=context)
        self._ctx = ctx
        self._cancel: Callable[[], None] | None = None
        self.progress = ProgressCard(ctx.theme, doing, counter=counter)
        self.progress.cancelled.connect(self._stop)
        self.progress.hide()
        self.body.insertWidget(self.body.indexOf(self.scroll) + 1, self.progress)

    def work(self, fn: Callable[[Job[T]], T], done: Callable[[T], object]) -> None:
        """Run it in the worker; the form closes before ``done`` hears of it."""
        self._working()

        def finished(result: T) -> None:
            self._cancel = None
            self.accept()
            done(result)

        job = self._ctx.tasks.run(fn, done=finished, failed=self._failed,
                                  progress=self.progress.advance, owner=self)
        self._cancel = job.cancel

    def _working(self) -> None:
        self.progress.show()
        for widget in (self.scroll, self.send, self.leave):
            widget.hide()
        self.progress.stop.setFocus()
        self.refit()

    def _failed(self, error: KnownError) -> None:
        self._cancel = None
        self.accept()
        if error.code == "cancelled":
            self._ctx.toast(f"{error.sentence}{error.kept}")
        else:
            self._ctx.show_error(error)

    def _stop(self) -> None:
        if self._cancel is not None:
            self._cancel()

    def reject(self) -> None:
        """While it works Esc stops the work; the answer then closes the sheet."""
        if self._cancel is not None:
            self.progress.stop.click()
        else:
            super().reject()
