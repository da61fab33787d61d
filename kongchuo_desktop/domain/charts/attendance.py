"""Charts of attendance: who missed school by weekday, month, pupil and class."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from kongchuo_desktop.domain.calendar import SchoolCalendar, monday
from kongchuo_desktop.domain.charts.model import (
    Bar,
    Bars,
    Chart,
    Column,
    Grid,
    Legend,
    Piece,
    Role,
    Row,
)
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.indicators.model import percent
from kongchuo_desktop.domain.leave import Excuses

TRUANT, SICK, PERSONAL = "旷课", "病假", "事假"
KINDS: Mapping[str, tuple[Role, str]] = {
    TRUANT: ("bad", "×"), SICK: ("doubt", "○"), PERSONAL: ("plain", "△")}
"""Why somebody was not there → how it is shown; who was not seen yet counts as 旷课 (R030)."""
PRESENT: Role = "pale"
NO_RECORD = "这段时间没有点名记录。"
_SIGNED = (*(Legend(role, kind, sign=sign) for kind, (role, sign) in KINDS.items()),
           Legend("pale", "没有缺课"), Legend("missing", "没有点名"))
_LEVELS: tuple[Role, ...] = ("plain", "doubt", "bad")
"""Where cells count: few, more, most of what the largest cell has."""
K = TypeVar("K", int, str, date)
_MONTH, _TERM = 31, 200
"""So many days are shown day by day, so many week by week."""
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Missed:
    """A school day on which a pupil did not come at all."""

    pupil: str
    room: str
    day: date
    kind: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the registers of some classes say of a span of days.

    Attributes:
        due: how many were asked after, by class and day; a day without a register is not there.
        missed: who did not come, by day.
    """

    due: Mapping[tuple[str, date], int]
    missed: tuple[Missed, ...]

    def by(self, part: Callable[[str, date], K]) -> dict[K, "Seen"]:
        """What they say of each part of the classes and days, in order."""
        due: dict[K, dict[tuple[str, date], int]] = defaultdict(dict)
        missed: dict[K, list[Missed]] = defaultdict(list)
        for key, number in self.due.items():
            due[part(*key)][key] = number
        for one in self.missed:
            missed[part(one.room, one.day)].append(one)
        return {name: Seen(due[name], tuple(missed[name])) for name in sorted(due)}

    @property
    def asked(self) -> int:
        return sum(self.due.values())


def seen(now: Situation, first: date, last: date, room: str | None = None) -> Seen:
    """What the registers of a unit, or of one class, say; counted as 出勤率 is: a day that was
    come to for a part is a day present."""
    registers, excuses = now.attendance, Excuses(now.world.facts)
    due: Counter[tuple[str, date]] = Counter()
    missed: list[Missed] = []
    for pupil in now.world.pupils.values():
        days = registers.pupil_days(pupil)
        asked = [(pupil.class_on(day), day) for day in days[
            bisect_left(days, first):bisect_right(days, last)] if pupil.enrolled_on(day)]
        asked = [key for key in asked if room in (None, key[0])]
        due.update(asked)
        if pupil.id in registers.candidates:
            away = [key for key in asked if not registers.present(pupil, key[1])]
            kinds = _kinds(now, pupil) if away else {}
            missed += [Missed(pupil.id, where, day, excuses.on(pupil.id, day) or kinds.get(
                day, TRUANT)) for where, day in away]
    return Seen(due, tuple(sorted(missed, key=lambda m: (m.day, m.pupil))))


def _kinds(now: Situation, pupil: Pupil) -> dict[date, str]:
    """Day → why by its marks; without excuse for a part of it is without excuse."""
    found: dict[date, str] = {}
    for kind in (PERSONAL, SICK):
        found |= {day.day: kind for day in now.attendance.absent_days(pupil, frozenset({kind}))}
    return found | {day.day: TRUANT for day in now.attendance.absent_days(pupil)}


# by weekday and month -------------------------------------------------------------------------


