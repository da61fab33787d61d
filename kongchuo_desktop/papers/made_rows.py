"""The rows that a ledger's file describes: one for each of what, about whom, what is in them."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, get_args

from kongchuo_desktop.domain.policy.model import Pattern
from kongchuo_desktop.domain.policy.subject_patterns import read_subject_pattern
from kongchuo_desktop.domain.policy.titles import Titles
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.form_table import FormTable
from kongchuo_desktop.papers.sources import PICTURES, ROW_PICTURES, ROWS, SINGLE
from kongchuo_desktop.store.policies import load_titles

Stretch = Literal["day", "month", "term", "school_year"]
"""How far back a ledger looks: ``day`` is how things stand, the others what happened since."""
SUBJECTS = ("pupil", "case", "class")
ROW = "row."
"""Before the columns of the list of which each row is one."""
BEHIND, CALLED = "*id", "*name"
"""Keys of whom, or which class, the group of a row is about, as two may be called alike, and of
what stands over it where that is more than the row says."""
WHOSE = "*pupil"
"""Key of the pupil whom a row of a school's list is about."""
CLASSES = frozenset({"pupil.class_name", "class.name"})
PLACES = CLASSES | {"pupil.grade", "class.grade"}
"""Words that name a class or grade: their order is that of the classes, not that of their signs."""
_OF_PUPILS = ("pupil", "case")
OF_ONE_PUPIL = ("pupil.", "guardian.", "guardian2.", "case.", "visit.")
"""How the words begin that say something of one pupil."""
_LISTS = ("pupil.", "case.", "class.", "school.")


@dataclass(frozen=True, slots=True)
class MadeRows:
    """How the rows of a ledger come about.

    Attributes:
        each: ``pupil``, ``case``, ``class``, or a list word of ``sources.ROWS``: a row for each.
        columns: key → dotted word; ``row.day`` is a column of that list.
        of: whom it is about, where it is not about all.
        order: the keys by which rows are put in order.
        group: the key whose values part the rows, empty for none.
        where: column of the list → the values of which a row must have one.
    """

    each: str
    columns: Mapping[str, str]
    of: Pattern | None = None
    stretch: Stretch = "day"
    order: tuple[str, ...] = ()
    group: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """``pupil``, ``case``, ``class`` or ``school``: of whom a row, or its list, is."""
        return self.each.partition(".")[0]

    @property
    def by_pupil(self) -> bool:
        """Each pupil's rows stand together under the name."""
        return self.columns.get(self.group) == "pupil.name"

    @property
    def of_pupils(self) -> bool:
        """A pupil stands behind each row."""
        return self.subject in _OF_PUPILS


def read_made_rows(table: FormTable) -> MadeRows:
    """The rows of a ``[[field]]`` that says ``each``.

    Raises:
        KnownError: ``form_invalid`` with file, line and sentence.
    """
    each = table.text("each")
    lists = [word for word in ROWS if word.startswith(_LISTS)]
    if each not in (*SUBJECTS, *lists):
        raise table.error(f"“each”不认识“{each}”{_near(each, (*SUBJECTS, *lists))}，"
                          "可以写pupil、case、class，或者一份清单的名字", "each")
    columns = table.mapping("columns")
    made = MadeRows(
        each=each,
        columns=columns,
        of=_of(table, each),
        stretch=table.choice("span", get_args(Stretch), "day"),
        order=table.texts("order"),
        group=table.text("group", ""),
        where=_where(table, each),
    )
    for key, sentence in _faults(made):
        raise table.table("columns").error(sentence, key)
    for word, key in [*(("order", key) for key in made.order), ("group", made.group)]:
        if key and key not in columns:
            raise table.error(f"“columns”里没有“{key}”这一栏", word)
    return made


def _of(table: FormTable, each: str) -> Pattern | None:
    if not table.has("of"):
        return None
    raw = table.raw("of")
    if each.partition(".")[0] not in _OF_PUPILS:
        raise table.error("“of”只能和学生、个案和它们的清单一起写", "of")
    try:
        return read_subject_pattern(raw, _titles())
    except KnownError as error:
        raise table.error(error.sentence, "of") from None


def _where(table: FormTable, each: str) -> dict[str, tuple[str, ...]]:
    if not table.has("where"):
        return {}
    inner = table.table("where")
    found = {key: inner.texts(key) for key in ROWS.get(each, {}) if inner.has(key)}
    inner.done()
    return found


@lru_cache(maxsize=1)
def _titles() -> Titles:
    return load_titles()


def _faults(made: MadeRows) -> Iterator[tuple[str, str]]:
    """What is wrong with the columns: the key, if any, and a sentence."""
    if not made.columns:
        yield "", "“columns”至少要有一栏"
    of_list = [ROW + key for key in ROWS.get(made.each, {}) if key not in ROW_PICTURES]
    for key, word in made.columns.items():
        if word.startswith(ROW):
            if word not in of_list:
                yield key, f"“{key}”：每一行没有“{word}”{_near(word, of_list)}"
        elif word not in SINGLE or word in PICTURES:
            yield key, f"“{key}”：不认识“{word}”{_near(word, (*SINGLE, *of_list))}"
        elif word.startswith(OF_ONE_PUPIL) and not made.of_pupils:
            yield key, f"“{key}”：一行不是一个学生的，没有“{word}”"


def _near(word: str, known: tuple[str, ...] | list[str]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f"，是不是“{near[0]}”" if near else ""
