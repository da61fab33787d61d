"""The roster with how every pupil stands today: in class, on leave, absent, or gone."""

from collections.abc import Mapping
from dataclasses import dataclass

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import LATE, LEAVE, NOT_IN_CLASS, UNEXCUSED, Pupil, World
from kongchuo_desktop.domain.leave import Excuses
from kongchuo_desktop.domain.policy.words import STATES
from kongchuo_desktop.operations.attendance import PRESENT
from kongchuo_desktop.operations.roster import PupilCard, list_pupils
from kongchuo_desktop.operations.today import situations
from kongchuo_desktop.operations.world import LEAVES_SCHOOL
from kongchuo_desktop.store.store import Store

IN_CLASS = "在校"
_SUSPECT = frozenset({"suspected", "dropout", "never_enrolled"})
_IN_HAND = frozenset({"absent", "open", "exempt"})


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One row of the roster.

    Attributes:
        today: ``在校``, ``旷课 第1天``, ``病假``, ``疑似辍学``, ``休学`` …; empty where the
            registers stay in the school and nothing is known.
        tone: tone of its chip; empty for what needs none.
        suspected: whether the profile's own threshold calls it 疑似辍学 or worse.
    """

    card: PupilCard
    today: str
    tone: str = ""
    suspected: bool = False


def roster_lines(store: Store) -> list[RosterLine]:
    """All pupils the store has ever had, by class and seat; who is gone says how."""
    found: dict[str, tuple[str, str, bool]] = {}
    normal = "" if store.role == "bureau" else IN_CLASS
    for now in situations(store):
        marks, gone = _marks_of(now), _gone_words(now.world)
        found |= {pupil.id: _stands(pupil, now, marks, gone, normal)
                  for pupil in now.world.pupils.values()}
    return [RosterLine(card, *found[card.id]) for card in list_pupils(store, everyone=True)]


def _stands(pupil: Pupil, now: Situation, marks: Mapping[str, str],
            gone: Mapping[str, str], normal: str) -> tuple[str, str, bool]:
    """Word, tone and whether suspected, of one pupil."""
    if not pupil.enrolled_on(now.today):
        return gone.get(pupil.id, "未到校"), "grey", False
    cases = now.judge.cases
    case = cases.current(pupil) if pupil.id in cases.candidates else None
    if case is not None and case.state in _SUSPECT:
        return STATES[case.state], "red", True
    word, tone = _absent(now.attendance, pupil, marks.get(pupil.id, ""), now)
    if not word and case is not None and case.state in _IN_HAND:
        word, tone = STATES[case.state], "amber"
    if not word and pupil.placement in NOT_IN_CLASS:
        word, tone = pupil.placement[:2], "violet"
    return word or normal, tone, False


def _absent(attendance: Attendance, pupil: Pupil, mark: str, now: Situation) -> tuple[str, str]:
    run = now.streak(pupil.id)
    if run is not None:
        return f"旷课 第{len(run.days)}天", "red"
    if mark in UNEXCUSED:
        return mark, "red"
    if mark in LEAVE:
        return mark, "amber" if mark == "病假" else "grey"
    return (mark, "blue") if mark in LATE else ("", "")


def _marks_of(now: Situation) -> dict[str, str]:
    """Today's marks of filed registers, and leave that covers today unless the child came."""
    day, pupils = now.today, now.world.pupils
    excuses = Excuses(now.world.facts)
    marks = {name: kind for name in excuses.pupils if name in pupils
             and (kind := excuses.on(name, day))
             and not now.attendance.present(pupils[name], day)}
    marks |= {m.pupil: excuses.kind(m.pupil, day, m.kind) for m in now.world.marks
              if m.day == day and m.kind != PRESENT}
    return marks


def _gone_words(world: World) -> dict[str, str]:
    """Pupil → the last movement that took them out of school."""
    return {f.pupil: str(f.fields["what"]) for f in world.facts
            if f.kind == "moved" and f.pupil and f.fields["what"] in LEAVES_SCHOOL}
