"""A roster from Excel: the same plan is shown first and then written, as one operation."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.import_known import class_labels as class_labels
from kongchuo_desktop.operations.import_known import existing_pupils, own_label
from kongchuo_desktop.operations.import_writing import Imported as Imported
from kongchuo_desktop.operations.import_writing import write_plan
from kongchuo_desktop.operations.memory import uncollected
from kongchuo_desktop.sheets.plan import plan_import
from kongchuo_desktop.sheets.problems import Decisions, ImportPlan
from kongchuo_desktop.sheets.reader import Progress, Workbook, ignore, read_pasted, read_workbook
from kongchuo_desktop.sheets.table import ALL as ALL
from kongchuo_desktop.sheets.table import Table, alike_tables, choose_table, tables_in
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

HEADINGS_KEPT = "import_heading"
"""What a person said that a heading means; belongs to this computer."""


@dataclass(frozen=True, slots=True)
class RosterSource:
    """A file or a pasted range that was read; ``digest`` names it while answers are kept."""

    book: Workbook
    digest: str

    @property
    def name(self) -> str:
        return self.book.name


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """A sheet as it was understood and what would become of every row.

    Attributes:
        sheets: names of the sheets that may be chosen; ``ALL`` first where several look alike.
        chosen: the one that was, or ``ALL``.
        new_classes: names of classes that the import would make.
    """

    table: Table
    plan: ImportPlan
    sheets: tuple[str, ...]
    chosen: str
    new_classes: tuple[str, ...] = ()

    @property
    def remarks(self) -> list[str]:
        """Sentences about the whole of it, new classes first."""
        made = "、".join(self.new_classes)
        return [*([f"会新建班级：{made}。"] if made else []), *self.plan.remarks]


def read_roster(data: bytes, name: str, progress: Progress = ignore) -> RosterSource:
    """Reads the bytes of an .xlsx, .xls or WPS file; its name is for sentences only.

    Raises:
        KnownError: ``sheet_not_excel``, ``sheet_empty``, ``sheet_password``, ``sheet_damaged``,
            ``sheet_too_big``.
    """
    return RosterSource(read_workbook(data, name, progress), hashlib.sha256(data).hexdigest())


def paste_roster(text: str) -> RosterSource:
    """Reads a range that was copied in Excel or WPS. Raises: KnownError ``paste_empty``."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return RosterSource(read_pasted(text), digest)


def plan_roster(store: Store, *, data: bytes, name: str, sheet: str | None = None,
                decisions: Decisions | None = None, class_id: str | None = None,
                meanings: Mapping[int, str | None] | None = None,
                progress: Progress = ignore) -> RosterPlan:
    """``read_roster`` and ``plan_source`` in one."""
    return plan_source(store, source=read_roster(data, name, progress), sheet=sheet,
                       decisions=decisions, class_id=class_id, meanings=meanings,
                       progress=progress)


def plan_source(store: Store, *, source: RosterSource, sheet: str | None = None,
                decisions: Decisions | None = None, class_id: str | None = None,
                meanings: Mapping[int, str | None] | None = None,
                progress: Progress = ignore) -> RosterPlan:
    """What importing would do; nothing is written.

    Args:
        sheet: name of a sheet, ``ALL`` that look alike, or None to choose.
        decisions: answers to doubtful rows so far.
        class_id: the class of rows that name none.
        meanings: column index → meaning, as the user set them for this file; what was remembered
            of earlier files holds besides.

    Raises:
        KnownError: ``sheet_unknown``, ``sheet_no_table``.
    """
    remembered = dict(store.local(HEADINGS_KEPT).items())
    table = choose_table(source.book, sheet, remembered)
    if meanings:
        table = table.reassigned(meanings)
    alike = len(source.book.sheets) > 1 and len(
        alike_tables(tables_in(source.book, remembered))) > 1
    sheets = tuple(s.name for s in source.book.sheets)
    chosen = ALL if len(table.parts) > 1 else table.sheet
    return plan_table(store, table=table, sheets=(ALL, *sheets) if alike else sheets,
                      chosen=chosen, decisions=decisions, class_id=class_id, progress=progress)


def plan_table(store: Store, *, table: Table, sheets: tuple[str, ...], chosen: str,
               decisions: Decisions | None = None, class_id: str | None = None,
               progress: Progress = ignore) -> RosterPlan:
    """The plan of a sheet that was read before, after another answer was given."""
    labels = class_labels(store)
    only = own_label(store)
    with uncollected():
        plan = plan_import(
            table, existing_pupils(store), decisions or {}, default=labels.get(class_id or ""),
            alone=next(iter(labels.values())) if len(labels) == 1 else None, only=only,
            today=store.now().date(), progress=progress)
    fresh = {row.label for row in plan.rows
             if row.label and row.action in ("create", "update")} - set(labels.values())
    return RosterPlan(table, plan, sheets, chosen, tuple(label.title for label in sorted(fresh)))


def remember_heading(store: Store, *, table: Table, index: int, meaning: str | None) -> None:
    """From now on a heading of this word means this, in every file; None: it is not used."""
    key = table.keys()[index]
    if key:
        store.local(HEADINGS_KEPT).set(key, meaning)


def doubtful_sheet(store: Store, *, found: RosterPlan, source: str) -> bytes:
    """An .xlsx of the rows that wait: the original columns, row number and 问题, to be mended
    and read again. Raises: KnownError ``nothing_doubtful``."""
    if not found.plan.count("ask", "reject"):
        raise KnownError("nothing_doubtful", "没有要看一眼的行。", kept="没有写文件。")
    # openpyxl takes 10 MB and a tenth of a second: only who saves a sheet pays for it.
    from kongchuo_desktop.sheets.writer import write_doubtful

    return write_doubtful(found.table, found.plan, source=source, unit=store.header.unit_name,
                          day=store.now().date())


def commit_roster(store: Store, *, actor: Actor, plan: ImportPlan, class_id: str | None = None,
                  progress: Progress = ignore) -> Imported:
    """Write the rows of a plan that can be taken in; doubtful rows wait for another time.

    Stopped by ``progress``, it leaves nothing behind.

    Raises:
        KnownError: ``nothing_to_import``.
    """
    labels = class_labels(store)
    with uncollected():
        return write_plan(store, actor=actor, plan=plan, labels=labels, class_id=class_id,
                          progress=progress)
