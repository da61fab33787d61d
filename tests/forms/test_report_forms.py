"""The reports and certificates: their words, their pages, their titles, and what they keep quiet.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import pypdfium2
import pytest
from people import NOW, TEACHER

from kongchuo_desktop.operations import papers, visits
from kongchuo_desktop.operations.forms import form_by_id, forms_of_profile
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.paper_facts.facts import PaperFacts
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_facts.specimen import Kind, specimen_answer, specimen_facts
from kongchuo_desktop.operations.papers import fonts
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.papers.render import Rendered, render
from kongchuo_desktop.store.store import Store

TODAY = date(2026, 9, 17)
SHEETS: Mapping[str, int] = {
    "dropout_report": 1, "dropout_slip": 1, "return_report": 1, "return_certificate": 1,
    "visit_report": 1, "dropout_roll": 1, "exit_opinion": 1, "transfer_out_proof": 1,
    "acceptance_proof": 1, "written_report": 2, "out_of_school_report": 4,
    "dropout_summary_report": 2, "term_start_report": 5, "persuasion_progress": 3,
    "county_exit_report": 3, "typical_case": 2,
}
"""The forms of the family, and the pages that each has with ordinary facts."""
DRAFTS = {"county_exit_report", "exit_opinion"}
"""What a school writes for others to sign."""
AWAY: Mapping[str, Any] = {
    "n": 1, "name": "样小张", "sex": "男", "class": "七年级1班", "guardian": "样大张",
    "phone": "000-00000000", "address": "青石镇河东村一组", "since": date(2026, 9, 9),
    "cause": "外出打工", "whereabouts": "云岭县城", "times": 3, "helper": "陶主任",
}
ROWS: Mapping[str, list[Mapping[str, Any]]] = {
    "case.work_rows": [
        {"n": 1, "day": date(2026, 9, 10), "what": "电话第1次", "who": "周老师",
         "result": "不在家"},
        {"n": 2, "day": date(2026, 9, 11), "what": "家访第1次", "who": "周老师、村委会",
         "result": "有条件：想学门手艺"},
    ],
    "case.joint_visit_rows": [
        {"n": 1, "day": date(2026, 9, 11), "mode": "家访", "by": "周老师",
         "joint": "村委会、司法所", "met": "样大张", "outcome": "拒绝", "cause": "外出打工",
         "promised": "", "note": "不愿回来"},
    ],
    "school.case_rows": [{**AWAY, "state": "疑似辍学", "note": "脱贫户"}],
    "school.dropout_rows": [{**AWAY, "state": "辍学", "note": "联系不上"}],
    "school.opening_rows": [
        {"class": "七年级1班", "due": 48, "arrived": 47, "missing": 1, "transferred": 0, "leave": 0,
         "suspended": 0, "suspected": 1, "unknown": 0},
        {"class": "八年级1班", "due": 45, "arrived": 45, "missing": 0, "transferred": 0, "leave": 0,
         "suspended": 0, "suspected": 0, "unknown": 0},
    ],
    "school.unarrived_rows": [AWAY],
}
TOLD_IN_WORDS = ("班主任逐人核对名单，没有到校的当天打电话、上门看望；村委会一起做工作，"
                 "讲清道理，帮助解决困难。")
ANSWERS: Mapping[str, Mapping[str, object]] = {
    "written_report": {"kind": "经劝返仍不到校", "copy": "抄送乡镇人民政府"},
    "transfer_out_proof": {"other": "河西中学", "reason": "随父母外出",
                           "leaves": date(2026, 9, 20)},
    "acceptance_proof": {"other": "河西中学"},
}


def printed(form_id: str, kind: Kind = "ordinary", *, more: Mapping[str, object] | None = None,
            answers: Mapping[str, object] | None = None) -> Rendered:
    """A copy with invented facts, ``more`` words of them, and what was answered at issue."""
    form = form_by_id(None, form_id)
    facts = {**specimen_facts(TODAY, kind), **(ROWS if kind == "ordinary" else {}), **(more or {})}
    values = form.values(facts)
    for field in form.fields.values():
        if field.name not in values and (told := specimen_answer(field, kind)) is not None:
            values[field.name] = TOLD_IN_WORDS if field.kind == "lines" else told
    number = {"number": form.numbering.text(TODAY.year, 3)} if form.numbering else {}
    return render(form, [{**values, **number, **(answers or ANSWERS.get(form_id, {}))}],
                  cite=citer(TODAY), fonts=fonts())


def lines(pdf: bytes) -> str:
    """The words of all pages, a line of the paper to a line."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    document.close()
    return "\f\n".join(re.sub(r"[ \t]*\r?\n", "\n", page).strip() + "\n" for page in pages)


