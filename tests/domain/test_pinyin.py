"""Pinyin: surnames sound as families say them, and a search hits however a name is read."""

import subprocess
import sys

import pytest

from kongchuo_desktop.domain import pinyin


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("单小满", "shan xiao man"),
        ("仇小雨", "qiu xiao yu"),
        ("曾小溪", "zeng xiao xi"),
        ("解晓", "xie xiao"),
        ("查一", "zha yi"),
        ("盖天", "ge tian"),
        ("朴真", "piao zhen"),
        ("区明", "ou ming"),
        ("员外", "yun wai"),
        ("尉迟小山", "yu chi xiao shan"),
        ("万俟明", "mo qi ming"),
        ("逄勃", "pang bo"),
        ("乜云", "nie yun"),
        ("任远", "ren yuan"),
        ("华星", "hua xing"),
        ("欧阳小河", "ou yang xiao he"),
        ("单于明", "chan yu ming"),
        ("𠮷田海", "ji tian hai"),
        ("买买提·阿卜杜拉", "mai mai ti a bo du la"),
    ],
)
def test_names_sort_by_how_they_are_said(name: str, spelled: str) -> None:
    assert pinyin.sort_key(name)[0] == spelled


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("李冬", "李冬"),
        ("李冬", "ld"),
        ("李冬", "lidong"),
        ("吕清", "lvqing"),
        ("吕清", "luqing"),
        ("吕清", "lyuqing"),
        ("单小满", "sxm"),
        ("买买提·阿卜杜拉", "mmtabdl"),
        ("买买提·阿卜杜拉", "maimaitiabudula"),
        ("王𬭩", "wangweng"),
        ("覃乐", "tanle"),
        ("覃乐", "qy"),
        ("Anna", "anna"),
    ],
)
def test_a_search_hits(name: str, typed: str) -> None:
    assert typed in pinyin.search_keys(name)


def test_the_likeliest_reading_comes_first_and_keys_stay_few() -> None:
    keys = pinyin.search_keys("单和乐长行重")
    assert len(keys) < 60
    assert keys[0] == "单和乐长行重"
    assert keys[1].startswith("shanhe")


def test_initials_and_an_empty_name() -> None:
    assert pinyin.initials("曾小溪") == "zxx"
    assert pinyin.search_keys("") == ("",)


def test_the_dictionary_is_loaded_by_the_first_search_only() -> None:
    code = "import sys, kongchuo_desktop.domain.pinyin; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
