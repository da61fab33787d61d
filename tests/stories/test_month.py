"""A month with one child who stays away: visits, the notice, its limit, and the return."""

from collections.abc import Callable
from pathlib import Path

from driver import Person
from stories import Buy, comes_back, unlocks

from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.papers import reprint
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.tables import Visit

TRUANT, SEAT, INITIALS = "郭小军", 12, "gxj"
FIGURES = {
    "学生旷课满几天，就应当家访？": "2",
    "家访或电话劝说满几次（文件说“多次”）": "2",
    "最晚几天内应当把《辍学报告书》交到乡镇政府？": "0",
}
"""Question of the document's open figures → what the school decides."""


def test_a_long_truancy(computer: Buy, store_folder: Callable[[str], Path]) -> None:
    desk = computer("班级电脑")
    desk.has_opened(store_folder("class"))
    with desk.switched_on() as teacher:
        unlocks(teacher)
        the_school_decides_its_figures(teacher)
        the_child_is_absent(teacher, "2026-09-17T08:02")
        teacher.sees_no("登记家访")
        the_child_is_absent(teacher, "2026-09-18T08:02")
        the_clause_says_why(teacher)
        nobody_is_at_home(teacher)
        the_child_is_absent(teacher, "2026-09-20T08:02")
        the_child_is_absent(teacher, "2026-09-21T08:02")
        the_father_refuses_on_the_telephone(teacher)
        the_notice_is_printed_and_served(teacher)
        for day in (22, 23, 24, 28):
            the_child_is_absent(teacher, f"2026-09-{day}T08:02")
            teacher.sees_no("辍学报告书")
        the_child_is_absent(teacher, "2026-09-29T08:02")
        teacher.sees("9月21日送达《义务教育劝学通知书》，满7天未返校", "填报告书")
        a_wrong_visit_is_taken_back(teacher)
        the_child_returns(teacher)


def the_school_decides_its_figures(teacher: Person) -> None:
    teacher.clicks("去设定")
    for question, figure in FIGURES.items():
        teacher.clicks("设定", row=question)
        teacher.fills("本校定为", figure)
        teacher.fills("按什么定的", "9月1日校务会议决定")
        teacher.press("Ctrl+Enter")
        teacher.sees("本校规定已定下")


def the_child_is_absent(teacher: Person, when: str) -> None:
    comes_back(teacher, when)
    teacher.press("Ctrl+2")
    teacher.types(f"{SEAT}k")
    teacher.press("Enter")
    teacher.sees("到校49人，缺1人")
    teacher.press("Ctrl+1")


def the_clause_says_why(teacher: Person) -> None:
    teacher.points_at(f"{TRUANT}，连续旷课2天 · 应当天家访")
    teacher.press("Right")
    teacher.sees("尤其是有辍学迹象的学生，要及时家访", "岫教发〔2024〕111号",
                 "为什么今天有这一条", "9月17日")
    teacher.press("Esc")


def nobody_is_at_home(teacher: Person) -> None:
    teacher.press("Enter")
    teacher.sees(f"登记家访　{TRUANT}", "连续旷课2天 · 应当天家访")
    teacher.press("5", "Enter")
    teacher.sees(f"已记下 {TRUANT} 的家访：不在家", "今天的事都办完了")


def the_father_refuses_on_the_telephone(teacher: Person) -> None:
    teacher.press("Ctrl+F")
    teacher.types(INITIALS)
    teacher.press("Enter")
    teacher.sees(TRUANT, "家访 第1次 · 不在家", "139****0012")
    teacher.press("P", "4", "Enter")
    teacher.sees(f"已记下 {TRUANT} 的电话：拒绝")


def the_notice_is_printed_and_served(teacher: Person) -> None:
    """The document names no day for the notice: it waits in the group without a limit."""
    teacher.press("Ctrl+1")
    teacher.clicks("展开", row="没有期限")
    teacher.points_at(f"{TRUANT}，劝说2次，没有返校 · 应开出《义务教育劝学通知书》")
    teacher.press("Enter")
    teacher.sees("还没有登记", "义劝通字〔2026〕第七1-1号", "2026年9月28日", "所有字都能印出来")
    assert teacher.computer.printer.tray == []
    teacher.press("Enter")
    teacher.sees("已登记 义劝通字〔2026〕第七1-1号")
    [paper] = paper_register(teacher.store)
    assert teacher.computer.printer.tray == [reprint(teacher.store, paper=paper.id)]
    teacher.clicks("登记送达")
    teacher.sees("从这天起算期限", "2026年9月21日")
    teacher.fills("和孩子的关系", "父亲")
    teacher.press("Enter")
    teacher.sees("送达郭某", "已登记送达")


def a_wrong_visit_is_taken_back(teacher: Person) -> None:
    """A visit is written down for the wrong child."""
    before = visits(teacher)
    teacher.press("Ctrl+F")
    teacher.types("bl")
    teacher.press("Enter")
    teacher.sees("白露", "还没有记录")
    teacher.press("V", "1", "Enter")
    teacher.sees("已记下 白露 的家访：返校", "家访 第1次 · 返校")
    assert visits(teacher) == before + 1
    teacher.press("Ctrl+Z")
    teacher.sees("已撤销")
    teacher.sees_no("家访 第1次")
    assert visits(teacher) == before


def the_child_returns(teacher: Person) -> None:
    teacher.press("Ctrl+F")
    teacher.types(INITIALS)
    teacher.press("Enter")
    teacher.clicks("更多操作")
    teacher.clicks("登记返校…")
    teacher.sees("写孩子回到课堂的那天")
    teacher.clicks("登记返校")
    teacher.sees(f"已记下 {TRUANT} 返校")
    teacher.press("Ctrl+1")
    teacher.sees_no("辍学报告书")


def visits(teacher: Person) -> int:
    with teacher.store.session() as session:
        return len(living(session, Visit))
