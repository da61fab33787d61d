"""Parts the lines of titles and signatures between words, none much shorter than the others."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, combinations, pairwise

from kongchuo_desktop.papers.characters import NO_END, NO_START
from kongchuo_desktop.papers.text import Blank, Paragraph, Piece, Style, split_lines

SetText = Callable[[Sequence[Piece], Style, float], Paragraph]

_OFFICES = re.compile(
    r"(?<=学校)|(?<=(?<!中)小学)|(?<=(?<!小)中学)|(?<=政府)|(?<=局)(?!领导)|(?<=委员会)|(?<=学年)|(?<=学期)"
    r"|(?<=\d月)(?!\d)|(?=关于)")
"""Behind the whole name of an office or a school, behind a time, before what a title is about."""
_NAMES = re.compile(
    r"(?<=[省州县旗镇、：])|(?<=(?<!城)市)|(?<=(?<![学社])区)|(?<=(?<!家)乡)|(?<=街道)|(?<=村)(?!小)|(?<=的)"
    r"|(?=[（《“])|(?<=[）》”])")
"""Behind names of places."""
_WORDS = re.compile(
    r"(?=人民政府|中心|九年|寄宿|民族|希望|实验|控辍保学|义务教育|适龄|(?<!小)(?<!中)学生|家长|监护人|劝返|复学|辍学"
    r"|留守|残疾|随班|送教|专项|行动|工作|情况|目标|责任|帮扶|方案|通知书|承诺书|建议书|报告|申请|登记|审批"
    r"|审核|证明|名单|名册|花名册|统计|汇总|一览表|台账|记录|档案|回执|备案)")
"""Before words of which titles and names of schools are made."""
_GOES_ON = frozenset("省州市县区旗乡镇村级长城域委办局内外")
"""Behind 县 or 镇 one of these goes on with the same word."""
_WAYS = ((1, 0.5), (2, 0.5), (3, 0.5), (3, 0.25))
"""Tried in turn: at how many of these kinds of places lines part, and how much of the longest line
the shortest has at least."""


def balanced(pieces: Sequence[Piece], style: Style, width: float, set_: SetText) -> Paragraph:
    """A centred paragraph in ``width`` and few lines.

    A title breaks between words, its lines of fitting length (GB/T 9704-2012, 7.3.1). Where no
    such words are known the lines are of the same length.
    """
    lines = [line for written in split_lines(pieces)
             for line in _balanced(written, style, width, set_).lines]
    return Paragraph(tuple(lines), style)


def _balanced(pieces: Sequence[Piece], style: Style, width: float, set_: SetText) -> Paragraph:
    paragraph = set_(pieces, style, width)
    count = len(paragraph.lines)
    if count == 1:
        return paragraph
    for lines in (count, count + 1):
        for parted in _parted(pieces, lines):
            between_words = set_(parted, style, width)
            if len(between_words.lines) == lines:
                return between_words
    return _even(paragraph, pieces, style, width, set_)


def _parted(pieces: Sequence[Piece], count: int) -> Iterator[list[Piece]]:
    """The pieces in so many lines that part between words, those first that are most alike."""
    text = "".join("\0" if isinstance(piece, Blank) else piece for piece in pieces)
    kinds = [{found.start() for found in pattern.finditer(text)}
             for pattern in (_OFFICES, _NAMES, _WORDS)]
    for most, shortest in _WAYS:
        places = sorted(place for place in set().union(*kinds[:most]) if _may(text, place))
        found = []
        for chosen in combinations(places, count - 1):
            lengths = [_em(text[a:b]) for a, b in pairwise((0, *chosen, len(text)))]
            if min(lengths) >= max(lengths) * shortest:
                found.append((max(lengths), chosen))
        for _, chosen in sorted(found):
            yield _cut(pieces, chosen)


def _may(text: str, place: int) -> bool:
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    return not (after in NO_START or before in NO_END or after in _GOES_ON)


def _em(text: str) -> float:
    """About how wide it is: Latin letters and figures take half of what Chinese do."""
    return sum(0.5 if char.isascii() else 1 for char in text)


def _cut(pieces: Sequence[Piece], places: Sequence[int]) -> list[Piece]:
    """The pieces with a new line at each of the places."""
    lengths = [1 if isinstance(piece, Blank) else len(piece) for piece in pieces]
    cut: list[Piece] = []
    for piece, end, length in zip(pieces, accumulate(lengths), lengths, strict=True):
        start = end - length
        if isinstance(piece, Blank):
            cut += ["\n", piece] if start in places else [piece]
            continue
        edges = [0, *(place - start for place in places if start <= place < end), length]
        cut.append("\n".join(piece[a:b] for a, b in pairwise(edges)))
    return cut


def _even(
    paragraph: Paragraph, pieces: Sequence[Piece], style: Style, width: float, set_: SetText
) -> Paragraph:
    """The same in as many lines, none of them much shorter than the others."""
    low, high = width / len(paragraph.lines), width
    while high - low > style.size:
        middle = (low + high) / 2
        if len(set_(pieces, style, middle).lines) > len(paragraph.lines):
            low = middle
        else:
            high = middle
    if high == width:
        return paragraph
    return set_(pieces, style, high).moved((width - high) / 2)
