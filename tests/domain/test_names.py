"""Names: rare characters and middle dots survive, alignment goes, what was lost is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain import names

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("李　冬", "李冬"),
        (" 李 冬 ", "李冬"),
        ("欧阳 小河", "欧阳小河"),
        ("王 小明", "王小明"),
        ("𠮷 田 海", "𠮷田海"),
        ("买买提 • 阿卜杜拉", "买买提·阿卜杜拉"),
        ("买买提・阿卜杜拉", "买买提·阿卜杜拉"),
        ("买买提‧阿卜杜拉", "买买提·阿卜杜拉"),
        ("买买提．阿卜杜拉", "买买提·阿卜杜拉"),
        ("买买提.阿卜杜拉", "买买提.阿卜杜拉"),
        ("买买提 阿卜杜拉", "买买提 阿卜杜拉"),
        ("Ａｎｎａ  Ｌｉ", "Anna Li"),
        ("王\u200b𬭩\ufeff", "王𬭩"),
        ("", ""),
        ("　", ""),
    ],
)
def test_a_name_is_kept_as_it_was_meant(written: str, kept: str) -> None:
    assert names.clean_name(written) == kept


@given(st.text(max_size=12))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = names.clean_name(text)
    assert names.clean_name(once) == once
    assert names.normal(names.normal(text)) == names.normal(text)


@given(
    st.lists(HAN, min_size=2, max_size=3), st.sampled_from("·•．.・･‧"), st.sampled_from(("", " "))
)
def test_all_dots_compare_equal(parts: list[str], dot: str, space: str) -> None:
    written = f"{space}{dot}{space}".join(parts)
    assert names.normal(written) == names.normal(names.DOT.join(parts))


@given(HAN)
def test_spaces_do_not_tell_names_apart(name: str) -> None:
    assert names.normal(" ".join(name)) == names.normal(name)


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("?田海", [0]),
        ("王□", [1]),
        ("王\ue863", [1]),
        ("王\ufffd明", [1]),
        ("𠮷田海", []),
        ("王𬭩", []),
    ],
)
def test_lost_characters_are_found(name: str, places: list[int]) -> None:
    assert names.lost_characters(name) == places


def test_what_no_name_has_is_named_and_brackets_go() -> None:
    assert names.odd_characters("王小明(转走)2") == "()2"
    assert names.odd_characters("买买提·阿卜杜拉") == ""
    assert names.odd_characters("O'Neil-李") == ""
    assert names.without_brackets("王小明(转走)") == "王小明"


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("李冬", ("李", "冬")),
        ("欧阳小河", ("欧阳", "小河")),
        ("单小满", ("单", "小满")),
        ("买买提·阿卜杜拉", ("", "买买提·阿卜杜拉")),
        ("Anna", ("", "Anna")),
        ("𠮷田海", ("𠮷", "田海")),
        ("冬", ("", "冬")),
        ("欧阳", ("欧", "阳")),
    ],
)
def test_surnames_are_split_off(name: str, split: tuple[str, str]) -> None:
    assert names.split_surname(name) == split


def test_a_search_ignores_dots_spaces_and_width() -> None:
    assert names.search_form("买买提· 阿") == names.search_form("买买提阿")
    assert names.search_form("ＬＤ") == "ld"


@pytest.mark.parametrize(
    ("char", "meant"), [("\ue863", "䶮"), ("\ue831", "𡗗"), ("\ue864", "龻"), ("\ue865", ""),
                        ("\ue814", ""), ("䶮", ""), ("\U000f0000", "")]
)  # fmt: skip
def test_old_codes_mean_what_the_standard_says_today(char: str, meant: str) -> None:
    assert names.meant_by(char) == meant
    if meant:
        assert names.is_private(char)
        assert names.search_form("王" + char) == names.search_form("王" + meant)


def test_old_codes_agree_with_the_codec_where_it_knows_them() -> None:
    seconds = [low for low in range(0x50, 0xA1) if low != 0x7F]
    for place, low in enumerate(seconds):
        known = bytes((0xFE, low)).decode("gb18030")
        assert known in (names.meant_by(chr(0xE815 + place)), chr(0xE815 + place))


def test_what_is_typed_stays_but_for_what_nobody_sees() -> None:
    assert names.without_unseen(" 王\u200b𬭩•\uf90a\ufeff ") == "王𬭩•\uf90a"
