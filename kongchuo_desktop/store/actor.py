"""Who writes, and what an operation changed."""

from dataclasses import dataclass

from kongchuo_desktop.domain.journal import EntryId
from kongchuo_desktop.store.header import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is at the keyboard: the name as text, and in which role."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Changes:
    """What an operation changed; ``op`` is None when it wrote nothing."""

    op: EntryId | None
    kind: str
    tables: frozenset[str]
    rows: tuple[str, ...]
    pupils: frozenset[str]
    final: bool = False
    """Whether it cannot be taken back."""
