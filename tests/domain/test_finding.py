"""Finding pupils: by every reading, seat and number; narrowing never loses or invents anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.finding import Finding, sought

NAMES = ("单小满", "朝阳", "覃乐行", "吕清", "𠮷田海", "王𬭩", "何\ue863", "买买提·阿卜杜拉",
         "阿布都热合曼•艾合买提", "欧阳小河", "Müller Anna", "张三")
PUPILS = [sought(name, seat=at + 1, numbers=("012X", f"G99010220130906{at:03}1"))
          for at, name in enumerate(NAMES)]


def found(text: str) -> list[str]:
    return [NAMES[at] for at in Finding(PUPILS).find(text)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sxm", "单小满"), ("dxm", "单小满"), ("chanxiaoman", "单小满"), ("Shan XM", ""),
        ("cy", "朝阳"), ("zhaoy", "朝阳"), ("qinyue", "覃乐行"), ("tanlehang", "覃乐行"),
        ("qlx", "覃乐行"), ("lüqing", "吕清"), ("lvqing", "吕清"), ("luq", "吕清"),
        ("lyuq", "吕清"), ("jth", "𠮷田海"), ("田海", "𠮷田海"), ("𠮷", "𠮷田海"),
        ("wangweng", "王𬭩"), ("heyan", "何\ue863"), ("何䶮", "何\ue863"), ("何\ue863", "何\ue863"),
        ("买买提．阿", "买买提·阿卜杜拉"), ("买买提 阿", "买买提·阿卜杜拉"),
        ("mmtabdl", "买买提·阿卜杜拉"), ("maimaitiabudula", "买买提·阿卜杜拉"),
        ("maimaishieputula", "买买提·阿卜杜拉"), ("曼·艾", "阿布都热合曼•艾合买提"),
        ("abudurehemanaihemaiti", "阿布都热合曼•艾合买提"),
        ("ebdrgmahmc", "阿布都热合曼•艾合买提"), ("MULLER", ""), ("müller", "Müller Anna"),
        ("G990102201309060021", "覃乐行"), ("g99010220130906003", "吕清"),
    ],
)  # fmt: skip
def test_a_pupil_is_found_by(typed: str, name: str) -> None:
    assert found(typed) == ([name] if name else [])


def test_one_or_two_digits_are_a_seat_and_more_are_a_number() -> None:
    assert found("1") == [NAMES[0]]
    assert found("12") == [NAMES[11]]
    assert Finding(PUPILS).best("12") == [11, *range(11)]
    assert found("13") == []
    assert found("012x") == list(NAMES)


def test_the_likeliest_come_first_and_nothing_typed_is_everybody() -> None:
    pupils = [sought(name) for name in ("王小明", "小满", "明小河")]
    assert Finding(pupils).best("小") == [1, 0, 2]
    assert Finding(pupils).best(" ") == [0, 1, 2]


@given(st.lists(st.text("abehimnuxz小买提1 ", max_size=4), max_size=6))
def test_typing_on_finds_what_a_fresh_search_finds(texts: list[str]) -> None:
    field, typed = Finding(PUPILS), ""
    for text in texts:
        typed = typed + text if text.strip() else ""
        assert list(field.find(typed)) == list(Finding(PUPILS).find(typed))


@given(st.sampled_from(range(len(NAMES))), st.data())
def test_any_part_of_a_name_finds_it(at: int, data: st.DataObject) -> None:
    name = NAMES[at]
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert name in found(part)
