"""What happened to the children of a small school, as plain days and words, drawn at random."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

from kongchuo_desktop.domain.calendar import SchoolCalendar

GONE_BY = ("转出", "休学", "死亡", "毕业", "其他离校", "出国")
COMES_BY = ("报到", "转入", "复学", "借读")
DAY = timedelta(days=1)
SINCE, UNTIL = date(2026, 8, 20), date(2027, 4, 20)
"""The days in which things happen; the school year begins in between."""
AWAY = frozenset({"旷课", "未到待查", "事假", "病假"})
WHOLE = ("全天",)
HALVES = ("上午", "下午")


@dataclass(frozen=True)
class Happened:
    """One thing that somebody wrote down; ``until`` only of what lasts.

    ``kind``: ``move`` (by which way), ``class`` (into which), ``leave``, ``visit`` (its outcome),
    ``call``, ``notice``, ``opened`` and ``confirmed`` (as what), ``returned``, ``closed``,
    ``postponed``, ``proof``, ``exam``, ``told`` (that it did not come back when school began).
    """

    day: date
    kind: str
    what: str = ""
    until: date | None = None
    written: date | None = None
    more: str = ""


@dataclass(frozen=True)
class Room:
    """A class that began its stage in a September."""

    name: str
    entry_year: int
    first_grade: int

    def grade(self, day: date) -> int:
        """1 to 9, never beyond its stage."""
        reached = self.first_grade + (day.year - (day.month < 9)) - self.entry_year
        return min(max(reached, self.first_grade), 6 if self.first_grade == 1 else 9)

    def through(self, day: date) -> bool:
        """Whether the class has left the school by then, or had not begun."""
        years = day.year - (day.month < 9) - self.entry_year
        return not 0 <= years < (6 if self.first_grade == 1 else 3)


ROOMS: Mapping[str, Room] = {
    "五1": Room("五年级1班", 2022, 1), "六1": Room("六年级1班", 2021, 1),
    "七1": Room("七年级1班", 2026, 7), "九1": Room("九年级1班", 2024, 7)}


@dataclass
class Child:
    """``entered`` is None for who was always there, ``date.max`` for who comes by the first move;
    ``marks``: day and part → kind."""

    name: str
    room: str
    born: date | None
    entered: date | None = None
    placement: str = "在校"
    happened: list[Happened] = field(default_factory=list)
    marks: dict[tuple[date, str], str] = field(default_factory=dict)
    tags: list[tuple[str, date, date | None]] = field(default_factory=list)

    def told(self, *kinds: str) -> list[Happened]:
        return [one for one in self.happened if one.kind in kinds]

    def enrolled(self, day: date) -> bool:
        here = self.entered is None or self.entered <= day
        for one in self.told("move"):
            if one.day <= day:
                here = one.what not in GONE_BY
        return here

    def class_on(self, day: date) -> str:
        room = self.room
        for one in self.told("class"):
            if one.day <= day:
                room = one.what
        return room

    def tags_on(self, day: date) -> set[str]:
        return {tag for tag, since, until in self.tags
                if since <= day and (until is None or day <= until)}

    def on_leave(self, day: date, *, written_after: date | None = None) -> bool:
        return any(one.day <= day <= (one.until or one.day)
                   and (written_after is None or (one.written or one.day) > written_after)
                   for one in self.told("leave"))


@dataclass
class School:
    """Children and registers up to ``today``; ``filed``: class and day → the parts taken."""

    children: list[Child]
    filed: dict[tuple[str, date], Sequence[str]]
    off: frozenset[date]
    today: date
    own: dict[str, str] = field(default_factory=dict)
    late: dict[tuple[str, date], date] = field(default_factory=dict)
    """Class and day → when its register was taken, where that was on a later day."""
    suspected: int = 6
    """School days of one absence after which the document says 疑似辍学; 0 where it is silent."""

    def __post_init__(self) -> None:
        self.calendar = SchoolCalendar(dict.fromkeys(self.off, (False, "放假")))

    def school_days(self, first: date, last: date) -> list[date]:
        return [day for day in each(first, last) if self.calendar.in_session(day)]

    def taken(self, child: Child, day: date) -> date:
        return self.late.get((child.class_on(day), day), day)

    def as_of(self, day: date) -> "School":
        """What was known to have happened by then, whenever it was written down."""
        return School(
            [Child(one.name, one.room, one.born, one.entered, one.placement,
                   [told for told in one.happened if told.day <= day],
                   {key: kind for key, kind in one.marks.items() if key[0] <= day},
                   list(one.tags)) for one in self.children],
            self.filed, self.off, day, self.own, self.late, self.suspected)

    def parts(self, child: Child, day: date) -> Sequence[str]:
        """The parts of which a register speaks of the child; none on a day off."""
        return self.filed.get((child.class_on(day), day), ()) if (
            day <= self.today and self.calendar.in_session(day)) else ()


def each(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


# drawing --------------------------------------------------------------------------------------

KINDS = ("case", "case", "absent", "absent", "again", "away", "away", "visit", "call", "opened",
         "confirmed", "returned", "closed", "leave", "转出", "休学", "其他离校", "出国", "死亡",
         "毕业", "back", "class", "notice", "postponed", "tag", "untag", "exam", "proof", "half",
         "late", "told")
TAGS = ("留守", "残疾", "视力残疾", "听力残疾", "智力残疾", "重度残疾", "贫困", "建档立卡")
BACK = {"转出": "转入", "休学": "复学", "其他离校": "借读", "出国": "报到"}
CONFIRMED = ("辍学", "疑似辍学", "从未入学", "去向")
OUTCOMES = ("返校", "同意", "拒绝", "联系不上")
WHATS: Mapping[str, Sequence[str]] = {
    "opened": ("dropout", "suspected", "never_enrolled", ""), "confirmed": CONFIRMED,
    "closed": ("复学", "转学", "误报", "户籍"), "exam": ("中考报名", "初三一模"),
    **dict.fromkeys(("call", "notice", "returned", "postponed", "proof"), ("",))}
"""What is written down in a word → what of it."""
Step = tuple[str, int, int]
steps = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 25), st.integers(0, 11)),
                 min_size=1, max_size=10)
births = st.sampled_from([None, date(2011, 9, 1), date(2012, 8, 31), date(2013, 5, 5),
                          date(2014, 8, 31), date(2014, 9, 1), date(2015, 3, 3), date(2020, 8, 31),
                          date(2020, 9, 1), date(2021, 1, 1)])
entries = st.sampled_from([None, None, None, date(2026, 9, 1), date(2026, 10, 12),
                           date(2026, 8, 31), date(2027, 3, 1)])
placements = st.sampled_from(["在校"] * 5 + ["送教上门", "随班就读"])


@st.composite
def schools(draw: st.DrawFn, *, until: date = UNTIL, most: int = 5) -> School:
    today = draw(st.one_of(st.dates(date(2026, 9, 8), until), st.just(until)))
    off = frozenset(draw(st.lists(st.dates(SINCE, until), max_size=3)))
    school = School([], {}, off, today)
    for name in ROOMS:
        first, long, skipped, halved = draw(st.tuples(
            st.dates(date(2026, 9, 1), date(2026, 10, 20)), st.integers(20, 200),
            st.integers(3, 30), st.integers(3, 30)))
        for day in school.school_days(first, min(today, first + long * DAY)):
            if day.toordinal() % skipped:
                school.filed[name, day] = HALVES if day.toordinal() % halved == 0 else WHOLE
    for n in range(draw(st.integers(1, most))):
        child = Child(f"样{'甲乙丙丁戊己庚辛'[n]}", draw(st.sampled_from(list(ROOMS))),
                      draw(births), draw(entries), draw(placements))
        if child.entered and child.entered <= today and draw(st.integers(0, 3)):
            child.happened.append(Happened(child.entered, "move", draw(st.sampled_from(COMES_BY))))
            live(school, child, draw(steps), child.entered)
            child.entered = date.max
        else:
            live(school, child, draw(steps), child.entered or SINCE)
        school.children.append(child)
    return school


def live(school: School, child: Child, wanted: Iterable[Step], since: date) -> None:
    """Let happen what may happen, each thing on a day after the one before."""
    day = max(SINCE, since)
    for kind, gap, choice in wanted:
        day += gap * DAY
        if choice > 8:  # Where months meet, tables go wrong.
            day = (day.replace(day=1) + 32 * DAY).replace(day=1) - (choice % 2) * DAY
        if kind == "away" and day <= school.today and child.enrolled(day):
            day = leave_and_come(school, child, day, choice)
        elif day <= school.today:
            step(school, child, kind, day, choice)
    child.happened.sort(key=lambda one: one.day)
    # Who changed the class or left meanwhile is marked where it then was, or not at all.
    child.marks = {(day, part): kind for (day, part), kind in child.marks.items()
                   if child.enrolled(day) and part in school.parts(child, day)}


def leave_and_come(school: School, child: Child, day: date, n: int) -> date:
    """The day on which a child that left came again."""
    how = list(BACK)[n % len(BACK)]
    back = day + (1 + n) * 2 * DAY
    child.happened += [Happened(one, "move", what) for one, what in ((day, how), (back, BACK[how]))
                       if one <= school.today]
    return back


def step(school: School, child: Child, kind: str, day: date, n: int) -> None:
    def told(kind: str, what: str = "", **more: date | str) -> None:
        child.happened.append(Happened(day, kind, what, **more))  # type: ignore[arg-type]

    here = child.enrolled(day)
    if kind in GONE_BY and here:
        told("move", kind)
    elif kind == "back" and not here:
        moves = child.told("move")
        if moves and moves[-1].what in BACK:
            told("move", BACK[moves[-1].what])
    elif kind in ("absent", "half", "late") and here:
        mark(school, child, kind, day, n)
    elif kind == "again" and child.marks:
        mark(school, child, "absent", max(day for day, _ in child.marks) + (n + 1) * DAY, 6)
    elif kind == "case" and here:
        missing(school, child, day, n)
    elif kind == "leave" and here and not any(
            one.day <= day + n * DAY and day <= (one.until or one.day)
            for one in child.told("leave")):
        told("leave", ("事假", "病假")[n % 2], until=day + (n % 5) * DAY,
             written=min(school.today, day + (n % 3) * 3 * DAY))
    elif kind == "visit":
        told("visit", OUTCOMES[n % 4], more="省外务工" if n > 5 else "")
    elif kind in WHATS:
        told(kind, WHATS[kind][n % len(WHATS[kind])])
    elif kind == "told":
        told(kind, more=("", "省外务工")[n % 2])
    elif kind == "class" and here:
        other = [name for name in ROOMS if name != child.class_on(day)][n % 3]
        told("class", other)
    elif kind == "tag":
        child.tags.append((TAGS[n % 8], day, None))
    elif kind == "untag" and child.tags:
        tag, since, until = child.tags[-1]
        child.tags[-1] = (tag, since, until or day)


def missing(school: School, child: Child, day: date, n: int) -> None:
    """An absence, and what is done about it until the child is back and struck off, or is not."""
    before = set(child.marks)
    mark(school, child, "absent", day, 12)
    days = sorted({at for at, _ in set(child.marks) - before})
    acts: list[tuple[int, str, str]] = [
        (2, "visit", OUTCOMES[n % 4]), (4, "notice", ""), (5, "confirmed", CONFIRMED[n % 3]),
        (8, "returned", ""), (9, "closed", "复学")]
    for number, kind, what in acts[:n % 6]:
        if number < len(days):
            child.happened.append(Happened(days[number], kind, what))
    if n < 6:
        child.marks = {(at, part): kind for (at, part), kind in child.marks.items()
                       if at not in days[8:]}


def mark(school: School, child: Child, kind: str, day: date, n: int) -> None:
    """From a day on, as many of the days with a register as are drawn."""
    if child.placement == "送教上门":
        return
    wanted = ("旷课", "未到待查", "旷课", "病假", "旷课", "事假")[n % 6]
    for at in [d for d in school.school_days(day, school.today) if school.parts(child, d)
               and child.enrolled(d)][:n if kind == "absent" else 1]:
        parts = school.parts(child, at)
        for part in parts if kind == "absent" else parts[:1]:
            child.marks[at, part] = "迟到" if kind == "late" else wanted
