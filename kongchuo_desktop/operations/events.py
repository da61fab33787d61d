"""Dated facts of a case that have no form of their own: returned, told, signed for, closed …"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kongchuo_desktop.domain.policy.words import FACTS, OWN_FORM
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.attachments import attach_pictures
from kongchuo_desktop.operations.checks import check_not_future, check_pupil
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event
from kongchuo_desktop.store.write import Actor, Changes, Write

EVENT_KINDS = {word: said for word, (said, _, _) in FACTS.items() if word not in OWN_FORM}
"""Kind of event → what users read."""


def add_event(store: Store, *, actor: Actor, kind: str, day: date, pupil: str | None = None,
              class_id: str | None = None, fields: Mapping[str, Any] | None = None, by: str = "",
              note: str = "", scans: Sequence[Picture] = ()) -> Added:
    """Write one fact down; ``kind`` is one of the policy vocabulary's facts.

    ``scans`` are photos or scans that prove it; they may also follow (``add_pictures``).

    Raises:
        KnownError: ``unknown_kind``, ``future_date``, ``unknown_pupil``.
    """
    if kind not in EVENT_KINDS:
        words = "、".join(f"{k}（{v}）" for k, v in EVENT_KINDS.items())
        raise KnownError("unknown_kind", f"没有“{kind}”这种记录。", todo=f"可以用：{words}。")
    check_not_future(store, day)
    with store.operation("add_event", actor, roles=EVERYONE) as write:
        if pupil is not None:
            check_pupil(write, pupil)
        row = write_event(write, kind=kind, day=day, pupil=pupil, class_id=class_id,
                          fields=fields, by=by or actor.name, note=note, scans=scans)
    return Added(row, write.changes)


def write_event(write: Write, *, kind: str, day: date, pupil: str | None,
                class_id: str | None, fields: Mapping[str, Any] | None, by: str, note: str,
                scans: Sequence[Picture] = ()) -> str:
    """Insert one fact within an operation; returns its id."""
    row = write.insert(Event, kind=kind, day=day.isoformat(), **known({
        "pupil": pupil, "class_id": class_id, "fields": dict(fields or {}), "by": by,
        "note": note}))
    attach_pictures(write, row, scans, pupil=pupil)
    return row


def void_event(store: Store, *, actor: Actor, event: str, why: str) -> Changes:
    """Take a fact back; the journal keeps it with the reason."""
    if not why.strip():
        raise KnownError("no_reason", "没有写为什么作废。", todo="写一句原因。")
    with store.operation("void_event", actor, roles=EVERYONE) as write:
        row = write.session.get(Event, event)
        if row is None or row.gone:
            raise KnownError("unknown_event", "没有找到这条记录。", kept="没有改动。",
                             todo="在个案的经过里核对编号。")
        write.update(Event, event, prior=row.tips, note=why)
        write.delete(Event, event, prior=row.tips)
    return write.changes
