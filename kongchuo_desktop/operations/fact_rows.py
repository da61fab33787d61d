"""Rows of registers, marks and acts as the plain facts of the domain."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain.facts import Fact, Mark, PolicyUse, Register
from kongchuo_desktop.domain.policy.words import MODES, RESULTS

_MODE = {said: word for word, said in MODES.items()}
_RESULT = {said: word for word, said in RESULTS.items()}


def register(row: RowMapping, same: Mapping[str, str]) -> Register:
    return Register(
        class_id=same.get(row["class_id"], row["class_id"]), day=date.fromisoformat(row["day"]),
        part=row["part"], absent=frozenset(same.get(p, p) for p in row["absent"] or ()),
        expected=row["expected"] or 0, recorded=row["recorded"], lessons=row["lessons"] or 0,
    )


def marks(rows: Iterable[RowMapping], same: Mapping[str, str]) -> list[Mark]:
    """One mark a pupil, day and part: where joined records differ, the one written later.

    Which of them is right is asked on the pupil's card (``joins.twin_marks``).
    """
    found: dict[tuple[str, str, str], RowMapping] = {}
    for row in rows:
        key = (same.get(row["pupil"], row["pupil"]), row["day"], row["part"])
        other = found.get(key)
        if other is None or (other["recorded"], other["row"]) < (row["recorded"], row["row"]):
            found[key] = row
    return [_mark(row, same) for row in found.values()]


def _mark(row: RowMapping, same: Mapping[str, str]) -> Mark:
    return Mark(
        pupil=same.get(row["pupil"], row["pupil"]), day=date.fromisoformat(row["day"]),
        part=row["part"], kind=row["kind"], recorded=row["recorded"],
        lessons=tuple(row["lessons"] or ()),
    )


def visit_facts(rows: Iterable[RowMapping], same: Mapping[str, str]) -> Iterable[Fact]:
    for row in rows:
        yield Fact(
            id=row["row"], kind="visit", day=date.fromisoformat(row["day"]),
            recorded=row["recorded"], pupil=same.get(row["pupil"], row["pupil"]),
            fields={"mode": _MODE.get(row["mode"], "other"),
                    "result": _RESULT.get(row["outcome"], "other"),
                    "joint": tuple(row["joint"] or ()), "cause": row["cause"],
                    "whereabouts": row["whereabouts"], "promised": row["promised"],
                    "by": tuple(row["by"] or ())},
        )


def paper_facts(papers: Iterable[RowMapping], events: Iterable[RowMapping],
                 same: Mapping[str, str]) -> Iterable[Fact]:
    """Facts of papers; a voided paper has never been issued as far as duties go."""
    events = list(events)
    voided = {e["paper"] for e in events if e["kind"] == "voided"}
    by_id = {p["row"]: p for p in papers}
    for paper in by_id.values():
        if paper["row"] not in voided:
            yield _paper_fact(paper, paper, "issued", paper["to"], same)
    for event in events:
        found = by_id.get(event["paper"])
        if found and (event["kind"] == "voided") == (found["row"] in voided):
            to = event["to"] if event["kind"] == "handed" else found["to"]
            yield _paper_fact(found, event, event["kind"], to, same)


def _paper_fact(paper: RowMapping, source: RowMapping, kind: str, to: str | None,
                 same: Mapping[str, str]) -> Fact:
    return Fact(
        id=source["row"], kind=kind, day=date.fromisoformat(source["day"]),
        recorded=source["recorded"], pupil=same.get(paper["pupil"], paper["pupil"]),
        class_id=paper["class_id"],
        fields={"paper": paper["title"], "to": to, "limit": paper["limit"],
                "number": paper["number"], "scan": bool(source.get("scan"))},
    )


def event_facts(rows: Iterable[RowMapping], same: Mapping[str, str]) -> Iterable[Fact]:
    for row in rows:
        yield Fact(
            id=row["row"], kind=row["kind"], day=date.fromisoformat(row["day"]),
            recorded=row["recorded"], pupil=same.get(row["pupil"], row["pupil"]),
            class_id=row["class_id"],
            fields={**(row["fields"] or {}), "scan": bool(row["scan"])},
        )


def movement_facts(rows: Iterable[RowMapping], same: Mapping[str, str]) -> Iterable[Fact]:
    for row in rows:
        pupil = same.get(row["pupil"], row["pupil"])
        day = date.fromisoformat(row["day"])
        yield Fact(id=row["row"], kind="moved", day=day, recorded=row["recorded"],
                   pupil=pupil, fields={"what": row["kind"],
                                         "why": f"{row['other'] or ''}{row['note'] or ''}"})
        if row["kind"] == "复学":
            yield Fact(id=row["row"] + ":returned", kind="returned", day=day,
                       recorded=row["recorded"], pupil=pupil)


def transfer_facts(rows: Iterable[RowMapping], same: Mapping[str, str]) -> Iterable[Fact]:
    """What a superior knows of a child on the way to another school.

    Its arrival is what the old school waits for, whatever its document calls it: the new school's
    接收证明 (R192), the office's confirmation of the change (R189), the junior school's taking it
    over (R197). That it was waited for is a fact as well (``domain.duties.sought``).
    """
    for row in rows:
        pupil, day = same.get(row["pupil"], row["pupil"]), row["arrived"] or row["day"]

        def fact(kind: str, what: str | None = None, *, on: str = day, row: RowMapping = row,
                 pupil: str = pupil, **more: Any) -> Fact:
            return Fact(id=f"{row['row']}:{kind}", kind=kind, day=date.fromisoformat(on),
                        recorded=row["recorded"], pupil=pupil,
                        fields={**({"what": what} if what else {}), **more})

        yield fact("awaited", row["kind"], on=row["day"])
        if row["arrival"]:
            yield fact("attached", "接收证明")
            yield fact("confirmed", "异动手续")
            if row["kind"] == "小升初":
                yield fact("accepted")
        elif row["ended"]:
            yield fact("attached", row["proof"])


_ASKED_BY = {"监护人": "guardian", "本人": "pupil"}
"""Who asked for a leave (R043), as a word of the policy vocabulary."""


def leave_facts(rows: Iterable[RowMapping], same: Mapping[str, str]) -> Iterable[Fact]:
    for row in rows:
        pupil = same.get(row["pupil"], row["pupil"])
        yield Fact(
            id=row["row"], kind="leave", day=date.fromisoformat(row["since"]),
            recorded=row["recorded"], pupil=pupil,
            fields={"since": row["since"], "until": row["until"], "what": row["kind"],
                    "by_phone": bool(row["by_phone"]), "approver": row["approver_role"],
                    "by": _ASKED_BY.get(row["asked_by"], row["asked_by"] or ""),
                    "confirmed": bool(row["phone"])},
        )
        if row["slip"]:
            yield Fact(id=row["row"] + ":slip", kind="slip", day=date.fromisoformat(row["slip"]),
                       recorded=row["recorded"], pupil=pupil, fields={"leave": row["row"]})


def return_facts(rows: Iterable[RowMapping], same: Mapping[str, str],
                 classes: Collection[str]) -> Iterable[Fact]:
    """What packages handed over: a class's goes to its school, a school's to the bureau."""
    for row in rows:
        unit = same.get(row["unit"], row["unit"])
        room = unit if unit in classes else None
        yield Fact(id=row["row"], kind="filed", day=date.fromisoformat(row["day"]),
                   recorded=row["recorded"], class_id=room,
                   fields={"what": row["kind"], "period": row["period"], "unit": row["unit"],
                           "to": "school" if room else "county_desk"})


def uses(rows: Iterable[RowMapping]) -> list[PolicyUse]:
    """The unit's profiles in order; the first one reaches back without end (policy.md §9)."""
    return [PolicyUse(row["policy"], since) for row, since in uses_in_order(rows)]


def uses_in_order(rows: Iterable[RowMapping]) -> list[tuple[RowMapping, date]]:
    """Each row with the day from which it holds; of two from one day the one chosen later holds.

    What was chosen first reaches back, even behind a day that another was chosen for later: that
    one takes its place from its own day on.
    """
    ordered = sorted(rows, key=lambda r: (r["since"], r["recorded"], r["tips"]))
    first = min(ordered, key=lambda r: r["recorded"], default=None)
    dated = [(r, date.min if r is first else date.fromisoformat(r["since"])) for r in ordered]
    return sorted(dated, key=lambda found: found[1])
