"""Password and recovery page both lost: ask the superior, answer those below, open again."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import refusals, rescue, stick
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.exchange.names import ANSWER, REQUEST, file_name
from kongchuo_desktop.exchange.rescue import Request, RequestFile
from kongchuo_desktop.operations.access import EVERYONE, SUPERIOR
from kongchuo_desktop.operations.passwords import check_password
from kongchuo_desktop.operations.trust import machine_keys
from kongchuo_desktop.store import known_stores
from kongchuo_desktop.store.deposit import box_of
from kongchuo_desktop.store.header import Header, read_header
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event
from kongchuo_desktop.store.write import Actor, Changes

PENDING = "help.json"
"""Beside the store while a request waits: the request, and the keys that read its answer."""
ANSWERED, REOPENED = "help_answered", "opened_by_superior"
"""Kinds of the facts that both sides write down."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for its answer; ``made`` in local time."""

    holder: str
    check_code: str
    made: datetime
    path: Path | None = None
    """Where it was written just now."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the deposit tells it: whose password will be replaced if this is answered."""

    unit_name: str
    name: str
    role: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as written; ``for_whom`` is the unit and person it opens."""

    path: Path
    for_whom: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Reopened:
    """A store opened by an answer; ``recovery_key`` belongs on a new recovery page."""

    store: Store
    recovery_key: str


# -- the unit below ---------------------------------------------------------------------------


def holder_of(folder: Path) -> str | None:
    """Who holds the key of a closed store; None where it never joined anybody.

    Raises:
        KnownError: ``store_missing``, ``store_damaged``, ``store_newer``.
    """
    slot = read_header(folder).deposited
    return None if slot is None else str(slot["holder"])


def asked(folder: Path) -> Asked | None:
    """The request of a store that still waits for its answer."""
    kept = _pending(folder, read_header(folder))
    return None if kept is None else _asked(kept.file)


def ask(folder: Path, *, to: Path, now: Now = local_now) -> Asked:
    """Write the request to a stick or folder; while one waits, the very same one again.

    Raises:
        KnownError: ``not_deposited`` for a store that never joined, ``store_read_only``, and what
            the stick says.
    """
    header = read_header(folder)
    kept = _pending(folder, header) or _new_request(folder, header, now())
    name = file_name(header.unit_name, header.name, "求助", extension=REQUEST)
    written = stick.write_verified(kept.data, to, name)
    return _asked(kept.file, written.path)


def open_with_answer(folder: Path, *, data: bytes, new_password: str, now: Now = local_now,
                     cost: KdfCost = STANDARD_COST) -> Reopened:
    """Open a store by the answer to its request, under a new password and recovery key.

    Raises:
        KnownError: ``weak_password``, ``no_request``, ``answer_of_other``, ``answer_wrong``, what
            reading the file says, and what ``Store.open`` says.
    """
    check_password(new_password)
    header = read_header(folder)
    kept = _pending(folder, header)
    if kept is None:
        raise refusals.answer_spent()
    slot = header.deposited
    assert slot is not None
    key = rescue.open_answer(data, request=kept.file.digest, store=header.store,
                             holder=slot["fingerprint"], once=kept.once)
    try:
        store, recovery = Store.open_with_key(folder, key=key, new_password=new_password, now=now,
                                              cost=cost)
    except KnownError as error:
        if error.code == "store_damaged":
            raise refusals.answer_wrong() from error
        raise
    try:
        forget(folder)
        _note(store, Actor(store.header.name, store.role), REOPENED,
              f"口令和恢复页都没有了，由{slot['holder']}帮忙打开，换了新口令和新恢复页")
        known_stores.remember(folder, store.header, now=store.now())
    except BaseException:
        store.close()
        raise
    return Reopened(store, recovery)


def forget(folder: Path) -> None:
    """No answer is waited for any more: the store was opened."""
    try:
        (folder / PENDING).unlink(missing_ok=True)
    except OSError as error:
        raise _no_room() from error


@dataclass(frozen=True, slots=True)
class _Pending:
    data: bytes
    file: RequestFile
    once: MachineKeys


def _pending(folder: Path, header: Header) -> _Pending | None:
    """What waits, as long as it is of this store and its present deposit."""
    slot = header.deposited
    try:
        kept = json.loads((folder / PENDING).read_text(encoding="utf-8"))
        data = base64.b64decode(kept["request"], validate=True)
        once = MachineKeys.parse(kept["keys"])
        file = rescue.read_request(data)
    except (OSError, ValueError, KeyError, TypeError, MalformedError, KnownError):
        # Half a file of a power cut: the next request takes its place.
        return None
    if slot is None or file.box != box_of(slot) or file.request.store != header.store:
        return None
    return _Pending(data, file, once) if file.keys == once.public else None


def _new_request(folder: Path, header: Header, made: datetime) -> _Pending:
    slot = header.deposited
    if slot is None:
        raise KnownError(
            "not_deposited", "这份资料没有加入过上级，没有人存着它的钥匙。",
            kept="资料还在，没有改动。",
            todo="再找找恢复页，问问建资料的人；都没有的话，谁也打不开它。")
    once = MachineKeys.generate()
    request = Request(header.store, header.unit_name, header.name, slot["holder"],
                      made.replace(microsecond=0))
    data = rescue.make_request(request, box_of(slot), once)
    kept = {"request": base64.b64encode(data).decode("ascii"), "keys": once.as_json()}
    try:
        platform.write_atomically(folder / PENDING, json.dumps(kept).encode("utf-8"))
    except OSError as error:
        raise _no_room() from error
    return _Pending(data, rescue.read_request(data), once)


def _no_room() -> KnownError:
    return KnownError(
        "store_read_only", "资料所在的文件夹不能写入。", kept="资料没有改动。",
        todo="请看看U盘的写保护开关、磁盘是否已满，再试一次。")


def _asked(file: RequestFile, path: Path | None = None) -> Asked:
    return Asked(file.request.holder, file.check_code, file.request.made, path)


# -- the superior -----------------------------------------------------------------------------


def look_at_request(store: Store, *, data: bytes) -> Asker:
    """Who asks; nothing is given away.

    Raises:
        KnownError: ``wrong_holder``, ``request_wrong``, and what reading the file says.
    """
    file = rescue.read_request(data)
    found = rescue.open_request(file, machine_keys(store))
    return Asker(found.unit_name, found.name, found.role, file.request.made)


def answer(store: Store, *, actor: Actor, data: bytes, check_code: str,
           folder: Path) -> Answered:
    """Give the key back to the computer whose check code was read out on the telephone.

    Raises:
        KnownError: ``role_not_allowed``, ``wrong_check_code``, what ``look_at_request`` says, and
            what the stick says.
    """
    if actor.role not in SUPERIOR:
        raise KnownError("role_not_allowed", "只有学校或教育局能答复下级的求助。",
                         kept="没有给出钥匙。", todo="请交给当初发加入文件的上级。")
    keys = machine_keys(store)
    file = rescue.read_request(data)
    found = rescue.open_request(file, keys)
    if "".join(check_code.split()) != file.check_code.replace(" ", ""):
        raise KnownError("wrong_check_code", "核对码对不上。", kept="没有给出钥匙。",
                         todo="请对方再念一遍；还是不对，就不要答复，问清文件是谁拿来的。")
    for_whom = f"{found.unit_name}{found.name}"
    # Written down before it is given: a key that left without a trace would be worse than a
    # trace of one that did not leave.
    changes = _note(store, actor, ANSWERED, f"{for_whom}忘了口令，已给出打开资料的钥匙")
    reply = rescue.make_answer(file, found, store.header.unit_name, keys)
    name = file_name(found.unit_name, found.name, "答复", extension=ANSWER)
    return Answered(stick.write_verified(reply, folder, name).path, for_whom, changes)


def _note(store: Store, actor: Actor, kind: str, note: str) -> Changes:
    with store.operation(kind, actor, roles=EVERYONE, undoable=False) as write:
        write.insert(Event, kind=kind, day=store.now().date().isoformat(), by=actor.name,
                     note=note)
    return write.changes
