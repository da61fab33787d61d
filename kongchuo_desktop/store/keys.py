"""The key of a store: how it is locked away under a password and under the recovery key."""

import base64
import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.kdf_cost import KdfCost

KEY_BYTES = 32
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, 5 bits each, without 0/O and 1/I."""
_GROUP = 5
_GROUPS = 5
_MEMORY_LIMIT = 1 << 20
_TIME_LIMIT = 64

Slot = Mapping[str, Any]
"""One lock of the header's list: ``kind``, what its key is derived with, ``nonce``, ``box``."""


def new_data_key() -> bytes:
    """A random key for a new database."""
    return secrets.token_bytes(KEY_BYTES)


def password_slot(key: bytes, password: str, store_id: str, cost: KdfCost) -> Slot:
    """The data key under a password."""
    salt = secrets.token_bytes(16)
    slot = {
        "kind": "password", "kdf": "argon2id", "passes": cost.passes, "memory": cost.memory,
        "lanes": cost.lanes, "salt": _text(salt),
    }
    return _wrap(slot, key, _password_key(slot, password), store_id)


def recovery_slot(key: bytes, recovery: str, store_id: str) -> Slot:
    """The data key under the recovery key, which is random enough to need no slow derivation."""
    salt = secrets.token_bytes(16)
    slot = {"kind": "recovery", "kdf": "blake2b", "salt": _text(salt)}
    return _wrap(slot, key, _recovery_key(slot, recovery), store_id)


def open_password_slot(slot: Slot, password: str, store_id: str) -> bytes | None:
    """The data key, or None when the password is not the one."""
    return _unwrap(slot, _password_key(slot, password), store_id)


def open_recovery_slot(slot: Slot, recovery: str, store_id: str) -> bytes | None:
    """The data key, or None when the recovery key is not the one."""
    return _unwrap(slot, _recovery_key(slot, recovery), store_id)


def new_recovery_key() -> str:
    """25 random signs (125 bits) and a check group: ``XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-CCCCC``."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP * _GROUPS))
    whole = signs + _check_group(signs)
    return "-".join(whole[i : i + _GROUP] for i in range(0, len(whole), _GROUP))


def read_recovery_key(typed: str) -> str:
    """The 25 signs of a recovery key as a person typed it: any width, case, spaces or strokes.

    Raises:
        KnownError: ``recovery_typo``: not one that was ever printed.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    signs = "".join(c for c in plain if c.isalnum())
    body, check = signs[: _GROUP * _GROUPS], signs[_GROUP * _GROUPS :]
    if set(signs) - set(_ALPHABET) or check != _check_group(body):
        raise KnownError(
            "recovery_typo",
            "恢复码有字抄错或漏抄了。",
            kept="数据没有改动。",
            todo="请对照恢复页，一组一组地核对（码里没有 0、O、1、I）。",
        )
    return body


def _check_group(signs: str) -> str:
    digest = int.from_bytes(hashlib.sha256(signs.encode()).digest()[:4], "big")
    return "".join(_ALPHABET[digest >> (5 * i) & 31] for i in range(_GROUP))


def _password_key(slot: Slot, password: str) -> bytes:
    passes, memory, lanes = (int(slot[name]) for name in ("passes", "memory", "lanes"))
    # The header is an ordinary file: a changed one must not exhaust the computer.
    if not (0 < passes <= _TIME_LIMIT and 0 < lanes <= 16 and 8 * lanes <= memory <= _MEMORY_LIMIT):
        raise ValueError("cost out of range")
    # Full-width letters of an input method are the same password; one in the code page of an old
    # computer arrives as lone surrogates.
    secret = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hash_secret_raw(
        secret, _bytes(slot["salt"]), passes, memory, lanes, KEY_BYTES, Type.ID
    )


def _recovery_key(slot: Slot, recovery: str) -> bytes:
    return hashlib.blake2b(
        recovery.encode(), digest_size=KEY_BYTES, salt=_bytes(slot["salt"]), person=b"kc-recovery"
    ).digest()


def _wrap(slot: dict[str, Any], key: bytes, with_key: bytes, store_id: str) -> Slot:
    nonce = secrets.token_bytes(12)
    box = AESGCM(with_key).encrypt(nonce, key, store_id.encode())
    return {**slot, "nonce": _text(nonce), "box": _text(box)}


def _unwrap(slot: Slot, with_key: bytes, store_id: str) -> bytes | None:
    try:
        return AESGCM(with_key).decrypt(
            _bytes(slot["nonce"]), _bytes(slot["box"]), store_id.encode()
        )
    except InvalidTag:
        return None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
