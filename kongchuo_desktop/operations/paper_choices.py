"""What a person chooses from when a paper is issued: teachers by name, the visit it is about."""

from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.operations.attachments import photos_of
from kongchuo_desktop.operations.paper_facts.case_words import names, visits
from kongchuo_desktop.operations.paper_facts.look import About, Look, Whom
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import iso, load_world
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class VisitChoice:
    """A visit or call that a paper may be about; ``id`` goes into ``Whom.visit``."""

    id: str
    day: date
    mode: str
    outcome: str
    by: str


def teachers_to_name(store: Store) -> list[str]:
    """The head teachers in the order of their classes; others are typed."""
    rooms = sorted(load_world(store).classes.values(), key=lambda room: room.place)
    return list(dict.fromkeys(room.head_teacher for room in rooms if room.head_teacher))


def about_visit(form: Form) -> bool:
    """Whether a form asks for facts of a single visit."""
    return any(field.source.startswith("visit.") for field in form.fields.values())


def visits_to_choose(store: Store, *, form: Form, pupil: str, day: date) -> list[VisitChoice]:
    """The visits and calls of a pupil up to the paper's day, the latest first."""
    look = Look(store, day=day, user="", form=form, pupils={pupil})
    return [VisitChoice(row["row"], iso(row["day"]) or day, row["mode"] or "",
                        row["outcome"] or "", names(row["by"]))
            for row in reversed(visits(About(look, Whom(pupil=pupil))))]


@dataclass(frozen=True, slots=True)
class PhotoChoice:
    """A photo of a visit that a paper may show; ``words`` say of which visit it is."""

    digest: str
    words: str


def photos_to_choose(store: Store, *, form: Form, pupil: str, day: date) -> list[PhotoChoice]:
    """The photos of a pupil's visits up to the paper's day, those of the latest visit first."""
    found = []
    for visit in visits_to_choose(store, form=form, pupil=pupil, day=day):
        photos = [photo for photo in photos_of(store, visit.id) if photo.kind == "photo"]
        found += [PhotoChoice(photo.digest, f"{day_text(visit.day)}{visit.mode}，第{n}张")
                  for n, photo in enumerate(photos, start=1)]
    return found
