"""The portrait of a child (一寸照): put on file as a dated fact; the newest picture is it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from kongchuo_desktop.domain.journal import split_tips
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Attached, Event
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor

PORTRAIT = "学生照片"
"""What the ``attached`` fact is about whose picture is the child's portrait."""


def set_portrait(store: Store, *, actor: Actor, pupil: str, picture: Picture) -> Added:
    """Put a portrait on file; the one before stays in what happened. Undoable.

    Raises:
        KnownError: ``not_a_photo`` for a PDF, ``unknown_pupil``.
    """
    if picture.kind != "photo":
        raise KnownError("not_a_photo", f"“{picture.name}”是扫描的PDF，印不到照片处。",
                         kept="原来的照片没有动。", todo="选JPG或者PNG的照片。")
    return add_event(store, actor=actor, kind="attached", day=store.now().date(), pupil=pupil,
                     fields={"what": PORTRAIT}, scans=[picture])


def newest_portrait(events: Iterable[Mapping[Any, Any]],
                    attached: Iterable[Mapping[Any, Any]]) -> str | None:
    """SHA-256 of the portrait among the facts and pictures of one child, both in the order in
    which they were written."""
    told = {row["row"] for row in events
            if row["kind"] == "attached" and (row["fields"] or {}).get("what") == PORTRAIT}
    found = [row["digest"] for row in attached
             if row["target"] in told and row["kind"] == "photo"]
    return str(found[-1]) if found else None


def portrait_of(session: Session, records: Iterable[str]) -> str | None:
    """``newest_portrait`` of a child under any of its records."""
    names = list(records)
    events, attached = (
        sorted(rows_of(session, table, sql_table(table).c.pupil.in_(names)),
               key=lambda row: (row["recorded"], split_tips(row["tips"])))
        for table in (Event, Attached))
    return newest_portrait(events, attached)
