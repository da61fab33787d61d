"""A lost password and a lost page on the command line: ask, answer, open again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_kit import Answer, Run
from people import PASSWORD, SCHOOL, TEACHER

NEW = "new-water"


class Desks:
    """A class that joined its school."""

    def __init__(self, call: Run, folder: Callable[[str], Path], stick: Path) -> None:
        self._call, self.stick = call, stick
        self.folders = {role: folder(role) for role in ("class", "school")}
        kit = self("school", "kit", "export", "--to", stick, "--class", "七年级1班").value
        self("class", "kit", "import", kit["file"])

    def __call__(self, role: str, *words: object) -> Answer:
        return self._call("--json", "--store", self.folders[role], *words)


@pytest.fixture
def desks(call: Run, store_folder: Callable[[str], Path], tmp_path: Path) -> Desks:
    (tmp_path / "U盘").mkdir()
    return Desks(call, store_folder, tmp_path / "U盘")


def test_the_school_opens_its_class_again(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KONGCHUO_PASSWORD")
    asked = desks("class", "key", "ask", "--to", desks.stick).value
    assert asked["holder"] == SCHOOL
    monkeypatch.setenv("KONGCHUO_PASSWORD", PASSWORD)
    seen = desks("school", "key", "inspect", asked["file"]).value
    assert (seen["unit"], seen["name"], seen["role"]) == (SCHOOL, TEACHER.name, "class")
    words = ("key", "answer", asked["file"], "--to", desks.stick, "--code")
    assert desks("school", *words, "0000 0000").error == "wrong_check_code"
    given = desks("school", *words, asked["check_code"]).value
    monkeypatch.setenv("KONGCHUO_PASSWORD", NEW)
    opened = desks("class", "key", "open", given["file"], "--show-key").value
    assert Path(opened["recovery_page"]).read_bytes().startswith(b"%PDF")
    assert len(opened["recovery_key"]) == 35
    assert desks("class", "check").value["ok"] is True
    assert desks("class", "key", "open", given["file"]).error == "no_request"
    monkeypatch.setenv("KONGCHUO_PASSWORD", PASSWORD)
    said = [line["what"] for line in desks("school", "history").value]
    assert "答复忘了口令的下级" in said


def test_who_joined_nobody_has_nobody_to_ask(desks: Desks) -> None:
    assert desks("school", "key", "ask", "--to", desks.stick).error == "not_deposited"


def test_a_file_that_is_none_is_refused(desks: Desks, tmp_path: Path) -> None:
    (tmp_path / "x.kchelp").write_bytes(b"no request")
    assert desks("school", "key", "inspect", tmp_path / "x.kchelp").error == "not_ours"
    assert desks("school", "key", "inspect", tmp_path / "y.kchelp").error == "file_missing"
