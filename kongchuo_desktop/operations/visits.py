"""Visits and calls: date and outcome are obligatory, everything else may come later."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.attachments import attach_pictures
from kongchuo_desktop.operations.checks import check_not_future, check_pupil
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import known, own_rows
from kongchuo_desktop.store.history import row_history
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Visit
from kongchuo_desktop.store.write import Actor, Changes, Write

MODES = ("家访", "电话")
OUTCOMES = ("返校", "同意", "有条件", "拒绝", "不在家", "联系不上", "其他")
UNITS = ("村委会", "乡镇政府", "派出所", "司法所")
"""Who comes along most often; a store's own list goes before it."""
SAID: Mapping[str, str] = {
    "day": "日期", "mode": "方式", "outcome": "结果", "time": "时间", "by": "谁去的",
    "joint": "同行单位", "met": "见到谁", "cause": "原因", "whereabouts": "孩子在哪",
    "promised": "答应返校", "needs": "要什么帮助", "next_step": "下一步", "note": "说了什么",
}
"""Field of a visit → what users call it."""


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
    pictures: Sequence[Picture] = ()
    """Photos made ready, to be added to those that the visit has."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a field of a visit said before somebody changed it."""

    field: str
    before: str
    day: date | None
    by: str


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit as its form shows it again; ``tips`` is the ``prior`` to save with."""

    id: str
    pupil: str
    values: Mapping[str, Any]
    tips: str


def add_visit(store: Store, *, actor: Actor, visit: VisitInput) -> Added:
    """Write one visit or call down; returns its id and what changed (R049, R069, R073).

    Raises:
        KnownError: ``future_date``, ``unknown_kind``, ``unknown_outcome``, ``unknown_pupil``,
            ``bad_promise``.
    """
    return add_visits(store, actor=actor, visits=[visit])


def add_visits(store: Store, *, actor: Actor, visits: Sequence[VisitInput]) -> Added:
    """Write the homes of one afternoon down at once: one operation, one undo (R066, R073).

    Raises:
        KnownError: what ``add_visit`` says, then nothing is written; ``no_visits``.
    """
    if not visits:
        raise KnownError("no_visits", "一家都没有写结果。", kept="没有改动。",
                         todo="给去过的每一家选一个结果。")
    for visit in visits:
        _check(store, visit)
    with store.operation("add_visit", actor, roles=TEACHING) as write:
        rows = [_insert(write, visit, actor) for visit in visits]
    return Added(rows[0], write.changes)


def edit_visit(store: Store, *, actor: Actor, visit: str, prior: str,
               wanted: VisitInput) -> Changes:
    """Add what was missing or correct what was wrong; what it said before stays in the journal.

    ``prior`` is the row's tips as they were read with the values on screen.

    Raises:
        KnownError: what ``add_visit`` says; ``unknown_record``.
    """
    _check(store, wanted)
    with store.operation("edit_visit", actor, roles=TEACHING) as write:
        row = write.session.get(Visit, visit)
        if row is None or row.gone:
            raise KnownError("unknown_record", "没有找到这次家访。", kept="没有改动。",
                             todo="可能已经撤销，请重新登记一次。")
        home, pupil = row.home, row.about
        write.update(Visit, visit, prior=prior, **_fields(wanted, actor))
        attach_pictures(write, visit, wanted.pictures, pupil=pupil, home=home)
    return write.changes


def visit_view(store: Store, *, visit: str) -> VisitView:
    """A visit to be edited.

    Raises:
        KnownError: ``unknown_record``.
    """
    with store.session() as session:
        row = session.get(Visit, visit)
        if row is None or row.gone:
            raise KnownError("unknown_record", "没有找到这次家访。",
                             todo="可能已经撤销，刷新看看。")
        values = {name: getattr(row, name) for name in SAID}
        return VisitView(row.row, row.pupil or "", known(values), row.tips)


def corrections(store: Store, visits: Sequence[str]) -> Mapping[str, tuple[Correction, ...]]:
    """Visit → what its fields said before they were changed, the last change first."""
    found: dict[str, list[Correction]] = {}
    with store.reading() as connection:
        history = row_history(connection, visits)
    shown = {(item.entry.row, field): item.entry.set[field]
             for item in history for field in item.current}
    for item in history:
        row, operation = item.entry.row, item.operation
        for field, value in item.entry.set.items():
            if field in SAID and value and value != shown.get((row, field)):
                found.setdefault(row, []).append(Correction(
                    field, "、".join(value) if isinstance(value, list) else str(value),
                    date.fromisoformat(operation.date) if operation else None,
                    operation.actor if operation else ""))
    return {row: tuple(items) for row, items in found.items()}


def joint_units(store: Store) -> list[str]:
    """Units that came along before, the most frequent first, then the usual ones."""
    with store.session() as session:
        counts = Counter(name for row in own_rows(session, store.home, Visit)
                         for name in row["joint"] or ())
    own = [name for name, _ in counts.most_common()]
    return [*own, *(name for name in UNITS if name not in counts)]


def _check(store: Store, visit: VisitInput) -> None:
    check_not_future(store, visit.day, so="不能先记家访或电话")
    if visit.mode not in MODES:
        raise KnownError("unknown_kind", f"没有“{visit.mode}”这种方式。",
                         todo="可以用：" + "、".join(MODES) + "。")
    if visit.outcome not in OUTCOMES:
        raise KnownError("unknown_outcome", f"没有“{visit.outcome}”这种结果。",
                         todo="可以用：" + "、".join(OUTCOMES) + "。")
    if visit.promised and visit.promised < visit.day:
        raise KnownError("bad_promise", "承诺返校的日期早于家访的日期。", todo="核对这两个日期。")


def _fields(visit: VisitInput, actor: Actor) -> dict[str, Any]:
    """The columns of a visit; None for what is empty."""
    texts = {name: getattr(visit, name) or None for name in (
        "time", "met", "cause", "whereabouts", "needs", "next_step", "note")}
    return {
        "day": visit.day.isoformat(), "mode": visit.mode, "outcome": visit.outcome,
        "by": list(visit.by) or [actor.name], "joint": list(visit.joint) or None,
        "promised": visit.promised.isoformat() if visit.promised else None, **texts,
    }


def _insert(write: Write, visit: VisitInput, actor: Actor) -> str:
    check_pupil(write, visit.pupil)
    row = write.insert(Visit, pupil=visit.pupil, **_fields(visit, actor))
    attach_pictures(write, row, visit.pictures, pupil=visit.pupil)
    return row
