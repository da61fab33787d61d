"""Who was where in a span of days: in school, gone and by which way, of which grade and age."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.classes import grade_of, school_year_of, stage_of
from kongchuo_desktop.domain.comparison.ages import Ages
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import Subject, Window, age_on
from kongchuo_desktop.domain.facts import Fact, Pupil, Span
from kongchuo_desktop.domain.indicators.choices import Chosen
from kongchuo_desktop.domain.policy.model import Pattern

DROPPED = frozenset({"dropout", "never_enrolled"})
ABROAD = ("出国", "出境", "国外", "境外")
GRADUATED = "毕业"
_AWAY_BY = frozenset({"延缓入学", "退出A", "退出B", "出国", "死亡", "户籍", "超龄"})
"""Ways of a case after which the child is not in class, though the roster may still hold it."""
_ELSEWHERE = "其他离校"
_LEAVES = frozenset({"转出", "休学", "死亡", GRADUATED, _ELSEWHERE})
_PROOFS = ("attached", "approved", "confirmed")
STAGES = {"primary": (1, 6), "junior": (7, 9)}
"""Stage → its first and last grade."""
USUAL_AGES = (6, 14)
"""Nine years from the age at which school begins (义务教育法第十一条), until somebody says so."""
USUAL_CUTOFF = (8, 31)
"""Month and day on which it is looked at."""


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a rate is about: the pupils of a class, of a grade, or those that a pattern means.

    ``of`` is asked on the day that is looked at; None is everybody.
    """

    room: str | None = None
    of: Pattern | None = None
    grade: Callable[[date], int] | None = None


