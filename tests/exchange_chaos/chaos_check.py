"""All meet, and what must hold then; see journal.md §10."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from chaos_county import County, Machine, Mail
from chaos_founding import LATE
from chaos_visibility import Knowledge, goes_down, goes_to_class, goes_up
from journal_model import Id, Shown, show_row
from sqlalchemy import select

from kongchuo_desktop.operations import trust
from kongchuo_desktop.operations.machines import machines_below
from kongchuo_desktop.operations.revocations import revoked_pairs
from kongchuo_desktop.operations.trust import superior_of
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.journal_tables import ATTACHMENT, CONFLICT, ENTRY
from kongchuo_desktop.store.shapes import NEEDED
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table

MEETING = datetime.fromisoformat("2027-01-11T08:00")
MOST_ROUNDS = 8
Rows = Mapping[str, Collection[Id]]


class Meeting:
    """Everybody's clock is set, everybody exports, everybody reads, until nobody learns more."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.machines = county.machines
        self._packed: dict[str, Any] = {}
        for machine in self.machines.values():
            machine.clock = MEETING
        late = self.machines.get(LATE)
        if late is not None and superior_of(late.store) is None:
            county.join_late()
        for machine in self.machines.values():
            machine.stays_lost = machine.place.role == "class" and self._is_revoked(machine)
        self.start = {name: {row: set(ids) for row, ids in m.held.items()}
                      for name, m in self.machines.items()}
        """What survived: row → entries, by computer."""

    def _is_revoked(self, machine: Machine) -> bool:
        """Whether its school took back what it had given to it: then it is left out."""
        sign = trust.machine_keys(machine.store).public.sign
        return any(one.sign == sign and one.state == "revoked"
                   for above in self.county.above(machine)
                   for one in machines_below(above.store))

    def hold(self) -> None:
        for _ in range(MOST_ROUNDS):
            if not self._round():
                return
        raise AssertionError("they never come to an end")

    def _round(self) -> int:
        """One way up and down; how many entries and attachments were news to somebody."""
        news = 0
        for machine in self._from_below():
            if machine.place.superior and self._has_news(machine):
                path = self.county.pack_up(machine)
                assert path is not None, (machine.name, self.county.refused)
                for above in self.county.above(machine):
                    news += self._hand(Mail(machine.name, above.name, path))
        for machine in reversed(self._from_below()):
            if machine.place.role != "class" and self._has_news(machine, down=True):
                for mail in self.county.pack_down(machine):
                    if not self.machines[mail.receiver].stays_lost:
                        news += self._hand(mail)
        return news

    def _from_below(self) -> list[Machine]:
        """Classes, their schools, the central school, the bureau."""
        rank = {"bureau": 3, "z": 2}
        return sorted(self.machines.values(), key=lambda m: (
            rank.get(m.place.name, m.place.role == "school"), m.name))

    def _has_news(self, machine: Machine, *, down: bool = False) -> bool:
        """Whether it holds anything that its last package could not know."""
        truth = self.county.truth.entries
        with machine.store.reading() as connection:
            files = frozenset(connection.scalars(select(ATTACHMENT.c.digest)))
        state = (sum(1 for ids in machine.held.values() for i in ids
                     if truth[i].table != "receipt"), len(machine.erased), files, _wanted(machine))
        known = self._packed.get(f"{machine.name}{down}")
        self._packed[f"{machine.name}{down}"] = state
        return state != known

    def _hand(self, mail: Mail) -> int:
        sender, reader = self.machines[mail.sender], self.machines[mail.receiver]
        erased, files = len(reader.erased), _files(reader)
        got, came = self.county.deliver(mail)
        if got.status == "refused" and not sender.stays_lost:
            self._vouch_again(reader)
            got, came = self.county.deliver(mail)
            assert got.status in ("imported", "already"), (mail, got.sentence)
        if sender.stays_lost:
            assert got.status == "refused", (mail, got.sentence)
            return 0
        return came + (len(reader.erased) != erased) + (_files(reader) != files)

    def _vouch_again(self, reader: Machine) -> None:
        for one in machines_below(reader.store):
            if one.sign and one.state == "revoked" and not any(
                    m.stays_lost for m in self.machines.values()
                    if m.place.name == self.county.place_of(one.sign)):
                trust.certify_again(reader.store, actor=reader.actor, sign=one.sign,
                                    check_code=one.code)


def _files(machine: Machine) -> int:
    with machine.store.reading() as connection:
        return len(connection.scalars(select(ATTACHMENT.c.digest)).all())


def _wanted(machine: Machine) -> str:
    return json.dumps(sorted(machine.store.local("attachments_asked").items()))


def finish(county: County) -> None:
    """All meet; then everything that must hold is looked at."""
    written = dict(county.truth.entries)
    meeting = Meeting(county)
    meeting.hold()
    _check_natural_keys(county)
    _check_receipts(county)
    _check_revocations(county)
    for machine in county.machines.values():
        report = check(machine.store)
        assert report.problems == (), (machine.name, report.problems)
    shown: dict[tuple[str, frozenset[Id], bool], Shown] = {}
    for machine in county.machines.values():
        _compare(county, machine, shown)
    must = _spread(county, meeting.start)
    may = _spread(county, _own_writing(county), ever=written)
    _check_holders(county, must, may, written)
    _check_files(county)


