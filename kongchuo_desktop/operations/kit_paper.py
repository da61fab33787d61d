"""The page with a kit's code, to be handed over apart from the stick."""

from kongchuo_desktop.operations.joining import MadeKit
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.papers import fonts
from kongchuo_desktop.operations.trust import machine_keys
from kongchuo_desktop.papers.form_file import load_form
from kongchuo_desktop.papers.render import render
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.store import Store


def kit_code_page(store: Store, *, made: MadeKit) -> bytes:
    """The code of a kit with a roster as PDF, to be printed once."""
    today = store.now().date()
    form = load_form(FORMS / "kit_code.toml")
    values = {"title": form.title, "from": store.header.unit_name, "whom": made.for_whom,
              "file": made.path.name, "made": today, "code": made.code,
              "check_code": machine_keys(store).public.check_code}
    return render(form, [values], cite=citer(today), fonts=fonts()).pdf
