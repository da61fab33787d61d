"""What 一生一档 asks over the page: putting a duty off, choosing between two values."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.duties.situation import Duty
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.history import settle
from kongchuo_desktop.operations.putting_off import put_off
from kongchuo_desktop.store.history import Choice, Conflict
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.pupil_card import shown_value
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import DateInput, TextInput

_AT_FIELD = {"no_reason": "why", "past_date": "until"}


class PutOffForm(FormDialog):
    """先不办…: until when and why. The duty stays in the list, with this beside it."""

    def __init__(self, ctx: AppContext, window: QWidget, duty: Duty, *,
                 done: Callable[[], object]) -> None:
        super().__init__(ctx.theme, window, title="先不办", verb="记下先不办",
                         context=f"{duty.sentence}。这一条还留在今日里，期限不变。")
        self._ctx, self._duty, self._done = ctx, duty, done
        self.why = TextInput(lines=2)
        self.add("why", "为什么先不办", self.why)
        self.add("until", "到哪天再办", DateInput(ctx.theme, ctx.today() + timedelta(days=1)))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        values, store, actor = self.values(), self._ctx.store, self._ctx.actor
        until, why, duty = values["until"], values["why"], self._duty.id
        self.set_errors({})
        self._ctx.tasks.run(
            lambda job: put_off(store, actor=actor, duty=duty, until=until, why=why),
            done=lambda _: self._saved(f"已记下：先不办，到{until.month}月{until.day}日"),
            failed=self._refused, owner=self)

    def _saved(self, said: str) -> None:
        self.accept()
        self._ctx.toast(said)
        self._done()

    def _refused(self, error: KnownError) -> None:
        self.set_errors({_AT_FIELD.get(error.code, "why"): error.sentence})


def ask_conflict(ctx: AppContext, window: QWidget, name: str, conflict: Conflict) -> None:
    """Two cards with value, who and when; the one that is chosen is shown from now on."""
    label = LABELS.get(conflict.field, "这一项")
    choices = [(str(at), shown_value(conflict.field, choice.value), _told(choice), "")
               for at, choice in enumerate(conflict.choices)]
    dialog = ChooseDialog(
        ctx.theme, window, title="两台电脑填得不一样",
        text=f"{name} · {label}。两个都留着，请您选一个显示。", choices=choices,
        verb="用选中的", refuse="打电话问过再定", note="另一个可以在“经过”里找到")
    store, actor = ctx.store, ctx.actor

    def take(key: str) -> None:
        value = conflict.choices[int(key)].value
        ctx.perform(lambda: settle(store, actor=actor, conflict=conflict, value=value),
                    said=f"已选定 {name} 的{label}")

    dialog.chosen.connect(take)
    dialog.open()


def _told(choice: Choice) -> str:
    at = datetime.fromtimestamp(choice.at / 1000, UTC).astimezone()
    who = choice.operation.actor if choice.operation else ""
    return f"{who} · {at.month}月{at.day}日填" if who else f"{at.month}月{at.day}日填"
