"""The fold of one row: conflicts, deletes, and independence of order (journal.md §3)."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.journal import (
    Ancestry,
    Entry,
    EntryId,
    FoldedRow,
    erase_entry,
    fold,
    write_entry,
)
from kongchuo_desktop.errors import KnownError

ROW = "0" * 32
Prior = list[EntryId]


def make(
    n: int, prior: list[int] | None = None, at: int | None = None, **values: Any
) -> Entry:
    return write_entry(
        run=f"{n:016x}", n=1, op=1, table="pupil", row=ROW, home=ROW, about=ROW,
        prior=[(f"{p:016x}", 1) for p in prior or []], values=values,
        at=n if at is None else at, schema=1,
    )


def shown(*entries: Entry) -> FoldedRow:
    return fold(entries)


def test_the_later_of_two_that_knew_each_other_replaces() -> None:
    row = shown(make(1, name="张三"), make(2, [1], at=0, name="张山"))
    assert row.values == {"name": "张山"}
    assert row.conflicts == {}
    assert row.tips == ((f"{2:016x}", 1),)


def test_two_that_did_not_are_in_conflict_and_the_greater_clock_shows() -> None:
    row = shown(make(1, name="张三"), make(2, [1], at=9, name="甲"), make(3, [1], name="乙"))
    assert row.values["name"] == "甲"
    assert [value for _, value in row.conflicts["name"]] == ["甲", "乙"]
    assert len(row.tips) == 2


def test_equal_values_are_no_conflict() -> None:
    assert shown(make(1, name="张 三"), make(2, name="张三")).conflicts == {}


def test_different_fields_are_no_conflict() -> None:
    row = shown(make(1, name="张三"), make(2, [1], seat=1), make(3, [1], phone="1"))
    assert row.values == {"name": "张三", "seat": 1, "phone": "1"}
    assert row.conflicts == {}


def test_a_field_is_replaced_through_entries_that_do_not_set_it() -> None:
    row = shown(make(1, name="张三"), make(2, [1], seat=1), make(3, [2], name="张山"))
    assert row.conflicts == {}
    assert row.values["name"] == "张山"


def test_settling_on_top_of_all_heads_ends_a_conflict() -> None:
    row = shown(make(1, name="甲"), make(2, name="乙"), make(3, [1, 2], at=0, name="丙"))
    assert row.values["name"] == "丙"
    assert row.conflicts == {}


def test_a_missing_entry_shows_an_old_value_beside_the_new_one_and_hides_none() -> None:
    row = shown(make(1, name="甲"), make(3, [2], name="丙"))
    assert {value for _, value in row.conflicts["name"]} == {"甲", "丙"}


def test_a_delete_that_saw_all_deletes() -> None:
    assert shown(make(1, name="甲"), make(2, [1], _gone=True)).gone


def test_a_delete_never_beats_an_edit_that_it_did_not_see() -> None:
    row = shown(make(1, name="甲"), make(2, [1], at=99, _gone=True), make(3, [1], seat=2))
    assert not row.gone
    assert dict(row.conflicts["_gone"]) == {(f"{2:016x}", 1): True, (f"{3:016x}", 1): False}


def test_two_deletes_and_an_edit_that_one_of_them_saw() -> None:
    row = shown(
        make(1, name="甲"), make(2, [1], _gone=True), make(3, [1], seat=2), make(4, [3], _gone=True)
    )
    assert row.gone


def test_bringing_back_beside_a_second_delete_is_a_conflict() -> None:
    row = shown(
        make(1, name="甲"), make(2, [1], _gone=True), make(3, [2], _gone=False),
        make(4, [2], _gone=True),
    )
    assert not row.gone
    assert "_gone" in row.conflicts


def test_a_circle_is_refused() -> None:
    with pytest.raises(KnownError) as caught:
        shown(make(1, [3], name="甲"), make(2, [1], name="乙"), make(3, [2], name="丙"))
    assert caught.value.code == "journal_broken"


def test_an_erased_row_is_gone_and_has_no_conflict() -> None:
    row = shown(erase_entry(make(1, name="甲")), make(2, seat=1), make(3, seat=2))
    assert row.gone
    assert row.conflicts == {}


def test_a_row_needs_an_entry() -> None:
    with pytest.raises(ValueError, match="without entries"):
        fold([])


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Rows that writers changed on top of any entries, with clocks that say nothing."""
    entries = []
    for n in range(1, draw(st.integers(1, 9)) + 1):
        prior = draw(st.sets(st.integers(1, n - 1), max_size=3)) if n > 1 else set()
        values = draw(
            st.dictionaries(
                st.sampled_from(["name", "seat", "_gone"]), st.booleans() | st.none(), min_size=1
            )
        )
        entries.append(make(n, sorted(prior), at=draw(st.integers(0, 5)), **values))
    return entries


@given(histories(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(entries: list[Entry], rng: random.Random) -> None:
    shuffled = entries + rng.sample(entries, len(entries) // 2)
    rng.shuffle(shuffled)
    assert fold(shuffled) == fold(entries)


@given(histories())
def test_heads_and_deletes_are_those_of_the_page(entries: list[Entry]) -> None:
    """journal.md §3 with sets, as it stands there."""
    by_id = {entry.id: entry for entry in entries}

    def ancestors(entry: Entry) -> set[EntryId]:
        found = {p for p in entry.prior if p in by_id}
        return found.union(*(ancestors(by_id[p]) for p in found))

    row = fold(entries)
    for name in {name for entry in entries for name in entry.set} - {"_gone"}:
        setters = [e for e in entries if name in e.set]
        heads = [e for e in setters if not any(e.id in ancestors(o) for o in setters)]
        assert {e.id for e in Ancestry(entries).heads(name)} == {e.id for e in heads}
        newest = max(heads, key=lambda e: (e.at, e.run, e.n))
        assert row.values[name] is newest.set[name]
        assert (name in row.conflicts) == (len({repr(e.set[name]) for e in heads}) > 1)
    setters = [e for e in entries if "_gone" in e.set]
    heads = [e for e in setters if not any(e.id in ancestors(o) for o in setters)]
    all_true = bool(heads) and all(h.set["_gone"] is True for h in heads)
    seen = all(
        any(e in (h, by_id[h.id]) or e.id in ancestors(h) or h.id in ancestors(e) for h in heads)
        for e in entries
    )
    assert row.gone == (all_true and seen)
    some = any(h.set["_gone"] is True for h in heads)
    assert ("_gone" in row.conflicts) == (some and not row.gone)


@given(histories())
def test_entries_that_are_lost_hide_nothing(entries: list[Entry]) -> None:
    """Whatever a complete journal shows, a damaged one shows too, unless it was lost itself."""
    whole = Ancestry(entries)
    for lost in entries:
        rest = [entry for entry in entries if entry != lost]
        if rest:
            damaged = Ancestry(rest)
            for name in lost.set:
                before = {head.id for head in whole.heads(name)} - {lost.id}
                assert before <= {head.id for head in damaged.heads(name)}
