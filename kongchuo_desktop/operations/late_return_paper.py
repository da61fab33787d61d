"""The 未及时返校登记册 as a paper: who did not come back, why, where they are (R152)."""

from typing import Any

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.late_return import LateReturns, late_returns
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.store import Store

FORM = "late_return_register"


def late_return_register(store: Store) -> bytes:
    """The PDF about the latest day on which school began again; it takes no number.

    Raises:
        KnownError: ``no_reopening`` in the holidays.
    """
    found = late_returns(store)
    if found is None:
        raise KnownError("no_reopening", "现在放假，没有返校的日子可以登记。",
                         todo="开学那天点过名再打印。")
    drafts = draft_papers(store, form_id=FORM, pupils=[], day=store.now().date(),
                          asked=register_values(found))
    return drafts[0].pdf


def register_values(found: LateReturns) -> dict[str, Any]:
    """What the form prints; children of a class stand together."""
    lines = sorted(found.pupils, key=lambda line: line.room)
    return {
        "opening": found.reopening.day,
        "count": str(len(lines)),
        "away": str(sum(line.back is None for line in lines)),
        "unfiled": "、".join(found.unfiled),
        "pupils": [{"room": line.room, "name": line.name, "kind": line.kind,
                    "cause": line.cause, "whereabouts": line.whereabouts,
                    "back": day_text(line.back) if line.back else ""} for line in lines],
    }
