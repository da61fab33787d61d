"""Children between two schools: which arrival answers which leaving, and how each one stands."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from kongchuo_desktop.domain import identity, names
from kongchuo_desktop.domain.facts import Span

Kind = Literal["转学", "小升初"]
How = Literal["announced", "number", "birth", "person"]
"""How two records were found to be one child's: the new school took who was announced to it, the
numbers or the days of birth agree, or a person said so."""
State = Literal["offered", "expected", "lost", "arrived", "ended", "stayed"]

WAIT_DAYS: Final = 15
"""Days after which a child that no school has taken is asked for at both schools. No document
gives a figure (G-29, G-36): our reading."""
CASE_DAYS: Final = 2 * WAIT_DAYS
"""Days after which a child that nobody could find is a case of the school it came from."""
OF_MOVE: Final[Mapping[str, Kind]] = {"转出": "转学", "毕业": "小升初"}
"""Which enrollment change sends a child to another school; 毕业 only of a primary school."""
PROOFS: Final = ("接收证明", "异地就学证明")
"""What proves that a child is at another school; words of the vocabulary's evidence."""
_WHOLE_DAY: Final = len("2013-09-03")


@dataclass(frozen=True, slots=True)
class Record:
    """What one school has on one child.

    Attributes:
        unit: the school, as it is read where units are joined.
        number: identity number in normal form, empty for none; birth ISO text as far as known.
        spans: the days on which the school answers for the child, in order.
        apart: records that a person found to be another child's.
        announced: the transfer by which the school took the child, where it named one.
    """

    id: str
    unit: str
    name: str
    number: str = ""
    birth: str = ""
    gender: str = ""
    former: str = ""
    spans: tuple[Span, ...] = ()
    apart: frozenset[str] = frozenset()
    announced: str = ""

    def enrolled_on(self, day: date) -> bool:
        return any(span.covers(day) for span in self.spans)

    def came(self, since: date) -> date | None:
        """The first day at the school from a day on; None where the child was never there."""
        return next((max(span.since, since) for span in self.spans
                     if span.until is None or span.until >= since), None)

    @property
    def valid(self) -> str:
        """The identity number where it can be one, else empty."""
        return self.number if identity.is_valid(self.number) else ""

    @property
    def called(self) -> str:
        return names.normal(self.name)


