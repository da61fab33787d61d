"""The words by which a form asks for facts, what each one is, and the columns of the lists."""

from collections.abc import Mapping

SINGLE: Mapping[str, str] = {
    "pupil.name": "学生姓名",
    "pupil.former_name": "曾用名",
    "pupil.sex": "性别",
    "pupil.birth": "出生日期",
    "pupil.age": "年龄",
    "pupil.nation": "民族",
    "pupil.identity_number": "身份证号",
    "pupil.student_number": "学籍号",
    "pupil.class_name": "年级班",
    "pupil.grade": "年级",
    "pupil.grade_class": "学校和年级班",
    "pupil.school": "就读学校",
    "pupil.seat": "座号",
    "pupil.address": "现住址",
    "pupil.household_address": "户籍地址",
    "pupil.phone": "学生电话",
    "pupil.boarding": "住校或走读",
    "pupil.placement": "就读方式",
    "pupil.entered": "到本校日期",
    "pupil.photo": "学生照片",
    "pupil.tags": "重点类别",
    "pupil.disability": "残疾类别和等级",
    "pupil.health": "健康状况",
    "pupil.left_behind": "留守情况",
    "pupil.residence_kind": "户口性质",
    "pupil.entry_month": "入学年月",
    "pupil.native_place": "籍贯",
    "pupil.distance": "上下学距离",
    "pupil.travel": "上下学方式",
    "pupil.contact_day": "最近一次家访或电话的日期",
    "pupil.contact_outcome": "最近一次家访或电话的结果",
    "pupil.contact_due": "下一次该在哪天以前联系",
    "pupil.proofs_lacking": "异动手续缺的材料",
    "pupil.aids": "本学年享受的资助",
    "guardian.name": "监护人姓名",
    "guardian.relation": "监护人与学生关系",
    "guardian.phone": "监护人电话",
    "guardian.where": "监护人现在何处",
    "guardian.address": "监护人住址",
    "guardian.work": "监护人工作单位",
    "guardian.identity_number": "监护人身份证号",
    "guardian2.name": "第二监护人姓名",
    "guardian2.relation": "第二监护人与学生关系",
    "guardian2.phone": "第二监护人电话",
    "guardian2.where": "第二监护人现在何处",
    "guardian2.address": "第二监护人住址",
    "guardian2.work": "第二监护人工作单位",
    "guardian2.identity_number": "第二监护人身份证号",
    "case.absent_since": "未到校起始日期",
    "case.absent_days": "未到校天数",
    "case.state": "个案状态",
    "case.cause": "未到校原因",
    "case.whereabouts": "去向",
    "case.opened": "立案日期",
    "case.returned": "返校日期",
    "case.closed": "销号日期",
    "case.visits": "已上门的日期",
    "case.calls": "已电话联系的日期",
    "case.contacts": "已联系或上门的日期",
    "case.visitors": "上门的人",
    "case.times": "劝返次数",
    "case.last_day": "最近一次联系的日期",
    "case.last_mode": "最近一次联系的方式",
    "case.last_outcome": "最近一次联系的结果",
    "case.notice_number": "通知书文号",
    "case.notice_day": "通知书日期",
    "case.notice_served": "通知书送达日期",
    "case.report_number": "报告书文号",
    "case.report_day": "报告书日期",
    "case.report_signed": "报告书签收日期",
    "case.measures": "政府和其他单位的文书、措施",
    "case.plan": "方案",
    "case.helper": "包保责任人",
    "case.helper_phone": "包保责任人电话",
    "case.conclusion": "处理结论",
    "visit.day": "家访日期",
    "visit.time": "家访时间",
    "visit.mode": "家访方式",
    "visit.met": "见到的监护人",
    "visit.outcome": "家访结果",
    "visit.cause": "家访核实的原因",
    "visit.whereabouts": "家访核实的去向",
    "visit.promised": "承诺返校日期",
    "visit.needs": "需要的帮助",
    "visit.next_step": "下一步",
    "visit.note": "家访情况",
    "visit.by": "家访人",
    "visit.joint": "同行人员",
    "visit.times": "第几次家访",
    "school.name": "学校名称",
    "school.phone": "学校电话",
    "school.township": "乡镇名称",
    "school.government": "乡镇人民政府（街道办事处）",
    "school.county": "县（区）名称",
    "school.address": "学校地址",
    "school.principal": "校长",
    "school.bureau": "上级教育部门",
    "school.code": "学校标识码",
    "school.size": "全校在籍人数",
    "school.first_grade_due": "一年级应入学人数",
    "school.first_grade_arrived": "一年级已入学人数",
    "school.seventh_grade_due": "七年级应到人数",
    "school.seventh_grade_arrived": "七年级已到人数",
    "school.letterhead": "公文印红头",
    "class.name": "班级名称",
    "class.grade": "班级所在年级",
    "class.head_teacher": "班主任",
    "class.phone": "班主任电话",
    "class.size": "班级人数",
    "class.boys": "班级男生人数",
    "class.girls": "班级女生人数",
    "teacher.name": "教师姓名",
    "policy.return_limit": "返校期限",
    "policy.document": "本县文件名称",
    "policy.school_order": "本县文件写给学校的责令用语（原文）",
    "policy.parent_duty": "本县文件写给家长的话（原文）",
    "policy.desk": "收件科室",
    "policy.title": "本县文件给这份文书的名称",
    "user.name": "经办人",
    "today": "今天",
    "term.name": "学期",
    "term.school_year": "学年",
    "term.start": "开学日期",
    "week.start": "本周从哪天",
    "week.end": "本周到哪天",
    "month.name": "月份",
}
"""Dotted word of one value → what it is, in Chinese (named in messages about a form)."""

