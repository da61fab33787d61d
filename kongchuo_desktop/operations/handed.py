"""Files that go down: profiles and forms that take effect below, lists that are shown there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations import form_packs, profiles
from kongchuo_desktop.operations.access import SUPERIOR
from kongchuo_desktop.operations.attachments import stored_bytes
from kongchuo_desktop.operations.form_pack_files import pack_of
from kongchuo_desktop.operations.homes import rows_of
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import homes_of, known
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import ATTACHMENT
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Handed, Unit
from kongchuo_desktop.store.write import ATTACHMENT_MOST, Actor, Changes

KINDS: Mapping[str, str] = {
    "policy": "办法文件", "forms": "表样", "list": "名单", "comparison": "比对结果"}
"""Kind → what users read; the first two take effect where they arrive, the others are shown."""
_APPLIED = "handed_applied"
"""Kind of the local notes of what became of each file: empty where it took effect, else why not."""
_SHOWN = frozenset({".xlsx", ".xls", ".csv", ".pdf", ".docx", ".doc", ".txt", ".jpg", ".png"})
"""Endings of files that are only shown: nothing that a computer would run."""


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that was handed down.

    Attributes:
        mine: this unit handed it down; else it came from ``giver``.
        whom: for whom it is, by name; empty for all below.
        here: its bytes have arrived.
        wrong: why it could not take effect here; empty where it could, or need not.
    """

    id: str
    tips: str
    kind: str
    name: str
    title: str
    day: date
    giver: str
    whom: str
    note: str
    digest: str
    mine: bool
    here: bool
    wrong: str = ""


def hand(store: Store, *, actor: Actor, file: Path, kind: str, unit: str | None = None,
         title: str = "", note: str = "") -> Added:
    """Take a file to be handed down with the next packages, to one unit below or to all.

    Raises:
        KnownError: ``file_not_read``, ``attachment_too_large``, and what ``hand_bytes`` says.
    """
    return hand_bytes(store, actor=actor, name=file.name, data=_read(file), kind=kind, unit=unit,
                      title=title, note=note)


def hand_bytes(store: Store, *, actor: Actor, name: str, data: bytes, kind: str,
               unit: str | None = None, title: str = "", note: str = "") -> Added:
    """``hand`` of what the program made itself; ``name`` ends as its kind of file does.

    Raises:
        KnownError: ``handed_kind`` for an ending that is not taken, ``unknown_unit``, and what the
            reader of profiles or forms says.
    """
    if kind not in KINDS:
        raise KnownError("handed_kind", f"没有“{kind}”这一类文件。", kept="没有改动。",
                         todo=f"可以是{'、'.join(KINDS)}。")
    known_as = _checked(store, kind, name, data)
    with store.operation("hand_file", actor, roles=SUPERIOR, undoable=False) as write:
        if unit is not None and write.session.get(Unit, unit) is None:
            raise KnownError("unknown_unit", "没有这个单位。", kept="没有改动。",
                             todo="从名单里选一个，或者不选，发给所有下级。")
        row = write.insert(Handed, kind=kind, name=name, title=title.strip() or known_as,
                           digest=write.attach(data), day=store.now().date().isoformat(),
                           **known({"unit": unit, "note": note.strip()}))
    return Added(row, write.changes)


def take_back(store: Store, *, actor: Actor, handed: HandedFile) -> Changes:
    """Hand a file down no longer; where it has arrived it is no more shown."""
    with store.operation("take_back_file", actor, roles=SUPERIOR, undoable=False) as write:
        write.delete(Handed, handed.id, prior=handed.tips)
    return write.changes


def handed_files(store: Store) -> list[HandedFile]:
    """All that this unit handed down or got from above, newest first."""
    homes = homes_of(store)
    with store.session() as session:
        rows = [row for row in rows_of(session, Handed) if homes.heard(row["home"])]
        here = set(session.scalars(select(ATTACHMENT.c.digest).where(
            among(ATTACHMENT.c.digest, [row["digest"] for row in rows]))))
    wrong = dict(store.local(_APPLIED).items())
    found = [HandedFile(
        row["row"], row["tips"], row["kind"], row["name"], row["title"] or row["name"],
        date.fromisoformat(row["day"]), homes.names.get(row["home"], ""),
        homes.names.get(row["unit"], "") if row["unit"] else "", row["note"] or "", row["digest"],
        # A class hands nothing down: what its own school says comes from above it.
        store.role != "class" and homes.of(row["home"]) == homes.own,
        row["digest"] in here, str(wrong.get(row["digest"]) or "")) for row in rows]
    return sorted(found, key=lambda one: (one.day, one.id), reverse=True)


