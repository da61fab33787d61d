"""Receipts: what a reader tells the sender of a package that it took in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.exchange.package import Opened
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.homes import rows_of, unit_tree
from kongchuo_desktop.operations.sent import Sent, sent_packages
from kongchuo_desktop.operations.trust import own_class
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.store.rows import first_living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Receipt, Unit
from kongchuo_desktop.store.write import Actor, Changes


@dataclass(frozen=True, slots=True)
class Taken:
    """A package of this computer's unit or class that a reader took in.

    Attributes:
        digest: SHA-256 of the file.
        reader: who took it in, by name; ``unit`` its row.
        day: the reader's local day; ``added`` how many entries were new to it.
        sent: what this computer kept of writing it; None where another computer wrote it.
    """

    digest: str
    reader: str
    unit: str
    kind: str
    period: str
    day: date
    added: int
    sent: Sent | None = None


def note_receipt(store: Store, *, actor: Actor, opened: Opened, added: int) -> Changes | None:
    """Write the receipt of a package that was taken in; None where there is one already."""
    with store.session() as session:
        if first_living(session, Receipt, digest=opened.digest, home=store.home) is not None:
            return None
    head = opened.heading
    with store.operation("receipt", actor, roles=EVERYONE, undoable=False) as write:
        write.insert(Receipt, digest=opened.digest, unit=head.sender.unit,
                     day=store.now().date().isoformat(), added=added, kind=head.kind, **known({
                         "class_id": head.sender.class_id, "period": head.period}))
    return write.changes


def receipts_of(store: Store) -> list[Taken]:
    """What others took in of this unit's (for a class: of this class's) packages, newest first."""
    room = own_class(store)
    sent = {one.sha256: one for one in sent_packages(store)}
    with store.session() as session:
        tree = unit_tree(session)
        names: Mapping[str, str] = {row["row"]: row["name"] or "" for row in rows_of(session, Unit)}
        rows = rows_of(session, Receipt)
        mine = [row for row in rows if tree.read(row["unit"]) == tree.read(store.home)
                and (row["class_id"] or None) == (room.row if room else None)]
    # Several computers of a reader may have taken it in: the first of them counts.
    first = {(row["digest"], row["home"]): row
             for row in sorted(mine, key=lambda row: (row["day"], row["row"]), reverse=True)}
    found = [
        Taken(row["digest"], names.get(row["home"], ""), row["home"], row["kind"] or "",
              row["period"] or "", date.fromisoformat(row["day"]), row["added"] or 0,
              sent.get(row["digest"]))
        for row in first.values()]
    return sorted(found, key=lambda taken: (taken.day, taken.period), reverse=True)
