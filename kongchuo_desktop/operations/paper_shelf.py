"""How the forms are laid out to choose from: what is due first, then what is used, then by kind."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kongchuo_desktop.domain.finding import Finding, sought
from kongchuo_desktop.operations.paper_forms import FormChoice, issuable_forms
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.today import own_duties, situation
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.store import Store

DUE, USED, NAMED = "现在要开", "常用", "文件里点名的"
KINDS = ("通知与证明", "报告", "记录", "申请与同意", "责任书", "学校材料")
_GUARDIANS = ("监护人", "家长")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "责任书": ("责任书", "责任状", "职责书"),
    "申请与同意": ("申请", "同意书", "审批"),
    "通知与证明": ("通知", "证明", "建议书", "函", "一封信"),
}
"""Kind → words in a paper's name that put it there, looked at in this order."""
_MOST_USED, _USED_WITHIN = 4, timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The forms under their headings; ``due``: paper → the pupils for whom it is to be issued,
    an empty list where it is the school's."""

    groups: Sequence[tuple[str, Sequence[FormChoice]]] = ()
    due: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def choices(self) -> list[FormChoice]:
        return [choice for _, choices in self.groups for choice in choices]

    def found(self, text: str) -> "Shelf":
        """What holds a part of the name, its pinyin or initials, or answers a row (R110)."""
        kept = {form.id for form in find_forms([c.form for c in self.choices()], text)}
        groups = [(head, [choice for choice in choices if choice.form.id in kept])
                  for head, choices in self.groups]
        return Shelf([(head, choices) for head, choices in groups if choices], self.due)


def find_forms(forms: Sequence[Form], text: str) -> list[Form]:
    """Forms by part of a name, its pinyin or initials, an id, or a row of the requirements; all
    where nothing is typed."""
    finding = Finding([sought(form.paper, numbers=(form.title, form.id, *form.rows))
                       for form in forms])
    return [forms[at] for at in finding.find(text)]


def names_apart(forms: Sequence[Form]) -> dict[str, str]:
    """Form id → what it is called in a list: its paper's word; where several have the same, by
    the title; where that is the same too, by who issues it and to whom."""
    found = {form.id: form.paper for form in forms}
    titles = {form.id: "".join(form.title.split()) for form in forms}
    sides = {form.id: f"{form.paper}（{form.issuer}给{form.to}）" for form in forms}
    for other in (titles, sides):
        count = Counter(found.values())
        found = {one: other[one] if count[name] > 1 else name for one, name in found.items()}
    return found


def kind_of(form: Form) -> str:
    """The heading a form stands under, by its name, what it is about, and to whom it goes."""
    if form.issuer in _GUARDIANS:
        return "申请与同意"
    found = next((kind for kind, words in _WORDS.items()
                  if any(word in form.paper for word in words)), "")
    if found:
        return found
    if form.subject in ("school", "class", "teacher"):
        return "学校材料"
    if form.to in _GUARDIANS:
        return "通知与证明"
    return "报告" if "报告" in form.paper else "记录"


def shelf(store: Store, *, day: date) -> Shelf:
    """Each form once: under what is due, else what is used most, else what the profile in use
    names, else its kind."""
    choices, due = issuable_forms(store, day=day), due_papers(store)
    used = _most_used(store, day)
    groups: dict[str, list[FormChoice]] = {head: [] for head in (DUE, USED, NAMED, *KINDS)}
    for choice in choices:
        form = choice.form
        head = (DUE if form.paper in due else USED if form.id in used
                else NAMED if choice.named else kind_of(form))
        groups[head].append(choice)
    groups[USED].sort(key=lambda choice: used.index(choice.form.id))
    return Shelf([(head, forms) for head, forms in groups.items() if forms], due)


def due_papers(store: Store) -> dict[str, list[str]]:
    """Paper → the pupils for whom it is to be issued today, the most urgent first."""
    found: dict[str, list[str]] = defaultdict(list)
    for duty in own_duties(store, situation(store)):
        if duty.do == "paper" and duty.paper and duty.group in ("overdue", "today"):
            found[duty.paper] += [duty.pupil] if duty.pupil else []
    return {paper: list(dict.fromkeys(pupils)) for paper, pupils in found.items()}


def _most_used(store: Store, day: date) -> list[str]:
    """The forms that were issued most often within a year, at least twice."""
    since = day - _USED_WITHIN
    counts = Counter(_forms_since(store, since))
    return [form for form, count in counts.most_common(_MOST_USED) if count > 1]


def _forms_since(store: Store, since: date) -> Iterable[str]:
    return (paper.form for paper in paper_register(store) if paper.form and paper.day >= since)
