"""One computer of a chaos history, what lies on its sticks, and what its people have open."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from chaos_founding import Place
from journal_model import Id

from kongchuo_desktop.operations.trust import machine_keys
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor


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

    @property
    def sign(self) -> str:
        """Its key of today, by which it is known elsewhere."""
        return machine_keys(self.store).public.sign

    @property
    def fingerprint(self) -> str:
        """To which key of today packages for it are sealed."""
        return machine_keys(self.store).public.fingerprint


@dataclass(frozen=True)
class Mail:
    """A package on a stick, and the fingerprints of the keys that open it."""

    sender: str
    receiver: str
    path: Path
    readers: frozenset[str]


@dataclass(frozen=True)
class Copy:
    """A copy of a store: its folder, or a backup in one file."""

    name: str
    path: Path
