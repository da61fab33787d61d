"""One operation being written: entries and projection together, in one transaction."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import Session

from kongchuo_desktop.domain import journal
from kongchuo_desktop.domain.journal import EntryId
from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.actor import Actor as Actor
from kongchuo_desktop.store.actor import Changes as Changes
from kongchuo_desktop.store.attachments import keep_attachments
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.entry_log import EntryLog, Ticket
from kongchuo_desktop.store.erasure import erase_rows
from kongchuo_desktop.store.journal_tables import ENTRY
from kongchuo_desktop.store.row_writer import Change, NewRow, RowWriter
from kongchuo_desktop.store.tables import Erase, Projected

ATTACHMENT_MOST = 20 << 20
"""Bytes of one attachment; every package up carries it again."""


class Write:
    """Writes rows within ``Store.operation``; every public method may raise KnownError.

    ``prior`` is always the row's ``tips`` as they were read together with the values that the
    person had on screen (journal.md §4); within one operation the same ``prior`` may be handed in
    again for a row already written.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        kind: str,
        record: Callable[[EntryId], journal.OperationRecord],
        ticket: Callable[[Connection], Ticket],
        clock: Callable[[], int],
        home: str,
        may_write: Callable[[Connection, str], bool],
    ) -> None:
        self.connection = connection
        self.session = Session(connection)
        """Reads within the operation; objects read before a write keep their old values."""
        self.home = home
        self._kind = kind
        self._log = EntryLog(connection, record=record, ticket=ticket, clock=clock)
        self._rows = RowWriter(connection, self._log, home, may_write)

    # -- what operations call ---------------------------------------------------------------

    def insert(
        self,
        table: type[Projected],
        *,
        about: str | None = None,
        home: str | None = None,
        key: Sequence[Any] | None = None,
        row: str | None = None,
        prior: str | None = None,
        **fields: Any,
    ) -> str:
        """Writes a new row and returns its id; a row that is already there is changed.

        The id is ``row``, or made of ``key`` (by default the fields of ``table.KEY``; random when
        one of them is empty or ``key`` is ``()``). ``about`` is by default the row itself for a
        pupil and the field ``pupil`` elsewhere. ``prior`` matters only where a row of that natural
        key is already there: the tips that were on screen, ``""`` for none; None means that the
        caller has just looked.
        """
        new = self._rows.new_row(table, fields, about=about, home=home, key=key, row=row)
        tips = self._rows.existing(table, [new.row]).get(new.row)
        if tips is None:
            self._rows.make(table, [new])
        else:
            on_screen = tips if prior is None else prior
            self._rows.change(table, [Change(new.row, on_screen, new.fields)])
        self.session.expunge_all()
        return new.row

    def insert_many(
        self, table: type[Projected], rows: Iterable[Mapping[str, Any]]
    ) -> list[str]:
        """``insert`` for many rows at once, each a map of its arguments; the ids in order."""
        wanted = [(dict(fields), self._new_row(table, fields)) for fields in rows]
        there = self._rows.existing(table, [new.row for _, new in wanted])
        fresh: dict[str, NewRow] = {}
        later: list[dict[str, Any]] = []
        for fields, new in wanted:
            if new.row in there or new.row in fresh:
                later.append({**fields, "row": new.row})
            else:
                fresh[new.row] = new
        self._rows.make(table, list(fresh.values()))
        self.session.expunge_all()
        for fields in later:
            self.insert(table, **fields)
        return [new.row for _, new in wanted]

    def update(self, table: type[Projected], row: str, *, prior: str, **fields: Any) -> bool:
        """Writes what differs from what the writer saw; False when nothing does.

        A field that was in conflict on the writer's screen is settled by any value.
        """
        return self._change(table, [Change(row, prior, fields)]) > 0

    def update_many(
        self, table: type[Projected], rows: Iterable[Mapping[str, Any]]
    ) -> int:
        """``update`` for maps with ``row``, ``prior`` and fields; how many changes were any."""
        return self._change(table, [
            Change(fields["row"], fields["prior"],
                   {name: value for name, value in fields.items() if name not in ("row", "prior")})
            for fields in rows])

    def tips(self, table: type[Projected], rows: Collection[str]) -> dict[str, str]:
        """The tips of rows as they are now, gone or not."""
        return self._rows.existing(table, rows)

    def delete(self, table: type[Projected], row: str, *, prior: str) -> bool:
        """Deletes a row; False when it was gone already."""
        return self.delete_many(table, {row: prior}) > 0

    def delete_many(self, table: type[Projected], rows: Mapping[str, str]) -> int:
        """``delete`` for rows with their ``prior``; how many were not gone already."""
        return self._change(table, [Change(row, prior, gone=True) for row, prior in rows.items()])

    def restore(self, table: type[Projected], row: str, *, prior: str) -> bool:
        """Brings a deleted row back, or settles that it stays; False when nothing was to do."""
        return self.restore_many(table, {row: prior}) > 0

    def restore_many(self, table: type[Projected], rows: Mapping[str, str]) -> int:
        """``restore`` for rows with their ``prior``; at how many there was something to do."""
        return self._change(table, [Change(row, prior, gone=False) for row, prior in rows.items()])

    def erase(self, table: type[Projected], row: str, *, why: str) -> None:
        """Erases a row's values for ever, here and wherever the entry comes (journal.md §9)."""
        if not self._rows.existing(table, [row]):
            raise BugError(f"no row {row} in {table.__tablename__}")
        self.erase_many([row], why=why)

    def erase_many(self, rows: Collection[str], *, why: str) -> None:
        """``erase`` for many rows of whatever tables, deleted and unknown ones too."""
        by_home: dict[str, set[str]] = {}
        for portion in projection.chunks(rows):
            query = select(ENTRY.c.tbl, ENTRY.c.row, ENTRY.c.home, ENTRY.c.about).distinct()
            for found in self.connection.execute(query.where(among(ENTRY.c.row, portion))).all():
                self._log.touched.add(found.tbl, found.row, found.about)
                by_home.setdefault(found.home, set()).add(found.row)
        self._log.touched.joins = True
        for home, of_home in by_home.items():
            self.insert_many(
                Erase, [{"home": home, "target": row, "why": why} for row in sorted(of_home)])
            erase_rows(self.connection, of_home, home)
        self.session.expunge_all()

    def attach(self, data: bytes) -> str:
        """Keeps the bytes of a paper or photo; returns the digest that rows name it by.

        Raises:
            KnownError: ``attachment_too_large``: packages would be refused for ever after.
        """
        if len(data) > ATTACHMENT_MOST:
            raise KnownError(
                "attachment_too_large",
                f"这个文件有{len(data) >> 20} MB，太大了，最多{ATTACHMENT_MOST >> 20} MB。",
                kept="没有改动。",
                todo="请用手机或扫描仪存小一点的照片，再添加。",
            )
        digest = hashlib.sha256(data).hexdigest()
        keep_attachments(self.connection, {digest: data})
        return digest

    @property
    def changes(self) -> Changes:
        """What was written so far; after the operation, what it changed."""
        touched, operation = self._log.touched, self._log.operation
        return Changes(
            op=operation.id if operation else None,
            kind=self._kind,
            tables=frozenset(touched.tables),
            rows=tuple(touched.rows),
            pupils=frozenset(touched.abouts),
            final=operation is not None and operation.final,
        )

    def finish(self) -> Ticket | None:
        """Ends the operation before the commit; the ticket as it was left, if one was drawn."""
        touched = self._log.touched
        # A row made just now is no deleted pupil that came back.
        pupils = (touched.abouts | set(touched.rows)) - self._rows.fresh
        projection.finish(self.connection, pupils, joins=touched.joins)
        self.session.close()
        return self._log.ticket

    def _new_row(self, table: type[Projected], arguments: Mapping[str, Any]) -> NewRow:
        """Of the arguments of ``insert``."""
        fields = dict(arguments)
        about, home, key, row = (fields.pop(name, None) for name in ("about", "home", "key", "row"))
        fields.pop("prior", None)
        return self._rows.new_row(table, fields, about=about, home=home, key=key, row=row)

    def _change(self, table: type[Projected], changes: Sequence[Change]) -> int:
        written = self._rows.change(table, changes)
        if written:
            self.session.expunge_all()
        return written
