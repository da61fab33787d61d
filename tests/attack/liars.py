"""A certified computer that lies: rows of its own making, signed and sealed in order, for tests."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from people import DESK, OFFICE
from two_schools import County

from kongchuo_desktop import __version__
from kongchuo_desktop.domain.journal.canonical_json import dump
from kongchuo_desktop.exchange.certificates import Chain
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.exchange.package import Heading, Reader, Sender, seal
from kongchuo_desktop.operations import trust
from kongchuo_desktop.operations.taking_in import Received, accept_waiting, import_package
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.store import Store

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
            about: str | None = None, prior: tuple[str, ...] = (), **said: Any) -> bytes:
        """The next entry of a run that nobody ever opened; a new row unless one is named."""
        n = next(self.numbers)
        return dump({"run": RUN, "n": n, "op": n, "table": table, "row": row or f"{n:032x}",
                     "home": home or self.home, "about": about, "prior": list(prior),
                     "at": AT + n, "schema": 3, "set": values, **said})

    def seal(self, *entries: bytes, reader: Store | None = None, writer: Store | None = None,
             signer: MachineKeys | None = None, chain: Chain | None = None,
             unit: str = "", unit_name: str = "", kind: Any = "school",
             class_id: str | None = None, class_name: str = "",
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
        inside = Content(entries, attachments=attachments or {}, meta=meta or {})
        return seal(inside, heading, signer or trust.machine_keys(writer), [to])

    def give(self, data: bytes, *, reader: Store | None = None) -> Received:
        store = reader or self.county.bureau
        path = self.folder / "包.kcbx"
        path.write_bytes(data)
        actor = DESK if store is self.county.bureau else OFFICE
        return import_package(store, actor=actor, path=path)

    def lie(self, *entries: bytes, **said: Any) -> Received:
        """Rows that are taken in like any others."""
        received = self.give(self.seal(*entries, **said), reader=said.get("reader"))
        assert received.status == "imported", received
        return received

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
        return accept_waiting(self.county.bureau, actor=DESK, digest=waiting.digest,
                              check_code=waiting.check_code)
