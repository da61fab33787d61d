"""The results of a comparison as an Excel file: one sheet a result, 待核对, and 证件号问题."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from kongchuo_desktop.domain.comparison.lists import KINDS, Doubt
from kongchuo_desktop.domain.comparison.numbers import KINDS as PROBLEMS
from kongchuo_desktop.domain.comparison.numbers import counts
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.operations.comparison import TITLES, Compared, Hit
from kongchuo_desktop.sheets.writer import CellValue, Heading, Page, write_pages
from kongchuo_desktop.store.store import Store

RESULT: Final = "比对结果"
"""Heading of the column that says what a comparison found of a child."""
_CHILD: Final = (
    Heading("姓名"), Heading("性别", "center"), Heading("证件号"), Heading("出生日期", "center"),
    Heading("监护人（户主）"), Heading("电话"), Heading("住址（村组、学校）"), Heading("班级"))
_HIT: Final = (Heading("序号", "center"), *_CHILD, Heading("名单中的位置"),
               Heading("去向（核实结果）", width=18), Heading("核实依据", width=24),
               Heading("还缺的佐证", width=24))
_DOUBT: Final = (
    Heading("序号", "center"), Heading("为什么要核对"), Heading("名单", "center"), Heading("位置"),
    Heading("姓名"), Heading("证件号"), Heading("出生日期", "center"), Heading("监护人"),
    Heading("另一份", "center"), Heading("位置"), Heading("姓名"), Heading("证件号"),
    Heading("出生日期", "center"), Heading("监护人"), Heading("是否同一人", "center", 12))
_PROBLEM: Final = (
    Heading("序号", "center"), Heading("名单", "center"), Heading("位置"), Heading("姓名"),
    Heading("证件号"), Heading("问题"), Heading("说明"), Heading("改正后的证件号", width=24))


def comparison_sheet(store: Store, *, compared: Compared) -> bytes:
    """An .xlsx with whole numbers: it is for whoever looks for the children."""
    return write_pages(_pages(compared), unit=store.header.unit_name, day=compared.day)


def check_sheet(store: Store, *, hits: Sequence[Hit], day: date) -> bytes:
    """An .xlsx of children to be looked for by whoever is below; ``comparison_handed`` reads it."""
    headings = (*_HIT[:1], Heading(RESULT), *_HIT[1:])
    rows = ([at, TITLES.get(hit.result, hit.result), *_hit(hit)]
            for at, hit in enumerate(hits, start=1))
    page = Page("要核对的", f"名单比对发现、要核对去向的孩子（{len(hits)}人）", headings, rows,
                "核对以后，在“比对”里记下去向、附上佐证，或者立案。")
    return write_pages([page], unit=store.header.unit_name, day=day)


def _pages(compared: Compared) -> Iterable[Page]:
    foot = "；".join(compared.sources.values()) + "。" + compared.remark
    for result in compared.results:
        hits = compared.of(result)
        title = TITLES[result]
        yield Page(title, f"{title}名单（{len(hits)}人）", _HIT,
                   ([at, *_hit(hit)] for at, hit in enumerate(hits, start=1)), foot)
    yield Page("待核对", f"可能是同一个人、要核对的（{len(compared.doubtful)}处）", _DOUBT,
               ([at, *_doubt(doubt)] for at, doubt in enumerate(compared.doubtful, start=1)),
               foot)
    yield _problems(compared)


def _problems(compared: Compared) -> Page:
    rows: list[list[CellValue]] = []
    said = []
    for kind, problems in compared.problems.items():
        tally = counts(problems)
        each = "、".join(f"{PROBLEMS[what]}{count}" for what, count in tally.items())
        said.append(f"{KINDS[kind]}{compared.sizes[kind]}行：{each or '没有问题'}")
        rows += [[len(rows) + at, KINDS[kind], p.person.key, p.person.name, p.person.number,
                  PROBLEMS[p.kind], p.sentence, ""] for at, p in enumerate(problems, start=1)]
    return Page("证件号问题", f"证件号问题清单（{len(rows)}处）", _PROBLEM, rows, "；".join(said))


def _hit(hit: Hit) -> list[CellValue]:
    found = hit.outcome
    return [*_child(hit.person), f"{KINDS[hit.kind]} {place_of(hit.person)}".strip(),
            found.found if found else "", found.note if found else "",
            found.lacks if found else ""]


def _child(person: Person) -> list[CellValue]:
    return [person.name, person.sex, person.number or person.told, person.since,
            "、".join(person.guardians), person.phone, person.place, person.room]


def _doubt(doubt: Doubt) -> list[CellValue]:
    return [doubt.why, *_side(doubt.kind, doubt.person),
            *(_side(doubt.other_kind, doubt.other) if doubt.other else [""] * 6), ""]


def _side(kind: str, person: Person) -> list[CellValue]:
    return [KINDS[kind], place_of(person), person.name, person.number or person.told, person.since,
            "、".join(person.guardians)]


def place_of(person: Person) -> str:
    """Where the line stands; of a line of the roster its class."""
    return person.key if person.key.startswith(("第", "“")) else "花名册"
