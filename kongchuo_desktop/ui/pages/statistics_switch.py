"""The switch that the pages under 统计 have in their headers: 指标, 报表, 图表."""

from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Segments

_PAGES = (("indicators", "指标"), ("reports", "报表"), ("charts", "图表"))


def statistics_switch(ctx: AppContext, current: str) -> Segments:
    """Leads from one page of figures to another; ``current`` is the page it stands on."""
    switch = Segments(ctx.theme, _PAGES, current)

    def go(key: str) -> None:
        switch.choose(current)
        if key != current:
            ctx.open_page(key)

    switch.chosen.connect(go)
    return switch
