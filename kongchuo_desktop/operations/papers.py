"""Papers: drafting the exact PDF, issuing it under a number, serving, voiding, reprinting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.attachments import attach_pictures, stored_bytes
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.paper_facts import PaperFacts, specimen_facts
from kongchuo_desktop.operations.paper_register import (
    IssuedPaper,
    find_paper,
    paper_code,
    paper_register,
)
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.trust import own_seat
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import known, load_world
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import load_forms, load_own_forms
from kongchuo_desktop.papers.render import Rendered, render
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Paper, PaperEvent
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes

OWN_FOLDER = "forms"
"""Folder beside the store with forms that the unit's bureau gave it; they go before ours."""
WAYS = ("直接", "留置", "邮寄", "委托", "电子", "公告")


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """One paper as it would be issued now.

    Attributes:
        number: the number it would get; None for a form without numbers.
        values: field → value as printed, to be kept with the paper.
        pdf: the exact bytes.
        blanks: labels of what is left as a line to fill by hand.
        missing: character that no font has → label of its field; such a paper can't be issued.
    """

    pupil: str | None
    number: str | None
    serial: int | None
    seat: str
    values: Mapping[str, Any]
    pdf: bytes
    pages: int
    blanks: tuple[str, ...]
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Issue:
    """The papers that were issued together."""

    papers: list[IssuedPaper]
    changes: Changes


def forms_of(store: Store | None) -> dict[str, Form]:
    """All forms by id: the shipped ones, and the unit's own in their place.

    A form of the unit's own that has a mistake takes the shipped one of its file's name away too:
    nobody shall issue the one for the other.
    """
    shipped = load_forms(FORMS)
    if store is None:
        return shipped
    own, refused = load_own_forms(store.folder / OWN_FOLDER)
    return {key: form for key, form in {**shipped, **own}.items() if key not in refused}


def refused_forms(store: Store | None) -> dict[str, KnownError]:
    """File name without ending → why a form of the unit's own is not used."""
    return {} if store is None else load_own_forms(store.folder / OWN_FOLDER)[1]


def forms_of_profile(store: Store) -> list[Form]:
    """The forms of the papers that the profile in use names; none while none is known."""
    in_use = policy_in_use(load_world(store), store.now().date())
    effective = policy_book(store).at_hand(in_use)
    if effective is None:
        return []
    return [form for form in forms_of(store).values() if effective.papers(form.paper)]


@lru_cache(maxsize=1)
def fonts() -> FontSet:
    """The computer's official fonts where it has them, the bundled ones where not."""
    return FontSet(platform.font_folders())


def form_by_id(store: Store | None, form_id: str) -> Form:
    """A form by id, by the name of its paper, or by its title.

    Raises:
        KnownError: ``unknown_form``.
    """
    forms = forms_of(store)
    found = forms.get(form_id) or next(
        (f for f in forms.values() if form_id in (f.paper, f.title, *f.titles.values())), None)
    if found is None:
        _refuse_broken(store, form_id)
        raise KnownError("unknown_form", f"没有“{form_id}”这种文书。",
                         todo="用 paper list --all 查看有哪些。")
    return found


def _refuse_broken(store: Store | None, form_id: str) -> None:
    """Where the form is one that has a mistake, say which."""
    shipped = load_forms(FORMS)
    for name, error in refused_forms(store).items():
        form = shipped.get(name)
        titles = (form.paper, form.title, *form.titles.values()) if form else ()
        if form_id in (name, *titles):
            raise error


def draft_papers(store: Store, *, form_id: str, pupils: Sequence[str], day: date,
                 asked: Mapping[str, Any] | None = None,
                 own: Mapping[str, Mapping[str, Any]] | None = None,
                 user: str = "") -> list[DraftPaper]:
    """What would be issued, one paper a pupil, with the numbers that would come next.

    ``asked`` holds the fields that are asked at issue, ``own`` those of one pupil alone by pupil;
    what both leave out comes from the facts, and None leaves a line to fill by hand.
    """
    form = form_by_id(store, form_id)
    facts = PaperFacts.of(store, day=day, user=user, form=form)
    with store.session() as session:
        seat = _seat(session, store, facts.class_of(pupils))
        serial = _next_serial(session, form, day.year, seat)
    drafts = []
    for i, pupil in enumerate(pupils or [None]):
        answers = {**(asked or {}), **(own or {}).get(pupil or "", {})}
        drafts.append(_draft(form, facts, pupil, day, answers, seat, serial + i))
    return drafts


