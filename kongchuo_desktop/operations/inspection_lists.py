"""What the ledgers hold in the span that an inspection looks at, each counted when asked for."""

from collections.abc import Mapping
from functools import cache

from kongchuo_desktop.domain.facts import Span
from kongchuo_desktop.domain.inspection.look import Listed, Lists, last_day
from kongchuo_desktop.domain.policy.words import FACTS
from kongchuo_desktop.operations.ledger_rows import Days, ledger_entries
from kongchuo_desktop.operations.ledgers import forms_in_use
from kongchuo_desktop.operations.paper_facts.look import Look
from kongchuo_desktop.papers.made_rows import MadeRows
from kongchuo_desktop.store.store import Store

_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "pupil.aid_rows": ("aided",), "pupil.session_rows": ("session",),
    "case.visit_rows": ("persuaded",), "school.helper_rows": ("assigned",),
    "school.unarrived_rows": ("recorded",),
}
"""List → the facts that a person can write down to fill it; of others their rows say it."""
_NAMED = {said: word for word, (said, _, _) in FACTS.items()}


def lists_of(store: Store, span: Span) -> Lists:
    """Counts each ledger once, by its own file."""
    day = last_day(span, store.now().date())
    # Where the bureau has a form of its own, it stands before the shipped one.
    forms = {form.ledger: form for form in reversed(forms_in_use(store, day))}
    look: list[Look] = []

    @cache
    def listed(ledger: str) -> Listed | None:
        form = forms.get(ledger)
        if form is None:
            return None
        made = form.listed[2]
        if not look:
            look.append(Look(store, day=day, user="", form=form, pupils=()))
        since = None if made.stretch == "day" else span.since
        return Listed(made.each, ledger_entries(look[0], made, Days(day, since)), _facts(made))

    return listed


def _facts(made: MadeRows) -> tuple[str, ...]:
    said = made.where.get("kind", ())
    return _WRITTEN.get(made.each) or tuple(_NAMED[kind] for kind in said if kind in _NAMED)
