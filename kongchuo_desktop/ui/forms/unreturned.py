"""Why a child did not come back when school began again, and where it is."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.policy.titles import Titles
from kongchuo_desktop.operations.late_return import record_unreturned
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, TextInput

_UNKNOWN = ("", "还不知道")


class UnreturnedForm(SavingForm):
    """登记未按时返校; cause and whereabouts may stay open and be entered again later."""

    AT_FIELD: ClassVar = {"future_date": "day"}

    def __init__(self, ctx: AppContext, window: QWidget, *, pupil: str, name: str, day: date,
                 titles: Titles) -> None:
        super().__init__(
            ctx, window, title=f"没有按时返校：{name}", verb="登记",
            context="记进未及时返校登记册；照文件该家访、该开文书的，会列进今日。",
        )
        self._pupil, self._name = pupil, name
        cause = self.add("cause", "原因", Choice(ctx.theme, _choices(titles.causes.values())))
        where = self.add("whereabouts", "孩子在哪",
                         Choice(ctx.theme, _choices(titles.whereabouts.values())))
        self.add_pair(cause, where)
        self.add("day", "哪天问的", DateInput(ctx.theme, day))
        self.add("note", "怎么说的", TextInput("可以空着", lines=2))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given = self.values()
        ctx, pupil = self._ctx, self._pupil
        self.write(
            lambda: record_unreturned(
                ctx.store, actor=ctx.actor, pupil=pupil, day=given["day"], cause=given["cause"],
                whereabouts=given["whereabouts"], note=given["note"].strip(),
            ),
            said=f"已把 {self._name} 记进未及时返校登记册",
        )


def open_unreturned(ctx: AppContext, window: QWidget, *, pupil: str, name: str,
                    day: date) -> None:
    """Open the form with the words of the documents in force."""
    store = ctx.store
    ctx.read(lambda: policy_book(store).titles,
             lambda titles: UnreturnedForm(ctx, window, pupil=pupil, name=name, day=day,
                                           titles=titles).open(), owner=window)


def _choices(words: Iterable[str]) -> list[tuple[str, str]]:
    return [_UNKNOWN, *((word, word) for word in dict.fromkeys(words))]
