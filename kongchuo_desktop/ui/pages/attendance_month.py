"""Printing the month's attendance sheet from the roll call."""

from datetime import date

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.month_sheet import month_sheet
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_print import Print


def print_month(ctx: AppContext, print_pdfs: Print, class_id: str, day: date) -> None:
    """Make the sheet of the day's month in the worker and print it there."""

    def work() -> None:
        pdf = month_sheet(ctx.store, class_id=class_id, month=day)
        try:
            print_pdfs([pdf], 1)
        except KnownError as error:
            raise KnownError(error.code, error.sentence, kept="考勤都在电脑里。",
                             todo="接好打印机，再点一次打印考勤表。") from error

    ctx.read(work, lambda _: ctx.toast(f"{day.month}月的考勤表已送到打印机"))
