"""Packages: what goes up and to whom, taking in what came, and who has filed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kongchuo_desktop import __version__
from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.cases import cases_of
from kongchuo_desktop.domain.journal import read_entry
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import package, stick
from kongchuo_desktop.exchange.certificates import Standing
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.names import PACKAGE, file_name, period_words
from kongchuo_desktop.exchange.package import Heading, Inspection, Opened, Reader, Sender
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.copies import copy_before
from kongchuo_desktop.operations.joining import (
    Superior,
    certify,
    machine_keys,
    own_chain,
    own_class,
    superior_of,
    trust_of,
    unit_kind,
)
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import canonical_ids, class_title, load_world, rows_of
from kongchuo_desktop.store.merge import MergeReport, RowInfo, export_rows, merge
from kongchuo_desktop.store.scope import within
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event, Paper, Return, Unit, Visit
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes

MONTHLY = "月报"
Progress = Callable[[int, int], None]

_NEVER_UP = frozenset({"register", "leave"})
"""Tables that stay in the school (design §2.4)."""
_WITH_CASE = frozenset({"mark"})
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
    changes: Changes


@dataclass(frozen=True, slots=True)
class Sent:
    """A package as written to a stick or folder."""

    path: Path
    sha256: str
    size: int
    zero: bool
    counts: Mapping[str, int]
    check_code: str
    reader: str


@dataclass(frozen=True, slots=True)
class Received:
    """How one file fared: ``imported``, ``already``, ``waiting`` (未核验) or ``refused``."""

    file: str
    status: str
    sentence: str
    verified: bool = False
    added: int = 0
    conflicts: int = 0
    check_code: str = ""
    digest: str = ""
    error: KnownError | None = None
    changes: Changes | None = None
    """What it brought; it is no operation of this store, so it can't be undone."""


@dataclass(frozen=True, slots=True)
class FiledReturn:
    """What one unit or class filed for a month; ``status`` filed, filed_zero or not_filed."""

    unit: str
    name: str
    status: str
    late: bool = False
    verified: bool | None = None
    received: date | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)
    waiting: str = ""
    """Digest of a package of this unit that waits for its check code to be compared."""
    check_code: str = ""
    """The code that is to be compared by telephone while it waits."""


def month_counts(store: Store, *, period: str) -> dict[str, int]:
    """The figures of a month's return: pupils, open cases, what was opened and closed, papers."""
    year, month = int(period[:4]), int(period[5:7])
    first, last = date(year, month, 1), month_end(year, month)
    last = min(last, store.now().date())
    now = situation(store, day=last)
    world, cases = now.world, cases_of(now)
    everything = [*cases, *cases_of(now, closed=True)]
    facts = [f for f in world.facts if first <= f.day <= last]
    return {
        "pupils": sum(p.enrolled_on(last) for p in world.pupils.values()),
        "cases": len(cases),
        "opened": sum(first <= c.since <= last for c in everything),
        "returned": len({f.pupil for f in facts if f.kind == "returned"}),
        "visits": sum(f.kind == "visit" for f in facts),
        "papers": sum(f.kind == "issued" for f in facts),
        "registers": len({(r.class_id, r.day) for r in world.registers if first <= r.day <= last}),
    }


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
                  machine_keys(store).public.check_code, changes)


def write_package(store: Store, *, sealed: Sealed, folder: Path,
                  progress: Progress | None = None,
                  cancelled: Callable[[], bool] | None = None) -> Sent:
    """Write a sealed package to a stick or folder and read it back; may be done again.

    Raises:
        KnownError: what the stick says; an older file of the same name is then untouched.
    """
    written = stick.write_verified(sealed.data, folder, sealed.name, progress=progress,
                                   cancelled=cancelled)
    store.local("package_out").set(sealed.period, {
        "file": written.path.name, "sha256": written.sha256, "bytes": written.size,
        "zero": sealed.zero, "cases": sealed.counts["cases"],
        "at": store.now().isoformat(timespec="seconds"), "to": sealed.reader})
    return Sent(written.path, written.sha256, written.size, sealed.zero, sealed.counts,
                sealed.check_code, sealed.reader)


