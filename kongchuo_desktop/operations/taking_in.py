"""Taking packages in: verified and merged, waiting for a telephone call, or refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kongchuo_desktop.domain.journal import read_entry
from kongchuo_desktop.domain.unit_claims import UnitClaims, claims_of
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import package, stick
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.exchange.package import Inspection, Opened
from kongchuo_desktop.exchange.trust import Standing
from kongchuo_desktop.operations.after_intake import after
from kongchuo_desktop.operations.claims import claimed_by
from kongchuo_desktop.operations.copies import copy_before
from kongchuo_desktop.operations.going_back import note_import
from kongchuo_desktop.operations.import_report import note_report
from kongchuo_desktop.operations.joins import alike
from kongchuo_desktop.operations.left_words import left_words
from kongchuo_desktop.operations.paper_register import numbers_twice_among
from kongchuo_desktop.operations.retold import retold_by
from kongchuo_desktop.operations.trust import (
    certify,
    machine_keys,
    same_code,
    trust_of,
    withdraw,
    wrong_check_code,
)
from kongchuo_desktop.operations.trust_carried import seat_told
from kongchuo_desktop.operations.waiting_room import WAITING, check_room
from kongchuo_desktop.store.check import CheckReport, check_rows
from kongchuo_desktop.store.feed import Place
from kongchuo_desktop.store.merge import merge
from kongchuo_desktop.store.merge_report import MergeReport
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
    problems: tuple[str, ...] = ()
    """What the check of the rows it touched found afterwards."""


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
        self._copy: Path | None = None
        self._place: Place | None = None
        self._taken: list[str] = []

    def take(self, path: Path) -> Received:
        """One package, whole or not at all; refusals come back as a sentence."""
        try:
            data = stick.read_file(path)
            opened = _open(self._store, data)
            if not opened.verified:
                return _keep_waiting(self._store, path.name, data, opened)
            return self.take_opened(path.name, opened, len(data))
        except KnownError as error:
            return Received(path.name, "refused", error.message, error=error)

    def take_opened(self, name: str, opened: Opened, size: int) -> Received:
        """A package of a machine that somebody vouched for. Raises: KnownError as ``merge``."""
        # Nobody writes between the copy and the note of how far the store came: who goes back to
        # the copy would lose it.
        with self._store.alone():
            if self._copy is None or self._place != self._store.version():
                self._copy, self._taken = copy_before(self._store, "import"), []
            received = _take_in(self._store, self._actor, name, opened, size, self._copy)
            self._taken.append(opened.digest)
            note_import(self._store, copy=self._copy, packages=self._taken)
            self._place = self._store.version()
        return received


def import_package(store: Store, *, actor: Actor, path: Path) -> Received:
    """Take one package in, whole or not at all; refusals come back as a sentence."""
    return Intake(store, actor=actor).take(path)


def _open(store: Store, data: bytes) -> Opened:
    return package.open_package(data, machine_keys(store),
                                trust_of(store, today=store.now().date()))


def _keep_waiting(store: Store, name: str, data: bytes, opened: Opened) -> Received:
    """A package of a machine that nobody vouched for waits, sealed, and counts as 未核验 (§7)."""
    check_room(store, digest=opened.digest, size=len(data))
    code = opened.signer.check_code
    head, called = opened.heading, claimed_by(store, opened.heading.sender).words
    store.local(WAITING).set(opened.digest, {
        "file": name, "unit": head.sender.class_id or head.sender.unit, "from": called,
        "kind": head.kind, "period": head.period, "check_code": code,
        "counts": dict(opened.content.counts), "machine": head.sender.machine,
        "seat": seat_told(opened.content.meta), "signer": opened.signer.sign,
        "received": store.now().date().isoformat()}, blob=data)
    return Received(
        name, "waiting", f"{called}的这台电脑第一次报送，先放在“未验”里。"
        f"打电话请对方念核对码，对上{code}再收下。", check_code=code, digest=opened.digest)


def _take_in(store: Store, actor: Actor, name: str, opened: Opened, size: int,
             copy: Path) -> Received:
    standing = opened.standing
    assert standing is not None
    content = opened.content
    scope = _Scope.of(store, standing, content.entries)
    report = merge(store, content.entries, content.operations, content.runs, content.attachments,
                   allowed_home=scope.allows, claimed_home=scope.claims_it,
                   below=None if standing.superior else standing.unit,
                   sender=f"{standing.unit}:{standing.class_id or ''}",
                   retold=retold_by(content.meta))
    left = left_words(report, of_class=standing.class_id is not None)
    checked = check_rows(store, {change.row for change in report.rows} | report.pupils)
    head = opened.heading
    log = store.local("package_in")
    # At once: each thing kept by itself waits for the disk.
    with store.transaction():
        if log.get(opened.digest) is None:
            log.set(opened.digest, _logged(store, actor, name, opened, size, report))
        note_report(store, digest=opened.digest, report=report, copy=copy,
                    sender_class=head.sender.class_id,
                    problems=(*checked.problems, *left))
    follows = after(store, actor=actor, opened=opened, report=report)
    already = report.added == 0
    what = f"{head.sender.name}的{what_words(head.kind, head.period)}"
    sentence = (f"收下{what}，新记录{report.added}条。" if not already
                else f"{what}里没有能收的新内容。" if report.left
                else f"{what}已经收过，没有新内容。")
    sentence += "".join(left)
    if report.conflicts:
        sentence += f"有{len(report.conflicts)}处两边填得不一样，都留着，请选一个。"
    papers = [change.row for change in report.rows if change.table == "paper" and change.new]
    sentence += "".join(f"文号{number}开过两份，请在登记簿里作废一份。"
                        for number in sorted(numbers_twice_among(store, papers)))
    # A bureau takes in a hundred packages in a row, and its doubles are its schools' to join.
    if store.role != "bureau" and any(c.table == "pupil" and c.new for c in report.rows):
        pairs = len(alike(store))
        sentence += f"有{pairs}对学生可能是同一人，请到“两边不一样”里核对。" if pairs else ""
    sentence += "".join(follows) + _problem_words(checked, copy)
    return Received(name, "already" if already else "imported", sentence, True, report.added,
                    len(report.conflicts), digest=opened.digest, changes=_brought(report),
                    problems=checked.problems)


def _logged(store: Store, actor: Actor, name: str, opened: Opened, size: int,
            report: MergeReport) -> dict[str, Any]:
    head, content = opened.heading, opened.content
    return {
        "file": name, "unit": head.sender.class_id or head.sender.unit, "from": head.sender.name,
        "kind": head.kind, "period": head.period, "verified": True,
        "received": store.now().date().isoformat(), "counts": dict(content.counts),
        "at": store.now().isoformat(timespec="seconds"), "by": actor.name, "bytes": size,
        "sha256": opened.digest, "added": report.added, "signer": opened.signer.sign,
        "machine": head.sender.machine, "seat": seat_told(content.meta)}


def _problem_words(checked: CheckReport, copy: Path) -> str:
    """What the check after the import found, whole, and where the copy from before it is."""
    if checked.ok:
        return ""
    return (f"收进来以后核对，{''.join(checked.problems)}收包以前的资料备份在“{copy}”，"
            "请先不要登记，到设置里检查一遍，或者退回到收之前。")


def _brought(report: MergeReport) -> Changes:
    return Changes(op=None, kind="import_package", tables=frozenset(r.table for r in report.rows),
                   rows=tuple(r.row for r in report.rows), pupils=report.pupils)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whose rows a signer may bring: those of its unit, and of units that it claims for it.

    That is a home that a class had before it joined (journal.md §5), and a school that a central
    school took in below itself. A unit that this store knows can't be claimed in this way; who
    claims it may have been told so by somebody below.
    """

    store: Store
    standing: Standing
    claims: UnitClaims

    @classmethod
    def of(cls, store: Store, standing: Standing, entries: Sequence[bytes]) -> "_Scope":
        # Looked for in the bytes: reading every entry twice would be a third of the whole work.
        return cls(store, standing, claims_of(
            read_entry(body) for body in entries if b'"table":"unit"' in body))

    def allows(self, home: str) -> bool:
        return self.standing.superior or self._stands(home, self._known)

    def claims_it(self, home: str) -> bool:
        return self._stands(home, lambda _: False)

    def _stands(self, home: str, known: Callable[[str], bool]) -> bool:
        return self.claims.stands_within(home, self.standing.unit, known=known,
                                         within=self._below)

    def _known(self, unit: str) -> bool:
        with self.store.reading() as connection:
            units = sql_table(Unit).c
            return connection.scalar(select(units.row).where(units.row == unit)) is not None

    def _below(self, unit: str, top: str) -> bool:
        with self.store.reading() as connection:
            return within(connection, unit, top)


