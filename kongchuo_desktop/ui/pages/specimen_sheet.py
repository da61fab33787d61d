"""样张 of a form over the page: the exact pages with invented data, which may be printed."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.operations.print_queue import printing_hint
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_preview import ZOOMS, PaperPreview
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px

_WIDTH = 760


class SpecimenSheet(Sheet):
    """``printer`` prints in the worker; tests put their own in place."""

    def __init__(self, ctx: AppContext, over: QWidget, form: Form, pdf: bytes, *,
                 printer: Print = print_pdfs) -> None:
        super().__init__(ctx.theme, over, width=ctx.theme.px(_WIDTH))
        self._ctx, self._pdf, self.printer = ctx, pdf, printer
        head = QHBoxLayout()
        head.addWidget(Words(f"{form.title} · 样张", "name"))
        head.addStretch()
        zoom = Segments(ctx.theme, list(ZOOMS), "width")
        head.addWidget(zoom)
        self.body.addLayout(head)
        self.body.addWidget(Words(form.basis, "caption", wrap=True))
        self.preview = PaperPreview(ctx.theme)
        self.preview.set_zoom("width")
        self.preview.setMinimumHeight(over.window().height() - 5 * Px.HEADER)
        self.preview.show_pdf(pdf)
        zoom.chosen.connect(self.preview.set_zoom)
        self.body.addWidget(self.preview, 1)
        note = Words(printing_hint(form, self.preview.pages()), "small", "text2")
        self.close_button = Button(ctx.theme, "关闭", keys="Esc", clicked=self.reject)
        self.print = Button(ctx.theme, "打印样张", icon="printer", clicked=self.print_it)
        self.add_buttons(self.print, self.close_button, note=note)
        self.focus_first(self.close_button)

    def print_it(self) -> None:
        """Print the pages as they are shown; nothing is registered."""
        pdf, printer = self._pdf, self.printer
        self._ctx.tasks.run(lambda job: printer([pdf], 1),
                            done=lambda _: self._ctx.toast("样张已打印"),
                            failed=self._ctx.show_error, owner=self)
