"""The line over a report: which kind, which period, whose, what of it, and whether it was filed."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.returns import school_year_said
from kongchuo_desktop.operations.periods import (
    MONTHLY,
    OPENING,
    TERM,
    YEAR,
    Period,
    short_period,
)
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.pages.reports_read import ReportView
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.words import Chip
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone

_KINDS: Mapping[str, str] = {MONTHLY: "月报", OPENING: "开学", TERM: "学期", YEAR: "学年"}


class ReportBar(QWidget):
    """``kind(str)``, ``period(str)``, ``whose(str)`` when another is chosen; ``viewed`` when other
    figures of the same are."""

    kind = Signal(str)
    period = Signal(str)
    whose = Signal(str)
    viewed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.kinds = Segments(theme, list(_KINDS.items()), MONTHLY)
        self.kinds.chosen.connect(self.kind)
        self.periods, self.units = Choice(theme), Choice(theme)
        self.periods.setAccessibleName("哪一期")
        self.units.setAccessibleName("哪个单位的")
        self.periods.activated.connect(lambda _: self.period.emit(self.periods.key()))
        self.units.activated.connect(lambda _: self.whose.emit(self.units.key()))
        self.views = Segments(theme, [])
        self.views.chosen.connect(lambda _: self.viewed.emit())
        self.state, self.changed = Chip(theme, ""), Chip(theme, "", "amber")
        self._narrow, self._today = False, date.min
        self._view: ReportView | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.ICON_GAP)
        for words in (self.kinds, self.views):
            words.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        for widget in (self.kinds, self.periods, self.units, self.views):
            line.addWidget(widget)
        line.addStretch()
        for chip in (self.state, self.changed):
            line.addWidget(chip)
            chip.hide()

    def step(self, by: int) -> None:
        """An older (1) or a newer (-1) period of the same kind."""
        at = self.periods.currentIndex() + by
        if 0 <= at < self.periods.count():
            self.periods.setCurrentIndex(at)
            self.period.emit(self.periods.key())

    def set_narrow(self, narrow: bool) -> None:
        """That it changed since says that it was filed, where there is no room for both."""
        self._narrow = narrow
        self._tell()

    def show_view(self, view: ReportView, today: date) -> None:
        self._view, self._today = view, today
        self.kinds.choose(view.about.kind)
        self.periods.set_choices([(one.text, _period_words(one, today)) for one in view.periods])
        self.periods.choose(view.about.text)
        self.units.set_choices(view.units)
        self.units.choose(view.whose)
        self.units.setVisible(bool(view.units))
        before = self.views.current()
        self.views.set_choices(view.views, before if before in dict(view.views) else "")
        self.views.setVisible(bool(view.views))
        self._tell()

    def _tell(self) -> None:
        view = self._view
        if view is None:
            return
        state, changes = _state(view, self._today), len(view.own.changes) if view.own else 0
        if state is not None:
            self.state.set(*state)
        self.state.setVisible(state is not None and not (self._narrow and changes))
        self.changed.set(f"报了以后变了{changes}处", "amber")
        self.changed.setVisible(bool(changes))


def _state(view: ReportView, today: date) -> tuple[str, Tone] | None:
    if view.own is None:
        return None
    filed = view.own.filed
    if filed is None:
        return ("还没有报", "grey") if view.own.files else ("由学校报", "grey")
    when = day_text(filed.day, today=today)
    return (f"报了0，{when}", "grey") if filed.zero else (f"已报，{when}", "blue")


def _period_words(about: Period, today: date) -> str:
    """A period beside its kind: ``9月`` of this year, ``第一学期`` of this school year, else whole;
    without 开学, which the kind says."""
    said = school_year_said(about.text)
    here = (about.first.year == today.year if said is None
            else about.kind != YEAR and said[0] == school_year_of(today))
    words = short_period(about.text) if here else about.words
    return words.removesuffix(_KINDS[OPENING])
