"""A class that lies to its school, where it is believed of every child (journal.md §7).

What it tells of another class shows with its name, and can be told otherwise. It keeps nobody from
writing, and makes its school tell no lie to others.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from joined_stores import Bench
from liars import Liar
from people import OFFICE, SCHOOL, TEACHER
from two_schools import County, number

from kongchuo_desktop.domain.journal import read_entry, row_id
from kongchuo_desktop.exchange import certificates
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.operations import corrections, trust
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.held_there import note_went
from kongchuo_desktop.operations.import_report import report_of
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.taking_in import Received
from kongchuo_desktop.operations.transfer_lines import passages
from kongchuo_desktop.operations.visibility import down_rows
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.merge import export_rows
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event, PupilRow, RegisterRow, Unit, Visit

DAY = date(2026, 9, 17)


class Yard:
    """A bureau, its school, and two classes of it: 七年级1班 lies, 七年级2班 does not."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.one, self.school, self.bureau = bench.open_line()
        self.room = trust.own_class(self.one).row  # type: ignore[union-attr]
        other = add_class(self.school, actor=OFFICE, label="七年级2班").id
        self.two = bench.found("七2班", "class", class_label="七年级2班")
        bench.join(self.two, bench.kit(self.school, class_id=other))
        self.other = trust.kept_class(self.two) or ""
        self.liar = Liar(County(self.school, self.one, self.two, self.room, self.other,
                                bench.clock), bench.folder)
        self.child = add_pupil(self.two, actor=TEACHER, class_id=self.other,
                               values={"name": "贺小北", "identity_number": number(7)}).id
        for group in (self.one, self.two):
            assert self.up(group).status == "imported"
        assert self.up(self.school).status == "imported"
        self.down()

    def up(self, store: Store) -> Received:
        """What the store reports is taken in above it, whole."""
        reader = self.bureau if store is self.school else self.school
        received = self.bench.take(reader, self.bench.up(store))
        assert received.status in ("imported", "already"), received
        return received

    def down(self) -> None:
        """Both classes get what their school has for them."""
        paths = self.bench.down(self.school)
        for group in (self.one, self.two):
            taken = [self.bench.take(group, path).status for path in paths]
            assert taken.count("refused") == len(paths) - 1, taken

    def lie(self, *entries: bytes, **said: object) -> Received:
        return self.liar.lie(*entries, **self.as_class(**said))

    def as_class(self, **said: object) -> dict[str, object]:
        return {"kind": "class", "class_id": self.room, "unit": self.school.home, **said}


@pytest.fixture
def yard(bench: Bench) -> Iterator[Yard]:
    made = Yard(bench)
    yield made
    for store in (made.bureau, made.school, made.one, made.two):
        assert check(store).ok


def test_the_register_of_another_class_before_it_is_taken(yard: Yard) -> None:
    """Its id in a table of random ids, handed on to the very class that will need it."""
    taken = row_id(yard.school.home, "register", [yard.other, DAY.isoformat(), "全天"])
    marked = row_id(yard.school.home, "mark", [yard.child, DAY.isoformat(), "全天"])
    told = {"kind": "told", "day": "2026-09-10"}
    yard.lie(yard.liar.row("event", told, row=taken, about=yard.child),
             yard.liar.row("event", told, row=marked, about=yard.child))
    yard.down()
    with yard.two.session() as session:
        assert session.get(Event, taken) is not None
    take_register(yard.two, actor=TEACHER, class_id=yard.other, day=DAY,
                  marks={yard.child: MarkInput("旷课")})
    with yard.two.session() as session:
        assert session.get(Event, taken) is session.get(Event, marked) is None
        assert session.get_one(RegisterRow, taken).absent == [yard.child]
    received = yard.up(yard.two)
    assert "以前收下的2条是冒充的，换成了真的" in received.sentence
    with yard.school.session() as session:
        assert session.get_one(RegisterRow, taken).absent == [yard.child]
        assert session.get(Event, taken) is None
    yard.down()
    yard.up(yard.school)


