"""Values as they are printed: dates, months, names, boxes to tick, articles of a law."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from kongchuo_desktop.papers.template import Cite, Field, How, Kind, Law
from kongchuo_desktop.papers.text import Blank, Piece

TICKED, UNTICKED = "☑", "□"
_TWO_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2}")
_DIGITS = re.compile(r"[0-9-]{7,}[0-9Xx]")


def date_text(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def dates_text(days: Sequence[date]) -> str:
    """``9月8日、10日、13日``: the year is said when it changes, the month when it is another."""
    several_years = len({day.year for day in days}) > 1
    parts = []
    before: date | None = None
    for day in sorted(days):
        text = f"{day.day}日"
        if before is None or (before.year, before.month) != (day.year, day.month):
            text = f"{day.month}月{text}"
        if several_years and (before is None or before.year != day.year):
            text = f"{day.year}年{text}"
        parts.append(text)
        before = day
    return "、".join(parts)


def value_text(kind: Kind, value: object) -> str:
    """A value as it is printed; empty when it is not known. Dates may be ISO strings."""
    if value is None or value == "" or value == [] or kind in ("picture", "chart"):
        return ""
    if kind == "text" and isinstance(value, str):
        return value
    if kind == "date" or isinstance(value, date):
        return date_text(_day(value))
    if kind == "dates":
        return dates_text(_days(value))
    if kind == "month":
        year, month = _month(value)
        return f"{year}年{month}月"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(map(str, value))
    return str(value)


def shown_text(how: How, kind: Kind, value: object) -> str:
    """A value printed in another way; empty when it is not known, but a count, which is 0 then.

    ``pad`` spaces a name of two characters as official lists do (张　三), ``dot`` writes 2026.9.8,
    ``day`` leaves out the year, ``mask`` hides what is not to hang on a wall (the middle of a
    number, the given name), ``count`` is the number of a list's rows.
    """
    if how == "count":
        return str(len(value)) if isinstance(value, Sequence) else "0"
    text = value_text(kind, value)
    if not text:
        return ""
    if how == "pad":
        return padded(text)
    if how == "mask":
        return masked(text)
    if kind == "month":
        year, month = _month(value)
        return f"{year}.{month}" if how == "dot" else f"{month}月"
    try:
        days = _days(value)
    except ValueError:
        return text  # no day but words, as a birth of which only the year is known
    if how == "dot":
        return "、".join(f"{day.year}.{day.month}.{day.day}" for day in days)
    return "、".join(f"{day.month}月{day.day}日" for day in days)


def padded(name: str) -> str:
    """``张　三``: a name of two characters takes the room of three."""
    return f"{name[0]}　{name[1]}" if _TWO_HAN.fullmatch(name) else name


def masked(text: str) -> str:
    """``990102********0011``, ``138****0000``, ``张某``."""
    if not _DIGITS.fullmatch(text):
        return f"{text[0]}某"
    first = 6 if len(text) > 12 else 3
    return f"{text[:first]}{'*' * (len(text) - first - 4)}{text[-4:]}"


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _days(value: object) -> list[date]:
    days = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [_day(day) for day in days]


def _month(value: object) -> tuple[int, int]:
    year, month = str(value).split("-")[:2]
    return int(year), int(month)


def blank_pieces(field: Field) -> list[Piece]:
    """The line to fill by hand where a field is not known."""
    if field.kind == "date":
        return [Blank(3), "年", Blank(2), "月", Blank(2), "日"]
    if field.kind == "month":
        return [Blank(3), "年", Blank(2), "月"]
    return [Blank(field.blank)]


def ticks_text(field: Field, value: object) -> str:
    """All choices with their boxes, of which the chosen are ticked."""
    return "　".join(tick_text(choice, value) for choice in field.choices)


def tick_text(choice: str, value: object) -> str:
    """The box of one choice and its word; of a flag the box alone."""
    chosen = value if isinstance(value, list | tuple) else [value]
    ticked = choice in chosen if choice else bool(value)
    return f"{TICKED if ticked else UNTICKED}{choice}"


def law_text(law: Law, cite: Cite) -> str:
    """``《义务教育法》第五条第二款、第十一条第一款``: the title is said once."""
    cited = []
    for number, (article, paragraph, item) in enumerate(law.articles):
        text = cite(law.title, article, paragraph, item)
        cited.append(text if number == 0 else text[text.find("》") + 1 :])
    return "、".join(cited)


def rows_of(value: object) -> list[Mapping[str, object]]:
    """The rows of a list; none where it is not known."""
    if not isinstance(value, Sequence):
        return []
    return [row for row in value if isinstance(row, Mapping)]
