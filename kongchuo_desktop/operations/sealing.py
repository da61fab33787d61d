"""Sealing a package, up or down: heading, content and what travels beside the rows."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kongchuo_desktop import __version__
from kongchuo_desktop.exchange import package
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.keys import PublicKeys
from kongchuo_desktop.exchange.package import Heading, Reader, Sender
from kongchuo_desktop.operations.retold import RETOLD, carried_retold
from kongchuo_desktop.operations.trust import machine_keys, own_chain, own_class, unit_kind
from kongchuo_desktop.operations.world import class_title
from kongchuo_desktop.store.merge import RowInfo, export_rows
from kongchuo_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is to read a package: its unit (a class of it), its name, the keys of its computers."""

    unit: str
    name: str
    keys: tuple[PublicKeys, ...]
    class_id: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sealed.

    Attributes:
        kind: ``月报``, ``开学报``, ``学期报``, ``学年报``, ``随时`` or ``下发``.
        period: as the kind has it; may be empty.
        rows: which rows go, as ids or a predicate.
        without: digests of attachments that the reader has.
        counts: figures for people.
        gaps: what is still missing, in sentences for the reader.
        carried: certificates and lists of what was taken back (``trust``).
        wanted: digests of attachments that this store lacks.
    """

    kind: str
    period: str
    rows: Collection[str] | Callable[[RowInfo], bool]
    without: Collection[str] = frozenset()
    counts: Mapping[str, int] = field(default_factory=dict)
    gaps: Sequence[str] = ()
    carried: Mapping[str, Any] = field(default_factory=dict)
    wanted: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed package: its bytes, their SHA-256, and the attachments inside."""

    data: bytes
    digest: str
    attachments: frozenset[str]


def seal(store: Store, letter: Letter, to: Addressee) -> Envelope:
    """The bytes of a package that only ``to`` and this machine can open."""
    chosen = export_rows(store, letter.rows, without=letter.without)
    header, room, keys = store.header, own_class(store), machine_keys(store)
    sender = Sender(store.home, header.unit_name, unit_kind(store), room.row if room else None,
                    class_title(store, room.row) if room else "", header.name)
    heading = Heading(
        kind=letter.kind, sender=sender, reader=Reader(to.unit, to.name, to.keys[0].fingerprint),
        period=letter.period, made=store.now().replace(microsecond=0), program=__version__,
        chain=own_chain(store))
    meta = {"gaps": list(letter.gaps), **letter.carried, "wanted": list(letter.wanted),
            RETOLD: carried_retold(chosen.retold)}
    content = Content(tuple(chosen.entries), tuple(chosen.operations), tuple(chosen.runs),
                      chosen.attachments, dict(letter.counts),
                      {name: said for name, said in meta.items() if said})
    data = package.seal(content, heading, keys, to.keys)
    return Envelope(data, hashlib.sha256(data).hexdigest(), frozenset(chosen.attachments))
