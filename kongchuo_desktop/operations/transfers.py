"""Between schools: matched by the superior of both, expected and taken by the new school (R195)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kongchuo_desktop.domain.transfers import OF_MOVE, PROOFS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import SUPERIOR, TEACHING
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.roster import FIELDS
from kongchuo_desktop.operations.transfer_leavers import graduates, leaving_year
from kongchuo_desktop.operations.transfer_lines import Line, Passages, is_superior, passages
from kongchuo_desktop.operations.transfer_taking import (
    OWN_AT_A_SCHOOL,
    bring_details,
    take_one,
)
from kongchuo_desktop.operations.trust import superior_of
from kongchuo_desktop.operations.world import known, load_world
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Enrollment, Grant, Movement, PupilRow, Transfer
from kongchuo_desktop.store.write import Actor, Changes, Write

PERSON, FILE = "person", "file"


@dataclass(frozen=True, slots=True)
class Matched:
    """What one run of matching wrote: arrivals found, and children now on the list at all."""

    arrived: int
    noted: int
    changes: Changes


def match_all(store: Store, *, actor: Actor) -> Matched:
    """Write down every certain arrival, and every child that left and is on no list yet.

    The new school gets the file it may have, the old one learns that the child arrived; whose
    destination is named in the words of a school of this store is expected there.

    Raises:
        KnownError: ``role_not_allowed``, ``no_units_below``.
    """
    _check_superior(store)
    found = passages(store)
    # Who left for somewhere outside is looked for by the unit that sees farthest.
    highest = superior_of(store) is None
    arrived = noted = 0
    with store.operation("match_transfers", actor, roles=SUPERIOR, undoable=False) as write:
        desk = _Writing(write, store.now().date(), found)
        for line in found.lines:
            if not line.open or line.from_unit not in found.units:
                continue
            if line.match is not None:
                record = found.records[line.match.arrival]
                desk.note(line, to_unit=record.unit, arrival=record.id,
                          arrived=line.match.day.isoformat(), how=line.match.how)
                desk.grant(line.pupil, record.unit, FILE)
                arrived += 1
            elif line.how and not line.arrival:
                desk.note(line, arrival=None, arrived=None, how=None)
            elif line.named and not line.to_unit:
                desk.note(line, to_unit=line.named)
                desk.grant(line.pupil, line.named, PERSON)
                noted += 1
            elif not line.transfer and highest:
                desk.note(line)
                noted += 1
        desk.finish()
    return Matched(arrived, noted, write.changes)


def confirm(store: Store, *, actor: Actor, line: Line, arrival: str) -> Changes:
    """Say that a record is the child that left (是同一人).

    Raises:
        KnownError: ``role_not_allowed``, ``no_units_below``, ``unknown_pupil``.
    """
    _check_superior(store)
    found = passages(store)
    record = found.records.get(arrival)
    came = record.came(line.day) if record is not None else None
    if record is None or came is None:
        raise KnownError("unknown_pupil", "没有这条到校记录，或者孩子那天以后不在那所学校。",
                         kept="没有改动。", todo="回到名单重新选。")
    with store.operation("confirm_transfer", actor, roles=SUPERIOR, undoable=False) as write:
        desk = _Writing(write, store.now().date(), found)
        desk.note(line, to_unit=record.unit, arrival=arrival, arrived=came.isoformat(),
                  how="person")
        desk.grant(line.pupil, record.unit, FILE)
        desk.finish()
    return write.changes


def hold_apart(store: Store, *, actor: Actor, line: Line, arrival: str) -> Changes:
    """Say that a record is another child's (不是); a pair that was laid together is parted."""
    _check_superior(store)
    with store.operation("part_transfer", actor, roles=SUPERIOR) as write:
        row = write.session.get_one(PupilRow, line.pupil)
        write.update(PupilRow, row.row, prior=row.tips,
                     apart=sorted({*(row.apart or ()), arrival}))
        if line.arrival == arrival:
            write.update(Transfer, line.transfer, prior=line.tips, arrival=None, arrived=None,
                         how=None, to_unit=None, to_name=None)
    return write.changes


