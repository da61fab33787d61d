"""Papers on the command line."""

import hashlib
from pathlib import Path

import pytest
from cli_kit import Run
from people import Clock
from photos import photo_file

FORM = "persuasion_notice"


def test_all_forms_are_listed_without_a_store(call: Run) -> None:
    forms = {f["id"]: f for f in call("--json", "paper", "list", "--all").value}
    assert set(forms[FORM]) == {"id", "title", "for", "source"}
    assert forms[FORM]["for"] == "case"


def test_forms_of_the_profile_are_those_it_names(in_class: Run) -> None:
    assert FORM in [f["id"] for f in in_class("paper", "list").value]
    assert "recovery_page" not in [f["id"] for f in in_class("paper", "list").value]


@pytest.fixture
def issued(in_class: Run, tmp_path: Path) -> dict[str, str]:
    """A 劝学通知书 for 郭小军, its file in ``papers``."""
    found: list[dict[str, str]] = in_class(
        "paper", "issue", "劝学通知书", "--pupil", "郭小军", "--date", "2026-09-16",
        "--out", tmp_path / "papers", "--set", "limit=2026-09-23").value
    return found[0]


def test_issuing_takes_a_number_and_writes_the_file(issued: dict[str, str]) -> None:
    assert set(issued) >= {"number", "form", "pupil", "file", "pages", "sha256"}
    assert issued["form"] == FORM
    data = Path(issued["file"]).read_bytes()
    assert data.startswith(b"%PDF")
    assert hashlib.sha256(data).hexdigest() == issued["sha256"]
    assert "郭小军" in Path(issued["file"]).name


def test_the_next_paper_gets_the_next_number(in_class: Run, issued: dict[str, str]) -> None:
    two = in_class("paper", "issue", FORM, "--pupil", "白露", "--pupil", "安文博").value
    numbers = [issued["number"], *(p["number"] for p in two)]
    assert len(set(numbers)) == 3
    assert all(Path(p["file"]).is_file() for p in two)
    register = in_class("paper", "register").value
    assert {p["number"] for p in register} == set(numbers)


@pytest.mark.parametrize("key", ["number", "id"])
def test_a_reprint_is_byte_for_byte_the_same(in_class: Run, issued: dict[str, str],
                                             tmp_path: Path, key: str) -> None:
    again = tmp_path / "again.pdf"
    assert in_class("paper", "reprint", issued[key], "--out", again).value["file"] == str(again)
    assert again.read_bytes() == Path(issued["file"]).read_bytes()


def test_a_delivered_paper_starts_the_clock(in_class: Run, issued: dict[str, str], clock: Clock,
                                            tmp_path: Path) -> None:
    scan = tmp_path / "回证.jpg"
    scan.write_bytes(photo_file())
    assert in_class("attendance", "take", "--date", "2026-09-16", "--mark", "郭小军=旷课").code == 0
    assert in_class("paper", "deliver", issued["number"], "--date", "2026-09-17", "--how", "直接",
                    "--to", "郭某", "--scan", scan).value["id"]
    assert "辍学报告书" not in {d["paper"] for d in in_class("today").value}
    clock.at = clock.at.fromisoformat("2026-09-25T08:00")
    assert "辍学报告书" in {d["paper"] for d in in_class("today").value}


def test_a_voided_number_stays_in_the_register(in_class: Run, issued: dict[str, str]) -> None:
    number = issued["number"]
    assert in_class("paper", "void", number, "--why", "写错了").code == 0
    assert [p["voided"] for p in in_class("paper", "register").value] == ["写错了"]
    assert in_class("paper", "void", number, "--why", "写错了").error == "paper_voided"
    assert in_class("paper", "deliver", number, "--date", "2026-09-17", "--how", "留置",
                    "--to", "郭某").error == "paper_voided"


def test_a_paper_is_handed_to_an_office(in_class: Run, issued: dict[str, str]) -> None:
    hand = ("paper", "hand", issued["number"], "--to", "乡镇政府", "--date")
    assert in_class(*hand, "2026-09-17").value["id"]
    assert in_class(*hand, "2026-09-01").error == "bad_date"


