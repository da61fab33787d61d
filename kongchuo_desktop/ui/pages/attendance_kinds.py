"""Kinds of mark as the roll call shows them: key, word, sign and tone."""

from dataclasses import dataclass

from kongchuo_desktop.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class MarkKind:
    """``key`` is the letter that gives the mark, empty where no key does."""

    word: str
    key: str
    icon: str
    tone: Tone


KINDS = (
    MarkKind("旷课", "K", "mark-absent", "red"),
    MarkKind("病假", "B", "mark-sick", "amber"),
    MarkKind("事假", "S", "mark-leave", "grey"),
    MarkKind("迟到", "C", "mark-late", "blue"),
    MarkKind("早退", "Z", "chevron-left", "blue"),
)
BY_KEY = {kind.key: kind for kind in KINDS}
BY_WORD = {
    **{kind.word: kind for kind in KINDS},
    "未到待查": MarkKind("待查", "", "circle-question-mark", "red"),
}
"""Also the kind that only a package or an import can bring."""
SEATS = frozenset("0123456789")
