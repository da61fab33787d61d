"""One value has one spelling, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.exchange import canonical
from kongchuo_desktop.exchange.canonical import MalformedError

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_LEAF = st.none() | st.booleans() | st.integers() | _TEXT
_VALUE = st.recursive(
    _LEAF, lambda v: st.lists(v, max_size=3) | st.dictionaries(_TEXT, v, max_size=3), max_leaves=8
)


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


@given(st.dictionaries(_TEXT, _VALUE, max_size=4).filter(lambda v: _depth(v) <= 8))
def test_round_trip(value: dict[str, object]) -> None:
    assert canonical.decode(canonical.encode(value), limit=1 << 20) == value


@pytest.mark.parametrize(
    "spelling",
    [
        b"",
        b"[]",
        b'{"a":1.0}',
        b'{"a":NaN}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":"\\u4e00"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":1}\n',
        b'{"a":' * 9 + b"1" + b"}" * 9,
        b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"a":' + b"9" * 50_000 + b"}",
        b'{"a":"' + b"x" * (1 << 17) + b'"}',
    ],
)
def test_other_spellings_are_refused(spelling: bytes) -> None:
    with pytest.raises(MalformedError):
        canonical.decode(spelling, limit=1 << 17)
