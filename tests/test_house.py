"""The law of the house: what every module keeps to, and every shipped file loads."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from kongchuo_desktop import paths
from kongchuo_desktop.domain.laws import LawBook, parse_law
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.store.policies import load_book

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kongchuo_desktop"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST = 450
"""Lines of a module; what is longer owns more than one thing."""

BROAD = frozenset({"Exception", "BaseException"})
NETS = {
    "cli/commands.py": "the crash handler of the command line",
    "sheets/reader.py": "a panic of the parser, whose class can't be imported",
    "ui/tasks.py": "the thread boundary",
}
"""The only modules that may stop an exception they do not know, and why."""

TEXTS = frozenset({".py", ".toml", ".md", ".qss", ".csv", ".svg", ".txt", ".mako", ".spec"})
SHIPPED = ("kongchuo_desktop", "resources", "forms", "tests", "build.spec", "pyproject.toml",
           "README.md")
SOMEBODYS_FOLDER = re.compile(
    r"(?<![\w.}])/(?:home|root|Users|work|tmp)(?=[/\"'`])|[A-Za-z]:[\\/]+Users\b")
TWO_SENTENCES = re.compile(r"[.!?] +[A-Z]")
FIXED_PLACE = re.compile(r"/[a-z]+/|[A-Za-z]:[\\/]")


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def breaking(rule: Callable[[Path], bool]) -> list[str]:
    """The modules that do not keep to a rule."""
    return [name_of(module) for module in MODULES if not rule(module)]


def test_the_house_is_there() -> None:
    assert {"domain", "store", "operations", "papers", "sheets", "exchange", "ui", "cli"} <= {
        module.relative_to(PACKAGE).parts[0] for module in MODULES}


def test_a_module_begins_with_one_sentence_about_what_it_owns() -> None:
    def begins(module: Path) -> bool:
        sentence, *rest = (ast.get_docstring(tree_of(module)) or "").split("\n")
        alone = not rest or not rest[0]
        return alone and sentence.endswith((".", "…")) and not TWO_SENTENCES.search(sentence)

    assert breaking(begins) == []


def test_a_module_is_short_enough_to_be_known() -> None:
    assert breaking(lambda module: len(
        module.read_text(encoding="utf-8").splitlines()) <= LONGEST) == []


def test_only_ui_knows_qt() -> None:
    assert breaking(lambda module: name_of(module).startswith("ui/") or not any(
        name.split(".")[0] == "PySide6" for name in imports(tree_of(module)))) == []


def imports(tree: ast.Module) -> Iterator[str]:
    """Everything that is imported anywhere in a module, lazily too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_nothing_stops_an_unknown_exception_but_the_nets() -> None:
    stopping = {name_of(module) for module in MODULES
                if any(stops_anything(handler) for handler in ast.walk(tree_of(module)))}
    assert stopping == NETS.keys()


def stops_anything(node: ast.AST) -> bool:
    """Whether this is a broad ``except`` that does not end by raising the same again."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    broad = any(kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD)
                for kind in caught)
    last = node.body[-1]
    return broad and not (isinstance(last, ast.Raise) and last.exc is None)


@pytest.mark.parametrize(("source", "stops"), [
    ("except: pass", True),
    ("except Exception: log()", True),
    ("except (OSError, BaseException): pass", True),
    ("except BaseException:\n    if odd: raise", True),
    ("except BaseException:\n    close()\n    raise", False),
    ("except OSError: pass", False),
])
def test_a_broad_except_is_seen(source: str, stops: bool) -> None:
    handler = next(node for node in ast.walk(ast.parse(f"try: work()\n{source}"))
                   if isinstance(node, ast.ExceptHandler))
    assert stops_anything(handler) is stops


def test_only_the_platform_module_knows_fixed_places() -> None:
    assert breaking(lambda module: name_of(module) == "platform.py" or not any(
        isinstance(node, ast.Constant) and isinstance(node.value, str)
        and FIXED_PLACE.match(node.value) for node in ast.walk(tree_of(module)))) == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    files = [file for name in SHIPPED for file in [ROOT / name, *(ROOT / name).rglob("*")]
             if file.suffix in TEXTS and file.is_file()]
    assert len(files) > len(MODULES)
    assert not [file.relative_to(ROOT).as_posix() for file in files
                if SOMEBODYS_FOLDER.search(file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("place", ["home", "root", "Users", "work", "tmp"])
def test_a_folder_of_somebodys_machine_is_seen(place: str) -> None:
    assert SOMEBODYS_FOLDER.search(f'open("/{place}/notes")')
    assert not SOMEBODYS_FOLDER.search(f"folder/{place}/notes")


def test_modules_of_the_tests_have_names_of_their_own() -> None:
    collected = Counter(path.name for path in TESTS if path.name.startswith("test_"))
    assert not [name for name, times in collected.items() if times > 1]
    assert not [path for path in TESTS if path.name == "__init__.py"]


def test_every_form_loads() -> None:
    files = {path.stem for path in paths.FORMS.glob("*.toml")}
    assert files
    assert load_forms(paths.FORMS).keys() == files


def test_every_profile_loads() -> None:
    files = {path.stem for path in paths.POLICIES.glob("*.toml")} - {"vocabulary"}
    assert files
    assert {name.lower() for name in load_book().policies} == files


def test_every_law_loads() -> None:
    files = sorted(paths.LAWS.glob("*.toml"))
    assert files
    LawBook([parse_law(path.read_text(encoding="utf-8"), path.name) for path in files])
