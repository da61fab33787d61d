"""How the value of a pupil's field reads on screen: numbers masked, 是 and 否 in words."""

from typing import Any

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.phones import mask_phone

NUMBERS = frozenset({"identity_number", "student_number"})


def shown_value(field: str, value: Any) -> str:
    """A value as others may see it; ``空着`` for none."""
    if value is None:
        return "空着"
    if isinstance(value, bool):
        return "是" if value else "否"
    if field in NUMBERS:
        return identity.mask(str(value))
    return mask_phone(str(value)) if "phone" in field else str(value)
