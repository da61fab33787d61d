"""设置 · 外观: light or dark, the text size and the printer, for this computer."""

from collections.abc import Callable
from dataclasses import replace

from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.look import Look, keep_look, kept_look, put_on
from kongchuo_desktop.ui.pages.papers_print import printers
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Scheme

SCHEMES = (("", "跟着电脑"), ("light", "浅色"), ("dark", "深色"))
SIZES = (("", "标准"), ("large", "大"))


class LookSection(Section):
    """Choices that take effect at once; papers keep their own look."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        made = card("外观", "只管这台电脑上的窗口，打印出来的文书不变。")
        follows = ctx.theme.follows
        self.schemes = Segments(ctx.theme, SCHEMES, "" if follows else ctx.theme.scheme)
        self.sizes = Segments(ctx.theme, SIZES, "large" if ctx.theme.large else "")
        for segments in (self.schemes, self.sizes):
            segments.chosen.connect(lambda key: self._chosen())
        made.body.addLayout(line_of("颜色", self.schemes))
        made.body.addLayout(line_of("字号", self.sizes))
        made.body.addWidget(Words("这一行是正文的大小。", "body"))
        self.column.addWidget(made)
        self.print = card("打印机", "这台电脑接了几台打印机，文书从选中的这一台出来。")
        self.printer = Choice(ctx.theme)
        self.printer.setAccessibleName("打印机")
        self.printer.activated.connect(lambda at: self._printer_chosen())
        self.print.body.addLayout(line_of("", self.printer))
        self.print.hide()
        self.column.addWidget(self.print)
        self.column.addStretch()

    def refresh(self, changes: Changes | None) -> None:
        self.ctx.read(lambda: (printers(), kept_look().printer), self._show_printers, owner=self)

    def _show_printers(self, found: tuple[list[str], str]) -> None:
        """A choice is offered only where there is one."""
        names, chosen = found
        self.print.setVisible(len(names) > 1)
        self.printer.set_choices([(name, name) for name in names])
        self.printer.choose(chosen if chosen in names else names[0] if names else "")

    def _printer_chosen(self) -> None:
        printer = self.printer.key()
        self._keep(lambda look: replace(look, printer=printer))

    def _chosen(self) -> None:
        word = self.schemes.current()
        scheme: Scheme | None = "dark" if word == "dark" else "light" if word == "light" else None
        large = self.sizes.current() == "large"
        put_on(self.theme, Look(scheme, large))
        self._keep(lambda look: replace(look, scheme=scheme, large=large))

    def _keep(self, change: Callable[[Look], Look]) -> None:
        self.ctx.tasks.run(lambda job: keep_look(change(kept_look())))
