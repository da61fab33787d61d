"""Papers of all subjects, batches, numbers in the school's own way, forms that fit a profile."""

from datetime import date
from pathlib import Path

import pytest
from people import DESK, NOW, OFFICE, TEACHER
from photos import photo_file

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import paper_numbers, papers
from kongchuo_desktop.operations.forms import OWN_FOLDER, form_by_id
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.paper_answers import read_answers
from kongchuo_desktop.operations.paper_check import verify_paper
from kongchuo_desktop.operations.paper_choices import teachers_to_name
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_forms import issuable_forms, papers_with_form
from kongchuo_desktop.operations.paper_register import kept_value, paper_code, paper_register
from kongchuo_desktop.operations.paper_shelf import names_apart
from kongchuo_desktop.operations.roster import edit_pupil, list_pupils
from kongchuo_desktop.operations.visits import VisitInput, add_visit
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Paper

TODAY = NOW.date()


def add_form(store: Store, name: str, *, subject: str, paper: str = "县里的一页", head: str = "",
             fields: str = "", text: str = "一页") -> None:
    """A county's form, laid beside the store."""
    folder = store.folder / OWN_FOLDER
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(
        f'id = "{name}"\npaper = "{paper}"\ntitle = "{paper}"\nfor = "{subject}"\nbasis = "县定"\n'
        f'{head}\n[page]\nsize = "A4"\n{fields}\n[[part]]\nname = "页"\n[[part.block]]\n'
        f'is = "text"\ntext = "{text}"\n', encoding="utf-8")


def field(name: str, source: str) -> str:
    return f'[[field]]\nname = "{name}"\nfrom = "{source}"\n'


def rows(store: Store) -> list[Paper]:
    with store.session() as session:
        return sorted(living(session, Paper), key=lambda paper: (paper.serial or 0, paper.row))


def test_a_class_paper_belongs_to_its_class(class_store: Store) -> None:
    add_form(class_store, "class_page", subject="class", fields=field("size", "class.size"),
             text="{size}")
    (room,) = load_world(class_store).classes
    for whom in ([Whom(class_id=room)], []):
        papers.issue_papers(class_store, actor=TEACHER, form_id="class_page", day=TODAY, whom=whom)
    assert {paper.class_id for paper in rows(class_store)} == {room}
    assert [paper.values for paper in rows(class_store)] == [
        {"size": 50, "title": "县里的一页"}] * 2
    with pytest.raises(KnownError) as refused:
        papers.issue_papers(class_store, actor=TEACHER, form_id="class_page", day=TODAY,
                            whom=[Whom(class_id="none")])
    assert refused.value.code == "no_class"


def test_each_named_teacher_gets_a_copy(school_store: Store) -> None:
    add_form(school_store, "pledge", subject="teacher", fields=field("who", "teacher.name"),
             text="{who}")
    with pytest.raises(KnownError) as refused:
        papers.issue_papers(school_store, actor=OFFICE, form_id="pledge", day=TODAY)
    assert refused.value.code == "no_teacher"
    with pytest.raises(KnownError) as refused:
        papers.issue_papers(school_store, actor=OFFICE, form_id="pledge", day=TODAY,
                            whom=[Whom(teacher="　")])
    assert refused.value.code == "no_teacher"
    issue = papers.issue_papers(school_store, actor=OFFICE, form_id="pledge", day=TODAY,
                                whom=[Whom(teacher="周老师"), Whom(teacher="吴老师")])
    assert len(issue.papers) == 2
    assert {(paper.values or {})["who"] for paper in rows(school_store)} == {"周老师", "吴老师"}


def test_head_teachers_are_offered_in_the_order_of_their_classes(school_store: Store) -> None:
    for label, name in (("一年级1班", "吴老师"), ("八年级1班", "周老师"), ("九年级1班", "")):
        add_class(school_store, actor=OFFICE, label=label, head_teacher=name)
    assert teachers_to_name(school_store) == ["吴老师", TEACHER.name]


