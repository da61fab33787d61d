"""What documents leave open about rates (G-14, G-16, G-24): asked once, then 本校规定."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.comparison.ages import Ages, ages_in
from kongchuo_desktop.domain.facts import OwnFigure
from kongchuo_desktop.domain.indicators.model import Reading
from kongchuo_desktop.domain.policy.effective import Effective, Era, own_on
from kongchuo_desktop.domain.policy.figures import TAKEN_BACK, Figure, Origin
from kongchuo_desktop.domain.policy.words import plain

_OWN = "school/indicators."
OFF, ON = "减出", "不减"
WAYS = ("转出", "死亡", "出国", "休学", "延缓入学", "退出A", "退出B")
"""By which a child may have left the denominator."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One open question. ``usual`` holds until the school chooses, marked 理解 with its source."""

    key: str
    question: str
    options: tuple[str, ...]
    usual: str
    source: str


BY_HEADS, BY_NET, BY_LOSS = "辍学人数÷学年初人数", "净减少÷学年初人数", "辍学休学和离校÷学年初人数"
EVER, STILL = "复学的也算", "复学的不算"
BY_SPAN, BY_COHORT = "期末人数÷期初人数", "毕业人数÷招生人数"
ADJUSTED, AS_IT_WAS = "加转入减转出", "不加不减"
REGISTERED, AT_ENTRY = "九年级在籍人数", "七年级入学人数"

DROPOUT_RATE = _OWN + "dropout_rate"
DROPOUTS = _OWN + "dropouts"
RETENTION = _OWN + "retention"
THREE_YEARS = _OWN + "three_years"
EXAM_BASE = _OWN + "exam_base"
DEDUCT = _OWN + "deduct."

_UNSAID = "各份文件都没有写（G-14）"
_USUAL_WAYS: Mapping[str, tuple[str, str]] = {
    "转出": (OFF, "合门小学的算例：正常转出的减出（R335）；栾川表7同"),
    "死亡": (OFF, "通常不计作流失；文件没有写"),
    "出国": (OFF, "通常按转出；文件没有写"),
    "休学": (ON, "学籍还在；“按规定可以核减”的规定不在文件里（R457）"),
    "延缓入学": (ON, "“按规定可以核减”的规定不在文件里（R457）"),
    "退出A": (ON, "批准以后计不计在籍，文件没有写（G-20）"),
    "退出B": (ON, "批准以后计不计在籍，文件没有写（G-19）"),
}


def _choices() -> Iterable[Choice]:
    yield Choice(DROPOUT_RATE, "辍学率怎样算？", (BY_HEADS, BY_NET, BY_LOSS), BY_HEADS,
                 f"学校常用的算法；{_UNSAID}")
    yield Choice(DROPOUTS, "本学年辍学、后来复学的，算不算辍学人数？", (EVER, STILL), EVER, _UNSAID)
    yield Choice(RETENTION, "一学年的巩固率怎样算？", (BY_SPAN, BY_COHORT), BY_SPAN,
                 "照合门小学的算例：期末÷（期初－转出＋转入）（R335）")
    yield Choice(THREE_YEARS, "三年保留率的招生人数，加不加转入、减不减转出？",
                 (ADJUSTED, AS_IT_WAS), ADJUSTED, f"照巩固率的算法；{_UNSAID}")
    yield Choice(EXAM_BASE, "中考报考率的“建籍人数”是哪些人？", (REGISTERED, AT_ENTRY), REGISTERED,
                 "文件没有写清（G-16）")
    for way, (usual, source) in _USUAL_WAYS.items():
        yield Choice(DEDUCT + way, f"{plain(way)}的，减不减出分母？", (OFF, ON), usual, source)


CHOICES: Mapping[str, Choice] = {choice.key: choice for choice in _choices()}
AS_USUAL = "照通常"
"""For an answer: the school was asked, and leaves it at the usual for now."""
OPTIONS = frozenset({AS_USUAL}.union(*(choice.options for choice in CHOICES.values())))
"""Every word that one of them may have for an answer."""

POPULATION = _OWN + "population."
INTAKE = _OWN + "intake."
_ASKED = {
    POPULATION + "primary": "本学年小学适龄人口（户籍）多少人？",
    POPULATION + "junior": "本学年初中适龄人口（户籍）多少人？",
    INTAKE + "primary": "今年的六年级，六年前招了多少人？",
    INTAKE + "junior": "今年的九年级，三年前招了多少人？",
    INTAKE + "nine": "今年的九年级，上小学一年级时有多少人？",
}
NUMBERS: dict[str, tuple[str, Figure]] = {
    name: (question, Figure(None, "pupils", "unset", name=name, open=True))
    for name, question in _ASKED.items()}
"""Numbers of a school year that no record here gives: a person writes them down, for that year."""


class Chosen:
    """What holds of all this on a day: the school's own word, else the document's, else the usual.

    Args:
        figures: the unit's own settings.
        day: the choices of this day, the numbers of its school year.
    """

    def __init__(self, figures: Iterable[OwnFigure], effective: Effective | None,
                 day: date) -> None:
        settings = sorted(figures, key=lambda figure: figure.since)
        self._effective, self._own = effective, own_on(settings, day)
        self._numbers: dict[str, int] = {}
        for figure in settings:
            if school_year_of(figure.since) == school_year_of(day):
                self._number(figure)
        self._said = [str(rule.value) for rule in effective.rules("deductible")] if (
            effective) else []
        self._gates = [gate for _, gate in effective.gates if gate.effect] if effective else []

    def _number(self, figure: OwnFigure) -> None:
        self._numbers.pop(figure.binding, None)
        if figure.binding in NUMBERS and figure.value.isdecimal():
            self._numbers[figure.binding] = int(figure.value)

    @property
    def only_proved(self) -> bool:
        """The document lets go only of whom there is evidence (R457)."""
        return "with_proof" in self._said

    def of(self, key: str) -> str:
        return self.reading(key).chosen

    def reading(self, key: str) -> Reading:
        """What holds, and whose word it is."""
        choice = CHOICES[key]
        own = self._own.get(key, TAKEN_BACK)
        if own in choice.options:
            return Reading(key, choice.question, own, "own")
        said = self._of_document(key.removeprefix(DEDUCT)) if key.startswith(DEDUCT) else None
        if said is not None:
            return Reading(key, choice.question, *said)
        return Reading(key, choice.question, choice.usual, "reading", choice.source,
                       left=self.left(key))

    def left(self, key: str) -> bool:
        """Whether the school was asked, and left it at the usual."""
        return self._own.get(key) == AS_USUAL

    def said_ages(self, day: date) -> Ages | None:
        """The ages that a document or the school says; None while neither says all of it."""
        return ages_in(Era(None, None, self._effective, self._own), day)

    def _of_document(self, way: str) -> tuple[str, Origin] | None:
        """What a document's rule or the effect of its gate says of a way out."""
        if any(way in said for said in self._said):
            return OFF, "document"
        for gate in self._gates:
            own = self._own.get(f"{gate.name}.effect", "")
            effect = own or gate.effect
            if gate.gate == way and effect in ("in", "out"):
                return OFF if effect == "out" else ON, "own" if own else "document"
        return None

    def off(self, way: str) -> bool:
        """Whether who went this way leaves the denominator."""
        return way in WAYS and self.of(DEDUCT + way) == OFF

    def deductions(self) -> tuple[Reading, ...]:
        return tuple(self.reading(DEDUCT + way) for way in WAYS)

    def number(self, name: str) -> int | None:
        """What a person wrote down for the school year; None where nobody did."""
        return self._numbers.get(name)
