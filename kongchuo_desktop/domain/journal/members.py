"""Members of a journal body: texts, numbers and days, each as no honest program leaves them out."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.domain.journal.canonical_json import MAX_INT, broken

RUN = re.compile(r"[0-9a-f]{16}")
ENTRY_NAME = re.compile(r"[0-9a-f]{16}:[1-9][0-9]{0,15}")
LONGEST = 500
"""Characters of a text."""
LATEST = 32_000_000_000_000
"""The year 2984, in ms: Windows knows no local time after the year 3000."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def text(raw: Mapping[str, Any], name: str, pattern: re.Pattern[str] | None = None) -> str:
    """A text, of one form where a pattern is given. Raises: KnownError ``journal_broken``."""
    value = raw.get(name)
    if not isinstance(value, str) or len(value) > LONGEST:
        raise broken(name)
    if pattern is not None and not pattern.fullmatch(value):
        raise broken(name)
    return value


def day(raw: Mapping[str, Any], name: str) -> str:
    """An ISO date as text. Raises: KnownError ``journal_broken``."""
    value = text(raw, name, _DATE)
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise broken(name) from error
    return value


def number(
    raw: Mapping[str, Any], name: str, *, least: int = 1, most: int = MAX_INT
) -> int:
    """An integer between two. Raises: KnownError ``journal_broken``."""
    value = raw.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise broken(name)
    return value
