"""Consents, applications and contracts: what is asked, promised and signed, and by whose words."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from sheet_checks import page_words
from sheet_values import values_of

from kongchuo_desktop.domain.policy.model import PaperBinding
from kongchuo_desktop.operations.forms import best_fits
from kongchuo_desktop.operations.paper_facts.specimen import Kind
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.policies import load_book

Printer = Callable[..., Rendered]

SHIPPED, BOOK = load_forms(FORMS), load_book()
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
APPLICATIONS = ("postponement_application", "suspension_application", "resumption_application",
                "exemption_approval", "aid_application")
CONSENTS = ("privacy_consent", "disability_consent")
OF_PARENTS = ("schooling_contract", "parent_contract")
OF_TEACHERS = ("target_contract", "target_contract_staff", "target_contract_d07",
               "target_contract_d09", "safety_contract", "duty_contract", "roll_contract", "pledge")
OF_SCHOOLS = ("target_contract_with_center", "target_contract_county", "pledge_county")
CONTRACTS = (*OF_PARENTS, *OF_TEACHERS, *OF_SCHOOLS)
FAMILY = (*CONSENTS, *APPLICATIONS, *CONTRACTS)
GROWN = {"postponement_application": 2, "suspension_application": 2, "exemption_approval": 2,
         "resumption_application": 3}
"""Pages where a reason alone fills one; who comes back writes of two things."""
PENALTIES = re.compile("罚款|处分|责令|追究|一票否决|扣发|扣分|诫勉")
SUBJECTS = {"staff": "teacher", "pupil": "pupil", "school": "school", "": "pupil"}
BOUND = [(profile, binding) for profile in BOOK.policies
         for paper in sorted({SHIPPED[form_id].paper for form_id in FAMILY})
         for binding in BOOK.effective(profile).papers(paper)]


def printed(printer: Printer, form_id: str, **said: Any) -> str:
    """The words of an issued paper, without spaces, with ordinary values and these."""
    form = SHIPPED[form_id]
    pages = page_words(printer(form, {**values_of(form, "ordinary"), **said}).pdf)
    return re.sub(r"\s", "", "".join(pages))


@pytest.mark.parametrize(
    ("profile", "binding"), BOUND, ids=[f"{profile} {bound.paper}" for profile, bound in BOUND])
def test_a_profile_finds_whom_it_binds_under_its_own_title(
    profile: str, binding: PaperBinding, printer: Printer
) -> None:
    policy = BOOK.effective(profile)
    serves = frozenset(map(str.lower, (policy.policy.id, *policy.policy.extends)))
    fit = [form for form in best_fits(SHIPPED.values(), serves, frozenset())
           if form.paper == binding.paper]
    assert fit[0].subject == SUBJECTS[binding.each or ""]
    title = policy.title_of(binding.paper, {})
    assert title in printed(printer, fit[0].id, title=title)


def test_those_who_sign_with_another_school_still_sign_with_their_teachers() -> None:
    for profile in ("d11", "d12"):
        fit = best_fits(SHIPPED.values(), frozenset({profile}), frozenset())
        assert {form.subject for form in fit if form.paper == "目标责任书"} == {"teacher", "school"}


@pytest.mark.parametrize("form_id", FAMILY)
def test_it_fills_one_page(form_id: str, printer: Printer) -> None:
    form = SHIPPED[form_id]
    pages = {kind: printer(form, values_of(form, kind)).pages for kind in get_args(Kind)}
    assert pages.pop("longest") == GROWN.get(form_id, 1)
    assert set(pages.values()) == {1}


@pytest.mark.parametrize("form_id", FAMILY)
def test_what_is_known_is_not_left_to_the_pen(form_id: str, printer: Printer) -> None:
    form = SHIPPED[form_id]
    (copy,) = printer(form, values_of(form, "ordinary")).copies
    asked = {field.label for field in form.fields.values() if field.asked}
    assert set(copy.blanks) <= asked
    assert len(asked) <= 6


def test_the_contract_of_wenshan_says_what_that_school_wrote(printer: Printer) -> None:
    paper = printed(printer, "target_contract_d07")
    quotes = [clause.quote for clause in BOOK.effective("D07").policy.clauses]
    assert len(quotes) > 6
    assert [quote for quote in quotes if quote not in paper] == []


@pytest.mark.skipif(not SEEDS.exists(), reason="the documents are not at hand")
def test_the_contract_of_wenshan_leaves_out_no_word(printer: Printer) -> None:
    (seed,) = SEEDS.glob("003_*")
    lines = [re.sub(r"\s", "", line) for line in seed.read_text(encoding="utf-8").split("\n")]
    first = next(n for n, line in enumerate(lines) if line.endswith("特签订本责任书。"))
    paper = printed(printer, "target_contract_d07")
    assert "".join(lines[first:first + 7]) in paper
    assert all(line in paper for line in lines[first + 7:first + 9])


@pytest.mark.parametrize("form_id", sorted(set(CONTRACTS) - {
    "target_contract_d07", "target_contract_county"}))
def test_a_contract_adds_no_penalty(form_id: str, printer: Printer) -> None:
    assert PENALTIES.findall(printed(printer, form_id)) == []


@pytest.mark.parametrize("form_id", OF_PARENTS)
def test_both_sides_promise_and_the_parents_only_what_the_law_asks(
    form_id: str, printer: Printer
) -> None:
    paper = printed(printer, form_id)
    for duty in ("《义务教育法》第五条第二款", "《未成年人保护法》第十七条第五项",
                 "《禁止使用童工规定》第三条", "《未成年人保护法》第二十九条第一款",
                 "当天联系", "不另设处罚", "一式两份"):
        assert duty in paper


def test_school_and_family_keep_the_same_words(printer: Printer) -> None:
    ours, cut, theirs = printed(printer, "parent_contract").partition("一式两份沿线裁开")
    assert cut
    ours, theirs = ours.replace("学校留存", ""), theirs.replace("家长留存", "")
    assert theirs.startswith(ours)
    assert len(ours) > 300


@pytest.mark.parametrize("form_id", ["target_contract_county", "pledge_county"])
def test_what_the_bureau_signs_is_called_a_draft(form_id: str, printer: Printer) -> None:
    assert printed(printer, form_id).startswith("代拟稿，供教育局审定、签章")


def test_nobody_is_freed_from_school(printer: Printer) -> None:
    # The county's name of the paper is older than the law, which knows no 免学.
    paper = printed(printer, "exemption_approval")
    assert "没有“免学”" in paper
    assert "《义务教育法》第十一条第二款" in paper
    assert "《残疾人教育条例》第十七条第四款" in paper
    assert SHIPPED["exemption_approval"].fields["kind"].choices == ("延缓入学", "休学")


def test_a_family_knows_what_it_agrees_to(printer: Printer) -> None:
    paper = printed(printer, "privacy_consent")
    for told in ("记什么", "做什么用", "谁能看", "怎样保管", "保存多久", "随时撤回同意",
                 "不影响孩子上学", "《个人信息保护法》第二十八条、第三十一条第一款"):
        assert told in paper
    assert printed(printer, "disability_consent").count("□同意□不同意") == 6
