"""Who is who: rows of one sheet against each other and against the pupils of the store."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from kongchuo_desktop.domain import dates, names
from kongchuo_desktop.domain.dates import PartialDate
from kongchuo_desktop.sheets.problems import BLANK, KEEP, SKIP, TYPE_NUMBER, Choice, ExistingPupil
from kongchuo_desktop.sheets.row_cells import Reading

_OTHER: Final = "other"


def settle_repeats(readings: Sequence[Reading]) -> None:
    """Names the rows of one sheet that may be one pupil twice; carries out what was decided.

    Same number and name: the later row only fills what the earlier one left empty, and is left
    out. Same number, other name: each is asked. Same name, nothing to tell them apart: the later
    one is asked.
    """
    by_number: dict[str, list[Reading]] = defaultdict(list)
    by_name: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.skipped:
            continue
        if reading.identity_number:
            by_number[reading.identity_number].append(reading)
        if reading.key:
            by_name[reading.key].append(reading)
    for same in by_number.values():
        if len(same) > 1:
            _settle_number(same)
    for same in by_name.values():
        if len(same) > 1:
            _settle_name([reading for reading in same if not reading.skipped])


def _settle_number(same: list[Reading]) -> None:
    firsts: dict[str, Reading] = {}
    for reading in same:
        first = firsts.setdefault(reading.key, reading)
        if first is reading:
            continue
        differing = [
            value for key, value in reading.values.items()
            if key not in reading.weak and first.values.get(key, value) != value
        ]
        sentence = f"和{first.place}是同一个人，"
        if differing:
            answer = reading.ask.ask(
                "identity_number.repeated", f"{sentence}有几格写得不一样。",
                (Choice("join", "以这一行为准"), Choice(SKIP.key, f"以{first.place}为准")))
            if answer is None:
                continue
            first.values.update(reading.values if answer == "join" else {})
        else:
            reading.ask.note("identity_number.repeated", f"{sentence}只记一次。")
        for key, value in reading.values.items():
            first.values.setdefault(key, value)
        reading.skipped = True
    _ask_shared_number(list(firsts.values()))


def _ask_shared_number(sharing: list[Reading]) -> None:
    """Several names under one number: at most one of them is right."""
    code = "identity_number.shared"
    holding = [r for r in sharing if r.ask.answer(code) != BLANK.key]
    for reading in sharing:
        others = "、".join(f"{r.place}{r.name}" for r in sharing if r is not reading)
        blank = reading not in holding
        if len(sharing) > 1 and (blank or len(holding) > 1):
            reading.ask.ask(code, f"证件号和{others}的一样。",
                            (TYPE_NUMBER, Choice(KEEP.key, "这一行是对的"), BLANK), "error")
        if blank and len(sharing) > 1:
            del reading.values["identity_number"]


def _settle_name(same: list[Reading]) -> None:
    for place, reading in enumerate(same):
        for first in same[:place]:
            if first.skipped or first.label != reading.label or _told_apart(first, reading):
                continue
            answer = reading.ask.ask(
                "name.repeated", f"{first.place}也叫{first.name}，证件号没法比。",
                (Choice("two", "是两个人"), SKIP))
            reading.skipped |= answer == SKIP.key
            break


def _told_apart(one: Reading, other: Reading) -> bool:
    """Whether numbers or births answer the question; one number twice was asked about already."""
    if one.identity_number and other.identity_number:
        return True
    return _births_differ(one.birth, other.birth)


def _births_differ(one: PartialDate | None, other: PartialDate | None) -> bool:
    return one is not None and other is not None and not one.agrees(other)


class Known:
    """The pupils of the store, found by number or name, also by those they had before."""

    def __init__(self, pupils: Iterable[ExistingPupil]) -> None:
        self._by_number: dict[str, list[ExistingPupil]] = defaultdict(list)
        self._by_student_number: dict[str, list[ExistingPupil]] = defaultdict(list)
        self._by_name: dict[str, list[ExistingPupil]] = defaultdict(list)
        for pupil in sorted(pupils, key=lambda p: p.id):
            for number in _ever(pupil, "identity_number"):
                self._by_number[number].append(pupil)
            for number in _ever(pupil, "student_number"):
                self._by_student_number[number].append(pupil)
            for key in {names.normal(name) for name in _ever(pupil, "name")}:
                self._by_name[key].append(pupil)

    def match(self, reading: Reading, *, alone: bool) -> ExistingPupil | None:
        """The pupil a row is about; None for a new one, or while the question is open.

        Args:
            alone: whether no other row of the sheet has the same name.
        """
        key = reading.key
        for found in (
            self._by_number.get(reading.identity_number or "", []),
            self._by_student_number.get(str(reading.values.get("student_number", "")), []),
        ):
            namesakes = [p for p in found if key in {names.normal(n) for n in _ever(p, "name")}]
            if namesakes:
                return namesakes[0]
            if found:
                return self._ask_number(reading, found[0])
        return self._match_name(reading, self._by_name.get(key, []), alone=alone)

    def _ask_number(self, reading: Reading, pupil: ExistingPupil) -> ExistingPupil | None:
        answer = reading.ask.ask(
            "identity_number.known", f"花名册里这个证件号是{_who(pupil)}，表里是{reading.name}。",
            (Choice("same", "同一人，改姓名"), Choice(_OTHER, "不是同一人"), SKIP))
        reading.skipped |= answer == SKIP.key
        return pupil if answer == "same" else None

    def _match_name(self, reading: Reading, namesakes: list[ExistingPupil], *,
                    alone: bool) -> ExistingPupil | None:
        possible = [p for p in namesakes if not _births_differ(reading.birth, _birth(p))]
        number = reading.identity_number
        renumbered = [p for p in possible if number and p.values.get("identity_number")]
        if renumbered:
            possible = [p for p in renumbered if p.label == reading.label and reading.birth
                        and _birth(p) == reading.birth]
            return self._ask_name(reading, possible, "证件号和表里不同，别的都一样")
        if not possible:
            return None
        one = possible[0]
        told = reading.birth is not None and _birth(one) is not None
        if len(possible) == 1 and alone and (told or one.label == reading.label):
            return one
        return self._ask_name(reading, possible, "证件号没法比")

    def _ask_name(self, reading: Reading, possible: list[ExistingPupil],
                  why: str) -> ExistingPupil | None:
        if not possible:
            return None
        choices = [Choice(f"same:{p.id}", f"就是{_where(p)}" if len(possible) > 1 else "同一人")
                   for p in possible]
        answer = reading.ask.ask(
            "name.known", f"花名册里已有{'、'.join(map(_who, possible))}，{why}。",
            (*choices, Choice(_OTHER, "不是同一人"), SKIP))
        reading.skipped |= answer == SKIP.key
        return next((p for p in possible if answer == f"same:{p.id}"), None)


def _ever(pupil: ExistingPupil, name: str) -> list[str]:
    values = {pupil.values.get(name), *pupil.was(name)}
    return sorted(str(value) for value in values if value)


def _birth(pupil: ExistingPupil) -> PartialDate | None:
    born = pupil.values.get("birth_date")
    return dates.parse_iso(str(born)) if born else None


def _who(pupil: ExistingPupil) -> str:
    where = _where(pupil)
    return f"{pupil.name}（{where}）" if where else pupil.name


def _where(pupil: ExistingPupil) -> str:
    seat = pupil.values.get("seat")
    return "".join((pupil.label.title if pupil.label else "", f"{seat}号" if seat else ""))
