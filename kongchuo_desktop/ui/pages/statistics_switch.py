"""The switch that the pages under 统计 have in their headers: 指标, 报表, 图表."""

from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.parts.buttons import Segments

_PAGES = (("indicators", "指标"), ("reports", "报表"), ("charts", "图表"))


def add_statistics_switch(page: Page, current: str) -> None:
    """Leads from one page of figures to another; ``current`` is the page it stands on. Nothing
    stands before it, so that it stays in its place from page to page."""
    switch, ctx = Segments(page.theme, _PAGES, current), page.ctx
    page.header.context.hide()
    page.header.middle.addWidget(switch)

    def go(key: str) -> None:
        switch.choose(current)
        if key != current:
            ctx.open_page(key)

    switch.chosen.connect(go)
