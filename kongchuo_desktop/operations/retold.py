"""Entries that a package tells otherwise than an earlier one, because its sender was lied to."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from kongchuo_desktop.domain.journal import EntryId
from kongchuo_desktop.store.sieve import Retold

RETOLD = "retold"
"""Name in the meta of a package: ``[run, first, last]`` each, in order."""
MOST = 50_000


def carried_retold(ids: Iterable[EntryId]) -> list[list[Any]]:
    """The numbers of these entries, in spans."""
    spans = [list(span) for _, span in groupby(
        enumerate(sorted(ids)), key=lambda found: (found[1][0], found[1][1] - found[0]))]
    return [[span[0][1][0], span[0][1][1], span[-1][1][1]] for span in spans][:MOST]


def retold_by(meta: Mapping[str, Any]) -> Retold:
    """What the meta of a package says; what is no span is passed over."""
    said = meta.get(RETOLD)
    spans: dict[str, list[range]] = {}
    for item in said[:MOST] if isinstance(said, list) else ():
        match item:
            case [str(run), int(first), int(last)] if 0 < first <= last:
                spans.setdefault(run, []).append(range(first, last + 1))
    return {run: sorted(numbers, key=lambda span: span.start) for run, numbers in spans.items()}
