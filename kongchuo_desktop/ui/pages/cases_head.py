"""The head of one case: who, since when, the ladder, and where to go from there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from kongchuo_desktop.domain.cases.views import CaseView
from kongchuo_desktop.operations import corrections
from kongchuo_desktop.operations.cases import CaseCard
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.correction import ask_about_pupil
from kongchuo_desktop.ui.forms.dossier import DossierForm
from kongchuo_desktop.ui.pages.cases_ladder import rung_of
from kongchuo_desktop.ui.pages.pupil_face import Face, absent_words, person_chips
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.steps import Ladder
from kongchuo_desktop.ui.parts.words import ChipRow, ElidedWords, Words
from kongchuo_desktop.ui.tokens import Px, Type


class CaseHead(Card):
    """``step_chosen(at)`` on the ladder, ``card_asked`` by 打开档案."""

    step_chosen = Signal(int)
    card_asked = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx, self._theme = ctx, ctx.theme
        self._pupil = ""
        self.face = Face(ctx.theme)
        self.name, self.since = Words("", "name"), ElidedWords("", "small", "text2")
        self.chips = ChipRow(ctx.theme)
        self.back = Button(ctx.theme, "退回修改…", icon="undo-2", size="small")
        self.back.clicked.connect(self._send_back)
        self.back.hide()
        self.ladder = Ladder(ctx.theme)
        self.ladder.setCursor(Qt.CursorShape.PointingHandCursor)
        self.ladder.chosen.connect(self.step_chosen)
        self._who, self._top, self._ways = QGridLayout(), QWidget(), QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        self.body.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GRID)
        top = QHBoxLayout(self._top)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(Px.CHIP_GAP)
        top.addWidget(self.name)
        top.addWidget(self.chips, 1)
        ways = QHBoxLayout(self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(Px.PAD_SMALL)
        ways.addWidget(self.back)
        ways.addWidget(Button(self._theme, "卷宗…", size="small", clicked=self._bind))
        ways.addWidget(Button(self._theme, "打开档案", size="small", clicked=self.card_asked.emit))
        self._who.setHorizontalSpacing(Px.PAD_SMALL)
        self._who.setVerticalSpacing(0)
        self._who.setColumnStretch(1, 1)
        self._who.addWidget(self.face, 0, 0, 2, 1)
        self._who.addWidget(self.since, 1, 1)
        self.body.addLayout(self._who)
        self.set_narrow(False)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("步骤")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.ladder)
        self.ladder.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setFixedHeight(Ladder.HEIGHT + Px.SCROLL)
        self.body.addWidget(self._scroll)

    def set_narrow(self, narrow: bool) -> None:
        """Name and chips then have the whole first line, and what leads on the second."""
        self.face.setVisible(not narrow)
        self._who.addWidget(self._top, 0, 1, 1, 2 if narrow else 1)
        self._who.addWidget(self._ways, int(narrow), 2, 1 if narrow else 2, 1)

    def show_case(self, card: CaseCard) -> None:
        """Rungs are as wide as the longest of their words, so that none is cut."""
        view = card.view
        self.face.set(view.name)
        self.name.setText(view.name)
        self.chips.set(person_chips(card.person, view, veil=self._ctx.veil))
        self.since.setText(_since_words(view))
        rungs = [rung_of(step) for step in view.steps]
        self.ladder.set(rungs)
        widest = max((self._theme.width(text, Type.SMALL, bold=True)
                      for rung in rungs for text in (rung.name, rung.line, rung.note)), default=0)
        self.ladder.setMinimumWidth(len(rungs) * max(Ladder.LEAST, widest + Px.GAP))
        self._offer_to_ask(view.pupil)

    def bring_into_view(self, at: int) -> None:
        """A rung of a ladder that is wider than its place."""
        place = self.ladder.place(at)
        self._scroll.ensureVisible(place.center().x(), 0, place.width(), 0)

    def _offer_to_ask(self, pupil: str) -> None:
        """退回修改 is for those who have somebody to ask."""
        if pupil != self._pupil:
            self.back.hide()
        self._pupil, store = pupil, self._ctx.store
        if self._ctx.actor.role == "class":
            return
        self._ctx.read(lambda: corrections.may_ask(store, pupil=pupil),
                       lambda asks: self.back.setVisible(asks and pupil == self._pupil),
                       owner=self)

    def _bind(self) -> None:
        DossierForm(self._ctx, self, pupil=self._pupil, name=self.name.text()).open()

    def _send_back(self) -> None:
        ask_about_pupil(self._ctx, self, pupil=self._pupil, name=self.name.text())


def _since_words(view: CaseView) -> str:
    """Since when, and how far the case has come, unless the one says the other."""
    said = absent_words(view)
    more = "" if view.closed or view.stage in (view.state_name, "") else f" · {view.stage}"
    return said + more
