"""The leave slip: who, from when to when, which kind, and how it was asked for."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.leaves import LEAVE_KINDS, add_leave
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, DateInput, LineInput

HOW = (("slip", "有请假条"), ("phone", "家长打电话"))


class LeaveForm(FormDialog):
    """登记请假 for one pupil; saves by itself and closes with a toast."""

    def __init__(
        self,
        ctx: AppContext,
        window: QWidget,
        *,
        pupil: str,
        name: str,
        kind: str = LEAVE_KINDS[0],
        done: Callable[[Added], object] | None = None,
    ) -> None:
        super().__init__(ctx.theme, window, title=f"登记请假：{name}", verb="登记请假")
        self._ctx, self._pupil, self._name, self._done = ctx, pupil, name, done
        today = ctx.today()
        kinds = Choice(ctx.theme, [(word, word) for word in LEAVE_KINDS])
        kinds.choose(kind)
        first = self.add("kind", "什么假", kinds)
        how = self.add("how", "怎么请的", Choice(ctx.theme, HOW))
        self.add_pair(first, how)
        since = self.add("since", "从哪天", DateInput(ctx.theme, today))
        until = self.add("until", "到哪天", DateInput(ctx.theme, today), hint="这天也算在内")
        self.add_pair(since, until)
        self.add("approver", "谁批的", LineInput(ctx.theme, ctx.actor.name), hint="可以空着")
        self.add("note", "说明", LineInput(ctx.theme, "例：感冒发烧"), hint="可以空着")
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given = self.values()
        ctx, pupil = self._ctx, self._pupil
        self.send.setEnabled(False)
        ctx.perform(
            lambda: add_leave(
                ctx.store, actor=ctx.actor, pupil=pupil, since=given["since"],
                until=given["until"], kind=given["kind"], by_phone=given["how"] == "phone",
                approver=given["approver"].strip() or ctx.actor.name, note=given["note"].strip(),
            ),
            said=f"已登记 {self._name} 的{given['kind']}，到{day_text(given['until'])}",
            done=self._saved, failed=self._refused, owner=self,
        )  # fmt: skip

    def _saved(self, added: Added) -> None:
        self.accept()
        if self._done is not None:
            self._done(added)

    def _refused(self, error: KnownError) -> None:
        self.send.setEnabled(True)
        self.set_errors({"until": error.sentence})
