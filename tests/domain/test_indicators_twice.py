"""Every indicator over random histories of a school: by the program, and by a slow count."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_figures import DISABLED, Figures, Found
from oracle_lives import DAY, WHOLE, Child, Happened, School, schools
from oracle_world import situation

from kongchuo_desktop.domain.indicators import choices
from kongchuo_desktop.domain.indicators.choices import Chosen
from kongchuo_desktop.domain.indicators.model import Rate, Side
from kongchuo_desktop.domain.indicators.reckoning import Bench, Wanted
from kongchuo_desktop.domain.policy.model import SubjectPattern

STAGES = ("primary", "junior")
FORMULA = {"heads": choices.BY_HEADS, "net": choices.BY_NET, "loss": choices.BY_LOSS}
few = settings(max_examples=100)
day_back = st.integers(0, 60)


def wanted(word: str, stage: str = "", tags: Sequence[str] = ()) -> Wanted:
    tests: dict[str, tuple[str, ...]] = {}
    if stage:
        tests["stage"] = (stage,)
    if tags:
        tests["tag"] = tuple(tags)
    return Wanted(word, word, word, of=SubjectPattern(tests) if tests else None)


def bench(school: School, until: date, *, proved: bool = False) -> Bench:
    now = situation(school, proved=proved)
    return Bench(now, until, Chosen(now.world.figures, now.judge.era.policy, until))


def until_of(school: School, back: int) -> date:
    """A day before today, of those on which something happened as often as any other."""
    days = [one.day for child in school.children for one in child.happened]
    at = days[back % len(days)] if back % 2 and days else school.today - back * DAY
    return max(date(2026, 9, 1), at)


def names(side: Side) -> Counter[str]:
    found = Counter[str]()
    for term in side.terms:
        for name in term.pupils:
            found[name] += -1 if term.minus else 1
    return Counter({name: times for name, times in found.items() if times})


def same(rate: Rate | None, found: Found) -> None:
    assert rate is not None
    assert names(rate.numerator) == Counter({n: k for n, k in found.above.items() if k})
    if found.below is None:
        assert rate.denominator is None
    else:
        assert rate.denominator is not None
        if found.stated is None:
            assert names(rate.denominator) == found.below
        else:
            assert rate.denominator.count == found.stated
    if not rate.missing:
        assert rate.value == found.value


@given(schools(), day_back, st.booleans(), st.sets(st.sampled_from(choices.WAYS[:5])))
@few
def test_enrolment(school: School, back: int, proved: bool, off: set[str]) -> None:
    until = until_of(school, back)
    school.own = {f"deduct.{way}": choices.OFF if way in off else choices.ON
                  for way in choices.WAYS}
    slow = Figures(school, until, off=tuple(off), only_proved=proved)
    fast = bench(school, until, proved=proved)
    for stage in ("", *STAGES):
        if fast.of_unit(wanted("入学率", stage)) is None:
            continue
        same(fast.of_unit(wanted("入学率", stage)), slow.enrolment(stage))
        same(fast.of_unit(wanted("净入学率", stage)), slow.enrolment(stage, net=True))
        same(fast.of_unit(wanted("毛入学率", stage)), slow.enrolment(stage, gross=True))
    same(fast.of_unit(wanted("残疾儿童少年入学率", tags=["残疾"])), slow.enrolment(tags=DISABLED))
    for kind in DISABLED[2:]:
        same(fast.of_unit(wanted("残疾儿童少年入学率", tags=[kind])), slow.enrolment(tags=(kind,)))
    same(fast.of_unit(wanted("留守儿童入学率", tags=["留守"])), slow.enrolment(tags=("留守",)))
    same(fast.of_unit(wanted("困难家庭子女入学率", tags=["贫困"])), slow.enrolment(tags=("贫困",)))


@given(schools(), day_back, st.booleans(), st.sets(st.sampled_from(choices.WAYS[:5])))
@few
def test_staying(school: School, back: int, proved: bool, off: set[str]) -> None:
    until = until_of(school, back)
    school.own = {f"deduct.{way}": choices.OFF if way in off else choices.ON
                  for way in choices.WAYS}
    slow = Figures(school, until, off=tuple(off), only_proved=proved)
    fast = bench(school, until, proved=proved)
    same(fast.of_unit(wanted("巩固率")), slow.retention())
    for rate in fast.of_classes(wanted("巩固率")):
        same(rate, slow.retention(room=rate.of))
    if fast.of_unit(wanted("三年保留率")) is not None:
        same(fast.of_unit(wanted("三年保留率")), slow.cohort(7, 9, adjusted=True))
        same(fast.of_unit(wanted("九年义务教育巩固率")), slow.cohort(1, 9, adjusted=False))


@given(schools(), day_back, st.sampled_from(list(FORMULA)), st.booleans())
@few
def test_leaving(school: School, back: int, formula: str, still: bool) -> None:
    until = until_of(school, back)
    school.own = {"dropout_rate": FORMULA[formula],
                  "dropouts": choices.STILL if still else choices.EVER}
    slow, fast = Figures(school, until), bench(school, until)
    for stage in ("", *STAGES):
        if (rate := fast.of_unit(wanted("辍学率", stage))) is not None:
            same(rate, slow.dropout_rate(formula, still=still, stage=stage))
    for rate in fast.of_classes(wanted("辍学率")):
        same(rate, slow.dropout_rate(formula, still=still, room=rate.of))
    same(fast.of_unit(wanted("辍学人数")), slow.heads(slow.was_out))
    same(fast.of_unit(wanted("反复辍学人数")),
         slow.heads(lambda case: slow.was_out(case) and (case.number > 1 or case.relapsed)))
    same(fast.of_unit(wanted("流失人数")), slow.lost())
    same(fast.of_unit(wanted("去向掌握率")), slow.whereabouts())
    same(fast.of_unit(wanted("劝返成功率")), slow.persuaded())


@given(schools(), day_back)
@few
def test_being_there(school: School, back: int) -> None:
    until = until_of(school, back)
    slow, fast = Figures(school, until), bench(school, until)
    same(fast.of_unit(wanted("出勤率")), slow.attendance())
    for rate in fast.of_classes(wanted("出勤率")):
        same(rate, slow.attendance(rate.of))
    same(fast.of_unit(wanted("学生规模")), slow.size())
    if (rate := fast.of_unit(wanted("中考报考率"))) is not None:
        same(rate, slow.exam())


# what the two differed about ------------------------------------------------------------------

AUTUMN = [date(2026, 9, day) for day in (1, 2, 3, 4, 7, 8)]


def school_of(*children: Child, filed: Sequence[date] = (), today: date = date(2026, 12, 1),
              ) -> School:
    return School(list(children), {("七1", day): WHOLE for day in filed}, frozenset(), today)


def told(day: date, kind: str, what: str = "", **more: date) -> Happened:
    return Happened(day, kind, what, **more)


def test_r335_eighty_less_three_and_one_more_is_a_hundred_percent() -> None:
    """80 in autumn, 78 in spring, 3 left for other schools and 1 came: 78÷(80−3+1)."""
    children = [Child(f"样{n}", "七1", None) for n in range(81)]
    for child in children[:3]:
        child.happened.append(told(date(2026, 12, 7), "move", "转出"))
    children[80].entered = date.max
    children[80].happened.append(told(date(2027, 1, 4), "move", "转入"))
    school = school_of(*children, today=date(2027, 3, 15))
    slow = Figures(school, school.today).retention()
    assert (slow.above.total(), slow.below and slow.below.total(), slow.value) == (78, 78, 1)
    fast = bench(school, school.today).of_unit(wanted("巩固率"))
    assert fast is not None
    assert fast.reckoned == "78÷（80（期初在校）－3（转出）＋1（转入））"
    same(fast, slow)


def test_a_pattern_that_is_gone_answers_for_no_other() -> None:
    kinds = DISABLED[2:]
    children = [Child(kind, "七1", date(2013, 5, 5), tags=[(kind, date(2026, 9, 1), None)])
                for kind in kinds]
    fast = bench(school_of(*children), date(2026, 12, 1))
    for kind in kinds * 2:
        rate = fast.of_unit(wanted("残疾儿童少年入学率", tags=[kind]))
        assert rate is not None
        assert rate.numerator.pupils == (kind,)


def test_who_is_taught_at_home_is_not_due_in_class() -> None:
    school = school_of(Child("样甲", "七1", None), Child("样乙", "七1", None, placement="送教上门"),
                       filed=AUTUMN)
    rate = bench(school, school.today).of_unit(wanted("出勤率"))
    assert rate is not None
    assert names(rate.numerator) == {"样甲": len(AUTUMN)}


def test_a_leave_that_was_written_down_later_is_no_attendance() -> None:
    away = told(AUTUMN[1], "leave", "病假", until=AUTUMN[2], written=AUTUMN[4])
    school = school_of(Child("样甲", "七1", None, happened=[away]), filed=AUTUMN)
    rate = bench(school, school.today).of_unit(wanted("出勤率"))
    assert rate is not None
    assert rate.reckoned == "4÷6"


def test_who_is_back_on_the_day_on_which_it_was_found_to_have_dropped_out_counts() -> None:
    day = date(2026, 9, 1)
    school = school_of(Child("样甲", "七1", None, happened=[
        told(day, "confirmed", "辍学"), told(day, "returned")]))
    fast = bench(school, school.today)
    for word in ("辍学人数", "辍学率"):
        rate = fast.of_unit(wanted(word))
        assert rate is not None
        assert rate.numerator.pupils == ("样甲",)


def test_who_was_struck_off_and_came_back_is_in_school() -> None:
    back = school_of(Child("样甲", "七1", date(2013, 5, 5), happened=[
        told(date(2026, 9, 10), "opened"), told(date(2026, 9, 20), "closed", "户籍"),
        told(date(2026, 10, 20), "returned")]))
    fast = bench(back, back.today)
    for word in ("入学率", "巩固率"):
        rate = fast.of_unit(wanted(word))
        assert rate is not None
        assert rate.value == 1
    early = bench(back, date(2026, 10, 12)).of_unit(wanted("入学率"))
    assert early is not None
    assert early.numerator.pupils == ()


def test_no_more_sign_up_than_are_on_the_roll() -> None:
    exam = told(date(2026, 11, 10), "exam", "中考报名")
    came = Child("样乙", "九1", None, date.max, happened=[
        told(date(2026, 10, 12), "move", "转入"), exam])
    left = Child("样丙", "九1", None, happened=[told(date(2026, 10, 12), "move", "转出")])
    school = school_of(Child("样甲", "九1", None, happened=[exam]), came, left)
    rate = bench(school, school.today).of_unit(wanted("中考报考率"))
    assert rate is not None
    assert (rate.reckoned, rate.shown) == ("2÷3", "66.67%")
