"""The county's figures on the command line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cli_kit import Run
from county_rows import case, file_return, school
from people import PASSWORD, Clock

from kongchuo_desktop.operations.world import homes_of
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


def test_a_school_is_placed_by_name(call: Run, bureau: Path, clock: Clock) -> None:
    with Store.open(bureau, password=PASSWORD, now=clock) as store:
        center = school(store, "中心校")[0]
        twins = [school(store, "乙校")[0] for _ in range(2)]
        unit = next(u for u, name in homes_of(store).names.items() if name == "甲校")
    place = ("--json", "--store", bureau, "county", "place")
    assert call(*place, "甲校", "--under", "中心校").value == {"school": "甲校", "under": "中心校"}
    assert call(*place, "没有的学校", "--under", "中心校").error == "unknown_unit"
    assert call(*place, "甲校", "--under", "没有的").error == "unknown_unit"
    # Of two that are called alike the id says which.
    assert call(*place, "乙校", "--under", "中心校").error == "two_units"
    assert call(*place, twins[0], "--under", center).code == 0
    assert call(*place, "中心校", "--under", "甲校").error == "unit_circle"
    assert call(*place, "甲校").code == 2
    with Store.open(bureau, password=PASSWORD, now=clock) as store:
        tree = homes_of(store).tree
        assert [tree.within(one, center) for one in (unit, *twins)] == [True, True, False]


def test_the_returns_of_a_term_and_a_year(call: Run, bureau: Path, clock: Clock) -> None:
    with Store.open(bureau, password=PASSWORD, now=clock) as store:
        unit = next(u for u, name in homes_of(store).names.items() if name == "甲校")
        file_return(store, unit, day=date(2026, 9, 17), period="2026-2027-1", cases=0)
    returns = ("--json", "--store", bureau, "returns")
    for words, status in ((("--term", "2026-2027-1"), "filed_zero"),
                          (("--term", "2026-2027-1-start"), "not_filed"),
                          (("--year", "2026-2027"), "not_filed"),
                          (("--month", "2027-09"), "not_filed")):
        assert [one["status"] for one in call(*returns, *words).value] == [status]
    for said in ("九月", ""):
        assert call(*returns, "--term", said).error == "bad_month"
    assert call(*returns).code == 2


def test_nothing_is_overdue(call: Run, bureau: Path) -> None:
    assert call("--json", "--store", bureau, "county", "overdue").value == []
