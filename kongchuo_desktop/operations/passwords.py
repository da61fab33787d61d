"""What a password must be."""

from kongchuo_desktop.errors import KnownError

PASSWORD_LEAST = 6
"""Fewest characters of a password; the recovery page is the other way in."""


def check_password(password: str) -> None:
    """Refuse a password that is too short: KnownError ``weak_password``."""
    if len(password) < PASSWORD_LEAST:
        raise KnownError("weak_password", f"口令太短，至少要{PASSWORD_LEAST}个字。",
                         todo="换一个长一点、自己记得住的。")
