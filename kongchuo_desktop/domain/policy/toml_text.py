"""Writes the values of a profile as TOML text, in the shape in which the shipped profiles stand."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DELETE = "\x7f"


def text_of(value: Any) -> str:
    """A value on one line: text, number, truth, date, list, or table.

    Raises:
        TypeError: anything else; a profile holds none.
    """
    if isinstance(value, str):
        # A JSON string is a TOML string but for the one control character that JSON leaves plain.
        return json.dumps(value, ensure_ascii=False).replace(_DELETE, "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(text_of(part) for part in value)}]"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {text_of(part)}" for key, part in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    raise TypeError(type(value).__name__)


def clause_text(table: Mapping[str, Any]) -> str:
    """A clause as a block of lines, one for each binding."""
    lines = ["[[clause]]"]
    for key, value in table.items():
        if key == "bind" and len(value) > 1:
            lines += ["bind = [", *(f"  {text_of(binding)}," for binding in value), "]"]
        else:
            lines.append(f"{_key(key)} = {text_of(value)}")
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else text_of(key)
