"""Absence and cases of the children of ``oracle_lives``, counted slowly, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from oracle_lives import AWAY, COMES_BY, DAY, SINCE, Child, Happened, School, each

OUT = ("dropout", "never_enrolled")
OPENS = 3
"""School days of one absence after which a case opens."""
GRAVE = {"absent": 0, "open": 1, "suspected": 2, "dropout": 3, "never_enrolled": 3}
CONFIRMED = {"辍学": "dropout", "疑似辍学": "suspected", "从未入学": "never_enrolled"}
LEAVES = {"转出": "转学", "休学": "休学", "死亡": "死亡", "毕业": "毕业"}
FOR_GOOD = ("死亡", "户籍", "出国")
STAYS_AWAY = ("延缓入学", "死亡", "户籍", "出国")
CLOSED_BY = ("复学", "转学", "户籍")
UNEXCUSED = ("旷课", "未到待查")


@dataclass
class Run:
    """School days of absence in a row; ``ended`` is the day that broke it."""

    days: list[date]
    ended: date | None = None

    def holds(self, day: date) -> bool:
        return self.days[0] <= day and (self.ended is None or day < self.ended)


@dataclass
class Case:
    start: date
    opened: date
    acted: bool
    states: list[tuple[date, str]]
    returned: date | None = None
    closed: date | None = None
    way: str = ""
    left: date | None = None
    relapsed: bool = False
    number: int = 1

    def state(self, day: date) -> str:
        found = ""
        for since, state in self.states:
            if since <= day:
                found = state
        return found

    def was(self, states: Sequence[str], first: date, last: date) -> bool:
        """Whether it was so on one of the days, if only until somebody came back on the day."""
        return any(state in states and first <= since <= last for since, state in self.states) or (
            any(self.state(day) in states for day in each(max(first, self.opened), last)))


@dataclass(frozen=True)
class _Reason:
    day: date
    start: date
    state: str
    acted: bool
    person: bool = field(default=False)


# attendance -----------------------------------------------------------------------------------


def came(school: School, child: Child, day: date) -> bool:
    """Whether a register of the day says that the child was there for a part of it."""
    parts = school.parts(child, day)
    if not parts or not child.enrolled(day) or child.on_leave(
            day, written_after=school.taken(child, day)):
        return False
    return any(child.marks.get((day, part), "出勤") not in AWAY for part in parts)


def missed(school: School, child: Child, day: date) -> bool:
    """Whether it was absent the whole day without an excuse."""
    parts = school.parts(child, day)
    return bool(parts) and child.enrolled(day) and not child.on_leave(day) and all(
        child.marks.get((day, part)) in UNEXCUSED for part in parts)


def runs(school: School, child: Child) -> list[Run]:
    found: list[Run] = []
    for day in school.school_days(SINCE, school.today):
        if missed(school, child, day):
            if not found or found[-1].ended:
                found.append(Run([]))
            found[-1].days.append(day)
        elif found and not found[-1].ended and (
                school.parts(child, day) or not child.enrolled(day) or child.on_leave(day)):
            found[-1].ended = day
    return found


def in_class_now(school: School, child: Child, since: date) -> date | None:
    """Since when all registers up to the latest see the child in class."""
    first = None
    for day in school.school_days(since, school.today):
        if school.parts(child, day):
            first = (first or day) if came(school, child, day) else None
    return first


def back(school: School, child: Child, since: date) -> date | None:
    """When the child came back: as a person wrote, unless the absence just went on; or as the
    registers see it in class after an absence."""
    gaps = runs(school, child)
    told = [one.day for one in child.happened if one.day >= since and (
        one.kind == "returned" or (one.kind, one.what) in (("move", "复学"), ("visit", "返校")))]
    days = [day for day in told if not any(gap.days[0] <= day < gap.days[-1] for gap in gaps)]
    seen = in_class_now(school, child, since)
    if seen and any(gap.ended and since <= gap.ended <= seen for gap in gaps):
        days.append(seen)
    return min(days, default=None)


# cases ----------------------------------------------------------------------------------------


def cases(school: School, child: Child) -> list[Case]:
    """All cases of a child, oldest first; nobody's case twice at the same time."""
    gaps, found = runs(school, child), list[Case]()
    left = _reasons(child, gaps, school.suspected)
    closings = child.told("closed")
    while left:
        first = left[0]
        ended = next((gap.ended for gap in gaps if gap.days[0] == first.start), None)
        absence = [one for one in left if one.start == first.start
                   or (ended is not None and one.day < ended)]
        if not any(one.acted for one in absence):
            mine, closing, gone = absence, None, ended
        else:
            closing = next((one for one in closings if one.day >= first.day), None)
            gone = closing.day if closing else None
            mine = left if gone is None else [
                one for one in left if one.day < gone or one is first
                or (one in absence and not one.person)]
        case = _case(school, child, mine, closing, gone, found)
        if closing is None and case.left is not None and case.way not in FOR_GOOD:
            mine = [one for one in mine if one.day <= max(case.left, first.day)]
            case = _case(school, child, mine, None, None, found)
        closings = [one for one in closings if one is not closing]
        left = [one for one in left if one not in mine]
        if case.closed is not None and case.way in FOR_GOOD:
            again = back(school, child, case.closed)
            left = [one for one in left if one.person or (again and one.day > again)]
        found.append(case)
    return found