DATES: frozenset[str] = frozenset({
    "pupil.entered", "case.absent_since", "case.opened", "case.returned", "case.closed",
    "case.last_day", "case.notice_day", "case.notice_served", "case.report_day", "visit.day",
    "pupil.contact_day", "case.report_signed",
    "visit.promised", "policy.return_limit", "today", "term.start", "week.start", "week.end",
})
"""The words that give a day; those of ``DAYS`` give several."""
DAYS: frozenset[str] = frozenset({"case.visits", "case.calls", "case.contacts"})
CHARTS: Mapping[str, str] = {
    "chart.weekdays": "星期几缺得多", "chart.months": "每个月的缺课", "chart.heat": "缺课图",
    "chart.states": "个案现在怎样", "chart.causes": "没有到校的原因",
    "chart.places": "各班或各乡镇的个案", "chart.rates": "各项指标和目标",
    "chart.filed": "月报报了没有",
}
"""The words that give a chart of the school year up to the paper's day."""
PICTURES: frozenset[str] = frozenset({"pupil.photo"})
"""The words that give the bytes of a JPEG."""

_PAPERS = {"number": "文号", "title": "文书", "day": "日期", "to": "交给", "served": "送达日期",
           "state": "状态"}
_SESSIONS = {"n": "第几次", "day": "日期", "by": "送教教师", "hours": "课时", "content": "内容",
             "with": "在场的人"}
_WORK = {"day": "日期", "what": "做了什么", "who": "谁做的", "result": "结果"}
_VISITS = {
    "n": "第几次", "day": "日期", "mode": "方式", "by": "谁去的", "joint": "同行人员",
    "met": "见到谁", "outcome": "结果", "cause": "原因", "promised": "承诺返校日期",
    "note": "情况"}
_CASES = {
    "n": "序号", "name": "姓名", "sex": "性别", "class": "年级班", "guardian": "监护人",
    "phone": "电话", "address": "住址", "since": "未到校起", "cause": "原因",
    "whereabouts": "去向", "state": "状态", "times": "劝返次数", "helper": "包保责任人",
    "note": "备注", "week": "本周进展"}
