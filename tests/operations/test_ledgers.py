"""Ledgers hold what the raw facts say, and stand in Excel and on paper as they do on screen."""

import random
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from county_rows import case, school
from openpyxl.worksheet.worksheet import Worksheet
from people import TEACHER, Clock
from pypinyin import lazy_pinyin
from statements import counted

from kongchuo_desktop.domain.policy.model import LedgerBinding
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import leaves, moves, roster, visits
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.cases import case_board
from kongchuo_desktop.operations.forms import forms_of
from kongchuo_desktop.operations.ledgers import Ledger, ledgers, open_ledger, save_ledger
from kongchuo_desktop.operations.policies import shipped_book
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.paths import FORMS, POLICIES
from kongchuo_desktop.store.store import Store

FIRST = date(2026, 9, 7)


@dataclass
class Life:
    """What was done in two weeks, as whoever did it remembers."""

    visits: list[tuple[date, str, str]] = field(default_factory=list)
    leaves: list[tuple[date, date, str]] = field(default_factory=list)
    truant: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    filed: list[date] = field(default_factory=list)
    moved: list[tuple[date, str, str]] = field(default_factory=list)


def lived(store: Store, clock: Clock, seed: int) -> Life:
    """Two weeks of a class in which anything happens to a dozen children."""
    chance, life = random.Random(seed), Life()
    (room,) = load_world(store).classes
    cards = roster.list_pupils(store)
    names = {card.id: card.name for card in cards}
    watched = [card.id for card in chance.sample(cards, 12)]
    gone = watched.pop()
    for day in (FIRST + timedelta(days=n) for n in range(12)):
        if day.weekday() > 4:
            continue
        clock.at = datetime.fromisoformat(f"{day}T16:00")
        away = [pupil for pupil in watched if chance.random() < 0.35]
        take_register(store, actor=TEACHER, class_id=room, day=day,
                      marks={pupil: MarkInput("旷课") for pupil in away})
        life.filed.append(day)
        for pupil in away:
            life.truant[names[pupil]].append(day)
        if chance.random() < 0.7:
            pupil, mode = chance.choice(watched), chance.choice(["家访", "电话"])
            visits.add_visit(store, actor=TEACHER, visit=visits.VisitInput(
                pupil=pupil, day=day, mode=mode, outcome="有条件", by=("周老师",)))
            life.visits.append((day, names[pupil], mode))
    for card in chance.sample([one for one in cards if one.id not in watched], 3):
        since = FIRST + timedelta(days=chance.randrange(9))
        leaves.add_leave(store, actor=TEACHER, pupil=card.id, since=since,
                         until=since + timedelta(days=1), kind="事假")
        life.leaves.append((since, since + timedelta(days=1), card.name))
    moves.move_pupil(store, actor=TEACHER, pupil=gone, kind="转出", day=clock.at.date(),
                     other="=外县小学")
    life.moved.append((clock.at.date(), names[gone], "转出"))
    return life


def rows_of(ledger: Ledger) -> list[dict[str, Any]]:
    """Each row's values by the keys of its form."""
    return [dict(values) for values in ledger.values]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_are_those_of_a_slow_count(class_store: Store, clock: Clock, seed: int) -> None:
    life = lived(class_store, clock, seed)
    found = rows_of(open_ledger(class_store, ledger="ledger_visits"))
    assert [(row["day"], row["name"], row["mode"]) for row in found] == sorted(
        life.visits, key=lambda visit: (visit[0], lazy_pinyin(visit[1])))
    movements = open_ledger(class_store, ledger="异动登记册")
    assert [(row["day"], row["name"], row["kind"]) for row in rows_of(movements)] == life.moved
    excused = rows_of(open_ledger(class_store, ledger="请假登记册"))
    assert sorted((row["from"], row["until"], row["name"]) for row in excused) == sorted(
        life.leaves)
    absent = rows_of(open_ledger(class_store, ledger="无故未到校台账"))
    assert sorted((row["from"], row["until"], row["missed"], row["name"]) for row in absent) == (
        slow_runs(life))
    enrolled = rows_of(open_ledger(class_store, ledger="适龄儿童少年登记册"))
    away = {name for _, name, _ in life.moved}
    assert {row["name"] for row in enrolled} == {
        card.name for card in roster.list_pupils(class_store)} - away
    assert [row["seat"] for row in enrolled] == sorted(row["seat"] for row in enrolled)
    views = [card.view for card in case_board(class_store).open]
    cases = open_ledger(class_store, ledger="控辍保学台账")
    assert {row.pupil for row in cases.rows} >= {view.pupil for view in views}
    times = {row["name"]: row["times"] for row in rows_of(cases)}
    went = [name for _, name, mode in life.visits if mode == "家访"]
    assert all(times[name] <= went.count(name) for name in times)
    summed = cases.sums.sums if cases.sums is not None else ()
    assert [each for each in summed if each is not None] == (
        [sum(times.values())] if times else [])