def assign(store: Store, *, actor: Actor, lines: Sequence[Line], unit: str) -> Changes:
    """Name the school that is to take children; it learns who they are (指定学校).

    Raises:
        KnownError: ``role_not_allowed``, ``no_units_below``, ``unknown_unit``, ``same_school``.
    """
    _check_superior(store)
    return _assign(store, actor, [(line, unit) for line in lines])


def assign_graduates(store: Store, *, actor: Actor,
                     schools: Mapping[str, str]) -> Changes:
    """Name the junior school of each pupil of a sixth grade: pupil → unit, as one operation.

    Raises:
        KnownError: as ``assign``, and ``unknown_pupil`` for who is in no sixth grade.
    """
    _check_superior(store)
    leaving = {one.pupil: one for one in graduates(store)}
    if not schools.keys() <= leaving.keys():
        raise KnownError("unknown_pupil", "名单里有人不在六年级毕业班。", kept="没有改动。",
                         todo="核对名单，再指定一次。")
    autumn = date(leaving_year(store.now().date()), 9, 1)
    return _assign(store, actor, [
        (leaving[pupil].line or Line(
            pupil, leaving[pupil].name, "小升初", autumn, "offered", 0, autumn,
            leaving[pupil].unit, leaving[pupil].unit_name), unit)
        for pupil, unit in schools.items()])


def end(store: Store, *, actor: Actor, line: Line, where: str, proof: str) -> Changes:
    """A child is at a school outside (外县): where, and by what that is shown.

    Raises:
        KnownError: ``role_not_allowed``, ``no_units_below``, ``no_reason``.
    """
    _check_superior(store)
    found = passages(store)
    if not where.strip() or proof not in PROOFS:
        raise KnownError("no_reason", "没有写去了哪里、凭什么证明。", kept="没有改动。",
                         todo="写上外县的学校，选一样证明。")
    with store.operation("end_transfer", actor, roles=SUPERIOR) as write:
        desk = _Writing(write, store.now().date(), found)
        desk.note(line, ended=where.strip(), proof=proof,
                  arrived=store.now().date().isoformat())
        desk.finish()
    return write.changes


def reopen(store: Store, *, actor: Actor, line: Line) -> Changes:
    """Look for a child again: what was said of another county was wrong."""
    _check_superior(store)
    with store.operation("reopen_transfer", actor, roles=SUPERIOR) as write:
        write.update(Transfer, line.transfer, prior=line.tips, ended=None, proof=None,
                     arrived=None)
    return write.changes


# -- at the school that the child left ----------------------------------------------------------


def tell_where(store: Store, *, actor: Actor, line: Line, school: str) -> Changes:
    """The old school found out where a child went; its superior learns it with the next package.

    Raises:
        KnownError: ``no_reason``, ``not_left`` for a child that is still on the roster.
    """
    if not school.strip():
        raise KnownError("no_reason", "没有写在哪所学校。", kept="没有改动。",
                         todo="写上学校全称。")
    with store.operation("tell_where", actor, roles=TEACHING) as write:
        left = [move for move in living(write.session, Movement, pupil=line.pupil)
                if move.kind in OF_MOVE]
        if not left:
            raise KnownError("not_left", f"{line.name}还没有登记转出、毕业。", kept="没有改动。",
                             todo="先登记，再写去了哪里。")
        last = max(left, key=lambda move: (move.day or "", move.recorded, move.row))
        write.update(Movement, last.row, prior=last.tips, other=school.strip())
    return write.changes


# -- at the school that takes the child ---------------------------------------------------------


def expected(store: Store) -> list[Line]:
    """Children whom a superior has announced to this school and who are not on its roster."""
    return [line for line in passages(store).lines
            if line.mine_to and line.transfer and line.open and line.match is None]


