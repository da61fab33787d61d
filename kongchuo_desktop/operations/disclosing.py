"""公示: a masked ledger put up for everybody, with its place and days written down (R463, R464)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.events import write_event
from kongchuo_desktop.operations.ledgers import Ledger, ledger_pdf
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What is put up: ``event`` is the fact in the register of disclosures, ``missing`` the
    characters that no font has."""

    event: str
    changes: Changes
    pdf: bytes
    missing: Mapping[str, str]


def disclose(store: Store, *, actor: Actor, ledger: Ledger, place: str, since: date,
             until: date) -> Disclosed:
    """Make the sheet to put up and write down that it is: what, where, from when to when.

    Raises:
        KnownError: ``no_place``, ``bad_dates``.
    """
    if not ledger.form.public:
        raise BugError(f"{ledger.form.id} is not for everybody")
    if not place.strip():
        raise KnownError("no_place", "没有写公示范围和地点。", kept="没有改动。",
                         todo="写在什么范围、哪里公示，例如“学校门口公示栏”。")
    if until < since:
        raise KnownError("bad_dates", "公示到哪天在从哪天的前面。", kept="没有改动。",
                         todo="核对两个日期。")
    pdf, missing = ledger_pdf(store, ledger, asked={
        "place": place.strip(), "since": since, "until": until})
    with store.operation("disclose", actor, roles=EVERYONE) as write:
        event = write_event(
            write, kind="disclosed", day=store.now().date(), pupil=None, class_id=None,
            fields={"what": ledger.title, "where": place.strip(), "since": since.isoformat(),
                    "until": until.isoformat()},
            by=actor.name, note=f"{ledger.span}，{len(ledger.values)}条，姓名已遮住")
    return Disclosed(event, write.changes, pdf, missing)
