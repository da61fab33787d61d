"""Indicators as a paper (指标表): the rates of one level with formula, sides and target."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.indicator_words import (
    aim_words,
    base_words,
    explained,
    sides_words,
    source_words,
    standing_words,
)
from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.papers import fonts
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.papers.render import render
from kongchuo_desktop.store.store import Store

FORM = "indicator_table"


def indicator_pages(store: Store, *, rates: Sequence[Rate], day: date) -> bytes:
    """A PDF to be signed and sealed; where several units have an indicator it stands over them."""
    alone = len({rate.of for rate in rates}) == 1
    rows = [_row(rate, rate.title) for rate in rates] if alone else list(_by_indicator(rates))
    values = known({
        "sender": store.header.unit_name, "today": day, "rates": rows,
        "notes": [{"note": note} for note in _notes(rates)] if alone else [],
        "of": rates[0].of_name if alone and rates else ""})
    return render(form_by_id(store, FORM), [values], cite=citer(day), fonts=fonts(),
                  practice=is_practice(store.folder)).pdf


def _by_indicator(rates: Sequence[Rate]) -> Iterator[dict[str, str]]:
    for _, of_one in groupby(rates, key=lambda rate: rate.id.partition("@")[0]):
        each = list(of_one)
        yield {"title": f"{each[0].title}：{each[0].formula}"}
        yield from (_row(rate, rate.of_name) for rate in each)


def _notes(rates: Sequence[Rate]) -> Iterator[str]:
    """Each thing to know once, after the indicators that it is about."""
    about: dict[str, list[str]] = {}
    for rate in rates:
        for said in explained(rate):
            about.setdefault(said, []).append(rate.title)
    for said, titles in about.items():
        yield f"{'、'.join(titles)}：{said}"


def _row(rate: Rate, name: str) -> dict[str, str]:
    return {"name": name, "value": rate.shown or "—", "sides": sides_words(rate),
            "how": rate.formula, "aim": aim_words(rate), "standing": standing_words(rate),
            "base": base_words(rate), "source": source_words(rate)}
