"""Lists that prove: who is apart from the roll and why, papers behind changes, what was done."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain.indicators.choices import Chosen
from kongchuo_desktop.domain.inspection.proofs import Passage
from kongchuo_desktop.domain.policy.words import FACTS, plain
from kongchuo_desktop.operations.paper_facts import pupil_words
from kongchuo_desktop.operations.paper_facts.look import About, Whom
from kongchuo_desktop.operations.paper_facts.pupil_lists import WORDS as PUPIL_LISTS
from kongchuo_desktop.operations.paper_facts.pupil_lists import Rows, paper_row
from kongchuo_desktop.operations.paper_facts.pupil_words import Word
from kongchuo_desktop.operations.world import LEAVES_SCHOOL, iso, own_rows
from kongchuo_desktop.papers.made_rows import WHOSE
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.tables import Attached, Event, Paper, PaperEvent
from kongchuo_desktop.store.vocabulary import sql_table

UNSAID, SAID, UNSEEN = "没有说明", "说得清", "还没点名"
"""What a row of the reconciliation says of itself; in this order they stand in a ledger."""
THERE, LACKING = "有", "缺"
_STATES = {"owed": UNSAID, "told": SAID, "unseen": UNSEEN}
_DEDUCTED = "可以核减"
_SCHOOL = ("meeting", "campaign", "publicity", "inspected", "disclosed", "donated")
_NOTICE = "公示"


def _apart(about: About) -> Rows:
    found = about.look.apart.get(about.pupil.id) if about.pupil else None
    if found is None:
        return []
    return [{"side": found.side, "state": _STATES[found.state], "since": found.since,
             "days": found.days or "", "why": found.why}]


def _proofs(about: About) -> Rows:
    if about.pupil is None or about.pupil.id not in about.now.world.pupils:
        return []
    now, rows = about.now, list[dict[str, Any]]()
    chosen = Chosen(now.world.figures, now.judge.era.policy, now.today)
    for passage in about.look.passages_of(about.pupil):
        head = {"because": passage.called, "day": passage.fact.day,
                "deduct": _DEDUCTED if chosen.off(passage.gate) else ""}
        rows += [{**head, **row} for row in _asked(about, passage)]
    return rows


def _asked(about: About, passage: Passage) -> Rows:
    """A row for each thing that the document asks for; where it asks for nothing one for each
    that was put on file, or one that says that nothing was."""
    if passage.proofs:
        return [{"asked": proof.what if proof.state == "there" else proof.what.removeprefix("没有"),
                 "state": THERE if proof.state == "there" else LACKING,
                 "files": _files(about, proof.refs),
                 "filed": proof.day if proof.state == "there" else None}
                for proof in passage.proofs]
    if passage.filed:
        return [{"asked": plain(str(fact.fields.get("what") or "佐证材料")), "state": THERE,
                 "files": _files(about, [fact.id]), "filed": fact.day} for fact in passage.filed]
    return [{"asked": "佐证材料", "state": LACKING, "files": "", "filed": None}]


def _files(about: About, records: Iterable[str]) -> str:
    """The names of the photos and scans that hang on some records."""
    named = set(records)
    found = [row for row in about.look.rows(Attached, about.whom.pupil or "")
             if row["target"] in named]
    return "、".join(row["name"] or ("扫描件" if row["kind"] == "scan" else "照片")
                    for row in found)


def _lacking(about: About) -> str:
    """What is missing of the papers behind the child's changes of school."""
    return "、".join(dict.fromkeys(
        row["asked"] for row in _proofs(about)
        if row["state"] == LACKING and row["because"] in LEAVES_SCHOOL))


def _papers(about: About) -> Rows:
    """Every paper that was issued, of children and of the school itself."""
    look = about.look
    pupils = [pupil for now in look.all for pupil in now.world.pupils.values()]
    look.join(pupil.id for pupil in pupils)
    rows: Rows = []
    for pupil in pupils:
        one = About(look, Whom(pupil=pupil.id))
        guardian = pupil_words.WORDS["guardian.name"](one) or ""
        rows += [{**row, WHOSE: pupil.id, "class": one.room.title if one.room else "",
                  "name": pupil.name, "guardian": guardian}
                 for row in PUPIL_LISTS["pupil.paper_rows"](one)]
    return sorted([*rows, *_own_papers(about)], key=lambda row: (row["day"], row["number"]))


def _own_papers(about: About) -> Rows:
    """Those of classes and of the school."""
    look = about.look
    with look.store.session() as session:
        papers = own_rows(session, look.store.home, Paper, sql_table(Paper).c.pupil.is_(None))
        told = own_rows(session, look.store.home, PaperEvent,
                        among(sql_table(PaperEvent).c.paper, {row["row"] for row in papers}))
    return [{**paper_row(row, [each for each in told if each["paper"] == row["row"]]),
             "class": room["name"] or "" if (room := look.rooms.get(row["class_id"] or ""))
             else "", "name": "", "guardian": ""}
            for row in papers if (iso(row["day"]) or date.max) <= look.day]


def _records(about: About) -> Rows:
    """What the unit itself wrote down of meetings, publicity, inspections, disclosures, gifts."""
    look = about.look
    with look.store.session() as session:
        events = own_rows(session, look.store.home, Event,
                          sql_table(Event).c.kind.in_(_SCHOOL))
        papers = own_rows(session, look.store.home, Paper,
                          sql_table(Paper).c.title == _NOTICE)
        gone = {row["paper"] for row in own_rows(
            session, look.store.home, PaperEvent, sql_table(PaperEvent).c.kind == "voided")}
    found = [_event(row) for row in events]
    found += [_notice(row) for row in papers if row["row"] not in gone]
    return sorted((row for row in found if row["day"] and row["day"] <= look.day),
                  key=lambda row: (row["day"], row["kind"], row["what"]))


def _event(row: RowMapping) -> dict[str, Any]:
    fields: Mapping[str, Any] = row["fields"] or {}
    return {"day": iso(row["day"]), "kind": FACTS[row["kind"]][0],
            "what": "，".join(filter(None, map(_text, (fields.get("what"),
                                                      fields.get("channel"))))),
            "where": _text(fields.get("where")), "period": _period(fields),
            "with": _text(fields.get("with")), "by": _text(row["by"]),
            "note": row["note"] or ""}


def _notice(row: RowMapping) -> dict[str, Any]:
    """A notice that was put up as a paper of its own."""
    values: Mapping[str, Any] = row["values"] or {}
    return {"day": iso(row["day"]), "kind": FACTS["disclosed"][0], "what": "帮扶和劝返情况",
            "where": _text(values.get("place")), "period": _period(values), "with": "",
            "by": row["author"], "note": row["number"] or ""}


def _period(fields: Mapping[str, Any]) -> str:
    days = [iso(fields.get(key)) for key in ("since", "until")]
    said = [f"{day.year}.{day.month}.{day.day}" if day else "" for day in days]
    return "至".join(said) if any(said) else ""


def _text(value: Any) -> str:
    """Several names read as a list of them."""
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else plain(
        str(value or ""))


WORDS: Mapping[str, Word] = {
    "pupil.apart_rows": _apart,
    "pupil.proof_rows": _proofs,
    "pupil.proofs_lacking": _lacking,
    "school.paper_rows": _papers,
    "school.record_rows": _records,
}
"""Word → its value, or its rows with the columns of ``sources.ROWS``."""
