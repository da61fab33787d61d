"""The roster as an Excel sheet, numbers whole or masked."""

from collections.abc import Mapping, Sequence
from typing import Any

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.store.store import Store

_NUMBERS = ("identity_number", "student_number")
_PHONES = ("phone", "guardian1_phone", "guardian2_phone")


def roster_sheet(store: Store, *, cards: Sequence[PupilCard], masked: bool) -> bytes:
    """An .xlsx of these pupils in this order; ``masked`` for what others will see."""
    # openpyxl takes 10 MB and a tenth of a second: only who saves a sheet pays for it.
    from kongchuo_desktop.sheets.writer import write_roster

    rooms = list(dict.fromkeys(card.class_name for card in cards))
    unit = store.header.unit_name
    title = f"{unit}{rooms[0]}学生花名册" if len(rooms) == 1 else f"{unit}学生花名册"
    return write_roster([_row(card, masked=masked) for card in cards], title=title, unit=unit,
                        day=store.now().date())


def _row(card: PupilCard, *, masked: bool) -> Mapping[str, Any]:
    row = {**card.values, "class": card.class_name, "tags": "、".join(card.tags)}
    if masked:
        row |= {name: identity.mask(str(row[name])) for name in _NUMBERS if row.get(name)}
        row |= {name: mask_phone(str(row[name])) for name in _PHONES if row.get(name)}
    return row
