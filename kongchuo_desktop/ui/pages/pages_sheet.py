"""Pages that are printed as they are seen, or kept as a file."""

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_preview import PaperPreview
from kongchuo_desktop.ui.pages.papers_print import Print
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px

_WIDTH = 720
_ROUND = 180
"""What the sheet needs above and below the pages."""


class PagesSheet(Sheet):
    """The pages as they will be printed; 存为PDF for a computer without a printer.

    ``said`` is what they are, as it is told of; ``kept`` what is safe where printing fails.
    """

    def __init__(self, ctx: AppContext, window: QWidget, *, pdf: bytes, title: str, name: str,
                 said: str, kept: str, printer: Print, save_path: SavePath) -> None:
        super().__init__(ctx.theme, window, width=_WIDTH)
        self._ctx, self._pdf, self._name = ctx, pdf, name
        self._said, self._kept = said, kept
        self._printer, self._save_path = printer, save_path
        self.preview = PaperPreview(ctx.theme)
        self.preview.view.setAccessibleName(f"{said}的纸面")
        self.preview.set_zoom("width")
        self.preview.show_pdf(pdf)
        self.preview.setMinimumHeight(max(Px.SIDEBAR_WIDTH, window.window().height() - _ROUND))
        self.body.addWidget(Words(title, "name"))
        self.body.addWidget(self.preview, 1)
        self.pages = Words(f"共 {self.preview.pages()} 页", "caption", "text2")
        take = Button(ctx.theme, "打印", "primary", icon="printer", clicked=self._print)
        self.add_buttons(Button(ctx.theme, "取消", clicked=self.reject),
                         Button(ctx.theme, "存为PDF…", icon="download", clicked=self._save), take,
                         note=self.pages)
        self.focus_first(take)

    def _print(self) -> None:
        pdf, printer = self._pdf, self._printer
        ctx, said = self._ctx, self._said
        self.accept()
        ctx.tasks.run(lambda job: printer([pdf], 1),
                      done=lambda _: ctx.toast(f"{said}已送到打印机"), failed=self._not_printed)

    def _not_printed(self, error: KnownError) -> None:
        self._ctx.show_error(KnownError(
            error.code, error.sentence, kept=self._kept,
            todo="接好打印机再打一次；或者存为PDF，拿到别的电脑上打。"))

    def _save(self) -> None:
        path = self._save_path(self, "存为PDF", f"{self._name}.pdf", "PDF (*.pdf)")
        if path is None:
            return
        ctx, pdf = self._ctx, self._pdf
        self.accept()
        ctx.tasks.run(lambda job: save_file(path, pdf),
                      done=lambda saved: ctx.toast(f"已存为 {saved.name}"),
                      failed=ctx.show_error)
