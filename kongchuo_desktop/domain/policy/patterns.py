"""Reads the patterns of a binding: absence, facts, subjects and their combinations (§4, §5)."""

from datetime import date
from typing import Any

from kongchuo_desktop.domain.facts import KINDS, UNEXCUSED, FactValue
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    CalendarPattern,
    FactPattern,
    MetPattern,
    Not,
    Pattern,
    SubjectPattern,
)
from kongchuo_desktop.domain.policy.reader import Reader
from kongchuo_desktop.domain.policy.titles import Titles

_COMBINE = frozenset({"all", "any", "not", "order"})
_ABSENCE = frozenset({"absent", "unit", "run", "in", "kinds", "from_act"})
_FIGURES = frozenset({"age", "grade", "years", "share"})
_FLAGS = frozenset({"returned", "boarding", "enrolled"})
_OFFICES = frozenset({"to", "by", "joint"})
_NAMED = {"paper": "papers", "ledger": "ledgers", "cause": "causes",
          "whereabouts": "whereabouts", "tag": "tags", "evidence": "evidence"}
_TESTS: dict[str, frozenset[str]] = {
    "state": frozenset(words.STATES), "any_case": frozenset(words.STATES),
    "stage": words.STAGES, "class_kind": frozenset(words.CLASS_KINDS),
    "placement": words.PLACEMENTS,
    "has": words.HAS, "each": frozenset(words.EACH),
}


def read_pattern(raw: Any, parent: Reader, key: str, titles: Titles) -> Pattern:
    """The pattern of ``key`` of ``parent``; a list is read as all of its parts."""
    path = f"{parent.path}.{key}"
    if isinstance(raw, list):
        return AllOf(_parts(raw, parent, path, titles))
    reader = Reader(raw, parent.at, parent.clause, path)
    table = reader.table
    parts: list[Pattern] = []
    if "absent" in table:
        parts.append(_absence(reader))
    elif "fact" in table:
        parts.append(_fact(reader, titles))
    elif "calendar" in table:
        reader.only({"calendar"} | _COMBINE)
        parts.append(CalendarPattern(reader.word("calendar", words.CALENDAR)))
    elif "met" in table:
        reader.only({"met"} | _COMBINE)
        parts.append(MetPattern(reader.text("met")))
    else:
        reader.only(words.SUBJECT_KEYS | _COMBINE)
        if set(table) - _COMBINE:
            parts.append(_subject(reader, titles))
    if "all" in table:
        parts.append(AllOf(_parts(table["all"], reader, f"{path}.all", titles),
                           reader.flag("order")))
    elif "order" in table:
        raise reader.wrong("“order”只能和“all”一起用", "order")
    if "any" in table:
        parts.append(AnyOf(_parts(table["any"], reader, f"{path}.any", titles)))
    if "not" in table:
        parts.append(Not(read_pattern(table["not"], reader, "not", titles)))
    if not parts:
        raise reader.wrong(f"“{key}”是空的", key)
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _parts(raw: Any, reader: Reader, path: str, titles: Titles) -> tuple[Pattern, ...]:
    if not isinstance(raw, list) or not raw:
        raise reader.wrong("“all”“any”后面应当是列表", path.rpartition(".")[2])
    inner = Reader({}, reader.at, reader.clause, path)
    return tuple(read_pattern(part, inner, str(i), titles) for i, part in enumerate(raw))


def _absence(reader: Reader) -> AbsencePattern:
    reader.only(_ABSENCE | _COMBINE)
    unit = reader.word("unit", ("day", "lesson"), "day")
    figure = reader.figure("absent", units=("", "days", "school days"))
    if figure is None:
        raise reader.wrong("缺“absent”")
    run = reader.flag("run")
    period = reader.text("in") or None
    if period is not None and period not in words.ABSENCE_IN:
        raise reader.wrong(f"“in”里不认识的词“{period}”", period)
    if run == (period is not None):
        raise reader.wrong("缺勤要么写 run = true，要么写 in，二者取一", "absent")
    kinds = frozenset(reader.words_of("kinds", KINDS)) or UNEXCUSED
    act = reader.text("from_act") or None
    if act is not None and act not in words.FACTS:
        raise reader.wrong(f"不认识的事实“{act}”", act)
    return AbsencePattern(figure, unit, period, kinds, act)


def _fact(reader: Reader, titles: Titles) -> FactPattern:
    fact = reader.text("fact")
    if fact not in words.FACTS:
        raise reader.wrong(f"不认识的事实“{fact}”", fact)
    known = words.FACTS[fact][2]
    reader.only(known | words.FACT_ALWAYS | _COMBINE)
    fields = {key: _values(reader, key, titles) for key in reader.table if key in known}
    return FactPattern(fact, fields, reader.figure("times"), _since(reader))


def _since(reader: Reader) -> str | date | None:
    value = reader.table.get("since")
    if value is None or value in ("case", "start", "on"):
        return value
    return reader.day("since")


def _values(reader: Reader, key: str, titles: Titles) -> tuple[FactValue, ...]:
    """The values of a fact's field; names and offices in the words in use."""
    raw = reader.table[key]
    values = tuple(raw) if isinstance(raw, list) else (raw,)
    for value in values:
        if value == "?" or not isinstance(value, str | int | bool):
            raise reader.wrong(f"“{key}”里不能写“{value}”", str(value))
    if key in _NAMED:
        return tuple(_name(reader, _NAMED[key], str(value), titles) for value in values)
    texts = [value for value in values if isinstance(value, str)]
    allowed: frozenset[str] | None = None
    if key in _OFFICES:
        allowed = frozenset(words.WHO)
    elif key == "result":
        allowed = frozenset(words.RESULTS) | {"failed"}
    elif key == "mode":
        allowed = frozenset(words.MODES)
    if allowed is not None:
        for text in texts:
            if text not in allowed:
                raise reader.wrong(f"“{key}”里不认识的词“{text}”", text)
    if key == "what":
        return tuple(titles.matter(reader.text("fact"), str(value)) for value in values)
    return values


def _name(reader: Reader, kind: str, name: str, titles: Titles) -> str:
    word = titles.word(kind, name)
    if word is None:
        raise reader.wrong(f"不认识的名称“{name}”", name)
    return word


def _subject(reader: Reader, titles: Titles) -> SubjectPattern:
    tests: dict[str, tuple[FactValue, ...] | Figure] = {}
    for key, raw in reader.table.items():
        if key in _COMBINE:
            continue
        if key in _FLAGS:
            tests[key] = (reader.flag(key),)
        elif key in _FIGURES and not isinstance(raw, list) and raw != "all":
            figure = reader.figure(key)
            assert figure is not None
            tests[key] = _equal(figure, raw)
        elif key in _NAMED:
            tests[key] = tuple(_name(reader, _NAMED[key], w, titles) for w in reader.words(key))
        elif key in _TESTS:
            tests[key] = reader.words_of(key, _TESTS[key])
        elif isinstance(raw, list):
            tests[key] = tuple(raw)
        else:
            tests[key] = reader.words(key)
    return SubjectPattern(tests)


def _equal(figure: Figure, raw: Any) -> Figure:
    """A bare number about a pupil is that number: grade 6 is not grade 7."""
    if isinstance(raw, int) or str(raw).strip().isdigit():
        return Figure(figure.value, figure.unit, figure.origin, "=", figure.name, figure.open)
    return figure
