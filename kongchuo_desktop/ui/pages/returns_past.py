"""Packages that were written before: what is known of one, and its handover sheet again."""

from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.drives import size_text
from kongchuo_desktop.operations.going_down import SentDown
from kongchuo_desktop.operations.handover import down_sheet, handover_sheet
from kongchuo_desktop.operations.receipts import Taken
from kongchuo_desktop.operations.sent import Sent
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_print import Print
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Facts
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words


class SentSheet(Sheet):
    """When, by whom, where to, which file; ``print_asked(Sent)`` by its button."""

    print_asked = Signal(object)

    def __init__(self, ctx: AppContext, window: QWidget, sent: Sent, taken: Taken | None) -> None:
        super().__init__(ctx.theme, window)
        self.body.addWidget(Words(sent.what, "name"))
        counts = "零报告" if sent.zero else f"{sent.counts['cases']}人在办"
        self.facts = Facts([
            ("写出", f"{day_text(sent.at.date(), today=ctx.today())} {sent.at:%H:%M}，{sent.by}"),
            ("收件人", sent.reader),
            ("写到", sent.place),
            ("文件", sent.path.name),
            ("大小", f"{size_text(sent.size)}，文件码 {sent.short_hash}"),
            ("内容", f"{sent.counts['pupils']}人的名册，{counts}"),
            ("核对码", sent.check_code),
            ("回执", receipt_words(taken, ctx.today())),
        ], right=False)
        self.body.addWidget(self.facts)
        again = Button(ctx.theme, "打印报送清单", "primary", icon="printer",
                       clicked=lambda: self.print_asked.emit(sent))
        self.add_buttons(Button(ctx.theme, "关闭", clicked=self.reject), again,
                         note=Words("包可以随时再写一份，内容以再写的为准。", "caption", wrap=True))
        self.focus_first(again)


def when_words(moment: datetime, today: date) -> str:
    """``今天 16:40`` or ``8月31日`` of a local time."""
    if moment.date() == today:
        return f"今天 {moment:%H:%M}"
    return day_text(moment.date(), today=today)


def past_words(sent: Sent, today: date) -> str:
    """``今天 16:40 · 4人在办``."""
    count = "零报告" if sent.zero else f"{sent.counts['cases']}人在办"
    return f"{when_words(sent.at, today)} · {count}"


def receipt_words(taken: Taken | None, today: date) -> str:
    """``已收到 11月3日``; that nothing came back says nothing of the package."""
    return f"已收到 {day_text(taken.day, today=today)}" if taken else "还没有回执"


def print_sheet(ctx: AppContext, owner: QWidget, sent: Sent | SentDown, printer: Print) -> None:
    """The handover sheet in two copies, also long after the package was written."""
    store = ctx.store

    def sheet() -> bytes:
        return (handover_sheet(store, sent=sent) if isinstance(sent, Sent)
                else down_sheet(store, sent=sent))

    ctx.tasks.run(
        lambda job: printer([sheet()], 2),
        done=lambda _: ctx.toast("清单已打印两份"),
        failed=lambda error: ctx.show_error(
            error, lambda: print_sheet(ctx, owner, sent, printer)),
        owner=owner)
