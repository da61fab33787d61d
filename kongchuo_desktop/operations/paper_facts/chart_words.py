"""The charts that a form may carry, by dotted word: of the school year up to the paper's day."""

from collections.abc import Mapping
from datetime import date

from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.operations.paper_facts.look import About
from kongchuo_desktop.operations.paper_facts.pupil_words import Word
from kongchuo_desktop.papers.sources import CHARTS


def _chart(name: str) -> Word:
    def word(about: About) -> Chart | None:
        # Charts count the packages that came, and a package may bring forms: a circle of modules.
        from kongchuo_desktop.operations.charts import charts

        look = about.look
        first = date(look.calendar.school_year(look.day), 9, 1)
        found = charts(look.store, first=first, last=look.day, class_id=about.whom.class_id)
        return next((chart for chart in found if chart.id == name), None)
    return word


WORDS: Mapping[str, Word] = {word: _chart(word.removeprefix("chart.")) for word in CHARTS}
"""Word → the chart; None where there is none of the kind, as of attendance at a bureau."""
