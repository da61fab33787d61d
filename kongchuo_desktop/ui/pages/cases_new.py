"""新建个案: choosing the pupil, then the form that opens the case."""

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.roster import PupilCard, list_pupils
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.opening import open_opening
from kongchuo_desktop.ui.forms.who import PupilAsk, PupilInput


def begin_case(ctx: AppContext, window: QWidget) -> None:
    """Ask for the pupil, then for day and reason."""
    store = ctx.store

    def show(cards: list[PupilCard]) -> None:
        PupilAsk(window, PupilInput(ctx.theme, cards),
                 lambda card: open_opening(ctx, window, pupil=card.id, name=card.name),
                 theme=ctx.theme, title="新建个案", verb="选这个学生", label="给谁立案",
                 hint="旷课到了天数的，程序会自己立案。").open()

    ctx.read(lambda: list_pupils(store), show, owner=window)
