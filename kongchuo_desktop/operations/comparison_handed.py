"""Children that a comparison above found, sent down to be looked for, and those sent to here."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kongchuo_desktop.domain.comparison.matching import match
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import stored_bytes
from kongchuo_desktop.operations.comparison import TITLES, Hit, only
from kongchuo_desktop.operations.comparison_decisions import decided
from kongchuo_desktop.operations.comparison_lists import roster_people
from kongchuo_desktop.operations.comparison_outcomes import outcomes
from kongchuo_desktop.operations.comparison_sheet import RESULT, check_sheet
from kongchuo_desktop.operations.handed import HandedFile, hand_bytes, handed_files
from kongchuo_desktop.operations.memory import kept, remembered
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.sheets.people import people_in, people_table
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

SENT: Final = "comparison"
"""Kind of a file that holds such children; in a ``Hit`` the list they stand in."""


def hand_hits(store: Store, *, actor: Actor, hits: Sequence[Hit], unit: str | None = None,
              note: str = "") -> Added:
    """Send children down with the next packages, to one unit below or to all, with whole numbers:
    packages are sealed.

    Raises:
        KnownError: ``nobody_to_check``, and what ``hand_bytes`` says.
    """
    if not hits:
        raise KnownError("nobody_to_check", "还没有选要核对的孩子。", kept="没有改动。",
                         todo="在名单里选出来，再发。")
    day = store.now().date()
    return hand_bytes(
        store, actor=actor, name=f"要核对的孩子{day.isoformat()}.xlsx", kind=SENT, unit=unit,
        data=check_sheet(store, hits=hits, day=day), note=note,
        title=f"要核对去向的孩子{len(hits)}人（{day.month}月{day.day}日）")


def hits_to_check(store: Store) -> tuple[Hit, ...]:
    """The children that those above sent here to be looked for, each once, the newest first, with
    what is known of them."""
    return remembered(store, "hits to check", lambda: _to_check(store))


def _to_check(store: Store) -> tuple[Hit, ...]:
    found: dict[str, Person] = {}
    for handed in handed_files(store):
        if handed.kind == SENT and handed.here and not handed.mine:
            for person in _people(store, handed):
                found.setdefault(person.trait, person)
    # Lines of several files have the same places.
    lines = [replace(person, key=str(at)) for at, person in enumerate(found.values())]
    records = match(lines, roster_people(store), decided(store)).certain
    known = outcomes(store)
    return tuple(
        Hit(_result(person), SENT, person, only(records.get(line.key, ())),
            known.get(person.trait))
        for line, person in zip(lines, found.values(), strict=True))


def _people(store: Store, handed: HandedFile) -> tuple[Person, ...]:
    """The lines of a file; none of a file that is no list, which is only shown."""
    def read() -> tuple[Person, ...]:
        try:
            data = stored_bytes(store, handed.digest, called=f"《{handed.title}》")
            table = people_table(read_workbook(data, handed.name))
        except KnownError:
            return ()
        return people_in(table, today=store.now().date()).lines

    return kept(store, f"handed {handed.digest}", read)


def _result(person: Person) -> str:
    """Id of the ``Yield`` that a line says it is of; empty where it is a list of another kind."""
    said = dict(text.partition("：")[::2] for text in person.rest).get(RESULT, "")
    return next((one for one, title in TITLES.items() if title == said), "")
