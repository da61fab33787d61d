"""Why a duty stands and how its date was computed, in a teacher's words."""

from datetime import date

from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.duties.times import Period
from kongchuo_desktop.domain.duties.words import (
    ask_of,
    awaited,
    dated,
    fact_line,
    fact_name,
    period_word,
    short_date,
    span_kind,
    span_of,
)
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.figures import Figure, Origin
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    Pattern,
    SubjectPattern,
)

_ORIGIN_WORDS = {"reading": "文件没有写明，按“理解”一栏的读法", "own": "本校规定"}
_POINTS = {"term_start": "开学", "term_end": "学期结束", "school_year_start": "新学年开始"}
_WHEN = {"week": "那一周", "term": "那个学期", "school_year": "那个学年",
         "year": "那一年"}
_REPEATED = ("visit", "call", "persuade", "session")


def reason_of(judge: Judge, binding: DutyBinding, subject: Subject, anchor: Anchor, *,
              waits: bool = False) -> str:
    """The fact behind a duty that something started: ``连续旷课8天，家访2次``.

    ``waits``: its patience has not run out yet.
    """
    today = judge.today
    if anchor.kind == "absence":
        return _absence(judge, binding, subject, anchor)
    if anchor.kind in _POINTS:
        return f"{short_date(anchor.day, today)}{_POINTS[anchor.kind]}"
    if anchor.facts:
        return _facts(judge, binding, anchor, waits=waits)
    if subject.case is not None:
        return f"{words.STATES[subject.case.state]}，{short_date(subject.case.start, today)}起"
    tags = _asked_tags(judge, binding.only_if, subject)
    return _called(tags) if tags else f"还没有{ask_of(binding)}"


def _absence(judge: Judge, binding: DutyBinding, subject: Subject, anchor: Anchor) -> str:
    reached, pupil = anchor.reached, subject.pupil
    if reached is None or pupil is None:
        return ""
    pattern = _absence_in(binding.on)
    if pattern is not None and pattern.unit == "lesson":
        text = f"{short_date(reached.start, judge.today)}起缺课{reached.counted}节"
    elif pattern is not None and pattern.period:
        text = f"{short_date(reached.start, judge.today)}起旷课{reached.counted}天"
    elif reached.ended is None:
        text = f"连续旷课{reached.counted}天"
    else:
        text = f"{short_date(reached.start, judge.today)}起旷课{reached.counted}天"
    visits = [f for f in judge.facts.about("visit", pupil=pupil.id)
              if f.day >= anchor.start and f.fields.get("mode") != "phone"]
    if visits and binding.do != "visit":
        text += f"，家访{len(visits)}次"
    if reached.unfiled:
        days = "、".join(short_date(day, judge.today) for day in reached.unfiled)
        text += f"（{days}没有点名，没有算在内）"
    return text


def _absence_in(pattern: Pattern | None) -> AbsencePattern | None:
    if isinstance(pattern, AbsencePattern):
        return pattern
    if isinstance(pattern, AllOf | AnyOf):
        return next((found for part in pattern.parts if (found := _absence_in(part))), None)
    return None


def _facts(judge: Judge, binding: DutyBinding, anchor: Anchor, *, waits: bool) -> str:
    last = anchor.facts[-1]
    if len(anchor.facts) > 1 and len({f.kind for f in anchor.facts}) == 1:
        name = fact_name(last.kind) if last.kind != "visit" else "劝说"
        text = f"{name}{len(anchor.facts)}次"
    else:
        text = fact_line(last, judge.today)
    if waits:
        return text
    ends = last.kind != "sign" and isinstance(binding.unless, SubjectPattern) and (
        "returned" in binding.unless.tests)
    after = judge.era.figure(binding.after) if binding.after else None
    if after is not None and after.value:
        text += f"，满{span_of(after)}"
    return f"{text}未返校" if ends and after else f"{text}，没有返校" if ends else text


def _asked_tags(judge: Judge, pattern: Pattern | None, subject: Subject) -> list[str]:
    if isinstance(pattern, AllOf | AnyOf):
        found = [t for part in pattern.parts for t in _asked_tags(judge, part, subject)]
        return list(dict.fromkeys(found))
    if not isinstance(pattern, SubjectPattern) or subject.pupil is None:
        return []
    wanted: set[str] = set()
    groups = judge.era.policy.groups if judge.era.policy else {}
    for key, test in pattern.tests.items():
        if isinstance(test, tuple) and key == "tag":
            wanted |= {str(t) for t in test}
        elif isinstance(test, tuple) and key == "group":
            wanted |= {tag for name in test for tag in groups.get(str(name), ())}
        elif isinstance(test, tuple) and key == "placement":
            wanted |= {str(t) for t in test} & {subject.pupil.placement}
    have = subject.pupil.tags_on(judge.today) | {subject.pupil.placement}
    return sorted(wanted & have)