def weekdays_chart(found: Seen) -> Chart:
    """Days missed on each weekday, with the share of those who came."""
    lines = [(f"星期{_WEEKDAYS[n]}", f"w{n}", part)
             for n, part in found.by(lambda _, day: day.weekday()).items()]
    return _bars("weekdays", "星期几缺得多", found, lines)


def months_chart(found: Seen) -> Chart:
    """Days missed in each month, with the share of those who came."""
    lines = [(f"{month.month}月", f"{month:%Y-%m}", part)
             for month, part in found.by(lambda _, day: day.replace(day=1)).items()]
    return _bars("months", "每个月的缺课", found, lines)


def _bars(name: str, title: str, found: Seen, lines: Sequence[tuple[str, str, Seen]]) -> Chart:
    most = max((len(part.missed) for _, _, part in lines), default=0)
    bars = tuple(Bar(word, tuple(_segments(word, key, part)), _rate(part))
                 for word, key, part in lines)
    return Chart(name, title, _said(found, lines), Bars(bars, max(most, 1), _legend(found.missed)))


def _segments(word: str, key: str, part: Seen) -> Iterator[Piece]:
    if not part.missed:
        yield Piece(key, f"{word} 没有人缺课，{_rate(part)}", "0", PRESENT)
    for kind, (role, _) in KINDS.items():
        who = tuple(m.pupil for m in part.missed if m.kind == kind)
        if who:
            yield Piece(f"{key}.{kind}", f"{word} {kind}{len(who)}人次，{_rate(part)}",
                        str(len(who)), role, len(who), who)


def _rate(part: Seen) -> str:
    """``出勤97.50%（1285/1318）``."""
    came = part.asked - len(part.missed)
    return f"出勤{percent(Fraction(came, part.asked))}（{came}/{part.asked}）"


def _said(found: Seen, lines: Sequence[tuple[str, str, Seen]]) -> str:
    if not found.due:
        return NO_RECORD
    if not found.missed:
        return f"没有人缺课，{_rate(found)}。"
    worst = max(lines, key=lambda line: len(line[2].missed) / line[2].asked)
    return (f"缺课{len(found.missed)}人次（{kinds_said(found.missed)}），{_rate(found)}，"
            f"{worst[0]}缺得最多。")


def kinds_said(missed: Iterable[Missed]) -> str:
    """``旷课3、病假1``."""
    times = Counter(m.kind for m in missed)
    return "、".join(f"{kind}{times[kind]}" for kind in KINDS if times[kind])


def _legend(missed: Sequence[Missed]) -> tuple[Legend, ...]:
    times = Counter(m.kind for m in missed)
    return tuple(Legend(role, kind, times[kind]) for kind, (role, _) in KINDS.items())


# as cells -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """The days of one column."""

    head: Column
    days: tuple[date, ...]
    said: str


def slots(calendar: SchoolCalendar, first: date, last: date) -> list[Slot]:
    """A column for each school day of up to a month, each week of up to a term, else each month."""
    days = calendar.school_days(first, last)
    if (last - first).days < _MONTH:
        return [Slot(Column(str(day.day), _WEEKDAYS[day.weekday()],
                            at > 0 and monday(day) != monday(days[at - 1])), (day,),
                     f"{day.month}月{day.day}日") for at, day in enumerate(days)]
    weekly = (last - first).days <= _TERM
    groups: dict[date, list[date]] = defaultdict(list)
    for day in days:
        groups[monday(day) if weekly else day.replace(day=1)].append(day)
    found: list[Slot] = []
    for held in groups.values():
        start = held[0]
        new = not found or found[-1].days[0].month != start.month
        head = Column(f"{start.month}月" if new else "", str(start.day) if weekly else "",
                      new and bool(found) and weekly)
        found.append(Slot(head, tuple(held), f"{start.month}月{start.day}日那一周" if weekly
                          else f"{start.month}月"))
    return found


