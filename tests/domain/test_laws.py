"""The shipped articles of law, and that papers cite only what is in force."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.laws import LawBook, chinese_number, parse_law
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.paths import LAWS

TODAY = date(2026, 9, 17)
RESEARCH = Path(__file__).parents[3] / "shared" / "research" / "paperwork.md"


@pytest.fixture(scope="module")
def book() -> LawBook:
    files = sorted(LAWS.glob("*.toml"))
    return LawBook(parse_law(file.read_text(encoding="utf-8"), file.name) for file in files)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (("义务教育法", 5, 2, None), "《义务教育法》第五条第二款"),
        (("中华人民共和国义务教育法", 58, None, None), "《义务教育法》第五十八条"),
        (("未成年人保护法", 16, None, 5), "《未成年人保护法》第十六条第五项"),
        (("未成年人保护法", 118, 2, None), "《未成年人保护法》第一百一十八条第二款"),
        (("未成年人保护法", 22, 3, 4), "《未成年人保护法》第二十二条第三款第四项"),
    ],
)
def test_citing(
    book: LawBook, place: tuple[str, int, int | None, int | None], words: str
) -> None:
    assert book.cite(*place, on=TODAY) == words


@pytest.mark.parametrize(
    ("place", "on", "code"),
    [
        (("未成年人保护法", 13, None, None), TODAY, "article_unknown"),  # the number of 2012
        (("义务教育法", 58, 2, None), TODAY, "article_unknown"),
        (("义务教育法", 5, 0, None), TODAY, "article_unknown"),
        (("未成年人保护法", 16, None, 11), TODAY, "article_unknown"),
        (("未成年人保护法", 22, None, 1), TODAY, "article_unknown"),  # which paragraph?
        (("未成年人保护法", 28, 2, None), date(2012, 10, 26), "law_not_in_force"),
        (("妇女儿童权益保护法", 1, None, None), TODAY, "law_not_in_force"),
    ],
)
def test_what_is_not_in_force_is_not_cited(
    book: LawBook, place: tuple[str, int, int | None, int | None], on: date, code: str
) -> None:
    with pytest.raises(KnownError) as refused:
        book.cite(*place, on=on)
    assert refused.value.code == code


def test_article_is_given_word_for_word(book: LawBook) -> None:
    article = book.article("义务教育法", 59, on=TODAY)
    assert article.full_text.splitlines()[1:] == [
        "（一）胁迫或者诱骗应当接受义务教育的适龄儿童、少年失学、辍学的；",
        "（二）非法招用应当接受义务教育的适龄儿童、少年的；",
        "（三）出版未经依法审定的教科书的。",
    ]


LAW = """
title = "中华人民共和国试验法"
short = "试验法"
version = "{since}修正"
source = "试验"
in_force = {{ from = {since}, to = {until} }}
[[article]]
number = {number}
[[article.paragraph]]
text = "内容。"
"""


def test_the_date_picks_the_version() -> None:
    old = parse_law(LAW.format(since="2007-06-01", until="2021-05-31", number=13), "old")
    new = parse_law(LAW.format(since="2021-06-01", until="2030-12-31", number=16), "new")
    book = LawBook([new, old])
    assert book.cite("试验法", 13, on=date(2021, 5, 31)) == "《试验法》第十三条"
    assert book.cite("试验法", 16, on=date(2021, 6, 1)) == "《试验法》第十六条"
    with pytest.raises(KnownError, match="没有第十三条"):
        book.cite("试验法", 13, on=date(2021, 6, 1))
    with pytest.raises(KnownError, match="2031-01-01"):
        book.cite("试验法", 16, on=date(2031, 1, 1))


def test_versions_that_overlap_are_refused() -> None:
    old = parse_law(LAW.format(since="2007-06-01", until="2021-06-01", number=13), "old")
    new = parse_law(LAW.format(since="2021-06-01", until="2030-12-31", number=16), "new")
    with pytest.raises(KnownError, match="重叠"):
        LawBook([old, new])


@pytest.mark.parametrize(
    "text",
    ["title = ", 'title = "法"',
     LAW.format(since="2007-06-01", until="2021-06-01", number=1)
     + "[[article]]\nnumber = 1\n[[article.paragraph]]\ntext = '又一遍'"],
)
def test_a_broken_file_is_named(text: str) -> None:
    with pytest.raises(KnownError, match=r"坏\.toml") as refused:
        parse_law(text, "坏.toml")
    assert refused.value.code == "law_invalid"


@pytest.mark.parametrize(
    ("number", "words"),
    [(5, "五"), (10, "十"), (11, "十一"), (58, "五十八"), (100, "一百"), (108, "一百零八"),
     (118, "一百一十八"), (120, "一百二十")],
)
def test_chinese_numbers(number: int, words: str) -> None:
    assert chinese_number(number) == words


@given(st.integers(1, 999), st.integers(1, 999))
def test_chinese_numbers_differ(one: int, other: int) -> None:
    assert (chinese_number(one) == chinese_number(other)) == (one == other)


@pytest.mark.skipif(not RESEARCH.exists(), reason="the collected statutory text is not at hand")
def test_every_article_equals_the_collected_text(book: LawBook) -> None:
    collected = RESEARCH.read_text(encoding="utf-8")
    collected = collected[collected.index("## 15. Statutory"):]
    for law in book.laws:
        section = collected[re.search(rf"### 15\.\d {law.short} ", collected).start():]  # type: ignore[union-attr]
        section = section[:re.search(r"\n### |\nWhich article", section).start()]  # type: ignore[union-attr]
        parts = re.findall(r"\*\*第(\w+)条\*\*(.*?)(?=\*\*第|\Z)", section, re.DOTALL)
        wanted = {words: _bare(text) for words, text in parts}
        shipped = {chinese_number(n): _bare(a.full_text) for n, a in law.articles.items()}
        assert shipped == wanted


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).replace("（", "(").replace("）", ")")
