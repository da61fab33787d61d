"""Which forms a person may choose from: what the profile names, and all others that fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.operations.forms import best_fits, forms_of, own_ids, serving
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form import (
    Block,
    Form,
    GridBlock,
    ImprintBlock,
    ListBlock,
    PhotosBlock,
    SignBlock,
    TextBlock,
)
from kongchuo_desktop.papers.template import Law, Template
from kongchuo_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form that can be issued now.

    Attributes:
        county: the unit's own file, given by its bureau (县定).
        cites: its text names articles of a law.
        named: the profile in use names its paper, or the unit gave it itself.
    """

    form: Form
    county: bool
    cites: bool
    named: bool = True


def issuable_forms(store: Store, *, day: date) -> list[FormChoice]:
    """Forms that are issued to somebody, those that the profile in use names and the unit's own
    first; what the program prints by itself is not among them."""
    own = own_ids(store)
    in_use = policy_in_use(load_world(store), day)
    named = _named(store, in_use)
    choices = [FormChoice(form, form.id in own, cites_laws(form),
                          form.id in own or form.paper in named)
               for form in _offered(store, in_use, own)]
    return sorted(choices, key=lambda choice: not choice.named)


def papers_with_form(store: Store, *, policy: str | None) -> frozenset[str]:
    """The papers, words of the vocabulary, that ``issuable_forms`` offers under a profile."""
    return frozenset(f.paper for f in _offered(store, policy, own_ids(store)))


def _offered(store: Store, policy: str | None, own: frozenset[str]) -> list[Form]:
    forms = [form for form in forms_of(store).values() if not form.program]
    return best_fits(forms, serving(store, policy), own)


def _named(store: Store, policy: str | None) -> frozenset[str]:
    profile = policy_book(store).at_hand(policy)
    if profile is None:
        return frozenset()
    return frozenset(form.paper for form in forms_of(store).values() if profile.papers(form.paper))


def cites_laws(form: Form) -> bool:
    """Whether any text of the form names an article, which then depends on the day."""
    return any(isinstance(segment, Law) for template in _templates(form) for segment in template)


def _templates(form: Form) -> Iterator[Template]:
    for part in form.parts:
        yield part.cut
        for block in part.blocks:
            yield from _texts(block)


def _texts(block: Block) -> Iterator[Template]:
    match block:
        case TextBlock():
            yield block.text
        case GridBlock():
            yield from (text for row in block.rows for cell in row.cells
                        for text in cell.templates)
        case ListBlock():
            yield from (column.text for column in block.columns)
            yield block.empty
        case PhotosBlock():
            yield block.caption
        case SignBlock():
            yield from block.lines
        case ImprintBlock():
            yield from (*block.lines, block.issuer, block.issued)
