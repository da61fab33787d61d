"""Types and numbers shared by the tests of sheets."""

from collections.abc import Callable
from datetime import date

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets.problems import ImportPlan

TODAY = date(2026, 9, 17)
SEVEN_ONE = ClassLabel(7, 1)

MakeSheet = Callable[..., bytes]
Plan = Callable[..., ImportPlan]


def valid_number(birth: str, order: int) -> str:
    """A number of the invented area 990102 for a birth date ``YYYYMMDD``; odd orders are boys."""
    body = f"990102{birth}{order:03}"
    return body + identity.check_digit(body)
