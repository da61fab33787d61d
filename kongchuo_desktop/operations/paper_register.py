"""发出登记簿: every paper ever issued, what became of it, what is wrong with the numbers."""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.domain.journal.canonical_json import dump
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import Photo, photos_by_target
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import homes_of, iso, rows_named, rows_of, whole_world
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.projection import chunks
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Paper, PaperEvent
from kongchuo_desktop.store.vocabulary import sql_table

_BRACKETS = str.maketrans("([【)]】", "〔〔〔〕〕〕")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt (送达回证): who took the paper, how, and who saw it (paperwork §1)."""

    id: str
    day: date
    how: str
    to: str
    relation: str = ""
    witnesses: tuple[str, ...] = ()
    note: str = ""

    @property
    def said(self) -> str:
        """``9月8日直接送达，林某（父亲）签收，见证人：甲某、乙某``."""
        relation = f"（{self.relation}）" if self.relation else ""
        took = "" if self.how in ("留置", "公告") else "签收"
        parts = [f"{day_text(self.day)}{self.how}送达", f"{self.to}{relation}{took}",
                 f"见证人：{'、'.join(self.witnesses)}" if self.witnesses else "", self.note]
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper in the register."""

    id: str
    number: str
    form: str
    title: str
    pupil: str | None
    day: date
    limit: date | None
    digest: str
    pages: int
    served: date | None
    voided: str | None
    """Why it was taken out of use; None while it stands."""
    to: str = ""
    """``guardian`` where it is to be served, else the office it is handed to."""
    class_id: str | None = None
    handed: tuple[str, ...] = ()
    """Offices that it was handed to, words of the vocabulary."""
    receipt: Receipt | None = None
    """How it was served, by the last receipt."""
    photos: tuple[Photo, ...] = ()
    """Scans of the paper itself and of its receipts."""
    series: tuple[str, int, str] = ("", 0, "")
    """Word, year and seat, within which ``serial`` counts up."""
    serial: int | None = None
    code: str = ""
    """What was printed small in the foot: see ``paper_code``."""
    unit: str = ""
    """The unit that gave the number."""

    @property
    def own(self) -> bool:
        """A paper of the school's own that was only noted: the program has no form or PDF of it."""
        return not self.form

    @property
    def unserved(self) -> bool:
        """Whether a receipt is still to come back."""
        return self.to == "guardian" and self.voided is None and self.served is None

    @property
    def numbered(self) -> str:
        """The number as registers show it; one that the program did not give says so."""
        return own_number(self.number) if self.own else self.number

    @property
    def called(self) -> str:
        """The number, or the name in marks where there is none."""
        return self.number or f"《{self.title}》"


def paper_register(store: Store) -> list[IssuedPaper]:
    """All papers ever issued, newest first; voided ones stay (发出登记簿)."""
    homes = homes_of(store)
    with store.session() as session:
        papers = [paper for paper in living(session, Paper) if homes.of(paper.home)]
        events: dict[str | None, list[PaperEvent]] = defaultdict(list)
        for event in sorted(living(session, PaperEvent), key=lambda e: (e.day or "", e.tips)):
            events[event.paper].append(event)
        photos = photos_by_target(session)
    found = [_issued(p, homes.of(p.home) or "", events[p.row], photos) for p in papers]
    return sorted(found, key=_latest, reverse=True)


def _issued(paper: Paper, unit: str, events: Sequence[PaperEvent],
            photos: Mapping[str, tuple[Photo, ...]]) -> IssuedPaper:
    served = [e for e in events if e.kind == "served"]
    scans = [p for row in (paper.row, *(e.row for e in events)) for p in photos.get(row, ())]
    if not paper.form and paper.digest:
        scans.insert(0, Photo("", paper.digest, "scan"))
    return IssuedPaper(
        id=paper.row, number=paper.number or "", form=paper.form or "", title=paper.title or "",
        pupil=paper.pupil, day=date.fromisoformat(paper.day or ""), limit=iso(paper.limit),
        digest=paper.digest or "", pages=paper.pages or 0,
        served=iso(served[0].day) if served else None,
        voided=next((e.note or "" for e in events if e.kind == "voided"), None),
        to=paper.to or "", class_id=paper.class_id,
        handed=tuple(e.to or "" for e in events if e.kind == "handed"),
        receipt=_receipt(served[-1]) if served else None, photos=tuple(scans),
        series=(paper.word or "", paper.year or 0, paper.seat or ""), serial=paper.serial,
        code=paper_code(paper.form, paper.values or {}) if paper.form else "", unit=unit)


def _receipt(event: PaperEvent) -> Receipt:
    return Receipt(event.row, date.fromisoformat(event.day or ""), event.how or "",
                   event.to or "", event.relation or "", tuple(event.witnesses or ()),
                   event.note or "")


