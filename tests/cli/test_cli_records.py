"""A child's records on the command line: 调班, joining, parting, what has been kept long enough."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cli_kit import Run
from people import Clock


def _twice(run: Run) -> tuple[str, str]:
    """One child entered twice; the ids in the order in which a join keeps them."""
    ids = [run("roster", "add", "--name", "王小明", "--birth-date", "2013-09-03", *more).value["id"]
           for more in (["--seat", "71"], ["--address", "河北村"])]
    one, other = sorted(ids)
    return one, other


def test_a_pair_is_found_joined_and_parted_again(in_class: Run) -> None:
    one, other = _twice(in_class)
    (pair,) = in_class("roster", "twins").value
    assert pair == {"one": one, "other": other, "names": ["王小明", "王小明"],
                    "why": "姓名和出生日期相同", "certain": False}
    joined = in_class("roster", "join", one, other).value
    assert (joined["id"], joined["record"]) == (one, other)
    assert len(in_class("roster", "find", "王小明").value) == 1
    found = in_class("roster", "records", one).value
    assert [r["id"] for r in found["records"]] == [one, other]
    visit = in_class("visit", "add", "--pupil", one, "--date", "2026-09-17", "--kind", "家访",
                     "--outcome", "不在家").value["id"]
    (since,) = in_class("roster", "unjoin", other, "--dry-run").value["since"]
    assert (since["row"], since["table"], since["movable"]) == (visit, "visit", True)
    assert in_class("roster", "unjoin", other, "--hand-over", "0" * 32).error == "unknown_fact"
    assert in_class("roster", "unjoin", other, "--hand-over", visit).code == 0
    assert len(in_class("roster", "find", "王小明").value) == 2
    assert in_class("roster", "twins").value == []


def test_all_certain_pairs_in_one_call_and_what_is_left_to_choose(in_class: Run) -> None:
    one, other = _twice(in_class)
    number = "990102201309034019"
    for row, where in ((one, "河东村"), (other, "河西村")):
        assert in_class("roster", "edit", row, "--identity-number", number,
                        "--address", where).code == 0
    assert in_class("roster", "join", "--certain").value == {"joined": 1}
    found = in_class("roster", "records", one).value["differences"]
    assert {"record": other, "field": "address", "value": "河西村", "shown": "河东村"} in found
    assert in_class("roster", "settle", other, "address", "--take").code == 0
    assert in_class("roster", "settle", other, "address", "--take").error == "unknown_difference"
    assert in_class("roster", "join", "--certain").error == "nothing_to_join"


def test_two_children_of_one_name_are_named_with_what_tells_them_apart(in_class: Run) -> None:
    one, other = _twice(in_class)
    refused = in_class("visit", "add", "--pupil", "王小明", "--date", "2026-09-17", "--kind",
                       "家访", "--outcome", "不在家")
    assert refused.error == "several_pupils"
    assert "71号" in refused.err
    assert one in refused.err
    assert in_class("roster", "apart", one, other).code == 0
    assert in_class("roster", "twins").value == []


def test_moves_that_cannot_be_are_refused(in_class: Run) -> None:
    answer = in_class("roster", "move", "郭小军", "--kind", "调班", "--date", "2026-09-17",
                      "--class", "七年级9班")
    assert answer.error == "unknown_class"
    assert in_class("roster", "move", "郭小军", "--kind", "调班", "--date", "2026-09-17").code == 2
    assert in_class("roster", "move", "郭小军", "--kind", "转出", "--date",
                    "2026-09-18").error == "future_date"
    assert in_class("roster", "move", "郭小军", "李冬", "--kind", "转出", "--date",
                    "2026-09-17").code == 2


def test_records_are_kept_until_the_school_says_for_how_long(
        call: Run, store_folder: Callable[[str], Path], clock: Clock,
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONGCHUO_STORE", str(store_folder("school")))

    pupil = call("--json", "roster", "add", "--name", "王小明").value["id"]
    assert call("--json", "roster", "move", pupil, "--kind", "转出", "--date",
                "2026-09-17").code == 0
    assert call("--json", "retention", "list").value == {"years": None, "pupils": []}
    assert call("--json", "policy", "set", "school/records.keep", "2", "--why",
                "校务会议决定").code == 0
    clock.at = datetime.fromisoformat("2028-09-18T08:00")
    (line,) = call("--json", "retention", "list").value["pupils"]
    assert (line["id"], line["left"], line["until"]) == (pupil, "2026-09-16", "2028-09-16")
    assert call("--json", "retention", "erase").error == "nothing_to_erase"
    assert call("--json", "retention", "erase", "--all").value == {"erased": 1}
    assert call("--json", "retention", "list").value["pupils"] == []
