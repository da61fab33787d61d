"""Papers that name nobody: what was typed is searched, and no list or file says who it was."""

from io import BytesIO

import pytest
from people import NOW, TEACHER
from pypdf import PdfReader
from registers import seat

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import papers
from kongchuo_desktop.operations.anonymity import names_beside
from kongchuo_desktop.operations.paper_files import paper_file_name
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.roster import edit_pupil, list_pupils
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
FORM = "typical_case"


@pytest.fixture
def child(class_store: Store) -> str:
    pupil = seat(class_store, 1)
    (card,) = (card for card in list_pupils(class_store) if card.id == pupil)
    edit_pupil(class_store, actor=TEACHER, pupil=pupil, prior=card.tips, values={
        "name": "样小禾", "guardian1_name": "样大田", "guardian1_phone": "000-1234567",
        "address": "云岭县青石镇樟木村三组", "household_address": "云岭县河口乡柳湾社区"})
    return pupil


def draft(store: Store, pupil: str, **asked: object) -> papers.DraftPaper:
    return papers.draft_papers(store, form_id=FORM, pupils=[pupil], day=TODAY, asked=asked)[0]


@pytest.mark.parametrize(("typed", "word"), [
    ("样小禾同学回来了", "样小禾"), ("样　小 禾", "样小禾"), ("小禾的成绩上来了", "小禾"),
    ("父亲样大田", "样大田"), ("电话000-1234567", "000-1234567"), ("家住樟木村", "樟木村"),
    ("樟木的山路", "樟木"), ("柳湾社区干部", "柳湾社区"),
    ("邻居13800000000", "13800000000"), ("990102201305060011", "990102201305060011"),
])
def test_what_tells_who_it_is_is_refused_with_its_place(
    class_store: Store, child: str, typed: str, word: str
) -> None:
    assert draft(class_store, child, story=typed).telling == {word: "经过（不写姓名、号码、住址）"}
    with pytest.raises(KnownError) as refused:
        papers.issue_papers(class_store, actor=TEACHER, form_id=FORM, pupils=[child], day=TODAY,
                            asked={"story": typed})
    assert refused.value.code == "names_child"
    assert word in refused.value.sentence
    assert "经过" in refused.value.sentence
    assert paper_register(class_store) == []


def test_what_tells_nothing_is_issued(class_store: Store, child: str) -> None:
    assert not draft(class_store, child, story="某某的爷爷在某村，村里三组的人都来劝。").telling


def test_other_forms_name_the_child(class_store: Store, child: str) -> None:
    found = papers.draft_papers(class_store, form_id="case_plan", pupils=[child], day=TODAY,
                                asked={"analysis": "样小禾不想上学"})[0]
    assert found.telling == {}


def test_neither_file_nor_register_nor_queue_says_who_it_was(
    class_store: Store, child: str
) -> None:
    (paper,) = papers.issue_papers(class_store, actor=TEACHER, form_id=FORM, pupils=[child],
                                   day=TODAY, asked={"story": "某某回来了。"}).papers
    (notice,) = papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice",
                                    pupils=[child], day=TODAY).papers
    names = names_beside(class_store, [paper, notice])
    assert names == {paper.id: "某某", notice.id: "样小禾"}
    assert "样小禾" not in paper_file_name(paper, pupil=names[paper.id])
    pdf = papers.reprint(class_store, paper=paper.id)
    reader = PdfReader(BytesIO(pdf))
    said = "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    assert "小禾" not in said.replace(" ", "")
