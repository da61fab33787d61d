"""Monthly returns: the figures of a month, and who below has filed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.cases.views import cases_of
from kongchuo_desktop.operations.taking_in import waiting_packages
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import canonical_ids, load_world, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return, Unit

MONTHLY = "月报"


@dataclass(frozen=True, slots=True)
class FiledReturn:
    """What one unit or class filed for a month; ``status`` filed, filed_zero or not_filed."""

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


def month_counts(store: Store, *, period: str) -> dict[str, int]:
    """The figures of a month's return: pupils, open cases, what was opened and closed, papers."""
    year, month = int(period[:4]), int(period[5:7])
    first, last = date(year, month, 1), month_end(year, month)
    last = min(last, store.now().date())
    now = situation(store, day=last)
    world, cases = now.world, cases_of(now)
    everything = [*cases, *cases_of(now, closed=True)]
    facts = [f for f in world.facts if first <= f.day <= last]
    return {
        "pupils": sum(p.enrolled_on(last) for p in world.pupils.values()),
        "cases": len(cases),
        "opened": sum(first <= c.since <= last for c in everything),
        "returned": len({f.pupil for f in facts if f.kind == "returned"}),
        "visits": sum(f.kind == "visit" for f in facts),
        "papers": sum(f.kind == "issued" for f in facts),
        "registers": len({(r.class_id, r.day) for r in world.registers if first <= r.day <= last}),
    }


def returns_of_month(store: Store, *, period: str) -> list[FiledReturn]:
    """Who below this store has filed a month; a filed zero is not the same as nothing (R170)."""
    return returns_of_months(store, periods=[period])[period]


def returns_of_months(store: Store, *,
                      periods: Sequence[str]) -> dict[str, list[FiledReturn]]:
    """``returns_of_month`` for several months in one read."""
    with store.session() as session:
        same = canonical_ids(session)
        returns = [r for r in rows_of(session, Return) if r["kind"] == MONTHLY]
        units = rows_of(session, Unit)
    below = ({c.id: c.name for c in load_world(store).classes.values()} if store.role != "bureau"
             else {same.get(u["row"], u["row"]): u["name"] for u in units
                   if u["parent"] == store.home})
    packages = [v for _, v in store.local("package_in").items()]
    waits = waiting_packages(store).items()
    found = {}
    for period in periods:
        due = month_end(int(period[:4]), int(period[5:7]))
        filed = {same.get(r["unit"], r["unit"]): r for r in returns if r["period"] == period}
        arrived = {same.get(v["unit"], v["unit"]): v for v in packages if v["period"] == period}
        waiting = {same.get(v["unit"], v["unit"]): (k, v)
                   for k, v in waits if v["period"] == period}
        found[period] = [
            _filed_return(unit, name or "", filed.get(unit), arrived.get(unit),
                          waiting.get(unit), due)
            for unit, name in sorted(below.items(), key=lambda item: (item[1] or "", item[0]))]
    return found


def _filed_return(unit: str, name: str, filed: Mapping[Any, Any] | None,
                  arrived: Mapping[str, Any] | None, waiting: tuple[str, Mapping[str, Any]] | None,
                  due: date) -> FiledReturn:
    if filed is not None:
        received = date.fromisoformat(arrived["received"]) if arrived else None
        return FiledReturn(unit, name, "filed_zero" if filed["zero"] else "filed",
                           late=date.fromisoformat(filed["day"]) > due, verified=True,
                           received=received, counts=filed["figures"] or {})
    if waiting is not None:
        digest, about = waiting
        counts = about["counts"]
        return FiledReturn(unit, name, "filed" if counts.get("cases") else "filed_zero",
                           verified=False, received=date.fromisoformat(about["received"]),
                           counts=counts, waiting=digest, check_code=about["check_code"])
    return FiledReturn(unit, name, "not_filed")
