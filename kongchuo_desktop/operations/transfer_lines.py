"""Children on the way between schools, as this store sees them: read, laid together, stated."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from kongchuo_desktop.domain import identity, names, transfers
from kongchuo_desktop.domain.facts import Span
from kongchuo_desktop.domain.transfers import Doubt, Kind, Leaver, Match, Passage, Record, State
from kongchuo_desktop.operations import pupil_rows
from kongchuo_desktop.operations.homes import Homes, rows_of
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.world import reading_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Grant, Movement, PupilRow, Transfer
from kongchuo_desktop.store.vocabulary import sql_table

_PUPIL = sql_table(PupilRow).c
PUPIL_COLUMNS = (_PUPIL.row, _PUPIL.home, _PUPIL.tips, _PUPIL.name, _PUPIL.former_name,
                 _PUPIL.identity_number, _PUPIL.birth_date, _PUPIL.gender, _PUPIL.class_id,
                 _PUPIL.entered, _PUPIL.apart)
"""What a record is made of: of 60,000 pupils nothing else is read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One child on the way.

    Attributes:
        pupil: its record at the school it leaves; ``name`` is empty where that is not here yet.
        transfer: the row that says so, empty while no superior has written one; ``tips`` of it.
        to_name: the school that is to take it, else what the old school wrote; ``named`` the unit
            that is called so.
        days: how long it has been on the way; ``since`` from when that is counted.
        match: who certainly answers it and was not written down yet; ``doubts`` who may.
        here: the old school still has it on its roster today.
        mine_from, mine_to: whether the school it leaves, and the one it goes to, are this store's
            own unit.
    """

    pupil: str
    name: str
    kind: Kind
    day: date
    state: State
    days: int
    since: date
    from_unit: str
    from_name: str
    class_name: str = ""
    to_unit: str = ""
    to_name: str = ""
    named: str = ""
    transfer: str = ""
    tips: str = ""
    arrival: str = ""
    arrived: date | None = None
    how: str = ""
    ended: str = ""
    proof: str = ""
    match: Match | None = None
    doubts: tuple[Doubt, ...] = ()
    here: bool = False
    mine_from: bool = False
    mine_to: bool = False

    @property
    def key(self) -> str:
        return self.transfer or f"{self.pupil}:{self.kind}"

    @property
    def open(self) -> bool:
        """Whether somebody still has to find the child."""
        return self.state in ("offered", "expected", "lost")


@dataclass(frozen=True, slots=True)
class Passages:
    """All children on the way.

    Attributes:
        records: what is known of those in ``lines``, of who may answer them and of ``twice``.
        twice: records of one child that several schools have enrolled today.
        units: the units below and the own one → their names.
    """

    lines: tuple[Line, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    twice: tuple[tuple[str, ...], ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)


def passages(store: Store) -> Passages:
    """What is known of children between schools today."""
    return remembered(store, "passages", lambda: _read(store))


def earlier_records(store: Store, *, pupil: str) -> Mapping[str, str]:
    """The records of a child at schools that it came from → what the schools are called."""
    return {line.pupil: line.from_name for line in passages(store).lines
            if line.arrival == pupil and line.arrival}


def is_superior(store: Store) -> bool:
    """Whether other units stand below this one: a bureau, or a school above village schools."""
    return store.role == "bureau" or len(reading_of(store).homes.within) > 1


def _read(store: Store) -> Passages:
    homes = reading_of(store).homes
    with store.session() as session:
        return _Matching(session, homes, store.now().date()).passages()


class _Matching:
    """Everything that lies on the table while leavers and arrivals are laid together."""

    def __init__(self, session: Session, homes: Homes, today: date) -> None:
        self._homes, self._same, self._today = homes, homes.same, today
        self._pupils: dict[str, RowMapping] = {
            row["row"]: row for row in session.execute(
                select(*PUPIL_COLUMNS).where(~_PUPIL.gone)).mappings()
            if self._read(row["row"]) == row["row"]}
        self._moves = pupil_rows.by_pupil(rows_of(session, Movement), self._same)
        self._rooms = {row["row"]: row for row in rows_of(session, ClassGroup)}
        self._transfers: dict[str, list[RowMapping]] = defaultdict(list)
        for row in sorted(rows_of(session, Transfer), key=lambda r: (r["day"], r["row"])):
            pupil = self._read(row["pupil"])
            there = self._pupils.get(pupil)
            if homes.tells(row["home"], there["home"] if there else row["from_unit"]):
                self._transfers[pupil].append(row)
        self._granted = {self._read(row["pupil"]) for row in rows_of(session, Grant)
                         if homes.heard(row["home"])}
        self._records: dict[str, Record] = {}

    def _read(self, row: str) -> str:
        return self._same.get(row, row)

    def _mine(self, pupil: str) -> bool:
        """Whether a record belongs to a school that this store reads."""
        row = self._pupils.get(pupil)
        return row is not None and self._homes.of(row["home"]) is not None

    def record(self, pupil: str) -> Record:
        """What a school has on a child; made once."""
        found = self._records.get(pupil)
        if found is None:
            row = self._pupils[pupil]
            found = self._records[pupil] = Record(
                pupil, self._homes.tree.read(row["home"]), row["name"] or "",
                identity.normalise(row["identity_number"] or ""), row["birth_date"] or "",
                row["gender"] or "", row["former_name"] or "", self._spans(pupil),
                frozenset(self._read(other) for other in row["apart"] or ()),
                next((move["transfer"] for move in reversed(self._moves.get(pupil, ()))
                      if move["transfer"]), ""))
        return found

    def _spans(self, pupil: str) -> tuple[Span, ...]:
        return pupil_rows.spans(self._pupils[pupil], self._moves.get(pupil, ()))

    # lines ---------------------------------------------------------------------------------

    def passages(self) -> Passages:
        drafts = [self._of_transfer(row, pupil) for pupil, rows in self._transfers.items()
                  for row in rows]
        told = {(line.pupil, line.kind) for line in drafts
                if line.pupil not in self._pupils or not self._mine(line.pupil)
                or line.day >= self._last_came(line.pupil)}
        drafts += [self._of_leaver(pupil, kind, row) for pupil, kind, row in self._leavers()
                   if (pupil, kind) not in told]
        lines = self._matched(_once(drafts))
        twice = self._twice(lines)
        return Passages(tuple(sorted(lines, key=_order)), self._records, tuple(twice),
                        {unit: self._homes.names.get(unit, "") for unit in self._homes.within})

    def _last_came(self, pupil: str) -> date:
        spans = self.record(pupil).spans
        return spans[-1].since if spans else date.min

    def _leavers(self) -> Iterable[tuple[str, Kind, RowMapping]]:
        for pupil, moves in self._moves.items():
            if not self._mine(pupil):
                continue
            room = self._rooms.get(self._pupils[pupil]["class_id"] or "")
            found = transfers.leaving(
                ((move["kind"], date.fromisoformat(move["day"])) for move in moves),
                primary=room is not None and room["stage"] == "primary",
                spans=self.record(pupil).spans, today=self._today)
            if found is not None:
                last = next(m for m in reversed(moves) if m["kind"] in transfers.OF_MOVE)
                yield pupil, found[0], last

    def _of_leaver(self, pupil: str, kind: Kind, move: RowMapping) -> Line:
        """A child that left, and no superior has said anything of it yet."""
        unit = self.record(pupil).unit
        day = transfers.awaited_from(kind, date.fromisoformat(move["day"]))
        line = self._line(pupil, kind, Passage(day, move["recorded"]), unit, superior=False)
        return self._as_said(line, move["other"] or "")

    def _as_said(self, line: Line, said: str) -> Line:
        """With what the old school wrote of where the child went, while no superior says more."""
        named = self._named(said, line.from_unit)
        return replace(line, named=named, to_name=line.to_name or said)

    def _of_transfer(self, row: RowMapping, pupil: str) -> Line:
        here = self._mine(pupil)
        arrival = self._read(row["arrival"] or "")
        if arrival and here and self._homes.own != self.record(pupil).unit and (
                arrival not in self._pupils):
            arrival = ""  # the new school took its record back
        came = pupil_rows.iso(row["arrived"]) if arrival else None
        passage = Passage(
            date.fromisoformat(row["day"]), row["recorded"], row["to_unit"] or "",
            came or (pupil_rows.iso(row["day"]) if arrival else None), row["ended"] or "",
            here and self._stays(pupil, row))
        to_unit = self._homes.tree.read(row["to_unit"] or "")
        line = self._line(pupil, row["kind"], passage, self._homes.tree.read(row["from_unit"]),
                          to_unit=to_unit, to_name=row["to_name"] or "", superior=True)
        if here and line.open and not to_unit:
            line = self._as_said(line, self._left_for(pupil))
        return replace(line, from_name=line.from_name or row["from_name"] or "",
                       transfer=row["row"], tips=row["tips"], arrival=arrival,
                       how=row["how"] or "", ended=row["ended"] or "", proof=row["proof"] or "")

    def _left_for(self, pupil: str) -> str:
        """What the old school wrote of where a child went when it left."""
        return next((str(move["other"]) for move in reversed(self._moves.get(pupil, ()))
                     if move["kind"] in transfers.OF_MOVE and move["other"]), "")

    def _stays(self, pupil: str, row: RowMapping) -> bool:
        """Whether the old school expects the child again: it came back, or never left."""
        if not self.record(pupil).enrolled_on(self._today):
            return False
        return row["kind"] == "转学" or any(
            move["kind"] in pupil_rows.ENTERS_SCHOOL and move["day"] >= row["day"]
            for move in self._moves.get(pupil, ()))

    def _line(self, pupil: str, kind: Kind, passage: Passage, unit: str, *, superior: bool,
              to_unit: str = "", to_name: str = "") -> Line:
        row, own = self._pupils.get(pupil), self._homes.own
        state = passage.state(self._today)
        if not superior and unit == own:
            # Nobody above has looked for the child yet: its school cannot say that it is lost.
            state = "offered"
        return Line(
            pupil, (row["name"] or "") if row else "", kind, passage.day, state,
            passage.days(self._today), passage.since, unit, self._homes.names.get(unit, ""),
            self._class_name(row, passage.day), to_unit, to_name, arrived=passage.arrived,
            here=self._mine(pupil) and self.record(pupil).enrolled_on(self._today),
            mine_from=unit == own, mine_to=to_unit == own)

    def _class_name(self, row: RowMapping | None, day: date) -> str:
        room = self._rooms.get(row["class_id"] or "") if row else None
        return pupil_rows.class_room(room, min(day, self._today), "").name if room else ""

    def _named(self, said: str, own: str) -> str:
        """The unit that is called what the old school wrote; empty where none is, or several."""
        if not said:
            return ""
        found = {self._homes.tree.read(unit) for unit in self._homes.within
                 if names.normal(self._homes.names.get(unit, "")) == names.normal(said)} - {own}
        return found.pop() if len(found) == 1 else ""

    # laying together -----------------------------------------------------------------------

    def _matched(self, lines: Sequence[Line]) -> list[Line]:
        open_ = [line for line in lines if line.open and line.pupil in self._pupils
                 and (self._mine(line.pupil) or line.pupil in self._granted)]
        taken = {line.arrival for line in lines if line.arrival}
        leavers = [Leaver(self.record(line.pupil), line.kind, line.day, line.transfer,
                          line.to_unit)
                   for line in open_]
        found = transfers.match(leavers, self._candidates(leavers), taken)
        certain = {match.leaver: match for match in found.certain}
        doubts: dict[str, list[Doubt]] = defaultdict(list)
        for doubt in found.doubtful:
            doubts[doubt.leaver].append(doubt)
        return [replace(line, match=certain.get(line.pupil), doubts=tuple(doubts[line.pupil]))
                if line.open else line for line in lines]

    def _candidates(self, leavers: Sequence[Leaver]) -> list[Record]:
        """Who may answer: only records that share a number, a name and birth, or a transfer."""
        numbers = {leaver.record.valid for leaver in leavers} - {""}
        births = {leaver.record.birth for leaver in leavers} - {""}
        called = {leaver.record.called for leaver in leavers}
        announced = {self._read(move["pupil"]) for moves in self._moves.values()
                     for move in moves if move["transfer"]}
        return [self.record(pupil) for pupil, row in self._pupils.items()
                if (row["identity_number"] in numbers or pupil in announced
                    or (row["birth_date"] in births
                        and names.normal(row["name"] or "") in called)) and self._mine(pupil)]

    def _twice(self, lines: Sequence[Line]) -> list[tuple[str, ...]]:
        if len(self._homes.within) == 1:
            return []
        holders: dict[str, list[str]] = defaultdict(list)
        for pupil, row in self._pupils.items():
            if row["identity_number"]:
                holders[row["identity_number"]].append(pupil)
        shared = [pupil for group in holders.values() if len(group) > 1 for pupil in group
                  if self._mine(pupil)]
        linked = [(line.pupil, line.arrival) for line in lines
                  if line.arrival and self._mine(line.pupil) and self._mine(line.arrival)]
        records = {pupil: self.record(pupil) for pupil in (*shared, *(p for two in linked
                                                                     for p in two))}
        return transfers.twice(records.values(), self._today, linked)


def _once(lines: Iterable[Line]) -> list[Line]:
    """Two superiors may write down one leaving: whoever knows more of it is heard."""
    best: dict[tuple[str, str, date], Line] = {}
    for line in sorted(lines, key=lambda one: one.transfer):
        key = (line.pupil, line.kind, line.day)
        if key not in best or _knows(line) > _knows(best[key]):
            best[key] = line
    return list(best.values())


def _knows(line: Line) -> tuple[bool, bool, bool]:
    return (bool(line.arrival), bool(line.ended), bool(line.to_unit))


_STATES: tuple[State, ...] = ("lost", "expected", "offered", "arrived", "ended", "stayed")


def _order(line: Line) -> tuple[int, date, str, str]:
    return (_STATES.index(line.state), line.since, line.name, line.key)
