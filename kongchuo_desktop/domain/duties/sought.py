"""A child that left for another school and is looked for by the superior of both (R195, R197).

Until some school took it the change that sent it away is no way out of a case, and after a time
the child is a case of the school it came from. Nobody types that: it follows from the superior's
row, the proof of the arrival, and the day.
"""

from collections.abc import Iterator
from datetime import date

from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.domain.facts import Fact, Pupil
from kongchuo_desktop.domain.transfers import OF_MOVE, PROOFS, case_from

AWAITED = "awaited"
"""Kind of the fact that a superior looks for a child; ``what`` is 转学 or 小升初."""
LOST = "没有学校收下"
"""How the sentence ends that says why such a child is a case."""
_WAYS = {"转学": "转学", "小升初": "毕业"}


def lost_since(facts: Facts, pupil: Pupil) -> Iterator[tuple[Fact, date]]:
    """Each time that no school had taken a child, with the day it became a case."""
    for sought in facts.about(AWAITED, pupil=pupil.id):
        day = case_from(max(sought.day, sought.recorded))
        proved = _proved(facts, sought)
        back = sought.fields.get("what") == "转学" and pupil.enrolled_on(day)
        if not back and (proved is None or proved > day):
            yield sought, day


def found(facts: Facts, pupil: str) -> Iterator[tuple[str, date, date]]:
    """(way out, day of leaving, day of the proof) of a child that some school took."""
    for sought in facts.about(AWAITED, pupil=pupil):
        proved = _proved(facts, sought)
        if proved is not None:
            yield _WAYS[str(sought.fields["what"])], sought.day, max(sought.day, proved)


def stands_from(facts: Facts, move: Fact, day: date, today: date) -> date | None:
    """From when a change stands that its own gate holds good from ``day``: not while the child is
    looked for, and not before the proof where there had to be one."""
    kind = OF_MOVE.get(str(move.fields.get("what")))
    sought = next((f for f in reversed(facts.about(AWAITED, pupil=move.pupil))
                   if f.fields.get("what") == kind), None) if move.pupil else None
    if sought is None:
        return day
    proved = _proved(facts, sought)
    if proved is not None:
        return max(day, proved)
    return None if case_from(max(sought.day, sought.recorded)) <= today else day


def _proved(facts: Facts, sought: Fact) -> date | None:
    return next((f.day for f in facts.about("attached", pupil=sought.pupil)
                 if f.day >= sought.day and f.fields.get("what") in PROOFS), None)
