"""Keys survive the store, tell themselves apart, and keep their secrets to themselves."""

import re

import pytest
from exchange_samples import keys

from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.keys import MachineKeys, PublicKeys


def test_keys_come_back_from_the_store() -> None:
    mine = keys("a")
    again = MachineKeys.parse(mine.as_json())
    assert again == mine
    assert PublicKeys.parse(mine.public.as_json()) == again.public


def test_secrets_do_not_show_in_a_log_line() -> None:
    mine = keys("a")
    assert mine.identity not in repr(mine)
    assert mine.signing.hex() not in repr(mine)
    assert repr(mine.signing) not in repr(mine)


def test_a_signature_is_for_one_purpose_one_body_and_one_key() -> None:
    signature = keys("a").sign("package", b"body")
    assert keys("a").public.verify("package", b"body", signature)
    assert not keys("a").public.verify("kit", b"body", signature)
    assert not keys("a").public.verify("package", b"Body", signature)
    assert not keys("b").public.verify("package", b"body", signature)
    assert not keys("a").public.verify("package", b"body", signature[:-2])
    assert not keys("a").public.verify("package", b"body", "not hex")


def test_check_code_reads_well_and_depends_on_both_keys() -> None:
    a, b = keys("a").public, keys("b").public
    assert re.fullmatch(r"\d{4} \d{4}", a.check_code)
    assert PublicKeys(a.sign, a.seal).check_code == a.check_code
    codes = {p.check_code for p in (a, b, PublicKeys(a.sign, b.seal), PublicKeys(b.sign, a.seal))}
    assert len(codes) == 4


def test_check_code_never_changes_between_versions() -> None:
    known = PublicKeys("00" * 32, "age1" + "q" * 58)
    assert known.check_code == "9012 0550"


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"sign": "0" * 64},
        {"sign": "0" * 64, "seal": "age1short"},
        {"sign": "F" * 64, "seal": "age1"},
        {"sign": 5, "seal": None},
    ],
)
def test_broken_public_keys_are_refused(broken: dict[str, object]) -> None:
    with pytest.raises(MalformedError):
        PublicKeys.parse(broken)


def test_a_broken_identity_is_refused() -> None:
    with pytest.raises(MalformedError):
        MachineKeys.parse({**keys("a").as_json(), "identity": "AGE-SECRET-KEY-1NOTHING"})
