"""What leaves the page 台账: a ledger as an Excel file, as a PDF, on paper."""

from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.ledger_masks import masked_ledger
from kongchuo_desktop.operations.ledgers import (
    EXCEL,
    PDF,
    Ledger,
    SavedLedger,
    ledger_pdf,
    save_ledger,
)
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.papers_print import Print
from kongchuo_desktop.ui.pages.roster_export import SavePath, ask_masked

_KINDS = {EXCEL: "Excel (*.xlsx)", PDF: "PDF (*.pdf)"}


def save_file_of(ctx: AppContext, page: Page, ledger: Ledger, ending: str, *, numbered: bool,
                 save_path: SavePath) -> None:
    """Ask how the numbers of persons are to be written where there are any (``numbered``), then
    where to, and write the whole ledger in the worker."""

    def write(masked: bool) -> None:
        name = file_name(ctx.store.header.unit_name, ledger.title, f"{ledger.days.last:%Y%m%d}",
                         extension=ending)
        path = save_path(page, "导出台账", name, _KINDS[ending])
        if path is None:
            return

        def work() -> SavedLedger:
            written = masked_ledger(ledger) if masked else ledger
            return save_ledger(ctx.store, written, path=path)

        def saved(done: SavedLedger) -> None:
            ctx.toast(f"已导出{done.rows}条：{done.path.name}{_lost(''.join(done.missing))}")

        ctx.tasks.run(lambda job: work(), done=saved, owner=page,
                      failed=lambda error: ctx.show_error(error, lambda: write(masked)))

    if numbered:
        ask_masked(ctx.theme, page, title=f"导出{len(ledger.values)}条", then=write)
    else:
        write(False)


def print_ledger(ctx: AppContext, page: Page, ledger: Ledger, printer: Print) -> None:
    """Print the ledger as its form has it."""

    def work() -> str:
        pdf, missing = ledger_pdf(ctx.store, ledger)
        printer([pdf], 1)
        return _lost("".join(missing))

    ctx.tasks.run(
        lambda job: work(), owner=page,
        done=lambda lost: ctx.toast(f"《{ledger.title}》已送到打印机{lost}"),
        failed=lambda error: ctx.show_error(
            error, lambda: print_ledger(ctx, page, ledger, printer)))


def _lost(characters: str) -> str:
    return f"；这些字没有字形，留了空：{characters}" if characters else ""
