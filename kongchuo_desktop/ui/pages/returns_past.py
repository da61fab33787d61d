"""One package that was written before: all that is known of it, and its handover sheet again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.drives import size_text
from kongchuo_desktop.operations.sent import Sent
from kongchuo_desktop.operations.words import day_text, month_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Facts
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words


class SentSheet(Sheet):
    """When, by whom, where to, which file; ``print_asked(Sent)`` by its button."""

    print_asked = Signal(object)

    def __init__(self, ctx: AppContext, window: QWidget, sent: Sent) -> None:
        super().__init__(ctx.theme, window)
        self.body.addWidget(Words(f"{month_text(sent.period)}的报送包", "name"))
        counts = "零报告" if sent.zero else f"{sent.counts['cases']}人在办"
        self.facts = Facts([
            ("写出", f"{day_text(sent.at.date(), today=ctx.today())} {sent.at:%H:%M}，{sent.by}"),
            ("收件人", sent.reader),
            ("写到", sent.place),
            ("文件", sent.path.name),
            ("大小", f"{size_text(sent.size)}，文件码 {sent.short_hash}"),
            ("内容", f"{sent.counts['pupils']}人的名册，{counts}"),
            ("核对码", sent.check_code),
        ], right=False)
        self.body.addWidget(self.facts)
        again = Button(ctx.theme, "打印交接单", "primary", icon="printer",
                       clicked=lambda: self.print_asked.emit(sent))
        self.add_buttons(Button(ctx.theme, "关闭", clicked=self.reject), again,
                         note=Words("包可以随时再写一份，内容以再写的为准。", "caption", wrap=True))
        self.focus_first(again)
