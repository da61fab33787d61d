"""Lists about a class, the school or a bureau: pupils, classes, cases, helpers, returns."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.domain.cases.views import CaseView, cases_of
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.policy.words import RESULTS, STATES
from kongchuo_desktop.operations.paper_facts import case_words, pupil_words
from kongchuo_desktop.operations.paper_facts.class_spans import class_lines, month_of, week_of
from kongchuo_desktop.operations.paper_facts.look import About, Look, Whom
from kongchuo_desktop.operations.paper_facts.month import month_figures
from kongchuo_desktop.operations.paper_facts.opening import arrivals, opening_rows, unseen_classes
from kongchuo_desktop.operations.paper_facts.pupil_lists import Rows
from kongchuo_desktop.operations.paper_facts.pupil_words import Word, birth_text, guardians
from kongchuo_desktop.operations.paper_facts.school_words import count_sex
from kongchuo_desktop.operations.periods import TERM, YEAR
from kongchuo_desktop.operations.supervisors import supervisors
from kongchuo_desktop.operations.words import month_text
from kongchuo_desktop.operations.world import homes_of, iso, own_rows
from kongchuo_desktop.papers.made_rows import WHOSE
from kongchuo_desktop.store.tables import Event, Return
from kongchuo_desktop.store.vocabulary import sql_table

_UNREACHED = RESULTS["unreachable"]
_OUT = frozenset({STATES["dropout"], STATES["never_enrolled"]})


def _family(look: Look, pupil: str) -> dict[str, Any]:
    """Name, sex, first guardian and where they live, as lists print them."""
    row = look.person(pupil)
    if row is None:
        return dict.fromkeys(("name", "sex", "guardian", "relation", "phone", "address"), "")
    first = f"guardian{guardians(row)[0]}"
    return {"name": row["name"] or "", "sex": row["gender"] or "",
            "guardian": row[f"{first}_name"] or "", "relation": row[f"{first}_relation"] or "",
            "phone": row[f"{first}_phone"] or "", "address": row["address"] or ""}


def _pick(found: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: found[key] for key in keys}


def _class_pupils(about: About) -> Rows:
    look = about.look
    members = look.members(about.class_id or "")
    look.join(pupil.id for pupil in members)
    rows: Rows = []
    for n, pupil in enumerate(members, start=1):
        row = look.person(pupil.id)
        rows.append({"n": n, "seat": pupil.seat or "", **_family(look, pupil.id),
                     "birth": (birth_text(row["birth_date"]) or "") if row is not None else "",
                     "identity_number": (row["identity_number"] or "") if row is not None else "",
                     "student_number": (row["student_number"] or "") if row is not None else "",
                     "tags": "、".join(sorted(pupil.tags_on(look.day)))})
    return rows


def _classes(about: About) -> Rows:
    look = about.look
    rooms = sorted(look.own.world.classes.values(), key=lambda room: room.place)
    look.join(p.id for p in look.own.world.pupils.values() if p.enrolled_on(look.day))
    return [{"name": room.name, "head_teacher": room.head_teacher,
             "size": len(look.members(room.id)), "boys": count_sex(look, room.id, "男"),
             "girls": count_sex(look, room.id, "女")} for room in rooms]


def _cases_in_hand(look: Look) -> list[CaseView]:
    found = [case for now in look.all for case in cases_of(now)]
    return sorted(found, key=lambda case: (case.since, case.pupil))


def _case_pupils(look: Look) -> list[str]:
    return [case.pupil for case in _cases_in_hand(look)]


def _cases(about: About) -> Rows:
    look = about.look
    found = _cases_in_hand(look)
    look.join(case.pupil for case in found)
    rows: Rows = []
    for n, case in enumerate(found, start=1):
        one = About(look, Whom(pupil=case.pupil))
        rows.append({
            "n": n, **_pick(_family(look, case.pupil), "name", "sex", "guardian", "phone",
                            "address"),
            "class": one.room.title if one.room else "", "since": case.since,
            "cause": case_words.last_said(one, "cause") or "",
            "whereabouts": case_words.last_said(one, "whereabouts") or "",
            "state": case.state_name, "times": case_words.times(one) or 0,
            "helper": case_words.helper(one), "note": pupil_words.tags_text(one),
            "week": _this_week(one)})
    return rows


def _this_week(about: About) -> str:
    """``10月12日家访：有条件；10月14日返校``: what was done about a case in the paper's week."""
    first, last = week_of(about.look.day)
    done = [(day, f"{row['mode']}：{row['outcome']}") for row in case_words.case_visits(about)
            if (day := iso(row["day"])) and first <= day <= last]
    back = about.case.returned if about.case else None
    if back is not None and first <= back <= last:
        done.append((back, "返校"))
    return "；".join(f"{day.month}月{day.day}日{what}" for day, what in sorted(done))


