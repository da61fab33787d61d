"""入学率: of the children of an age who live here or are known here, who is in school."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.classes import stage_of
from kongchuo_desktop.domain.comparison.ages import FROM as AGE_FROM
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.indicators.asked import SAID, Answer, Asked, side
from kongchuo_desktop.domain.indicators.choices import NUMBERS, POPULATION
from kongchuo_desktop.domain.indicators.model import Reading, Side, Term
from kongchuo_desktop.domain.indicators.people import GRADUATED, People
from kongchuo_desktop.domain.indicators.residents import IN_SCHOOL, NOBODY, Resident, Residents
from kongchuo_desktop.domain.policy.model import Pattern, SubjectPattern

_DISABLED = ("残疾", "重度残疾", "视力残疾", "听力残疾", "智力残疾")
"""Who wears one of these is 残疾; of the three kinds each is counted by its own (R328)."""
_GONE = frozenset({"转出", "毕业", "死亡", "出国", "户籍", "超龄"})
"""Ways after which a child is no more of those that belong here."""
_AGES = "几周岁到几周岁算适龄，年龄算到哪一天？"
_NET, GROSS = "净入学率", "毛入学率"
OF_ALL: Mapping[str, str] = {
    "入学率": "已入学的{}适龄儿童少年（不论在哪个年级）", _NET: "在{}就读的适龄儿童少年",
    GROSS: "{}在校的全部学生（不论年龄）"}
"""Rate of all children of an age → who is in its numerator, with room for the stage."""
_UNKNOWN = "没有户籍名单，也没有写适龄人口数：户籍在这里、学校不知道的孩子没有算进来。"


@dataclass(frozen=True, slots=True)
class Aged:
    """Pupils of an age.

    Attributes:
        known: who is in school here or should be.
        there: who of them is.
        finished: who finished primary school, and is looked for in other schools of the county.
    """

    known: tuple[str, ...]
    there: tuple[str, ...]
    finished: frozenset[str] = frozenset()


def enrolment(asked: Asked) -> Answer:
    """适龄入学率: in school in whichever grade ÷ all of that age."""
    return _of_age(asked, _above(asked, "入学率"))


def net_enrolment(asked: Asked) -> Answer:
    """净入学率: in school in the stage of their age ÷ all of that age."""
    return _of_age(asked, _above(asked, _NET), in_stage=True)


def disabled_enrolment(asked: Asked) -> Answer:
    """残疾儿童少年入学率: 随班就读, 特校 and 送教上门 are all in school."""
    return _of_age(asked, "已入学的适龄残疾儿童少年（随班就读、特校、送教上门都算）",
                   rest=_any_kind(asked.rest))


def gross_enrolment(asked: Asked) -> Answer:
    """毛入学率: all in the stage, of whatever age ÷ all of its age; may be more than 100 %."""
    people = asked.people
    there = [pupil.id for pupil in people.everybody() if people.there(pupil, people.last)
             and asked.stage in ("", stage_of(people.grade(pupil, people.last)))
             and _meant(people, asked.rest, pupil)]
    answer = _of_age(asked, _above(asked, GROSS))
    return Answer(side("在校", there), answer.denominator, answer.formula, answer.base,
                  answer.readings, answer.missing, answer.notes, answer.numbers)


def _of_age(asked: Asked, above: str, *, in_stage: bool = False,
            rest: Pattern | None = None) -> Answer:
    people, meant = asked.people, rest or asked.rest
    aged = _aged(asked, meant, in_stage=in_stage)
    name = POPULATION + asked.stage
    numbers = (name,) if meant is None and name in NUMBERS else ()
    stated = people.chosen.number(name) if numbers else None
    listed = people.now.residents(people.until) if stated is None and meant is None else None
    if listed is not None:
        return by_list(asked, listed, aged, above, numbers)
    notes: tuple[str, ...] = () if stated is not None else (_UNKNOWN,)
    if people.unborn:
        notes += (f"{people.unborn}名学生没有出生日期，按年级算作适龄。",)
    return Answer(side("已入学", aged.there),
                  side("适龄人口" if stated is not None else "适龄的", aged.known, stated=stated),
                  f"{above}÷{_below(asked)}", "户籍" if stated is not None else "学籍",
                  (_ages(people), *people.chosen.deductions()), notes=notes, numbers=numbers)


def _above(asked: Asked, word: str) -> str:
    return OF_ALL[word].format(SAID[asked.stage])


def _below(asked: Asked) -> str:
    ages = asked.people.ages
    return (f"{SAID[asked.stage]}适龄人口（{ages.cutoff.month}月{ages.cutoff.day}日满{ages.least}—"
            f"{ages.most}周岁）")


def _aged(asked: Asked, meant: Pattern | None, *, in_stage: bool) -> Aged:
    people = asked.people
    known, there = [], []
    for pupil in _known(people):
        stage = people.stage_by_age(pupil)
        if not stage or asked.stage not in ("", stage) or not _meant(people, meant, pupil):
            continue
        inside = people.there(pupil, people.last)
        if not inside and people.excused(pupil, date.min):
            continue
        known.append(pupil.id)
        if inside and (not in_stage or stage_of(people.grade(pupil, people.last)) == stage):
            there.append(pupil.id)
    return Aged(tuple(known), tuple(there))


# by the 户籍 list -----------------------------------------------------------------------------


class OfCounty:
    """A rate of all schools of a county, on the base of its own list or of a part of it."""

    def __init__(self, word: str, schools: Sequence[Asked]) -> None:
        self._asked, self._word = schools[0], word
        each = [_aged(one, None, in_stage=word == _NET) for one in schools]
        self._aged = Aged(tuple(name for aged in each for name in aged.known),
                          tuple(name for aged in each for name in aged.there),
                          frozenset(name for one in schools for name in _finished(one.people)))

    def answer(self, listed: Residents) -> Answer:
        return by_list(self._asked, listed, self._aged, _above(self._asked, self._word))


def _finished(people: People) -> Iterator[str]:
    for pupil in people.everybody():
        if stage_of(people.grade(pupil, people.last)) == "primary" and not pupil.enrolled_on(
                people.last) and people.way(pupil, date.min) == GRADUATED:
            yield pupil.id


def by_list(asked: Asked, listed: Residents, aged: Aged, above: str,
            numbers: tuple[str, ...] = ()) -> Answer:
    """The same of those who live here by the 户籍 list: pupils from elsewhere are in neither
    side, and who is on no roster is in the denominator until somebody found it in school.

    Args:
        asked: of a county one of its schools, for the ages and what was chosen.
        aged: the pupils of age of the school, or of all of them.
    """
    known, there = frozenset(aged.known), frozenset(aged.there)
    here: set[str] = set()
    others: list[Resident] = []
    for one in listed.people:
        records = [record for record in one.records if record in known]
        if records:
            here.add(next((record for record in records if record in there), records[0]))
        elif aged.finished.issuperset(one.records) and _counts(asked, one):
            others.append(one)
    elsewhere = sum(one.found in IN_SCHOOL for one in others)
    return Answer(
        Side((Term("已入学", tuple(name for name in aged.there if name in here)),
              Term("在别处就读", stated=elsewhere))),
        Side((Term("户籍名单和花名册里都有的适龄儿童", tuple(sorted(here))),
              Term("只在户籍名单里的适龄儿童", stated=len(others)))),
        f"{above}÷{_below(asked)}", "户籍",
        (_ages(asked.people), *asked.people.chosen.deductions()), notes=(listed.said,),
        numbers=numbers)


def _counts(asked: Asked, one: Resident) -> bool:
    """Whether a child that no school has is one of those that should be in school."""
    if one.found in NOBODY or asked.people.chosen.off(one.found):
        return False
    stage = asked.people.stage_born(one.born)
    return bool(stage) and asked.stage in ("", stage)


def _ages(people: People) -> Reading:
    ages = people.ages
    said = f"{ages.least}—{ages.most}周岁，算到{ages.cutoff.month}月{ages.cutoff.day}日"
    if people.said_ages is not None:
        return Reading(AGE_FROM, _AGES, said, ages.origin)
    return Reading(AGE_FROM, _AGES, said, "reading",
                   "义务教育法第十一条；年龄算到哪一天，文件没有写（G-24）",
                   left=people.chosen.left(AGE_FROM))


def _known(people: People) -> Iterator[Pupil]:
    """The children who are in this school or should be: enrolled, or gone without a proper way."""
    for pupil in people.everybody():
        came = any(span.since <= people.last for span in pupil.enrolled)
        if pupil.enrolled_on(people.last) or people.dropped(pupil, people.last) or (
                came and people.way(pupil, date.min) not in _GONE):
            yield pupil


def _meant(people: People, rest: Pattern | None, pupil: Pupil) -> bool:
    return rest is None or people.means(rest, pupil, people.last)


def _any_kind(pattern: Pattern | None) -> Pattern | None:
    """残疾 as any kind of it; a kind that the document names stays that kind."""
    if isinstance(pattern, SubjectPattern) and pattern.tests.get("tag") == ("残疾",):
        return _ANY if len(pattern.tests) == 1 else SubjectPattern(
            {**pattern.tests, "tag": _DISABLED})
    return pattern if pattern is not None else _ANY


_ANY = SubjectPattern({"tag": _DISABLED})
