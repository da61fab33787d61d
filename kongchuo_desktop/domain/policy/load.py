"""Loads one profile from its TOML text and refuses what could not work (policy.md §9)."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.bindings import read_binding
from kongchuo_desktop.domain.policy.chapters import chapter_in
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    Binding,
    Clause,
    Drop,
    DutyBinding,
    MetPattern,
    Not,
    Pattern,
    Policy,
)
from kongchuo_desktop.domain.policy.reader import Locator, Reader
from kongchuo_desktop.domain.policy.titles import Titles

_TOP = ("id", "title", "issuer", "number", "date", "kind", "desk", "in_force", "extends", "drop",
        "words", "chapters", "clause")
_BLANK = re.compile(r"\s+")
OWN = "own"
"""Id of the file in which a school binds more than its documents do; it quotes nothing."""


def load_policy(
    text: str, source_name: str, *, titles: Titles, seed_text: str | None = None
) -> Policy:
    """The profile that ``text`` holds.

    Args:
        text: the TOML file.
        source_name: the file's name, for messages.
        titles: the closed lists of names (``parse_titles``).
        seed_text: the document itself; when given, every quote must occur in it, blanks and
            line breaks aside.

    Raises:
        KnownError: ``policy_invalid`` with file, line and sentence.
    """
    at = Locator(text, source_name)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        if place is None:
            raise at.refuse("文件到这里就完了，前面有引号或括号没有关上", line=at.last) from None
        raise at.refuse("这一行不是能读懂的TOML", line=int(place[1])) from None
    except (ValueError, RecursionError):
        raise at.refuse("文件里有一个数太长，或者括号套得太深", line=1) from None
    top = Reader(table, at, None, "")
    top.only(_TOP)
    for key in ("id", "title"):
        if not top.text(key):
            raise top.wrong(f"缺“{key}”")
    names = Reader(table.get("words", {}), at, None, "words")
    span = Reader(table.get("in_force", {}), at, None, "in_force")
    span.only(("from", "to"))
    policy = Policy(
        id=top.text("id"), title=top.text("title"),
        kind=top.word("kind", words.POLICY_KINDS), issuer=top.text("issuer"),
        number=top.text("number"), dated=str(table.get("date", "")), desk=top.text("desk"),
        in_force_from=span.day("from"), in_force_to=span.day("to"),
        extends=top.words("extends"), drops=_drops(top),
        words={key: names.text(key) for key in names.table}, chapters=_chapters(table, at),
        clauses=_clauses(table, at, top.text("id"), titles), source=source_name,
    )
    _check_chapters(policy, at)
    _check_met(policy, at)
    if seed_text is not None:
        _check_quotes(policy, at, seed_text)
    return policy


def _drops(top: Reader) -> tuple[Drop, ...]:
    drops = []
    raw = top.table.get("drop", [])
    if not isinstance(raw, list):
        raise top.wrong("“drop”要写成 [[drop]]", "drop")
    for index, entry in enumerate(raw):
        reader = Reader(entry, top.at.part("drop", index, len(raw)), None, "drop")
        reader.only(("clause", "why"))
        if not reader.text("clause") or not reader.text("why"):
            raise reader.wrong("“drop”要写明 clause 和 why", "drop")
        drops.append(Drop(reader.text("clause"), reader.text("why")))
    return tuple(drops)


def _clauses(table: dict[str, object], at: Locator, policy: str,
             titles: Titles) -> tuple[Clause, ...]:
    raw = table.get("clause", [])
    if not isinstance(raw, list):
        raise at.refuse("条文要写成 [[clause]]", needle="clause")
    clauses: dict[str, Clause] = {}
    for index, entry in enumerate(raw):
        here = at.part("clause", index, len(raw))
        reader = Reader(entry, here, None, "")
        clause = reader.text("id")
        if not clause:
            raise here.refuse("这一条没有“id”", needle="[[clause]]")
        if clause in clauses:
            raise here.refuse("这个“id”前面已经用过", clause=clause)
        reader = Reader(entry, here, clause, clause)
        reader.only(("id", "quote", "where", "bind"))
        if policy != OWN and not reader.text("quote"):
            raise reader.wrong("缺“quote”：条文要原样引用")
        clauses[clause] = Clause(clause, reader.text("quote"), reader.text("where"),
                                 _bindings(reader, titles))
    return tuple(clauses.values())


def _bindings(clause: Reader, titles: Titles) -> tuple[Binding, ...]:
    raw = clause.table.get("bind", [])
    if not isinstance(raw, list) or not raw:
        raise clause.wrong("这一条没有任何落实办法（bind）", "bind")
    bindings = []
    for index, entry in enumerate(raw):
        table = Reader(entry, clause.at, clause.clause, clause.path)
        key = table.text("key")
        name = f"{clause.clause}/{key}" if key else f"{clause.clause}#{index}"
        bindings.append(read_binding(Reader(entry, clause.at, clause.clause, name), name, titles))
    for name, count in Counter(b.name for b in bindings).items():
        if count > 1:
            raise clause.wrong(f"同一条里“{name}”用了{count}次", name.partition("/")[2])
    return tuple(bindings)


def _chapters(table: dict[str, object], at: Locator) -> dict[str, str]:
    reader = Reader(table.get("chapters", {}), at, None, "chapters")
    for key in reader.table:
        if not reader.text(key):
            raise reader.wrong(f"“{key}”没有写标题", key)
    return {key: reader.text(key) for key in reader.table}


def _check_chapters(policy: Policy, at: Locator) -> None:
    known = {chapter_in(clause.where, policy.chapters) for clause in policy.clauses}
    for key in policy.chapters:
        if key not in known:
            raise at.refuse(f"“chapters”里的“{key}”一条条文也没有", needle=key)


def mets(pattern: Pattern | None) -> Iterator[str]:
    """Names of the bindings that a pattern waits for."""
    if isinstance(pattern, MetPattern):
        yield pattern.binding
    elif isinstance(pattern, AllOf | AnyOf):
        for part in pattern.parts:
            yield from mets(part)
    elif isinstance(pattern, Not):
        yield from mets(pattern.part)


def waits_of(bindings: Iterable[Binding]) -> dict[str, set[str]]:
    """Duty → the bindings whose being met it waits for."""
    waits: dict[str, set[str]] = {}
    for binding in bindings:
        if isinstance(binding, DutyBinding):
            parts = (binding.on, binding.only_if, binding.needs, binding.unless, binding.done)
            waits[binding.name] = {name for part in parts for name in mets(part)}
    return waits


def in_circle(waits: Mapping[str, set[str]]) -> str | None:
    """A duty that waits for itself by way of others, None if there is none."""
    for start in waits:
        seen: set[str] = set()
        todo = list(waits[start])
        while todo:
            name = todo.pop()
            if name == start:
                return start
            if name not in seen:
                seen.add(name)
                todo.extend(waits.get(name, ()))
    return None


def _check_met(policy: Policy, at: Locator) -> None:
    """Every ``met`` names a duty of this file, or of one it extends; no circles."""
    waits = waits_of(b for clause in policy.clauses for b in clause.bindings)
    for name, others in waits.items():
        for other in others:
            if other not in waits and not policy.extends and policy.id != OWN:
                raise at.refuse(f"“met”指的“{other}”不存在", clause=_clause_of(name),
                                needle=other)
    circle = in_circle(waits)
    if circle is not None:
        raise at.refuse("“met”绕成了一个圈，谁也等不到谁", clause=_clause_of(circle), needle="met")


def _clause_of(name: str) -> str:
    return re.split("[/#]", name)[0]


def _check_quotes(policy: Policy, at: Locator, seed_text: str) -> None:
    seed = _BLANK.sub("", seed_text)
    for clause in policy.clauses:
        if _BLANK.sub("", clause.quote) not in seed:
            raise at.refuse("引文在原文里找不到", clause=clause.id, needle="quote")
    for heading in policy.chapters.values():
        if _BLANK.sub("", heading) not in seed:
            raise at.refuse(f"标题“{heading}”在原文里找不到", needle=heading)
