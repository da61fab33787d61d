"""The outer file: ordinary to zip tools, and no byte of it without meaning."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.exchange import container
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.container import CutShortError, Part

_NAME = st.from_regex(r"[a-z0-9][a-z0-9.]{0,9}(/[a-z0-9][a-z0-9.]{0,9})?", fullmatch=True)
_PARTS = st.lists(
    st.builds(Part, _NAME, st.binary(max_size=200), st.booleans()),
    max_size=5,
    unique_by=lambda part: part.name,
)
SMALL = container.pack([Part("a.json", b"{}"), Part("b/c", b"words words words", deflate=True)])


@given(_PARTS)
def test_round_trip(parts: list[Part]) -> None:
    members = container.unpack(container.pack(parts))
    assert [(m.name, m.unpack(limit=200)) for m in members.values()] == [
        (p.name, p.data) for p in parts
    ]


@given(_PARTS)
def test_ordinary_zip_tools_read_it(parts: list[Part]) -> None:
    with zipfile.ZipFile(io.BytesIO(container.pack(parts))) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist()} == {p.name: p.data for p in parts}


def _contents(data: bytes) -> dict[str, bytes]:
    return {name: m.unpack(limit=1000) for name, m in container.unpack(data).items()}


@pytest.mark.parametrize("at", range(len(SMALL)))
@pytest.mark.parametrize("flip", [0x01, 0x80])
def test_no_byte_may_change(at: int, flip: int) -> None:
    changed = bytearray(SMALL)
    changed[at] ^= flip
    try:
        contents = _contents(bytes(changed))
    except MalformedError:
        return
    # Only the padding bits at the end of a deflated stream mean nothing.
    assert contents == _contents(SMALL)
    deflated = container.unpack(SMALL)["b/c"].packed
    assert at == SMALL.index(deflated) + len(deflated) - 1


def test_every_cut_is_told_as_a_cut() -> None:
    for length in range(len(SMALL)):
        with pytest.raises(CutShortError):
            container.unpack(SMALL[:length])


@pytest.mark.parametrize("data", [SMALL + b"\0", b"\0" + SMALL, SMALL + SMALL])
def test_nothing_may_stand_around_it(data: bytes) -> None:
    with pytest.raises(MalformedError):
        container.unpack(data)


def test_a_name_twice_is_refused() -> None:
    with pytest.raises(MalformedError):
        container.unpack(container.pack([Part("a", b"1"), Part("a", b"2")]))


@pytest.mark.parametrize("name", ["../a", "/a", "a/../b", "a/b/c", "A", "a\\b", "", "a b"])
def test_names_that_could_leave_the_folder_are_refused(name: str) -> None:
    with pytest.raises(MalformedError):
        container.unpack(container.pack([Part(name, b"x")]))


def test_a_zip_bomb_is_refused_by_what_it_says() -> None:
    bomb = container.unpack(container.pack([Part("a", bytes(1 << 20), deflate=True)]))["a"]
    assert len(bomb.packed) < 2000
    with pytest.raises(MalformedError):
        bomb.unpack(limit=1 << 19)


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = packed.compress(bytes(1 << 20)) + packed.flush()
    honest = container.unpack(container.pack([Part("a", bytes(1 << 20), deflate=True)]))["a"]
    lying = container.Member("a", honest.method, zlib.crc32(b"x"), 1, memoryview(stream))
    tracemalloc.start()
    try:
        with pytest.raises(MalformedError):
            lying.unpack(limit=100)
        assert tracemalloc.get_traced_memory()[1] < 1 << 18
    finally:
        tracemalloc.stop()


def test_the_first_member_can_be_read_from_the_beginning_alone() -> None:
    assert container.first_member(SMALL[:60], limit=10) == ("a.json", b"{}")


def test_ordinary_archives_are_not_taken_for_ours() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.json", "{}")
    with pytest.raises(MalformedError):
        container.unpack(other.getvalue())


def test_sizes_beyond_the_file_are_a_cut_not_a_crash() -> None:
    huge = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 2**32 - 1, 2**32 - 1, 1, 0)
    with pytest.raises(CutShortError):
        container.unpack(huge + b"a")
