"""init, classes, history, undo, backup, restore and check on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_kit import Run
from people import PASSWORD

from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store


def test_init_makes_a_store_and_its_recovery_page(call: Run, tmp_path: Path) -> None:
    folder = tmp_path / "数据 一"
    answer = call("--json", "--store", folder, "init", "--role", "class", "--name", "样例小学",
                  "--class", "三年级2班", "--policy", "XY24", "--person", "周老师")
    assert answer.code == 0
    assert set(answer.value) == {"store", "role", "recovery_page"}
    assert answer.value["role"] == "class"
    assert Path(answer.value["recovery_page"]).read_bytes().startswith(b"%PDF")
    with Store.open(folder, password=PASSWORD) as store:
        assert (store.role, store.header.name) == ("class", "周老师")


def test_the_shown_recovery_key_opens_the_store(call: Run, tmp_path: Path) -> None:
    folder = tmp_path / "局"
    value = call("--json", "--store", folder, "init", "--role", "bureau", "--name", "样例教育局",
                 "--show-key").value
    with Store.open_with_recovery(folder, recovery=value["recovery_key"],
                                  new_password="another-one") as store:
        assert store.header.unit_name == "样例教育局"


@pytest.mark.parametrize(("words", "code"), [
    (["--role", "class", "--name", "样例小学"], "no_class"),
    (["--role", "school", "--name", " "], "no_name"),
    (["--role", "school", "--name", "样例小学", "--policy", "没有这份"], "policy_missing"),
])
def test_init_refuses_answers_that_cannot_stand(call: Run, tmp_path: Path, words: list[str],
                                                code: str) -> None:
    folder = tmp_path / "new"
    assert call("--json", "--store", folder, "init", *words).error == code
    assert not (folder / "store.json").exists()


def test_a_profile_may_be_named_in_small_letters(call: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    call("--store", folder, "init", "--role", "school", "--name", "样例小学", "--policy", "xy24")
    with Store.open(folder, password=PASSWORD) as store:
        assert [use.policy for use in load_world(store).uses] == ["XY24"]


def test_init_leaves_a_used_folder_alone(call: Run, tmp_path: Path) -> None:
    (tmp_path / "信.txt").write_text("我的", encoding="utf-8")
    answer = call("--json", "--store", tmp_path, "init", "--role", "school", "--name", "样例小学")
    assert answer.error == "folder_not_empty"
    assert (tmp_path / "信.txt").read_text(encoding="utf-8") == "我的"


def test_the_password_may_come_from_a_file(in_class: Run, tmp_path: Path,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KONGCHUO_PASSWORD")
    file = tmp_path / "口令.txt"
    file.write_text(PASSWORD + "\r\n", encoding="utf-8-sig")
    assert in_class("--password-file", file, "check").code == 0
    file.write_text("不是它\n", encoding="utf-8")
    assert in_class("--password-file", file, "check").error == "wrong_password"
    assert in_class("--password-file", tmp_path / "没有.txt", "check").error == "file_missing"


def test_a_missing_store_is_refused(call: Run, tmp_path: Path) -> None:
    assert call("--json", "--store", tmp_path / "没有", "today").error == "store_missing"


def test_a_class_is_added_to_a_school(call: Run, store_folder: Callable[[str], Path]) -> None:
    at = ("--json", "--store", store_folder("school"))
    assert call(*at, "class", "add", "七年级2班", "--head-teacher", "吴老师").code == 0
    assert call(*at, "class", "add", "天班").error == "no_class"


def test_history_tells_who_did_what_and_undo_takes_it_back(in_class: Run) -> None:
    assert in_class("roster", "edit", "郭小军", "--phone", "000-123").code == 0
    trail = in_class("history").value
    assert [line["kind"] for line in trail][:2] == ["edit_pupil", "import_roster"]
    assert set(trail[0]) >= {"at", "by", "what", "pupils"}
    assert trail[0]["at"] == "2026-09-17T08:00:01"
    assert trail[0]["by"] == "周老师"
    assert [line["kind"] for line in in_class("history", "--pupil", "郭小军").value] == [
        "edit_pupil", "import_roster"]
    assert in_class("undo").value["undone"] == "edit_pupil"
    assert in_class("history").value[0]["kind"] == "undo"


def test_undo_with_nothing_left_to_take_back_is_refused(
        call: Run, store_folder: Callable[[str], Path]) -> None:
    assert call("--json", "--store", store_folder("bureau"), "undo").error == "not_undoable"


def test_a_backup_is_restored_with_all_pupils(in_class: Run, call: Run, tmp_path: Path) -> None:
    file = Path(in_class("backup", "--to", tmp_path / "U盘").value["file"])
    again = tmp_path / "又一台"
    restored = call("--json", "restore", file, "--to", again)
    assert restored.value["role"] == "class"
    assert len(call("--json", "--store", again, "roster", "list").value) == 50
    assert call("--json", "restore", file, "--to", again).error == "folder_not_empty"
    file.write_bytes(file.read_bytes()[:2000])
    assert call("--json", "restore", file, "--to", tmp_path / "坏").error == "backup_broken"


def test_check_counts_the_entries_of_a_sound_store(in_class: Run) -> None:
    value = in_class("check").value
    assert set(value) == {"ok", "entries", "problems"}
    assert value["ok"]
    assert value["entries"] > 50
    assert value["problems"] == []
