"""Attacks on the files a bureau may write: each either loads or is refused with file and line."""

import os
import re
from collections.abc import Callable
from functools import cache
from random import Random

import pytest

from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.domain.policy.titles import Titles, parse_titles
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.form_file import parse_form
from kongchuo_desktop.paths import FORMS, POLICIES

TRIES = int(os.environ.get("KONGCHUO_ATTACKS", "200"))
"""Changed copies of shipped files; more of them before a release: KONGCHUO_ATTACKS=5000."""
VALUES = ('"', "5", "-1", "true", "[]", "{}", "[[1]]", "{a=1}", '"?"', "nan", "inf", "1e999",
          "9" * 5000, "9" * 400, "2026-09-01", "2026-13-41", "07:00", '["a", 5]', '"{"', '"{}"',
          '"{name|}"', '"\\u0000"', '"\\ud800"', "'''", "[" * 3000, "{a=" * 2000, '"9999999 days"')
WORDS = ("zzz", "id", "name", "from", "kind", "text", "on", "within", "bind", "drop", "words")
SIGNS = ("", '"', "{", "}", "[", "]", "#", "=", ".", "\\", "\0", "\t", "年", "\u200b")


@cache
def _titles() -> Titles:
    return parse_titles((POLICIES / "vocabulary.toml").read_text(encoding="utf-8"))


def _policy(text: str, name: str) -> object:
    return load_policy(text, name, titles=_titles())


def _sources(kind: str, chance: Random) -> tuple[str, str]:
    """Name and text of a shipped file; of a profile, its head and a few of its clauses."""
    if kind == "form":
        file = chance.choice(sorted(FORMS.glob("*.toml")))
        return file.name, file.read_text(encoding="utf-8")
    file = chance.choice(sorted(set(POLICIES.glob("*.toml")) - {POLICIES / "vocabulary.toml"}))
    head, *clauses = file.read_text(encoding="utf-8").split("[[clause]]")
    few = chance.sample(clauses, min(3, len(clauses)))
    return file.name, head + "".join(f"[[clause]]{clause}" for clause in few)


def _changed(text: str, chance: Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.choice((1, 1, 1, 3))):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        line, how = lines[at], chance.randrange(6)
        if how < 2 and "=" in line:
            lines[at] = f"{line.partition('=')[0]}= {chance.choice(VALUES)}"
        elif how == 2:
            lines[at], lines[other] = lines[other], line
        elif how == 3:
            lines.insert(at, f"{chance.choice(WORDS)} = {chance.choice(VALUES)}")
        elif how == 4:
            place = chance.randrange(len(line) + 1)
            lines[at] = line[:place] + chance.choice(SIGNS) + line[place + chance.randrange(3):]
        else:
            lines[at:at + 1] = chance.choice(([], [line, line]))
    return "\n".join(lines)


@pytest.mark.parametrize(("kind", "read", "code"), [
    ("form", parse_form.__wrapped__, "form_invalid"), ("policy", _policy, "policy_invalid")])
def test_a_file_with_mistakes_is_refused_with_its_line(
        kind: str, read: Callable[[str, str], object], code: str) -> None:
    chance = Random(kind)
    refused: list[tuple[str, KnownError]] = []
    for _ in range(TRIES):
        name, text = _sources(kind, chance)
        text = _changed(text, chance)
        try:
            read(text, name)
        except KnownError as error:
            refused.append((name, error))
    assert len(refused) > TRIES // 4
    for name, error in refused:
        assert error.code == code
        assert re.search(rf"{re.escape(name)} ?第\d+行：", error.sentence), error.sentence
        assert all(part.endswith("。") for part in (error.sentence, error.kept, error.todo))


@pytest.mark.parametrize("value", ["nan", "inf", "1e300", "-99999", "9" * 400])
def test_a_measure_that_no_paper_has(value: str) -> None:
    text = (FORMS / "leave_slip.toml").read_text(encoding="utf-8")
    with pytest.raises(KnownError) as refused:
        parse_form(f"copies = {value}\n{text}", "假条.toml")
    assert refused.value.code == "form_invalid"
    assert "“copies”" in refused.value.sentence
