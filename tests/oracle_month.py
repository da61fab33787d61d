"""The month's table, the opening table and the rows of ledgers, counted slowly by hand."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from oracle_cases import DAY, Case, came, cases, in_hand, runs
from oracle_figures import ELSEWHERE
from oracle_lives import COMES_BY, GONE_BY, ROOMS, Child, School

CAME = {"报到": "in_new", "转入": "in_transfer", "复学": "in_returned", "借读": "in_other"}
LEFT = {"毕业": "out_graduated", "转出": "out_transfer", "休学": "out_suspended",
        "死亡": "out_died", "出国": "out_abroad", "其他离校": "out_other"}
WANTED = ("absent", "open", "suspected", "dropout", "never_enrolled")
Cells = dict[tuple[int, str], Counter[str]]


def month_cells(school: School, first: date) -> Cells:
    """Grade and column → whom it counts, of the month up to ``school.today``."""
    last, found = school.today, defaultdict[tuple[int, str], Counter[str]](Counter)
    for child in school.children:
        mine = [case for case in cases(school, child) if in_hand(case)]
        grade = ROOMS[child.class_on(_seen_last(child, first, last))].grade(last)
        away = any(case.states[-1][1] in WANTED for case in mine)
        absent = any(run.ended is None for run in runs(school, child))
        columns = Counter(_changes(child, first, last))
        columns["before"] = child.enrolled(first - DAY)
        if child.enrolled(last):
            columns["after"] = 1
            columns["gap" if away or absent else "present"] = 1
            columns["focus"] = bool(child.tags_on(last)) and not (away or absent)
            columns["sessions"] = child.placement == "送教上门"
        columns["still"] = away
        columns["returned"] = any(
            case.returned and first <= case.returned <= last for case in mine)
        for state in ("suspected", "dropout"):
            days = [day for case in mine for day, was in case.states if was == state]
            columns[f"{state}_new"] = any(first <= day <= last for day in days)
            columns[f"{state}_all"] = any(date(2026, 9, 1) <= day <= last for day in days)
        columns["visits"] = sum(_about(cases(school, child), one.day) is not None
                                for one in child.told("visit", "call")
                                if first <= one.day <= last)
        for column, times in columns.items():
            if times:
                found[grade, column][child.name] = int(times)
    return dict(found)


def _about(mine: list[Case], day: date) -> Case | None:
    """The one case that a visit was about: the latest begun, while it was not struck off."""
    found = None
    for case in mine:
        if case.start <= day:
            found = case
    if found is None or not in_hand(found) or (found.closed and found.closed < day):
        return None
    return found


def _seen_last(child: Child, first: date, last: date) -> date:
    day = last
    while day >= first - DAY:
        if child.enrolled(day):
            return day
        day -= DAY
    return last


def _changes(child: Child, first: date, last: date) -> list[str]:
    """Each coming and going; who came and went on one day was never there."""
    here, found = child.entered is None, list[tuple[date, str]]()
    told = [(one.day, one.what) for one in child.told("move")]
    if child.entered not in (None, date.max):
        # Who was entered on a day came as the change of that day says.
        known = next(((day, what) for day, what in told
                      if day == child.entered and what in COMES_BY), (child.entered, ""))
        told = [known, *(one for one in told if one != known)]
    for day, what in told:
        comes = what not in GONE_BY
        if comes != here:
            here = comes
            if found and found[-1][0] == day and not comes:
                found.pop()
            else:
                found.append((day, CAME.get(what, "in_new") if comes else LEFT[what]))
    return [column for day, column in found if first <= day <= last]


# when school began ----------------------------------------------------------------------------


def opened_on(school: School) -> date | None:
    return next(iter(school.school_days(date(2026, 9, 1), school.today)), None)


def opening(school: School) -> dict[str, Counter[str]]:
    """Class → how many were due, came and did not, and why."""
    first, rooms = opened_on(school), defaultdict[str, Counter[str]](Counter)
    if first is None:
        return {}
    before = school.school_days(date(2026, 6, 1), first - DAY)[-1]
    for child in school.children:
        left = [one.what for one in child.told("move") if one.what in GONE_BY]
        gone = not child.enrolled(school.today)
        there = any(came(school, child, day) for day in school.school_days(first, school.today))
        if child.placement in ELSEWHERE or not (
                child.enrolled(first) or child.enrolled(before)) or (
                gone and not there and left[-1:] == ["毕业"]):
            continue
        room = rooms[ROOMS[child.class_on(first)].name]
        room["due"] += 1
        room["arrived" if there else "missing"] += 1
        if not there:
            room[_why(school, child, first, left[-1] if gone else "")] += 1
    return dict(rooms)


def _why(school: School, child: Child, first: date, left: str) -> str:
    if left:
        return {"转出": "transferred", "休学": "suspended"}.get(left, "other")
    now = [case for case in cases(school, child) if case.opened <= school.today and (
        case.closed is None or school.today < case.closed)]
    if now and now[-1].states[-1][1] in ("suspected", "dropout"):
        return "suspected"
    if child.on_leave(first):
        return "leave"
    return "other" if any(one.more for one in child.told("told")) else "unknown"


# ledgers --------------------------------------------------------------------------------------

YEAR = date(2026, 9, 1)


def case_rows(school: School, *, stage: str = "") -> Counter[tuple[object, ...]]:
    """Cases that were in hand in the school year: who, how it stands, 返校, 销号, 劝返次数."""
    found = Counter[tuple[object, ...]]()
    for child in school.children:
        grade = ROOMS[child.class_on(school.today)].grade(school.today)
        if stage and (grade <= 6) != (stage == "primary"):
            continue
        for case in cases(school, child):
            if in_hand(case) and (case.closed is None or case.closed >= YEAR):
                visits = [one for one in child.told("visit")
                          if _about(cases(school, child), one.day) == case]
                found[child.name, case.states[-1][1], case.returned, case.closed, len(visits)] += 1
    return found


def state_rows(school: School, *states: str) -> Counter[str]:
    """Children whose case is so today."""
    return Counter(child.name for child in school.children for case in cases(school, child)
                   if in_hand(case) and case.opened <= school.today
                   and (case.closed is None or school.today < case.closed)
                   and case.state(school.today) in states)


def persuasion_rows(school: School) -> Counter[tuple[object, ...]]:
    """Each visit and call about a case, once."""
    return Counter(
        (one.day, child.name, "家访" if one.kind == "visit" else "电话")
        for child in school.children for one in child.told("visit", "call")
        if one.day >= YEAR and _about(cases(school, child), one.day) is not None)


def visit_rows(school: School) -> Counter[tuple[object, ...]]:
    return Counter((one.day, child.name, "家访" if one.kind == "visit" else "电话")
                   for child in school.children for one in child.told("visit", "call")
                   if one.day >= YEAR)


def move_rows(school: School) -> Counter[tuple[object, ...]]:
    said = {"出国": "其他离校"}
    return Counter((one.day, "调班" if one.kind == "class" else said.get(one.what, one.what),
                    child.name) for child in school.children for one in child.told("move", "class")
                   if one.day >= YEAR)


def leave_rows(school: School) -> Counter[tuple[object, ...]]:
    return Counter((one.day, one.until, one.what, child.name) for child in school.children
                   for one in child.told("leave") if (one.until or one.day) >= YEAR)


def absence_rows(school: School) -> Counter[tuple[object, ...]]:
    return Counter((run.days[0], run.days[-1], len(run.days), run.ended, child.name)
                   for child in school.children for run in runs(school, child))


def tag_rows(school: School, *tags: str) -> Counter[tuple[str, str]]:
    """Who is enrolled and wears one of the tags, in which class."""
    return Counter((child.name, ROOMS[child.class_on(school.today)].name)
                   for child in school.children if child.enrolled(school.today)
                   and child.tags_on(school.today) & set(tags))


def unarrived_rows(school: School) -> Counter[str]:
    first = opened_on(school)
    return Counter(child.name for child in school.children
                   if first is not None and _missed(school, child, first))


def _missed(school: School, child: Child, first: date) -> bool:
    """Due when school began, and never seen since; where its class took no register only who left
    or of whom somebody wrote where it is."""
    alone = replace(school, children=[child])
    if not any(room["missing"] for room in opening(alone).values()):
        return False
    seen = any(room == child.class_on(first) and first <= day <= school.today
               and school.school_days(day, day) for room, day in school.filed)
    return seen or not child.enrolled(school.today) or any(
        one.more for one in child.told("told"))
