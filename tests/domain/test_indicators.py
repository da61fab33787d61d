"""Indicators: the documents' worked example, targets, open choices, and what a person fills in."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from policy_samples import START, book, calendar, clause, fact, profile, pupil

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import (
    ClassRoom,
    Fact,
    Mark,
    OwnFigure,
    PolicyUse,
    Pupil,
    Register,
    Span,
    World,
)
from kongchuo_desktop.domain.indicators import choices
from kongchuo_desktop.domain.indicators.choices import CHOICES, NUMBERS, Chosen
from kongchuo_desktop.domain.indicators.model import Rate, Side, Term, joined, percent
from kongchuo_desktop.domain.indicators.reckoning import (
    BY_HAND,
    FORMULAS,
    Bench,
    Wanted,
    span_of,
    trend,
    wanted,
)
from kongchuo_desktop.domain.policy.model import IndicatorBinding
from kongchuo_desktop.store.policies import load_book, load_titles

SHIPPED = load_book()
SPRING = date(2027, 3, 15)
BEGUN = Register("c1", date(2018, 9, 3), "全天", frozenset(), 0, date(2018, 9, 3))


def bench(people: Sequence[Pupil], *, day: date = SPRING, facts: Iterable[Fact] = (),
          policy: str = "", bind: str = '{ is = "note", why = "principle" }',
          own: Iterable[tuple[str, str, date]] = (), registers: Sequence[Register] = (BEGUN,),
          marks: Sequence[Mark] = (), rooms: Sequence[ClassRoom] = ()) -> Bench:
    """A school until a day, under a shipped profile or one written for the test."""
    figures = tuple(OwnFigure(*figure) for figure in own)
    world = World(
        "样校", {p.id: p for p in people},
        {room.id: room for room in rooms or [ClassRoom("c1", "七年级1班", 7, entry_year=2026)]},
        registers, marks, tuple(facts), (PolicyUse(policy or "T", date(2018, 9, 1)),), figures)
    now = Situation(SHIPPED if policy else book(profile(clause(bind))), calendar(), world, day)
    return Bench(now, day, Chosen(figures, now.judge.era.policy, day))


def rate(found: Bench, word: str, **more: str) -> Rate:
    """The profile's indicator of that word, else one without a target."""
    want = next((w for w in wanted(found.now.judge) if w.word == word and w.clause
                 and w.title == more.get("title", w.title)), Wanted(word, word, word))
    whole = found.of_unit(want)
    assert whole is not None
    return whole


def left(name: str, day: date, what: str, *, why: str = "") -> Fact:
    return fact("moved", day, pupil=name, what=what, why=why)


def many(number: int, *, room: str = "c1", name: str = "p") -> list[Pupil]:
    return [pupil(f"{name}{n}", room=room) for n in range(number)]


# the worked example ---------------------------------------------------------------------------


def test_the_documents_own_example_is_a_hundred_percent() -> None:
    """R335: 80 in autumn, 78 in spring, 3 left for other schools, 1 came: 78÷(80−3+1)."""
    gone = date(2026, 12, 7)
    people = many(80)
    for n in range(3):
        people[n] = pupil(f"p{n}", enrolled=(Span(date(2025, 9, 1), gone - timedelta(days=1)),))
    people.append(pupil("new", enrolled=(Span(date(2027, 1, 4)),)))
    facts = [*(left(f"p{n}", gone, "转出") for n in range(3)),
             left("new", date(2027, 1, 4), "转入")]
    # 正常: the document wants the other school's proof; until it is there they are missed.
    assert rate(bench(people, facts=facts, policy="D11"), "巩固率",
                title="入学巩固率").reckoned == "78÷（80（期初在校）＋1（转入））"
    facts += [fact("attached", gone, pupil=f"p{n}", what="接收证明") for n in range(3)]
    found = rate(bench(people, facts=facts, policy="D11"), "巩固率", title="入学巩固率")
    assert (found.title, found.value, found.shown) == ("入学巩固率", Fraction(1), "100.00%")
    assert found.reckoned == "78÷（80（期初在校）－3（转出）＋1（转入））"
    assert found.clause is not None
    assert found.clause.id == "R335"
    assert len(found.numerator.pupils) == 78
    said = {reading.key: (reading.chosen, reading.origin) for reading in found.readings}
    # The document says that transfers are put right; of the dead it says nothing.
    assert said[choices.DEDUCT + "转出"] == (choices.OFF, "document")
    assert said[choices.DEDUCT + "死亡"] == (choices.OFF, "reading")


