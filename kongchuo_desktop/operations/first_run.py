"""The answers of the first run, kept until the store is made of them; never the password."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kongchuo_desktop import platform
from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.operations.known_stores import offered_folder, role_of
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost

if TYPE_CHECKING:
    from kongchuo_desktop.operations.founding import Founded
    from kongchuo_desktop.operations.kit_start import Begun, KitOffer

_FILE = "first_run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered so far; ``step`` is the number from 0 of the question that was open."""

    step: int = 0
    role: str = "class"
    """``class``, ``school``, ``bureau``, or ``kit``: a kit knows which of them."""
    person: str = ""
    phone: str = ""
    unit_name: str = ""
    unit_code: str = ""
    class_label: str = ""
    township: str = ""
    county: str = ""
    policy: str = ""
    folder: str = ""
    kit: str = ""
    """Where the kit lies; read anew each time, for it stays on its stick."""
    figures: Mapping[str, str] = field(default_factory=dict)
    """Binding → the school's own figure, as typed."""


def kept_answers() -> Answers | None:
    """The answers of a first run that was left; None where there was none.

    A file that cannot be read is none: it only spares typing.
    """
    try:
        raw = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    plain = Answers()
    if not isinstance(raw, dict):
        return None
    fitting = {name: value for name, value in raw.items()
               if name in Answers.__dataclass_fields__
               and isinstance(value, type(getattr(plain, name)))}
    return Answers(**fitting)


def keep_answers(answers: Answers) -> None:
    """Keep the answers for the next start."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(answers), ensure_ascii=False, indent=1)
    platform.write_atomically(_path(), text.encode("utf-8"))


def drop_answers() -> None:
    """Forget them: the store was made."""
    _path().unlink(missing_ok=True)


def folder_for(answers: Answers, *, on: date, offer: "KitOffer | None" = None) -> Path:
    """Where the store will lie: the folder that was chosen, else one named after its people."""
    if answers.folder:
        return Path(answers.folder)
    if offer is not None:
        return offered_folder(offer.kit.unit.name, offer.kit.class_name or answers.person.strip())
    # The ways to write a class take long to load, and only the password's page needs them.
    from kongchuo_desktop.domain.roster import parse_class_label

    label = parse_class_label(answers.class_label, on=on) if answers.role == "class" else None
    return offered_folder(answers.unit_name.strip(),
                          label.title if label else answers.person.strip())


def begin(answers: Answers, *, password: str, now: Now = local_now,
          cost: KdfCost = STANDARD_COST) -> "Founded":
    """Make the store that the answers describe, with the school's own figures, and list it.

    Raises:
        KnownError: ``bad_figure``, and whatever ``found_store`` says of the answers or the folder.
    """
    # The questions are asked on a new computer's first start, which need not wait for all this.
    from kongchuo_desktop.operations.founding import Founding, found_store
    from kongchuo_desktop.operations.opening import remember
    from kongchuo_desktop.operations.policies import check_figures, set_figure
    from kongchuo_desktop.store.write import Actor

    # Before anything is made: a store of which half the answers hold could not be begun again.
    check_figures(answers.figures, policy=answers.policy)
    founded = found_store(folder_for(answers, on=now().date()), Founding(
        role=role_of(answers.role), unit_name=answers.unit_name, person=answers.person,
        password=password, unit_code=answers.unit_code, class_label=answers.class_label,
        phone=answers.phone, township=answers.township, county=answers.county,
        policy=answers.policy), now=now, cost=cost)
    store, person = founded.store, answers.person.strip()
    for binding, value in answers.figures.items():
        set_figure(store, actor=Actor(person, store.role), policy=answers.policy, binding=binding,
                   value=value, why=f"第一次使用时{person}填写")
    remember(store)
    drop_answers()
    return founded


def begin_by_kit(answers: Answers, *, offer: "KitOffer", password: str, code: str = "",
                 now: Now = local_now, cost: KdfCost = STANDARD_COST) -> "Begun":
    """Make the store that a kit describes, joined to its superior, and list it.

    Raises:
        KnownError: as ``kit_start.begin_by_kit``.
    """
    from kongchuo_desktop.operations import kit_start
    from kongchuo_desktop.operations.opening import remember

    begun = kit_start.begin_by_kit(
        offer, folder=folder_for(answers, on=now().date(), offer=offer), person=answers.person,
        phone=answers.phone, password=password, code=code, now=now, cost=cost)
    remember(begun.store)
    drop_answers()
    return begun


def _path() -> Path:
    return platform.data_folder() / _FILE
