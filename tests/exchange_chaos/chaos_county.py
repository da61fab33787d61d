"""A county of real stores for random histories: its computers, and all that was ever written."""

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from chaos_founding import NOW, PASSWORD, PLACES, Place, Template
from chaos_machine import Copy, Machine, Mail
from journal_model import Id, Truth
from sqlalchemy import select, text

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.journal_tables import ERASED
from kongchuo_desktop.store.store import Store

NOTHING: Mapping[str, frozenset[Id]] = {}
PLACE_NAMES = frozenset(place.name for place in PLACES)


class County:
    """All computers of one history, their sticks and copies; what they do lies elsewhere."""

    def __init__(self, folder: Path, template: Template,
                 only: Collection[str] = PLACE_NAMES) -> None:
        self.folder, self.template = folder, template
        self.stick = folder / "U盘"
        self.stick.mkdir(parents=True)
        self.truth = Truth()
        self.order: dict[str, int] = {}
        """Row → its number in the order of writing, by which steps choose."""
        self.runs: dict[str, str] = {}
        self.machines: dict[str, Machine] = {}
        self.mail: list[Mail] = []
        self.packages = 0
        """How many were taken in."""
        self.copies: list[Copy] = []
        self.refused: Counter[str] = Counter()
        """Codes of what people were told instead of what they wanted to do."""
        self.signs: dict[str, str] = {}
        """Every key that a computer ever had → where that stands."""
        self.revoked_once: set[str] = set()
        bodies: dict[Id, bytes] = {}
        for place in (p for p in PLACES if p.name in only):
            shutil.copytree(template.folder / place.name, folder / place.name)
            machine = self.open(place.name, place, folder / place.name)
            with machine.store.reading() as connection:
                for body in connection.scalars(text("SELECT body FROM entry")):
                    raw = json.loads(body)
                    bodies[raw["run"], raw["n"]] = body
        self._learn_the_beginning(bodies)
        for machine in self.machines.values():
            self.look_around(machine)
            machine.inherited = {i for ids in machine.held.values() for i in ids}

    def close(self) -> None:
        for machine in self.machines.values():
            machine.store.close()

    def open(self, name: str, place: Place, folder: Path) -> Machine:
        """Somebody begins to work in a store that lies there."""
        machine = Machine(name, place, None, NOW)  # type: ignore[arg-type]
        machine.store = Store.open(folder, password=PASSWORD, now=machine.now)
        self.machines[name] = machine
        return machine

    def look_around(self, machine: Machine) -> None:
        """What a store holds that was not written step by step before our eyes."""
        machine.held, machine.screens, machine.last_rowid = defaultdict(set), [], 0
        machine.taken = {digest for digest, _ in machine.store.local("package_in").items()}
        self.signs[machine.sign] = machine.place.name
        self.absorb(machine)

    def new_folder(self, name: str) -> Path:
        """A place where nothing lay before."""
        return self.folder / f"{name}-{len(list(self.folder.iterdir()))}"

    def _learn_the_beginning(self, bodies: Mapping[Id, bytes]) -> None:
        """Of what was written before the history only what the writers named is known as seen."""
        named = {i: [(run, int(n)) for run, _, n in (
            one.partition(":") for one in json.loads(body)["prior"])]
            for i, body in bodies.items()}
        for i, body in sorted(bodies.items(), key=lambda item: json.loads(item[1])["at"]):
            seen: set[Id] = set()
            waiting = list(named[i])
            while waiting:
                one = waiting.pop()
                if one not in seen:
                    seen.add(one)
                    waiting += named.get(one, [])
            self._add(body, seen)

    # -- what was written, and what had been seen of it ------------------------------------------

    def _add(self, body: bytes, seen: set[Id]) -> Id:
        written = self.truth.add(body, seen)
        self.order.setdefault(written.row, len(self.order))
        return written.id

    @contextmanager
    def writing(self, machine: Machine,
                seen: Mapping[str, frozenset[Id]] = NOTHING) -> Iterator[None]:
        """What people do: a sentence instead of it is no fault. ``seen``: row → what they saw."""
        try:
            yield
        except KnownError as error:
            self.refused[error.code] += 1
        self.absorb(machine, seen)

    def absorb(self, machine: Machine, seen: Mapping[str, frozenset[Id]] = NOTHING) -> int:
        """Learn what is new in a store; returns how many entries but receipts came from others."""
        came = 0
        written: dict[str, set[Id]] = defaultdict(set)
        with machine.store.reading() as connection:
            query = text("SELECT rowid, body FROM entry WHERE rowid > :last ORDER BY rowid")
            found = list(connection.execute(query, {"last": machine.last_rowid}))
            machine.erased = set(connection.scalars(select(ERASED.c.row)))
        for machine.last_rowid, body in found:
            raw = json.loads(body)
            i, row = (raw["run"], raw["n"]), raw["row"]
            if i in self.truth.entries:
                came += raw["table"] != "receipt"
            else:
                owner = self.runs.setdefault(i[0], machine.name)
                assert owner == machine.name, f"{machine.name} writes in a run of {owner}"
                self._add(body, set(seen.get(row, machine.held[row])) | written[row])
                written[row].add(i)
            machine.held[row].add(i)
        return came

    # -- who is who -------------------------------------------------------------------------------

    def above(self, machine: Machine) -> list[Machine]:
        return [m for m in self.machines.values() if m.place.name == machine.place.superior]

    def below(self, machine: Machine) -> list[Machine]:
        return [m for m in self.machines.values() if m.place.superior == machine.place.name]

    def at_desk(self, row: str) -> list[Machine]:
        """The computers that read what is addressed to a unit or a class."""
        desk = self.template.desks.get(row)
        return [m for m in self.machines.values() if desk is not None and m.place.desk == desk]

    def place_of(self, sign: str) -> str:
        """Where the computer with this key stands; empty where it takes no part."""
        return self.signs.get(sign, "")
