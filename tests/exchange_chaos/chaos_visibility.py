"""A slow model of who may have which row, after journal.md §7; the oracle of the chaos tests.

It reads whole entries, one by one, and asks nothing of the program: neither its projection nor the
module that chooses rows for packages.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from journal_model import Id, Truth, Written, show_row

STAYS_IN_SCHOOL = {"register", "leave", "correction", "handed", "child_list", "same_child"}
WITH_A_CASE = {"mark", "enrollment"}
HOLDS_BELOW = {"policy_use", "calendar_day", "term"}
FILE = {"pupil", "enrollment", "tag", "movement", "visit", "paper", "paper_event", "event",
        "attached"}
CASE = {"visit", "paper", "event"}
CARRIES_SCANS = CASE | {"paper_event"}


class Knowledge:
    """What can be read out of the entries that one machine holds; erased rows say nothing."""

    def __init__(self, truth: Truth, rows: Mapping[str, Collection[Id]],
                 erased: Collection[str]) -> None:
        self.entries: dict[str, list[Written]] = {
            row: [truth.entries[i] for i in sorted(ids)] for row, ids in rows.items() if ids}
        self._erased = erased

    def of(self, *tables: str) -> Iterable[tuple[str, list[Written]]]:
        return [(row, said) for row, said in self.entries.items() if said[0].table in tables]

    def ever(self, row: str, field: str) -> set[str]:
        """Every text that a field ever held."""
        if row in self._erased:
            return set()
        return {e.set[field] for e in self.entries[row] if isinstance(e.set.get(field), str)}

    # -- units --------------------------------------------------------------------------------

    @cached_property
    def _units(self) -> dict[str, set[str]]:
        """Each unit → all records that are one with it."""
        groups = [{row} for row, _ in self.of("unit")]
        for row, said in self.of("unit"):
            shown = show_row(said, erased=False)
            other = shown.values.get("same_as")
            if other and "same_as" not in shown.conflicts:
                touching = [g for g in groups if g & {row, other}]
                groups = [g for g in groups if g not in touching]
                groups.append({row, other}.union(*touching))
        return {row: group for group in groups for row in group}

    def unit(self, row: str) -> str:
        return min(self._units.get(row, {row}))

    def above(self, row: str) -> set[str]:
        """The units above one."""
        found: set[str] = set()
        waiting = [row]
        while waiting:
            for record in self._units.get(waiting.pop(), ()):
                said = self.entries.get(record)
                parent = show_row(said, erased=False).values.get("parent") if said else None
                if parent and self.unit(parent) not in found:
                    found.add(self.unit(parent))
                    waiting.append(parent)
        return found

    @cached_property
    def _above(self) -> dict[str, set[str]]:
        return {}

    def within(self, row: str, top: str) -> bool:
        unit = self.unit(row)
        if unit not in self._above:
            self._above[unit] = {unit} | self.above(unit)
        return self.unit(top) in self._above[unit]

    # -- pupils and classes ---------------------------------------------------------------------

    @cached_property
    def with_case(self) -> set[str]:
        return {e.about for _, said in self.of(*CASE) for e in said if e.about}

    @cached_property
    def case_scans(self) -> set[str]:
        carriers = {row for row, _ in self.of(*CARRIES_SCANS)}
        return {row for row, _ in self.of("attached") if self.ever(row, "target") & carriers}

    def one_class(self, class_id: str) -> set[str]:
        """A class under all the names that it was ever joined with."""
        found, before = {class_id}, set[str]()
        while found != before:
            before = set(found)
            for row, _ in self.of("class"):
                ends = {row, *self.ever(row, "same_as")}
                if found & ends and len(ends) > 1:
                    found |= ends
        return found

    def classes_in(self, row: str) -> set[str]:
        """Every class that a row of a pupil or of a movement ever named."""
        return self.ever(row, "class_id") | self.ever(row, "from_class")


def goes_up(k: Knowledge, *, home: str, to_bureau: bool) -> set[str]:
    """The rows that a unit's (or its class's) package to its superior holds."""
    chosen = set()
    for row, said in k.entries.items():
        first = said[0]
        if not k.within(first.home, home):
            continue
        if to_bureau and (
                first.table in STAYS_IN_SCHOOL
                or (first.table in WITH_A_CASE and first.about not in k.with_case)
                or (first.table == "attached" and row not in k.case_scans)):
            continue
        chosen.add(row)
    return chosen


def goes_down(k: Knowledge, *, home: str, unit: str) -> set[str]:
    """The rows that a package to a unit below holds; ``home`` is the writer's."""
    above = k.above(unit)
    chosen = set()
    leave: list[tuple[str, set[str], bool]] = []
    for row, said in k.of("receipt", "correction", "transfer", "grant", "handed"):
        first = said[0]
        fields = ("from_unit", "to_unit") if first.table == "transfer" else ("unit",)
        named = {name for field in fields for name in k.ever(row, field)}
        if k.unit(first.home) not in above:
            continue
        if any(k.within(name, unit) for name in named) or (first.table == "handed" and not named):
            chosen.add(row)
            if first.table == "grant":
                leave.append((first.home, k.ever(row, "pupil"), "file" in k.ever(row, "scope")))
    for row, said in k.entries.items():
        first = said[0]
        if (k.within(first.home, unit)
                or (first.table == "unit" and k.unit(row) in above | {k.unit(unit)})
                or (first.table in HOLDS_BELOW and k.unit(first.home) in above)):
            chosen.add(row)
        for giver, pupils, whole in leave:
            if first.about in pupils and (
                    first.table in FILE if whole else first.table == "pupil") and (
                    first.table != "attached" or row in k.case_scans) and (
                    k.within(home, giver) or k.within(first.home, giver)):
                chosen.add(row)
    return chosen


def goes_to_class(k: Knowledge, *, home: str, class_id: str) -> set[str]:
    """The rows that a school's package to one of its classes holds."""
    names, above = k.one_class(class_id), k.above(home)
    line = above | {k.unit(home)}
    pupils = {said[0].about for row, said in k.of("pupil", "movement")
              if said[0].about and names & k.classes_in(row)}
    rows = names.union(*(k.classes_in(row) for row, said in k.of("pupil", "movement")
                         if said[0].about in pupils))
    for row, said in k.entries.items():
        if said[0].about is None and (
                (said[0].table in ("register", "event", "paper", "receipt")
                 and k.ever(row, "class_id") & names)
                or (said[0].table == "return" and k.ever(row, "unit") & names)):
            rows.add(row)
    rows |= {row for row, _ in k.of("paper_event") if k.ever(row, "paper") & rows}
    rows |= {row for row, _ in k.of("attached") if k.ever(row, "target") & rows}
    heard = {row for row, said in k.entries.items() if k.unit(said[0].home) in line}
    rows |= {row for row, _ in k.of("correction") if row in heard and k.ever(row, "target") & rows}
    rows |= {row for row, _ in k.of("correction_answer")
             if row in heard and k.ever(row, "correction") & rows}
    rows |= {row for row, _ in k.of("handed")
             if row in heard and all(k.unit(name) in line for name in k.ever(row, "unit"))}
    chosen = set()
    for row, said in k.entries.items():
        first = said[0]
        own = k.unit(first.home) == k.unit(home)
        if ((first.table == "unit" and k.unit(row) in line)
                or (row in heard and (row in rows or first.table in HOLDS_BELOW))
                or (own and (first.table in ("own_figure", "erase") or first.about in pupils))
                or (row in heard and first.table in ("correction", "transfer")
                    and first.about in pupils)):
            chosen.add(row)
    return chosen
