"""Files that a person keeps outside the store."""

from pathlib import Path

import pytest

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.saving import save_file


def test_a_file_is_written_over_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "恢复页.pdf"
    path.write_bytes(b"old and longer")
    assert save_file(path, b"new") == path
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, b"new")]


def test_a_folder_that_is_gone_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as refused:
        save_file(tmp_path / "gone" / "名单.xlsx", b"x", kept="记录都在。")
    error = refused.value
    assert (error.code, error.kept) == ("file_not_written", "记录都在。")
    assert "名单.xlsx" in error.sentence
