"""督导包校: who of the bureau answers for which school, as dated facts (R349)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.homes import own_events
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.operations.world import homes_of, known
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event
from kongchuo_desktop.store.write import Actor, Changes

_KIND = "supervises"
"""Kind of the event; its fields name the unit, the person, office and telephone."""
_ROLES = ("bureau",)


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who answers for a school, since when, and how to reach them."""

    unit: str
    name: str
    phone: str
    since: date
    office: str = ""
    """What the person is or where: ``副局长``, ``普教科``."""


def supervisors(store: Store) -> Mapping[str, Supervisor]:
    """School → who answers for it today; a later word takes the place of an earlier one."""
    homes = homes_of(store)
    with store.session() as session:
        rows = own_events(session, store.home, _KIND)
    found: dict[str, Supervisor] = {}
    for row in rows:
        said = row["fields"] or {}
        unit = homes.tree.read(str(said.get("unit") or ""))
        found[unit] = Supervisor(unit, str(said.get("name") or ""), str(said.get("phone") or ""),
                                 date.fromisoformat(row["day"]), str(said.get("office") or ""))
    return {unit: person for unit, person in found.items() if person.name}


def assign_supervisor(store: Store, *, actor: Actor, units: Sequence[str], name: str,
                      phone: str = "", office: str = "") -> Changes:
    """Name who answers for some schools from today on; an empty name: nobody any more.

    Raises:
        KnownError: ``unknown_unit``.
    """
    homes = homes_of(store)
    if not units or any(unit not in homes.within or unit == homes.own for unit in units):
        raise KnownError("unknown_unit", "没有选学校。", kept="没有改动。", todo="先选学校。")
    day = store.now().date().isoformat()
    with store.operation("assign_supervisor", actor, roles=_ROLES) as write:
        write.insert_many(Event, [
            {"kind": _KIND, "day": day, "by": actor.name, "fields": known({
                "unit": unit, "name": name.strip(), "phone": phone.strip(),
                "office": office.strip()})} for unit in units])
    return write.changes


def save_supervisor_sheet(store: Store, *, path: Path) -> Path:
    """Schools and who answers for each as an Excel sheet.

    Raises:
        KnownError: ``file_not_written``.
    """
    # openpyxl takes 10 MB and a tenth of a second: only who saves a sheet pays for it.
    from kongchuo_desktop.sheets.writer import Heading, write_list

    homes, named = homes_of(store), supervisors(store)
    units = sorted(homes.within - {homes.own}, key=lambda unit: homes.names.get(unit, ""))
    rows = [[homes.names.get(unit, ""), *((p.name, p.office, p.phone, p.since.isoformat()) if (
        p := named.get(unit)) else ("", "", "", ""))] for unit in units]
    data = write_list("督导包校名单", [Heading("学校"), Heading("督导"), Heading("职务或科室"),
                                     Heading("电话"), Heading("从哪天起")], rows,
                      unit=store.header.unit_name,
                      day=store.now().date(), sheet="督导包校")
    return save_file(path, data)
