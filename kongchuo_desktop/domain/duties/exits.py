"""By which ways other than a return a child's case ends, as its facts and the gates say."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from kongchuo_desktop.domain.duties import sought
from kongchuo_desktop.domain.duties.states import EXEMPT
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.facts import Fact

if TYPE_CHECKING:
    from kongchuo_desktop.domain.duties.judge import Judge

_MOVES = {"转出": "转学", "休学": "休学", "死亡": "死亡", "毕业": "毕业"}
"""Movement → the way; 其他离校 says nothing yet of where the child is (R186)."""

Exit = tuple[str, date]
"""The way, and the day since which the child needs not be brought back."""


class Exits:
    """Asks a judge which way out a case has taken. A gate that is not whole keeps it in (§7)."""

    def __init__(self, judge: "Judge") -> None:
        self._judge = judge
        effective = judge.era.policy
        self._gates = [gate for _, gate in effective.gates] if effective else []
        self._origin_answers = effective is not None and any(
            rule.value == "origin_school"
            for rule in effective.rules("unarrived_leaver_belongs_to"))

    def of(self, subject: Subject) -> Exit | None:
        """The first way out that the case of ``subject`` has taken, if any."""
        return min(self._all(subject), key=lambda found: found[1], default=None)

    def confirmed(self, subject: Subject, move: Fact) -> date | None:
        """The day since which a movement stands: its own, or the day its gate was whole; of a
        child that a superior looks for, the day it was found."""
        whole = self._whole(str(move.fields.get("what")), subject)
        if whole is None:
            return None
        return sought.stands_from(self._judge.facts, move, max(move.day, whole),
                                  self._judge.today)

    def _all(self, subject: Subject) -> Iterator[Exit]:
        assert subject.case is not None
        assert subject.pupil is not None
        facts, start = self._judge.facts, subject.case.start
        for move in facts.about("moved", pupil=subject.pupil.id):
            way = _MOVES.get(str(move.fields.get("what")))
            day = self.confirmed(subject, move) if way and move.day >= start else None
            if way == "毕业" and self._origin_answers:
                # Who was handed over to no junior school stays with the school it came from.
                day = next((f.day for f in facts.about("accepted", pupil=subject.pupil.id)
                            if f.day >= move.day), None)
            if way and day is not None:
                yield (way, day)
        for way, left, day in sought.found(facts, subject.pupil.id):
            if left >= start:
                yield (way, day)
        for fact in facts.about("approved", pupil=subject.pupil.id):
            if fact.fields.get("what") == "延缓入学" and fact.day >= start:
                whole = self._whole("延缓入学", subject)
                if whole is not None:
                    yield ("延缓入学", max(whole, fact.day))
        for way in EXEMPT:
            whole = self._whole(way, subject, asked=True)
            if whole is not None:
                yield (way, whole)

    def _whole(self, gate: str, subject: Subject, *, asked: bool = False) -> date | None:
        """The day a gate was whole, the first day of all where the profile asks for nothing;
        with ``asked`` only a gate that the profile has opens anything."""
        judge = self._judge
        days: list[date] = [] if asked else [date.min]
        for binding in self._gates:
            window = judge.case_window(subject)
            if binding.gate != gate or binding.asks is None or (
                    binding.only_if is not None
                    and judge.holds(binding.only_if, subject, window) is not True):
                continue
            whole = judge.complete(binding.asks, subject, window)
            if whole is None:
                return None
            days.append(whole.day)
        return max(days, default=None)