def _called(tags: list[str]) -> str:
    """``留守学生``, ``残疾、送教上门学生``, ``重点生``."""
    return "、".join(tags) + ("" if tags[-1].endswith("生") else "学生")


def periodic_words(judge: Judge, binding: DutyBinding, subject: Subject, every: str,
                   period: Period, owed: tuple[int, int], due: date,
                   missed: int) -> tuple[str, str]:
    """Reason and ask of a periodic duty; ``owed`` is done and needed times of the period.

    The act itself stands in the ask alone: both are read as one line.
    """
    done, times = owed
    act = ask_of(binding)
    if period.start > judge.today:
        # The day on which it begins stands beside each line that is coming.
        when = _WHEN.get(every) or period_name(every, period, judge.today)
        by = f"应{short_date(due, judge.today)}前{act}"
        return when, awaited(binding) if binding.watch else by
    if period.end < judge.today:
        more = f"，共缺{missed}次" if missed > 1 else ""
        reason = f"{period_name(every, period, judge.today)}没办{more}"
        return reason, awaited(binding) if binding.watch else f"应补上：{act}"
    tags = _asked_tags(judge, binding.only_if, subject)
    prefix = f"{_called(tags)}，" if tags else ""
    reason = f"{prefix}{period_word(every)}还没办" if not done else (
        f"{prefix}{period_word(every)}已办{done}次，还差{times - done}次")
    if missed:
        reason += f"，以前缺{missed}次"
    if binding.watch:
        return reason, awaited(binding)
    if binding.do in _REPEATED:
        return reason, f"应{words.EVERY[every]}{act}{times}次"
    return reason, f"应{short_date(due, judge.today)}前{act}"


def period_name(every: str, period: Period, today: date) -> str:
    """An earlier period: ``9月``, ``9月7日那一周``."""
    if every == "month":
        text = f"{period.start.month}月"
        return text if period.start.year == today.year else f"{period.start.year}年{text}"
    return f"{short_date(period.start, today)}{f'起{_WHEN[every]}' if every in _WHEN else ''}"


def trace_of(judge: Judge, anchor: Anchor | None, period: Period | None,
             figures: list[tuple[str, Figure]], arises: date | None, due: date | None,
             late: tuple[date | None, int]) -> tuple[tuple[str, str], ...]:
    """“日期是怎么算的”: each step a label and a text."""
    today = judge.today
    lines: list[tuple[str, str]] = []
    if anchor is not None and anchor.day > date.min:
        if anchor.start < anchor.day:
            lines.append(("从这天起", dated(anchor.start, today)))
        label = {"absence": "达到天数的那天", "fact": "起算的记录"}.get(anchor.kind, "起算日")
        lines.append((label, dated(anchor.day, today)))
    if period is not None:
        lines.append(("这一期", f"{short_date(period.start, today)}至"
                                f"{short_date(period.end, today)}"))
    for label, figure in figures:
        text = span_kind(figure)
        note = _ORIGIN_WORDS.get(figure.origin, "")
        lines.append((label, f"{text}，{note}" if note else text))
    if arises is not None and anchor is not None and arises > anchor.day > date.min:
        lines.append(("从这天起该办", dated(arises, today)))
    if due is not None:
        lines.append(("最晚", dated(due, today)))
    base, days = late
    if base is not None and due is not None and base > due:
        lines.append(("才知道的日子", f"{dated(base, today)}，从这天起算迟"))
    lines.append(("今天", short_date(today, today) + (f" · 逾期{days}天" if days else "")))
    return tuple(lines)


def worst(figures: list[Figure]) -> Origin:
    """Whose figures these are: the school's own before a reading before the document's."""
    origins = {figure.origin for figure in figures}
    return "own" if "own" in origins else "reading" if "reading" in origins else "document"


def figures_in(pattern: Pattern | None) -> list[Figure]:
    """Figures of a trigger."""
    if isinstance(pattern, AbsencePattern):
        return [pattern.absent]
    if isinstance(pattern, FactPattern):
        return [pattern.times] if pattern.times else []
    if isinstance(pattern, AllOf | AnyOf):
        return [figure for part in pattern.parts for figure in figures_in(part)]
    return []
