"""卷宗 on the command line: one PDF, its contents, and what it lacks."""

from pathlib import Path

from cli_kit import Run
from pypdf import PdfReader

LINE = {"order", "title", "number", "date", "page", "note"}


def test_a_dossier_is_written_with_its_contents(in_class: Run, tmp_path: Path) -> None:
    assert in_class("visit", "add", "--pupil", "郭小军", "--date", "2026-09-16", "--kind", "家访",
                    "--outcome", "同意").code == 0
    out = tmp_path / "郭小军.pdf"
    answer = in_class("dossier", "郭小军", "--out", str(out))
    assert answer.code == 0
    assert answer.value.keys() == {"file", "pages", "lacking", "contents"}
    assert all(line.keys() == LINE for line in answer.value["contents"])
    assert [line["page"] for line in answer.value["contents"]] == [1, 2, 3]
    assert len(PdfReader(out).pages) > answer.value["pages"] == 3


def test_nobody_has_no_dossier(in_class: Run, tmp_path: Path) -> None:
    out = tmp_path / "无.pdf"
    assert in_class("dossier", "没有这个人", "--out", str(out)).error == "unknown_pupil"
    assert not out.exists()
