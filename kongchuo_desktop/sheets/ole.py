"""Old .xls files looked through before they are parsed: a forged size must not take the memory.

The parser reserves what the file says it needs, and a process that runs out of memory ends
without a word; so everything that claims a size is checked here (MS-CFB §2, MS-XLS §2.1).
"""

import struct
from collections.abc import Iterator
from typing import Final

_FREE: Final = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""
_MINI_CUTOFF: Final = 4096
_ROWS, _COLUMNS = 65_536, 256

_BOF, _FILEPASS, _BOUNDSHEET, _SST, _DIMENSIONS = 0x0809, 0x002F, 0x0085, 0x00FC, 0x0200
_CELLS: Final = frozenset({0x0006, 0x00BD, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
"""Records that hold cells; each begins with its row and column."""


class BrokenFileError(ValueError):
    """The file contradicts itself: damaged or forged."""


class LockedFileError(ValueError):
    """The file asks for a password."""


def check_xls(data: bytes) -> tuple[int, int]:
    """How far down and right the cells of an .xls reach, as (rows, columns).

    Raises:
        BrokenFileError: sizes or places that cannot be.
        LockedFileError: encrypted.
        LookupError: an OLE file without a workbook; the message lists its streams.
    """
    try:
        return _check_records(_Container(data).workbook())
    except (struct.error, IndexError) as error:
        raise BrokenFileError(str(error)) from error


class _Container:
    """The few parts of the compound file format that lead to one stream."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise BrokenFileError("sector size")
        self._size = 1 << shift
        self._fat = self._read_fat()
        (first_directory,) = struct.unpack_from("<I", data, 48)
        self._directory = self._read_chain(first_directory)

    def workbook(self) -> bytes:
        """Bytes of the stream ``Workbook`` (or ``Book``, before Excel 97)."""
        streams: dict[str, tuple[int, int]] = {}
        root = (_FREE, 0)
        for place in range(0, len(self._directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", self._directory, place + 64)
            first, size = struct.unpack_from("<II", self._directory, place + 116)
            name = self._directory[place:place + max(0, min(length, 64) - 2)].decode(
                "utf-16-le", "replace")
            if kind == 5:
                root = (first, size)
            elif kind == 2:
                streams[name] = (first, size)
        if "EncryptedPackage" in streams:
            raise LockedFileError
        for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
            if name in streams:
                return self._read_stream(*streams[name], root)
        raise LookupError(" ".join(streams))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise BrokenFileError("sector beyond the end")
        return self._data[start:start + self._size]

    def _read_fat(self) -> list[int]:
        places = [n for n in struct.unpack_from("<109I", self._data, 76) if n < _FREE]
        following, count = struct.unpack_from("<II", self._data, 68)
        if count > len(self._data) // self._size:
            raise BrokenFileError("table of sectors too long")
        for _ in range(count):
            entries = _numbers(self._sector(following))
            places += [n for n in entries[:-1] if n < _FREE]
            following = entries[-1]
        return [entry for place in places for entry in _numbers(self._sector(place))]

    def _read_chain(self, first: int) -> bytes:
        return b"".join(self._sector(n) for n in _chain(first, self._fat))

    def _read_stream(self, first: int, size: int, root: tuple[int, int]) -> bytes:
        if size > len(self._data):
            raise BrokenFileError("stream longer than the file")
        if size >= _MINI_CUTOFF:
            stream = self._read_chain(first)
        else:
            (first_mini,) = struct.unpack_from("<I", self._data, 60)
            mini_fat, small = _numbers(self._read_chain(first_mini)), self._read_chain(root[0])
            stream = b"".join(small[64 * n:64 * n + 64] for n in _chain(first, mini_fat))
        if len(stream) < size:
            raise BrokenFileError("stream cut short")
        return stream[:size]


def _numbers(sector: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(sector) // 4}I", sector[:len(sector) // 4 * 4]))


def _chain(first: int, table: list[int]) -> Iterator[int]:
    number, steps = first, 0
    while number < _FREE:
        steps += 1
        if number >= len(table) or steps > len(table):
            raise BrokenFileError("chain of sectors")
        yield number
        number = table[number]


def _check_records(stream: bytes) -> tuple[int, int]:
    starts: set[int] = set()
    sheets: list[int] = []
    rows = columns = place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        body = place + 4
        if kind and body + length > len(stream):
            raise BrokenFileError("record cut short")
        if kind == _BOF:
            starts.add(place)
        elif kind == _FILEPASS:
            raise LockedFileError
        elif kind == _BOUNDSHEET:
            sheets.append(struct.unpack_from("<I", stream, body)[0])
        elif kind == _SST and struct.unpack_from("<II", stream, body)[1] > len(stream):
            raise BrokenFileError("more texts than room")
        elif kind == _DIMENSIONS:
            _check_dimensions(stream[body:body + length])
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", stream, body)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        place = body + length
    if not starts.issuperset(sheets):
        raise BrokenFileError("sheet begins where none is")
    return rows, columns


def _check_dimensions(body: bytes) -> None:
    """First and last row (32 bits since Excel 97, else 16) and column."""
    form = "<IIHH" if len(body) >= 14 else "<HHHH"
    top, bottom, left, right = struct.unpack_from(form, body)
    if not (top <= bottom <= _ROWS and left <= right <= _COLUMNS):
        raise BrokenFileError("size of a sheet")
