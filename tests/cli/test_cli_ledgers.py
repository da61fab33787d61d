"""Ledgers on the command line."""

from collections.abc import Callable
from pathlib import Path

from cli_kit import Run

from kongchuo_desktop.paths import FORMS


def test_ledgers_are_listed_and_written(
    call: Run, store_folder: Callable[[str], Path], tmp_path: Path
) -> None:
    here = ("--json", "--store", store_folder("class"), "ledger")
    listed = call(*here, "list").value
    assert {one["id"]: (one["title"], one["span"], one["named"]) for one in listed}[
        "ledger_cases_junior"] == ("岫岩县中学控辍保学台账", "school_year", True)
    for name in ("册.xlsx", "册.pdf"):
        out = tmp_path / name
        assert call(*here, "export", "适龄儿童少年登记册", "--out", out).value == {
            "file": str(out), "rows": 50}
        assert out.stat().st_size > 0
    visits = call(*here, "export", "ledger_visits", "--from", "2026-09-01", "--to", "2026-09-17",
                  "--class", "七年级1班", "--out", tmp_path / "家访.xlsx")
    assert visits.value["rows"] == 0


def test_what_cannot_be_written_is_refused(
    call: Run, store_folder: Callable[[str], Path], tmp_path: Path
) -> None:
    here = ("--json", "--store", store_folder("class"), "ledger", "export")
    assert call(*here, "没有的", "--out", tmp_path / "a.xlsx").error == "unknown_ledger"
    assert call(*here, "家访台账", "--out", tmp_path / "a.docx").code == 2
    assert call(*here, "家访台账", "--from", "2026-09-18", "--to", "2026-09-17",
                "--out", tmp_path / "a.xlsx").error == "bad_dates"
    assert not list(tmp_path.glob("a.*"))


def test_a_child_away_is_explained_and_a_list_put_up(
    call: Run, store_folder: Callable[[str], Path], tmp_path: Path
) -> None:
    here = ("--json", "--store", store_folder("class"))
    call(*here, "attendance", "take", "--class", "七年级1班", "--date", "2026-09-16",
         "--mark", "郭小军=旷课")
    owed = {one["id"]: one["owed"] for one in call(*here, "ledger", "list").value}
    assert owed["ledger_away"] == 1
    assert call(*here, "ledger", "explain", "在籍不在校", "--pupil", "郭小军", "--why", " ",
                ).error == "no_reason"
    assert call(*here, "ledger", "explain", "在籍不在校", "--pupil", "郭小军",
                "--why", "跟家长去了外地").value["id"]
    owed = {one["id"]: one["owed"] for one in call(*here, "ledger", "list").value}
    assert owed["ledger_away"] == 0
    out = tmp_path / "公示.pdf"
    put_up = ("--place", "校门口", "--from", "2026-09-17", "--to", "2026-09-23", "--out", out)
    assert call(*here, "ledger", "disclose", "家访台账", *put_up).code == 2
    done = call(*here, "ledger", "disclose", "劝返情况公示名单", *put_up).value
    assert done["file"] == str(out)
    assert out.read_bytes().startswith(b"%PDF")
    register = tmp_path / "册.xlsx"
    assert call(*here, "ledger", "export", "公示登记册", "--out", register).value["rows"] == 1


def test_a_ledger_is_no_paper(call: Run) -> None:
    listed = {one["id"] for one in call("--json", "paper", "list", "--all").value}
    assert "paper_register" in listed
    assert not listed & {file.stem for file in FORMS.glob("ledger_c*s.toml")}
