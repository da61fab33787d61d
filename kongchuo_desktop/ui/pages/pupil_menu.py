"""The rest of what can be done about a pupil, behind the “…” of 一生一档."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from kongchuo_desktop.operations.dossier import Dossier
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.correction import ask_about_pupil
from kongchuo_desktop.ui.forms.dossier import DossierForm
from kongchuo_desktop.ui.forms.event import open_returned
from kongchuo_desktop.ui.forms.joining import open_other
from kongchuo_desktop.ui.forms.leave import LeaveForm
from kongchuo_desktop.ui.forms.moves import open_class_change, open_move
from kongchuo_desktop.ui.forms.opening import open_finding, open_opening
from kongchuo_desktop.ui.forms.portrait import PortraitForm
from kongchuo_desktop.ui.forms.pupil_edit import PupilForm
from kongchuo_desktop.ui.pages.roster_forms import TagForm

Entry = tuple[str, Callable[[], None]]


def menu_of(ctx: AppContext, window: QWidget, view: Dossier, *, field: str = "",
            asks: bool = False) -> dict[str, Entry]:
    """Key → words and what it opens; only what makes sense for this child now.

    ``field`` is where the form of 改资料 begins; ``asks``: another computer keeps the child's
    record and can be asked to look at it again.
    """
    card = view.card
    pupil, name = card.id, card.name

    def move(kind: str) -> Entry:
        return f"登记{kind}…", lambda: open_move(ctx, window, card, kind)

    found: dict[str, Entry] = {
        "edit": ("改资料…", lambda: _edit(ctx, window, view, field)),
        "tags": ("改标签…", lambda: TagForm(ctx, window, [card]).open()),
        "portrait": ("换学生照片…" if view.portrait else "加学生照片…",
                     lambda: PortraitForm(ctx, window, pupil=pupil, name=name).open()),
        "leave": ("登记请假…", lambda: LeaveForm(ctx, window, pupil=pupil, name=name).open()),
    }
    if view.case is not None and view.case.state not in ("closed", "returned"):
        found["returned"] = (
            "登记返校…", lambda: open_returned(ctx, window, pupil=pupil, name=name))
    if view.case is None or view.case.state == "closed":
        found["case"] = ("新建个案…", lambda: open_opening(ctx, window, pupil=pupil, name=name))
    else:
        found["case"] = ("打开个案", lambda: ctx.open_page("cases", pupil=card.id))
        found["finding"] = ("认定情形…", lambda: open_finding(ctx, window, pupil=pupil, name=name))
    if card.enrolled:
        found["调班"] = ("调班…", lambda: open_class_change(ctx, window, [card]))
    leaving = ("转出", "休学", *(("毕业",) if view.last_year else ()))
    kinds = leaving if card.enrolled else ("复学",) if view.left == "休学" else ("转入",)
    found |= {kind: move(kind) for kind in kinds}
    if asks:
        found["back"] = (
            "退回修改…", lambda: ask_about_pupil(ctx, window, pupil=pupil, name=name))
    found["dossier"] = (
        "装订卷宗…", lambda: DossierForm(ctx, window, pupil=pupil, name=name).open())
    found["join"] = ("和另一条档案合并…", lambda: open_other(ctx, window, card))
    return found


def show_menu(ctx: AppContext, window: QWidget, view: Dossier, below: QWidget, *,
              only: str = "", field: str = "", asks: bool = False) -> None:
    """Pop the menu up under its button; with ``only`` do that one at once."""
    entries = menu_of(ctx, window, view, field=field, asks=asks)
    if only:
        entries[only][1]()
        return
    menu = QMenu(window)
    for words, run in entries.values():
        menu.addAction(words, run)
    menu.popup(below.mapToGlobal(QPoint(0, below.height())))


def _edit(ctx: AppContext, window: QWidget, view: Dossier, field: str) -> None:
    store = ctx.store

    def open_form(rooms: Sequence[tuple[str, str]]) -> None:
        form = PupilForm(ctx, window, rooms=rooms, card=view.card)
        if field in form.fields:
            form.focus_first(form.fields[field].editor)
            form.reveal(form.fields[field])
        form.open()

    ctx.read(lambda: class_choices(store), open_form, owner=window)
