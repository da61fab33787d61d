"""The shipped law texts as one book, read once."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from kongchuo_desktop.domain.laws import LawBook, parse_law
from kongchuo_desktop.paths import LAWS


@lru_cache(maxsize=1)
def law_book() -> LawBook:
    """All statutes that papers rest on (design §5)."""
    return LawBook(parse_law(path.read_text(encoding="utf-8"), path.name)
                   for path in sorted(LAWS.glob("*.toml")))


def citer(on: date) -> Callable[[str, int, int | None, int | None], str]:
    """How a paper printed on a date names articles: those in force on that date."""

    def cite(title: str, article: int, paragraph: int | None = None,
             item: int | None = None) -> str:
        return law_book().cite(title, article, paragraph, item, on=on)

    return cite
