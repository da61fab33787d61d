"""Ledgers as offices get them in Excel: three cell by cell, all of them in what may not fail."""

import os
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from people import TEACHER, Clock

from kongchuo_desktop.operations import leaves, moves, roster, visits
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.ledger_masks import masked, masked_ledger
from kongchuo_desktop.operations.ledgers import ledgers, open_ledger, save_ledger
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store

GOLDEN = Path(__file__).parent / "golden"
WRITE_GOLDEN = "KONGCHUO_WRITE_GOLDEN"
DAYS = [date(2026, 9, day) for day in (7, 8, 9, 10)]
ODD = ("=SUM(A1)", "+样甲", "-样乙", "@样丙", "阿卜杜热西提·麦麦提依明", "𠮷田海")


@pytest.fixture
def school_life(class_store: Store, clock: Clock) -> Store:
    """Four days: two truants, a home visit, a leave, somebody moves; names that look otherwise."""
    cards = roster.list_pupils(class_store)
    for card, name in zip(cards, ODD, strict=False):
        roster.edit_pupil(class_store, actor=TEACHER, pupil=card.id, prior=card.tips,
                          values={"name": name, "address": "云岭县青石镇样例村第三村民小组" * 3})
    (room,) = load_world(class_store).classes
    first, second, third, fourth = (card.id for card in cards[:4])
    for day in DAYS:
        clock.at = datetime.fromisoformat(f"{day}T16:00")
        take_register(class_store, actor=TEACHER, class_id=room, day=day, marks={
            first: MarkInput("旷课"), **({second: MarkInput("旷课")} if day < DAYS[2] else {})})
    visits.add_visit(class_store, actor=TEACHER, visit=visits.VisitInput(
        pupil=first, day=DAYS[2], mode="家访", outcome="有条件", by=("周老师",)))
    leaves.add_leave(class_store, actor=TEACHER, pupil=third, since=DAYS[1], until=DAYS[2],
                     kind="事假")
    moves.move_pupil(class_store, actor=TEACHER, pupil=fourth, kind="转出", day=DAYS[3],
                     other="=外县小学")
    return class_store


def written(store: Store, ledger: str, folder: Path) -> Worksheet:
    opened = open_ledger(store, ledger=ledger, user=TEACHER.name)
    page = openpyxl.load_workbook(
        save_ledger(store, opened, path=folder / f"{ledger}.xlsx").path).active
    assert isinstance(page, Worksheet)
    return page


def told(page: Worksheet) -> str:
    """The sheet in words: how it is printed, its columns, and each cell that says something."""
    setup = page.page_setup
    widths = " ".join(f"{get_column_letter(column)}{page.column_dimensions[letter].width:g}"
                      for column in range(1, page.max_column + 1)
                      for letter in [get_column_letter(column)])
    lines = [f"{page.title}：纸 {setup.paperSize} {setup.orientation} 宽 {setup.fitToWidth} "
             f"比例 {setup.scale}", f"每页 {page.print_title_rows} {page.print_title_cols} "
             f"范围 {page.print_area} 不动 {page.freeze_panes}",
             "合并 " + " ".join(sorted(map(str, page.merged_cells.ranges))), f"栏宽 {widths}"]
    lines += [f"{cell.coordinate} {cell.data_type} {cell.number_format} {cell.value}"
              for row in page.iter_rows() for cell in row if cell.value is not None]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("ledger", ["ledger_cases", "ledger_absences", "ledger_movements"])
def test_three_ledgers_cell_by_cell(school_life: Store, tmp_path: Path, ledger: str) -> None:
    found = told(written(school_life, ledger, tmp_path))
    golden = GOLDEN / f"{ledger}.txt"
    if os.environ.get(WRITE_GOLDEN):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")


def test_every_ledger_is_ready_to_print_and_to_be_reckoned_with(
    school_life: Store, tmp_path: Path
) -> None:
    for choice in ledgers(school_life):
        page = written(school_life, choice.id, tmp_path)
        heads = [column.group for column in open_ledger(school_life, ledger=choice.id).columns]
        over = next(line for line in range(1, 9) if page.cell(line, 1).border.left.style)
        under = over + any(heads)
        assert page.print_title_rows == f"${over}:${under}", choice.id
        assert str(page.freeze_panes).endswith(str(under + 1)), choice.id
        last = get_column_letter(len(heads))
        assert page.print_area == f"'{page.title}'!$A$1:${last}${page.max_row}", choice.id
        assert page.page_setup.orientation == "landscape", choice.id
        assert page.page_setup.fitToWidth == 1 or page.page_setup.scale == 65, choice.id
        assert page.oddFooter.center.text == "第&P页，共&N页", choice.id
        for cell in (cell for row in page.iter_rows(min_row=under + 1) for cell in row):
            assert cell.data_type in ("s", "n", "d"), choice.id
            text = str(cell.value or "")
            if cell.data_type == "s" and text[:1] in tuple("=+-@"):
                assert (cell.number_format, cell.quotePrefix) == ("@", True), choice.id
            if isinstance(cell.value, datetime):
                assert cell.number_format == 'yyyy"年"m"月"d"日"', choice.id
                width = page.column_dimensions[get_column_letter(cell.column)].width
                assert width >= len("2026") + len("1231") + 2 * len("年月日"), choice.id


def test_numbers_of_persons_are_masked_in_the_rows_and_nowhere_else(
    school_life: Store, tmp_path: Path
) -> None:
    whole = open_ledger(school_life, ledger="ledger_school_age", user=TEACHER.name)
    hidden = masked_ledger(whole)
    numbers = [values["identity"] for values in whole.values if values["identity"]]
    phones = [values["phone"] for values in whole.values if values["phone"]]
    assert numbers
    assert phones
    page = openpyxl.load_workbook(
        save_ledger(school_life, hidden, path=tmp_path / "遮住.xlsx").path).active
    assert isinstance(page, Worksheet)
    said = {str(cell.value) for row in page.iter_rows() for cell in row}
    assert not said & {*numbers, *phones}
    assert {masked(number) for number in numbers} <= said
    assert {str(name) for name in (values["name"] for values in whole.values)} <= said
    assert [values["identity"] for values in hidden.values if values["identity"]] == [
        masked(number) for number in numbers]
    assert hidden.head == whole.head


def test_a_birth_date_is_a_day_and_a_month_alone_stays_a_text(school_life: Store) -> None:
    first, second = roster.list_pupils(school_life)[:2]
    for card, birth in ((first, "2013-12-21"), (second, "2013-12")):
        roster.edit_pupil(school_life, actor=TEACHER, pupil=card.id, prior=card.tips,
                          values={"birth_date": birth})
    ledger = open_ledger(school_life, ledger="ledger_school_age")
    column = next(at for at, each in enumerate(ledger.columns) if each.head == "出生日期")
    births = {row.pupil: row.cells[column] for row in ledger.rows}
    assert (births[first.id], births[second.id]) == (date(2013, 12, 21), "2013年12月")


@pytest.mark.parametrize(("text", "shown"), [
    ("990102201501011234", "99************34"),
    ("母亲13900000000，家里", "母亲139****0000，家里"),
    ("家里0999-7000030", "家里099****0030"),
    ("义劝通字〔2026〕第七1-3号", "义劝通字〔2026〕第七1-3号"),
    ("", ""),
])
def test_what_is_masked_in_a_text(text: str, shown: str) -> None:
    assert masked(text) == shown
