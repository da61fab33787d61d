"""Invented rows for the lists of a specimen, as many as are asked for."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from kongchuo_desktop.domain.month_table import CAME, COLUMNS, LEFT, month_rows
from kongchuo_desktop.operations.paper_facts.specimen_names import (
    LONG_NAME,
    RARE_NAME,
    address,
    identity_number,
    name,
    portrait,
    sentence,
)
from kongchuo_desktop.papers.sources import ROW_DATES, ROWS
from kongchuo_desktop.papers.template import Field

_PHONE = "000-00000000"
_SATURDAY, _FEW = 5, 8
_ROOMS = ("七年级1班", "七年级2班", "八年级1班", "九年级1班")
_WORDS: Mapping[str, str] = {
    "sex": "女", "birth": "2013年5月6日", "relation": "父亲", "phone": _PHONE, "kind": "转入",
    "other": "河西小学", "title": "劝学通知书", "to": "监护人", "state": "已送达",
    "reason": "感冒发热", "approver": "周老师", "by": "周老师、陶主任", "joint": "村委会样书记",
    "who": "周老师", "what": "到家里看望", "result": "同意返校", "mode": "家访",
    "met": "样大张（父亲）", "outcome": "同意", "cause": "外出打工", "whereabouts": "云岭县城",
    "content": "识字与数数", "with": "样大张（父亲）", "tag": "留守", "tags": "留守",
    "head_teacher": "周老师", "helper": "陶主任", "role": "包保", "area": "河东村",
    "pupils": "样小张、样一李", "leader": "样主任", "office": "基础教育股",
    "schools": "青石镇中心学校", "zero": "否", "note": "", "moves": "样小张转入",
    "week": "11月3日家访：有条件", "side": "在籍不在校", "why": "跟父母去外地，电话核实过",
    "slip": "还没交", "because": "转出", "asked": "接收学校证明", "files": "接收函.pdf",
    "deduct": "可以核减", "lists": "户籍、学前", "from": "河西小学", "school": "青石镇初级中学",
    "where": "学校门口公示栏",
}
_KINDS: Mapping[str, str] = {"pupil.care_rows": "谈心", "pupil.leave_rows": "病假",
                             "school.record_rows": "召开会议"}
_STATES: Mapping[str, str] = {"pupil.apart_rows": "没有说明", "pupil.proof_rows": "有",
                              "school.paper_rows": "已送达", "pupil.diploma_rows": "还不能发",
                              "pupil.junior_rows": "还没有到校（3天）",
                              "school.newcomer_rows": "已到校"}
_NUMBERS: Mapping[str, int] = {
    "hours": 2, "due": 21, "present": 20, "absent": 1, "leave": 0, "late": 0, "size": 48,
    "boys": 25, "girls": 23, "arrived": 46, "missing": 2, "transferred": 0, "suspended": 0,
    "suspected": 1, "unknown": 0, "times": 2, "elsewhere": 0, "came": 1, "left": 0, "returned": 0,
    "visits": 1, "days": 3,
}
_PEOPLE = frozenset({"name", "guardian", "by", "met", "who", "joint", "with", "head_teacher",
                     "helper", "approver", "leader"})
_OF_CLASSES = frozenset({"school.class_rows", "school.week_rows", "school.class_month_rows"})
_TOLD = frozenset({"note", "content", "what", "result", "reason", "other", "cause"})


def specimen_lists(day: date, rows: int, kind: str) -> dict[str, list[dict[str, Any]]]:
    """Every word of ``sources.ROWS`` with so many rows; a table by grade has its own number."""
    def row(word: str, keys: Mapping[str, str], n: int) -> dict[str, Any]:
        return {key: _value(word, key, n, rows, day, kind) for key in keys}

    if not rows:
        return {}
    found = {word: [row(word, keys, n) for n in range(rows)] for word, keys in ROWS.items()}
    for span in ("month", "term", "year"):
        found[f"school.{span}_rows"] = _grades()
    return found


def program_rows(field: Field, day: date) -> list[dict[str, Any]]:
    """Rows for a list that the program fills itself; columns to be spread out are a month's days,
    on which everybody came so far."""
    days = [date(day.year, day.month, n + 1) for n in range(monthrange(day.year, day.month)[1])]
    if "key" in field.keys:
        return [{"head": each.day, "sub": "一二三四五六日"[each.weekday()], "key": str(each),
                 "shade": each.weekday() >= _SATURDAY} for each in days if "sub" in field.keys]
    came = {str(each): "√" for each in days if each < day and each.weekday() < _SATURDAY}
    own = {"room": _ROOMS[0], "kind": "旷课"}
    return [came | {key: own.get(key) or _value("", key, n, _FEW, day, "ordinary")
                    for key in field.keys} for n in range(_FEW)]


def _value(word: str, key: str, n: int, rows: int, day: date, kind: str) -> Any:
    if key == "n":
        return n + 1
    if key in ROW_DATES:
        return day - timedelta(days=rows - n)
    if key in _PEOPLE and kind in ("longest", "rare"):
        return LONG_NAME if kind == "longest" else RARE_NAME
    if key in _TOLD and kind == "longest":
        return sentence(60)
    special: Mapping[str, Callable[[], Any]] = {
        "photo": portrait,
        "kind": lambda: _KINDS.get(word, _WORDS["kind"]),
        "seat": lambda: n + 1,
        "name": lambda: _ROOMS[n % 4] if word in _OF_CLASSES else name(n),
        "identity_number": lambda: identity_number(n),
        "student_number": lambda: f"G{identity_number(n)}",
        "guardian": lambda: f"样大{name(n)[-1]}",
        "address": lambda: address(n, length=60 if kind == "longest" else 0),
        "class": lambda: _ROOMS[n % 4],
        "state": lambda: _STATES.get(
            word, "疑似辍学" if word.startswith("school.") else _WORDS[key]),
        "month": lambda: f"{(8 + n) % 12 + 1}月",
        "period": lambda: "9月1日至9月7日" if word == "school.record_rows"
        else f"{day.year}年{n % 12 + 1}月",
        "number": lambda: f"义劝通字〔{day.year}〕第{n + 1}号",
    }
    if key in special:
        return special[key]()
    if word in _OF_CLASSES and key == "present":
        return _NUMBERS["size"] - 1
    if word == "school.return_rows" and key == "pupils":
        return 412
    return _NUMBERS.get(key, _WORDS.get(key, ""))


def _grades() -> list[dict[str, Any]]:
    lines: dict[int, dict[str, int]] = {}
    for grade in range(1, 10):
        line = dict.fromkeys(COLUMNS, 0) | {
            "before": 44 + grade, "in_transfer": grade % 3 == 0, "out_transfer": grade % 4 == 0,
            "gap": grade > 7, "suspected_all": grade > 7, "still": grade > 7,
            "visits": 3 * (grade > 7), "focus": 5, "sessions": int(grade == 5)}
        line["after"] = line["before"] + sum(line[c] for c in CAME) - sum(line[c] for c in LEFT)
        line["present"] = line["after"] - line["gap"]
        lines[grade] = {column: int(count) for column, count in line.items()}
    return month_rows(lines)
