"""Roll call and leave on the command line."""

from pathlib import Path

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


def test_a_leave_is_listed_its_slip_taken_in_and_the_leave_ended(in_class: Run) -> None:
    made = in_class("leave", "add", "--pupil", "郭小军", "--kind", "病假", "--from", "2026-09-14",
                    "--to", "2026-09-17", "--by-phone").value["id"]
    assert in_class(*TAKE[:-1], "2026-09-16").code == 0
    (line,) = in_class("leave", "list", "--owed").value
    assert (line["id"], line["days"], line["slip"]) == (made, 4, None)
    assert in_class("leave", "slip", "--leave", made).code == 0
    assert in_class("leave", "list", "--owed").value == []
    assert in_class("leave", "end", "--leave", made, "--back", "2026-09-16").code == 0
    assert in_class("leave", "list").value[0]["to"] == "2026-09-15"
    assert in_class("leave", "withdraw", "--leave", made, "--why", "登记错了").code == 0
    assert in_class("leave", "end", "--leave", made, "--back", "2026-09-16").error == (
        "unknown_leave")


def test_the_day_tells_who_filed_and_never_takes_silence_for_presence(in_class: Run) -> None:
    (room,) = in_class("attendance", "day", "--date", "2026-09-17").value["classes"]
    assert (room["expected"], room["present"], room["filed"]) == (50, None, [])
    assert in_class(*TAKE, "--mark", "郭小军=旷课").code == 0
    (room,) = in_class("attendance", "day", "--date", "2026-09-17").value["classes"]
    assert (room["present"], [one["name"] for one in room["away"]]) == (49, ["郭小军"])


def test_the_months_sheet_is_written_and_its_gaps_are_counted(
    in_class: Run, tmp_path: Path,
) -> None:
    first = "attendance", "take", "--class", "七年级1班", "--date", "2026-09-14"
    assert in_class(*first).code == 0
    assert in_class(*TAKE).code == 0
    file = tmp_path / "九月.pdf"
    answer = in_class("attendance", "month", "--month", "2026-09", "--out", str(file))
    assert answer.value["gaps"] == 2
    assert file.read_bytes()[:5] == b"%PDF-"
