"""Invented values for any form, by what its fields ask for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.operations.paper_facts.specimen import (
    Kind,
    specimen_answer,
    specimen_facts,
)
from kongchuo_desktop.papers.form import Form

DAY = date(2026, 9, 17)


def values_of(form: Form, kind: Kind, n: int = 0) -> Mapping[str, Any]:
    """What one copy prints, as if it were issued."""
    values = form.values(specimen_facts(DAY, kind, n))
    for field in form.fields.values():
        if field.name not in values and (answer := specimen_answer(field, kind)) is not None:
            values[field.name] = answer
    number = form.numbering.text(DAY.year, n + 1) if form.numbering else ""
    issued = {} if form.program else {"paper_code": f"{n:04d} 8633"}
    return {**values, **({"number": number} if number else {}), **issued}
