"""Settling many at once: whose word counts for which of the lines, and what was left open."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.operations.disagreements import (
    Line,
    against_sender,
    by_sender,
    senders,
)
from kongchuo_desktop.operations.questions import Question
from kongchuo_desktop.operations.settling import Chosen, Settled, settle_all
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.checks import Radio
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme

_MOST_SENDERS = 12
_MOST_LEFT = 12
_OTHERS = "+others"


class Radios(QWidget):
    """One of a few sentences, one below the other."""

    def __init__(self, theme: Theme, choices: Sequence[tuple[str, str]],
                 changed: Callable[[], object]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.buttons: dict[str, Radio] = {}
        for key, words in choices:
            button = self.buttons[key] = Radio(theme, words, checked=not self.buttons)
            button.toggled.connect(changed)
            column.addWidget(button)
        self.setFocusProxy(next(iter(self.buttons.values())))

    def value(self) -> str:
        """The key of the one that is chosen."""
        return next(key for key, button in self.buttons.items() if button.isChecked())


class SettleManyForm(SavingForm):
    """全部以……为准: which lines (all of them, or those of one field), and whose word counts."""

    def __init__(self, ctx: AppContext, window: QWidget, lines: Sequence[Line], *,
                 group: str) -> None:
        super().__init__(ctx, window, title="全部以谁为准", verb="选定",
                         context="没选的也留在记录里，选定以后可以撤销。")
        self._lines = {"": [line for line in lines if not line.held],
                       group: [line for line in lines if line.group == group and not line.held]}
        self._window = window
        which = [(key, f"{f'所有的“{key}”' if key else '现在列出的全部'}，{len(found)}处")
                 for key, found in sorted(self._lines.items(), reverse=True) if found]
        self.which = Radios(ctx.theme, which, self._count)
        self.whose = Radios(ctx.theme, self._senders(), self._count)
        self.add("which", "哪些", self.which)
        self.add("whose", "以谁填的为准", self.whose)
        self.submitted.connect(self._save)
        self._count()

    def _senders(self) -> list[tuple[str, str]]:
        found = senders(self._lines[""])
        own = self._ctx.store.header.name
        named = [(name, f"{name}，{count}处") for name, count in found[:_MOST_SENDERS]]
        if len(found) > 1 and own in dict(found):
            named.append((_OTHERS, f"别的电脑填的（不用{own}的）"))
        return named

    def _chosen(self) -> list[Chosen]:
        lines, whose = self._lines[self.which.value()], self.whose.value()
        own = self._ctx.store.header.name
        found = against_sender(lines, own) if whose == _OTHERS else by_sender(lines, whose)
        return [Chosen(question, at) for question, at in found]

    def _count(self) -> None:
        if hasattr(self, "whose"):
            count = len(self._chosen())
            self.send.setText(f"选定{count}处")
            self.send.setEnabled(count > 0)

    def _save(self) -> None:
        ctx, chosen, window = self._ctx, self._chosen(), self._window
        self.send.setEnabled(False)
        ctx.perform(lambda: settle_all(ctx.store, actor=ctx.actor, chosen=chosen),
                    said=settled_words, failed=self.refused, owner=self,
                    done=lambda done: self._done(done, window))

    def _done(self, done: Settled, window: QWidget) -> None:
        self.accept()
        show_left(self._ctx, window, done)


def settled_words(done: Settled) -> str:
    """``已选定5处，2处没有动``."""
    left = f"，{len(done.left)}处没有动" if done.left else ""
    return f"已选定{done.settled}处{left}" if done.settled else ""


def show_left(ctx: AppContext, window: QWidget, done: Settled) -> None:
    """Name what was not settled, and why; nothing for none."""
    if done.left:
        LeftSheet(ctx, window, done.left).open()


class LeftSheet(Sheet):
    """What stays open after many were settled."""

    def __init__(self, ctx: AppContext, window: QWidget,
                 left: Sequence[tuple[Question, str]]) -> None:
        super().__init__(ctx.theme, window)
        self.body.addWidget(Words(f"有{len(left)}处没有动", "name", wrap=True))
        for reason in dict.fromkeys(reason for _, reason in left):
            named = [question.what for question, why in left if why == reason]
            said = "、".join(dict.fromkeys(named[:_MOST_LEFT]))
            more = "……" if len(named) > _MOST_LEFT else ""
            self.body.addWidget(Words(f"{reason}（{len(named)}处）：{said}{more}", "small",
                                      "text2", wrap=True))
        self.add_buttons(Button(ctx.theme, "知道了", "primary", clicked=self.accept))
