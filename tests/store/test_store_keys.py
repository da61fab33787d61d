"""The data key under password and recovery key."""

import pytest

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import keys
from kongchuo_desktop.store.kdf_cost import KdfCost

CHEAP = KdfCost(1, 64, 1)
KEY = bytes(range(32))


def test_a_password_opens_its_slot_alone() -> None:
    slot = keys.password_slot(KEY, "口令１２", "store", CHEAP)
    assert keys.open_password_slot(slot, "口令12", "store") == KEY
    assert keys.open_password_slot(slot, "口令13", "store") is None
    assert keys.open_password_slot(slot, "口令12", "another store") is None


def test_a_recovery_key_opens_its_slot_as_people_type_it() -> None:
    printed = keys.new_recovery_key()
    slot = keys.recovery_slot(KEY, keys.read_recovery_key(printed), "store")
    typed = printed.lower().replace("-", " ")
    assert keys.open_recovery_slot(slot, keys.read_recovery_key(typed), "store") == KEY
    other = keys.read_recovery_key(keys.new_recovery_key())
    assert keys.open_recovery_slot(slot, other, "store") is None


def test_a_recovery_key_has_six_groups_without_look_alikes() -> None:
    printed = keys.new_recovery_key()
    groups = printed.split("-")
    assert [len(group) for group in groups] == [5] * 6
    assert not set(printed) & set("01OI")


def test_every_single_wrong_sign_is_noticed() -> None:
    printed = keys.new_recovery_key()
    for i, sign in enumerate(printed):
        if sign != "-":
            wrong = printed[:i] + ("A" if sign != "A" else "B") + printed[i + 1 :]
            with pytest.raises(KnownError) as caught:
                keys.read_recovery_key(wrong)
            assert caught.value.code == "recovery_typo"


@pytest.mark.parametrize("typed", ["", "ABCDE", "你好", "0" * 30])
def test_what_was_never_printed_is_a_typo(typed: str) -> None:
    with pytest.raises(KnownError) as caught:
        keys.read_recovery_key(typed)
    assert caught.value.code == "recovery_typo"


def test_a_header_cannot_exhaust_the_computer() -> None:
    slot = {**keys.password_slot(KEY, "a", "store", CHEAP), "memory": 1 << 30}
    with pytest.raises(ValueError, match="cost"):
        keys.open_password_slot(slot, "a", "store")
