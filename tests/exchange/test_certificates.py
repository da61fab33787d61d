"""Who may speak for whom, and what clocks and lost computers do to it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from exchange_samples import (
    BUREAU,
    CENTER,
    CLASS,
    SCHOOL,
    TODAY,
    bureau_trust,
    class_certificate,
    keys,
    school_trust,
    unit_certificate,
)

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import canonical, certificates
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.certificates import (
    Certificate,
    Chain,
    chain_as_json,
    parse_chain,
    read_revocations,
    revoke,
)
from kongchuo_desktop.exchange.trust import Anchor, Trust, holds, standing


def _code(holder: str, chain: Chain, trust: Trust) -> str:
    with pytest.raises(KnownError) as caught:
        standing(keys(holder).public, chain, trust)
    assert caught.value.kept
    assert caught.value.todo
    return caught.value.code


def test_a_class_certified_by_its_school_speaks_for_that_class_alone() -> None:
    found = standing(keys("class").public, (class_certificate(),), school_trust())
    assert found is not None
    assert (found.unit, found.class_id, found.superior) == (SCHOOL, CLASS, False)


def test_nobody_certified_means_waiting_not_refusing() -> None:
    assert standing(keys("class").public, (), school_trust()) is None
    stranger = class_certificate(issuer="stranger")
    assert standing(keys("class").public, (stranger,), school_trust()) is None


def test_own_and_superior_keys_need_no_certificate() -> None:
    trust = school_trust()
    above = Anchor(keys("bureau").public, BUREAU, "云岭县教育局", "bureau", superior=True)
    trust = replace(trust, anchors=(*trust.anchors, above))
    own, bureau = (standing(keys(who).public, (), trust) for who in ("school", "bureau"))
    assert own is not None
    assert bureau is not None
    assert (own.superior, bureau.superior) == (False, True)


def test_a_certificate_given_later_counts_for_the_package_that_waits() -> None:
    trust = replace(school_trust(), issued={keys("class").public.sign: (class_certificate(),)})
    assert standing(keys("class").public, (), trust) is not None


def test_a_chain_of_three_reaches_the_bureau() -> None:
    chain = (
        unit_certificate("center", "school", SCHOOL, "school"),
        unit_certificate("bureau", "center", CENTER, "center"),
    )
    found = standing(keys("school").public, chain, bureau_trust())
    assert found is not None
    assert found.unit == SCHOOL
    assert standing(keys("school").public, chain[:1], bureau_trust()) is None
    assert parse_chain(chain_as_json(chain)) == chain


@pytest.mark.parametrize(
    "chain",
    [
        # A school for a unit that is not below it.
        lambda: (
            unit_certificate("school", "other", "e" * 32, "school"),
            unit_certificate("bureau", "school", SCHOOL, "school"),
        ),
        # A school that makes a bureau of somebody.
        lambda: (
            unit_certificate("school", "other", SCHOOL, "bureau"),
            unit_certificate("bureau", "school", SCHOOL, "school"),
        ),
        # A centre for a class of a school that only lies below it.
        lambda: (
            class_certificate("center", "other"),
            unit_certificate("bureau", "center", CENTER, "center"),
        ),
        # A class that certifies.
        lambda: (
            class_certificate("class", "other"),
            class_certificate("school", "class"),
            unit_certificate("bureau", "school", SCHOOL, "school"),
        ),
        # A class that is no class in particular.
        lambda: (
            unit_certificate("school", "other", SCHOOL, "class"),
            unit_certificate("bureau", "school", SCHOOL, "school"),
        ),
        # A school certificate for a unit of another bureau.
        lambda: (unit_certificate("bureau", "other", "e" * 32, "school"),),
    ],
)
def test_nobody_gives_more_than_he_has(chain: object) -> None:
    assert callable(chain)
    assert _code("other", chain(), bureau_trust()) == "certificate_scope"


def test_a_class_machine_as_the_reader_certifies_nobody() -> None:
    own = Anchor(keys("class").public, SCHOOL, "青石镇中心学校", "class", False, CLASS)
    chain = (class_certificate("class", "other"),)
    assert _code("other", chain, Trust((own,), TODAY)) == "certificate_scope"


def _altered(certificate: Certificate, **said: object) -> Certificate:
    body = canonical.decode(certificate.body, limit=4096) | said
    source = {"body": canonical.encode(body).decode(), "signature": certificate.signature}
    return Certificate.parse(source)


@pytest.mark.parametrize(
    "said", [{"class_id": None, "kind": "school"}, {"valid_to": "2046-01-01"}, {"serial": "0" * 32}]
)
def test_an_altered_certificate_is_refused(said: dict[str, object]) -> None:
    chain = (_altered(class_certificate(), **said),)
    assert _code("class", chain, school_trust()) == "certificate_wrong"


def test_a_certificate_of_other_keys_is_refused() -> None:
    assert _code("other", (class_certificate(),), school_trust()) == "certificate_wrong"


def test_fields_of_later_versions_survive() -> None:
    school = keys("school")
    body = canonical.decode(class_certificate().body, limit=4096) | {"later": [1]}
    raw = canonical.encode(body)
    chain = parse_chain([{"body": raw.decode(), "signature": school.sign("certificate", raw)}])
    assert parse_chain(chain_as_json(chain))[0].body == raw
    assert standing(keys("class").public, chain, school_trust()) is not None


def test_revocation_holds_for_the_issuers_own_certificates() -> None:
    certificate = class_certificate()
    listed = revoke(keys("school"), [certificate.serial], made=TODAY)
    trust = replace(school_trust(), revoked=read_revocations(listed, {keys("school").public.sign}))
    assert _code("class", (certificate,), trust) == "certificate_revoked"
    assert standing(keys("class").public, (class_certificate(),), trust) is not None
    foreign = read_revocations(
        revoke(keys("other"), [certificate.serial], made=TODAY), {keys("other").public.sign}
    )
    trust = replace(school_trust(), revoked=foreign)
    assert standing(keys("class").public, (certificate,), trust) is not None


def test_what_was_taken_back_stays_so_under_new_keys() -> None:
    """Once the school has keys of its own anew, nobody in its eyes gave the certificate."""
    certificate = class_certificate()
    known = replace(school_trust(), anchors=(replace(school_trust().anchors[0],
                                                     keys=keys("other").public),))
    assert standing(keys("class").public, (certificate,), known) is None
    taken = replace(known, revoked=frozenset({(certificate.issuer, certificate.serial)}))
    assert _code("class", (certificate,), taken) == "certificate_revoked"


def test_a_revoked_centre_takes_its_schools_along() -> None:
    center = unit_certificate("bureau", "center", CENTER, "center")
    chain = (unit_certificate("center", "school", SCHOOL, "school"), center)
    trust = replace(bureau_trust(), revoked=frozenset({(center.issuer, center.serial)}))
    assert _code("school", chain, trust) == "certificate_revoked"


def test_a_chain_may_go_on_above_the_anchor_at_which_it_ends() -> None:
    """Whoever certifies hands on the certificates of its own, up to keys the reader never saw."""
    chain = (
        class_certificate(),
        unit_certificate("center", "school", SCHOOL, "school"),
        unit_certificate("bureau", "center", CENTER, "center"),
    )
    found = standing(keys("class").public, chain, school_trust())
    assert found is not None
    assert found.class_id == CLASS
    assert holds(chain, keys("class").public, school_trust())
    assert not holds(chain, keys("school").public, school_trust())
    assert not holds((), keys("class").public, school_trust())


def _below_bureau() -> Trust:
    """A school whose kit came from the bureau's first computer."""
    above = Anchor(keys("bureau").public, BUREAU, "云岭县教育局", "bureau", superior=True)
    return replace(school_trust(), anchors=(*school_trust().anchors, above))


