"""A package of a machine that nobody vouched for: compare the code, then take it in or not."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.machines import is_twin
from kongchuo_desktop.operations.taking_in import Received, accept_waiting, reject_waiting
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.words import Words

TWIN = ("这里还有一台电脑，文号里的代号和它一样：多半是一个加入文件用了两台，两台开的文书会重号。"
        "可以收下；收下以后到“设置 › 下级电脑”给其中一台另发一个加入文件。")


def ask_accept(ctx: AppContext, owner: QWidget, *, digest: str, sender: str, code: str,
               done: Callable[[], object]) -> ConfirmDialog:
    """Ask once, then vouch for the machine and take its package in; it can't be undone."""
    store, actor = ctx.store, ctx.actor
    twin = Words("", "small", "amber", wrap=True)
    dialog = ConfirmDialog(
        ctx.theme, owner, question=f"收下{sender}的包？",
        text=f"电话里对方念的核对码，和这里的一样：{code}。收下以后，这台电脑以后交来的包直接收。",
        verb="收下", refuse="不收", note="再登记别的以前，可以在“收过的”里退回", danger=False,
        reason=twin)
    twin.hide()

    def warn(found: bool) -> None:
        twin.setVisible(found)
        twin.setText(TWIN if found else "")
        dialog.refit()

    ctx.read(lambda: is_twin(store, digest=digest), warn, owner=dialog)

    def received(result: Received) -> None:
        if result.changes is not None:
            ctx.changed.emit(result.changes)
        ctx.toast(result.sentence)
        done()

    dialog.accepted.connect(lambda: ctx.tasks.run(
        lambda job: accept_waiting(store, actor=actor, digest=digest, check_code=code),
        done=received, failed=lambda error: ctx.show_error(error), owner=owner))
    dialog.open()
    return dialog


def ask_reject(ctx: AppContext, owner: QWidget, *, digest: str, sender: str,
               done: Callable[[], object]) -> ConfirmDialog:
    """Ask once, then put the package aside; nothing of it was taken in."""
    dialog = ConfirmDialog(
        ctx.theme, owner, question=f"退回{sender}的包？",
        text="核对码对不上，里面的内容一点都不收。请对方重新报送一次，再念一遍核对码。",
        verb="退回", refuse="不退回")
    store = ctx.store

    def rejected(_: object) -> None:
        ctx.toast(f"已退回{sender}的包")
        done()

    dialog.accepted.connect(lambda: ctx.tasks.run(
        lambda job: reject_waiting(store, digest=digest), done=rejected, owner=owner))
    dialog.open()
    return dialog
