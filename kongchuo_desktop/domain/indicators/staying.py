"""巩固率 and 保留率: of those who began, with transfers put right, who is still there (R335)."""

from collections import defaultdict
from datetime import date, timedelta

from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.indicators.asked import Answer, Asked, side
from kongchuo_desktop.domain.indicators.choices import (
    AS_IT_WAS,
    BY_COHORT,
    INTAKE,
    RETENTION,
    THREE_YEARS,
)
from kongchuo_desktop.domain.indicators.model import Reading, Side, Term
from kongchuo_desktop.domain.indicators.people import GRADUATED, STAGES, Group, People

_CAME = ("转入", "借读")
_INSIDE = "校内调出"
_GRADES = "一二三四五六七八九"
_GRACE = timedelta(days=31)
"""A school that began to keep its records in the month in which children came knows them all."""


def retention(asked: Asked) -> Answer:
    """A term's as D11 counts it; a school year's so too, unless the school chose the cohort."""
    people = asked.people
    choice = people.chosen.reading(RETENTION)
    if asked.per == "school_year" and asked.group.room is None:
        if choice.chosen == BY_COHORT:
            return _by_cohort(asked, choice)
        readings: tuple[Reading, ...] = (choice, *people.chosen.deductions())
    else:
        readings = people.chosen.deductions()
    if asked.per == "term":
        people = people.over(_term_before(people))
    base, then, off, came = _sorted(people, asked.group)
    return Answer(
        side("期末在校", _kept(people, [*then, *came])),
        Side((Term("期初在校", tuple(p.id for p in base)), *off, _term("转入", came))),
        f"{_day(people.last)}还在校的（含已毕业的）÷（{_day(people.first)}在校的－减出的＋转入的）",
        readings=readings)


def _sorted(people: People, group: Group) -> tuple[
        list[Pupil], list[Pupil], list[Term], list[Pupil]]:
    """Who was there at first, who of them still counts, who was taken off by way, who came."""
    base: list[Pupil] = []
    then: list[Pupil] = []
    came: list[Pupil] = []
    off: dict[str, list[Pupil]] = defaultdict(list)
    for pupil in people.everybody(group.room):
        if people.member(group, pupil, people.first) and people.there(pupil, people.first):
            base.append(pupil)
            way = _off(people, group, pupil)
            (off[way] if way else then).append(pupil)
        elif _arrived(people, group, pupil):
            came.append(pupil)
    return base, then, [_term(way, gone, minus=True) for way, gone in off.items()], came


def _off(people: People, group: Group, pupil: Pupil) -> str:
    """By which way a pupil of the start is no more to be counted; empty where it is."""
    if people.there(pupil, people.last):
        return "" if people.member(group, pupil, people.last) else _INSIDE
    return people.excused(pupil, people.first)


def _arrived(people: People, group: Group, pupil: Pupil) -> bool:
    """Whether a pupil came from another school, or from elsewhere in this one."""
    if not people.member(group, pupil, people.last):
        return False
    moved = people.there(pupil, people.first) or any(
        True for kind in _CAME for _ in people.moves(pupil, kind, people.first))
    return moved and (people.there(pupil, people.last)
                      or not people.excused(pupil, people.first))


def _kept(people: People, pupils: list[Pupil]) -> list[str]:
    return [pupil.id for pupil in pupils if people.there(pupil, people.last)
            or people.way(pupil, people.first) == GRADUATED]


def _term(said: str, pupils: list[Pupil], *, minus: bool = False) -> Term:
    return Term(said, tuple(pupil.id for pupil in pupils), minus)


def _term_before(people: People) -> date:
    """The first day of the term before that of the span: 去年秋季 seen from 今年春季."""
    year = school_year_of(people.last)
    starts = [people.calendar.term(y, n).start for y in (year - 1, year, year + 1) for n in (1, 2)]
    begun = sorted(start for start in starts if start <= max(people.span.since, people.first))
    return begun[-2]


# cohorts --------------------------------------------------------------------------------------


def three_years(asked: Asked) -> Answer:
    """初中三年保留率: a cohort from the seventh grade to the ninth."""
    choice = asked.people.chosen.reading(THREE_YEARS)
    adjusted = choice.chosen != AS_IT_WAS
    return _cohort(asked, *STAGES["junior"], "junior", (choice,), adjusted=adjusted)


def nine_years(asked: Asked) -> Answer:
    """九年义务教育巩固率: the ninth grade of those who began school nine years before."""
    return _cohort(asked, 1, 9, "nine", (), adjusted=False)


def _by_cohort(asked: Asked, choice: Reading) -> Answer:
    stages = [asked.stage] if asked.stage else _taught(asked.people)
    if len(stages) != 1:
        return Answer(Side(), Side(), "毕业人数÷招生人数", readings=(choice,), missing=(
            "小学和初中的毕业班要分开算，在指标里分别看。",))
    return _cohort(asked, *STAGES[stages[0]], stages[0], (choice,), adjusted=True)


def _taught(people: People) -> list[str]:
    grades = {people.grade(pupil, people.last) for pupil in people.everybody()
              if pupil.enrolled_on(people.last)}
    return [stage for stage, (_, last) in STAGES.items() if last in grades]


def _cohort(asked: Asked, first: int, last: int, name: str, readings: tuple[Reading, ...], *,
            adjusted: bool) -> Answer:
    """Who of those taken in when the last grade was the first one is in it now.

    The children are known where the records reach back so far; else a person may write down how
    many they were, and only changes that are recorded are put right.
    """
    now, chosen = asked.people.now, asked.people.chosen
    entry = now.calendar.term(school_year_of(asked.people.last) - (last - first), 1).start
    people = asked.people.over(entry)
    group = Group(of=asked.rest, grade=lambda day: first if day == people.first else last)
    base, then, off, came = _sorted(people, group)
    stated = chosen.number(INTAKE + name)
    changes = (*off, _term("转入", came)) if adjusted else ()
    whole = _kept(people, [*then, *came]) if adjusted and stated is None else _final(people, group)
    taken_in = Term("招生数", tuple(pupil.id for pupil in base), stated=stated)
    intake = f"{entry.year}年{_GRADES[first - 1]}年级招生数"
    divided = f"（{intake}－减出的＋转入的）" if adjusted else intake
    return Answer(
        side("毕业班", whole), Side((taken_in, *changes)),
        f"{_GRADES[last - 1]}年级现有的（含已毕业的）÷{divided}",
        readings=(*readings, *chosen.deductions()) if adjusted else readings,
        missing=() if stated is not None else _too_short(now.world.begun, entry),
        numbers=(INTAKE + name,), capped=True)


def _too_short(begun: date | None, entry: date) -> tuple[str, ...]:
    """Why the records say nothing of an intake; empty where they reach back to it."""
    if begun is not None and begun <= entry + _GRACE:
        return ()
    said = f"从{begun.year}年{begun.month}月起" if begun else "还没有"
    return (f"这里{said}记录，{entry.year}年招了多少人要由人写在“本校规定”里。",)


def _final(people: People, group: Group) -> list[str]:
    """Everybody in the last grade, those who finished it this year too."""
    since = date(school_year_of(people.last), 8, 31)
    return [pupil.id for pupil in people.everybody() if people.member(group, pupil, people.last)
            and (people.there(pupil, people.last) or people.way(pupil, since) == GRADUATED)]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
