"""A certified computer that lies: rows of its own making, signed and sealed in order, for tests."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from joined_stores import ACTORS
from two_schools import County

from kongchuo_desktop import __version__
from kongchuo_desktop.domain.journal import row_id
from kongchuo_desktop.domain.journal.canonical_json import dump
from kongchuo_desktop.exchange.certificates import Chain
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.exchange.package import Heading, Reader, Sender, seal
from kongchuo_desktop.operations import trust
from kongchuo_desktop.operations.taking_in import Received, accept_waiting, import_package
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME

AT = 1_780_000_000_000
RUN = "ab" * 8


def whole(store: Store) -> str:
    """A digest of every row of every table."""
    found = sha256()
    with closing(store.raw_connection(store.folder / DATABASE_FILE)) as source:
        names = [name for (name,) in source.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        for name in names:
            for row in sorted(map(repr, source.execute(f'SELECT * FROM "{name}"'))):
                found.update(f"{name} {row}\n".encode())
    return found.hexdigest()


def journal(store: Store) -> set[bytes]:
    """Every entry but the receipts that the store itself writes for each package."""
    with closing(store.raw_connection(store.folder / DATABASE_FILE)) as source:
        return {body for (body,) in source.execute(
            "SELECT body FROM entry WHERE tbl <> 'receipt'")}


def keyed(table: str, values: Mapping[str, Any], *, home: str) -> str:
    """The id that the natural key gives; empty where the table has none or the row lacks it."""
    key = [values.get(part) for part in BY_NAME[table].KEY] if table != "pupil" else []
    return row_id(home, table, key) if key and None not in key and "" not in key else ""


@dataclass
class Liar:
    """Whoever holds the keys of the first school of a county; its packages go to the bureau."""

    county: County
    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def home(self) -> str:
        return self.county.a.home

    @property
    def keys(self) -> MachineKeys:
        return trust.machine_keys(self.county.a)

    def row(self, table: str, values: dict[str, Any], *, row: str = "", home: str = "",
            about: str | None = "", prior: tuple[str, ...] = (), **said: Any) -> bytes:
        """The next entry of a run that nobody ever opened; a new row unless one is named.

        What is about a pupil says so, and a row has the id that its key gives: a lie is well made.
        """
        n, home = next(self.numbers), home or self.home
        if about == "":
            about = values.get("pupil") if table != "event" else None
        return dump({"run": RUN, "n": n, "op": n, "table": table,
                     "row": row or keyed(table, values, home=home) or f"{n:032x}",
                     "home": home, "about": about, "prior": list(prior),
                     "at": AT + n, "schema": 3, "set": values, **said})

    def operation(self, run: str, n: int) -> bytes:
        """The record of an operation under a name that nobody has, years ago."""
        return dump({"run": run, "n": n, "kind": "told", "actor": "冒名", "role": "school",
                     "date": "2020-01-01", "final": False, "undoes": None})

    def run(self, run: str, *, store: str = "c" * 32) -> bytes:
        """The record of a run under that name."""
        return dump({"run": run, "store": store, "machine": "d" * 16, "name": "冒名",
                     "program": __version__, "started": AT})

    def seal(self, *entries: bytes, reader: Store | None = None, writer: Store | None = None,
             signer: MachineKeys | None = None, chain: Chain | None = None,
             unit: str = "", unit_name: str = "", kind: Any = "school",
             class_id: str | None = None, class_name: str = "",
             operations: tuple[bytes, ...] = (), runs: tuple[bytes, ...] = (),
             attachments: dict[str, bytes] | None = None,
             meta: dict[str, Any] | None = None) -> bytes:
        """A package of these rows: the school's own to the bureau, but for what is said."""
        reader, writer = reader or self.county.bureau, writer or self.county.a
        to = trust.machine_keys(reader).public
        heading = Heading(
            "随时", Sender(unit or writer.home, unit_name or writer.header.unit_name, kind,
                         class_id, class_name),
            Reader(reader.home, reader.header.unit_name, to.fingerprint), "",
            self.county.clock.at.replace(microsecond=0), __version__,
            trust.own_chain(writer) if chain is None else chain)
        inside = Content(entries, operations, runs, attachments or {}, meta=meta or {})
        return seal(inside, heading, signer or trust.machine_keys(writer), [to])

    def give(self, data: bytes, *, reader: Store | None = None) -> Received:
        store = reader or self.county.bureau
        path = self.folder / "包.kcbx"
        path.write_bytes(data)
        return import_package(store, actor=ACTORS[store.role], path=path)

    def lie(self, *entries: bytes, **said: Any) -> Received:
        """Rows that are taken in like any others."""
        received = self.give(self.seal(*entries, **said), reader=said.get("reader"))
        assert received.status == "imported", received
        return received

    def left_out(self, *entries: bytes, **said: Any) -> str:
        """What is said of rows of which none is taken in, after which the journal is as before."""
        reader: Store = said.get("reader") or self.county.bureau
        data, before = self.seal(*entries, **said), journal(reader)
        received = self.give(data, reader=reader)
        assert (received.status, received.added) == ("already", 0), received
        assert journal(reader) == before
        return received.sentence

    def refused(self, *entries: bytes, **said: Any) -> str:
        """The code of the refusal, in three sentences, after which nothing is other than before."""
        reader: Store = said.get("reader") or self.county.bureau
        data, before = self.seal(*entries, **said), whole(reader)
        received = self.give(data, reader=reader)
        error = received.error
        assert received.status == "refused", received
        assert error is not None
        assert all(part.endswith("。") for part in (error.sentence, error.kept, error.todo)), error
        assert whole(reader) == before
        return error.code

    def vouched(self, data: bytes) -> Received:
        """The package of an unknown computer, whose code the bureau has heard on the telephone."""
        waiting = self.give(data)
        assert waiting.status == "waiting", waiting
        reader = self.county.bureau
        return accept_waiting(reader, actor=ACTORS[reader.role], digest=waiting.digest,
                              check_code=waiting.check_code)