# targets --------------------------------------------------------------------------------------


def test_a_class_of_fifty_is_over_one_percent_by_one_child() -> None:
    gone = [fact("opened", date(2026, 10, 12), pupil="p0", state="dropout")]
    at = bench(many(50), facts=gone, policy="D07")
    (want,) = [w for w in wanted(at.now.judge) if w.title == "班级辍学率"]
    (found,) = at.of_classes(want)
    assert (found.value, found.met, found.inclusive) == (Fraction(1, 50), False, True)
    assert (found.scope, found.of, found.numerator.pupils) == ("class", "c1", ("p0",))
    assert found.notes == ("七年级1班只有50人，有一名就是2.00%。",)
    larger = bench(many(100), facts=gone, policy="D07")
    # Just one percent does not exceed it (G-17, G-45).
    assert [r.met for r in larger.of_classes(want)] == [True]
    assert larger.of_classes(want)[0].notes == ()


@pytest.mark.parametrize(("target", "met"), [
    (">= 98", True), ("> 98", False), ("<= 98", True), ("< 98", False), (">= 99", False),
])
def test_a_value_is_compared_as_it_is_and_not_as_it_reads(target: str, met: bool) -> None:
    people = many(50)
    people[0] = pupil("p0", enrolled=(Span(date(2025, 9, 1), date(2026, 10, 11)),))
    bind = f'{{ is = "indicator", indicator = "巩固率", target = "{target}" }}'
    found = rate(bench(people, facts=[left("p0", date(2026, 10, 12), "其他离校")], bind=bind),
                 "巩固率")
    assert (found.shown, found.met) == ("98.00%", met)


def test_what_is_nearly_everything_never_reads_as_everything() -> None:
    assert percent(Fraction(99_999, 100_000)) == "99.99%"
    assert percent(Fraction(1, 100_000)) == "0.01%"
    assert percent(Fraction(2, 3)) == "66.67%"
    assert percent(Fraction(1, 800)) == "0.13%"
    assert percent(Fraction(-1, 800)) == "-0.12%"
    assert (percent(Fraction(1)), percent(Fraction(0))) == ("100.00%", "0.00%")


@pytest.mark.parametrize(("more", "note"), [
    ('until = "2026-12-31"', "目标只到2026-12-31，已经过期，不再比较。"),
    ('from = "2027-09-01"', "目标从2027-09-01起，还没有开始。"),
    ('scope = "county"', "目标是全县的，不拿样校的数去比。"),
])
def test_a_target_of_other_days_or_of_others_is_shown_and_not_applied(more: str,
                                                                     note: str) -> None:
    bind = f'{{ is = "indicator", indicator = "巩固率", target = ">= 100", {more} }}'
    found = rate(bench(many(3), bind=bind), "巩固率")
    assert (found.met, found.notes) == (None, (note,))
    assert found.target is not None


def test_a_target_that_the_school_set_counts() -> None:
    at = bench(many(3), policy="D09", own=[("R332#0.target", "<= 2", START)],
               facts=[fact("opened", date(2026, 10, 12), pupil="p0", state="dropout")])
    found = rate(at, "辍学率")
    assert found.target is not None
    assert (found.target.origin, found.target.value, found.met) == ("own", 2, False)
    assert rate(bench(many(3), policy="D09"), "辍学率").met is None


def test_nobody_to_count_is_said() -> None:
    found = rate(bench([]), "巩固率")
    assert (found.value, found.shown) == (None, "")
    assert found.why_not == ("样校没有可算的人，分母是0。",)


# who leaves the denominator -------------------------------------------------------------------