def test_a_bureau_issues_its_own_papers(bureau_store: Store) -> None:
    add_form(bureau_store, "plan", subject="school", fields=field("who", "school.name"),
             text="{who}")
    (paper,) = papers.issue_papers(bureau_store, actor=DESK, form_id="plan", day=TODAY).papers
    assert paper.pupil is None
    assert paper_register(bureau_store)[0].form == "plan"


def test_a_class_batch_is_numbered_by_seat_in_one_operation(class_store: Store) -> None:
    (room,) = load_world(class_store).classes
    batch = papers.class_batch(class_store, class_id=room, day=TODAY)
    issue = papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice",
                                day=TODAY, whom=batch)
    seats = {card.id: card.values.get("seat") for card in list_pupils(class_store)}
    assert len(issue.papers) == len(batch) == 50
    assert [paper.serial for paper in issue.papers] == list(range(1, 51))
    given = [seats[paper.pupil or ""] for paper in issue.papers]
    seated = [int(str(seat)) for seat in given if seat]
    assert seated == sorted(seated)
    assert given[:len(seated)] == [seat for seat in given if seat]


def test_a_paper_of_a_batch_is_the_one_that_is_made_alone(class_store: Store) -> None:
    pupils = [card.id for card in list_pupils(class_store)][:4]
    together = papers.draft_papers(class_store, form_id="persuasion_notice", pupils=pupils,
                                   day=TODAY, user="周老师")
    papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice",
                        pupils=pupils[:3], day=TODAY)
    (alone,) = papers.draft_papers(class_store, form_id="persuasion_notice", pupils=pupils[3:],
                                   day=TODAY, user="周老师")
    assert alone.number == together[3].number
    assert alone.pdf == together[3].pdf


def test_nobody_gets_two_papers_of_one_batch_and_no_stranger_one(class_store: Store) -> None:
    one, other = sorted(load_world(class_store).pupils)[:2]
    made = papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice", day=TODAY,
                               pupils=[one], whom=[Whom(pupil=one)]).papers
    assert [paper.pupil for paper in made] == [one]
    visit = add_visit(class_store, actor=TEACHER, visit=VisitInput(
        pupil=other, day=TODAY, mode="家访", outcome="拒绝")).id
    for whom, code in ((Whom(pupil="0" * 32), "unknown_pupil"),
                       (Whom(pupil=one, visit=visit), "unknown_visit"),
                       (Whom(pupil=one, visit="0" * 32), "unknown_visit")):
        with pytest.raises(KnownError) as refused:
            papers.issue_papers(class_store, actor=TEACHER, form_id="visit_record", day=TODAY,
                                whom=[whom])
        assert refused.value.code == code
    assert len(rows(class_store)) == 1


def test_what_the_program_prints_is_not_issued_by_hand(school_store: Store) -> None:
    with pytest.raises(KnownError) as refused:
        papers.issue_papers(school_store, actor=OFFICE, form_id="kit_code", day=TODAY)
    assert refused.value.code == "program_form"
    offered = {choice.form.id for choice in issuable_forms(school_store, day=TODAY)}
    assert "persuasion_notice" in offered
    assert not offered & {"kit_code", "today_list", "recovery_page", "inspection"}


