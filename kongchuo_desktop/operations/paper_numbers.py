"""How papers are numbered and headed here: the school's settings, the seat, the next serial."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from kongchuo_desktop.domain.facts import OwnFigure
from kongchuo_desktop.domain.policy.effective import own_on
from kongchuo_desktop.domain.policy.figures import TAKEN_BACK
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.policies import put_figure
from kongchuo_desktop.operations.trust import own_seat
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form import NUMBER_PATTERN, Form, Numbering
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Paper
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes

STYLES: Mapping[str, str] = {"local": NUMBER_PATTERN, "9704": "{word}〔{year}〕{seat}{serial}号"}
"""Name of a style → its pattern: 第…号 as many counties write, or GB/T 9704-2012, 7.2.5."""
STYLE = "number/style"
WORD = "number/word/"
LETTERHEAD = "letter/head"
"""Names of the settings, the second before a form's id; what they hold stands in 《》."""
_RED = "《红头》"
_LONGEST_WORD = 12
_GIVEN = "last_serial"
_NO_WORD = re.compile(r"[《》{}〔〕第号\s]")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How papers are numbered here: ``style`` a key of ``STYLES``, empty while each form's own
    holds; ``words``: form → the 字头 that the school gave it."""

    style: str
    words: Mapping[str, str]


def number_style(store: Store, *, day: date | None = None) -> NumberStyle:
    """The school's settings as they hold on a day (today)."""
    own = own_on(load_world(store).figures, day or store.now().date())
    said = {name: value[1:-1] for name, value in own.items() if value != TAKEN_BACK}
    style = said.get(STYLE, "")
    return NumberStyle(style if style in STYLES else "", {
        name.removeprefix(WORD): word for name, word in said.items() if name.startswith(WORD)})


def numbering_of(form: Form, style: NumberStyle) -> Numbering | None:
    """The form's numbering as the school wants it; None for a form without numbers."""
    if form.numbering is None:
        return None
    return replace(form.numbering, word=style.words.get(form.id, form.numbering.word),
                   pattern=STYLES.get(style.style, form.numbering.pattern))


def choose_number_style(store: Store, *, actor: Actor, style: str, why: str = "") -> Changes:
    """Write numbers in one of ``STYLES`` from today on, empty: each form in its own way again.

    Raises:
        KnownError: ``unknown_style``.
    """
    if style and style not in STYLES:
        raise KnownError("unknown_style", f"没有“{style}”这种文号写法。", kept="没有改动。",
                         todo="可以用：" + "、".join(STYLES) + "。")
    return put_figure(store, "choose_number_style", actor=actor, binding=STYLE,
                      value=f"《{style}》" if style else TAKEN_BACK,
                      why=why.strip() or "本校文号的写法")


def choose_number_word(store: Store, *, actor: Actor, form_id: str, word: str,
                       why: str = "") -> Changes:
    """Give a form's numbers the school's own 字头 from today on, empty: the form's own again.

    A word that no number here had begins its own series with 1.

    Raises:
        KnownError: ``unknown_form``, ``no_number``, ``bad_word``.
    """
    form, word = form_by_id(store, form_id), word.strip()
    if form.numbering is None:
        raise KnownError("no_number", f"《{form.title}》不编文号。", kept="没有改动。",
                         todo="只有编号的文书可以定字头。")
    if len(word) > _LONGEST_WORD or _NO_WORD.search(word):
        raise KnownError("bad_word", f"“{word}”不能作字头。", kept="没有改动。",
                         todo=f"写{_LONGEST_WORD}个字以内，不带括号和空格，例如“青劝通字”。")
    return put_figure(store, "choose_number_word", actor=actor, binding=WORD + form.id,
                      value=f"《{word}》" if word else TAKEN_BACK, why=why.strip() or "本校的字头")


def red_letterhead(figures: Iterable[OwnFigure], day: date) -> bool:
    """Whether official letters are printed with a red head on a day; else on plain paper."""
    return own_on(figures, day).get(LETTERHEAD) == _RED


def choose_letterhead(store: Store, *, actor: Actor, red: bool, why: str = "") -> Changes:
    """Print official letters with a red head from today on, or on paper that has one already."""
    return put_figure(store, "choose_letterhead", actor=actor, binding=LETTERHEAD,
                      value=_RED if red else TAKEN_BACK, why=why.strip() or "公文的头")


def seat_of(session: Session, store: Store, class_id: str | None) -> str:
    """The seat that numbers of this store carry: the one of its kit, else the class's (§6)."""
    seat = own_seat(store)
    if seat is None:
        room = session.get(ClassGroup, class_id) if store.role == "class" and class_id else None
        seat = room.seat if room is not None else None
    return f"{seat or ''}{store.letter}"


def next_serial(session: Session, store: Store, numbering: Numbering | None, year: int,
                seat: str) -> int:
    """One more than the highest of word, year and seat, whichever form had it and if voided."""
    if numbering is None:
        return 1
    given = int(store.local(_GIVEN).get(_series(numbering.word, year, seat), 0))
    papers = sql_table(Paper).c
    query = select(func.max(papers.serial)).where(
        papers.word == numbering.word, papers.year == year,
        func.coalesce(papers.seat, "") == seat)
    return max(int(session.scalar(query) or 0), given) + 1


def note_given(store: Store, word: str, year: int, seat: str, serial: int) -> None:
    """Remember the last number of a series, so that it stays given when its paper is erased."""
    store.local(_GIVEN).set(_series(word, year, seat), serial)


def _series(word: str, year: int, seat: str) -> str:
    return f"{word}:{year}:{seat}"
