"""Form files: all that are shipped are read; a bad one is refused with its line and a sentence."""

from pathlib import Path
from typing import get_args

import pytest

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.form_blocks import BlockReader
from kongchuo_desktop.papers.form_file import load_forms, load_own_forms, parse_form
from kongchuo_desktop.papers.sources import ROWS, SOURCES
from kongchuo_desktop.papers.template import How, Kind
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
    ('is = "grid"', 'is = "gird"', "gird", "只能是text、space、line、grid、list、photos、chart"),
    ('text = "{pupil}"', 'text = "{pupli}"', "pupli", "没有在 [[field]] 里说明"),
    ('text = "{pupil}"', 'txet = "{pupil}"', "txet", "不认识“txet”，是不是“text”"),
    ("pupil.name", "pupil.nmae", "nmae", "是不是“pupil.name”"),
    ("[1, 1]", "[1, 1, 1]", "rows = [\n", "第1行各格合起来不是3栏"),
    ("[20, 20, 20, 20]", "[20, 20]", "margins", "要四个数"),
    ('word = "告字"', 'word = "告字"\npattern = "{word}"', "pattern", "要有 {word}、{year}"),
    ('for = "pupil"', 'for = "parent"', "parent", "只能是pupil、case、class、school"),
    ("margins = [20, 20, 20, 20]", "margins = [4, 20, 20, 20]", "margins", "至少5毫米"),
    ("margins = [20, 20, 20, 20]", 'margins = [9,9,9,9]\nfooter = "脚"', "margins", "至少12毫米"),
    ("margins = [20, 20, 20, 20]", "margins = [20, 90, 20, 90]", "margins", "剩不下地方"),
    ('title = "告知单"', 'title = "告知单"\nrows = ["110"]', "rows =", "不是要求的编号"),
    ('title = "告知单"', 'title = "告知单"\nprofiles = ["XY24"]', "profiles", "不是方案代号"),
    ('keys = ["what"]', 'keys = ["what:day"]', "keys", "的种类不认识"),
    ('from = "pupil.name"', 'from = "pupil.name"\nkind = "ticks"', "kind", "有哪些可选的项"),
    ('text = "{pupil}"', 'text = "{dots:pupil}"', "dots", "“dots”不认识"),
    ('text = "{pupil}"', 'text = "{pad:pupil=张}"', "张", "只能和 tick 一起写"),
    ('["学生", "{pupil}"]', '[{ text = "学生", down = 2 }, "{pupil}"]', "rows = [\n",
     "超出了最后一行"),
    ('["学生", "{pupil}"]', '[{ text = "学生", down = 2 }, "甲"], ["乙", "丙"]', "rows = [\n",
     "第2行各格合起来不是2栏（上面的格占了1栏）"),
    ('["学生", "{pupil}"]',
     '{ cells = [{ text = "学生", down = 2 }, "甲"], when = "pupil" }, ["乙"]',
     "rows = [\n", "不能有 down 大于 1 的格"),
    ('["学生", "{pupil}"]', '["学生", { picture = "pupil" }]', "rows = [\n", 'kind = "picture"'),
    ('["学生", "{pupil}"]', '{ each = "pupil", cells = ["甲", "乙"] }', "rows = [\n", '"rows"'),
    ('rows = "rows"', 'rows = "rows"\nsubtotal = ["sum"]', "subtotal", "没有“sum”这一栏"),
    ('name = "告知单"', 'use = "receipt"', "use", "没有公用部分“receipt”"),
    ('is = "text"', 'is = "use"\nuse = "service_recipt"', "use =", "是不是“service_receipt”"),
    ('is = "text"', 'is = "text"\nuse = "letter_head"', "use =", "只能和"),
    ('is = "text"', 'is = "text"\nwhen = ["pupil", "gone=1"]', "when", "条件“gone=1”"),
    ('is = "text"', 'is = "text"\nsize = 0', "size", "只能在5到200之间"),
    ('["学生", "{pupil}"]', '["学生", { text = "", span = 0 }]', "rows = [\n", "只能在1到500之间"),
    ('is = "text"', 'is = "chart"\nchart = "pupil"', "chart =", "“pupil”不是图的[[field]]"),
    ('is = "text"', 'is = "photos"\nrows = "rows"\npicture = "what"', "picture", "放照片的栏"),
    ('title = "告知单"', "title = 3", "title", "“title”应当是文字"),
    ('basis = "样例"', "", "id =", "缺少“basis”"),
    ('rows = "rows"', 'rows = "pupil"', 'rows = "pupil"', '不是 kind = "rows" 的 [[field]]'),
    ("{what}", "{whta}", "whta", "没有在 [[field]] 里说明"),
    ('name = "pupil"', 'name = "number"', 'name = "number"', "是程序自己的词"),
    ('title = "告知单"', 'title = "告知单', "title", "不合 TOML 的写法"),
    ('is = "text"', 'is = "text"\nwhen = "gone"', "when", "条件“gone”"),
    ('name = "告知单"', 'use = ""', "use", "没有公用部分“”"),
    ('from = "pupil.name"', 'from = "pupil.name"\nkind = "date"', "kind", "只能是text、lines"),
    ('from = "pupil.name"', 'from = "pupil.entered"\nkind = "text"', "kind", "只能是date"),
    ('from = "pupil.name"', 'kind = "date"\nasked = true\ndefault = "明天"', "default",
     "不能写“明天”"),
    ('from = "pupil.name"', 'kind = "choice"\nchoices = ["甲"]\ndefault = "乙"', "default",
     "不能写“乙”"),
    ("columns = [1, 1]", "columns = [1, 1]\nhead = 3", "head", "只能在0到1之间"),
    ('["学生", "{pupil}"]',
     '{ each = "rows", least = 500, cells = [{ text = "", lines = 3 }, ""] }',
     "id =", "最多1000行"),
    ('{ head = "事项", text = "{what}" }', '{ each = "rows" }', "columns = [{", "没有“key”这一栏"),
    ('text = "{pupil}"', f'text = "{{law:义务教育法:{"9" * 40}:1}}"', "text =", "不会有这么大"),
    ('word = "告字"', 'word = "告字"\npattern = "{word}{year}{serial}{"', "pattern",
     "要有 {word}、{year}"),
    ('word = "告字"', 'word = "告字"\npattern = "{word}{year}{serial}{word.a}"', "pattern",
     "要有 {word}、{year}"),
    ('title = "告知单"', "a" + ".a" * 20_000 + " = 1", "a.a", "层以上"),
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


