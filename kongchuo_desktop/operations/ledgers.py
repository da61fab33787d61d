"""Ledgers (台账): which there are, one opened on screen, saved as Excel or as PDF."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.reconcile import Side
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.forms import best_fits, forms_of, own_ids, serving
from kongchuo_desktop.operations.ledger_rows import Days, LedgerRow, ledger_rows
from kongchuo_desktop.operations.paper_facts.facts import PaperFacts
from kongchuo_desktop.operations.paper_facts.look import Look, Whom
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.reconcile import owed, side_of
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.operations.today import situations
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.operations.world import load_calendar, load_world
from kongchuo_desktop.papers.form import Form, ListColumn
from kongchuo_desktop.papers.list_lines import GroupHead, RowLine, SumLine, list_lines
from kongchuo_desktop.papers.made_rows import MadeRows, Stretch
from kongchuo_desktop.papers.plain import beside_the_list, plain_text, plain_value
from kongchuo_desktop.papers.template import Kind
from kongchuo_desktop.store.store import Store

Cell = str | int | float | date
EXCEL, PDF = ".xlsx", ".pdf"


@dataclass(frozen=True, slots=True)
class LedgerChoice:
    """A ledger that can be opened.

    Attributes:
        title: as the profile in use calls it.
        named: the profile asks for it, or the unit's bureau gave its form (``county``).
        stretch: what it looks at where nobody says otherwise.
        side: of the two lists that must be empty or explained which it is, None for another.
        owed: how many of its rows nobody has explained.
        public: it is put up for everybody, which is written down (``disclosing``).
    """

    id: str
    ledger: str
    title: str
    stretch: Stretch
    named: bool
    county: bool
    side: Side | None = None
    owed: int = 0
    public: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell for each column, a number or a day where it is one; ``pupil`` is the child
    behind it, None where it is about a class or the school."""

    cells: tuple[Cell, ...]
    pupil: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand together; ``title`` is empty where nothing parts them. ``sums`` is what they
    come to, where a column asks for it."""

    title: str
    rows: tuple[Row, ...]
    sums: SumLine | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as it is shown.

    Attributes:
        head, foot: lines over and under it, each in the texts that stand side by side.
        columns: with their heads, upper heads (``group``) and whether they are on paper.
        sums: of all rows, None where no column asks for any.
        empty: what stands there when there is nothing to list.
        span: which days it is about, in words, and of which class where it is of one.
        values: of each row by the keys of the form's list, for printing.
        user: who made it out.
        made: how its rows stand together.
    """

    form: Form
    title: str
    head: tuple[tuple[str, ...], ...]
    foot: tuple[tuple[str, ...], ...]
    columns: tuple[ListColumn, ...]
    groups: tuple[Group, ...]
    sums: SumLine | None
    empty: str
    days: Days
    span: str
    values: tuple[Mapping[str, Any], ...]
    user: str
    made: MadeRows

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


@dataclass(frozen=True, slots=True)
class SavedLedger:
    """Where a ledger was written; ``missing``: characters that no font has → where they stand."""

    path: Path
    rows: int
    missing: Mapping[str, str]


def ledgers(store: Store, *, day: date | None = None) -> list[LedgerChoice]:
    """All ledgers, those that the profile in use asks for and the bureau's own first, then in the
    order of the vocabulary."""
    as_of = day or store.now().date()
    order = {word: at for at, word in enumerate(policy_book(store).titles.ledgers.values())}
    unexplained, choices = owed(situations(store, day=as_of)), []
    for form, title, named, county in _titled(store, as_of):
        made = form.listed[2]
        side = side_of(made)
        choices.append(LedgerChoice(
            form.id, form.ledger, title, made.stretch, named or county, county, side,
            unexplained[side] if side else 0, form.public))
    return sorted(choices, key=lambda choice: (not choice.named,
                                               order.get(choice.ledger, len(order))))


def forms_in_use(store: Store, day: date) -> list[Form]:
    """The forms of the ledgers that a unit keeps on a day, one for each."""
    return [form for form, *_ in _titled(store, day)]


def _titled(store: Store, day: date) -> Iterator[tuple[Form, str, bool, bool]]:
    """The forms with what the profile in use calls each, whether it asks for it, and whether the
    bureau gave it."""
    in_use = policy_in_use(load_world(store), day)
    policy, own = policy_book(store).at_hand(in_use), own_ids(store)
    forms = [form for form in forms_of(store).values() if form.ledger]
    for form in best_fits(forms, serving(store, in_use), own):
        bound = policy.ledgers(form.ledger) if policy is not None else []
        title = bound[0].title if bound else form.title_for((in_use or "").lower())
        yield form, title, bool(bound), form.id in own


