"""Attacks on the twenty shipped profiles as files: each either loads or is refused by its line."""

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.paths import POLICIES
from kongchuo_desktop.store.policies import VOCABULARY, load_book, load_titles

FILES = sorted(path for path in POLICIES.glob("*.toml") if path.name != VOCABULARY)
TITLES = load_titles()
NAME = "我的文件.toml"
HEAD = 'id = "我的"\ntitle = "我的文件"\nkind = "county"\n'
VALUES = (
    '"?"', '""', '"zzz"', "-1", "0", "1.5", "inf", "9" * 400, '"9999999 days"', '"3 fortnights"',
    "true", "[]", "{}", '[["a"]]', '">= "', '"2026-02-30"', "2026-09-01", '"02-30"', '"13"',
    '{ fact = "zzz" }', '{ fact = "visit", paper = "没有这种" }', '{ met = "R999/x" }',
    '{ absent = "?", run = true }', '"\\u200b"', "[" * 300, "{a=" * 300)
_TOKEN = re.compile(r'"[^"]*"|[\w.]+|[{}\[\],=]')
_PAIR = re.compile(r'(\w+) = ("[^"]*"|\w+|\[[^\]]*\]|\{[^{}]*\}),? ?')


@cache
def lines_of(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").split("\n"))


def refused(text: str) -> KnownError | None:
    """The refusal of a text, None where it loads; nothing else may be raised."""
    try:
        load_policy(text, NAME, titles=TITLES)
    except KnownError as error:
        found = error
    else:
        return None
    assert found.code == "policy_invalid"
    assert all(part.endswith("。") for part in (found.sentence, found.kept, found.todo))
    return found


def line_of(error: KnownError) -> int:
    found = re.match(rf"{NAME}第(\d+)行：", error.sentence)
    assert found is not None, error.sentence
    return int(found[1])


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, int]:
    """A shipped file with one line changed as people change lines, and which (from 1)."""
    lines = list(lines_of(draw(st.sampled_from(FILES))))
    at = draw(st.sampled_from([i for i, line in enumerate(lines) if _TOKEN.search(line)]))
    line = lines[at]
    tokens, pairs = list(_TOKEN.finditer(line)), list(_PAIR.finditer(line))
    how = draw(st.sampled_from(("drop", "value", "letter", "twice", "key")))
    part = draw(st.sampled_from(pairs if pairs and how in ("key", "value") else tokens))
    start, end = part.span(2) if how == "value" and pairs else part.span()
    value = {"drop": "", "key": "", "twice": f"{part[0]} {part[0]}",
             "letter": line[start:end][1:]}.get(how) if how != "value" else draw(
                 st.sampled_from(VALUES))
    lines[at] = f"{line[:start]}{value}{line[end:]}"
    return "\n".join(lines), at + 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt())
def test_a_spoilt_line_loads_or_is_refused_with_a_line_of_the_file(
        changed: tuple[str, int]) -> None:
    text, _ = changed
    error = refused(text)
    if error is not None:
        assert 1 <= line_of(error) <= text.count("\n") + 1


BIND = 'bind = [{ is = "note", why = "title" }]'
CLAUSES = [f'[[clause]]\nid = "R{n}"\nquote = "话{n}"\nwhere = "一"\n{BIND}\n' for n in range(5)]


@settings(deadline=None)
@given(st.integers(0, 4), st.sampled_from((
    ('id = "R{n}"', ""), ('id = "R{n}"', "id = 7"), ('id = "R{n}"', 'id = "R9"\nid = "R9"'),
    ("quote = ", "qoute = "), ("bind = ", "binds = "), (BIND, "bind = []"), (BIND, "bind = [7]"),
    ('"title"', '"titel"'), ('is = "note"', 'is = ""'), ('is = "note", ', ""), ('"R{n}"', '"R4'),
    (BIND, 'bind = [{ is = "duty", do = "visit" }]'), ("[[clause]]", "[[cluase]]"),
    (BIND, '[[clause.bind]]\nis = "note"\nwhy = "titel"'))))
