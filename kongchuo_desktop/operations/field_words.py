"""What tables, rows, fields and values are called wherever a person reads what was written."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.county import FIGURES
from kongchuo_desktop.domain.enrollment import DETAILS
from kongchuo_desktop.domain.journal import GONE
from kongchuo_desktop.domain.policy.words import FACTS
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.operations.words import day_text

TABLES: Mapping[str, str] = {
    "unit": "学校资料", "class": "班级资料", "pupil": "学生资料", "enrollment": "学籍资料",
    "tag": "类别", "movement": "异动", "calendar_day": "校历", "term": "学期", "mark": "考勤",
    "register": "考勤登记", "leave": "请假", "visit": "家访或电话", "paper": "文书",
    "paper_event": "文书送达", "event": "经过", "attached": "照片和扫描件",
    "policy_use": "按哪份文件办", "own_figure": "本校规定", "return": "报送",
    "erase": "到期清除", "receipt": "回执", "correction": "退回修改",
    "correction_answer": "核对答复", "transfer": "转学", "grant": "转学资料",
    "handed": "下发的文件", "child_list": "比对名单", "same_child": "比对的认定",
    "child_found": "比对核实",
}
"""Table → what a row of it is."""

_FIELDS: Mapping[str, str] = {
    GONE: "删除", "absent": "缺勤名单", "added": "新记录数", "apart": "不是同一人的",
    "approver": "批假的人", "approver_role": "谁批的假", "arrival": "新学校的档案",
    "arrived": "到校日期", "asked_at": "几点请的假", "asked_by": "谁请的假",
    "asked_name": "请假人姓名", "binding": "哪一条", "by": "谁去的", "by_phone": "电话请假",
    "cause": "原因", "child": "哪个孩子", "class_id": "班级", "code": "标识码",
    "correction": "哪一处", "count": "人数", "county": "县", "day": "日期", "digest": "原件",
    "end": "结束日期", "ended": "去向", "entry_year": "入学年份", "expected": "应到人数",
    "field": "哪一项", "fields": "内容",
    "figures": "报的数", "form": "表样", "from_class": "原班级", "from_name": "原来的学校",
    "from_unit": "原来的学校", "found": "核实结果", "giver": "谁给的", "head_teacher": "班主任",
    "how": "方式", "in_session": "上不上课",
    "joint": "一起去的", "kind": "种类", "lessons": "节次", "limit": "期限", "met": "见到谁",
    "mode": "方式", "needs": "困难和需要", "never_enrolled": "从未入学", "next_step": "下一步",
    "note": "备注", "number": "编号", "one": "一个人", "other": "去处", "outcome": "结果",
    "pages": "页数", "paper": "哪份文书",
    "parent": "上级", "part": "哪一段", "period": "哪一期", "policy": "文件", "principal": "校长",
    "promised": "答应返校的日期", "proof": "证明", "pupil": "学生", "record": "花名册里的学生",
    "relation": "关系", "same": "是不是同一人", "same_as": "合并到", "scan": "扫描件",
    "school_year": "学年", "scope": "给看多少",
    "seen": "看到的", "sentence": "说明", "serial": "顺序号", "since": "从哪天起",
    "size": "大小", "slip": "补假条日期", "source": "文件名", "stage": "学段",
    "start": "开始日期", "tag": "类别",
    "target": "哪一条", "target_table": "哪一类", "term": "学期", "time": "时间", "title": "名称",
    "to": "交给谁", "to_name": "要去的学校", "to_unit": "要去的学校", "township": "乡镇",
    "transfer": "哪次转学", "unit": "单位", "until": "到哪天", "value": "数", "values": "内容",
    "whereabouts": "去向", "why": "理由", "withdrawn": "收没收回", "witnesses": "见证人",
    "word": "文号字", "year": "年份", "zero": "零报告",
}
_OWN: Mapping[tuple[str, str], str] = {
    ("unit", "name"): "校名", ("unit", "phone"): "电话", ("unit", "address"): "地址",
    ("class", "name"): "班名", ("class", "phone"): "班主任电话", ("class", "seat"): "文号座号",
    ("class", "number"): "班号", ("class", "lessons"): "每天几节课", ("tag", "note"): "备注",
    ("leave", "phone"): "请假电话", ("paper", "seat"): "文号座号", ("handed", "name"): "文件名",
    ("attached", "name"): "文件名", ("visit", "joint"): "一起去的",
    ("return", "day"): "报送日期", ("same_child", "other"): "另一个人",
    ("child_found", "name"): "姓名", ("child_found", "note"): "依据",
}


def field_word(table: str, name: str) -> str:
    """A field as a teacher calls it: ``监护人1电话``; of a visit ``结果``."""
    own = _OWN.get((table, name))
    if own is not None:
        return own
    if table in ("pupil", "enrollment") and name in DETAILS:
        return DETAILS[name].label
    return (LABELS if table == "pupil" else _FIELDS).get(name) or _FIELDS.get(name) or (
        LABELS.get(name, "这一项"))


def row_words(table: str, values: Mapping[str, Any]) -> str:
    """Which row it is, for one that stands beside a person's name: ``9月17日家访``.

    Empty for the pupil's own.
    """
    if table in ("pupil", "enrollment"):
        return ""
    told = _ROWS.get(table)
    return (told(values) if told is not None else "") or TABLES.get(table, "")


def value_words(name: str, value: Any, called: Callable[[str], str]) -> str:
    """A value that does not read well as it is kept; empty where it does.

    ``called`` names the pupil, class or unit of a row, empty for an unknown one.
    """
    if name == GONE:
        return "已删除" if value else "还留着"
    if name == "same" and value is not None:
        return "是同一人" if value else "不是同一人"
    if isinstance(value, list):
        return _list_words([called(str(one)) or str(one) for one in value])
    if isinstance(value, dict):
        return "，".join(f"{_COUNTS.get(key, key)}{said}" for key, said in value.items()
                        if not isinstance(said, dict | list))
    if isinstance(value, str):
        if name in _DAYS and len(value) == len("2026-09-17"):
            return day_text(date.fromisoformat(value))
        if name in NAMED:
            return called(value) or "别处的"
        if name in ("digest", "scan"):
            return f"原件 {value[:8]}"
    return ""


_DAYS = frozenset({"day", "since", "until", "start", "end", "slip", "promised", "limit", "entered",
                   "arrived", "birth_date"})
NAMED = frozenset({"class_id", "from_class", "same_as", "parent", "unit", "from_unit", "to_unit",
                   "arrival", "pupil", "record"})
"""Fields that hold the row of a pupil, class or unit."""
_COUNTS: Mapping[str, str] = {
    **{figure: what for figure, (what, _) in FIGURES.items()}, "registers": "点名天数"}
_MOST_NAMES = 6


def _list_words(names: list[str]) -> str:
    more = f"等{len(names)}人" if len(names) > _MOST_NAMES else ""
    return "、".join(names[:_MOST_NAMES]) + more if names else "没有人"


def _day(values: Mapping[str, Any], name: str = "day") -> str:
    day = values.get(name)
    return day_text(date.fromisoformat(day)) if day else ""


def _event(values: Mapping[str, Any]) -> str:
    kind = str(values.get("kind") or "")
    return _day(values) + (FACTS[kind][0] if kind in FACTS else kind)


def _part(values: Mapping[str, Any]) -> str:
    part = values.get("part") or ""
    return f"{_day(values)}{'' if part == '全天' else part}"


def _child(trait: Any) -> str:
    """A child by what its line in a list is known by (``Person.trait``)."""
    name, _, rest = str(trait or "").partition("|")
    known = rest.partition("/")[0]
    return f"{name}（{identity.mask(known) if identity.is_valid(known) else known}）"


_ROWS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "same_child": lambda v: f"比对：{_child(v.get('one'))}和{_child(v.get('other'))}",
    "child_found": lambda v: f"比对核实：{_child(v.get('child'))}",
    "tag": lambda v: f"类别“{v.get('tag') or ''}”",
    "movement": lambda v: f"{_day(v)}{v.get('kind') or ''}",
    "calendar_day": lambda v: f"校历{_day(v)}",
    "term": lambda v: f"{v.get('school_year') or ''}学年第{v.get('term') or ''}学期",
    "mark": lambda v: f"{_part(v)}考勤",
    "register": lambda v: f"{_part(v)}考勤登记",
    "leave": lambda v: f"{_day(v, 'since')}请假",
    "visit": lambda v: f"{_day(v)}{v.get('mode') or '家访'}",
    "paper": lambda v: str(v.get("number") or v.get("title") or ""),
    "paper_event": lambda v: f"{_day(v)}文书送达",
    "event": _event,
    "return": lambda v: what_words(str(v.get("kind") or ""), str(v.get("period") or "")),
    "handed": lambda v: f"《{v.get('title') or v.get('name') or ''}》",
    "transfer": lambda v: f"{_day(v)}{v.get('kind') or '转学'}",
}
