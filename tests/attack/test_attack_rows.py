"""Attacks by rows that are signed and well-formed and mean nothing: no page may stop for them."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attack_kit import Attack
from liars import keyed
from people import PASSWORD, Clock

from kongchuo_desktop.domain.journal.canonical_json import dump
from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.operations.overview import overview
from kongchuo_desktop.operations.record import pupil_record
from kongchuo_desktop.operations.school_day import school_day
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.merge import merge
from kongchuo_desktop.store.shapes import NEEDED
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.vocabulary import FIELDS

ROWS = int(os.environ.get("KONGCHUO_ATTACKS", "150"))
"""Hostile rows beside those that each field gets; more before a release: KONGCHUO_ATTACKS=5000."""
AT = 1_780_000_000_000
READING = (
    ("today",), ("roster", "list", "--full"), ("case", "list"), ("history",), ("conflict", "list"),
    ("returns", "--month", "2026-09"), ("paper", "register"), ("policy", "own", "--open"),
    ("calendar", "show", "--month", "2026-09"),
    ("history", "--pupil", "郭小军"),
)
WRONG: tuple[Any, ...] = (
    "", "zzz", "2026-13-45", "0001-01-01", "9999-12-31", "２０２６-０９-０１", "\0", "\u202e<b>",
    "../../x", "9" * 400, "第99999节", 0, -1, 13, sys.maxsize >> 10, -(sys.maxsize >> 10), True, [],
    [""], [0], [sys.maxsize >> 10], ["x"] * 40, {}, {"until": "zzz", "limit": 5}, {"what": [[]]},
)
"""Values that fit some field by their type and none by their meaning."""
SOUND: Mapping[str, Any] = {
    **dict.fromkeys(("day", "since", "until", "start", "end"), "2026-09-16"),
    "part": "全天", "mode": "家访", "title": "劝学通知书", "tag": "留守", "policy": "XY24",
    "binding": "R050/sign.within", "value": "3 days", "period": "2026-08", "school_year": 2026,
    "term": 1, "entry_year": 2026, "number": 3, "stage": "junior", "digest": "0" * 64,
}
"""What makes a row whole, so that the one wrong value is met by everybody who reads it."""
ANSWERED = frozenset({"policy"})
"""A profile that is not on this computer is asked for in words, wherever it is needed."""
KINDS = {"mark": "旷课", "leave": "病假", "movement": "报到", "event": "returned",
         "paper_event": "served", "return": "月报"}


def hostile(chance: Random, pupils: list[str], home: str) -> Iterator[bytes]:
    """Entries of new rows: each field of each table out of shape or left out; others by chance."""
    one = [(table, name) for table in sorted(FIELDS) if table != "erase"
           for name in FIELDS[table] if name not in ANSWERED]
    wanted = [*((table, {name: chance.choice(WRONG)}) for table, name in one for _ in range(2)),
              *((table, {name: None}) for table in NEEDED for name in NEEDED[table])]
    for _ in range(ROWS):
        table, name = chance.choice(one)
        also = chance.choice(sorted(FIELDS[table]))
        wanted.append((table, {name: chance.choice(WRONG), also: chance.choice(WRONG)}))
    for table, wrong in wanted:
        pupil = chance.choice(pupils)
        sound = {name: SOUND.get(name, KINDS.get(table, "x") if name == "kind" else pupil)
                 for name in NEEDED.get(table, ())}
        values = {k: v for k, v in {**sound, **wrong}.items() if v is not None}
        if table != "pupil" or "same_as" not in values:
            said = values.get("pupil")
            about = said if said in pupils else None if BY_NAME[table].KEY else pupil
            row = home if table == "unit" else keyed(table, values, home=home)
            yield entry(chance, table, values, home=home, **({"row": row} if row else {}),
                        about=about)


def entry(chance: Random, table: str, values: Mapping[str, Any], **said: Any) -> bytes:
    """The first entry of a run of its own, as any program could write it."""
    return dump({"run": f"{chance.getrandbits(64):016x}", "n": 1, "op": 1, "table": table,
                 "row": f"{chance.getrandbits(128):032x}", "about": None, "prior": [],
                 "at": AT, "schema": 2, "set": dict(values), **said})


def test_rows_that_mean_nothing_stop_no_page(attack: Attack, room: Path, clock: Clock) -> None:
    with Store.open(room, password=PASSWORD, now=clock) as store:
        pupils = sorted(load_world(store).pupils)
        bodies = list(hostile(Random(1), pupils, store.home))
        report = merge(store, bodies, allowed_home=lambda home: home == store.home)
        # Only a row whose key and id do not fit together is left out.
        assert report.added > len(bodies) * 0.9
        assert report.added + len(report.left) == len(bodies)
    for words in READING:
        attack(room, *words).went_well()
    listed = {pupil["id"] for pupil in attack(room, "roster", "list").value}
    assert listed >= set(pupils), "no child is lost for it"
    with Store.open(room, password=PASSWORD, now=clock) as store:
        # Photos that rows name and nobody sent are the one thing to be told of.
        assert all("不在这台电脑上" in problem for problem in check(store).problems)
        overview(store)
        school_day(store, day=clock().date())
        for pupil in pupils:
            dossier(store, pupil=pupil)
            pupil_record(store, pupil=pupil)


def test_what_a_row_lacked_brings_it_to_light_when_it_comes(
        class_store: Store, clock: Clock) -> None:
    chance, pupil = Random(2), next(iter(load_world(class_store).pupils))
    table, row = BY_NAME["visit"], "e" * 32
    said = {"row": row, "home": class_store.home, "about": pupil}
    first = entry(chance, "visit", {"pupil": pupil, "mode": "电话"}, **said)
    merge(class_store, [first], allowed_home=lambda _: True)
    with class_store.session() as session:
        assert session.get_one(table, row).gone
    merge(class_store, [entry(chance, "visit", {"day": "2026-09-16"}, **said)],
          allowed_home=lambda _: True)
    with class_store.session() as session:
        assert not session.get_one(table, row).gone
    assert check(class_store).ok


@pytest.mark.parametrize("said", [
    {"at": sys.maxsize >> 10}, {"at": -1}, {"n": 0}, {"op": 2}, {"prior": ["x"]}, {"table": "../x"},
    {"row": "zzz"}, {"home": None}, {"set": []}, {"set": {"ä": 1}}, {"about": 5},
    {"set": {"a": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}},
], ids=lambda said: str(said)[:30])
def test_an_entry_that_is_none_is_refused_with_its_package(
        class_store: Store, said: dict[str, Any]) -> None:
    before = check(class_store)
    good = entry(Random(3), "event", {"kind": "told", "day": "2026-09-16"}, home=class_store.home)
    wrong = {"home": class_store.home, **said}
    try:
        bad = entry(Random(4), **{"table": "event", "values": {}, **wrong})
    except BugError:  # our own writer refuses it: then it is spelled by hand
        bad = b'{"set":' + b"[" * 10**5
    with pytest.raises(KnownError) as refused:
        merge(class_store, [good, bad], allowed_home=lambda _: True)
    assert refused.value.code == "journal_broken"
    assert (check(class_store).entries, check(class_store).ok) == (before.entries, True)


@pytest.mark.parametrize("day", ["2026-13-45", "0000-00-00", "２０２６-０９-１６", "2026-9-16"])
def test_an_operation_of_no_day_is_refused_with_its_package(class_store: Store, day: str) -> None:
    body = entry(Random(5), "event", {"kind": "told", "day": "2026-09-16"}, home=class_store.home)
    operation = dump({"run": f"{Random(5).getrandbits(64):016x}", "n": 1, "kind": "told",
                      "actor": "某", "role": "class", "date": day, "final": False, "undoes": None})
    before = check(class_store).entries
    with pytest.raises(KnownError) as refused:
        merge(class_store, [body], [operation], allowed_home=lambda _: True)
    assert refused.value.code == "journal_broken"
    assert check(class_store).entries == before
