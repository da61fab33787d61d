"""JSON in exactly one spelling, and the careful reading of such JSON from strangers."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

MAX_DEPTH = 8
MAX_TEXT = 500


class MalformedError(ValueError):
    """Bytes from outside that are not what this format allows; callers turn it into a sentence."""


def encode(value: Mapping[str, Any]) -> bytes:
    """UTF-8, sorted keys, no spaces, no floats; equal values give equal bytes."""
    _check(value, MAX_DEPTH)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def decode(data: bytes, *, limit: int) -> dict[str, Any]:
    """The object that ``encode`` wrote as ``data``.

    Raises MalformedError for anything else: larger than ``limit`` bytes, nested too deeply, with
    floats, with a key twice, or spelled in another way.
    """
    if len(data) > limit:
        raise MalformedError("too large")
    try:
        value = json.loads(data, parse_float=_refuse, parse_constant=_refuse)
        if not isinstance(value, dict):
            raise MalformedError("not an object")
        spelled = encode(value)
    except MalformedError:
        raise
    except (ValueError, RecursionError) as error:
        raise MalformedError("not JSON") from error
    if spelled != data:
        raise MalformedError("not canonical")
    return value


def _refuse(text: str) -> Any:
    raise MalformedError(f"a number that is not an integer: {text[:20]}")


def _check(value: object, depth: int) -> None:
    if depth < 0:
        raise MalformedError("nested too deeply")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise MalformedError("a key that is not text")
            _check(inner, depth - 1)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for inner in value:
            _check(inner, depth - 1)
    elif not (value is None or isinstance(value, str | int)):
        raise MalformedError(f"not allowed: {type(value).__name__}")


def text(source: Mapping[str, Any], key: str, *, longest: int = MAX_TEXT) -> str:
    """The text under ``key``; MalformedError when missing, not text, or too long."""
    value = source.get(key)
    if not isinstance(value, str) or len(value) > longest:
        raise MalformedError(key)
    return value


def optional_text(source: Mapping[str, Any], key: str) -> str | None:
    return None if source.get(key) is None else text(source, key)


def number(source: Mapping[str, Any], key: str, *, most: int) -> int:
    """The integer under ``key``, from 0 to ``most``."""
    value = source.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise MalformedError(key)
    return value


def mapping(source: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = source.get(key)
    if not isinstance(value, dict):
        raise MalformedError(key)
    return value


def items(source: Mapping[str, Any], key: str, *, most: int) -> list[Any]:
    """The list under ``key``, of at most ``most`` items."""
    value = source.get(key)
    if not isinstance(value, list) or len(value) > most:
        raise MalformedError(key)
    return value


def hexadecimal(source: Mapping[str, Any], key: str, *, octets: int) -> str:
    """Exactly ``octets`` bytes in lowercase hex, as text."""
    value = text(source, key)
    if len(value) != 2 * octets or not set(value) <= set("0123456789abcdef"):
        raise MalformedError(key)
    return value


def row(source: Mapping[str, Any], key: str) -> str:
    """The id of a row: 16 bytes in hex."""
    return hexadecimal(source, key, octets=16)


def optional_row(source: Mapping[str, Any], key: str) -> str | None:
    """The id of a row, or null."""
    return None if source.get(key) is None else row(source, key)


def day(source: Mapping[str, Any], key: str) -> date:
    """A date written ``YYYY-MM-DD``."""
    value = text(source, key)
    try:
        read = date.fromisoformat(value)
    except ValueError as error:
        raise MalformedError(key) from error
    if read.isoformat() != value:
        raise MalformedError(key)
    return read


def moment(source: Mapping[str, Any], key: str) -> datetime:
    """Local wall time to the second, written ``YYYY-MM-DDTHH:MM:SS``."""
    value = text(source, key)
    try:
        read = datetime.fromisoformat(value)
    except ValueError as error:
        raise MalformedError(key) from error
    if read.isoformat(timespec="seconds") != value or read.tzinfo is not None:
        raise MalformedError(key)
    return read
