"""Reads the shipped profiles, and those a unit added, into one book of policies."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.domain.policy.titles import Titles, parse_titles
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.paths import POLICIES

VOCABULARY = "vocabulary.toml"


def load_titles(folder: Path = POLICIES) -> Titles:
    """The closed lists of names that profiles may use."""
    return parse_titles((folder / VOCABULARY).read_text(encoding="utf-8"))


def load_book(
    folders: Iterable[Path] = (POLICIES,), *, seeds: Mapping[str, str] | None = None
) -> PolicyBook:
    """All profiles of ``folders``; a later folder's profile replaces an earlier one's.

    Args:
        folders: the shipped folder first, then a unit's own.
        seeds: profile id → text of the document, to check every quote against.

    Raises:
        KnownError: ``policy_invalid`` with file, line and sentence.
    """
    titles = load_titles()
    found = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            if path.name == VOCABULARY:
                continue
            policy = load_policy(_text(path), path.name, titles=titles)
            if seeds and policy.id in seeds:
                load_policy(_text(path), path.name, titles=titles, seed_text=seeds[policy.id])
            found[policy.id] = policy
    return PolicyBook(found.values(), titles)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise KnownError("policy_invalid", f"{path.name}不是UTF-8编码的文本。",
                         todo="请用“记事本”另存为UTF-8编码再装入。") from None
