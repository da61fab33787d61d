"""The forms that a store prints by: the shipped ones, and the unit's own in their place."""

from collections.abc import Iterable

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import (
    load_form,
    load_forms,
    load_own_forms,
    own_parts,
)
from kongchuo_desktop.papers.form_table import invalid
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.store import Store

OWN_FOLDER = "forms"
"""Folder beside the store with forms that the unit's bureau gave it; they go before ours."""
KEY_PAGES = frozenset({"recovery_page", "kit_code"})
"""Pages with keys: the program's own alone, so that nobody can be talked into printing others."""


def forms_of(store: Store | None) -> dict[str, Form]:
    """All forms by id: the shipped ones with the unit's common parts, and its own in their place.

    A form of the unit's own that has a mistake takes the shipped one of its file's name away too:
    nobody shall issue the one for the other.
    """
    if store is None:
        return load_forms(FORMS)
    folder = store.folder / OWN_FOLDER
    own, refused = load_own_forms(folder)
    shipped = load_forms(FORMS, commons=own_parts(folder)[0])
    forms = shipped | own | {key: load_form(FORMS / f"{key}.toml") for key in KEY_PAGES}
    return {key: form for key, form in forms.items() if key not in refused.keys() - KEY_PAGES}


def refused_forms(store: Store | None) -> dict[str, KnownError]:
    """File name without ending → why a form of the unit's own is not used."""
    if store is None:
        return {}
    own, refused = load_own_forms(store.folder / OWN_FOLDER)
    return refused | {key: invalid(f"{key}.toml", 1, "这是程序自己的钥匙页，不能换")
                      for key in sorted(KEY_PAGES & own.keys())}


def own_ids(store: Store) -> frozenset[str]:
    """Ids of the forms that lie in the unit's own folder."""
    return frozenset(load_own_forms(store.folder / OWN_FOLDER)[0])


def form_text(store: Store, *, form_id: str) -> bytes:
    """The file of a form in use as it lies there, the unit's own before the shipped one.

    Raises:
        KnownError: ``form_elsewhere`` for one that was laid there under another name.
    """
    for folder in (store.folder / OWN_FOLDER, FORMS):
        file = folder / f"{form_id}.toml"
        if file.is_file():
            return file.read_bytes()
    raise KnownError("form_elsewhere", f"找不到名叫“{form_id}.toml”的文件。", kept="没有改动。",
                     todo="这份样式是自己放进登记本的，请到它的样式文件夹里去拿。")


def forms_of_profile(store: Store) -> list[Form]:
    """The forms of the papers that the profile in use names; none while none is known."""
    in_use = policy_in_use(load_world(store), store.now().date())
    effective = policy_book(store).at_hand(in_use)
    if effective is None:
        return []
    fit = best_fits(forms_of(store).values(), serving(store, in_use), own_ids(store))
    return [form for form in fit if effective.papers(form.paper)]


def form_by_id(store: Store | None, form_id: str) -> Form:
    """A form by id, by the name of its paper, or by its title: of several the one that was made
    for the profile in use, then one for all.

    Raises:
        KnownError: ``unknown_form``.
    """
    forms = forms_of(store)
    found = forms.get(form_id)
    if found is None:
        _refuse_broken(store, form_id)
        called = [f for f in forms.values()
                  if form_id in (f.paper, f.title, *f.titles.values())]
        in_use = policy_in_use(load_world(store), store.now().date()) if store else None
        fit = best_fits(called, serving(store, in_use), own_ids(store) if store else frozenset())
        found = next(iter(fit), None)
    if found is None:
        raise KnownError("unknown_form", f"没有“{form_id}”这种文书。",
                         todo="用 paper list --all 查看有哪些。")
    return found


def serving(store: Store | None, policy: str | None) -> frozenset[str]:
    """The ids by which a form may say that it serves a profile: its own and what it builds on."""
    effective = policy_book(store).at_hand(policy) if store is not None else None
    if effective is None:
        return frozenset()
    return frozenset(name.lower() for name in (effective.policy.id, *effective.policy.extends))


def best_fits(forms: Iterable[Form], serves: frozenset[str], own: frozenset[str]) -> list[Form]:
    """Of the forms of one paper those that fit best: made for the profile in use, else for all;
    made for another profile only where there is nothing else. Within these the unit's own first.
    """
    ranked = sorted(forms, key=lambda form: (_distance(form, serves), form.id not in own))
    least: dict[str, int] = {}
    for form in ranked:
        least.setdefault(form.paper, _distance(form, serves))
    return [form for form in ranked
            if form.id in own or _distance(form, serves) == least[form.paper]]


def _distance(form: Form, serves: frozenset[str]) -> int:
    if not form.profiles:
        return 1
    return 0 if serves.intersection(form.profiles) else 2


def _refuse_broken(store: Store | None, form_id: str) -> None:
    """Where what is asked for names a form that has a mistake, say which, and give no other."""
    shipped = load_forms(FORMS)
    for name, error in refused_forms(store).items():
        form = shipped.get(name)
        titles = (form.paper, form.title, *form.titles.values()) if form else ()
        if form_id in (name, *titles):
            raise error
