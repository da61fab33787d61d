"""What is due today: the duties of all profiles and the program's own lines, overdue first."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.alone import looks_around
from kongchuo_desktop.domain.duties.engine import Engine
from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.domain.duties.instance import Instance
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.model import GROUPS, ClauseRef, Duty, DutyLine, Group
from kongchuo_desktop.domain.duties.program import program_lines
from kongchuo_desktop.domain.facts import Span, World
from kongchuo_desktop.domain.indicators.residents import Residents
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.effective import Era
from kongchuo_desktop.domain.thresholds import Run

__all__ = ["GROUPS", "ClauseRef", "Duty", "DutyLine", "Group", "Instance", "Situation", "duties",
           "lines"]

T = TypeVar("T")


class Situation:
    """Everything derived from one world on one day; built once, read by many screens."""

    def __init__(self, book: PolicyBook, calendar: SchoolCalendar, world: World, today: date,
                 before: "Situation | None" = None) -> None:
        self.book = book
        self.calendar = calendar
        self.world = world
        self.today = today
        self.attendance: Attendance = Attendance(
            world, calendar, today, before.attendance if before is not None else None)
        self.facts = Facts(world, book.titles, today)
        self.residents: Callable[[date], Residents | None] = lambda _: None
        """The newest 户籍 list by a day beside this roster, looked up when it is asked for."""
        self.first = world.begun or today
        """Nothing is due for days before the store's first register (§3)."""
        self.eras: list[Era] = book.eras(world, today)
        self._judges = [
            Judge(world, calendar, era, self.attendance, self.facts, today) for era in self.eras]
        self._due: dict[str, list[Duty]] = {}
        """What the profiles ask for about each pupil for whom it was derived."""
        self._kept: dict[tuple[str, Hashable], Any] = {}

    def renewed(self, world: World, touched: Collection[str]) -> "Situation":
        """The same day after a few facts were written, taken back or taken in.

        ``touched`` are the pupils whose own facts changed, and those of whom a changed register
        speaks; what was derived of all others stays. Where more than that changed, or a profile
        asks about one child what follows from others, everything is derived anew.
        """
        now = Situation(self.book, self.calendar, world, self.today, before=self)
        if (now.first, now.eras, world.classes) == (self.first, self.eras, self.world.classes) \
                and not any(era.policy and looks_around(era.policy) for era in now.eras):
            now._keep(self, touched)
        return now

    def _keep(self, before: "Situation", touched: Collection[str]) -> None:
        self.attendance.keep(before.attendance, touched)
        for mine, other in zip(self._judges, before._judges, strict=True):
            mine.keep(other, touched)
        self._due = {pupil: due for pupil, due in before._due.items() if pupil not in touched}
        self._kept = {key: found for key, found in before._kept.items() if key[0] not in touched}

    def of_pupil(self, pupil: str, what: Hashable, derive: Callable[[], T]) -> T:
        """``derive()``, or what it gave before if nothing about the pupil changed since."""
        key = (pupil, what)
        if key not in self._kept:
            self._kept[key] = derive()
        found: T = self._kept[key]
        return found

    @property
    def judge(self) -> Judge:
        """The judge of the profile that is followed today."""
        return next(j for j in reversed(self._judges) if j.era.covers(self.today))

    @property
    def lacking(self) -> str:
        """Id of the latest profile's file that is not here; empty where all that were followed
        are."""
        return next((era.lacking for era in reversed(self.eras) if era.lacking), "")

    @cached_property
    def duties(self) -> list[Duty]:
        """All that is due or awaited, overdue first; the order never depends on chance."""
        self._derive(self.world.pupils)
        return _ordered([
            *self._own_lines,
            *(duty for engine in self._engines for duty in engine.about_others()),
            *(duty for pupil in self.world.pupils for duty in self._due[pupil])])

    def duties_about(self, pupil: str) -> list[Duty]:
        """What is due or awaited about one pupil, overdue first."""
        self._derive([pupil])
        return _ordered([*(duty for duty in self._own_lines if duty.pupil == pupil),
                         *self._due[pupil]])

    def duties_by(self, actors: Collection[str]) -> list[Duty]:
        """What is due or awaited from some actors, words of the vocabulary, overdue first."""
        return _ordered([duty for engine in self._engines
                         for duty in (*engine.about_others(actors),
                                      *engine.about_pupils(self.world.pupils, actors))])

    def _derive(self, pupils: Iterable[str]) -> None:
        missing = [pupil for pupil in pupils if pupil not in self._due]
        if missing:
            found: dict[str, list[Duty]] = {pupil: [] for pupil in missing}
            for engine in self._engines:
                for duty in engine.about_pupils(missing):
                    found[duty.subject].append(duty)
            self._due |= found

    def judges_in(self, span: Span) -> list[Judge]:
        """The judges of the profiles and figures that held on some day of a span, oldest first."""
        until = span.until or self.today
        return [j for j in self._judges if (j.era.since is None or j.era.since <= until)
                and (j.era.until is None or span.since <= j.era.until)]

    def instances(self, span: Span) -> list[Instance]:
        """Each time that something fell due in a span of days, met or not, under the profile that
        was in force: what an inspector asks for. In the order of the document, oldest first.

        What has no due date fell due on the day it arose; what simply stands, in any span.
        ``span.until`` None is today.
        """
        until = span.until or self.today
        return [instance for engine in self._engines
                for instance in engine.instances(span.since, until)]

    def coming(self, until: date) -> list[Duty]:
        """What will arise from tomorrow until a day, as far as it is known today, by its day."""
        found = {duty.id: duty for engine in self._engines for duty in engine.coming(until)}
        return sorted(found.values(), key=lambda d: (d.arises or date.max, d.order))

    @cached_property
    def _engines(self) -> list[Engine]:
        engines: list[Engine] = []
        for judge in self._judges:
            engines.append(Engine(judge, self.first, engines[-1] if engines else None))
        return engines

    @cached_property
    def _own_lines(self) -> list[Duty]:
        """The lines of the program itself."""
        return list(program_lines(self.world, self.calendar, self.attendance, self.facts,
                                  self.today))

    def streak(self, pupil: str) -> Run | None:
        """The run of absence that goes on; ``len(run.days)`` is the N of 第N天."""
        known = self.world.pupils.get(pupil)
        return self.attendance.streak(known) if known else None


def _ordered(found: Iterable[Duty]) -> list[Duty]:
    """Each once, overdue first."""
    return sorted({duty.id: duty for duty in found}.values(), key=lambda duty: duty.order)


def duties(book: PolicyBook, calendar: SchoolCalendar, world: World, today: date) -> list[Duty]:
    """What is due in ``world`` on ``today`` under the profiles it follows, overdue first.

    Of a profile that is not in ``book`` nothing is known: its era says so (``Era.lacking``).
    """
    return Situation(book, calendar, world, today).duties


def lines(found: Sequence[Duty]) -> list[DutyLine]:
    """Duties of one subject with the same button joined to one line, in the same order (§6).

    A button that makes a paper makes one paper: different papers stay different lines.
    """
    joined: dict[tuple[object, ...], list[Duty]] = {}
    for duty in found:
        key = (duty.pupil, duty.subject, duty.do, duty.paper, duty.watch)
        joined.setdefault(key, []).append(duty)
    # Where a clause asks for what the program reminds of anyway, the line speaks with the clause.
    groups = (sorted(group, key=lambda duty: duty.clause is None) for group in joined.values())
    return [DutyLine(group[0], tuple(group[1:])) for group in groups]
