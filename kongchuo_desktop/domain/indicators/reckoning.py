"""Which indicators are wanted, and each of them reckoned for a unit or its classes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kongchuo_desktop.domain.calendar import SchoolCalendar, month_end
from kongchuo_desktop.domain.classes import school_year_of, stage_of
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.model import ClauseRef
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import ClassRoom, Span
from kongchuo_desktop.domain.indicators import entering, leaving, present, staying
from kongchuo_desktop.domain.indicators.asked import SAID, Answer, Asked
from kongchuo_desktop.domain.indicators.choices import Chosen
from kongchuo_desktop.domain.indicators.model import Rate, Side, percent
from kongchuo_desktop.domain.indicators.people import Group, People
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import IndicatorBinding, Pattern, SubjectPattern

FORMULAS: Mapping[str, Callable[[Asked], Answer]] = {
    "入学率": entering.enrolment, "净入学率": entering.net_enrolment,
    "毛入学率": entering.gross_enrolment, "残疾儿童少年入学率": entering.disabled_enrolment,
    "留守儿童入学率": entering.enrolment, "困难家庭子女入学率": entering.enrolment,
    "巩固率": staying.retention, "九年义务教育巩固率": staying.nine_years,
    "三年保留率": staying.three_years, "辍学率": leaving.dropout_rate,
    "辍学人数": leaving.dropouts, "建档立卡辍学人数": leaving.dropouts,
    "反复辍学人数": leaving.again, "流失人数": leaving.lost,
    "去向掌握率": leaving.whereabouts, "劝返成功率": leaving.persuaded,
    "出勤率": present.attendance, "中考报考率": present.exam, "学生规模": present.size,
}
"""Word of an indicator → how it is reckoned."""
BY_HAND: Mapping[str, str] = {
    "学前三年入园率": "说的是幼儿园的孩子，不在义务教育的名册里。",
    "升学率": "毕业以后上没上高中，要等高中的录取名单。",
    "高中阶段毛入学率": "说的是高中阶段的学生，不在义务教育的名册里。",
    "青壮年文盲率": "说的是15—24周岁的居民，是乡镇的数。",
    "交流轮岗比例": "说的是教师，这里只有学生的名册。",
    "骨干教师交流轮岗比例": "说的是教师，这里只有学生的名册。",
}
"""Word of an indicator that a person fills in → why."""
HEADS = frozenset({"辍学人数", "建档立卡辍学人数", "反复辍学人数", "流失人数", "学生规模"})
_OF_LAST_GRADE = frozenset({"三年保留率", "九年义务教育巩固率", "中考报考率"})
OF_CLASSES = frozenset({"巩固率", "辍学率", "辍学人数", "反复辍学人数", "流失人数", "去向掌握率",
                        "劝返成功率", "出勤率", "学生规模"})
"""What is known of a class by itself."""
_WHOSE = {"class": "一个班", "school": "一所学校", "township": "全乡镇", "county": "全县"}
_LAST = 9


@dataclass(frozen=True, slots=True)
class Wanted:
    """An indicator that a document asks for, or one of the program's own; see ``Rate``."""

    id: str
    word: str
    title: str
    scope: str = "school"
    of: Pattern | None = None
    per: str = "school_year"
    target: Figure | None = None
    since: date | None = None
    until: date | None = None
    clause: ClauseRef | None = None

    @property
    def stage(self) -> str:
        """The stage that is meant, empty where none is named."""
        return _split(self.of)[0]


def wanted(judge: Judge) -> list[Wanted]:
    """What the profile asks for in its order, then what it does not and is looked at anyway."""
    bounds = judge.era.policy.bounds if judge.era.policy else ()
    found = [of_binding(bound.binding, ClauseRef.of(bound)) for bound in bounds
             if isinstance(bound.binding, IndicatorBinding)]
    named = [_about(one) for one in found if one.scope != "class"]
    return found + [one for one in _OWN if _about(one) not in named]


def _about(want: Wanted) -> tuple[str, str, Pattern | None]:
    """What it is and of whom; an indicator of the last grade is always of that."""
    stage, rest = _split(want.of)
    return (want.word, "", None) if want.word in _OF_LAST_GRADE else (want.word, stage, rest)


