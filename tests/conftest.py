"""Stores that tests share: made once a run with a cheap key, copied for every test."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from people import DESK, NOW, OFFICE, PASSWORD, SCHOOL, TEACHER, Clock

# Pictures and papers must not depend on the fonts of the machine that runs the tests.
os.environ["KONGCHUO_BUNDLED_FONTS"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from joined_stores import Bench
from two_schools import County, build_county, opened_county

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.operations import importing
from kongchuo_desktop.operations.demo import settle_doubts
from kongchuo_desktop.operations.founding import Founded, Founding, add_class, found_store
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store

# How long an example takes is the machine's affair; timings live in the benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """A folder as the users have them: every test that writes does it under such a name."""
    folder = tmp_path / "样例 资料"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def fast_key() -> KdfCost:
    """A password that costs nothing to check."""
    return KdfCost(1, 64, 1)


@pytest.fixture
def clock() -> Clock:
    """The clock of the shared stores; 2026-09-17 08:00 until a test sets it."""
    return Clock()


@pytest.fixture(scope="session")
def store_templates(tmp_path_factory: pytest.TempPathFactory,
                    fast_key: KdfCost) -> Mapping[str, Path]:
    """One closed store folder for each role: ``class`` with 50 pupils, ``school``, ``bureau``."""
    root = tmp_path_factory.mktemp("templates")

    def found(answers: Founding) -> Founded:
        return found_store(root / answers.role, answers, now=lambda: NOW, cost=fast_key)

    made = found(Founding(role="class", unit_name=SCHOOL, person=TEACHER.name, password=PASSWORD,
                          class_label="七年级1班", phone="000-00000001", policy="XY24"))
    _fill_roster(made.store)
    made.store.close()
    made = found(Founding(role="school", unit_name=SCHOOL, unit_code="9901020001",
                          person=OFFICE.name, password=PASSWORD, phone="000-00000000",
                          township="青石镇", county="云岭县", policy="XY24"))
    add_class(made.store, actor=OFFICE, label="七年级1班", head_teacher=TEACHER.name)
    made.store.close()
    made = found(Founding(role="bureau", unit_name="云岭县教育局", unit_code="9901020000",
                          person=DESK.name, password=PASSWORD, county="云岭县", policy="XY24"))
    made.store.close()
    return {role: root / role for role in ("class", "school", "bureau")}


def _fill_roster(store: Store) -> None:
    """All fifty pupils of the sample sheet, every doubtful row decided."""
    label = ClassLabel(7, 1)
    data = sample.write_sample(school=SCHOOL, label=label, on=NOW.date())
    first = importing.plan_roster(store, data=data, name="七1班.xlsx")
    answers = settle_doubts(first.plan, label, on=NOW.date())
    plan = importing.plan_roster(store, data=data, name="七1班.xlsx", decisions=answers)
    importing.commit_roster(store, actor=TEACHER, plan=plan.plan)


@pytest.fixture
def store_folder(store_templates: Mapping[str, Path], tmp_path: Path,
                 clock: Clock) -> Callable[[str], Path]:
    """A closed store of a role in a folder of this test's own; its password is ``PASSWORD``."""

    def copy(role: str) -> Path:
        folder = tmp_path / {"class": "七1班", "school": "学校", "bureau": "教育局"}[role]
        shutil.copytree(store_templates[role], folder)
        with Store.open(folder, password=PASSWORD, now=clock) as store:
            # The copy is this test's original: its papers carry no letter of a moved store.
            store.settings.set("moves", 0)
        return folder

    return copy


def _opened(folder: Path, clock: Clock) -> Iterator[Store]:
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        yield store


@pytest.fixture
def class_store(store_folder: Callable[[str], Path], clock: Clock) -> Iterator[Store]:
    """The store of 七年级1班 with its 50 pupils, following XY24."""
    yield from _opened(store_folder("class"), clock)


@pytest.fixture
def school_store(store_folder: Callable[[str], Path], clock: Clock) -> Iterator[Store]:
    """The school's store with 七年级1班 and no pupils yet, following XY24."""
    yield from _opened(store_folder("school"), clock)


@pytest.fixture
def bureau_store(store_folder: Callable[[str], Path], clock: Clock) -> Iterator[Store]:
    """The county bureau's store, following XY24."""
    yield from _opened(store_folder("bureau"), clock)


@pytest.fixture
def bench(store_folder: Callable[[str], Path], tmp_path: Path, clock: Clock,
          fast_key: KdfCost) -> Iterator[Bench]:
    """Computers that join one another, and the stick that is carried between them."""
    stick = tmp_path / "U 盘"
    stick.mkdir()
    made = Bench(stick, clock, fast_key, store_folder)
    yield made
    for store in made.opened:
        store.close()


@pytest.fixture(scope="session")
def county_template(tmp_path_factory: pytest.TempPathFactory,
                    fast_key: KdfCost) -> tuple[Path, tuple[str, str]]:
    """Closed stores of a bureau and two schools that joined it."""
    root = tmp_path_factory.mktemp("county")
    return root, build_county(root, fast_key)


@pytest.fixture
def county(county_template: tuple[Path, tuple[str, str]], tmp_path: Path,
           clock: Clock) -> Iterator[County]:
    """A bureau, a primary school and a school below it, open and following XY24."""
    root, rooms = county_template
    with opened_county(root, rooms, tmp_path, clock) as made:
        yield made
