"""Reports: every kind counted again by hand, locked when filed, reopened, printed, written."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from people import OFFICE, TEACHER, Clock

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.joining import join, make_kit
from kongchuo_desktop.operations.moves import move_pupil
from kongchuo_desktop.operations.packages import seal_package
from kongchuo_desktop.operations.periods import MONTHLY, OPENING, TERM, YEAR
from kongchuo_desktop.operations.report_files import report_pdf, save_report
from kongchuo_desktop.operations.reports import Report, open_report, report_periods
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.world import load_calendar, load_world
from kongchuo_desktop.store.store import Store

MONTH, START, AUTUMN, YEAR_TEXT = "2026-09", "2026-2027-1-start", "2026-2027-1", "2026-2027"
CAME = {"转入": "in_transfer", "复学": "in_returned", "报到": "in_new", "借读": "in_other"}
LEFT = {"转出": "out_transfer", "休学": "out_suspended", "死亡": "out_died"}
HISTORY = [  # (which child, day, kind), as they really come: out and back within a month too
    (0, "2026-09-03", "转出"), (0, "2026-09-24", "转入"), (1, "2026-09-10", "休学"),
    (2, "2026-10-09", "转出"), (3, "2026-10-12", "死亡"), (1, "2027-02-01", "复学"),
    (4, "2027-03-05", "转出"), (5, "2027-07-20", "转出"), (0, "2027-04-01", "休学"),
    (6, "2027-08-30", "转出"), (7, "2027-09-02", "转出"), (2, "2027-09-06", "转入"),
]


@pytest.fixture
def joined(school_store: Store, class_store: Store, tmp_path: Path) -> Store:
    """The class, joined to its school: it may file."""
    (room,) = load_world(school_store).classes
    kit = make_kit(school_store, actor=OFFICE, folder=tmp_path, class_id=room)
    join(class_store, actor=TEACHER, data=kit.path.read_bytes())
    return class_store


@pytest.fixture
def filing(school_store: Store, bureau_store: Store, tmp_path: Path) -> Store:
    """A school that joined its bureau: two classes of seven and a child in none of them."""
    kit = make_kit(bureau_store, actor=OFFICE, folder=tmp_path,
                   school=school_store.header.unit_name)
    join(school_store, actor=OFFICE, data=kit.path.read_bytes())
    rooms = [*load_world(school_store).classes,
             add_class(school_store, actor=OFFICE, label="一年级1班").id]
    for room in rooms:
        for n in range(7):
            add_pupil(school_store, actor=OFFICE, class_id=room,
                      values={"name": f"样{room[:2]}{n}"})
    return school_store


def whole(report: Report, *, filed: bool = False) -> dict[str, int]:
    """The line of 合计 without its zeros."""
    rows = report.shown if filed else report.rows
    return {column: number for column, number in rows[-1].numbers.items() if number}


def live(store: Store, clock: Clock, *, until: str) -> list[str]:
    """The history up to a day, each change written on its own day."""
    pupils = [card.id for card in list_pupils(store)]
    for child, day, kind in sorted(HISTORY, key=lambda told: told[1]):
        if day <= until:
            clock.at = datetime.fromisoformat(f"{day}T09:00")
            move_pupil(store, actor=TEACHER, pupil=pupils[child], kind=kind,
                       day=date.fromisoformat(day))
    clock.at = datetime.fromisoformat(f"{until}T17:00")
    return pupils


def recount(first: str, last: str) -> dict[str, int]:
    """The same span with obvious loops over fifty children."""
    found: Counter[str] = Counter()
    for child in range(50):
        mine = sorted((day, kind) for who, day, kind in HISTORY if who == child)
        here_before = here_after = True
        for day, kind in mine:
            if day < first:
                here_before = kind in CAME
            if day <= last:
                here_after = kind in CAME
            if first <= day <= last:
                found[{**CAME, **LEFT}[kind]] += 1
        found["before"] += here_before
        found["after"] += here_after
    return dict(found)


@pytest.mark.parametrize(("period", "first", "last", "today"), [
    ("2026-09", "2026-09-01", "2026-09-30", "2026-09-30"),
    ("2026-10", "2026-10-01", "2026-10-31", "2026-12-01"),
    ("2027-02", "2027-02-01", "2027-02-28", "2027-03-01"),
    ("2027-08", "2027-08-01", "2027-08-31", "2027-08-31"),
    ("2026-2027-1", "2026-08-16", "2027-02-21", "2027-03-02"),
    ("2026-2027-2", "2027-02-22", "2027-08-31", "2027-09-07"),
    ("2026-2027", "2026-08-16", "2027-08-31", "2027-09-07"),
], ids=lambda value: value if isinstance(value, str) and len(value) < 12 else "")
def test_a_span_is_what_a_slow_count_makes_it(
    period: str, first: str, last: str, today: str, joined: Store, clock: Clock
) -> None:
    live(joined, clock, until=today)
    report = open_report(joined, period=period)
    counted = whole(report)
    flows = {column: counted.get(column, 0)
             for column in ("before", "after", *CAME.values(), *LEFT.values())}
    wanted = recount(first, min(last, today))
    assert flows == {column: wanted.get(column, 0) for column in flows}
    assert report.checks == ()


def test_terms_and_years_join_without_a_gap_and_their_months_add_up(joined: Store,
                                                                   clock: Clock) -> None:
    live(joined, clock, until="2027-09-07")
    year = whole(open_report(joined, period="2026-2027"))
    autumn, spring = (whole(open_report(joined, period=f"2026-2027-{n}")) for n in (1, 2))
    assert year["before"] == autumn["before"]
    assert autumn["after"] == spring["before"]
    assert spring["after"] == year["after"]
    assert year["after"] == whole(open_report(joined, period="2027-2028"))["before"]
    for column in ("out_transfer", "out_suspended", "in_transfer"):
        assert year.get(column, 0) == autumn.get(column, 0) + spring.get(column, 0)


def test_each_number_is_as_many_as_the_pupils_behind_it(joined: Store, clock: Clock) -> None:
    pupils = live(joined, clock, until="2026-09-30")
    report = open_report(joined, period=MONTH)
    for row in report.rows:
        assert row.pupils is not None
        assert {column: len(row.pupils.get(column, ())) for column in row.numbers} == row.numbers
    last = report.rows[-1].pupils
    assert last is not None
    assert (last["out_transfer"], last["in_transfer"], last["out_suspended"]) == (
        (pupils[0],), (pupils[0],), (pupils[1],))


def test_what_was_filed_stays_and_what_changed_is_said_with_who_came_and_went(
    joined: Store, clock: Clock
) -> None:
    pupils = live(joined, clock, until="2026-09-30")
    assert open_report(joined, period=MONTH).filed is None
    seal_package(joined, actor=TEACHER, period=MONTH)
    before = open_report(joined, period=MONTH)
    assert before.filed is not None
    assert (before.filed.day, before.filed.zero, before.changes) == (date(2026, 9, 30), True, ())
    clock.at += timedelta(days=1)
    move_pupil(joined, actor=TEACHER, pupil=pupils[9], kind="转出", day=date(2026, 9, 29))
    again = open_report(joined, period=MONTH)
    assert whole(again, filed=True) == whole(before)
    assert whole(again)["out_transfer"] == 2
    told = {change.column: change for change in again.changes}
    assert told["out_transfer"].sentence == "七年级转出：报1，现在2"
    assert (told["out_transfer"].came, told["after"].gone) == ((pupils[9],), (pupils[9],))
    seal_package(joined, actor=TEACHER, period=MONTH)
    after = open_report(joined, period=MONTH)
    assert after.changes == ()
    assert after.filed is not None
    assert after.filed.day == date(2026, 10, 1)
    assert whole(after, filed=True)["out_transfer"] == 2


def test_the_last_that_was_filed_holds_also_with_a_clock_that_fell_back_to_2009(
    joined: Store, clock: Clock
) -> None:
    seal_package(joined, actor=TEACHER, period=MONTH)
    pupil = list_pupils(joined)[0].id
    move_pupil(joined, actor=TEACHER, pupil=pupil, kind="转出", day=date(2026, 9, 15))
    clock.at = datetime.fromisoformat("2009-01-01T08:00")
    with pytest.raises(KnownError, match="还没有到") as refused:
        open_report(joined, period=MONTH)
    assert refused.value.code == "future_month"
    offered = report_periods(joined, day=clock.at.date())
    assert [one.text for one in offered[MONTHLY]][:2] == ["2009-01", "2008-12"]
    for kind in offered:
        assert open_report(joined, period=offered[kind][0].text).filed is None
    seal_package(joined, actor=TEACHER, period="2009-01")
    clock.at = datetime.fromisoformat("2026-09-20T08:00")
    seal_package(joined, actor=TEACHER, period=MONTH)
    report = open_report(joined, period=MONTH)
    assert report.filed is not None
    assert (report.filed.day, whole(report, filed=True)["out_transfer"], report.changes) == (
        date(2026, 9, 20), 1, ())


def test_a_month_of_the_summer_and_the_september_after_it(joined: Store, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2027-08-31T12:00")
    seal_package(joined, actor=TEACHER, period="2027-08")
    clock.at = datetime.fromisoformat("2027-09-10T12:00")
    august, september = (open_report(joined, period=f"2027-0{n}") for n in (8, 9))
    assert august.filed is not None
    assert [row.title for row in august.shown] == ["七年级", "初中小计", "合计"]
    # All have gone up a grade: it is the sums that are held against each other.
    assert [row.title for row in september.rows] == ["八年级", "初中小计", "合计"]
    assert (whole(september)["before"], september.checks) == (50, ())
    assert august.changes == ()


def test_a_zero_month_is_filed_as_zeros_and_printed_as_zeros(
    joined: Store, clock: Clock, tmp_path: Path
) -> None:
    seal_package(joined, actor=TEACHER, period=MONTH)
    clock.at += timedelta(days=20)
    report = open_report(joined, period=MONTH)
    assert report.filed is not None
    assert report.filed.zero
    row = report.filed.rows[0]
    there = {"before": 50, "after": 50, "present": 50, "focus": 19}
    assert row.numbers == {column: there.get(column, 0) for column in row.numbers}
    assert len(row.numbers) == 23
    document = pypdfium2.PdfDocument(report_pdf(joined, report)[0])
    words = document[0].get_textpage().get_text_range().split()
    document.close()
    # The grade, 初中小计 and 合计, each with nineteen figures that are zero.
    assert words.count("0") == 57
    assert "2026年9月17日" in "".join(words)
    assert "七年级1班" in "".join(words)
    page = openpyxl.load_workbook(save_report(joined, report, path=tmp_path / "x.xlsx")).active
    zeros = [cell.value for line in page.iter_rows() for cell in line if cell.value == 0]
    assert len(zeros) == 57


def test_the_excel_file_is_as_the_form_has_it(filing: Store, tmp_path: Path) -> None:
    pupil = list_pupils(filing)[0].id
    move_pupil(filing, actor=OFFICE, pupil=pupil, kind="转出", day=date(2026, 9, 15))
    report = open_report(filing, period=MONTH, user="陶主任")
    path = save_report(filing, report, path=tmp_path / "月报.xlsx", user="陶主任")
    page = openpyxl.load_workbook(path).active
    lines = [[cell.value for cell in line] for line in page.iter_rows()]
    assert lines[0][0] == "2026年9月控辍保学月报"
    assert lines[1][0] == "填报单位（盖章）：青石镇中心学校"
    assert "填报日期：2026年9月17日" in str(lines[1])
    heads = [head for head in lines[2] if head]
    assert heads[:4] == ["年级", "上月末\n在籍", "增加", "减少"]
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"C3:F3", "G3:L3", "A3:A4"} <= merged
    table = {line[0]: line[1:] for line in lines[4:9]}
    assert list(table) == ["一年级", "七年级", "小学小计", "初中小计", "合计"]
    assert table["合计"][0] == 14
    assert all(isinstance(number, int) for line in table.values() for number in line)
    assert [sum(pair) for pair in zip(table["小学小计"], table["初中小计"], strict=True)] == list(
        table["合计"])
    assert any("校长（签字）" in str(cell) for line in lines for cell in line)


# 开学 ---------------------------------------------------------------------------------------------


def test_who_came_when_the_term_began_is_counted_locked_and_opened_again(
    filing: Store, clock: Clock
) -> None:
    seventh, first = list(load_world(filing).classes)
    members = [card.id for card in list_pupils(filing) if card.values["class_id"] == seventh]
    days = load_calendar(filing).school_days(date(2026, 9, 1), date(2026, 9, 17))
    marks = {members[0]: MarkInput("旷课"), members[1]: MarkInput("病假")}
    for day in days:
        take_register(filing, actor=OFFICE, class_id=seventh, day=day, marks=marks)
    report = open_report(filing, period=START)
    rows = {row.title: row for row in report.rows}
    assert list(rows) == ["一年级1班", "七年级1班", "合计"]
    seven = rows["七年级1班"]
    assert (seven.count("due"), seven.count("arrived"), seven.count("missing")) == (7, 5, 2)
    assert seven.pupils is not None
    assert set(seven.pupils["missing"]) == set(members[:2])
    assert [check.key for check in report.checks] == ["registers"]
    assert report.checks[0].sentence == "一年级1班：开学以来没有点过名，已到的数不出来"
    seal_package(filing, actor=OFFICE, period=START)
    add_event(filing, actor=OFFICE, kind="recorded", day=days[-1], pupil=members[0],
              fields={"ledger": "未及时返校登记册", "whereabouts": "在外县上学"})
    again = open_report(filing, period=START)
    assert again.filed is not None
    assert {row.title for row in again.filed.rows} == set(rows)
    (changed,) = again.changes
    assert (changed.where, changed.what, changed.gone) == ("七年级1班", "去向不明", (members[0],))
    assert [check.key for check in again.checks] == ["registers", "reasons"]
    assert again.checks[1].pupils == (members[0],)
    assert load_world(filing).classes[first].name == "一年级1班"


def test_each_kind_prints_its_own_form_under_its_own_words(filing: Store) -> None:
    titles = {MONTH: "2026年9月控辍保学月报", START: "开学工作统计报表",
              AUTUMN: "2026—2027学年第一学期控辍保学学期报表",
              YEAR_TEXT: "2026—2027学年控辍保学学年报表"}
    for period, title in titles.items():
        document = pypdfium2.PdfDocument(
            report_pdf(filing, open_report(filing, period=period))[0])
        text = "".join(document[0].get_textpage().get_text_range().split())
        document.close()
        assert title in text
        assert "合计" in text


def test_a_class_files_months_and_looks_at_the_rest(class_store: Store) -> None:
    today = class_store.now().date()
    offered = report_periods(class_store, day=today)
    assert list(offered) == [MONTHLY, OPENING, TERM, YEAR]
    assert {kind: open_report(class_store, period=found[0].text).files
            for kind, found in offered.items()} == {
        MONTHLY: True, OPENING: False, TERM: False, YEAR: False}
