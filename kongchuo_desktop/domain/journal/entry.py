"""Entries: what they hold and how they are read from and written to bytes."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kongchuo_desktop.domain.journal.canonical_json import MAX_BYTES, broken, dump, load, parse
from kongchuo_desktop.domain.journal.ids import EntryId, entry_name, parse_entry_name
from kongchuo_desktop.domain.journal.members import ENTRY_NAME, LATEST, RUN, number, text
from kongchuo_desktop.errors import KnownError

GONE = "_gone"
"""The field whose true value deletes the row."""

_ROW = re.compile(r"[0-9a-f]{32}")
_WORD = re.compile(r"[a-z_][a-z0-9_]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PRIOR = r'"[0-9a-f]{16}:[1-9][0-9]{0,15}"'
_OWN_FORM = re.compile(
    r'\{"about":(?:null|"([0-9a-f]{32})"),"at":([1-9][0-9]{0,12}),"home":"([0-9a-f]{32})",'
    r'"n":([1-9][0-9]{0,14}),"op":([1-9][0-9]{0,14}),'
    rf'"prior":\[({_PRIOR}(?:,{_PRIOR})*)?\],"row":"([0-9a-f]{{32}})",'
    r'"run":"([0-9a-f]{16})","schema":([1-9][0-9]{0,8}),'
    r'"set":(\{.*\}),"table":"([a-z_][a-z0-9_]{0,63})"\}', re.DOTALL)
"""An entry as ``write_entry`` writes it: what is round ``set`` is canonical and within limits."""


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
    entry = _read_own(body) or _read_any(body)
    if entry.op > entry.n or entry.id in entry.prior:
        raise broken("编号前后矛盾")
    if entry.erased and any(value is not None for value in entry.set.values()):
        raise broken("已清除的记录里还有内容")
    return entry


def _read_own(body: bytes) -> Entry | None:
    """An entry in the form in which nearly all are written, read at half the cost; else None."""
    try:
        own = _OWN_FORM.fullmatch(body.decode("utf-8")) if len(body) <= MAX_BYTES else None
        if own is None:
            return None
        about, at, home, n, op, prior, row, run, schema, values, table = own.groups()
        found = parse(values, depth=1)
    except (UnicodeDecodeError, KnownError):
        # Broken, or a newer machine's members follow on ``set``.
        return None
    return Entry(
        run, int(n), int(op), table, row, home, about,
        _priors(prior[1:-1].split('","')) if prior else (), _fields(found),
        int(at), int(schema), body, _sha256(body),
    )


def _read_any(body: bytes) -> Entry:
    """An entry member by member: an erased one, or one of a newer machine."""
    raw = load(body)
    return Entry(
        run=text(raw, "run", RUN),
        n=number(raw, "n"),
        op=number(raw, "op"),
        table=text(raw, "table", _WORD),
        row=text(raw, "row", _ROW),
        home=text(raw, "home", _ROW),
        about=None if raw.get("about") is None else text(raw, "about", _ROW),
        prior=_priors(raw.get("prior")),
        set=_fields(raw.get("set")),
        at=number(raw, "at", least=0, most=LATEST),
        schema=number(raw, "schema"),
        body=body,
        digest=text(raw, "erased", _DIGEST) if "erased" in raw else _sha256(body),
        erased="erased" in raw,
    )


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


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _priors(names: Any) -> tuple[EntryId, ...]:
    if not isinstance(names, list) or any(
        not isinstance(name, str) or not ENTRY_NAME.fullmatch(name) for name in names
    ):
        raise broken("prior")
    if names != sorted(set(names)):
        raise broken("prior")
    return tuple(sorted(parse_entry_name(name) for name in names))


def _fields(fields: Any) -> Mapping[str, Any]:
    if not isinstance(fields, dict) or not all(map(_is_word, fields)):
        raise broken("set")
    return fields


@lru_cache(maxsize=1024)
def _is_word(name: str) -> bool:
    """Remembered, for the same few fields stand in every entry."""
    return _WORD.fullmatch(name) is not None
