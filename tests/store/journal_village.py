"""A village of real stores for random histories: machines, screens, packages, copies, clocks."""

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from journal_model import Id, Truth
from sqlalchemy import select, text

from kongchuo_desktop.domain.journal import row_id
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import merge as merging
from kongchuo_desktop.store import undo as undoing
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.conflicts import conflicts
from kongchuo_desktop.store.journal_tables import ALIAS, CONFLICT, ENTRY
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.merge import Export, RowInfo
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME, MarkRow, PupilRow, Unit, Visit
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table
from kongchuo_desktop.store.write import Actor, Write

CHEAP = KdfCost(1, 64, 1)
NAMES = ("马小花", "马 小花", "阿依古丽·买买提", "阿依古丽・买买提", "冉大山")
NUMBERS = ("990102201301010018", "990102201301010026", None)
UP = frozenset({"unit", "pupil", "visit", "erase"})
"""What goes to the bureau: no marks."""


@dataclass
class Screen:
    """A form that somebody has open: what it shows, and all that its machine held then."""

    table: str
    row: str
    tips: str
    held: frozenset[Id]


@dataclass
class Machine:
    name: str
    store: Store
    clock: datetime
    held: set[Id] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    screens: list[Screen] = field(default_factory=list)
    last_rowid: int = 0

    def now(self) -> datetime:
        self.clock += timedelta(milliseconds=1)
        return self.clock

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.store.role)


@dataclass
class Mail:
    sender: str
    receiver: str
    export: Export


