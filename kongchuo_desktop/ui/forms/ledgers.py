"""The forms of 台账: why a child is apart from the roll, and where a masked list is put up."""

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.reconcile import Side
from kongchuo_desktop.operations.disclosing import Disclosed, disclose
from kongchuo_desktop.operations.ledgers import Ledger
from kongchuo_desktop.operations.reconcile import REASONS, explain
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.photos import Choose, PhotoField, choose_photos
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput

_OWN = "自己写"
_WEEK = timedelta(days=6)
PRINT, KEEP = "print", "keep"
_WAYS = ((PRINT, "打印"), (KEEP, "存为PDF"))


class ExplainForm(SavingForm):
    """写明情况 of one child of 在籍不在校 or 在校不在籍; what is most often so is chosen, anything
    else is written."""

    AT_FIELD: ClassVar = {"no_reason": "why", "future_date": "day"}

    def __init__(self, ctx: AppContext, window: QWidget, *, pupil: str, name: str, side: Side,
                 known: str, choose: Choose = choose_photos) -> None:
        """``known``: what the list says of the child so far."""
        super().__init__(ctx, window, title=f"写明情况：{name}", verb="写明情况",
                         context=f"{side}。{known}" if known else f"{side}。")
        self._pupil, self._name, self._side = pupil, name, side
        self.usual = Choice(ctx.theme, [(why, why) for why in REASONS[side]] + [("", _OWN)])
        self.why = LineInput(ctx.theme, "孩子在哪里、怎么回事、谁核实的")
        self.day = DateInput(ctx.theme, ctx.today())
        self.add_pair(self.add("usual", "是哪一种", self.usual),
                      self.add("day", "哪天核实的", self.day))
        self.add("why", "情况", self.why)
        self.photos = PhotoField(ctx, self, verb="加照片或扫描件", choose=choose)
        self.form.addWidget(self.photos)
        self.usual.choose("")
        self.usual.activated.connect(lambda _: self.why.setText(self.usual.key()))
        self.focus_first(self.why)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        store, actor, day = self._ctx.store, self._ctx.actor, self.day.value()
        why, pictures = self.why.text().strip(), self.photos.pictures
        self.write(lambda: explain(store, actor=actor, pupil=self._pupil, side=self._side,
                                   day=day, why=why, scans=pictures),
                   said=f"已写明{self._name}：{why}")


class DiscloseForm(SavingForm):
    """公示: where and from when to when; ``done(Disclosed, keep)`` prints it or keeps it as a
    file."""

    AT_FIELD: ClassVar = {"no_place": "place", "bad_dates": "until"}

    def __init__(self, ctx: AppContext, window: QWidget, *, ledger: Ledger,
                 done: Callable[[Disclosed, bool], object]) -> None:
        super().__init__(
            ctx, window, title=f"公示：{ledger.title}", verb="登记公示",
            context="姓名已遮住，只有帮扶和劝返情况，没有班级、号码和住址。"
                    "公示什么、在哪里、从哪天到哪天，记在公示登记册里。")
        self._ledger, self._done = ledger, done
        self.place = LineInput(ctx.theme, "例如学校门口公示栏，全体家长")
        self.since = DateInput(ctx.theme, ctx.today())
        self.until = DateInput(ctx.theme, ctx.today() + _WEEK)
        self.how = Choice(ctx.theme, _WAYS)
        self.add("place", "公示范围和地点", self.place)
        self.add_pair(self.add("since", "从哪天", self.since),
                      self.add("until", "到哪天", self.until))
        self.add("how", "怎么贴出去", self.how)
        self.focus_first(self.place)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        store, actor, ledger = self._ctx.store, self._ctx.actor, self._ledger
        place, since, until = self.place.text(), self.since.value(), self.until.value()
        keep = self.how.key() == KEEP
        self.write(lambda: disclose(store, actor=actor, ledger=ledger, place=place, since=since,
                                    until=until),
                   said=f"已登记公示：{ledger.title}",
                   done=lambda found: self._done(found, keep))
