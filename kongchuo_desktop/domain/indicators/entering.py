"""入学率: of the children of an age who live here or are known here, who is in school."""

from collections.abc import Iterable, Iterator
from datetime import date

from kongchuo_desktop.domain.classes import stage_of
from kongchuo_desktop.domain.comparison.ages import FROM as AGE_FROM
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.indicators.asked import SAID, Answer, Asked, side
from kongchuo_desktop.domain.indicators.choices import NUMBERS, POPULATION
from kongchuo_desktop.domain.indicators.model import Reading, Side, Term
from kongchuo_desktop.domain.indicators.people import People
from kongchuo_desktop.domain.indicators.residents import IN_SCHOOL, Residents
from kongchuo_desktop.domain.policy.model import Pattern, SubjectPattern

_DISABLED = ("残疾", "重度残疾", "视力残疾", "听力残疾", "智力残疾")
"""Who wears one of these is 残疾; of the three kinds each is counted by its own (R328)."""
_GONE = frozenset({"转出", "毕业", "死亡", "出国", "户籍", "超龄"})
"""Ways after which a child is no more of those that belong here."""
_AGES = "几周岁到几周岁算适龄，年龄算到哪一天？"
_UNKNOWN = "没有户籍名单，也没有写适龄人口数：户籍在这里、学校不知道的孩子没有算进来。"


def enrolment(asked: Asked) -> Answer:
    """适龄入学率: in school in whichever grade ÷ all of that age."""
    return _of_age(asked, f"已入学的{SAID[asked.stage]}适龄儿童少年（不论在哪个年级）")


def net_enrolment(asked: Asked) -> Answer:
    """净入学率: in school in the stage of their age ÷ all of that age."""
    return _of_age(asked, f"在{SAID[asked.stage]}就读的适龄儿童少年", in_stage=True)


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
    answer = _of_age(asked, f"{SAID[asked.stage]}在校的全部学生（不论年龄）")
    return Answer(side("在校", there), answer.denominator, answer.formula, answer.base,
                  answer.readings, answer.missing, answer.notes, answer.numbers)


def _of_age(asked: Asked, above: str, *, in_stage: bool = False,
            rest: Pattern | None = None) -> Answer:
    people, meant = asked.people, rest or asked.rest
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
    name = POPULATION + asked.stage
    numbers = (name,) if meant is None and name in NUMBERS else ()
    stated = people.chosen.number(name) if numbers else None
    listed = people.now.residents(people.until) if stated is None and meant is None else None
    if listed is not None:
        return _by_list(asked, listed, above, set(known), there, numbers)
    notes: tuple[str, ...] = () if stated is not None else (_UNKNOWN,)
    if people.unborn:
        notes += (f"{people.unborn}名学生没有出生日期，按年级算作适龄。",)
    return Answer(side("已入学", there),
                  side("适龄人口" if stated is not None else "适龄的", known, stated=stated),
                  f"{above}÷{_below(asked)}", "户籍" if stated is not None else "学籍",
                  (_ages(people), *people.chosen.deductions()), notes=notes, numbers=numbers)


def _below(asked: Asked) -> str:
    ages = asked.people.ages
    return (f"{SAID[asked.stage]}适龄人口（{ages.cutoff.month}月{ages.cutoff.day}日满{ages.least}—"
            f"{ages.most}周岁）")


def _by_list(asked: Asked, listed: Residents, above: str, known: set[str], there: Iterable[str],
             numbers: tuple[str, ...]) -> Answer:
    """The same of those who live here by the 户籍 list: pupils from elsewhere are in neither
    side, and who is on no roster is in the denominator until somebody found it in school."""
    people = asked.people
    here = {one.record for one in listed.people if one.record}
    others = [one for one in listed.others() if not people.chosen.off(one.found)
              and (stage := people.stage_born(one.born)) and asked.stage in ("", stage)]
    elsewhere = sum(one.found in IN_SCHOOL for one in others)
    return Answer(
        Side((Term("已入学", tuple(name for name in there if name in here)),
              Term("在别处就读", stated=elsewhere))),
        Side((Term("户籍名单和花名册里都有的适龄儿童", tuple(sorted(known & here))),
              Term("只在户籍名单里的适龄儿童", stated=len(others)))),
        f"{above}÷{_below(asked)}", "户籍", (_ages(people), *people.chosen.deductions()),
        notes=(listed.said,), numbers=numbers)


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
