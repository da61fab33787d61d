"""What papers may print: the facts of a pupil, a case, a class and a school by dotted word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.domain.policy.effective import Effective, own_on
from kongchuo_desktop.domain.policy.model import FactPattern
from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.operations.world import load_calendar, rows_of, whole_world
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PupilRow, Unit, Visit

_GUARDIANS = ("guardian1", "guardian2")


@dataclass(frozen=True)
class PaperFacts:
    """The store as one paper of a given day sees it."""

    world: World
    attendance: Attendance
    pupils: Mapping[str, RowMapping]
    classes: Mapping[str, RowMapping]
    unit: Mapping[str, Any]
    visits: Sequence[RowMapping]
    policy: Effective | None
    day: date
    user: str
    form: Form
    practice: bool = False

    @classmethod
    def of(cls, store: Store, *, day: date, user: str, form: Form) -> "PaperFacts":
        world = whole_world(store)
        in_use = policy_in_use(world, day)
        with store.session() as session:
            units = {u["row"]: u for u in rows_of(session, Unit)}
            return cls(
                world=world, attendance=Attendance(world, load_calendar(store), day),
                pupils={p["row"]: p for p in rows_of(session, PupilRow)},
                classes={c["row"]: c for c in rows_of(session, ClassGroup)},
                unit=dict(units.get(store.home) or {}), visits=rows_of(session, Visit),
                policy=policy_book(store).at_hand(in_use),
                day=day, user=user, form=form, practice=is_practice(store.folder))

    def title(self, form: Form) -> str:
        """The title that the profile in use gives the paper, else the form's own."""
        if self.policy is None:
            return form.title
        printed = self.policy.title_of(form.paper, own_on(self.world.figures, self.day))
        return printed or form.title_for(self.policy.policy.id.lower())

    def class_of(self, pupils: Sequence[str]) -> str | None:
        """The class of the first pupil; the store's only class where no pupil is meant."""
        found = [self.world.pupils[p].class_id for p in pupils if p in self.world.pupils]
        return found[0] if found else next(iter(self.world.classes), None)

    def sources(self, pupil: str | None) -> dict[str, Any]:
        """Every dotted word that is known, with its value; dates as dates."""
        facts = {**self._school(), **self._policy(), "today": self.day, "user.name": self.user}
        if pupil is not None and pupil in self.world.pupils:
            facts |= self._pupil(pupil) | self._case(pupil)
        class_id = self.class_of([pupil] if pupil else [])
        return {k: v for k, v in (facts | self._class(class_id)).items() if v not in (None, "", [])}

    def _school(self) -> dict[str, Any]:
        return {"school.name": self.unit.get("name"), "school.phone": self.unit.get("phone"),
                "school.township": self.unit.get("township"),
                "school.county": self.unit.get("county")}

    def _class(self, class_id: str | None) -> dict[str, Any]:
        row = self.classes.get(class_id or "")
        room = self.world.classes.get(class_id or "")
        return {"class.name": room.name if room else None,
                "class.head_teacher": row["head_teacher"] if row else None,
                "class.phone": (row["phone"] if row else None) or self.unit.get("phone")}

    def _pupil(self, pupil: str) -> dict[str, Any]:
        row = self.pupils[pupil]
        room = self.world.classes.get(self.world.pupils[pupil].class_id)
        name = room.name if room else None
        return {
            "pupil.name": row["name"], "pupil.sex": row["gender"],
            "pupil.birth": _birth(row["birth_date"]), "pupil.nation": row["ethnicity"],
            "pupil.identity_number": row["identity_number"],
            "pupil.student_number": row["student_number"], "pupil.class_name": name,
            "pupil.grade_class": f"{self.unit.get('name') or ''}{name or ''}",
            "pupil.address": row["address"], "pupil.household_address": row["household_address"],
            **_guardian(row),
        }

    def _case(self, pupil: str) -> dict[str, Any]:
        run = self.attendance.streak(self.world.pupils[pupil])
        since = run.start if run else None
        acts = sorted((v for v in self.visits if v["pupil"] == pupil
                       and date.fromisoformat(v["day"]) <= self.day
                       and (since is None or date.fromisoformat(v["day"]) >= since)),
                      key=lambda v: v["day"])

        def days(mode: str | None) -> list[date]:
            return sorted({date.fromisoformat(v["day"]) for v in acts if mode in (None, v["mode"])})

        home = [v for v in acts if v["mode"] == "家访"]
        return {
            "case.absent_since": since, "case.visits": days("家访"), "case.calls": days("电话"),
            "case.contacts": days(None),
            "case.cause": next((v["cause"] for v in reversed(acts) if v["cause"]), None),
            "case.visitors": "、".join([*(home[-1]["by"] or []), *(home[-1]["joint"] or [])])
            if home else None,
        }

    def _policy(self) -> dict[str, Any]:
        if self.policy is None:
            return {}
        policy = self.policy.policy
        number = f"（{policy.number}）" if policy.number else ""
        return {"policy.return_limit": self._return_limit(),
                "policy.document": f"《{policy.title}》{number}",
                "policy.school_order": self.policy.words.get("school_order"),
                "policy.parent_duty": self.policy.words.get("parent_duty")}

    def _return_limit(self) -> date | None:
        """The day by which the document wants the child back, counted from today's service."""
        assert self.policy is not None
        for _, duty in self.policy.duties:
            started = duty.on
            if (isinstance(started, FactPattern) and started.fact == "served"
                    and self.form.paper in started.fields.get("paper", ())
                    and duty.after and duty.after.value and duty.after.unit == "days"):
                return self.day + timedelta(days=duty.after.value)
        return None


