"""Reads the bindings of a clause, one function per kind of binding (§1, §6–§8)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.doable import hindrance
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    Binding,
    DutyBinding,
    EvidenceBinding,
    GateBinding,
    GroupBinding,
    IndicatorBinding,
    LedgerBinding,
    ListBinding,
    NoteBinding,
    PaperBinding,
    Pattern,
    RecordBinding,
    RoleBinding,
    RuleBinding,
)
from kongchuo_desktop.domain.policy.patterns import read_pattern
from kongchuo_desktop.domain.policy.reader import Reader
from kongchuo_desktop.domain.policy.titles import Titles

_COMMON = frozenset({"is", "key", "reading"})
_DUTY = _COMMON | {
    "do", "each", "on", "if", "needs", "unless", "after", "within", "by", "every", "months",
    "times", "done", "who", "helps", "to", "paper", "ledger", "from", "until",
}
_FIGURE = re.compile(r"[\s?<>=]*\d|\s*\?")
_BY = re.compile(r"(?:(?:0[1-9]|1[0-2])-)?(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True)
class _Source:
    """One binding's table, its name and the lists of names it may use."""

    reader: Reader
    name: str
    titles: Titles

    @property
    def reading(self) -> str:
        return self.reader.text("reading")

    def pattern(self, key: str) -> Pattern | None:
        raw = self.reader.table.get(key)
        return None if raw is None else read_pattern(raw, self.reader, key, self.titles)

    def titled(self, key: str, kind: str) -> str | None:
        name = self.reader.text(key)
        if not name:
            return None
        word = self.titles.word(kind, name)
        if word is None:
            raise self.reader.wrong(f"不认识的名称“{name}”", name)
        return word

    def who(self, key: str) -> tuple[str, ...]:
        return self.reader.words_of(key, words.WHO)

    def combined(self) -> Pattern | None:
        """``all``, ``any`` and ``order`` of the binding itself (gates and evidence)."""
        parts: list[Pattern] = []
        whole = self.pattern("all")
        if isinstance(whole, AllOf):
            parts.append(replace(whole, order=self.reader.flag("order")))
        either = self.pattern("any")
        if isinstance(either, AllOf):
            parts.append(AnyOf(either.parts))
        return None if not parts else parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def read_binding(reader: Reader, name: str, titles: Titles) -> Binding:
    """One binding of a clause; refuses what the vocabulary does not know."""
    kind = reader.word("is", words.KINDS)
    return _READ[kind](_Source(reader, name, titles))


def _duty(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_DUTY)
    limit = reader.table.get("after") == "limit"
    each = reader.word("each", words.EACH, "pupil")
    return DutyBinding(
        name=source.name, reading=source.reading, watch=reader.text("is") == "watch",
        do=reader.word("do", words.DO), each=each,
        on=source.pattern("on"), only_if=source.pattern("if"), needs=source.pattern("needs"),
        unless=source.pattern("unless"), done=_done(source, each),
        after=None if limit else reader.figure("after", units=words.UNITS), after_limit=limit,
        within=reader.figure("within", units=words.UNITS), by=_by(reader),
        every=_period(reader), months=_months(reader),
        times=reader.figure("times"), who=_one(source.who("who")), helps=source.who("helps"),
        to=source.who("to"), paper=source.titled("paper", "papers"),
        ledger=source.titled("ledger", "ledgers"), valid_from=reader.day("from"),
        until=reader.day("until"),
    )


def _done(source: _Source, each: str) -> Pattern:
    """What discharges a duty, ours or another body's: without it the line would never go."""
    done = source.pattern("done")
    if done is None:
        raise source.reader.wrong("这一项没有写“done”，办没办完没有凭据")
    word = hindrance(done, each)
    if word:
        raise source.reader.wrong(f"“done”要写办了什么才算办完，这里的“{word}”没有人能去办", "done")
    return done


def _one(words_: tuple[str, ...]) -> str:
    return words_[0] if words_ else ""


def _period(reader: Reader) -> str | None:
    """A rhythm cannot sleep: an open 定期 is ``times = "?"`` of a period that the reading names."""
    return reader.word("every", words.EVERY) if "every" in reader.table else None


def _by(reader: Reader) -> str | None:
    by = reader.text("by")
    if by == "limit" and "every" not in reader.table and "months" not in reader.table:
        return by
    if by and not _BY.fullmatch(by):
        raise reader.wrong(f"“by”应当是 09-30 或 28 这样的日子，不是“{by}”", by)
    return by or None


def _months(reader: Reader) -> tuple[int, ...]:
    months = reader.words("months")
    for month in months:
        if not (month.isdigit() and 1 <= int(month) <= 12):
            raise reader.wrong(f"“months”里认不出的月份“{month}”", month)
    return tuple(int(month) for month in months)


