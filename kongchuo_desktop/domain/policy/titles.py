"""The closed lists of names that documents use: papers, ledgers, indicators, tags, evidence."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from kongchuo_desktop.errors import BugError

_QUOTES = str.maketrans("", "", "《》〈〉“”‘’「」\"' \u3000")
_LISTS = ("papers", "ledgers", "indicators", "tags", "evidence", "causes", "whereabouts")


def bare(name: str) -> str:
    """A name without book-title marks, quotation marks and blanks."""
    return name.translate(_QUOTES)


@dataclass(frozen=True)
class Titles:
    """Every list maps a name, or one of its other names, to the word in use.

    ``plans`` are the papers that are plans, each with what its sheet sets out.
    """

    papers: Mapping[str, str]
    ledgers: Mapping[str, str]
    indicators: Mapping[str, str]
    tags: Mapping[str, str]
    evidence: Mapping[str, str]
    causes: Mapping[str, str]
    whereabouts: Mapping[str, str]
    plans: Mapping[str, tuple[str, ...]]

    def word(self, kind: str, name: str) -> str | None:
        """The word in use for ``name`` in the list ``kind`` (``"papers"`` …), or None."""
        names: Mapping[str, str] = getattr(self, kind)
        return names.get(bare(name))

    def matter(self, fact: str, name: str) -> str:
        """The word for what a fact is about: evidence that was attached, a paper, a ledger, or
        anything else (bare)."""
        lists = [self.evidence] if fact == "attached" else [self.papers, self.ledgers]
        return next((names[bare(name)] for names in lists if bare(name) in names), bare(name))


def parse_titles(text: str) -> Titles:
    """Reads ``resources/policies/vocabulary.toml``.

    Raises:
        BugError: two words claim the same name, a plan is no paper, or a list is missing (the
            file is shipped).
    """
    table = tomllib.loads(text)
    lists: dict[str, dict[str, str]] = {}
    for kind in _LISTS:
        if kind not in table:
            raise BugError(f"vocabulary without {kind}")
        names: dict[str, str] = {}
        for word, others in table[kind].items():
            for name in (word, *others):
                if names.setdefault(bare(name), word) != word:
                    raise BugError(f"{kind}: {name} stands for two words")
        lists[kind] = names
    plans = {word: tuple(holds) for word, holds in table["plans"].items()}
    if strange := plans.keys() - table["papers"].keys():
        raise BugError(f"plans that are no papers: {strange}")
    return Titles(**lists, plans=plans)