def _check_period(store: Store, period: str) -> None:
    try:
        first = date.fromisoformat(f"{period}-01")
    except ValueError:
        raise KnownError("bad_month", f"“{period}”不是月份。", todo="写成2026-09这样。") from None
    if first > store.now().date():
        raise KnownError("future_month", f"{period_words(period)}还没有到，不能报送。")


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
    with_case = _ever_a_case(store)
    return lambda info: (
        ours(info.home) and info.table not in _NEVER_UP
        and (info.table not in _WITH_CASE or info.about in with_case))


def _ever_a_case(store: Store) -> frozenset[str]:
    """Pupils of whom any visit, paper or fact was ever written, deleted ones included."""
    with store.session() as session:
        return frozenset(
            pupil for table in (Visit, Paper, Event)
            for pupil in session.scalars(select(sql_table(table).c.about).distinct())
            if pupil)


def inspect_package(store: Store | None, path: Path) -> Inspection:
    """What can be known of a file without taking it in."""
    data = stick.read_file(path)
    if store is None:
        return package.inspect(data)
    return package.inspect(data, machine_keys(store), trust_of(store, today=store.now().date()))


def import_package(store: Store, *, actor: Actor, path: Path) -> Received:
    """Take one package in, whole or not at all; refusals come back as a sentence."""
    try:
        data = stick.read_file(path)
        opened = _open(store, data)
        if not opened.verified:
            return _keep_waiting(store, path.name, data, opened)
        return _take_in(store, path.name, opened)
    except KnownError as error:
        return Received(path.name, "refused", error.message, error=error)


def _open(store: Store, data: bytes) -> Opened:
    return package.open_package(data, machine_keys(store),
                                trust_of(store, today=store.now().date()))


def _keep_waiting(store: Store, name: str, data: bytes, opened: Opened) -> Received:
    """A package of a machine that nobody vouched for waits, sealed, and counts as 未核验 (§7)."""
    code = opened.signer.check_code
    head = opened.heading
    store.local("waiting_package").set(opened.digest, {
        "file": name, "unit": head.sender.class_id or head.sender.unit, "from": head.sender.name,
        "period": head.period, "check_code": code, "counts": dict(opened.content.counts),
        "received": store.now().date().isoformat()}, blob=data)
    return Received(
        name, "waiting", f"{head.sender.name}的这台电脑第一次报送，先放在“未验”里。"
        f"打电话请对方念核对码，对上{code}再收下。", check_code=code, digest=opened.digest)


def _take_in(store: Store, name: str, opened: Opened) -> Received:
    standing = opened.standing
    assert standing is not None
    copy_before(store, "import")

    content = opened.content
    report = merge(store, content.entries, content.operations, content.runs, content.attachments,
                   allowed_home=_scope(store, standing, content.entries))
    head = opened.heading
    log = store.local("package_in")
    known_before = log.get(opened.digest) is not None
    if not known_before:
        log.set(opened.digest, {
            "file": name, "unit": head.sender.class_id or head.sender.unit,
            "from": head.sender.name, "period": head.period, "verified": True,
            "received": store.now().date().isoformat(), "counts": dict(content.counts)})
    already = report.added == 0
    what = f"{head.sender.name}{period_words(head.period)}的包"
    sentence = (f"{what}已经收过，没有新内容。" if already
                else f"收下{what}，新记录{report.added}条。")
    if report.conflicts:
        sentence += f"有{len(report.conflicts)}处两边填得不一样，都留着，请选一个。"
    return Received(name, "already" if already else "imported", sentence, True, report.added,
                    len(report.conflicts), digest=opened.digest, changes=_brought(report))


def _brought(report: MergeReport) -> Changes:
    return Changes(op=None, kind="import_package", tables=frozenset(r.table for r in report.rows),
                   rows=tuple(r.row for r in report.rows), pupils=report.pupils)


def _scope(store: Store, standing: Standing,
           entries: Sequence[bytes]) -> Callable[[str], bool]:
    """Whose rows a signer may bring: those of its unit, and of a home it had before it joined.

    A class that started alone wrote under a provisional home and joins that unit row to its
    school's (journal.md §5). A unit that this store knows can't be claimed in this way.
    """
    joined = {e.row: str(e.set["same_as"]) for e in map(read_entry, entries)
              if e.table == "unit" and e.row == e.home and e.set.get("same_as")}

    def allowed(home: str) -> bool:
        with store.reading() as connection:
            if standing.superior or within(connection, home, standing.unit):
                return True
            units = sql_table(Unit)
            known_here = connection.scalar(select(units.c.row).where(units.c.row == home))
            return (known_here is None and home in joined
                    and within(connection, joined[home], standing.unit))

    return allowed