def test_answers_and_pictures_are_kept_with_the_paper(class_store: Store, tmp_path: Path) -> None:
    add_form(class_store, "asked", subject="pupil", text="{a}{b}{ticks:c}{d}", fields="""
[[field]]
name = "a"
label = "天数"
kind = "number"
[[field]]
name = "b"
kind = "date"
[[field]]
name = "c"
kind = "ticks"
choices = ["甲", "乙"]
[[field]]
name = "d"
kind = "lines"
[[field]]
name = "e"
kind = "picture"
""")
    photo = tmp_path / "门口.jpg"
    photo.write_bytes(photo_file())
    form = form_by_id(class_store, "asked")
    answers = read_answers(form, {"天数": "3", "b": "2026-09-20", "c": "甲、乙", "d": "好" * 200,
                                  "e": str(photo)})
    assert (answers["a"], answers["b"], answers["c"]) == (3, date(2026, 9, 20), ["甲", "乙"])
    pupil = list_pupils(class_store)[0].id
    papers.issue_papers(class_store, actor=TEACHER, form_id="asked", pupils=[pupil], day=TODAY,
                        asked=answers)
    (paper,) = rows(class_store)
    kept = paper.values or {}
    assert (kept["a"], kept["b"], kept["c"]) == (3, "2026-09-20", ["甲", "乙"])
    assert len(kept["e"]) == 64
    for wrong, code in (({"x": "1"}, "unknown_field"), ({"a": "三"}, "bad_answer"),
                        ({"b": "明天"}, "bad_answer"), ({"c": "丙"}, "bad_answer")):
        with pytest.raises(KnownError) as refused:
            read_answers(form, wrong)
        assert refused.value.code == code


def test_rows_typed_on_one_line_are_read_by_the_kind_of_each_column(
    class_store: Store, tmp_path: Path
) -> None:
    add_form(class_store, "plan", subject="school", fields=(
        '[[field]]\nname = "steps"\nlabel = "要办的事"\nkind = "rows"\n'
        'keys = ["what", "until:date", "photo:picture"]\nasked = true\n'))
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(photo_file())
    form = form_by_id(class_store, "plan")
    (first, second) = read_answers(
        form, {"要办的事": f"补课｜2026-09-30；送教材|2026-10-08|{photo}"})["steps"]
    assert first == {"what": "补课", "until": date(2026, 9, 30)}
    assert (second["what"], second["photo"][:2]) == ("送教材", b"\xff\xd8")
    with pytest.raises(KnownError) as refused:
        read_answers(form, {"steps": "补课｜月底"})
    assert refused.value.code == "bad_answer"
    assert "要办的事" in refused.value.sentence


NUMBERED = '\n[number]\nword = "义劝通字"\n'


def issue_one(store: Store, form: str) -> str:
    pupil = list_pupils(store)[0].id
    return papers.issue_papers(store, actor=TEACHER, form_id=form, pupils=[pupil],
                               day=TODAY).papers[0].number


def test_numbers_go_on_where_a_county_replaces_the_form(class_store: Store) -> None:
    assert issue_one(class_store, "persuasion_notice") == "义劝通字〔2026〕第七1-1号"
    add_form(class_store, "persuasion_notice", subject="case", paper="劝学通知书", head=NUMBERED)
    assert issue_one(class_store, "persuasion_notice") == "义劝通字〔2026〕第七1-2号"
    (class_store.folder / OWN_FOLDER / "persuasion_notice.toml").unlink()
    assert issue_one(class_store, "劝学通知书") == "义劝通字〔2026〕第七1-3号"


def test_a_schools_own_word_begins_its_own_series(class_store: Store) -> None:
    issue_one(class_store, "persuasion_notice")
    paper_numbers.choose_number_word(class_store, actor=TEACHER, form_id="persuasion_notice",
                                     word="青劝字")
    assert issue_one(class_store, "persuasion_notice") == "青劝字〔2026〕第七1-1号"
    paper_numbers.choose_number_word(class_store, actor=TEACHER, form_id="persuasion_notice",
                                     word="")
    assert issue_one(class_store, "persuasion_notice") == "义劝通字〔2026〕第七1-2号"


def test_numbers_are_written_as_the_school_wants(class_store: Store) -> None:
    paper_numbers.choose_number_style(class_store, actor=TEACHER, style="9704")
    assert issue_one(class_store, "persuasion_notice") == "义劝通字〔2026〕七1-1号"
    paper_numbers.choose_number_style(class_store, actor=TEACHER, style="")
    assert issue_one(class_store, "persuasion_notice") == "义劝通字〔2026〕第七1-2号"


