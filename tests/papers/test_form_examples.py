"""The three worked examples of the help: each loads, is taken in as a pack, and prints."""

from pathlib import Path

import pytest

from kongchuo_desktop.operations.form_pack_files import read_pack
from kongchuo_desktop.operations.form_packs import add_pack, check_pack
from kongchuo_desktop.operations.page_help import all_help
from kongchuo_desktop.operations.papers import specimen
from kongchuo_desktop.paths import HELP
from kongchuo_desktop.store.store import Store

EXAMPLES = sorted((HELP / "form_examples").glob("*.toml"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_is_taken_in_and_prints(file: Path, class_store: Store) -> None:
    day = class_store.now().date()
    report = check_pack(class_store, read_pack(file), day=day)
    assert report.wrong == ()
    (form,) = add_pack(class_store, by="县教育局", pack=read_pack(file)).forms
    assert form.change == ("new" if file.stem.startswith("3_") else "replaces")
    assert specimen(form.id, day=day, store=class_store).pdf.startswith(b"%PDF-")


def test_the_guide_names_every_example() -> None:
    guide = all_help()["papers"].guide
    assert len(EXAMPLES) == 3
    assert all(file.name in guide for file in EXAMPLES)