def test_a_specimen_needs_no_store_and_no_number(call: Run, tmp_path: Path) -> None:
    out = tmp_path / "样张.pdf"
    value = call("--json", "paper", "specimen", FORM, "--out", out).value
    assert value == {"file": str(out), "pages": 1}
    assert out.read_bytes().startswith(b"%PDF")


def test_what_is_not_there_is_refused(in_class: Run, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    assert in_class("paper", "issue", "没有这种", "--pupil", "郭小军").error == "unknown_form"
    assert in_class("paper", "issue", FORM).error == "no_pupil"
    assert in_class("paper", "issue", FORM, "--pupil", "郭小军", "--date",
                    "2026-09-18").error == "future_date"
    assert in_class("paper", "reprint", "第9号", "--out", out).error == "unknown_paper"
    assert in_class("paper", "specimen", "没有这种", "--out", out).error == "unknown_form"
    (tmp_path / "file").touch()
    assert in_class("paper", "specimen", FORM, "--out",
                    tmp_path / "file" / "x.pdf").error == "file_not_written"


def test_a_paper_of_the_schools_own_is_noted(in_class: Run, tmp_path: Path) -> None:
    scan = tmp_path / "报告书.jpg"
    scan.write_bytes(photo_file())
    note = ("paper", "note", "辍学报告书", "--pupil", "郭小军", "--date")
    value = in_class(*note, "2026-09-16", "--number", "校报1号", "--scan", scan).value
    assert set(value) == {"id"}
    assert in_class("paper", "hand", value["id"], "--date", "2026-09-17", "--to",
                    "乡镇政府").value["id"]
    (own,) = in_class("paper", "register").value
    assert (own["number"], own["form"], own["title"]) == ("校报1号", None, "辍学报告书")
    assert own["sha256"] is None
    assert [p["name"] for p in in_class("photo", "list", value["id"]).value] == ["报告书.jpg"]
    assert [p["sha256"] for p in in_class("photo", "list", value["id"]).value] == own["scans"]
    assert in_class("paper", "reprint", "校报1号", "--out",
                    tmp_path / "x.pdf").error == "own_paper"
    assert in_class(*note, "2026-09-18").error == "future_date"
    assert in_class("paper", "note", "没有这种", *note[3:], "2026-09-16").error == "unknown_form"


def test_the_register_says_which_papers_are_the_schools_own(call: Run, in_class: Run) -> None:
    row = in_class("paper", "note", "小升初交接表", "--class", "七年级1班", "--date",
                   "2026-09-16", "--to", "接收学校").value["id"]
    assert f"本校自编 无文号 {row}" in call("paper", "register").out


def test_the_paper_in_hand_is_verified(in_class: Run, call: Run, issued: dict[str, str]) -> None:
    paper, = in_class("paper", "register").value
    right = in_class("paper", "verify", issued["number"], paper["code"])
    assert right.code == 0
    assert (right.value["same"], right.value["bytes"]) == (True, "intact")
    assert in_class("paper", "verify", issued["number"], issued["sha256"][:10]).value["same"]
    wrong = in_class("paper", "verify", issued["number"], "00000000")
    assert wrong.code == 3
    assert wrong.value["same"] is False
    assert wrong.value["sentence"] in wrong.err
    assert in_class("paper", "verify", issued["number"], "x").error == "bad_code"
    assert "没有改过" in call("paper", "verify", issued["number"], paper["code"]).out


def test_the_register_is_filtered_and_names_gaps(in_class: Run, call: Run,
                                                 issued: dict[str, str]) -> None:
    in_class("paper", "issue", FORM, "--pupil", "白露")
    in_class("paper", "void", issued["number"], "--why", "写错了")

    def numbers(*words: str) -> list[str]:
        return [p["number"] for p in in_class("paper", "register", *words).value]

    assert numbers("--voided") == [issued["number"]]
    assert issued["number"] not in numbers("--unserved")
    assert len(numbers("--form", FORM, "--class", "七年级1班", "--month", "2026-09")) == 2
    assert numbers("--month", "2026-08") == numbers("--twice") == []
    assert "没有这样的文书" in call("paper", "register", "--twice").out


def test_a_receipt_names_relation_and_witnesses(in_class: Run, issued: dict[str, str]) -> None:
    in_class("paper", "deliver", issued["number"], "--date", "2026-09-17", "--how", "留置",
             "--to", "郭某", "--relation", "父亲", "--witness", "甲某", "--witness", "乙某")
    paper, = in_class("paper", "register").value
    assert paper["receipt"] == "9月17日留置送达，郭某（父亲），见证人：甲某、乙某"


NEW_FORM = """
id = "home_letter"
paper = "云岭告家长书"
title = "告家长书"
for = "pupil"
to = "监护人"
basis = "县定"
[number]
word = "告家字"
[[field]]
name = "guardian"
from = "guardian.name"
[[field]]
name = "until"
label = "回复期限"
kind = "date"
asked = true
[[part]]
name = "书"
[[part.block]]
is = "text"
text = "{guardian}：请在{until}前回复。"
"""


def test_a_wholly_new_form_of_the_county_is_issued(in_class: Run, tmp_path: Path) -> None:
    pack = tmp_path / "云岭县表样"
    pack.mkdir()
    (pack / "home_letter.toml").write_text(NEW_FORM, encoding="utf-8")
    checked = in_class("paper", "pack", "check", pack).value
    assert [(form["id"], form["change"]) for form in checked["forms"]] == [("home_letter", "new")]
    assert in_class("paper", "issue", "home_letter", "--pupil", "郭小军").error == "unknown_form"
    in_class("paper", "pack", "add", pack)
    (listed,) = in_class("paper", "pack", "list").value
    assert (listed["title"], listed["forms"]) == ("云岭县表样", ["home_letter"])
    assert "home_letter" in [form["id"] for form in in_class("paper", "list", "--all").value]
    out = tmp_path / "样.pdf"
    assert in_class("paper", "specimen", "告家长书", "--kind", "longest", "--out",
                    out).value["pages"] == 1
    issued = in_class("paper", "issue", "云岭告家长书", "--class", "七年级1班", "--out",
                      tmp_path / "书", "--together", tmp_path / "全班.pdf", "--set",
                      "回复期限=2026-09-24").value
    assert (tmp_path / "全班.pdf").read_bytes().startswith(b"%PDF")
    assert [paper["number"] for paper in issued] == [
        f"告家字〔2026〕第七1-{n}号" for n in range(1, 51)]
    assert len({paper["file"] for paper in issued}) == 50
    paper = next(p for p in in_class("paper", "register").value
                 if p["number"] == issued[6]["number"])
    square = f"KC1:{paper['number']}:{paper['code']}"
    assert in_class("paper", "verify", square).value["same"]
    assert in_class("paper", "verify", "KC1:别的").error == "not_ours"
    assert in_class("paper", "pack", "remove", "云岭县表样").value == {"forms": ["home_letter"]}
    assert in_class("paper", "verify", square).value["same"]
    assert in_class("paper", "issue", "云岭告家长书", "--pupil", "郭小军").error == "unknown_form"


def test_a_pack_with_a_mistake_is_refused(in_class: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "home_letter.toml"
    wrong.write_text(NEW_FORM.replace("guardian.name", "guardian.nome"), encoding="utf-8")
    checked = in_class("paper", "pack", "check", wrong)
    assert (checked.code, len(checked.value["wrong"])) == (3, 1)
    assert "home_letter.toml 第" in checked.err
    assert in_class("paper", "pack", "add", wrong).error == "pack_wrong"
    assert in_class("paper", "pack", "list").value == []
    assert in_class("paper", "pack", "remove", "没有").error == "unknown_pack"


def test_words_that_do_not_fit_a_form_are_told(in_class: Run) -> None:
    wrong = in_class("paper", "issue", FORM, "--pupil", "郭小军", "--set", "limit=明天")
    assert wrong.error == "bad_answer"
    assert in_class("paper", "issue", FORM, "--pupil", "郭小军", "--set",
                    "x=1").error == "unknown_field"
    for form, answer in ((FORM, "phone=" + "9" * 5001), ("visit_record", "times=" + "9" * 5000)):
        refused = in_class("paper", "issue", form, "--pupil", "郭小军", "--set", answer)
        assert refused.error == "bad_answer"
    assert in_class("paper", "issue", FORM, "--visit", "abc").code == 2
    assert in_class("paper", "register").value == []