def open_ledger(store: Store, *, ledger: str, since: date | None = None,
                until: date | None = None, within: str | None = None, user: str = "") -> Ledger:
    """A ledger as of ``until`` (today), from ``since`` or as far back as its form says; of one
    class where ``within`` names it, except for one that is put up: a class tells who a child is.

    Args:
        ledger: id of its form, or its name or title, where only one is called so.

    Raises:
        KnownError: ``unknown_ledger``, ``bad_dates``, ``future_date``.
    """
    form = _form(store, ledger)
    block, field, made = form.listed
    days = _days(store, form, since, until)
    within = None if form.public else within
    look = Look(store, day=days.last, user=user, form=form, pupils=())
    found = ledger_rows(look, made, days, within=within)
    span = _span_words(days, look, within)
    facts = PaperFacts(store, day=days.last, user=user, form=form, whom=[Whom()])
    values = {**form.values(facts.sources(Whom(class_id=within))),
              "span": span, field.name: [row.values for row in found]}
    over, under = beside_the_list(form, block, values)
    groups, sums = in_groups(block.columns, made, field.key_kinds, found)
    kinds = {name: each.kind for name, each in form.fields.items()}
    return Ledger(form, look.title(form), tuple(over), tuple(under), block.columns, groups, sums,
                  plain_text(block.empty, values, kinds), days, span,
                  tuple(row.values for row in found), user, made)


def _form(store: Store, ledger: str) -> Form:
    found = forms_of(store).get(ledger)
    if found is None or not found.ledger:
        found = next((form for form, title, _, _ in sorted(
            _titled(store, store.now().date()), key=lambda each: not (each[2] or each[3]))
            if ledger in (title, form.ledger)), None)
    if found is None:
        raise KnownError("unknown_ledger", f"没有“{ledger}”这本台账。", kept="没有改动。",
                         todo="用 ledger list 查看有哪些。")
    return found


def _days(store: Store, form: Form, since: date | None, until: date | None) -> Days:
    today, stretch = store.now().date(), form.listed[2].stretch
    last = until or today
    check_not_future(store, last, so="台账只能写到今天")
    if since is None:
        return Days(last, stretch_start(load_calendar(store), stretch, last))
    if stretch == "day":
        raise KnownError("bad_dates", f"《{form.title}》写的是某一天的情况，没有“从哪天”。",
                         kept="没有改动。", todo="只写到哪一天。")
    if since > last:
        raise KnownError("bad_dates", f"{full_day(since)}在{full_day(last)}以后。",
                         kept="没有改动。", todo="核对从哪天到哪天。")
    return Days(last, since)


def stretch_start(calendar: SchoolCalendar, stretch: Stretch, day: date) -> date | None:
    """The first day of the month, term or school year of a day; in the holidays that of the term
    before. None for a ledger of how things stand."""
    match stretch:
        case "day":
            return None
        case "month":
            return day.replace(day=1)
        case "school_year":
            return date(calendar.school_year(day), 9, 1)
    year = calendar.school_year(day)
    terms = [calendar.term(year, 2), calendar.term(year, 1)]
    return next((term.start for term in terms if term.start <= day), date(year, 9, 1))


def _span_words(days: Days, look: Look, within: str | None) -> str:
    room = look.world.classes.get(within or "")
    said = f"截至{full_day(days.last)}" if days.first is None else (
        f"{full_day(days.first)}至{full_day(days.last)}")
    return f"{room.name}　{said}" if room is not None else said


def in_groups(columns: Sequence[ListColumn], made: MadeRows, kinds: Mapping[str, Kind],
              found: Sequence[LedgerRow]) -> tuple[tuple[Group, ...], SumLine | None]:
    """The rows as cells under their groups, and what all of them come to."""
    groups: list[Group] = []
    title, rows = "", list[Row]()
    sums: SumLine | None = None
    for line in list_lines(columns, made, [row.values for row in found]):
        match line:
            case GroupHead(text):
                title = text
            case RowLine(values, number, last):
                numbered = {**values, "n": number}
                cells = tuple(plain_value(column.text, numbered, kinds)
                              for column in columns)
                rows.append(Row(cells, found[number - 1].pupil))
                if last:
                    groups.append(Group(title, tuple(rows)))
                    rows = []
            case SumLine(whole=True):
                sums = line
            case SumLine():
                groups[-1] = replace(groups[-1], sums=line)
    return tuple(groups), sums


def save_ledger(store: Store, ledger: Ledger, *, path: Path) -> SavedLedger:
    """Write a ledger as ``.xlsx`` with all its columns, or as ``.pdf`` with those of its paper.

    Raises:
        KnownError: ``unknown_kind`` for another ending, ``file_not_written``.
    """
    if path.suffix.lower() not in (EXCEL, PDF):
        raise KnownError("unknown_kind", f"不能写成“{path.name}”。", kept="没有改动。",
                         todo="文件名用.xlsx或.pdf结尾。")
    if path.suffix.lower() == EXCEL:
        # What writes Excel files takes long to load: only who saves one pays for it.
        from kongchuo_desktop.operations.ledger_sheet import ledger_sheet

        save_file(path, ledger_sheet(store, ledger))
        return SavedLedger(path, len(ledger.values), {})
    pdf, missing = ledger_pdf(store, ledger)
    save_file(path, pdf)
    return SavedLedger(path, len(ledger.values), missing)


def ledger_pdf(store: Store, ledger: Ledger, *,
               asked: Mapping[str, Any] | None = None) -> tuple[bytes, Mapping[str, str]]:
    """The ledger as its form prints it; characters that no font has → the field they stand in.

    ``asked`` are fields of the form that a person fills.
    """
    _, field, _ = ledger.form.listed
    said = {**(asked or {}), field.name: list(ledger.values), "span": ledger.span}
    (draft,) = draft_papers(store, form_id=ledger.form.id, day=ledger.days.last, asked=said,
                            user=ledger.user, coded=False)
    return draft.pdf, draft.missing
