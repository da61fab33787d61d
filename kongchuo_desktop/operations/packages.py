"""Packages up: what is filed and for which period, sealed for the superior, written, read back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import stick
from kongchuo_desktop.exchange.names import PACKAGE, file_name
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.drives import place_name
from kongchuo_desktop.operations.held_there import Missing, held_there, note_went
from kongchuo_desktop.operations.periods import Period, at_any_time, read_period
from kongchuo_desktop.operations.reports import table_to_file
from kongchuo_desktop.operations.returns import span_counts
from kongchuo_desktop.operations.sealing import Addressee, Envelope, Letter, seal
from kongchuo_desktop.operations.sent import Sent, note_sent
from kongchuo_desktop.operations.stick_contents import name_beside
from kongchuo_desktop.operations.trust import (
    Superior,
    machine_keys,
    own_class,
    superior_keys,
    superior_of,
)
from kongchuo_desktop.operations.trust_carried import carried_up
from kongchuo_desktop.operations.visibility import up_rows
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.operations.world import class_title
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return
from kongchuo_desktop.store.write import Actor, Changes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package ready to be written: the period is filed, only ``reader`` can open it."""

    envelope: Envelope
    name: str
    kind: str
    period: str
    zero: bool
    counts: Mapping[str, int]
    reader: str
    reader_unit: str
    check_code: str
    by: str
    changes: Changes | None

    @property
    def data(self) -> bytes:
        return self.envelope.data


def export_package(store: Store, *, actor: Actor, period: str, folder: Path,
                   progress: stick.Progress | None = None,
                   cancelled: Callable[[], bool] | None = None) -> Sent:
    """File the return of a period, then write the sealed package and read it back (R170).

    Raises:
        KnownError: what ``seal_package`` and ``write_package`` say.
    """
    sealed = seal_package(store, actor=actor, period=period)
    return write_package(store, sealed=sealed, folder=folder, progress=progress,
                         cancelled=cancelled)


def seal_package(store: Store, *, actor: Actor, period: str,
                 gaps: Sequence[str] = ()) -> Sealed:
    """File the return of a month, term, its beginning or a school year and seal the package.

    ``period`` is ``2026-09``, ``2026-2027-1``, ``2026-2027-1-start`` or ``2026-2027``; its whole
    table goes with it. ``gaps`` are named in the package to its reader.

    Raises:
        KnownError: ``not_joined``, ``bad_month``, ``future_month``.
    """
    superior = _superior(store)
    about = read_period(store, period)
    counts = span_counts(store, first=about.first, last=about.last)
    zero = counts["cases"] == 0 and counts["opened"] == 0
    changes = _file_return(store, actor, about, zero, counts)
    return _sealed(store, actor, superior, about, counts, called=about.words, gaps=gaps, zero=zero,
                   changes=changes)


def seal_now(store: Store, *, actor: Actor) -> Sealed:
    """Seal all that the superior may have, at any time; no return is filed.

    Raises:
        KnownError: ``not_joined``.
    """
    superior, today = _superior(store), store.now().date()
    about = at_any_time(today)
    counts = span_counts(store, first=about.first, last=about.last)
    return _sealed(store, actor, superior, about, counts, called=full_day(today))


def write_package(store: Store, *, sealed: Sealed, folder: Path,
                  progress: stick.Progress | None = None,
                  cancelled: Callable[[], bool] | None = None) -> Sent:
    """Write a sealed package to a stick or folder and read it back; may be done again.

    Raises:
        KnownError: what the stick says; an older file of the same name is then untouched.
    """
    # Asked before: afterwards the stick may be out already.
    place = place_name(folder)
    name = name_beside(sealed.data, folder=folder, name=sealed.name)
    written = stick.write_verified(sealed.data, folder, name, progress=progress,
                                   cancelled=cancelled)
    sent = Sent(path=written.path, place=place, period=sealed.period, sha256=written.sha256,
                size=written.size, zero=sealed.zero, counts=sealed.counts,
                check_code=sealed.check_code, reader=sealed.reader,
                at=store.now().replace(microsecond=0), by=sealed.by, kind=sealed.kind)
    note_sent(store, sent)
    note_went(store, digest=written.sha256, unit=sealed.reader_unit, class_id=None,
              attachments=sealed.envelope.attachments)
    return sent


def _superior(store: Store) -> Superior:
    superior = superior_of(store)
    if superior is None:
        raise KnownError("not_joined", "还没有加入上级，不知道报送包该封给谁。",
                         kept="没有写任何文件。",
                         todo="请教导处或教育局发一个加入文件，读入后再报送。")
    return superior


def _file_return(store: Store, actor: Actor, about: Period, zero: bool,
                 counts: Mapping[str, int]) -> Changes:
    room = own_class(store)
    with store.operation("file_return", actor, roles=EVERYONE, undoable=False) as write:
        write.insert(Return, unit=room.row if room else store.home, kind=about.kind,
                     period=about.text, day=store.now().date().isoformat(), zero=zero,
                     figures={**counts, **table_to_file(store, period=about.text)})
    return write.changes


def _sealed(store: Store, actor: Actor, superior: Superior, about: Period,
            counts: Mapping[str, int], *, called: str, gaps: Sequence[str] = (),
            zero: bool = False, changes: Changes | None = None) -> Sealed:
    """``called`` stands in the file's name; ``changes`` filed the return, if any was."""
    to = Addressee(superior.unit, superior.name, superior_keys(store))
    letter = Letter(
        kind=about.kind, period=about.text, rows=up_rows(store, superior), counts=counts,
        gaps=gaps, without=held_there(store, unit=to.unit, class_id=None),
        carried=carried_up(store), wanted=Missing(store).of())
    room = own_class(store)
    parts = [class_title(store, room.row)] if room else []
    name = file_name(store.header.unit_name, *parts, called, extension=PACKAGE)
    return Sealed(seal(store, letter, to), name, about.kind, about.text, zero, counts,
                  superior.name, to.unit, machine_keys(store).public.check_code, actor.name,
                  changes)
