"""Reads the shipped profiles, and those a unit added, into one book of policies."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.domain.policy.model import Policy
from kongchuo_desktop.domain.policy.titles import Titles, parse_titles
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.paths import POLICIES

VOCABULARY = "vocabulary.toml"
_ID = re.compile(rb"""^\s*id\s*=\s*["']([^"'\r\n]+)["']""", re.MULTILINE)


def load_titles(folder: Path = POLICIES) -> Titles:
    """The closed lists of names that profiles may use."""
    return parse_titles((folder / VOCABULARY).read_text(encoding="utf-8"))


def load_book(
    folders: Iterable[Path] = (POLICIES,), *, seeds: Mapping[str, str] | None = None
) -> PolicyBook:
    """All profiles of ``folders``; a later folder's profile replaces an earlier one's.

    A unit's own file with a mistake is refused by itself: the book says why, and the profile that
    it would have replaced is not used in its place.

    Args:
        folders: the shipped folder first, then a unit's own.
        seeds: profile id → text of the document, to check every quote against.

    Raises:
        KnownError: ``policy_invalid`` with file, line and sentence, for a shipped file.
    """
    titles = load_titles()
    found: dict[str, Policy] = {}
    refused: dict[str, KnownError] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            if path.name == VOCABULARY:
                continue
            try:
                policy = load_policy(_text(path), path.name, titles=titles)
            except KnownError as error:
                if folder == POLICIES:
                    raise
                refused[claimed_id(path)] = error
                continue
            if seeds and policy.id in seeds:
                load_policy(_text(path), path.name, titles=titles, seed_text=seeds[policy.id])
            found[policy.id] = policy
    used = (policy for policy in found.values() if policy.id not in refused)
    return PolicyBook(used, titles, refused=refused)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError:
        raise KnownError("policy_invalid", f"{path.name}第1行：文件打不开。",
                         kept="原来的政策文件没有改动。", todo="请再复制一份过来。") from None
    return text_of(data, path.name)


def text_of(data: bytes, name: str) -> str:
    """The text of a profile's file.

    Raises:
        KnownError: ``policy_invalid`` with the line of the first byte that is no UTF-8.
    """
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise KnownError("policy_invalid", f"{name}第{line}行：不是UTF-8编码的文本。",
                         kept="原来的政策文件没有改动。",
                         todo="请用“记事本”另存为UTF-8编码再装入。") from None


def claimed_id(path: Path) -> str:
    """The id that a file claims, also one with a mistake, as far as it can be read; else its
    name."""
    try:
        claimed = _ID.search(path.read_bytes())
    except OSError:
        claimed = None
    return claimed[1].decode("utf-8", "replace") if claimed else path.stem