def test_the_line_lies_in_the_clause_that_is_wrong(number: int, change: tuple[str, str]) -> None:
    old, new = (part.replace("{n}", str(number)) for part in change)
    clauses = [*CLAUSES]
    clauses[number] = clauses[number].replace(old, new, 1)
    before = HEAD + "".join(clauses[:number])
    error = refused(before + "".join(clauses[number:]))
    assert error is not None
    first = before.count("\n") + 1
    assert first <= line_of(error) <= first + clauses[number].count("\n")


def test_a_copied_clause_is_refused_where_the_copy_stands() -> None:
    error = refused(HEAD + "".join(CLAUSES) + CLAUSES[1])
    assert error is not None
    assert line_of(error) == 3 + 5 * 5 + 2


def duty(at: int, met: int) -> str:
    return (f'[[clause]]\nid = "C{at}"\nquote = "话"\nwhere = "一"\nbind = [{{ is = "duty", '
            f'key = "k", do = "visit", on = {{ met = "C{met}/k" }}, '
            'done = { fact = "visit" } }]\n')


def test_a_circle_of_met_is_named_where_it_begins() -> None:
    error = refused(HEAD + "".join(duty(n, (n + 1) % 60) for n in range(60)))
    assert error is not None
    assert "圈" in error.sentence
    assert line_of(error) > 3


def test_a_long_chain_of_met_is_read_in_time() -> None:
    last = CLAUSES[0].replace("R0", "C800").replace(
        BIND, 'bind = [{ is = "duty", key = "k", do = "visit", done = { fact = "visit" } }]')
    assert refused(HEAD + "".join(duty(n, n + 1) for n in range(800)) + last) is None


@pytest.mark.parametrize("text", [
    "", "\0", "\n" * 1000, HEAD + "x = " + "[" * 100_000, HEAD + "x = " + "{a=" * 5000,
    HEAD + "x = " + "9" * 100_000, HEAD + 'title = "再写一次"', HEAD[:-1] + ' "', "﻿" * 3 + HEAD,
    HEAD.replace('"我的"', '"""'), HEAD + "[[drop]]\nclause = 7", HEAD + "[drop]\nclause = 7",
    HEAD + "[chapters]\n一 = ''", HEAD + "[clause]\nid = 'x'", HEAD + "clause = 7",
    HEAD + "extends = [7]", HEAD + "in_force = 7", HEAD + "words = [7]",
], ids=range(18))
def test_what_is_no_profile_at_all(text: str) -> None:
    error = refused(text)
    assert error is not None
    assert 1 <= line_of(error) <= text.count("\n") + 1


def test_five_megabytes_are_read_in_time() -> None:
    assert refused(HEAD + "#" + "x" * 5_000_000) is None
    error = refused(HEAD + CLAUSES[0].replace("话0", "字" * 1_700_000).replace(BIND, "bind = []"))
    assert error is not None
    assert line_of(error) == 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("how", ["mark", "gbk", "cut", "utf16", "empty"])
def test_bytes_of_a_shipped_file_spoilt(path: Path, how: str, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    cut = text.encode()[:len(text.encode()) // 2 - 1]
    data = {"mark": text.encode("utf-8-sig"), "gbk": text.encode("gbk", "replace"), "cut": cut,
            "utf16": text.encode("utf-16"), "empty": b""}[how]
    (tmp_path / path.name).write_bytes(data)
    book = load_book((tmp_path,))
    if how == "mark":
        assert not book.refused
        return
    (error,) = book.refused.values()
    assert error.code == "policy_invalid"
    assert error.sentence.startswith(path.name)
    assert re.search(r"第[1-9]\d*行：", error.sentence), error.sentence
    assert not book.policies


def test_a_changed_quote_is_refused_at_its_clause() -> None:
    seed = "".join(f"话{n}。" for n in range(5))
    text = HEAD + "".join(CLAUSES)
    load_policy(text, NAME, titles=TITLES, seed_text=seed)
    with pytest.raises(KnownError) as wrong:
        load_policy(text.replace('"话3"', '"话三"'), NAME, titles=TITLES, seed_text=seed)
    assert line_of(wrong.value) == 3 + 3 * 5 + 3