def test_the_next_entries_of_another_class_and_of_the_school(yard: Yard) -> None:
    """Their runs came with a child that changed classes, and with what the school handed down."""
    school, two, told = yard.school, yard.two, {"kind": "told", "day": "2026-09-10"}
    for store, taken in ((two, True), (school, False)):
        assert store.last_written is not None
        run, n = store.last_written
        lies = [yard.liar.row("event", told, run=run, n=n + more, op=n + more)
                for more in range(1, 30)]
        received = yard.liar.give(yard.liar.seal(*lies, **yard.as_class()))
        assert received.added == (29 if taken else 0), received
    add_pupil(two, actor=TEACHER, class_id=yard.other,
              values={"name": "柳小南", "identity_number": number(8)})
    assert "是冒充的，换成了真的" in yard.up(two).sentence
    with school.operation("x", OFFICE) as write:
        write.insert(Event, kind="told", day="2026-09-11")
    assert {card.name for card in list_pupils(school)} >= {"贺小北", "柳小南"}
    yard.down()
    yard.up(school)


def test_a_lie_that_the_school_had_passed_on(yard: Yard) -> None:
    """The bureau has it from the very school that brings the true entries later."""
    school, two = yard.school, yard.two
    assert two.last_written is not None
    run, n = two.last_written
    told = {"kind": "told", "day": "2026-09-10"}
    operation = yard.liar.operation(run, n + 1)
    lies = [yard.liar.row("event", told, run=run, n=n + more, op=n + 1) for more in range(1, 30)]
    yard.liar.give(yard.liar.seal(*lies, operations=(operation,), **yard.as_class()))
    assert yard.up(school).added >= len(lies)
    child = add_pupil(two, actor=TEACHER, class_id=yard.other,
                      values={"name": "柳小南", "identity_number": number(8)}).id
    yard.up(two)
    assert "是冒充的，换成了真的" in yard.up(school).sentence
    with yard.bureau.session() as session:
        found = session.get_one(PupilRow, child)
        assert (found.name, found.author) == ("柳小南", TEACHER.name)
    assert yard.up(school).status == "already"
    yard.down()


def test_who_changes_what_it_told_itself_is_refused(yard: Yard) -> None:
    """As journal.md §2 has it, where nobody says that he was lied to; and only of its own word."""
    told = {"kind": "told", "day": "2026-09-10"}
    yard.lie(first := yard.liar.row("event", told))
    entry = read_entry(first)
    other = yard.liar.row("event", told, run=entry.run, n=entry.n, op=entry.n, row="7" * 32)
    assert yard.liar.refused(other, **yard.as_class()) == "tampering"
    with yard.school.session() as session:
        run, _, count = session.get_one(PupilRow, yard.child).tips.split()[0].partition(":")
    n = int(count)
    theirs = yard.liar.row("event", told, run=run, n=n, op=n, row="7" * 32)
    assert "占着别处" in yard.liar.left_out(
        theirs, meta={"retold": [[run, 1, n + 1], [run], "x", [0, 1, 2]]}, **yard.as_class())


def test_a_school_that_the_class_takes_for_its_own(yard: Yard) -> None:
    """Its id follows from its public code; only the bureau knows that it stands elsewhere."""
    school, bureau = yard.school, yard.bureau
    code = "9901020099"
    yard.bench.kit(bureau, school="丁校", school_code=code)
    theirs = row_id("", "unit", [code])
    for said in ({"same_as": school.home}, {"parent": school.home}):
        yard.lie(yard.liar.row("unit", {"name": "丁校", **said}, row=theirs, home=theirs),
                 yard.liar.row("visit", {"day": "2026-09-10"}, home=theirs))
        received = yard.up(school)
        assert "说的是别的学校的学生或班级，没有收。" in received.sentence
        with bureau.session() as session:
            assert session.get_one(Unit, theirs).parent == bureau.home
            assert not [row for row in living(session, Visit) if row.home == theirs]
    add_pupil(school, actor=OFFICE, class_id=yard.room,
              values={"name": "柳小南", "identity_number": number(8)})
    yard.up(school)
    assert "柳小南" in {card.name for card in list_pupils(bureau)}
    # Rows of it alone, of which no record says whose it is, are no mistake of the school's.
    assert yard.liar.refused(yard.liar.row("visit", {"day": "2026-09-10"}, home="e" * 32),
                             writer=school, reader=bureau) == "foreign_home"


