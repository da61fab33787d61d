"""Diplomas (毕业证书): who of the leaving classes lacks what the document asks for, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kongchuo_desktop.domain.cases.gates import (
    DIPLOMA,
    GRANTED,
    Gate,
    diploma_decision,
    gates_of,
    leaves,
)
from kongchuo_desktop.domain.cases.items import Item
from kongchuo_desktop.domain.duties.judge import dated
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import ClassRoom, Fact, Pupil
from kongchuo_desktop.domain.policy.chapters import cited
from kongchuo_desktop.domain.policy.model import FactPattern, GateBinding
from kongchuo_desktop.domain.school_year import YEARS, turning_year
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.today import situation, situation_of
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.operations.world import reading_of
from kongchuo_desktop.store.store import Store

EXAM: Final = "exam"
MISSED: Final = "缺考登记"
"""In the field ``ledger`` of the fact ``recorded``: a pupil did not sit ``what``, and why."""
State = Literal["ready", "open", "lacks", "granted", "refused"]
"""``open``: nothing is known to be missing, but an examination was not written down yet."""


@dataclass(frozen=True, slots=True)
class DiplomaRow:
    """One pupil of a leaving class.

    Attributes:
        lacks: what is missing, in words; ``unknown`` what nobody can tell from the record.
        missed: examination that the pupil did not sit → why.
        decided: what a person decided and why, empty for nothing.
        here: still enrolled.
    """

    pupil: str
    name: str
    class_id: str
    class_name: str
    seat: int | None
    state: State
    lacks: tuple[str, ...]
    unknown: str
    missed: Mapping[str, str]
    decided: str
    here: bool

    @property
    def why(self) -> str:
        """Why none is given, or what is to be looked at, in one line."""
        return "；".join(filter(None, (self.decided, *self.lacks, self.unknown)))


@dataclass(frozen=True, slots=True)
class Diplomas:
    """Those who leave this year.

    Attributes:
        clauses: what the document says, word for word with the place; empty where it says nothing,
            and then nothing stands between a pupil and its diploma here.
        exams: the examinations that it names, in its order.
        sat: examination → how many of ``rows`` sat it.
    """

    clauses: tuple[str, ...]
    exams: tuple[str, ...]
    rows: tuple[DiplomaRow, ...]
    sat: Mapping[str, int]

    @property
    def without(self) -> list[DiplomaRow]:
        """Who gets none as things stand."""
        return [row for row in self.rows if row.state in ("lacks", "refused")]


def diplomas(store: Store) -> Diplomas:
    """The pupils whose classes leave this year, by class and seat (R202)."""
    return remembered(store, "diplomas", lambda: diplomas_of(situation(store)))


def diploma_of(store: Store, *, pupil: str) -> DiplomaRow | None:
    """The same of one pupil, also of a school below; None where its class does not leave."""
    home = reading_of(store).home_of(pupil)
    rows = remembered(store, f"diplomas {home}", lambda: {
        row.pupil: row for row in diplomas_of(situation_of(store, pupil=pupil)).rows})
    return rows.get(pupil)


def diplomas_of(now: Situation) -> Diplomas:
    """The same of one unit as it is seen on a day."""
    policy = now.judge.era.policy
    asked = [(bound, gate) for bound, gate in policy.gates if gate.gate == DIPLOMA] if (
        policy) else []
    clauses = tuple(f"“{bound.clause.quote}”（{cited(bound.policy.title, bound.clause.where)}）"
                    for bound, _ in asked)
    exams = tuple(dict.fromkeys(what for _, gate in asked for what in _exams(gate)))
    rows = tuple(_row(now, pupil, exams) for pupil in _leavers(now))
    sat = {what: sum(bool(_sat(now, row.pupil, what)) for row in rows) for what in exams}
    return Diplomas(clauses, exams, rows, sat)


def _exams(gate: GateBinding) -> list[str]:
    found = [dated(leaf) for leaf in leaves(gate.asks)] if gate.asks is not None else []
    return [str(what) for fact in found if isinstance(fact, FactPattern) and fact.fact == EXAM
            for what in fact.fields.get("what", ())]


def _leavers(now: Situation) -> list[Pupil]:
    """Whose class ends this summer, who is here or has graduated; by class and seat."""
    year, world = turning_year(now.today), now.world
    rooms = {room.id for room in world.classes.values() if _ends(room) == year}
    graduated = {fact.pupil for fact in now.facts.about("moved")
                 if fact.fields.get("what") == "毕业"}
    people = [pupil for pupil in world.pupils.values() if pupil.class_id in rooms
              and (pupil.enrolled_on(now.today) or pupil.id in graduated)]
    return sorted(people, key=lambda p: (-p.grade, world.classes[p.class_id].name,
                                         p.seat is None, p.seat or 0, p.name, p.id))


def _ends(room: ClassRoom) -> int | None:
    """The year in whose summer a class leaves."""
    stage = "primary" if room.grade <= YEARS["primary"] else "junior"
    return None if room.entry_year is None else room.entry_year + YEARS[stage]


def _row(now: Situation, pupil: Pupil, exams: Sequence[str]) -> DiplomaRow:
    found = gates_of(now.judge, now.judge.subject(pupil), DIPLOMA)
    missed = {what: why for what in exams if (why := _missed(now, pupil.id, what))}
    missing = [item for gate in found for item in gate.missing]
    unwritten = [item for item in missing if not _written(now, pupil, _exam_of(item))]
    lacks = tuple(dict.fromkeys(_lack(item, missed, item in unwritten) for item in missing))
    state, decided = _decision(now, pupil.id)
    room = now.world.classes[pupil.class_id]
    return DiplomaRow(
        pupil.id, pupil.name, room.id, room.title, pupil.seat,
        state or ("ready" if not missing else "open" if len(unwritten) == len(missing)
                  else "lacks"),
        lacks, _unknown(now, pupil, found), missed, decided, pupil.enrolled_on(now.today))


def _exam_of(item: Item) -> str:
    """The examination that something missing is; empty for anything else."""
    wanted = item.wanted
    what = wanted.fields.get("what", ()) if wanted is not None and wanted.fact == EXAM else ()
    return str(what[0]) if what else ""


def _lack(item: Item, missed: Mapping[str, str], unwritten: bool) -> str:
    exam = _exam_of(item)
    if not exam:
        return f"没有{item.text}"
    if exam in missed:
        return f"没有参加{exam}（{missed[exam]}）"
    return f"{exam}还没有登记" if unwritten else f"没有{exam}的记录"


def _written(now: Situation, pupil: Pupil, exam: str) -> bool:
    """Whether it was written down of the pupil's class who sat an examination."""
    return not exam or any(
        (other := now.world.pupils.get(fact.pupil or "")) is not None
        and other.class_id == pupil.class_id
        for fact in (*now.facts.about(EXAM), *now.facts.about("recorded"))
        if fact.fields.get("what") == exam)


