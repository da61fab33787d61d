"""What a person does with some ledgers besides reading them: explaining a row, putting one up."""

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.reconcile import Side
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.disclosing import Disclosed
from kongchuo_desktop.operations.ledgers import PDF, Ledger
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.ledgers import DiscloseForm, ExplainForm
from kongchuo_desktop.ui.pages.papers_print import Print
from kongchuo_desktop.ui.pages.roster_export import SavePath

PDF_FILES = "PDF (*.pdf)"


def explain_row(ctx: AppContext, window: QWidget, ledger: Ledger, row: int, side: Side) -> None:
    """写明情况 of the child in a row."""
    pupil, said = ledger.rows[row].pupil, ledger.values[row]
    if pupil is not None:
        ExplainForm(ctx, window, pupil=pupil, name=str(said.get("name") or ""), side=side,
                    known=str(said.get("why") or "")).open()


def put_up(ctx: AppContext, window: QWidget, ledger: Ledger, *, printer: Print,
           save_path: SavePath) -> None:
    """公示…: ask where and for how long, write it down, print the sheet or keep it as a file."""

    def done(found: Disclosed, keep: bool) -> None:
        name = file_name(ledger.title, f"{ledger.days.last:%Y%m%d}", extension=PDF)
        path = save_path(window, "存为PDF", name, PDF_FILES) if keep else None
        if keep and path is None:
            return

        def work() -> None:
            if path is not None:
                save_file(path, found.pdf)
            else:
                printer([found.pdf], 1)

        ctx.tasks.run(lambda job: work(), failed=ctx.show_error, owner=window)

    DiscloseForm(ctx, window, ledger=ledger, done=done).open()
