"""出勤率, 中考报考率 and 学生规模: who came, who signed up, how many there are."""

from bisect import bisect_left, bisect_right
from datetime import date

from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.facts import NOT_IN_CLASS
from kongchuo_desktop.domain.indicators.asked import Answer, Asked, side
from kongchuo_desktop.domain.indicators.choices import AT_ENTRY, EXAM_BASE
from kongchuo_desktop.domain.indicators.model import Side
from kongchuo_desktop.domain.indicators.people import Group
from kongchuo_desktop.domain.indicators.staying import three_years

_EXAM = "中考"
_LAST_GRADE = 9


def attendance(asked: Asked) -> Answer:
    """Days on which a register says that a pupil came ÷ days on which one was taken of it; who is
    taught at home or in a special school is not due in class."""
    people, group = asked.people, asked.group
    registers, everybody = people.now.attendance, group == Group()
    came: list[str] = []
    due: list[str] = []
    for pupil in people.everybody(group.room):
        if pupil.placement in NOT_IN_CLASS:
            continue
        days = registers.pupil_days(pupil)
        asked_of = [day for day in days[bisect_left(days, people.span.since):
                                        bisect_right(days, people.until)]
                    if pupil.enrolled_on(day) and (
                        everybody or people.member(group, pupil, day))]
        due += [pupil.id] * len(asked_of)
        missed = sum(not registers.present(pupil, day)
                     for day in registers.spoken_of(pupil, asked_of))
        came += [pupil.id] * (len(asked_of) - missed)
    missing = () if due else ("这段时间没有点名记录；各校的点名不上报。"
                              if people.now.world.registers_stay else "这段时间没有点名记录。",)
    return Answer(side("到校人次", came), side("应到人次", due),
                  "到校人次÷应到人次（点了名的日子，一人一天算一次；来过半天的算到校）",
                  missing=missing)


def exam(asked: Asked) -> Answer:
    """中考报考率: who signed up ÷ 建籍人数, which the document does not explain (G-16); on the roll
    is who was so on some day of the year, whoever comes or leaves."""
    people, choice = asked.people, asked.people.chosen.reading(EXAM_BASE)
    since = date(school_year_of(people.last), 9, 1)
    graders = [pupil for pupil in people.everybody()
               if people.year_reached(pupil, people.last) == _LAST_GRADE and any(
            span.since <= people.last and (span.until is None or people.first <= span.until)
            for span in pupil.enrolled)]
    signed = [pupil.id for pupil in graders if any(
        _EXAM in str(fact.fields.get("what")) and since <= fact.day <= people.until
        for fact in people.judge.facts.about("exam", pupil=pupil.id))]
    base = side("九年级在籍", [pupil.id for pupil in graders])
    missing: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    if choice.chosen == AT_ENTRY:
        cohort = three_years(asked)
        intake = cohort.denominator or Side()
        base, missing, numbers = Side(intake.terms[:1]), cohort.missing, cohort.numbers
    if not signed:
        missing = ("没有登记中考报名：在学生卡片上记一件“参加考试”，写“中考报名”。",)
    return Answer(side("报名", signed), base, f"报名参加中考的÷{choice.chosen}",
                  readings=(choice,), missing=missing, numbers=numbers)


def size(asked: Asked) -> Answer:
    """学生规模: who is enrolled on the last day."""
    people = asked.people
    return Answer(side("在籍", [pupil.id for pupil in people.everybody(asked.group.room)
                                if pupil.enrolled_on(people.last)
                                and people.member(asked.group, pupil, people.last)]), None,
                  "期末在籍的学生")
