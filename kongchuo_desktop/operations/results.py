"""What operations hand back: the row they wrote and what changed, for screens to refresh from."""

from dataclasses import dataclass

from kongchuo_desktop.store.write import Changes


@dataclass(frozen=True, slots=True)
class Added:
    """The row that an operation wrote first of all, and everything it changed."""

    id: str
    changes: Changes
