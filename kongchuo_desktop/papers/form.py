"""What a form is: its fields, its parts and the blocks that each part is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kongchuo_desktop.papers.fonts import Role
from kongchuo_desktop.papers.made_rows import MadeRows
from kongchuo_desktop.papers.template import Field, Ref, Template, When
from kongchuo_desktop.papers.text import Align, Blank

Subject = Literal["pupil", "case", "class", "school", "teacher"]
Colour = Literal["black", "red"]
Upright = Literal["top", "middle", "bottom"]
Summed = Literal["", "add", "count"]
NUMBER_PATTERN = "{word}〔{year}〕第{seat}{serial}号"
"""Local habit; GB/T 9704-2012 writes ``{word}〔{year}〕{serial}号``, without 第."""


LETTER_MARGINS = (37.0, 26.0, 35.0, 28.0)
"""GB/T 9704-2012, 5.2: what these leave of A4 is 156 by 225 mm."""


@dataclass(frozen=True)
class Page:
    """Paper size, its margins in mm (top, right, bottom, left) and the line at its foot.

    Attributes:
        fit: each sheet is to stand on one page; spaces grow, or the type shrinks, until it does.
        letter: an official letter (GB/T 9704-2012), with page numbers as there.
        twosided: printed on both sides; even pages are mirrored, each copy begins on a new leaf.
        booklet: four pages to a folded sheet, a hint for who prints.
    """

    size: str = "A4"
    landscape: bool = False
    margins: tuple[float, float, float, float] = (20, 20, 16, 20)
    footer: Template = ()
    fit: bool = False
    letter: bool = False
    twosided: bool = False
    booklet: bool = False


@dataclass(frozen=True)
class Numbering:
    """The word of a paper's number and how word, year, seat code and serial are put together."""

    word: str
    pattern: str = NUMBER_PATTERN

    def text(self, year: int, serial: int, seat: str = "") -> str:
        """``义劝通字〔2026〕第3号``; ``seat`` is the code of the class's kit (``七1``)."""
        return self.pattern.format(word=self.word, year=year, seat=seat, serial=serial)

    @property
    def blank(self) -> tuple[str | Blank, ...]:
        """The number with lines to fill by hand."""
        marked = self.pattern.format(word=self.word, year="\x00", seat="", serial="\x01")
        before, _, rest = marked.partition("\x00")
        between, _, after = rest.partition("\x01")
        return before, Blank(2.5), between, Blank(2), after


@dataclass(frozen=True, kw_only=True)
class Conditional:
    """A block that is printed only ``when`` all its conditions hold."""

    when: tuple[When, ...] = ()


@dataclass(frozen=True)
class TextBlock(Conditional):
    """A paragraph. Sizes in points, ``indent`` in em, ``before`` and ``after`` in points."""

    text: Template
    role: Role = "body"
    size: float = 12
    leading: float = 20
    align: Align = "justify"
    indent: float = 0
    before: float = 0
    after: float = 0
    colour: Colour = "black"

    @property
    def titled(self) -> bool:
        """Its lines part between words and are of much the same length."""
        return self.role == "title" and self.align == "center"


@dataclass(frozen=True)
class SpaceBlock(Conditional):
    """Empty height in mm; ``grow`` is its share of what is left of the page."""

    height: float = 0
    grow: float = 0


@dataclass(frozen=True)
class LineBlock(Conditional):
    """A rule over the whole width, ``weight`` in points."""

    weight: float = 1
    colour: Colour = "black"


@dataclass(frozen=True)
class GridCell:
    """One cell of a grid.

    Attributes:
        span, down: how many columns and written rows it takes.
        vertical: one character under the other.
        lines: so many lines to write on at least; the text stands on them.
        foot: stands at its lower right, for who signs an opinion.
        seal: diameter in mm of a seal's place, or 0.
        picture: the field whose picture it holds; without one ``text`` stands in a dotted box.
    """

    text: Template
    span: int = 1
    align: Align | None = None
    down: int = 1
    at: Upright = "middle"
    role: Role = "body"
    size: float | None = None
    vertical: bool = False
    lines: int = 0
    foot: Template = ()
    seal: float = 0
    picture: str = ""

    @property
    def templates(self) -> tuple[Template, ...]:
        """All that it prints depends on."""
        return self.text, self.foot, (Ref(self.picture),) if self.picture else ()


@dataclass(frozen=True)
class GridRow:
    """A row of a grid, ``height`` in mm. With ``each`` it is printed for every row of that list,
    at least ``least`` times. A ``section`` names what stands below it."""

    cells: tuple[GridCell, ...]
    height: float | None = None
    when: tuple[When, ...] = ()
    each: str = ""
    least: int = 0
    section: bool = False


@dataclass(frozen=True)
class GridBlock(Conditional):
    """A table of fields. ``columns`` are shares of the width, ``labels`` the columns (from 1)
    whose cells name what stands beside them, ``height`` the least height of a row in mm. The
    first ``head`` rows are repeated on every page; without a ``frame`` there are no lines."""

    columns: tuple[float, ...]
    rows: tuple[GridRow, ...]
    labels: tuple[int, ...] = ()
    height: float = 7.5
    size: float = 10.5
    head: int = 0
    frame: bool = True


