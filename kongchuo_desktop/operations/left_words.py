"""What of a package was not taken in, what gave way to it and what wants a look, in words."""

from collections import Counter
from collections.abc import Mapping

from kongchuo_desktop.store.merge_report import MergeReport
from kongchuo_desktop.store.sieve import Why

_WORDS: Mapping[Why, str] = {
    "others": "有{}条说的是别的学校的学生或班级",
    "unknown": "有{}条说的学生还没有资料",
    "false": "有{}条占着别处登记的位置，不是真的",
}
_OFFICE = frozenset({"handed", "correction", "transfer", "grant"})
"""Tables in which a class that joined its school writes nothing itself. After a backup was put
back it brings the school's own rows again, so they are taken, and named (journal.md §7)."""


def left_words(report: MergeReport, *, of_class: bool) -> tuple[str, ...]:
    """A sentence for each kind of entry that was left out, and one for what was put aside; one for
    what a class brought in its school's name."""
    counts = Counter(one.why for one in report.left)
    said = [f"{words.format(counts[why])}，没有收。"
            for why, words in _WORDS.items() if counts[why]]
    if said:
        said[-1] += "其余的照收，请打电话问对方这些是怎么来的。"
    if report.aside:
        said.append(f"以前收下的{len(report.aside)}条是冒充的，换成了真的；换下来的还留着备查。")
    office = sum(of_class and row.new and row.table in _OFFICE for row in report.rows)
    if office:
        said.append(f"有{office}条是以学校名义写的（下发的文件、退回修改、转学），"
                    "学校没有写过的，请收回，再问这个班。")
    return tuple(said)
