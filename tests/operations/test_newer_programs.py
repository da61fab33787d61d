"""Machines are upgraded in any order: what a newer program wrote passes through older ones."""

from dataclasses import dataclass
from typing import Any

import pytest
from joined_stores import Bench
from people import OFFICE, TEACHER

from kongchuo_desktop import __version__
from kongchuo_desktop.domain.journal import read_entry, write_entry
from kongchuo_desktop.domain.journal.canonical_json import dump, load
from kongchuo_desktop.exchange import package
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.package import Heading, Reader, Sender
from kongchuo_desktop.operations import taking_in, trust
from kongchuo_desktop.operations.roster import edit_pupil
from kongchuo_desktop.store.check import check, rebuild
from kongchuo_desktop.store.merge import export_rows, merge
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME, PupilRow, Tag
from kongchuo_desktop.store.vocabulary import FIELDS

RUN, SCHEMA = "99" * 8, 99


@dataclass
class Chain:
    """A class with pupils, its school and its bureau, joined."""

    bench: Bench
    group: Store
    school: Store
    bureau: Store


@pytest.fixture
def chain(bench: Bench) -> Chain:
    return Chain(bench, *bench.open_line())


def _up(chain: Chain) -> None:
    """By real packages from the class to its school, and from there to the bureau."""
    for writer, reader in ((chain.group, chain.school), (chain.school, chain.bureau)):
        assert chain.bench.take(reader, chain.bench.up(writer)).status in ("imported", "already")


def _pupil(store: Store) -> PupilRow:
    with store.session() as session:
        return min(living(session, PupilRow), key=lambda row: row.row)


def _with(body: bytes, **members: Any) -> bytes:
    return dump(load(body) | members)


def _tags(store: Store) -> set[tuple[str | None, str | None]]:
    with store.session() as session:
        return {(row.pupil, row.tag) for row in living(session, Tag)}


def _newer(store: Store) -> dict[str, list[bytes]]:
    """What a program of years to come writes into the store: an unknown table, unknown fields,
    unknown members of an entry, of its operation and of its run."""
    pupil = _pupil(store)
    said: dict[str, Any] = {"run": RUN, "op": 1, "home": pupil.home, "schema": SCHEMA,
                            "at": 1_900_000_000_000}
    vaccinated = write_entry(n=1, table="vaccination", row="9" * 32, about=pupil.row, prior=[],
                             values={"day": "2031-09-01", "dose": {"of": [1, 2]}}, **said)
    edited = write_entry(n=2, table="pupil", row=pupil.row, about=pupil.about,
                         prior=_tips(pupil), values={"notes": "新", "blood_group": "O"}, **said)
    entries = [vaccinated.body, _with(edited.body, why="体检")]
    operation = dump({"run": RUN, "n": 1, "kind": "examine", "actor": "周老师", "role": "nurse",
                      "date": "2031-09-01", "final": False, "undoes": None, "reason": "体检"})
    run = dump({"run": RUN, "store": "8" * 32, "machine": "7" * 16, "name": "校医室",
                "program": "9.0", "started": 1_900_000_000_000, "build": 12})
    merge(store, entries, [operation], [run], allowed_home=lambda home: home == pupil.home)
    return {"entries": entries, "operations": [operation], "runs": [run]}


def _tips(row: PupilRow) -> list[tuple[str, int]]:
    return [(run, int(n)) for run, n in (tip.split(":") for tip in row.tips.split())]


def _held(store: Store) -> dict[str, list[bytes]]:
    """All that the store would hand on of this run, as bytes."""
    chosen = export_rows(store, lambda info: True)
    mine = f'"run":"{RUN}"'.encode()
    return {name: sorted(body for body in bodies if mine in body)
            for name, bodies in (("entries", chosen.entries), ("operations", chosen.operations),
                                 ("runs", chosen.runs))}


def test_what_is_unknown_is_kept_to_the_byte_and_handed_on_and_not_shown(chain: Chain) -> None:
    written = {name: sorted(bodies) for name, bodies in _newer(chain.group).items()}
    _up(chain)
    for store in (chain.school, chain.bureau):
        assert _held(store) == written
        assert check(store).ok
        assert _pupil(store).notes == "新"
        assert not hasattr(_pupil(store), "blood_group")
    # Met again by another way, nobody takes an honest record for a changed one.
    _up(chain)
    assert _held(chain.bureau) == written


def test_an_older_program_writes_on_top_and_loses_nothing(chain: Chain) -> None:
    _newer(chain.group)
    pupil = _pupil(chain.group)
    edit_pupil(chain.group, actor=TEACHER, pupil=pupil.row, prior=pupil.tips,
               values={"notes": "又一句"})
    _up(chain)
    entries = [read_entry(body) for body in export_rows(chain.bureau, {pupil.row}).entries]
    assert any(entry.set.get("blood_group") == "O" for entry in entries)
    assert _pupil(chain.bureau).notes == "又一句"


def test_an_upgraded_store_shows_what_it_kept(chain: Chain,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    pupil = _pupil(chain.group)
    with chain.group.operation("tag_pupil", TEACHER) as write:
        write.insert(Tag, about=pupil.row, pupil=pupil.row, tag="留守", since="2026-09-01")
        write.update(PupilRow, pupil.row, prior=pupil.tips, notes="爷爷带")
    with monkeypatch.context() as older:
        # The school and the bureau know neither the table nor the field as yet.
        older.delitem(BY_NAME, "tag")
        older.delitem(FIELDS["pupil"], "notes")  # type: ignore[arg-type]
        _up(chain)
        for store in (chain.school, chain.bureau):
            assert (_pupil(store).notes, _tags(store)) == (None, set())
            assert check(store).ok
    for store in (chain.school, chain.bureau):
        assert not check(store).ok
        rebuild(store)
        assert check(store).ok
        assert _pupil(store).notes == "爷爷带"
        assert _tags(store) == _tags(chain.group)


def test_a_package_of_a_kind_and_with_a_meta_unheard_of_is_taken_in(chain: Chain) -> None:
    bench, school = chain.bench, chain.school
    bench.take(school, bench.up(chain.group))
    keys = trust.machine_keys(chain.group)
    room = trust.own_class(chain.group)
    assert room is not None
    heading = Heading(
        "年检报", Sender(chain.group.home, "校", "class", room.row, "班"),
        Reader(school.home, "校", trust.machine_keys(school).public.fingerprint), "2031年度",
        bench.clock.at.replace(microsecond=0), f"{__version__}.later")
    content = Content(counts={"vaccinated": 50}, meta={"later": {"deep": [{"er": 1}]}, "wanted": 5})
    path = bench.folder / "后来.kcbx"
    path.write_bytes(package.seal(content, heading, keys, [trust.machine_keys(school).public]))
    received = taking_in.import_package(school, actor=OFFICE, path=path)
    assert (received.status, received.error) == ("already", None)
    assert "2031年度年检报" in received.sentence