def of_binding(binding: IndicatorBinding, clause: ClauseRef | None = None) -> Wanted:
    return Wanted(binding.name, binding.indicator, binding.title, binding.scope, binding.of,
                  binding.per, binding.target, binding.valid_from, binding.until, clause)


def _own() -> Iterator[Wanted]:
    stages = {stage: SubjectPattern({"stage": (stage,)}) for stage in ("primary", "junior")}
    for word in ("入学率", "辍学率"):
        for stage, of in stages.items():
            yield Wanted(f"{word}.{stage}", word, f"{SAID[stage]}{word}", of=of)
    yield Wanted("残疾儿童少年入学率", "残疾儿童少年入学率", "残疾儿童少年入学率",
                 of=SubjectPattern({"tag": ("残疾",)}))
    for kind in ("视力残疾", "听力残疾", "智力残疾"):
        yield Wanted(f"残疾儿童少年入学率.{kind}", "残疾儿童少年入学率", f"{kind}儿童少年入学率",
                     of=SubjectPattern({"tag": (kind,)}))
    yield Wanted("三年保留率", "三年保留率", "初中三年保留率", of=stages["junior"])
    for word in ("巩固率", "九年义务教育巩固率", "中考报考率", "出勤率", "劝返成功率", "去向掌握率",
                 "辍学人数", "流失人数"):
        yield Wanted(word, word, word)


_OWN = tuple(_own())


# one of them ----------------------------------------------------------------------------------


@dataclass
class Bench:
    """One unit, looked at until a day, by one reading of what documents leave open.

    Attributes:
        unit, name: id of the unit and what it is called.
        level: what the unit is: ``school``, ``township`` or ``county``.
        judge: of the profile by which cases are judged; today's where none is named.
    """

    now: Situation
    until: date
    chosen: Chosen
    unit: str = ""
    level: str = "school"
    judge: Judge | None = None

    def __post_init__(self) -> None:
        self._people: dict[Span, People] = {}

    @property
    def name(self) -> str:
        return self.now.world.unit

    def people(self, per: str) -> People:
        span = span_of(self.now.calendar, per, self.until)
        if span not in self._people:
            self._people[span] = People(self.now, span, self.chosen, self.judge)
        return self._people[span]

    def of_unit(self, want: Wanted) -> Rate | None:
        """The indicator of the whole unit; None where it teaches no such grade."""
        rate = self.without_target(want)
        return self._aimed(rate, want) if rate is not None else None

    def without_target(self, want: Wanted) -> Rate | None:
        """``of_unit`` before it is held against anything, to be joined with other units'."""
        return self._rate(want, None) if self._taught(want) else None

    def _aimed(self, rate: Rate, want: Wanted) -> Rate:
        return aimed(rate, want, self.judge or self.now.judge, self.until)

    def of_classes(self, want: Wanted) -> list[Rate]:
        """The indicator of each class in which somebody was in the span, by grade and number."""
        if want.word not in OF_CLASSES:
            return []
        people = self.people(want.per)
        rooms = sorted(self.now.world.classes.values(), key=lambda r: (*r.place, r.id))
        return [self._aimed(self._rate(want, room), want) for room in rooms
                if want.stage in ("", stage_of(room.grade)) and any(
            pupil.class_on(day) == room.id and pupil.enrolled_on(day)
            for pupil in people.everybody(room.id) for day in (people.first, people.last))]

    def _taught(self, want: Wanted) -> bool:
        people, stage = self.people(want.per), want.stage
        if want.word in _OF_LAST_GRADE:
            return _LAST in people.grades
        return not stage or any(stage_of(grade) == stage for grade in people.grades)

    def asked(self, want: Wanted, room: ClassRoom | None = None) -> Asked:
        group = Group(room.id if room else None, want.of)
        return Asked(self.people(want.per), group, *_split(want.of), want.per)

    def _rate(self, want: Wanted, room: ClassRoom | None) -> Rate:
        asked = self.asked(want, room)
        people, rest = asked.people, asked.rest
        if want.word in FORMULAS:
            answer = FORMULAS[want.word](asked)
        else:
            answer = Answer(Side(), None, "", base="", missing=(f"由人填写：{BY_HAND[want.word]}",))
        return Rate(
            f"{want.id}@{room.id}" if room else want.id, want.word, want.title, answer.numerator,
            answer.denominator, answer.formula, answer.base, "class" if room else self.level,
            room.id if room else self.unit, room.title if room else self.name,
            Span(people.span.since, people.until), clause=want.clause, readings=answer.readings,
            missing=answer.missing, notes=answer.notes, numbers=answer.numbers,
            capped=answer.capped, tagged=isinstance(rest, SubjectPattern) and "tag" in rest.tests)


