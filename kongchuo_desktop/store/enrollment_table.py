"""The projected table of what the 学籍 template asks beyond the roster."""

from sqlmodel import Field

from kongchuo_desktop.store.projected import Projected


class Enrollment(Projected, table=True):
    """What the 学籍 template asks of a pupil beyond the pupil's own row (paperwork §13.1)."""

    __tablename__ = "enrollment"
    KEY = ("pupil",)
    QUIET = frozenset({
        "mail_address", "home_address", "postcode", "email", "homepage", "talent", "distance",
        "travel", "member1_address", "member2_address", "member1_work", "member2_work",
        "member1_duty", "member2_duty",
    })

    pupil: str | None = Field(default=None, index=True)
    school_code: str | None = None
    birth_place: str | None = None
    native_place: str | None = None
    nationality: str | None = None
    identity_kind: str | None = None
    identity_until: str | None = None
    overseas: str | None = None
    health: str | None = None
    political_status: str | None = None
    residence_kind: str | None = None
    entry_month: str | None = None
    """``YYYY-MM``, or a whole day where the source gives one."""
    entry_way: str | None = None
    attending: str | None = None
    mail_address: str | None = None
    home_address: str | None = None
    postcode: str | None = None
    only_child: bool | None = None
    preschool: bool | None = None
    left_behind: str | None = None
    """By the 学籍 definition (parents away three months or more): ``非留守``, ``单亲留守``,
    ``双亲留守``."""
    left_behind_civil: str | None = None
    """By the civil-affairs definition (both away, or one away and the other unable), as the source
    says it; never worked out from ``left_behind``."""
    needs_aid: bool | None = None
    receives_aid: bool | None = None
    martyr: bool | None = None
    distance: str | None = None
    """Way to school in km, as written."""
    travel: str | None = None
    school_bus: bool | None = None
    seat_bought: bool | None = None
    special_class: str | None = None
    disability: str | None = None
    name_pinyin: str | None = None
    blood: str | None = None
    talent: str | None = None
    auxiliary_number: str | None = None
    origin: str | None = None
    email: str | None = None
    homepage: str | None = None
    member1_note: str | None = None
    member1_address: str | None = None
    member1_residence: str | None = None
    member1_guardian: bool | None = None
    member1_identity_kind: str | None = None
    member1_identity_number: str | None = None
    member1_ethnicity: str | None = None
    member1_work: str | None = None
    member1_duty: str | None = None
    member2_note: str | None = None
    member2_address: str | None = None
    member2_residence: str | None = None
    member2_guardian: bool | None = None
    member2_identity_kind: str | None = None
    member2_identity_number: str | None = None
    member2_ethnicity: str | None = None
    member2_work: str | None = None
    member2_duty: str | None = None
