"""Every notice, report, record, contract and plan that a document names has its form there.

The names are those of the documents, as the matrix of requirements lists them (§2a, 2b, 2d, 2e).
Ledgers (§2c) are tables and no forms. Papers of other bodies that a school only keeps have none:
court papers (GD18), and the rules and plans that a document itself is (D01, D04, D08).
"""

import pytest

from kongchuo_desktop.domain.policy.model import PaperBinding
from kongchuo_desktop.operations.forms import best_fits
from kongchuo_desktop.operations.policies import shipped_book
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.paths import FORMS

BOOK = shipped_book()
SHIPPED = load_forms(FORMS)
KEPT_ONLY = {"司法文书"}
"""What others issue and the school puts on file."""

NOTICES = [
    ("XY24", "劝学通知书", "义务教育劝学通知书"), ("LX16", "返校通知书", "返校通知书"),
    ("GD18", "劝返复学通知书", "辍学劝返复学通知书"), ("GD18", "入学通知书", "义务教育入学通知书"),
    ("D01", "入学通知书", "入学通知书"), ("D01", "村委会协助函", "通知"),
    ("D02", "村委会协助函", "通知"), ("D01", "致家长的一封信", "致家长的一封信"),
    ("D05", "辍学生返校通知书", "辍学生返校通知书"),
    ("D08", "辍学生返校通知书", "辍学生返校通知书"),
    ("D09", "劝学通知书", "劝学书"), ("D09", "复学通知书", "复学通知书"),
    ("D10", "入学（复学）通知书", "入学（复学）通知书"),
    ("D10", "限期复学通知书", "限期复学通知书"),
    ("D12", "限期复学通知书", "限期复学通知书"), ("D10", "提请批评教育建议书", "建议书"),
]
REPORTS = [
    ("XY24", "辍学报告书", "义务教育辍学报告书"), ("XY24", "书面报告", "报告"),
    ("XY24", "月报", "控辍保学月报"), ("XY24", "月工作立项", "岫岩县中小学校控辍保学月工作立项"),
    ("LX16", "书面报告", "报告"), ("GD18", "书面报告", "报告"), ("GD18", "辍学汇总报告", "汇总"),
    ("XC20", "县级书面报告", "书面报告"), ("XC20", "书面意见", "书面意见"),
    ("AH20", "县级书面报告", "书面报告"), ("AH20", "书面意见", "书面意见"),
    ("D04", "家访报告", "家访情况书面报告"), ("D05", "复学报告书", "辍学生复学报告书"),
    ("D07", "辍学报告单", "文山县第一初级中学义务教育阶段学生辍学报告单"),
    ("D09", "辍学报告书", "学生辍学报告书"), ("D10", "失学辍学信息报告", "学生失学辍学信息报告"),
    ("D06", "周报", "人员情况周报"), ("D06", "月度统计", "统计"), ("D09", "月汇总", "月汇总"),
    ("D09", "学期初报告", "书面报告"), ("D12", "学期初报告", "报告"), ("D12", "月报", "流失生月报"),
    ("D12", "劝学工作情况", "劝学工作情况"), ("SN22", "开学工作统计报表", "开学工作统计报表"),
    ("SN22", "典型案例材料", "控辍保学情况材料"),
    ("XY24", "辍学情况登记表", "义务教育适龄儿童少年辍学情况登记表"),
    ("D05", "辍学生花名册", "辍学生花名册"),
    ("LX16", "留守儿童信息卡", "留守儿童"),
]
RECORDS = [
    ("D01", "家访记录", "家访记录"), ("D05", "家访记录", "家访记录"),
    ("D09", "学生辍学家访记录单", "学生辍学家访记录单"), ("D05", "跟踪记录", "跟踪记录"),
    ("D10", "劝返记录", "劝返"), ("D12", "动员记录", "动员记录"), ("D05", "假条", "假条"),
    ("D03", "学生家庭联系卡", "学生家庭联系卡"), ("XY24", "书面申请", "申请"),
    ("D05", "免缓学审批表", "免缓学审批"), ("XY24", "送教上门服务计划", "送教上门服务计划"),
    ("XY24", "个别化教育方案", "个别化教育方案"), ("AH20", "送教上门记录卡", "记录"),
    ("D10", "送教上门服务计划", "送教上户的方案"),
    ("D05", "送教上门记录卡", "残疾学生送教上门记录卡"),
    ("D05", "送教上门教案", "教案"), ("D05", "送教上门学生基本信息表", "基本信息表"),
    ("D11", "转出证明", "证明"), ("D11", "接收证明", "证明"), ("SN22", "异地就学证明", "证明"),
    ("D08", "重点生档案", "重点生"), ("GD18", "学困生帮扶档案", "帮扶"),
    ("D05", "后进生转化计划", "后进生转化"), ("D04", "学困生周记", "周记"),
]
CONTRACTS = [
    ("XY24", "督导包校安排表", "控辍保学工作局领导及科室督导包校安排表"),
    ("D01", "责任状", "责任状"),
    ("D03", "安全责任书", "控辍保学安全责任书"), ("D04", "目标责任书", "目标管理责任书"),
    ("D05", "目标责任书", "控辍目标责任书"), ("D05", "家长责任书", "责任书"),
    ("D06", "控辍职责书", "控辍职责书"), ("D07", "目标责任书", "责任书"),
    ("D08", "学籍管理工作责任书", "学籍管理工作责任书"),
    ("D08", "义务教育责任书", "义务教育责任书"),
    ("D08", "控辍职责书", "控辍责任书"), ("D09", "目标责任书", "“控辍保学”目标责任书"),
    ("D11", "目标责任书", "目标管理职责书"), ("D12", "目标责任书", "目标责任书"),
    ("D12", "责任状", "责任状"), ("XY24", "工作方案", "工作方案"), ("XC20", "一县一案", "一县一案"),
    ("XC20", "一人一案", "一人一案"), ("AH20", "一人一案", "一人一案"),
    ("GD18", "一家一案", "一家一案"), ("GD18", "扶贫方案", "一生一案"),
    ("D10", "劝学方案", "劝学方案"), ("D06", "帮教计划", "帮教计划"),
]


def fitting(policy: str, paper: str) -> list[Form]:
    """The forms that a store under a profile would issue the paper by."""
    serves = frozenset(name.lower() for name in (policy, *BOOK.effective(policy).policy.extends))
    fit = best_fits(SHIPPED.values(), serves, frozenset())
    return [form for form in fit if form.paper == paper]


@pytest.mark.parametrize(("policy", "paper", "name"), [*NOTICES, *REPORTS, *RECORDS, *CONTRACTS])
def test_a_named_form_exists_under_its_name(policy: str, paper: str, name: str) -> None:
    found = fitting(policy, paper)
    assert found
    titles = {BOOK.effective(policy).title_of(paper, {}) or form.title_for(policy.lower())
              for form in found}
    assert any(name in title for title in titles), titles


@pytest.mark.parametrize("policy", sorted(BOOK.policies))
def test_every_paper_that_a_profile_names_has_a_form(policy: str) -> None:
    named = {bound.binding.paper for bound in BOOK.effective(policy).bounds
             if isinstance(bound.binding, PaperBinding)} | {
        binding.paper for _, binding in BOOK.effective(policy).duties if binding.paper}
    assert {paper for paper in named - KEPT_ONLY if not fitting(policy, paper)} == set()
