"""The enrollment of a pupil beyond the roster, as the 学籍 template has it, for the card."""

from collections.abc import Mapping
from dataclasses import dataclass

from kongchuo_desktop.domain.enrollment import DETAILS
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Enrollment


@dataclass(frozen=True, slots=True)
class EnrollmentCard:
    """What is known of one pupil's enrollment.

    Attributes:
        values: field (a key of ``DETAILS``) → text or yes/no, in the order of the template; only
            what holds something. Identity numbers of the family are whole: mask them on screen.
        row, tips: of the record, to be handed back when it is changed; empty where there is none.
    """

    values: Mapping[str, str | bool]
    row: str = ""
    tips: str = ""

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(column of the template, its value as words), in the order of the template."""
        return [(DETAILS[name].label, _words(value)) for name, value in self.values.items()]


def enrollment_of(store: Store, *, pupil: str) -> EnrollmentCard:
    """The pupil's enrollment; of joined records the canonical one fills, the others follow."""
    values: dict[str, str | bool] = {}
    row = tips = ""
    with store.session() as session:
        records = sorted(members(session.connection(), pupil), key=lambda r: (r != pupil, r))
        found = [one for record in records for one in living(session, Enrollment, pupil=record)]
    for one in found:
        row, tips = row or one.row, tips or one.tips
        for name in DETAILS:
            value = getattr(one, name)
            if value not in (None, ""):
                values.setdefault(name, value)
    return EnrollmentCard({name: values[name] for name in DETAILS if name in values}, row, tips)


def _words(value: str | bool) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value
