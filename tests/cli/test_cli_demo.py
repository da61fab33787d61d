"""The demo: a month lived through the operations, on any day of the year."""

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cli_kit import Run
from people import Clock

from kongchuo_desktop.operations import demo, demo_story, papers, returns, today, trust
from kongchuo_desktop.operations.attendance import roll
from kongchuo_desktop.operations.cases import list_cases
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.world import load_world, whole_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store

MORNING = datetime.fromisoformat("2026-11-20T08:40")
"""A Friday."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, fast_key: KdfCost) -> demo.Demo:
    """One month up to ``MORNING``; tests read it and do not write."""
    return demo.live_month(tmp_path_factory.mktemp("demo"), now=lambda: MORNING, cost=fast_key)


@pytest.fixture
def store_of(lived: demo.Demo) -> Iterator[Callable[[str], Store]]:
    """A role's store of the demo, opened."""
    opened: list[Store] = []

    def of(role: str) -> Store:
        opened.append(Store.open(lived.stores[role], password=demo.PASSWORD, now=lambda: MORNING))
        return opened[-1]

    yield of
    for store in opened:
        store.close()


def test_everything_promised_lies_in_the_folder(lived: demo.Demo) -> None:
    assert {p.parent for p in (lived.roster, lived.notice, lived.package)} == {lived.folder}
    assert (lived.roster.suffix, lived.notice.suffix, lived.package.suffix) == (
        ".xlsx", ".pdf", ".kcbx")
    assert lived.notice.read_bytes().startswith(b"%PDF")


def test_the_class_is_whole_and_recorded_day_by_day(store_of: Callable[[str], Store]) -> None:
    store = store_of("class")
    pupils = list_pupils(store)
    assert len(pupils) == 50
    assert {"买买提·阿卜杜拉", "阿依努尔·吐尔逊阿吉", "𠮷田海", "王𬭩"} <= {p.name for p in pupils}
    assert not [p.name for p in pupils if "identity_number" in p.gaps]
    world = load_world(store)
    assert len(world.registers) > 15
    assert all(r.recorded == r.day for r in world.registers)
    late = [f for f in world.facts if f.recorded != f.day and f.kind not in ("leave", "filed")]
    assert late == []
    assert len(roll(world, pupils[0].values["class_id"], MORNING.date())[0]) == 50
    assert check(store).ok


def test_something_is_overdue_due_today_and_due_this_week(
        store_of: Callable[[str], Store]) -> None:
    found = today.duties_of(store_of("class"))
    groups = {g: [d.name for d in found if d.group == g] for g in ("overdue", "today", "week")}
    assert groups["overdue"] == [demo_story.DOUBTFUL]
    assert demo_story.TRUANT in groups["today"]
    assert groups["week"] == ["范青山"]
    report = next(d for d in found if d.name == demo_story.TRUANT)
    assert (report.paper, report.overdue_days) == ("辍学报告书", 0)


def test_the_cases_are_in_every_state_of_the_story(store_of: Callable[[str], Store]) -> None:
    states = {c.name: c.state for c in list_cases(store_of("class"))}
    assert states[demo_story.BACK] == "returned"
    assert states[demo_story.TRUANT] == "open"
    assert demo_story.DOUBTFUL in states


def test_the_notice_in_the_folder_is_the_one_that_was_served(
        lived: demo.Demo, store_of: Callable[[str], Store]) -> None:
    store = store_of("class")
    (paper,) = paper_register(store)
    assert paper.served is not None
    assert paper.served > paper.day
    assert papers.reprint(store, paper=paper.id) == lived.notice.read_bytes()


def test_the_bureau_has_the_return_and_only_what_it_may_see(
        store_of: Callable[[str], Store]) -> None:
    store = store_of("bureau")
    (filed,) = returns.returns_of_month(store, period="2026-11")
    assert (filed.name, filed.status, filed.verified) == (demo.SCHOOL, "filed", True)
    assert filed.counts["pupils"] == 50
    assert filed.counts["cases"] == 3
    assert filed.counts["papers"] == 1
    world = whole_world(store)
    assert (len(world.pupils), len(world.registers)) == (50, 0)
    marked = {world.pupils[m.pupil].name for m in world.marks}
    assert demo_story.TRUANT in marked
    assert demo_story.ILL not in marked


def test_the_ordinary_age_tool_opens_the_package(lived: demo.Demo, tmp_path: Path,
                                                 store_of: Callable[[str], Store]) -> None:
    age = shutil.which("age")
    if age is None:
        pytest.skip("age is not installed")
    key = tmp_path / "key"
    key.write_text(trust.machine_keys(store_of("bureau")).identity, encoding="ascii")
    sealed = tmp_path / "sealed.age"
    with zipfile.ZipFile(lived.package) as whole:
        sealed.write_bytes(whole.read("sealed.age"))
    inside = tmp_path / "inside.zip"
    subprocess.run([age, "-d", "-i", key, "-o", inside, sealed], check=True, capture_output=True,
                   timeout=60)
    with zipfile.ZipFile(inside) as opened:
        assert opened.testzip() is None


def _days() -> list[date]:
    first = date(2026, 1, 1)
    chosen = {first + timedelta(days=n) for n in range(0, 400, 26)}
    return sorted(chosen | {date(2026, 9, 1), date(2026, 9, 17), date(2026, 10, 4)})


@pytest.mark.parametrize("day", _days(), ids=str)
def test_any_day_of_the_year_leaves_room_for_the_story(day: date) -> None:
    plan = demo_story.plan_of(day)
    assert plan.today == day
    assert plan.days[plan.served] <= day - timedelta(days=10)
    assert plan.served - plan.first_absence >= 4
    assert len(plan.days) > 10


def test_the_command_says_where_all_lies(call: Run, tmp_path: Path, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2026-10-04T19:00")
    folder = tmp_path / "样例 一"
    value = call("--json", "demo", "--to", folder, "--no-window").value
    assert set(value) == {"folder", "roster", "notice", "package", "password", "stores"}
    assert set(value["stores"]) == {"class", "school", "bureau"}
    again = call("--json", "demo", "--to", folder, "--no-window")
    assert again.error == "folder_not_empty"
    with Store.open(Path(value["stores"]["class"]), password=value["password"],
                    now=clock) as store:
        groups = {d.group for d in today.duties_of(store)}
    assert {"overdue", "today"} <= groups


def test_the_window_opens_unless_told_not_to(call: Run, tmp_path: Path,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[object, ...]] = []

    def note(*where: object) -> int:
        opened.append(where)
        return 0

    monkeypatch.setattr("kongchuo_desktop.cli.open_window", note)
    monkeypatch.setattr("kongchuo_desktop.cli.stores.open_window", note)
    monkeypatch.setattr("kongchuo_desktop.cli.stores.has_display", lambda: True)
    monkeypatch.setattr(demo, "live_month", lambda folder, now: demo.Demo(
        folder, folder, folder, folder, {"class": folder / "c"}))
    assert call("demo", "--to", tmp_path / "d").code == 0
    assert call().code == 0
    assert opened == [(tmp_path / "d" / "c", demo.PASSWORD), ()]
