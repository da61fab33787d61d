"""Chooses the fonts of a paper: the computer's official ones, else the bundled open ones."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from io import BytesIO
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from kongchuo_desktop.papers.rare_face import RARE, rare_font_data
from kongchuo_desktop.paths import FONTS

Role = Literal["title", "body", "kai", "hei", "song"]
ROLES: tuple[Role, ...] = ("title", "body", "kai", "hei", "song")

_BUNDLED: dict[Role, str] = {
    "title": "title.ttf",
    "body": "song.ttf",
    "kai": "kai.ttf",
    "hei": "hei.ttf",
    "song": "song.ttf",
}
# Beginnings of file names, in lower case: 方正小标宋 is sold under several.
_OFFICIAL: dict[Role, tuple[str, ...]] = {
    "title": ("fzxbsjw", "fzxbsk", "方正小标宋"),
    "body": ("simfang.",),
    "kai": ("simkai.",),
    "hei": ("simhei.",),
    "song": ("simsun.",),
}
_PROBE = "义务教育劝学通知书，〔〕0"
_PRINTABLE = dict.fromkeys(
    [0x0D, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF, *range(0xFE00, 0xFE10),
     *range(0xE0100, 0xE01F0)]
) | {0x09: " "}
_FIGURES, _FIGURE = "0123456789", ord("0")
_SEEN = 0.01
"""Less white than this, in em, is not seen."""
_GETA = "〓"
PRIVATE = 0xF0000
"""From here on characters mean what somebody wants them to: no paper can say them."""
"""The printers' mark for a character that no font has."""


