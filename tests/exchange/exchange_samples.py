"""Invented units, keys and packages that the tests of this room share."""

import hashlib
from datetime import date, datetime
from functools import cache

from kongchuo_desktop.exchange import certificates, package
from kongchuo_desktop.exchange.certificates import Certificate
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.exchange.package import Heading, Reader, Sender
from kongchuo_desktop.exchange.trust import Anchor, Trust

BUREAU, CENTER, SCHOOL, CLASS = "b" * 32, "c" * 32, "5" * 32, "7" * 32
TODAY = date(2026, 9, 28)
PHOTO = b"\xff\xd8 an invented photograph"
CONTENT = Content(
    entries=(b'{"n":1,"set":{"name":"\xe4\xb9\xb0\xe4\xb9\xb0\xe6\x8f\x90"}}', b'{"n":2}'),
    operations=(b'{"kind":"visit"}',),
    runs=(b'{"run":"00"}',),
    attachments={hashlib.sha256(PHOTO).hexdigest(): PHOTO},
    counts={"pupils": 50, "cases": 4},
    meta={"gaps": ["缺1张送达回证"]},
)


@cache
def keys(who: str) -> MachineKeys:
    """The same keys for the same name throughout one test run."""
    assert who
    return MachineKeys.generate()


def class_certificate(
    issuer: str = "school", holder: str = "class", valid_from: date = date(2026, 9, 1)
) -> Certificate:
    return certificates.issue(
        keys(issuer),
        keys(holder).public,
        unit=SCHOOL,
        unit_name="青石镇中心学校",
        kind="class",
        class_id=CLASS,
        class_name="七年级1班",
        valid_from=valid_from,
    )


def unit_certificate(
    issuer: str,
    holder: str,
    unit: str,
    kind: certificates.Kind,
    valid_from: date = date(2026, 9, 1),
) -> Certificate:
    return certificates.issue(
        keys(issuer), keys(holder).public, unit=unit, unit_name=f"{holder}单位", kind=kind,
        valid_from=valid_from,
    )  # fmt: skip


def school_trust(today: date = TODAY) -> Trust:
    """The school's office: it trusts itself."""
    own = Anchor(keys("school").public, SCHOOL, "青石镇中心学校", "school", superior=False)
    return Trust((own,), today)


def bureau_trust(today: date = TODAY) -> Trust:
    own = Anchor(keys("bureau").public, BUREAU, "云岭县教育局", "bureau", superior=False)
    above = {(CENTER, BUREAU), (SCHOOL, BUREAU), (SCHOOL, CENTER)}
    return Trust((own,), today, within=lambda unit, top: unit == top or (unit, top) in above)


def heading(chain: certificates.Chain = (), sender: Sender | None = None) -> Heading:
    return Heading(
        kind="月报",
        sender=sender or Sender(SCHOOL, "青石镇中心学校", "class", CLASS, "七年级1班"),
        reader=Reader(SCHOOL, "青石镇中心学校教导处", keys("school").public.fingerprint),
        period="2026-09",
        made=datetime.fromisoformat("2026-09-28T16:40:05"),
        program="0.1.0",
        chain=chain,
    )


def class_package(content: Content = CONTENT, *, certified: bool = True) -> bytes:
    """A package of the class for its school."""
    chain = (class_certificate(),) if certified else ()
    return package.seal(content, heading(chain), keys("class"), [keys("school").public])
