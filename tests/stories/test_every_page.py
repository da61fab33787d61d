"""Every page of every role, on a whole and on a small screen, light and dark, text small and large:
no word is cut, and Enter never meets a button that nobody chose."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from driver import FULL, SMALL, Person
from fits import cut_in_rows, too_narrow
from people import Clock
from PySide6.QtWidgets import QAbstractButton, QApplication
from stories import Buy

from kongchuo_desktop.operations import demo
from kongchuo_desktop.operations.roster import edit_pupil, list_pupils
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

LONG = "阿卜杜热西提·麦麦提依明"
RARE = "𠮷田海"
DIGITS = "1234567"
"""Each opens one of the main pages, of which every role has as many."""
SETTINGS = {"class": "Ctrl+9", "school": "Ctrl+9", "bureau": "Ctrl+8"}
"""A bureau has no 迎检对照, which comes before."""
BEYOND = {"class": ("台账", "统计"),
          "school": ("台账", "统计", "回执与更正", "各班月报", "全校考勤", "转学衔接", "升学",
                     "比对"),
          "bureau": ("比对", "台账", "统计")}
"""Pages of the sidebar that no digit opens; a small screen has them behind 更多."""
SECTIONS = ("备份", "文件与规定", "日历", "学校与班级", "口令", "锁", "外观", "记录", "电脑与钥匙")
LOOKS = (("浅色", "标准"), ("深色", "标准"), ("深色", "大"), ("浅色", "大"))


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory, fast_key: KdfCost) -> Mapping[str, Path]:
    """Class, school and bureau after a month, the truant under the longest name."""
    made = demo.live_month(tmp_path_factory.mktemp("月") / "练习", now=Clock(), cost=fast_key)
    for role in ("class", "school"):
        with Store.open(made.stores[role], password=demo.PASSWORD, now=Clock()) as store:
            truant = next(card for card in list_pupils(store) if card.name == "郭小军")
            edit_pupil(store, actor=Actor("周老师", role), pupil=truant.id, prior=truant.tips,
                       values={"name": LONG})
    return made.stores


@pytest.mark.parametrize("size", [FULL, SMALL], ids=["full", "small"])
@pytest.mark.parametrize("role", ["class", "school", "bureau"])
def test_no_word_is_cut(role: str, size: tuple[int, int], lived_in: Mapping[str, Path],
                        computer: Buy) -> None:
    desk = computer(role)
    desk.has_opened(lived_in[role], demo.PASSWORD)
    faults: list[str] = []
    with desk.switched_on() as person:
        person.resizes(size)
        person.types(demo.PASSWORD)
        person.press("Enter")
        for colour, text in LOOKS:
            person.press(SETTINGS[role])
            person.clicks("外观")
            person.clicks(colour)
            person.clicks(text)
            for page in pages_of(person, role):
                faults += [f"{page} {colour} {text}：{fault}" for fault in faults_of(person)]
    assert not faults, "\n".join(dict.fromkeys(faults))


def pages_of(person: Person, role: str) -> Iterator[str]:
    """Open one page after another, as a person gets to them."""
    for digit in DIGITS:
        person.press(f"Ctrl+{digit}")
        yield f"第{digit}页"
    for page in BEYOND.get(role, ()):
        if page not in person.screen():
            person.clicks("更多")
        person.clicks(page)
        yield page
        if page == "统计":
            yield from figures_of(person)
    person.press("Ctrl+F")
    person.types("gxj" if role == "bureau" else "abdr")
    person.press("Enter")
    person.sees("郭小军" if role == "bureau" else LONG)
    yield "一生一档"
    if role != "bureau":
        person.press("Ctrl+3")
        person.clicks("导入Excel")
        yield "导入"
        for keys, title in (("Ctrl+M", "月考勤表"), ("Ctrl+J", "请假")):
            person.press("Ctrl+2")
            person.press(keys)
            person.sees(title)
            yield title
        person.press("Ctrl+5")
        person.clicks("发出登记簿")
        yield "发出登记簿"
        person.press("Ctrl+8")
        yield "迎检对照"
    person.press(SETTINGS[role])
    for section in SECTIONS:
        person.clicks(section)
        yield f"设置·{section}"


def figures_of(person: Person) -> Iterator[str]:
    """The pages that stand under 统计; the keyboard goes on to what was chosen."""
    person.clicks("报表")
    for kind in ("月报", "开学", "学期", "学年"):
        person.clicks(kind)
        person.press("F6")
        yield f"报表·{kind}"
    person.clicks("图表")
    yield "图表"


def faults_of(person: Person) -> list[str]:
    """What is cut, and whether the focus stands where nobody put it."""
    window = person.window
    QApplication.processEvents()
    assert not window.grab().isNull()
    faults = too_narrow(window) + cut_in_rows(window)
    focus = QApplication.focusWidget()
    if isinstance(focus, QAbstractButton) and focus.property("kind") not in ("primary", "tab"):
        faults.append(f"the focus is on “{focus.text() or focus.accessibleName()}”")
    return faults