def slow_runs(life: Life) -> list[tuple[date, date, int, str]]:
    """Runs of truancy over the days on which a register was taken, day by day."""
    runs = []
    for name, missed in life.truant.items():
        run: list[date] = []
        for day in [*life.filed, date.max]:
            if day in missed:
                run.append(day)
            elif run:
                runs.append((run[0], run[-1], len(run), name))
                run = []
    return sorted(runs)


def test_what_was_is_told_as_of_its_day(class_store: Store, clock: Clock) -> None:
    life = lived(class_store, clock, 4)
    until = FIRST + timedelta(days=3)
    early = open_ledger(class_store, ledger="ledger_visits", since=FIRST, until=until)
    assert len(early.values) == len([day for day, _, _ in life.visits if day <= until])
    assert early.span == "2026年9月7日至2026年9月10日"
    assert open_ledger(class_store, ledger="异动登记册", until=until).values == ()
    everybody = open_ledger(class_store, ledger="ledger_school_age", until=until)
    assert len(everybody.values) == len(roster.list_pupils(class_store, everyone=True))
    (room,) = load_world(class_store).classes
    one = open_ledger(class_store, ledger="ledger_school_age", within=room)
    assert one.span.startswith("七年级1班　截至")
    assert open_ledger(class_store, ledger="ledger_school_age", within="没有").values == ()


@pytest.mark.parametrize(("ledger", "since", "until", "code"), [
    ("没有的台账", None, None, "unknown_ledger"),
    ("persuasion_notice", None, None, "unknown_ledger"),
    ("辍学学生台账", FIRST, None, "bad_dates"),
    ("家访台账", FIRST, FIRST - timedelta(days=1), "bad_dates"),
    ("家访台账", None, date(2026, 12, 1), "future_date"),
])
def test_what_cannot_be_opened_is_refused(class_store: Store, ledger: str, since: date | None,
                                          until: date | None, code: str) -> None:
    with pytest.raises(KnownError) as refused:
        open_ledger(class_store, ledger=ledger, since=since, until=until)
    assert refused.value.code == code


def test_every_ledger_that_a_document_asks_for_has_a_form(class_store: Store) -> None:
    kept = {form.ledger for form in forms_of(class_store).values() if form.ledger}
    asked = {bound.binding.ledger for policy in shipped_book().policies.values()
             for bound in shipped_book().effective(policy.id).bounds
             if isinstance(bound.binding, LedgerBinding)}
    assert asked <= kept


SAYS = {"年龄段": "年龄", "学段": "年级班", "家庭": "监护人姓名", "已复学或仍辍学": "状态",
        "班级": "年级班", "班内随迁人数": "年级班", "人数": "序号", "名单": "姓名",
        "基本情况": "出生日期", "未报到原因": "原因", "辍学原因": "原因"}
"""A column that a document names → the one that says it, where that is called otherwise; how many
are in a class stands over its group."""


