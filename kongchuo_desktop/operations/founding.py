"""The first run: a new store with its unit, its class, its policy and its recovery page."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import category

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.domain.classes import entry_year_of, seat_code, stage_of
from kongchuo_desktop.domain.roster import ClassLabel, parse_class_label
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.papers import fonts
from kongchuo_desktop.operations.passwords import check_password
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.workplace import NAME_MOST
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.papers.form_file import load_form
from kongchuo_desktop.papers.render import render
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.header import HEADER_FILE, Role
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PolicyUseRow, Unit
from kongchuo_desktop.store.write import Actor

_UNSEEN = frozenset({"Cc", "Cs"})
"""Control signs, line ends among them, and halves of characters."""
UNIT_MOST = 100
"""Most characters of a unit's name or code; every record carries them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """The answers of the first run (picture 11)."""

    role: Role
    """``class``, ``school`` or ``bureau``."""
    unit_name: str
    person: str
    password: str
    unit_code: str = ""
    class_label: str = ""
    phone: str = ""
    township: str = ""
    county: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Founded:
    """A new store, opened, and the key that belongs on the recovery page."""

    store: Store
    recovery_key: str
    class_id: str | None


def found_store(folder: Path, answers: Founding, *, now: Now = local_now,
                cost: KdfCost = STANDARD_COST) -> Founded:
    """Make a store in an empty folder and write down what the first run asked.

    Raises:
        KnownError: ``no_name``, ``bad_name``, ``no_class``, ``weak_password``, or what
            ``Store.create`` says of the folder.
    """
    label = check_founding(answers, on=now().date())
    store, recovery = Store.create(
        folder, password=answers.password, role=answers.role, name=answers.person.strip(),
        unit_name=answers.unit_name.strip(), unit_code=answers.unit_code.strip() or None, now=now,
        cost=cost)
    try:
        class_id = _write_first_rows(store, answers, label)
    except BaseException:
        store.close()
        # Without its header the folder is not a store, and can be tried again.
        (folder / HEADER_FILE).unlink(missing_ok=True)
        raise
    return Founded(store, recovery, class_id)


def _write_first_rows(store: Store, answers: Founding, label: ClassLabel | None) -> str | None:
    """The unit, its class and the policy it follows; returns the class."""
    today = store.now().date()
    actor = Actor(answers.person.strip(), answers.role)
    with store.operation("found", actor, undoable=False) as write:
        write.insert(Unit, row=store.home, **known({
            "code": answers.unit_code.strip(), "name": answers.unit_name.strip(),
            "kind": "bureau" if answers.role == "bureau" else "school",
            "township": answers.township.strip(), "county": answers.county.strip(),
            "phone": answers.phone.strip() if answers.role != "class" else ""}))
        class_id = None
        if label is not None:
            class_id = write.insert(ClassGroup, **_class_fields(
                label, on=today, head_teacher=answers.person, phone=answers.phone))
        if answers.policy:
            write.insert(PolicyUseRow, policy=answers.policy, since=today.isoformat())
    return class_id


def recovery_page(store: Store, *, recovery_key: str) -> bytes:
    """The page with the recovery key as PDF, to be printed once and locked away."""
    today = store.now().date()
    form = load_form(FORMS / "recovery_page.toml")
    deposited = store.header.deposited
    values = {"unit": store.header.unit_name, "store": store.header.name, "created": today,
              "recovery": recovery_key, "title": form.title,
              "helper": deposited["holder"] if deposited else ""}
    return render(form, [values], cite=citer(today), fonts=fonts()).pdf


def check_founding(answers: Founding, *, on: date) -> ClassLabel | None:
    """Refuse answers that can't stand; returns the class that was meant, if any."""
    if not answers.unit_name.strip():
        raise KnownError("no_name", "没有写单位名称。", todo="写上学校（或教育局）的全称。")
    for said, text in (("单位名称", answers.unit_name), ("标识码", answers.unit_code)):
        _check_line(said, text, UNIT_MOST)
    check_person(answers.person, answers.password)
    if answers.role != "class":
        return None
    label = parse_class_label(answers.class_label, on=on)
    if label is None:
        raise KnownError("no_class", f"看不懂“{answers.class_label}”是哪个班。",
                         todo="写成“七年级1班”这样。")
    return label


def check_person(person: str, password: str) -> None:
    """Refuse a name or a password that can't stand.

    Raises:
        KnownError: ``no_name``, ``bad_name``, ``weak_password``.
    """
    if not person.strip():
        raise KnownError("no_name", "没有写怎么称呼您。", todo="写上姓名，印在记录里。")
    _check_line("姓名", person, NAME_MOST)
    check_password(password)


def _check_line(said: str, text: str, most: int) -> None:
    text = text.strip()
    if len(text) > most or any(category(c) in _UNSEEN for c in text):
        raise KnownError("bad_name", f"{said}写得不对，最多{most}个字，不能换行。",
                         kept="没有新建数据。", todo="核对以后再写一遍。")


def add_class(store: Store, *, actor: Actor, label: str, head_teacher: str = "",
              phone: str = "") -> Added:
    """Add a class to the unit's store.

    Raises:
        KnownError: ``no_class`` when the label can't be read.
    """
    today = store.now().date()
    parsed = parse_class_label(label, on=today)
    if parsed is None:
        raise KnownError("no_class", f"看不懂“{label}”是哪个班。", todo="写成“七年级1班”这样。")
    with store.operation("add_class", actor, roles=TEACHING) as write:
        row = write.insert(ClassGroup, **_class_fields(parsed, on=today,
                                                       head_teacher=head_teacher, phone=phone))
    return Added(row, write.changes)


def _class_fields(label: ClassLabel, *, on: date, head_teacher: str,
                  phone: str) -> dict[str, Any]:
    return known({
        "entry_year": entry_year_of(grade=label.grade, on=on), "number": label.number,
        "stage": stage_of(label.grade), "head_teacher": head_teacher.strip(),
        "phone": phone.strip(), "seat": seat_code(grade=label.grade, number=label.number),
    })
