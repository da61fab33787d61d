"""What is written into a form's fields at issue, read from plain texts by the kind of each."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import read_picture
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.template import Field

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_LONGEST = 5000
"""Characters of an answer: more than six pages are a file that was pasted by mistake."""
_SAID = 40
_YES, _NO = frozenset({"是", "有", "1", "true", "yes"}), frozenset({"否", "无", "0", "false", "no"})


def read_answers(form: Form, texts: Mapping[str, str]) -> dict[str, Any]:
    """Field → value for ``draft_papers`` from texts as one types them; an empty text leaves a line
    to fill by hand.

    Days are ``2026-09-24``, several of them or of choices stand apart by 、, a picture is the path
    of its file.

    Raises:
        KnownError: ``unknown_field``, ``bad_answer``, and what ``read_picture`` says.
    """
    by_label = {field.label: name for name, field in form.fields.items()}
    found: dict[str, Any] = {}
    for said, text in texts.items():
        name = said if said in form.fields else by_label.get(said, "")
        if not name:
            known = "、".join(f"{field.name}（{field.label}）" for field in form.fields.values())
            raise KnownError("unknown_field", f"《{form.title}》没有“{said}”这一栏。",
                             kept="没有占用文号。", todo=f"可以写：{known}。")
        field = form.fields[name]
        found[name] = _READ.get(field.kind, _text)(field, text.strip()) if text.strip() else None
    return found


def _text(field: Field, text: str) -> str:
    if len(text) > _LONGEST:
        raise _bad(field, text, f"最多写{_LONGEST}个字，更长的另附一页")
    return text


def _day(field: Field, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad(field, text, "写成2026-09-24这样的日期") from None


def _month(field: Field, text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise _bad(field, text, "写成2026-09这样的月份")
    return text


def _days(field: Field, text: str) -> list[date]:
    return [_day(field, part) for part in _parts(text)]


def _number(field: Field, text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise _bad(field, text, "写整数")
    return int(text)


def _choice(field: Field, text: str) -> str:
    if text not in field.choices:
        raise _bad(field, text, "可以写：" + "、".join(field.choices))
    return text


def _ticks(field: Field, text: str) -> list[str]:
    return [_choice(field, part) for part in _parts(text)]


def _flag(field: Field, text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise _bad(field, text, "写“是”或“否”")
    return text.lower() in _YES


def _picture(field: Field, text: str) -> bytes:
    return read_picture(Path(text)).data


def _rows(field: Field, text: str) -> list[dict[str, Any]]:
    """Rows stand apart by ；, what is in them by ｜, in the order of the columns."""
    return [_row(field, row) for row in text.replace(";", "；").split("；") if row.strip()]


def _row(field: Field, text: str) -> dict[str, Any]:
    parts = (part.strip() for part in text.replace("|", "｜").split("｜"))
    return {key: _READ.get(kind, _text)(replace(field, kind=kind), part)
            for (key, kind), part in zip(field.key_kinds.items(), parts, strict=False) if part}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", "、").replace(",", "、").split("、")
            if part.strip()]


def _bad(field: Field, text: str, todo: str) -> KnownError:
    said = text if len(text) <= _SAID else f"{text[:_SAID]}…"
    return KnownError("bad_answer", f"“{field.label}”不能写“{said}”。", kept="没有占用文号。",
                      todo=f"{todo}。")


_READ: Mapping[str, Callable[[Field, str], Any]] = {
    "date": _day, "dates": _days, "number": _number, "choice": _choice, "ticks": _ticks,
    "flag": _flag, "month": _month, "picture": _picture, "rows": _rows,
}
