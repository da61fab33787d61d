"""Attacks by what lies in the store's folder: own files with mistakes, a damaged store."""

import json
from pathlib import Path
from typing import Any

import pytest
from attack_kit import Attack

from kongchuo_desktop.paths import FORMS, POLICIES

MISTAKES = {"empty": b"", "gbk": 'title = "政策"'.encode("gb18030"), "no toml": b"a = [",
            "type": b"id = 5\n", "unknown": b'id = "ZZ"\nzzz = 1\n'}
DAILY = [("today",), ("case", "list"), ("policy", "show", "XY24"),
         ("attendance", "take", "--date", "2026-09-17")]
some_mistake = pytest.mark.parametrize("mistake", MISTAKES.values(), ids=list(MISTAKES))


def _put(room: Path, folder: str, name: str, data: bytes) -> None:
    (room / folder).mkdir()
    (room / folder / name).write_bytes(data)


@some_mistake
def test_a_policy_with_a_mistake_stops_no_school(
        attack: Attack, room: Path, mistake: bytes) -> None:
    _put(room, "policies", "本校 的.toml", mistake)
    for words in DAILY:
        assert attack(room, *words).code == 0, words
    ended = attack(room, "policy", "list")
    assert ended.code == 3
    assert ended.err.startswith("本校 的.toml")
    assert ended.err.rstrip().endswith("。")
    assert "XY24" in {policy["id"] for policy in json.loads(ended.out)}


def test_the_policy_in_use_is_not_replaced_by_another_of_its_name(
        attack: Attack, room: Path) -> None:
    shipped = (POLICIES / "xy24.toml").read_bytes()
    _put(room, "policies", "xy24.toml", shipped + b"\nzzz = 1\n")
    assert attack(room, "today").refusal == "policy_invalid"


def test_the_school_s_own_bindings_do_not_vanish_in_silence(attack: Attack, room: Path) -> None:
    _put(room, "policies", "own.toml", b"a = [")
    assert attack(room, "today").refusal == "policy_invalid"


@some_mistake
def test_a_form_with_a_mistake_leaves_the_others(
        attack: Attack, room: Path, mistake: bytes) -> None:
    _put(room, "forms", "自 己.toml", mistake)
    ended = attack(room, "paper", "list", "--all")
    assert ended.code == 3
    assert "自 己.toml" in ended.err
    assert "persuasion_notice" in {form["id"] for form in json.loads(ended.out)}
    assert attack(room, "paper", "issue", "劝学通知书", "--pupil", "郭小军").code == 0


def test_a_county_s_form_is_not_replaced_by_ours(attack: Attack, room: Path) -> None:
    ours = (FORMS / "persuasion_notice.toml").read_bytes()
    _put(room, "forms", "persuasion_notice.toml", b"zzz = 1\n" + ours)
    for name in ("劝学通知书", "persuasion_notice"):
        ended = attack(room, "paper", "issue", name, "--pupil", "郭小军")
        assert ended.refusal == "form_invalid"


@pytest.mark.parametrize("wrong", [
    {"home": None}, {"home": 5}, {"home": "0"}, {"store": "x"}, {"name": None}, {"name": 5},
    {"unit_name": None}, {"created": 5}, {"program": None}, {"restored": 5}, {"unit_code": 5},
], ids=str)
def test_a_header_of_the_wrong_kind_writes_nothing(
        attack: Attack, room: Path, wrong: dict[str, Any]) -> None:
    header = room / "store.json"
    sound = header.read_text(encoding="utf-8")
    header.write_text(json.dumps({**json.loads(sound), **wrong}), encoding="utf-8")
    assert attack(room, "roster", "add", "--name", "某某").refusal == "store_damaged"
    header.write_text(sound, encoding="utf-8")
    assert attack(room, "check").value["ok"] is True


@pytest.mark.parametrize("part", [0, 1, 4096, 0.5, -4096, -1])
def test_a_store_copied_in_part_is_not_opened(attack: Attack, room: Path, part: float) -> None:
    database = room / "store.db"
    whole = database.read_bytes()
    cut = whole[:int(part if isinstance(part, int) else part * len(whole))]
    database.write_bytes(cut)
    for words in (("roster", "list"), ("roster", "add", "--name", "某某"), ("check",)):
        assert attack(room, *words).refusal == "store_damaged"
    assert database.read_bytes() == cut


def test_a_damaged_page_ends_the_check_with_3(attack: Attack, room: Path) -> None:
    database = room / "store.db"
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 255
    database.write_bytes(data)
    ended = attack(room, "check")
    assert ended.code == 3
    found = json.loads(ended.out)
    assert found["ok"] is False
    assert ended.err.splitlines() == found["problems"]
    assert "备份" in found["problems"][0]
