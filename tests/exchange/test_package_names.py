"""File names that every stick and every Windows accepts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.exchange.names import KIT, PACKAGE, file_name, period_words

_RESERVED = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
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
    assert not _is_reserved(name)
    assert name == name.strip(" .")


@pytest.mark.parametrize("unit", ["", "...", "CON", "nul.", "COM1.x", " . ", "LPT³"])
def test_reserved_and_empty_names_get_around_it(unit: str) -> None:
    name = file_name(unit, extension=KIT)
    assert not _is_reserved(name)
    assert len(name) > len(KIT)
    assert not name.startswith((".", " "))


def test_a_long_name_loses_the_end_of_the_unit_and_keeps_the_month() -> None:
    name = file_name("很长的" * 60, "七1班", "2026年9月", extension=PACKAGE)
    assert name.endswith("-七1班-2026年9月.kcbx")
    assert name.startswith("很长的很长的")


def test_rare_characters_stay() -> None:
    assert file_name("𠮷村教学点", extension=KIT) == "𠮷村教学点.kckit"
    assert file_name("买买提·阿卜杜拉\u200b小学", extension=KIT) == "买买提·阿卜杜拉小学.kckit"


def test_other_periods_stay_as_they_are() -> None:
    assert period_words("2026-2027") == "2026-2027"
    assert period_words("") == ""