def _unknown(now: Situation, pupil: Pupil, gates: Iterable[Gate]) -> str:
    """Who came later has been elsewhere for a part of the years that a gate asks for."""
    since = min((span.since for span in pupil.enrolled), default=date.min)
    later = gates and since > date(now.world.classes[pupil.class_id].entry_year or 1, 9, 30)
    return f"{full_day(since)}才来本校，以前的学年请核对" if later else ""


def _decision(now: Situation, pupil: str) -> tuple[State | None, str]:
    """What a person decided last, and why."""
    fact = diploma_decision(now.judge, pupil)
    if fact is None:
        return None, ""
    why = str(fact.fields.get("why") or "")
    if fact.kind == GRANTED:
        return "granted", f"决定发：{why}"
    return "refused", f"决定不发：{why}"


def _sat(now: Situation, pupil: str, what: str) -> list[Fact]:
    return [fact for fact in now.facts.about(EXAM, pupil=pupil) if fact.fields.get("what") == what]


def _missed(now: Situation, pupil: str, what: str) -> str:
    """Why a pupil did not sit an examination, empty for nothing written down."""
    told = [fact for fact in now.facts.about("recorded", pupil=pupil)
            if fact.fields.get("ledger") == MISSED and fact.fields.get("what") == what]
    return str(told[-1].fields.get("why") or "没有写原因") if told else ""
