"""迎检对照 on the command line: list, export, state and bind, with keys for scripts."""

from pathlib import Path

import pytest
from cli_kit import Run

CLAUSE = {"policy", "id", "where", "quote", "title", "state", "found", "wanted", "last", "who",
          "materials", "proofs", "statement"}
PROOF = {"binding", "pupil", "name", "what", "state", "date", "facts", "duty"}


def clause(run: Run, name: str) -> dict[str, object]:
    found = run("inspection", "list").value["clauses"]
    return next(c for c in found if c["id"] == name)


@pytest.fixture
def signed(in_class: Run) -> Run:
    """A head teacher noted a sign of 郭小军, who was not visited."""
    assert in_class("event", "add", "--pupil", "郭小军", "--kind", "sign", "--date",
                    "2026-09-14").code == 0
    return in_class


def test_the_list_has_every_clause_with_its_proofs(signed: Run) -> None:
    found = signed("inspection", "list").value
    assert found.keys() == {"policy", "title", "since", "until", "counts", "clauses"}
    assert (found["policy"], found["since"], found["until"]) == (
        "XY24", "2026-09-01", "2027-01-20")
    assert sum(found["counts"].values()) == len(found["clauses"])
    assert all(c.keys() == CLAUSE for c in found["clauses"])
    visit = clause(signed, "R050")
    (gap,) = visit["proofs"]  # type: ignore[misc]
    assert gap.keys() == PROOF
    assert (gap["name"], gap["what"], gap["state"], gap["duty"] is None) == (
        "郭小军", "没有家访", "lacking", False)
    assert (visit["state"], visit["found"], visit["wanted"]) == ("lacking", 0, 1)


def test_only_what_is_missing_is_listed_and_people_read_it_too(signed: Run, call: Run) -> None:
    found = signed("inspection", "list", "--missing").value
    assert {c["state"] for c in found["clauses"]} <= {"lacking", "late"}
    assert "R050" in {c["id"] for c in found["clauses"]}
    assert "R050  四(四)2  家访  缺 1" in call("inspection", "list", "--missing").out


def test_a_visit_settles_the_clause(signed: Run) -> None:
    assert signed("visit", "add", "--pupil", "郭小军", "--date", "2026-09-16", "--kind", "家访",
                  "--outcome", "同意").code == 0
    visit = clause(signed, "R050")
    assert (visit["state"], visit["last"]) == ("complete", "2026-09-16")
    assert signed("inspection", "list", "--since", "2026-09-01", "--until",
                  "2026-09-10").value["until"] == "2026-09-10"


def test_a_person_says_how_a_clause_stands(in_class: Run) -> None:
    answer = in_class("inspection", "state", "R273", "manual", "--text", "记录在心理室")
    assert answer.value.keys() == {"id", "policy", "clause", "state"}
    said = clause(in_class, "R273")
    assert said["state"] == "manual"
    assert said["statement"] == {
        "state": "manual", "text": "记录在心理室", "by": "周老师", "date": "2026-09-17",
        "event": answer.value["id"]}
    assert in_class("inspection", "state", "R999", "manual", "--text", "在").error == (
        "unknown_clause")
    assert in_class("inspection", "state", "R273", "complete", "--text", "在").code == 2


@pytest.mark.parametrize(("name", "head"), [("对照.xlsx", b"PK"), ("对照.PDF", b"%PDF")])
def test_the_list_becomes_a_file(in_class: Run, tmp_path: Path, name: str, head: bytes) -> None:
    answer = in_class("inspection", "export", tmp_path / name, "--span", "year")
    assert answer.value["clauses"] == len(in_class("inspection", "list").value["clauses"])
    assert Path(answer.value["file"]).read_bytes().startswith(head)


def test_wrong_words_are_refused(in_class: Run, tmp_path: Path) -> None:
    assert in_class("inspection", "export", tmp_path / "对照.doc").code == 2
    assert in_class("inspection", "list", "--span", "term", "--since", "2026-09-01").code == 2
    assert in_class("inspection", "list", "--since", "2026-09-20",
                    "--until", "2026-09-01").error == "bad_span"
    assert in_class("inspection", "list", "--policy", "XY24").code == 0
    assert in_class("inspection", "list", "--policy", "D01").error == "policy_not_followed"


def test_everything_is_bound_into_a_folder(in_class: Run, tmp_path: Path) -> None:
    (issued,) = in_class("paper", "issue", "劝学通知书", "--pupil", "郭小军",
                         "--out", tmp_path).value
    answer = in_class("inspection", "bind", "--to", tmp_path / "册")
    assert answer.value.keys() == {"folder", "files", "absent"}
    folder = Path(answer.value["folder"])
    bound = [p for p in folder.rglob("*.pdf") if issued["number"] in p.name]
    assert bound
    assert all(p.read_bytes() == Path(issued["file"]).read_bytes() for p in bound)
    assert (folder / "目录.xlsx").is_file()
    assert in_class("inspection", "bind", "--to", tmp_path / "册").error == "folder_exists"


def test_the_ledgers_and_dossiers_are_bound_into_one_file(signed: Run, tmp_path: Path) -> None:
    answer = signed("inspection", "bind", "--book", "--to", tmp_path / "册").value
    assert answer.keys() == {"file", "pages", "absent", "volumes"}
    assert Path(answer["file"]).read_bytes().startswith(b"%PDF")
    assert [one["title"] for one in answer["volumes"]][:2] == ["迎检对照表", "文书发出登记簿"]
    assert sum(one["pages"] for one in answer["volumes"]) == answer["pages"]
    again = signed("inspection", "bind", "--book", "--to", tmp_path / "册")
    assert again.error == "file_exists"
