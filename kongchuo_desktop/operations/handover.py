"""The sheet that goes with a package on the stick, signed and sealed by both sides (报送清单)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kongchuo_desktop.operations.drives import size_text
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.going_down import SentDown
from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.papers import fonts
from kongchuo_desktop.operations.sent import SHORT, Sent
from kongchuo_desktop.operations.trust import machine_keys, own_class
from kongchuo_desktop.operations.world import class_title
from kongchuo_desktop.papers.render import render
from kongchuo_desktop.store.store import Store

FORM = "package_list"
COUNTED: Mapping[str, tuple[str, str]] = {
    "pupils": ("学生名册", "人"), "registers": ("考勤", "天"), "cases": ("在办个案", "人"),
    "opened": ("本期新立个案", "人"), "returned": ("本期复学", "人"),
    "visits": ("家访和电话", "次"), "papers": ("开出文书", "份"),
}
"""Figure of a return → what it counts and its counter."""
_TOLD = {"回执": "份", "更正": "处", "名单": "人", "文件": "份", "校历": "处"}
"""What a package down tells → its counter."""


def handover_sheet(store: Store, *, sent: Sent) -> bytes:
    """The sheet of a package up as a PDF, in two copies when printed: each side keeps one.

    It tells of the writing, whenever it is printed.
    """
    rows = [_row(what, sent.counts[key], unit, "零报告" if key == "cases" and sent.zero else "")
            for key, (what, unit) in COUNTED.items() if key in sent.counts]
    return _sheet(store, sent.at, rows, {
        "title": "报送清单", "verb": "报送", "receiver": sent.reader,
        "what": sent.what, "file": sent.path.name,
        "size": size_text(sent.size), "short": sent.short_hash, "check_code": sent.check_code,
        "maker": sent.by})


def down_sheet(store: Store, *, sent: SentDown) -> bytes:
    """The sheet of a package down, which names what was new in it: 回执, 更正 …"""
    rows = [_row(what, count, _TOLD.get(what, "项"), "")
            for what, count in sent.news.items() if count]
    return _sheet(store, sent.at, rows, {
        "title": "下发清单", "verb": "下发", "receiver": sent.name, "what": "回执和下发的资料",
        "file": sent.path.name, "size": size_text(sent.size), "short": sent.sha256[:SHORT],
        "check_code": machine_keys(store).public.check_code, "maker": sent.by})


def _row(what: str, count: int, unit: str, note: str) -> dict[str, str]:
    return {"what": what, "count": f"{count}{unit}", "note": note}


def _sheet(store: Store, made: datetime, rows: Sequence[Mapping[str, str]],
           values: Mapping[str, str]) -> bytes:
    room = own_class(store)
    sender = f"{store.header.unit_name}{class_title(store, room.row) if room else ''}"
    told = {
        **values, "sender": sender, "contents": [dict(row) for row in rows],
        "made": f"{made.year}年{made.month}月{made.day}日 {made:%H:%M}",
    }
    return render(form_by_id(store, FORM), [told], cite=citer(made.date()), fonts=fonts(),
                  practice=is_practice(store.folder)).pdf