@dataclass(frozen=True)
class ListColumn:
    """A column of a list. With ``each``, one column for every row of that field, which gives
    its ``head``, a second line ``sub``, the ``key`` of the value, and ``shade`` if grey.

    Neighbours of one ``group`` stand under a common head. ``names``: as on official lists, those
    of two characters are spaced. Of a ledger: without ``paper`` it is on the screen and in Excel
    only; ``sum`` says what stands under it, its sum or how many rows hold something.
    """

    head: str
    text: Template = ()
    width: float = 1
    align: Align = "center"
    each: str = ""
    group: str = ""
    names: bool = False
    paper: bool = True
    sum: Summed = ""


@dataclass(frozen=True)
class ListBlock(Conditional):
    """A table with one row for each row of the field ``rows``; its head is on every page."""

    rows: str
    columns: tuple[ListColumn, ...]
    size: float = 10.5
    height: float = 7.5
    least: int = 0
    """At least so many rows are printed, the rest empty to fill by hand."""
    empty: Template = ()
    """Stands alone in one row when there is nothing to list."""
    subtotal: tuple[str, ...] = ()
    """Keys of the rows that are added up, under each of several pages and at the end."""
    heading: str = ""
    """A row that says nothing but this key names the rows below it."""


@dataclass(frozen=True)
class PhotosBlock(Conditional):
    """The pictures under ``picture`` of a list's rows, ``across`` side by side, each in ``height``
    mm with its ``caption`` below; at least ``least`` places."""

    rows: str
    picture: str
    across: int = 2
    height: float = 75
    caption: Template = ()
    least: int = 0


@dataclass(frozen=True)
class ChartBlock(Conditional):
    """Charts beside each other, each with its title above it and the words that say the same
    below; of fields without a chart nothing is printed."""

    charts: tuple[str, ...]
    title: bool = True
    words: bool = True


@dataclass(frozen=True)
class SignBlock(Conditional):
    """Who issues the paper and when; ``seal`` is the diameter in mm of the seal's place, or 0."""

    lines: tuple[Template, ...]
    seal: float = 0
    size: float = 12
    leading: float = 20
    inset: float = 2


@dataclass(frozen=True)
class ImprintBlock(Conditional):
    """版记 (GB/T 9704-2012, 7.4): who else gets it, who printed it and when; at the page's foot."""

    lines: tuple[Template, ...]
    issuer: Template
    issued: Template


Block = (
    TextBlock | SpaceBlock | LineBlock | GridBlock | ListBlock | PhotosBlock | ChartBlock
    | SignBlock | ImprintBlock
)


@dataclass(frozen=True)
class Part:
    """One part of a paper (存根, 通知书, 送达回证); ``cut`` is printed on the line below it.

    Attributes:
        leaves: it is given away, so that the code to check it by stands on it.
        new_page: it begins on a page of its own.
    """

    name: str
    blocks: tuple[Block, ...]
    cut: Template = ()
    when: tuple[When, ...] = ()
    leaves: bool = False
    new_page: bool = False


@dataclass(frozen=True)
class Form:
    """One official paper as its file in ``forms/`` describes it.

    Attributes:
        paper: the paper's name in the policy vocabulary, e.g. ``劝学通知书``.
        ledger: of a ledger its name there, e.g. ``辍学学生台账``; it is no paper to issue, and
            ``listed`` is the list that it is.
        title: as printed; ``titles`` holds the titles that single profiles give it.
        subject: what one copy is about.
        issuer, to: who gives it to whom, in Chinese.
        basis: where its layout and wording come from, one Chinese sentence for the user.
        profiles: ids of the profiles that it serves, in lower case; none means all.
        rows: numbers of the requirements that it answers (``R110``).
        program: the program prints it where it is needed; nobody issues it by hand.
        anonymous: it names nobody, and nothing that is kept or shown with it does.
        public: a ledger to be put up where everybody reads it (公示, R464).
    """

    id: str
    paper: str
    title: str
    subject: Subject
    issuer: str
    to: str
    basis: str
    page: Page
    parts: tuple[Part, ...]
    fields: Mapping[str, Field]
    numbering: Numbering | None = None
    copies: int = 1
    titles: Mapping[str, str] = field(default_factory=dict)
    profiles: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    program: bool = False
    anonymous: bool = False
    ledger: str = ""
    public: bool = False

    @property
    def listed(self) -> "tuple[ListBlock, Field, MadeRows]":
        """The list of a ledger, its field and how its rows come about."""
        return next((block, rows, rows.made) for part in self.parts for block in part.blocks
                    if isinstance(block, ListBlock)
                    and (rows := self.fields[block.rows]).made is not None)

    def title_for(self, policy: str) -> str:
        """The title under one profile, else the form's own."""
        return self.titles.get(policy, self.title)

    def values(self, facts: Mapping[str, object]) -> dict[str, object]:
        """What the form's fields are worth before anyone is asked.

        Args:
            facts: values by the dotted words of ``sources.SOURCES``.
        """
        found: dict[str, object] = {}
        for each in self.fields.values():
            value = facts.get(each.source) if each.source else None
            if value in (None, "") and each.default:
                value = each.default
            if value not in (None, ""):
                found[each.name] = value
        return found
