"""What went out from this computer: every package written, where to, with its figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kongchuo_desktop.domain.returns import MONTHLY
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.store.store import Store

_KIND = "sent_package"
_DIGITS = 6
SHORT = 8
"""Digits of a SHA-256 that tell two files of one name apart (文件码)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A package as written to a stick or folder and read back.

    Attributes:
        place: where it lies in words, e.g. ``优盘（E:）``, else the folder.
        size: bytes.
        zero, counts: what the month's return says.
        check_code: 核对码 of this computer.
        reader: for whom it is sealed.
        at: local time; ``by``: who wrote it.
        kind: ``月报`` or another word for what the package is.
    """

    path: Path
    place: str
    period: str
    sha256: str
    size: int
    zero: bool
    counts: Mapping[str, int]
    check_code: str
    reader: str
    at: datetime
    by: str
    kind: str = MONTHLY

    @property
    def what(self) -> str:
        """``2026年9月月报``."""
        return what_words(self.kind, self.period)

    @property
    def short_hash(self) -> str:
        """The first digits of the SHA-256, to tell two files of one name apart."""
        return self.sha256[:SHORT]

    def as_json(self) -> dict[str, Any]:
        return {
            "file": str(self.path), "place": self.place, "period": self.period,
            "sha256": self.sha256, "bytes": self.size, "zero": self.zero,
            "counts": dict(self.counts), "check_code": self.check_code, "to": self.reader,
            "at": self.at.isoformat(timespec="seconds"), "by": self.by,
            "kind": self.kind,
        }

    @classmethod
    def parse(cls, kept: Mapping[str, Any]) -> "Sent":
        """From ``as_json()``."""
        return cls(
            path=Path(kept["file"]), place=kept["place"], period=kept["period"],
            sha256=kept["sha256"], size=kept["bytes"], zero=kept["zero"], counts=kept["counts"],
            check_code=kept["check_code"], reader=kept["to"],
            at=datetime.fromisoformat(kept["at"]), by=kept["by"],
            kind=kept.get("kind", MONTHLY))


def note_sent(store: Store, sent: Sent) -> None:
    """One more line of the list; nothing of it is ever written over."""
    box = store.local(_KIND)
    with store.transaction():
        box.set(f"{sum(1 for _ in box.items()) + 1:0{_DIGITS}}", sent.as_json())


def sent_packages(store: Store) -> list[Sent]:
    """All that was written, newest first (已写出的包)."""
    return [Sent.parse(kept) for _, kept in store.local(_KIND).items()][::-1]
