"""勾稽: the figures that schools filed, counted again from the rows that came with them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.county import Counted, counted, difference
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.progress import Told, unheard
from kongchuo_desktop.operations.returns import FILED, MONTHLY
from kongchuo_desktop.operations.world import homes_of, reading_of, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

_KEPT = "recounted"
_UNSEEN_AT_BUREAU = dict.fromkeys(
    ("cases", "opened"), "刚缺勤、还没有人家访的孩子不在上报的资料里，问一问学校是不是这几个。")
"""Figure → why it may be more than what is counted here."""


@dataclass(frozen=True, slots=True)
class Check:
    """One figure of one school's return that its own rows do not bear out.

    Attributes:
        sentence: ``在办个案：报3人，名单里2人``; hint: why it may be so nevertheless, or empty.
        pupils: who is counted here.
    """

    unit: str
    school: str
    period: str
    figure: str
    filed: int
    known: int
    sentence: str
    hint: str
    pupils: tuple[str, ...]


def checks(store: Store, *, period: str, told: Told = unheard) -> list[Check]:
    """All differences of a month by school.

    A return is counted again once, when it came: what is kept of that on this computer holds
    until the school files the month anew.
    """
    homes = homes_of(store)
    with store.session() as session:
        filed = {homes.tree.read(row["unit"]): row for row in rows_of(session, Return)
                 if row["kind"] == MONTHLY and row["period"] == period}
    worlds, found = reading_of(store, told).worlds, []
    units = sorted(filed.keys() & (worlds.keys() - {homes.own}),
                   key=lambda unit: homes.names.get(unit, ""))
    for at, unit in enumerate(units, 1):
        told(at, len(units), "正在核对各校的数")
        row = filed[unit]
        lists = _recounted(store, unit, period, str(row["tips"]), date.fromisoformat(row["day"]))
        figures = row["figures"] or {}
        for figure in FILED:
            said, known = figures.get(figure), lists[figure]
            if said is not None and int(said) != len(known):
                hint = _UNSEEN_AT_BUREAU.get(figure, "") if int(said) > len(known) else ""
                found.append(Check(unit, homes.names.get(unit, ""), period, figure, int(said),
                                   len(known), difference(figure, int(said), len(known)), hint,
                                   tuple(known)))
    return found


def _recounted(store: Store, unit: str, period: str, tips: str, filed: date) -> Counted:
    box, name = store.local(_KEPT), f"{unit}:{period}"
    kept = box.get(name)
    if kept is None or kept["tips"] != tips:
        lists = _count(store, unit, period, filed)
        kept = {"tips": tips, "lists": {figure: list(found) for figure, found in lists.items()}}
        box.set(name, kept)
    lists_kept: Mapping[str, list[str]] = kept["lists"]
    return {figure: tuple(pupils) for figure, pupils in lists_kept.items()}


def _count(store: Store, unit: str, period: str, filed: date) -> Counted:
    """What the school could count on the day on which it filed: what it wrote down later is no
    part of the return."""
    first = date.fromisoformat(f"{period}-01")
    day = min(month_end(first.year, first.month), filed)
    reading = reading_of(store)
    world = reading.worlds[unit]
    then = replace(world, facts=[fact for fact in world.facts if fact.recorded <= filed],
                   marks=[mark for mark in world.marks if mark.recorded <= filed])
    now = Situation(policy_book(store), reading.homes.calendar(unit), then, day)
    return counted(now, first, FILED)
