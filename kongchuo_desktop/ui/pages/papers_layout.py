"""What stands where on 文书: list, page and fields side by side, or one after another."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.verify import VerifyForm
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_fields import AskedFields
from kongchuo_desktop.ui.pages.papers_list import FormPicker
from kongchuo_desktop.ui.pages.papers_panel import PaperPanel
from kongchuo_desktop.ui.pages.papers_preview import ZOOMS, PaperPreview
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.words import Chip, Words
from kongchuo_desktop.ui.tokens import Px, Tone

_PANEL = Px.SIDE_PANEL + Px.MARGIN
"""A long name stands in it with its cross, the plus and a scroll bar beside."""
_STEPS = (("list", "1 选文书"), ("page", "2 看纸面"), ("fields", "3 填写"))


class PapersLayout(Page):
    """The widgets of the page; ``flipped(±1)`` asks for the next or previous paper."""

    flipped = Signal(int)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="文书", context="开给家长、上报和存档的纸")
        self._build_header()
        self._build_body()
        self.zoom.chosen.connect(self.preview.set_zoom)
        self.steps.chosen.connect(lambda key: self.layout_changed())
        self.picker.clicked.connect(lambda: self.step_on("page"))
        self.picker.entered.connect(self._entered)
        self.theme.changed.connect(self.layout_changed)
        self.layout_changed()

    def _build_header(self) -> None:
        self.zoom = Segments(self.theme, list(ZOOMS), "page")
        self.steps = Segments(self.theme, _STEPS, "list")
        self.state = Chip(self.theme, "还没有登记", "amber")
        self.before = Button(self.theme, "上一份", size="small",
                             clicked=lambda: self.flipped.emit(-1))
        self.place = Words("", "small", "text2")
        self.after = Button(self.theme, "下一份", size="small",
                            clicked=lambda: self.flipped.emit(1))
        for widget in (self.steps, self.zoom, self.state, self.before, self.place, self.after):
            self.header.middle.addWidget(widget)
        self.check = self.add_action("核对一张纸", self._verify, icon="shield-check")
        self.queue = self.add_action("待打印", lambda: self.ctx.open_page("print_queue"),
                                     icon="printer")
        self.register = self.add_action("发出登记簿", lambda: self.ctx.open_page("paper_register"),
                                        icon="list-checks")
        self.commands.add("zoom.in", "纸面放大", "+", lambda: self.preview.magnify(True),
                          other_keys=("=",))
        self.commands.add("zoom.out", "纸面缩小", "-", lambda: self.preview.magnify(False))
        self.commands.add("flip.next", "下一份", "Ctrl+PgDown", lambda: self.flipped.emit(1))
        self.commands.add("flip.back", "上一份", "Ctrl+PgUp", lambda: self.flipped.emit(-1))
        self.help_lines = [("↑ ↓", "选文书"), ("Tab", "一格一格填"), ("回车", "打印并登记")]

    def _build_body(self) -> None:
        self.picker = FormPicker(self.theme)
        self.list, self.model = self.picker.list, self.picker.model
        self.preview = PaperPreview(self.theme)
        self.fields = AskedFields(self.ctx)
        self.panel = PaperPanel(self.ctx, self.fields)
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        line.addWidget(self.picker)
        line.addWidget(self.preview, 1)
        line.addWidget(self.panel)
        self.body.addLayout(line, 1)

    def show_count(self, at: int, count: int) -> None:
        """“1/3”; nothing for a single paper."""
        for widget in (self.before, self.place, self.after):
            widget.setVisible(count > 1)
        self.place.setText(f"{at + 1}/{count}")

    def show_state(self, words: str, tone: Tone) -> None:
        """Whether what is shown is registered; in its own place only where there is one."""
        self.state.set(words, tone)
        self.state.setVisible(self._state_has_room())

    def _state_has_room(self) -> bool:
        return not self.narrow or self.steps.current() == "page"

    def show_waiting(self, count: int) -> None:
        """How many papers wait for the printer."""
        self.queue.setText(f"待打印 {count}" if count else "待打印")

    def clear_search(self) -> bool:
        if not self.picker.search.text():
            return False
        self.picker.search.clear()
        return True

    def _verify(self) -> None:
        VerifyForm(self.ctx, self).open()

    def panes(self) -> Sequence[QWidget]:
        return (self.list, self.picker.search, self.preview.view, self.panel.whom)

    def close_inner(self) -> bool:
        now = self.steps.current()
        if not self.narrow or now == "list":
            return False
        self.step_on("page" if now == "fields" else "list")
        return True

    def layout_changed(self) -> None:
        if not hasattr(self, "panel"):
            return
        step, wide = self.steps.current(), not self.narrow
        self.steps.setVisible(self.narrow)
        self.zoom.setVisible(wide or step == "page")
        self.header.context.setVisible(wide)
        self.state.setVisible(self._state_has_room())
        self.register.setVisible(wide or step == "list")
        self.queue.setVisible(wide or step == "list")
        # Narrow, it is reached from 发出登记簿.
        self.check.setVisible(wide)
        self.picker.setVisible(wide or step == "list")
        self.preview.setVisible(wide or step == "page")
        self.panel.setVisible(wide or step == "fields")
        self.panel.set_wide(self.narrow)
        for part, width in ((self.picker, Px.SIDEBAR_WIDTH), (self.panel, _PANEL)):
            least = self.theme.px(width)
            part.setMinimumWidth(least)
            part.setMaximumWidth(least if wide else self.maximumWidth())

    def step_on(self, step: str) -> None:
        if self.narrow:
            self.steps.choose(step)
            self.layout_changed()
            place = {"list": self.list, "page": self.preview.view, "fields": self._to_fill()}
            place[step].setFocus()

    def _to_fill(self) -> QWidget:
        """Whom it is for, then the first field: from there Enter is the blue button."""
        first = None if self.panel.whom.lacking() else self.fields.first()
        return first or self.panel.whom

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.narrow and self.preview.view.hasFocus():
            self.step_on("fields")
        else:
            super().keyPressEvent(event)

    def _entered(self) -> None:
        """Enter on a form: the next step when narrow, else whom it is for, else the blue button."""
        if self.narrow:
            self.step_on("page")
        elif self.panel.whom.lacking():
            self.panel.whom.open_search()
        elif (button := self.primary()) is not None and button.isEnabled():
            button.click()
