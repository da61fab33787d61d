"""Returns: the figures of a month, term or year, and who below has filed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kongchuo_desktop.domain.county import counted
from kongchuo_desktop.domain.duties.model import ClauseRef
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.domain.returns import MONTHLY as MONTHLY
from kongchuo_desktop.domain.returns import ReturnRules
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.taking_in import waiting_packages
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import canonical_ids, homes_of, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

FILED = ("pupils", "cases", "opened", "returned", "visits", "papers")
"""The figures of a return that who gets it can count again."""


@dataclass(frozen=True, slots=True)
class FiledReturn:
    """What one unit or class filed for a period; ``status`` filed, filed_zero or not_filed."""

    unit: str
    name: str
    status: str
    late: bool = False
    verified: bool | None = None
    received: date | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)
    waiting: str = ""
    """Digest of a package of this unit that waits for its check code to be compared."""
    check_code: str = ""
    """The code that is to be compared by telephone while it waits."""
    silence: ClauseRef | None = None
    """The clause by which a return that was not filed counts as zero."""


def span_counts(store: Store, *, first: date, last: date) -> dict[str, int]:
    """The figures of a return over these days, as they stand on the last of them or today."""
    now = situation(store, day=min(last, store.now().date()))
    lists = counted(now, first)
    registers = {(r.class_id, r.day) for r in now.world.registers if first <= r.day <= now.today}
    return {**{name: len(lists[name]) for name in FILED}, "registers": len(registers)}


def returns_of_month(store: Store, *, period: str) -> list[FiledReturn]:
    """Who below this store has filed a month; a filed zero is not the same as nothing (R170)."""
    return returns_of(store, periods=[period])[period]


def returns_of(store: Store, *, periods: Sequence[str],
               kind: str = MONTHLY) -> dict[str, list[FiledReturn]]:
    """``returns_of_month`` for several periods of one kind in one read.

    Classes hand in months; terms and years are their school's to sum up.
    """
    with store.session() as session:
        same = canonical_ids(session)
        returns = [r for r in rows_of(session, Return) if r["kind"] == kind]
    below, rules = units_below(store, classes=kind == MONTHLY), return_rules(store)
    # Of a period that was handed in again, the newest package counts.
    packages = sorted((v for _, v in store.local("package_in").items()),
                      key=lambda about: str(about.get("at", about["received"])))
    waits = waiting_packages(store).items()
    found = {}
    for period in periods:
        in_time, silence = rules.in_time(period), rules.silence(period)
        filed = {same.get(r["unit"], r["unit"]): r for r in returns if r["period"] == period}
        arrived = {same.get(v["unit"], v["unit"]): v for v in packages if v["period"] == period}
        waiting = {same.get(v["unit"], v["unit"]): (k, v)
                   for k, v in waits if v["period"] == period}
        found[period] = [
            filed_return(unit, name, filed.get(unit), arrived.get(unit), waiting.get(unit),
                          in_time, silence)
            for unit, name in sorted(below.items(), key=lambda item: (item[1], item[0]))]
    return found


def units_below(store: Store, *, classes: bool = True) -> dict[str, str]:
    """Who hands returns in to this store, with its name: a school's classes and the schools under
    a unit, those under them too, for each answers for its own pupils."""
    homes = homes_of(store)
    below = {unit: homes.names.get(unit, "") for unit in homes.within if unit != homes.own}
    rooms = homes.classes.get(homes.own, {}).values() if classes else ()
    return {room.id: room.name for room in rooms} | below


def return_rules(store: Store) -> ReturnRules:
    """What the document that this store's own unit follows says of returns."""
    homes = homes_of(store)
    world = World(unit="", pupils={}, classes={}, uses=homes.uses(homes.own),
                  figures=homes.figures(homes.own))
    return ReturnRules(policy_book(store).eras(world, store.now().date()),
                       homes.calendar(homes.own))


def filed_return(unit: str, name: str, filed: Mapping[Any, Any] | None,
                 arrived: Mapping[str, Any] | None, waiting: tuple[str, Mapping[str, Any]] | None,
                 in_time: date, silence: ClauseRef | None) -> FiledReturn:
    """What the row of a return says, else a package of it that waits, else that there is none."""
    if filed is not None:
        received = date.fromisoformat(arrived["received"]) if arrived else None
        return FiledReturn(unit, name, "filed_zero" if filed["zero"] else "filed",
                           late=date.fromisoformat(filed["day"]) > in_time, verified=True,
                           received=received, counts={
                               name: number for name, number in (filed["figures"] or {}).items()
                               if isinstance(number, int)})
    if waiting is not None:
        digest, about = waiting
        counts = about["counts"]
        return FiledReturn(unit, name, "filed" if counts.get("cases") else "filed_zero",
                           verified=False, received=date.fromisoformat(about["received"]),
                           counts=counts, waiting=digest, check_code=about["check_code"])
    return FiledReturn(unit, name, "not_filed", silence=silence)