class Village:
    """One random history; every step is compared with the model where ``compare`` is called."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.folder = folder
        self.truth = Truth()
        self.machines: dict[str, Machine] = {}
        self.mail: list[Mail] = []
        self.copies: list[tuple[str, Path, set[Id], set[str]]] = []
        bureau = self.found("bureau", "bureau", "99")
        self.home_of = {"bureau": bureau}
        for school in ("s1", "s2"):
            home = self.found(f"{school}", "school", school)
            for number in (1, 2):
                if (school, number) != ("s2", 2):
                    self.found(f"{school}c{number}", "class", school)
            self.home_of[school] = home
        self.edges = [
            ("s1c1", "s1"), ("s1c2", "s1"), ("s2c1", "s2"), ("s1", "bureau"), ("s2", "bureau"),
        ]
        self._write("bureau", lambda w: self._units(w))
        for name in ("s1", "s2"):
            for _ in range(3):
                self.add_pupil(name)
        for one, other in reversed(self.edges):
            self.deliver(self.pack(other, one))

    def close(self) -> None:
        for machine in self.machines.values():
            machine.store.close()

    # -- the people ---------------------------------------------------------------------------

    def found(self, name: str, role: Any, code: str) -> str:
        home = row_id("", "unit", [code])
        machine = Machine(name, None, self.random_date())  # type: ignore[arg-type]
        machine.store, _ = Store.create(
            self.folder / name, password="p", role=role, name=name, unit_name=code, home=home,
            now=machine.now, cost=CHEAP,
        )
        self.machines[name] = machine
        return home

    def random_date(self) -> datetime:
        return datetime.fromisoformat("2009-01-01") + timedelta(days=self.rng.randrange(37 * 365))

    def step(self) -> None:
        actions: list[tuple[int, Callable[[str], None]]] = [
            (5, self.add_pupil), (6, self.mark), (2, self.visit), (10, self.open_screen),
            (22, self.save), (5, self.delete), (2, self.restore), (7, self.settle),
            (5, self.undo), (3, self.redo), (3, self.join), (1, self.unjoin), (1, self.erase),
            (12, self.send), (14, self.receive), (2, self.copy), (1, self.return_to_copy),
            (2, self.reopen), (2, self.jump),
        ]
        act = self.rng.choices([a for _, a in actions], [weight for weight, _ in actions])[0]
        facts = (self.add_pupil, self.mark, self.visit)
        # The bureau changes what schools wrote, as their superior, but keeps no pupils itself.
        act(self.rng.choice([m for m in sorted(self.machines)
                             if m != "bureau" or act not in facts]))

    def add_pupil(self, name: str) -> None:
        number = self.rng.choice(NUMBERS)
        fields = {"identity_number": number, "name": self.rng.choice(NAMES)}
        if number is not None:
            fields["phone"] = self.rng.choice(("13800000001", "138-0000-0001", "13800000002"))
        self._write(name, lambda w: w.insert(PupilRow, **fields))

    def mark(self, name: str) -> None:
        pupil = self._pick(name, "pupil")
        if pupil:
            day, kind = self.rng.choice(("2026-09-01", "2026-09-02")), self.rng.choice("旷事病")
            self._write(name, lambda w: w.insert(MarkRow, pupil=pupil, day=day, part="全天",
                                                 kind=kind))

    def visit(self, name: str) -> None:
        pupil = self._pick(name, "pupil")
        if pupil:
            self._write(name, lambda w: w.insert(Visit, pupil=pupil, day="2026-09-03"))

    def open_screen(self, name: str) -> None:
        machine = self.machines[name]
        table = self.rng.choice(("pupil", "pupil", "mark", "visit"))
        row = self._pick(name, table)
        if row:
            with machine.store.session() as session:
                shown = session.get(BY_NAME[table], row)
                assert shown is not None
                held = frozenset(i for i in machine.held if self.truth.entries[i].row == row)
                machine.screens.append(Screen(table, row, shown.tips, held))

    def save(self, name: str) -> None:
        fields: dict[str, dict[str, Any]] = {
            "pupil": {"name": NAMES, "phone": ("13800000001", "13800000003", None), "seat": (1, 2)},
            "mark": {"kind": ("旷", "事"), "note": ("a", "b", None)},
            "visit": {"outcome": ("返校", "拒绝"), "note": ("a", None)},
        }
        screen = self._screen(name)
        if screen:
            choices = fields[screen.table]
            names = self.rng.sample(sorted(choices), self.rng.randint(1, 2))
            values = {n: self.rng.choice(choices[n]) for n in names}
            self._from(name, screen, lambda w, prior: w.update(
                BY_NAME[screen.table], screen.row, prior=prior, **values))

    def delete(self, name: str) -> None:
        screen = self._screen(name)
        if screen:
            self._from(name, screen, lambda w, prior: w.delete(
                BY_NAME[screen.table], screen.row, prior=prior))

    def restore(self, name: str) -> None:
        screen = self._screen(name)
        if screen:
            self._from(name, screen, lambda w, prior: w.restore(
                BY_NAME[screen.table], screen.row, prior=prior))

    def settle(self, name: str) -> None:
        machine = self.machines[name]
        with machine.store.reading() as connection:
            open_ = [c for c in conflicts(connection) if c.table in ("pupil", "mark", "visit")]
        if not open_:
            return
        one = self.rng.choice(open_)
        value = self.rng.choice(one.choices).value
        model = BY_NAME[one.table]

        def write(w: Write) -> None:
            if one.field == "_gone":
                (w.delete if value else w.restore)(model, one.row, prior=one.tips)
            else:
                w.update(model, one.row, prior=one.tips, **{one.field: value})

        self._write(name, write)

    def undo(self, name: str) -> None:
        machine = self.machines[name]
        self._writes(machine, lambda: self._try(
            lambda: undoing.undo(machine.store, machine.actor)), {})

    def redo(self, name: str) -> None:
        machine = self.machines[name]
        self._writes(machine, lambda: self._try(
            lambda: undoing.redo(machine.store, machine.actor)), {})

    def join(self, name: str) -> None:
        one, other = self._pick(name, "pupil"), self._pick(name, "pupil")
        if one and other and one != other:
            self._same_as(name, one, other)

    def unjoin(self, name: str) -> None:
        one = self._pick(name, "pupil")
        if one:
            self._same_as(name, one, None)

    def erase(self, name: str) -> None:
        row = self._pick(name, "visit")
        if row:
            self._write(name, lambda w: w.erase(Visit, row, why="到期"))

    # -- packages -----------------------------------------------------------------------------

    def send(self, name: str) -> None:
        one, other = self.rng.choice(self.edges)
        sender, receiver = self.rng.choice(((one, other), (other, one)))
        self.mail.append(self.pack(sender, receiver))

    def receive(self, name: str) -> None:
        """Any package, however old; some come twice, some never."""
        if self.mail:
            self.deliver(self.rng.choice(self.mail))

    def pack(self, sender: str, receiver: str) -> Mail:
        school = next((h for h in (sender, receiver) if h in ("s1", "s2")), "")
        bureau = "bureau" in (sender, receiver)

        def choose(info: RowInfo) -> bool:
            if info.table == "unit":
                return True
            if not self.visible(self.machines[sender], info):
                return False
            return info.home == self.home_of[school] and (not bureau or info.table in UP)

        return Mail(sender, receiver, merging.export_rows(self.machines[sender].store, choose))

    def visible(self, _: Machine, __: RowInfo) -> bool:
        """Once visible, visible always (journal.md §7)."""
        return True

    def deliver(self, mail: Mail) -> merging.MergeReport:
        machine = self.machines[mail.receiver]
        report = merging.merge(
            machine.store, mail.export.entries, mail.export.operations, mail.export.runs,
            allowed_home=lambda home: True,
        )
        for body in mail.export.entries:
            raw = json.loads(body)
            machine.held.add((raw["run"], raw["n"]))
            if "erased" in raw:
                machine.erased.add(raw["row"])
            if raw["table"] == "erase" and raw["set"].get("target"):
                machine.erased.add(raw["set"]["target"])
        machine.last_rowid = self._rowid(machine)
        return report

    def meet(self) -> None:
        """Everybody exchanges everything until nobody learns anything new."""
        news = 1
        while news:
            news = 0
            for one, other in self.edges:
                for sender, receiver in ((one, other), (other, one)):
                    news += self.deliver(self.pack(sender, receiver)).added
            # An erased form changes entries without adding any.
            erased = set.union(*(m.erased for m in self.machines.values()))
            for machine in self.machines.values():
                rows = {self.truth.entries[i].row for i in machine.held}
                news += len((erased & rows) - machine.erased)

    # -- machines -----------------------------------------------------------------------------

    def copy(self, name: str) -> None:
        machine = self.machines[name]
        self._reopen(machine)
        machine.store.close()
        folder = self.folder / f"copy{len(self.copies)}"
        shutil.copytree(machine.store.folder, folder)
        self.copies.append((name, folder, set(machine.held), set(machine.erased)))
        machine.store = Store.open(machine.store.folder, password="p", now=machine.now)

    def return_to_copy(self, _: str) -> None:
        """A backup is restored, a disk image laid back: what came since is gone from here."""
        if self.copies:
            name, folder, held, erased = self.rng.choice(self.copies)
            machine = self.machines[name]
            machine.store.close()
            shutil.rmtree(machine.store.folder)
            shutil.copytree(folder, machine.store.folder)
            machine.held, machine.erased, machine.screens = set(held), set(erased), []
            machine.store = Store.open(machine.store.folder, password="p", now=machine.now)
            machine.last_rowid = self._rowid(machine)

    def reopen(self, name: str) -> None:
        self._reopen(self.machines[name])

    def jump(self, name: str) -> None:
        self.machines[name].clock = self.random_date()

    def _reopen(self, machine: Machine) -> None:
        machine.store.close()
        machine.store = Store.open(machine.store.folder, password="p", now=machine.now)

    # -- writing and what it had seen ---------------------------------------------------------

    def _units(self, w: Write) -> None:
        w.insert(Unit, row=self.home_of["bureau"], name="局")
        for school in ("s1", "s2"):
            w.insert(Unit, row=self.home_of[school], name=school, parent=self.home_of["bureau"])

    def _write(self, name: str, write: Callable[[Write], object]) -> None:
        machine = self.machines[name]

        def run() -> None:
            with machine.store.operation("test", machine.actor) as w:
                write(w)

        self._writes(machine, lambda: self._try(run), {})

    def _from(self, name: str, screen: Screen, write: Callable[[Write, str], object]) -> None:
        machine = self.machines[name]

        def run() -> None:
            with machine.store.operation("test", machine.actor) as w:
                write(w, screen.tips)

        self._writes(machine, lambda: self._try(run), {screen.row: screen.held})

    def _same_as(self, name: str, row: str, other: str | None) -> None:
        self._write(name, lambda w: w.update(
            PupilRow, row, prior=w.session.get_one(PupilRow, row).tips, same_as=other))

    def _writes(
        self, machine: Machine, run: Callable[[], None], seen: dict[str, frozenset[Id]]
    ) -> None:
        """Runs what may write, and tells the truth what the new entries had seen."""
        before = set(machine.held)
        run()
        with machine.store.reading() as connection:
            query = text("SELECT body FROM entry WHERE rowid > :last ORDER BY rowid")
            bodies = list(connection.scalars(query, {"last": machine.last_rowid}))
        for body in bodies:
            raw = json.loads(body)
            row = raw["row"]
            known = seen.get(
                row, frozenset(i for i in before if self.truth.entries[i].row == row))
            own = {i for i in machine.held - before if self.truth.entries[i].row == row}
            machine.held.add(self.truth.add(body, known | own).id)
            if raw["table"] == "erase":
                machine.erased.add(raw["set"]["target"])
        machine.last_rowid = self._rowid(machine)

    @staticmethod
    def _try(run: Callable[[], object]) -> None:
        try:
            run()
        except KnownError as error:
            assert error.code in (  # noqa: PT017 -- anything else is a failure
                "other_home", "row_erased", "nothing_to_undo", "already_undone",
                "not_undoable")

    @staticmethod
    def _rowid(machine: Machine) -> int:
        with machine.store.reading() as connection:
            return int(connection.scalar(text("SELECT coalesce(max(rowid), 0) FROM entry")) or 0)

    def _pick(self, name: str, table: str) -> str | None:
        with self.machines[name].store.reading() as connection:
            query = select(sql_table(BY_NAME[table]).c.row)
            rows = sorted(connection.scalars(query))
        return self.rng.choice(rows) if rows else None

    def _screen(self, name: str) -> Screen | None:
        """A form just opened, or one that has been open for who knows how long."""
        screens = self.machines[name].screens
        if self.rng.random() < 0.4:
            self.open_screen(name)
        return self.rng.choice(screens) if screens else None

    # -- comparing ----------------------------------------------------------------------------

    def compare(self, name: str) -> None:
        """What the machine shows is what the model says for the entries that it holds."""
        machine = self.machines[name]
        with machine.store.reading() as connection:
            held = {(run, n) for run, n in connection.execute(select(ENTRY.c.run, ENTRY.c.n))}
            assert held == machine.held
            heads: dict[str, dict[str, set[tuple[Id, str]]]] = {}
            for c in connection.execute(select(CONFLICT)):
                run, _, n = c.entry.partition(":")
                fields = heads.setdefault(c.row, {})
                fields.setdefault(c.field, set()).add(((run, int(n)), json.dumps(c.value)))
            for row in {self.truth.entries[i].row for i in held}:
                table = self.truth.of_row(held, row)[0].table
                shown = connection.execute(
                    select(sql_table(BY_NAME[table])).where(
                        sql_table(BY_NAME[table]).c.row == row)).one()
                self._compare_row(machine, table, row, shown._mapping, heads.get(row, {}))
            aliases = {a.row: a.canonical for a in connection.execute(select(ALIAS))}
        assert aliases == self.truth.canonical(held, machine.erased)

    def _compare_row(
        self, machine: Machine, table: str, row: str, shown: Any,
        heads: dict[str, set[tuple[Id, str]]],
    ) -> None:
        wanted = self.truth.show(machine.held, machine.erased, row)
        assert shown["gone"] == wanted.gone
        tips = " ".join(f"{run}:{n}" for run, n in sorted(wanted.tips))
        assert shown["tips"] == tips
        assert {n: shown[n] for n in FIELDS[table]} == {
            n: wanted.values.get(n) for n in FIELDS[table]}
        assert heads.keys() == wanted.conflicts.keys()
        for name, values in wanted.conflicts.items():
            # An empty set in the model: a child that lives; whose entry is shown is not fixed.
            assert not values or heads[name] == values

    def compare_all(self) -> None:
        for name in self.machines:
            self.compare(name)

    def finish(self) -> None:
        """After all have met: the same entries everywhere, and every store sound."""
        self.meet()
        self.compare_all()
        holders: dict[str, list[frozenset[Id]]] = {}
        for machine in self.machines.values():
            by_row: dict[str, set[Id]] = {}
            for i in machine.held:
                by_row.setdefault(self.truth.entries[i].row, set()).add(i)
            for row, ids in by_row.items():
                holders.setdefault(row, []).append(frozenset(ids))
        assert all(len(set(sets)) == 1 for sets in holders.values())
        marks = {(e.about, e.set["day"], e.set["part"]): e.row
                 for e in self.truth.entries.values() if e.table == "mark" and "day" in e.set}
        assert all(e.row == marks[e.about, e.set["day"], e.set["part"]]
                   for e in self.truth.entries.values() if e.table == "mark" and "day" in e.set)
        for machine in self.machines.values():
            assert check(machine.store).problems == ()
            for row in machine.erased:
                self._assert_erased(machine, row)

    @staticmethod
    def _assert_erased(machine: Machine, row: str) -> None:
        with machine.store.reading() as connection:
            for body in connection.scalars(select(ENTRY.c.body).where(ENTRY.c.row == row)):
                assert all(value is None for value in json.loads(body)["set"].values())