def test_another_computer_of_the_superior_is_a_superior() -> None:
    second = unit_certificate("bureau", "second", BUREAU, "bureau")
    third = unit_certificate("second", "third", BUREAU, "bureau")
    for holder, chain in (("second", (second,)), ("third", (third, second))):
        found = standing(keys(holder).public, chain, _below_bureau())
        assert found is not None
        assert (found.unit, found.superior) == (BUREAU, True)


def test_no_other_unit_is_a_superior_for_a_certificate_of_the_superior() -> None:
    trust = replace(_below_bureau(), within=lambda unit, top: top == BUREAU)
    for held in (unit_certificate("bureau", "other", CENTER, "center"),
                 unit_certificate("bureau", "other", SCHOOL, "school")):
        found = standing(keys("other").public, (held,), trust)
        assert found is not None
        assert not found.superior


def test_a_school_that_became_a_central_school_certifies_its_other_computer() -> None:
    held = unit_certificate("school", "second", SCHOOL, "center")
    assert standing(keys("second").public, (held,), school_trust()) is not None
    strange = unit_certificate("school", "second", SCHOOL, "bureau")
    assert _code("second", (strange,), school_trust()) == "certificate_scope"


def test_an_expired_certificate_that_is_known_gives_way_to_a_newer_one() -> None:
    late = TODAY + certificates.VALID
    known = class_certificate(valid_from=date(2026, 9, 1))
    trust = replace(school_trust(late), issued={keys("class").public.sign: (known,)})
    assert _code("class", (), trust) == "certificate_expired"
    newer = class_certificate(valid_from=TODAY)
    assert standing(keys("class").public, (newer,), trust) is not None
    taken = replace(trust, today=TODAY, revoked=frozenset({(known.issuer, known.serial)}))
    assert _code("class", (newer,), taken) == "certificate_revoked"


def test_a_forged_revocation_list_is_refused() -> None:
    listed = revoke(keys("other"), [], made=TODAY)
    with pytest.raises(MalformedError):
        read_revocations(listed, {keys("school").public.sign})
    mine = revoke(keys("school"), ["0" * 32], made=TODAY)
    with pytest.raises(MalformedError):
        read_revocations(
            mine | {"body": mine["body"].replace("0" * 32, "1" * 32)},
            {keys("school").public.sign},
        )


@pytest.mark.parametrize(
    ("today", "accepted"),
    [
        (date(2009, 1, 1), True),  # the reader's battery is empty
        (date(2026, 8, 31), True),  # the issuer's clock ran ahead
        (date(2026, 9, 1) + certificates.VALID, True),
        (date(2026, 9, 2) + certificates.VALID, False),
        (date(2041, 1, 1), False),
        (date(2046, 1, 1), True),  # more than ten years over: the clock is wrong
    ],
)
def test_expiry_is_judged_only_by_a_believable_clock(today: date, accepted: bool) -> None:
    chain = (class_certificate(),)
    if accepted:
        assert standing(keys("class").public, chain, school_trust(today)) is not None
    else:
        assert _code("class", chain, school_trust(today)) == "certificate_expired"


def test_a_certificate_from_a_computer_that_lives_in_2009_does_not_expire() -> None:
    chain = (class_certificate(valid_from=date(2019, 1, 1)),)
    later = date(2019, 1, 1) + certificates.VALID + timedelta(days=1000)
    assert standing(keys("class").public, chain, school_trust(later)) is not None