def to_unicode_cmap(name: str, subset: Sequence[int]) -> str:
    """The ToUnicode map of one subset, right also above U+FFFF (reportlab's own is not).

    Args:
        name: PostScript name with its subset tag.
        subset: code points by character code, at most 256.
    """
    rows = [f"<{n:02X}> <{chr(c).encode('utf-16-be').hex().upper()}>" for n, c in enumerate(subset)]
    # A block may hold at most 100 rows (PDF 32000-1, 9.10.3).
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    head = f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def
/CMapName /{name} def
/CMapType 2 def
1 begincodespacerange
<00> <{len(subset) - 1:02X}>
endcodespacerange
"""
    body = "".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
    )
    return head + body + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


class _Font(TTFont):  # type: ignore[misc]
    """A TrueType font whose characters above U+FFFF can be searched and copied."""

    def addObjects(self, doc: Any) -> None:
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            tag = SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX
            name = tag.decode("ascii")
            doc.idToObject["toUnicodeCMap:" + name].content = to_unicode_cmap(name, subset)


@cache
def _load(path: Path) -> _Font | None:
    """The font in ``path`` registered under its path, None if it cannot serve a paper."""
    source = BytesIO(rare_font_data()) if path.suffix == ".xz" else str(path)
    try:
        font = _Font(path.name, source, asciiReadable=False, shapable=False)
    except (TTFError, OSError):
        # A damaged, protected (fsType) or PostScript-outline font of this computer.
        return None
    font.fontName = str(path)
    pdfmetrics.registerFont(font)
    return font


@cache
def narrow_figures(font: str) -> Mapping[str, float]:
    """Figure → white at both its sides, in em, for those much narrower than a 0.

    All figures take the width of a 0, so that they stand under one another in every face.
    """
    face = pdfmetrics.getFont(font).face
    halves = {char: (face.getCharWidth(_FIGURE) - face.getCharWidth(ord(char))) / 2000
              for char in _FIGURES}
    return {char: half for char, half in halves.items() if half > _SEEN}


class _Codes(dict[str, tuple[str, int]]):
    """Character → the name by which the pages of a document know its subset of a font, and its
    code in there; each is asked for when it is first met."""

    def __init__(self, font: str, document: Any) -> None:
        self._font, self._document = pdfmetrics.getFont(font), document

    def __missing__(self, char: str) -> tuple[str, int]:
        ((subset, (code,)),) = self._font.splitString(char, self._document)
        self[char] = self._font.getSubsetInternalName(subset, self._document), code
        return self[char]


_CODES: WeakKeyDictionary[Canvas, dict[str, _Codes]] = WeakKeyDictionary()


def coded(canvas: Canvas, font: str, text: str) -> list[tuple[str, bytes]]:
    """A text by the codes of its characters in the subsets of a font, each with the name by
    which the pages of the canvas know that subset."""
    fonts = _CODES.setdefault(canvas, {})
    if font not in fonts:
        fonts[font] = _Codes(font, canvas._doc)
    found = list(map(fonts[font].__getitem__, text))
    return [(name, bytes([code for _, code in part]))
            for name, part in groupby(found, key=itemgetter(0))]


class FontSet:
    """The faces of the four roles, each with its chain of stand-ins for single characters.

    Args:
        folders: where this computer keeps its fonts, best first. None are looked at when the
            environment sets ``KONGCHUO_BUNDLED_FONTS``, so that tests print the same everywhere.
    """

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        if os.environ.get("KONGCHUO_BUNDLED_FONTS"):
            folders = ()
        found = _official(folders)
        last = (FONTS / _BUNDLED["body"], RARE)
        self._chains = {
            role: tuple(dict.fromkeys((*found[role], FONTS / _BUNDLED[role], *last)))
            for role in ROLES
        }
        self.like: dict[int, str] = {}
        """Stand-in → a character that is set as it is; see ``stand_ins``."""
        self._cells: dict[tuple[Role, str], tuple[str, float] | None] = {}
        self.missing = lru_cache(maxsize=4096)(self._missing)

    def cell(self, char: str, role: Role) -> tuple[str, float]:
        """Font name (as reportlab knows it) and advance in em of one character."""
        found = self._cell(char, role)
        return found if found is not None else self._must(_GETA, role)

    def _missing(self, text: str, role: Role = "body") -> frozenset[str]:
        """The characters of ``text`` that are to be printed and that no face of the chain has."""
        signs = set(printable(text)) - {"\n"}
        return frozenset(char for char in signs if self._cell(char, role) is None)

    def shown(self, char: str, role: Role) -> str:
        """What is printed for ``char``: itself, or the geta mark when no face has it."""
        return char if self._cell(char, role) is not None else _GETA

    def base(self, role: Role) -> str:
        """The name of the first face of a role."""
        return self._must("一", role)[0]

    def _must(self, char: str, role: Role) -> tuple[str, float]:
        found = self._cell(char, role)
        if found is None:
            raise FileNotFoundError(FONTS / _BUNDLED[role])
        return found

    def _cell(self, char: str, role: Role) -> tuple[str, float] | None:
        key = (role, char)
        if key not in self._cells:
            self._cells[key] = next(self._candidates(char, role), None)
        return self._cells[key]

    def _candidates(self, char: str, role: Role) -> Iterator[tuple[str, float]]:
        code = ord(char)
        for path in self._chains[role]:
            font = _load(path)
            if font is not None and code < PRIVATE and code in font.face.charToGlyph:
                wide = _FIGURE if char in _FIGURES else code
                yield font.fontName, font.face.getCharWidth(wide) / 1000


def printable(text: str) -> str:
    """``text`` without the characters that mark up and never print (variation selectors …)."""
    return text.translate(_PRINTABLE)


def _official(folders: Sequence[Path]) -> dict[Role, tuple[Path, ...]]:
    """The official face of each role that one of ``folders`` holds and that can be embedded."""
    files = [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in {".ttf", ".ttc"}
    ]
    found: dict[Role, tuple[Path, ...]] = {}
    for role, names in _OFFICIAL.items():
        fitting = (path for path in files if path.name.lower().startswith(names) and _serves(path))
        found[role] = tuple(islice(fitting, 1))
    return found


def _serves(path: Path) -> bool:
    font = _load(path)
    return font is not None and all(ord(char) in font.face.charToGlyph for char in _PROBE)
