"""The invented roster: the whole way from bytes to plan, against a plan kept as text."""

import io
from datetime import date
from pathlib import Path

import openpyxl
from sheet_tools import SEVEN_ONE, TODAY

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets.plan import plan_import
from kongchuo_desktop.sheets.problems import ImportPlan
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.sheets.sample import QUESTIONS, sample_pupils, write_sample
from kongchuo_desktop.sheets.table import choose_table

GOLDEN = Path(__file__).parent / "golden" / "sample_plan.txt"
ANSWERS = {
    (11, "identity_number.ruined"): "blank",
    (15, "birth_date.unreadable"): "number",
    (20, "identity_number.check"): "fix",
    (24, "name.dot"): "dot",
    (39, "name.lost"): "=𠮷田海",
}


def planned(decisions: dict[tuple[int, str], str] | None = None) -> ImportPlan:
    data = write_sample(school="样例学校", label=SEVEN_ONE, on=TODAY)
    table = choose_table(read_workbook(data, "样例.xlsx"))
    return plan_import(table, (), decisions or {}, default=SEVEN_ONE, today=TODAY)


def as_text(plan: ImportPlan) -> str:
    lines = []
    for row in plan.rows:
        values = " ".join(f"{k}={v}" for k, v in sorted(row.writes.items()))
        lines.append(f"{row.number} {row.action} {values} {'、'.join(row.tags)}".rstrip())
        lines += [
            f"    {p.severity} {p.code} [{p.column}] {p.value} {p.sentence} "
            f"{'/'.join(c.label for c in p.choices)}".rstrip()
            for p in row.problems
        ]
    return "\n".join(lines) + "\n"


def test_the_plan_of_the_sample_is_the_one_kept() -> None:
    assert as_text(planned()) == GOLDEN.read_text(encoding="utf-8")


def test_a_class_of_fifty_asks_five_questions_at_most() -> None:
    plan = planned()
    assert len(plan.questions) == QUESTIONS <= 5
    assert plan.counts == {
        "rows": 50,
        "created": 45,
        "updated": 0,
        "unchanged": 0,
        "rejected": QUESTIONS,
    }


def test_answered_it_is_the_truth() -> None:
    truth = sample_pupils(SEVEN_ONE, on=TODAY)
    plan = planned(ANSWERS)
    assert plan.count("create") == 50
    for row, pupil in zip(plan.rows, truth, strict=True):
        assert row.writes["name"] == pupil.name
        assert row.writes["birth_date"] == pupil.birth.isoformat()
        assert row.writes["gender"] == pupil.gender
        if pupil.seat != 8:
            assert row.writes["identity_number"] == pupil.identity_number


def test_its_people_are_nobody_and_of_the_right_age() -> None:
    for label, first in ((SEVEN_ONE, date(2013, 9, 1)), (ClassLabel(1, 1), date(2019, 9, 1))):
        pupils = sample_pupils(label, on=TODAY)
        assert len({p.identity_number for p in pupils}) == 50
        for pupil in pupils:
            assert identity.is_valid(pupil.identity_number)
            assert pupil.identity_number.startswith("99")
            assert 0 <= (pupil.birth - first).days < 365


def test_it_is_the_same_every_time() -> None:
    def cells() -> list[tuple[object, ...]]:
        data = write_sample(school="样例学校", label=SEVEN_ONE, on=TODAY)
        return list(openpyxl.load_workbook(io.BytesIO(data)).active.values)

    assert cells() == cells()
