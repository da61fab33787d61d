"""The papers of a school as a whole: found by each profile, zeros printed, the pen given room,
and nothing in them that their readers must not see."""

import re

import pypdfium2
import pytest
from people import NOW, TEACHER

from kongchuo_desktop.operations import papers
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.paper_facts.facts import PaperFacts
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_facts.specimen import Kind, specimen_facts
from kongchuo_desktop.operations.paper_forms import issuable_forms
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
SHEETS = {
    "monthly_return": 2, "weekly_return": 1, "monthly_statistics": 1, "monthly_summary": 1,
    "opening_statistics": 2, "monthly_work_plan": 1, "work_plan": 4, "leading_group": 1,
    "responsibility_table": 1, "ledger_cover": 1, "public_notice": 1, "meeting_record": 2,
    "annual_summary": 4, "handover_list": 1, "elsewhere_proof": 1,
}
"""The forms of the family, and the pages that each has with ordinary facts."""
LETTERS = ("work_plan", "annual_summary")


def specimen(form_id: str, kind: Kind = "ordinary") -> Rendered:
    return papers.specimen(form_id, day=TODAY, kind=kind)


def pages(pdf: bytes) -> list[str]:
    """The words of each page without any white but that between lines."""
    document = pypdfium2.PdfDocument(pdf)
    found = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    document.close()
    return [re.sub(r"[^\S\n]", "", page.replace("\r", "")) for page in found]


@pytest.mark.parametrize(("form_id", "sheets"), SHEETS.items())
def test_a_paper_is_as_long_as_a_clerk_expects(form_id: str, sheets: int) -> None:
    assert specimen(form_id).pages == sheets
    assert specimen(form_id, "rare").pages == sheets
    assert specimen(form_id, "empty").pages <= sheets + (form_id in LETTERS)


@pytest.mark.parametrize("form_id", SHEETS)
def test_what_is_known_is_not_left_to_the_pen(form_id: str) -> None:
    form = form_by_id(None, form_id)
    sourced = {field.label for field in form.fields.values() if field.source}
    assert not sourced & set(specimen(form_id).copies[0].blanks)
    assert sum(field.asked for field in form.fields.values()) <= 6


@pytest.mark.parametrize(("policy", "paper", "form_id", "title"), [
    ("XY24", "月报", "monthly_return", "控辍保学月报"),
    ("D12", "月报", "monthly_return", "流失生月报"),
    ("D06", "周报", "weekly_return", "人员情况周报"),
    ("D06", "月度统计", "monthly_statistics", "辍学情况月度统计表"),
    ("D09", "月汇总", "monthly_summary", "控辍保学工作月汇总"),
    ("SN22", "开学工作统计报表", "opening_statistics", "开学工作统计报表"),
    ("SN22", "异地就学证明", "elsewhere_proof", "异地就学证明"),
    ("XY24", "月工作立项", "monthly_work_plan", "岫岩县中小学校控辍保学月工作立项"),
    ("XY24", "公示", "public_notice", "公示"),
    ("XY24", "小升初交接表", "handover_list", "小学毕业生升入初中交接表"),
    ("D10", "工作方案", "work_plan", "控辍保学工作方案"),
    ("GD18", "工作方案", "work_plan", "控辍保学具体工作方案"),
])
def test_a_profile_finds_its_paper(
    school_store: Store, policy: str, paper: str, form_id: str, title: str
) -> None:
    use_policy(school_store, actor=TEACHER, policy=policy)
    form = form_by_id(school_store, paper)
    assert form.id == form_id
    assert form in [choice.form for choice in issuable_forms(school_store, day=TODAY)]
    whom = Whom(class_id=next(iter(load_world(school_store).classes)))
    facts = PaperFacts(school_store, day=TODAY, user="周老师", form=form, whom=[whom])
    assert facts.title(form) == title


def test_the_plan_of_one_county_is_not_offered_elsewhere(school_store: Store) -> None:
    def offered(policy: str) -> set[str]:
        use_policy(school_store, actor=TEACHER, policy=policy)
        return {choice.form.id for choice in issuable_forms(school_store, day=TODAY)
                if choice.named}

    assert "monthly_work_plan" in offered("XY24")
    assert "monthly_work_plan" not in offered("D12")


def test_a_month_without_cases_is_reported_as_zero(school_store: Store) -> None:
    (draft,) = papers.draft_papers(school_store, form_id="monthly_return", day=TODAY,
                                   user="周老师", whom=[Whom()])
    figures, names = pages(draft.pdf)
    last = draft.values["grades"][-1]
    assert last["grade"] == "合计"
    assert last["dropout_all"] == 0
    assert figures.count("0") > len(last) * 3
    assert "本月没有未复学的学生" in names


@pytest.mark.parametrize("form_id", ["weekly_return", "opening_statistics", "monthly_summary"])
def test_sums_of_nothing_are_left_to_the_pen(form_id: str) -> None:
    first, *_ = pages(specimen(form_id, "empty").pdf)
    assert "合计" in first
    assert not re.search(r"合计\n?0", first)


def test_a_public_notice_names_no_child(school_store: Store) -> None:
    rows = specimen_facts(TODAY)["school.case_rows"]
    (words,) = pages(specimen("public_notice").pdf)
    assert words.count("样某") == len(rows)
    for row in rows:
        for key in ("name", "guardian", "address", "class"):
            assert row[key] not in words
    keys = {"tags", "note", "identity_number"}
    assert not keys & set(form_by_id(None, "public_notice").fields)


def test_a_list_for_another_school_tells_no_group() -> None:
    assert any(row["tags"] == "留守" for row in specimen_facts(TODAY)["class.pupil_rows"])
    assert "留守" not in "".join(pages(specimen("handover_list").pdf))


@pytest.mark.parametrize("form_id", LETTERS)
@pytest.mark.parametrize("kind", ["ordinary", "empty", "longest"])
def test_a_signature_does_not_stand_alone(form_id: str, kind: Kind) -> None:
    day = f"{TODAY.year}年{TODAY.month}月{TODAY.day}日"
    (signed,) = [page for page in pages(specimen(form_id, kind).pdf) if day in page.split("\n")]
    assert "附件：" in signed


def test_every_form_says_where_its_layout_comes_from() -> None:
    shipped = load_forms(FORMS)
    for form_id in SHEETS:
        assert re.search(r"通用设计", shipped[form_id].basis)
        assert shipped[form_id].rows
