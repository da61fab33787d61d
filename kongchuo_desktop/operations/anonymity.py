"""Papers that name nobody: what would tell which child they are about is found and left out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kongchuo_desktop.operations.forms import forms_of
from kongchuo_desktop.operations.paper_facts.look import Look
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.store import Store

SOMEBODY = "某某"
"""Stands for the child beside a paper that names nobody."""
_NAMES = ("name", "former_name", "guardian1_name", "guardian2_name")
_NUMBERS = ("identity_number", "student_number", "phone", "guardian1_phone", "guardian2_phone")
_ADDRESSES = ("address", "household_address")
_ABOVE_VILLAGE = re.compile(r"[省市县旗乡镇]|(?<![社小])区|街道")
_VILLAGE = re.compile(r"([\u3400-\u9fff]{1,8}?)(?:村|社区|屯|寨|庄|小区)")
_ANY_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1\d{10})(?!\d)")
"""An identity number or a mobile phone, whosoever it is."""


def telling(look: Look, form: Form, pupil: str | None,
            values: Mapping[str, Any]) -> dict[str, str]:
    """What a person typed that tells who the child is → the label of the field it stands in.

    Searched are names of the child and the family, their numbers, and the villages of their
    addresses, blanks or not; of any other person identity numbers and mobile phones.
    """
    if not form.anonymous:
        return {}
    words = set(_words(look, pupil)) if pupil else set()
    found: dict[str, str] = {}
    for field in form.fields.values():
        # What comes from the facts is chosen by the form; the school's name may hold its village.
        if field.source and not field.asked:
            continue
        text = "".join("".join(_texts(values.get(field.name))).split())
        hits = {word for word in words if word in text} | set(_ANY_NUMBER.findall(text))
        found |= dict.fromkeys(_longest(hits), field.label)
    return found


def _longest(words: Iterable[str]) -> list[str]:
    """Without those that are part of another: 樟木村 says more than 樟木."""
    found = sorted(words)
    return [word for word in found if not any(word != other and word in other for other in found)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _words(look: Look, pupil: str) -> Iterator[str]:
    row = look.person(pupil)
    if row is None:
        return
    for name in filter(None, (row[field] for field in _NAMES)):
        bare = "".join(name.split())
        yield bare
        yield from (part for part in re.split(r"[·•・]", bare) if len(part) > 1)
        if len(bare) == 3:
            yield bare[1:]
    yield from (str(row[field]) for field in _NUMBERS if row[field])
    for field in _ADDRESSES:
        for stem in _VILLAGE.findall(_ABOVE_VILLAGE.split(row[field] or "")[-1]):
            yield from (stem + end for end in ("村", "社区", "屯", "寨", "庄", "小区"))
            if len(stem) > 1:
                yield stem


def names_beside(store: Store, papers: Iterable[IssuedPaper]) -> dict[str, str]:
    """Paper → its pupil's name as lists and file names show it; ``某某`` beside what names nobody,
    empty where it is about no pupil."""
    names = {card.id: card.name for card in list_pupils(store, everyone=True)}
    nameless = {form.id for form in forms_of(store).values() if form.anonymous}
    return {paper.id: SOMEBODY if paper.pupil and paper.form in nameless
            else names.get(paper.pupil or "", "") for paper in papers}
