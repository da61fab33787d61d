"""What the buttons under the lines of 升学 do with those that are chosen."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.comparison import Hit
from kongchuo_desktop.operations.diplomas import DiplomaRow
from kongchuo_desktop.operations.entrants import Entrant
from kongchuo_desktop.operations.junior_entry import Passing
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.comparison import FoundCaseForm, OutcomeForm
from kongchuo_desktop.ui.forms.diplomas import DecideForm
from kongchuo_desktop.ui.forms.entrants import ExpectForm
from kongchuo_desktop.ui.forms.moves import open_move_of
from kongchuo_desktop.ui.forms.transfers import WhereForm, open_take
from kongchuo_desktop.ui.pages.school_year_read import Found
from kongchuo_desktop.ui.pages.school_year_rows import Row
from kongchuo_desktop.ui.pages.school_year_section import can

_NOTICE = "入学通知书"


def act_on(ctx: AppContext, window: QWidget, action: str, rows: Sequence[Row],
           found: Found) -> None:
    """Do it with those of the lines with which it can be done."""
    fitting = [row for row in rows if can(row, action)]
    if not fitting:
        return
    first = fitting[0]
    if action == "card":
        ctx.open_page("pupil", pupil=first.pupil)
    elif action == "compare":
        ctx.open_page("comparison")
    elif isinstance(first.what, DiplomaRow):
        chosen = [row.what for row in fitting if isinstance(row.what, DiplomaRow)]
        DecideForm(ctx, window, chosen, give=action == "give").open()
    elif isinstance(first.what, Passing):
        _junior(ctx, window, action, [row.what for row in fitting
                                      if isinstance(row.what, Passing)])
    else:
        _entrants(ctx, window, action, [row.what for row in fitting
                                        if isinstance(row.what, Entrant)], found)


def _junior(ctx: AppContext, window: QWidget, action: str, chosen: Sequence[Passing]) -> None:
    lines = [one.line for one in chosen if one.line is not None]
    if action == "take":
        open_take(ctx, window, lines)
    else:
        WhereForm(ctx, window, lines[0]).open()


def _entrants(ctx: AppContext, window: QWidget, action: str, chosen: Sequence[Entrant],
              found: Found) -> None:
    first = chosen[0]
    if action == "arrive":
        open_move_of(ctx, window, first.pupil, "报到")
    elif action == "outcome":
        OutcomeForm(ctx, window, children=[(one.person, one.pupil) for one in chosen]).open()
    elif action == "case":
        hit = Hit("never_enrolled", first.kinds[0], first.person, first.pupil, None)
        FoundCaseForm(ctx, window, hit=hit, rooms=found.first_grade).open()
    elif action == "expect":
        _expect(ctx, window, chosen, found, lambda made: None)
    else:
        _notices(ctx, window, chosen, found)


def _expect(ctx: AppContext, window: QWidget, chosen: Sequence[Entrant], found: Found,
            then: Callable[[Sequence[str]], object]) -> None:
    if found.first_grade:
        ExpectForm(ctx, window, [one.person for one in chosen], found.first_grade, then).open()
    else:
        ctx.toast(f"还没有{found.turn.year}年秋季的一年级，先在“新学年”里新开")


def _notices(ctx: AppContext, window: QWidget, chosen: Sequence[Entrant], found: Found) -> None:
    """Notices go to who is on a list of the school: those who are not are put there first."""
    there = [one.pupil for one in chosen if one.pupil]
    strangers = [one for one in chosen if not one.pupil]

    def issue(made: Sequence[str]) -> None:
        ctx.open_page("papers", form=_NOTICE, pupils=[*there, *made])

    if strangers:
        _expect(ctx, window, strangers, found, issue)
    else:
        issue(())
