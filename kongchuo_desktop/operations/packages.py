"""Packages: what goes up and to whom, sealed, written and read back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from kongchuo_desktop import __version__
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import package, stick
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.names import PACKAGE, file_name, period_words
from kongchuo_desktop.exchange.package import Heading, Reader, Sender
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.drives import place_name
from kongchuo_desktop.operations.joining import (
    Superior,
    machine_keys,
    own_chain,
    own_class,
    superior_of,
    unit_kind,
)
from kongchuo_desktop.operations.returns import MONTHLY, month_counts
from kongchuo_desktop.operations.sent import Sent, note_sent
from kongchuo_desktop.operations.world import class_title
from kongchuo_desktop.store.merge import RowInfo, export_rows
from kongchuo_desktop.store.scope import within
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Attached, Event, Leave, Paper, Return, Visit
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes

Progress = Callable[[int, int], None]
_NEVER_UP = frozenset({"register", "leave"})
"""Tables that stay in the school (design §2.4)."""
_WITH_CASE = frozenset({"mark", "enrollment"})
"""Tables of which the bureau gets only the rows of pupils who ever had a case."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package ready to be written: the month is filed, only ``reader`` can open it."""

    data: bytes
    name: str
    period: str
    zero: bool
    counts: Mapping[str, int]
    reader: str
    check_code: str
    by: str
    changes: Changes


def export_package(store: Store, *, actor: Actor, period: str, folder: Path,
                   progress: Progress | None = None,
                   cancelled: Callable[[], bool] | None = None) -> Sent:
    """File the month's return, then write the sealed package and read it back (R170).

    Raises:
        KnownError: what ``seal_package`` and ``write_package`` say.
    """
    sealed = seal_package(store, actor=actor, period=period)
    return write_package(store, sealed=sealed, folder=folder, progress=progress,
                         cancelled=cancelled)


def seal_package(store: Store, *, actor: Actor, period: str,
                 gaps: Sequence[str] = ()) -> Sealed:
    """File the month's return and seal the package; ``gaps`` are named in it to the reader.

    Raises:
        KnownError: ``not_joined``, ``bad_month``, ``future_month``.
    """
    superior = superior_of(store)
    if superior is None:
        raise KnownError("not_joined", "还没有加入上级，不知道报送包该封给谁。",
                         kept="没有写任何文件。",
                         todo="请教导处或教育局发一个加入文件，读入后再报送。")
    _check_period(store, period)
    counts = month_counts(store, period=period)
    zero = counts["cases"] == 0 and counts["opened"] == 0
    changes = _file_return(store, actor, period, zero, counts)
    data, name = _sealed(store, superior, period, counts, gaps)
    return Sealed(data, name, period, zero, counts, superior.name,
                  machine_keys(store).public.check_code, actor.name, changes)


def write_package(store: Store, *, sealed: Sealed, folder: Path,
                  progress: Progress | None = None,
                  cancelled: Callable[[], bool] | None = None) -> Sent:
    """Write a sealed package to a stick or folder and read it back; may be done again.

    Raises:
        KnownError: what the stick says; an older file of the same name is then untouched.
    """
    # Asked before: afterwards the stick may be out already.
    place = place_name(folder)
    written = stick.write_verified(sealed.data, folder, sealed.name, progress=progress,
                                   cancelled=cancelled)
    sent = Sent(path=written.path, place=place, period=sealed.period, sha256=written.sha256,
                size=written.size, zero=sealed.zero, counts=sealed.counts,
                check_code=sealed.check_code, reader=sealed.reader,
                at=store.now().replace(microsecond=0), by=sealed.by)
    note_sent(store, sent)
    return sent


def _check_period(store: Store, period: str) -> None:
    try:
        first = date.fromisoformat(f"{period}-01")
    except ValueError:
        raise KnownError("bad_month", f"“{period}”不是月份。", todo="写成2026-09这样。") from None
    if first > store.now().date():
        raise KnownError("future_month", f"{period_words(period)}还没有到，不能报送。",
                         kept="没有改动。", todo="核对月份。")


def _file_return(store: Store, actor: Actor, period: str, zero: bool,
                 counts: Mapping[str, int]) -> Changes:
    room = own_class(store)
    with store.operation("file_return", actor, roles=EVERYONE, undoable=False) as write:
        write.insert(Return, unit=room.row if room else store.home, kind=MONTHLY, period=period,
                     day=store.now().date().isoformat(), zero=zero, figures=dict(counts))
    return write.changes


def _sealed(store: Store, superior: Superior, period: str,
            counts: Mapping[str, int], gaps: Sequence[str]) -> tuple[bytes, str]:
    chosen = export_rows(store, _selection(store, superior))
    room = own_class(store)
    class_name = class_title(store, room.row) if room else ""
    header = store.header
    heading = Heading(
        kind=MONTHLY,
        sender=Sender(store.home, header.unit_name, unit_kind(store), room.row if room else None,
                      class_name, header.name),
        reader=Reader(superior.unit, superior.name, superior.keys.fingerprint),
        period=period, made=store.now().replace(microsecond=0), program=__version__,
        chain=own_chain(store))
    content = Content(tuple(chosen.entries), tuple(chosen.operations), tuple(chosen.runs),
                      chosen.attachments, dict(counts), {"gaps": list(gaps)} if gaps else {})
    data = package.seal(content, heading, machine_keys(store), [superior.keys])
    parts = [class_name] if class_name else []
    return data, file_name(header.unit_name, *parts, period_words(period), extension=PACKAGE)


def _selection(store: Store, superior: Superior) -> Callable[[RowInfo], bool]:
    """Which whole rows the superior may have; a row once visible stays visible (journal.md §7)."""
    with store.reading() as connection:
        homes: dict[str, bool] = {}

        def ours(home: str) -> bool:
            if home not in homes:
                with store.reading() as again:
                    homes[home] = within(again, home, store.home)
            return homes[home]

        if superior.kind == "school" or within(connection, superior.unit, store.home):
            return lambda info: ours(info.home)
    with_case, slips = _ever_a_case(store), _scans_of_leave(store)
    return lambda info: (
        ours(info.home) and info.table not in _NEVER_UP and info.row not in slips
        and (info.table not in _WITH_CASE or info.about in with_case))


def _ever_a_case(store: Store) -> frozenset[str]:
    """Pupils of whom any visit, paper or fact was ever written, deleted ones included."""
    with store.session() as session:
        return frozenset(
            pupil for table in (Visit, Paper, Event)
            for pupil in session.scalars(select(sql_table(table).c.about).distinct())
            if pupil)


def _scans_of_leave(store: Store) -> frozenset[str]:
    """Rows of scans that hang on leave slips: they stay in the school as the slips do."""
    with store.session() as session:
        scans, leave = sql_table(Attached).c, sql_table(Leave).c
        return frozenset(session.scalars(
            select(scans.row).where(scans.target.in_(select(leave.row)))))