def test_whether_the_sick_leave_the_denominator_is_the_schools_to_say() -> None:
    people = many(4)
    people[0] = pupil("p0", enrolled=(Span(date(2025, 9, 1), date(2026, 10, 11)),))
    facts = [left("p0", date(2026, 10, 12), "休学")]
    key = choices.DEDUCT + "休学"
    assert rate(bench(people, facts=facts), "巩固率").value == Fraction(3, 4)
    chosen = rate(bench(people, facts=facts, own=[(key, choices.OFF, SPRING)]), "巩固率")
    assert chosen.value == 1
    assert [r.origin for r in chosen.readings if r.key == key] == ["own"]
    back = [(key, choices.OFF, START), (key, "?", date(2027, 3, 1))]
    assert rate(bench(people, facts=facts, own=back), "巩固率").value == Fraction(3, 4)


def test_a_document_may_let_go_only_of_whom_there_is_proof() -> None:
    """XC20: 按规定可以核减 (R457)."""
    people = many(4)
    people[0] = pupil("p0", enrolled=(Span(date(2025, 9, 1), date(2026, 10, 11)),))
    death = [left("p0", date(2026, 10, 12), "死亡")]
    bind = '{ is = "rule", rule = "deductible", value = "with_proof" }'
    assert rate(bench(people, facts=death, bind=bind), "巩固率").value == Fraction(3, 4)
    proved = [*death, fact("attached", date(2026, 10, 20), pupil="p0", what="死亡证明")]
    assert rate(bench(people, facts=proved, bind=bind), "巩固率").value == 1


def test_a_transfer_whose_gate_is_open_is_no_proper_one() -> None:
    people = many(4)
    people[0] = pupil("p0", enrolled=(Span(date(2025, 9, 1), date(2026, 10, 11)),))
    facts = [left("p0", date(2026, 10, 12), "转出")]
    bind = ('{ is = "gate", gate = "转出", all = [{ fact = "attached", what = "接收证明" }] }')
    assert rate(bench(people, facts=facts, bind=bind), "巩固率").value == Fraction(3, 4)
    facts.append(fact("attached", date(2026, 10, 14), pupil="p0", what="接收证明"))
    assert rate(bench(people, facts=facts, bind=bind), "巩固率").value == 1


# enrolment ------------------------------------------------------------------------------------


def test_without_a_household_list_a_rate_says_whom_it_does_not_know() -> None:
    found = rate(bench(many(3)), "入学率")
    assert (found.base, found.value) == ("学籍", 1)
    assert found.notes == (
        "没有户籍名单，也没有写适龄人口数：户籍在这里、学校不知道的孩子没有算进来。",)
    assert [r.origin for r in found.readings if r.key == "school/age.from"] == ["reading"]


def test_a_number_of_children_counts_in_the_school_year_for_which_it_was_written() -> None:
    bind = '{ is = "indicator", indicator = "入学率", of = { stage = "junior" }, target = ">= 99" }'
    key = choices.POPULATION + "junior"
    found = rate(bench(many(3), bind=bind, own=[(key, "4", date(2026, 9, 10))]), "入学率")
    assert (found.base, found.value, found.met) == ("户籍", Fraction(3, 4), False)
    stale = rate(bench(many(3), bind=bind, own=[(key, "4", date(2026, 3, 10))]), "入学率")
    assert (stale.base, stale.value) == ("学籍", 1)


def test_net_counts_the_stage_and_gross_whoever_is_in_it() -> None:
    """p0 is of junior age; p1 of primary age sits in the seventh grade, too old is p2."""
    people = [pupil("p0"), pupil("p1"), pupil("p2")]
    people[1] = Pupil("p1", "p1", "c1", 7, people[1].enrolled, birth=date(2018, 5, 5))
    people[2] = Pupil("p2", "p2", "c1", 7, people[2].enrolled, birth=date(2008, 5, 5))
    text = ('{{ is = "indicator", indicator = "{}", of = {{ stage = "junior" }} }}')
    assert rate(bench(people, bind=text.format("毛入学率")), "毛入学率").value == 3
    assert rate(bench(people, bind=text.format("净入学率")), "净入学率").value == 1
    own = [("school/age.from", "6", START), ("school/age.to", "20", START),
           ("school/age.cutoff", "831", START)]
    older = rate(bench(people, bind=text.format("毛入学率"), own=own), "毛入学率")
    assert older.value == Fraction(3, 2)
    assert older.readings[0].origin == "own"


