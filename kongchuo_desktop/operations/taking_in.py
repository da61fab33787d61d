"""Taking packages in: verified and merged, waiting for a telephone call, or refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kongchuo_desktop.domain.journal import read_entry
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import package, stick
from kongchuo_desktop.exchange.certificates import Standing
from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.exchange.package import Inspection, Opened
from kongchuo_desktop.operations.copies import copy_before
from kongchuo_desktop.operations.joining import (
    certify,
    machine_keys,
    trust_of,
    withdraw,
)
from kongchuo_desktop.operations.joins import alike
from kongchuo_desktop.operations.paper_register import numbers_twice, paper_register
from kongchuo_desktop.store.merge import MergeReport, merge
from kongchuo_desktop.store.scope import within
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Unit
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes


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


def inspect_package(store: Store | None, path: Path) -> Inspection:
    """What can be known of a file without taking it in."""
    data = stick.read_file(path)
    if store is None:
        return package.inspect(data)
    return package.inspect(data, machine_keys(store), trust_of(store, today=store.now().date()))


class Intake:
    """Packages taken in one after another; the store is copied once, before the first of them.

    A bureau takes in a hundred packages at a time: a copy before each would take longer than
    they do, and push the one from before all of them out.
    """

    def __init__(self, store: Store, *, actor: Actor) -> None:
        self._store, self._actor = store, actor
        self._copied = False

    def take(self, path: Path) -> Received:
        """One package, whole or not at all; refusals come back as a sentence."""
        try:
            data = stick.read_file(path)
            opened = _open(self._store, data)
            if not opened.verified:
                return _keep_waiting(self._store, path.name, data, opened)
            if not self._copied:
                copy_before(self._store, "import")
                self._copied = True
            return _take_in(self._store, self._actor, path.name, opened, len(data))
        except KnownError as error:
            return Received(path.name, "refused", error.message, error=error)


def import_package(store: Store, *, actor: Actor, path: Path) -> Received:
    """Take one package in, whole or not at all; refusals come back as a sentence."""
    return Intake(store, actor=actor).take(path)


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


def _take_in(store: Store, actor: Actor, name: str, opened: Opened, size: int) -> Received:
    standing = opened.standing
    assert standing is not None
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
            "received": store.now().date().isoformat(), "counts": dict(content.counts),
            "at": store.now().isoformat(timespec="seconds"), "by": actor.name, "bytes": size,
            "sha256": opened.digest, "added": report.added})
    already = report.added == 0
    what = f"{head.sender.name}{period_words(head.period)}的包"
    sentence = (f"{what}已经收过，没有新内容。" if already
                else f"收下{what}，新记录{report.added}条。")
    if report.conflicts:
        sentence += f"有{len(report.conflicts)}处两边填得不一样，都留着，请选一个。"
    if any(change.table == "paper" and change.new for change in report.rows):
        sentence += "".join(f"文号{number}开过两份，请在登记簿里作废一份。"
                            for number in sorted(numbers_twice(paper_register(store))))
    # A bureau takes in a hundred packages in a row, and its doubles are its schools' to join.
    if store.role != "bureau" and any(c.table == "pupil" and c.new for c in report.rows):
        pairs = len(alike(store))
        sentence += f"有{pairs}对学生可能是同一人，请到设置里的“档案”核对。" if pairs else ""
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
    # Looked for in the bytes: reading every entry twice would be a third of the whole work.
    claims = (read_entry(body) for body in entries
              if b'"same_as":' in body and b'"table":"unit"' in body)
    joined = {e.row: str(e.set["same_as"]) for e in claims
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
    try:
        copy_before(store, "import")
        received = _take_in(store, actor, about["file"], _open(store, data), len(data))
    except KnownError:
        withdraw(store, keys=opened.signer)
        raise
    box.delete(digest)
    return received


def reject_waiting(store: Store, *, digest: str) -> None:
    """The codes differ: the package is put aside and nothing of it is taken in."""
    store.local("waiting_package").delete(digest)


def taken_packages(store: Store) -> list[dict[str, Any]]:
    """What was taken in on this computer, newest first.

    Each with file, from, period, received, sha256 and counts; ``at``, ``by``, ``bytes`` and
    ``added`` (how many entries were new) are not known of what an older program took in.
    """
    return sorted(({"sha256": digest, **about} for digest, about in
                   store.local("package_in").items()),
                  key=lambda about: (about.get("at", about["received"]), about["period"]),
                  reverse=True)
