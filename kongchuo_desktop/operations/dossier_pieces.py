"""What belongs into a pupil's 卷宗, piece by piece, in the order of an archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from kongchuo_desktop.operations.attachments import Photo
from kongchuo_desktop.operations.dossier import Dossier, Happened
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.world import rows_of
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event, Paper
from kongchuo_desktop.store.vocabulary import sql_table

BASICS, TIMELINE, VISIT = "pupil_basic_form", "case_timeline", "visit_record"
VOIDED = "作废"
STAGES = ("一、基本情况", "二、排查、家访和劝返", "三、通知和送达", "四、报告和审批",
          "五、返校和帮扶", "六、附件")
_FACTS, _WORK, _NOTICES, _REPORTS, _BACK, _MORE = range(len(STAGES))

_TO_FAMILY = frozenset({"guardian", "parent", "pupil", "家长", "村（居）委会", "乡镇政府和监护人"})
_KEPT_HERE = frozenset({
    "", "school", "学校", "学校存档", "教导处", "教务处", "班主任", "任课教师",
    "班主任、任课教师", "教师", "各学校"})
"""Whom a paper is for → in which stage it lies; what goes to any other office is a report."""
_OFFICIAL = frozenset({"told", "signed", "applied", "approved", "confirmed", "measure",
                       "referred", "closed"})
_FOUND_OUT = frozenset({"sign", "opened", "planned", "assigned", "surveyed", "persuaded"})
_HELPED = frozenset({"returned", "accepted"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the contents.

    Attributes:
        stage: place in ``STAGES``.
        under: hangs on the piece before it, as a receipt on its paper.
        form: what is filled from the facts of today; ``visit`` the visit that is meant.
        digest: the PDF that was issued.
        photos: photos and scans.
        left_out: only named in the contents.
        read: what its pictures show is read to the letter, so each has a page of its own.
    """

    stage: int
    title: str
    day: date | None
    number: str = ""
    note: str = ""
    under: bool = False
    form: str = ""
    visit: str | None = None
    digest: str = ""
    photos: tuple[Photo, ...] = ()
    left_out: bool = False
    read: bool = False


def pieces_of(store: Store, view: Dossier, *, voided: bool = False) -> list[Piece]:
    """All that is to be bound, stage by stage and then by day.

    Args:
        voided: whether papers that were taken out of use lie in it too; the contents always
            name them.
    """
    with store.session() as session:
        same = members(session.connection(), view.card.id)
        back = _returned(session, same, view)
        kinds = {row["row"]: row["kind"]
                 for row in rows_of(session, Event, among(sql_table(Event).c.about, same))}
        recorded = _recorded(session, [p.id for p in view.papers if p.form == VISIT
                                       and p.voided is None])
    groups: list[list[Piece]] = [
        *(_paper(paper, back, voided) for paper in view.papers),
        *(_happened(one, kinds, back, recorded)
          for one in view.happened if one.kind != "paper")]
    found = sorted((group for group in groups if group),
                   key=lambda group: (group[0].stage, group[0].day or date.min, group[0].number,
                                      group[0].title))
    front = [Piece(_FACTS, "学生基本情况表", view.today, form=BASICS),
             Piece(_FACTS, "个案经过一览", view.today, form=TIMELINE)]
    return [*front, *(piece for group in found for piece in group)]


def _returned(session: Session, same: Sequence[str], view: Dossier) -> date | None:
    """The day on which the child came back in its last case."""
    days = [date.fromisoformat(row["day"]) for row in rows_of(
        session, Event, among(sql_table(Event).c.about, same)) if row["kind"] == "returned"]
    last = max(days, default=None)
    gone_again = last is not None and view.case is not None and last < view.case.since
    return None if gone_again else last


def _recorded(session: Session, papers: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Day and time of the visits that a record was issued of: it stands instead of a new one."""
    rows = rows_of(session, Paper, among(sql_table(Paper).c.row, papers))
    found: dict[str, Mapping[str, str]] = {row["row"]: row["values"] or {} for row in rows}
    return frozenset((said.get("day", ""), said.get("time", "")) for said in found.values())


def _paper(paper: IssuedPaper, back: date | None, voided: bool) -> list[Piece]:
    """A paper, and under it the scans of itself and its receipts."""
    stage = _stage(paper.day, back, _NOTICES if paper.to in _TO_FAMILY else
                   _WORK if paper.to in _KEPT_HERE else _REPORTS)
    out = paper.voided is not None and not voided
    note = f"{VOIDED}：{paper.voided}" if paper.voided is not None else ""
    sheet = Piece(stage, paper.title, paper.day, paper.number, note,
                  digest="" if paper.own else paper.digest, left_out=out, read=True,
                  photos=paper.photos if paper.own else ())
    if paper.own or not paper.photos or out:
        return [sheet]
    title = "送达回证和签收件" if paper.receipt is not None else "扫描件"
    day = paper.receipt.day if paper.receipt is not None else paper.day
    return [sheet, Piece(stage, title, day, under=True, photos=paper.photos, read=True)]


def _happened(one: Happened, kinds: Mapping[str, str], back: date | None,
              recorded: frozenset[tuple[str, str]]) -> list[Piece]:
    """A visit with its record; of all else what was photographed or scanned."""
    found: list[Piece] = []
    kind = kinds.get(one.id, one.kind)
    stage = _stage_of_fact(kind, one.day, back)
    ours = one.kind == "visit" and one.may == "edit"
    if ours and (one.day.isoformat(), one.time) not in recorded:
        which = one.title.replace(" · ", "，").replace(" ", "")
        found.append(Piece(stage, f"家访记录（{which}）", one.day, form=VISIT, visit=one.id))
    photos = one.photos
    if ours:
        # Photos stand in the record itself; a scan does not.
        photos = tuple(photo for photo in photos if photo.kind == "scan")
    if photos:
        found.append(Piece(stage, one.title, one.day, under=bool(found), photos=photos,
                           read=kind in _OFFICIAL))
    return found


def _stage_of_fact(kind: str, day: date, back: date | None) -> int:
    if kind in ("visit", "call") or kind in _FOUND_OUT:
        return _stage(day, back, _WORK)
    if kind in _OFFICIAL:
        return _REPORTS
    return _BACK if kind in _HELPED else _stage(day, back, _MORE)


def _stage(day: date, back: date | None, before: int) -> int:
    """What is of the day of return or later is about the child that came back."""
    return _BACK if back is not None and day >= back else before
