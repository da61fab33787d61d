"""What a package may say of units that its reader does not know."""

from collections.abc import Iterable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.journal import Entry, write_entry
from kongchuo_desktop.domain.unit_claims import UnitClaims, claims_of

SIGNER, VILLAGE, DEEPER, OTHER = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
UNITS = [SIGNER, VILLAGE, DEEPER, OTHER]


def _entry(row: str, *, home: str | None = None, table: str = "unit",
           values: Mapping[str, object] | None = None) -> Entry:
    return write_entry(run="0" * 16, n=1, op=1, table=table, row=row, home=home or row, about=None,
                       prior=(), values=values or {}, at=1, schema=1)


def _under(unit: str, claims: UnitClaims, known: Iterable[str] = (SIGNER,)) -> bool:
    return claims.stands_within(unit, SIGNER, known=lambda one: one in known,
                        within=lambda one, top: one == top)


def test_a_new_school_below_the_signer_is_the_signers() -> None:
    claims = claims_of([_entry(VILLAGE, values={"name": "某村小", "parent": SIGNER}),
                        _entry(DEEPER, values={"parent": VILLAGE})])
    assert _under(VILLAGE, claims)
    assert _under(DEEPER, claims)
    assert not _under(OTHER, claims)


def test_a_provisional_home_joined_to_the_signer_is_the_signers() -> None:
    assert _under(VILLAGE, claims_of([_entry(VILLAGE, values={"same_as": SIGNER})]))


def test_a_unit_that_the_reader_knows_cannot_be_claimed() -> None:
    claims = claims_of([_entry(VILLAGE, values={"parent": SIGNER}),
                        _entry(DEEPER, values={"parent": VILLAGE})])
    assert not _under(VILLAGE, claims, known=(SIGNER, VILLAGE))
    assert not _under(DEEPER, claims, known=(SIGNER, VILLAGE))


def test_only_the_row_of_a_unit_in_its_own_home_claims() -> None:
    strange = [_entry(VILLAGE, home=SIGNER, values={"parent": SIGNER}),
               _entry(DEEPER, table="class", values={"same_as": SIGNER}),
               _entry(OTHER, values={"parent": None, "same_as": 7})]
    assert not claims_of(strange).above


@given(st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS))))
def test_circles_end_and_the_order_does_not_matter(pairs: list[tuple[str, str]]) -> None:
    entries = [_entry(unit, values={"parent": above}) for unit, above in pairs]
    there, back = claims_of(entries), claims_of(entries[::-1])
    found = [_under(unit, there) for unit in UNITS]
    assert found == [_under(unit, back) for unit in UNITS]
    reached = {SIGNER}
    for _ in UNITS:
        reached |= {unit for unit, above in pairs if above in reached}
    assert found == [unit in reached for unit in UNITS]
