"""What 今日 says when there is nothing to do: why, and what one could do instead."""

from datetime import date

from kongchuo_desktop.operations.overview import Overview
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.theme import Theme


def empty_state(theme: Theme, view: Overview, until: date | None) -> EmptyState:
    """The sentence in place of the rows; ``until`` is the last day that was looked at ahead."""
    if not view.attended.enrolled:
        return EmptyState(theme, "users", "花名册里还没有学生",
                          "用现成的Excel名单导入，几分钟就好；也可以一个个添加。",
                          actions=[("import", "导入Excel", "upload", True),
                                   ("roster", "添加学生", "", False)])
    if until is not None:
        return EmptyState(theme, "circle-check", f"到{day_text(until)}没有到期的事",
                          "也没有到那天要开始办的。", done=True)
    day = view.attended
    said = f"今天不上课{f'（{day.note}）' if day.note else ''}" if not day.in_session else (
        "考勤已提交")
    later = [("later", "看看以后的", "", False)] if _count(view, "later") else []
    if view.lacking:
        return EmptyState(theme, "file-text", "文件不在，只能提醒点名和请假",
                          "条文要求的电话、家访和文书，等文件放进来才会列出。", actions=later)
    undated = _count(view, "undated")
    if undated:
        return EmptyState(theme, "circle-check", "今天到期的都办完了",
                          f"{said}。还有{undated}件文件没有写期限的事，列在“没有期限”里。",
                          done=True, actions=later)
    return EmptyState(theme, "circle-check", "今天的事都办完了",
                      f"{said}，没有要打的电话，也没有要走的家。", done=True, actions=later)


def _count(view: Overview, group: str) -> int:
    return sum(1 for due in view.dues if due.line.first.group == group)
