"""Profiles and the school's own figures on the command line."""

from pathlib import Path

from cli_kit import Run

OWN = """id = "QS26"
title = "青石镇控辍办法"
kind = "township"

[[clause]]
id = "Q1"
quote = "缺课三天，班主任要家访。"
where = "一"
bind = [
  { is = "duty", do = "visit", on = { absent = 3, run = true }, done = { fact = "visit" } },
]
"""


def test_profiles_are_listed_without_a_store(call: Run) -> None:
    found = {p["id"]: p for p in call("--json", "policy", "list").value}
    assert found["XY24"]["title"] == "岫岩满族自治县教育局控辍保学工作实施方案"
    assert found["XY24"]["clauses"] > 90


def test_a_profile_is_shown_clause_by_clause(call: Run) -> None:
    value = call("--json", "policy", "show", "XY24").value
    clause = next(c for c in value["clauses"] if c["id"] == "R110")
    assert clause["where"] == "四(一)L57-59"
    assert "《义务教育辍学报告书》" in clause["quote"]
    assert {b["kind"] for b in clause["binds"]} == {"duty", "paper"}
    watching = next(c for c in value["clauses"] if c["id"] == "R466")
    assert {b["kind"] for b in watching["binds"]} == {"watch"}
    assert call("--json", "policy", "show", "没有").error == "policy_missing"


def test_a_store_takes_up_another_profile(in_class: Run) -> None:
    assert in_class("policy", "use", "d09").value["policy"] == "D09"
    assert in_class("policy", "use", "没有").error == "policy_missing"


def test_an_open_figure_is_set_and_listed(in_class: Run) -> None:
    assert in_class("policy", "own").value == []
    answer = in_class("policy", "set", "R050/absent.on.absent", "3", "--why", "校务会议决定")
    assert answer.value == in_class("policy", "own").value == [
        {"binding": "R050/absent.on.absent", "value": "3", "by": "周老师", "from": "2026-09-17",
         "why": "校务会议决定"}]
    still_open = [v for v in in_class("policy", "own", "--open").value if v["value"] is None]
    assert "R095/notice.on.times" in {v["binding"] for v in still_open}
    assert all(v["question"] for v in still_open)


def test_figures_of_the_document_cannot_be_set(in_class: Run) -> None:
    why = ("--why", "校务会议决定")
    assert in_class("policy", "set", "R110/report.after", "9", *why).error == "unknown_binding"
    assert in_class("policy", "set", "R050/absent.on.absent", "几天", *why).error == "bad_figure"


def test_a_profile_is_followed_from_a_planned_day(in_class: Run) -> None:
    in_class("policy", "use", "D09", "--from", "2027-03-01")
    found = in_class("policy", "uses").value
    assert [(u["policy"], u["from"], u["until"]) for u in found] == [
        ("XY24", None, "2027-02-28"), ("D09", "2027-03-01", None)]
    assert in_class("policy", "own").code == 0


def test_a_figure_is_taken_back_with_a_reason(in_class: Run) -> None:
    name = "R050/absent.on.absent"
    assert in_class("policy", "unset", name, "--why", "会议").error == "not_set"
    in_class("policy", "set", name, "3", "--why", "校务会议决定")
    found = in_class("policy", "unset", name, "--why", "改回去").value
    assert [(v["value"], v["why"]) for v in found] == [("?", "改回去")]


def test_one_of_two_titles_is_chosen(in_class: Run) -> None:
    asked = {v["binding"] for v in in_class("policy", "own", "--open").value}
    assert "title/劝学通知书" in asked
    assert in_class("policy", "title", "劝学通知书", "别的").error == "unknown_title"
    chosen = in_class("policy", "title", "劝学通知书", "岫岩县义务教育劝学通知书")
    assert chosen.value[0]["value"] == "《岫岩县义务教育劝学通知书》"


def test_a_file_is_checked_added_used_and_removed(in_class: Run, tmp_path: Path) -> None:
    file = tmp_path / "青石镇.toml"
    file.write_text(OWN, encoding="utf-8")
    assert in_class("policy", "check", file).value["clauses"] == 1
    assert in_class("policy", "use", "QS26").error == "policy_missing"
    assert in_class("policy", "add", file).value["id"] == "QS26"
    assert "QS26" in {p["id"] for p in in_class("policy", "list").value}
    out = tmp_path / "再来一份.toml"
    in_class("policy", "export", "qs26", out)
    assert out.read_text(encoding="utf-8") == OWN
    in_class("policy", "use", "QS26")
    assert in_class("policy", "remove", "QS26").error == "profile_used"
    assert in_class("policy", "remove", "XY24").error == "profile_shipped"


def test_a_mistake_is_named_with_its_line_and_changes_nothing(
        call: Run, in_class: Run, tmp_path: Path) -> None:
    file = tmp_path / "错的.toml"
    file.write_text(OWN.replace("absent = 3", "absent = 3, every = 2"), encoding="utf-8")
    for run in (in_class, call):
        refused = run("policy", "check", file) if run is in_class else run(
            "--json", "policy", "check", file)
        assert refused.error == "policy_invalid"
        assert "错的.toml第10行" in refused.err
    assert in_class("policy", "add", file).error == "policy_invalid"
    assert "QS26" not in {p["id"] for p in in_class("policy", "list").value}
    assert in_class("policy", "export", "XY24", tmp_path / "没有" / "x.toml").code == 0
