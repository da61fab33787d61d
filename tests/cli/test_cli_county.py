"""The county's figures on the command line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cli_kit import Run
from county_rows import case, file_return, school
from people import PASSWORD, Clock

from kongchuo_desktop.store.store import Store


@pytest.fixture
def bureau(store_folder: Callable[[str], Path], clock: Clock) -> Path:
    """A bureau whose one school has a case and filed two."""
    folder = store_folder("bureau")
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        unit, there = school(store, "甲校", township="白水乡", pupils=("样甲", "样乙"))
        case(store, unit, there["样甲"])
        file_return(store, unit, day=date(2026, 9, 17), cases=2)
    return folder


def test_the_county_in_figures(call: Run, bureau: Path) -> None:
    found = call("--json", "--store", bureau, "county", "totals", "--month", "2026-09").value
    assert (found["month"], found["totals"]["pupils"], found["totals"]["cases"]) == (
        "2026-09", 2, 1)
    (one,) = found["schools"]
    assert (one["name"], one["township"], one["kind"], one["counts"]["visits"]) == (
        "甲校", "白水乡", "初中", 1)


def test_what_does_not_add_up(call: Run, bureau: Path) -> None:
    (found,) = call("--json", "--store", bureau, "county", "checks", "--month", "2026-09").value
    assert (found["figure"], found["filed"], found["known"], len(found["pupils"])) == (
        "cases", 2, 1, 1)


def test_nothing_is_overdue(call: Run, bureau: Path) -> None:
    assert call("--json", "--store", bureau, "county", "overdue").value == []
