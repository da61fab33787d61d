"""Half-filled forms and marks not yet filed: saved at once on this computer, not in the journal."""

from collections.abc import Mapping
from typing import Any

from kongchuo_desktop.store.store import Store


def keep_draft(store: Store, *, name: str, value: Mapping[str, Any]) -> None:
    """Keep what was typed so far under a name such as ``visit/<pupil>``."""
    store.local("draft").set(name, dict(value))


def draft(store: Store, *, name: str) -> dict[str, Any] | None:
    """What was typed so far; None where nothing was."""
    found: dict[str, Any] | None = store.local("draft").get(name)
    return found


def drop_draft(store: Store, *, name: str) -> None:
    """Forget a draft, because it was saved or put aside."""
    store.local("draft").delete(name)


def drafts(store: Store, *, prefix: str) -> dict[str, dict[str, Any]]:
    """All drafts whose name begins with ``prefix``."""
    return {name: value for name, value in store.local("draft").items()
            if name.startswith(prefix)}