def _guardian(row: RowMapping) -> dict[str, Any]:
    """The first guardian whose name is known."""
    which = next((g for g in _GUARDIANS if row[f"{g}_name"]), _GUARDIANS[0])
    return {"guardian.name": row[f"{which}_name"], "guardian.relation": row[f"{which}_relation"],
            "guardian.phone": row[f"{which}_phone"], "guardian.address": row["address"]}


def _birth(text: str | None) -> str | None:
    if not text:
        return None
    if len(text) == 10:
        return full_day(date.fromisoformat(text))
    year, month = text.split("-")
    return f"{year}年{int(month)}月"


def specimen_facts(day: date) -> dict[str, Any]:
    """Invented facts for a specimen; the area of the number does not exist."""
    return {
        "pupil.name": "样小张", "pupil.sex": "男", "pupil.birth": "2013年5月6日",
        "pupil.nation": "汉族", "pupil.identity_number": "990102201305060011",
        "pupil.student_number": "G990102201305060011", "pupil.class_name": "七年级1班",
        "pupil.grade_class": "青石镇中心学校七年级1班", "pupil.address": "青石镇河东村三组",
        "pupil.household_address": "青石镇河东村三组", "guardian.name": "样大张",
        "guardian.relation": "父", "guardian.phone": "000-00000000",
        "guardian.address": "青石镇河东村三组", "school.name": "青石镇中心学校",
        "school.phone": "000-00000000", "school.township": "青石镇", "school.county": "云岭县",
        "class.name": "七年级1班", "class.head_teacher": "周老师", "class.phone": "000-00000000",
        "case.absent_since": day - timedelta(days=8), "case.cause": "外出打工",
        "case.visits": [day - timedelta(days=6), day - timedelta(days=3)],
        "case.calls": [day - timedelta(days=7)],
        "case.contacts": [day - timedelta(days=7), day - timedelta(days=6),
                          day - timedelta(days=3)],
        "case.visitors": "周老师、陶主任", "policy.return_limit": day + timedelta(days=7),
        "policy.document": "《云岭县控辍保学工作实施方案》", "user.name": "周老师", "today": day,
    }
