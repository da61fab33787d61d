"""The charts of the page 图表 in cards, two beside each other where both are narrow."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from kongchuo_desktop.domain.charts.model import Chart, Piece
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.chart import ChartView
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_PAIRS = frozenset({("weekdays", "months"), ("states", "causes")})


class ChartCard(Card):
    """A chart, its title and the words that say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.name, self.said = Words("", "strong"), Words("", "small", "text2", wrap=True)
        self.view = ChartView(theme)
        for widget in (self.name, self.said, self.view):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_chart(self, chart: Chart) -> None:
        self.name.setText(chart.title)
        self.said.setText(chart.said)
        self.view.show_chart(chart)
        self.view.setVisible(not chart.empty)


class ChartCards(Scrolled):
    """``opened(Chart, Piece)``: a piece behind which somebody stands."""

    opened = Signal(object, object)

    def __init__(self, theme: Theme) -> None:
        inside = QWidget()
        super().__init__(inside)
        self._theme, self._column = theme, inside
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Px.GAP)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._cards: dict[str, ChartCard] = {}
        self._shown: Sequence[Chart] = ()
        self._narrow = False

    @property
    def shown(self) -> Sequence[Chart]:
        return self._shown

    def views(self) -> list[ChartView]:
        """The charts that can be walked, from the top."""
        return [self._cards[chart.id].view for chart in self._shown if not chart.empty]

    def show_charts(self, found: Sequence[Chart]) -> None:
        """Others, or the same with new figures: a chart that stays keeps its place."""
        self._shown = found
        for chart in found:
            if chart.id not in self._cards:
                self._cards[chart.id] = self._card(chart.id)
            self._cards[chart.id].show_chart(chart)
        self._arrange()

    def set_narrow(self, narrow: bool) -> None:
        """Whether there is room for one column only."""
        self._narrow = narrow
        self._arrange()

    def _card(self, name: str) -> ChartCard:
        card = ChartCard(self._theme)
        # Shown without a place it would be a window of its own.
        card.setParent(self._column)
        card.view.opened.connect(lambda piece: self._open(name, piece))
        card.view.walked.connect(lambda place: self._follow(card.view, place))
        card.view.installEventFilter(self)
        return card

    def _open(self, name: str, piece: Piece) -> None:
        self.opened.emit(next(chart for chart in self._shown if chart.id == name), piece)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, ChartView):
            self._follow(watched, watched.here())
        return super().eventFilter(watched, event)

    def _follow(self, view: ChartView, place: QRect) -> None:
        """Bring the piece at hand into sight."""
        middle = view.mapTo(self._column, place.center())
        self.ensureVisible(middle.x(), middle.y(), 0, Px.MARGIN + place.height())

    def _arrange(self) -> None:
        shown = {chart.id for chart in self._shown}
        for name, card in self._cards.items():
            self._grid.removeWidget(card)
            card.setVisible(name in shown)
        lines = self._lines()
        for row, line in enumerate(lines):
            for column, chart in enumerate(line):
                self._grid.addWidget(self._cards[chart.id], row, column, 1, 3 - len(line))
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(len(lines), 1)

    def _lines(self) -> list[list[Chart]]:
        """The charts line by line: a pair that belongs together on one where there is room."""
        lines: list[list[Chart]] = []
        for chart in self._shown:
            if lines and not self._narrow and (lines[-1][-1].id, chart.id) in _PAIRS:
                lines[-1].append(chart)
            else:
                lines.append([chart])
        return lines
