"""What several stories share: the first run, the password, the next school day."""

from collections.abc import Callable
from datetime import datetime

from driver import Computer, Person
from people import PASSWORD, SCHOOL

from kongchuo_desktop.domain.roster import ClassLabel

LABEL = ClassLabel(7, 1)
"""The class of the sample sheet."""
DOCUMENT = "岫岩满族自治县教育局控辍保学工作实施方案"
Buy = Callable[[str], Computer]
"""A computer by name, with nothing of ours on it yet."""


def answer_first_run(teacher: Person) -> None:
    """The questions before the recovery page, as a head teacher answers them."""
    teacher.sees("您在学校做什么？", "从备份恢复")
    teacher.fills("怎么称呼您", "周老师")
    teacher.press("Enter")
    teacher.fills("学校全称", SCHOOL)
    teacher.fills("班级", "七1班")
    teacher.sees("记作 七年级1班")
    teacher.press("Enter")
    teacher.points_at(DOCUMENT)
    teacher.press("Enter")
    teacher.types(PASSWORD)
    teacher.fills("再输一遍", PASSWORD)
    teacher.press("Enter")


def unlocks(person: Person) -> None:
    """The password and Enter: the store chosen on the start screen opens."""
    person.types(PASSWORD)
    person.press("Enter")


def comes_back(person: Person, when: str) -> None:
    """The window is locked in the evening and opened again another day, ``2026-09-18T08:02``."""
    person.press("Ctrl+L")
    person.computer.clock.at = datetime.fromisoformat(when)
    unlocks(person)
