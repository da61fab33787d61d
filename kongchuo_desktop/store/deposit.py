"""The data key deposited with the superior: sealed to its keys, so that it alone can give it back.

Rules of the deposit: a store has at most one, with the superior whose kit it took in last; it
goes into every backup with the header. The data key itself never changes. When the store is
opened through the deposit, password and recovery key are made anew and the deposit stays.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyrage

from kongchuo_desktop.store.keys import KEY_BYTES, Slot

KIND = "deposit"
_LONGEST = 200
_LIMIT = 8192
"""Bytes of a sealed deposit; ours have some 500."""


@dataclass(frozen=True, slots=True)
class Holder:
    """With whom a key is deposited: name, age recipient, and fingerprint of both its keys."""

    name: str
    seal: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """What the holder finds inside: whose store the key opens, as that store called itself.

    ``store`` is the store's id, ``name`` its person, ``key`` the data key.
    """

    store: str
    role: str
    unit_name: str
    name: str
    key: bytes = field(repr=False)


def deposit_slot(deposit: Deposit, holder: Holder) -> Slot:
    """A slot of the header that only ``holder`` can open."""
    inside = json.dumps(
        {
            "store": deposit.store, "role": deposit.role, "unit_name": deposit.unit_name,
            "name": deposit.name, "key": deposit.key.hex(),
        },
        ensure_ascii=False,
    )
    box = pyrage.encrypt(inside.encode("utf-8"), [pyrage.x25519.Recipient.from_str(holder.seal)])
    return {
        "kind": KIND, "holder": holder.name, "fingerprint": holder.fingerprint,
        "box": base64.b64encode(box).decode("ascii"),
    }


def box_of(slot: Slot) -> bytes:
    """The sealed bytes of a deposit slot; raises ValueError for anything else."""
    try:
        box = base64.b64decode(slot["box"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise ValueError("no deposit") from error
    if not all(isinstance(slot.get(name), str) for name in ("holder", "fingerprint")):
        raise ValueError("no deposit")
    return box


def open_deposit(box: bytes, identities: Sequence[pyrage.x25519.Identity]) -> Deposit | None:
    """The deposit for the age identity it was sealed to, None where it is none of these.

    Raises:
        ValueError: it was sealed to one of them but holds something else.
    """
    if len(box) > _LIMIT:
        raise ValueError("too large")
    try:
        inside = pyrage.decrypt(box, identities)
    except pyrage.DecryptError:
        return None
    try:
        raw: Any = json.loads(inside.decode("utf-8"))
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(raw, dict):
        raise ValueError("no object")
    words = [raw.get(name) for name in ("store", "role", "unit_name", "name", "key")]
    if not all(isinstance(word, str) and len(word) <= _LONGEST for word in words):
        raise ValueError("fields")
    store, role, unit_name, name, key = map(str, words)
    if len(bytes.fromhex(key)) != KEY_BYTES:
        raise ValueError("key")
    return Deposit(store, role, unit_name, name, bytes.fromhex(key))
