"""勾稽 of who came when a term began: 应到 = 已到 + 未到, and why each one did not come."""

from collections.abc import Container, Iterable, Iterator, Sequence

from kongchuo_desktop.domain.month_checks import MonthCheck
from kongchuo_desktop.domain.report_lines import ReportLine

TITLES = {"due": "应到", "arrived": "已到", "missing": "未到", "transferred": "已转学",
          "leave": "请假", "suspended": "休学", "suspected": "疑似辍学", "unknown": "去向不明"}
"""Column → what it is called."""
REASONS = ("transferred", "leave", "suspended", "suspected", "unknown")


def opening_checks(lines: Sequence[ReportLine], without_class: Iterable[str] = (), *,
                   unseen: Container[str] = ()) -> Iterator[MonthCheck]:
    """All that does not add up; a child that did not come for another reason than those that the
    report asks for is named, and so is who belongs to no class.

    Args:
        without_class: who was due and stands in no line.
        unseen: keys of classes that took no register since the term began: nobody knows who came.
    """
    for line in lines:
        if line.key in unseen:
            yield MonthCheck("registers", f"{line.title}：开学以来没有点过名，已到的数不出来",
                             line.pupils.get("due", ()))
        due, came = set(line.pupils.get("due", ())), set(line.pupils.get("arrived", ()))
        missing = set(line.pupils.get("missing", ()))
        if due != came | missing or came & missing:
            yield MonthCheck("arrived", f"{line.title}：已到{len(came)}＋未到{len(missing)}，"
                                        f"不等于应到{len(due)}",
                             tuple(sorted((due ^ (came | missing)) | (came & missing))))
        told = {one for reason in REASONS for one in line.pupils.get(reason, ())}
        if rest := missing - told:
            yield MonthCheck("reasons", f"{line.title}：未到{len(missing)}，写得进表里五种情况的"
                                        f"{len(missing & told)}，还有{len(rest)}人是别的情况",
                             tuple(sorted(rest)))
    if apart := sorted(without_class):
        yield MonthCheck("classes", f"还有{len(apart)}人应当到校，没有写班级，表里没有数",
                         tuple(apart))