def take(store: Store, *, actor: Actor, lines: Sequence[Line], class_id: str, day: date,
         seats: Mapping[str, int] | None = None) -> Changes:
    """Take announced children into a class from a day on: 转入, or 报到 from a primary school.

    What their old school wrote comes along, so that nothing is typed twice. ``seats`` by the
    pupil of the line.

    Raises:
        KnownError: ``unknown_class``, ``future_date``, ``not_expected``.
    """
    check_not_future(store, day)
    if class_id not in load_world(store).classes:
        raise KnownError("unknown_class", "没有这个班。", kept="没有改动。",
                         todo="先在设置里添加班级。")
    waited = {line.key for line in expected(store)}
    with store.operation("take_transfers", actor, roles=TEACHING) as write:
        for line in lines:
            if line.key not in waited:
                raise KnownError("not_expected", f"{line.name or '这名学生'}不在应到我校的名单里。",
                                 kept="没有改动。", todo="回到名单看看，可能已经登记过了。")
            take_one(write, line, class_id, day, (seats or {}).get(line.pupil))
    return write.changes


def bring_file(store: Store, *, actor: Actor, line: Line) -> Changes:
    """Put onto the child's own record what came with the old school's file and is missing here."""
    with store.operation("bring_file", actor, roles=TEACHING) as write:
        pupil = line.arrival
        row = write.session.get_one(PupilRow, pupil)
        there = write.session.get_one(PupilRow, line.pupil)
        missing = {name: getattr(there, name) for name in FIELDS
                   if name not in OWN_AT_A_SCHOOL and getattr(row, name) in (None, "")}
        write.update(PupilRow, pupil, prior=row.tips, **known(missing))
        if not living(write.session, Enrollment, pupil=pupil):
            bring_details(write, line.pupil, pupil)
    return write.changes


# -- writing ------------------------------------------------------------------------------------


class _Writing:
    """Collects transfers and grants of one operation; ``finish`` writes them."""

    def __init__(self, write: Write, today: date, found: Passages) -> None:
        self._write, self._today, self._names = write, today.isoformat(), found.units
        # A school that gives leave to read of its own child must not stop its superior's.
        self._granted = {(row.pupil, row.unit): row
                         for row in living(write.session, Grant, home=write.home)}
        self._new: list[dict[str, Any]] = []
        self._changed: list[dict[str, Any]] = []
        self._grants: dict[tuple[str, str], dict[str, Any]] = {}

    def note(self, line: Line, *, to_unit: str = "", **fields: str | None) -> None:
        """The transfer's row as it is now: a new one, or on top of what was on screen."""
        if to_unit:
            fields |= {"to_unit": to_unit, "to_name": self._names.get(to_unit, "")}
        if line.transfer:
            self._changed.append({"row": line.transfer, "prior": line.tips, **fields})
        else:
            self._new.append({"prior": "", "pupil": line.pupil, "kind": line.kind,
                              "day": line.day.isoformat(), "from_unit": line.from_unit,
                              "from_name": line.from_name, **known(fields)})

    def grant(self, pupil: str, unit: str, scope: str) -> None:
        """What was given is never less afterwards (journal.md §7)."""
        given = self._granted.get((pupil, unit))
        if given is None or (given.scope != scope and scope == FILE):
            self._grants[pupil, unit] = {"pupil": pupil, "unit": unit, "scope": scope,
                                         **({} if given else {"day": self._today})}

    def finish(self) -> None:
        self._write.insert_many(Transfer, self._new)
        self._write.update_many(Transfer, self._changed)
        self._write.insert_many(Grant, self._grants.values())


def _assign(store: Store, actor: Actor, wanted: Iterable[tuple[Line, str]]) -> Changes:
    found = passages(store)
    with store.operation("assign_transfers", actor, roles=SUPERIOR, undoable=False) as write:
        desk = _Writing(write, store.now().date(), found)
        for line, unit in wanted:
            _check_target(line, unit, found)
            desk.note(line, to_unit=unit)
            desk.grant(line.pupil, unit, PERSON)
        desk.finish()
    return write.changes


def _check_target(line: Line, unit: str, found: Passages) -> None:
    if unit not in found.units:
        raise KnownError("unknown_unit", "没有这所学校。", kept="没有改动。",
                         todo="先在设置里添加这所学校。")
    if unit == line.from_unit:
        raise KnownError("same_school", f"{line.name}就是从这所学校出来的。", kept="没有改动。",
                         todo="换一所学校。")


def _check_superior(store: Store) -> None:
    if not is_superior(store):
        raise KnownError("no_units_below", "下面没有别的学校，没有要对的转学。", kept="没有改动。",
                         todo="请教育局或中心校来对。")
