"""What 一生一档 asks over the page: putting a duty off, choosing between two values."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.duties.situation import Duty
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.putting_off import put_off
from kongchuo_desktop.operations.questions import Answer, Question, answer, ask_first
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.masks import shown_value, veil_part
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import TextInput
from kongchuo_desktop.ui.told import told_words

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


def ask_question(ctx: AppContext, window: QWidget, name: str, question: Question, *,
                 put_off: Callable[[], object]) -> None:
    """Cards with value, who and when; the chosen one is shown from now on.

    “打电话问过再定” leaves it open and adds a line to 今日; ``put_off`` is called when it did.
    """
    choices = [(str(at), answer_words(question, found), told_words(found), "")
               for at, found in enumerate(question.answers)]
    dialog = ChooseDialog(
        ctx.theme, window, title="两边填得不一样",
        text=f"{name} · {question.what}。几个都留着，请您选一个显示。", choices=choices,
        verb="用选中的", refuse="打电话问过再定", note="没选的也留在记录里")
    store, actor = ctx.store, ctx.actor

    def take(key: str) -> None:
        ctx.perform(lambda: answer(store, actor=actor, question=question, choice=int(key)),
                    said=f"已选定 {name} 的{question.what}")

    def later() -> None:
        ctx.tasks.run(lambda job: ask_first(store, actor=actor, question=question),
                      done=lambda _: noted())

    def noted() -> None:
        ctx.toast(f"{question.what}先放着，今日里记了一条：打电话问")
        put_off()

    dialog.chosen.connect(take)
    dialog.put_off.connect(later)
    veil_part(ctx, dialog, dialog.cards)
    dialog.open()


def answer_words(question: Question, found: Answer) -> str:
    """The value as the screen may show it; whole where masks would hide what is different."""
    text = found.text or shown_value(question.field, found.value)
    others = [other for other in question.answers if other is not found]
    if any(text == (other.text or shown_value(question.field, other.value)) for other in others):
        return found.text or str(found.value)
    return text
