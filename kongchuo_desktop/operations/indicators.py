"""Indicators of a store: of the unit and its classes, at a bureau of schools, townships, county."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.indicators.choices import CHOICES, INTAKE, NUMBERS, Chosen
from kongchuo_desktop.domain.indicators.model import Rate, Reading, Side, Term, joined
from kongchuo_desktop.domain.indicators.reckoning import Bench, Wanted, aimed, trend, wanted
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.county import NO_TOWNSHIP, townships_of
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import reading_of
from kongchuo_desktop.store.store import Store

_NINE_YEARS = "九年义务教育巩固率"


def indicators(store: Store, *, day: date | None = None) -> list[Rate]:
    """Every indicator until a day (today by default), each level after the one above it.

    A bureau sees the county, its townships, its schools; a school itself, then its classes where
    the document asks for them; a class itself. What the document asks for comes first.
    """
    today = store.now().date()
    until = min(day or today, today)
    return list(remembered(store, f"indicators {until}", lambda: _all(store, until)))


def _all(store: Store, until: date) -> list[Rate]:
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
    return found


def class_indicators(store: Store, *, indicator: str, day: date | None = None) -> list[Rate]:
    """One indicator of each class of the store's own unit, by grade and name.

    Args:
        indicator: ``Rate.id`` of the school's.

    Raises:
        KnownError: ``unknown_indicator``.
    """
    now = situation(store)
    return _bench(now, min(day or now.today, now.today)).of_classes(_named(now, indicator))


def indicator_trend(store: Store, *, indicator: str,
                    day: date | None = None) -> list[tuple[date, Rate]]:
    """One indicator of the whole unit, at a bureau of the county, at each month's end of a school
    year up to a day.

    Raises:
        KnownError: ``unknown_indicator``.
    """
    now = situation(store)
    want, last = _named(now, indicator), min(day or now.today, now.today)
    if store.role != "bureau":
        return trend(lambda until: _bench(now, until).of_unit(want), last)
    return trend(lambda until: next(iter(_County(store, now, until).rates(want)), None), last)


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
        self._now, self._until = now, until
        self._name = store.header.unit_name
        self._towns = townships_of(store)
        units = list(reading_of(store).worlds)[1:]
        self._benches = {unit: self._bench(unit, situation(store, unit=unit)) for unit in units}

    def _bench(self, unit: str, school: Situation) -> Bench:
        figures = [*(f for f in self._now.world.figures if f.binding not in NUMBERS),
                   *(f for f in school.world.figures if f.binding in NUMBERS)]
        chosen = Chosen(figures, self._now.judge.era.policy, self._until)
        return Bench(school, self._until, chosen, unit)

    def rates(self, want: Wanted) -> Iterator[Rate]:
        """The value of the county, of the townships, of the schools; a class's is its school's."""
        of_town: dict[str, list[Rate]] = {}
        for unit, bench in self._benches.items():
            rate = bench.without_target(want) if want.scope != "class" else None
            if rate is not None:
                of_town.setdefault(self._towns.get(unit, NO_TOWNSHIP), []).append(rate)
        towns = sorted(of_town)
        if not towns:
            return
        whole = joined([rate for town in towns for rate in of_town[town]], scope="county", of="",
                       of_name=self._name)
        yield self._aimed(self._stated(whole), want)
        for town in towns:
            yield self._aimed(joined(of_town[town], scope="township", of=town, of_name=town), want)
        for town in towns:
            for rate in of_town[town]:
                yield self._aimed(replace(rate, id=f"{want.id}@{rate.of}"), want)

    def _aimed(self, rate: Rate, want: Wanted) -> Rate:
        return aimed(rate, want, self._now.judge, self._until)

    def _stated(self, whole: Rate) -> Rate:
        """What the bureau itself wrote down of the ninth grade's first year takes the place of
        what its schools do not know of each other."""
        stated = Chosen(self._now.world.figures, None, self._until).number(INTAKE + "nine")
        if whole.word != _NINE_YEARS or stated is None:
            return whole
        return replace(whole, denominator=Side((Term("招生数", stated=stated),)), missing=())


# what the documents leave open ----------------------------------------------------------------


def indicator_choices(store: Store) -> list[Reading]:
    """What the documents leave open about rates, with what holds today and whose word it is."""
    now = situation(store)
    chosen = Chosen(now.world.figures, now.judge.era.policy, now.today)
    return [chosen.reading(key) for key in CHOICES]

