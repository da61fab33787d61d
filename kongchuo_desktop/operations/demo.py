"""An invented county lived through the real operations: stores to try the program with."""

from datetime import date

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import BugError
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.sheets.problems import ImportPlan

_FIRST_ROW = 4
"""Row of the first pupil in the sample sheet."""
_SAID = {"birth_date.unreadable": "number", "identity_number.check": "fix", "name.dot": "dot"}
"""Doubt of the sample sheet → the choice of a teacher who knows the children."""


def settle_doubts(plan: ImportPlan, label: ClassLabel, *, on: date) -> dict[tuple[int, str], str]:
    """The answers of a teacher who knows the fifty children of the sample sheet.

    Args:
        label: the class of ``sample.write_sample``; ``on`` the day it was written for.
    """
    truth = sample.sample_pupils(label, on=on)
    answers = {}
    for doubt in plan.questions:
        pupil = truth[doubt.row - _FIRST_ROW]
        if doubt.code == "identity_number.ruined":
            answers[doubt.row, doubt.code] = f"={pupil.identity_number}"
        elif doubt.code == "name.lost":
            answers[doubt.row, doubt.code] = f"={pupil.name}"
        elif doubt.code in _SAID:
            answers[doubt.row, doubt.code] = _SAID[doubt.code]
        else:
            raise BugError(f"no answer for {doubt.code}")
    return answers
