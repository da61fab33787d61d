"""Ledgers: how many rows the facts make for each, or that a person must say where it is kept."""

from kongchuo_desktop.domain.inspection.look import Look
from kongchuo_desktop.domain.inspection.model import Part, Proof
from kongchuo_desktop.domain.inspection.parts import part, proof_about
from kongchuo_desktop.domain.policy.model import LedgerBinding

_FACTS: dict[str, tuple[str, ...]] = {
    "异动登记册": ("moved",), "家访台账": ("visit",), "劝返台账": ("visit", "persuaded"),
    "请假登记册": ("leave",), "文书登记册": ("issued",), "联席会议记录簿": ("meeting",),
    "宣传工作台账": ("publicity", "campaign"), "公示登记册": ("disclosed",),
    "督查登记册": ("inspected",), "送教上门台账": ("session",), "资助台账": ("aided",),
    "助学基金台账": ("donated",), "包保台账": ("assigned",), "未及时返校登记册": ("recorded",),
}
"""Ledger → the facts each of which is a row."""
_CASES = frozenset({"控辍保学台账", "辍学学生台账", "小学控辍保学台账", "中学控辍保学台账",
                    "无故未到校台账"})
"""Ledgers of which each case is a row."""
_TAGS: dict[str, frozenset[str]] = {
    "留守儿童档案": frozenset({"留守"}), "留守儿童关爱工作台账": frozenset({"留守"}),
    "残疾儿童就学登记册": frozenset({"残疾", "重度残疾"}),
    "流动人口子女档案": frozenset({"流动"}), "随迁子女登记册": frozenset({"随迁"}),
    "后进生和特困生档案": frozenset({"后进", "特困供养"}), "后进生转化台账": frozenset({"后进"}),
    "动摇生登记册": frozenset({"动摇"}), "家困生登记册": frozenset({"家困"}),
    "学困生登记册": frozenset({"学困"}), "重点生档案": frozenset({"重点生"}),
}
"""Ledgers of which each pupil with such a tag is a row."""


def ledger(look: Look, binding: LedgerBinding) -> Part:
    """The rows of the span; where a ledger lies that the program does not keep, a person says."""
    rows = _rows(look, binding)
    kept = binding.ledger in _FACTS.keys() | _CASES | _TAGS.keys()
    return part(binding, binding.title, rows, materials=(f"《{binding.title}》",),
                state=None if rows or kept else "manual", each=binding.each,
                facts=_FACTS.get(binding.ledger, () if kept else ("recorded",)))


def _rows(look: Look, binding: LedgerBinding) -> list[Proof]:
    name, found = binding.ledger, []
    written = [f for f in look.facts(*_FACTS.get(name, ("recorded",)))
               if f.kind != "recorded" or f.fields.get("ledger") == name]
    if written:
        found.append(proof_about(look.school, f"登记{len(written)}条", "there", written[-1].day,
                                 tuple(fact.id for fact in written)))
    if name in _CASES:
        cases = [s.case for s, _ in look.subjects("case", binding.only_if) if s.case]
        if cases:
            found.append(proof_about(look.school, f"个案{len(cases)}个", "there",
                                     max(case.opened for case in cases)))
    number = sum(not _TAGS[name].isdisjoint(pupil.tags_on(look.day))
                 for pupil in look.here) if name in _TAGS else 0
    if number:
        found.append(proof_about(look.school, f"在册{number}人", "there"))
    return found
