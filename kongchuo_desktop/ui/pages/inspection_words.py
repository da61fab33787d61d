"""How a clause reads on 迎检对照: its part of the bar, its chip, and whom it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kongchuo_desktop.domain.inspection.model import UNSAID, Chapter, ClauseStanding, Part, Proof
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.domain.policy.kinds import KIND_WORDS
from kongchuo_desktop.domain.policy.model import GroupBinding
from kongchuo_desktop.operations.events import EVENT_KINDS
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.parts.charts import ORDER, Segment
from kongchuo_desktop.ui.tokens import Tone

Group = Literal["complete", "missing", "unsaid", "said", "apart"]
GROUPS: dict[Group, str] = {
    "complete": "齐全", "missing": "缺材料", "unsaid": UNSAID, "said": "人工填写",
    "apart": "不涉及",
}
"""Parts of the bar, in the fixed order of its colours."""
ALL = "all"
"""Key of the line above the chapters that stands for all of them."""
_OF_TAGS = KIND_WORDS[GroupBinding]
_TONES: dict[str, Tone] = {"complete": "green", "lacking": "red", "late": "red"}
_FIRST: tuple[str, ...] = ("late", "lacking", "ahead", "there", "waiting")


def group_of(standing: ClauseStanding) -> Group:
    """The part of the bar that counts the clause; each clause belongs to one."""
    if standing.state == "complete":
        return "complete"
    if standing.state in ("lacking", "late"):
        return "missing"
    if standing.state == "manual":
        return "unsaid" if standing.statement is None else "said"
    return "apart"


def segments_of(standings: Sequence[ClauseStanding]) -> list[Segment]:
    """All parts, also those of nobody: zero prints “0”."""
    groups = [group_of(standing) for standing in standings]
    return [Segment(word, groups.count(key), colour)
            for (key, word), colour in zip(GROUPS.items(), ORDER, strict=True)]


def chip_of(standing: ClauseStanding) -> tuple[str, Tone]:
    """``齐全 13/13`` green, ``缺 2`` and ``逾期 1`` red, what waits for a sentence amber."""
    if group_of(standing) == "unsaid":
        return standing.chip, "amber"
    return standing.chip, _TONES.get(standing.state, "grey")


def about_tags(standing: ClauseStanding) -> bool:
    """Whether to be listed here tells of a tag."""
    return any(part.kind == _OF_TAGS for part in standing.parts)


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """All that a clause asks of one child, class or the school (``subject`` empty)."""

    subject: str
    name: str
    pupil: str | None
    state: str
    said: str
    proofs: tuple[tuple[Part, Proof], ...]

    @property
    def gap(self) -> tuple[Part, Proof] | None:
        """The first thing that is missing."""
        return next(((part, proof) for part, proof in self.proofs
                     if proof.state in ("late", "lacking")), None)


def lines_of(standing: ClauseStanding, *, waiting: bool = False,
             veil: bool = False) -> list[SubjectLine]:
    """Whom the clause concerns, those first to whom something is missing.

    ``waiting`` are instead the things that other bodies must do. Under the ``veil`` nobody is
    listed by a clause that is about the tags children wear.
    """
    if veil and about_tags(standing):
        return []
    found: dict[tuple[str, str], list[tuple[Part, Proof]]] = {}
    for part in standing.parts:
        for proof in part.proofs:
            if (proof.state == "waiting") == waiting:
                found.setdefault((proof.subject, proof.name), []).append((part, proof))
    lines = [_line(subject, name, pairs) for (subject, name), pairs in found.items()]
    return sorted(lines, key=lambda line: _FIRST.index(line.state))


def _line(subject: str, name: str, pairs: list[tuple[Part, Proof]]) -> SubjectLine:
    state = min((proof.state for _, proof in pairs), key=_FIRST.index)
    told = [proof for _, proof in pairs if proof.state == state]
    said = "、".join(dict.fromkeys(proof.what for proof in told if proof.what))
    days = [proof.day for proof in told if proof.day is not None]
    if days and state == "there":
        said = f"{said} {day_text(max(days))}".lstrip()
    elif days and state == "ahead":
        said = f"{said} {day_text(min(days))}前".lstrip()
    pupil = next((proof.pupil for _, proof in pairs if proof.pupil), None)
    return SubjectLine(subject, name, pupil, state, said, tuple(pairs))


def first_gap(standing: ClauseStanding) -> tuple[Part, Proof] | None:
    """What 去补 mends: the first thing that the clause lacks."""
    return next((gap for line in lines_of(standing) if (gap := line.gap) is not None), None)


def writable(part: Part, proof: Proof) -> bool:
    """Whether what is missing is a fact that the short form can write."""
    kinds = [fact.fact for fact in proof.wants] or list(part.facts[:1])
    return bool(kinds) and all(kind in EVENT_KINDS for kind in kinds)


def mendable(part: Part, proof: Proof) -> bool:
    """Whether there is more to do about what is missing than to write a sentence."""
    return bool(proof.duty or proof.wants or proof.pupil) or writable(part, proof)


def concerned(lines: Sequence[SubjectLine], span: str) -> str:
    """``本学期涉及 3 人``; of classes and the school ``本学期的材料 2 项``."""
    people = {line.pupil for line in lines if line.pupil}
    if people:
        return f"{span}涉及 {len(people)} 人"
    return f"{span}的材料 {len(lines)} 项"


def key_of(standing: ClauseStanding) -> str:
    """What identifies a clause across refreshes; composites have clauses of several documents."""
    return f"{standing.policy}/{standing.id}"


def chapter_key(part: ClauseStanding | Chapter) -> str:
    """What identifies a chapter, or that of a clause."""
    return f"{part.policy}/{part.key if isinstance(part, Chapter) else part.chapter}"


def spoken(standing: ClauseStanding) -> str:
    """The whole row as a sentence for a screen reader."""
    chip, _ = chip_of(standing)
    materials = f"，要有{'、'.join(standing.materials)}" if standing.materials else ""
    return f"{place_in(standing.where)}，{standing.title}{materials}，{chip}，{standing.quote}"
