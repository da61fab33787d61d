"""发加入文件: the file by which a school or a class below joins, written to a stick or folder."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.joining import MadeKit, make_kit
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.places import FindSticks, PlaceChoice


def classes_of(store: Store) -> dict[str, str]:
    """The classes of a school by id; a bureau has none of its own."""
    rooms = load_world(store).classes.values() if store.role == "school" else ()
    return {room.id: room.name for room in rooms}


def ask_kit(ctx: AppContext, owner: QWidget, *, classes: Mapping[str, str],
            find: FindSticks | None = None) -> FormDialog:
    """Open the form; ``classes`` (id → name) for a school, empty for a bureau."""
    form = FormDialog(ctx.theme, owner, title="发加入文件", verb="写出文件",
                      context="对方在“报送”里读入这个文件，以后的报送包就封给这里。"
                              "文件里没有学生资料。")
    if ctx.actor.role == "bureau":
        form.add("school", "给哪所学校", LineInput(ctx.theme, "学校全称"))
        form.add("code", "学校标识码", LineInput(ctx.theme), hint="没有可以空着")
    else:
        form.add("class", "给哪个班", Choice(ctx.theme, list(classes.items())))
    place = PlaceChoice(ctx.theme, ctx.tasks, find)
    form.add("place", "写到", place)
    form.submitted.connect(lambda: _write(ctx, form, place))
    form.open()
    return form


def _write(ctx: AppContext, form: FormDialog, place: PlaceChoice) -> None:
    values, folder = form.values(), place.folder()
    if folder is None:
        return
    store, actor = ctx.store, ctx.actor

    def failed(error: KnownError) -> None:
        if error.code == "no_name":
            form.set_errors({"school": error.sentence})
        elif error.code == "unknown_class":
            form.set_errors({"class": error.sentence})
        else:
            ctx.show_error(error)

    def done(made: MadeKit) -> None:
        form.accept()
        # A school that is named for the first time is one more line of the grid.
        ctx.announce(made.changes)
        ctx.toast(f"已写出 {made.path.name}，交给{made.for_whom}")

    ctx.tasks.run(
        lambda job: make_kit(store, actor=actor, folder=folder,
                             school=values.get("school"), school_code=values.get("code", ""),
                             class_id=values.get("class") or None),
        done=done, failed=failed, owner=form)