def _paper(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"paper", "title", "issuer", "to", "copies", "number", "also_from",
                           "each"})
    title = reader.text("title")
    paper = source.titled("paper", "papers") or source.titled("title", "papers")
    if paper is None:
        raise reader.wrong("缺“title”")
    copies = reader.figure("copies")
    return PaperBinding(
        name=source.name, reading=source.reading, paper=paper, title=title or paper,
        issuer=reader.word("issuer", words.WHO, "school"), to=source.who("to"),
        copies=copies.value if copies else None, number=reader.text("number"),
        also_from=source.who("also_from"), each=reader.word("each", words.EACH, "pupil"),
    )


def _ledger(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"ledger", "title", "columns", "each", "if", "to"})
    ledger = source.titled("ledger", "ledgers") or source.titled("title", "ledgers")
    if ledger is None:
        raise reader.wrong("缺“ledger”")
    return LedgerBinding(
        name=source.name, reading=source.reading, ledger=ledger,
        title=reader.text("title") or ledger, columns=reader.words("columns"),
        each=reader.word("each", words.EACH, "pupil"), only_if=source.pattern("if"),
        to=source.who("to"),
    )


def _indicator(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"indicator", "title", "scope", "of", "per", "target", "from", "until"})
    indicator = source.titled("indicator", "indicators")
    if indicator is None:
        raise reader.wrong("缺“indicator”")
    raw = str(reader.table.get("target", "?"))
    if "?" not in raw and not re.match(r"\s*(>=|<=|=|<|>)", raw):
        raise reader.wrong(f"目标要写明比较，如 \">= 95\"，不能只写“{raw}”", raw)
    return IndicatorBinding(
        name=source.name, reading=source.reading, indicator=indicator,
        title=reader.text("title") or reader.text("indicator"),
        scope=reader.word("scope", ("class", "school", "county", "township"), "school"),
        of=source.pattern("of"), per=reader.word("per", words.EVERY, "school_year"),
        target=reader.figure("target"), valid_from=reader.day("from"),
        until=reader.day("until"),
    )


def _group(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"group", "tags"})
    tags = []
    for tag in reader.words("tags"):
        word = source.titles.word("tags", tag)
        if word is None:
            raise reader.wrong(f"不认识的标签“{tag}”", tag)
        tags.append(word)
    if not tags:
        raise reader.wrong("缺“tags”")
    return GroupBinding(source.name, source.reading, reader.text("group", "focus"), tuple(tags))


def _note(source: _Source) -> Binding:
    source.reader.only(_COMMON | {"why"})
    return NoteBinding(source.name, source.reading, source.reader.word("why", words.NOTE_WHY))


def _gate(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"gate", "if", "all", "any", "order", "effect"})
    return GateBinding(
        source.name, source.reading, reader.word("gate", words.GATES), source.pattern("if"),
        source.combined(), reader.text("effect"),
    )


def _role(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"role", "chain", "who", "each", "if"})
    chain = []
    for link in reader.words("chain"):
        who, _, whom = (part.strip() for part in link.partition(">"))
        for word in (who, whom):
            if word not in words.WHO:
                raise reader.wrong(f"“chain”里不认识的词“{word}”", link)
        chain.append((who, whom))
    return RoleBinding(
        source.name, source.reading, reader.word("role", words.ROLES), tuple(chain),
        _one(source.who("who")), reader.word("each", (*words.EACH, "grade"), "school"),
        source.pattern("if"),
    )


def _evidence(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"file", "each", "if", "all", "any"})
    if not reader.text("file"):
        raise reader.wrong("缺“file”")
    return EvidenceBinding(
        source.name, source.reading, reader.text("file"),
        reader.word("each", words.EACH, "pupil"), source.pattern("if"), source.combined(),
    )


def _list(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"list", "items"})
    return ListBinding(source.name, source.reading, reader.word("list", words.LISTS),
                       reader.words("items"))


def _rule(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"rule", "value", "on", "if", "after", "until"})
    raw = reader.table.get("value", "?")
    few = words.RULE_VALUES.get(reader.text("rule"), frozenset())
    if few and raw not in few | {"?"}:
        raise reader.wrong(f"“value”里不认识的词“{raw}”", str(raw))
    is_figure = isinstance(raw, int) or bool(_FIGURE.match(str(raw)))
    value: Figure | str | None = (
        reader.figure("value", units=("", *words.UNITS)) if is_figure else reader.text("value"))
    return RuleBinding(
        source.name, source.reading, reader.word("rule", words.RULES), value,
        source.pattern("on"), source.pattern("if"),
        reader.figure("after", units=words.UNITS), reader.day("until"),
    )


def _record(source: _Source) -> Binding:
    reader = source.reader
    reader.only(_COMMON | {"record", "fact", "what"})
    fact = reader.text("fact") or reader.text("record")
    if fact not in words.FACTS:
        raise reader.wrong(f"不认识的事实“{fact}”", fact)
    return RecordBinding(source.name, source.reading, fact, reader.text("what"))


_READ: dict[str, Callable[[_Source], Binding]] = {
    "duty": _duty, "watch": _duty, "paper": _paper, "ledger": _ledger,
    "indicator": _indicator, "group": _group, "note": _note, "gate": _gate, "role": _role,
    "evidence": _evidence, "list": _list, "rule": _rule, "record": _record,
}
