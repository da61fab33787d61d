"""The data key deposited with a superior: only the holder opens it, and only what is one."""

import base64
import json
from typing import Any

import pyrage
import pytest

from kongchuo_desktop.store.deposit import Deposit, Holder, box_of, deposit_slot, open_deposit

KEPT = Deposit("a" * 32, "class", "青石镇中心学校", "周老师", bytes(range(32)))
HOLDER = pyrage.x25519.Identity.generate()
NAMED = Holder("教导处", str(HOLDER.to_public()), "f" * 64)


def _sealed(inside: bytes) -> bytes:
    return bytes(pyrage.encrypt(inside, [HOLDER.to_public()]))


def test_the_holder_alone_opens_a_deposit() -> None:
    box = box_of(deposit_slot(KEPT, NAMED))
    assert open_deposit(box, [HOLDER]) == KEPT
    assert open_deposit(box, [pyrage.x25519.Identity.generate()]) is None


def _fields(**changed: Any) -> bytes:
    plain = {"store": KEPT.store, "role": KEPT.role, "unit_name": KEPT.unit_name,
             "name": KEPT.name, "key": KEPT.key.hex()}
    return json.dumps({**plain, **changed}).encode("utf-8")


@pytest.mark.parametrize("inside", [
    b"", b"\xff", b"[]", b"[" * 5000, _fields(key="ab"), _fields(key="z" * 64), _fields(name=None),
    _fields(unit_name="长" * 201),
])
def test_what_the_holder_finds_inside_must_be_a_deposit(inside: bytes) -> None:
    with pytest.raises(ValueError):
        open_deposit(_sealed(inside), [HOLDER])


@pytest.mark.parametrize("slot", [
    {}, {"box": 1, "holder": "a", "fingerprint": "b"}, {"box": "?", "holder": "a"},
    {"box": base64.b64encode(b"x").decode("ascii"), "holder": "a"},
])
def test_a_slot_that_is_none_is_refused(slot: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no deposit"):
        box_of(slot)
