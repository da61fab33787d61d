"""Attacks by what is typed: dates out of this world, names without end, files that are folders."""

from pathlib import Path

import pytest
from attack_kit import Attack
from people import PASSWORD

TRUANT = "郭小军"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-30", "20260917",
                                 "2026-W38-4", "２０２６-０９-１７", "2026-09-31", "", "x" * 5000])
def test_a_date_out_of_this_world_is_a_slip_of_the_fingers(
        attack: Attack, room: Path, day: str) -> None:
    said = attack(room, "today", f"--date={day}").misuse
    assert "不是日期" in said
    assert len(said) < 1000


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13", "2026-9", "九月"])
@pytest.mark.parametrize("words", [("calendar", "show"), ("returns",)])
def test_so_is_a_month(attack: Attack, room: Path, words: tuple[str, ...], month: str) -> None:
    assert "不是月份" in attack(room, *words, f"--month={month}").misuse


@pytest.mark.parametrize("year", ["1" * 400, "-1", "0", "x"])
def test_so_is_a_school_year(attack: Attack, room: Path, year: str) -> None:
    ended = attack(room, "calendar", "set", "term", f"--year={year}", "--term=1",
                   "--from=2026-09-01", "--to=2027-01-20")
    assert "--year" in ended.misuse
    assert attack(room, "check").value["ok"] is True


@pytest.mark.parametrize("seat", ["1" * 400, "-1", "0"])
def test_a_seat_is_a_small_number(attack: Attack, room: Path, seat: str) -> None:
    assert "--seat" in attack(room, "roster", "edit", TRUANT, f"--seat={seat}").misuse


@pytest.mark.parametrize("out", [".", "/"])
def test_a_pdf_cannot_take_the_name_of_a_folder(attack: Attack, room: Path, out: str) -> None:
    ended = attack(room, "paper", "specimen", "劝学通知书", "--out", out)
    assert ended.refusal == "file_not_written"


@pytest.mark.parametrize("word", ["x" * 5000, "张" * 3000])
def test_a_word_too_long_for_a_file_name_names_no_package(
        attack: Attack, room: Path, word: str) -> None:
    assert attack(room, "package", "accept", word, "--code", "1").refusal == "not_waiting"


def test_half_a_character_is_refused_in_words(attack: Attack, room: Path) -> None:
    for words in (("event", "void", "\udcff", "--why", "错"),
                  ("roster", "add", "--name", "\udcff")):
        assert attack(room, *words).refusal == "text_broken"
    assert attack(room, "check").value["ok"] is True


@pytest.mark.parametrize(("option", "text"), [
    ("--name", "青" * 3000), ("--person", "周" * 600), ("--person", "周\n老师"),
    ("--code", "9" * 101), ("--name", "\udcff"),
])
def test_a_name_without_end_makes_no_store(
        attack: Attack, tmp_path: Path, option: str, text: str) -> None:
    folder = tmp_path / "新 的"
    answers = {"--role": "school", "--name": "某校", option: text}
    ended = attack(folder, "init", *(f"{k}={v}" for k, v in answers.items()))
    assert ended.refusal == "bad_name"
    assert not folder.exists()


def test_a_name_in_wide_spaces_is_no_mistake(attack: Attack, tmp_path: Path) -> None:
    made = attack(tmp_path / "新", "init", "--role", "school", "--name", "青石镇　中心学校")
    assert made.value["role"] == "school"


def test_a_password_in_another_code_page_opens_what_it_closed(
        attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONGCHUO_PASSWORD", "\udcc3\udcdc\udcc2\udceb1234")
    attack(tmp_path / "新", "init", "--role", "school", "--name", "某校").went_well()
    assert attack(tmp_path / "新", "check").value["ok"] is True
    monkeypatch.setenv("KONGCHUO_PASSWORD", PASSWORD)
    assert attack(tmp_path / "新", "check").refusal == "wrong_password"


def test_a_pupil_marked_twice_is_asked_about(attack: Attack, room: Path) -> None:
    ended = attack(room, "attendance", "take", "--date", "2026-09-17",
                   "--mark", f"{TRUANT}=旷课", "--mark", f"{TRUANT}=病假")
    assert "写了两次" in ended.misuse
    assert "还没有点过名" in attack(room, "attendance", "correct", "--pupil", TRUANT, "--date",
                              "2026-09-17", "--kind", "旷课").err


def test_a_leave_of_seventy_years_excuses_nobody(attack: Attack, room: Path) -> None:
    ended = attack(room, "leave", "add", "--pupil", TRUANT, "--kind", "病假", "--from",
                   "2026-09-17", "--to", "2099-09-17")
    assert ended.refusal == "bad_span"


def test_what_needs_no_store_does_without_one_that_is_not_there(
        attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONGCHUO_STORE", str(tmp_path / "没插的U盘"))
    monkeypatch.delenv("KONGCHUO_PASSWORD")
    for words in (("policy", "list"), ("policy", "show", "XY24"), ("paper", "list", "--all")):
        attack(None, *words).went_well()
    assert attack(tmp_path / "没有", "policy", "list").code != 0


@pytest.mark.parametrize("words", [("demo", "--no-window", "--to"), ("restore", "备份", "--to")])
def test_a_file_is_no_empty_folder(
        attack: Attack, room: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    backup = attack(room, "backup", "--to", tmp_path / "备 份").value["file"]
    there = tmp_path / "一个文件"
    there.write_bytes(b"x")
    ended = attack(None, *(backup if word == "备份" else word for word in words), there)
    assert ended.refusal == "folder_not_empty"
    assert there.read_bytes() == b"x"


def test_an_empty_calendar_is_not_taken_for_one(attack: Attack, room: Path, tmp_path: Path) -> None:
    file = tmp_path / "校 历.csv"
    file.write_bytes(b"")
    assert attack(room, "calendar", "import", file).refusal == "calendar_empty"


@pytest.mark.parametrize(("data", "code"), [
    (b"", "empty"), (bytes(1 << 20), "picture_kind"), (b"\xff\xd8\xff\xe0half", "picture_broken"),
    (b"%PDF-1.7" + bytes(6 << 20) + b"%%EOF", "picture_too_large"),
])
def test_a_scan_must_fit_into_every_package(
        attack: Attack, room: Path, tmp_path: Path, data: bytes, code: str) -> None:
    scan = tmp_path / "照片.jpg"
    scan.write_bytes(data)
    before = attack(room, "check").value["entries"]
    ended = attack(room, "event", "add", "--pupil", TRUANT, "--kind", "returned", "--date",
                   "2026-09-17", "--scan", scan)
    assert ended.refusal == code
    assert attack(room, "check").value["entries"] == before
