"""A ledger's file: what it may say, what is refused where, and how its lines come together."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.policy.model import SubjectPattern
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.form import Form, ListColumn
from kongchuo_desktop.papers.form_file import load_forms, parse_form
from kongchuo_desktop.papers.list_lines import GroupHead, RowLine, SumLine, list_lines
from kongchuo_desktop.papers.made_rows import BEHIND, MadeRows
from kongchuo_desktop.papers.plain import beside_the_list, plain_value
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.papers.template import Ref, Shown
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.policies import load_titles

GOOD = """\
id = "own_leaves"
ledger = "请假登记册"
title = "请假登记册"
basis = "本县自己的"

[[field]]
name = "lines"
each = "pupil.leave_rows"
span = "term"
order = ["class", "since"]
group = "class"

[field.of]
stage = "junior"

[field.where]
kind = ["病假"]

[field.columns]
class = "pupil.class_name"
name = "pupil.name"
since = "row.since"
reason = "row.reason"

[[part]]
name = "台账"

[[part.block]]
is = "text"
text = "{span}"

[[part.block]]
is = "list"
rows = "lines"
columns = [
  { head = "姓名", text = "{name}" },
  { head = "从哪天", text = "{dot:since}" },
  { head = "事由", text = "{reason}", paper = false, sum = "count" },
]
"""
SHIPPED = [form for form in load_forms(FORMS).values() if form.ledger]


def test_a_ledger_describes_its_own_rows() -> None:
    form = parse_form(GOOD, "own_leaves.toml")
    block, field, made = form.listed
    assert (form.ledger, form.paper, form.subject, form.program) == (
        "请假登记册", "请假登记册", "school", True)
    assert (made.each, made.subject, made.stretch, made.order, made.group) == (
        "pupil.leave_rows", "pupil", "term", ("class", "since"), "class")
    assert made.where == {"kind": ("病假",)}
    assert isinstance(made.of, SubjectPattern)
    assert field.key_kinds == {"class": "text", "name": "text", "since": "date", "reason": "text"}
    assert [(column.paper, column.sum) for column in block.columns] == [
        (True, ""), (True, ""), (False, "count")]


@pytest.mark.parametrize(("good", "bad", "line", "sentence"), [
    ('each = "pupil.leave_rows"', 'each = "pupil.leave_row"', 8, "是不是“pupil.leave_rows”"),
    ('each = "pupil.leave_rows"', 'each = "visit.photo_rows"', 8, "“each”不认识"),
    ('span = "term"', 'span = "week"', 9, "“span”只能是day、month、term、school_year"),
    ('order = ["class", "since"]', 'order = ["seat"]', 10, "没有“seat”这一栏"),
    ('group = "class"', 'group = "room"', 11, "没有“room”这一栏"),
    ('stage = "junior"', 'stage = "middle"', 13, "middle"),
    ('stage = "junior"', 'tag = "不认识的"', 13, "不认识的名称“不认识的”"),
    ('stage = "junior"', 'fact = "visit"', 13, "不能写事情和日子"),
    ('kind = ["病假"]', 'what = ["病假"]', 17, "不认识“what”"),
    ('name = "pupil.name"', 'name = "pupil.nam"', 21, "是不是“pupil.name”"),
    ('name = "pupil.name"', 'name = "pupil.photo"', 21, "不认识“pupil.photo”"),
    ('since = "row.since"', 'since = "row.sinc"', 22, "是不是“row.since”"),
    ('{name}"', '{nam}"', 35, "“{nam}”没有在 [[field]] 里说明"),
    ('sum = "count"', 'sum = "most"', 35, "“sum”只能是add、count"),
    ('text = "{reason}"', 'text = "{name}：{reason}"', 35, "“sum”要写在只有一个词的栏里"),
    ('ledger = "请假登记册"', 'paper = "假条"\nfor = "school"', 1, "只能用在台账里"),
    ('rows = "lines"', 'rows = "line"', 34, "不是 kind"),
])
def test_a_mistake_is_refused_with_line_and_sentence(
    good: str, bad: str, line: int, sentence: str
) -> None:
    assert good in GOOD
    with pytest.raises(KnownError) as refused:
        parse_form(GOOD.replace(good, bad, 1), "own_leaves.toml")
    assert refused.value.code == "form_invalid"
    assert sentence in refused.value.sentence
    assert f"第{line}行" in refused.value.sentence


PUBLIC = GOOD.replace("pupil.leave_rows", "case").replace('name = "pupil.name"', (
    'name = "pupil.name"\ntimes = "case.times"')).replace('[field.where]\nkind = ["病假"]\n', "")
PUBLIC = PUBLIC.replace('since = "row.since"', 'since = "case.opened"').replace(
    'reason = "row.reason"', 'reason = "case.state"').replace('{name}', "{mask:name}").replace(
    'basis = "本县自己的"', 'basis = "本县自己的"\npublic = true').replace('group = "class"\n', "")


_FIELD = '[[field]]\nname = "more"\nfrom = "{}"\n\n[[part]]'


def test_what_is_put_up_for_everybody_may_say_only_so_much() -> None:
    assert parse_form(PUBLIC, "own_public.toml").public
    for good, bad, sentence in (
        ('reason = "case.state"', 'reason = "pupil.address"', "不能有“事由”这一栏"),
        ('reason = "case.state"', 'reason = "case.cause"', "不能有“事由”这一栏"),
        ('reason = "case.state"', 'reason = "pupil.tags"', "不能有“事由”这一栏"),
        ("{mask:name}", "{name}", "“姓名”要遮住，写成{mask:name}"),
        ('each = "case"', 'each = "pupil"', "不能有"),
        ('each = "case"', 'each = "case"\ngroup = "name"', "不能按“name”分组"),
        ('each = "case"', 'each = "case"\ngroup = "class"', "不能按“class”分组"),
        ("[[part]]", _FIELD.format("school.dropout_rows"), "只有一个清单，不能再有“more”"),
        ("[[part]]", _FIELD.format("pupil.name"), "只有一个清单，不能再有“more”"),
        ('ledger = "请假登记册"', 'paper = "假条"\nfor = "school"', "只"),
    ):
        assert good in PUBLIC
        with pytest.raises(KnownError) as refused:
            parse_form(PUBLIC.replace(good, bad, 1), "own_public.toml")
        assert refused.value.code == "form_invalid"
        assert sentence in refused.value.sentence


def test_a_ledger_without_its_list_is_refused() -> None:
    bare = re.sub(r"\[\[part\.block\]\]\nis = \"list\"[\s\S]*", "", GOOD)
    with pytest.raises(KnownError, match="一份台账要有一个"):
        parse_form(bare, "own_leaves.toml")


def test_a_class_has_no_name_of_a_pupil() -> None:
    text = GOOD.replace("pupil.leave_rows", "class").replace('[field.of]\nstage = "junior"\n', "")
    text = text.replace('[field.where]\nkind = ["病假"]\n', "").replace('"row.', '"class.')
    with pytest.raises(KnownError, match="一行不是一个学生的"):
        parse_form(text, "own_leaves.toml")
    with pytest.raises(KnownError, match="“of”只能和学生、个案和它们的清单一起写"):
        parse_form(GOOD.replace("pupil.leave_rows", "school.class_rows"), "own_leaves.toml")


def test_an_ordinary_list_has_no_columns_off_paper() -> None:
    text = (FORMS / "paper_register.toml").read_text(encoding="utf-8")
    with pytest.raises(KnownError, match="只能在台账的清单里写"):
        parse_form(text.replace('text = "{n}"', 'text = "{n}", paper = false'), "register.toml")


@pytest.mark.parametrize("form", SHIPPED, ids=[form.id for form in SHIPPED])
def test_a_shipped_ledger_fits_its_paper(form: Form) -> None:
    block, _, _ = form.listed
    assert form.ledger in load_titles().ledgers
    assert 5 <= sum(column.paper for column in block.columns) <= 13
    assert block.empty


COLUMNS = [ListColumn("班", (Ref("room"),)),
           ListColumn("几次", (Shown("times", "pad"),), sum="add"),
           ListColumn("写了", (Ref("note"),), sum="count")]
ROWS = st.lists(st.fixed_dictionaries({
    "room": st.sampled_from(["甲", "乙", None]), "times": st.integers(0, 9) | st.none(),
    "note": st.sampled_from(["", "有", None])}))


@given(ROWS)
def test_groups_and_sums_are_those_of_a_slow_count(rows: list[dict[str, object]]) -> None:
    rows.sort(key=lambda row: str(row["room"]))
    lines = list_lines(COLUMNS, MadeRows("pupil", {"room": "class.name"}, group="room"), rows)
    assert [line.values for line in lines if isinstance(line, RowLine)] == rows
    assert [line.number for line in lines if isinstance(line, RowLine)] == [
        place + 1 for place in range(len(rows))]
    rooms = list(dict.fromkeys(row["room"] for row in rows))
    assert [line.text for line in lines if isinstance(line, GroupHead)] == [
        f"{room or '未填写'}（{sum(row['room'] == room for row in rows)}人）" for room in rooms]

    def slow(found: Sequence[Mapping[str, object]]) -> tuple[object, ...]:
        times = sum((Decimal(str(row["times"] or 0)) for row in found), Decimal())
        return None, int(times), len([row for row in found if row["note"]])

    sums = [line for line in lines if isinstance(line, SumLine)]
    whole = [line.sums for line in sums if line.whole]
    assert whole == ([slow(rows)] if rows else [])
    assert [line.sums for line in sums if not line.whole] == [
        slow([row for row in rows if row["room"] == room]) for room in rooms if len(rooms) > 1]


def test_two_children_of_one_name_are_two_groups() -> None:
    made = MadeRows("pupil.session_rows", {"who": "pupil.name"}, group="who")
    rows = [{"who": "样甲", BEHIND: pupil} for pupil in ("a", "a", "b")]
    assert [line.text for line in list_lines(COLUMNS[:1], made, rows)
            if isinstance(line, GroupHead)] == ["样甲（2条）", "样甲（1条）"]


def test_groups_and_what_they_come_to_are_printed(
    printer: Callable[..., Rendered], words: Callable[[bytes], list[str]]
) -> None:
    form = parse_form(GOOD.replace("paper = false, ", ""), "own_leaves.toml")
    rows = [{"class": room, "name": name, "since": "2026-09-01", "reason": "感冒"}
            for room, name in (("七年级1班", "样甲"), ("七年级1班", "样乙"), ("七年级2班", "样丙"))]
    (text,) = words(printer(form, {"lines": rows, "span": "截至2026年9月17日"}).pdf)
    order = ["七年级1班（2条）", "样甲", "样乙", "小计", "七年级2班（1条）", "样丙", "小计", "合计"]
    places = [text.index(order[0])]
    for word in order[1:]:
        places.append(text.index(word, places[-1] + 1))
    assert text.count("小计") == 2
    assert "2026.9.1" in text
    (off_paper,) = words(printer(parse_form(GOOD, "x"), {"lines": rows}).pdf)
    assert "事由" not in off_paper


def test_what_stands_beside_the_list_and_in_a_cell_without_paper() -> None:
    form = parse_form(GOOD, "own_leaves.toml")
    assert beside_the_list(form, form.listed[0], {"span": "截至今天"}) == ([("截至今天",)], [])
    kinds = form.fields["lines"].key_kinds
    assert plain_value((Ref("n"),), {"n": 3}, kinds) == 3
    assert plain_value(("第", Ref("n"), "次"), {"n": 3}, kinds) == "第3次"
    assert plain_value((Shown("since", "dot"),), {"since": "2026-09-01"}, kinds) == "2026.9.1"
    assert plain_value((Ref("reason"),), {}, kinds) == ""
