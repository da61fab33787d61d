"""Children between schools, on the command line."""

from pathlib import Path

import pytest
from cli_kit import Answer, Run
from people import DESK, OFFICE, Clock
from two_schools import BUREAU, JUNIOR, number, opened_county

from kongchuo_desktop.operations import moves, transfers
from kongchuo_desktop.operations.roster import add_pupil


class Schools:
    """``schools(JUNIOR, "transfer", "list")``."""

    def __init__(self, call: Run, folder: Path) -> None:
        self._call, self._folder = call, folder

    def __call__(self, store: str, *words: object) -> Answer:
        return self._call("--json", "--store", self._folder / store, "transfer", *words)


@pytest.fixture
def schools(call: Run, county_template: tuple[Path, tuple[str, str]], tmp_path: Path,
            clock: Clock) -> Schools:
    """学生1 is expected at the second school, 学生2 has just left for nobody knows where."""
    root, rooms = county_template
    with opened_county(root, rooms, tmp_path, clock) as county:
        for n, other in ((1, JUNIOR), (2, "")):
            pupil = add_pupil(county.a, actor=OFFICE, class_id=county.room_a, values={
                "name": f"学生{n}", "identity_number": number(n)}).id
            moves.move_pupil(county.a, actor=OFFICE, pupil=pupil, kind="转出",
                             day=clock().date(), other=other)
            county.up(county.a)
            if n == 1:
                transfers.match_all(county.bureau, actor=DESK)
                county.down()
    return Schools(call, tmp_path)


def test_the_list_says_how_each_child_stands(schools: Schools) -> None:
    lines = schools(BUREAU, "list", "--open").value
    assert {(one["name"], one["state"], one["to"]) for one in lines} == {
        ("学生1", "expected", JUNIOR), ("学生2", "offered", "")}
    assert schools(BUREAU, "match").value == {"arrived": 0, "noted": 1}


def test_assign_take_and_end(schools: Schools) -> None:
    assert schools(BUREAU, "assign", "--pupil", "学生2", "--school", JUNIOR).value == {
        "assigned": 1}
    assert schools(BUREAU, "assign", "--pupil", "学生2", "--school", "丙学校").error == (
        "unknown_unit")
    assert schools(BUREAU, "end", "--pupil", "学生2", "--where", "外县一小",
                   "--proof", "接收证明").code == 0
    assert schools(BUREAU, "take", "--pupil", "学生1").error == "unknown_pupil"
    assert schools(JUNIOR, "take", "--pupil", "学生1").value == {"taken": 1}
    assert schools(JUNIOR, "list").value[0]["match"]
    assert schools(JUNIOR, "match").error == "no_units_below"
