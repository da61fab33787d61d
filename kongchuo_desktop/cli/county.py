"""The commands of a bureau: the county's figures, differences, cases over their limit."""

from collections.abc import Iterator
from typing import Any

from kongchuo_desktop.cli.call import Call
from kongchuo_desktop.cli.parser import Commands, month
from kongchuo_desktop.domain import names
from kongchuo_desktop.domain.county import FIGURES
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.county import County, county_totals, overdue_cases
from kongchuo_desktop.operations.county_checks import checks
from kongchuo_desktop.operations.placing import place_schools
from kongchuo_desktop.operations.world import homes_of


def add_commands(commands: Commands) -> None:
    level = commands.level("county", "全县的数")
    one = level.add("totals", "乡镇和学校的数，每个数按学生数出来")
    one.add_argument("--month", type=month, metavar="年-月", help="例如2026-09，不写是这个月")
    one.set_defaults(run=_totals)
    one = level.add("checks", "报的数和随包来的名单对不上的")
    one.add_argument("--month", type=month, required=True, metavar="年-月", help="例如2026-09")
    one.set_defaults(run=_checks)
    level.add("overdue", "超期的个案，按乡镇").set_defaults(run=_overdue)
    one = level.add("place", "把学校归到中心校，或者改回直接归教育局")
    one.add_argument("school", metavar="校名", help="哪所学校")
    one.add_argument("--under", required=True, metavar="单位", help="中心校或者教育局的全称")
    one.set_defaults(run=_place)


def _totals(call: Call) -> None:
    county = county_totals(call.store, period=call.args.month)
    call.answer({
        "month": county.period, "day": county.day.isoformat(),
        "totals": {figure: county.count(figure) for figure in FIGURES},
        "schools": [{"unit": s.unit, "name": s.name, "township": s.township, "kind": s.kind,
                     "counts": {figure: s.count(figure) for figure in FIGURES},
                     "supervisor": s.supervisor or None} for s in county.schools],
    }, list(_lines(county)))


def _lines(county: County) -> Iterator[str]:
    def said(one: Any) -> str:
        return "  ".join(f"{what}{one.count(figure)}" for figure, (what, _) in FIGURES.items())

    yield f"{county.period}  全县{len(county.schools)}所  {said(county)}"
    for town in county.townships:
        yield f"{town.name}  {said(town)}"
        yield from (f"  {school.name}  {said(school)}" for school in town.schools)


def _checks(call: Call) -> None:
    found = checks(call.store, period=call.args.month)
    call.answer([{"unit": c.unit, "school": c.school, "month": c.period, "figure": c.figure,
                  "filed": c.filed, "known": c.known, "sentence": c.sentence,
                  "hint": c.hint or None, "pupils": list(c.pupils)} for c in found],
                [f"{c.school}  {c.sentence}" + (f"（{c.hint}）" if c.hint else "")
                 for c in found] or ["没有对不上的。"])


def _place(call: Call) -> None:
    school, under = call.args.school, call.args.under
    place_schools(call.store, actor=call.actor, units=[_unit(call, school)],
                  under=_unit(call, under))
    call.answer({"school": school, "under": under}, f"{school}归到了{under}。")


def _unit(call: Call, text: str) -> str:
    """The unit of this store or below it that a name means, or its id where two are called so."""
    homes = homes_of(call.store)
    within = {unit: homes.names.get(unit, "") for unit in homes.within}
    found = [unit for unit, name in within.items()
             if text == unit or names.normal(name) == names.normal(text)]
    if len(found) > 1:
        raise KnownError("two_units", f"有{len(found)}所学校叫“{text}”。", kept="没有改动。",
                         todo=f"写编号：{'、'.join(sorted(found))}。")
    if not found:
        raise KnownError("unknown_unit", f"没有叫“{text}”的学校。", kept="没有改动。",
                         todo=f"有这些：{'、'.join(sorted(filter(None, within.values())))}。")
    return found[0]


def _overdue(call: Call) -> None:
    found = overdue_cases(call.store)
    call.answer([{"township": o.township, "school": o.school, "class": o.room,
                  "pupil": o.case.pupil, "name": o.case.name, "next": o.case.next,
                  "due": o.case.due.isoformat() if o.case.due else None,
                  "overdue_days": o.case.overdue_days} for o in found],
                [f"{o.township}  {o.school} {o.room}  {o.case.name}  逾期{o.case.overdue_days}天  "
                 f"{o.case.next}".rstrip() for o in found] or ["没有超期的个案。"])