def on_list(whole: Rate, answer: Answer) -> Rate:
    """A rate that was joined of schools, by what the county's own 户籍 list says of it; how many
    there are in school whatever their age is what the schools say."""
    assert answer.denominator is not None, whole.id
    return replace(
        whole, numerator=whole.numerator if whole.word == entering.GROSS else answer.numerator,
        denominator=answer.denominator, formula=answer.formula, base=answer.base,
        readings=answer.readings, missing=answer.missing, notes=answer.notes)


def aimed(rate: Rate, want: Wanted, judge: Judge, day: date) -> Rate:
    """The rate beside its target, and why the target may not be one for it."""
    target = judge.era.figure(want.target) if want.target is not None else None
    notes = rate.notes
    applies = target is not None and target.value is not None
    if applies and want.until is not None and want.until < day:
        applies, notes = False, (*notes, f"目标只到{want.until}，已经过期，不再比较。")
    if applies and want.since is not None and day < want.since:
        applies, notes = False, (*notes, f"目标从{want.since}起，还没有开始。")
    if applies and want.scope != rate.scope:
        applies, notes = False, (
            *notes, f"目标是{_WHOSE[want.scope]}的，不拿{rate.of_name}的数去比。")
    if applies and target is not None:
        notes += tuple(_one_child(rate, target))
    return replace(rate, target=target, applies=applies, notes=notes)


def _one_child(rate: Rate, target: Figure) -> Iterator[str]:
    """Where so few are counted that one child is too much (G-17)."""
    count = rate.denominator.count if rate.denominator is not None else 0
    if count > 0 and target.op in ("<=", "<") and target.value and (
            target.holds(Fraction(100, count)) is False):
        yield f"{rate.of_name}只有{count}人，有一名就是{percent(Fraction(1, count))}。"


def trend(rate_on: Callable[[date], Rate | None], day: date) -> list[tuple[date, Rate]]:
    """An indicator at each month's end of the school year of a day, up to that day."""
    year = school_year_of(day)
    ends = [month_end(year + (month > 12), (month - 1) % 12 + 1) for month in range(9, 21)]
    days = [end for end in ends if end < day] + [day]
    return [(until, rate) for until in days if (rate := rate_on(until)) is not None]


def span_of(calendar: SchoolCalendar, per: str, day: date) -> Span:
    """The school year, term, month or calendar year of a day, up to the day; in the holidays the
    term before."""
    if per == "month":
        return Span(day.replace(day=1), day)
    if per == "year":
        return Span(date(day.year, 1, 1), day)
    year = calendar.school_year(day)
    if per == "term":
        terms = [calendar.term(y, n) for y in (year - 1, year, year + 1) for n in (1, 2)]
        begun = max((t for t in terms if t.start <= day), key=lambda t: t.start)
        return Span(begun.start, min(begun.end, day))
    return Span(date(year, 9, 1), day)


def _split(pattern: Pattern | None) -> tuple[str, Pattern | None]:
    """The stage that a pattern names, and what else it says."""
    if not isinstance(pattern, SubjectPattern):
        return "", pattern
    stages = pattern.tests.get("stage", ())
    if isinstance(stages, Figure) or len(stages) != 1:
        return "", pattern
    others = {key: test for key, test in pattern.tests.items() if key != "stage"}
    return str(stages[0]), SubjectPattern(others) if others else None
