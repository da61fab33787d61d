"""Attacks on every file that travels: cut anywhere, bytes changed, moved, doubled, added."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attack_kit import refusal, said
from people import NOW, PASSWORD, Clock

from kongchuo_desktop.exchange import envelope, kits, package, rescue
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.exchange.kits import ClassFacts, Kit, UnitFacts
from kongchuo_desktop.exchange.package import Heading, Reader, Sender
from kongchuo_desktop.exchange.trust import Anchor, Trust
from kongchuo_desktop.store import backup
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.deposit import Deposit, Holder, box_of, deposit_slot
from kongchuo_desktop.store.header import parse_header, read_header
from kongchuo_desktop.store.store import Store

TRIES = int(os.environ.get("KONGCHUO_ATTACKS", "150"))
"""Changed copies of each file; more of them before a release: KONGCHUO_ATTACKS=50000."""
SCHOOL, CLASS, STORE = "5" * 32, "7" * 32, "a" * 32
_MADE = datetime.fromisoformat("2026-09-28T16:40:05")
_KIT = Kit(
    UnitFacts("b" * 32, "云岭县教育局", None, "bureau"), (),
    UnitFacts(SCHOOL, "青石镇中心学校", "9901020001", "school"),
    ClassFacts(CLASS, "七年级1班", 2026, 1, "junior", "七1"), "XY24", _MADE, "0.1.0")
_HEADING = Heading(
    "月报", Sender(SCHOOL, "青石镇中心学校", "class", CLASS, "七年级1班"),
    Reader(SCHOOL, "青石镇中心学校", "f" * 64), "2026-09", _MADE, "0.1.0")
_ASKED = rescue.Request(STORE, "青石镇中心学校", "周老师", "教导处", _MADE)


@cache
def _keys(who: str) -> MachineKeys:
    """The same keys for the same name."""
    assert who
    return MachineKeys.generate()


@cache
def _request() -> bytes:
    school = _keys("school").public
    slot = deposit_slot(Deposit(STORE, "class", "青石镇中心学校", "周老师", b"k" * 32),
                        Holder("教导处", school.seal, school.fingerprint))
    return rescue.make_request(_ASKED, box_of(slot), _keys("once"))


@cache
def _answer() -> bytes:
    file = rescue.read_request(_request())
    return rescue.make_answer(file, rescue.open_request(file, _keys("school")), "教导处",
                              _keys("school"))


@cache
def _package() -> bytes:
    return package.seal(Content(entries=(b'{"n":1}',), counts={"pupils": 50}), _HEADING,
                        _keys("class"), [_keys("school").public])


@cache
def _kit() -> bytes:
    return kits.make_kit(_KIT, _keys("school"))[0]


def _open_package(data: bytes) -> object:
    trust = Trust((Anchor(_keys("school").public, SCHOOL, "校", "school", superior=False),),
                  NOW.date())
    return package.open_package(data, _keys("school"), trust)


def _open_answer(data: bytes) -> object:
    return rescue.open_answer(
        data, request=rescue.read_request(_request()).digest, store=STORE,
        holder=_keys("school").public.fingerprint, once=_keys("once"))


FILES: dict[str, tuple[Callable[[], bytes], Callable[[bytes], object]]] = {
    "package": (_package, _open_package), "kit": (_kit, kits.read_kit),
    "request": (_request, rescue.read_request), "answer": (_answer, _open_answer),
}
every_file = pytest.mark.parametrize("kind", FILES)


def changed(data: bytes, chance: Random) -> bytes:
    """The bytes with one mishap: other bytes, a cut, an end too long, a piece moved or doubled."""
    made = bytearray(data)
    at, other = sorted(chance.randrange(len(made)) for _ in range(2))
    how = chance.randrange(6)
    if how < 2:
        for _ in range(chance.choice((1, 1, 2, 9))):
            made[chance.randrange(len(made))] = chance.randrange(256)
    elif how == 2:
        del made[at:]
    elif how == 3:
        made += chance.randbytes(chance.randrange(1, 40))
    elif how == 4:
        made = made[:at] + made[other:] + made[at:other]
    else:
        made[at:at] = made[at:other] or b"\0" * 9
    return bytes(made)


@every_file
def test_cut_after_any_byte(kind: str) -> None:
    make, read = FILES[kind]
    data = make()
    read(data)
    for size in range(len(data)):
        assert refusal(lambda size=size: read(data[:size])) == "cut_short", size  # type: ignore[misc]


@every_file
def test_changed_in_any_way(kind: str) -> None:
    make, read = FILES[kind]
    data, chance = make(), Random(kind)
    for copy in (changed(data, chance) for _ in range(TRIES)):
        if copy != data:
            assert refusal(lambda copy=copy: read(copy)) in {  # type: ignore[misc]
                "cut_short", "damaged", "not_ours", "newer_format", "signature_wrong"}


@every_file
def test_in_the_wrong_place(kind: str) -> None:
    make, _ = FILES[kind]
    for other, (_, read) in FILES.items():
        if other != kind:
            assert refusal(lambda read=read: read(make())) == f"is_{kind}"  # type: ignore[misc]


@pytest.mark.parametrize("wrong", [
    {"unit": "zzz"}, {"unit": "A" * 32}, {"class": "../../etc"}, {"kind": "county"},
    {"kind": "class\n"},
], ids=str)
def test_a_sender_who_could_not_be_certified(wrong: dict[str, str]) -> None:
    fields = _HEADING.as_json()
    data = envelope.wrap("package", {**fields, "from": {**fields["from"], **wrong}},
                         _keys("class"), b"x")
    assert refusal(lambda: package.inspect(data)) == "damaged"


@pytest.mark.parametrize(("part", "wrong"), [
    ("unit", {"row": "zzz"}), ("unit", {"kind": "class"}), ("superior", {"row": ""}),
    ("superior", {"kind": "zzz"}), ("class", {"row": "7" * 31}), ("class", {"entry_year": 0}),
    ("class", {"entry_year": 10**15}), ("class", {"number": 0}), ("class", {"number": True}),
    ("class", {"stage": "senior"}), ("class", {"entry_year": None}),
], ids=str)
def test_a_kit_that_would_make_a_store_that_does_not_open(part: str, wrong: dict[str, Any]) -> None:
    fields = _KIT.as_json()
    data = envelope.wrap("kit", {**fields, part: {**fields[part], **wrong}}, _keys("school"), None)
    assert refusal(lambda: kits.read_kit(data)) == "damaged"


def test_a_backup_with_another_head_or_tail(
        class_store: Store, tmp_path: Path, clock: Clock) -> None:
    file, folder = tmp_path / "备 份.kcbak", tmp_path / "新 的"
    backup.backup_to(class_store, file)
    entries = check(class_store).entries
    data, chance = file.read_bytes(), Random(5)
    places = [*range(160), *range(len(data) - 160, len(data))]
    for place in chance.sample(places, min(len(places), max(40, TRIES // 20))):
        copy = bytearray(data)
        copy[place] ^= chance.choice((1, 8, 255))
        file.write_bytes(copy)
        code = said(lambda: backup.restore(file, folder, now=clock()))
        assert code in (None, "backup_broken"), place
        assert (folder / "store.json").exists() == (code is None), place
        if code is None:
            with Store.open(folder, password=PASSWORD, now=clock) as store:
                assert (check(store).ok, check(store).entries) == (True, entries), place
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("call", ["flush_file", "replace"])
def test_a_restoring_that_the_power_cut_short_is_done_again(
        class_store: Store, tmp_path: Path, clock: Clock,
        monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    file, folder = tmp_path / "备份.kcbak", tmp_path / "新 的"
    backup.backup_to(class_store, file)

    def dark(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(f"kongchuo_desktop.platform.{call}", dark)
        with pytest.raises(KeyboardInterrupt):
            backup.restore(file, folder, now=clock())
    assert list(folder.iterdir())
    backup.restore(file, folder, now=clock())
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        assert check(store).ok


@pytest.mark.parametrize("raw", [
    '{"format": Infinity}', '{"format": 1e999}', '{"format":' + "[" * 99_999, "[" * 99_999,
    '{"format": ' + "9" * 5000 + "}", '{"format": 1, "slots": 5}', "\ufeff{}", "{}",
])
def test_a_header_that_is_none(raw: str) -> None:
    assert refusal(lambda: parse_header(raw.encode("utf-8"))) == "store_damaged"


def test_a_header_changed_in_any_way(room: Path) -> None:
    chance, sound = Random(7), (room / "store.json").read_text(encoding="utf-8")
    values: list[Any] = [None, 5, -1, [], {}, "", "=", "AAAA", True, float("inf"), 2**64, 10**400,
                         [[]], "\0"]
    for _ in range(TRIES):
        wrong = json.loads(sound)
        where = chance.choice([wrong, *wrong["slots"]])
        where[chance.choice(list(where))] = chance.choice(values)
        (room / "store.json").write_text(json.dumps(wrong), encoding="utf-8")
        assert said(lambda: read_header(room).key_by_password(PASSWORD)) in {
            None, "store_damaged", "wrong_password", "store_newer"}
