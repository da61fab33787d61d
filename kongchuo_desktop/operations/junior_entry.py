"""小升初: each leaver of the sixth grades with its junior school, and each newcomer of the seventh.

Both lists come from the children on the way (``transfer_lines``); what differs is told (R199), and
who arrived nowhere stays with the primary school (R197).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kongchuo_desktop.domain.policy.model import facts_in
from kongchuo_desktop.domain.school_year import turning_year
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.events import write_event
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.transfer_leavers import Graduate, graduates
from kongchuo_desktop.operations.transfer_lines import Line, passages
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes

KIND: Final = "小升初"
State = Literal["here", "unassigned", "way", "lost", "arrived", "elsewhere", "waiting",
                "unannounced"]
SAID: Final[dict[State, str]] = {
    "here": "还没有登记毕业", "unassigned": "没有初中录取", "way": "还没有到校",
    "lost": "没有到校，本校负责劝返", "arrived": "已到校", "elsewhere": "在外县就读",
    "waiting": "还没有到校", "unannounced": "名单上没有",
}
"""How a child stands → what the list says of it."""


@dataclass(frozen=True, slots=True)
class Passing:
    """One child between a primary and a junior school.

    Attributes:
        pupil: its record at the school whose list it is; empty where that has none.
        other: the junior school for a leaver, the primary school for a newcomer.
        days: how long it has been on the way, 0 for who is not.
    """

    pupil: str
    name: str
    class_name: str
    school: str
    other: str
    state: State
    day: date | None = None
    days: int = 0
    line: Line | None = None

    @property
    def said(self) -> str:
        text = SAID[self.state]
        return f"{text}（{self.days}天）" if self.days and self.state in _OPEN else text


CHECKS: Final = ("小升初名单", "未被录取的小学毕业生")
"""What documents call the lists laid together here (R199, R201), in the fact ``compared``."""
_OPEN: Final = frozenset({"way", "lost", "waiting"})
_ORDER: Final[tuple[State, ...]] = ("lost", "unassigned", "waiting", "way", "unannounced", "here",
                                    "elsewhere", "arrived")


@dataclass(frozen=True, slots=True)
class JuniorEntry:
    """Both lists of the autumn of ``year``; a school of one stage has one of them."""

    year: int
    leavers: tuple[Passing, ...]
    newcomers: tuple[Passing, ...]

    def count(self, *states: State) -> int:
        return sum(row.state in states for row in (*self.leavers, *self.newcomers))

    @property
    def said(self) -> str:
        """Both lists in one sentence: how many there are, and who is not where it should be."""
        parts = []
        if self.newcomers:
            there = self.count("unannounced")
            parts.append(f"应到我校{len(self.newcomers) - there}人，还没有到校"
                         f"{self.count('waiting')}人，来了、名单上没有{there}人")
        if self.leavers:
            parts.append(f"我校毕业生{len(self.leavers)}人，没有初中收下"
                         f"{self.count('lost', 'unassigned')}人")
        return "；".join(parts)


def junior_entry(store: Store) -> JuniorEntry:
    """The leavers and newcomers of this year, who is to be found first (R195, R199, R201)."""
    return remembered(store, "junior entry", lambda: _read(store))


def _read(store: Store) -> JuniorEntry:
    year = turning_year(store.now().date())
    lines = [line for line in passages(store).lines
             if line.kind == KIND and line.day.year == year]
    leavers = [_leaver(one) for one in graduates(store)]
    there = {one.pupil for one in leavers}
    leavers += [_left(line) for line in lines if line.pupil not in there
                and (line.mine_from or not line.mine_to) and line.name]
    newcomers = _newcomers(store, [line for line in lines if line.mine_to], year)
    return JuniorEntry(year, _ordered(leavers), _ordered(newcomers))


def _ordered(rows: Iterable[Passing]) -> tuple[Passing, ...]:
    return tuple(sorted(rows, key=lambda row: (
        _ORDER.index(row.state), row.school, row.class_name, row.name, row.pupil)))


def _leaver(one: Graduate) -> Passing:
    if one.line is None:
        return Passing(one.pupil, one.name, one.class_name, one.unit_name, "", "here")
    return _left(one.line)


def _left(line: Line) -> Passing:
    state: State
    if line.state == "arrived" or line.match is not None:
        state = "arrived"
    elif line.state == "ended":
        state = "elsewhere"
    elif line.state == "lost":
        state = "lost"
    else:
        state = "way" if line.to_name else "unassigned"
    if line.here and state != "arrived":
        state = "here"
    return Passing(line.pupil, line.name, line.class_name, line.from_name,
                   line.to_name or line.ended, state, line.arrived or line.day,
                   line.days if line.open else 0, line)


def _newcomers(store: Store, lines: Iterable[Line], year: int) -> list[Passing]:
    """Who was announced to this school, and who sits in its seventh grade unannounced and did not
    come up from its own sixth."""
    world, found, answered = load_world(store), list[Passing](), set[str]()
    for line in lines:
        record = line.arrival or (line.match.arrival if line.match else "")
        room = world.classes.get(world.pupils[record].class_id) if record in world.pupils else None
        answered.add(record)
        found.append(Passing(
            record, line.name, room.name if room else "", line.to_name, line.from_name,
            "arrived" if record else "waiting", line.arrived or line.day,
            0 if record else line.days, line))
    if not found:
        # No superior sends lists here: there is nothing that the seventh grade could differ from.
        return []
    rooms = {room.id: room for room in world.classes.values()
             if room.grade == 7 and room.entry_year == year}
    today = situation(store).today
    own = {line.pupil for line in passages(store).lines if line.mine_from}
    found += [Passing(pupil.id, pupil.name, rooms[pupil.class_id].name, world.unit, "",
                      "unannounced")
              for pupil in world.pupils.values() if pupil.class_id in rooms
              and pupil.enrolled_on(today) and pupil.id not in answered | own
              and not pupil.before]
    return found


def asked_checks(store: Store) -> list[str]:
    """Which of ``CHECKS`` the document in force asks to be made."""
    policy = situation(store).judge.era.policy
    asked = {str(what) for bound in (policy.bounds if policy else ())
             for pattern in (getattr(bound.binding, "asks", None),
                             getattr(bound.binding, "done", None))
             for fact in facts_in(pattern) if fact.fact == "compared"
             for what in fact.fields.get("what", ())}
    return [what for what in CHECKS if what in asked]


def note_checks(store: Store, *, actor: Actor) -> Changes:
    """Write down that the lists were laid together today, and what came of it, as one step.

    Raises:
        KnownError: ``nothing_asked`` where the document in force does not ask for it.
    """
    asked, found = asked_checks(store), junior_entry(store)
    if not asked:
        raise KnownError("nothing_asked", "本县文件没有要求核对小升初名单。", kept="没有改动。",
                         todo="不用登记。")
    with store.operation("note_junior_entry", actor, roles=("school",)) as write:
        for what in asked:
            write_event(write, kind="compared", day=store.now().date(), pupil=None, class_id=None,
                        fields={"what": what}, by=actor.name, note=found.said)
    return write.changes
