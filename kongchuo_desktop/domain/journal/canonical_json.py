"""Canonical JSON of the journal: one value, one sequence of bytes, and limits for hostile input."""

import json
from typing import Any, NoReturn

from kongchuo_desktop.errors import BugError, KnownError

MAX_BYTES = 1 << 20
MAX_DEPTH = 16
MAX_INT = (1 << 53) - 1
"""The greatest integer that every JSON reader keeps exactly."""
_PLAIN = (str, bool)
_ENCODE = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def broken(detail: str) -> KnownError:
    """The error for bytes that no honest program writes; ``detail`` is for technicians."""
    return KnownError(
        "journal_broken",
        f"文件里有一条记录读不懂（{detail}）。",
        kept="本机的数据没有改动。",
        todo="请让对方重新导出一次；再不行，把文件交给技术人员看。",
    )


def dump(value: Any) -> bytes:
    """UTF-8, sorted keys, no spaces, text as typed (journal.md §2).

    Raises:
        BugError: the value holds a float, a key that is not text, or what JSON cannot say.
        KnownError: ``text_broken``: a text holds half a character (a lone surrogate), as a broken
            clipboard gives; ``text_too_long``: no reader would take it.
    """
    _check(value, BugError, 0)
    try:
        data = _ENCODE(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise KnownError(
            "text_broken",
            "有一个字没有完整地输入（只有半个编码）。",
            kept="其余内容都还在。",
            todo="请删掉这个字重新输入。",
        ) from error
    if len(data) > MAX_BYTES:
        raise KnownError(
            "text_too_long",
            "这一条写得太长了，存不下。",
            kept="以前的内容都还在。",
            todo="请把长的内容存成文件，作为附件添加。",
        )
    return data


def load(data: bytes, *, limit: int = MAX_BYTES) -> dict[str, Any]:
    """Reads one object that must be canonical to the byte.

    Raises:
        KnownError: ``journal_broken``.
    """
    if len(data) > limit:
        raise broken("太长")
    try:
        text = data.decode("utf-8")
    except ValueError as error:
        raise broken("格式不对") from error
    return parse(text)


def parse(text: str, *, depth: int = 0) -> dict[str, Any]:
    """Reads one canonical object, which stands so deep in another.

    Raises:
        KnownError: ``journal_broken``.
    """
    try:
        value = _DECODE(text)
    except (ValueError, RecursionError) as error:
        raise broken("格式不对") from error
    if not isinstance(value, dict):
        raise broken("格式不对")
    if text.count("{") + text.count("[") > MAX_DEPTH - depth:
        _check(value, broken, depth)
    # Half a character can only come from an escape, and is never written as one.
    if _ENCODE(value) != text:
        raise broken("写法不规范")
    return value


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def _integer(text: str) -> int:
    value = int(text)
    if abs(value) > MAX_INT:
        raise ValueError(text)
    return value


_DECODE = json.JSONDecoder(
    parse_float=_refuse, parse_int=_integer, parse_constant=_refuse
).decode
"""A key that stands twice is found out by ``load``: written again, it stands once. What this
reads can only be nested too deeply, and only where there are brackets enough."""


def _check(value: Any, error: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise error("层次太深")
    if value is None or isinstance(value, _PLAIN):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise error("数太大")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise error("键不是文字")
            if type(item) is not str:
                _check(item, error, depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item, error, depth + 1)
    else:
        raise error(f"不能写入 {type(value).__name__}")
