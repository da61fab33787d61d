"""迎检对照: what the school has for each clause of a profile, by kind of binding and by month."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_samples import (
    START,
    TITLES,
    book,
    calendar,
    clause,
    fact,
    profile,
    pupil,
    sep,
    world,
)
from scripted_month import CALENDAR, LOOKS
from scripted_month import world as month_of

from kongchuo_desktop.domain.cases.views import spans_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import ClassRoom, Fact, PolicyUse, Span, World
from kongchuo_desktop.domain.inspection.files import _PASSED
from kongchuo_desktop.domain.inspection.look import Entry, Listed, Lists
from kongchuo_desktop.domain.inspection.model import ClauseStanding, Part, Statement
from kongchuo_desktop.domain.inspection.standings import chapters, standings
from kongchuo_desktop.domain.inspection.words import MATERIALS, material_of, materials_of
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.chapters import (
    chapter_in,
    chapter_of,
    chapter_title,
    place_in,
)
from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.domain.policy.model import (
    Binding,
    DutyBinding,
    EvidenceBinding,
    FactPattern,
    facts_in,
)
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.paths import POLICIES
from kongchuo_desktop.store.policies import load_book

SHIPPED = load_book([POLICIES])
SEPTEMBER = Span(sep(1), sep(30))
TODAY = sep(24)
"""A Thursday."""


def walk(*bindings: str, today: date = TODAY, span: Span = SEPTEMBER,
         **more: Any) -> ClauseStanding:
    """The only clause of a profile made of these bindings."""
    known = {key: more.pop(key) for key in ("statements", "scanned", "of_school", "listed")
             if key in more}
    (found,) = walk_all(clause(",\n".join(bindings)), today=today, span=span, known=known, **more)
    return found


def walk_all(*clauses: str, today: date = TODAY, span: Span = SEPTEMBER,
             known: dict[str, Any] | None = None, **more: Any) -> list[ClauseStanding]:
    situation = Situation(book(profile(*clauses)), calendar(), world(until=today, **more), today)
    options = dict(known or {})
    return standings(situation, span, options.pop("statements", {}), **options)


def told(found: ClauseStanding | Part) -> list[tuple[str, str, str, date | None]]:
    return [(p.name, p.what, p.state, p.day) for p in found.proofs]


# the shipped profiles -------------------------------------------------------------------------


@pytest.mark.parametrize("policy", sorted(SHIPPED.policies))
def test_every_clause_of_a_profile_stands_once_in_the_order_of_the_document(policy: str) -> None:
    today = LOOKS[-1]
    situation = Situation(SHIPPED, CALENDAR, month_of(policy, today), today)
    found = standings(situation, Span(date(2026, 9, 1), date(2027, 1, 20)), {})
    effective = SHIPPED.effective(policy)
    assert [(s.policy, s.id) for s in found] == list(dict.fromkeys(
        (b.policy.id, b.clause.id) for b in effective.bounds))
    for standing in found:
        assert standing.title
        assert len(standing.parts) == sum(
            b.clause.id == standing.id and b.policy.id == standing.policy
            for b in effective.bounds)
        assert 0 <= standing.found <= standing.wanted
        assert (standing.wanted > standing.found) == (standing.state in ("lacking", "late"))
    parts = chapters(found, SHIPPED.policies)
    assert sum(part.clauses for part in parts) == len(found)
    assert sum(part.settled for part in parts) == sum(
        s.state not in ("late", "lacking", "manual") for s in found)
    assert all(part.title for part in parts)


MONTH = """
R001 不用系统 ·
R003 齐全 ·
R203 齐全 1/1 甲有建档立卡
R308 缺 1 试验学校有87.50%（7÷8） 己缺没有入学
R311 不用系统 ·
R341 不用系统 ·
R302 没有发生 ·
R095 齐全 2/2 甲有开出文书 甲有送达《义务教育劝学通知书》 甲有存根、回证
R110 缺 1 甲缺没有把《义务教育辍学报告书》交到乡镇政府
R466 没有发生 ·
R312 缺 2 试验学校有0.00%（0÷2） 甲缺没有登记去向 己缺没有登记去向
R122 齐全 1/1 试验学校有个案3个
R183 齐全 1/1 试验学校有登记2条
R455 缺 1 庚缺没有转出证明或接收证明或诊断证明或复学证明
R124 要写说明 ·
R249 缺 2 甲缺没有两免一补资助登记 甲缺没有营养午餐资助登记
R229 齐全 1/1 戊有安置方式
R429 缺 1 试验学校缺9月没有开展“控辍保学活动月”
R274 缺 2 辛缺没有谈心辅导记录 甲缺没有谈心辅导记录
R313 齐全 1/1 试验学校有0人
R293 缺 1 辛缺没有接收入班
R169 逾期 1 试验学校迟没有向教育局科室报送资料汇总
R170 逾期 1 试验学校迟9月没有向教育局科室报送月报
R202 没有发生 ·
R394 不用系统 ·
R097 齐全 1/1 甲有存根、回证
"""
"""From the document and the scripted month: clause, chip, and what of whom is there, missing or
late; nobody has set a figure of the school's own. 辛 was 厌学, as 甲's third visit says of 甲."""


def lists_of(now: Situation) -> Lists:
    """Two ledgers, counted from the facts: the cases, and the changes of school."""
    cases = [Entry(span.pupil, span.opened) for span in spans_of(now)]
    moves = [Entry(fact.pupil, fact.day) for fact in now.facts.about("moved")
             if SEPTEMBER.covers(fact.day)]
    kept = {"控辍保学台账": Listed("case", cases),
            "异动登记册": Listed("pupil.movement_rows", moves)}
    return kept.get


def test_a_scripted_month_of_xy24() -> None:
    today = LOOKS[-1]
    situation = Situation(SHIPPED, CALENDAR, month_of("XY24", today), today)
    found = {s.id: s for s in standings(situation, SEPTEMBER, {}, listed=lists_of(situation))}
    sign = {"there": "有", "lacking": "缺", "late": "迟"}
    assert len(found) == 97
    lines = []
    for line in MONTH.split("\n"):
        if line:
            standing = found[line.split()[0]]
            proofs = [f"{p.name}{sign[p.state]}{p.what}" for p in standing.proofs
                      if p.state in sign]
            lines.append(" ".join([standing.id, standing.chip, *(proofs or ["·"])]))
    assert "\n".join(["", *lines, ""]) == MONTH


def test_the_same_school_reads_the_same_twice() -> None:
    today = LOOKS[3]
    first, second = (
        standings(Situation(SHIPPED, CALENDAR, month_of("GD20", today), today), SEPTEMBER, {})
        for _ in range(2))
    assert first == second


def test_last_year_is_about_those_who_were_here_in_its_last_lesson() -> None:
    left = pupil("p1", enrolled=(Span(date(2023, 9, 1), date(2026, 7, 31)),), tags=["留守"])
    came = pupil("p2", enrolled=(Span(sep(1)),), tags=["留守"])
    group = '{ is = "group", group = "focus", tags = ["留守"] }'
    last_year = Span(date(2025, 9, 1), date(2026, 8, 31))
    assert [p.subject for p in walk(group, pupils=[left, came], span=last_year).proofs] == ["p1"]
    assert [p.subject for p in walk(group, pupils=[left, came]).proofs] == ["p2"]


# duties ---------------------------------------------------------------------------------------

VISIT = ('{ is = "duty", do = "visit", each = "pupil", on = { fact = "sign" }, within = "3 days", '
         'done = { fact = "visit" }, unless = { fact = "closed" }, who = "head_teacher" }')


@pytest.mark.parametrize(("facts", "today", "expected"), [
    ([], sep(12), ("none", [("没有家访", "ahead", sep(13))])),
    ([], sep(13), ("none", [("没有家访", "ahead", sep(13))])),
    ([], sep(14), ("late", [("没有家访", "late", sep(13))])),
    ([fact("visit", sep(12))], TODAY, ("complete", [("家访", "there", sep(12))])),
    ([fact("visit", sep(15))], TODAY, ("complete", [("家访，迟2天", "there", sep(15))])),
    ([fact("closed", sep(11))], TODAY, ("none", [])),
])
def test_a_duty_is_there_in_time_late_or_over(
    facts: list[Fact], today: date, expected: tuple[str, list[tuple[str, str, date]]]
) -> None:
    found = walk(VISIT, today=today, facts=[fact("sign", sep(10)), *facts])
    assert (found.state, [t[1:] for t in told(found)]) == expected
    assert (found.title, found.who, found.materials) == ("家访", "班主任", ("家访记录",))


def test_a_gap_knows_the_duty_that_brings_it_and_a_proof_the_facts() -> None:
    sign, visit = fact("sign", sep(10)), fact("visit", sep(12))
    (late,) = walk(VISIT, facts=[sign]).missing
    assert late.duty == "T:C1#0:p1:2026-09-10"
    situation = Situation(book(profile(clause(VISIT))), calendar(),
                          world(until=TODAY, facts=[sign]), TODAY)
    assert late.duty in {duty.id for duty in situation.duties}
    (there,) = walk(VISIT, facts=[sign, visit]).proofs
    assert there.refs == (visit.id,)


def test_others_are_waited_for_and_never_missing() -> None:
    watch = ('{ is = "watch", do = "persuade", each = "pupil", on = { fact = "sign" }, '
             'within = "1 days", done = { fact = "measure", by = "township" }, who = "township" }')
    signed = [fact("sign", sep(10))]
    waits = walk(watch, facts=signed)
    assert (waits.state, waits.wanted) == ("none", 0)
    assert [p.state for p in waits.proofs] == ["waiting"]
    done = walk(watch, facts=[*signed, fact("measure", sep(20), by="township")])
    assert (done.chip, done.last) == ("齐全 1/1", sep(20))


MONTHLY = ('{ is = "duty", do = "session", each = "pupil", every = "month", times = 2, '
           'if = { placement = "送教上门" }, done = { fact = "session" }, who = "teacher" }')


def test_a_month_that_is_over_lacks_what_was_not_done() -> None:
    people = [pupil(placement="送教上门")]
    autumn = Span(START, date(2026, 10, 31))
    facts = [fact("session", sep(8)), *(fact("session", date(2026, 10, n)) for n in (12, 20))]
    found = walk(MONTHLY, pupils=people, facts=facts, today=date(2026, 10, 30), span=autumn)
    assert told(found) == [
        ("学生p1", "9月送教1次，少1次", "lacking", sep(30)),
        ("学生p1", "10月送教2次", "there", date(2026, 10, 20))]
    assert (found.chip, found.found, found.wanted) == ("缺 1", 1, 2)
    assert found.missing[0].duty == ""
    assert [want.fact for want in found.missing[0].wants] == ["session"]


def test_while_the_school_has_set_no_figure_what_was_done_is_shown() -> None:
    asked = ('{ is = "duty", do = "meeting", each = "school", every = "term", times = "?", '
             'done = { fact = "meeting", what = "联席会议" }, who = "school" }')
    empty = walk(asked)
    assert (empty.state, empty.parts[0].unset) == ("manual", ("C1#0.times",))
    held = walk(asked, facts=[fact("meeting", sep(11), pupil=None, what="联席会议"),
                              fact("meeting", sep(12), pupil=None, what="碰头会")])
    assert told(held) == [("青石镇样本学校", "联席会议", "there", sep(11))]
    assert held.materials == ("联席会议记录",)


# papers, files, gates -------------------------------------------------------------------------

NOTICE = '{ is = "paper", title = "劝学通知书", issuer = "school", to = ["guardian"] }'
ISSUED = fact("issued", sep(10), paper="劝学通知书", to="guardian", number="1号")
SERVED = fact("served", sep(12), paper="劝学通知书", to="guardian", number="1号")


def test_a_paper_shows_its_receipt_and_its_scan() -> None:
    other = replace(SERVED, id="other", fields={**SERVED.fields, "number": "2号"})
    assert told(walk(NOTICE, facts=[ISSUED, other])) == [
        ("学生p1", "存根", "there", sep(10))]
    found = walk(NOTICE, facts=[ISSUED, SERVED], scanned={SERVED.id})
    assert told(found) == [("学生p1", "存根、回证、扫描件", "there", sep(12))]
    assert found.proofs[0].refs == (ISSUED.id, SERVED.id)
    assert walk(NOTICE, facts=[ISSUED], span=Span(sep(11), sep(30))).state == "none"


def test_a_paper_that_a_duty_counts_is_not_counted_again() -> None:
    duty = ('{ is = "duty", do = "paper", each = "pupil", on = { fact = "sign" }, '
            'done = { fact = "issued", paper = "劝学通知书" }, who = "school" }')
    found = walk(NOTICE, duty, facts=[fact("sign", sep(9)), ISSUED])
    assert len(found.proofs) == 2
    assert found.chip == "齐全 1/1"


FILE = ('{ is = "evidence", file = "送教档案", each = "pupil", if = { placement = "送教上门" }, '
        'all = [{ evidence = "教案" }, '
        '{ any = [{ evidence = "残疾证" }, { evidence = "诊断证明" }] }, '
        '{ fact = "session" }, { has = ["phone"] }] }')


def test_a_file_lacks_what_is_not_in_it() -> None:
    people = [pupil(placement="送教上门"), pupil("p2")]
    found = walk(FILE, pupils=people, facts=[
        fact("attached", sep(3), what="诊断证明"), fact("session", sep(8))])
    assert told(found) == [
        ("学生p1", "没有教案", "lacking", None), ("学生p1", "残疾证或诊断证明", "there", sep(3)),
        ("学生p1", "送教记录", "there", sep(8)), ("学生p1", "没有电话", "lacking", None)]
    assert found.parts[0].facts == ("session", "attached")
    assert [p.wants and p.wants[0].fields for p in found.missing] == [{"what": ("教案",)}, ()]
    assert walk(FILE, pupils=[pupil()]).state == "none"


def test_a_session_of_another_term_is_no_proof_of_this_one() -> None:
    people = [pupil(placement="送教上门")]
    found = walk(FILE, pupils=people, facts=[fact("session", date(2026, 6, 8))])
    assert ("学生p1", "没有送教记录", "lacking", None) in told(found)


def test_a_gate_asks_only_of_those_who_went_through_it() -> None:
    gate = ('{ is = "gate", gate = "休学", all = [{ fact = "approved", what = "休学" }, '
            '{ evidence = "诊断证明" }] }')
    people = [pupil(), pupil("p2")]
    facts = [fact("moved", sep(9), what="休学"), fact("approved", date(2026, 8, 30), what="休学"),
             fact("moved", sep(9), pupil="p2", what="转出")]
    found = walk(gate, pupils=people, facts=facts)
    assert [t[:3] for t in told(found)] == [
        ("学生p1", "没有休学批准文件", "lacking"), ("学生p1", "没有诊断证明", "lacking")]
    assert walk(gate, pupils=people, facts=facts[2:]).state == "none"


# ledgers, roles, lists ------------------------------------------------------------------------


def keeping(each: str, *entries: Entry, facts: tuple[str, ...] = ()) -> Lists:
    """One ledger, whatever it is called."""
    return lambda ledger: Listed(each, entries, facts)


VISITS = '{ is = "ledger", ledger = "家访台账" }'


@pytest.mark.parametrize(("each", "word"), [
    ("pupil.visit_rows", "登记2条"), ("case", "个案2个"), ("pupil", "在册2人"),
])
def test_a_ledger_counts_the_rows_of_its_own_file(each: str, word: str) -> None:
    found = walk(VISITS, listed=keeping(each, Entry("p1", sep(8)), Entry("p1", sep(9))))
    assert told(found) == [("青石镇样本学校", word, "there", sep(9))]


def test_an_empty_ledger_that_is_kept_is_no_gap() -> None:
    found = walk(VISITS, listed=keeping("pupil.visit_rows", facts=("persuaded",)))
    assert (found.state, found.parts[0].facts) == ("none", ("persuaded",))


def test_a_ledger_counts_only_those_whom_the_binding_is_about() -> None:
    of = '{ is = "ledger", ledger = "学困生登记册", each = "pupil", if = { tag = "学困" } }'
    entries = [Entry("p1", None), Entry("p2", None), Entry(None, sep(9))]
    found = walk(of, pupils=[pupil(tags=["学困"]), pupil("p2")],
                 listed=keeping("pupil", *entries))
    assert told(found) == [("青石镇样本学校", "在册2人", "there", sep(9))]


def test_of_a_ledger_that_nobody_keeps_here_a_person_says_where_it_is() -> None:
    other = '{ is = "ledger", ledger = "学困生周记" }'
    assert walk(other).state == "manual"
    assert walk(other).parts[0].facts == ("recorded",)
    noted = [fact("recorded", sep(8), ledger="学困生周记"),
             fact("recorded", sep(9), ledger="家访台账")]
    assert told(walk(other, facts=noted)) == [
        ("青石镇样本学校", "登记1条", "there", sep(8))]


def test_a_role_names_its_gaps_and_leaves_other_bodies_theirs() -> None:
    chain = ('{ is = "role", role = "包保", chain = ["bureau_office > school", '
             '"head_teacher > class", "subject_teacher > pupil"], each = "pupil" }')
    people = [pupil(), pupil("p2")]
    facts = [fact("assigned", sep(3), role="包保", by="subject_teacher"),
             fact("assigned", sep(3), pupil="p2", role="结对帮扶")]
    assert [t[:3] for t in told(walk(chain, pupils=people, facts=facts))] == [
        ("七年级1班", "没有登记班主任是谁", "lacking"),
        ("七年级1班", "1名学生没有登记科任教师是谁", "lacking")]
    outside = walk('{ is = "role", role = "领导小组", who = "county" }')
    assert (outside.state, outside.who) == ("outside", "县教育局")


def test_the_head_teacher_of_a_class_is_known_from_the_class() -> None:
    at = world(until=TODAY)
    at = replace(at, classes={"c1": ClassRoom("c1", "七年级1班", 7, head_teacher="周老师")})
    role = '{ is = "role", role = "班主任", who = "head_teacher", each = "class" }'
    situation = Situation(book(profile(clause(role))), calendar(), at, TODAY)
    (found,) = standings(situation, SEPTEMBER, {})
    assert told(found) == [("七年级1班", "班主任周老师", "there", None)]


def test_plain_counts_are_compared_with_their_target() -> None:
    count = ('{ is = "indicator", indicator = "辍学人数", of = { tag = "建档立卡" }, '
             'target = "<= 0" }')
    poor = pupil(tags=["建档立卡"])
    none = walk(count, pupils=[poor])
    assert (none.title, none.chip) == ("辍学人数不超过0人", "齐全 1/1")
    assert none.parts[0].title == "辍学人数不超过0人，现在0人"
    gone = [fact("opened", sep(3), state="dropout")]
    found = walk(count, pupils=[poor], facts=gone)
    assert (found.chip, told(found)) == ("缺 1", [("学生p1", "辍学", "lacking", None)])
    assert walk(count, pupils=[pupil()], facts=gone).state == "complete"


def test_a_rate_shows_its_value_and_the_children_it_turns_on() -> None:
    rate = '{{ is = "indicator", indicator = "{}", target = "{}", scope = "{}" }}'
    people = [pupil(), pupil("p2")]
    gone = [fact("opened", sep(3), state="dropout")]
    kept = walk(rate.format("巩固率", ">= 98", "school"), pupils=people, facts=gone)
    assert kept.parts[0].title == "巩固率不低于98%，现在50.00%"
    assert (kept.chip, told(kept)) == ("缺 1", [
        ("青石镇样本学校", "50.00%（1÷2）", "there", None),
        ("学生p1", "没有留住", "lacking", None)])
    none = walk(rate.format("辍学率", "<= 1", "class"), pupils=people)
    assert (none.chip, told(none)) == ("齐全 1/1", [("七年级1班", "0.00%（0÷2）", "there", None)])
    out = walk(rate.format("辍学率", "<= 1", "class"), pupils=people, facts=gone)
    assert (out.chip, [t[1:3] for t in told(out)]) == (
        "缺 1", [("50.00%（1÷2）", "there"), ("辍学", "lacking")])
    nobody = walk(rate.format("残疾儿童少年入学率", ">= 95", "school"), pupils=people)
    assert (nobody.state, nobody.parts[0].title) == (
        "none", "残疾儿童少年入学率不低于95%，没有可算的人")


@pytest.mark.parametrize(("bind", "state", "title"), [
    ('{ is = "indicator", indicator = "升学率", target = ">= 90" }', "manual", "升学率不低于90%"),
    ('{ is = "indicator", indicator = "中考报考率", target = ">= 60" }', "inapplicable",
     "中考报考率不低于60%"),
    ('{ is = "indicator", indicator = "巩固率", scope = "county", target = ">= 98" }', "outside",
     "巩固率不低于98%"),
    ('{ is = "indicator", indicator = "辍学人数", target = "<= 0", until = "2020-12-31" }',
     "inapplicable", "辍学人数不超过0人"),
    ('{ is = "note", why = "other_body" }', "outside", "由其他单位办"),
    ('{ is = "note", why = "unclear" }', "manual", "意思不明确"),
    ('{ is = "list", list = "causes", items = ["厌学"] }', "complete", "原因"),
    ('{ is = "rule", rule = "unfiled_month_reads", value = "zero" }', "complete",
     "没有报的月份怎样读"),
    ('{ is = "rule", rule = "returned_means", value = "?" }', "manual", "到校几天算复学"),
    ('{ is = "record", fact = "donated", what = "社会捐助" }', "none", "社会捐助"),
])
def test_what_has_nothing_to_show_says_why(bind: str, state: str, title: str) -> None:
    found = walk(bind)
    assert (found.state, found.title, found.proofs) == (state, title, ())


def test_a_group_is_the_pupils_with_its_tags_and_a_record_its_facts() -> None:
    group = '{ is = "group", group = "focus", tags = ["留守", "残疾"] }'
    people = [pupil(tags=["留守"]), pupil("p2", tags=["学困"])]
    assert [t[:2] for t in told(walk(group, pupils=people))] == [("学生p1", "留守")]
    assert walk(group, VISIT).title == "家访"
    record = '{ is = "record", fact = "donated", what = "社会捐助" }'
    given_ = [fact("donated", sep(5), pupil=None, what="社会捐助")]
    assert told(walk(record, facts=given_)) == [("青石镇样本学校", "社会捐助", "there", sep(5))]


# clauses --------------------------------------------------------------------------------------


def test_the_gravest_part_speaks_and_what_the_program_keeps_to_only_alone() -> None:
    listed = '{ is = "list", list = "causes", items = ["厌学"] }'
    signed = [fact("sign", sep(10))]
    assert walk(listed, VISIT, facts=signed).state == "late"
    assert walk(listed, VISIT).state == "none"
    assert walk(listed, VISIT).title == "家访"
    ledger = '{ is = "ledger", ledger = "学困生周记" }'
    visited = [*signed, fact("visit", sep(11))]
    assert walk(VISIT, ledger, facts=visited).state == "manual"


def test_what_a_person_says_goes_before_what_is_found() -> None:
    said = Statement("inapplicable", "本校没有寄宿生", "陶主任", TODAY, "e1")
    found = walk(VISIT, facts=[fact("sign", sep(10))], statements={("T", "C1"): said})
    assert (found.state, found.chip, found.statement) == ("inapplicable", "不适用", said)
    assert (found.found, found.wanted) == (0, 1)


def test_a_class_is_not_asked_for_what_the_school_must_do() -> None:
    meeting = ('{ is = "duty", do = "meeting", each = "school", every = "term", '
               'done = { fact = "meeting" }, who = "school" }')
    clauses = [clause(f"{VISIT},\n{meeting}", "C1"), clause(meeting, "C2")]
    found = walk_all(*clauses, facts=[fact("sign", sep(10))], known={"of_school": False})
    assert [(s.id, len(s.parts)) for s in found] == [("C1", 1)]


def test_both_documents_of_a_span_are_walked_and_one_can_be_chosen() -> None:
    books = book(profile(clause(VISIT, "A1"), name="A"), profile(clause(NOTICE, "B1"), name="B"))
    uses = [PolicyUse("A", START), PolicyUse("B", sep(14))]
    at = world(until=TODAY, uses=uses, facts=[fact("sign", sep(7)), ISSUED])
    situation = Situation(books, calendar(), at, TODAY)
    assert [s.id for s in standings(situation, SEPTEMBER, {})] == ["A1", "B1"]
    assert [s.state for s in standings(situation, SEPTEMBER, {})] == ["late", "complete"]
    assert [s.id for s in standings(situation, Span(sep(20), TODAY), {})] == ["B1"]
    assert [s.id for s in standings(situation, SEPTEMBER, {}, policy="A")] == ["A1"]


# places in a document -------------------------------------------------------------------------


@pytest.mark.parametrize(("where", "chapter", "place"), [
    ("四(一)L57-59", "四(一)", "四(一)"), ("四(二)1 L63", "四(二)", "四(二)1"),
    ("五1 L97", "五", "五1"), ("附件1 L135", "附件", "附件1"), ("L64", "", ""),
    ("2-3 L74-75", "2-3", "2-3"), ("㈠3 L130", "㈠", "㈠3"), ("一关 L4", "一关", "一关"),
    ("二2⑴ L37-40", "二", "二2⑴"), ("文头L5", "文头", "文头"),
    ("一L49(=L96)", "一", "一"),
    ("第三章第五条", "第三章", "第三章第五条"), ("第十二条", "第十二条", "第十二条"),
])
def test_a_place_names_its_chapter(where: str, chapter: str, place: str) -> None:
    assert (chapter_of(where), place_in(where)) == (chapter, place)


@pytest.mark.parametrize(("where", "chapter"), [
    ("(一)L181", "(一)L181"), ("(一)L186", "(一)L186"), ("(四)L184", "(四)"), ("L179", ""),
    ("六1 L54", ""), ("(六)L189", ""), ("㈠4 L131", ""), ("2-3 L74-75", ""),
    ("附件1 L135", "附件"), ("第十二条", "第十二条"),
])
def test_only_a_heading_or_a_name_makes_a_chapter(where: str, chapter: str) -> None:
    headings = {"(一)L181": "（一）甲", "(一)L186": "（一）乙", "(四)": "（四）丙"}
    assert chapter_in(where, headings) == chapter


BARE_OR_LINE = re.compile(r"[一二三四五六七八九十㈠-㈩()（）\d-]+|.*L\d.*")


def test_no_chapter_of_a_shipped_document_is_a_bare_number_or_a_source_line() -> None:
    for policy in SHIPPED.policies.values():
        keys = list(dict.fromkeys(chapter_in(c.where, policy.chapters) for c in policy.clauses))
        titles = [chapter_title(key, policy.chapters) for key in keys]
        assert len(set(titles)) == len(titles), policy.id
        assert not [title for title in titles if BARE_OR_LINE.fullmatch(title)]
        assert list(policy.chapters) == [key for key in keys if key in policy.chapters], policy.id


def test_a_section_is_headed_with_its_chapter() -> None:
    headings = SHIPPED.policies["XY24"].chapters
    assert chapter_title("四(四)", headings) == "四（四）营造宣传舆论氛围，强化安全控辍"
    assert chapter_title("五", headings) == "五、工作要求"
    assert chapter_title("附件", headings) == "附件"
    assert chapter_title("", {}) == "正文"


@pytest.mark.parametrize(("top", "seed", "sentence"), [
    ('[chapters]\n"二" = "二、目标"', None, "“chapters”里的“二”一条条文也没有"),
    ('[chapters]\n"一" = ""', None, "“一”没有写标题"),
    ('[chapters]\n"一" = "一、要求"', "一、目标\n条文", "标题“一、要求”在原文里找不到"),
])
def test_a_heading_that_cannot_be_right_is_refused(
    top: str, seed: str | None, sentence: str
) -> None:
    text = profile(clause(VISIT), top=top)
    with pytest.raises(KnownError) as refused:
        load_policy(text, "t.toml", titles=TITLES, seed_text=seed)
    assert sentence in refused.value.sentence


# the words and tables cover the vocabulary ----------------------------------------------------


def test_every_fact_has_a_material() -> None:
    own = {"issued", "attached", "voided", "stated"}
    assert MATERIALS.keys() | own == words.FACTS.keys()


def test_the_table_of_gates_knows_all_of_the_vocabulary() -> None:
    assert _PASSED.keys() == words.GATES


@pytest.mark.parametrize(("kind", "what", "word"), [
    ("checked", "乱收费自查", "乱收费自查记录"), ("checked", "查户籍", "查户籍记录"),
    ("meeting", "联席会议", "联席会议记录"), ("planned", "一人一案", "一人一案"),
    ("filed", "月报", "月报报送底稿"), ("aided", "", "资助登记"), ("attached", "教案", "教案"),
])
def test_a_material_is_called_by_what_it_proves(kind: str, what: str, word: str) -> None:
    assert material_of(kind, what) == word


# a fact more is never a proof less ------------------------------------------------------------


def _answers(binding: Binding, who: str | None, day: date, at: int) -> Iterable[Fact]:
    """The facts by which somebody would answer a binding."""
    pattern = (binding.done if isinstance(binding, DutyBinding)
               else binding.asks if isinstance(binding, EvidenceBinding) else None)
    for wanted in facts_in(pattern):
        fields = {key: values[0] for key, values in wanted.fields.items() if values}
        about = who if words.FACTS[wanted.fact][1] == "pupil" else None
        yield Fact(f"extra{at}-{wanted.fact}", wanted.fact, day, day, pupil=about, fields=fields)


_TODAY = LOOKS[-1]
_BEFORE: World = month_of("XY24", _TODAY)
_AUTUMN = Span(date(2026, 9, 1), date(2027, 1, 20))
_STOOD = {s.id: s for s in standings(Situation(SHIPPED, CALENDAR, _BEFORE, _TODAY), _AUTUMN, {})}
_ASKING = [b for b in SHIPPED.effective("XY24").bounds
           if isinstance(b.binding, DutyBinding | EvidenceBinding) and list(
               _answers(b.binding, None, START, 0))]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_ASKING), st.sampled_from(sorted(_BEFORE.pupils)),
       st.dates(date(2026, 9, 2), _TODAY))
def test_a_fact_that_answers_a_clause_never_lowers_what_is_found(
    bound: Any, who: str, day: date
) -> None:
    extra = tuple(_answers(bound.binding, who, day, 1))
    now = replace(_BEFORE, facts=[*_BEFORE.facts, *extra])
    found = {s.id: s for s in standings(Situation(SHIPPED, CALENDAR, now, _TODAY), _AUTUMN, {})}
    assert found[bound.clause.id].found >= _STOOD[bound.clause.id].found


def test_a_thousand_pupils_are_walked_whole() -> None:
    people = [pupil(f"p{n}", tags=["残疾"] if n % 20 == 0 else ()) for n in range(1000)]
    at = world(pupils=people, until=TODAY, policy="XY24",
               facts=[fact("session", sep(8), pupil="p0")])
    found = standings(Situation(PolicyBook(SHIPPED.policies.values(), TITLES), calendar(), at,
                                TODAY), SEPTEMBER, {})
    by_id = {s.id: s for s in found}
    assert by_id["R014"].chip == "缺 1000"
    assert by_id["R204"].chip == "齐全 50/50"
    assert by_id["R229"].wanted == 50


def test_the_materials_of_an_exit_have_its_clause_s_name() -> None:
    approved = FactPattern("approved", {"what": ("退出B",)})
    assert materials_of(approved, str) == ("联合劝返未返校批准文件",)
