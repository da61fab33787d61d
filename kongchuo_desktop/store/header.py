"""The plain header of a store: what the start screen shows and the locks of the data key."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from argon2.exceptions import Argon2Error

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import deposit, keys
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.keys import Slot

FORMAT = 1
"""Number of the format of header, journal and local tables: the count of migrations."""
PROGRAM = "0.1.0"

HEADER_FILE = "store.json"
DATABASE_FILE = "store.db"
LOCK_FILE = "store.lock"

_ROW = re.compile(r"[0-9a-f]{32}")

Role = Literal["class", "school", "bureau"]


@dataclass(frozen=True, slots=True)
class Header:
    """The content of ``store.json``.

    Attributes:
        store: id of the store, 32 hex digits; a copy of the folder keeps it.
        home: the unit that owns what is written here (row of ``unit``).
        name: as its people call it, e.g. ``七（1）班 王老师``.
        created: local time, ISO.
        program: version that wrote last.
        restored: local time, ISO, while a restored backup has not been opened yet.
    """

    store: str
    role: Role
    home: str
    name: str
    unit_name: str
    unit_code: str | None
    created: str
    slots: Sequence[Slot]
    format: int = FORMAT
    program: str = PROGRAM
    restored: str | None = None

    def key_by_password(self, password: str) -> bytes:
        """The data key. Raises: KnownError ``wrong_password``."""
        for slot in self._slots("password"):
            with _damage():
                key = keys.open_password_slot(slot, password, self.store)
            if key is not None:
                return key
        raise KnownError(
            "wrong_password",
            "口令不对。",
            kept="数据没有改动。",
            todo="请看看大写锁定键和输入法，再试一次；忘了口令可以用恢复页上的恢复码。",
        )

    def key_by_recovery(self, typed: str) -> bytes:
        """The data key. Raises: KnownError ``recovery_typo`` or ``recovery_wrong``."""
        recovery = keys.read_recovery_key(typed)
        for slot in self._slots("recovery"):
            with _damage():
                key = keys.open_recovery_slot(slot, recovery, self.store)
            if key is not None:
                return key
        raise KnownError(
            "recovery_wrong",
            "这个恢复码没有抄错，但不是这份数据的。",
            kept="数据没有改动。",
            todo="请找写着“" + self.name + "”的那张恢复页。",
        )

    def with_password(self, key: bytes, password: str, cost: KdfCost) -> "Header":
        """The header with this password in place of all former ones."""
        others = [slot for slot in self.slots if slot["kind"] != "password"]
        return replace(
            self, slots=[keys.password_slot(key, password, self.store, cost), *others]
        )

    def with_recovery(self, key: bytes, recovery: str) -> "Header":
        """The header with this recovery key in place of the former one."""
        others = [slot for slot in self.slots if slot["kind"] != "recovery"]
        return replace(
            self, slots=[*others, keys.recovery_slot(key, recovery, self.store)]
        )

    @property
    def deposited(self) -> Slot | None:
        """The key deposited with the superior. Raises: KnownError ``store_damaged``."""
        for slot in self._slots(deposit.KIND):
            with _damage():
                deposit.box_of(slot)
            return slot
        return None

    def with_deposit(self, key: bytes, holder: deposit.Holder) -> "Header":
        """The header with the key deposited with ``holder`` and with nobody else."""
        others = [slot for slot in self.slots if slot["kind"] != deposit.KIND]
        inside = deposit.Deposit(self.store, self.role, self.unit_name, self.name, key)
        return replace(self, slots=[*others, deposit.deposit_slot(inside, holder)])

    def _slots(self, kind: str) -> list[Slot]:
        return [slot for slot in self.slots if slot["kind"] == kind]


def write_header(folder: Path, header: Header) -> None:
    """Writes ``store.json``, whole or not at all."""
    text = json.dumps(asdict(header), ensure_ascii=False, indent=1)
    platform.write_atomically(folder / HEADER_FILE, text.encode("utf-8"))


def read_header(folder: Path) -> Header:
    """Reads ``store.json``.

    Raises:
        KnownError: ``store_missing``, ``store_damaged`` or ``store_newer``.
    """
    try:
        data = (folder / HEADER_FILE).read_bytes()
    except OSError as error:
        raise KnownError(
            "store_missing",
            f"“{folder.name}”里没有控辍保学的数据。",
            todo="请选择当初存放数据的文件夹；如果 U 盘没有插好，插好再试。",
        ) from error
    return parse_header(data)


def parse_header(data: bytes) -> Header:
    """Reads the bytes of a header; same errors as ``read_header`` but ``store_missing``."""
    with _damage():
        raw = json.loads(data.decode("utf-8"))
        if not isinstance(raw, dict):
            raise ValueError("no object")
        if int(raw["format"]) > FORMAT:
            raise newer_store(str(raw.get("program", "?")))
        header = Header(**raw)
        _check(header)
    return header


@contextmanager
def _damage() -> Iterator[None]:
    """Whatever is wrong with a header, it is one thing to its user."""
    try:
        yield
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, Argon2Error) as error:
        raise KnownError(
            "store_damaged",
            "这份数据的开头文件（store.json）坏了或没有拷贝完整。",
            kept="其他文件没有改动。",
            todo="请重新拷贝整个文件夹，或用最近的备份恢复。",
        ) from error


def _check(header: Header) -> None:
    if header.role not in ("class", "school", "bureau"):
        raise ValueError("role")
    if not (_ROW.fullmatch(header.store) and _ROW.fullmatch(header.home)):
        raise ValueError("row")
    texts = (header.name, header.unit_name, header.created, header.program)
    or_none = (header.unit_code, header.restored)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("text")
    if not all(isinstance(text, str | None) for text in or_none):
        raise TypeError("text or none")
    for slot in header.slots:
        if not isinstance(slot, dict) or not isinstance(slot["kind"], str):
            raise ValueError("slot")


def newer_store(program: str) -> KnownError:
    """The error for a store that a newer program wrote; both versions are named."""
    return KnownError(
        "store_newer",
        f"这份数据是用较新的版本（{program}）保存的，本机的程序是 {PROGRAM}，打不开。",
        kept="数据没有改动。",
        todo="请在本机安装新版本后再打开。",
    )
