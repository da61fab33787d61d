"""A profile that is being written: its text in parts, each of which can be changed by itself."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kongchuo_desktop.domain.policy.figures import Origin
from kongchuo_desktop.domain.policy.load import OWN, load_policy
from kongchuo_desktop.domain.policy.model import Clause
from kongchuo_desktop.domain.policy.titles import Titles
from kongchuo_desktop.domain.policy.toml_text import clause_text, text_of
from kongchuo_desktop.errors import KnownError

HEAD_KEYS = ("id", "title", "issuer", "number", "date", "kind", "desk")
"""What of the head is edited in fields, in the order in which a file names it."""
_CLAUSE = re.compile(r"^[ \t]*\[\[[ \t]*clause[ \t]*\]\][ \t]*(?:#.*)?$", re.MULTILINE)
_ALONE = f'id = "{OWN}"\ntitle = "-"\nkind = "school"\n'
"""A head under which a clause may wait for others and need not quote."""
_COMPARISON = re.compile(r">=|<=|>|<|=")
_ID = re.compile(r"""^\s*id\s*=\s*["']([^"'\r\n]*)["']""", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """The text of one clause, from its ``[[clause]]`` to the next."""

    text: str

    @property
    def id(self) -> str:
        """As far as it can be read, also while the text has a mistake."""
        found = _ID.search(self.text)
        return found[1] if found else ""

    @property
    def table(self) -> Mapping[str, Any] | None:
        """What the text says; None while it is no TOML of a single clause."""
        try:
            read = tomllib.loads(self.text)
        except (ValueError, RecursionError):
            return None
        clauses = read.get("clause")
        if set(read) != {"clause"} or not isinstance(clauses, list) or len(clauses) != 1:
            return None
        table: Mapping[str, Any] = clauses[0]
        return table

    def read(self, titles: Titles) -> Clause | None:
        """The clause by itself, whatever stands in the rest of the file; None while it has a
        mistake."""
        if self.table is None:
            return None
        try:
            alone = load_policy(_ALONE + self.text, "", titles=titles)
        except KnownError:
            return None
        return alone.clauses[0]

    @property
    def tail(self) -> str:
        """Blank lines and comments behind the clause: they mostly announce the next one."""
        lines = self.text.splitlines(keepends=True)
        end = len(lines)
        while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        return "".join(lines[end:])


@dataclass(frozen=True)
class Draft:
    """The head, which is all before the first clause, and the clauses in order."""

    head: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        return self.head + "".join(block.text for block in self.blocks)

    @property
    def head_table(self) -> Mapping[str, Any]:
        """What the head says; empty while it has a mistake."""
        try:
            return tomllib.loads(self.head)
        except (ValueError, RecursionError):
            return {}

    def with_head(self, **values: str) -> "Draft":
        """The same with other words at keys of the head; an empty one takes the key away.

        Raises:
            KnownError: ``profile_layout``.
        """
        head = self.head
        for key, value in values.items():
            head = _set_key(head, key, value)
        wanted = {key: value for key, value in {**_said(self.head), **values}.items() if value}
        if _said(head) != wanted:
            raise _strange()
        return replace(self, head=head)

    def with_block(self, at: int, text: str) -> "Draft":
        """Another text for a clause; the last line ends as every line does."""
        text = text if text.endswith("\n") else text + "\n"
        return self._with([*self.blocks[:at], Block(text), *self.blocks[at + 1:]])

    def with_table(self, at: int, table: Mapping[str, Any]) -> "Draft":
        """Another content for a clause; comments behind it stay."""
        return self.with_block(at, clause_text(table) + (self.blocks[at].tail or "\n"))

    def with_figure(self, at: int, binding: int, path: Sequence[str], value: Any) -> "Draft":
        """Another value at a place inside a binding; ``path`` are keys and numbers of parts."""
        table = self.blocks[at].table
        assert table is not None
        bindings = list(table["bind"])
        bindings[binding] = _put(bindings[binding], path, value)
        return self.with_table(at, {**table, "bind": bindings})

    def added(self, after: int, table: Mapping[str, Any]) -> "Draft":
        """One clause more, behind another (-1: before all)."""
        lead = "" if self.head.endswith("\n") or not self.head else "\n"
        blocks = list(self.blocks)
        blocks.insert(after + 1, Block(clause_text(table) + "\n"))
        return replace(self._with(blocks), head=self.head + lead)

    def without(self, at: int) -> "Draft":
        """One clause less."""
        return self._with([*self.blocks[:at], *self.blocks[at + 1:]])

    def place(self, line: int) -> tuple[int, int]:
        """Clause (-1: the head) and line inside it, from 1, of a line of the whole text."""
        left = line - self.head.count("\n")
        if left <= 0:
            return -1, line
        for at, block in enumerate(self.blocks):
            lines = block.text.count("\n")
            if left <= lines:
                return at, left
            left -= lines
        return len(self.blocks) - 1, 1

    def _with(self, blocks: Sequence[Block]) -> "Draft":
        return replace(self, blocks=tuple(blocks))


def read_draft(text: str) -> Draft:
    """The parts of a profile that can be loaded.

    Raises:
        KnownError: ``profile_layout``: its lines stand so that it cannot be taken apart.
    """
    draft = split_draft(text)
    tables = [block.table for block in draft.blocks]
    whole = {**draft.head_table, **({"clause": tables} if tables else {})}
    if tomllib.loads(draft.text) != whole:
        raise _strange()
    return draft


def split_draft(text: str) -> Draft:
    """The parts of a profile, also of one with mistakes."""
    text = text.replace("\r\n", "\n")
    text = text if text.endswith("\n") else text + "\n"
    starts = [match.start() for match in _CLAUSE.finditer(text)]
    ends = [*starts, len(text)][1:]
    return Draft(text[:starts[0]] if starts else text,
                 tuple(Block(text[a:b]) for a, b in zip(starts, ends, strict=True)))


def figure_value(number: str, unit: str, origin: Origin, op: str) -> int | str:
    """A figure as a file has it: ``7``, ``"7 days"``, ``"?5 school days"``, ``"<= ?"``."""
    if origin == "unset":
        return f"{op} ?".strip()
    text = f"{op} {'?' if origin == 'reading' else ''}{number} {unit}".strip()
    return int(text) if text.isdecimal() else text


def comparison_in(raw: object) -> str:
    """The comparison that a figure's text has: ``<=``; empty where it has none."""
    found = _COMPARISON.search(str(raw))
    return found[0] if found else ""


