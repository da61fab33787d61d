"""The closed lists of words that the engine itself understands (policy.md §1, §3, §5–§8)."""

from typing import Final, Literal

Scope = Literal["pupil", "school"]

KINDS: Final = frozenset({
    "duty", "watch", "paper", "ledger", "indicator", "group", "note", "gate", "role", "evidence",
    "list", "rule", "record",
})
POLICY_KINDS: Final = frozenset({
    "province", "prefecture", "county", "township", "school", "class", "composite",
})
DO: Final[dict[str, str]] = {
    "visit": "家访", "call": "电话联系", "persuade": "劝返", "tell": "告知", "paper": "开文书",
    "ledger": "登记台账", "return": "报送", "check": "核查", "session": "送教", "campaign": "活动",
    "meeting": "会议", "slip": "补假条", "refer": "转介", "register": "点名",
}
"""Button of a duty → its Chinese name (§6)."""

EACH: Final[dict[str, str]] = {
    "pupil": "学生", "case": "个案", "class": "班级", "school": "学校", "guardian": "监护人",
    "staff": "教职工", "household": "家庭",
}
ABOUT_PUPIL: Final = frozenset({"pupil", "case", "guardian", "household"})

WHO: Final[dict[str, str]] = {
    "head_teacher": "班主任", "subject_teacher": "科任教师", "teacher": "教师", "staff": "教职工",
    "leader": "学校领导", "principal": "校长", "school": "学校", "registrar": "学籍管理员",
    "office": "教导处", "grade_leader": "年级主任", "class": "班级", "grade": "年级",
    "pupil": "学生", "guardian": "监护人", "village": "村（居）委会", "township": "乡镇政府",
    "county": "县教育局", "county_desk": "教育局科室", "bureau": "教育局",
    "bureau_office": "教育局科室", "bureau_leader": "教育局领导", "government": "县级政府",
    "center_school": "学区中心校", "origin_school": "原就读学校", "receiving_school": "接收学校",
    "special_school": "特殊教育学校", "court": "法院", "police": "公安", "justice": "司法部门",
    "civil_affairs": "民政部门", "disability_federation": "残联", "labour": "人社部门",
    "health": "卫生健康部门", "inspector": "责任督学",
    "poverty_office": "扶贫部门", "committee": "专家委员会", "leading_group": "领导小组",
    "society": "社会各界", "religious": "宗教界人士", "public": "公众", "parents": "家长",
    "other_body": "其他部门", "any": "任何人", "cadre": "干部", "area": "片区",
}
"""Actors, helpers and addressees → Chinese. Offices among them may receive papers."""

RESULTS: Final[dict[str, str]] = {
    "returned": "返校", "agreed": "同意", "conditional": "有条件", "refused": "拒绝",
    "away": "不在家", "unreachable": "联系不上", "other": "其他",
}
"""Outcome of a visit or call → Chinese, as the store writes it."""
FAILED: Final = frozenset({"conditional", "refused", "away", "other"})
"""What ``failed`` stands for in a pattern; nobody was reached is ``unreachable``."""

MODES: Final[dict[str, str]] = {"home": "家访", "phone": "电话"}

STATES: Final[dict[str, str]] = {
    "sign": "有苗头", "absent": "连续缺勤", "open": "在办", "suspected": "疑似辍学",
    "dropout": "辍学", "returned": "复学回访", "closed": "已销号", "never_enrolled": "从未入学",
    "left": "已离校", "exempt": "已批准退出",
}
"""State of a case, derived and never typed (duties/states.py)."""

WAYS: Final = ("复学", "转学", "休学", "延缓入学", "毕业", "死亡", "出国", "户籍", "超龄", "退出A",
               "退出B", "苗头消除")
"""Why a case is struck off: the child is back, or it needs not be brought back any more."""
_EXITS: Final = {"退出A": "不具备学习能力", "退出B": "联合劝返未返校"}


def plain(text: str) -> str:
    """A text with the vocabulary's two names of exits as their clauses call them (R303-R306)."""
    for word, said in _EXITS.items():
        text = text.replace(word, said)
    return text


