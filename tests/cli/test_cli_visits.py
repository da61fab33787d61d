"""Visits from the command line: added, corrected, listed; photos added, saved, removed."""

from pathlib import Path

import pytest
from cli_kit import Run
from photos import PDF, photo_file

ADD = ("visit", "add", "--pupil", "郭小军", "--date", "2026-09-17", "--kind", "家访",
       "--outcome", "不在家")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "院子.jpg"
    path.write_bytes(photo_file())
    return path


def test_a_visit_is_corrected_and_what_it_said_stays(in_class: Run, photo: Path) -> None:
    row = in_class(*ADD, "--note", "门锁着").value["id"]
    edit = ("visit", "edit", row)
    assert in_class(*edit, "--outcome", "拒绝", "--joint", "派出所", "--photo",
                    photo).value == {"id": row}
    found, = in_class("visit", "list", "--pupil", "郭小军").value
    assert found["what"] == "联合家访 第1次 · 拒绝"
    assert found["text"] == "同去：派出所。门锁着。（结果原来写的是“不在家”）"
    assert [p["name"] for p in found["photos"]] == ["院子.jpg"]
    assert in_class(*edit, "--date", "2026-09-18").error == "future_date"
    assert in_class("visit", "edit", "0" * 32).error == "unknown_record"


def test_photos_are_added_saved_removed_and_come_back(
    in_class: Run, photo: Path, tmp_path: Path
) -> None:
    row = in_class(*ADD, "--photo", photo).value["id"]
    scan = tmp_path / "回证.pdf"
    scan.write_bytes(PDF)
    first, second = in_class("photo", "add", row, scan, photo).value
    assert {first["kind"], second["kind"]} == {"scan", "photo"}
    out = tmp_path / "again.pdf"
    kept = next(p for p in (first, second) if p["kind"] == "scan")
    assert in_class("photo", "save", row, kept["sha256"][:8], "--out", out).code == 0
    assert out.read_bytes() == PDF
    noted = in_class("photo", "note", row, kept["sha256"], "父亲签的").value
    assert "父亲签的" in [p["note"] for p in noted]
    assert in_class("photo", "remove", row, kept["sha256"]).code == 0
    assert len(in_class("photo", "list", row).value) == 1
    assert in_class("undo").code == 0
    assert len(in_class("photo", "list", row).value) == 2
    assert in_class("photo", "remove", row, "1234567").error == "unknown_photo"
    assert in_class("check").value["ok"]


def test_a_portrait_is_put_on_file_and_replaced(in_class: Run, photo: Path, tmp_path: Path
                                                ) -> None:
    put = ("photo", "portrait", "--pupil", "郭小军")
    rows = [in_class(*put, photo).value["id"] for _ in range(2)]
    assert [len(in_class("photo", "list", row).value) for row in rows] == [1, 1]
    (tmp_path / "表.pdf").write_bytes(PDF)
    assert in_class(*put, tmp_path / "表.pdf").error == "not_a_photo"


def test_a_photo_that_is_none_leaves_the_visit_unwritten(in_class: Run, tmp_path: Path) -> None:
    (tmp_path / "院子.jpg").write_bytes(photo_file()[:99])
    assert in_class(*ADD, "--photo", tmp_path / "院子.jpg").error == "picture_broken"
    assert in_class(*ADD, "--photo", tmp_path / "没有.jpg").error == "file_missing"
    assert in_class("visit", "list", "--pupil", "郭小军").value == []
