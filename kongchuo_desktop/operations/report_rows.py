"""The rows of a report as its form prints them: lines with who they count, 小计 and 合计."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kongchuo_desktop.domain.classes import stage_of
from kongchuo_desktop.domain.month_table import COLUMNS
from kongchuo_desktop.domain.opening_checks import TITLES as OPENING_TITLES
from kongchuo_desktop.domain.report_lines import Names
from kongchuo_desktop.domain.returns import OPENING
from kongchuo_desktop.operations.forms import form_by_id, forms_of
from kongchuo_desktop.operations.periods import MONTHLY, TERM, YEAR
from kongchuo_desktop.papers.form import Form, ListBlock
from kongchuo_desktop.papers.form_blocks import key_of
from kongchuo_desktop.store.store import Store

_STAGES = (("primary", "小学小计"), ("junior", "初中小计"))
_WHOLE = "合计"
_GONE = "已撤的班"
"""A class that was filed and that nobody knows any more."""


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A kind of return as a table: its paper, the list of words that is the table, the id of the
    shipped form."""

    paper: str
    word: str
    form: str
    columns: tuple[str, ...] = COLUMNS


KINDS: Mapping[str, ReportKind] = {
    MONTHLY: ReportKind("月报", "school.month_rows", "monthly_return"),
    OPENING: ReportKind("开学工作统计报表", "school.opening_rows", "opening_statistics",
                        tuple(OPENING_TITLES)),
    TERM: ReportKind("学期报", "school.term_rows", "term_return"),
    YEAR: ReportKind("学年报", "school.year_rows", "year_return"),
}
"""Kind of return → its table."""


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column as the form has it: the key of its figure, its head, the common head of neighbours,
    and how broad it is on paper."""

    key: str
    head: str
    over: str
    width: float


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A grade, class or school, or what several come to.

    Attributes:
        key: of the line; empty for a sum.
        pupils: column → who is counted; None where this computer does not know.
    """

    key: str
    title: str
    numbers: Mapping[str, int]
    pupils: Mapping[str, tuple[str, ...]] | None = field(default=None)

    @property
    def is_sum(self) -> bool:
        return not self.key

    def count(self, column: str) -> int:
        return self.numbers.get(column, 0)


def table_form(store: Store, kind: str) -> tuple[Form, ListBlock]:
    """The form in use for a kind of return, and its table; the shipped form where the unit's own
    has none."""
    about = KINDS[kind]
    for form in (form_by_id(store, about.paper), forms_of(None)[about.form]):
        for block in (block for part in form.parts for block in part.blocks):
            if isinstance(block, ListBlock) and form.fields[block.rows].source == about.word:
                return form, block
    raise LookupError(about.form)


def report_columns(block: ListBlock) -> list[ReportColumn]:
    """The columns of figures, with the words that name a row first."""
    return [ReportColumn(key_of(column.text), column.head.replace("\u3000", ""),
                         column.group.replace("\u3000", ""), column.width)
            for column in block.columns]


def with_sums(kind: str, rows: Sequence[ReportRow]) -> list[ReportRow]:
    """The rows, what each stage comes to where they are grades, and all of them."""
    groups = [(_WHOLE, list(rows))]
    if kind != OPENING:
        stages = [(title, [row for row in rows if stage_of(int(row.key)) == stage])
                  for stage, title in _STAGES]
        groups = [*((title, found) for title, found in stages if found), *groups]
    return [*rows, *(sum_of(title, found, KINDS[kind].columns) for title, found in groups)]


def sum_of(title: str, rows: Sequence[ReportRow], columns: Iterable[str]) -> ReportRow:
    """What rows come to; who is counted is known where it is known of each."""
    numbers = {column: sum(row.count(column) for row in rows) for column in columns}
    if any(row.pupils is None for row in rows):
        return ReportRow("", title, numbers)
    return ReportRow("", title, numbers, {
        column: tuple(one for row in rows for one in (row.pupils or {}).get(column, ()))
        for column in columns})


def filed_rows(kind: str, figures: Mapping[str, Mapping[str, int]], titles: Mapping[str, str],
               names: Names | None = None) -> list[ReportRow]:
    """The rows of a table as it was filed, where a zero is left out, not unknown; ``titles`` are
    those of its lines."""
    columns = KINDS[kind].columns
    order = sorted(figures, key=lambda key: (list(titles).index(key) if key in titles
                                             else len(titles), key))
    rows = [ReportRow(key, titles.get(key, _GONE),
                      {column: figures[key].get(column, 0) for column in columns},
                      {column: tuple(found) for column, found in names.get(key, {}).items()}
                      if names is not None else None) for key in order]
    return with_sums(kind, rows)
