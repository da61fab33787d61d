"""The lock of an open window: after how long it locks, and the short PIN that opens it again.

The PIN protects a window that somebody left for a moment. It opens no store: when the program has
ended, only the password or the recovery key does.
"""

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.passwords import PASSWORD_LEAST
from kongchuo_desktop.store import keys
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.store.store import Store

PIN_LEAST, PIN_MOST = 4, 8
"""Digits of a PIN."""
PIN_TRIES = 5
"""Wrong answers after which the PIN opens nothing until the password did."""
LOCK_CHOICES = (5, 10, 20, 60, 0)
"""Minutes without a key or the mouse after which a window may lock; 0 is never."""
LOCK_USUALLY = 20

_AFTER, _PIN = "lock_after", "lock_pin"
_PAUSES = (0, 0, 2, 5, 10, 30)
"""Seconds to wait after so many wrong answers; then the last figure each time."""


def lock_after(store: Store) -> int:
    """Minutes; 0 is never."""
    kept = store.settings.get(_AFTER)
    return kept if kept in LOCK_CHOICES else LOCK_USUALLY


def set_lock_after(store: Store, *, minutes: int) -> None:
    """Change after how long the window locks by itself; one of ``LOCK_CHOICES``."""
    store.settings.set(_AFTER, minutes)


def has_pin(store: Store) -> bool:
    """Whether a PIN was set on this computer."""
    return store.settings.get(_PIN) is not None


def set_pin(store: Store, *, password: str, pin: str, cost: KdfCost = STANDARD_COST) -> None:
    """Set the PIN; whoever does so must know the password.

    Raises:
        KnownError: ``weak_pin``, ``wrong_password``.
    """
    typed = pin.strip()
    if not (typed.isascii() and typed.isdigit() and PIN_LEAST <= len(typed) <= PIN_MOST):
        raise KnownError("weak_pin", f"开锁码要{PIN_LEAST}到{PIN_MOST}位数字。")
    if len(set(typed)) == 1 or typed in "0123456789" or typed in "9876543210":
        raise KnownError("weak_pin", "这样的数字谁都会先试，换几个。")
    store.header.key_by_password(password)
    # What the PIN locks away is a key to nothing: that it opens at all is the answer.
    slot = keys.password_slot(keys.new_data_key(), typed, store.header.store, cost)
    store.settings.set(_PIN, dict(slot))


def drop_pin(store: Store) -> None:
    """From now on only the password opens the lock."""
    store.settings.delete(_PIN)


def unlock(store: Store, *, typed: str, wrong: int = 0) -> None:
    """Opens the lock by what was typed: the PIN, or the password of the store.

    Args:
        wrong: how often something else was typed since the window was locked.

    Raises:
        KnownError: ``wrong_pin``, ``pin_spent`` (the password is needed), ``wrong_password``.
    """
    slot = store.settings.get(_PIN)
    could_be = slot is not None and typed.isdigit() and PIN_LEAST <= len(typed) <= PIN_MOST
    spent = wrong >= PIN_TRIES
    if could_be and not spent and keys.open_password_slot(slot, typed, store.header.store):
        return
    if len(typed) >= PASSWORD_LEAST:
        try:
            store.header.key_by_password(typed)
        except KnownError as error:
            if error.code != "wrong_password" or not could_be:
                raise
        else:
            return
    if could_be and (spent or wrong + 1 >= PIN_TRIES):
        raise KnownError("pin_spent", f"开锁码错了{PIN_TRIES}次，要输开资料的口令。")
    if could_be or slot is not None:
        raise KnownError("wrong_pin", "不对，再输一遍。")
    raise KnownError("wrong_password", "口令不对。看看大写锁定和输入法，再输一遍。")


def pause_after(wrong: int) -> int:
    """Seconds to wait after so many wrong answers."""
    return _PAUSES[min(wrong, len(_PAUSES) - 1)]
