"""Kinds of mark as the roll call shows them: key, word, sign and tone."""

from dataclasses import dataclass

from kongchuo_desktop.operations.attendance import PRESENT
from kongchuo_desktop.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class MarkKind:
    """``key`` is the letter that gives the mark; ``kind`` what the journal calls it."""

    word: str
    key: str
    icon: str
    tone: Tone
    kind: str


KINDS = (
    MarkKind("旷课", "K", "mark-absent", "red", "旷课"),
    MarkKind("病假", "B", "mark-sick", "amber", "病假"),
    MarkKind("事假", "S", "mark-leave", "grey", "事假"),
    MarkKind("迟到", "C", "mark-late", "blue", "迟到"),
    MarkKind("早退", "Z", "chevron-left", "blue", "早退"),
    MarkKind("待查", "W", "circle-question-mark", "red", "未到待查"),
)
BY_KEY = {kind.key: kind for kind in KINDS}
KEY_LINE = (" ".join(BY_KEY), " ".join(kind.word for kind in KINDS))
"""(key caps, what they do), for the lines that tell of keys."""
BY_KIND = {
    **{kind.kind: kind for kind in KINDS},
    PRESENT: MarkKind("到校", "", "check", "green", PRESENT),
}
"""Also presence, where it stands in a list for a reason of its own."""
SEATS = frozenset("0123456789")