def _dropouts(about: About) -> Rows:
    """Of the cases in hand those of children who are out of school, or whom nobody reached."""
    rows: Rows = []
    for row, pupil in zip(_cases(about), _case_pupils(about.look), strict=True):
        seen = case_words.case_visits(About(about.look, Whom(pupil=pupil)))
        lost = bool(seen) and seen[-1]["outcome"] == _UNREACHED
        if lost or row["state"] in _OUT:
            rows.append(row | {"n": len(rows) + 1, "note": _UNREACHED if lost else ""})
    return rows


def _unarrived(about: About) -> Rows:
    """Who was due and did not come; of a class without a register only whom somebody told of."""
    look, unseen = about.look, unseen_classes(about.look)
    missing = [one for one in arrivals(look) if not one.arrived and (
        one.room.id not in unseen or one.cause or one.whereabouts)]
    look.join(one.pupil.id for one in missing)
    rows: Rows = []
    for n, one in enumerate(missing, start=1):
        copy = About(look, Whom(pupil=one.pupil.id))
        rows.append({
            "n": n, WHOSE: one.pupil.id, "class": one.room.name,
            **_pick(_family(look, one.pupil.id), "name", "sex", "guardian", "phone", "address"),
            "cause": one.cause or case_words.last_said(copy, "cause") or "",
            "whereabouts": one.whereabouts or case_words.last_said(copy, "whereabouts") or "",
            "helper": case_words.helper(copy)})
    return rows


def _helpers(about: About) -> Rows:
    """Who was named for which role, with the class or place and the pupils that it is about."""
    look, world = about.look, about.look.own.world
    with look.store.session() as session:
        assigned = own_rows(session, look.store.home, Event, sql_table(Event).c.kind == "assigned")
    groups: dict[tuple[str, str, str], list[Pupil]] = defaultdict(list)
    for row in sorted(assigned, key=lambda row: (row["day"], row["recorded"], row["row"])):
        if (iso(row["day"]) or date.max) > look.day or not row["by"]:
            continue
        fields = row["fields"] or {}
        pupil = world.pupils.get(look.canonical(row["pupil"]))
        room = world.classes.get(look.canonical(row["class_id"]) or (
            pupil.class_on(look.day) if pupil else ""))
        key = (str(fields.get("role") or "责任人"), row["by"],
               str(fields.get("area") or (room.name if room else "")))
        groups[key] += [pupil] if pupil and pupil not in groups[key] else []
    return [{"n": n, "role": role, "name": name, "area": area,
             "pupils": "、".join(pupil.name for pupil in pupils),
             "phone": look.phones.get(name, "")}
            for n, ((role, name, area), pupils) in enumerate(groups.items(), start=1)]


def _supervisors(about: About) -> Rows:
    store = about.look.store
    units = homes_of(store).names
    schools: dict[tuple[str, str], list[str]] = defaultdict(list)
    for unit, person in supervisors(store).items():
        schools[person.name, person.phone].append(units.get(unit, ""))
    return [{"n": n, "leader": name, "office": "", "schools": "、".join(sorted(found)),
             "phone": phone} for n, ((name, phone), found) in enumerate(sorted(schools.items()), 1)]


def _returns(about: About) -> Rows:
    look = about.look
    with look.store.session() as session:
        rows = own_rows(session, look.store.home, Return)
    own = sorted((row for row in rows if look.canonical(row["unit"]) == look.canonical(
        look.store.home)), key=lambda row: row["period"])
    return [{"period": month_text(row["period"]),
             "pupils": (row["figures"] or {}).get("pupils", ""), "day": iso(row["day"]),
             "zero": "是" if row["zero"] else "否"} for row in own]


WORDS: Mapping[str, Word] = {
    "class.pupil_rows": _class_pupils,
    "school.class_rows": _classes,
    "school.month_rows": lambda about: month_figures(about.look),
    "school.term_rows": lambda about: month_figures(about.look, TERM),
    "school.year_rows": lambda about: month_figures(about.look, YEAR),
    "school.week_rows": lambda about: class_lines(about.look, *week_of(about.look.day)),
    "school.class_month_rows": lambda about: class_lines(about.look, *month_of(about.look.day)),
    "school.case_rows": _cases,
    "school.dropout_rows": _dropouts,
    "school.opening_rows": lambda about: opening_rows(about.look),
    "school.unarrived_rows": _unarrived,
    "school.helper_rows": _helpers,
    "school.supervisor_rows": _supervisors,
    "school.return_rows": _returns,
}
"""Word → the rows of one copy, with the columns of ``sources.ROWS``."""
