"""One register being taken: its marks, how they are taken back, and who a search means."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kongchuo_desktop.operations.attendance import PRESENT, MarkInput
from kongchuo_desktop.operations.roll_call import RollCall, RollPupil

LATE = frozenset({"迟到", "早退"})
LEAVE = frozenset({"病假", "事假"})


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures above the list of the marked; who is late or leaves early is present."""

    expected: int
    present: int
    truant: int
    leave: int
    elsewhere: int
    late: int
    early: int


def plain(text: str) -> str:
    """What was typed as half-width lower case: ４８ is 48, Ｋ is k."""
    return unicodedata.normalize("NFKC", text).lower()


def find(pupils: Sequence[RollPupil], text: str) -> list[RollPupil]:
    """Whom digits or pinyin mean: the seat itself, else names that begin so, else hold it."""
    wanted = plain(text).strip()
    if not wanted:
        return []
    if wanted.isdecimal():
        return [p for p in pupils if p.seat == int(wanted)]
    ranked = [(rank, p) for p in pupils if (rank := _rank(p, wanted)) is not None]
    return [p for _, p in sorted(ranked, key=lambda found: found[0])]


def _rank(pupil: RollPupil, wanted: str) -> int | None:
    if wanted in pupil.keys:
        return 0
    if any(key.startswith(wanted) for key in pupil.keys):
        return 1
    return 2 if any(wanted in key for key in pupil.keys) else None


def may_go_on(pupils: Sequence[RollPupil], digits: str) -> bool:
    """Whether a seat begins with these digits, so that nothing is wrong yet."""
    return any(str(p.seat).startswith(digits) for p in pupils if p.seat is not None)


class RollSession:
    """The marks of one register on the screen; every change can be taken back."""

    def __init__(self, call: RollCall) -> None:
        self.call = call
        self.marks: dict[str, MarkInput] = dict(call.marks)
        self._before: list[tuple[str, MarkInput | None]] = []

    @property
    def filed(self) -> bool:
        """Whether marks are corrections now; what two machines filed differently is filed anew."""
        return self.call.filed_at is not None and not self.call.disputes

    def draft(self) -> dict[str, MarkInput]:
        """The marks, and presence of those on leave whom somebody marked as having come."""
        came = {p.id: MarkInput(PRESENT) for p in self.came()}
        return {**self.marks, **came}

    def came(self) -> list[RollPupil]:
        """Who is in class although a leave covers the day."""
        return [p for p in self.call.expected if p.leave and p.id not in self.marks]

    def pupil(self, pupil: str) -> RollPupil:
        return next(p for p in self.call.pupils if p.id == pupil)

    def mark(self, pupil: str, mark: MarkInput) -> bool:
        """Set a mark; False when it says what stood there."""
        old = self.marks.get(pupil)
        new = None if mark.kind == PRESENT else mark
        if old == new:
            return False
        self._before.append((pupil, old))
        self._put(pupil, new)
        return True

    @property
    def can_take_back(self) -> bool:
        return bool(self._before)

    def take_back(self) -> str | None:
        """Put back what the last mark replaced; returns whose it was."""
        if not self._before:
            return None
        pupil, old = self._before.pop()
        self._put(pupil, old)
        return pupil

    def _put(self, pupil: str, mark: MarkInput | None) -> None:
        if mark is None:
            self.marks.pop(pupil, None)
        else:
            self.marks[pupil] = mark

    def counts(self) -> Counts:
        kinds = [mark.kind for mark in self.marks.values()]
        leave = sum(kind in LEAVE for kind in kinds)
        late, early = kinds.count("迟到"), kinds.count("早退")
        truant = len(kinds) - leave - late - early
        expected = len(self.call.expected)
        return Counts(expected, expected - truant - leave, truant, leave,
                      len(self.call.pupils) - expected, late, early)

    def marked(self) -> list[tuple[RollPupil, MarkInput]]:
        """Who has a mark, truants first, then leave, then late, each by seat."""
        order = [(p, self.marks[p.id]) for p in self.call.pupils if p.id in self.marks]
        return sorted(order, key=lambda found: _gravity(found[1]))


def _gravity(mark: MarkInput) -> int:
    return 2 if mark.kind in LATE else 1 if mark.kind in LEAVE else 0