def test_a_bureaus_common_part_is_in_all_forms_that_use_it(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    own = 'name = "送达回证"\n[[block]]\nis = "text"\ntext = "本县的送达回证"\n'
    (tmp_path / "parts" / "service_receipt.toml").write_text(own, encoding="utf-8")
    form = GOOD + '[[part]]\nuse = "service_receipt"\nnew_page = true\n'
    (tmp_path / "slip.toml").write_text(form, encoding="utf-8")
    (mine,), refused = load_own_forms(tmp_path)[0].values(), load_own_forms(tmp_path)[1]
    assert refused == {}
    assert mine.parts[1].name == "送达回证"
    assert [block.text for block in mine.parts[1].blocks] == [("本县的送达回证",)]  # type: ignore[union-attr]
    assert {"guardian", "way"} <= parse_form(form, "slip.toml").fields.keys()


def test_a_bad_common_part_is_refused_alone(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    bad = 'name = "送达回证"\n[[block]]\nis = "text"\ntext = "{pupil}"\n'
    (tmp_path / "parts" / "service_receipt.toml").write_text(bad, encoding="utf-8")
    (tmp_path / "slip.toml").write_text(
        GOOD + '[[part]]\nuse = "service_receipt"\n', encoding="utf-8")
    forms, refused = load_own_forms(tmp_path)
    assert [part.name for part in forms["slip"].parts] == ["告知单", "送达回证"]
    assert "service_receipt.toml 第4行" in refused["service_receipt"].sentence


def test_the_forms_own_field_goes_before_that_of_a_common_part() -> None:
    own = '[[field]]\nname = "guardian"\nlabel = "收信人"\n\n[[part]]\nname'
    form = parse_form(GOOD.replace("[[part]]\nname", own, 1)
                      + '[[part]]\nuse = "service_receipt"\n', "slip.toml")
    assert form.fields["guardian"].label == "收信人"


def test_a_source_says_what_its_field_holds() -> None:
    form = parse_form(GOOD.replace('from = "pupil.name"', 'from = "case.visit_rows"', 1)
                      .replace("{pupil}", "{count:pupil}"), "slip.toml")
    assert form.fields["pupil"].kind == "rows"
    assert form.fields["pupil"].key_kinds["day"] == "date"


def test_values_come_from_the_facts_that_the_form_asks_for() -> None:
    form = load_forms(FORMS)["persuasion_notice"]
    values = form.values({"pupil.name": "单小雨", "guardian.name": "", "pupil.address": "不用"})
    assert values == {"pupil": "单小雨"}
    assert form.title_for("xy24") == "义务教育劝学通知书"
    assert form.title_for("else") == form.title


def test_the_guide_beside_the_forms_names_every_word() -> None:
    guide = (FORMS / "README.md").read_text(encoding="utf-8")
    kinds = (*get_args(Kind), *get_args(How), *BlockReader({}, letter=False).kinds)
    assert [word for word in kinds if f"`{word}`" not in guide and f"{{{word}:" not in guide] == []
    assert [word for word in SOURCES if f"`{word}`" not in guide] == []
    assert [key for keys in ROWS.values() for key in keys if f"`{key}`" not in guide] == []