EFFECTS: Final[dict[str, str]] = {"in": "仍计在籍", "out": "不再计在籍"}
"""What a school may say of a child whose exit was approved (G-19)."""

PLACEMENTS: Final = frozenset({"在校", "随班就读", "特校", "送教上门"})
STAGES: Final = frozenset({"primary", "junior"})
CLASS_KINDS: Final = ("普通班", "补偿班", "复式班")

UNITS: Final = ("days", "school days", "weeks", "months")
EVERY: Final[dict[str, str]] = {
    "day": "每天", "week": "每周", "month": "每月", "term": "每学期", "school_year": "每学年",
    "year": "每年",
}
CALENDAR: Final = ("term_start", "term_end", "school_year_start")
ABSENCE_IN: Final = ("day", "week", "month", "term")

GATES: Final = frozenset({
    "销号", "延缓入学", "休学", "转出", "转入", "毕业证书", "退出A", "退出B", "请假",
})
RULES: Final[dict[str, str]] = {
    "case_opens": "什么时候立为个案", "is_suspected": "怎样算疑似辍学",
    "is_dropout": "怎样算辍学", "counts_as_dropout": "哪些按辍学计",
    "returned_means": "到校几天算复学", "call_counts_as_visit": "电话算不算家访",
    "unfiled_month_reads": "没有报的月份怎样读",
    "unarrived_leaver_belongs_to": "没有到初中报到的学生归谁", "age_from": "年龄下限",
    "age_to": "年龄上限", "age_cutoff": "年龄算到哪一天", "deductible": "哪些减出分母",
    "leave_approver": "请假谁批", "late_return_asker": "不能按时返校由谁请假",
    "first_notice_title": "首次通知书用哪个名称",
}
RULE_VALUES: Final[dict[str, frozenset[str]]] = {
    "call_counts_as_visit": frozenset({"yes", "no"}),
    "unarrived_leaver_belongs_to": frozenset({"origin_school", "receiving_school"}),
}
"""Rules whose value is one of a few words; ``?`` leaves it to a person everywhere (§8)."""

LISTS: Final[dict[str, str]] = {
    "causes": "原因", "whereabouts": "去向", "participants": "参加的人", "channels": "渠道",
    "aid": "资助", "measures": "措施", "laws": "法律", "movements": "异动", "care": "关爱",
    "units": "单位", "signs": "苗头", "areas": "片区", "stages": "阶段",
}
NOTE_WHY: Final[dict[str, str]] = {
    "principle": "原则要求，没有具体要办的事", "title": "标题或引语", "self_check": "由单位自查",
    "other_body": "由其他单位办", "unclear": "意思不明确",
}
ROLES: Final = frozenset({
    "包保", "第一责任人", "领导小组", "分管领导", "学籍管理员", "班主任", "结对帮扶", "联系人",
    "重点县", "家长委员会", "送教教师", "请假审批", "收件科室", "中心校", "专家委员会", "联控联保",
    "目标责任", "责任督学",
})

