"""A form over a page whose blue button writes something: it closes then, or says what is wrong."""

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.tokens import Px

T = TypeVar("T")


class SavingForm(FormDialog):
    """``AT_FIELD`` names the field that a known error's code is about; others have a dialog."""

    AT_FIELD: ClassVar[Mapping[str, str]] = {}

    def __init__(self, ctx: AppContext, window: QWidget, *, title: str, verb: str,
                 context: str = "", width: int = Px.DIALOG) -> None:
        super().__init__(ctx.theme, window, title=title, verb=verb, context=context, width=width)
        self._ctx = ctx

    def write(self, fn: Callable[[], T], *, said: str | Callable[[T], str], undoable: bool = True,
              done: Callable[[T], object] | None = None) -> None:
        """Run an operation in the worker while the button rests; then close and say it."""

        def written(result: T) -> None:
            self.accept()
            if done is not None:
                done(result)

        self.set_errors({})
        self.send.setEnabled(False)
        self._ctx.perform(fn, said=said, done=written, failed=self.refused, undoable=undoable,
                          owner=self)

    def refused(self, error: KnownError) -> None:
        """The error at its field, which may have been folded away; the form stays open."""
        self.send.setEnabled(True)
        at = self.AT_FIELD.get(error.code, "")
        if at in self.fields:
            self.fields[at].setVisible(True)
            self.set_errors({at: error.sentence + error.todo})
        else:
            self._ctx.show_error(error)
