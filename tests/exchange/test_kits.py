"""Kits: plain facts for all to read, rosters only for those who hold the code."""

import re
import secrets
import zlib
from base64 import b64encode
from dataclasses import replace
from datetime import datetime

import pytest
from exchange_samples import BUREAU, CLASS, CONTENT, SCHOOL, class_package, keys, unit_certificate

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import envelope, kits
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.kits import ClassFacts, Kit, UnitFacts
from kongchuo_desktop.paths import POLICIES

_UNIT = UnitFacts(SCHOOL, "青石镇中心学校", "2199000001", "school")
KIT = Kit(
    superior=_UNIT,
    chain=(unit_certificate("bureau", "school", SCHOOL, "school"),),
    unit=_UNIT,
    group=ClassFacts(CLASS, "七年级1班", 2026, 1, "junior", "七1"),
    policy="xiuyan-2024",
    made=datetime.fromisoformat("2026-09-01T08:00:00"),
    program="0.1.0",
)


@pytest.fixture(scope="module")
def locked() -> tuple[bytes, str]:
    data, code = kits.make_kit(KIT, keys("school"), CONTENT)
    assert code is not None
    return data, code


def _code(data: bytes, code: str = "") -> str:
    with pytest.raises(KnownError) as caught:
        kits.unlock_kit(data, code) if code else kits.read_kit(data)
    assert caught.value.todo
    return caught.value.code


def test_a_kit_without_rows_is_plain_and_signed() -> None:
    bureau = UnitFacts(BUREAU, "云岭县教育局", None, "bureau")
    kit = Kit(bureau, (), _UNIT, None, None, KIT.made, "0.1.0")
    data, code = kits.make_kit(kit, keys("bureau"))
    assert code is None
    read = kits.read_kit(data)
    assert (read.kit, read.keys, read.locked) == (kit, keys("bureau").public, False)
    assert kits.unlock_kit(data, "") == Content()


def test_a_kit_with_rows_opens_with_its_code(locked: tuple[bytes, str]) -> None:
    data, code = locked
    read = kits.read_kit(data)
    assert (read.kit, read.locked) == (KIT, True)
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", code)
    assert kits.unlock_kit(data, code) == CONTENT
    typed = code.translate(str.maketrans("0123456789 ", "０１２３４５６７８９－"))
    assert kits.unlock_kit(data, typed) == CONTENT


def test_a_kit_that_names_no_row_is_damaged() -> None:
    """Ids go into the journal as they are."""
    assert KIT.group is not None
    for home in ('0", "x": "', "", "G" * 32):
        strange = replace(KIT, group=replace(KIT.group, home=home))
        assert _code(kits.make_kit(strange, keys("school"))[0]) == "damaged"
    known = replace(KIT, group=replace(KIT.group, home="a" * 32))
    assert kits.read_kit(kits.make_kit(known, keys("school"))[0]).kit == known


def test_rows_do_not_lie_open_in_a_kit(locked: tuple[bytes, str]) -> None:
    assert "买买提".encode() not in locked[0]


@pytest.mark.parametrize("typed", ["", "1234", "4821 7390 552", "abcd efgh ijkl"])
def test_a_code_of_another_length_is_refused_at_once(locked: tuple[bytes, str], typed: str) -> None:
    with pytest.raises(KnownError) as caught:
        kits.unlock_kit(locked[0], typed)
    assert caught.value.code == "wrong_kit_code"


def test_another_code_is_refused(locked: tuple[bytes, str]) -> None:
    data, code = locked
    other = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert _code(data, other) == "wrong_kit_code"


def test_every_cut_and_every_changed_byte_is_refused(locked: tuple[bytes, str]) -> None:
    data = locked[0]
    for at in range(len(data)):
        assert _code(data[:at]) == "cut_short"
        changed = bytearray(data)
        changed[at] ^= 1
        assert _code(bytes(changed)) in {"damaged", "cut_short", "not_ours"}


def test_rows_of_one_kit_cannot_travel_in_another(locked: tuple[bytes, str]) -> None:
    data, code = locked
    sealed = envelope.unwrap(data, "kit").sealed
    fields = KIT.as_json() | {"policy": "another"}
    assert _code(envelope.wrap("kit", fields, keys("school"), sealed), code) == "signature_wrong"


def test_profiles_travel_in_a_kit_word_for_word() -> None:
    text = (POLICIES / "xy24.toml").read_text(encoding="utf-8")
    assert kits.profiles_fit([text])
    data, _ = kits.make_kit(replace(KIT, profiles=(text, "id = 1")), keys("school"))
    assert kits.read_kit(data).kit.profiles == (text, "id = 1")
    assert not kits.profiles_fit([text] * 9)
    assert not kits.profiles_fit([secrets.token_hex(1 << 17)])


@pytest.mark.parametrize("packed", [
    1, None, "", "%%%", "AAAA", b64encode(zlib.compress(b"a"))[:-8].decode(),
    b64encode(zlib.compress(b"\xff")).decode(), b64encode(zlib.compress(bytes(2 << 20))).decode()])
def test_a_profile_that_does_not_unpack_is_damage(packed: object) -> None:
    said = KIT.as_json() | {"profiles": [packed]}
    assert _code(envelope.wrap("kit", said, keys("school"), None)) == "damaged"


def test_a_kit_of_an_older_program_carries_no_profile() -> None:
    said = {key: value for key, value in KIT.as_json().items() if key != "profiles"}
    assert kits.read_kit(envelope.wrap("kit", said, keys("school"), None)).kit == KIT


def test_a_package_is_told_from_a_kit() -> None:
    assert _code(class_package()) == "is_package"


@pytest.mark.parametrize(
    "said",
    [{"unit": None}, {"class": {"row": CLASS}}, {"made": "2026-13-01T00:00:00"}, {"chain": [1]}],
)
def test_a_signed_but_broken_kit_is_refused(said: dict[str, object]) -> None:
    assert _code(envelope.wrap("kit", KIT.as_json() | said, keys("school"), None)) == "damaged"


def test_a_locked_part_too_short_for_a_lock_is_refused() -> None:
    data = envelope.wrap("kit", KIT.as_json(), keys("school"), b"short")
    assert _code(data, "482173905526") == "wrong_kit_code"
