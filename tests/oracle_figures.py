"""Every indicator and the month's table, counted slowly from what happened to each child."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from oracle_cases import DAY, Case, came, cases, dropped, in_hand, runs, stays_away
from oracle_lives import ROOMS, Child, Happened, Room, School, each

DISABLED = ("残疾", "重度残疾", "视力残疾", "听力残疾", "智力残疾")
LEFT_FOR_GOOD = ("转出", "毕业", "死亡", "出国", "户籍")
LEAVES = ("转出", "休学", "死亡", "毕业", "其他离校", "出国")
ELSEWHERE = ("送教上门", "特校")
"""Who is taught so is not due in class, and no register names them."""
ABSENT = ("absent", "open", "suspected", "dropout", "never_enrolled")


@dataclass(frozen=True)
class Found:
    """A rate: who is above and below the line, each as often as counted; below None for heads.

    ``stated``: a number that a person wrote down stands below instead of names.
    """

    above: Counter[str]
    below: Counter[str] | None = None
    stated: int | None = None
    capped: bool = False

    @property
    def value(self) -> Fraction | None:
        whole = self.above.total()
        if self.below is None:
            return Fraction(whole)
        part = self.below.total() if self.stated is None else self.stated
        if part <= 0:
            return None
        share = Fraction(whole, part)
        return min(share, Fraction(1)) if self.capped else share


def counted(children: Iterable[Child]) -> Counter[str]:
    return Counter(child.name for child in children)


@dataclass
class Figures:
    """One school from ``since`` (1 September, or another first day) until a day.

    ``off``: the ways by which a child leaves the denominator; ``only_proved``: with a paper.
    """

    school: School
    until: date
    since: date = date(2026, 9, 1)
    off: tuple[str, ...] = ("转出", "死亡", "出国")
    only_proved: bool = False
    cases: dict[str, list[Case]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        days = self.school.school_days(self.since, self.until)
        self.first, self.last = (days[0], days[-1]) if days else (self.since, self.until)
        self.cases = {one.name: cases(self.school, one) for one in self.school.children}

    # where a child is

    def there(self, child: Child, day: date) -> bool:
        mine = self.cases[child.name]
        return (child.enrolled(day) and not dropped(mine, day)
                and not stays_away(self.school, child, mine, day))

    def grade(self, child: Child, day: date) -> int:
        return self.room(child, day).grade(day)

    @staticmethod
    def room(child: Child, day: date) -> Room:
        return ROOMS[child.class_on(day)]

    def in_stage(self, child: Child, stage: str, day: date) -> bool:
        return not stage or (self.grade(child, day) <= 6) == (stage == "primary")

    def moves(self, child: Child, *ways: str, since: date) -> list[Happened]:
        """After a day, up to the last school day."""
        return [one for one in child.told("move")
                if one.what in ways and since < one.day <= self.last]

    def way(self, child: Child, since: date) -> str:
        away = stays_away(self.school, child, self.cases[child.name], self.last)
        if away:
            return away
        left = self.moves(child, *LEAVES, since=since)
        if child.enrolled(self.last) or not left:
            return ""
        return "" if left[-1].what == "其他离校" else left[-1].what

    def excused(self, child: Child, since: date) -> str:
        way = self.way(child, since)
        proved = any(one.day <= self.until for one in child.told("proof", "postponed", "confirmed"))
        return way if way in self.off and (proved or not self.only_proved) else ""

    def choose(self, wanted: Callable[[Child], bool]) -> list[Child]:
        return [child for child in self.school.children if wanted(child)]

    # entering

    def age_stage(self, child: Child) -> str:
        """The stage of a child's age on 31 August; of its grade where nobody knows its birth."""
        if child.born is None:
            return "primary" if self.grade(child, self.last) <= 6 else "junior"
        year = self.last.year - (self.last.month < 9)
        age = year - child.born.year - ((child.born.month, child.born.day) > (8, 31))
        return "" if not 6 <= age <= 14 else "primary" if age < 12 else "junior"

    def known(self, stage: str, tags: tuple[str, ...] = ()) -> list[Child]:
        found = []
        for child in self.school.children:
            began = any(child.enrolled(day) for day in _days_of(child, self.last))
            if not self.age_stage(child) or (stage and self.age_stage(child) != stage):
                continue
            if tags and not child.tags_on(self.last) & set(tags):
                continue
            here = child.enrolled(self.last) or dropped(self.cases[child.name], self.last)
            if not here and (not began or self.way(child, date.min) in LEFT_FOR_GOOD):
                continue
            if self.there(child, self.last) or not self.excused(child, date.min):
                found.append(child)
        return found

    def enrolment(self, stage: str = "", *, tags: tuple[str, ...] = (), net: bool = False,
                  gross: bool = False) -> Found:
        known = self.known(stage, tags)
        inside = [one for one in known if self.there(one, self.last)]
        if net:
            inside = [one for one in inside if self.in_stage(one, self.age_stage(one), self.last)]
        if gross:
            inside = self.choose(lambda one: self.there(one, self.last)
                                 and self.in_stage(one, stage, self.last))
        population = self.school.own.get(f"population.{stage}") if not tags else None
        return Found(counted(inside), counted(known), int(population) if population else None)

    # staying

    def retention(self, since: date | None = None, room: str = "") -> Found:
        """R335: of who began, less those who went a proper way, more who came, who is there."""
        first = self.first if since is None else Figures(
            self.school, self.until, since).first
        then, still = Counter[str](), Counter[str]()
        for child in self.school.children:
            was, now = self.there(child, first), self.there(child, self.last)
            mine_first = room in ("", child.class_on(first))
            mine_last = room in ("", child.class_on(self.last))
            if was and mine_first:
                stays = not self.excused(child, first) if not now else mine_last
            else:
                arrived = was or self.moves(child, "转入", "借读", since=first)
                stays = mine_last and bool(arrived) and (now or not self.excused(child, first))
            if stays:
                then[child.name] += 1
                still[child.name] += now or self.way(child, first) == "毕业"
        return Found(+still, then)

    def cohort(self, first_grade: int, last_grade: int, *, adjusted: bool,
               stated: int | None = None) -> Found:
        """Who began a grade years before and is in its last one now."""
        year = self.last.year - (self.last.month < 9)
        entry = date(year - last_grade + first_grade, 9, 1)

        def reached(child: Child, day: date) -> int:
            room = self.room(child, day)
            return 0 if room.through(day) else room.grade(day)

        first = Figures(self.school, self.until, entry).first
        then, still, final = Counter[str](), Counter[str](), Counter[str]()
        below = Counter[str]()
        for child in self.school.children:
            was, now = self.there(child, first), self.there(child, self.last)
            began = was and reached(child, first) == first_grade
            ends = reached(child, self.last) == last_grade
            below[child.name] += began
            if began:
                stays = not self.excused(child, first) if not now else ends
            else:
                arrived = was or self.moves(child, "转入", "借读", since=first)
                stays = ends and bool(arrived) and (now or not self.excused(child, first))
            then[child.name] += stays
            still[child.name] += stays and (now or self.way(child, first) == "毕业")
            final[child.name] += ends and (now or self.way(child, date(year, 8, 31)) == "毕业")
        if not adjusted:
            return Found(+final, +below, stated, capped=True)
        if stated is None:
            return Found(+still, +then, capped=True)
        return Found(+final, None if stated is None else Counter(), stated
                     + then.total() - below.total(), capped=True)

    # leaving

    def start(self, stage: str = "", room: str = "") -> list[Child]:
        found = []
        for child in self.school.children:
            day = self.first
            if not self.there(child, day):
                began = next((d for d in _days_of(child, self.last) if child.enrolled(d)), None)
                if began is None or began <= day or any(
                        one.day == began and one.what in ("转入", "复学", "借读")
                        for one in child.told("move")):
                    continue
                day = self.last
            if self.in_stage(child, stage, day) and room in ("", child.class_on(day)):
                found.append(child)
        return found

    def newly(self, stage: str = "", room: str = "", *, still: bool = False) -> list[Child]:
        found = []
        for child in self.school.children:
            mine = self.cases[child.name]
            days = [day for case in mine for day, state in case.states
                    if state in ("dropout", "never_enrolled") and self.since <= day <= self.until]
            if days and self.in_stage(child, stage, days[0]) and (
                    room in ("", child.class_on(days[0]))) and (
                    not still or dropped(mine, self.until)):
                found.append(child)
        return found

    def changes(self, *ways: str, stage: str = "", room: str = "") -> Counter[str]:
        return Counter(child.name for child in self.school.children
                       for one in self.moves(child, *ways, since=self.since - DAY)
                       if self.in_stage(child, stage, one.day)
                       and room in ("", child.class_on(one.day)))

    def dropout_rate(self, formula: str = "heads", *, still: bool = False, stage: str = "",
                     room: str = "") -> Found:
        above = counted(self.newly(stage, room, still=still))
        if formula == "net":
            above.update(self.changes("休学", "转出", "死亡", "其他离校", "出国", stage=stage,
                                      room=room))
            above.subtract(self.changes("转入", "复学", "借读", stage=stage, room=room))
        elif formula == "loss":
            lost = self.changes("其他离校", stage=stage, room=room)
            above.update(self.changes("休学", stage=stage, room=room))
            above.update(name for name in lost if name not in counted(
                self.newly(stage, room, still=still)))
        return Found(above, counted(self.start(stage, room)))

    def open_cases(self, room: str = "") -> list[tuple[Child, Case]]:
        return [(child, case) for child in self.school.children
                if room in ("", child.class_on(self.last))
                for case in self.cases[child.name]
                if case.opened <= self.until and (case.closed is None or case.closed >= self.since)]

    def heads(self, wanted: Callable[[Case], bool], room: str = "") -> Found:
        return Found(Counter({child.name: 1 for child, case in self.open_cases(room)
                              if wanted(case)}))

    def was_out(self, case: Case) -> bool:
        return case.was(("dropout", "never_enrolled"), self.since, self.until)

    def lost(self) -> Found:
        gone = self.heads(self.was_out).above
        already = counted(self.newly())
        return Found(gone | Counter(name for name in {*self.changes("其他离校")}
                                    if name not in already))

    def whereabouts(self) -> Found:
        missing = {child.name: child for child, case in self.open_cases() if not case.returned}
        known = [child for child in missing.values()
                 if any(one.more for one in child.told("visit"))]
        return Found(counted(known), counted(missing.values()))

    def persuaded(self) -> Found:
        sought = {child.name for child, case in self.open_cases() if case.acted}
        found = {child.name for child, case in self.open_cases()
                 if case.acted and case.returned and case.returned <= self.until}
        return Found(Counter(found), Counter(sought))

    # being there

    def attendance(self, room: str = "") -> Found:
        above, below = Counter[str](), Counter[str]()
        for child in self.school.children:
            for day in self.school.school_days(self.since, self.until):
                if self.school.parts(child, day) and child.enrolled(day) and (
                        child.placement not in ELSEWHERE and room in ("", child.class_on(day))):
                    below[child.name] += 1
                    above[child.name] += came(self.school, child, day)
        return Found(+above, below)

    def exam(self) -> Found:
        ninth = self.choose(lambda one: one.class_on(self.last) == "九1" and any(
            one.enrolled(day) for day in each(self.first, self.last))
            and not self.room(one, self.last).through(self.last))
        signed = [one for one in ninth if any(
            "中考" in told.what and self.since <= told.day <= self.until
            for told in one.told("exam"))]
        return Found(counted(signed), counted(ninth))

    def size(self, room: str = "") -> Found:
        return Found(counted(self.choose(lambda one: one.enrolled(self.last)
                                         and room in ("", one.class_on(self.last)))))


def _days_of(child: Child, last: date) -> list[date]:
    """Days up to one on which a child may have come; the first of all for who was always there."""
    days = [date.min, *([child.entered] if child.entered else []),
            *(one.day for one in child.told("move"))]
    return sorted(day for day in days if day <= last)


__all__ = ["ABSENT", "Figures", "Found", "in_hand", "runs"]
