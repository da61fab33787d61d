"""One table of a form file: typed reading, and the line to point at when something is wrong."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kongchuo_desktop.errors import KnownError

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.]+)\s*\]")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")
Where = tuple[str | int, ...]
_MOST = 10_000


@dataclass(frozen=True)
class Origin:
    """A form file's name and where each of its tables and keys stands."""

    name: str
    lines: Mapping[Where, int]

    def error(self, path: Where, sentence: str) -> KnownError:
        while path and path not in self.lines:
            path = path[:-1]
        return invalid(self.name, self.lines.get(path, 1), sentence)


def invalid(name: str, line: int, sentence: str) -> KnownError:
    return KnownError(
        "form_invalid",
        f"文书样式 {name} 第{line}行：{sentence}。",
        kept="这份样式没有启用，其余文书照常可用。",
        todo="请改好这一行再放回去，或者换回原来的样式文件。",
    )


def line_map(text: str) -> dict[Where, int]:
    """Line numbers (from 1) by table path and key, e.g. ``("part", 0, "block", 2, "text")``."""
    lines: dict[Where, int] = {}
    counts: dict[Where, int] = {}
    here: Where = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            here = _path(header[2].split("."), counts, array=header[1] == "[[")
            lines[here] = number
        elif key := _KEY.match(line):
            lines.setdefault((*here, key[1]), number)
    return lines


def _path(words: Sequence[str], counts: dict[Where, int], *, array: bool) -> Where:
    path: Where = ()
    for place, word in enumerate(words):
        path = (*path, word)
        if array and place == len(words) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


class FormTable:
    """A table being read: every key must be asked for, whatever is left over is an error."""

    def __init__(self, values: Mapping[str, Any], origin: Origin, path: Where = ()) -> None:
        self._values = values
        self._origin = origin
        self._path = path
        self._asked: set[str] = set()

    def error(self, sentence: str, key: str = "") -> KnownError:
        return self._origin.error((*self._path, key) if key else self._path, sentence)

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        return str(self._get(key, str, "文字", default))

    def number(self, key: str, default: float | None = None) -> float:
        return self._measure(self._get(key, (int, float), "数字", default), key)

    def within(self, key: str, least: float, most: float, default: float) -> float:
        """A number of a small range: what lies outside is a slip of the pen."""
        found = self.number(key, default)
        if not least <= found <= most:
            raise self.error(f"“{key}”只能在{least:g}到{most:g}之间", key)
        return found

    def _measure(self, found: float, key: str) -> float:
        # Millimetres, points, columns: nothing on a paper is larger, and nan is no number at all.
        if not -_MOST <= found <= _MOST:
            raise self.error(f"“{key}”只能在-{_MOST}到{_MOST}之间", key)
        return float(found)

    def flag(self, key: str, *, default: bool = False) -> bool:
        return bool(self._get(key, bool, "true 或 false", default))

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> Any:
        found = self.text(key, default)
        if found not in choices:
            raise self.error(f"“{key}”只能是{'、'.join(choices)}，不能是“{found}”", key)
        return found

    def words(self, key: str) -> tuple[str, ...]:
        """One text or a list of them; none where nothing is written."""
        if isinstance(self._values.get(key), list):
            return self.texts(key)
        text = self.text(key, "")
        return (text,) if text else ()

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._items(key, str, "文字"))

    def numbers(self, key: str) -> tuple[float, ...]:
        return tuple(self._measure(item, key) for item in self._items(key, (int, float), "数字"))

    def items(self, key: str) -> list[Any]:
        return self._items(key, object, "")

    def table(self, key: str) -> "FormTable":
        found = self._get(key, dict, "一张表", {})
        return FormTable(found, self._origin, (*self._path, key))

    def tables(self, key: str) -> list["FormTable"]:
        found = self._items(key, dict, "表")
        return [
            FormTable(each, self._origin, (*self._path, key, place))
            for place, each in enumerate(found)
        ]

    def mapping(self, key: str) -> dict[str, str]:
        found = self._get(key, dict, "一张表", {})
        return {str(name): str(value) for name, value in found.items()}

    def inner(self, key: str, values: Mapping[str, Any]) -> "FormTable":
        """A table written inside the value of ``key``; errors point at that key."""
        return FormTable(values, self._origin, (*self._path, key))

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, 1)
                hint = f"，是不是“{near[0]}”" if near else ""
                raise self.error(f"不认识“{key}”{hint}", key)

    def _items(self, key: str, kind: Any, word: str) -> list[Any]:
        found = self._get(key, list, "方括号列表", [])
        for item in found:
            if not isinstance(item, kind) or (isinstance(item, bool) and kind is not object):
                raise self.error(f"“{key}”里每一项都应当是{word}", key)
        return list(found)

    def _get(self, key: str, kind: Any, word: str, default: Any) -> Any:
        self._asked.add(key)
        if key not in self._values:
            if default is None:
                raise self.error(f"缺少“{key}”")
            return default
        found = self._values[key]
        wrong = isinstance(found, bool) and kind is not bool
        if wrong or not isinstance(found, kind):
            raise self.error(f"“{key}”应当是{word}", key)
        return found
