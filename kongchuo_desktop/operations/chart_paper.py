"""Charts on paper: the form 控辍保学情况图表 with the charts that are shown."""

from collections.abc import Sequence
from datetime import date

from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.operations.charts import KINDS
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.store.store import Store

FORM = "situation_charts"


def chart_pages(store: Store, *, charts: Sequence[Chart], span: str, whom: str,
                day: date) -> bytes:
    """The PDF of charts; ``span`` says which days they are about, ``whom`` of which class."""
    shown: dict[str, Chart | None] = dict.fromkeys(KINDS)
    shown |= {chart.id: chart for chart in charts}
    drafts = draft_papers(store, form_id=FORM, day=day, coded=False,
                          asked={**shown, "span": span, "whom": whom})
    return drafts[0].pdf
