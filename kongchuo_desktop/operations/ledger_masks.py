"""A ledger for whoever may not read the numbers of persons: they are masked wherever they stand."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.operations.ledgers import Ledger, Row

_LONG = re.compile(r"(?<![\dA-Z])[A-Z]?\d{15,18}[\dXx]?(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8})(?!\d)")
_SHORTEST = len("13800000000")


def masked(text: str) -> str:
    """A text without the middle of the identity numbers, student numbers and telephones in it."""
    if len(text) < _SHORTEST:
        return text
    text = _LONG.sub(lambda found: identity.mask(found[0]), text)
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)


def masked_ledger(ledger: Ledger) -> Ledger:
    """The same ledger with the numbers in its rows masked, for Excel and for paper alike."""
    groups = tuple(replace(group, rows=tuple(map(_masked_row, group.rows)))
                   for group in ledger.groups)
    return replace(ledger, groups=groups, values=tuple(map(_masked_values, ledger.values)))


def _masked_row(row: Row) -> Row:
    return replace(row, cells=tuple(
        masked(cell) if isinstance(cell, str) else cell for cell in row.cells))


def _masked_values(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: _masked_value(value) for key, value in values.items()}


def _masked_value(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    return [_masked_value(each) for each in value] if isinstance(value, list | tuple) else value