@lru_cache(maxsize=64)
def said(form_id: str, kind: Kind = "ordinary") -> str:
    """The words of a form without any white."""
    return re.sub(r"\s", "", lines(printed(form_id, kind).pdf))


def answered(form_id: str, **answers: object) -> str:
    return re.sub(r"\s", "", lines(printed(form_id, answers=answers).pdf))


@pytest.mark.parametrize(("form_id", "pages"), SHEETS.items())
def test_a_paper_is_as_long_as_a_clerk_expects(form_id: str, pages: int) -> None:
    assert printed(form_id).pages == pages
    assert printed(form_id, "empty").pages <= pages
    assert printed(form_id, "rare").pages <= pages


@pytest.mark.parametrize("form_id", SHEETS)
def test_what_is_known_is_not_left_to_the_pen(form_id: str) -> None:
    form = form_by_id(None, form_id)
    sourced = {field.label for field in form.fields.values() if field.source}
    assert not sourced & set(printed(form_id).copies[0].blanks)
    assert sum(field.asked for field in form.fields.values()) <= 6


@pytest.mark.parametrize(("policy", "paper", "form_id", "titles"), [
    ("XY24", "辍学报告书", "dropout_report",
     {"义务教育辍学报告书", "岫岩县义务教育阶段学生辍学报告书"}),
    ("D09", "辍学报告书", "dropout_report", {"学生辍学报告书"}),
    ("GD18", "书面报告", "written_report", {"书面报告"}),
    ("GD18", "辍学汇总报告", "dropout_summary_report", {"辍学和联系不上学生汇总"}),
    ("D07", "辍学报告单", "dropout_slip", {"文山县第一初级中学义务教育阶段学生辍学报告单"}),
    ("D10", "失学辍学信息报告", "out_of_school_report", {"学生失学辍学信息报告"}),
    ("D05", "复学报告书", "return_report", {"辍学生复学报告书"}),
    ("D05", "辍学生花名册", "dropout_roll", {"辍学生花名册"}),
    ("D04", "家访报告", "visit_report", {"家访情况书面报告"}),
    ("XC20", "县级书面报告", "county_exit_report", {"书面报告"}),
    ("AH20", "县级书面报告", "county_exit_report", {"书面报告"}),
    ("XC20", "书面意见", "exit_opinion", {"书面意见"}),
    ("AH20", "书面意见", "exit_opinion", {"书面意见"}),
    ("SN22", "典型案例材料", "typical_case", {"控辍保学情况材料"}),
    ("D12", "学期初报告", "term_start_report", {"学生回校、辍学情况书面报告"}),
    ("D12", "劝学工作情况", "persuasion_progress", {"劝学工作情况"}),
])
def test_a_profile_finds_its_paper(
    class_store: Store, policy: str, paper: str, form_id: str, titles: set[str]
) -> None:
    use_policy(class_store, actor=TEACHER, policy=policy)
    form = form_by_id(class_store, paper)
    assert form.id == form_id
    assert form in forms_of_profile(class_store)
    facts = PaperFacts(class_store, day=TODAY, user="周老师", form=form, whom=[
        Whom(pupil=list_pupils(class_store)[0].id)])
    assert facts.title(form) in titles


@pytest.mark.parametrize("form_id", sorted(SHEETS.keys() - DRAFTS))
def test_a_school_reports_and_asks_but_orders_nobody(form_id: str) -> None:
    assert not re.search("责令|罚款|处罚决定", said(form_id))


@pytest.mark.parametrize("form_id", sorted(DRAFTS))
def test_what_others_sign_is_marked_as_a_draft_without_a_number(form_id: str) -> None:
    assert said(form_id).startswith(
        ("代拟稿，供", "控辍保学退出审核书面意见代拟稿，供"))
    assert form_by_id(None, form_id).numbering is None


@pytest.mark.parametrize(("to", "addressee", "receipts"), [
    ("乡镇人民政府", "青石镇人民政府：", ["乡镇签收"]),
    ("乡镇人民政府和县教育局", "青石镇人民政府、云岭县教育局：", ["乡镇签收", "县教育局签收"]),
    ("县教育局", "云岭县教育局：", ["县教育局签收"]),
    ("学区中心校", "学区中心校：", ["中心校签收"]),
])
def test_who_gets_the_dropout_report_signs_for_it(
    to: str, addressee: str, receipts: list[str]
) -> None:
    text = answered("dropout_report", to=to)
    assert addressee in text
    found = re.findall("(乡镇|县教育局|中心校)签收", text)
    assert [f"{each}签收" for each in found] == receipts


