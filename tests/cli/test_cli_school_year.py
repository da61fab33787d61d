"""升学 on the command line: preview, the whole turn, examinations, diplomas, numbers."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cli_kit import Run
from people import OFFICE, PASSWORD, Clock
from two_schools import number

from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.roster import add_pupil
from kongchuo_desktop.store.store import Store


@pytest.fixture
def year(call: Run, store_folder: Callable[[str], Path], clock: Clock,
         monkeypatch: pytest.MonkeyPatch) -> Run:
    """``year("preview")`` at a school of grades 6 to 9 in the summer of 2027."""
    folder = store_folder("school")
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        for serial, label in enumerate(("六年级1班", "九年级1班")):
            room = add_class(store, actor=OFFICE, label=label).id
            for seat in (1, 2):
                add_pupil(store, actor=OFFICE, class_id=room, values={
                    "name": f"样{label[0]}{seat}", "seat": seat,
                    "identity_number": number(10 * serial + seat)})
    clock.at = datetime.fromisoformat("2027-07-02T09:00")
    monkeypatch.setenv("KONGCHUO_STORE", str(folder))
    return lambda *words: call("--json", "year", *words)


def test_a_script_sees_what_is_to_be_done_and_does_it_once(year: Run) -> None:
    found = year("preview").value
    assert (found["year"], found["done"]) == (2027, False)
    assert [(one["class"], one["pupils"]) for one in found["leaving"]] == [
        ("六年级1班", 2), ("九年级1班", 2)]
    assert found["new"] == [{"stage": "junior", "number": 1}]
    # A school that has both stages is asked where its sixth grade goes.
    assert year("roll").code == 2
    assert year("roll", "--own", "--stay", "样九2", "--junior", 2).value == {
        "left": 1, "founded": 2, "placed": 2, "taken": 0}
    assert year("roll", "--own", "--stay", "样九2", "--junior", 2).value == {
        "left": 0, "founded": 0, "placed": 0, "taken": 0}
    assert year("preview").value["begun"] == ["七年级1班", "七年级2班"]


def test_what_cannot_be_done_is_refused(year: Run) -> None:
    assert "毕业班里“无名”没有" in year("roll", "--own", "--stay", "无名").err
    assert "还在上课" in year("roll", "--own", "--date", "2027-05-01").err
    assert year("roll", "--own", "--junior", 0).code == 2


def test_examinations_diplomas_and_numbers(year: Run) -> None:
    for exam in ("初三一模", "初三二模"):
        assert year("exam", exam, "--class", "九年级1班", "--date", "2027-05-10", "--absent",
                    "2号（因病）").value == {"sat": 1, "absent": 1}
    pupils = {one["name"]: one["state"] for one in year("diplomas").value["pupils"]
              if one["name"].startswith("样九")}
    assert pupils == {"样九1": "ready", "样九2": "lacks"}
    assert year("diploma", "--pupil", "样九2", "--give", "yes", "--why", "住院").code == 0
    assert "granted" in {one["state"] for one in year("diplomas").value["pupils"]}
    assert "写座号" not in year("exam", "初三一模", "--class", "九年级1班", "--absent", "无名").out
    assert year("numbers").value == {"new": 0, "without": []}
    assert year("entrants").value["children"] == []
    assert {one["state"] for one in year("junior").value["leavers"]} == {"here"}