@dataclass(frozen=True, slots=True)
class Leaver:
    """A child that left a school for another one.

    ``transfer`` is the row that says so and ``to_unit`` the school that was told of it, if any.
    """

    record: Record
    kind: Kind
    day: date
    transfer: str = ""
    to_unit: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The arrival that answers a leaving; ``day`` is the first day at the new school."""

    leaver: str
    arrival: str
    how: How
    day: date


@dataclass(frozen=True, slots=True)
class Doubt:
    """An arrival that may be the child that left, and why nobody can say without asking."""

    leaver: str
    arrival: str
    why: str


@dataclass(frozen=True, slots=True)
class Matches:
    certain: tuple[Match, ...]
    doubtful: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    leaver: Leaver
    record: Record
    how: How | None
    why: str
    came: date


def match(leavers: Iterable[Leaver], records: Iterable[Record],
          taken: Collection[str] = ()) -> Matches:
    """Lay leavers and arrivals together: each at most once, whatever their order.

    Certain is whom the school took that the child was announced to, else the same valid identity
    number with the same name, else the same name and day of birth (and gender, where both are
    known) if nobody else is like it and the numbers do not contradict. All else is offered to a
    person.

    Args:
        taken: records that already answer a leaving.
    """
    edges = _edges(sorted(leavers, key=_order), records)
    sure: dict[str, _Edge] = {}
    used = set(taken)
    for how in ("announced", "number"):
        # Of a child that moved twice the first leaving is answered by the first arrival.
        for edge in sorted((e for e in edges if e.how == how), key=_in_time):
            if edge.leaver.record.id not in sure and edge.record.id not in used:
                sure[edge.leaver.record.id] = edge
                used.add(edge.record.id)
    births = [e for e in edges if e.how == "birth" and e.leaver.record.id not in sure
              and e.record.id not in used]
    ones = Counter(e.leaver.record.id for e in births) + Counter(e.record.id for e in births)
    alone = [e for e in births
             if ones[e.leaver.record.id] == 1 and ones[e.record.id] == 1]
    sure |= {edge.leaver.record.id: edge for edge in alone}
    used |= {edge.record.id for edge in alone}
    doubts = [Doubt(e.leaver.record.id, e.record.id, _doubt(e, used)) for e in edges
              if e.leaver.record.id not in sure]
    return Matches(
        tuple(Match(e.leaver.record.id, e.record.id, e.how or "person", e.came)
              for _, e in sorted(sure.items())),
        tuple(sorted(doubts, key=lambda d: (d.leaver, d.arrival))))


def _order(leaver: Leaver) -> tuple[date, str]:
    return (leaver.day, leaver.record.id)


def _in_time(edge: _Edge) -> tuple[date, str, date, str]:
    return (*_order(edge.leaver), edge.came, edge.record.id)


def _doubt(edge: _Edge, used: Collection[str]) -> str:
    if edge.record.id in used:
        return "这条到校记录已经对上别的学生或别的学校"
    return edge.why if edge.how is None else "姓名和出生日期相同的不止一个人"


def _edges(leavers: Sequence[Leaver], records: Iterable[Record]) -> list[_Edge]:
    by_number: dict[str, list[Leaver]] = defaultdict(list)
    by_birth: dict[tuple[str, str], list[Leaver]] = defaultdict(list)
    by_transfer = {leaver.transfer: leaver for leaver in leavers if leaver.transfer}
    for leaver in leavers:
        if leaver.record.valid:
            by_number[leaver.record.valid].append(leaver)
        by_birth[leaver.record.called, leaver.record.birth].append(leaver)
    found: dict[tuple[str, str], _Edge] = {}
    for record in records:
        announced = by_transfer.get(record.announced)
        near = [*by_number.get(record.number, ()), *by_birth.get((record.called, record.birth), ()),
                *([announced] if announced is not None else ())]
        for leaver in near:
            edge = _edge(leaver, record)
            if edge is not None:
                found[leaver.record.id, record.id] = edge
    return [found[key] for key in sorted(found)]


def _edge(leaver: Leaver, record: Record) -> _Edge | None:
    mine = leaver.record
    came = record.came(leaver.day)
    if (came is None or record.unit == mine.unit or record.id in mine.apart
            or mine.id in record.apart):
        return None
    how, why = _alike(leaver, record)
    return _Edge(leaver, record, how, why, came) if how or why else None


def _alike(leaver: Leaver, record: Record) -> tuple[How | None, str]:
    mine = leaver.record
    if record.announced and record.announced == leaver.transfer and (
            record.unit == leaver.to_unit):
        return "announced", ""
    same_name = record.called == mine.called or (
        bool(record.former or mine.former)
        and bool({record.called, names.normal(record.former)}
                 & {mine.called, names.normal(mine.former)} - {""}))
    if mine.valid and mine.valid == record.valid:
        return ("number", "") if same_name else (None, "证件号相同，姓名不同")
    if not same_name or mine.birth != record.birth or len(mine.birth) != _WHOLE_DAY:
        return None, ""
    if mine.valid and record.valid:
        return None, "姓名和出生日期相同，证件号不同"
    if mine.gender and record.gender and mine.gender != record.gender:
        return None, "姓名和出生日期相同，性别不同"
    return "birth", ""


# -- how a child on the way stands --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """A child on the way: what is known of it, from which its state follows.

    Attributes:
        day: the day from which the old school does not expect the child.
        known: the day on which it could be known: what is told late is late from then on.
        arrived: the first day at the new school; None until it came.
        ended: why it came to nothing, in words.
        stays: the old school expects the child again.
    """

    day: date
    known: date
    to_unit: str = ""
    arrived: date | None = None
    ended: str = ""
    stays: bool = False

    @property
    def since(self) -> date:
        return max(self.day, self.known)

    def days(self, today: date) -> int:
        """How long the child has been on the way."""
        return max(0, ((self.arrived or today) - self.since).days)

    def state(self, today: date, wait: int = WAIT_DAYS) -> State:
        """``offered``: nobody knows where to; ``expected`` at a school; ``lost``: no school took
        it in time; ``arrived``; ``ended`` with a proof; ``stayed`` at the old school."""
        if self.arrived is not None:
            return "arrived"
        if self.ended:
            return "ended"
        if self.stays:
            return "stayed"
        if self.days(today) > wait:
            return "lost"
        return "expected" if self.to_unit else "offered"


def awaited_from(kind: Kind, day: date) -> date:
    """From when the next school should have the child: after grade 6 from 1 September on."""
    return max(day, date(day.year, 9, 1)) if kind == "小升初" else day


def case_from(since: date) -> date:
    """The day on which a child that no school took is a case of the school it came from."""
    return since + timedelta(days=CASE_DAYS)


# -- nobody in two schools ----------------------------------------------------------------------


def twice(records: Iterable[Record], today: date,
          linked: Iterable[tuple[str, str]] = ()) -> list[tuple[str, ...]]:
    """Records of one child that several schools have enrolled today: a valid number and the name
    are the same, or an arrival answers a leaving. Records held apart are none."""
    here = {record.id: record for record in records if record.enrolled_on(today)}
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in here.values():
        if record.valid:
            groups[record.valid, record.called].append(record)
    found = {tuple(sorted(r.id for r in group)) for group in groups.values()
             if len({r.unit for r in group}) > 1 and not _held_apart(group)}
    known = {frozenset(group) for group in found}
    found |= {tuple(sorted(pair)) for pair in linked
              if all(row in here for row in pair)
              and not any(group.issuperset(pair) for group in known)}
    return sorted(found)


def _held_apart(group: Sequence[Record]) -> bool:
    return any(other.id in one.apart for one in group for other in group)


def leaving(moves: Iterable[tuple[str, date]], *, primary: bool,
            spans: Sequence[Span], today: date) -> tuple[Kind, date] | None:
    """By which change a child that is not enrolled any more went to another school.

    Args:
        moves: (kind, day) of its enrollment changes in order.
        primary: whether the school it left ends with grade 6.
    """
    if any(span.until is None or span.until >= today for span in spans):
        return None
    last = next((move for move in reversed(list(moves)) if move[0] != "调班"), None)
    kind = OF_MOVE.get(last[0]) if last is not None else None
    if last is None or kind is None or (kind == "小升初" and not primary):
        return None
    return kind, last[1]