def pupils_chart(found: Seen, room: str, people: Sequence[Pupil], title: str,
                 columns: Sequence[Slot]) -> Chart:
    """The cells of a class: who missed which day or how many; who missed nothing is no line."""
    lines = []
    filed, missed = frozenset(day for _, day in found.due), _by_pupil(found.missed)
    for pupil in people:
        if pupil.id in missed:
            here = frozenset(day for slot in columns for day in slot.days
                             if pupil.enrolled_on(day) and pupil.class_on(day) == room)
            lines.append(_Line(pupil.id, pupil.name, missed[pupil.id], filed & here, here))
    rest = len(people) - len(lines)
    said = NO_RECORD if not found.due else (
        f"{title}缺过课的{len(lines)}人，其余{rest}人一天没缺。" if lines
        else f"{title}{rest}人一天没缺。")
    by_day = all(len(slot.days) == 1 for slot in columns)
    return Chart("heat", f"{title}缺课图", said, _cells(lines, columns, signs=by_day))


def classes_chart(found: Seen, rooms: Sequence[tuple[str, str]],
                  columns: Sequence[Slot]) -> Chart:
    """The cells of a school: how many of each class missed school; ``rooms`` are id and name."""
    of_rooms = found.by(lambda room, _: room)
    everyday = frozenset(day for slot in columns for day in slot.days)
    lines = [_Line(room, name, of_rooms[room].missed, frozenset(
        day for _, day in of_rooms[room].due), everyday) if room in of_rooms
        else _Line(room, name, (), frozenset(), everyday) for room, name in rooms]
    said = _said(found, [(name, room, of_rooms[room]) for room, name in rooms if room in of_rooms])
    return Chart("heat", "各班缺课图", said, _cells(lines, columns, signs=False))


def _by_pupil(missed: Iterable[Missed]) -> dict[str, tuple[Missed, ...]]:
    found: dict[str, list[Missed]] = defaultdict(list)
    for one in missed:
        found[one.pupil].append(one)
    return {pupil: tuple(own) for pupil, own in found.items()}


@dataclass(frozen=True, slots=True)
class _Line:
    """A pupil or class: what was missed, on which days a register was taken, which days count."""

    id: str
    name: str
    missed: tuple[Missed, ...]
    filed: frozenset[date]
    here: frozenset[date]


def _cells(lines: Sequence[_Line], columns: Sequence[Slot], *, signs: bool) -> Grid:
    slot_of = {day: at for at, slot in enumerate(columns) for day in slot.days}
    held = [[[m for m in line.missed if slot_of.get(m.day) == at] for at in range(len(columns))]
            for line in lines]
    most = max((len(own) for row in held for own in row), default=0)
    step = -(-most // len(_LEVELS)) or 1
    rows = tuple(Row(line.name, tuple(
        _cell(line, slot, own, 0 if signs else step)
        for slot, own in zip(columns, row, strict=True)), kinds_said(line.missed))
        for line, row in zip(lines, held, strict=True))
    return Grid(tuple(slot.head for slot in columns), rows, _SIGNED if signs else (
        *(Legend(role, f"{_range(at * step + 1, min((at + 1) * step, most))}人次")
          for at, role in enumerate(_LEVELS) if at * step < most),
        Legend("pale", "没有缺课"), Legend("missing", "没有点名")))


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}—{most}"


def _cell(line: _Line, slot: Slot, missed: Sequence[Missed], step: int) -> Piece | None:
    """A sign for what was missed on a day (``step`` 0), else how much it is."""
    key, said = f"{line.id}.{slot.days[0]}", f"{line.name} {slot.said}"
    if line.here.isdisjoint(slot.days):
        return None
    if line.filed.isdisjoint(slot.days):
        return Piece(key, f"{said} 没有点名", "", "missing")
    if not missed:
        return Piece(key, f"{said} 没有缺课", "" if step == 0 else "0", PRESENT)
    role, shown = KINDS[missed[0].kind]
    if step:
        role, shown = _LEVELS[(len(missed) - 1) // step], str(len(missed))
    return Piece(key, f"{said} {kinds_said(missed)}", shown, role,
                 who=tuple(m.pupil for m in missed))
