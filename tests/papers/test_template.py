"""The small language of a form's texts."""

import pytest

from kongchuo_desktop.papers.template import Ref, parse, parse_when
from kongchuo_desktop.papers.text import Blank


def test_parse_cuts_text_from_what_is_looked_up() -> None:
    assert parse("自{since}起{_:6}。", ["since"]) == ("自", Ref("since"), "起", Blank(6), "。")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{nobody}", "没有在 [[field]] 里说明"),
        ("{ticks:nobody}", "没有在 [[field]] 里说明"),
        ("{since", "没有成对"),
        ("{_:x}", "要写明空几个字"),
        ("{law:义务教育法}", "应当写成"),
        ("{law:义务教育法:五}", "应当写成"),
    ],
)
def test_a_word_that_means_nothing_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("[", r"\[")):
        parse(text, ["since"])


def test_conditions() -> None:
    names = ["order", "kind"]
    assert parse_when("order", names).holds({"order": "责令"})
    assert not parse_when("order", names).holds({"order": ""})
    assert parse_when("!order", names).holds({})
    assert parse_when("kind=邮寄", names).holds({"kind": "邮寄"})
    assert not parse_when("kind=邮寄", names).holds({"kind": "直接"})
    with pytest.raises(ValueError, match="没有在"):
        parse_when("other", names)