def _reasons(child: Child, gaps: list[Run], suspected: int) -> list[_Reason]:
    """What opens a case or makes it graver."""
    def start(day: date) -> date | None:
        return next((gap.days[0] for gap in gaps if gap.holds(day)), None)

    found = []
    for gap in gaps:
        for number, state in ((OPENS, "absent"), (suspected, "suspected")):
            if number and len(gap.days) >= number:
                found.append(_Reason(gap.days[number - 1], gap.days[0], state, state != "absent"))
    for one in child.happened:
        since = start(one.day)
        if one.kind in ("visit", "call") and since:
            found.append(_Reason(one.day, since, "open" if one.kind == "visit" else "absent",
                                 one.kind == "visit"))
        elif one.kind == "notice":
            found.append(_Reason(one.day, since or one.day, "open", True))
        elif one.kind == "opened":
            found.append(_Reason(one.day, since or one.day, one.what or "open", True, True))
        elif one.kind == "confirmed" and one.what in CONFIRMED:
            found.append(_Reason(one.day, since or one.day, CONFIRMED[one.what], True))
    return sorted(dict.fromkeys(found), key=lambda one: (one.day, one.start, -GRAVE[one.state]))


def _case(school: School, child: Child, mine: list[_Reason], closing: Happened | None,
          gone: date | None, before: list[Case]) -> Case:
    case = Case(min(one.start for one in mine), mine[0].day, any(one.acted for one in mine),
                _graver(mine), closed=gone, number=1 + sum(one.acted for one in before))
    again = back(school, child, case.opened)
    case.relapsed = again is not None and any(
        one.state == "absent" and one.day > again for one in mine)
    case.returned = None if case.relapsed else again
    if case.acted:
        _leave(school, child, case)
    if closing is not None and closing.what in CLOSED_BY:
        case.way = closing.what
    ends = sorted([*([(case.returned, "returned")] if case.returned else []),
                   *([(case.left, "left")] if case.left else [])])
    if case.closed is not None and case.closed <= school.today:
        ends.append((case.closed, "closed"))
    first = min((day for day, _ in ends), default=date.max)
    case.states = [*((day, state) for day, state in case.states if day <= first), *ends]
    return case


def _graver(mine: list[_Reason]) -> list[tuple[date, str]]:
    states: list[tuple[date, str]] = []
    worst, acted = "absent", False
    for one in mine:
        acted |= one.acted
        if GRAVE[one.state] > GRAVE[worst]:
            worst = one.state
        state = "open" if acted and worst == "absent" else worst
        if not states or states[-1][1] != state:
            states.append((one.day, state))
    return states


def _leave(school: School, child: Child, case: Case) -> None:
    """Out by another way than a return, unless the child came back after all."""
    ways = [(one.day, LEAVES[one.what]) for one in child.told("move")
            if one.what in LEAVES and one.day >= case.start]
    ways += [(one.day, "延缓入学") for one in child.told("postponed") if one.day >= case.start]
    if not ways:
        return
    day, way = min(ways, key=lambda found: found[0])
    if case.closed is not None and case.closed < day:
        return
    later = back(school, child, day) if way not in ("转学", "毕业") else None
    if later is not None and later > day:
        case.returned = later
    else:
        case.way, case.left = way, day


def in_hand(case: Case) -> bool:
    """A case at all: one that only an absence opened is none when the child is back."""
    return case.acted or case.states[-1][1] != "closed"


def dropped(found: list[Case], day: date) -> bool:
    return any(case.state(day) in OUT for case in found)


def stays_away(school: School, child: Child, found: list[Case], day: date) -> str:
    """By which way that a case took a child is away that the roster may still hold; not after it
    came back or was entered anew."""
    for case in found:
        gone = case.left or case.closed
        if case.way in STAYS_AWAY and gone is not None and gone <= day:
            again = back(school, child, gone + DAY)
            entered = [one.day for one in child.told("move")
                       if one.what in COMES_BY and gone < one.day <= day]
            if not entered and (again is None or again > day):
                return case.way
    return ""


__all__ = ["DAY", "Case", "back", "came", "cases", "dropped", "in_hand", "missed", "runs",
           "stays_away"]
