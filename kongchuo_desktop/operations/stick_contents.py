"""What lies on a stick: our files looked at from outside, taken in or not, and which are old."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import kits, names, package, stick
from kongchuo_desktop.exchange.kits import Kit
from kongchuo_desktop.exchange.package import Heading, Inspection
from kongchuo_desktop.operations.trust import machine_keys, trust_of
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Receipt

State = Literal["new", "taken", "waiting", "own", "other", "refused", "kit"]
"""``new`` can be taken in; ``own`` was written by this computer (a backup); ``other`` is sealed
for somebody else."""

_LONG = timedelta(days=30)
"""What was taken in so long ago is offered for deletion."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A file of ours as it lies there; nothing of it was taken in.

    Attributes:
        size: bytes.
        digest: SHA-256 of the file, hex; empty where it could not be read.
        seen: a package from outside; ``kit``: what a kit says; ``error``: why it is refused.
        taken: the day on which it was taken in.
    """

    path: Path
    size: int
    state: State
    digest: str = ""
    seen: Inspection | None = None
    kit: Kit | None = None
    error: KnownError | None = None
    taken: date | None = None


@dataclass(frozen=True, slots=True)
class Old:
    """A file of ours that nobody needs any more; ``why`` in words."""

    path: Path
    size: int
    digest: str
    why: str


class Looker:
    """Looks at one file after another; what this computer knows is read once."""

    def __init__(self, store: Store) -> None:
        self._keys = machine_keys(store)
        self._trust = trust_of(store, today=store.now().date())
        self._taken = dict(store.local("package_in").items())
        self._waiting = frozenset(digest for digest, _ in store.local("waiting_package").items())

    def look(self, path: Path) -> Lying:
        """What a file is; it is read whole and nothing is kept of it."""
        try:
            data = stick.read_file(path)
        except KnownError as error:
            return Lying(path, _size_of(path), "refused", error=error)
        lying = Lying(path, len(data), "refused", hashlib.sha256(data).hexdigest())
        try:
            if path.name.lower().endswith(names.KIT):
                return replace(lying, state="kit", kit=kits.read_kit(data).kit)
            return self._judge(lying, package.inspect(data, self._keys, self._trust))
        except KnownError as error:
            return replace(lying, error=error)

    def _judge(self, lying: Lying, seen: Inspection) -> Lying:
        lying = replace(lying, seen=seen)
        if (taken := self._taken.get(lying.digest)) is not None:
            return replace(lying, state="taken", taken=_day(taken))
        if lying.digest in self._waiting:
            return replace(lying, state="waiting")
        if seen.signer == self._keys.public:
            return replace(lying, state="own")
        if seen.counts is None:
            return replace(lying, state="other")
        return replace(lying, state="refused" if seen.refused else "new", error=seen.refused)


def _size_of(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _day(about: dict[str, Any]) -> date:
    return date.fromisoformat(about["received"])


def old_files(store: Store, *, folders: Iterable[Path], lying: Sequence[Lying]) -> list[Old]:
    """Files of ours that may go: half written ones, those taken in long ago, and our own packages
    that arrived or that a newer one makes good.

    The newest of our own for each reader stays, since it is a backup (journal.md §7), unless the
    reader's receipt for it is here. Of a stick that is gone nothing is told.
    """
    today = store.now().date()
    with store.session() as session:
        arrived = {row.digest: row.day for row in living(session, Receipt)}
    newest: dict[tuple[str, str], Heading] = {}
    for one in lying:
        if one.state == "own" and one.seen is not None:
            head = one.seen.heading
            known = newest.setdefault(_reader(head), head)
            newest[_reader(head)] = max(known, head, key=lambda h: h.made)
    found = [Old(half.path, half.size, "", "拔早了，只写了一半")
             for folder in folders for half in _halves(folder)]
    for one in lying:
        why = ""
        if one.taken is not None and today - one.taken >= _LONG:
            why = f"{day_text(one.taken, today=today)}已经收过"
        elif one.state == "own" and one.seen is not None:
            head = one.seen.heading
            if one.digest in arrived:
                day = arrived[one.digest]
                said = day_text(date.fromisoformat(day), today=today) if day else ""
                why = f"这台电脑写的，{head.reader.unit_name}{said}已经收到"
            elif head.made < newest[_reader(head)].made:
                why = "这台电脑写的，后来又写过新的"
        if why:
            found.append(Old(one.path, one.size, one.digest, why))
    return found


def _reader(head: Heading) -> tuple[str, str]:
    return head.reader.unit, head.reader.unit_name


def _halves(folder: Path) -> Sequence[stick.Found]:
    try:
        return stick.find_leftovers(folder, deep=True)
    except KnownError:
        return ()


def remove_old(files: Sequence[Old]) -> list[Path]:
    """Delete these files, each only where it still is what was looked at; returns what is gone.

    Raises:
        KnownError: what the stick says; those before are gone then.
    """
    sound = [old.path for old in files if _is_still(old)]
    stick.remove_files(sound)
    return sound


def _is_still(old: Old) -> bool:
    if not old.digest:
        return stick.is_leftover(old.path.name) and _size_of(old.path) == old.size
    try:
        return hashlib.sha256(stick.read_file(old.path)).hexdigest() == old.digest
    except KnownError as error:
        if error.code != "file_missing":
            raise
        return False


def name_beside(data: bytes, *, folder: Path, name: str) -> str:
    """The name under which a package may be written there: a package of another computer, or for
    another reader, is not written over.

    Two schools of one name, or two computers of one class, use one stick.
    """
    there = _names_in(folder)
    taken: list[str] = []
    while True:
        found = names.free_name(name, taken)
        lying = next((other for other in there if names.same_file(other, found)), None)
        if lying is None or _is_replaced(folder / lying, data):
            return found
        taken.append(found)


def _names_in(folder: Path) -> list[str]:
    # A stick that cannot be listed is told of by the writing.
    with suppress(OSError):
        return [file.name for file in folder.iterdir()]
    return []


def _is_replaced(path: Path, data: bytes) -> bool:
    """Whether a package takes the place of what lies there: an older one, or what is none."""
    try:
        old = package.inspect(stick.read_file(path))
    except KnownError as error:
        return error.code != "newer_format"
    new = package.inspect(data)
    return old.signer == new.signer and _reader(old.heading) == _reader(new.heading)


def find_files(folders: Sequence[Path]) -> list[Path]:
    """Packages and kits in some folders, newest first; nothing else is looked at.

    Raises:
        KnownError: ``stick_gone`` or ``stick_failed``.
    """
    return [found.path for folder in folders for found in stick.find_packages(folder)
            if found.path.name.lower().endswith((names.PACKAGE, names.KIT))]


def look_over(store: Store, files: Sequence[Path], *,
              progress: Callable[[int, int, str], object] = lambda *_: None,
              cancelled: Callable[[], bool] = lambda: False) -> list[Lying]:
    """Every one of these files, as far as it got before it was stopped."""
    looker = Looker(store)
    found: list[Lying] = []
    for at, path in enumerate(files, start=1):
        if cancelled():
            break
        progress(at, len(files), path.name)
        found.append(looker.look(path))
    return found
