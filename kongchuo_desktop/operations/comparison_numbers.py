"""证件号问题 as a work of its own: a sheet for each class or school to correct, and back."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.lists import KINDS
from kongchuo_desktop.domain.comparison.numbers import KINDS as PROBLEMS
from kongchuo_desktop.domain.comparison.numbers import NumberProblem
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.comparison import Compared
from kongchuo_desktop.operations.comparison_lists import (
    OWN,
    child_lists,
    people_of,
    take_in_list,
)
from kongchuo_desktop.operations.comparison_sheet import place_of
from kongchuo_desktop.operations.roster import list_pupils, refuse_twin
from kongchuo_desktop.sheets.headings import text_of
from kongchuo_desktop.sheets.people import people_in, people_table
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.sheets.writer import CellValue, Heading, Page, write_pages
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.write import Actor, Changes

_RIGHT: Final = "改正后的证件号"
_LIST: Final = "名单"
_PLACE: Final = "位置"
_HEADINGS: Final = (
    Heading("序号", "center"), Heading("姓名"), Heading("性别", "center"),
    Heading("出生日期", "center"), Heading("监护人"), Heading("现在的证件号"), Heading("问题"),
    Heading(_RIGHT, width=24), Heading("核对人", width=12), Heading(_LIST, "center"),
    Heading(_PLACE))
_NOWHERE: Final = "没有写班级和住址"
_LONGEST: Final = 28
_IN_SHEETS: Final = re.compile(r"[\[\]:*?/\\']")
"""What the name of a sheet may not have."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of corrected numbers: how many were taken, and who not with why.

    Attributes:
        made: an operation for the roster and one for each list.
        lists: kind → id of the corrected list.
    """

    taken: int
    left: tuple[tuple[str, str], ...]
    made: tuple[Changes, ...] = ()
    lists: Mapping[str, str] = field(default_factory=dict)


def numbers_sheet(store: Store, *, compared: Compared) -> bytes:
    """An .xlsx with one printable sheet for each class, of a bureau for each school or village.

    Raises:
        KnownError: ``no_number_problems``.
    """
    groups: dict[str, dict[tuple[str, str], list[NumberProblem]]] = defaultdict(dict)
    for kind, problems in compared.problems.items():
        for problem in problems:
            group = groups[_group(store, problem.person)]
            group.setdefault((kind, problem.person.key), []).append(problem)
    if not groups:
        raise KnownError("no_number_problems", "证件号都没有问题，没有要改的。",
                         kept="没有写文件。")
    names = _sheet_names(groups)
    pages = [_page(names[group], group, found) for group, found in sorted(groups.items())]
    return write_pages(pages, unit=store.header.unit_name, day=compared.day)


def _group(store: Store, person: Person) -> str:
    first, second = (person.place, person.room) if store.role == "bureau" else (
        person.room, person.place)
    return first or second or _NOWHERE


def _sheet_names(groups: Iterable[str]) -> dict[str, str]:
    """Group → the name of its sheet, no two alike."""
    found: dict[str, str] = {}
    for at, group in enumerate(sorted(groups), start=1):
        found[group] = f"{at} {_IN_SHEETS.sub('', group)}"[:_LONGEST]
    return found


def _page(sheet: str, group: str,
          found: Mapping[tuple[str, str], Sequence[NumberProblem]]) -> Page:
    rows: list[list[CellValue]] = []
    for at, ((kind, _), problems) in enumerate(found.items(), start=1):
        person = problems[0].person
        said = "；".join(dict.fromkeys(
            f"{PROBLEMS[one.kind]}：{one.sentence}" if PROBLEMS[one.kind] not in one.sentence
            else one.sentence for one in problems))
        rows.append([at, person.name, person.sex, person.since, "、".join(person.guardians),
                     person.number or person.told, said, "", "", KINDS[kind], place_of(person)])
    return Page(sheet, f"{group}：要核对的证件号（{len(rows)}人）", _HEADINGS, rows,
                f"对着户口簿改，写在“{_RIGHT}”里；没有错的空着。改好以后，在“比对”里读回来。")


# the way back --------------------------------------------------------------------------------


def correct_numbers(store: Store, *, actor: Actor, lists: Mapping[str, str], data: bytes,
                    name: str) -> Corrected:
    """Take corrected numbers over: into the roster, and into a new list beside each that was kept.

    Args:
        lists: kind → id of a list, or ``OWN``, as they were compared.
        data: bytes of a file that ``numbers_sheet`` made and somebody filled in.

    Raises:
        KnownError: what ``read_workbook`` says; ``no_corrections`` where none is filled in.
    """
    written: dict[str, list[Person]] = defaultdict(list)
    for line in _lines(store, data, name):
        if _said(line, _RIGHT):
            written[_said(line, _LIST)].append(line)
    if not written:
        raise KnownError("no_corrections", f"“{name}”里没有填“{_RIGHT}”。", kept="没有改动。",
                         todo="选填好的那一份；号写在“改正后的证件号”那一列。")
    taken, made, new = 0, list[Changes](), dict[str, str]()
    left: list[tuple[str, str]] = []
    for kind, said in KINDS.items():
        if said in written and kind in lists:
            found = (_into_roster if lists[kind] == OWN else _into_list)(
                store, actor, kind, lists[kind], written.pop(said))
            taken += found.taken
            left += found.left
            made += found.made
            new |= found.lists
    left += [(line.name, "这份名单现在没有选来比。")
             for lines in written.values() for line in lines]
    return Corrected(taken, tuple(left), tuple(made), new)


def _lines(store: Store, data: bytes, name: str) -> list[Person]:
    """The lines of all sheets that are of this kind."""
    book = read_workbook(data, name)
    ours = [sheet for sheet in book.sheets if any(
        _RIGHT in map(text_of, row) for row in sheet.rows[:4])]
    remembered = {_RIGHT: None, "现在的证件号": "identity_number", "核对人": None}
    return [line for sheet in ours for line in people_in(
        people_table(book, sheet=sheet.name, remembered=remembered),
        today=store.now().date()).lines]


def _said(line: Person, heading: str) -> str:
    return dict(text.partition("：")[::2] for text in line.rest).get(heading, "")


def _wrong(number: str) -> str:
    return f"改成的号{identity.problem(number)}。" if identity.problem(number) else ""


def _matching(line: Person, people: Iterable[Person]) -> list[Person]:
    """The lines that a correction may be of: the same place, name and number as then."""
    place = _said(line, _PLACE)
    return [person for person in people
            if person.called == line.called and place_of(person) == place
            and identity.normalise(person.number or person.told)
            == identity.normalise(line.number)]


def _into_list(store: Store, actor: Actor, kind: str, list_id: str,
               lines: Sequence[Person]) -> Corrected:
    """A list stays as it was given: the corrected one is another, of the same day."""
    people = {person.key: person for person in people_of(store, kind=kind, list_id=list_id)}
    taken = 0
    left: list[tuple[str, str]] = []
    for line in lines:
        number = identity.normalise(_said(line, _RIGHT))
        found = _matching(line, people.values())
        why = _wrong(number) or ("" if len(found) == 1 else "名单里没有找到这一行。")
        if why:
            left.append((line.name, why))
        else:
            people[found[0].key] = replace(found[0], number=number)
            taken += 1
    if not taken:
        return Corrected(0, tuple(left))
    before = next(one for one in child_lists(store) if one.id == list_id)
    new = take_in_list(
        store, actor=actor, kind=kind, people=tuple(people.values()),
        source=f"改过证件号的{before.source}", giver=before.giver, day=before.day)
    return Corrected(taken, tuple(left), (new.changes,), {kind: new.id})


def _into_roster(store: Store, actor: Actor, kind: str, list_id: str,
                 lines: Sequence[Person]) -> Corrected:
    """All in one step, to be taken back at once."""
    people = people_of(store, kind=kind, list_id=list_id)
    cards = {card.id: card for card in list_pupils(store, everyone=True)}
    left: list[tuple[str, str]] = []
    with store.operation("correct_numbers", actor, roles=TEACHING) as write:
        for line in lines:
            fields = {"name": line.name, "identity_number": identity.normalise(_said(line, _RIGHT))}
            found = _matching(line, people)
            why = _wrong(fields["identity_number"]) or (
                "" if len(found) == 1 else "花名册里没有找到，或者不止一个。")
            try:
                if not why:
                    refuse_twin(store, write, fields)
                    write.update(PupilRow, found[0].key, prior=cards[found[0].key].tips,
                                 identity_number=fields["identity_number"])
            except KnownError as error:
                why = error.sentence
            if why:
                left.append((line.name, why))
    return Corrected(len(lines) - len(left), tuple(left), (write.changes,))
