"""新建个案 and 认定情形: a person says that a child has a case, and what it is."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.policy.words import STATES
from kongchuo_desktop.operations.cases import FOUND, find_state, open_case
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import FactForm, Told
from kongchuo_desktop.ui.parts.inputs import Choice

_ASKED = "有的条款只管疑似辍学或者辍学的学生，文件没有写几天算的，由人认定。"


class StateForm(FactForm):
    """Day, reason, and which of ``states`` it is."""

    def __init__(self, ctx: AppContext, window: QWidget, *, title: str, verb: str, said: str,
                 note_label: str, context: str, states: Sequence[str], new: bool, pupil: str,
                 proof: bool) -> None:
        self._new, self._pupil = new, pupil
        super().__init__(ctx, window, title=title, verb=verb, said=said, note_label=note_label,
                         context=context, save=self._record, proof=proof)
        self.state = Choice(ctx.theme, [(state, STATES[state]) for state in states])
        self.form.insertWidget(0, self.add("state", "情形", self.state, hint=_ASKED))

    def _record(self, told: Told) -> Any:
        store, actor, state = self._ctx.store, self._ctx.actor, self.state.key()
        if self._new:
            return open_case(store, actor=actor, pupil=self._pupil, day=told.day, state=state,
                             by=told.by, note=told.note)
        return find_state(store, actor=actor, pupil=self._pupil, day=told.day, state=state,
                          by=told.by, note=told.note, scans=told.pictures)


def open_opening(ctx: AppContext, window: QWidget, *, pupil: str, name: str) -> None:
    """新建个案 because a person says so."""
    StateForm(ctx, window, title=f"新建个案　{name}", verb="立为个案",
              said=f"已把 {name} 立为个案", note_label="为什么立案",
              context="旷课到了天数的，程序会自己立案，不用在这里建。",
              states=("open", *FOUND), new=True, pupil=pupil, proof=False).open()


def open_finding(ctx: AppContext, window: QWidget, *, pupil: str, name: str) -> None:
    """认定情形 of a case in hand: from then on the clauses about it apply."""
    StateForm(ctx, window, title=f"认定情形　{name}", verb="认定",
              said=f"已记下 {name} 的情形", note_label="谁定的、根据什么", context="",
              states=FOUND, new=False, pupil=pupil, proof=True).open()
