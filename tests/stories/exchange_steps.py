"""A county of this test's own, and what people do there with kits, packages and codes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from driver import Computer, Person
from people import DESK, NOW, OFFICE, PASSWORD, SCHOOL, TEACHER
from stories import Buy, unlocks

from kongchuo_desktop.domain import identity
from kongchuo_desktop.operations.founding import Founding, add_class, found_store
from kongchuo_desktop.operations.roster import add_pupil
from kongchuo_desktop.platform import Drive
from kongchuo_desktop.store.header import Role
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store

BUREAU, OTHER = "云岭县教育局", "白石沟学校"
SPOKEN = "核对码（电话里念）"
ROSTERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    SCHOOL: {"七年级1班": ("白露", "郭小军", "田海"), "七年级2班": ("丁家乐", "黄梓萌")},
    OTHER: {"七年级1班": ("曹一鸣",)},
}
"""School → class → its pupils."""


@dataclass
class CountyDesks:
    """The computers of a county by name, and the stick that goes from one to the other."""

    folder: Path
    buy: Buy
    stick: Drive
    cost: KdfCost

    def desk(self, name: str, role: Role, **more: str) -> Computer:
        """A computer on which the first run is over."""
        made = found_store(self.folder / name / "资料", Founding(
            role=role, person={"class": TEACHER, "school": OFFICE, "bureau": DESK}[role].name,
            password=PASSWORD, county="云岭县", policy="XY24", **more), now=lambda: NOW,
            cost=self.cost)
        if role == "school":
            _fill(made.store, ROSTERS.get(more["unit_name"], {}))
        made.store.close()
        computer = self.buy(f"{name}电脑")
        computer.has_opened(self.folder / name / "资料")
        computer.sticks = [self.stick]
        return computer

    def bureau(self) -> Computer:
        return self.desk("局", "bureau", unit_name=BUREAU, unit_code="9901020000")

    def school(self, name: str = SCHOOL, code: str = "9901020001") -> Computer:
        return self.desk(name, "school", unit_name=name, unit_code=code, township="青石镇")

    def class_(self, label: str, name: str = "") -> Computer:
        return self.desk(name or label, "class", unit_name=SCHOOL, class_label=label)

    def file(self, *words: str) -> Path:
        """The one file on the stick whose name has all these words."""
        (found,) = [path for path in self.stick.root.iterdir()
                    if all(word in path.name for word in words)]
        return found

    def wipe(self) -> None:
        """The stick is emptied, as a careful person does between two trips."""
        for path in self.stick.root.iterdir():
            path.unlink()


def _fill(store: Store, rooms: Mapping[str, Iterable[str]]) -> None:
    serial = sum(map(ord, store.home))
    for label, names in rooms.items():
        room = add_class(store, actor=OFFICE, label=label).id
        for seat, name in enumerate(names, start=1):
            serial = (serial + 1) % 1000
            first = f"99010220130101{serial:03}"
            add_pupil(store, actor=OFFICE, class_id=room, values={
                "name": name, "seat": seat, "gender": "女", "birth_date": "2013-01-01",
                "identity_number": first + identity.check_digit(first),
                "guardian1_name": f"{name[0]}某", "guardian1_relation": "父亲",
                "guardian1_phone": f"139000000{seat:02}"})


# what people do


@contextmanager
def at(computer: Computer, when: str = "") -> Iterator[Person]:
    """Switch on, unlock; at the end go home. ``when`` is the day, ``2026-09-30``, if another."""
    if when:
        computer.clock.at = datetime.fromisoformat(f"{when}T09:00")
    with computer.switched_on() as person:
        unlocks(person)
        yield person


def goes_to(person: Person, page: str) -> None:
    """By the sidebar; what has no room there is behind 更多."""
    if page not in person.screen():
        person.clicks("更多")
    person.clicks(page)


def code_of(person: Person) -> str:
    """The code that stands in large figures on the sheet."""
    (code,) = [words for words in person.screen() if re.fullmatch(r"[0-9 ]{9,}", words)]
    return code


def makes_kit_for_school(superior: Person, school: str, code: str = "") -> None:
    """By keys alone from the empty grid, else by the button."""
    superior.press("Ctrl+1")
    if superior.rows():
        superior.clicks("发加入文件…")
    else:
        superior.press("Enter")
    superior.sees("给哪所学校", "周老师的U盘")
    superior.types(school)
    superior.fills("学校标识码", code)
    superior.press("Enter")
    superior.sees(f"交给{school}")


def makes_kit(person: Person, whom: str) -> str:
    """A kit with the roster, for a class or for another computer; returns the code."""
    person.clicks("发加入文件…")
    person.chooses("给谁", whom)
    person.clicks("带上名册、校历和表样")
    person.sees("加入码只显示一次")
    person.clicks("写出文件")
    person.sees("只显示这一次", "打电话念")
    code = code_of(person)
    person.clicks("记下了")
    return code


def joins(person: Person, kit: Path, superior: str, code: str = "") -> str:
    """From 报送; returns the check code that is to be read out on the telephone."""
    goes_to(person, "报送")
    person.sees("还没有加入上级")
    person.computer.will_choose(kit)
    person.clicks("读入加入文件…")
    person.sees(f"加入{superior}？", "核对码")
    if code:
        person.types(code)
        person.press("Enter")
    else:
        person.clicks("加入")
    person.sees(f"已加入{superior}", "照着念")
    own = code_of(person)
    person.clicks("记下了")
    person.sees("第1步，共5步：检查")
    return own


def hands_over(person: Person) -> str:
    """检查 to 拔出 by Enter alone; returns the check code that is read out on the telephone."""
    if not person.rows("去补"):
        person.press("Ctrl+6")
    person.clicks("下一步：封装")
    person.press("Enter")
    person.sees("插上U盘，选写到哪一个", "周老师的U盘")
    person.press("Enter")
    person.sees("可以拔出U盘了", "已读回核对，完全一致")
    screen = person.screen()
    return screen[screen.index(SPOKEN) + 1]


def looks_at_the_stick(person: Person) -> None:
    goes_to(person, "收包")
    if "还没有收过包" in person.screen():
        person.press("Enter")
    else:
        person.clicks("从U盘找")


def vouches(person: Person, code: str) -> None:
    """The code on the screen is the one that the telephone says."""
    person.sees("未验", f"核对码 {code}")
    person.clicks("对上了，收下", row=code)
    person.sees("电话里对方念的核对码", code)
    person.clicks("收下")


def takes_in(person: Person) -> None:
    """All that is new on the stick; of one package alone a sheet tells what it brought."""
    looks_at_the_stick(person)
    assert [words for words in person.screen() if re.fullmatch("收下[1-9]个", words)]
    person.press("Enter", "Esc")
    person.sees_no("没有收")
