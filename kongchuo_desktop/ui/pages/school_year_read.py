"""What the page 升学 reads at once in the worker, and the sentence over each of its sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.new_numbers import NewNumbers
from kongchuo_desktop.domain.school_year import Turn
from kongchuo_desktop.operations.diplomas import Diplomas, diplomas
from kongchuo_desktop.operations.entrants import SOURCES, Entrants, entrants
from kongchuo_desktop.operations.junior_entry import JuniorEntry, asked_checks, junior_entry
from kongchuo_desktop.operations.new_numbers import new_numbers
from kongchuo_desktop.operations.school_year import cohorts, turn_of
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.pages import school_year_rows as rows
from kongchuo_desktop.ui.pages.school_year_rows import Row

_LISTS: Mapping[str, str] = {"household": "户籍名单", "preschool": "学前名单"}


@dataclass(frozen=True, slots=True)
class Found:
    """All sections as they stand on a day; ``first_grade`` are the classes in which entrants may be
    expected (id, name), ``leaving`` those that leave a junior stage,
    ``checks`` what the document asks to be laid together of 小升初."""

    today: date
    turn: Turn
    junior: JuniorEntry
    entrants: Entrants | None
    diplomas: Diplomas
    numbers: NewNumbers
    first_grade: tuple[tuple[str, str], ...]
    leaving: tuple[tuple[str, str], ...]
    checks: tuple[str, ...]

    def rows(self, section: str) -> list[Row]:
        match section:
            case rows.TURN:
                return rows.turn_rows(self.turn, self.diplomas)
            case rows.JUNIOR:
                return rows.junior_rows(self.junior)
            case rows.ENTRANTS:
                return rows.entrant_rows(self.entrants) if self.entrants is not None else []
            case rows.DIPLOMAS:
                return rows.diploma_rows(self.diplomas)
        return rows.number_rows(self.numbers, self.today)

    def has(self, section: str) -> bool:
        """Whether the section is any of this school's business now."""
        return {rows.JUNIOR: bool(self.junior.leavers or self.junior.newcomers),
                rows.ENTRANTS: self.entrants is not None,
                rows.DIPLOMAS: bool(self.diplomas.rows)}.get(section, True)

    def waits(self, section: str) -> int:
        """How many lines of a section somebody has to look at."""
        match section:
            case rows.TURN:
                return (sum(bool(one.people) for one in self.turn.leaving)
                        + len(self.turn.new_classes()))
            case rows.JUNIOR:
                return self.junior.count("lost", "unassigned", "waiting", "unannounced")
            case rows.ENTRANTS:
                found = self.entrants
                return len(found.of("missing")) + len(found.of("doubtful")) if found else 0
            case rows.DIPLOMAS:
                return len([row for row in self.diplomas.without if row.state == "lacks"])
        return self.numbers.owed

    def said(self, section: str) -> str:
        """The sentence over a section: what it counts and by what it goes."""
        match section:
            case rows.TURN:
                return _turn_said(self.turn)
            case rows.JUNIOR:
                return f"{self.junior.year}年秋季：{self.junior.said}"
            case rows.ENTRANTS:
                return _entrants_said(self.entrants) if self.entrants is not None else ""
            case rows.DIPLOMAS:
                return _diplomas_said(self.diplomas)
        return _numbers_said(self.numbers)


def read_found(store: Store) -> Found:
    """All of it; quick where nothing was written since."""
    turn, rooms = turn_of(store), cohorts(store)
    primary = any(room.stage == "primary" and room.ends > turn.year - 1 for room in rooms)
    return Found(
        store.now().date(), turn, junior_entry(store),
        entrants(store) if primary else None,
        diplomas(store), new_numbers(store),
        tuple((one.id, one.title(turn.year)) for one in turn.begun if one.stage == "primary"),
        tuple((one.id, one.title(turn.year - 1)) for one in rooms
              if one.ends == turn.year and one.stage == "junior"),
        tuple(asked_checks(store)))


def _turn_said(turn: Turn) -> str:
    people = [person for one in turn.leaving for person in one.people]
    concerned = sum(bool(person.why) for person in people)
    parts = [f"{sum(bool(one.people) for one in turn.leaving)}个班毕业{len(people)}人"
             if people else "毕业班都办完了" if turn.leaving else "没有毕业班",
             f"其中{concerned}人的个案还没有结论" if concerned else "",
             f"要新开{len(turn.new_classes())}个班" if turn.new_classes() else "",
             f"{len(turn.rising)}个班自己升上去，不用办" if turn.rising else ""]
    return f"{turn.year}年秋季：{'，'.join(filter(None, parts))}"


def _entrants_said(found: Entrants) -> str:
    first, last = found.born
    lacking = [_LISTS[kind] for kind in SOURCES if kind not in found.lists]
    lists = "；".join(one.called for one in found.lists.values())
    age = "" if found.laid_down else "（文件没有写年龄，按满6周岁、算到8月31日；本校可以自己定）"
    said = f"{full_day(first)}到{full_day(last)}出生的{age}，共{len(found.rows)}人"
    undated = f"，{found.undated}人没有出生日期，没有算" if found.undated else ""
    need = f"。还没有{'、'.join(lacking)}" if lacking else ""
    return f"{said}{undated}。{lists}{need}"


def _diplomas_said(found: Diplomas) -> str:
    if not found.clauses:
        return f"毕业班{len(found.rows)}人。本县文件没有写毕业证书的条件"
    sat = "，".join(f"{what}{count}人参加" for what, count in found.sat.items())
    return (f"毕业班{len(found.rows)}人，{sat}；现在还不能发的{len(found.without)}人。"
            f"{'；'.join(found.clauses)}")


def _numbers_said(found: NewNumbers) -> str:
    said = f"新生{found.all}人，没有学籍号的{len(found.rows)}人"
    due, untold = found.due, len(found.rows) - found.owed
    if due is not None:
        said += f"，{full_day(due)}前建好"
    elif found.rows:
        said += "。什么时候建好，文件没有写，本校可以自己定"
    if untold:
        said += f"。有{untold}人所在的班没有在这里记学籍号，不当作待办；导入学籍号以后再逐人数"
    return said
