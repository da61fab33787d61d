"""A school year's exchange: kits down, packages up, codes, a difference, receipts, a transfer."""

from collections.abc import Iterable, Mapping

from driver import Computer, Person
from exchange_steps import (
    BUREAU,
    OTHER,
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

CLASSES = ("七年级1班", "七年级2班")
CHILD, INITIALS = "白露", "bl"


def test_the_exchange(county_desks: CountyDesks) -> None:
    desks = county_desks
    bureau, school, other = desks.bureau(), desks.school(), desks.school(OTHER, "9901020002")
    rooms = {label: desks.class_(label) for label in CLASSES}
    the_county_joins(desks, bureau, {school: SCHOOL, other: OTHER})
    with at(school) as person:
        goes_to(person, "各班月报")
        codes = {label: makes_kit(person, label) for label in CLASSES}
    spoken = {}
    for label, desk in rooms.items():
        with at(desk) as person:
            spoken[label] = joins(person, desks.file(label, "加入文件"), SCHOOL, codes[label])
            works(person)
            if label == CLASSES[0]:
                writes_telephone(person, "13900000081")
            hands_over(person)
    with at(school, "2026-09-30") as person:
        writes_telephone(person, "13900000082")
        the_classes_packages_come_in(person, spoken.values())
        one_telephone_is_chosen(person)
        hands_over(person)
    with at(bureau) as person:
        takes_in(person)
        the_grid_shows_it(person)
        something_is_asked_again(person)
        sends_down(person, 2)
    with at(school, "2026-10-09") as person:
        the_echo_is_heard(person)
        the_child_leaves(person)
        hands_over(person)
    the_child_arrives(bureau, school, other)


def the_county_joins(desks: CountyDesks, bureau: Computer, schools: Mapping[Computer, str]) -> None:
    """Kit, first package, the code on the telephone."""
    for school, name in schools.items():
        with at(bureau) as person:
            makes_kit_for_school(person, name, "9901020001" if name == SCHOOL else "9901020002")
        with at(school) as person:
            spoken = joins(person, desks.file(name, "加入文件"), BUREAU)
            assert spoken == hands_over(person)
        with at(bureau) as person:
            looks_at_the_stick(person)
            person.sees(f"{name} 2026年9月月报", "要对核对码", "收下1个")
            person.press("Enter")
            vouches(person, spoken)
            person.sees(f"收下{name}的2026年9月月报")


def works(person: Person) -> None:
    """The pupils came with the kit; one of them is absent."""
    person.press("Ctrl+2")
    person.types("2k")
    person.press("Enter")
    person.sees("缺1人")


def writes_telephone(person: Person, number: str) -> None:
    person.press("Ctrl+F")
    person.types(INITIALS)
    person.press("Enter")
    person.clicks("更多操作")
    person.clicks("改资料…")
    person.fills("监护人电话", number)
    person.press("Ctrl+Enter")
    person.sees(f"已改好 {CHILD} 的资料")


def the_classes_packages_come_in(person: Person, codes: Iterable[str]) -> None:
    looks_at_the_stick(person)
    person.sees("七年级1班 2026年9月月报", "七年级2班 2026年9月月报", "要对核对码", "收下2个")
    person.press("Enter")
    for code in codes:
        vouches(person, code)


def one_telephone_is_chosen(person: Person) -> None:
    """Both numbers with who and when; a digit chooses."""
    goes_to(person, "两边不一样")
    person.sees(CHILD, "139****0081", "周老师", "139****0082", "陶主任")
    person.press("2")
    person.sees("已选定", f"已选定 {CHILD} 的监护人1电话")
    person.press("Ctrl+F")
    person.types(INITIALS)
    person.press("Enter")
    if "档案" in person.screen():
        person.clicks("档案")  # beside the timeline where the window is wide
    chosen = [number for number in ("139****0081", "139****0082") if number in person.screen()]
    assert len(chosen) == 1
    person.sees_no("选一个")


def the_grid_shows_it(person: Person) -> None:
    person.press("Ctrl+1", "Down")
    person.sees(SCHOOL, OTHER)
    person.press("Enter")
    person.sees("报了0", "5 人", "9月30日")


def something_is_asked_again(person: Person) -> None:
    """退回修改: one field of a child, with a sentence."""
    person.press("Ctrl+F")
    person.types(INITIALS)
    person.press("Enter")
    person.clicks("退回修改…")
    person.chooses("哪一项", "身份证号")
    person.fills("一句话", "请和户口本核对")
    person.press("Ctrl+Enter")
    person.sees("记下了，随下一次下发带给对方", "等对方核对")


def sends_down(person: Person, count: int) -> None:
    goes_to(person, "回执与更正")
    person.sees(SCHOOL, OTHER)
    person.clicks("写到U盘…")
    person.sees("只有对方的电脑打得开")
    person.press("Enter")
    person.sees(f"写好并核对了{count}个包")


def the_echo_is_heard(person: Person) -> None:
    """The certificate, the receipt, and what is to be looked at again."""
    looks_at_the_stick(person)
    person.sees(f"{BUREAU} 下发", "已核对", "收下1个")
    person.press("Enter")
    person.sees(f"{BUREAU} 下发带来了什么", "退回修改1条")
    person.press("Esc", "Ctrl+1")
    person.sees(f"{BUREAU}退回：身份证号，请和户口本核对")
    goes_to(person, "报送")
    person.clicks("上级的回音")
    person.sees(f"{BUREAU}9月30日收下了2026年9月月报")
    person.clicks("去核对")
    person.sees(f"{BUREAU}请核对：身份证号", "请和户口本核对")
    person.clicks("核对无误…")
    person.fills("一句话", "户口本核对过，没有错")
    person.press("Ctrl+Enter")
    person.sees("记下了，随下一次报送带给上级")
    person.sees_no("请核对")
    goes_to(person, "设置")
    person.clicks("电脑与钥匙")
    person.sees(f"{BUREAU}，9月17日", "2031年")


def the_child_leaves(person: Person) -> None:
    person.press("Ctrl+F")
    person.types(INITIALS)
    person.press("Enter")
    person.clicks("更多操作")
    person.clicks("登记转出…")
    person.fills("转到哪所学校", OTHER)
    person.press("Ctrl+Enter")
    person.sees(f"已登记 {CHILD} 转出")


def the_child_arrives(bureau: Computer, school: Computer, other: Computer) -> None:
    with at(bureau) as person:
        takes_in(person)
        goes_to(person, "转学衔接")
        person.sees("在途 1", CHILD, OTHER)
        person.clicks("核对转学")
        person.sees("待到校", "新列1人")
        sends_down(person, 2)
    with at(other, "2026-10-12") as person:
        takes_in(person)
        goes_to(person, "转学衔接")
        person.sees("应到我校 1", CHILD, SCHOOL)
        person.clicks("登记到校…")
        person.sees("不用再填", "七年级1班")
        person.press("Ctrl+Enter")
        person.sees(f"已登记 {CHILD} 到校，编入七年级1班")
        hands_over(person)
    with at(bureau) as person:
        takes_in(person)
        goes_to(person, "转学衔接")
        person.clicks("核对转学")
        person.sees("已到校 1", "对上1人")
        sends_down(person, 2)
    with at(school, "2026-10-13") as person:
        takes_in(person)
        goes_to(person, "转学衔接")
        person.clicks("从我校转出 1")
        person.sees("已到校")
        person.points_at(CHILD)
        person.press("Enter")
        person.sees(f"10月12日到{OTHER}")
    with at(other) as person:
        takes_in(person)
        person.press("Ctrl+3")
        person.sees("曹一鸣", CHILD)