def test_every_column_that_a_document_names_is_there(class_store: Store) -> None:
    forms = [form for form in forms_of(class_store).values() if form.ledger]
    for policy in shipped_book().policies.values():
        for binding in (bound.binding for bound in shipped_book().effective(policy.id).bounds
                        if bound.policy.id == policy.id):
            if not isinstance(binding, LedgerBinding):
                continue
            heads = [f"{column.group}{column.head}" for form in forms
                     if form.ledger == binding.ledger
                     and (not form.profiles or policy.id.lower() in form.profiles)
                     for column in form.listed[0].columns]
            missing = [asked for asked in binding.columns
                       if not any(SAYS.get(asked, asked) in head for head in heads)]
            assert missing == [], (policy.id, binding.ledger)


def test_the_documents_own_ledgers_come_first_under_its_titles(class_store: Store) -> None:
    found = ledgers(class_store)
    named = [choice for choice in found if choice.named]
    assert found[:len(named)] == named
    titles = {choice.ledger: choice.title for choice in named}
    assert titles["小学控辍保学台账"] == "岫岩县小学控辍保学台账"
    assert "请假登记册" not in titles
    assert open_ledger(class_store, ledger="岫岩县小学控辍保学台账").title == (
        "岫岩县小学控辍保学台账")


@pytest.mark.parametrize("role", ["class", "school", "bureau"])
def test_ledgers_stand_in_the_order_of_the_vocabulary(role: str,
                                                      request: pytest.FixtureRequest) -> None:
    words = list(tomllib.loads(
        (POLICIES / "vocabulary.toml").read_text(encoding="utf-8"))["ledgers"])
    found = ledgers(request.getfixturevalue(f"{role}_store"))
    for named in (True, False):
        places = [words.index(choice.ledger) for choice in found if choice.named is named]
        assert len(places) > 1
        assert places == sorted(places)


def test_a_bureaus_own_file_takes_the_place_and_a_new_one_is_added(class_store: Store) -> None:
    folder = class_store.folder / "forms"
    folder.mkdir()
    text = (FORMS / "ledger_leaves.toml").read_text(encoding="utf-8")
    (folder / "ledger_leaves.toml").write_text(
        text.replace('head = "事由"', 'head = "为什么请假"'), encoding="utf-8")
    (folder / "county_boarders.toml").write_text(
        text.replace("ledger_leaves", "county_boarders").replace("请假登记册", "住校生请假登记"),
        encoding="utf-8")
    own = [choice.id for choice in ledgers(class_store) if choice.county]
    assert sorted(own) == ["county_boarders", "ledger_leaves"]
    heads = [column.head for column in open_ledger(class_store, ledger="请假登记册").columns]
    assert "为什么请假" in heads
    assert open_ledger(class_store, ledger="住校生请假登记").title == "住校生请假登记"


def test_a_whole_class_costs_no_statement_for_each_row(class_store: Store) -> None:
    open_ledger(class_store, ledger="ledger_cases")
    with counted() as sent:
        found = open_ledger(class_store, ledger="ledger_school_age")
    assert len(sent) < len(found.values)


def test_each_row_leads_to_its_child(class_store: Store, clock: Clock) -> None:
    lived(class_store, clock, 5)
    names = {card.id: card.name for card in roster.list_pupils(class_store, everyone=True)}
    for choice in ledgers(class_store):
        ledger = open_ledger(class_store, ledger=choice.id)
        assert len(ledger.rows) == len(ledger.values)
        for row, values in zip(ledger.rows, ledger.values, strict=True):
            assert (names[row.pupil] if row.pupil else None) == (
                values["name"] if ledger.form.listed[2].of_pupils else None)


def read_back(path: Path) -> Worksheet:
    page = openpyxl.load_workbook(path).active
    assert isinstance(page, Worksheet)
    return page


