"""Indicators of a store: of the unit and its classes, at a bureau of schools, townships, county."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.indicators.choices import INTAKE, NUMBERS, Chosen
from kongchuo_desktop.domain.indicators.entering import OF_ALL, OfCounty
from kongchuo_desktop.domain.indicators.model import Rate, Side, Term, joined
from kongchuo_desktop.domain.indicators.reckoning import (
    Bench,
    Wanted,
    aimed,
    on_list,
    trend,
    wanted,
)
from kongchuo_desktop.domain.indicators.residents import Resident, Residents
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.county import NO_TOWNSHIP, townships_of
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.progress import Told, unheard
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import reading_of
from kongchuo_desktop.store.store import Store

_NOWHERE = ""
_UNPLACED = "名单里有{}人看不出住在哪个乡镇，只算在全县里。"
_NINE_YEARS = "九年义务教育巩固率"


def indicators(store: Store, *, day: date | None = None, classes: bool = False,
               told: Told = unheard) -> list[Rate]:
    """Every indicator until a day (today by default), each level after the one above it.

    A bureau sees the county, its townships, its schools; a school itself, then its classes where
    the document asks for them, or with ``classes`` wherever something is known of a class; a class
    itself. What the document asks for comes first. ``told`` hears how far the reading of a
    bureau's schools is.
    """
    today = store.now().date()
    until = min(day or today, today)
    reading_of(store, told)
    return list(remembered(store, f"indicators {until} {classes}",
                           lambda: _all(store, until, classes=classes)))


def _all(store: Store, until: date, *, classes: bool) -> list[Rate]:
    now = situation(store)
    found: list[Rate] = []
    if store.role == "bureau":
        county = _County(store, now, until)
        return [rate for want in wanted(now.judge) for rate in county.rates(want)]
    bench = _bench(now, until)
    for want in wanted(now.judge):
        if want.scope == "class" or store.role == "class":
            found += bench.of_classes(want)
        else:
            found += [rate for rate in [bench.of_unit(want)] if rate is not None]
            found += bench.of_classes(want) if classes else ()
    return found


def indicator_trend(store: Store, *, indicator: str, day: date | None = None,
                    stopped: Callable[[], bool] = lambda: False) -> list[tuple[date, Rate]]:
    """One indicator at each month's end of a school year up to a day.

    Args:
        indicator: ``Rate.id``: of a class, a school or a township with what follows the ``@``;
            without it of the whole unit, at a bureau of the county.
        stopped: asked before each month; what is stopped has no months.

    Raises:
        KnownError: ``unknown_indicator``.
    """
    now = situation(store)
    want, last = _named(now, indicator), min(day or now.today, now.today)
    of = indicator.partition("@")[2]

    def rate_on(until: date) -> Rate | None:
        if stopped():
            return None
        if store.role == "bureau":
            return _County(store, now, until).rate(want, of)
        bench = _bench(now, until)
        if not of:
            return bench.of_unit(want)
        return next((rate for rate in bench.of_classes(want) if rate.of == of), None)

    found = remembered(store, f"trends {last}", dict[str, list[tuple[date, Rate]]])
    if indicator not in found:
        months = trend(rate_on, last)
        if stopped():
            return []
        found[indicator] = months
    return found[indicator]


def _named(now: Situation, indicator: str) -> Wanted:
    found = next((want for want in wanted(now.judge) if want.id == indicator.partition("@")[0]),
                 None)
    if found is None:
        raise KnownError("unknown_indicator", f"没有叫“{indicator}”的指标。", kept="没有改动。",
                         todo="从指标的清单里选一个。")
    return found


def _bench(now: Situation, until: date) -> Bench:
    return Bench(now, until, Chosen(now.world.figures, now.judge.era.policy, until))


class _County:
    """The schools of a bureau until a day, reckoned as the bureau reads its document, so that they
    compare and add up; numbers that a school wrote down are its own."""

    def __init__(self, store: Store, now: Situation, until: date) -> None:
        self._store, self._now, self._until = store, now, until
        self._name = store.header.unit_name
        self._towns = townships_of(store)
        self._units = list(reading_of(store).worlds)[1:]
        self._benches: dict[str, Bench] = {}
        self._parts: dict[str, Residents] | None = None

    def _bench(self, unit: str) -> Bench:
        if unit not in self._benches:
            self._benches[unit] = self._made(unit, situation(self._store, unit=unit))
        return self._benches[unit]

    def _made(self, unit: str, school: Situation) -> Bench:
        figures = [*(f for f in self._now.world.figures if f.binding not in NUMBERS),
                   *(f for f in school.world.figures if f.binding in NUMBERS)]
        chosen = Chosen(figures, self._now.judge.era.policy, self._until)
        return Bench(school, self._until, chosen, unit)

    def rates(self, want: Wanted) -> Iterator[Rate]:
        """The value of the county, of the townships, of the schools; a class's is its school's."""
        of_town = self._by_town(want)
        towns = sorted(of_town)
        if not towns:
            return
        listed = self._on_list(want)
        yield self._whole(want, of_town, listed)
        for town in towns:
            yield self._of_town(want, town, of_town[town], listed)
        for town in towns:
            for rate in of_town[town]:
                yield self._aimed(replace(rate, id=f"{want.id}@{rate.of}"), want)

    def rate(self, want: Wanted, of: str) -> Rate | None:
        """The value of the county where ``of`` is empty, else of a township or a school alone."""
        found = self._by_town(want, of)
        rates = [rate for each in found.values() for rate in each]
        if not rates:
            return None
        if not of:
            return self._whole(want, found, self._on_list(want))
        if of in found:
            return self._of_town(want, of, rates, self._on_list(want))
        return self._aimed(replace(rates[0], id=f"{want.id}@{of}"), want)

    def _by_town(self, want: Wanted, of: str = "") -> dict[str, list[Rate]]:
        """The rates of the schools, of all or of one township or school, by township."""
        found: dict[str, list[Rate]] = {}
        for unit in self._units:
            town = self._towns.get(unit, NO_TOWNSHIP)
            asked = want.scope != "class" and of in ("", unit, town)
            rate = self._bench(unit).without_target(want) if asked else None
            if rate is not None:
                found.setdefault(town, []).append(rate)
        for rates in found.values():
            rates.sort(key=lambda rate: (rate.of_name, rate.of))
        return found

    def _whole(self, want: Wanted, of_town: Mapping[str, list[Rate]],
               listed: OfCounty | None) -> Rate:
        rates = [rate for town in sorted(of_town) for rate in of_town[town]]
        whole = joined(rates, scope="county", of="", of_name=self._name)
        residents = self._now.residents(self._until) if listed is not None else None
        if listed is not None and residents is not None:
            whole = on_list(whole, listed.answer(residents))
        return self._aimed(self._stated(whole), want)

    def _of_town(self, want: Wanted, town: str, rates: list[Rate],
                 listed: OfCounty | None) -> Rate:
        whole = joined(rates, scope="township", of=town, of_name=town)
        if listed is not None:
            parts = self._by_home()
            answer = listed.answer(parts[town])
            if unplaced := len(parts[_NOWHERE].people):
                answer = replace(answer, notes=(*answer.notes, _UNPLACED.format(unplaced)))
            whole = on_list(whole, answer)
        return self._aimed(whole, want)

    def _on_list(self, want: Wanted) -> OfCounty | None:
        """All schools as the bureau's own 户籍 list looks at them; None where it has none."""
        if self._now.residents(self._until) is None:
            return None
        asked = [self._bench(unit).asked(want) for unit in self._units]
        whole = want.word in OF_ALL and all(one.rest is None for one in asked)
        return OfCounty(want.word, asked) if whole and asked else None

    def _by_home(self) -> Mapping[str, Residents]:
        """The bureau's list by township: of the address, else of the school."""
        if self._parts is None:
            listed = self._now.residents(self._until)
            found: dict[str, list[Resident]] = {
                town: [] for town in (_NOWHERE, NO_TOWNSHIP, *self._towns.values())}
            schools = self._schools_of_pupils()
            for one in listed.people if listed is not None else ():
                known = [schools[record] for record in one.records if record in schools]
                found[one.town or (self._towns.get(min(known)[1], NO_TOWNSHIP) if known
                                   else _NOWHERE)].append(one)
            self._parts = {} if listed is None else {
                town: replace(listed, people=tuple(people)) for town, people in found.items()}
        return self._parts

    def _schools_of_pupils(self) -> Mapping[str, tuple[bool, str]]:
        """Pupil → whether it left, and the school."""
        return {name: (not pupil.enrolled_on(self._until), unit) for unit in self._units
                for name, pupil in self._bench(unit).now.world.pupils.items()}

    def _aimed(self, rate: Rate, want: Wanted) -> Rate:
        return aimed(rate, want, self._now.judge, self._until)

    def _stated(self, whole: Rate) -> Rate:
        """What the bureau itself wrote down of the ninth grade's first year takes the place of
        what its schools do not know of each other."""
        if whole.word != _NINE_YEARS:
            return whole
        whole = replace(whole, numbers=(INTAKE + "nine",))
        stated = Chosen(self._now.world.figures, None, self._until).number(INTAKE + "nine")
        if stated is None:
            return whole
        return replace(whole, denominator=Side((Term("招生数", stated=stated),)), missing=())
