"""Attacks by copies: two of one store, restored backups, packages twice, cut and for another."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attack_kit import Attack
from people import SCHOOL

MONTH = ("--month", "2026-09")
PUPIL = "郭小军"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


@pytest.fixture
def county(attack: Attack, store_folder: Callable[[str], Path], stick: Path) -> dict[str, Path]:
    """Class, school and bureau, joined; the school trusts the class's machine."""
    at = {role: store_folder(role) for role in ("class", "school", "bureau")}
    kit = attack(at["bureau"], "kit", "export", "--to", stick, "--school", SCHOOL, "--code",
                 "9901020001").value["file"]
    attack(at["school"], "kit", "import", kit).went_well()
    attack(at["class"], "attendance", "take", "--date", "2026-09-16", "--mark",
           f"{PUPIL}=旷课").went_well()
    kit = attack(at["school"], "kit", "export", "--to", stick, "--class", "七年级1班").value["file"]
    attack(at["class"], "kit", "import", kit).went_well()
    code = attack(at["class"], "unit", "code").value["code"]
    file = _send(attack, at["class"], stick)
    attack(at["school"], "package", "import", file).went_well()
    attack(at["school"], "package", "accept", file, "--code", code).went_well()
    return at


def _send(attack: Attack, room: Path, stick: Path) -> Path:
    return Path(attack(room, "package", "export", *MONTH, "--to", stick).value["file"])


def _receive(attack: Attack, school: Path, file: Path) -> Any:
    (received,) = attack(school, "package", "import", file).value
    return received


@pytest.mark.parametrize("role", ["class", "school"])
def test_a_day_filed_before_joining_is_not_filed_again(
        attack: Attack, county: dict[str, Path], role: str) -> None:
    again = attack(county[role], "attendance", "take", "--date", "2026-09-16")
    assert again.refusal == "register_filed"
    attack(county[role], "attendance", "correct", "--date", "2026-09-16", "--pupil", PUPIL,
           "--kind", "病假").went_well()
    assert attack(county[role], "check").value["ok"] is True


def test_refused_packages_are_said_on_both_streams_and_the_others_taken_in(
        attack: Attack, county: dict[str, Path], stick: Path) -> None:
    attack(county["class"], "roster", "edit", PUPIL, "--notes", "新").went_well()
    good = _send(attack, county["class"], stick)
    cut = stick / "半 个.kcbx"
    cut.write_bytes(good.read_bytes()[:-1])
    changed = stick / "改过.kcbx"
    changed.write_bytes(b"x" + good.read_bytes()[1:])
    missing = stick / "没有.kcbx"
    ended = attack(county["school"], "package", "import", cut, changed, missing, good, good)
    assert ended.code == 3
    assert [found["status"] for found in json.loads(ended.out)] == [
        "refused", "refused", "refused", "imported", "already"]
    assert [line.partition("：")[0] for line in ended.err.splitlines()] == [
        cut.name, changed.name, missing.name]
    assert attack(county["school"], "check").value["ok"] is True


def test_a_package_for_another_changes_nothing(
        attack: Attack, county: dict[str, Path], stick: Path) -> None:
    file = _send(attack, county["class"], stick)
    before = attack(county["bureau"], "check").value["entries"]
    ended = attack(county["bureau"], "package", "import", file)
    assert ended.code == 3
    assert f"给{SCHOOL}的" in ended.err
    assert attack(county["bureau"], "check").value["entries"] == before


def test_two_copies_that_went_on_differently_meet_in_a_conflict(
        attack: Attack, county: dict[str, Path], stick: Path, tmp_path: Path) -> None:
    copy = tmp_path / "拷 贝"
    shutil.copytree(county["class"], copy)
    for room, phone in ((county["class"], "000-00000011"), (copy, "000-00000022")):
        attack(room, "roster", "edit", PUPIL, "--guardian1-phone", phone).went_well()
    assert _receive(attack, county["school"], _send(attack, copy, stick))["conflicts"] == 0
    assert _receive(attack, county["school"], _send(attack, county["class"], stick))[
        "conflicts"] == 1
    (conflict,) = attack(county["school"], "conflict", "list").value
    assert {value["value"] for value in conflict["values"]} == {"000-00000011", "000-00000022"}
    undone = attack(county["school"], "undo").value
    assert (undone["undone"], undone["rows"]) == ("add_class", 0), "an import is not undone"
    attack(county["school"], "conflict", "settle", conflict["id"], "--value",
           "000-00000033").went_well()
    assert attack(county["school"], "conflict", "list").value == []
    assert attack(county["school"], "check").value["ok"] is True


def test_undoing_a_choice_that_changed_nothing_says_so(
        attack: Attack, county: dict[str, Path], stick: Path) -> None:
    for role, phone in (("school", "000-00000011"), ("class", "000-00000022")):
        attack(county[role], "roster", "edit", PUPIL, "--guardian1-phone", phone).went_well()
    _receive(attack, county["school"], _send(attack, county["class"], stick))
    (conflict,) = attack(county["school"], "conflict", "list").value
    attack(county["school"], "conflict", "settle", conflict["id"], "--keep",
           conflict["values"][0]["entry"]).went_well()
    assert attack(county["school"], "undo").refusal == "nothing_to_undo"


def test_two_copies_of_one_seat_that_drew_one_number_are_told(
        attack: Attack, county: dict[str, Path], stick: Path, tmp_path: Path) -> None:
    backup = attack(county["class"], "backup", "--to", stick).value["file"]
    copies = [tmp_path / "恢复 甲", tmp_path / "恢复 乙"]
    for copy in copies:
        attack(None, "restore", backup, "--to", copy).went_well()
    papers = [attack(copy, "paper", "issue", "劝学通知书", "--pupil", PUPIL, "--out",
                     copy).value[0] for copy in copies]
    number = papers[0]["number"]
    assert "七1乙" in number
    assert papers[1]["number"] == number
    school = county["school"]
    assert "开过两份" not in _receive(attack, school, _send(attack, copies[0], stick))["sentence"]
    told = _receive(attack, school, _send(attack, copies[1], stick))["sentence"]
    assert f"文号{number}开过两份" in told
    assert [p["twice"] for p in attack(school, "paper", "register").value] == [True, True]
    ended = attack(school, "paper", "void", number, "--why", "重号")
    assert ended.refusal == "several_papers"
    one = attack(school, "paper", "register").value[0]["id"]
    assert one in ended.err
    attack(school, "paper", "void", one, "--why", "重号").went_well()
    attack(school, "paper", "deliver", number, "--date", "2026-09-17", "--how", "直接",
           "--to", "郭某").went_well()
    assert [p["twice"] for p in attack(school, "paper", "register").value] == [False, False]


def test_the_history_of_a_pupil_is_not_only_the_school_s_last_hundreds(
        attack: Attack, room: Path) -> None:
    attack(room, "roster", "edit", PUPIL, "--notes", "早").went_well()
    found = attack(room, "history", "--pupil", PUPIL).value
    assert [line["kind"] for line in found] == ["edit_pupil", "import_roster"]


def test_two_pupils_of_one_name_are_asked_apart(attack: Attack, room: Path) -> None:
    attack(room, "roster", "add", "--name", PUPIL).went_well()
    ended = attack(room, "visit", "add", "--pupil", PUPIL, "--date", "2026-09-17", "--kind", "电话",
                   "--outcome", "同意")
    assert ended.refusal == "several_pupils"
