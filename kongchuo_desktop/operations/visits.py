"""Visits and calls: date and outcome are obligatory, everything else may come later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow, Visit
from kongchuo_desktop.store.write import Actor

MODES = ("家访", "电话")
OUTCOMES = ("返校", "同意", "有条件", "拒绝", "不在家", "联系不上", "其他")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitInput:
    """One visit or call as the form gives it (paperwork §5)."""

    pupil: str
    day: date
    mode: str
    outcome: str
    time: str = ""
    by: Sequence[str] = ()
    joint: Sequence[str] = ()
    met: str = ""
    cause: str = ""
    whereabouts: str = ""
    promised: date | None = None
    needs: str = ""
    next_step: str = ""
    note: str = ""


def add_visit(store: Store, *, actor: Actor, visit: VisitInput) -> Added:
    """Write one visit or call down; returns its id and what changed (R049, R069, R073).

    Raises:
        KnownError: ``future_date``, ``unknown_kind``, ``unknown_outcome``, ``unknown_pupil``,
            ``bad_promise``.
    """
    if visit.day > store.now().date():
        raise KnownError("future_date", f"{day_text(visit.day)}还没有到，不能先记家访或电话。")
    if visit.mode not in MODES:
        raise KnownError("unknown_kind", f"没有“{visit.mode}”这种方式。",
                         todo="可以用：" + "、".join(MODES) + "。")
    if visit.outcome not in OUTCOMES:
        raise KnownError("unknown_outcome", f"没有“{visit.outcome}”这种结果。",
                         todo="可以用：" + "、".join(OUTCOMES) + "。")
    if visit.promised and visit.promised < visit.day:
        raise KnownError("bad_promise", "承诺返校的日期早于家访的日期。", todo="核对这两个日期。")
    with store.operation("add_visit", actor, roles=TEACHING) as write:
        if write.session.get(PupilRow, visit.pupil) is None:
            raise KnownError("unknown_pupil", "花名册里没有这名学生。")
        fields = known({
            "time": visit.time, "by": list(visit.by) or [actor.name], "joint": list(visit.joint),
            "met": visit.met, "cause": visit.cause, "whereabouts": visit.whereabouts,
            "promised": visit.promised.isoformat() if visit.promised else None,
            "needs": visit.needs, "next_step": visit.next_step, "note": visit.note,
        })
        row = write.insert(Visit, pupil=visit.pupil,
                           day=visit.day.isoformat(), mode=visit.mode, outcome=visit.outcome,
                           **fields)
    return Added(row, write.changes)