def _draft(form: Form, facts: PaperFacts, pupil: str | None, day: date,
           asked: Mapping[str, Any], seat: str, serial: int) -> DraftPaper:
    values = {**form.values(facts.sources(pupil)), **asked}
    number = None
    if form.numbering is not None:
        number = form.numbering.text(day.year, serial, f"{seat}-" if seat else "")
    printed = {**known(values), **known({"number": number, "title": facts.title(form)})}
    code = paper_code(form.id, {k: _plain(v) for k, v in printed.items()})
    rendered = render(form, [{**printed, "paper_code": code}], cite=citer(day), fonts=fonts(),
                      practice=facts.practice)
    copy = rendered.copies[0]
    return DraftPaper(pupil, number, serial if number else None, seat, printed, rendered.pdf,
                      rendered.pages, copy.blanks, copy.missing)


def issue_papers(store: Store, *, actor: Actor, form_id: str, pupils: Sequence[str], day: date,
                 asked: Mapping[str, Any] | None = None,
                 own: Mapping[str, Mapping[str, Any]] | None = None) -> Issue:
    """Issue papers under the next numbers and keep their bytes for ever (journal.md §6).

    Raises:
        KnownError: ``unknown_form``, ``no_pupil``, ``future_date``, ``missing_glyph``.
    """
    form = form_by_id(store, form_id)
    if not pupils and form.subject in ("pupil", "case"):
        raise KnownError("no_pupil", "没有选学生。", todo="先选要开给谁。")
    check_not_future(store, day, so="文书不能写将来的日期")
    with store.operation("issue_papers", actor, roles=TEACHING, undoable=False) as write:
        drafts = draft_papers(store, form_id=form_id, pupils=pupils, day=day, asked=asked,
                              own=own, user=actor.name)
        _refuse_missing(drafts)
        rows = [write.insert(Paper, **_paper_fields(form, draft, day, write.attach(draft.pdf)))
                for draft in drafts]
    issued = {p.id: p for p in paper_register(store)}
    return Issue([issued[row] for row in rows], write.changes)


def _refuse_missing(drafts: Sequence[DraftPaper]) -> None:
    for draft in drafts:
        for char, label in draft.missing.items():
            raise KnownError("missing_glyph", f"{label}里的“{char}”字没有字体能印出来。",
                             kept="没有占用文号。", todo="换一个写法，或请教育局发字体。")


def _paper_fields(form: Form, draft: DraftPaper, day: date, digest: str) -> dict[str, Any]:
    limit = draft.values.get("limit")
    return known({
        "number": draft.number, "word": form.numbering.word if form.numbering else None,
        "year": day.year, "seat": draft.seat, "serial": draft.serial, "form": form.id,
        "title": form.paper, "pupil": draft.pupil, "day": day.isoformat(),
        "to": "guardian" if form.to == "监护人" else form.to,
        "limit": limit.isoformat() if isinstance(limit, date) else limit,
        "values": {k: _plain(v) for k, v in draft.values.items()}, "digest": digest,
        "pages": draft.pages,
    })


def _plain(value: Any) -> Any:
    """A printed value as the journal may hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def _seat(session: Session, store: Store, class_id: str | None) -> str:
    """The seat that numbers of this store carry: the one of its kit, else the class's (§6)."""
    seat = own_seat(store)
    if seat is None:
        room = session.get(ClassGroup, class_id) if store.role == "class" and class_id else None
        seat = room.seat if room is not None else None
    return f"{seat or ''}{store.letter}"


def _next_serial(session: Session, form: Form, year: int, seat: str) -> int:
    if form.numbering is None:
        return 1
    papers = sql_table(Paper).c
    query = select(func.max(papers.serial)).where(
        papers.word == form.numbering.word, papers.year == year,
        func.coalesce(papers.seat, "") == seat)
    return int(session.scalar(query) or 0) + 1


