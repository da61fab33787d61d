"""A county of real stores for random histories: bureau, schools, classes, their sticks and copies.
"""

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from chaos_founding import LATE, NOW, PASSWORD, PLACES, Place, Template
from journal_model import Id, Truth
from sqlalchemy import select, text

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import going_down, joining, packages, taking_in
from kongchuo_desktop.operations.trust import machine_keys, superior_of
from kongchuo_desktop.store.journal_tables import ERASED
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

EXPIRE = 2031
"""Before this year no certificate of a history can be over."""
NOTHING: Mapping[str, frozenset[Id]] = {}
PLACE_NAMES = frozenset(place.name for place in PLACES)
TWO_COMPUTERS = frozenset(place.desk for place in PLACES if place.second)


@dataclass
class Screen:
    """A form that somebody has open: what it shows, and all that its machine held of the row."""

    table: str
    row: str
    tips: str
    seen: frozenset[Id]


@dataclass
class Machine:
    """One computer with its store, its clock and what is known of both."""

    name: str
    place: Place
    store: Store
    clock: datetime
    held: dict[str, set[Id]] = field(default_factory=lambda: defaultdict(set))
    erased: set[str] = field(default_factory=set)
    screens: list[Screen] = field(default_factory=list)
    last_rowid: int = 0
    taken: set[str] = field(default_factory=set)
    """Digests of the packages of others that this store knows to have taken in."""
    inherited: set[Id] = field(default_factory=set)
    """What the folder held at the beginning, or when it was copied to be worked in."""
    stays_lost: bool = False

    def now(self) -> datetime:
        self.clock += timedelta(milliseconds=1)
        return self.clock

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.store.role)


@dataclass(frozen=True)
class Mail:
    """A package on a stick."""

    sender: str
    receiver: str
    path: Path


@dataclass(frozen=True)
class Copy:
    """A copy of a store's folder, and what it held."""

    name: str
    folder: Path


