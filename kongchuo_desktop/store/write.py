"""One operation being written: entries and projection together, in one transaction."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import Session

from kongchuo_desktop.domain import journal
from kongchuo_desktop.domain.journal import GONE, Ancestry, Entry, EntryId, fold
from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.actor import Actor as Actor
from kongchuo_desktop.store.actor import Changes as Changes
from kongchuo_desktop.store.attachments import keep_attachments
from kongchuo_desktop.store.bulk import insert_columns, update_columns
from kongchuo_desktop.store.entry_log import EntryLog, Ticket
from kongchuo_desktop.store.erasure import erase_rows, erased_among
from kongchuo_desktop.store.journal_tables import CONFLICT, ENTRY
from kongchuo_desktop.store.tables import Erase, Projected, PupilRow, Unit
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table

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
        self._may_write = may_write
        self._homes: set[str] = set()
        self._fresh: set[str] = set()
        """Rows that this operation made."""

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
        new = self._new_row(table, about, home, key, row, fields)
        there = projection.current(self.connection, sql_table(table), new.row)
        if there is not None:
            filled = {name: value for name, value in fields.items() if value is not None}
            self._change(table, new.row, there.tips if prior is None else prior, filled)
            return new.row
        self._insert_new(table, [new])
        return new.row

    def insert_many(
        self, table: type[Projected], rows: Iterable[Mapping[str, Any]]
    ) -> list[str]:
        """``insert`` for many rows at once, each a map of its arguments; the ids in order."""
        wanted = [(dict(fields), self._of_arguments(table, dict(fields))) for fields in rows]
        there = self._existing(table, [new.row for _, new in wanted])
        fresh: dict[str, _NewRow] = {}
        later: list[dict[str, Any]] = []
        for fields, new in wanted:
            if new.row in there or new.row in fresh:
                later.append({**fields, "row": new.row})
            else:
                fresh[new.row] = new
        self._insert_new(table, list(fresh.values()))
        for fields in later:
            self.insert(table, **fields)
        return [new.row for _, new in wanted]

    def update(self, table: type[Projected], row: str, *, prior: str, **fields: Any) -> bool:
        """Writes what differs from what the writer saw; False when nothing does.

        A field that was in conflict on the writer's screen is settled by any value.
        """
        return self._change(table, row, prior, fields)

    def update_many(
        self, table: type[Projected], rows: Iterable[Mapping[str, Any]]
    ) -> int:
        """``update`` for maps with ``row``, ``prior`` and fields; how many rows changed.

        Rows that nobody else has written since they were read are changed all at once.
        """
        wanted = [dict(fields) for fields in rows]
        plain, others = self._sorted_out(table, wanted)
        self._change_plain(table, plain)
        return len(plain) + sum(self.update(table, **fields) for fields in others)

    def delete(self, table: type[Projected], row: str, *, prior: str) -> bool:
        """Deletes a row; False when it was gone already."""
        return self._change(table, row, prior, {}, gone=True)

    def restore(self, table: type[Projected], row: str, *, prior: str) -> bool:
        """Brings a deleted row back, or settles that it stays; False when nothing was to do."""
        return self._change(table, row, prior, {}, gone=False)

    def erase(self, table: type[Projected], row: str, *, why: str) -> None:
        """Erases a row's values for ever, here and wherever the entry comes (journal.md §9)."""
        self._must_exist(table, row)
        self.erase_many([row], why=why)

    def erase_many(self, rows: Collection[str], *, why: str) -> None:
        """``erase`` for many rows of whatever tables, deleted and unknown ones too."""
        by_home: dict[str, set[str]] = {}
        for portion in projection.chunks(rows):
            query = select(ENTRY.c.tbl, ENTRY.c.row, ENTRY.c.home, ENTRY.c.about).distinct()
            for found in self.connection.execute(query.where(ENTRY.c.row.in_(portion))).all():
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
        pupils = (touched.abouts | set(touched.rows)) - self._fresh
        projection.finish(self.connection, pupils, joins=touched.joins)
        self.session.close()
        return self._log.ticket

    # -- new rows ---------------------------------------------------------------------------

    def _of_arguments(self, table: type[Projected], fields: dict[str, Any]) -> "_NewRow":
        names = ("about", "home", "key", "row")
        about, home, key, row = (fields.pop(name, None) for name in names)
        fields.pop("prior", None)
        return self._new_row(table, about, home, key, row, fields)

    def _new_row(
        self,
        table: type[Projected],
        about: str | None,
        home: str | None,
        key: Sequence[Any] | None,
        row: str | None,
        fields: Mapping[str, Any],
    ) -> "_NewRow":
        name = str(table.__tablename__)
        self._check_types(name, fields)
        if key is None:
            key = [fields.get(part) for part in table.KEY]
        natural = bool(key) and not any(part is None or part == "" for part in key)
        if table is Unit:
            row = row or (journal.row_id("", name, key) if natural else journal.random_row_id())
            home = row
        home = home or self.home
        row = row or (journal.row_id(home, name, key) if natural else journal.random_row_id())
        about = about or (row if table is PupilRow else fields.get("pupil"))
        # A new unit is written by the unit above it: its own home is not known yet.
        parent = fields.get("parent") if table is Unit else None
        self._check_home(parent or home)
        return _NewRow(row, home, about, {k: v for k, v in fields.items() if v is not None})

    def _existing(self, table: type[Projected], rows: Collection[str]) -> set[str]:
        sql = sql_table(table)
        return {
            row
            for portion in projection.chunks(rows)
            for row in self.connection.scalars(select(sql.c.row).where(sql.c.row.in_(portion)))
        }

    def _insert_new(self, table: type[Projected], rows: Sequence["_NewRow"]) -> None:
        if not rows:
            return
        name = str(table.__tablename__)
        erased = erased_among(self.connection, [(new.row, new.home) for new in rows])
        if erased:
            raise _erased()
        entries = [
            self._log.entry(name, new.row, new.home, new.about, (), new.fields) for new in rows
        ]
        self._log.keep(entries)
        operation = self._log.operation
        count = len(entries)
        fields = dict.fromkeys(field for new in rows for field in new.fields)
        insert_columns(self.connection, sql_table(table), {
            "row": [e.row for e in entries], "home": [e.home for e in entries],
            "about": [e.about for e in entries],
            "tips": [journal.entry_name(e.id) for e in entries],
            "gone": [False] * count,
            "recorded": [projection.recorded_on(entries[0], operation)] * count,
            "author": [operation.actor if operation else ""] * count,
            **{field: [e.set.get(field) for e in entries] for field in fields},
        })
        self._fresh.update(e.row for e in entries)
        self.session.expunge_all()

    # -- changed rows -----------------------------------------------------------------------

    def _sorted_out(
        self, table: type[Projected], wanted: Sequence[dict[str, Any]]
    ) -> tuple[list["_Plain"], list[dict[str, Any]]]:
        """Which changes are a plain UPDATE on top of all that there is, and which are not."""
        name, sql = str(table.__tablename__), sql_table(table)
        there = {
            row.row: row
            for portion in projection.chunks(fields["row"] for fields in wanted)
            for row in self.connection.execute(select(sql).where(sql.c.row.in_(portion)))
        }
        contested = {
            row
            for portion in projection.chunks(there)
            for row in self.connection.scalars(
                select(CONFLICT.c.row).where(CONFLICT.c.row.in_(portion)))
        }
        plain: list[_Plain] = []
        others: list[dict[str, Any]] = []
        seen: set[str] = set()
        for change in wanted:
            row = there.get(change["row"])
            if (row is None or row.gone or row.row in contested or row.row in seen
                    or row.tips != change["prior"] or self._log.wrote(row.row)):
                others.append(change)
                continue
            seen.add(row.row)
            fields = {k: v for k, v in change.items() if k not in ("row", "prior")}
            self._check_types(name, fields)
            self._check_home(row.home)
            shown = row._mapping
            changed = {k: v for k, v in fields.items() if v != shown[k]}
            if changed:
                plain.append(_Plain(row.row, row.home, row.about, row.tips, changed))
        return plain, others

    def _change_plain(self, table: type[Projected], rows: Sequence["_Plain"]) -> None:
        if not rows:
            return
        name = str(table.__tablename__)
        entries = [
            self._log.entry(name, r.row, r.home, r.about, journal.split_tips(r.tips), r.fields)
            for r in rows
        ]
        self._log.keep(entries)
        alike: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        for entry in entries:
            alike[tuple(sorted(entry.set))].append(entry)
        for fields, group in alike.items():
            update_columns(self.connection, sql_table(table), [e.row for e in group], {
                "tips": [journal.entry_name(e.id) for e in group],
                **{field: [e.set[field] for e in group] for field in fields},
            })
        self.session.expunge_all()

    def _change(
        self,
        table: type[Projected],
        row: str,
        prior: str,
        fields: Mapping[str, Any],
        gone: bool | None = None,
    ) -> bool:
        name = str(table.__tablename__)
        self._check_types(name, fields)
        there = self._must_exist(table, row)
        self._check_home(there.home)
        if there.gone and erased_among(self.connection, [(row, there.home)]):
            raise _erased()
        on_top_of = self._log.effective_prior(row, journal.split_tips(prior))
        tips = journal.split_tips(there.tips)
        contested = self._contested(row)
        plain = on_top_of == tips and not there.gone and GONE not in contested and gone is None
        if plain:
            seen: Mapping[str, Any] = there._mapping
        else:
            view = self._seen(row, on_top_of)
            seen, contested = view.values, view.contested
            gone = _gone_to_write(gone, bool(fields), view)
        changed = {
            field: value
            for field, value in fields.items()
            if field in contested or value != seen.get(field)
        }
        if gone is not None:
            changed[GONE] = gone
        if not changed:
            return False
        entry = self._log.entry(name, row, there.home, there.about, on_top_of, changed)
        self._log.keep([entry])
        if plain:
            tip = journal.entry_name(entry.id)
            projection.change(self.connection, sql_table(table), row, tip, changed)
        else:
            projection.refold(self.connection, [row])
        self.session.expunge_all()
        return True

    def _contested(self, row: str) -> set[str]:
        query = select(CONFLICT.c.field).where(CONFLICT.c.row == row)
        return set(self.connection.scalars(query))

    def _seen(self, row: str, prior: Sequence[EntryId]) -> "_View":
        entries = Ancestry(projection.entries_of(self.connection, [row])[row]).closure(prior)
        if not entries:
            return _View({}, set(), gone=False)
        folded = fold(entries)
        return _View(folded.values, set(folded.conflicts), gone=folded.gone)

    # -- common -----------------------------------------------------------------------------

    def _must_exist(self, table: type[Projected], row: str) -> Any:
        there = projection.current(self.connection, sql_table(table), row)
        if there is None:
            raise BugError(f"no row {row} in {table.__tablename__}")
        return there

    def _check_home(self, home: str) -> None:
        if home in self._homes or home == self.home:
            return
        if not self._may_write(self.connection, home):
            raise KnownError(
                "other_home",
                "这是别的学校的记录，在这里只能看，不能改。",
                kept="没有改动。",
                todo="请让那所学校自己改，或请上级单位更正。",
            )
        self._homes.add(home)

    @staticmethod
    def _check_types(table: str, fields: Mapping[str, Any]) -> None:
        checks = FIELDS[table]
        for name, value in fields.items():
            check = checks.get(name)
            if check is None or not (value is None or check(value)):
                raise BugError(f"{table}.{name} cannot hold {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class _NewRow:
    row: str
    home: str
    about: str | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Plain:
    """A change of a row that nobody else has written since it was read."""

    row: str
    home: str
    about: str | None
    tips: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _View:
    """What a writer had on screen."""

    values: Mapping[str, Any]
    contested: set[str]
    gone: bool


def _gone_to_write(wanted: bool | None, writes_fields: bool, view: _View) -> bool | None:
    """The value of ``_gone`` to write, None for none."""
    if wanted is None:
        # Writing to a deleted row brings it back (journal.md §4).
        return False if view.gone and writes_fields else None
    return wanted if wanted != view.gone or GONE in view.contested else None


def _erased() -> KnownError:
    return KnownError(
        "row_erased",
        "这条记录已按保存期限清除，不能再写。",
        kept="没有改动。",
        todo="确有需要时，请另建一条新的记录。",
    )
