"""Papers: drafting the exact PDF, issuing it under a number, serving, voiding, reprinting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE, TEACHING
from kongchuo_desktop.operations.anonymity import telling
from kongchuo_desktop.operations.attachments import attach_pictures, stored_bytes
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.paper_facts.facts import PaperFacts
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_facts.specimen import Kind as SpecimenKind
from kongchuo_desktop.operations.paper_facts.specimen import (
    made_rows,
    specimen_answer,
    specimen_facts,
)
from kongchuo_desktop.operations.paper_facts.specimen_lists import program_rows
from kongchuo_desktop.operations.paper_numbers import (
    next_serial,
    note_given,
    number_style,
    numbering_of,
    red_letterhead,
    seat_of,
)
from kongchuo_desktop.operations.paper_register import (
    IssuedPaper,
    find_paper,
    kept_value,
    paper_code,
    paper_register,
)
from kongchuo_desktop.operations.paper_whom import checked_whom
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.words import day_text, full_day
from kongchuo_desktop.operations.world import known, whole_world
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.render import Rendered, render
from kongchuo_desktop.papers.setting import Known
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Paper, PaperEvent
from kongchuo_desktop.store.write import Actor, Changes

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
        telling: words that tell who the child is → label of their field, where the form is to name
            nobody; such a paper can't be issued.
    """

    whom: Whom
    number: str | None
    word: str | None
    serial: int | None
    seat: str
    values: Mapping[str, Any]
    pdf: bytes
    pages: int
    blanks: tuple[str, ...]
    missing: Mapping[str, str]
    telling: Mapping[str, str] = field(default_factory=dict)

    @property
    def pupil(self) -> str | None:
        return self.whom.pupil


@dataclass(frozen=True, slots=True)
class Issue:
    """The papers that were issued together."""

    papers: list[IssuedPaper]
    changes: Changes


@lru_cache(maxsize=1)
def fonts() -> FontSet:
    """The computer's official fonts where it has them, the bundled ones where not."""
    return FontSet(platform.font_folders())


def draft_papers(store: Store, *, form_id: str, pupils: Sequence[str] = (), day: date,
                 whom: Sequence[Whom] = (), asked: Mapping[str, Any] | None = None,
                 own: Mapping[str, Mapping[str, Any]] | None = None,
                 user: str = "", coded: bool = True) -> list[DraftPaper]:
    """What would be issued, one paper for each of ``whom``, with the numbers that would come next.

    ``asked`` holds the fields that are asked at issue, ``own`` those of one copy alone by its
    ``Whom.key``; what both leave out comes from the facts, and None leaves a line to fill by hand.

    Args:
        pupils: short for a ``Whom`` each.
        coded: whether each bears the code by which it is found in the register.
    """
    form = form_by_id(store, form_id)
    copies = [*(Whom(pupil=pupil) for pupil in pupils), *whom] or [Whom()]
    facts = PaperFacts(store, day=day, user=user, form=form, whom=copies)
    numbering = numbering_of(form, number_style(store, day=day))
    with store.session() as session:
        seat = seat_of(session, store, facts.class_of(copies))
        serial = next_serial(session, store, numbering, day.year, seat)
    print_form = replace(form, numbering=numbering)
    drafts, set_before = [], Known()
    for i, one in enumerate(copies):
        answers = {**(asked or {}), **(own or {}).get(one.key, {})}
        drafts.append(_draft(print_form, facts, one, day, answers, seat, serial + i,
                             set_before, coded))
    return drafts


def _draft(form: Form, facts: PaperFacts, whom: Whom, day: date,
           asked: Mapping[str, Any], seat: str, serial: int, set_before: Known,
           coded: bool) -> DraftPaper:
    values = {**form.values(facts.sources(whom)), **asked}
    number = None
    if form.numbering is not None:
        number = form.numbering.text(day.year, serial, f"{seat}-" if seat else "")
    printed = {**known(values), **known({"number": number, "title": facts.title(form)})}
    code = paper_code(form.id, {k: kept_value(v) for k, v in printed.items()}) if coded else ""
    rendered = render(form, [{**printed, **known({"paper_code": code})}], cite=citer(day),
                      fonts=fonts(), practice=facts.practice, known=set_before)
    copy = rendered.copies[0]
    return DraftPaper(whom, number, form.numbering.word if form.numbering else None,
                      serial if number else None, seat, printed, rendered.pdf, rendered.pages,
                      copy.blanks, copy.missing,
                      telling(facts.look, form, whom.pupil, printed))


def class_batch(store: Store, *, class_id: str, day: date) -> list[Whom]:
    """Every pupil of a class on a day in the order of the seats, for a batch."""
    found = [pupil for pupil in whole_world(store).pupils.values()
             if pupil.enrolled_on(day) and pupil.class_on(day) == class_id]
    found.sort(key=lambda pupil: (pupil.seat or 10_000, pupil.name, pupil.id))
    return [Whom(pupil=pupil.id) for pupil in found]


