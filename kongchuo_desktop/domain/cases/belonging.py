"""Which of a child's cases something done on a day was about."""

from collections.abc import Sequence
from datetime import date

from kongchuo_desktop.domain.duties.states import CaseSpan


def case_about(spans: Sequence[CaseSpan], day: date) -> CaseSpan | None:
    """The last case that had begun by then, unless it was struck off before; so nothing is about
    two cases, though one that ended by the child's leaving may stand beside the next.

    Args:
        spans: all cases of one child, oldest first.
    """
    last = next((span for span in reversed(spans) if span.start <= day), None)
    return last if last is not None and (last.closed is None or day <= last.closed) else None
