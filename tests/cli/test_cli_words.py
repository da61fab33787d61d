"""The words of the call: help, complaints, and that all of it is Chinese."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_kit import Run

from kongchuo_desktop.cli.commands import build_parser
from kongchuo_desktop.domain.facts import KINDS
from kongchuo_desktop.domain.policy.words import STATES
from kongchuo_desktop.operations.events import EVENT_KINDS
from kongchuo_desktop.operations.visits import OUTCOMES

_ENGLISH = re.compile("usage|options|arguments|positional|show this|error:|choose|required|invalid")


def _leaves(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[
        tuple[tuple[str, ...], argparse.ArgumentParser]]:
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not below:
        yield path, parser
    for action in below:
        for name, one in action.choices.items():
            yield from _leaves(one, (*path, name))


LEAVES = list(_leaves(build_parser()))


def test_the_promised_commands_are_there() -> None:
    promised = (
        "demo; init; policy list; policy show; policy use; policy set; policy own; "
        "calendar import; calendar show; roster add; roster edit; roster import; roster list; "
        "roster find; attendance take; attendance correct; leave add; visit add; today; "
        "case list; case show; paper list; paper issue; paper specimen; paper reprint; paper void; "
        "paper deliver; event add; event kinds; event void; package export; package inspect; "
        "package import; returns; conflict list; conflict settle; kit export; kit import; undo; "
        "history; backup; restore; check")
    assert set(promised.split("; ")) <= {" ".join(path) for path, _ in LEAVES}


@pytest.mark.parametrize("path", [path for path, _ in LEAVES], ids=" ".join)
def test_help_is_chinese_and_complete(call: Run, path: tuple[str, ...]) -> None:
    answer = call(*path, "--help")
    assert answer.code == 0
    assert answer.out.startswith("用法：kongchuo-desktop " + " ".join(path))
    assert not _ENGLISH.search(answer.out)
    parser = dict(LEAVES)[path]
    for action in parser._actions:
        assert action.help, (path, action.dest)
        assert re.search("[一-鿿]", action.help), (path, action.dest)
        assert action.metavar or action.nargs == 0 or action.choices, (path, action.dest)


def test_help_of_the_program_names_every_command(call: Run) -> None:
    said = call("--help").out
    assert {path[0] for path, _ in LEAVES} <= set(said.split())
    for words in ("KONGCHUO_STORE", "KONGCHUO_PASSWORD"):
        assert words in said


@pytest.mark.parametrize(("path", "words"), [
    (("attendance", "take"), KINDS), (("visit", "add"), OUTCOMES), (("event", "add"), EVENT_KINDS),
    (("case", "list"), STATES), (("roster", "import"), ("error", "doubt", "note")),
    (("package", "import"), ("imported", "already", "waiting", "refused")),
    (("returns",), ("filed", "filed_zero", "not_filed")),
    (("paper", "deliver"), ("直接", "留置", "邮寄", "委托", "电子", "公告")),
])
def test_closed_sets_are_listed_by_help(call: Run, path: tuple[str, ...],
                                        words: tuple[str, ...]) -> None:
    said = call(*path, "--help").out
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize("words", [
    ["bogus"], ["ledger", "list"], ["compare"], ["indicators", "--date", "昨天"],
    ["policy"], ["policy", "show"],
    ["today", "--date", "昨天"], ["today", "--date", "2026-02-30"], ["returns"],
    ["returns", "--month", "2026-13"], ["attendance", "take", "--date", "2026-09-17",
                                        "--mark", "郭小军=逃学"],
    ["attendance", "take", "--date", "2026-09-17", "--mark", "郭小军=旷课:一"],
    ["visit", "add", "--pupil", "郭小军", "--date", "2026-09-17", "--kind", "电话",
     "--outcome", "好"],
    ["conflict", "settle", "x"], ["conflict", "settle", "x", "--keep", "a", "--value", "b"],
    ["roster", "list", "--nonsense"], ["roster", "add", "--seat", "甲"],
    ["event", "add", "--kind", "returned", "--date", "2026-09-17", "--set", "to"],
    ["paper", "issue"], ["init", "--role", "king", "--name", "某校"],
])
def test_wrong_words_end_with_2_and_a_chinese_sentence(call: Run, words: list[str]) -> None:
    answer = call(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert "命令写得不对：" in answer.err
    assert not _ENGLISH.search(answer.err)


def test_without_a_store_the_call_says_what_to_write(call: Run) -> None:
    answer = call("today")
    assert answer.code == 2
    assert "KONGCHUO_STORE" in answer.err


def test_without_a_password_the_call_says_what_to_write(
        in_class: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KONGCHUO_PASSWORD")
    answer = in_class("today")
    assert answer.code == 2
    assert "KONGCHUO_PASSWORD" in answer.err


def test_options_may_stand_behind_the_command(call: Run) -> None:
    assert call("policy", "list", "--json").value == call("--json", "policy", "list").value


def test_a_bug_ends_in_one_sentence_and_a_log_without_names(
        in_class: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("郭小军")

    monkeypatch.setattr("kongchuo_desktop.cli.cases.duties_of", fail)
    answer = in_class("today")
    assert answer.error == "crash"
    log = tmp_path / "home" / "crash.log"
    text = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert "郭小军" not in text + answer.err