class County:
    """All computers of one history. ``step`` does one thing; the rest tells what came of it."""

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
        self.copies: list[Copy] = []
        self.refused: Counter[str] = Counter()
        """Codes of what people were told instead of what they wanted to do."""
        self.revoked_once: set[str] = set()
        bodies: dict[Id, bytes] = {}
        for place in (p for p in PLACES if p.name in only):
            shutil.copytree(template.folder / place.name, folder / place.name)
            machine = self._move_in(place.name, place)
            with machine.store.reading() as connection:
                for body in connection.scalars(text("SELECT body FROM entry")):
                    raw = json.loads(body)
                    bodies[raw["run"], raw["n"]] = body
        self._learn_the_beginning(bodies)
        for machine in self.machines.values():
            self._look_around(machine)
            machine.inherited = {i for ids in machine.held.values() for i in ids}

    def close(self) -> None:
        for machine in self.machines.values():
            machine.store.close()

    def _move_in(self, name: str, place: Place) -> Machine:
        """Somebody begins to work in a folder that lies there."""
        machine = Machine(name, place, None, NOW)  # type: ignore[arg-type]
        machine.store = Store.open(self.folder / name, password=PASSWORD, now=machine.now)
        self.machines[name] = machine
        return machine

    def _look_around(self, machine: Machine) -> None:
        """What a store holds that was not written step by step before our eyes."""
        machine.held, machine.screens, machine.last_rowid = defaultdict(set), [], 0
        machine.taken = {digest for digest, _ in machine.store.local("package_in").items()}
        self.absorb(machine)

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

    def reopen(self, machine: Machine) -> None:
        machine.store.close()
        machine.store = Store.open(machine.store.folder, password=PASSWORD, now=machine.now)

    def copy(self, machine: Machine) -> None:
        """A copy of the folder, as a disk image or a stick has it."""
        target = self.folder / f"copy-{len(self.copies)}"
        machine.store.close()
        shutil.copytree(machine.store.folder, target, ignore=shutil.ignore_patterns("before"))
        machine.store = Store.open(machine.store.folder, password=PASSWORD, now=machine.now)
        self.copies.append(Copy(machine.name, target))

    def return_to(self, copy: Copy) -> None:
        """The copy is laid back: what was written since is gone from this computer."""
        machine = self.machines[copy.name]
        machine.store.close()
        shutil.rmtree(machine.store.folder)
        shutil.copytree(copy.folder, machine.store.folder)
        machine.store = Store.open(machine.store.folder, password=PASSWORD, now=machine.now)
        self._look_around(machine)

    def twin(self, copy: Copy) -> None:
        """The copy is worked in beside the folder that it was copied from."""
        name = f"{copy.name}~{len(self.machines)}"
        shutil.copytree(copy.folder, self.folder / name)
        twin = self._move_in(name, self.machines[copy.name].place)
        self._look_around(twin)
        twin.inherited = {i for ids in twin.held.values() for i in ids}

    # -- who hands what to whom -----------------------------------------------------------------

    def above(self, machine: Machine) -> list[Machine]:
        return [m for m in self.machines.values() if m.place.name == machine.place.superior]

    def place_of(self, sign: str) -> str:
        """Where the computer with these keys stands; empty where it takes no part."""
        return next((m.place.name for m in self.machines.values()
                     if machine_keys(m.store).public.sign == sign), "")

    def post(self, machine: Machine, path: Path) -> list[Mail]:
        """Packages up are on the way to every computer of the superior."""
        found = [Mail(machine.name, above.name, path) for above in self.above(machine)]
        self.mail += found
        return found

    def pack_up(self, machine: Machine, period: str = "") -> Path | None:
        """A package for the superior; None while there is none."""
        with self.writing(machine):
            if superior_of(machine.store) is None:
                raise KnownError("not_joined", "")
            sealed = (packages.seal_package(machine.store, actor=machine.actor, period=period)
                      if period else packages.seal_now(machine.store, actor=machine.actor))
            folder = self._folder(machine)
            return packages.write_package(machine.store, sealed=sealed, folder=folder).path
        return None

    def pack_down(self, machine: Machine) -> list[Mail]:
        """Packages for all below, one for each of their computers."""
        found = []
        with self.writing(machine):
            for sent in going_down.down_packages(machine.store, actor=machine.actor,
                                                 folder=self._folder(machine)):
                desk = self.template.desks.get(sent.class_id or sent.unit)
                found += [Mail(machine.name, m.name, sent.path) for m in self.machines.values()
                          if desk is not None and m.place.desk == desk]
        return found

    def _folder(self, machine: Machine) -> Path:
        """Each package in a folder of its own: its name says nothing of the order."""
        folder = self.stick / f"{machine.name}-{len(list(self.stick.iterdir()))}"
        folder.mkdir()
        return folder

    def deliver(self, mail: Mail, *, telephone: bool = True) -> tuple[taking_in.Received, int]:
        """A package is read in; ``telephone``: its code is compared where the machine is new."""
        machine = self.machines[mail.receiver]
        got = taking_in.import_package(machine.store, actor=machine.actor, path=mail.path)
        if got.status == "waiting" and telephone:
            got = taking_in.accept_waiting(machine.store, actor=machine.actor, digest=got.digest,
                                           check_code=got.check_code)
        if got.status in ("imported", "already"):
            machine.taken.add(got.digest)
        elif got.status == "refused":
            self._check_refusal(mail, machine, got)
        return got, self.absorb(machine)

    def _check_refusal(self, mail: Mail, machine: Machine, got: taking_in.Received) -> None:
        """Nothing honest is refused, but what a wrong clock or a lost computer sends."""
        assert got.error is not None
        code = got.error.code
        self.refused[code] += 1
        if code == "certificate_expired":
            assert machine.clock.year >= EXPIRE, (mail, got.sentence)
        elif code == "wrong_recipient":
            # Of two computers of a class the school may have forgotten one, or taken it back.
            assert machine.place.desk in TWO_COMPUTERS, (mail, got.sentence)
        else:
            assert code == "certificate_revoked", (mail, code, got.sentence)
            assert self.machines[mail.sender].place.name in self.revoked_once, (mail, got.sentence)

    # -- computers that come later ---------------------------------------------------------------

    def join_late(self) -> None:
        """The class that started alone joins its school."""
        machine = self.machines[LATE]
        with self.writing(machine):
            joining.join(machine.store, actor=machine.actor, data=self.template.late_kit)
