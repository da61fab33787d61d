"""How a document is named and found in a list: its level in Chinese, and the words typed for it."""

from kongchuo_desktop.domain.policy.model import Policy
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.theme import Theme

KINDS = {
    "province": "省", "prefecture": "市（州）", "county": "县", "township": "乡镇",
    "school": "学校", "class": "班级", "composite": "综合",
}
"""Kind of a document → Chinese."""


def found_by(policy: Policy, text: str) -> bool:
    """Whether all words that were typed occur in the title, the issuer, the number or the id."""
    said = f"{policy.title} {policy.issuer} {policy.number} {policy.id} {KINDS[policy.kind]}"
    return all(word in said.casefold() for word in text.casefold().split())


def finder(theme: Theme) -> LineInput:
    """The field in which one types what ``found_by`` looks for."""
    line = LineInput(theme, "找：地方、名称、编号", icon="search")
    line.setAccessibleName("找文件")
    return line
