"""Schools that have not filed: the reminders on paper, and a call that somebody made."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.returns import kind_of
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.operations.reminders import note_call, reminder_letters
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.pages.pages_sheet import PagesSheet
from kongchuo_desktop.ui.pages.papers_print import Print
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.inputs import TextInput


class CallForm(SavingForm):
    """记打电话: that a school was telephoned about a return, and what it said."""

    def __init__(self, ctx: AppContext, window: QWidget, *, unit: str, name: str,
                 period: str) -> None:
        super().__init__(ctx, window, title=f"给{name}打过电话", verb="记下",
                         context=f"催{what_words(kind_of(period), period)}。")
        self._unit, self._name, self._period = unit, name, period
        self.add("said", "怎么说的", TextInput("如：陶主任说明天送来；可以空着", lines=2))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, unit, period = self._ctx, self._unit, self._period
        said = self.values()["said"]
        self.write(lambda: note_call(ctx.store, actor=ctx.actor, unit=unit, period=period,
                                     said=said), said=f"已记下给{self._name}打过电话")


def show_reminders(ctx: AppContext, window: QWidget, *, units: Sequence[str], period: str,
                   printer: Print, save_path: SavePath) -> None:
    """Make the letters in the worker and show the exact pages before printing."""
    store, day = ctx.store, ctx.today()

    def show(pdf: bytes) -> None:
        name = f"{what_words(kind_of(period), period)}催报单"
        PagesSheet(ctx, window, pdf=pdf, title="打印催报单", name=name,
                   said="催报单", kept="报来的都在电脑里。", printer=printer,
                   save_path=save_path).open()

    ctx.tasks.run(lambda job: reminder_letters(store, units=units, period=period, day=day),
                  done=show, failed=ctx.show_error, owner=window)
