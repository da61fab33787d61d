"""Tables saved as text (CSV): which encoding and which sign between the cells, and the rows."""

import csv
import io
import re
from typing import Final

_SIGNS: Final = ("\t", ",", ";", "，", "|")
_AS_TEXT: Final = re.compile(r'=?"(.*)"')
"""How a program says that Excel must not make a figure of a long number: ``="990102…"``."""
_HEAD: Final = 4096


def read_rows(data: bytes, most: int, columns: int) -> list[list[str]] | None:
    """The rows of a text table; None where the bytes are no such table.

    Args:
        most: rows after which reading ends; one more is given where there are more.
        columns: cells of a row that are kept.
    """
    text = _decoded(data)
    if text is None:
        return None
    lines = text.splitlines()
    sign = max(_SIGNS, key=lambda sign: sum(line.count(sign) for line in lines[:20]))
    if len(lines) < 2 or sum(sign in line for line in lines[:20]) < 2:
        return None
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            rows.append([_cell(cell) for cell in row[:columns]])
            if len(rows) > most:
                break
    except csv.Error:
        return None
    return rows


def _cell(text: str) -> str:
    text = text.strip()
    quoted = _AS_TEXT.fullmatch(text) if text.endswith('"') else None
    return quoted[1] if quoted else text


def _decoded(data: bytes) -> str | None:
    """Text as Excel and WPS save it: with a mark at its front, as UTF-8, or as GBK."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data[:_HEAD]:
        return None
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
