"""What is done about children that a comparison found: where they are, a case, who looks."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.attachments import photos_of
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.comparison import OutcomeForm, open_found_case, open_hand
from kongchuo_desktop.ui.pages.comparison_rows import Row
from kongchuo_desktop.ui.pages.pupil_photo import open_photos


def do(ctx: AppContext, window: QWidget, action: str, row: Row, picked: Sequence[Row]) -> None:
    """Open what a button asks for: settle and hand of all lines picked, the rest of one."""
    hit = row.hit
    if action == "settle":
        children = [(one.person, one.hit.record) for one in picked if one.hit is not None]
        OutcomeForm(ctx, window, children=children or [(row.person, "")],
                    found=hit.outcome.found if hit and hit.outcome else "").open()
    elif hit is None:
        return
    elif action == "hand":
        open_hand(ctx, window, [one.hit for one in picked if one.hit is not None])
    elif action == "open":
        open_found_case(ctx, window, hit)
    elif action == "card":
        ctx.open_page("pupil", pupil=hit.record)
    elif action == "scans" and hit.outcome is not None:
        _show_scans(ctx, window, row.person.name, hit.outcome.id)


def _show_scans(ctx: AppContext, window: QWidget, name: str, outcome: str) -> None:
    store = ctx.store
    ctx.read(lambda: photos_of(store, outcome),
             lambda photos: open_photos(ctx, window, photos, f"{name}的佐证", removable=True),
             owner=window)
