"""Names that no font prints: whose, which character, and what to do."""

import pytest
from people import TEACHER

from kongchuo_desktop.operations import roster
from kongchuo_desktop.operations.unprintable import unprintable_names
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store


def _add(store: Store, **values: str) -> str:
    (room,) = load_world(store).classes
    return roster.add_pupil(store, actor=TEACHER, class_id=room, values=values).id


def test_a_roster_of_real_names_has_none(class_store: Store) -> None:
    _add(class_store, name="𠮷𬭩䶮㼆㛃𫖯", guardian1_name="买买提•阿卜杜拉")
    assert unprintable_names(class_store) == {}


@pytest.mark.parametrize(
    ("name", "code", "meant", "said", "todo"),
    [
        ("何\ue863", "U+E863", "䶮", "姓名第2个字用的是旧系统的编码（U+E863），应该是“䶮”。",
         "重新输入“䶮”。"),
        ("何小\uf123", "U+F123", "", "姓名第3个字是旧系统自造的字（U+F123），别的电脑显示不出来。",
         "对照户口簿重新输入这个字。"),
        ("何□", "U+25A1", "", "姓名第2个字是“□”，原来的字丢了。", "对照户口簿重新输入这个字。"),
        ("𠍇小禾", "U+20347", "", "姓名第1个字“𠍇”（U+20347）没有字体能印出来。",
         "核对是不是这个字；没有错的，请教育局发字体。"),
    ],
)  # fmt: skip
def test_a_character_is_named_with_what_to_do(class_store: Store, name: str, code: str, meant: str,
                                              said: str, todo: str) -> None:
    pupil = _add(class_store, name=name)
    ((found, (bad,)),) = unprintable_names(class_store).items()
    assert (found, bad.code, bad.meant, bad.sentence, bad.todo) == (pupil, code, meant, said, todo)


def test_guardians_are_on_papers_too_and_mending_ends_it(class_store: Store) -> None:
    pupil = _add(class_store, name="何小禾", guardian2_name="何\ue863")
    (bad,) = unprintable_names(class_store)[pupil]
    assert bad.label == "监护人2姓名"
    card = next(c for c in roster.list_pupils(class_store) if c.id == pupil)
    roster.edit_pupil(class_store, actor=TEACHER, pupil=pupil, prior=card.tips,
                      values={"guardian2_name": "何䶮"})
    assert unprintable_names(class_store) == {}
