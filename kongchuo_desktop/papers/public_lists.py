"""What a ledger may say that is put up where everybody reads it (公示, R464)."""

from collections.abc import Mapping

from kongchuo_desktop.papers.form import ChartBlock, Form
from kongchuo_desktop.papers.made_rows import OF_ONE_PUPIL
from kongchuo_desktop.papers.template import Ref, Shown

PUBLIC: Mapping[str, frozenset[str]] = {
    "pupil.aid_rows": frozenset({"pupil.name", "row.day", "row.what", "row.by"}),
    "case": frozenset({"pupil.name", "case.times", "case.state", "case.returned", "case.opened"}),
}
"""What the list is of → the words that it may print: help and persuasion, and nothing else."""
MASKED = frozenset({"pupil.name"})
"""Of these what is never written out."""


def public_fault(form: Form) -> str:
    """What is wrong with a form that says it is for everybody, in a sentence; empty for nothing."""
    if not form.ledger:
        return "只有台账能写“public”"
    if any(isinstance(block, ChartBlock) for part in form.parts for block in part.blocks):
        return "公示的不能有图：图里可能写着学生的姓名"
    block, listed, made = form.listed
    for field in form.fields.values():
        if field is not listed and (field.kind in ("rows", "picture")
                                    or field.source.startswith(OF_ONE_PUPIL)):
            return f"公示的只有一个清单，不能再有“{field.name}”：里面可能写着学生的姓名"
    allowed = PUBLIC.get(made.each, frozenset())
    if made.group and made.columns[made.group] not in allowed - MASKED:
        return f"公示的不能按“{made.group}”分组：每一组的上面会写出来"
    for column in block.columns:
        for shown in column.text:
            if not isinstance(shown, Ref | Shown) or shown.name not in made.columns:
                continue
            word = made.columns[shown.name]
            if word not in allowed:
                return f"公示的只写帮扶和劝返情况，不能有“{column.head}”这一栏"
            if word in MASKED and not (isinstance(shown, Shown) and shown.how == "mask"):
                return f"公示的“{column.head}”要遮住，写成{{mask:{shown.name}}}"
    return ""
