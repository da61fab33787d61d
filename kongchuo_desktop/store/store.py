"""The store: one encrypted folder of one unit or class, opened by one window at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from kongchuo_desktop import platform
from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.domain import journal
from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.store import keys, migrate
from kongchuo_desktop.store.columns import run_columns
from kongchuo_desktop.store.database import Database
from kongchuo_desktop.store.deposit import Holder
from kongchuo_desktop.store.engine import writing
from kongchuo_desktop.store.entry_log import Ticket
from kongchuo_desktop.store.folder import prepare, sweep, take_lock
from kongchuo_desktop.store.header import (
    DATABASE_FILE,
    PROGRAM,
    Header,
    Role,
    read_header,
    write_header,
)
from kongchuo_desktop.store.journal_tables import JOURNAL, RUN
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.store.scope import within
from kongchuo_desktop.store.write import Actor, Write

_LETTERS = "甲乙丙丁戊己庚辛壬癸"


class Store(Database):
    """An open store; made by ``create``, ``open`` and ``open_with_recovery``.

    Reading is safe from any thread and never waits; writing is one operation at a time.

    Attributes:
        folder: where it lies.
        header: what the start screen shows.
        now: the clock, naive local time.
        moved: the folder was restored or copied since it was opened last (journal.md §6).
    """

    def __init__(self, folder: Path, header: Header, key: bytes, lock: Any, now: Now) -> None:
        super().__init__(folder / DATABASE_FILE, key)
        self.folder = folder
        self.header = header
        self.now = now
        self.moved = False
        self._lock = lock
        self._run: Ticket | None = None

    # -- opening and closing ------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        password: str,
        role: Role,
        name: str,
        unit_name: str,
        unit_code: str | None = None,
        home: str | None = None,
        now: Now = local_now,
        cost: KdfCost = STANDARD_COST,
    ) -> tuple["Store", str]:
        """Makes a new store in an empty or new folder; returns it open, and the recovery key.

        ``home`` is the row of the unit that will own what is written here: by default made of
        ``unit_code``, and provisional (random) where the code is not known. The unit's row itself
        is written by an operation.

        Raises:
            KnownError: ``folder_not_empty``, ``store_read_only``, ``disk_full``.
        """
        lock = prepare(folder)
        if home is None:
            known = unit_code is not None
            home = journal.row_id("", "unit", [unit_code]) if known else journal.random_row_id()
        key = keys.new_data_key()
        recovery = keys.new_recovery_key()
        header = Header(
            store=journal.random_row_id(), role=role, home=home, name=name, unit_name=unit_name,
            unit_code=unit_code, created=now().isoformat(timespec="seconds"), slots=[],
        ).with_password(key, password, cost).with_recovery(key, keys.read_recovery_key(recovery))
        store = cls(folder, header, key, lock, now)
        try:
            with writing(store.engine) as connection:
                JOURNAL.create_all(connection)
                migrate.create_projection(connection)
                migrate.stamp(connection)
            store._remember_place()
            # The header comes last: without it the folder is not a store, and can be tried again.
            write_header(folder, header)
        except BaseException:
            store.close()
            raise
        return store, recovery

    @classmethod
    def open(cls, folder: Path, *, password: str, now: Now = local_now) -> "Store":
        """Opens a store.

        Raises:
            KnownError: ``wrong_password``, ``store_open``, ``store_missing``, ``store_damaged``,
                ``store_newer``, ``store_read_only``.
        """
        header = read_header(folder)
        return cls._open(folder, header, header.key_by_password(password), now)

    @classmethod
    def open_with_recovery(
        cls,
        folder: Path,
        *,
        recovery: str,
        new_password: str,
        now: Now = local_now,
        cost: KdfCost = STANDARD_COST,
    ) -> "Store":
        """Opens a store by its recovery key, which stays valid, and sets a new password.

        Raises:
            KnownError: ``recovery_typo``, ``recovery_wrong``, and what ``open`` raises.
        """
        header = read_header(folder)
        key = header.key_by_recovery(recovery)
        return cls._open(folder, header, key, now,
                         lambda header: header.with_password(key, new_password, cost))

    @classmethod
    def open_with_key(
        cls,
        folder: Path,
        *,
        key: bytes,
        new_password: str,
        now: Now = local_now,
        cost: KdfCost = STANDARD_COST,
    ) -> tuple["Store", str]:
        """Opens a store by the data key that its superior gave back.

        Former passwords and the former recovery key open nothing any more; returns the new
        recovery key.

        Raises:
            KnownError: ``store_damaged`` for a key that is not this store's, and what ``open``
                raises.
        """
        recovery = keys.new_recovery_key()

        def locked_anew(header: Header) -> Header:
            fresh = header.with_password(key, new_password, cost)
            return fresh.with_recovery(key, keys.read_recovery_key(recovery))

        return cls._open(folder, read_header(folder), key, now, locked_anew), recovery

    @classmethod
    def _open(cls, folder: Path, header: Header, key: bytes, now: Now,
              locked_anew: Callable[[Header], Header] = lambda header: header) -> "Store":
        lock = take_lock(folder)
        try:
            sweep(folder)
            migrate.upgrade(folder / DATABASE_FILE, key, header.program)
            store = cls(folder, header, key, lock, now)
        except BaseException:
            lock.release()
            raise
        try:
            store._notice_move()
            wanted = locked_anew(replace(header, program=PROGRAM, restored=None))
            if wanted != header:
                store._write_header(wanted)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Closes the store; afterwards the folder may be copied. A second call does nothing."""
        self.engine.dispose()
        self._lock.release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def change_password(
        self, old: str, new: str, *, cost: KdfCost = STANDARD_COST
    ) -> None:
        """Raises: KnownError ``wrong_password``."""
        key = self.header.key_by_password(old)
        self._write_header(self.header.with_password(key, new, cost))

    def change_recovery_key(self, password: str) -> str:
        """Locks the store under a new recovery key; the former one opens nothing any more.

        Raises:
            KnownError: ``wrong_password``.
        """
        key = self.header.key_by_password(password)
        recovery = keys.new_recovery_key()
        self._write_header(self.header.with_recovery(key, keys.read_recovery_key(recovery)))
        return recovery

    def deposit_key(self, holder: Holder) -> None:
        """Seals the data key to the superior, in place of a deposit with a former one."""
        self._write_header(self.header.with_deposit(self._key, holder))

    # -- what it is ---------------------------------------------------------------------------

    @property
    def role(self) -> Role:
        return self.header.role

    @property
    def home(self) -> str:
        """The unit that owns what is written here."""
        return self.header.home

    def rename(
        self, *, name: str, home: str, unit_name: str, unit_code: str | None
    ) -> None:
        """What a kit of the superior tells: from now on rows are written for this unit."""
        self._write_header(
            replace(
                self.header, name=name, home=home, unit_name=unit_name, unit_code=unit_code
            )
        )

    @property
    def letter(self) -> str:
        """Follows the seat code in numbers: empty; 乙, 丙 … in a moved store (journal.md §6)."""
        moves = int(self.settings.get("moves", 0))
        if moves == 0:
            return ""
        return _LETTERS[moves] if moves < len(_LETTERS) else f"甲{moves}"

    # -- writing ------------------------------------------------------------------------------

    @contextmanager
    def operation(
        self,
        kind: str,
        actor: Actor,
        *,
        roles: tuple[str, ...] = ("class", "school", "bureau"),
        undoable: bool = True,
        undoes: journal.EntryId | None = None,
    ) -> Iterator[Write]:
        """What a person does at once: commits at the end, leaves nothing behind on an exception.

        ``roles`` are those who may; a school may what a class may. Read ``Write.changes`` after.

        Raises:
            KnownError: ``role_not_allowed``, ``disk_full``, ``store_read_only`` …
        """
        _check_role(actor, roles)

        def record(first: journal.EntryId) -> journal.OperationRecord:
            return journal.OperationRecord(
                run=first[0], n=first[1], kind=kind, actor=actor.name, role=actor.role,
                date=self.now().date().isoformat(), undoes=undoes, final=not undoable,
            )

        with self._writing:
            if self._connection is not None:
                raise BugError("an operation within an operation")
            ticket = None
            try:
                with self.transaction() as connection:
                    write = Write(
                        connection, kind=kind, record=record, ticket=self._ticket,
                        clock=self._clock, home=self.home,
                        may_write=lambda c, home: within(c, home, self.home),
                    )
                    yield write
                    ticket = write.finish()
            except BaseException:
                # Whether a failed commit reached the disk is not known: its numbers are not used
                # again, the next write draws a new run.
                self._run = self._run if ticket is None else None
                raise
            self._run = ticket or self._run

    @property
    def last_written(self) -> journal.EntryId | None:
        """The last entry of the run that is being written: nobody else can have a later one."""
        return (self._run.run, self._run.n) if self._run else None

    def end_run(self) -> None:
        """What is written from now on belongs to a new run."""
        self._run = None

    def _ticket(self, connection: Connection) -> Ticket:
        """A copy of the run's state, so that an operation rolled back leaves no gap."""
        if self._run is not None:
            return replace(self._run)
        started = self._clock()
        record = journal.RunRecord(
            run=journal.random_run(), store=self.header.store, machine=platform.machine_mark(),
            name=self.header.name, program=PROGRAM, started=started,
        )
        connection.execute(insert(RUN), [run_columns(record)])
        return Ticket(record.run, 0, 0)

    def _clock(self) -> int:
        return int(self.now().astimezone().timestamp() * 1000)

    def _write_header(self, header: Header) -> None:
        write_header(self.folder, header)
        self.header = header

    # -- where it lies ------------------------------------------------------------------------

    def _remember_place(self) -> None:
        self.settings.set(
            "place", [platform.machine_mark(), platform.place_of(self.folder)]
        )

    def _notice_move(self) -> None:
        here = [platform.machine_mark(), platform.place_of(self.folder)]
        self.moved = self.header.restored is not None or self.settings.get("place") != here
        if self.moved:
            with self.transaction():
                self.settings.set("moves", int(self.settings.get("moves", 0)) + 1)
                self._remember_place()


def _check_role(actor: Actor, roles: tuple[str, ...]) -> None:
    as_class = actor.role == "school" and "class" in roles
    if actor.role not in roles and not as_class:
        raise KnownError(
            "role_not_allowed",
            "以现在的身份不能做这一步。",
            kept="没有改动。",
            todo="请换成有权限的身份，或请学校办公室来做。",
        )
