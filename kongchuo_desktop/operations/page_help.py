"""What F1 says of a page: its sentences, and the clauses in force that concern it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.domain.policy.model import Clause, DutyBinding
from kongchuo_desktop.errors import BugError
from kongchuo_desktop.operations.clauses import binding_word
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.paths import HELP
from kongchuo_desktop.store.store import Store

_SUBJECTS = "clauses:"
_FOR_PROGRAMMERS = "package_format"
"""The one text that is about a file and not about a page."""


@dataclass(frozen=True, slots=True)
class PageHelp:
    """A text of ``resources/help``.

    Attributes:
        page: key of the page, the name of its file.
        subjects: what its clauses are about: duties by their word in the vocabulary
            (``visit``), other bindings by their Chinese word (``文书``).
        guide: a longer text to be read at leisure, as it stands; mostly empty.
    """

    page: str
    title: str
    sentences: tuple[str, ...]
    subjects: frozenset[str]
    guide: str = ""


@dataclass(frozen=True, slots=True)
class HelpClause:
    """A clause in force: its place in the document and its wording."""

    where: str
    quote: str


def read_help(file: Path) -> PageHelp:
    """One text: a title after ``#``, a line of subjects, then a sentence a line; a guide may
    follow below a line of dashes."""
    short, _, guide = file.read_text(encoding="utf-8").partition("\n---\n")
    lines = [line.strip() for line in short.splitlines()]
    title, subjects, *sentences = [line for line in lines if line]
    if not title.startswith("# ") or not subjects.startswith(_SUBJECTS):
        raise BugError(f"{file.name} begins with neither title nor subjects")
    words = frozenset(subjects.removeprefix(_SUBJECTS).split())
    return PageHelp(file.stem, title.removeprefix("# "), tuple(sentences), words, guide)


@cache
def all_help() -> dict[str, PageHelp]:
    """Every text, by the key of its page."""
    return {file.stem: read_help(file) for file in sorted(HELP.glob("*.md"))
            if file.stem != _FOR_PROGRAMMERS}


def find_help(words: str) -> list[tuple[PageHelp, str]]:
    """The sentences that hold all of some words, each with its page."""
    wanted = words.split()
    return [
        (text, sentence)
        for text in all_help().values()
        for sentence in text.sentences
        if wanted and all(word in sentence or word in text.title for word in wanted)
    ]


def clauses_about(store: Store, *, subjects: frozenset[str]) -> list[HelpClause]:
    """The clauses of the document in force that bind to one of the subjects, in its order."""
    in_use = policy_in_use(load_world(store), store.now().date())
    profile = policy_book(store).at_hand(in_use)
    if profile is None:
        return []
    return [
        HelpClause(place_in(clause.where) or clause.id, clause.quote)
        for origin in profile.origins
        for clause in origin.clauses
        if subjects & _subjects_of(clause)
    ]


def _subjects_of(clause: Clause) -> frozenset[str]:
    return frozenset(
        binding.do if isinstance(binding, DutyBinding) else binding_word(binding)
        for binding in clause.bindings
    )