_SPAN = {
    "name": "班级", "head_teacher": "班主任", "size": "人数", "boys": "男生", "girls": "女生",
    "present": "末日实到", "leave": "末日请假", "absent": "末日旷课", "elsewhere": "末日送教和特校",
    "came": "增加人数", "left": "减少人数", "moves": "增减的学生和原因", "returned": "返校人数",
    "visits": "家访次数"}


def _grades(span: str, begin: str, end: str) -> Mapping[str, str]:
    """The columns of a table by grade over a span of days."""
    return {
        "grade": "年级", "before": f"{begin}在籍", "in_new": "新生", "in_transfer": "转入",
        "in_returned": "复学", "in_other": "其他增加", "out_graduated": "毕业",
        "out_transfer": "转出", "out_suspended": "休学", "out_died": "死亡", "out_abroad": "出国",
        "out_other": "其他离校", "after": f"{end}在籍", "present": "实际在校", "gap": "差额",
        "suspected_new": f"{span}新增疑似辍学", "suspected_all": "累计疑似辍学",
        "dropout_new": f"{span}新增辍学", "dropout_all": "累计辍学", "visits": f"{span}劝返人次",
        "returned": f"{span}复学人数", "still": "仍未复学", "sessions": "送教上门人数",
        "focus": "重点群体在校人数"}


_LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "pupil.movement_rows": ("学籍异动", {
        "day": "日期", "kind": "异动", "other": "从哪里来或到哪里去", "note": "说明"}),
    "pupil.paper_rows": ("给这名学生开过的文书", _PAPERS),
    "pupil.leave_rows": ("请假", {
        "since": "从哪天", "until": "到哪天", "kind": "事假或病假", "reason": "事由",
        "approver": "批准人", "slip": "假条"}),
    "pupil.absence_rows": ("连续旷课", {
        "since": "从哪天", "until": "到哪天", "days": "旷课天数", "back": "到校日期"}),
    "pupil.visit_rows": ("全部家访和电话", _VISITS),
    "pupil.aid_rows": ("资助", {"day": "日期", "what": "项目", "by": "谁办的", "note": "说明"}),
    "pupil.care_rows": ("关爱帮扶", {"day": "日期", "kind": "方式", "by": "谁做的",
                                 "what": "内容"}),
    "pupil.session_rows": ("送教上门", _SESSIONS),
    "pupil.term_session_rows": ("本学期的送教上门", _SESSIONS),
    "pupil.tag_rows": ("重点类别", {"tag": "类别", "since": "从哪天", "until": "到哪天",
                                "note": "说明"}),
    "pupil.month_rows": ("每月出勤", {
        "month": "月份", "due": "应到天数", "present": "实到天数", "absent": "旷课天数",
        "leave": "请假天数", "late": "迟到早退次数"}),
    "pupil.timeline_rows": ("全部经过", _WORK),
    "pupil.apart_rows": ("在籍和在校不一致", {
        "side": "在籍不在校或在校不在籍", "state": "有没有说明", "since": "从哪天",
        "days": "几次点名都不在", "why": "说明"}),
    "pupil.proof_rows": ("异动、销号要的材料", {
        "because": "为什么事", "day": "哪天的事", "asked": "要的材料", "state": "有没有",
        "files": "存的文件", "filed": "存入日期", "deduct": "核减"}),
    "case.visit_rows": ("家访和电话", _VISITS),
    "case.joint_visit_rows": ("和其他单位一起的家访", _VISITS),
    "visit.photo_rows": ("家访照片", {"photo": "照片", "what": "说明", "day": "拍摄日期"}),
    "case.work_rows": ("已做的工作", {"n": "序号", **_WORK}),
    "case.paper_rows": ("这个个案的文书", _PAPERS),
    "class.pupil_rows": ("全班学生", {
        "n": "序号", "seat": "座号", "name": "姓名", "sex": "性别", "birth": "出生日期",
        "identity_number": "身份证号", "student_number": "学籍号", "guardian": "监护人",
        "relation": "与学生关系", "phone": "电话", "address": "住址", "tags": "重点类别"}),
    "pupil.entry_rows": ("新生入学", {"day": "日期", "lists": "在哪些应入学名单上"}),
    "pupil.junior_rows": ("升入初中", {
        "day": "从哪天", "school": "升入的初中", "state": "到校情况", "days": "等了几天"}),
    "pupil.diploma_rows": ("毕业证书", {"state": "发不发", "why": "为什么"}),
    "school.newcomer_rows": ("初中新生和应到名单", {
        "name": "姓名", "from": "毕业学校", "class": "编入的班", "day": "从哪天",
        "state": "到校情况", "days": "等了几天"}),
    "school.class_rows": ("各班", {"name": "班级", "head_teacher": "班主任", "size": "人数",
                                 "boys": "男生", "girls": "女生"}),
    "school.month_rows": ("月报（按年级）", _grades("本月", "上月末", "本月末")),
    "school.term_rows": ("学期报（按年级）", _grades("本学期", "上学期末", "本学期末")),
    "school.year_rows": ("学年报（按年级）", _grades("本学年", "上学年末", "本学年末")),
    "school.week_rows": ("各班这一周", _SPAN),
    "school.class_month_rows": ("各班这个月", _SPAN),
    "school.case_rows": ("在办个案", _CASES),
    "school.dropout_rows": ("辍学和联系不上的学生", _CASES),
    "school.opening_rows": ("开学到校情况（按班）", {
        "class": "班级", "due": "应到", "arrived": "已到", "missing": "未到",
        "transferred": "已转学", "leave": "请假", "suspended": "休学", "suspected": "疑似辍学",
        "unknown": "去向不明"}),
    "school.unarrived_rows": ("未到校学生", {
        "n": "序号", "class": "班级", "name": "姓名", "sex": "性别", "guardian": "监护人",
        "phone": "电话", "address": "住址", "cause": "原因", "whereabouts": "去向",
        "helper": "包保责任人"}),
    "school.helper_rows": ("包保责任人", {"n": "序号", "role": "职责", "name": "姓名",
                                     "area": "包保范围", "pupils": "包保学生",
                                     "phone": "电话"}),
    "school.paper_rows": ("开过的全部文书", {
        **_PAPERS, "class": "年级班", "name": "姓名", "guardian": "监护人"}),
    "school.supervisor_rows": ("督导包校", {
        "n": "序号", "leader": "督导人员", "office": "单位或职务", "schools": "所包学校",
        "phone": "电话"}),
    "school.record_rows": ("会议、宣传、督查、公示、捐助", {
        "day": "日期", "kind": "什么事", "what": "内容", "where": "地点和范围",
        "period": "从哪天到哪天", "with": "参加的人", "by": "谁办的", "note": "说明"}),
    "school.return_rows": ("月报报送情况", {"period": "月份", "pupils": "在籍人数",
                                        "day": "报送日期", "zero": "是否零报告"}),
}

ROWS: Mapping[str, Mapping[str, str]] = {word: keys for word, (_, keys) in _LISTS.items()}
"""Dotted word of a list → its columns and what each one is, in Chinese."""
ROW_DATES: frozenset[str] = frozenset({
    "day", "since", "until", "served", "promised", "back", "filed"})
"""The columns that hold a day, in whichever list they stand."""
ROW_PICTURES: frozenset[str] = frozenset({"photo"})
"""The columns that hold the bytes of a JPEG."""

SOURCES: Mapping[str, str] = {
    **SINGLE, **{word: label for word, (label, _) in _LISTS.items()}, **CHARTS}
"""Every word → what it is, in Chinese."""


def foreign_key(source: str, keys: tuple[str, ...]) -> str | None:
    """The first of a form's columns that the list of ``source`` does not have; None for none."""
    return next((key for key in keys if key not in ROWS.get(source, {})), None)
