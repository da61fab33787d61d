"""Roll call and leave on the command line."""

from cli_kit import Run

TAKE = ("attendance", "take", "--class", "七年级1班", "--date", "2026-09-17")


def test_a_register_is_filed_with_who_is_absent(in_class: Run) -> None:
    answer = in_class(*TAKE, "--mark", "郭小军=旷课", "--mark", "安文博=病假",
                      "--mark", "白露=迟到")
    assert answer.value == {"class": "七年级1班", "date": "2026-09-17", "present": 48, "absent": 2,
                            "corrected": 0}


def test_a_filed_register_is_not_overwritten_unless_told(in_class: Run) -> None:
    assert in_class(*TAKE, "--mark", "郭小军=旷课").code == 0
    assert in_class(*TAKE).error == "register_filed"
    again = in_class(*TAKE, "--mark", "白露=旷课:1,2,3,4", "--replace").value
    assert (again["absent"], again["corrected"]) == (1, 2)


def test_halves_of_a_day_are_filed_apart(in_class: Run) -> None:
    assert in_class(*TAKE, "--part", "上午").code == 0
    assert in_class(*TAKE, "--part", "下午").code == 0
    assert in_class(*TAKE, "--part", "上午").error == "register_filed"


def test_days_without_class_are_refused(in_class: Run) -> None:
    take = ("attendance", "take", "--date")
    assert in_class(*take, "2026-09-18").error == "future_date"
    assert in_class(*take, "2026-09-13").error == "no_session"
    assert in_class(*take, "2026-09-17", "--mark", "查无此人=旷课").error == "unknown_pupil"
    assert in_class(*take, "2026-09-17", "--class", "七年级9班").error == "unknown_class"


def test_one_mark_is_corrected_and_both_are_kept(in_class: Run) -> None:
    correct = ("attendance", "correct", "--pupil", "郭小军", "--kind", "病假",
               "--date", "2026-09-17")
    assert in_class(*correct).error == "not_filed"
    assert in_class(*TAKE, "--mark", "郭小军=旷课").code == 0
    assert in_class(*correct).value["id"]
    assert in_class("history").value[0]["kind"] == "correct_mark"


def test_leave_by_telephone_owes_a_slip(in_class: Run) -> None:
    leave = ("leave", "add", "--pupil", "郭小军", "--kind", "病假")
    assert in_class(*leave, "--from", "2026-09-15", "--to", "2026-09-16", "--by-phone").value["id"]
    assert in_class(*TAKE).code == 0
    owed = [d for d in in_class("today").value if d["duty"] == "slip"]
    assert [(d["name"], d["clause"]) for d in owed] == [("郭小军", None)]
    assert in_class(*leave, "--from", "2026-09-16", "--to", "2026-09-15").error == "bad_span"
