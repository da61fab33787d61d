"""The register with its search bar and right column, which folds away in a narrow window."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.attendance import PRESENT, MarkInput
from kongchuo_desktop.operations.roll_call import Outlook
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.attendance_cell import GAP
from kongchuo_desktop.ui.pages.attendance_desk import RegisterDesk
from kongchuo_desktop.ui.pages.attendance_find import FindBar
from kongchuo_desktop.ui.pages.attendance_frame import Keys
from kongchuo_desktop.ui.pages.attendance_kinds import BY_KEY
from kongchuo_desktop.ui.pages.attendance_register import RegisterModel, RegisterView
from kongchuo_desktop.ui.pages.attendance_session import RollSession
from kongchuo_desktop.ui.pages.attendance_side import SidePanel, short_words
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class RegisterBody(QWidget):
    """Search bar, grid and line of keys at the left; counts and the list of the marked right."""

    def __init__(self, theme: Theme, page: Page, desk: RegisterDesk) -> None:
        super().__init__()
        self._page, self._desk = page, desk
        self.by_lesson = False
        """Whether a mark is followed by the question which lessons it covers."""
        self.folded = False
        self.finder = FindBar(theme)
        self.model = RegisterModel()
        self.grid = RegisterView(theme, self.model)
        self.keys = Keys(theme)
        self.side = SidePanel(theme)
        self.counts = Button(theme, "", "text", size="small", clicked=self.toggle_side)
        self.counts.hide()
        self.finder.end.addWidget(self.counts)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        # Every cell ends with the gap to the next one, so the last column is too wide by one.
        self._across.setSpacing(Px.MARGIN - Px.GRID - GAP)
        left = QVBoxLayout()
        left.setSpacing(Px.PAD_INPUT)
        above = QHBoxLayout()
        above.setContentsMargins(0, 0, GAP, 0)
        above.addWidget(self.finder)
        left.addLayout(above)
        left.addWidget(self.grid, 1)
        left.addWidget(self.keys)
        self._across.addLayout(left, 1)
        self._across.addWidget(self.side)
        self._listen()

    def _listen(self) -> None:
        find, grid, desk = self.finder, self.grid, self._desk
        find.meant.connect(lambda pupil: grid.go(pupil or None))
        find.to_grid.connect(grid.enter)
        find.lessons_chosen.connect(self._set_lessons)
        find.sent.connect(desk.send)
        for source in (find, grid):
            source.marked.connect(self._mark)
            source.cleared.connect(self._clear)
            source.undo_asked.connect(desk.undo)
        grid.moved.connect(self._point)
        grid.typed.connect(self._type)
        grid.left.connect(self._leave_grid)

    # marking

    def _mark(self, letter: str) -> None:
        pupil = self.finder.pupil() or self.grid.pupil()
        session = self._desk.session
        if pupil is None or session is None:
            return
        if pupil.elsewhere:
            self.finder.refuse(f"{pupil.name} {pupil.elsewhere}，不在班里点名")
            return
        mark = MarkInput(BY_KEY[letter].kind)
        self._desk.set(pupil.id, mark, f"已把 {pupil.name} 标为{mark.kind}")
        if self.by_lesson:
            self.finder.hold(pupil)
            self.finder.ask_lessons(session.call.lessons, ())
        elif not self.grid.hasFocus():
            self.finder.clear()

    def _clear(self) -> None:
        pupil = self.finder.pupil() or self.grid.pupil()
        if pupil is not None:
            self._desk.set(pupil.id, MarkInput(PRESENT), f"已把 {pupil.name} 改回出勤")
            if not self.grid.hasFocus():
                self.finder.clear()

    def _set_lessons(self, lessons: tuple[int, ...]) -> None:
        pupil, session = self.finder.pupil(), self._desk.session
        mark = session.marks.get(pupil.id) if session and pupil else None
        if pupil is not None and mark is not None:
            self._desk.set(pupil.id, MarkInput(mark.kind, lessons), "")

    def _point(self, pupil: str) -> None:
        session = self._desk.session
        if session is not None:
            self.finder.hold(session.pupil(pupil))

    def _type(self, text: str) -> None:
        self._leave_grid()
        self.finder.type_in(text)

    def _leave_grid(self) -> None:
        self.finder.field.setFocus()
        self.finder.clear()

    # showing

    def show_session(self, session: RollSession, outlooks: Mapping[str, Outlook]) -> None:
        """Marks have changed: cells, counts and list."""
        self.model.touch()
        self.side.show_session(session, outlooks)
        self.counts.setText(short_words(session.counts()))

    def fold(self, folded: bool, *, low: bool) -> None:
        """Below 1280 px the right column slides over the page, opened by the counts."""
        self.keys.setVisible(not low and not folded)
        if folded != self.folded:
            self.folded = folded
            self.finder.set_narrow(folded)
            self.counts.setVisible(folded)
            self.side.set_floating(folded)
            if folded:
                self._across.removeWidget(self.side)
                self.side.setParent(self._page)
                self.side.hide()
            else:
                self._across.addWidget(self.side)
                self.side.show()
        if folded:
            self._slide()

    def toggle_side(self) -> None:
        self.side.setVisible(not self.side.isVisible())
        self._slide()
        if self.side.isVisible():
            self.side.view.setFocus()

    def close_side(self) -> bool:
        """Esc: put the column away again; False when it was not slid over."""
        if not self.folded or not self.side.isVisible():
            return False
        self.side.hide()
        return True

    def _slide(self) -> None:
        page = self._page
        top, width = page.header.height(), self.side.width()
        self.side.setGeometry(page.width() - width, top, width, page.height() - top)
        self.side.raise_()
