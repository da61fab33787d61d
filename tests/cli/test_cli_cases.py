"""What is due, cases, visits and events on the command line."""

import os
from pathlib import Path

import pytest
from cli_kit import Run
from people import PASSWORD, TEACHER, Clock
from photos import photo_file

from kongchuo_desktop.operations.papers import deliver_paper, issue_papers
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PolicyUseRow

DUTY = {"id", "duty", "pupil", "name", "reason", "due", "overdue_days", "who", "paper", "clause"}


@pytest.fixture
def truancy(in_class: Run, clock: Clock) -> Run:
    """郭小军 is absent from Monday to Wednesday; after three days the school asks for a visit."""
    noon = clock.at
    assert in_class("policy", "set", "R050/absent.on.absent", "3", "--why", "校务会议").code == 0
    for day in ("2026-09-14", "2026-09-15", "2026-09-16"):
        clock.at = noon.fromisoformat(f"{day}T08:10")
        assert in_class("attendance", "take", "--date", day, "--mark", "郭小军=旷课").code == 0
    clock.at = noon
    return in_class


def test_today_lists_the_register_first_day(in_class: Run) -> None:
    first = in_class("today").value[0]
    assert first["id"].startswith("register:")
    assert (first["duty"], first["name"], first["clause"]) == ("register", "七年级1班", None)


def test_today_without_the_file_of_its_profile_lists_what_is_known_and_says_so(
    in_class: Run, clock: Clock
) -> None:
    folder = Path(os.environ["KONGCHUO_STORE"])
    with (Store.open(folder, password=PASSWORD, now=clock) as store,
          store.operation("use_policy", TEACHER) as write):
        (use,) = living(write.session, PolicyUseRow)
        write.update(PolicyUseRow, use.row, prior=use.tips, policy="YJ26")
    answer = in_class("today")
    assert answer.code == 3
    assert [duty["duty"] for duty in answer.value] == ["register"]
    assert "YJ26.toml" in answer.err


def test_what_is_coming_is_listed_on_request_with_its_day(truancy: Run, clock: Clock) -> None:
    pupil = truancy("today").value[0]["pupil"]
    with Store.open(Path(os.environ["KONGCHUO_STORE"]), password=PASSWORD, now=clock) as store:
        (paper,) = issue_papers(store, actor=TEACHER, form_id="劝学通知书", pupils=[pupil],
                                day=clock.at.date()).papers
        deliver_paper(store, actor=TEACHER, paper=paper.id, day=clock.at.date(), how="直接",
                      to="郭某")
    today = truancy("today").value
    month = truancy("today", "--until", "month").value
    assert truancy("today", "--until", "week").value == today == month[:len(today)]
    assert {(d["duty"], d["arises"], d["overdue_days"]) for d in month[len(today):]} == {
        ("paper", "2026-09-25", 0)}


def test_overdue_duties_come_first_with_their_clause(truancy: Run) -> None:
    found = truancy("today").value
    visit = found[0]
    assert set(visit) >= DUTY
    assert (visit["name"], visit["duty"], visit["due"], visit["overdue_days"]) == (
        "郭小军", "visit", "2026-09-16", 1)
    assert set(visit["clause"]) == {"policy", "id", "where", "quote"}
    assert visit["clause"]["policy"] == "XY24"
    assert visit["id"] == truancy("today", "--class", "七年级1班").value[0]["id"]
    then = {d["id"]: d["overdue_days"] for d in truancy("today", "--date", "2026-09-16").value}
    assert then[visit["id"]] == 0


def test_a_visit_discharges_the_duty_and_stands_in_the_case(truancy: Run) -> None:
    assert truancy("visit", "add", "--pupil", "郭小军", "--date", "2026-09-17", "--kind", "家访",
                   "--outcome", "拒绝", "--by", "周老师", "--joint", "村委会",
                   "--note", "家长说不念了").value["id"]
    assert "visit" not in {d["duty"] for d in truancy("today").value}
    case = truancy("case", "list").value
    assert [c["name"] for c in case] == ["郭小军"]
    assert set(case[0]) == {"pupil", "name", "state", "since", "next"}
    shown = truancy("case", "show", "郭小军").value
    assert shown["state"] == case[0]["state"]
    assert set(shown["timeline"][0]) >= {"date", "what", "by"}
    assert "家访" in shown["timeline"][0]["what"]


def test_who_has_no_case_has_nothing_to_show(in_class: Run) -> None:
    assert in_class("case", "show", "白露").error == "no_case"
    assert in_class("case", "list", "--closed").value == []


def test_visits_that_cannot_be_are_refused(in_class: Run) -> None:
    visit = ("visit", "add", "--pupil", "郭小军", "--kind", "电话", "--outcome", "同意", "--date")
    assert in_class(*visit, "2026-09-18").error == "future_date"
    assert in_class(*visit, "2026-09-17", "--promised", "2026-09-01").error == "bad_promise"


def test_events_are_added_listed_and_voided(truancy: Run, tmp_path: Path) -> None:
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(photo_file())
    event = ("event", "add", "--pupil", "郭小军", "--date", "2026-09-17")
    added = truancy(*event, "--kind", "returned", "--scan", photo, "--set", "how=劝返").value["id"]
    assert truancy("today").value[0]["name"] != "郭小军"
    assert truancy("event", "void", added, "--why", "记错了人").code == 0
    assert truancy("today").value[0]["name"] == "郭小军"
    assert truancy("event", "void", added, "--why", "记错了人").error == "unknown_event"
    assert truancy(*event, "--kind", "returned", "--set", "颜色=红").error == "unknown_field"


def test_kinds_of_events_say_what_can_be_written(in_class: Run) -> None:
    kinds = {k["kind"]: k for k in in_class("event", "kinds").value}
    assert kinds["returned"]["title"] == "返校复学"
    assert kinds["meeting"]["about"] == "school"
    assert in_class("event", "add", "--kind", "meeting", "--date", "2026-09-16", "--set",
                    "what=联席会议").value["id"]