def test_of_a_child_of_another_school_the_school_passes_nothing_on(yard: Yard) -> None:
    """Else the bureau would have to refuse, or leave out, what an honest school sends."""
    theirs = row_id("e" * 32, "pupil", [number(9), "齐小东"])
    for lie in (yard.liar.row("visit", {"pupil": theirs, "day": "2026-09-10"}),
                yard.liar.row("pupil", {"name": "假", "same_as": theirs}, row="7" * 32,
                              about="7" * 32),
                yard.liar.row("return", {"unit": "e" * 32, "kind": "月报", "period": "2026-10"},
                              row=row_id("e" * 32, "return", ["e" * 32, "月报", "2026-10"]))):
        assert "没有收。" in yard.liar.left_out(lie, **yard.as_class())
    assert yard.liar.refused(yard.liar.row("visit", {"day": "2026-09-10"}, home="e" * 32),
                             **yard.as_class()) == "foreign_home"
    assert yard.up(yard.school).status in ("imported", "already")


def test_what_it_says_of_another_class_is_believed_and_named(yard: Yard) -> None:
    """As journal.md §7 has it; the record of it bears its name, and nothing is lost."""
    school = yard.school
    with school.session() as session:
        tips = session.get_one(PupilRow, yard.child).tips
    received = yard.lie(
        yard.liar.row("pupil", {"name": "改了"}, row=yard.child, about=yard.child,
                      prior=tuple(tips.split())),
        yard.liar.row("mark", {"pupil": yard.child, "day": "2026-09-10", "part": "全天",
                               "kind": "旷课"}))
    report = report_of(school, received.digest)
    assert report is not None
    (others,) = [part for part in report.sections if part.kind == "others"]
    assert [line.pupil for line in others.lines] == [yard.child]
    assert {card.name for card in list_pupils(school)} >= {"改了"}


def test_what_it_writes_in_its_schools_name_is_named_and_reaches_nobody_above(yard: Yard) -> None:
    """A receipt, a correction, leave to read, a transfer: a class writes none of the last three."""
    school, home, bureau = yard.school, yard.school.home, yard.bureau
    note_went(bureau, digest="a" * 64, unit=home, class_id=None, attachments=["b" * 64])
    received = yard.lie(
        yard.liar.row("receipt", {"digest": "a" * 64, "unit": bureau.home, "day": "2026-09-10"}),
        yard.liar.row("grant", {"pupil": yard.child, "unit": home, "day": "2026-09-10",
                                "scope": "file"}),
        yard.liar.row("correction", {"unit": bureau.home, "target": bureau.home,
                                     "target_table": "unit", "sentence": "改",
                                     "day": "2026-09-10"}),
        yard.liar.row("transfer", {"pupil": yard.child, "kind": "转学", "day": "2026-09-10",
                                   "from_unit": home, "to_unit": "e" * 32}))
    assert "有3条是以学校名义写的" in received.sentence
    yard.down()
    yard.up(school)
    assert corrections.requests(bureau) == []
    assert passages(bureau).lines == ()
    assert not [row for row in export_rows(bureau, down_rows(bureau, unit=home)).entries
                if b'"table":"grant"' in row and bureau.home.encode() in row]


def test_a_class_is_no_other_seat(yard: Yard) -> None:
    """It certifies itself as the other class, as its school, as the bureau's, and a friend."""
    school, friend = yard.school, MachineKeys.generate()
    keys = trust.machine_keys(yard.one)
    chain = certificates.parse_chain(school.local("certificate").get(keys.public.sign))
    rows = yard.liar.row("event", {"kind": "told", "day": "2026-09-10"})
    for unit, kind, class_id in ((school.home, "class", yard.other), (school.home, "class", None),
                                 (school.home, "school", None),
                                 (yard.bureau.home, "bureau", None)):
        for whose in (friend, keys):
            given = certificates.issue(keys, whose.public, unit=unit, unit_name=SCHOOL, kind=kind,
                                       valid_from=DAY, class_id=class_id,
                                       class_name="2班" if class_id else "")
            said = yard.as_class(unit=unit, kind=kind, class_id=class_id, signer=whose,
                                 chain=(given, *chain))
            assert yard.liar.refused(rows, **said) in ("certificate_scope", "certificate_wrong")
    # Its own certificate, and another class or the school in the heading.
    for said in ({"class_id": yard.other}, {"class_id": None, "kind": "school"},
                 {"unit": yard.bureau.home}):
        assert yard.liar.refused(rows, **yard.as_class(**said)) == "certificate_scope"
