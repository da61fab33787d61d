"""Form files: all that are shipped are read; a bad one is refused with its line and a sentence."""

from pathlib import Path

import pytest

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.form_file import load_forms, parse_form
from kongchuo_desktop.paths import FORMS

GOOD = """\
id = "slip"
paper = "告知单"
title = "告知单"
for = "pupil"
basis = "样例"

[number]
word = "告字"

[page]
margins = [20, 20, 20, 20]

[[field]]
name = "pupil"
from = "pupil.name"

[[field]]
name = "rows"
kind = "rows"
keys = ["what"]

[[part]]
name = "告知单"

[[part.block]]
is = "text"
text = "{pupil}"

[[part.block]]
is = "grid"
columns = [1, 1]
rows = [
  ["学生", "{pupil}"],
]

[[part.block]]
is = "list"
rows = "rows"
columns = [{ head = "事项", text = "{what}" }]
"""

# What is written wrongly, how, where the message must point, and what it must say.
BAD = [
    ('is = "grid"', 'is = "gird"', "gird", "只能是text、space、grid、list、sign"),
    ('text = "{pupil}"', 'text = "{pupli}"', "pupli", "没有在 [[field]] 里说明"),
    ('text = "{pupil}"', 'txet = "{pupil}"', "txet", "不认识“txet”，是不是“text”"),
    ("pupil.name", "pupil.nmae", "nmae", "是不是“pupil.name”"),
    ("[1, 1]", "[1, 1, 1]", "rows = [\n", "第1行各格合起来不是3栏"),
    ("[20, 20, 20, 20]", "[20, 20]", "margins", "要四个数"),
    ('word = "告字"', 'word = "告字"\npattern = "{word}"', "pattern", "要有 {word}、{year}"),
    ('for = "pupil"', 'for = "teacher"', "teacher", "只能是pupil、case、class、school"),
    ('title = "告知单"', "title = 3", "title", "“title”应当是文字"),
    ('basis = "样例"', "", "id =", "缺少“basis”"),
    ('rows = "rows"', 'rows = "pupil"', 'rows = "pupil"', '不是 kind = "rows" 的 [[field]]'),
    ("{what}", "{whta}", "whta", "没有在 [[field]] 里说明"),
    ('name = "pupil"', 'name = "number"', 'name = "number"', "是程序自己的词"),
    ('title = "告知单"', 'title = "告知单', "title", "不合 TOML 的写法"),
    ('is = "text"', 'is = "text"\nwhen = "gone"', "when", "条件“gone”"),
]


def test_the_pattern_form_is_good() -> None:
    form = parse_form(GOOD, "slip.toml")
    assert form.numbering is not None
    assert form.numbering.text(2026, 3, "七1") == "告字〔2026〕第七13号"
    assert form.fields["pupil"].label == "学生姓名"


@pytest.mark.parametrize(("old", "new", "point", "words"), BAD)
def test_a_bad_form_is_refused_with_its_line(old: str, new: str, point: str, words: str) -> None:
    bad = GOOD.replace(old, new, 1)
    line = bad[: bad.index(point)].count("\n") + 1
    with pytest.raises(KnownError) as caught:
        parse_form(bad, "slip.toml")
    assert caught.value.code == "form_invalid"
    assert f"slip.toml 第{line}行" in caught.value.sentence
    assert words in caught.value.sentence


def test_a_form_of_the_bureau_replaces_the_shipped_one(tmp_path: Path) -> None:
    text = GOOD.replace('id = "slip"', 'id = "persuasion_notice"')
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    shipped, mixed = load_forms(FORMS), load_forms(FORMS, tmp_path)
    assert set(shipped) == set(mixed)
    assert mixed["persuasion_notice"].title == "告知单"


def test_values_come_from_the_facts_that_the_form_asks_for() -> None:
    form = load_forms(FORMS)["persuasion_notice"]
    values = form.values({"pupil.name": "单小雨", "guardian.name": "", "pupil.address": "不用"})
    assert values == {"pupil": "单小雨"}
    assert form.title_for("xy24") == "义务教育劝学通知书"
    assert form.title_for("else") == form.title