def waiting_packages(store: Store) -> dict[str, dict[str, Any]]:
    """Digest → what is known of each package that waits for its check code."""
    return dict(store.local(WAITING).items())


def accept_waiting(store: Store, *, actor: Actor, digest: str, check_code: str) -> Received:
    """The code read out on the telephone matches: certify the machine, then take its package in.

    Raises:
        KnownError: ``not_waiting``, ``wrong_check_code``.
    """
    box = store.local(WAITING)
    data, about = box.blob(digest), box.get(digest)
    if data is None or about is None:
        raise KnownError("not_waiting", "没有找到这个等着核对的包。", todo="重新读入一次。")
    opened = _open(store, data)
    if not same_code(check_code, opened.signer.check_code):
        raise wrong_check_code("包还在“未验”里，没有收下。")
    claim = claimed_by(store, opened.heading.sender)
    certify(store, actor=actor, keys=opened.signer, unit=claim.unit, unit_name=claim.unit_name,
            kind=claim.kind, class_id=claim.class_id, class_name=claim.class_name)
    try:
        received = Intake(store, actor=actor).take_opened(
            about["file"], _open(store, data), len(data))
    except KnownError:
        withdraw(store, keys=opened.signer)
        raise
    box.delete(digest)
    return received


def reject_waiting(store: Store, *, digest: str) -> None:
    """The codes differ: the package is put aside and nothing of it is taken in."""
    store.local(WAITING).delete(digest)


def taken_packages(store: Store) -> list[dict[str, Any]]:
    """What was taken in on this computer, newest first.

    Each with file, from, period, received, sha256 and counts; ``at``, ``by``, ``bytes`` and
    ``added`` (how many entries were new) are not known of what an older program took in.
    """
    return sorted(({"sha256": digest, **about} for digest, about in
                   store.local("package_in").items()),
                  key=lambda about: (about.get("at", about["received"]), about["period"]),
                  reverse=True)
