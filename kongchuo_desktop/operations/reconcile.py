"""在籍不在校、在校不在籍: who waits for a word of explanation, giving it, and the line of 今日."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.reconcile import (
    AWAY,
    LASTING,
    TOLD_BY,
    UNLISTED,
    Apart,
    Reconciling,
    Side,
)
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.papers.made_rows import MadeRows
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

RECONCILE = "reconcile"
"""Binding of the lines, their button, and the way they are done."""
LEDGERS: dict[Side, str] = {AWAY: "在籍不在校核对表", UNLISTED: "在校不在籍核对表"}
ROWS = "pupil.apart_rows"
REASONS: dict[Side, tuple[str, ...]] = {
    AWAY: ("跟家长去了外地，在当地就读", "转学手续正在办", "在家养病", "去向在查"),
    UNLISTED: ("学籍正在转来", "学籍在原学校，借读", "学籍正在新建", "重复学籍正在清理"),
}
"""What people say most often; anything else may be written."""
_NAMED = 3


def side_of(made: MadeRows) -> Side | None:
    """Which of the two lists a ledger is; None for another."""
    said = made.where.get("side", ()) if made.each == ROWS else ()
    return next((side for side in TOLD_BY if (side,) == said), None)


def owed(units: Iterable[Situation]) -> dict[Side, int]:
    """How many of each list nobody has explained, of a unit and those below it."""
    found = [each for now in units for each in Reconciling(now).all]
    return {side: sum(each.side == side and each.state == "owed" for each in found)
            for side in TOLD_BY}


def explain(store: Store, *, actor: Actor, pupil: str, side: Side, day: date, why: str,
            scans: Sequence[Picture] = ()) -> Added:
    """Write down why a child is on one of the lists; it holds until the child is back in class,
    or for the school year.

    Raises:
        KnownError: ``no_reason``, ``future_date``, ``unknown_pupil``.
    """
    if not why.strip():
        raise KnownError("no_reason", "没有写是什么情况。", todo="写一句，或者选一个。")
    kind, what = TOLD_BY[side]
    return add_event(store, actor=actor, kind=kind, day=day, pupil=pupil,
                     fields={"what": what, "why": why.strip()}, note=why.strip(), scans=scans)


def reconcile_lines(store: Store, now: Situation) -> Iterator[Duty]:
    """A line for each list on which somebody stands unexplained whom no other line names; none
    while the profile is not here by which cases are told."""
    if store.role == "bureau" or now.lacking:
        return
    open_rows = [each for each in Reconciling(now).all if each.state == "owed"]
    if not open_rows:
        return
    asked = {duty.pupil for duty in now.duties if duty.group in ("overdue", "today")}
    away = [each for each in open_rows if each.side == AWAY
            and each.pupil not in asked and not 0 < each.days < LASTING]
    if away:
        yield _line(now, AWAY, away, "应核实去了哪里，写明情况", store.role)
    unlisted = [each for each in open_rows if each.side == UNLISTED]
    if unlisted and store.role == "school":
        yield _line(now, UNLISTED, unlisted, "应办好学籍，或者写明情况", store.role)


def _line(now: Situation, side: Side, found: list[Apart], ask: str, role: str) -> Duty:
    """The whole school's; on the computer of a class that of the class."""
    pupils = now.world.pupils
    room = pupils[found[0].pupil].class_id if role == "class" else ""
    named = "、".join(pupils[each.pupil].name for each in found[:_NAMED])
    more = "等" if len(found) > _NAMED else ""
    what = "没有说明" if side == AWAY else "没有学籍号，也没有说明"
    return Duty(
        id=f"{RECONCILE}:{LEDGERS[side]}", binding=RECONCILE, do=RECONCILE,
        each="class" if room else "school", subject=room,
        name=now.world.classes[room].name if room in now.world.classes else side,
        reason=f"{side}：{named}{more}{len(found)}人{what}", ask=ask,
        group="today", class_id=room or None, who="head_teacher" if room else "registrar",
        ledger=LEDGERS[side], since=min((each.since for each in found if each.since),
                                        default=None), origin="unset")
