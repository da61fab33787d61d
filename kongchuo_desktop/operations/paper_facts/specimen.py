"""Invented facts for specimens, by dotted word: ordinary, sparse, long, rare or very many."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from kongchuo_desktop.operations.paper_facts.specimen_charts import specimen_charts
from kongchuo_desktop.operations.paper_facts.specimen_lists import specimen_lists
from kongchuo_desktop.operations.paper_facts.specimen_names import (
    LONG_NAME,
    RARE_NAME,
    address,
    identity_number,
    name,
    portrait,
    sentence,
)
from kongchuo_desktop.papers.made_rows import ROW, MadeRows
from kongchuo_desktop.papers.template import Field

Kind = Literal["ordinary", "empty", "longest", "rare", "many"]
"""``empty``: only what no pupil can be without; ``longest``: the longest plausible values;
``rare``: names of rare characters; ``many``: two hundred rows in every list."""

PHONE = "000-00000000"
"""No telephone has such a number."""
_AT_LEAST = frozenset({"pupil.name", "pupil.class_name", "class.name", "school.name", "today",
                       "month.name"})
_ROWS: Mapping[Kind, int] = {"ordinary": 6, "empty": 0, "longest": 4, "rare": 4, "many": 200}
_REASON = 800
_CLASS = "七年级1班"


def specimen_facts(day: date, kind: Kind = "ordinary", n: int = 0) -> dict[str, Any]:
    """Every word of ``sources.SOURCES`` with an invented value; the area of the numbers is none.

    Args:
        n: which of several pupils; each has a name and numbers of its own.
    """
    names = [{"longest": LONG_NAME, "rare": RARE_NAME}.get(kind, name(at))
             for at in range(_ROWS[kind])]
    return (_single(day, kind, n) | specimen_lists(day, _ROWS[kind], kind)
            | (specimen_charts(names) if names else {}))


def made_rows(made: MadeRows, day: date, kind: Kind = "ordinary") -> list[dict[str, Any]]:
    """Invented rows of a ledger, as many as a list of that kind has."""
    lists = specimen_lists(day, _ROWS[kind], kind).get(made.each, [])
    rows = []
    for n in range(_ROWS[kind]):
        facts = _single(day, kind, n)
        own = lists[n] if n < len(lists) else {}
        rows.append({key: own.get(word.removeprefix(ROW)) if word.startswith(ROW)
                     else facts.get(word) for key, word in made.columns.items()})
    return rows


def _single(day: date, kind: Kind, n: int) -> dict[str, Any]:
    """Every word of one value."""
    facts = {**_pupil(n), **_guardians(n), **_case(day), **_visit(day), **_school(), **_policy(day),
             **_times(day), "teacher.name": "周老师", "user.name": "周老师", "today": day}
    if kind == "empty":
        facts = {word: value for word, value in facts.items() if word in _AT_LEAST}
    if kind == "longest":
        facts |= _long()
    if kind == "rare":
        facts |= _rare()
    if kind == "many":
        facts |= _many(day)
    return facts


def specimen_answer(field: Field, kind: Kind = "ordinary") -> Any:
    """What might be written into a field of a form that no fact fills; None for nothing."""
    if kind == "empty":
        return None
    longest = kind == "longest"
    answers: Mapping[str, Callable[[], Any]] = {
        "text": lambda: sentence(60) if longest else "（样例）",
        "lines": lambda: sentence(_REASON if longest else 60),
        "number": lambda: 3,
        "choice": lambda: field.choices[0],
        "ticks": lambda: list(field.choices if longest else field.choices[:1]),
        "picture": portrait,
    }
    return answers[field.kind]() if field.kind in answers else None


def _pupil(n: int) -> dict[str, Any]:
    number = identity_number(n)
    return {
        "pupil.name": name(n), "pupil.former_name": "样小弓", "pupil.sex": "男",
        "pupil.birth": "2013年5月6日", "pupil.age": 13, "pupil.nation": "汉族",
        "pupil.identity_number": number, "pupil.student_number": f"G{number}",
        "pupil.class_name": _CLASS, "pupil.grade": "七年级",
        "pupil.grade_class": f"青石镇中心学校{_CLASS}", "pupil.school": "青石镇中心学校",
        "pupil.seat": n + 1,
        "pupil.address": address(n), "pupil.household_address": address(n),
        "pupil.phone": PHONE, "pupil.boarding": "走读", "pupil.placement": "在校",
        "pupil.entered": date(2026, 9, 1), "pupil.photo": portrait(), "pupil.tags": "留守、脱贫户",
        "pupil.disability": "肢体残疾，四级", "pupil.health": "健康或良好",
        "pupil.left_behind": "双亲留守", "pupil.residence_kind": "农业户口",
        "pupil.entry_month": "2026年9月", "pupil.native_place": "云岭县",
        "pupil.distance": "3公里", "pupil.travel": "步行",
        "pupil.contact_day": date(2026, 10, 9), "pupil.contact_outcome": "同意",
        "pupil.contact_due": "10月31日以前", "pupil.proofs_lacking": "接收学校证明",
        "pupil.aids": "营养餐、寄宿生生活补助",
    }


def _guardians(n: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word, given, relation in (("guardian", "样大张", "父亲"), ("guardian2", "样阿芳", "母亲")):
        found |= {f"{word}.name": given, f"{word}.relation": relation, f"{word}.phone": PHONE,
                  f"{word}.where": "云岭县城务工", f"{word}.address": address(n),
                  f"{word}.work": "务农",
                  f"{word}.identity_number": identity_number(800 + n, born="19800506")}
    return found


def _case(day: date) -> dict[str, Any]:
    def ago(days: int) -> date:
        return day - timedelta(days=days)

    return {
        "case.absent_since": ago(8), "case.absent_days": 6, "case.state": "疑似辍学",
        "case.cause": "外出打工", "case.whereabouts": "云岭县城", "case.opened": ago(7),
        "case.returned": ago(1), "case.closed": day, "case.visits": [ago(6), ago(3)],
        "case.calls": [ago(7)], "case.contacts": [ago(7), ago(6), ago(3)],
        "case.visitors": "周老师、陶主任", "case.times": 3,
        "case.last_day": ago(3), "case.last_mode": "家访", "case.last_outcome": "同意",
        "case.notice_number": f"义劝通字〔{day.year}〕第0号", "case.notice_day": ago(5),
        "case.notice_served": ago(4), "case.report_number": f"辍报字〔{day.year}〕第0号",
        "case.report_day": ago(2), "case.report_signed": ago(1),
        "case.measures": "乡镇政府：上门做工作（10月12日）", "case.plan": "一人一案（10月9日）",
        "case.helper": "陶主任", "case.helper_phone": PHONE,
        "case.conclusion": "已返校复学",
    }


def _visit(day: date) -> dict[str, Any]:
    return {
        "visit.day": day - timedelta(days=3), "visit.time": "16:30", "visit.mode": "家访",
        "visit.met": "样大张（父亲）", "visit.outcome": "同意", "visit.cause": "外出打工",
        "visit.whereabouts": "云岭县城", "visit.promised": day + timedelta(days=4),
        "visit.needs": "希望学校帮助补上落下的功课。", "visit.next_step": "到期当天早上再打电话。",
        "visit.note": "孩子跟亲戚在县城帮工，家长答应接回来继续上学。",
        "visit.by": "周老师、陶主任", "visit.joint": "村委会样书记", "visit.times": 2,
    }


def _school() -> dict[str, Any]:
    return {
        "school.name": "青石镇中心学校", "school.phone": PHONE, "school.township": "青石镇",
        "school.government": "青石镇人民政府",
        "school.county": "云岭县", "school.address": "青石镇河东路1号",
        "school.principal": "样校长", "school.bureau": "云岭县教育局",
        "school.code": "0000000000", "school.size": 412,
        "school.first_grade_due": 46, "school.first_grade_arrived": 46,
        "school.seventh_grade_due": 96, "school.seventh_grade_arrived": 95,
        "class.name": _CLASS, "class.grade": "七年级", "class.head_teacher": "周老师",
        "class.phone": PHONE, "class.size": 48, "class.boys": 25, "class.girls": 23,
    }


def _policy(day: date) -> dict[str, Any]:
    return {"policy.return_limit": day + timedelta(days=7),
            "policy.document": "《云岭县控辍保学工作实施方案》", "policy.desk": "基础教育股",
            "policy.parent_duty": "父母或者其他监护人应当送适龄子女按时入学"}


def _times(day: date) -> dict[str, Any]:
    year = day.year if day.month >= 9 else day.year - 1
    school_year = f"{year}—{year + 1}学年"
    return {"term.name": f"{school_year}第一学期", "term.school_year": school_year,
            "term.start": date(year, 9, 1), "month.name": f"{day.year}年{day.month}月",
            "week.start": day - timedelta(days=day.weekday()), "week.end": day}


def _long() -> dict[str, Any]:
    where = address(0, length=60)
    names = dict.fromkeys(("pupil.name", "pupil.former_name", "guardian.name", "guardian2.name",
                           "class.head_teacher", "teacher.name", "user.name", "school.principal",
                           "case.helper"), LONG_NAME)
    places = dict.fromkeys(("pupil.address", "pupil.household_address", "guardian.address",
                            "guardian2.address", "school.address"), where)
    told = dict.fromkeys(("visit.note", "visit.needs", "visit.next_step", "case.conclusion"),
                         sentence(_REASON))
    short = dict.fromkeys(("case.cause", "case.whereabouts", "visit.cause", "visit.whereabouts",
                           "guardian.where", "guardian2.where", "guardian.work",
                           "guardian2.work"), sentence(40))
    school = "云岭阿合奇柯尔克孜自治县青石镇中心九年一贯制寄宿学校"
    three = "、".join([LONG_NAME] * 3)
    return {**names, **places, **told, **short,
            "guardian.relation": "外祖父（监护人）", "guardian2.relation": "外祖母（监护人）",
            "school.name": school, "school.bureau": "云岭阿合奇柯尔克孜自治县教育体育局",
            "school.township": "阿合奇塔吉克民族乡",
            "school.government": "阿合奇塔吉克民族乡人民政府",
            "school.county": "云岭阿合奇柯尔克孜自治县",
            "pupil.nation": "柯尔克孜族", "pupil.grade_class": f"{school}{_CLASS}",
            "pupil.school": school,
            "pupil.tags": "留守、脱贫户、监测户、农村低保、残疾人家庭、学困、双困、重点生",
            "pupil.disability": "多重残疾（肢体二级、言语三级）",
            "policy.document": "《云岭阿合奇柯尔克孜自治县义务教育控辍保学工作实施方案》",
            "policy.school_order": sentence(60)[:-1], "policy.parent_duty": sentence(60)[:-1],
            "policy.desk": "基础教育与民族教育股", "case.visitors": three, "visit.by": three,
            "visit.joint": three, "visit.met": f"{LONG_NAME}（外祖父）"}


def _rare() -> dict[str, Any]:
    names = dict.fromkeys(("pupil.name", "pupil.former_name", "guardian.name", "guardian2.name",
                           "class.head_teacher", "teacher.name", "user.name", "case.visitors",
                           "visit.by", "school.principal"), RARE_NAME)
    return {**names, "pupil.address": "青石镇㙘头村䂖组", "guardian.address": "青石镇㙘头村䂖组"}


def _many(day: date) -> dict[str, Any]:
    days = [day - timedelta(days=n) for n in range(24, 0, -2)]
    return {"case.visits": days, "case.calls": days, "case.contacts": days, "case.times": 12}
