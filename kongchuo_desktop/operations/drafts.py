"""Half-filled forms and marks not yet filed: saved at once on this computer, not in the journal."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.store.store import Store

_PHOTOS = "photos"
_PHOTO = "draft_photo"
"""Kind of the local things that hold the photos of drafts."""


def keep_draft(store: Store, *, name: str, value: Mapping[str, Any],
               pictures: Mapping[str, Sequence[Picture]] | None = None) -> None:
    """Keep what was typed so far under a name such as ``visit/<pupil>``, with its photos.

    ``pictures`` are by part of the form: ``""`` for a form without parts, else e.g. a pupil.
    """
    box, parts = store.local(_PHOTO), pictures or {}
    wanted = {_photo_name(name, part, picture.digest): picture
              for part, found in parts.items() for picture in found}
    there = _photo_names(store, name)
    for gone in there - wanted.keys():
        box.delete(gone)
    for key, picture in wanted.items():
        if key not in there:
            taken = picture.taken.isoformat() if picture.taken else None
            box.set(key, {"name": picture.name, "kind": picture.kind, "taken": taken},
                    picture.data)
    shown = {part: [picture.digest for picture in found] for part, found in parts.items() if found}
    store.local("draft").set(name, {**value, _PHOTOS: shown} if shown else dict(value))


def draft(store: Store, *, name: str) -> dict[str, Any] | None:
    """What was typed so far; None where nothing was."""
    found: dict[str, Any] | None = store.local("draft").get(name)
    return found


def draft_pictures(store: Store, *, name: str) -> dict[str, tuple[Picture, ...]]:
    """The photos of a draft, by part of its form, in the order in which they were added."""
    box, kept = store.local(_PHOTO), draft(store, name=name) or {}
    return {part: tuple(_picture(box.get(key), box.blob(key))
                        for key in (_photo_name(name, part, digest) for digest in digests))
            for part, digests in kept.get(_PHOTOS, {}).items()}


def drop_draft(store: Store, *, name: str) -> None:
    """Forget a draft and its photos, because it was saved or put aside."""
    for photo in _photo_names(store, name):
        store.local(_PHOTO).delete(photo)
    store.local("draft").delete(name)


def drafts(store: Store, *, prefix: str) -> dict[str, dict[str, Any]]:
    """All drafts whose name begins with ``prefix``."""
    return {name: value for name, value in store.local("draft").items()
            if name.startswith(prefix)}


def _photo_name(name: str, part: str, digest: str) -> str:
    return f"{name}/{part}/{digest}"


def _photo_names(store: Store, name: str) -> set[str]:
    return {key for key, _ in store.local(_PHOTO).items() if key.startswith(f"{name}/")}


def _picture(value: Mapping[str, Any], data: bytes | None) -> Picture:
    taken = value["taken"]
    return Picture(value["name"], value["kind"], data or b"",
                   date.fromisoformat(taken) if taken else None)
