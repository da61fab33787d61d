"""The first day of a head teacher: from the empty start screen to a filed register."""

from datetime import datetime
from pathlib import Path

from driver import Person
from people import PASSWORD, SCHOOL, Clock
from stories import LABEL, Buy, answer_first_run

from kongchuo_desktop.operations import roster
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.tables import RegisterRow

FIRST_DAY = datetime.fromisoformat("2026-09-01T07:40")


def test_the_first_day(computer: Buy, clock: Clock, tmp_path: Path) -> None:
    clock.at = FIRST_DAY
    sheet, recovery = tmp_path / "七1班花名册.xlsx", tmp_path / "恢复页.pdf"
    sheet.write_bytes(sample.write_sample(school=SCHOOL, label=LABEL, on=FIRST_DAY.date()))
    desk = computer("班级电脑")
    with desk.switched_on() as teacher:
        answer_first_run(teacher)
        keep_the_recovery_page(teacher, recovery)
        bring_the_roster(teacher, sheet)
        settle_the_doubtful_rows(teacher)
        nothing_is_overdue(teacher)
        call_the_roll(teacher)
    with desk.switched_on() as teacher:
        teacher.types(PASSWORD)
        teacher.press("Enter")
        teacher.sees("考勤", "已提交 7:40")  # the page that was left today
        teacher.press("Ctrl+1")
        teacher.sees("今日", "47", "/ 50 人到校")


def keep_the_recovery_page(teacher: Person, file: Path) -> None:
    teacher.sees("打印恢复页", "恢复码")
    teacher.computer.will_choose(file)
    teacher.clicks("存为PDF…")
    teacher.sees("已存为恢复页.pdf")
    assert file.read_bytes().startswith(b"%PDF")
    teacher.clicks("下一步")


def bring_the_roster(teacher: Person, sheet: Path) -> None:
    teacher.computer.will_choose(sheet)
    teacher.clicks("选Excel文件…")
    teacher.clicks("检查花名册")
    teacher.sees("对好各列", sheet.name)
    teacher.clicks("下一步：检查")
    doubtful = [*teacher.rows("不能导入"), *teacher.rows("要看一眼")]
    assert len(doubtful) <= 5
    teacher.sees("导入45人")


def settle_the_doubtful_rows(teacher: Person) -> None:
    """As the sentences stand there, by their own buttons, one of them by its digit."""
    truth = {pupil.seat: pupil for pupil in sample.sample_pupils(LABEL, on=FIRST_DAY.date())}
    teacher.clicks("照户口簿填", row="丁家乐")
    teacher.types(truth[8].identity_number)
    teacher.clicks("填好了")
    teacher.clicks("照证件号", row="郭小军")
    teacher.clicks("改正", row="黄梓萌")
    teacher.clicks("改成“·”", row="买买提")
    teacher.points_at("？田海")
    teacher.press("1")
    teacher.types(truth[36].name)
    teacher.press("Enter")
    assert teacher.rows("要看一眼") == teacher.rows("不能导入") == []
    teacher.clicks("导入50人")
    teacher.sees("已导入50人", "一行也没有落下")
    names = {card.name for card in roster.list_pupils(teacher.store)}
    assert names == {pupil.name for pupil in truth.values()}


def nothing_is_overdue(teacher: Person) -> None:
    teacher.press("Ctrl+1")
    teacher.sees("考勤还没有提交")
    teacher.sees_no("逾期")


def call_the_roll(teacher: Person) -> None:
    """Three of fifty are not there: at most twelve keys from the page to the filed register."""
    teacher.press("Ctrl+2")
    teacher.keystrokes = 0
    teacher.types("12k7b48s")
    teacher.press("Enter")
    assert teacher.keystrokes <= 12
    teacher.sees("已提交 7:40", "47")
    with teacher.store.session() as session:
        [register] = living(session, RegisterRow)
    seats = {card.id: int(card.values["seat"]) for card in roster.list_pupils(teacher.store)}
    assert {seats[pupil] for pupil in register.absent} == {7, 12, 48}
    assert register.expected == 50