def test_each_kind_of_disability_is_counted_by_itself() -> None:
    """R328 分别; of a document that says 残疾 each kind is one."""
    people = [pupil("p0", tags=["视力残疾"]), pupil("p1", tags=["听力残疾"]), pupil("p2"),
              pupil("p3", tags=["残疾"], placement="送教上门")]
    gone = [fact("opened", date(2026, 10, 12), pupil="p1", state="dropout")]
    at = bench(people, facts=gone, policy="D06")
    values = {w.title: at.of_unit(w) for w in wanted(at.now.judge)
              if w.word == "残疾儿童少年入学率"}
    assert {title: (r and r.value) for title, r in values.items()} == {
        "视力残疾适龄人口入学率": 1, "听力残疾适龄人口入学率": 0, "智力残疾适龄人口入学率": None,
        "残疾儿童少年入学率": Fraction(2, 3)}
    nobody = values["智力残疾适龄人口入学率"]
    assert nobody is not None
    assert nobody.why_not == ("样校没有可算的人，分母是0。",)


# other rates ----------------------------------------------------------------------------------


def test_who_began_before_the_records_is_a_number_for_a_person_to_write() -> None:
    rooms = [ClassRoom("c1", "九年级1班", 9, entry_year=2024)]
    late = Register("c1", date(2026, 9, 1), "全天", frozenset(), 0, date(2026, 9, 1))
    found = rate(bench(many(45), rooms=rooms, registers=[late]), "三年保留率")
    assert found.value is None
    assert found.why_not == (
        "这里从2026年9月起记录，2024年招了多少人要由人写在“本校规定”里。",)
    own = [(choices.INTAKE + "junior", "50", date(2026, 9, 10))]
    stated = rate(bench(many(45), rooms=rooms, registers=[late], own=own), "三年保留率")
    assert (stated.value, stated.reckoned) == (Fraction(9, 10), "45÷50")
    more = rate(bench(many(60), rooms=rooms, registers=[late], own=own), "三年保留率")
    assert more.value == 1


def test_a_school_without_a_ninth_grade_has_no_rate_of_it() -> None:
    at = bench(many(3))
    assert at.of_unit(Wanted("中考报考率", "中考报考率", "中考报考率")) is None


def test_who_signed_up_for_the_exam() -> None:
    rooms = [ClassRoom("c1", "九年级1班", 9, entry_year=2024)]
    found = rate(bench(many(4), rooms=rooms, policy="XY24"), "中考报考率")
    assert found.why_not[0].startswith("没有登记中考报名")
    signed = [fact("exam", date(2027, 3, 10), pupil=f"p{n}", what="中考报名") for n in range(3)]
    known = rate(bench(many(4), rooms=rooms, policy="XY24", facts=signed), "中考报考率")
    assert (known.value, known.met) == (Fraction(3, 4), True)
    assert known.target is not None
    assert known.target.origin == "reading"


def test_attendance_counts_children_and_days() -> None:
    days = [date(2027, 3, 1), date(2027, 3, 2)]
    registers = [Register("c1", day, "全天", frozenset({"p0"}), 4, day) for day in days]
    marks = [Mark("p0", day, "全天", kind, day)
             for day, kind in zip(days, ("病假", "迟到"), strict=True)]
    found = rate(bench(many(4), registers=registers, marks=marks), "出勤率")
    assert (found.value, found.reckoned) == (Fraction(7, 8), "7÷8")
    assert rate(bench(many(4), registers=[]), "出勤率").why_not == ("这段时间没有点名记录。",)


def test_who_was_persuaded_and_who_is_known_to_be_where() -> None:
    facts = [fact("opened", date(2026, 10, 12), pupil=name, state="dropout")
             for name in ("p0", "p1", "p2")]
    facts += [fact("returned", date(2026, 11, 2), pupil="p0"),
              fact("visit", date(2026, 11, 3), pupil="p1", mode="home", result="refused",
                   whereabouts="省外务工")]
    at = bench(many(4), facts=facts)
    assert (rate(at, "劝返成功率").value, rate(at, "去向掌握率").value) == (
        Fraction(1, 3), Fraction(1, 2))
    assert rate(at, "去向掌握率").numerator.pupils == ("p1",)
    assert rate(at, "流失人数").value == 3