class People:
    """The pupils of one unit in a span, up to its last school day that can be looked at.

    ``judge`` is that of the profile by which they are looked at: today's where none is named.
    """

    def __init__(self, now: Situation, span: Span, chosen: Chosen,
                 judge: Judge | None = None) -> None:
        self.now = now
        self.judge = judge or now.judge
        self.chosen = chosen
        self.span = span
        self.until = min(span.until or now.today, now.today)
        days = now.calendar.school_days(span.since, self.until)
        self.first = days[0] if days else span.since
        self.last = days[-1] if days else self.until
        self._holds: dict[tuple[int, str, date], tuple[Pattern, bool]] = {}

    def over(self, since: date) -> "People":
        """The same up to the same day, from another day on."""
        return People(self.now, Span(since, self.until), self.chosen, self.judge)

    @property
    def calendar(self) -> SchoolCalendar:
        return self.now.calendar

    @cached_property
    def _cases(self) -> dict[str, list[CaseSpan]]:
        cases, pupils = self.judge.cases, self.now.world.pupils
        found = {name: list(cases.of(pupils[name])) for name in cases.candidates & pupils.keys()}
        return {name: spans for name, spans in found.items() if spans}

    def cases(self, pupil: Pupil) -> list[CaseSpan]:
        return self._cases.get(pupil.id, [])

    # where a pupil is --------------------------------------------------------------------------

    def everybody(self, room: str | None = None) -> Iterable[Pupil]:
        """All pupils, or those who are or were in a class."""
        return self._rooms.get(room, ()) if room else self.now.world.pupils.values()

    @cached_property
    def _rooms(self) -> dict[str, list[Pupil]]:
        found: dict[str, list[Pupil]] = {}
        for pupil in self.now.world.pupils.values():
            for room in {pupil.class_id, *(left for _, left in pupil.before)}:
                found.setdefault(room, []).append(pupil)
        return found

    def dropped(self, pupil: Pupil, day: date) -> bool:
        return any(case.state_on(day) in DROPPED for case in self.cases(pupil))

    def there(self, pupil: Pupil, day: date) -> bool:
        """In school: enrolled, no dropout, and not away by a way out that was taken."""
        return (pupil.enrolled_on(day) and not self.dropped(pupil, day)
                and self._away(pupil, day) is None)

    def _away(self, pupil: Pupil, day: date) -> CaseSpan | None:
        return next((case for case in self.cases(pupil) if case.way in _AWAY_BY
                     and (gone := case.out or case.closed) is not None and gone <= day
                     and not self._back_since(pupil, gone, day)), None)

    def _back_since(self, pupil: Pupil, gone: date, day: date) -> bool:
        """Whether a child that had gone came back after all, or was entered anew."""
        back = self.judge.cases.returned(pupil, gone + timedelta(days=1))
        return (back is not None and back[0] <= day) or any(
            gone < span.since <= day for span in pupil.enrolled)

    def grade(self, pupil: Pupil, day: date) -> int:
        """1 to 9, of the class of that day."""
        room = self.now.world.classes.get(pupil.class_on(day))
        if room is None:
            return pupil.grade
        if room.entry_year is None:
            return room.grade
        return grade_of(entry_year=room.entry_year, stage=stage_of(room.grade), on=day)

    @cached_property
    def grades(self) -> frozenset[int]:
        """The grades of the pupils at the end, of those who left too."""
        return frozenset(self.grade(pupil, self.last) for pupil in self.everybody())

    def year_reached(self, pupil: Pupil, day: date) -> int:
        """The grade, 0 where the class of that day had not begun or was through."""
        room = self.now.world.classes.get(pupil.class_on(day))
        if room is None or room.entry_year is None:
            return self.grade(pupil, day)
        first, last = STAGES[stage_of(room.grade)]
        reached = first + school_year_of(day) - room.entry_year
        return reached if first <= reached <= last else 0

    def moves(self, pupil: Pupil, what: str, since: date) -> Iterator[Fact]:
        """Changes of a kind after a day, up to the last school day."""
        for fact in self.judge.facts.about("moved", pupil=pupil.id):
            if fact.fields.get("what") == what and since < fact.day <= self.last:
                yield fact

    def way(self, pupil: Pupil, since: date) -> str:
        """How a pupil who is not in school at the end left after a day: 毕业, a word of ``WAYS``;
        empty where it just stays away, or a change was not finished as the document asks."""
        away = self._away(pupil, self.last)
        if away is not None:
            return away.way
        left = [fact for fact in self.judge.facts.about("moved", pupil=pupil.id)
                if fact.fields.get("what") in _LEAVES and since < fact.day <= self.last]
        if pupil.enrolled_on(self.last) or not left:
            return ""
        what = str(left[-1].fields["what"])
        if what == _ELSEWHERE:
            gone = str(left[-1].fields.get("why"))
            return "出国" if any(word in gone for word in ABROAD) else ""
        return what if self._stands(pupil, left[-1]) else ""

    def _stands(self, pupil: Pupil, move: Fact) -> bool:
        day = self.judge.exits.confirmed(Subject(pupil.id, pupil.name, pupil), move)
        return day is not None and day <= self.until

    def excused(self, pupil: Pupil, since: date) -> str:
        """The way by which a pupil leaves the denominator; empty where it stays in it."""
        way = self.way(pupil, since)
        if not self.chosen.off(way):
            return ""
        if self.chosen.only_proved and not any(
                fact.day <= self.until for kind in _PROOFS
                for fact in self.judge.facts.about(kind, pupil=pupil.id)):
            return ""
        return way

    # whom a rate is about ----------------------------------------------------------------------

    def member(self, group: Group, pupil: Pupil, day: date) -> bool:
        if group.room is not None and pupil.class_on(day) != group.room:
            return False
        if group.grade is not None and self.year_reached(pupil, day) != group.grade(day):
            return False
        return group.of is None or self.means(group.of, pupil, day)

    def means(self, pattern: Pattern, pupil: Pupil, day: date,
              case: CaseSpan | None = None) -> bool:
        """Whether a pattern means the pupil, with grade and tags as of a day."""
        key = (id(pattern), pupil.id + (str(case.start) if case else ""), day)
        if key not in self._holds:
            then = replace(pupil, grade=self.grade(pupil, day))
            since = max(self.span.since, case.start) if case else self.span.since
            holds = self.judge.holds(
                pattern, Subject(pupil.id, pupil.name, then, case=case),
                Window(since, since, since, self.until, day)) is True
            # The pattern is kept with its answer: the id of one that is gone is given to another.
            self._holds[key] = pattern, holds
        return self._holds[key][1]

    # age ---------------------------------------------------------------------------------------

    def stage_by_age(self, pupil: Pupil) -> str:
        """The stage in which a child of that age belongs; by its grade where nobody wrote down
        when it was born; empty for who is younger or older."""
        age = age_on(pupil, self.ages.cutoff)
        if age is None:
            return stage_of(self.grade(pupil, self.last))
        return self._stage_of_age(age)

    def stage_born(self, born: str) -> str:
        """The stage of a child who is on no roster, by its day or month of birth (ISO); empty
        where it is not of age, or nobody can tell."""
        if not born:
            return ""
        year, month, *day = map(int, born.split("-"))
        cutoff = self.ages.cutoff
        stages = {self._stage_of_age(cutoff.year - year - ((cutoff.month, cutoff.day) < (month, d)))
                  for d in (day or (1, 31))}
        return stages.pop() if len(stages) == 1 else ""

    def _stage_of_age(self, age: int) -> str:
        if self.ages.least <= age <= self.ages.most:
            return "primary" if age < self.ages.least + STAGES["primary"][1] else "junior"
        return ""

    @cached_property
    def said_ages(self) -> Ages | None:
        """The ages that a document or the school says; None while neither says all of it."""
        return self.chosen.said_ages(self.last)

    @cached_property
    def ages(self) -> Ages:
        """The ages that count: as said, else the usual ones."""
        return self.said_ages or Ages(
            *USUAL_AGES, date(school_year_of(self.last), *USUAL_CUTOFF))

    @cached_property
    def unborn(self) -> int:
        """How many of those in school have no date of birth here."""
        return sum(pupil.birth is None and self.there(pupil, self.last)
                   for pupil in self.everybody())
