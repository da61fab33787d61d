"""What lies inside the seal: journal bytes, attachments and figures, packed with hard limits.

The layout is an archive of ``head.json``, ``entries.jsonl``, ``operations.jsonl``, ``runs.jsonl``
(one canonical JSON body a line, the very bytes of the journal) and ``attachments/<sha256>``, so
that whoever holds the key can read it with ordinary tools.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kongchuo_desktop.errors import BugError
from kongchuo_desktop.exchange import canonical, container
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.container import Member, Part

MAX_BODY = 1 << 20
"""Bytes of one entry, operation or run."""
MAX_BODIES = 2_000_000
"""Entries, operations or runs in one package: six county-years (journal.md §9)."""
MAX_JOURNAL = 256 << 20
"""Bytes of all entries, of all operations, or of all runs."""
MAX_ATTACHMENT = 64 << 20
MAX_ATTACHMENTS = 50_000
MAX_ATTACHED = 1 << 30
"""Bytes of all attachments together."""
MAX_HEAD = 4 << 20
MAX_FIGURE = 1 << 40

_HEAD = "head.json"
_LISTS = ("entries", "operations", "runs")
_FOLDER = "attachments/"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Content:
    """What one machine tells another.

    Attributes:
        entries, operations, runs: canonical JSON bodies as the journal keeps them, in any order.
        attachments: bytes by their SHA-256 in hex.
        counts: figures for people, e.g. ``{"pupils": 50, "cases": 4}``; never in clear outside.
        meta: small JSON for the program: certificates handed down, gaps named, receipts.
    """

    entries: tuple[bytes, ...] = ()
    operations: tuple[bytes, ...] = ()
    runs: tuple[bytes, ...] = ()
    attachments: Mapping[str, bytes] = field(default_factory=lambda: _NOTHING)
    counts: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    meta: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


def encode(content: Content, envelope: Mapping[str, Any]) -> bytes:
    """The bytes to be sealed; ``envelope`` ties them to the outside they belong to.

    Raises BugError where the content breaks the limits that every reader holds to.
    """
    parts: list[Part] = []
    numbers: dict[str, int] = {"attachments": len(content.attachments)}
    for name, bodies in _lists(content).items():
        for body in bodies:
            if not 0 < len(body) <= MAX_BODY or b"\n" in body:
                raise BugError(f"{name}: a body that cannot travel, {len(body)} bytes")
        numbers[name] = len(bodies)
        parts.append(Part(f"{name}.jsonl", b"".join(b + b"\n" for b in bodies), deflate=True))
    for digest, data in sorted(content.attachments.items()):
        if hashlib.sha256(data).hexdigest() != digest:
            raise BugError(f"attachment {digest} holds other bytes")
        parts.append(Part(_FOLDER + digest, data))
    head = {
        "envelope": dict(envelope),
        "counts": dict(content.counts),
        "meta": dict(content.meta),
        "numbers": numbers,
    }
    packed = container.pack([Part(_HEAD, canonical.encode(head), deflate=True), *parts])
    if len(packed) > container.MAX_FILE:
        raise BugError("larger than any reader takes")
    return packed


@dataclass(frozen=True, slots=True)
class Head:
    """What can be said of a content before unpacking the rest."""

    envelope: Mapping[str, Any]
    counts: Mapping[str, int]
    meta: Mapping[str, Any]
    numbers: Mapping[str, int]


def read_head(packed: bytes) -> Head:
    """The head alone; raises MalformedError."""
    return _head(container.unpack(packed))


def decode(packed: bytes) -> Content:
    """The content that ``encode`` packed; raises MalformedError for anything else."""
    members = container.unpack(packed)
    head = _head(members)
    expected = {_HEAD, *(f"{name}.jsonl" for name in _LISTS)}
    attached = [name for name in members if name.startswith(_FOLDER)]
    if set(members) - set(attached) != expected or len(attached) != head.numbers["attachments"]:
        raise MalformedError("members")
    lists = {n: _bodies(members[f"{n}.jsonl"], head.numbers[n]) for n in _LISTS}
    return Content(
        entries=lists["entries"],
        operations=lists["operations"],
        runs=lists["runs"],
        attachments=_attachments([members[name] for name in attached]),
        counts=head.counts,
        meta=head.meta,
    )


def _lists(content: Content) -> dict[str, tuple[bytes, ...]]:
    return dict(zip(_LISTS, (content.entries, content.operations, content.runs), strict=True))


def _head(members: Mapping[str, Member]) -> Head:
    if _HEAD not in members:
        raise MalformedError("no head")
    head = canonical.decode(members[_HEAD].unpack(limit=MAX_HEAD), limit=MAX_HEAD)
    counts = canonical.mapping(head, "counts")
    numbers = canonical.mapping(head, "numbers")
    most = {"attachments": MAX_ATTACHMENTS, **dict.fromkeys(_LISTS, MAX_BODIES)}
    return Head(
        envelope=canonical.mapping(head, "envelope"),
        counts={name: canonical.number(counts, name, most=MAX_FIGURE) for name in counts},
        meta=canonical.mapping(head, "meta"),
        numbers={name: canonical.number(numbers, name, most=most[name]) for name in most},
    )


def _bodies(member: Member, count: int) -> tuple[bytes, ...]:
    data = member.unpack(limit=MAX_JOURNAL)
    # Counted before splitting: a file of line ends alone would become millions of objects.
    if data.count(b"\n") != count or (data and not data.endswith(b"\n")):
        raise MalformedError(member.name)
    bodies = tuple(data.split(b"\n")[:-1])
    if not all(0 < len(body) <= MAX_BODY for body in bodies):
        raise MalformedError(member.name)
    return bodies


def _attachments(members: list[Member]) -> dict[str, bytes]:
    if sum(member.size for member in members) > MAX_ATTACHED:
        raise MalformedError("attachments together too large")
    attachments: dict[str, bytes] = {}
    for member in members:
        digest = member.name.removeprefix(_FOLDER)
        data = member.unpack(limit=MAX_ATTACHMENT)
        if hashlib.sha256(data).hexdigest() != digest:
            raise MalformedError(member.name)
        attachments[digest] = data
    return attachments
