"""The tree of units: what stands under what, joined units being one, circles ending nowhere."""

from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.unit_tree import UnitTree

COUNTY = [("bureau", None), ("center", "bureau"), ("village", "center"), ("town", "bureau")]


def test_a_village_school_stands_under_its_center_and_the_bureau() -> None:
    tree = UnitTree(COUNTY, {})
    assert tree.above("village") == ("center", "bureau")
    assert tree.below("center") == {"center", "village"}
    assert tree.within("village", "bureau")
    assert not tree.within("town", "center")
    assert not tree.within("stranger", "bureau")


def test_a_joined_unit_stands_where_either_of_its_records_does() -> None:
    tree = UnitTree([*COUNTY, ("provisional", None)], {"provisional": "village",
                                                       "village": "village"})
    assert tree.read("provisional") == "village"
    assert tree.within("provisional", "center")
    assert tree.below("center") == {"center", "village"}


UNITS = st.sampled_from("abcdef")


@given(st.lists(st.tuples(UNITS, st.one_of(st.none(), UNITS)), max_size=9),
       st.dictionaries(UNITS, UNITS, max_size=2), UNITS)
def test_what_is_below_is_what_is_within_whatever_was_tied_to_a_circle(
    rows: list[tuple[str, str | None]], joined: dict[str, str], top: str
) -> None:
    same = joined | {read: read for read in joined.values()}
    tree = UnitTree(rows, same)
    known = {tree.read(unit) for row in rows for unit in row if unit} | {tree.read(top)}
    assert tree.below(top) == {unit for unit in known if tree.within(unit, top)}
