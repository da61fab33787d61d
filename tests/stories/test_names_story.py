"""A rare name and a ·-name go through everything: keys, screen, search, PDF, Excel, package."""

from collections.abc import Callable
from pathlib import Path

import pytest
from driver import Person
from joined import hand_over, join_class, take_in
from people import OFFICE, TEACHER, Clock
from PySide6.QtPdf import QPdfDocument
from stories import Buy, unlocks

from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations import importing, papers, roster
from kongchuo_desktop.operations.paper_files import paper_file_name
from kongchuo_desktop.operations.roster_sheet import roster_sheet
from kongchuo_desktop.operations.unprintable import unprintable_names
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store

TYPED = {"𠮷𬭩㼆": "jwy", "阿依古丽•吐尔逊": "ayigulituerxun"}
"""What a teacher types into the form, and later into the search."""
NAMES = ("龚䶮", "𫖯㛃", "何𠀀𫝀", "林𰀡", "金\uf90a", "古丽‧买买提", "艾力・伊明", "凯撒．吐尔逊",
         *TYPED)
"""Extensions A to G, a compatibility ideograph, and the dots that keyboards and old files have."""


def test_names_survive(computer: Buy, store_folder: Callable[[str], Path], school_store: Store,
                       tmp_path: Path, clock: Clock) -> None:
    desk = computer("班级电脑")
    desk.has_opened(store_folder("class"))
    with desk.switched_on() as teacher:
        unlocks(teacher)
        for name, keys in TYPED.items():
            is_typed_in(teacher, name)
            is_found(teacher, name, keys)
        others_are_written(teacher.store)
        are_all_kept(teacher.store)
        are_on_paper(teacher.store, tmp_path)
        come_back_from_excel(teacher.store)
        join_class(school_store, teacher.store, tmp_path)
        take_in(school_store, OFFICE, hand_over(teacher.store, TEACHER, tmp_path, clock))
    are_all_kept(school_store)


def is_typed_in(teacher: Person, name: str) -> None:
    teacher.clicks("花名册")
    teacher.clicks("添加学生")
    teacher.fills("姓名", name)
    teacher.press("Ctrl+Enter")
    teacher.sees(name)


def is_found(teacher: Person, name: str, keys: str) -> None:
    teacher.press("Ctrl+F")
    teacher.types(keys)
    teacher.sees(name)
    teacher.press("Enter")
    teacher.sees(name, "还没有记录")


def others_are_written(store: Store) -> None:
    (room,) = load_world(store).classes
    for name in NAMES:
        if name not in TYPED:
            roster.add_pupil(store, actor=TEACHER, class_id=room, values={"name": name})


def are_all_kept(store: Store) -> None:
    """As they were typed, and found by every spelling of their dots."""
    cards = roster.list_pupils(store)
    assert set(NAMES) <= {card.name for card in cards}
    for name in NAMES:
        (found,) = roster.find_pupils(cards, name.replace("•", "·").replace("．", " · "))
        assert found.name == name
        assert roster.resolve_pupil(store, name) == found.id
    assert unprintable_names(store) == {}


def are_on_paper(store: Store, folder: Path) -> None:
    pupils = [roster.resolve_pupil(store, name) for name in NAMES]
    issued = papers.issue_papers(store, actor=TEACHER, form_id="persuasion_notice",
                                 pupils=pupils, day=store.now().date()).papers
    for name, paper in zip(NAMES, issued, strict=True):
        path = folder / paper_file_name(paper, pupil=name)
        path.write_bytes(papers.reprint(store, paper=paper.id))
        assert name in path.name
        assert name in text_of(path)


def text_of(path: Path) -> str:
    document = QPdfDocument(None)  # type: ignore[call-overload]
    assert document.load(str(path)) == QPdfDocument.Error.None_
    text = "".join(document.getAllText(page).text() for page in range(document.pageCount()))
    document.close()
    return text


def come_back_from_excel(store: Store) -> None:
    """Written and read again, nothing is new, nothing is doubtful, nobody is somebody else."""
    cards = [card for card in roster.list_pupils(store) if card.name in NAMES]
    sheet = roster_sheet(store, cards=cards, masked=False)
    plan = importing.plan_roster(store, data=sheet, name="花名册.xlsx").plan
    asked = [p.sentence for row in plan.rows for p in row.problems if p.severity != "note"]
    assert ([row.action for row in plan.rows], asked) == (["unchanged"] * len(NAMES), [])


@pytest.mark.parametrize("name", [name * 40 for name in NAMES])
def test_a_long_name_is_cut_between_characters(name: str, tmp_path: Path) -> None:
    made = file_name(name, "2026年9月", extension=".kcbx")
    whole, _, rest = made.partition("-2026")
    assert name.startswith(whole)
    assert rest == "年9月.kcbx"
    (tmp_path / made).write_bytes(b"")
    assert [file.name for file in tmp_path.iterdir()] == [made]