def _strange() -> KnownError:
    return KnownError("profile_layout", "这份文件的排法拆不开，不能在这里改。",
                      kept="文件没有改动。", todo="导出后用“记事本”改，再装入。")


def _said(head: str) -> dict[str, str]:
    """The texts of a head that are edited here, a date as text."""
    try:
        table = tomllib.loads(head)
    except (ValueError, RecursionError):
        raise _strange() from None
    return {key: str(table[key]) for key in HEAD_KEYS if key in table}


def _set_key(head: str, key: str, value: str) -> str:
    line = f"{key} = {text_of(value)}\n" if value else ""
    old = re.compile(rf"^[ \t]*{key}[ \t]*=.*\n", re.MULTILINE)
    body, rest = _before_tables(head)
    if old.search(body):
        return old.sub(lambda found: line, body, count=1) + rest
    place = re.search(r"^[ \t]*title[ \t]*=.*\n", body, re.MULTILINE)
    at = place.end() if place else 0
    return body[:at] + line + body[at:] + rest


def _before_tables(head: str) -> tuple[str, str]:
    """The keys of the file itself, and its tables such as ``[words]``."""
    table = re.search(r"^[ \t]*\[", head, re.MULTILINE)
    at = table.start() if table else len(head)
    return head[:at], head[at:]


def _put(node: Any, path: Sequence[str], value: Any) -> Any:
    """A copy of nested tables and lists with another value at one place."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(node, list):
        return [_put(part, rest, value) if str(i) == first else part
                for i, part in enumerate(node)]
    return {**node, first: _put(node.get(first), rest, value)}
