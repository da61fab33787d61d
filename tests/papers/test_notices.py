"""The notices to a guardian, a village and a township: who may say what, and how it is served."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sheet_checks import page_words
from sheet_values import DAY, values_of

from kongchuo_desktop.domain.policy.model import PaperBinding
from kongchuo_desktop.operations.forms import best_fits
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.policies import load_book

Printer = Callable[..., Rendered]

SHIPPED, BOOK = load_forms(FORMS), load_book()
SCHOOL = ("persuasion_notice", "persuasion_letter", "return_persuasion_notice", "enrolment_notice")
DRAFTS = ("return_notice", "resume_notice", "return_notice_township", "enrol_or_resume_notice",
          "deadline_notice", "return_notice_bureau")
"""What the school writes for another office to sign."""
LETTERS = ("village_letter", "letter_to_parents", "suggestion_to_township")
NOTICES = (*SCHOOL, *DRAFTS, *LETTERS)
PAGES = {**dict.fromkeys(NOTICES, 1), **dict.fromkeys(DRAFTS, 3), "return_notice_bureau": 4,
         "return_persuasion_notice": 2}
GROWN = {"suggestion_to_township": 2, "letter_to_parents": 2}
"""Pages where everything is as long as it can be, if they are more than that."""
ISSUERS = {"school": "学校", "head_teacher": "学校", "township": "乡镇政府",
           "county_desk": "教育局科室"}
BOUND = [(profile, binding) for profile in BOOK.policies
         for paper in sorted({SHIPPED[form_id].paper for form_id in NOTICES})
         for binding in BOOK.effective(profile).papers(paper)[:1]]


def printed(printer: Printer, form_id: str, **said: Any) -> list[str]:
    """The words of each page of an issued notice, with ordinary values and these."""
    form = SHIPPED[form_id]
    return page_words(printer(form, {**values_of(form, "ordinary"), **said}).pdf)


@pytest.mark.parametrize(
    ("profile", "binding"), BOUND, ids=[f"{profile} {bound.paper}" for profile, bound in BOUND])
def test_a_profile_finds_the_notice_of_its_issuer_under_its_own_title(
    profile: str, binding: PaperBinding, printer: Printer
) -> None:
    policy = BOOK.effective(profile)
    serves = frozenset(map(str.lower, (policy.policy.id, *policy.policy.extends)))
    (form,) = (form for form in best_fits(SHIPPED.values(), serves, frozenset())
               if form.paper == binding.paper)
    assert form.issuer == ISSUERS[binding.issuer]
    title = policy.title_of(binding.paper, {})
    assert title in "".join(printed(printer, form.id, title=title))


@pytest.mark.parametrize("form_id", NOTICES)
def test_a_notice_is_as_long_as_a_clerk_expects(form_id: str, printer: Printer) -> None:
    form = SHIPPED[form_id]
    pages = {kind: printer(form, values_of(form, kind)).pages
             for kind in ("ordinary", "empty", "rare", "many", "longest")}
    assert max(pages.pop("many"), pages.pop("longest")) == GROWN.get(form_id, PAGES[form_id])
    assert set(pages.values()) == {PAGES[form_id]}


@pytest.mark.parametrize("form_id", NOTICES)
def test_what_was_written_down_is_not_left_to_the_pen(form_id: str, printer: Printer) -> None:
    form = SHIPPED[form_id]
    (copy,) = printer(form, values_of(form, "ordinary")).copies
    assert copy.blanks == (("报到日期",) if form_id == "enrolment_notice" else ())
    assert sum(field.asked for field in form.fields.values()) <= 6


@pytest.mark.parametrize("form_id", [*SCHOOL, *DRAFTS])
def test_it_is_served_with_a_receipt(form_id: str, printer: Printer) -> None:
    receipt = printed(printer, form_id)[-1].partition("送达回证")[2]
    for word in ("直接", "留置", "邮寄", "委托", "年月日时分", "拒收", "见证人", "关系"):
        assert word in receipt
    assert values_of(SHIPPED[form_id], "ordinary")["guardian"] in receipt


def test_only_the_townships_notice_orders_anything(printer: Printer) -> None:
    ordering = {form_id for form_id in NOTICES
                if re.search("责令您|对您给予批评", "".join(printed(printer, form_id)))}
    assert ordering == {"deadline_notice"}


@pytest.mark.parametrize("form_id", DRAFTS)
def test_a_draft_waits_for_the_office_that_signs(form_id: str, printer: Printer) -> None:
    form, today = SHIPPED[form_id], f"{DAY.year}年{DAY.month}月{DAY.day}日"
    slip, *notices, receipt = printed(printer, form_id)
    assert form.numbering is None
    assert "没有签发的，不送达" in slip
    assert today in slip
    assert all(today not in page for page in (*notices, receipt))
    assert all("（印章）年月日" in page for page in notices)
    office = "云岭县教育局" if form_id == "return_notice_bureau" else "青石镇人民政府"
    assert all(office in page for page in (slip, *notices, receipt))


def test_the_bureaus_notice_goes_to_township_and_guardian(printer: Printer) -> None:
    slip, one, other, _ = printed(printer, "return_notice_bureau")
    assert one == other
    assert "青石镇人民政府，样大张（" in one
    assert "青石镇人民政府收到" in slip


@pytest.mark.parametrize(("kind", "said", "unsaid"), [
    ("入学", "至今没有入学", "未到校上课"), ("复学", "未到校上课", "至今没有入学"),
])
def test_a_child_who_never_came_is_told_to_enrol(
    kind: str, said: str, unsaid: str, printer: Printer
) -> None:
    notice = printed(printer, "enrol_or_resume_notice", kind=kind)[1]
    assert said in notice
    assert unsaid not in notice
    assert f"前送孩子到青石镇中心学校{kind}。" in notice


@pytest.mark.parametrize("given", [True, False])
def test_an_earlier_notice_is_named_where_there_is_one(given: bool, printer: Printer) -> None:
    before: Mapping[str, Any] = {} if given else {"earlier": None, "notice": None}
    for form_id in ("deadline_notice", "suggestion_to_township"):
        text = "".join(printed(printer, form_id, **before))
        assert ("发出通知书（义劝通字〔2026〕第0号）" in text) == given


def test_the_village_is_not_told_more_than_it_needs(printer: Printer) -> None:
    told = printed(printer, "village_letter", village="青石镇河东村民委员会")[0]
    assert "青石镇河东村民委员会：" in told
    assert "住青石镇河东村一组" in told
    for word in ("2013年", "990102", "外出打工", "脱贫", "残疾"):
        assert word not in told


@pytest.mark.parametrize("form_id", ["enrolment_notice", "return_persuasion_notice"])
def test_a_countys_own_words_to_parents_stand_before_the_liability(
    form_id: str, printer: Printer
) -> None:
    duty = "家长要按时送孩子上学"
    said, unsaid = (printed(printer, form_id, duty=word)[0] for word in (duty, None))
    law = "父母或者其他法定监护人应当依法保证适龄儿童、少年按时入学接受并完成义务教育"
    assert said.index(duty) < said.index("批评教育，责令限期改正")
    assert law not in said
    assert law in unsaid
