"""Profiles and the school's own figures on the command line."""

from cli_kit import Run


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
