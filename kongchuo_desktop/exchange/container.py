"""The outer shape of our files: a zip archive that has exactly one spelling.

An ordinary zip tool can take such a file apart. Reading is stricter than any zip tool: members
stand one after the other from the first byte, every header must be the one that ``pack`` would
have written, nothing may stand before, between or after. So no byte of the file is without
meaning, and a changed one is always noticed.
"""

import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from kongchuo_desktop.exchange.canonical import MalformedError

MAX_MEMBERS = 60_000
MAX_FILE = 1 << 30
"""Largest file that is read at all, 1 GiB; far below what the zip format itself can hold."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_MARK = b"PK\x03\x04"
_VERSION = 20
_DAY_ZERO = (1 << 5) | 1
"""1980-01-01 as MS-DOS writes it: dates stand in the manifest, not here."""
_STORED, _DEFLATED = 0, 8
_NAME = re.compile(r"[a-z0-9][a-z0-9.]{0,39}(/[a-z0-9][a-z0-9.]{0,79})?")


class CutShortError(MalformedError):
    """The bytes end before the file does."""


@dataclass(frozen=True, slots=True)
class Part:
    """One member to be written; ``deflate`` for text, not for what is compressed already."""

    name: str
    data: bytes
    deflate: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a file that was read; its content is not unpacked until asked for."""

    name: str
    method: int
    crc: int
    size: int
    packed: memoryview

    def unpack(self, *, limit: int) -> bytes:
        """The content, at most ``limit`` bytes; raises MalformedError, also for a zip bomb."""
        if self.size > limit:
            raise MalformedError("larger than allowed")
        stored = self.method == _STORED
        data = bytes(self.packed) if stored else _inflate(self.packed, self.size)
        if len(data) != self.size or zlib.crc32(data) != self.crc:
            raise MalformedError("content differs from its checksum")
        return data


def pack(parts: Iterable[Part]) -> bytes:
    """The file that holds ``parts`` in this order; equal parts give equal bytes."""
    written: list[bytes] = []
    members: list[Member] = []
    for part in parts:
        packed = _deflate(part.data) if part.deflate else part.data
        member = Member(
            part.name,
            _DEFLATED if part.deflate else _STORED,
            zlib.crc32(part.data),
            len(part.data),
            memoryview(packed),
        )
        members.append(member)
        written += (_local_header(member), packed)
    return b"".join([*written, _directory(members)])


def first_member(data: bytes, *, limit: int) -> tuple[str, bytes]:
    """Name and content of the first member alone, which later formats must keep readable."""
    member, _ = _member_at(memoryview(data), 0)
    return member.name, member.unpack(limit=limit)


def unpack(data: bytes) -> dict[str, Member]:
    """All members by name, in order; raises MalformedError or CutShortError."""
    view = memoryview(data)
    members: dict[str, Member] = {}
    at = 0
    while bytes(view[at : at + 4]) == _LOCAL_MARK:
        member, at = _member_at(view, at)
        if member.name in members or len(members) == MAX_MEMBERS:
            raise MalformedError("a name twice, or too many members")
        members[member.name] = member
    directory = _directory(list(members.values()))
    rest = bytes(view[at : at + len(directory) + 1])
    if rest != directory:
        if directory.startswith(rest) or _LOCAL_MARK.startswith(rest):
            raise CutShortError
        raise MalformedError("directory")
    return members


def _member_at(view: memoryview, at: int) -> tuple[Member, int]:
    """The member whose header begins at ``at``, and where the next thing begins."""
    fixed = bytes(view[at : at + _LOCAL.size])
    if fixed[:4] != _LOCAL_MARK[: len(fixed)]:
        raise MalformedError("no member here")
    if len(fixed) < _LOCAL.size:
        raise CutShortError
    _, _, _, method, _, _, crc, packed_size, size, name_size, _ = _LOCAL.unpack(fixed)
    start = at + _LOCAL.size + name_size
    end = start + packed_size
    raw_name = bytes(view[at + _LOCAL.size : start])
    if len(raw_name) < name_size:
        raise CutShortError
    name = raw_name.decode("latin-1")
    if method not in (_STORED, _DEFLATED) or not _NAME.fullmatch(name):
        raise MalformedError("header")
    member = Member(name, method, crc, size, view[start:end])
    if end > len(view):
        raise CutShortError
    if _local_header(member) != bytes(view[at:start]):
        raise MalformedError("header")
    return member, end


def _local_header(member: Member) -> bytes:
    name = member.name.encode("ascii")
    return _LOCAL.pack(
        _LOCAL_MARK, _VERSION, 0, member.method, 0, _DAY_ZERO,
        member.crc, len(member.packed), member.size, len(name), 0,
    ) + name  # fmt: skip


def _directory(members: list[Member]) -> bytes:
    """The central directory and the end record of an archive of these members."""
    entries: list[bytes] = []
    offset = 0
    for member in members:
        name = member.name.encode("ascii")
        entries.append(
            _CENTRAL.pack(
                b"PK\x01\x02", _VERSION, _VERSION, 0, member.method, 0, _DAY_ZERO,
                member.crc, len(member.packed), member.size, len(name), 0, 0, 0, 0, 0, offset,
            ) + name
        )  # fmt: skip
        offset += _LOCAL.size + len(name) + len(member.packed)
    directory = b"".join(entries)
    count = len(members)
    return directory + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0)


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _inflate(packed: memoryview, size: int) -> bytes:
    unpacker = zlib.decompressobj(-15)
    try:
        data = unpacker.decompress(packed, size + 1)
    except zlib.error as error:
        raise MalformedError("deflate") from error
    if len(data) != size or not unpacker.eof or unpacker.unused_data:
        raise MalformedError("deflate")
    return data
