"""What holds of a class or the school: a test about the pupils in it, and the states of cases."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import (
    Subject,
    Window,
    compares,
    conjunction,
    pupil_test,
    words_in,
)
from kongchuo_desktop.domain.facts import ClassRoom, Pupil, Span
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import SubjectPattern

if TYPE_CHECKING:
    from kongchuo_desktop.domain.duties.judge import Judge


class Everybody:
    """Asks a judge about the pupils of a class or of the whole school."""

    def __init__(self, judge: "Judge") -> None:
        self._judge = judge
        self._spans_in: dict[str, list[Span]] = {}
        self._states: dict[tuple[date, date], frozenset[str]] = {}

    def test(self, key: str, test: tuple[object, ...] | Figure, subject: Subject,
             window: Window) -> bool | None:
        """A class by its grade and kind; otherwise whether any of its pupils answers."""
        judge = self._judge
        if subject.room is not None and key == "grade":
            return compares(judge.context, test, subject.room.grade)
        if subject.room is not None and key == "class_kind":
            return subject.room.kind in words_in(test)
        if key == "evidence":
            return any(f.fields.get("what") in words_in(test)
                       for f in judge.facts_of("attached", subject))
        return any(pupil_test(judge.context, key, test, judge.subject(p), p, window)
                   for p in self._pupils(subject, window))

    def each(self, pattern: SubjectPattern, subject: Subject, window: Window) -> bool | None:
        """A set: every one of its pupils must answer, or of those whose case is in hand and who
        still have to be brought back (§5)."""
        judge = self._judge
        of_cases = "case" in words_in(pattern.tests["each"])
        rest = SubjectPattern({k: t for k, t in pattern.tests.items() if k != "each"})
        members = [judge.subject(p) for p in self._pupils(subject, window)]
        return conjunction([judge.holds(rest, member, window) for member in members
                            if not of_cases or _away(member.case, window.day)])

    def taught(self, room: ClassRoom, first: date, last: date) -> bool:
        """Whether anybody was in a class on some of these days; of a class that has left school,
        or is not there yet, nothing is asked."""
        if room.id not in self._spans_in:
            self._spans_in[room.id] = list(dict.fromkeys(
                span for pupil in self._ever_in.get(room.id, ())
                for span in pupil.spans_in(room.id)))
        return any(span.since <= last and (span.until is None or first <= span.until)
                   for span in self._spans_in[room.id])

    def states(self, spell: tuple[date, date] | None = None) -> frozenset[str]:
        """States of the school's open cases; with ``spell`` of all cases open in those days."""
        first, last = spell or (self._judge.today, self._judge.today)
        if (first, last) not in self._states:
            spans = [span for span in self._spans
                     if span.opened <= last and (span.closed is None or span.closed > first)]
            found = {span.state for span in spans if span.state != "closed"}
            if spell is not None:
                found |= {span.peak for span in spans}
            self._states[first, last] = frozenset(found)
        return self._states[first, last]

    @cached_property
    def _spans(self) -> list[CaseSpan]:
        """All cases of all pupils."""
        judge = self._judge
        pupils = (judge.world.pupils.get(name) for name in judge.cases.candidates)
        return [span for pupil in pupils if pupil for span in judge.cases.of(pupil)]

    def _pupils(self, subject: Subject, window: Window) -> Iterator[Pupil]:
        pupils = self._judge.world.pupils.values()
        if subject.room is None:
            return (p for p in pupils if p.enrolled_on(window.day))
        room = subject.room.id
        return (p for p in self._ever_in.get(room, ())
                if p.class_on(window.day) == room and p.enrolled_on(window.day))

    @cached_property
    def _ever_in(self) -> dict[str, list[Pupil]]:
        """Class → who is or was in it."""
        found: dict[str, list[Pupil]] = defaultdict(list)
        for pupil in self._judge.world.pupils.values():
            for room in {pupil.class_id, *(left for _, left in pupil.before)}:
                found[room].append(pupil)
        return found


def _away(case: CaseSpan | None, day: date) -> bool:
    return case is not None and case.open_on(day) and all(
        end is None or day < end for end in (case.returned, case.out))
