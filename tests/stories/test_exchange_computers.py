"""Computers that get lost, are replaced, or stand in a village below a central school."""

from driver import Computer, Person
from exchange_steps import (
    BUREAU,
    CountyDesks,
    at,
    goes_to,
    hands_over,
    joins,
    looks_at_the_stick,
    makes_kit,
    makes_kit_for_school,
    takes_in,
    vouches,
)
from people import SCHOOL

from kongchuo_desktop.operations.roster import list_pupils

ROOM, VILLAGE = "七年级1班", "石门村教学点"


def test_a_stolen_computer(county_desks: CountyDesks) -> None:
    """Taken back, its package is refused; when it turned up again, its code is compared anew."""
    bureau, school = county_desks.bureau(), county_desks.school()
    code = reports(county_desks, bureau, school)
    with at(bureau) as person:
        goes_to(person, "设置")
        person.clicks("下级电脑")
        person.sees(SCHOOL, code, "已核对")
        person.clicks("收回…", row=code)
        person.fills("为什么收回", "电脑被偷了")
        person.press("Ctrl+Enter")
        person.sees(f"收回了{SCHOOL}的电脑", "已收回")
    with at(school) as person:
        hands_over(person)
    with at(bureau) as person:
        looks_at_the_stick(person)
        person.sees("没有收", "已经停用，它写的报送包不再收", "重新核对，再收一次")
        goes_to(person, "设置")
        person.clicks("下级电脑")
        person.clicks("重新核对…", row=code)
        person.fills("电话里念的核对码", code)
        person.press("Ctrl+Enter")
        person.sees("它的包又能收了")
        takes_in(person)
        person.sees("收过的 2", "没有新内容")


def test_a_new_computer_for_an_old_class(county_desks: CountyDesks) -> None:
    """What the old one wrote is there; both may report."""
    bureau, school = county_desks.bureau(), county_desks.school()
    reports(county_desks, bureau, school)
    old, new = county_desks.class_(ROOM), county_desks.class_(ROOM, "新电脑")
    for desk in (old, new):
        with at(school) as person:
            goes_to(person, "各班月报")
            code = makes_kit(person, ROOM)
        with at(desk) as person:
            spoken = joins(person, county_desks.file(ROOM, "加入文件"), SCHOOL, code)
            assert len(list_pupils(person.store)) == 3
            if desk is old:
                is_absent(person, 1)
            else:
                is_marked_there(person)
            hands_over(person)
        with at(school) as person:
            looks_at_the_stick(person)
            person.press("Enter")
            vouches(person, spoken)
            person.press("Ctrl+1")
            two_of_three_came(person)


def test_a_village_school(county_desks: CountyDesks) -> None:
    """It reports to the central school, which reports for both."""
    bureau, school = county_desks.bureau(), county_desks.school()
    reports(county_desks, bureau, school)
    village = county_desks.school(VILLAGE, "9901020009")
    with at(school) as person:
        goes_to(person, "各班月报")
        person.clicks("发加入文件…")
        person.chooses("给谁", "村小、教学点")
        person.fills("给哪所学校", VILLAGE)
        person.press("Enter")
        person.sees(f"交给{VILLAGE}")
    with at(village) as person:
        spoken = joins(person, county_desks.file(VILLAGE, "加入文件"), SCHOOL)
        hands_over(person)
    with at(school) as person:
        looks_at_the_stick(person)
        person.press("Enter")
        vouches(person, spoken)
        person.press("Ctrl+3")
        person.sees(VILLAGE)
        hands_over(person)
    with at(bureau) as person:
        takes_in(person)
        person.press("Ctrl+1")
        person.sees(SCHOOL, VILLAGE)


def reports(desks: CountyDesks, bureau: Computer, school: Computer) -> str:
    """The school joins the bureau and reports once; returns its code."""
    with at(bureau) as person:
        makes_kit_for_school(person, SCHOOL, "9901020001")
    with at(school) as person:
        code = joins(person, desks.file("加入文件"), BUREAU)
        hands_over(person)
    with at(bureau) as person:
        looks_at_the_stick(person)
        person.press("Enter")
        vouches(person, code)
    return code


def is_absent(person: Person, seat: int) -> None:
    person.press("Ctrl+2")
    person.types(f"{seat}k")
    person.press("Enter")
    person.sees("缺1人")


def is_marked_there(person: Person) -> None:
    """What the old computer filed came with the kit."""
    person.press("Ctrl+2")
    person.sees("已提交", "1号 白露 旷课")


def two_of_three_came(person: Person) -> None:
    """今日 says so beside its lines, or in a narrow window above them."""
    screen = person.screen()
    wide, strip = {"2", "/ 3 人到校"} <= set(screen), any("2/3 到校" in words for words in screen)
    assert wide or strip, screen
