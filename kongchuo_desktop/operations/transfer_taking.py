"""How a school takes a child that comes from another one: what is copied, and what it decides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.domain import names
from kongchuo_desktop.domain.transfers import Kind
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.roster import FIELDS, pupil_key
from kongchuo_desktop.operations.transfer_lines import Line
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.tables import Enrollment, Movement, Projected, PupilRow, Tag
from kongchuo_desktop.store.write import Write

OWN_AT_A_SCHOOL = frozenset({"class_id", "seat", "entered"})
"""Fields that the new school decides; all others come with the child."""
_ARRIVES: Mapping[Kind, str] = {"转学": "转入", "小升初": "报到"}


def take_one(write: Write, line: Line, class_id: str, day: date, seat: int | None) -> None:
    """Put an announced child onto this school's roster, on its old record where it has one.

    Raises:
        KnownError: ``not_expected`` while its record has not come.
    """
    there = write.session.get(PupilRow, line.pupil)
    if there is None or not there.name:
        raise KnownError("not_expected", "这名学生的资料还没有到。", kept="没有改动。",
                         todo="读入上级下一次发来的包，再登记。")
    fields = {name: getattr(there, name) for name in FIELDS if name not in OWN_AT_A_SCHOOL}
    own = _own_record(write, there)
    if own is None:
        pupil = write.insert(PupilRow, key=pupil_key(fields), class_id=class_id, seat=seat,
                             entered=day.isoformat(), **known(fields))
        changed = {}
    else:
        pupil, changed = own.row, known({"from_class": own.class_id, "class_id": class_id})
        write.update(PupilRow, pupil, prior=own.tips, class_id=class_id, seat=seat)
    write.insert(Movement, pupil=pupil, kind=_ARRIVES[line.kind], day=day.isoformat(),
                 transfer=line.transfer, **known({"other": line.from_name}), **changed)
    if own is None:
        bring_details(write, line.pupil, pupil)


def _own_record(write: Write, there: PupilRow) -> PupilRow | None:
    """The record of a child that was at this school before."""
    if not there.identity_number:
        return None
    name = names.normal(there.name or "")
    return next((row for row in living(write.session, PupilRow,
                                       identity_number=there.identity_number)
                 if row.home == write.home and names.normal(row.name or "") == name), None)


def bring_details(write: Write, there: str, pupil: str) -> None:
    """Of what else the old school wrote of a child, what is here and is no story of its own."""
    for row in living(write.session, Enrollment, pupil=there):
        write.insert(Enrollment, **{**_own_fields(row), "pupil": pupil})
    for tag in living(write.session, Tag, pupil=there):
        if not tag.until:
            write.insert(Tag, **{**_own_fields(tag), "pupil": pupil})


def _own_fields(row: Projected) -> dict[str, Any]:
    return known({name: getattr(row, name) for name in type(row).model_fields
                  if name not in Projected.model_fields})