# -- who holds what -------------------------------------------------------------------------------


def _own_writing(county: County) -> Mapping[str, Rows]:
    """All that was ever written on each computer, lost or not, and what it began with."""
    found: dict[str, dict[str, set[Id]]] = {name: defaultdict(set) for name in county.machines}
    for i, entry in county.truth.entries.items():
        for machine in county.machines.values():
            if i in machine.inherited or county.runs.get(i[0]) == machine.name:
                found[machine.name][entry.row].add(i)
    return found


def _spread(county: County, start: Mapping[str, Rows], *,
            ever: Collection[Id] = ()) -> dict[str, set[str]]:
    """The rows that everybody comes to hold, by the slow model, until nobody learns more.

    ``ever``: all entries there ever were; then those that nobody holds any more are read, too,
    and computers that are lost today take part.
    """
    entries: dict[str, set[Id]] = defaultdict(set)
    for rows in start.values():
        for row, ids in rows.items():
            entries[row] |= set(ids)
    for i in ever:
        entries[county.truth.entries[i].row].add(i)
    held = {name: {row for row, ids in rows.items() if ids} for name, rows in start.items()}
    grown = True
    while grown:
        grown = False
        for reader, rows in _ways(county, held, entries, lost=bool(ever)):
            if not rows <= held[reader]:
                held[reader] |= rows
                grown = True
    return held


def _ways(county: County, held: Mapping[str, set[str]],
          entries: Rows, *, lost: bool) -> Iterator[tuple[str, set[str]]]:
    """(reader, rows) of every package that is written when all meet."""
    for machine in county.machines.values():
        if machine.stays_lost and not lost:
            continue
        known = Knowledge(county.truth, {row: entries[row] for row in held[machine.name]},
                          () if lost else machine.erased)
        home = machine.store.home
        for above in county.above(machine):
            yield above.name, goes_up(
                known, home=home, to_bureau=above.place.role == "bureau")
        for below in county.machines.values():
            if below.place.superior != machine.place.name or (
                    below.stays_lost and not lost):
                continue
            if below.place.role == "class":
                named = superior_class(below)
                rows = goes_to_class(known, home=home, class_id=named)
            else:
                rows = goes_down(known, home=home, unit=below.store.home)
            yield below.name, rows


def superior_class(machine: Machine) -> str:
    """The class as its school named it in the kit."""
    named = machine.store.local("key").get("class")
    assert isinstance(named, str)
    return named


def _check_holders(county: County, must: Mapping[str, set[str]], may: Mapping[str, set[str]],
                   written: Mapping[Id, Any]) -> None:
    """Holders of a row hold the same entries, all holders are there, and nobody else is."""
    truth = county.truth.entries
    erased = set().union(*(m.erased for m in county.machines.values()))
    everywhere: dict[str, set[Id]] = defaultdict(set)
    for machine in county.machines.values():
        if not machine.stays_lost:
            for row, ids in machine.held.items():
                everywhere[row] |= ids
    for machine in county.machines.values():
        if machine.stays_lost:
            continue
        rows = {row for row, ids in machine.held.items() if ids}
        late = {row for row in rows ^ must[machine.name] if _is_late_receipt(county, row, written)}
        missing = must[machine.name] - rows - late - _hidden(county, erased)
        assert not missing, (machine.name, "lacks", _said(county, missing))
        leaked = rows - may[machine.name] - late
        assert not leaked, (machine.name, "may not have", _said(county, leaked))
        for row in rows & must[machine.name] - erased - late:
            lacking = everywhere[row] - machine.held[row]
            assert not lacking, (machine.name, "lacks entries of", _said(county, [row]), lacking,
                                 [truth[i].set for i in lacking])


def _hidden(county: County, erased: Collection[str]) -> set[str]:
    """Rows of erased children: visible until erased (§7)."""
    return {e.row for e in county.truth.entries.values() if e.about in erased or e.row in erased}


def _is_late_receipt(county: County, row: str, written: Mapping[Id, Any]) -> bool:
    """Receipts of the meeting itself go on for ever."""
    of_row = [i for i, e in county.truth.entries.items() if e.row == row]
    return county.truth.entries[of_row[0]].table == "receipt" and not any(
        i in written for i in of_row)


def _said(county: County, rows: Collection[str]) -> list[tuple[str, str, str | None]]:
    first: dict[str, tuple[str, str, str | None]] = {}
    for e in county.truth.entries.values():
        if e.row in rows:
            first.setdefault(e.row, (e.table, e.row, e.about))
    return list(first.values())


# -- what is shown --------------------------------------------------------------------------------


