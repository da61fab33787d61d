"""What an import shows before it happens: rows, doubts, their answers, what would be written."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from kongchuo_desktop.domain.roster import ClassLabel

Value = str | int | bool
Severity = Literal["error", "doubt", "note"]
"""``error`` and ``doubt`` wait for an answer; ``note`` only says what was done."""
Action = Literal["create", "update", "unchanged", "ask", "reject", "skip"]
"""``ask``: a doubt is open; ``reject``: an error is; ``skip``: a person left the row out."""

Decisions = Mapping[tuple[int, str], str]
"""(row number in the sheet, code of the problem) → key of the choice, or ``=`` and what was
typed in place of the cell."""
_NO_ANSWERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; ``typed`` asks for a text, which is handed back as ``=`` and the text."""

    key: str
    label: str
    typed: bool = False


TYPE_NUMBER = Choice("type", "照户口簿填", typed=True)
BLANK = Choice("blank", "先空着")
KEEP = Choice("keep", "照表")
SKIP = Choice("skip", "不要这一行")


@dataclass(frozen=True, slots=True)
class Problem:
    """One doubt about one cell.

    Attributes:
        code: ``field.what``, at most once in a row.
        column: heading of the column, as the sheet has it.
        value: the cell as shown; identity numbers masked.
        choices: empty for a note.
        decided: the answer given, or None while it is open.
    """

    row: int
    code: str
    column: str
    value: str
    sentence: str
    severity: Severity
    choices: tuple[Choice, ...] = ()
    decided: str | None = None

    @property
    def is_open(self) -> bool:
        return self.severity != "note" and self.decided is None


@dataclass(frozen=True, slots=True)
class ExistingPupil:
    """A pupil of the store as the import needs it.

    Attributes:
        id: the pupil's row.
        values: fields of the pupil, and of the pupil's enrollment, that hold something.
        label: the class as it is called today.
        tags: tags worn today.
        history: field → earlier values that were replaced since (``tags``: tags that were ended);
            a sheet that still has one of them is older than the hand that corrected it.
    """

    id: str
    values: Mapping[str, Value]
    label: ClassLabel | None = None
    tags: frozenset[str] = frozenset()
    history: Mapping[str, frozenset[Value]] = field(default_factory=dict)
    tips: str = ""
    """The row's newest entries, to be written on top of (journal.md §4)."""
    details: tuple[str, str] | None = None
    """Row and newest entries of the pupil's enrollment, where there is one."""

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    def was(self, name: str) -> frozenset[Value]:
        return self.history.get(name, frozenset())


@dataclass(frozen=True, slots=True)
class Change:
    """One field that an update would write; ``label`` is its Chinese name."""

    field: str
    label: str
    old: Value | None
    new: Value


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What would become of one row of the sheet.

    Attributes:
        number: row in the sheet, from 1.
        cells: meaning of the column → the cell as written; identity numbers masked.
        pupil: the pupil of the store that it is about; None for a new one.
        writes: fields of the pupil and of its enrollment to write; of an update only those that
            change.
        label: class to put the pupil into; None where it stays.
        tags: tags to add → note, from today.
        changes: of an update, for showing.
    """

    number: int
    cells: Mapping[str, str]
    action: Action
    pupil: str | None
    writes: Mapping[str, Value]
    label: ClassLabel | None
    tags: Mapping[str, str]
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...] = ()
    prior: str = ""
    """``ExistingPupil.tips`` as the plan saw them."""
    details: tuple[str, str] | None = None
    """``ExistingPupil.details`` as the plan saw them."""


@dataclass(frozen=True)
class ImportPlan:
    """All rows in the order of the sheet, and sentences about the whole of it."""

    rows: tuple[PlanRow, ...]
    remarks: tuple[str, ...] = ()

    @cached_property
    def _tally(self) -> Counter[Action]:
        return Counter(row.action for row in self.rows)

    def count(self, *actions: Action) -> int:
        return sum(self._tally[action] for action in actions)

    @property
    def counts(self) -> dict[str, int]:
        """``rows, created, updated, unchanged, rejected``, as the command line reports them."""
        return {
            "rows": len(self.rows),
            "created": self.count("create"),
            "updated": self.count("update"),
            "unchanged": self.count("unchanged"),
            "rejected": self.count("ask", "reject", "skip"),
        }

    @cached_property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]

    @cached_property
    def questions(self) -> list[Problem]:
        """Problems that wait for an answer."""
        return [problem for problem in self.problems if problem.is_open]

    def alike(self, problem: Problem) -> list[Problem]:
        """Open problems of the same sentence, which one answer may settle."""
        return self._by_sentence.get((problem.code, problem.sentence), [])

    @cached_property
    def _by_sentence(self) -> Mapping[tuple[str, str], list[Problem]]:
        found: dict[tuple[str, str], list[Problem]] = defaultdict(list)
        for problem in self.questions:
            found[problem.code, problem.sentence].append(problem)
        return found


def by_row(decisions: Decisions) -> Mapping[int, Mapping[str, str]]:
    """The answers of each row: code → key."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for (number, code), key in decisions.items():
        found[number][code] = key
    return found


class Asker:
    """Collects the problems of one row and hands out the answers that were given to them.

    ``shown``: field → its cell as the problems show it; whoever reads a cell may put a masked or
    a raw form there.
    """

    __slots__ = ("_answers", "_headings", "problems", "row", "shown")

    def __init__(self, row: int, answers: Mapping[str, str] | None,
                 headings: Mapping[str, str]) -> None:
        self.row = row
        self.problems: list[Problem] = []
        self.shown: dict[str, str] = {}
        self._answers = answers or _NO_ANSWERS
        self._headings = headings

    def typed(self) -> dict[str, str]:
        """Field → what a person typed in place of its cell."""
        if not self._answers:
            return {}
        return {code.partition(".")[0]: key[1:].strip()
                for code, key in self._answers.items() if key.startswith("=")}

    def answer(self, code: str) -> str | None:
        return self._answers.get(code)

    def ask(self, code: str, sentence: str, choices: Sequence[Choice],
            severity: Severity = "doubt") -> str | None:
        """Records a problem; returns the key of its answer, None while there is none."""
        given = self._answers.get(code)
        decided = given if any(given == choice.key for choice in choices) else None
        self._record(code, sentence, severity, choices, decided)
        return decided

    def note(self, code: str, sentence: str) -> None:
        self._record(code, sentence, "note", (), None)

    def _record(self, code: str, sentence: str, severity: Severity, choices: Iterable[Choice],
                decided: str | None) -> None:
        name = code.partition(".")[0]
        self.problems.append(Problem(
            self.row, code, self._headings.get(name, ""), self.shown.get(name, ""), sentence,
            severity, tuple(choices), decided))