# all profiles ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SHIPPED.policies))
def test_every_indicator_of_every_profile_is_reckoned_or_says_who_fills_it_in(name: str) -> None:
    at = bench(many(2, room="c1") + many(2, room="c2", name="q"), policy=name, rooms=[
        ClassRoom("c1", "九年级1班", 9, entry_year=2024),
        ClassRoom("c2", "六年级1班", 6, entry_year=2021)])
    asked = [w for w in wanted(at.now.judge) if w.clause is not None]
    bindings = [b.binding for b in SHIPPED.effective(name).bounds
                if isinstance(b.binding, IndicatorBinding)]
    assert [w.id for w in asked] == [binding.name for binding in bindings]
    for want in asked:
        found = at.of_classes(want) if want.scope == "class" else [at.of_unit(want)]
        assert found
        for one in found:
            assert one is not None
            assert bool(one.shown) != bool(one.why_not)
            assert one.formula or want.word in BY_HAND
            by_hand = [said for said in one.why_not if said.startswith("由人填写：")]
            assert bool(by_hand) == (want.word in BY_HAND)


def test_each_word_of_the_vocabulary_is_either_reckoned_or_written_by_hand() -> None:
    vocabulary = set(load_titles().indicators.values())
    assert vocabulary == (FORMULAS.keys() | BY_HAND.keys()) & vocabulary
    assert not FORMULAS.keys() & BY_HAND.keys()


def test_what_is_usual_is_one_of_what_can_be_chosen_and_says_where_it_comes_from() -> None:
    assert all(c.usual in c.options and c.source for c in CHOICES.values())
    assert all(figure.value is None for _, figure in NUMBERS.values())


# days and sums --------------------------------------------------------------------------------


def test_the_value_at_each_months_end() -> None:
    people = many(4)
    facts = [fact("opened", date(2026, 10, 12), pupil="p0", state="dropout"),
             fact("opened", date(2027, 1, 5), pupil="p1", state="dropout")]
    want = Wanted("辍学率", "辍学率", "辍学率")
    now = bench(people, facts=facts).now
    found = trend(lambda day: Bench(now, day, Chosen((), None, day)).of_unit(want), SPRING)
    assert [(day.month, rate.shown) for day, rate in found] == [
        (9, "0.00%"), (10, "25.00%"), (11, "25.00%"), (12, "25.00%"), (1, "50.00%"),
        (2, "50.00%"), (3, "50.00%")]
    assert found[-1][0] == SPRING


def test_the_span_of_a_rate() -> None:
    spans = {per: span_of(calendar(), per, date(2027, 2, 10))
             for per in ("month", "term", "school_year", "year")}
    assert {per: (span.since, span.until) for per, span in spans.items()} == {
        "month": (date(2027, 2, 1), date(2027, 2, 10)),
        "term": (date(2026, 9, 1), date(2027, 1, 20)),
        "school_year": (date(2026, 9, 1), date(2027, 2, 10)),
        "year": (date(2027, 1, 1), date(2027, 2, 10))}


def test_shares_are_never_averaged() -> None:
    small = rate(bench(many(1), facts=[fact("opened", date(2026, 10, 12), pupil="p0",
                                            state="dropout")]), "辍学率")
    large = rate(bench(many(99, name="q")), "辍学率")
    whole = joined([small, large], scope="county", of="", of_name="样县")
    assert (whole.value, whole.of_name) == (Fraction(1, 100), "样县")
    assert len(whole.denominator.pupils if whole.denominator else ()) == 100


def test_a_side_takes_off_whom_it_names() -> None:
    side = Side((Term("期初在校", ("a", "b", "c")), Term("转出", ("b",), minus=True),
                 Term("转入", ("d",))))
    assert (side.count, side.pupils, side.text) == (
        3, ("a", "c", "d"), "3（期初在校）－1（转出）＋1（转入）")