def _compare(county: County, machine: Machine,
             known: dict[tuple[str, frozenset[Id], bool], Shown]) -> None:
    """Each row and each conflict as the model has it, for the entries that this store holds."""
    truth = county.truth
    shown: dict[str, Shown] = {}
    children: dict[str, set[str]] = defaultdict(set)
    tables: dict[str, list[str]] = defaultdict(list)
    for row, ids in machine.held.items():
        if not ids:
            continue
        name = row, frozenset(ids), row in machine.erased
        if name not in known:
            known[name] = show_row([truth.entries[i] for i in sorted(ids)], erased=name[2])
        shown[row] = known[name]
        first = truth.entries[next(iter(ids))]
        tables[first.table].append(row)
        if first.about and first.about != row:
            children[first.about].add(row)
    heads: dict[str, dict[str, set[tuple[Id, str]]]] = defaultdict(lambda: defaultdict(set))
    with machine.store.reading() as connection:
        stored = {(run, n) for run, n in connection.execute(select(ENTRY.c.run, ENTRY.c.n))}
        assert stored == set().union(*machine.held.values()), machine.name
        for c in connection.execute(select(CONFLICT)):
            run, _, n = c.entry.partition(":")
            heads[c.row][c.field].add(((run, int(n)), json.dumps(c.value)))
        for table, rows in tables.items():
            columns = sql_table(BY_NAME[table])
            found = {r["row"]: r for r in connection.execute(select(columns)).mappings()}
            for row in rows:
                alive = table == "pupil" and row not in machine.erased and any(
                    not shown[child].gone for child in children[row])
                _compare_row(machine, table, row, found.get(row), shown[row], heads[row], alive)


def _compare_row(machine: Machine, table: str, row: str, found: Any, wanted: Shown,
                 heads: Mapping[str, set[tuple[Id, str]]], alive: bool) -> None:
    where = machine.name, table, row
    if found is None:
        assert not {n for n, v in wanted.values.items() if v is not None} >= NEEDED.get(
            table, frozenset()), (where, "is not shown")
        return
    back = wanted.gone and alive
    assert found["gone"] == (wanted.gone and not back), (where, "gone", wanted)
    assert found["tips"] == " ".join(f"{run}:{n}" for run, n in sorted(wanted.tips)), where
    assert {n: found[n] for n in FIELDS[table]} == {
        n: wanted.values.get(n) for n in FIELDS[table]}, where
    assert heads.keys() == wanted.conflicts.keys() | ({"_gone"} if back else set()), (
        where, dict(heads), wanted)
    for name, values in wanted.conflicts.items():
        assert heads[name] == values, (where, name)


# -- what travels beside the rows ------------------------------------------------------------------


def _check_natural_keys(county: County) -> None:
    """What two computers may both write is one row (journal.md §5)."""
    found: dict[tuple[Any, ...], str] = {}
    for e in county.truth.entries.values():
        if e.table in ("mark", "register") and "day" in e.set:
            name = (e.table, e.home, e.about, e.set.get("class_id"), e.set["day"], e.set["part"])
            assert found.setdefault(name, e.row) == e.row, name


def _check_receipts(county: County) -> None:
    for machine in county.machines.values():
        columns = sql_table(BY_NAME["receipt"]).c
        with machine.store.reading() as connection:
            known = set(connection.scalars(select(columns.digest)))
        assert machine.taken <= known, (machine.name, "gave no receipt")


def _check_revocations(county: County) -> None:
    """What an issuer took back is known to itself and to all below it, whatever was restored."""
    taken_back = {pair for m in county.machines.values() for pair in revoked_pairs(m.store)}
    signs = {trust.machine_keys(m.store).public.sign: m for m in county.machines.values()}
    for machine in county.machines.values():
        known = revoked_pairs(machine.store)
        for issuer, serial in taken_back:
            place = signs[issuer].place.name
            above = {machine.place.name, machine.place.superior, _above(county, machine)}
            if place in above and not machine.stays_lost:
                assert (issuer, serial) in known, (machine.name, "does not know what", place,
                                                   "took back")


def _above(county: County, machine: Machine) -> str:
    """The superior of the superior."""
    return next((m.place.superior for m in county.above(machine)), "")


def _check_files(county: County) -> None:
    """Who holds a row holds what it names, where anybody still has it."""
    held = {name: set() for name in county.machines}  # type: dict[str, set[str]]
    for machine in county.machines.values():
        with machine.store.reading() as connection:
            held[machine.name] = set(connection.scalars(select(ATTACHMENT.c.digest)))
    anywhere = set().union(*(held[m.name] for m in county.machines.values() if not m.stays_lost))
    for machine in county.machines.values():
        if machine.stays_lost:
            continue
        named = {e.set["digest"] for row, ids in machine.held.items() if row not in machine.erased
                 for e in (county.truth.entries[i] for i in ids)
                 if e.table in ("attached", "paper", "handed") and e.set.get("digest")}
        lacking = named & anywhere - held[machine.name]
        assert not lacking, (machine.name, "lacks files", lacking)