@pytest.mark.parametrize("word", ["《》", "第一", "一 二", "字" * 13])
def test_a_word_that_would_spoil_numbers_is_refused(class_store: Store, word: str) -> None:
    with pytest.raises(KnownError) as refused:
        paper_numbers.choose_number_word(class_store, actor=TEACHER, form_id="persuasion_notice",
                                         word=word)
    assert refused.value.code == "bad_word"


def test_a_form_made_for_the_profile_goes_before_one_for_all(class_store: Store) -> None:
    add_form(class_store, "for_ours", subject="case", paper="返校告知", head='profiles = ["xy24"]')
    add_form(class_store, "for_all", subject="case", paper="返校告知")
    assert form_by_id(class_store, "返校告知").id == "for_ours"
    (class_store.folder / OWN_FOLDER / "for_ours.toml").unlink()
    add_form(class_store, "for_another", subject="case", paper="返校告知",
             head='profiles = ["d08"]')
    assert form_by_id(class_store, "返校告知").id == "for_all"
    assert "返校告知" in papers_with_form(class_store, policy="XY24")


def test_a_list_is_kept_by_its_digest_and_the_sheet_still_verifies(class_store: Store) -> None:
    add_form(class_store, "names", subject="class", fields=field("all", "class.pupil_rows"))
    (paper,) = papers.issue_papers(class_store, actor=TEACHER, form_id="names", day=TODAY).papers
    (kept,) = rows(class_store)
    assert len((kept.values or {})["all"]) == 64
    assert verify_paper(class_store, number=paper.id, code=paper.code).same
    name = list_pupils(class_store)[0].id
    edit_pupil(class_store, actor=TEACHER, pupil=name, prior=list_pupils(class_store)[0].tips,
               values={"name": "改了名"})
    (draft,) = papers.draft_papers(class_store, form_id="names", day=TODAY)
    assert paper_code("names", {k: kept_value(v) for k, v in draft.values.items()}) != paper.code


def test_forms_of_one_paper_are_called_by_what_tells_them_apart(class_store: Store) -> None:
    for name, title, issuer in (("one", "甲书", "学校"), ("two", "乙 书", "学校"),
                                ("three", "丙书", "学校"), ("four", "丙书", "乡镇政府"),
                                ("five", "丁书", "学校")):
        add_form(class_store, name, subject="class", paper="丁书" if name == "five" else "同一名")
        file = class_store.folder / OWN_FOLDER / f"{name}.toml"
        text = file.read_text(encoding="utf-8").replace('title = "同一名"', f'title = "{title}"')
        file.write_text(f'issuer = "{issuer}"\nto = "监护人"\n{text}', encoding="utf-8")
    forms = [form_by_id(class_store, name) for name in ("one", "two", "three", "four", "five")]
    assert names_apart(forms) == {
        "one": "甲书", "two": "乙书", "three": "同一名（学校给监护人）",
        "four": "同一名（乡镇政府给监护人）", "five": "丁书"}


def test_the_register_counts_as_people_do(class_store: Store) -> None:
    pupils = [card.id for card in list_pupils(class_store)][:11]
    papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice", pupils=pupils,
                        day=TODAY)
    assert [paper.serial for paper in paper_register(class_store)] == list(range(11, 0, -1))


def test_a_number_stays_given_when_its_paper_was_erased(class_store: Store) -> None:
    first, second = [card.id for card in list_pupils(class_store)][:2]

    def issue(pupil: str) -> int | None:
        (paper,) = papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice",
                                       pupils=[pupil], day=TODAY).papers
        return paper.serial

    assert issue(first) == 1
    (row,) = rows(class_store)
    with class_store.operation("erase", TEACHER, undoable=False) as write:
        write.erase(Paper, row.row, why="本人要求删除")
    assert issue(second) == 2
