"""A backup that is put back and a folder that was copied: nothing is lost, nothing counts twice."""

import shutil
from pathlib import Path

from driver import Computer, Person
from exchange_steps import (
    CountyDesks,
    at,
    code_of,
    goes_to,
    hands_over,
    joins,
    looks_at_the_stick,
    makes_kit,
    takes_in,
    vouches,
)
from people import SCHOOL
from stories import unlocks

from kongchuo_desktop.store.backup import SUFFIX

ROOM = "七年级1班"
COPY = "这份资料是恢复或者拷贝来的"


def test_a_backup_is_put_back(county_desks: CountyDesks) -> None:
    """What was written after the backup comes back from the school, where it had arrived."""
    school, room = county_desks.school(), county_desks.class_(ROOM)
    reports(county_desks, school, room)
    with at(room) as person:
        goes_to(person, "设置")
        person.clicks("备份")
        person.clicks("备份一份")
        person.sees("备份好了")
    with at(room, "2026-09-18") as person:
        is_absent(person, 2)
        hands_over(person)
    with at(school, "2026-09-18") as person:
        takes_in(person)
        sends_down(person)

    new = county_desks.buy("新电脑")
    new.sticks = [county_desks.stick]
    with new.switched_on() as person:
        code = restores(person, new, county_desks.file(SUFFIX))
    with at(new, "2026-09-18") as person:
        person.press("Ctrl+2")
        person.sees("提交全天考勤")
        takes_in(person)
        person.press("Ctrl+2")
        person.sees("已提交", "2号 郭小军 旷课")
        hands_over(person)
    with at(school, "2026-09-18") as person:
        looks_at_the_stick(person)
        person.press("Enter")
        vouches(person, code)


def test_a_folder_is_copied(county_desks: CountyDesks) -> None:
    """Both computers go on; the school is told that they are two, and has what both wrote."""
    school, room = county_desks.school(), county_desks.class_(ROOM)
    reports(county_desks, school, room)
    copied = county_desks.folder / "拷来的"
    shutil.copytree(county_desks.folder / ROOM / "资料", copied)

    new = county_desks.buy("另一台")
    new.sticks = [county_desks.stick]
    with new.switched_on() as person:
        new.will_choose(copied)
        person.clicks("打开别处的资料")
        unlocks(person)
        person.sees(COPY)
        code = renews(person)
    with at(new, "2026-09-18") as person:
        is_absent(person, 3)
        hands_over(person)
    with at(school, "2026-09-18") as person:
        looks_at_the_stick(person)
        person.press("Enter")
        vouches(person, code)
        goes_to(person, "设置")
        person.clicks("下级电脑")
        assert len(person.rows(ROOM)) == 2
    with at(room, "2026-09-18") as person:
        person.sees_no(COPY)
        is_absent(person, 1)
        hands_over(person)
    with at(school, "2026-09-18") as person:
        takes_in(person)


def reports(desks: CountyDesks, school: Computer, room: Computer) -> None:
    """The class joins its school and hands a package over."""
    with at(school) as person:
        goes_to(person, "各班月报")
        code = makes_kit(person, ROOM)
    with at(room) as person:
        spoken = joins(person, desks.file(ROOM, "加入文件"), SCHOOL, code)
        is_absent(person, 1)
        hands_over(person)
    with at(school) as person:
        looks_at_the_stick(person)
        person.press("Enter")
        vouches(person, spoken)


def restores(person: Person, computer: Computer, backup: Path) -> str:
    """From the first window of a new computer to the store with keys of its own."""
    computer.will_choose(backup)
    person.clicks("从备份恢复")
    person.clicks("选备份文件…")
    person.sees(SCHOOL, "周老师")
    person.press("Enter")
    unlocks(person)
    person.sees(COPY)
    return renews(person)


def renews(person: Person) -> str:
    goes_to(person, "设置")
    person.clicks("电脑与钥匙")
    person.clicks("换一套新钥匙…")
    person.clicks("换钥匙")
    person.sees("换好了新钥匙")
    code = code_of(person)
    person.clicks("记下了")
    return code


def sends_down(person: Person) -> None:
    goes_to(person, "回执与更正")
    person.clicks("写到U盘…")
    person.press("Enter")
    person.sees("写好并核对了1个包")


def is_absent(person: Person, seat: int) -> None:
    person.press("Ctrl+2")
    person.types(f"{seat}k")
    person.press("Enter")
    person.sees("缺1人")
