"""The table of who answers for which schools as a paper, to be signed and sealed (R349)."""

from collections import defaultdict
from datetime import date

from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.papers import fonts
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.supervisors import supervisors
from kongchuo_desktop.operations.world import homes_of, known, load_world
from kongchuo_desktop.papers.render import render
from kongchuo_desktop.store.store import Store

FORM = "supervisor_table"


def supervisor_pages(store: Store, *, day: date) -> bytes:
    """The table of who answers for which schools as a PDF, to be signed and sealed (R349)."""
    homes, named, form = homes_of(store), supervisors(store), form_by_id(store, FORM)
    policy = policy_book(store).at_hand(policy_in_use(load_world(store), day))
    schools: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    units = sorted(homes.within - {homes.own}, key=lambda unit: homes.names.get(unit, ""))
    for unit in units:
        if (person := named.get(unit)) is not None:
            schools[person.name, person.office, person.phone].append(homes.names.get(unit, ""))
    values = known({
        "heading": (policy.title_of(form.paper, {}) if policy else "") or form.title,
        "sender": store.header.unit_name, "today": day, "count": str(len(units)),
        "unassigned": "、".join(homes.names.get(u, "") for u in units if u not in named),
        "supervisors": [
            {"name": name, "office": office, "phone": phone, "count": str(len(called)),
             "schools": "、".join(called)}
            for (name, office, phone), called in schools.items()]})
    return render(form, [values], cite=citer(day), fonts=fonts(),
                  practice=is_practice(store.folder)).pdf
