"""The records of care: found by their profiles, usable with a pen, and each says who may see it."""

from datetime import date
from typing import get_args

import pypdfium2
import pytest
from people import NOW, TEACHER

from kongchuo_desktop.operations import papers
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.paper_facts.facts import PaperFacts
from kongchuo_desktop.operations.paper_facts.specimen import Kind, specimen_facts
from kongchuo_desktop.operations.papers import fonts
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.papers.render import Rendered, render
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
SHEETS = {
    "home_teaching_card": 1, "home_teaching_lesson": 1, "home_teaching_pupil": 1,
    "home_teaching_plan": 1, "individual_plan": 1, "home_teaching_summary": 1,
    "left_behind_register": 1, "left_behind_card": 1, "learning_support": 2, "helping_plan": 1,
    "focus_pupil_file": 2, "progress_plan": 1, "returned_pupil_support": 2, "weekly_journal": 1,
}
"""The forms of the family, and the pages each has as long as nobody writes at length."""
ABOUT_DISABILITY = ("home_teaching_pupil", "home_teaching_plan", "individual_plan",
                    "home_teaching_summary")
ABOUT_CARE = ("left_behind_card", "learning_support", "helping_plan", "focus_pupil_file",
              "progress_plan", "returned_pupil_support")
WITHOUT_LABELS = sorted(set(SHEETS) - {"home_teaching_pupil"})
"""All but the one sheet that is locked away: what a guardian, the child or a neighbour may see."""
PRIVATE = {"pupil.tags", "pupil.tag_rows", "pupil.disability", "pupil.health",
           "pupil.left_behind"}


def words(rendered: Rendered) -> str:
    document = pypdfium2.PdfDocument(rendered.pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


def specimen(form_id: str, kind: Kind = "ordinary") -> Rendered:
    return papers.specimen(form_id, day=TODAY, kind=kind)


@pytest.mark.parametrize("form_id", SHEETS)
@pytest.mark.parametrize("kind", sorted(set(get_args(Kind)) - {"longest", "many"}))
def test_it_fills_its_sheets_and_no_more(form_id: str, kind: Kind) -> None:
    assert specimen(form_id, kind).pages == SHEETS[form_id]


@pytest.mark.parametrize("form_id", SHEETS)
def test_what_is_known_is_not_left_to_the_pen(form_id: str) -> None:
    form = form_by_id(None, form_id)
    sourced = {field.label for field in form.fields.values() if field.source}
    assert not sourced & set(specimen(form_id).copies[0].blanks)
    assert sum(field.asked for field in form.fields.values()) <= 6
    assert form.numbering is None


def test_a_pupil_of_the_roll_gets_each_of_them(class_store: Store) -> None:
    pupil = list_pupils(class_store)[0]
    for form_id, pages in SHEETS.items():
        (draft,) = papers.draft_papers(class_store, form_id=form_id, day=TODAY, user="周老师",
                                       pupils=[pupil.id])
        assert (draft.pages, draft.number) == (pages, None)
        assert draft.values["pupil"] == pupil.name


@pytest.mark.parametrize(("policy", "title"), [
    ("D11", "学困生档案"), ("GD18", "学习困难学生帮扶档案"), ("D10", "学习困难学生帮扶档案"),
])
def test_a_file_is_called_as_the_profile_calls_its_ledger(
    class_store: Store, policy: str, title: str
) -> None:
    use_policy(class_store, actor=TEACHER, policy=policy)
    form = form_by_id(class_store, "learning_support")
    facts = PaperFacts(class_store, day=TODAY, user="周老师", form=form, whom=[])
    assert facts.title(form) == title


def test_the_summary_counts_the_lessons_of_its_term(class_store: Store) -> None:
    pupil = list_pupils(class_store)[0].id
    days = [date(2026, 6, 10), date(2026, 9, 3), date(2026, 9, 10)]
    for day in days:
        add_event(class_store, actor=TEACHER, kind="session", day=day, pupil=pupil,
                  fields={"hours": "2", "what": "识字"}, by="周老师")
    (draft,) = papers.draft_papers(class_store, form_id="home_teaching_summary", day=TODAY,
                                   user="周老师", pupils=[pupil])
    assert [(row["n"], str(row["day"])) for row in draft.values["sessions"]] == [
        (1, "2026-09-03"), (2, "2026-09-10")]


@pytest.mark.parametrize("form_id", WITHOUT_LABELS)
def test_no_disability_and_no_poverty_stands_on_what_others_see(form_id: str) -> None:
    assert not {field.source for field in form_by_id(None, form_id).fields.values()} & PRIVATE


@pytest.mark.parametrize(("form_id", "law"), [
    *((form_id, "《残疾人教育条例》第二十条第三款") for form_id in ABOUT_DISABILITY),
    *((form_id, "《未成年人保护法》第二十九条第一款") for form_id in ABOUT_CARE),
])
def test_it_says_who_may_see_it(form_id: str, law: str) -> None:
    text = words(specimen(form_id))
    assert "查阅范围：" in text
    assert law in text


def test_the_child_does_not_read_what_the_register_calls_it() -> None:
    assert "学困" not in words(specimen("weekly_journal"))


@pytest.mark.parametrize(("first", "second", "father", "mother"), [
    ("父亲", "母亲", "甲甲", "乙乙"),
    ("母亲", "父亲", "乙乙", "甲甲"),
    ("祖母", "父亲", "乙乙", ""),
    ("外祖父", "姑姑", "", ""),
])
def test_only_a_parent_stands_in_the_line_of_a_parent(
    first: str, second: str, father: str, mother: str
) -> None:
    form = form_by_id(None, "left_behind_register")
    facts = specimen_facts(TODAY) | {
        "guardian.name": "甲甲", "guardian.relation": first,
        "guardian2.name": "乙乙", "guardian2.relation": second}
    text = words(render(form, [form.values(facts)], cite=citer(TODAY), fonts=fonts()))
    assert f"父亲姓名{father}出生日期" in text.replace("外祖父姓名", "")
    assert f"母亲姓名{mother}出生日期" in text


def test_the_national_register_has_all_columns_of_its_model() -> None:
    text = words(specimen("left_behind_register"))
    model = (
        "姓名 性别 民族 出生日期 公民身份证号码 是否登记户口 户籍所在地 现居住地 身体情况 "
        "残疾类别及等级 患病类型 是否学校寄宿 就学情况 祖父姓名 祖母姓名 外祖父姓名 外祖母姓名 "
        "父亲姓名 母亲姓名 当前务工地点 联系电话 父亲公民身份证号码 母亲公民身份证号码 "
        "父母双方同时外出 父母一方外出、另一方无监护能力 父母外出有无委托其他监护人 委托监护人姓名 "
        "受委托监护人电话 与被监护人关系 居住地地址 监护类型 家庭经济来源 救助帮扶情况 单位负责人 "
        "复核人 填表人"
    )
    assert [label for label in model.split() if label not in text] == []
    assert all(f"{note}." in text for note in range(1, 8))
