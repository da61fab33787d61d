"""Who issues which paper to whom, as each document has it (requirements.md §2a, §2b)."""

import pytest

from kongchuo_desktop.domain.policy.model import DutyBinding, PaperBinding
from kongchuo_desktop.store.policies import load_book

BOOK = load_book()
NOTICES = {
    # the school's own
    ("XY24", "R095"): ("义务教育劝学通知书", "school", ("guardian",)),
    ("D09", "R040"): ("劝学书", "school", ("guardian",)),
    ("D01", "R101"): ("入学通知书", "school", ("guardian",)),
    # the township's, the school helps
    ("LX16", "R098"): ("返校通知书", "township", ("guardian",)),
    ("D08", "R105"): ("辍学生返校通知书", "township", ("guardian",)),
    ("D09", "R106"): ("复学通知书", "township", ("guardian",)),
    ("D10", "R107"): ("入学（复学）通知书", "township", ("guardian",)),
    ("D10", "R108"): ("限期复学通知书", "township", ("guardian",)),
    ("D12", "R109"): ("限期复学通知书", "township", ("guardian",)),
    # the same title from the county's office, to two addressees
    ("D05", "R104"): ("辍学生返校通知书", "county_desk", ("township", "guardian")),
    # to the village committee
    ("D01", "R102"): ("致村（居）委会的通知", "school", ("village",)),
    ("D02", "R103"): ("致村（居）委会的通知", "head_teacher", ("village",)),
    # reports
    ("XY24", "R110"): ("义务教育辍学报告书", "school", ("township",)),
    ("GD18", "R115"): ("书面报告", "school", ("county",)),
    ("D04", "R036"): ("家访情况书面报告", "head_teacher", ("office",)),
    ("D05", "R117"): ("辍学生花名册", "head_teacher", ("school", "county_desk")),
    ("D05", "R298"): ("辍学生复学报告书", "school", ("township",)),
    ("D07", "R118"): ("文山县第一初级中学义务教育阶段学生辍学报告单", "head_teacher", ("office",)),
    ("D09", "R120"): ("学生辍学报告书", "school", ("center_school", "township")),
    ("D10", "R121"): ("学生失学辍学信息报告", "school", ("county", "township")),
    ("D10", "R481"): ("提请批评教育建议书", "school", ("township",)),
    ("SN22", "R181"): ("开学工作统计报表", "school", ("county_desk",)),
    ("SN22", "R182"): ("控辍保学情况材料", "school", ("county",)),
    ("XC20", "R304"): ("书面报告", "county", ("leading_group",)),
}
REPORTED = {
    # to whom a child that stays away is reported by the school: one, either, or both
    ("XY24", "R110/report"): [("township",)],
    ("XY24", "R111/report"): [("county",), ("township",)],
    ("LX16", "R113/report"): [("township",), ("county",)],
    ("D09", "R120/report"): [("center_school", "township")],
    ("D05", "R117/report"): [("county",)],
}


@pytest.mark.parametrize(("profile", "row"), NOTICES, ids="/".join)
def test_title_issuer_and_addressees_are_the_documents(profile: str, row: str) -> None:
    found = [(paper.title, paper.issuer, paper.to)
             for clause in BOOK.policies[profile].clauses if clause.id == row
             for paper in clause.bindings if isinstance(paper, PaperBinding)]
    assert NOTICES[profile, row] in found


@pytest.mark.parametrize(("profile", "name"), REPORTED, ids="/".join)
def test_a_report_is_done_when_all_its_addressees_have_it(profile: str, name: str) -> None:
    duty = BOOK.effective(profile).by_name[name].binding
    assert isinstance(duty, DutyBinding)
    parts = getattr(duty.done, "parts", (duty.done,))
    assert [part.fields["to"] for part in parts] == REPORTED[profile, name]


def test_a_title_that_two_documents_share_has_two_issuers() -> None:
    issuers = {profile: BOOK.effective(profile).papers("辍学生返校通知书")[0].issuer
               for profile in ("D05", "D08")}
    assert issuers == {"D05": "county_desk", "D08": "township"}
