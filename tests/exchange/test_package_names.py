"""File names that every stick and every Windows accepts."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.exchange.names import (
    KIT,
    PACKAGE,
    file_name,
    free_name,
    period_words,
    same_file,
    what_words,
)

_RESERVED = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    "CONIN$",
    "CONOUT$",
    *(f"{w}{n}" for w in ("COM", "LPT") for n in "0123456789¹²³"),
}


def _is_reserved(name: str) -> bool:
    """As Windows sees it: what stands before the first dot, whatever the ending."""
    return name.split(".")[0].strip().upper() in _RESERVED


def test_the_name_of_a_class_package() -> None:
    name = file_name("青石镇中心学校", "七1班", period_words("2026-09"), extension=PACKAGE)
    assert name == "青石镇中心学校-七1班-2026年9月.kcbx"
    assert file_name("青石镇中心学校", "", "2026年9月", extension=PACKAGE) == (
        "青石镇中心学校-2026年9月.kcbx"
    )


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_become_a_name_that_windows_takes(unit: str, rest: str) -> None:
    name = file_name(unit, rest, "2026年9月", extension=PACKAGE)
    assert name.endswith("2026年9月.kcbx")
    assert not set(name) & set('<>:"/\\|?*\r\n\t\0')
    assert len((name + ".part").encode("utf-8")) <= 255
    assert len((name + ".part").encode("utf-16-le")) <= 2 * 255
    assert not set(name) & set("\ufffe\uffff")
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in name)
    assert not _is_reserved(name)
    assert name == name.strip(" .")


@pytest.mark.parametrize("unit", ["", "...", "CON", "nul.", "COM1.x", " . ", "LPT³",
                                  "conIN$"])
def test_reserved_and_empty_names_get_around_it(unit: str) -> None:
    name = file_name(unit, extension=KIT)
    assert not _is_reserved(name)
    assert len(name) > len(KIT)
    assert not name.startswith((".", " "))


def test_a_long_name_loses_the_end_of_the_unit_and_keeps_the_month() -> None:
    name = file_name("很长的" * 60, "七1班", "2026年9月", extension=PACKAGE)
    assert name.endswith("-七1班-2026年9月.kcbx")
    assert name.startswith("很长的很长的")


def test_rare_characters_stay_where_the_computer_can_write_them(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(*parts: str, encoding: str = "utf-8") -> str:
        monkeypatch.setattr(sys, "getfilesystemencoding", lambda: encoding)
        return file_name(*parts, extension=KIT)

    assert named("𠮷村教学点") == "𠮷村教学点.kckit"
    assert named("买买提·阿卜杜拉\u200b小学") == "买买提·阿卜杜拉小学.kckit"
    assert named("青石镇中心学校", "𠮷田海", encoding="gbk") == "青石镇中心学校-？田海.kckit"


def test_other_periods_stay_as_they_are() -> None:
    assert period_words("2026-2027") == "2026—2027学年"
    assert period_words("2026-2027-2") == "2026—2027学年第二学期"
    assert period_words("随时") == "随时"
    assert period_words("") == ""


@pytest.mark.parametrize(("one", "other"), [
    ("ABC小学-下发.kcbx", "abc小学-下发.KCBX"), ("caf\u00e9.kcbx", "cafe\u0301.kcbx"),
    ("甲.kcbx", "甲.kcbx"),
])
def test_names_that_are_one_file_on_a_stick(one: str, other: str) -> None:
    assert same_file(one, other)
    assert not same_file(one, f"又{other}")


@given(st.lists(st.text("aAbB（2）", max_size=4), max_size=12))
def test_many_names_written_beside_each_other_are_many_files(units: list[str]) -> None:
    """Two schools of one name, or of names that differ in case alone, write over nobody's file."""
    names: list[str] = []
    for unit in units:
        names.append(free_name(file_name(unit, "下发", extension=PACKAGE), names))
    assert not any(same_file(one, other) for at, one in enumerate(names) for other in names[:at])
    assert all(name.endswith(PACKAGE) for name in names)


def test_a_name_that_is_free_stays_as_it_is() -> None:
    assert free_name("希望小学-下发.kcbx", ["希望小学-9月.kcbx"]) == "希望小学-下发.kcbx"
    assert free_name("希望小学-下发.kcbx", ["希望小学-下发.kcbx"]) == "希望小学-下发（2）.kcbx"


def test_what_a_package_is_called() -> None:
    assert what_words("月报", "2026-09") == "2026年9月月报"
    assert what_words("学期报", "2026-2027-1") == "2026—2027学年第一学期报"
    assert what_words("学年报", "2026-2027") == "2026—2027学年报"
    assert what_words("下发", "") == "下发"
    assert what_words("随时", "") == "随时送的资料"
