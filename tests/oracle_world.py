"""The school of ``oracle_lives`` as the facts that the domain reads."""

from collections.abc import Iterator
from datetime import date

from oracle_lives import AWAY, COMES_BY, DAY, GONE_BY, ROOMS, Child, Happened, School
from policy_samples import TITLES, clause, profile

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import (
    ClassRoom,
    Fact,
    FactValue,
    Mark,
    OwnFigure,
    PolicyUse,
    Pupil,
    Register,
    Span,
    Tagged,
    World,
)
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.load import load_policy

_DUTIES = """
{ is = "duty", key = "visit", do = "visit", each = "pupil", who = "school", within = "0 days",
  on = { absent = 3, unit = "day", run = true }, unless = { returned = true },
  done = { fact = "visit", mode = "home" } },
{ is = "duty", key = "notice", do = "paper", each = "pupil", who = "school", within = "0 days",
  on = { absent = 3, unit = "day", run = true }, unless = { returned = true },
  done = { fact = "issued", paper = "劝学通知书" }, paper = "劝学通知书" },
{ is = "rule", rule = "is_suspected", on = { absent = 6, unit = "day", run = true } }""".replace(
    "\n  ", " ")
PROVED = ',\n{ is = "rule", rule = "deductible", value = "with_proof" }'
BOOKS = {proved: PolicyBook([load_policy(profile(clause(_DUTIES + (PROVED if proved else ""))),
                                         "t.toml", titles=TITLES)], TITLES)
         for proved in (False, True)}
"""A profile that asks after three days, and one that lets go only of whom there is proof."""
_KINDS = {"call": "visit", "notice": "issued", "postponed": "approved", "proof": "attached"}
_RESULT = {"返校": "returned", "同意": "agreed", "拒绝": "refused", "联系不上": "unreachable"}


def situation(school: School, *, proved: bool = False) -> Situation:
    day = date(2020, 9, 1)
    begun = Register("七1", day, "全天", frozenset(), 0, day)
    world = World(
        "样校", {child.name: _pupil(school, child) for child in school.children},
        {key: ClassRoom(key, room.name, room.grade(school.today), entry_year=room.entry_year)
         for key, room in ROOMS.items()},
        [begun, *_registers(school)], list(_marks(school)),
        tuple(fact for child in school.children for fact in _facts(child)),
        (PolicyUse("T", day),),
        tuple(OwnFigure(f"school/indicators.{key}", value, date(2026, 9, 1))
              for key, value in school.own.items()))
    return Situation(BOOKS[proved], school.calendar, world, school.today)


def _pupil(school: School, child: Child) -> Pupil:
    since, spans = child.entered or date.min, list[Span]()
    here = child.entered != date.max
    for one in child.told("move"):
        if one.what in GONE_BY and here:
            if one.day > since:
                spans.append(Span(since, one.day - DAY))
            here = False
        elif one.what in COMES_BY and not here:
            since, here = one.day, True
    changes = child.told("class")
    rooms = [child.room, *(one.what for one in changes)]
    return Pupil(
        child.name, child.name, rooms[-1], ROOMS[rooms[-1]].grade(school.today),
        tuple([*spans, Span(since)] if here else spans), birth=child.born,
        before=tuple((one.day, left) for one, left in zip(changes, rooms, strict=False)),
        tags=tuple(Tagged(tag, Span(*days)) for tag, *days in child.tags),
        placement=child.placement)


def _registers(school: School) -> Iterator[Register]:
    for (room, day), parts in school.filed.items():
        for part in parts:
            yield Register(room, day, part, frozenset(
                child.name for child in school.children if child.class_on(day) == room
                and child.marks.get((day, part)) in AWAY), 0, day)


def _marks(school: School) -> Iterator[Mark]:
    for child in school.children:
        for (day, part), kind in child.marks.items():
            yield Mark(child.name, day, part, kind, day)


def _facts(child: Child) -> Iterator[Fact]:
    for number, one in enumerate(child.happened):
        if one.kind == "class":
            continue
        kind = {"move": "moved"}.get(one.kind, _KINDS.get(one.kind, one.kind))
        name = f"{child.name}{number}"
        yield Fact(name, kind, one.day, one.written or one.day, child.name, fields=_fields(one))
        if (one.kind, one.what) == ("move", "复学"):
            yield Fact(name + "r", "returned", one.day, one.day, child.name)


def _fields(one: Happened) -> dict[str, FactValue]:
    if one.kind == "move":
        abroad = one.what == "出国"
        return {"what": "其他离校" if abroad else one.what, "why": "随父母出国" if abroad else ""}
    found: dict[str, FactValue] = {
        "visit": {"mode": "home", "result": _RESULT.get(one.what), "whereabouts": one.more},
        "call": {"mode": "phone", "result": "refused"},
        "notice": {"paper": "劝学通知书", "to": "guardian"},
        "opened": {"state": one.what},
        "closed": {"why": one.what},
        "postponed": {"what": "延缓入学", "by": "township"},
        "proof": {"what": "接收证明"},
        "leave": {"what": one.what, "until": (one.until or one.day).isoformat()},
    }.get(one.kind, {"what": one.what})
    return found
