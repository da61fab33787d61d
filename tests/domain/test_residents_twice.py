"""入学率 by a 户籍 list, of a school and of a county, and joined rates: by a slow count too."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_figures import Figures, Found
from oracle_lives import Child, Happened, School, schools
from oracle_world import situation

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.indicators import choices
from kongchuo_desktop.domain.indicators.choices import Chosen
from kongchuo_desktop.domain.indicators.entering import OF_ALL, OfCounty
from kongchuo_desktop.domain.indicators.model import Rate, Side, joined
from kongchuo_desktop.domain.indicators.reckoning import Bench, Wanted, on_list
from kongchuo_desktop.domain.indicators.residents import Resident, Residents
from kongchuo_desktop.domain.policy.model import SubjectPattern

STAGES = ("", "primary", "junior")
FOUND = ("", "在本校就读", "在外地就读", "休学", "死亡", "延缓入学", "重复户籍", "查无此人",
         "打工务农")
IN_SCHOOL = ("在本校就读", "在外地就读")
NOBODY = ("重复户籍", "查无此人")
BORN = ("", "2010-05-05", "2011-08-31", "2012-08-31", "2012-09-01", "2014-08", "2014-09",
        "2014-08-31", "2014-09-01", "2020-08-31", "2020-09-01", "2022-01-01")
LISTED = date(2026, 9, 1)


@dataclass
class County:
    """Schools that were looked at on one day, and who of their children stand in a list."""

    schools: list[School]
    people: list[Resident]
    off: tuple[str, ...]

    @property
    def day(self) -> date:
        return self.schools[0].today

    @property
    def listed(self) -> Residents:
        return Residents("户籍.xlsx", LISTED, tuple(self.people))

    def slow(self) -> list[Figures]:
        return [Figures(school, self.day, off=self.off) for school in self.schools]

    def benches(self, listed: Residents | None = None) -> list[Bench]:
        return [bench(school, listed) for school in self.schools]


def bench(school: School, listed: Residents | None = None) -> Bench:
    now: Situation = situation(school)
    now.residents = lambda _: listed
    return Bench(now, school.today,
                 Chosen(now.world.figures, now.judge.era.policy, school.today))


@st.composite
def counties(draw: st.DrawFn, *, most: int = 3) -> County:
    drawn = draw(st.lists(schools(most=3), min_size=1, max_size=most))
    day, off = min(one.today for one in drawn), draw(st.sets(st.sampled_from(choices.WAYS[:5])))
    found, names = list[School](), list[list[str]]()
    for at, one in enumerate(drawn):
        school = one.as_of(day)
        school.own = {f"deduct.{way}": choices.OFF if way in off else choices.ON
                      for way in choices.WAYS}
        for child in school.children:
            child.name = f"{at}{child.name}"
        found.append(school)
        names.append([child.name for child in school.children])
    people = list[Resident]()
    for own in names:
        for name in own:
            where = draw(st.integers(0, 4))
            born, what = draw(st.sampled_from(BORN)), draw(st.sampled_from(FOUND))
            others = [at for at, one in enumerate(people) if not {*one.records} & {*own}]
            if where < 2 and others:
                at = draw(st.sampled_from(others))
                people[at] = replace(people[at], records=(*people[at].records, name))
            elif where:
                people.append(Resident(born, (name,), what))
    people += draw(st.lists(st.builds(
        Resident, st.sampled_from(BORN), found=st.sampled_from(FOUND)), max_size=5))
    return County(found, people, tuple(off))


# the slow count -------------------------------------------------------------------------------


def stage_born(born: str, year: int) -> str:
    """On 31 August; of a month only where each of its days says the same."""
    stages = set()
    for day in range(1, 32) if len(born) == 7 else [int(born[8:] or 0)] if born else []:
        age = year - int(born[:4]) - ((int(born[5:7]), day) > (8, 31))
        stages.add("" if age < 6 or age > 14 else "primary" if age < 12 else "junior")
    return stages.pop() if len(stages) == 1 else ""


def finished(figures: Figures, name: str) -> bool:
    for child in figures.school.children:
        if child.name == name:
            return (not child.enrolled(figures.last) and figures.grade(child, figures.last) <= 6
                    and figures.way(child, date.min) == "毕业")
    return False


def by_list(county: County, every: Sequence[Figures], stage: str, *, net: bool,
            whole: bool) -> tuple[set[int], set[int], int, int]:
    """Places in the list of those in school and of those of age, by their rows; then how many are
    in school elsewhere, and how many only the list has."""
    inside, below, elsewhere, only = set[int](), set[int](), 0, 0
    year = every[0].last.year - (every[0].last.month < 9)
    for at, one in enumerate(county.people):
        for figures in every:
            found = figures.enrolment(stage, net=net)
            assert found.below is not None
            for record in one.records:
                if record in found.below:
                    below.add(at)
                if record in found.above:
                    inside.add(at)
        lost = all(whole and any(finished(figures, record) for figures in every)
                   for record in one.records)
        stage_of = stage_born(one.born, year)
        if at not in below and lost and one.found not in (*NOBODY, *county.off) and stage_of and (
                stage in ("", stage_of)):
            only += 1
            elsewhere += one.found in IN_SCHOOL
    return inside, below, elsewhere, only


def rows(county: County, side: Side) -> set[int]:
    """Places in the list of the pupils of a side, each of them once."""
    place = {record: at for at, one in enumerate(county.people) for record in one.records}
    found = [place[name] for name in side.pupils]
    assert len(found) == len(set(found)), "nobody is counted twice"
    return set(found)


def same(county: County, rate: Rate, every: Sequence[Figures], stage: str, *,
         whole: bool) -> None:
    net = rate.word == "净入学率"
    inside, below, elsewhere, only = by_list(county, every, stage, net=net, whole=whole)
    assert rate.denominator is not None
    assert rate.base == "户籍"
    assert "2026年9月1日的户籍名单（户籍.xlsx" in rate.notes[0]
    assert rows(county, rate.denominator) == below
    assert rate.denominator.count == len(below) + only
    if rate.word == "毛入学率":
        assert Counter(rate.numerator.pupils) == sum(
            (figures.enrolment(stage, gross=True).above for figures in every), Counter[str]())
    else:
        assert rows(county, rate.numerator) == inside
        assert rate.numerator.count == len(inside) + elsewhere


def wanted(word: str, stage: str) -> Wanted:
    return Wanted(word, word, word, of=SubjectPattern({"stage": (stage,)}) if stage else None)


@given(counties(most=1))
@settings(max_examples=25)
def test_a_school_by_its_list(county: County) -> None:
    (fast,) = county.benches(county.listed)
    for word in OF_ALL:
        for stage in STAGES:
            rate = fast.of_unit(wanted(word, stage))
            if rate is not None:
                same(county, rate, county.slow(), stage, whole=False)


@given(counties())
@settings(max_examples=25)
def test_a_county_by_its_list(county: County) -> None:
    benches, every = county.benches(), county.slow()
    for word in OF_ALL:
        for stage in STAGES:
            want = wanted(word, stage)
            rates = [rate for one in benches if (rate := one.without_target(want)) is not None]
            if not rates:
                continue
            fast = OfCounty(word, [one.asked(want) for one in benches])
            whole = joined(rates, scope="county", of="", of_name="样县")
            same(county, on_list(whole, fast.answer(county.listed)), every, stage, whole=True)


@given(counties())
@settings(max_examples=25)
def test_what_schools_have_is_added_up(county: County) -> None:
    slow: Mapping[str, Callable[[Figures], Found]] = {
        "入学率": lambda f: f.enrolment(), "巩固率": lambda f: f.retention(),
        "辍学率": lambda f: f.dropout_rate(), "流失人数": lambda f: f.lost(),
        "辍学人数": lambda f: f.heads(f.was_out), "去向掌握率": lambda f: f.whereabouts(),
        "劝返成功率": lambda f: f.persuaded(), "出勤率": lambda f: f.attendance()}
    for word, count in slow.items():
        rates = [one.without_target(Wanted(word, word, word)) for one in county.benches()]
        whole = joined([rate for rate in rates if rate is not None], scope="county", of="",
                       of_name="样县")
        each: list[Found] = [count(figures) for figures in county.slow()]
        above = sum((found.above for found in each), Counter[str]())
        assert Counter(whole.numerator.pupils) == +above
        if whole.denominator is None:
            assert whole.value == above.total()
            continue
        below = sum((found.below or Counter() for found in each), Counter[str]())
        assert Counter(whole.denominator.pupils) == below
        assert whole.value == (Found(above, below).value if not whole.missing else None)


# what the two differed about ------------------------------------------------------------------


def lone(room: str, *happened: Happened, name: str = "样甲") -> School:
    return School([Child(name, room, date(2014, 8, 31), happened=list(happened))], {},
                  frozenset(), date(2026, 12, 1))


def told(day: date, what: str) -> Happened:
    return Happened(day, "move", what)


def test_who_finished_primary_school_and_came_to_no_other_is_missed() -> None:
    gone = lone("六1", told(date(2026, 9, 7), "毕业"))
    county = County([gone, lone("七1", name="样乙")],
                    [Resident("2014-08-31", ("样甲",)), Resident("2014-08-31", ("样乙",))], ())
    fast = OfCounty("入学率", [one.asked(wanted("入学率", "")) for one in county.benches()])
    answer = fast.answer(county.listed)
    assert answer.denominator is not None
    assert (answer.numerator.count, answer.denominator.count) == (1, 2)


def test_who_went_from_school_to_school_is_one_child() -> None:
    left = lone("七1", told(date(2026, 9, 7), "转出"))
    county = County([left, lone("七1", name="样乙")],
                    [Resident("2014-08-31", ("样甲", "样乙"))], ())
    fast = OfCounty("入学率", [one.asked(wanted("入学率", "")) for one in county.benches()])
    answer = fast.answer(county.listed)
    assert answer.denominator is not None
    assert (answer.numerator.pupils, answer.denominator.count) == (("样乙",), 1)
