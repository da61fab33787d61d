"""A bureau with a primary school and a school below it, and what travels between them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from people import DESK, NOW, OFFICE, PASSWORD, Clock

from kongchuo_desktop.domain import identity
from kongchuo_desktop.operations import joining
from kongchuo_desktop.operations.founding import Founding, add_class, found_store
from kongchuo_desktop.operations.transfer_lines import Line, passages
from kongchuo_desktop.operations.visibility import down_rows, up_rows
from kongchuo_desktop.store.header import Role
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.merge import export_rows, merge
from kongchuo_desktop.store.store import Store

BUREAU, PRIMARY, JUNIOR = "云岭县教育局", "甲小学", "乙学校"


def number(serial: int) -> str:
    first = f"99010220150101{serial:03}"
    return first + identity.check_digit(first)


@dataclass
class County:
    """A bureau and two schools, with what travels between them on a stick."""

    bureau: Store
    a: Store
    b: Store
    room_a: str
    room_b: str
    clock: Clock

    def up(self, school: Store) -> None:
        superior = joining.superior_of(school)
        assert superior is not None
        carry(school, self.bureau, up_rows(school, superior))

    def down(self, *schools: Store) -> None:
        for school in schools or (self.a, self.b):
            carry(self.bureau, school, down_rows(self.bureau, unit=school.home))

    def later(self, days: int) -> None:
        self.clock.at += timedelta(days=days)

    def line(self, store: Store) -> Line:
        lines = passages(store).lines
        assert len(lines) == 1, lines
        return lines[0]


def carry(source: Store, target: Store, choose: Callable[..., bool]) -> None:
    rows = export_rows(source, choose)
    merge(target, rows.entries, rows.operations, rows.runs, rows.attachments,
          allowed_home=lambda _: True)


def build_county(root: Path, cost: KdfCost) -> tuple[str, str]:
    """Closed stores of all three, joined; the classes of the two schools."""
    with ExitStack() as opened:
        def found(name: str, role: Role, code: str) -> Store:
            made = found_store(root / name, Founding(
                role=role, unit_name=name, unit_code=code, person="林", password=PASSWORD,
                policy="XY24"), now=lambda: NOW, cost=cost)
            return opened.enter_context(made.store)

        bureau = found(BUREAU, "bureau", "9901020000")
        rooms = []
        for name, code, label in ((PRIMARY, "9901020001", "六年级1班"),
                                  (JUNIOR, "9901020002", "七年级1班")):
            school = found(name, "school", code)
            kit = joining.make_kit(bureau, actor=DESK, folder=root, school=name,
                                   school_code=code)
            joining.join(school, actor=OFFICE, data=kit.path.read_bytes())
            rooms.append(add_class(school, actor=OFFICE, label=label).id)
    return rooms[0], rooms[1]


@contextmanager
def opened_county(root: Path, rooms: tuple[str, str], folder: Path,
                  clock: Clock) -> Iterator[County]:
    """A copy of the three in a folder of the test's own."""
    with ExitStack() as opened:
        stores = []
        for name in (BUREAU, PRIMARY, JUNIOR):
            shutil.copytree(root / name, folder / name)
            stores.append(opened.enter_context(
                Store.open(folder / name, password=PASSWORD, now=clock)))
        made = County(*stores, *rooms, clock)
        made.up(made.a)
        made.up(made.b)
        yield made
