"""Entries and their bytes: what is written is read again, and nothing hostile gets in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.journal import (
    Entry,
    OperationRecord,
    RunRecord,
    erase_entry,
    read_entry,
    stored_entry,
    write_entry,
)
from kongchuo_desktop.domain.journal.canonical_json import dump, load
from kongchuo_desktop.errors import BugError, KnownError

RUN = "0123456789abcdef"
ROW = "0" * 32

texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
names = st.from_regex(r"[a-z_][a-z0-9_]{0,10}", fullmatch=True)
runs = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)
rows = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)


def entry(**changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "run": RUN, "n": 3, "op": 2, "table": "pupil", "row": ROW, "home": ROW, "about": ROW,
        "prior": [(RUN, 1)], "values": {"name": "阿依古丽·买买提"}, "at": 1_700_000_000_000,
        "schema": 1,
    }
    return write_entry(**{**fields, **changes})


@given(
    run=runs, n=st.integers(2, 2**40), row=rows, home=rows, about=st.none() | rows,
    prior=st.sets(st.tuples(runs, st.integers(1, 2**40)), max_size=4),
    fields=st.dictionaries(names, values, max_size=4), at=st.integers(0, 2**44),
)
def test_what_is_written_is_read_again(
    run: str, n: int, row: str, home: str, about: str | None, prior: set[tuple[str, int]],
    fields: dict[str, Any], at: int,
) -> None:
    prior.discard((run, n))
    written = entry(
        run=run, n=n, op=n, row=row, home=home, about=about, prior=prior, values=fields, at=at
    )
    assert read_entry(written.body) == written
    assert stored_entry(written.body) == written


def test_the_bytes_are_canonical() -> None:
    assert entry().body.decode() == (
        '{"about":"' + ROW + '","at":1700000000000,"home":"' + ROW + '","n":3,"op":2,"prior":["'
        + RUN + ':1"],"row":"' + ROW + '","run":"' + RUN
        + '","schema":1,"set":{"name":"阿依古丽·买买提"},"table":"pupil"}'
    )


@pytest.mark.parametrize("value", [1.5, float("nan"), float("inf"), {1: "a"}, {"a": object()}])
def test_a_program_that_writes_what_json_cannot_say_is_a_bug(value: Any) -> None:
    with pytest.raises(BugError):
        entry(values={"x": value})


def test_half_a_character_is_told_to_the_user() -> None:
    with pytest.raises(KnownError) as caught:
        entry(values={"name": "\ud840"})
    assert caught.value.code == "text_broken"


@pytest.mark.parametrize(
    "change",
    [
        {"run": "x"}, {"n": 0}, {"n": True}, {"op": 4}, {"row": ROW[:-1]}, {"home": None},
        {"about": "x"}, {"table": "Pupil"}, {"table": "drop table"}, {"set": []},
        {"set": {"Name": 1}}, {"prior": ["x:1"]}, {"prior": [RUN + ":0"]}, {"at": -1},
        {"prior": [RUN + ":2", RUN + ":1"]}, {"prior": [RUN + ":1", RUN + ":1"]},
        {"prior": [RUN + ":3"]}, {"schema": "1"}, {"erased": "x"}, {"erased": "0" * 64},
        {"n": 2**60},
    ],
)
def test_a_hostile_entry_is_refused(change: dict[str, Any]) -> None:
    raw = {**json.loads(entry().body), **change}
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with pytest.raises(KnownError) as caught:
        read_entry(text.encode())
    assert caught.value.code == "journal_broken"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"null", b'{"a":1.0}', b'{"a":1e3}', b'{"a":NaN}', b'{"a":-Infinity}',
        b'{"a":1,"a":2}', b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":"\xff"}', b'{"a":"\\ud840"}',
        b'{"a":"\\u0041"}', b'{"a":' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"' + b"x" * (1 << 20) + b'"}', b'{"a":1}\n',
    ],
    ids=range(18),
)
def test_hostile_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(KnownError) as caught:
        load(data)
    assert caught.value.code == "journal_broken"


@given(st.binary(max_size=60) | texts.map(str.encode))
def test_any_bytes_are_read_exactly_or_refused(data: bytes) -> None:
    try:
        value = load(data)
    except KnownError:
        return
    assert dump(value) == data


@pytest.mark.parametrize("member", [
    {"seal": "new"}, {"sign": {"by": "new"}}, {"sets": {"a": {}}}, {"also": {}}, {"zip": {}},
])
def test_members_of_a_newer_program_are_kept(member: dict[str, Any]) -> None:
    raw = {**json.loads(entry().body), **member, "schema": 99}
    body = dump(raw)
    found = read_entry(body)
    assert found.body == body
    assert (found.row, found.set, found.prior) == (ROW, raw["set"], ((RUN, 1),))


@pytest.mark.parametrize(("here", "other"), [
    (b'"set":{', b'"set":{},"set":{'), (b'"set":{', b'"set": {'), (b'"at":1', b'"at":01'),
    (b':1"]', b':1",]'), (b'"schema":1,', b'"schema":1.0,'), (b'"about":', b'"a":{},"about":"",'),
    (b'},"table"', b'},{},"table"'), (b'"table":"pupil"', b'"table":"pupil","table":"pupil"'),
])
def test_an_entry_spelled_otherwise_is_refused(here: bytes, other: bytes) -> None:
    body = entry().body
    assert body.count(here) == 1
    with pytest.raises(KnownError) as caught:
        read_entry(body.replace(here, other))
    assert caught.value.code == "journal_broken"


@pytest.mark.parametrize("member", [{}, {"seal": "new"}])
def test_values_may_be_nested_so_deep_and_no_deeper(member: dict[str, Any]) -> None:
    def nested(depth: int) -> bytes:
        value: Any = "x"
        for _ in range(depth):
            value = [value]
        raw = {**json.loads(entry().body), **member, "set": {"name": value}}
        text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()

    assert read_entry(nested(14)).set
    with pytest.raises(KnownError):
        read_entry(nested(15))


def test_erasing_takes_the_values_and_keeps_the_rest() -> None:
    full = entry(values={"name": "张三", "_gone": True, "seat": 3})
    erased = erase_entry(full)
    assert erased.erased
    assert erased.set == {"name": None, "_gone": None, "seat": None}
    assert "张三".encode() not in erased.body
    assert (erased.digest, erased.id, erased.prior) == (full.digest, full.id, full.prior)
    assert read_entry(erased.body) == erased
    assert erase_entry(erased) == erased


def test_records_are_read_again() -> None:
    operation = OperationRecord(RUN, 4, "undo", "王老师", "class", "2026-09-01", (RUN, 2), True)
    assert OperationRecord.decode(operation.encode()) == operation
    assert OperationRecord.stored(operation.encode()) == operation
    run = RunRecord(RUN, ROW, "m", "七1", "0.1.0", 5)
    assert RunRecord.decode(run.encode()) == run


def test_what_no_reader_would_take_is_not_written() -> None:
    with pytest.raises(KnownError) as caught:
        entry(values={"note": "长" * 400_000})
    assert caught.value.code == "text_too_long"
    with pytest.raises(BugError):
        OperationRecord(RUN, 4, "x", "王" * 501, "class", "2026-09-01", None, False).encode()
    with pytest.raises(BugError):
        RunRecord(RUN, ROW, "m", "七" * 501, "0.1.0", 5).encode()


@pytest.mark.parametrize("body", [b"{}", b'{"run":"0123456789abcdef"}', b"x"])
def test_broken_records_are_refused(body: bytes) -> None:
    for decode in (OperationRecord.decode, RunRecord.decode):
        with pytest.raises(KnownError):
            decode(body)
