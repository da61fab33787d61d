"""A form that writes: it closes when that is done, and says at the field what is wrong."""

from collections.abc import Callable
from typing import ClassVar

import pytest

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]


class DayForm(SavingForm):
    AT_FIELD: ClassVar = {"bad_day": "day", "elsewhere": "nowhere"}


@pytest.fixture
def form(window: MainWindow, lived_ctx: AppContext) -> DayForm:
    form = DayForm(lived_ctx, window, title="哪天", verb="存下")
    form.add("day", "哪天", LineInput(lived_ctx.theme))
    form.open()
    return form


def refuse(code: str) -> Callable[[], None]:
    def write() -> None:
        raise KnownError(code, "没有这一天。", todo="换一天。")

    return write


def test_it_rests_while_it_writes_and_then_closes(form: DayForm, idle: Idle) -> None:
    heard: list[tuple[int, bool]] = []
    form.write(lambda: 7, said="", done=lambda n: heard.append((n, form.isHidden())))
    assert not form.send.isEnabled()
    idle()
    assert heard == [(7, True)]


def test_an_error_stands_at_its_field_even_where_that_was_folded_away(
    form: DayForm, idle: Idle
) -> None:
    field = form.fields["day"]
    field.hide()
    form.write(refuse("bad_day"), said="")
    idle()
    assert (field.isVisible(), field.error()) == (True, "没有这一天。换一天。")
    assert form.isVisible()
    assert form.send.isEnabled()


@pytest.mark.parametrize("code", ["unheard_of", "elsewhere"])
def test_an_error_of_no_field_has_a_dialog_and_the_form_can_be_sent_again(
    form: DayForm, window: MainWindow, idle: Idle, code: str
) -> None:
    form.write(refuse(code), said="")
    idle()
    assert isinstance(window.sheet(), ErrorDialog)
    assert form.isVisible()
    assert form.send.isEnabled()
