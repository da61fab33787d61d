"""Articles of law as they stand on a date, and how a paper cites them.

Only the articles that papers rest on are stored, each file one version of one law. What is not in
the version in force on the date can't be cited: an article number of an older version never comes
back on a new paper.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kongchuo_desktop.errors import BugError, KnownError

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One 款 with its 项, if any; items are stored without their bracketed number."""

    text: str
    items: tuple[str, ...] = ()

    @property
    def full_text(self) -> str:
        """The paragraph as printed, each item on a line of its own: （一）…"""
        numbered = (f"（{chinese_number(n)}）{item}" for n, item in enumerate(self.items, start=1))
        return "\n".join((self.text, *numbered))


@dataclass(frozen=True, slots=True)
class Article:
    """One 条, word for word."""

    number: int
    paragraphs: tuple[Paragraph, ...]

    @property
    def full_text(self) -> str:
        return "\n".join(paragraph.full_text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Law:
    """One version of one law, in force from ``since`` to ``until`` (None = still in force).

    ``title`` is the full title, ``short`` the one that citations use, ``version`` the words of its
    adoption or latest amendment, ``source`` where the text was taken from.
    """

    title: str
    short: str
    version: str
    source: str
    since: date
    until: date | None
    articles: Mapping[int, Article]

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


class LawBook:
    """The stored laws; answers what is in force on a date."""

    def __init__(self, laws: Iterable[Law]) -> None:
        self.laws = tuple(sorted(laws, key=lambda law: (law.short, law.since)))
        for older, newer in zip(self.laws, self.laws[1:], strict=False):
            if older.short == newer.short and (older.until is None or newer.since <= older.until):
                raise KnownError("law_invalid", f"《{older.short}》有两个版本的施行时间重叠。",
                                 todo="请重新安装程序。")

    def law(self, title: str, *, on: date) -> Law:
        """The version in force on a date; ``title`` with or without 中华人民共和国.

        Raises:
            KnownError: ``law_not_in_force`` when none of the stored versions was in force.
        """
        for law in self.laws:
            if title in (law.short, law.title) and law.in_force(on):
                return law
        raise KnownError(
            "law_not_in_force",
            f"程序里没有{on.isoformat()}那天有效的《{title}》，不能引用。",
            todo="请检查文书的日期。",
        )

    def article(self, title: str, number: int, *, on: date) -> Article:
        """One article as it stands on a date.

        Raises:
            KnownError: ``law_not_in_force`` or ``article_unknown``.
        """
        law = self.law(title, on=on)
        if number not in law.articles:
            raise KnownError(
                "article_unknown",
                f"程序里的《{law.short}》（{law.version}）没有第{chinese_number(number)}条，不能引用。",
                todo="请检查表格里写的条文号。",
            )
        return law.articles[number]

    def cite(self, title: str, number: int, paragraph: int | None = None,
             item: int | None = None, *, on: date) -> str:
        """How a paper names an article: ``《义务教育法》第五条第二款``.

        An item of an article with one paragraph needs no paragraph: ``第十六条第五项``.

        Raises:
            KnownError: ``law_not_in_force`` or ``article_unknown``, also where the article has no
                such paragraph or item.
        """
        law = self.law(title, on=on)
        article = self.article(title, number, on=on)
        words = f"《{law.short}》第{chinese_number(number)}条"
        if not _has(article, paragraph, item):
            raise KnownError("article_unknown", f"{words}没有要引用的那一款、那一项。",
                             todo="请检查表格里写的条文号。")
        if paragraph is not None:
            words += f"第{chinese_number(paragraph)}款"
        if item is not None:
            words += f"第{chinese_number(item)}项"
        return words


def parse_law(text: str, source_name: str) -> Law:
    """Reads one law file (TOML); ``source_name`` names it in the sentence of an error.

    Raises:
        KnownError: ``law_invalid``.
    """
    try:
        data = tomllib.loads(text)
        articles = [_article(entry) for entry in data["article"]]
        law = Law(
            title=data["title"], short=data["short"], version=data["version"],
            source=data["source"], since=data["in_force"]["from"],
            until=data["in_force"].get("to"), articles={a.number: a for a in articles},
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise KnownError("law_invalid", f"法律条文文件{source_name}看不懂：{error}。",
                         todo="请重新安装程序。") from error
    if len(law.articles) != len(articles):
        raise KnownError("law_invalid", f"法律条文文件{source_name}里有一条写了两次。",
                         todo="请重新安装程序。")
    return law


def chinese_number(number: int) -> str:
    """1 to 999 in Chinese numerals as statutes write them: 十一, 五十八, 一百零八, 一百一十八."""
    if not 0 < number < 1000:
        raise BugError(f"no article number: {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def _article(entry: Mapping[str, Any]) -> Article:
    return Article(entry["number"], tuple(
        Paragraph(paragraph["text"], tuple(paragraph.get("items", ())))
        for paragraph in entry["paragraph"]
    ))


def _has(article: Article, paragraph: int | None, item: int | None) -> bool:
    if paragraph is None:
        if item is None:
            return True
        # Without a paragraph an item is unambiguous only in an article of one paragraph.
        if len(article.paragraphs) != 1:
            return False
        paragraph = 1
    if not 1 <= paragraph <= len(article.paragraphs):
        return False
    return item is None or 1 <= item <= len(article.paragraphs[paragraph - 1].items)
