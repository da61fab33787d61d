"""Profiles that are being written: what was typed is kept on this computer until it is saved."""

from dataclasses import dataclass

from kongchuo_desktop.domain.policy.draft import Draft, read_draft, split_draft
from kongchuo_desktop.domain.policy.load import OWN
from kongchuo_desktop.domain.policy.titles import Titles
from kongchuo_desktop.operations.drafts import draft, drop_draft, keep_draft
from kongchuo_desktop.operations.policies import policy_book, policy_uses
from kongchuo_desktop.operations.profiles import draft_name, profile_text
from kongchuo_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Opened:
    """A profile that is being written.

    Attributes:
        draft: as it was left, maybe with changes that were not saved.
        saved: as its file has it.
        used: what is saved changes what was due on days gone by.
        titles: the names that it may use.
    """

    draft: Draft
    saved: Draft
    used: bool
    titles: Titles


def keep_text(store: Store, *, policy: str, text: str) -> None:
    """Keep what is being written on this computer until it is saved."""
    keep_draft(store, name=draft_name(policy), value={"text": text})


def drop_text(store: Store, *, policy: str) -> None:
    """Forget what was being written."""
    drop_draft(store, name=draft_name(policy))


def open_draft(store: Store, *, policy: str) -> Opened:
    """A profile of the unit's own to be edited, as it was left.

    Raises:
        KnownError: ``profile_layout``.
    """
    half = draft(store, name=draft_name(policy))
    text = profile_text(store, policy=policy)
    saved = read_draft(text) if policy not in policy_book(store).refused else split_draft(text)
    used = policy == OWN or any(use.policy == policy for use in policy_uses(store))
    return Opened(split_draft(str(half["text"])) if half is not None else saved, saved, used,
                  policy_book(store).titles)