def test_every_ledger_is_read_back_from_excel_as_it_stood(
    class_store: Store, clock: Clock, tmp_path: Path
) -> None:
    lived(class_store, clock, 6)
    first = roster.list_pupils(class_store)[0]
    roster.edit_pupil(class_store, actor=TEACHER, pupil=first.id, prior=first.tips,
                      values={"name": "=样甲", "guardian1_name": "@某", "address": "-1号"})
    for choice in ledgers(class_store):
        ledger = open_ledger(class_store, ledger=choice.id, user=TEACHER.name)
        path = save_ledger(class_store, ledger, path=tmp_path / f"{choice.id}.xlsx").path
        page = read_back(path)
        cells = [cell for row in page.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}  # no formula ("f")
        assert page["A1"].value == ledger.title
        assert page["A2"].value == "填报单位：青石镇中心学校（盖章）"
        assert page[f"A{page.max_row}"].value.startswith("校长（签字）")
        two = 1 + any(column.group for column in ledger.columns)
        merged = {str(area) for area in page.merged_cells.ranges}
        assert ("A3:A4" in merged) == (two == 2)
        written = [tuple(cell.value for cell in row) for row in page.iter_rows(min_row=3 + two)]
        for row in ledger.rows:
            assert tuple(at_midnight(cell) for cell in row.cells) in written


def at_midnight(cell: object) -> object:
    """As openpyxl reads it: a day as its first moment, an empty text as nothing."""
    if isinstance(cell, date):
        return datetime.fromisoformat(f"{cell}T00:00")
    return None if cell == "" else cell


def test_identity_numbers_and_names_stay_texts(class_store: Store, tmp_path: Path) -> None:
    ledger = open_ledger(class_store, ledger="ledger_school_age")
    page = read_back(save_ledger(class_store, ledger, path=tmp_path / "册.xlsx").path)
    heads = [page.cell(3, column).value for column in range(1, page.max_column + 1)]
    column = heads.index("身份证号") + 1
    numbers = [page.cell(line, column) for line in range(6, 6 + len(ledger.rows))]
    assert all(cell.data_type == "s" and cell.number_format == "@" for cell in numbers)
    assert {len(str(cell.value)) for cell in numbers if cell.value} == {18}
    assert page.freeze_panes == "F5"
    assert page.print_title_rows == "$3:$4"


def test_a_ledger_is_printed_with_its_groups_and_places_to_sign(
    class_store: Store, clock: Clock, tmp_path: Path
) -> None:
    lived(class_store, clock, 7)
    ledger = open_ledger(class_store, ledger="ledger_cases", user=TEACHER.name)
    saved = save_ledger(class_store, ledger, path=tmp_path / "账.pdf")
    text = pdf_text(saved.path)
    assert saved.rows == len(ledger.rows)
    assert saved.missing == {}
    for word in ("控辍保学台账", "填报单位：青石镇中心学校（盖章）", ledger.groups[0].title, "合计",
                 "校长（签字）", "填表人：周老师"):
        assert word in text
    assert "身份证号" not in text  # only on the screen and in Excel
    with pytest.raises(KnownError) as refused:
        save_ledger(class_store, ledger, path=tmp_path / "账.docx")
    assert refused.value.code == "unknown_kind"


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    found = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return found.replace(" ", "")


def test_a_bureau_sees_every_schools_children(bureau_store: Store) -> None:
    for name in ("甲校", "乙校"):
        unit, there = school(bureau_store, name, pupils=(f"{name}样甲", f"{name}样乙"))
        case(bureau_store, unit, there[f"{name}样甲"])
    everybody = rows_of(open_ledger(bureau_store, ledger="ledger_school_age"))
    assert {(row["school"], row["name"]) for row in everybody} == {
        (name, f"{name}{one}") for name in ("甲校", "乙校") for one in ("样甲", "样乙")}
    ledger = open_ledger(bureau_store, ledger="ledger_cases")
    assert [(group.title, len(group.rows)) for group in ledger.groups] == [
        (f"{name} 七年级1班（1人）", 1) for name in ("甲校", "乙校")]
    cases = rows_of(ledger)
    assert {(row["school"], row["name"], row["times"]) for row in cases} == {
        ("甲校", "甲校样甲", 1), ("乙校", "乙校样甲", 1)}
    assert [row["school"] for row in cases] == ["甲校", "乙校"]