FACTS: Final[dict[str, tuple[str, Scope, frozenset[str]]]] = {
    # word: (Chinese, whom it is about, fields that a pattern may name)
    "visit": ("家访或电话", "pupil", frozenset({
        "mode", "result", "joint", "by", "cause", "whereabouts", "with"})),
    "persuaded": ("劝返谈话", "pupil", frozenset({"result", "joint", "by"})),
    "told": ("口头报告或告知", "pupil", frozenset({"to", "by", "what"})),
    "issued": ("开出文书", "pupil", frozenset({"paper", "to"})),
    "served": ("送达文书", "pupil", frozenset({"paper", "to", "how"})),
    "handed": ("文书交到", "pupil", frozenset({"paper", "to"})),
    "signed": ("签收或签订", "pupil", frozenset({"paper", "to", "by"})),
    "voided": ("文书作废", "pupil", frozenset({"paper", "to"})),
    "returned": ("返校复学", "pupil", frozenset({"how", "by"})),
    "opened": ("立为个案", "pupil", frozenset({"state", "cause"})),
    "closed": ("个案销号", "pupil", frozenset({"by", "why"})),
    "sign": ("发现苗头", "pupil", frozenset({"what", "by"})),
    "applied": ("提出申请", "pupil", frozenset({"what", "by", "to"})),
    "approved": ("批准", "pupil", frozenset({"what", "by"})),
    "confirmed": ("核实认定", "pupil", frozenset({"what", "by"})),
    "moved": ("学籍异动", "pupil", frozenset({"what"})),
    "leave": ("请假", "pupil", frozenset({
        "what", "by_phone", "approver", "by", "confirmed"})),
    "slip": ("补交假条", "pupil", frozenset({"by"})),
    "session": ("送教一次", "pupil", frozenset({"by", "with"})),
    "talked": ("谈心或辅导", "pupil", frozenset({"what", "by"})),
    "aided": ("资助帮扶", "pupil", frozenset({"what", "by"})),
    "planned": ("订立方案", "pupil", frozenset({"what", "with"})),
    "assigned": ("落实责任人", "pupil", frozenset({"role", "by"})),
    "referred": ("转介联系", "pupil", frozenset({"to", "result"})),
    "exam": ("参加考试", "pupil", frozenset({"what"})),
    "accepted": ("接收入班", "pupil", frozenset({"by"})),
    "recorded": ("登记入册", "pupil", frozenset({"ledger"})),
    "measure": ("其他单位采取措施", "pupil", frozenset({"by", "what"})),
    "attached": ("存入佐证", "pupil", frozenset({"what"})),
    "surveyed": ("跟踪调查", "pupil", frozenset({"what", "by"})),
    "register": ("点名", "school", frozenset()),
    "filed": ("报送", "school", frozenset({"what", "to", "with", "zero"})),
    "meeting": ("召开会议", "school", frozenset({"what", "with"})),
    "campaign": ("开展活动", "school", frozenset({"what", "with"})),
    "publicity": ("宣传", "school", frozenset({"what", "channel"})),
    "checked": ("核查或自查", "school", frozenset({"what", "by"})),
    "compared": ("名单比对", "school", frozenset({"what"})),
    "reported": ("汇报", "school", frozenset({"to", "what", "by"})),
    "inspected": ("接受督查", "school", frozenset({"by", "what", "limit"})),
    "disclosed": ("公示", "school", frozenset({"what"})),
    "donated": ("接受捐助", "school", frozenset({"what"})),
    "trained": ("培训学习", "school", frozenset({"what"})),
    "activity": ("课外活动", "school", frozenset({"what"})),
    "opening_settled": ("开学情况稳定", "school", frozenset()),
    "stated": ("对照说明", "school", frozenset({"policy", "clause", "state"})),
}
"""Facts that a pattern may name (§5). Any of them may concern a pupil, a class or the school;
the second value says which is usual."""
OWN_FORM: Final = frozenset({"visit", "issued", "served", "handed", "voided", "moved", "leave",
                             "register", "stated"})
"""Facts that a form of their own writes, not the general one."""

FACT_ALWAYS: Final = frozenset({"fact", "times", "since", "each", "share", "of"})
"""Keys that every fact pattern may carry."""
SUBJECT_KEYS: Final = frozenset({
    "tag", "group", "state", "stage", "grade", "class_kind", "placement", "cause", "whereabouts",
    "age", "boarding", "has", "evidence", "any_case", "each", "share", "years", "returned",
    "enrolled",
})
HAS: Final = frozenset({
    "cause", "whereabouts", "student_number", "identity_number", "plan", "helper", "household",
    "phone", "address", "guardian", "birth_date", "approval", "conclusion",
})
HAS_FACT: Final[dict[str, str]] = {
    "helper": "assigned", "plan": "planned", "approval": "approved", "conclusion": "confirmed",
}
"""What must be known → the kind of fact that makes it known."""
