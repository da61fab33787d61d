"""Which forms a person may choose from: what the profile names, and the unit's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.operations.papers import OWN_FOLDER, forms_of
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form import Form, GridBlock, ListBlock, SignBlock, TextBlock
from kongchuo_desktop.papers.form_file import load_own_forms
from kongchuo_desktop.papers.template import Law, Template
from kongchuo_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form that can be issued now.

    Attributes:
        county: the unit's own file, given by its bureau (县定).
        cites: its text names articles of a law.
    """

    form: Form
    county: bool
    cites: bool


def issuable_forms(store: Store, *, day: date) -> list[FormChoice]:
    """Forms that are issued to somebody: those of the profile in use and the unit's own.

    Where the profile names none that there is a file for, all of them.
    """
    own = _own_ids(store)
    in_use = policy_in_use(load_world(store), day)
    return [FormChoice(f, f.id in own, cites_laws(f)) for f in _offered(store, in_use, own)]


def papers_with_form(store: Store, *, policy: str | None) -> frozenset[str]:
    """The papers, words of the vocabulary, that ``issuable_forms`` offers under a profile."""
    return frozenset(f.paper for f in _offered(store, policy, _own_ids(store)))


def _offered(store: Store, policy: str | None, own: frozenset[str]) -> list[Form]:
    forms = [f for f in forms_of(store).values()
             if f.numbering is not None or f.subject in ("pupil", "case")]
    profile = policy_book(store).at_hand(policy)
    named = {f.id for f in forms if profile is not None and profile.papers(f.paper)}
    return [f for f in forms if f.id in named | own] or forms


def _own_ids(store: Store) -> frozenset[str]:
    """Ids of the forms that lie in the unit's own folder."""
    return frozenset(load_own_forms(store.folder / OWN_FOLDER)[0])


def cites_laws(form: Form) -> bool:
    """Whether any text of the form names an article, which then depends on the day."""
    return any(isinstance(segment, Law) for template in _templates(form) for segment in template)


def _templates(form: Form) -> Iterator[Template]:
    for part in form.parts:
        for block in part.blocks:
            if isinstance(block, TextBlock):
                yield block.text
            elif isinstance(block, GridBlock):
                yield from (cell.text for row in block.rows for cell in row.cells)
            elif isinstance(block, ListBlock):
                yield from (column.text for column in block.columns)
            elif isinstance(block, SignBlock):
                yield from block.lines
