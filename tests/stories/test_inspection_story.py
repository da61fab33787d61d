"""An inspection comes: what lacks is walked, mended and explained by the keyboard alone."""

from collections.abc import Callable
from pathlib import Path

from driver import Person
from stories import Buy, unlocks

MANY = 30
"""More clauses than lack something."""


def test_before_an_inspection(computer: Buy, store_folder: Callable[[str], Path],
                              tmp_path: Path) -> None:
    desk = computer("教导处的电脑")
    desk.has_opened(store_folder("school"))
    with desk.switched_on() as office:
        unlocks(office)
        office.press("Ctrl+8")
        office.sees("97条", "逐条看本校有什么、缺什么", "第一责任人", "去补：本校")
        who_is_responsible(office)
        a_check_of_fees(office)
        only_a_person_knows(office)
        everything_goes_into_a_folder(office, tmp_path)


def who_is_responsible(office: Person) -> None:
    office.press("Enter")
    office.sees("没有登记校长是谁", "是谁")
    office.press("Ctrl+Enter")
    office.sees("写上是谁。")
    office.types("陶校长")
    office.press("Ctrl+Enter")
    office.sees("已记下")
    office.sees_no("没有登记校长是谁")


def a_check_of_fees(office: Person) -> None:
    """Ctrl+→ walks on from clause to clause until the card shows this one."""
    for _ in range(MANY):
        if "没有乱收费自查记录" in office.screen():
            break
        office.press("Ctrl+Right")
    office.press("Enter")
    office.types("9月16日查过，没有多收")
    office.press("Ctrl+Enter")
    assert office.rows("乱收费自查，要有乱收费自查记录，齐全 1/1")
    office.press("Ctrl+Z")
    assert office.rows("乱收费自查，要有乱收费自查记录，缺 1")


def only_a_person_knows(office: Person) -> None:
    office.clicks("要写说明 14")
    office.points_at("召开“联席会议”")
    office.press("Enter")
    office.types("联席会议由镇里开，记录在党政办")
    office.press("Ctrl+Enter")
    office.sees("已写下 四(二)1 的说明", "要写说明 13", "人工填写 1")
    office.press("Esc", "Esc")


def everything_goes_into_a_folder(office: Person, place: Path) -> None:
    office.computer.will_choose(place)
    office.clicks("整理成册…")
    office.press("Ctrl+Enter")
    office.sees("整理好了")
    assert len(list(place.rglob("目录.xlsx"))) == 1