def test_the_written_report_says_why_there_is_one() -> None:
    persuaded, unreachable = (answered("written_report", kind=kind)
                              for kind in ("经劝返仍不到校", "无法联系"))
    assert "经劝返，该生至今仍不到校" in persuaded
    assert "第八十三条第二款" in persuaded
    assert "无法联系" not in persuaded
    assert "至今无法联系上该生和监护人" in unreachable
    assert "经劝返，" not in unreachable


def test_only_who_is_chosen_gets_a_copy_of_the_written_report() -> None:
    chosen = answered("written_report", copy="抄送乡镇人民政府")
    assert "抄送：青石镇人民政府。" in chosen
    assert "抄送" not in answered("written_report", copy="不抄送")


@pytest.mark.parametrize(("form_id", "nobody", "annex"), [
    ("out_of_school_report", "没有失学、辍学和疑似辍学学生", "失学辍学学生花名册"),
    ("dropout_summary_report", "没有辍学和联系不上的学生", "辍学和联系不上学生名单"),
    ("term_start_report", "没有辍学和疑似辍学学生", "辍学和疑似辍学学生名单"),
    ("persuasion_progress", "月末没有未返校学生", "未返校学生名单"),
])
def test_a_school_that_misses_nobody_says_so(form_id: str, nobody: str, annex: str) -> None:
    none = printed(form_id, more={"school.case_rows": [], "school.dropout_rows": []})
    text = re.sub(r"\s", "", lines(none.pdf))
    assert nobody in text
    assert annex not in text
    assert nobody not in said(form_id)
    assert annex in said(form_id)


@pytest.mark.parametrize("form_id", [
    "out_of_school_report", "dropout_summary_report", "term_start_report", "persuasion_progress"])
def test_a_list_of_names_tells_no_poverty(form_id: str) -> None:
    assert "脱贫户" not in said(form_id)


TOLD = {"pupil.sex", "pupil.grade", "term.name", "case.absent_days", "case.times",
        "case.contacts", "case.notice_day", "school.name", "today"}
"""All that a typical case may take from what is written down about a child."""
NAMING = {"name", "former_name", "identity_number", "student_number", "phone", "address",
          "household_address", "met", "by", "joint", "note", "notice_number", "visitors",
          "helper", "head_teacher", "whereabouts", "where"}
"""How the words end that tell who somebody is or where to find them."""


def test_a_typical_case_asks_for_nothing_that_names_anybody() -> None:
    form = form_by_id(None, "typical_case")
    assert {field.source for field in form.fields.values() if field.source} == TOLD
    assert form.numbering is None


@pytest.mark.parametrize("kind", ["ordinary", "longest", "rare", "many"])
def test_a_typical_case_names_nobody(kind: Kind) -> None:
    form, facts = form_by_id(None, "typical_case"), specimen_facts(TODAY, kind)
    naming = {str(value) for word, value in facts.items() if word.split(".")[-1] in NAMING
              and word.startswith(("pupil.", "guardian", "case.", "visit.", "class."))}
    pdf = render(form, [form.values(facts)], cite=citer(TODAY), fonts=fonts()).pdf
    text = re.sub(r"\s", "", lines(pdf))
    assert "学生某某" in text
    assert len(naming) > 5
    assert not {value for value in naming if value in text}


def test_the_dropout_report_lists_what_was_done(class_store: Store) -> None:
    pupil = list_pupils(class_store)[3].id
    visits.add_visit(class_store, actor=TEACHER, visit=visits.VisitInput(
        pupil=pupil, day=date(2026, 9, 16), mode="家访", outcome="拒绝", by=("周老师",),
        joint=("村委会",), note="说不想读了"))
    for form_id in ("dropout_report", "written_report", "dropout_slip", "return_report"):
        (draft,) = papers.draft_papers(class_store, form_id=form_id, day=NOW.date(),
                                       pupils=[pupil], user="周老师")
        (row,) = draft.values["work"]
        assert (row["who"], row["result"]) == ("周老师、村委会", "拒绝：说不想读了")


@pytest.mark.parametrize("form_id", [
    "out_of_school_report", "dropout_summary_report", "term_start_report", "persuasion_progress"])
def test_a_school_reports_from_its_own_registers(class_store: Store, form_id: str) -> None:
    (draft,) = papers.draft_papers(class_store, form_id=form_id, day=NOW.date(), user="周老师")
    assert draft.number is not None
    assert "cases" not in draft.values
    assert draft.missing == {}
