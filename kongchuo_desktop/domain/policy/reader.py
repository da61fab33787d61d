"""Reads one TOML table with care: every key is known, every mistake names its line."""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from typing import Any

from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.figures import Figure, parse_figure
from kongchuo_desktop.errors import KnownError


class Locator:
    """Finds the line of a mistake: TOML tables do not remember where they stood."""

    def __init__(self, text: str, source: str) -> None:
        self.source = source
        self._lines = text.split("\n")
        self._first, self._end = 0, len(self._lines)
        self._parts: dict[str, list[tuple[int, int]]] = {}

    def part(self, name: str, index: int, count: int) -> "Locator":
        """The same file, looking only at one of its ``count`` tables ``[[name]]``: one without an
        id, or a copy of another, has a place too."""
        if name not in self._parts:
            self._parts[name] = list(self._tables(name))
        if len(self._parts[name]) != count:
            return self
        found = copy(self)
        found._first, found._end = self._parts[name][index]
        return found

    def _tables(self, name: str) -> Iterator[tuple[int, int]]:
        """First line of each ``[[name]]`` and the line behind its last."""
        head = re.compile(r"\s*\[\[?\s*(\w+)\s*\]")
        heads = [(i, found[1]) for i, line in enumerate(self._lines)
                 if (found := head.match(line))]
        edges = [*(i for i, _ in heads), len(self._lines)]
        return ((i, end) for (i, named), end in zip(heads, edges[1:], strict=True)
                if named == name)

    def line(self, clause: str | None, needle: str = "") -> int:
        """First line of the clause that holds ``needle``; else the clause's own; else 1."""
        start, end = self._first, self._end
        if clause is not None:
            head = re.compile(rf"""\s*id\s*=\s*["']{re.escape(clause)}["']""")
            start = next((i for i in range(start, end) if head.match(self._lines[i])), start)
            end = next((i for i in range(start + 1, end)
                        if re.match(r"\s*\[\[(?!\s*clause\s*\.)", self._lines[i])), end)
        if needle:
            key = re.compile(rf"""(?:^|[\s{{,\["']){re.escape(needle)}["']?\s*(?:=|\])""")
            for i in (*(i for i in range(start, end) if key.search(self._lines[i])),
                      *(i for i in range(start, end) if needle in self._lines[i])):
                return i + 1
        return start + 1

    @property
    def last(self) -> int:
        """The last line that holds anything."""
        return max((i for i, line in enumerate(self._lines, 1) if line.strip()), default=1)

    def refuse(self, sentence: str, *, clause: str | None = None, needle: str = "",
               line: int | None = None) -> KnownError:
        """The error for a mistake in this file; the caller raises it."""
        at = line if line is not None else self.line(clause, needle)
        place = f"“{clause}”条：" if clause else ""
        return KnownError("policy_invalid", f"{self.source}第{at}行：{place}{sentence}。",
                          kept="原来的政策文件没有改动。", todo="请改好这一行再装入。")


class Reader:
    """One table of a clause; ``path`` is the name that its figures carry."""

    def __init__(self, table: Any, at: Locator, clause: str | None, path: str) -> None:
        self.at = at
        self.clause = clause
        self.path = path
        if not isinstance(table, dict):
            raise self.wrong("这里应当是一张表", str(table))
        self.table: Mapping[str, Any] = table

    def wrong(self, sentence: str, needle: str = "") -> KnownError:
        return self.at.refuse(sentence, clause=self.clause, needle=needle)

    def only(self, known: Iterable[str]) -> None:
        """Refuses keys that are not among ``known``."""
        for key in self.table:
            if key not in known:
                raise self.wrong(f"不认识的词“{key}”", key)

    def text(self, key: str, default: str = "") -> str:
        value = self.table.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(f"“{key}”应当是文字", key)
        return value

    def word(self, key: str, allowed: Iterable[str], default: str = "") -> str:
        """A word of a closed list; required when there is no default."""
        value = self.text(key, default)
        if value == "?":
            raise self.wrong(f"“{key}”不能写“?”，这里没有数可以等学校来定", key)
        if value != default and value not in allowed:
            raise self.wrong(f"“{key}”里不认识的词“{value}”", value)
        if not value and not default and default not in allowed:
            raise self.wrong(f"缺“{key}”")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """One text or a list of texts."""
        value = self.table.get(key, ())
        items = (value,) if isinstance(value, str) else value
        if not isinstance(items, list | tuple) or not all(isinstance(i, str) for i in items):
            raise self.wrong(f"“{key}”应当是文字或文字的列表", key)
        return tuple(items)

    def words_of(self, key: str, allowed: Iterable[str]) -> tuple[str, ...]:
        words = self.words(key)
        for word in words:
            if word not in allowed:
                raise self.wrong(f"“{key}”里不认识的词“{word}”", word)
        return words

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(f"“{key}”应当是 true 或 false", key)
        return value

    def day(self, key: str) -> date | None:
        value = self.table.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, date):
            return date(value.year, value.month, value.day)
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self.wrong(f"“{key}”应当是 2026-09-01 这样的日期", str(value)) from None

    def figure(self, key: str, *, units: Iterable[str] = ()) -> Figure | None:
        """A figure in one of ``units``; without units it is a plain count.

        A time that is left open is asked for, and answered, in calendar days.
        """
        raw = self.table.get(key)
        if raw is None:
            return None
        is_open_time = units == words.UNITS and str(raw).strip() == "?"
        try:
            figure = parse_figure(raw, f"{self.path}.{key}", unit="days" if is_open_time else "")
        except ValueError:
            raise self.wrong(f"“{key}”里认不出的数“{raw}”", str(raw)) from None
        allowed = set(units) or {""}
        if figure.unit not in allowed and figure.value is not None:
            raise self.wrong(f"“{key}”里不认识的单位“{figure.unit or raw}”", str(raw))
        return figure
