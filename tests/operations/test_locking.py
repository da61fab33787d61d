"""The PIN of a locked window: what it may be, what opens, and when only the password does."""

import pytest
from people import PASSWORD

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.locking import (
    LOCK_USUALLY,
    PIN_TRIES,
    drop_pin,
    has_pin,
    lock_after,
    pause_after,
    set_lock_after,
    set_pin,
    unlock,
)
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store

PIN = "2580"


def refused(store: Store, typed: str, wrong: int = 0) -> str:
    with pytest.raises(KnownError) as error:
        unlock(store, typed=typed, wrong=wrong)
    return error.value.code


@pytest.fixture
def pinned(bureau_store: Store, fast_key: KdfCost) -> Store:
    set_pin(bureau_store, password=PASSWORD, pin=PIN, cost=fast_key)
    return bureau_store


def test_without_a_pin_only_the_password_opens(bureau_store: Store) -> None:
    unlock(bureau_store, typed=PASSWORD)
    assert refused(bureau_store, "not-the-one") == "wrong_password"
    assert refused(bureau_store, PIN) == "wrong_password"


def test_the_pin_opens_and_so_does_the_password(pinned: Store) -> None:
    unlock(pinned, typed=PIN)
    unlock(pinned, typed=PASSWORD)
    assert refused(pinned, "2581") == "wrong_pin"


def test_the_pin_is_not_kept_as_it_was_typed(pinned: Store) -> None:
    kept = str(dict(pinned.local("setting").items()))
    assert PIN not in kept
    assert "argon2id" in kept


def test_after_five_wrong_answers_only_the_password_opens(pinned: Store) -> None:
    assert refused(pinned, "9911", wrong=PIN_TRIES - 1) == "pin_spent"
    assert refused(pinned, PIN, wrong=PIN_TRIES) == "pin_spent"
    unlock(pinned, typed=PASSWORD, wrong=PIN_TRIES)


@pytest.mark.parametrize("pin", ["123", "123456789", "1234", "4321", "0000", "12a4", "１２５８"])
def test_a_pin_that_anybody_would_try_is_refused(
    bureau_store: Store, fast_key: KdfCost, pin: str
) -> None:
    with pytest.raises(KnownError) as error:
        set_pin(bureau_store, password=PASSWORD, pin=pin, cost=fast_key)
    assert error.value.code == "weak_pin"
    assert not has_pin(bureau_store)


def test_only_who_knows_the_password_sets_a_pin(bureau_store: Store, fast_key: KdfCost) -> None:
    with pytest.raises(KnownError) as error:
        set_pin(bureau_store, password="not-the-one", pin=PIN, cost=fast_key)
    assert error.value.code == "wrong_password"


def test_a_pin_can_be_given_up(pinned: Store) -> None:
    assert has_pin(pinned)
    drop_pin(pinned)
    assert not has_pin(pinned)
    assert refused(pinned, PIN) == "wrong_password"


def test_the_time_is_kept_and_an_odd_one_is_the_usual(bureau_store: Store) -> None:
    assert lock_after(bureau_store) == LOCK_USUALLY
    set_lock_after(bureau_store, minutes=0)
    assert lock_after(bureau_store) == 0
    bureau_store.settings.set("lock_after", "soon")
    assert lock_after(bureau_store) == LOCK_USUALLY


def test_guessing_becomes_slower() -> None:
    pauses = [pause_after(wrong) for wrong in range(20)]
    assert pauses == sorted(pauses)
    assert pauses[1] == 0
    assert pauses[-1] >= 30
