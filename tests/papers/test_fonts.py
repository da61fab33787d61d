"""The bundled faces, their papers, and which face prints what."""

import hashlib
import shutil
import tomllib
from pathlib import Path

import pytest

from kongchuo_desktop.papers.fonts import (
    ROLES,
    FontSet,
    Role,
    narrow_figures,
    printable,
    to_unicode_cmap,
)
from kongchuo_desktop.paths import FONTS

ENTRIES = tomllib.loads((FONTS / "SOURCES.toml").read_text(encoding="utf-8"))["font"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_every_file_is_the_one_written_down(entry: dict[str, str]) -> None:
    assert hashlib.sha256((FONTS / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (FONTS / entry["licence_file"]).stat().st_size > 3000


def test_no_font_is_without_its_paper_and_the_bundle_stays_small() -> None:
    files = {file.name: file for file in FONTS.iterdir() if {".ttf", ".otf"} & set(file.suffixes)}
    assert set(files) == {entry["file"] for entry in ENTRIES}
    assert sum(file.stat().st_size for file in files.values()) < 38_000_000


@pytest.mark.parametrize("role", ROLES)
def test_every_role_prints_what_a_school_writes(fonts: FontSet, role: Role) -> None:
    rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    gb2312 = "".join(pair.decode("gb2312", "ignore") for pair in rows)
    assert fonts.missing(gb2312 + "□☑√○△×＞＜〔〕①⑳·—…𬭩𠮷䶮㛃", role) == set()


def test_a_character_that_no_face_has_is_named_and_marked(fonts: FontSet) -> None:
    assert fonts.missing("学\U000e0b00校\ue123") == {"\U000e0b00", "\ue123"}
    assert fonts.shown("\ue123", "body") == "〓"


def test_official_fonts_come_first_and_lend_only_what_they_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KONGCHUO_BUNDLED_FONTS", raising=False)
    official = tmp_path / "SIMFANG.TTF"
    shutil.copy(FONTS / "kai.ttf", official)
    fonts = FontSet([tmp_path / "none", tmp_path])
    assert fonts.cell("学", "body")[0] == str(official)
    assert fonts.cell("𠮷", "body")[0].endswith("rare.ttf.xz")
    assert fonts.cell("学", "title")[0].endswith("title.ttf")

    monkeypatch.setenv("KONGCHUO_BUNDLED_FONTS", "1")
    assert FontSet([tmp_path]).cell("学", "body")[0].endswith("song.ttf")


def test_a_damaged_official_font_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KONGCHUO_BUNDLED_FONTS", raising=False)
    (tmp_path / "simhei.ttf").write_bytes(b"not a font")
    assert FontSet([tmp_path]).cell("学", "hei")[0].endswith("hei.ttf")


def test_to_unicode_writes_surrogates_in_blocks_of_a_hundred() -> None:
    cmap = to_unicode_cmap("AAAAAA+X", [0x2CB69, *range(0x4E00, 0x4E00 + 150)])
    assert "<00> <D872DF69>" in cmap
    assert "100 beginbfchar" in cmap
    assert "51 beginbfchar" in cmap


def test_marks_that_never_print_are_dropped() -> None:
    assert printable("葛\U000e0100\ufe0f\u200b\r\t城") == "葛 城"


def test_figures_are_as_wide_as_each_other(fonts: FontSet) -> None:
    for role in ROLES:
        assert len({fonts.cell(figure, role) for figure in "0123456789"}) == 1
        font, _ = fonts.cell("0", role)
        assert all(0 < half < 0.1 for half in narrow_figures(font).values())
    assert "1" in narrow_figures(fonts.base("body"))
