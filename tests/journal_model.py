"""A slow and obvious model of journal.md: the oracle of the tests with random histories.

It knows what every writer really had seen (``Written.seen``: all entries of the row that his
machine held when his screen was read) and never looks at ``prior``, which is the product's way of
remembering the same thing.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

Id = tuple[str, int]


@dataclass(frozen=True)
class Written:
    """One entry and what its writer had seen of the row."""

    id: Id
    table: str
    row: str
    home: str
    about: str | None
    set: Mapping[str, Any]
    at: int
    seen: frozenset[Id]


@dataclass
class Shown:
    """What a row must show."""

    values: dict[str, Any]
    conflicts: dict[str, set[tuple[Id, str]]]
    gone: bool
    tips: set[Id]


@dataclass
class Truth:
    """All that was ever written, on whatever machine."""

    entries: dict[Id, Written] = field(default_factory=dict)

    def add(self, body: bytes, seen: Collection[Id]) -> Written:
        raw = json.loads(body)
        written = Written(
            (raw["run"], raw["n"]), raw["table"], raw["row"], raw["home"], raw["about"],
            raw["set"], raw["at"], frozenset(seen),
        )
        assert written.id not in self.entries, "an identity used twice"
        self.entries[written.id] = written
        return written

    def of_row(self, held: Collection[Id], row: str) -> list[Written]:
        return [self.entries[i] for i in sorted(held) if self.entries[i].row == row]

    def show(self, held: Collection[Id], erased: Collection[str], row: str) -> Shown:
        entries = self.of_row(held, row)
        shown = show_row(entries, erased=row in erased)
        if shown.gone and row not in erased and entries[0].table == "pupil":
            children = {self.entries[i].row for i in held if self.entries[i].about == row} - {row}
            living = [c for c in children if not self.show(held, erased, c).gone]
            if living:
                shown.gone = False
                shown.conflicts["_gone"] = set()
        return shown

    def canonical(self, held: Collection[Id], erased: Collection[str]) -> dict[str, str]:
        rows = {self.entries[i].row for i in held if self.entries[i].table == "pupil"}
        edges = []
        for row in rows:
            shown = self.show(held, erased, row)
            other = shown.values.get("same_as")
            if other and not shown.gone and "same_as" not in shown.conflicts:
                edges.append((row, other))
        groups: list[set[str]] = []
        for pair in edges:
            touching = [g for g in groups if g & set(pair)]
            groups = [g for g in groups if g not in touching]
            groups.append(set(pair).union(*touching))
        return {row: min(group) for group in groups if len(group) > 1 for row in group}


def show_row(entries: list[Written], *, erased: bool) -> Shown:
    """The fold of journal.md §3, word by word, with ``seen`` for the ancestors."""
    values: dict[str, Any] = {}
    conflicts: dict[str, set[tuple[Id, str]]] = {}
    for name in {name for entry in entries for name in entry.set} - {"_gone"}:
        heads = heads_of(entries, name)
        if len({norm(h.set[name]) for h in heads}) > 1:
            conflicts[name] = {(h.id, json.dumps(h.set[name])) for h in heads}
        newest = max(heads, key=lambda h: (h.at, h.id))
        values[name] = newest.set[name]
    heads = heads_of(entries, "_gone")
    deletes = [h for h in heads if h.set["_gone"] is True]
    blind = [
        e for e in entries
        if not any(e.id == d.id or e.id in d.seen or d.id in e.seen for d in deletes)
    ]
    keeps = {h.id for h in heads if h.set["_gone"] is not True} | {e.id for e in blind}
    gone = bool(deletes) and not keeps
    if deletes and keeps:
        conflicts["_gone"] = {(d.id, "true") for d in deletes} | {(k, "false") for k in keeps}
    tips = {e.id for e in entries if not any(e.id in other.seen for other in entries)}
    if erased:
        return Shown(dict.fromkeys(values), {}, True, tips)
    return Shown(values, conflicts, gone, tips)


def heads_of(entries: list[Written], name: str) -> list[Written]:
    setters = [e for e in entries if name in e.set]
    return [e for e in setters if not any(e.id in other.seen for other in setters)]


def norm(value: Any) -> Any:
    """Enough of the normal form for the values that the histories use."""
    if isinstance(value, str):
        return value.replace(" ", "").replace("・", "·").replace("-", "")
    return json.dumps(value) if isinstance(value, list | dict) else value
