"""Photos and scans that a reader need not be sent again, and those that it asks for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from kongchuo_desktop.domain.journal import stored_entry
from kongchuo_desktop.exchange.package import Opened
from kongchuo_desktop.store.joins import canonical, members
from kongchuo_desktop.store.journal_tables import ATTACHMENT, ATTACHMENT_FIELDS, ENTRY
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Receipt

_CAME, _WENT, _WANTED = "attachments_came", "attachments_went", "attachments_asked"
_MOST_WANTED = 5_000
"""Digests that one package asks for; the next one asks for the rest."""
_DIGEST_DIGITS = 64


def _name(store: Store, unit: str, class_id: str | None) -> str:
    """Under which name a unit or a class of it is kept on this computer."""
    with store.reading() as connection:
        room = canonical(connection, class_id) if class_id else ""
        return f"{canonical(connection, unit)}:{room}"


def held_there(store: Store, *, unit: str, class_id: str | None) -> frozenset[str]:
    """Digests of what a reader has: it came from there, or went in a package that was taken in.

    What a computer of the reader asked for last is not among them.
    """
    name = _name(store, unit, class_id)
    found = set(store.local(_CAME).get(name, ()))
    with store.session() as session:
        # Another reader's word is none on what this one took in.
        homes = members(session.connection(), unit)
        receipts = {row.digest for row in living(session, Receipt) if row.home in homes}
    for digest, about in store.local(_WENT).items():
        if about["to"] == name and digest in receipts:
            found.update(about["attachments"])
    return frozenset(found.difference(*store.local(_WANTED).get(name, {}).values()))


def note_went(store: Store, *, digest: str, unit: str, class_id: str | None,
              attachments: Collection[str]) -> None:
    """A package was written: what was in it is there once its receipt came back."""
    if attachments:
        store.local(_WENT).set(digest, {"to": _name(store, unit, class_id),
                                        "attachments": sorted(attachments)})


def note_came(store: Store, opened: Opened) -> None:
    """What a verified package brought, and what its writer says it lacks."""
    sender = opened.heading.sender
    name = _name(store, sender.unit, sender.class_id)
    wanted = _digests(opened.content.meta)
    with store.transaction():
        came = store.local(_CAME)
        known = set(came.get(name, ()))
        if new := set(opened.content.attachments) - known:
            came.set(name, sorted(known | new))
        # One computer of a class may lack what another one of it has sent.
        asked = store.local(_WANTED)
        asked.set(name, {**asked.get(name, {}), opened.signer.sign: wanted})


def _digests(meta: Mapping[str, Any]) -> list[str]:
    said = meta.get("wanted")
    return [digest for digest in (said if isinstance(said, list) else [])[:_MOST_WANTED]
            if isinstance(digest, str) and len(digest) == _DIGEST_DIGITS]


class Missing:
    """Attachments that rows of this store name and that are not here."""

    def __init__(self, store: Store) -> None:
        self._by_home: dict[str, set[str]] = defaultdict(set)
        query = select(ENTRY.c.body).where(ENTRY.c.tbl.in_(ATTACHMENT_FIELDS), ~ENTRY.c.erased)
        with store.reading() as connection:
            here = set(connection.scalars(select(ATTACHMENT.c.digest)))
            for body in connection.scalars(query):
                entry = stored_entry(body)
                for field in ATTACHMENT_FIELDS[entry.table]:
                    digest = entry.set.get(field)
                    if isinstance(digest, str) and digest not in here:
                        self._by_home[entry.home].add(digest)

    @property
    def homes(self) -> frozenset[str]:
        """The homes of such rows."""
        return frozenset(self._by_home)

    def of(self, homes: Collection[str] | None = None) -> Sequence[str]:
        """Those of rows of these homes, of all where none are named; as many as may be asked."""
        found = {digest for home, digests in self._by_home.items()
                 if homes is None or home in homes for digest in digests}
        return sorted(found)[:_MOST_WANTED]
