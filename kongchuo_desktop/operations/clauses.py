"""The clauses of a profile as a list: what each binds to, and what is not served yet."""

from dataclasses import dataclass

from kongchuo_desktop.domain.policy import model
from kongchuo_desktop.domain.policy.chapters import place_in, plain_reading
from kongchuo_desktop.domain.policy.kinds import KIND_WORDS
from kongchuo_desktop.domain.policy.model import Binding, PaperBinding
from kongchuo_desktop.domain.policy.sentences import sentence_of
from kongchuo_desktop.operations.forms import forms_of
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.store.store import Store

_SERVED = (model.DutyBinding, model.GroupBinding, model.RuleBinding, model.RecordBinding,
           model.NoteBinding)
"""Bindings that need nothing more: the engine acts on them, or a note leaves them to a person."""
_GATES = frozenset({"销号"})


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause word for word, its place in the document, and what it binds to.

    Attributes:
        kinds: what it is for, each word once.
        waiting: those of ``kinds`` that this version does not do yet.
        document: title of the document it stands in.
        says: each binding in a sentence, with what was read into the document, if anything.
    """

    id: str
    quote: str
    where: str
    policy: str
    kinds: tuple[str, ...]
    waiting: tuple[str, ...]
    document: str = ""
    says: tuple[tuple[str, str], ...] = ()

    @property
    def read(self) -> bool:
        """Whether the document left something to be read into it (理解)."""
        return any(reading for _, reading in self.says)


def clauses_of(store: Store, *, policy: str) -> list[ClauseLine]:
    """Every clause of a profile and of those it extends, in the order of the documents.

    Raises:
        KnownError: ``policy_missing``.
    """
    papers = {form.paper for form in forms_of(store).values()}
    lines = []
    for origin in policy_book(store).effective(policy).origins:
        for clause in origin.clauses:
            kinds = dict.fromkeys(KIND_WORDS[type(b)] for b in clause.bindings)
            served = {KIND_WORDS[type(b)] for b in clause.bindings if _is_served(b, papers)}
            lines.append(ClauseLine(clause.id, clause.quote, place_in(clause.where), origin.id,
                                    tuple(kinds), tuple(k for k in kinds if k not in served),
                                    origin.title,
                                    tuple((sentence_of(b), plain_reading(b.reading))
                                          for b in clause.bindings)))
    return lines


def binding_word(binding: Binding) -> str:
    """What a binding is for, in one word: 文书, 台账, 提醒."""
    return KIND_WORDS[type(binding)]


def _is_served(binding: Binding, papers: set[str]) -> bool:
    if isinstance(binding, PaperBinding):
        return binding.paper in papers
    if isinstance(binding, model.GateBinding):
        return binding.gate in _GATES
    return isinstance(binding, _SERVED)