def waiting_packages(store: Store) -> dict[str, dict[str, Any]]:
    """Digest → what is known of each package that waits for its check code."""
    return dict(store.local("waiting_package").items())


def accept_waiting(store: Store, *, actor: Actor, digest: str, check_code: str) -> Received:
    """The code read out on the telephone matches: certify the machine, then take its package in.

    Raises:
        KnownError: ``not_waiting``, ``wrong_check_code``.
    """
    box = store.local("waiting_package")
    data, about = box.blob(digest), box.get(digest)
    if data is None or about is None:
        raise KnownError("not_waiting", "没有找到这个等着核对的包。", todo="重新读入一次。")
    opened = _open(store, data)
    if "".join(check_code.split()) != opened.signer.check_code.replace(" ", ""):
        raise KnownError("wrong_check_code", "核对码对不上。", kept="包还在“未验”里，没有收下。",
                         todo="请对方再念一遍；还是不对，就退回这个包。")
    sender = opened.heading.sender
    certify(store, actor=actor, keys=opened.signer, unit=sender.unit,
            unit_name=sender.unit_name, kind=sender.kind,
            class_id=sender.class_id, class_name=sender.class_name)
    received = _take_in(store, about["file"], _open(store, data))
    box.delete(digest)
    return received


def reject_waiting(store: Store, *, actor: Actor, digest: str) -> None:
    """The codes differ: the package is put aside and nothing of it is taken in."""
    store.local("waiting_package").delete(digest)


def returns_of_month(store: Store, *, period: str) -> list[FiledReturn]:
    """Who below this store has filed a month; a filed zero is not the same as nothing (R170)."""
    with store.session() as session:
        same = canonical_ids(session)
        filed = {same.get(r["unit"], r["unit"]): r for r in rows_of(session, Return)
                 if r["kind"] == MONTHLY and r["period"] == period}
        units = rows_of(session, Unit)
    below = ({c.id: c.name for c in load_world(store).classes.values()} if store.role != "bureau"
             else {same.get(u["row"], u["row"]): u["name"] for u in units
                   if u["parent"] == store.home})
    due = month_end(int(period[:4]), int(period[5:7]))
    arrived = {same.get(v["unit"], v["unit"]): v for _, v in store.local("package_in").items()
               if v["period"] == period}
    waiting = {same.get(v["unit"], v["unit"]): (k, v)
               for k, v in waiting_packages(store).items() if v["period"] == period}
    return [_filed_return(unit, name or "", filed.get(unit), arrived.get(unit),
                          waiting.get(unit), due)
            for unit, name in sorted(below.items(), key=lambda item: (item[1] or "", item[0]))]


def _filed_return(unit: str, name: str, filed: Mapping[Any, Any] | None,
                  arrived: Mapping[str, Any] | None, waiting: tuple[str, Mapping[str, Any]] | None,
                  due: date) -> FiledReturn:
    if filed is not None:
        received = date.fromisoformat(arrived["received"]) if arrived else None
        return FiledReturn(unit, name, "filed_zero" if filed["zero"] else "filed",
                           late=date.fromisoformat(filed["day"]) > due, verified=True,
                           received=received, counts=filed["figures"] or {})
    if waiting is not None:
        digest, about = waiting
        counts = about["counts"]
        return FiledReturn(unit, name, "filed" if counts.get("cases") else "filed_zero",
                           verified=False, received=date.fromisoformat(about["received"]),
                           counts=counts, waiting=digest, check_code=about["check_code"])
    return FiledReturn(unit, name, "not_filed")


def taken_packages(store: Store) -> list[dict[str, Any]]:
    """What was taken in on this computer, newest first: file, from, period, received, counts."""
    return sorted((about for _, about in store.local("package_in").items()),
                  key=lambda about: (about["received"], about["period"]), reverse=True)


def sent_packages(store: Store) -> list[tuple[str, dict[str, Any]]]:
    """Month → what was written, newest first (报过的包)."""
    return sorted(store.local("package_out").items(), reverse=True)
