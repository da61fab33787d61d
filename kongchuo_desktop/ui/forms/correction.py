"""退回修改: the forms of asking and of answering, and where what is asked about stands."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.returns import kind_of
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.operations import corrections
from kongchuo_desktop.operations.corrections import Request
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, TextInput

_WHOLE = ""
_ASKED = "记下了，随下一次下发带给对方"
_SENTENCES = frozenset({"no_sentence", "long_sentence"})


def ask_about_pupil(ctx: AppContext, window: QWidget, *, pupil: str, name: str,
                    field: str = _WHOLE) -> FormDialog:
    """退回修改: which field of a pupil, and a sentence."""
    form = _form(ctx, window, f"退回修改：{name}")
    picked = Choice(ctx.theme, [(_WHOLE, "整条资料"), *LABELS.items()])
    picked.choose(field)
    form.add("field", "哪一项", picked)
    _sentence(form, "例如：少一位，请和家长核对")
    store, actor = ctx.store, ctx.actor
    form.submitted.connect(lambda: _perform(
        ctx, form, lambda: corrections.ask(
            store, actor=actor, target=pupil, field=str(form.values()["field"]),
            sentence=str(form.values()["sentence"])), _ASKED, None))
    form.open()
    return form


def ask_about_return(ctx: AppContext, window: QWidget, *, unit: str, period: str,
                     name: str) -> FormDialog:
    """退回修改 of what a unit or class filed for a month, term or year."""
    kind = kind_of(period)
    form = _form(ctx, window, f"退回修改：{name}{what_words(kind, period)}")
    _sentence(form, "例如：人数和上次差太多，请核对")
    store, actor = ctx.store, ctx.actor
    form.submitted.connect(lambda: _perform(
        ctx, form, lambda: corrections.ask_return(
            store, actor=actor, unit=unit, period=period, kind=kind,
            sentence=str(form.values()["sentence"])), _ASKED, None))
    form.open()
    return form


def answer_request(ctx: AppContext, window: QWidget, request: Request, *,
                   done: Callable[[], object] | None = None) -> FormDialog:
    """核对无误: all is as it should be, in a sentence."""
    form = FormDialog(ctx.theme, window, title="核对无误", verb="回给上级",
                      context=f"{request.asker}问：{request.what}，{request.sentence}")
    _sentence(form, "例如：户口本核对过，没有错")
    store, actor = ctx.store, ctx.actor
    form.submitted.connect(lambda: _perform(
        ctx, form, lambda: corrections.answer(
            store, actor=actor, correction=request.id, sentence=str(form.values()["sentence"])),
        "记下了，随下一次报送带给上级", done))
    form.open()
    return form


def open_request(ctx: AppContext, request: Request) -> None:
    """Go to what is asked about: the child's card, the month in the grid, the return."""
    if request.pupil and request.card:
        ctx.open_page("pupil", pupil=request.pupil)
    elif request.period and request.mine:
        ctx.open_page("grid", unit=request.class_id or request.unit, period=request.period)
    elif request.period:
        ctx.open_page("returns", period=request.period)
    else:
        ctx.toast(f"{request.person or '这名学生'}的档案不在这台电脑里，打不开")


def _form(ctx: AppContext, window: QWidget, title: str) -> FormDialog:
    return FormDialog(ctx.theme, window, title=title, verb="退回修改",
                      context="随下一次下发带去；对方在“今日”里看到，改好或者回一句。")


def _sentence(form: FormDialog, example: str) -> None:
    form.add("sentence", "一句话", TextInput(example, lines=2))


def _perform(ctx: AppContext, form: FormDialog, work: Callable[[], object], said: str,
             done: Callable[[], object] | None) -> None:
    form.set_errors({})

    def finished(_: object) -> None:
        form.accept()
        if done is not None:
            done()

    def failed(error: KnownError) -> None:
        if error.code in _SENTENCES:
            form.set_errors({"sentence": error.sentence})
        else:
            form.accept()
            ctx.show_error(error)

    ctx.perform(work, said=said, done=finished, failed=failed, undoable=False)