def save_copy(store: Store, *, handed: HandedFile, folder: Path) -> Path:
    """Write a file that was handed down into a folder; one of that name there is kept beside it.

    Raises:
        KnownError: ``bytes_missing`` while its bytes have not come, ``bytes_changed``,
            ``file_not_written``; ``handed_kind`` for an ending that nobody hands out in order.
    """
    if Path(handed.name).suffix.lower() not in _SHOWN | {".toml", ".zip"}:
        raise _not_shown(handed.name)
    data = stored_bytes(store, handed.digest, called=f"《{handed.title}》")
    name = Path(handed.name)
    target = folder / file_name(name.stem, extension=name.suffix)
    try:
        if target.exists() and target.read_bytes() != data:
            target = folder / file_name(f"{name.stem}-{handed.digest[:6]}", extension=name.suffix)
        platform.write_atomically(target, data)
    except OSError as error:
        raise KnownError("file_not_written", f"“{target.name}”写不进去。", kept="没有改动。",
                         todo="换一个文件夹再试。") from error
    return target


def apply(store: Store) -> list[str]:
    """Let profiles and forms that came from above take effect; what is wrong with which file.

    One that could not is tried again with every package: a later one, a newer program or more room
    on the disk may have made it good. It is told of once, and stays in the list with its sentence.
    """
    said = []
    box = store.local(_APPLIED)
    for handed in reversed(handed_files(store)):
        before = box.get(handed.digest)
        if handed.mine or not handed.here or before == "":
            continue
        wrong = _take(store, handed)
        box.set(handed.digest, wrong)
        if wrong == before:
            continue
        if handed.kind in ("policy", "forms"):
            said.append(f"《{handed.title}》没有用上：{wrong}" if wrong
                        else f"收到{KINDS[handed.kind]}《{handed.title}》。")
        else:
            said.append(f"收到{KINDS[handed.kind]}《{handed.title}》，在“上级的回音”里看。")
    return said


def some_failed(store: Store) -> bool:
    """Whether a file from above could not take effect so far."""
    return any(wrong for _, wrong in store.local(_APPLIED).items())


def try_again(store: Store, *, handed: HandedFile) -> None:
    """Let one file take effect that could not before.

    Raises:
        KnownError: ``not_applied`` with why it still cannot.
    """
    wrong = "不是上级发下来的。" if handed.mine else _take(store, handed)
    store.local(_APPLIED).set(handed.digest, wrong)
    if wrong:
        raise KnownError("not_applied", f"《{handed.title}》还是没有用上：{wrong}",
                         kept="原来用的没有动，这个文件也还在。",
                         todo="请上级改好再发一次；程序是旧的，就先换新的，再试。")


def _take(store: Store, handed: HandedFile) -> str:
    """Empty where it took effect, or need not; else why not."""
    try:
        data = stored_bytes(store, handed.digest, called=f"《{handed.title}》")
        if handed.kind == "policy":
            profiles.take_over(store, texts=[profiles.decoded(data, handed.name)])
        elif handed.kind == "forms":
            form_packs.add_pack(store, by=handed.giver, pack=pack_of(data, handed.name))
    except KnownError as error:
        return error.sentence
    return ""


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > ATTACHMENT_MOST:
            raise KnownError(
                "attachment_too_large", f"这个文件太大了，最多{ATTACHMENT_MOST >> 20} MB。",
                kept="没有改动。", todo="换一个小一点的文件。")
        return file.read_bytes()
    except OSError as error:
        raise KnownError("file_not_read", f"“{file.name}”打不开。", kept="没有改动。",
                         todo="看看文件是不是被别的程序占用，或者U盘拔掉了。") from error


def _checked(store: Store, kind: str, name: str, data: bytes) -> str:
    """What the file calls itself, once it was read as those below will read it."""
    if kind == "policy":
        return profiles.check_profile(store, text=profiles.decoded(data, name), name=name).title
    if kind == "forms":
        report = form_packs.check_pack(store, pack_of(data, name), day=store.now().date())
        if report.wrong:
            raise report.wrong[0]
        return "、".join(form.title for form in report.forms) or report.pack.title
    if Path(name).suffix.lower() not in _SHOWN:
        raise _not_shown(name)
    return Path(name).stem


def _not_shown(name: str) -> KnownError:
    return KnownError("handed_kind", f"“{name}”这种文件不能收发。", kept="没有改动。",
                      todo="可以是Excel、PDF、Word、文字和图片。")
