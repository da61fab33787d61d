"""What several stories begin with: the first run, the password, a day later."""
from collections.abc import Callable

from driver import Computer, Person
from people import PASSWORD, SCHOOL

from kongchuo_desktop.domain.roster import ClassLabel

LABEL = ClassLabel(7, 1)
Buy = Callable[[str], Computer]


def answer_first_run(teacher: Person) -> None:
    """The questions before the recovery page, as a head teacher answers them."""
    teacher.sees("您在学校做什么？", "从备份恢复")
    teacher.fills("怎么称呼您", "周老师")
    teacher.press("Enter")
    teacher.fills("学校全称", SCHOOL)
    teacher.fills("班级", "七1班")
    teacher.sees("记作 七年级1班")
    teacher.press("Enter")
    teacher.points_at("岫岩满族自治县教育局控辍保学工作实施方案")
    teacher.press("Enter")
    teacher.types(PASSWORD)
    teacher.fills("再输一遍", PASSWORD)
    teacher.press("Enter")
