"""设置 · 外观: light or dark, and the text size, for this computer."""

from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.look import Look, keep_look, put_on
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Scheme

SCHEMES = (("", "跟着电脑"), ("light", "浅色"), ("dark", "深色"))
SIZES = (("", "标准"), ("large", "大"))


class LookSection(Section):
    """Two choices that take effect at once; papers keep their own look."""

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
        self.column.addStretch()

    def _chosen(self) -> None:
        word = self.schemes.current()
        scheme: Scheme | None = "dark" if word == "dark" else "light" if word == "light" else None
        look = Look(scheme, self.sizes.current() == "large")
        put_on(self.theme, look)
        self.ctx.tasks.run(lambda job: keep_look(look))
