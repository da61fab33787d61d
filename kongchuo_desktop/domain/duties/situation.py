"""What is due today: the duties of all profiles and the program's own lines, overdue first."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from kongchuo_desktop.domain.absence import Attendance, Run
from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.engine import Engine
from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.model import GROUPS, ClauseRef, Duty, DutyLine, Group
from kongchuo_desktop.domain.duties.program import program_lines
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.domain.policy.book import Era, PolicyBook

__all__ = ["GROUPS", "ClauseRef", "Duty", "DutyLine", "Group", "Situation", "duties", "lines"]


class Situation:
    """Everything derived from one world on one day; built once, read by many screens."""

    def __init__(self, book: PolicyBook, calendar: SchoolCalendar, world: World,
                 today: date) -> None:
        self.book = book
        self.calendar = calendar
        self.world = world
        self.today = today
        self.attendance = Attendance(world, calendar, today)
        self.facts = Facts(world, book.titles, today)
        self.first = min((r.day for r in world.registers), default=today)
        """Nothing is due for days before the store's first register (§3)."""
        self.eras: list[Era] = book.eras(world, today)
        self._judges = [
            Judge(world, calendar, era, self.attendance, self.facts, today) for era in self.eras]

    @property
    def judge(self) -> Judge:
        """The judge of the profile that is followed today."""
        return next(j for j in reversed(self._judges) if j.era.covers(self.today))

    @cached_property
    def duties(self) -> list[Duty]:
        """All that is due or awaited, overdue first; the order never depends on chance."""
        found = list(program_lines(self.world, self.calendar, self.attendance, self.facts,
                                   self.today))
        for judge in self._judges:
            found += Engine(judge, self.first).duties()
        return sorted({duty.id: duty for duty in found}.values(), key=lambda duty: duty.order)

    def streak(self, pupil: str) -> Run | None:
        """The run of absence that goes on; ``len(run.days)`` is the N of 第N天."""
        known = self.world.pupils.get(pupil)
        return self.attendance.streak(known) if known else None


def duties(book: PolicyBook, calendar: SchoolCalendar, world: World, today: date) -> list[Duty]:
    """What is due in ``world`` on ``today`` under the profiles it follows, overdue first.

    Raises:
        KnownError: ``policy_missing`` when the world follows a profile that is not in ``book``.
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
    return [DutyLine(group[0], tuple(group[1:])) for group in joined.values()]
