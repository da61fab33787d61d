"""Entries, operations and runs: what they hold and how they are read from and written to bytes."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from kongchuo_desktop.domain.journal.canonical_json import MAX_INT, broken, dump, load
from kongchuo_desktop.domain.journal.ids import EntryId, entry_name, parse_entry_name
from kongchuo_desktop.errors import BugError

GONE = "_gone"
"""The field whose true value deletes the row."""

_RUN = re.compile(r"[0-9a-f]{16}")
_ROW = re.compile(r"[0-9a-f]{32}")
_WORD = re.compile(r"[a-z_][a-z0-9_]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[0-9a-f]{16}:[1-9][0-9]{0,15}")
_LONGEST = 500
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LATEST = 32_000_000_000_000
"""The year 2984, in ms: Windows knows no local time after the year 3000."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One immutable change of one row (journal.md §2).

    Attributes:
        prior: the row's newest entries as the writer had them on screen, sorted.
        set: field → value; of an erased entry all values are None.
        at: wall clock in ms since 1970, made greater than the run's last.
        body: the very bytes in which it was written (of an erased entry: those that replace them).
        digest: SHA-256 of the bytes as first written, hex.
    """

    run: str
    n: int
    op: int
    table: str
    row: str
    home: str
    about: str | None
    prior: tuple[EntryId, ...]
    set: Mapping[str, Any]
    at: int
    schema: int
    body: bytes = field(repr=False)
    digest: str = field(repr=False)
    erased: bool = False

    @property
    def id(self) -> EntryId:
        return self.run, self.n

    @property
    def constants(self) -> tuple[str, str, str | None]:
        """(table, home, about): the same in every entry of the row."""
        return self.table, self.home, self.about


def write_entry(
    *,
    run: str,
    n: int,
    op: int,
    table: str,
    row: str,
    home: str,
    about: str | None,
    prior: Iterable[EntryId],
    values: Mapping[str, Any],
    at: int,
    schema: int,
) -> Entry:
    """A new entry with its bytes and digest."""
    priors = tuple(sorted(prior))
    # Only the values need looking at: what is round them is ours. The same bytes as ``dump`` of
    # the whole, in half the time of a bulk import.
    names = ",".join(sorted(f'"{entry_name(p)}"' for p in priors))
    body = (
        f'{{"about":{_id(about)},"at":{at},"home":"{home}","n":{n},"op":{op},"prior":[{names}],'
        f'"row":"{row}","run":"{run}","schema":{schema},"set":'
    ).encode() + dump(values) + f',"table":"{table}"}}'.encode()
    return Entry(
        run, n, op, table, row, home, about, priors, values, at, schema, body, _sha256(body)
    )


def _id(row: str | None) -> str:
    return "null" if row is None else f'"{row}"'


def read_entry(body: bytes) -> Entry:
    """Reads the bytes of an entry, full or erased.

    Unknown members are kept in ``body`` and ignored, so that newer machines are understood.

    Raises:
        KnownError: ``journal_broken``.
    """
    raw = load(body)
    prior = _priors(raw)
    entry = Entry(
        run=_text(raw, "run", _RUN),
        n=_number(raw, "n"),
        op=_number(raw, "op"),
        table=_text(raw, "table", _WORD),
        row=_text(raw, "row", _ROW),
        home=_text(raw, "home", _ROW),
        about=None if raw.get("about") is None else _text(raw, "about", _ROW),
        prior=prior,
        set=_fields(raw),
        at=_number(raw, "at", least=0, most=_LATEST),
        schema=_number(raw, "schema"),
        body=body,
        digest=_text(raw, "erased", _DIGEST) if "erased" in raw else _sha256(body),
        erased="erased" in raw,
    )
    if entry.op > entry.n or entry.id in prior:
        raise broken("编号前后矛盾")
    if entry.erased and any(value is not None for value in entry.set.values()):
        raise broken("已清除的记录里还有内容")
    return entry


def stored_entry(body: bytes) -> Entry:
    """``read_entry`` for bytes that it, or ``write_entry``, has passed before: far quicker."""
    raw = json.loads(body)
    priors = tuple(sorted(parse_entry_name(name) for name in raw["prior"]))
    erased: str | None = raw.get("erased")
    return Entry(
        raw["run"], raw["n"], raw["op"], raw["table"], raw["row"], raw["home"],
        raw.get("about"), priors, raw["set"], raw["at"], raw["schema"], body,
        erased or _sha256(body), erased is not None,
    )


def erase_entry(entry: Entry) -> Entry:
    """The entry with the values of ``set`` replaced by None; the digest stays (journal.md §9)."""
    if entry.erased:
        return entry
    raw = load(entry.body)
    raw["set"] = dict.fromkeys(raw["set"])
    raw["erased"] = entry.digest
    return read_entry(dump(raw))


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """Who did what: the record (run, n) of an operation; it holds no pupil's name.

    Attributes:
        n: n of the operation's first entry.
        date: local date, ISO.
        undoes: the operation that this one undoes.
        final: not to be undone (journal.md §8).
    """

    run: str
    n: int
    kind: str
    actor: str
    role: str
    date: str
    undoes: EntryId | None
    final: bool

    @property
    def id(self) -> EntryId:
        return self.run, self.n

    def encode(self) -> bytes:
        _short(self.kind, self.actor, self.role)
        return dump(
            {
                "run": self.run, "n": self.n, "kind": self.kind, "actor": self.actor,
                "role": self.role, "date": self.date, "final": self.final,
                "undoes": entry_name(self.undoes) if self.undoes else None,
            }
        )

    @classmethod
    def decode(cls, body: bytes) -> "OperationRecord":
        raw = load(body)
        return cls(
            run=_text(raw, "run", _RUN),
            n=_number(raw, "n"),
            kind=_text(raw, "kind"),
            actor=_text(raw, "actor"),
            role=_text(raw, "role"),
            date=_day(raw, "date"),
            undoes=(
                None if raw.get("undoes") is None
                else parse_entry_name(_text(raw, "undoes", _NAME))
            ),
            final=raw.get("final") is True,
        )

    @classmethod
    def stored(cls, body: bytes) -> "OperationRecord":
        """``decode`` for bytes that it, or ``encode``, has passed before: far quicker."""
        raw = json.loads(body)
        undoes = raw.get("undoes")
        return cls(
            raw["run"], raw["n"], raw["kind"], raw["actor"], raw["role"], raw["date"],
            None if undoes is None else parse_entry_name(undoes), raw.get("final") is True,
        )


@dataclass(frozen=True, slots=True)
class RunRecord:
    """To which store, machine and program version a run belongs.

    Attributes:
        store: id of the store, 32 hex digits; copies of a folder share it.
        machine: a mark of the computer, not its name.
        name: the store as its people call it.
        started: wall clock in ms since 1970.
    """

    run: str
    store: str
    machine: str
    name: str
    program: str
    started: int

    def encode(self) -> bytes:
        _short(self.store, self.machine, self.name, self.program)
        return dump(
            {
                "run": self.run, "store": self.store, "machine": self.machine,
                "name": self.name, "program": self.program, "started": self.started,
            }
        )

    @classmethod
    def decode(cls, body: bytes) -> "RunRecord":
        raw = load(body)
        return cls(
            run=_text(raw, "run", _RUN),
            store=_text(raw, "store"),
            machine=_text(raw, "machine"),
            name=_text(raw, "name"),
            program=_text(raw, "program"),
            started=_number(raw, "started", least=0, most=_LATEST),
        )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _text(raw: Mapping[str, Any], name: str, pattern: re.Pattern[str] | None = None) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise broken(name)
    if pattern is not None and not pattern.fullmatch(value):
        raise broken(name)
    return value


def _short(*texts: str) -> None:
    if any(len(text) > _LONGEST for text in texts):
        raise BugError("a name that no reader would take")


def _day(raw: Mapping[str, Any], name: str) -> str:
    value = _text(raw, name, _DATE)
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise broken(name) from error
    return value


def _number(
    raw: Mapping[str, Any], name: str, *, least: int = 1, most: int = MAX_INT
) -> int:
    value = raw.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise broken(name)
    return value


def _priors(raw: Mapping[str, Any]) -> tuple[EntryId, ...]:
    names = raw.get("prior")
    if not isinstance(names, list) or any(
        not isinstance(name, str) or not _NAME.fullmatch(name) for name in names
    ):
        raise broken("prior")
    if names != sorted(set(names)):
        raise broken("prior")
    return tuple(sorted(parse_entry_name(name) for name in names))


def _fields(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    fields = raw.get("set")
    if not isinstance(fields, dict) or not all(map(_is_word, fields)):
        raise broken("set")
    return fields


@lru_cache(maxsize=1024)
def _is_word(name: str) -> bool:
    """Remembered, for the same few fields stand in every entry."""
    return _WORD.fullmatch(name) is not None
