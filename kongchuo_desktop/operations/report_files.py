"""A report on paper, as its form prints it, and as an Excel file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_desktop.domain.returns import OPENING
from kongchuo_desktop.operations.paper_facts.facts import PaperFacts
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.report_rows import (
    ReportColumn,
    ReportRow,
    report_columns,
    table_form,
)
from kongchuo_desktop.operations.reports import Report
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.operations.trust import own_class
from kongchuo_desktop.operations.world import class_title
from kongchuo_desktop.papers.form import Form, ListBlock, TextBlock
from kongchuo_desktop.papers.plain import beside_the_list, plain_text
from kongchuo_desktop.sheets.page import Heading, Page, Row, Totals
from kongchuo_desktop.store.store import Store

_WHITE = re.compile("\u3000{3,}")
"""Room to write on paper; a sheet leaves it after each text."""
_NAMED_BY: Mapping[str, str] = {OPENING: "class"}
"""What the words of a row are called in the list of a kind; 年级 elsewhere."""


def report_pdf(store: Store, report: Report, *, user: str = "") -> tuple[bytes, Mapping[str, str]]:
    """The report as its form prints it: what was filed, under the day on which it was; before that
    what would be filed. Characters that no font has → the field they stand in."""
    form, block = table_form(store, report.about.kind)
    (draft,) = draft_papers(store, form_id=form.id, day=_day(store, report), user=user, coded=False,
                            asked=_asked(store, report, form, block))
    return draft.pdf, draft.missing


def save_report(store: Store, report: Report, *, path: Path, user: str = "") -> Path:
    """The report as an Excel file, as the form has it: title, 填报单位 and day, heads, every
    figure, places to sign.

    Raises:
        KnownError: ``file_not_written``.
    """
    # What writes Excel files takes long to load: only who saves one pays for it.
    from kongchuo_desktop.sheets.pages import write_pages

    form, block = table_form(store, report.about.kind)
    facts = PaperFacts(store, day=_day(store, report), user=user, form=form, whom=[Whom()])
    values = {**form.values(facts.sources(Whom())), "title": facts.title(form),
              **_asked(store, report, form, block)}
    over, under = beside_the_list(form, block, values)
    page = Page(
        sheet=report.about.kind, title=_title(form, block, values),
        headings=headings(report_columns(block)), rows=sheet_rows(report.columns, report.shown),
        head=over, signed=[[_WHITE.sub("\u3000\u3000", text) for text in words] for words in under],
        landscape=form.page.landscape, frozen=1)
    return save_file(path, write_pages([page], unit=store.header.unit_name,
                                       day=_day(store, report)))


def headings(columns: Sequence[ReportColumn]) -> list[Heading]:
    """The heads of a report's columns."""
    return [Heading(column.head, "center", over=column.over) for column in columns]


def sheet_rows(columns: Sequence[ReportColumn], rows: Sequence[ReportRow]) -> Iterator[Row]:
    """Every figure, zero too; sums in their own hand."""
    for row in rows:
        figures = [row.count(column.key) for column in columns[1:]]
        yield Totals(row.title, 1, [None, *figures]) if row.is_sum else [row.title, *figures]


def _day(store: Store, report: Report) -> date:
    """The day of the facts that the form asks for beside the table."""
    return min(report.about.last, store.now().date())


def _asked(store: Store, report: Report, form: Form, block: ListBlock) -> dict[str, Any]:
    """What the paper has from the report and not from the facts of today."""
    first = _NAMED_BY.get(report.about.kind, "grade")
    rows = [{first: row.title, **row.numbers} for row in report.shown
            # The sum of a list with a line of sums of its own is the paper's.
            if not (row.is_sum and block.subtotal)]
    asked: dict[str, Any] = {block.rows: rows}
    for field in form.fields.values():
        if field.source == "today" and report.filed is not None:
            asked[field.name] = report.filed.day
        if field.source == "school.name" and (room := own_class(store)) is not None:
            asked[field.name] = f"{store.header.unit_name}{class_title(store, room.row)}"
    return asked


def _title(form: Form, block: ListBlock, values: Mapping[str, Any]) -> str:
    kinds = {name: field.kind for name, field in form.fields.items()}
    part = next(part for part in form.parts if any(each is block for each in part.blocks))
    titles = (each.text for each in part.blocks
              if isinstance(each, TextBlock) and each.role == "title")
    return next((plain_text(text, values, kinds) for text in titles), form.title)