def issue_papers(store: Store, *, actor: Actor, form_id: str, pupils: Sequence[str] = (),
                 day: date, whom: Sequence[Whom] = (), asked: Mapping[str, Any] | None = None,
                 own: Mapping[str, Mapping[str, Any]] | None = None) -> Issue:
    """Issue papers under the next numbers and keep their bytes for ever (journal.md §6).

    Raises:
        KnownError: ``unknown_form``, what ``checked_whom`` says, ``future_date``,
            ``missing_glyph``, ``names_child``.
    """
    form = form_by_id(store, form_id)
    asked_for = [*(Whom(pupil=pupil) for pupil in pupils), *whom] or [Whom()]
    copies = checked_whom(store, form, asked_for)
    check_not_future(store, day, so="文书不能写将来的日期")
    roles = EVERYONE if form.subject in ("school", "teacher") else TEACHING
    with store.operation("issue_papers", actor, roles=roles, undoable=False) as write:
        drafts = draft_papers(store, form_id=form_id, day=day, whom=copies, asked=asked,
                              own=own, user=actor.name)
        _refuse(drafts)
        rows = [write.insert(Paper, **_paper_fields(form, draft, day, write.attach(draft.pdf)))
                for draft in drafts]
        last = drafts[-1]
        if last.word and last.serial:
            note_given(store, last.word, day.year, last.seat, last.serial)
    issued = {p.id: p for p in paper_register(store)}
    return Issue([issued[row] for row in rows], write.changes)


def _refuse(drafts: Sequence[DraftPaper]) -> None:
    for draft in drafts:
        for char, label in draft.missing.items():
            raise KnownError("missing_glyph", f"{label}里的“{char}”字没有字体能印出来。",
                             kept="没有占用文号。", todo="换一个写法，或请教育局发字体。")
        for word, label in draft.telling.items():
            raise KnownError("names_child", f"“{label}”里写了“{word}”，看得出是哪个孩子。",
                             kept="没有开出，填的都在。", todo="改成“某某”“某村”，再开出。")


def _paper_fields(form: Form, draft: DraftPaper, day: date, digest: str) -> dict[str, Any]:
    limit = draft.values.get("limit")
    return known({
        "number": draft.number, "word": draft.word,
        "year": day.year, "seat": draft.seat, "serial": draft.serial, "form": form.id,
        "title": form.paper, "pupil": draft.whom.pupil, "class_id": draft.whom.class_id,
        "day": day.isoformat(), "to": "guardian" if form.to == "监护人" else form.to,
        "limit": limit.isoformat() if isinstance(limit, date) else limit,
        "values": {k: kept_value(v) for k, v in draft.values.items()}, "digest": digest,
        "pages": draft.pages,
    })


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
    _check_standing(found, "登记送达")
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


def _check_standing(paper: IssuedPaper, what: str) -> None:
    if paper.voided is not None:
        raise KnownError("paper_voided", f"{paper.called}已经作废，不能{what}。", kept="没有改动。",
                         todo="送的是后来重开的那一份，就在那一份上登记。")


def hand_paper(store: Store, *, actor: Actor, paper: str, day: date, to: str,
               note: str = "") -> Added:
    """Record that a paper was handed to an office (``township``, ``county`` …; R110, R111).

    Raises:
        KnownError: ``unknown_paper``, ``paper_voided``, ``bad_date``.
    """
    found = find_paper(store, paper)
    _check_standing(found, "登记交出")
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


def specimen(form_id: str, *, day: date, store: Store | None = None,
             kind: SpecimenKind = "ordinary", copies: int = 1) -> Rendered:
    """A form filled with invented data and marked 样张; no number is used. With a store its number
    and head are as they are written there."""
    form = form_by_id(store, form_id)
    if store is None:
        return specimen_of(form, day=day, kind=kind, copies=copies)
    here = replace(form, numbering=numbering_of(form, number_style(store, day=day)))
    red = red_letterhead(whole_world(store).figures, day)
    return specimen_of(here, day=day, kind=kind, copies=copies, red=red)


def specimen_of(form: Form, *, day: date, kind: SpecimenKind = "ordinary",
                copies: int = 1, red: bool = False) -> Rendered:
    """``specimen`` of a form that need not be in use."""
    values = []
    for n in range(copies):
        facts = {**specimen_facts(day, kind, n), "school.letterhead": red}
        found = {**form.values(facts), "title": form.title, "span": f"截至{full_day(day)}"}
        for each in form.fields.values():
            if each.made is not None:
                found[each.name] = made_rows(each.made, day, kind)
            elif each.asked and not each.source:
                found.setdefault(each.name, specimen_answer(each, kind))
            elif form.program and each.kind == "rows" and not each.source and kind != "empty":
                found.setdefault(each.name, program_rows(each, day))
        if form.numbering is not None:
            found["number"] = form.numbering.text(day.year, n)
        values.append(known(found))
    return render(form, values, cite=citer(day), fonts=fonts(), specimen=True)