def reprint(store: Store, *, paper: str) -> bytes:
    """The very bytes that were issued.

    Raises:
        KnownError: ``own_paper`` where there never was a PDF, ``bytes_missing`` when the file did
            not come along, ``bytes_changed`` when it is damaged: then nothing is printed.
    """
    found = find_paper(store, paper)
    if found.own:
        raise KnownError("own_paper", f"《{found.title}》用的是本校自己的纸，程序里没有它的原件。",
                         kept="登记簿里记着这一份。", todo="要再用一份，就复印学校留存的原件。")
    return stored_bytes(store, found.digest, called=f"{found.called}的原件")


def deliver_paper(store: Store, *, actor: Actor, paper: str, day: date, how: str, to: str,
                  relation: str = "", witnesses: Sequence[str] = (),
                  scans: Sequence[Picture] = (), note: str = "") -> Added:
    """Record that a paper was served; from this day its clock runs (R110, G-06).

    ``scans`` are photos of the signed receipt; they may also follow (``add_pictures``).

    Raises:
        KnownError: ``unknown_paper``, ``unknown_way``, ``paper_voided``, ``bad_date``, ``no_one``.
    """
    found = find_paper(store, paper)
    if how not in WAYS:
        raise KnownError("unknown_way", f"没有“{how}”这种送达方式。",
                         todo="可以用：" + "、".join(WAYS) + "。")
    if found.voided is not None:
        raise KnownError("paper_voided", f"{found.called}已经作废，不能登记送达。",
                         kept="没有改动。",
                         todo="送的是后来重开的那一份，就在那一份上登记。")
    if day < found.day or day > store.now().date():
        raise KnownError("bad_date", f"送达日期应在{day_text(found.day)}开出那天到今天之间。",
                         kept="没有改动。", todo="核对回证上的日期。")
    if not to.strip():
        raise KnownError("no_one", "没有写交给了谁。", todo="写上签收人的姓名。")
    with store.operation("deliver_paper", actor, roles=TEACHING, undoable=False) as write:
        row = write.insert(PaperEvent, about=found.pupil, kind="served", paper=found.id,
                           day=day.isoformat(), how=how, to=to.strip(),
                           **known({"pupil": found.pupil, "relation": relation, "note": note,
                                    "witnesses": list(witnesses)}))
        attach_pictures(write, row, scans, pupil=found.pupil)
    return Added(row, write.changes)


def hand_paper(store: Store, *, actor: Actor, paper: str, day: date, to: str,
               note: str = "") -> Added:
    """Record that a paper was handed to an office (``township``, ``county`` …; R110, R111)."""
    found = find_paper(store, paper)
    if day < found.day or day > store.now().date():
        raise KnownError("bad_date", f"交出日期应在{day_text(found.day)}开出那天到今天之间。",
                         kept="没有改动。", todo="核对交出的日期。")
    with store.operation("hand_paper", actor, roles=TEACHING, undoable=False) as write:
        row = write.insert(PaperEvent, about=found.pupil, kind="handed", paper=found.id,
                           day=day.isoformat(), to=to,
                           **known({"pupil": found.pupil, "note": note}))
    return Added(row, write.changes)


def void_paper(store: Store, *, actor: Actor, paper: str, why: str) -> Changes:
    """Take a number out of use; it stays in the register with the reason.

    Raises:
        KnownError: ``unknown_paper``, ``no_reason``, ``paper_voided``.
    """
    found = find_paper(store, paper)
    if not why.strip():
        raise KnownError("no_reason", "没有写作废原因。", todo="写一句原因。")
    if found.voided is not None:
        raise KnownError("paper_voided", f"{found.called}已经作废过。", kept="没有改动。",
                         todo="不用再作废；要用就重开一份。")
    with store.operation("void_paper", actor, roles=TEACHING, undoable=False) as write:
        write.insert(PaperEvent, about=found.pupil, kind="voided", paper=found.id,
                     day=store.now().date().isoformat(), note=why.strip(),
                     **known({"pupil": found.pupil}))
    return write.changes


def specimen(form_id: str, *, day: date, store: Store | None = None) -> Rendered:
    """A form filled with invented data and marked 样张; no number is used."""
    form = form_by_id(store, form_id)
    values = {**form.values(specimen_facts(day)), "title": form.title}
    if form.numbering is not None:
        values["number"] = form.numbering.text(day.year, 0)
    return render(form, [known(values)], cite=citer(day), fonts=fonts(), specimen=True)
