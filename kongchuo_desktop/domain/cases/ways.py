"""The ways out of a case other than a return: what each needs, what is there and is missing."""

from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.cases.gates import Gate, gates_of
from kongchuo_desktop.domain.cases.items import CLOSE, Item, Status, Step
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import Subject, age_on
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import FactPattern
from kongchuo_desktop.domain.policy.words import EFFECTS, plain

_TOO_OLD = 16
"""Under this age nobody is past compulsory schooling; a profile's own age goes first (age_to)."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A way: the movement that takes it, and the gate that watches it; ``gated`` ones are only
    there where the profile has the gate."""

    way: str
    move: str = ""
    gate: str = ""
    gated: bool = False


_KINDS = (
    _Kind("转学", "转出", "转出"), _Kind("休学", "休学", "休学"),
    _Kind("延缓入学", "", "延缓入学", gated=True), _Kind("死亡", "死亡"), _Kind("出国", "其他离校"),
    _Kind("户籍", "其他离校"), _Kind("超龄"), _Kind("退出A", "", "退出A", gated=True),
    _Kind("退出B", "", "退出B", gated=True),
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way out. ``way`` is the vocabulary's word, ``name`` what people call it; ``step`` holds
    what it needs; ``taken`` is the day since which the facts say that the case went it; ``effect``
    of its gate is ``"?"`` while nobody has said whether the child still counts as enrolled, and
    ``ask`` the name under which that is set."""

    way: str
    step: Step
    taken: date | None = None
    effect: str = ""
    ask: str = ""

    @property
    def name(self) -> str:
        return plain(self.way)

    @property
    def missing(self) -> tuple[Item, ...]:
        """What is missing before it can be struck off in good order."""
        return tuple(item for item in self.step.missing if item.text != CLOSE)


def ways_out(judge: Judge, span: CaseSpan) -> tuple[Way, ...]:
    """The ways that the profile and the child's age leave open, in a fixed order."""
    pupil = judge.world.pupils[span.pupil]
    subject = Subject(pupil.id, pupil.name, pupil, case=span.before_out)
    found = []
    for kind in _KINDS:
        gates = gates_of(judge, subject, kind.gate) if kind.gate else ()
        if (kind.gated and not gates) or (kind.way == "超龄" and not _too_old(judge, subject)) or (
                kind.way == "延缓入学" and pupil.grade > 1 and span.peak != "never_enrolled"):
            continue
        found.append(_way(judge, subject, kind, gates, span))
    return tuple(found)


def _way(judge: Judge, subject: Subject, kind: _Kind, gates: tuple[Gate, ...],
         span: CaseSpan) -> Way:
    items: list[Item] = []
    if kind.move:
        pattern = FactPattern("moved", {"what": (kind.move,)})
        there = judge.matching(pattern, subject, judge.case_window(subject))
        items.append(Item(f"登记{kind.move}", "", "move", bool(there), wanted=pattern))
    items += [item for gate in gates for item in gate.items]
    first = gates[0] if gates else None
    taken = span.out if span.way == kind.way else None
    if taken and first and first.effect:
        items.append(Item("定下以后是否仍计在籍", _said(first.effect), "settle",
                          first.effect in EFFECTS))
    items.append(Item(CLOSE, f"按“{plain(kind.way)}”销号", "event", span.state == "closed"))
    status: Status = "done" if taken else "later"
    note = next((gate.warning for gate in gates if gate.disordered), "")
    step = Step(plain(kind.way), "event", status, (taken,) if taken else (), note=note,
                items=tuple(dict.fromkeys(items)), clause=first.clause if first else None,
                reading=first.reading if first else "")
    return Way(kind.way, step, taken, first.effect if first else "",
               f"{first.name}.effect" if first else "")


def _said(effect: str) -> str:
    return f"本校定为{EFFECTS[effect]}" if effect in EFFECTS else "文件没有写，由学校问清以后定"


def _too_old(judge: Judge, subject: Subject) -> bool:
    """Past the age that the profile answers for, else past sixteen; unknown is not too old."""
    assert subject.pupil is not None
    age = age_on(subject.pupil, judge.today)
    rules = judge.era.policy.rules("age_to") if judge.era.policy else []
    last = next((judge.era.figure(rule.value).value for rule in rules
                 if isinstance(rule.value, Figure)), None)
    return age is not None and age >= (last + 1 if last is not None else _TOO_OLD)