def class_of_papers(store: Store, papers: Iterable[IssuedPaper]) -> dict[str, str]:
    """Paper → class: its own, or that of its pupil today."""
    pupils = whole_world(store).pupils
    found: dict[str, str] = {}
    for paper in papers:
        pupil = pupils.get(paper.pupil or "")
        if room := paper.class_id or (pupil.class_id if pupil else ""):
            found[paper.id] = room
    return found


def own_number(number: str | None) -> str:
    """``本校自编 校报〔2026〕1号``: the number of a paper that the school made itself."""
    return f"本校自编 {number or '无文号'}"


def numbers_twice(papers: Iterable[IssuedPaper]) -> frozenset[str]:
    """Numbers that a unit gave to more than one paper: one of each is to be voided (journal.md §6).

    The school's own numbers are its own affair.
    """
    counts = Counter((p.unit, p.number) for p in papers
                     if p.number and p.voided is None and not p.own)
    return frozenset(number for (_, number), count in counts.items() if count > 1)


def numbers_twice_among(store: Store, papers: Collection[str]) -> frozenset[str]:
    """Those of ``numbers_twice`` of the whole register that one of these papers has.

    The register is not read for it: a bureau asks this after each of a hundred packages.
    """
    table, events = sql_table(Paper).c, sql_table(PaperEvent).c
    with store.session() as session:
        numbers = {row["number"] for row in rows_named(session, Paper, papers) if row["number"]}
        found = [row for portion in chunks(numbers)
                 for row in rows_of(session, Paper, among(table.number, portion))
                 if row["form"]]
        voided = {row["paper"] for portion in chunks(row["row"] for row in found)
                  for row in rows_of(session, PaperEvent, among(events.paper, portion),
                                     events.kind == "voided")}
    standing = [row for row in found if row["row"] not in voided]
    if len({row["number"] for row in standing}) == len(standing):
        return frozenset()
    homes = homes_of(store)
    counts = Counter((unit, row["number"]) for row in standing
                     if (unit := homes.of(row["home"])) is not None)
    return frozenset(number for (_, number), count in counts.items() if count > 1)


def papers_called(store: Store, number: str) -> list[IssuedPaper]:
    """All papers of a printed number, or the one of a plain id (cli.md); never none.

    A number may be typed as keyboards have it: ``义劝通字(2026)第3号``, with spaces or none.

    Raises:
        KnownError: ``unknown_paper``.
    """
    typed = _as_typed(number)
    found = [p for p in paper_register(store)
             if typed == p.id or (p.number and typed == _as_typed(p.number))]
    if not found:
        raise KnownError("unknown_paper", f"登记簿里没有“{number}”。", kept="没有改动。",
                         todo="核对文号；别的电脑开的，等它的包收下了再找。")
    return found


def _as_typed(number: str) -> str:
    """What a number is compared by: no keyboard has 〔〕 at hand."""
    return "".join(unicodedata.normalize("NFKC", number).translate(_BRACKETS).split()).lower()


def _latest(paper: IssuedPaper) -> tuple[date, str, int, str]:
    """The 40th comes after the 9th, and those of one kind stand together."""
    return paper.day, paper.title, paper.serial or 0, paper.number


def find_paper(store: Store, number: str) -> IssuedPaper:
    """The paper of a printed number or a plain id; of several the one that is not voided.

    Raises:
        KnownError: ``unknown_paper``, ``several_papers``.
    """
    found = papers_called(store, number)
    if len(found) > 1:
        found = [p for p in found if p.voided is None] or found
    if len(found) > 1:
        raise KnownError("several_papers", f"有{len(found)}份文书用了“{number}”：编号"
                         + "、".join(p.id for p in found) + "。", kept="没有改动。",
                         todo="写编号把其中一份作废，另一份就可以用文号了。")
    return found[0]


def kept_value(value: Any) -> Any:
    """A printed value as the journal keeps it with the paper: days as ISO text; pictures, charts
    and the rows of lists by their SHA-256 alone, for the PDF holds them and a list may name a
    whole class.
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Chart):
        return hashlib.sha256(repr(value).encode()).hexdigest()
    if isinstance(value, Mapping):
        return {key: kept_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        kept = [kept_value(inner) for inner in value]
        listed = any(isinstance(inner, Mapping) for inner in kept)
        return hashlib.sha256(dump(kept)).hexdigest() if listed else kept
    return value


def paper_code(form: str, values: Mapping[str, Any]) -> str:
    """校验码, ``4821 7390``: eight digits that follow from the form and all that it prints.

    Made of the values as the journal keeps them, number included, so that it can stand on the
    paper itself, which the digest of the PDF cannot. It tells a paper that was altered or filled
    in elsewhere from the one issued; it is no signature.
    """
    body = dump({"form": form, "values": dict(values)})
    digits = f"{int.from_bytes(hashlib.sha256(body).digest(), 'big') % 10**8:08d}"
    return f"{digits[:4]} {digits[4:]}"
