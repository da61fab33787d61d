"""What a form's fields are worth: the words that it asks for, and no others, for all its copies."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.operations.paper_facts import (
    case_words,
    chart_words,
    proof_lists,
    pupil_lists,
    pupil_words,
    school_lists,
    school_words,
    school_year_lists,
)
from kongchuo_desktop.operations.paper_facts.look import About, Look, Whom
from kongchuo_desktop.operations.paper_facts.pupil_words import Word
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.store import Store

WORDS: Mapping[str, Word] = {
    **pupil_words.WORDS, **case_words.WORDS, **school_words.WORDS, **pupil_lists.WORDS,
    **proof_lists.WORDS, **school_lists.WORDS, **chart_words.WORDS,
    **school_year_lists.WORDS,
}
"""Every word of ``sources.SOURCES``."""
_OF_ALL = ("school.", "policy.", "user.", "term.", "week.", "month.", "today")
"""Words that every copy has alike are worked out once."""


class PaperFacts:
    """The store as the copies of one form on one day see it."""

    def __init__(self, store: Store, *, day: date, user: str, form: Form,
                 whom: Sequence[Whom]) -> None:
        self.look = Look(store, day=day, user=user, form=form,
                         pupils={one.pupil for one in whom if one.pupil})
        self.practice = is_practice(store.folder)
        self._asked = [field.source for field in form.fields.values() if field.source]
        self._common: dict[str, Any] = {}

    def title(self, form: Form) -> str:
        """The title that the profile in use gives the paper, else the form's own."""
        return self.look.title(form)

    def class_of(self, whom: Sequence[Whom]) -> str | None:
        """The class of the first copy; the store's only class where none is meant."""
        return About(self.look, whom[0] if whom else Whom()).class_id

    def sources(self, whom: Whom) -> dict[str, Any]:
        """The words that the form asks for and that are known, with their values; dates as
        dates."""
        about = About(self.look, whom)
        found = {word: self._value(word, about) for word in self._asked}
        return {word: value for word, value in found.items() if value not in (None, "", [])}

    def _value(self, word: str, about: About) -> Any:
        if not word.startswith(_OF_ALL):
            return WORDS[word](about)
        if word not in self._common:
            self._common[word] = WORDS[word](about)
        return self._common[word]
