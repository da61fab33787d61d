"""The handover sheet that goes with a package on the stick, signed by who takes it."""

from collections.abc import Mapping

from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations.joining import own_class
from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.papers import fonts, form_by_id
from kongchuo_desktop.operations.sent import Sent
from kongchuo_desktop.operations.world import class_title
from kongchuo_desktop.papers.render import render
from kongchuo_desktop.store.store import Store

FORM = "package_list"
COUNTED: Mapping[str, tuple[str, str]] = {
    "pupils": ("学生名册", "人"), "registers": ("考勤", "天"), "cases": ("在办个案", "人"),
    "opened": ("本月新立个案", "人"), "returned": ("本月复学", "人"),
    "visits": ("家访和电话", "次"), "papers": ("开出文书", "份"),
}
"""Figure of a return → what it counts and its counter."""


def handover_sheet(store: Store, *, sent: Sent) -> bytes:
    """The sheet as a PDF, in two copies when printed: sender and receiver keep one each.

    It tells of the writing, whenever it is printed.
    """
    made = sent.at
    header = store.header
    room = own_class(store)
    sender = f"{header.unit_name}{class_title(store, room.row) if room else ''}"
    values = {
        "sender": sender, "receiver": sent.reader, "period": period_words(sent.period),
        "made": f"{made.year}年{made.month}月{made.day}日 {made:%H:%M}", "file": sent.path.name,
        "check_code": sent.check_code, "maker": sent.by,
        "contents": [{"what": what, "count": f"{sent.counts[key]}{unit}", "note": ""}
                     for key, (what, unit) in COUNTED.items() if key in sent.counts],
    }
    form = form_by_id(store, FORM)
    return render(form, [{**values, "title": form.title}], cite=citer(made.date()),
                  fonts=fonts(), practice=is_practice(store.folder)).pdf
