"""What a package holds that is not known here, and whether it agrees with what is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from kongchuo_desktop.domain.journal import (
    Entry,
    EntryId,
    erase_entry,
    read_entry,
    stored_entry,
)
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import ENTRY

Constants = tuple[str, str, str | None]
"""Table, home and about of a row."""


@dataclass(slots=True)
class Delta:
    """What a package holds that is not known here: new entries, and erased forms of known ones.

    ``clashes`` are known entries and others under their identity: which is true is to be judged.
    """

    new: list[Entry] = field(default_factory=list)
    erased: list[Entry] = field(default_factory=list)
    clashes: list[tuple[Entry, Entry]] = field(default_factory=list)


def tampering() -> KnownError:
    """The error for two different contents under one identity (journal.md §2)."""
    return KnownError(
        "tampering",
        "文件里有记录被人改动过：同一个编号，内容和本机原有的不一样。",
        kept="整个文件都没有导入，本机的数据没有改动。",
        todo="请保留这个文件，打电话问对方，并让对方重新导出。",
    )


def read_package(bodies: Iterable[bytes]) -> dict[EntryId, Entry]:
    """Its entries by identity. Raises: KnownError ``journal_broken``, ``tampering``."""
    found: dict[EntryId, Entry] = {}
    for body in bodies:
        entry = read_entry(body)
        other = found.get(entry.id)
        if other is None:
            found[entry.id] = entry
        elif not _one(other, entry):
            raise tampering()
        elif entry.erased:
            found[entry.id] = entry
    return found


def _one(one: Entry, other: Entry) -> bool:
    """Whether two entries are forms of the same bytes: of these the erased one wins."""
    return one.digest == other.digest and erase_entry(one).body == erase_entry(other).body


def compare(connection: Connection, package: Mapping[EntryId, Entry]) -> Delta:
    """What of the package is news here."""
    delta = Delta()
    numbers: dict[str, list[int]] = defaultdict(list)
    for run, n in package:
        numbers[run].append(n)
    known: dict[EntryId, bytes] = {}
    for run, of_run in numbers.items():
        query = select(ENTRY.c.n, ENTRY.c.body).where(
            ENTRY.c.run == run, ENTRY.c.n.between(min(of_run), max(of_run))
        )
        known.update({(run, n): body for n, body in connection.execute(query)})
    for id_, entry in package.items():
        body = known.get(id_)
        if body is None:
            delta.new.append(entry)
        elif body != entry.body:
            here = stored_entry(body)
            if not _one(here, entry):
                delta.clashes.append((here, entry))
            elif entry.erased:
                delta.erased.append(entry)
    return delta


def known_constants(connection: Connection, new: Collection[Entry]) -> dict[str, Constants]:
    """Row that is known → table, home and about of it."""
    constants: dict[str, Constants] = {}
    for portion in projection.chunks(entry.row for entry in new):
        query = (
            select(ENTRY.c.row, ENTRY.c.tbl, ENTRY.c.home, ENTRY.c.about)
            .where(among(ENTRY.c.row, portion))
            .distinct()
        )
        for row, *rest in connection.execute(query):
            constants[row] = (rest[0], rest[1], rest[2])
    return constants
