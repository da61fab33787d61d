"""The import plan: every doubt is named, nothing is guessed, nothing is written twice."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sheet_tools import SEVEN_ONE, TODAY, Plan, valid_number

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets.plan import plan_import
from kongchuo_desktop.sheets.problems import ExistingPupil, ImportPlan, Problem, Value
from kongchuo_desktop.sheets.reader import Sheet
from kongchuo_desktop.sheets.table import find_table

HEAD = ("姓名", "身份证号", "出生日期")
GOOD = valid_number("20131105", 1)
OTHER = valid_number("20140120", 2)


def only(plan: ImportPlan) -> Problem:
    [problem] = plan.questions
    return problem


def pupil(
    row: int = 1, *, history: Mapping[str, frozenset[Value]] | None = None, **values: Value
) -> ExistingPupil:
    return ExistingPupil(f"{row:032x}", values, SEVEN_ONE, frozenset(), history or {})


def after(plan: ImportPlan, before: tuple[ExistingPupil, ...] = ()) -> list[ExistingPupil]:
    """The pupils of the store once a plan has been carried out."""
    known = {p.id: p for p in before}
    for row in plan.rows:
        if row.action not in ("create", "update"):
            continue
        key = row.pupil or f"{row.number:032x}"
        old = known.get(key, ExistingPupil(key, {}))
        known[key] = replace(
            old,
            values={**old.values, **row.writes},
            label=row.label or old.label,
            tags=old.tags | set(row.tags),
        )
    return list(known.values())


@pytest.mark.parametrize(
    ("number", "code", "severity", "sentence"),
    [
        (530111201311021234, "ruined", "error", "科学计数"),
        ("5.30111E+17", "ruined", "error", "科学计数"),
        (GOOD[:15] + "000", "ruined", "error", "000"),
        (GOOD[:17], "shape", "error", "17位"),
        ("没有", "shape", "error", "不该有的字符"),
        ("990102201313050017", "birth", "error", "20131305"),
        ("990102991105001", "fifteen", "doubt", "15位"),
        (GOOD[:17] + "1", "check", "doubt", "按算法应是2，表里是1"),
    ],
)
def test_each_slip_of_a_number_is_named(
    number: object,
    code: str,
    severity: str,
    sentence: str,
    plan: Plan,
) -> None:
    made = plan(HEAD, ("甲一", number, "2013.11.5"), ("乙二", OTHER, "2014-1-20"))
    problem = only(made)
    assert (problem.row, problem.code) == (2, f"identity_number.{code}")
    assert problem.severity == severity
    assert sentence in problem.sentence
    assert [row.action for row in made.rows] == [
        "reject" if severity == "error" else "ask",
        "create",
    ]


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("fix", GOOD),
        ("keep", GOOD[:17] + "1"),
        ("blank", None),
        (f"={GOOD.lower()}", GOOD),
    ],
)
def test_a_wrong_check_digit_goes_as_decided(key: str, kept: str | None, plan: Plan) -> None:
    made = plan(
        HEAD, ("甲一", GOOD[:17] + "1", "2013.11.5"), decisions={(2, "identity_number.check"): key}
    )
    assert made.rows[0].action == "create"
    assert made.rows[0].writes.get("identity_number") == kept


def test_what_was_typed_is_checked_like_the_cell(plan: Plan) -> None:
    made = plan(HEAD, ("甲一", 5.3e17, ""), decisions={(2, "identity_number.ruined"): "=123"})
    assert only(made).code == "identity_number.shape"


def test_the_check_digit_is_not_offered_when_another_digit_is_wrong(plan: Plan) -> None:
    slipped = GOOD[:13] + "8" + GOOD[14:]
    problem = only(plan(HEAD, ("甲一", slipped, "2013.11.5")))
    assert problem.code == "identity_number.check"
    assert "fix" not in {choice.key for choice in problem.choices}


def test_a_ruined_number_is_offered_from_the_student_number(plan: Plan) -> None:
    head = (*HEAD, "学籍号")
    made = plan(
        head, ("甲一", 5.3e17, "", f"G{GOOD}"), decisions={(2, "identity_number.ruined"): "student"}
    )
    assert made.rows[0].writes["identity_number"] == GOOD
    silent = plan(head, ("甲一", "", "", f"G{GOOD}"))
    assert silent.rows[0].writes["identity_number"] == GOOD
    assert not silent.questions


def test_a_number_that_is_no_identity_number_is_not_checked(plan: Plan) -> None:
    made = plan((*HEAD, "身份证件类型"), ("甲一", "E1234567", "2013.11.5", "护照"))
    assert made.rows[0].writes["identity_number"] == "E1234567"


def test_birth_and_gender_follow_from_the_number(plan: Plan) -> None:
    made = plan(("姓名", "身份证号"), ("甲一", GOOD))
    assert made.rows[0].writes["birth_date"] == "2013-11-05"
    assert made.rows[0].writes["gender"] == "男"


@pytest.mark.parametrize(("key", "born"), [("number", "2013-11-05"), ("keep", "2013-11-15")])
def test_a_birth_date_against_the_number_is_asked(key: str, born: str, plan: Plan) -> None:
    row = ("甲一", GOOD, "2013.11.15")
    assert only(plan(HEAD, row)).code == "birth_date.differs"
    made = plan(HEAD, row, decisions={(2, "birth_date.differs"): key})
    assert made.rows[0].writes["birth_date"] == born


def test_a_gender_against_the_number_is_asked(plan: Plan) -> None:
    row = ("甲一", GOOD, "女")
    assert only(plan(("姓名", "身份证号", "性别"), row)).code == "gender.differs"


@pytest.mark.parametrize(
    ("key", "born"), [("number", "2013-11-05"), ("blank", None), ("=2013-11-6", "ask")]
)
def test_an_impossible_date_waits_and_goes_as_decided(
    key: str,
    born: str | None,
    plan: Plan,
) -> None:
    row = ("甲一", GOOD, "2013/13/2")
    problem = only(plan(HEAD, row))
    assert (problem.severity, problem.column, problem.value) == ("error", "出生日期", "2013/13/2")
    made = plan(HEAD, row, decisions={(2, problem.code): key})
    if born == "ask":
        assert only(made).code == "birth_date.differs"
    else:
        assert made.rows[0].writes.get("birth_date") == born


def test_a_month_alone_is_kept_as_a_month_without_a_number(plan: Plan) -> None:
    made = plan(HEAD, ("甲一", "", "2014年2月"))
    assert made.rows[0].writes["birth_date"] == "2014-02"
    assert not made.questions


def test_an_odd_age_is_asked_only_when_the_number_does_not_say_so(plan: Plan) -> None:
    assert only(plan(HEAD, ("甲一", "", "1913.11.5"))).code == "birth_date.age"
    assert not plan(HEAD, ("甲一", valid_number("19131105", 1), "1913.11.5")).questions


@pytest.mark.parametrize(
    ("name", "code", "key", "kept"),
    [
        ("买买提.阿卜杜拉", "dot", "dot", "买买提·阿卜杜拉"),
        ("买买提.阿卜杜拉", "dot", "keep", "买买提.阿卜杜拉"),
        ("买买提 阿卜杜拉", "gap", "dot", "买买提·阿卜杜拉"),
        ("买买提 阿卜杜拉", "gap", "join", "买买提阿卜杜拉"),
        ("？田海", "lost", "=𠮷田海", "𠮷田海"),
        ("？田海", "lost", "keep", "?田海"),
        ("王小明（转走）", "odd", "strip", "王小明"),
        ("王小明2", "odd", "=王小明", "王小明"),
        ("", "missing", "=甲一", "甲一"),
    ],
)
def test_doubtful_names_are_asked(name: str, code: str, key: str, kept: str, plan: Plan) -> None:
    row = (name, GOOD, "2013.11.5")
    problem = only(plan(HEAD, row))
    assert problem.code == f"name.{code}"
    made = plan(HEAD, row, decisions={(2, problem.code): key})
    assert made.rows[0].action == "create"
    assert made.rows[0].writes["name"] == kept


@pytest.mark.parametrize("name", ["李　冬", "欧阳 小河", "买买提•阿卜杜拉", "王𬭩"])
def test_harmless_spellings_are_not_asked(name: str, plan: Plan) -> None:
    assert not plan(HEAD, (name, GOOD, "2013.11.5")).questions


def test_the_same_sheet_again_changes_nothing(plan: Plan) -> None:
    head = ("序号", *HEAD, "监护人", "关系", "联系电话", "是否留守儿童", "是否住校")
    rows = (
        (1, "甲一", GOOD, "2013.11", "甲某", "爸爸", "139-0000-0001", "是", "走读"),
        (2, "乙二", "", "2014年1月20日", "乙某", "奶奶", "0999 7000030", "否", "住校"),
        (3, "丙·三", "", "", "", "", "", "", ""),
    )
    first = plan(head, *rows)
    assert first.counts == {"rows": 3, "created": 3, "updated": 0, "unchanged": 0, "rejected": 0}
    again = plan(head, *reversed(rows), existing=after(first))
    assert [row.action for row in again.rows] == ["unchanged"] * 3
    assert all(not row.writes and not row.tags and row.label is None for row in again.rows)


def test_only_what_differs_is_written_and_nothing_is_emptied(plan: Plan) -> None:
    known = pupil(
        name="甲一",
        identity_number=GOOD,
        birth_date="2013-11-05",
        gender="男",
        guardian1_phone="13900000001",
        address="样例村",
    )
    made = plan(
        (*HEAD, "家长电话", "家庭住址"),
        ("甲 一", GOOD, "2013.11", "13900000002", ""),
        existing=[known],
    )
    assert made.rows[0].action == "update"
    assert made.rows[0].writes == {"guardian1_phone": "13900000002"}
    assert made.rows[0].changes[0].old == "13900000001"


def test_a_correction_by_hand_is_not_undone_by_an_older_sheet(plan: Plan) -> None:
    known = pupil(
        name="甲一",
        identity_number=GOOD,
        birth_date="2013-11-05",
        gender="男",
        guardian1_phone="13900000002",
        history={
            "guardian1_phone": frozenset({"13900000001"}),
            "name": frozenset({"甲乙"}),
            "identity_number": frozenset({OTHER}),
            "tags": frozenset({"留守"}),
            "address": frozenset({"旧村"}),
        },
    )
    made = plan(
        (*HEAD, "家长电话", "是否留守", "家庭住址"),
        ("甲乙", OTHER, "", "139 0000 0001", "是", "旧村"),
        existing=[known],
    )
    assert made.rows[0].pupil == known.id
    assert made.rows[0].action == "unchanged" or set(made.rows[0].writes) <= {
        "birth_date",
        "gender",
    }
    older = {p.code.partition(".")[0] for p in made.problems if ".older" in p.code}
    assert {"name", "identity_number", "guardian1_phone", "tags", "address"} <= older


def test_a_tag_that_the_sheet_denies_stays(plan: Plan) -> None:
    known = replace(
        pupil(name="甲一", identity_number=GOOD, birth_date="2013-11-05", gender="男"),
        tags=frozenset({"留守"}),
    )
    made = plan(
        (*HEAD, "是否留守", "残疾类型"), ("甲一", GOOD, "", "否", "肢体残疾"), existing=[known]
    )
    assert made.rows[0].tags == {"残疾": "肢体残疾"}
    assert any(p.code == "tags.kept_留守" for p in made.problems)


@pytest.mark.parametrize(
    ("key", "action", "writes_name"),
    [("same", "update", True), ("other", "create", True), ("skip", "skip", False)],
)
def test_a_number_under_another_name_is_asked(
    key: str,
    action: str,
    writes_name: bool,
    plan: Plan,
) -> None:
    known = pupil(name="甲乙", identity_number=GOOD, birth_date="2013-11-05", gender="男")
    row = ("甲一", GOOD, "2013.11.5")
    problem = only(plan(HEAD, row, existing=[known]))
    assert "甲乙" in problem.sentence
    made = plan(HEAD, row, existing=[known], decisions={(2, problem.code): key})
    assert made.rows[0].action == action
    assert not writes_name or made.rows[0].writes["name"] == "甲一"


def test_a_namesake_without_a_number_is_matched_by_class_and_filled(plan: Plan) -> None:
    known = pupil(name="甲一", birth_date="2013-11")
    made = plan(HEAD, ("甲一", GOOD, "2013.11.5"), existing=[known])
    assert made.rows[0].pupil == known.id
    assert made.rows[0].writes["identity_number"] == GOOD
    assert made.rows[0].writes["birth_date"] == "2013-11-05"


def test_a_namesake_of_another_birth_or_number_is_another_child(plan: Plan) -> None:
    known = pupil(name="甲一", identity_number=OTHER, birth_date="2014-01-20")
    made = plan(HEAD, ("甲一", GOOD, "2013.11.5"), existing=[known])
    assert made.rows[0].action == "create"


def test_a_namesake_of_one_birth_and_class_but_another_number_is_asked(plan: Plan) -> None:
    known = pupil(name="甲一", identity_number=valid_number("20131105", 3), birth_date="2013-11-05")
    row = ("甲一", GOOD, "2013.11.5")
    problem = only(plan(HEAD, row, existing=[known]))
    assert problem.code == "name.known"
    made = plan(HEAD, row, existing=[known], decisions={(2, problem.code): f"same:{known.id}"})
    assert made.rows[0].writes == {"identity_number": GOOD, "gender": "男"}


def test_two_namesakes_in_the_store_are_told_apart_by_the_person(plan: Plan) -> None:
    known = [pupil(1, name="甲一", seat=3), pupil(2, name="甲一", seat=9)]
    problem = only(plan(HEAD, ("甲一", "", ""), existing=known))
    assert [c.label for c in problem.choices][:2] == ["就是七年级1班3号", "就是七年级1班9号"]


def test_no_pupil_is_written_by_two_rows(plan: Plan) -> None:
    known = [pupil(1, name="甲一", seat=3)]
    rows = (("甲一", "", "2013.11.5"), ("甲一", "", "2014.1.20"))
    same = f"same:{known[0].id}"
    made = plan(
        HEAD, *rows, existing=known, decisions={(2, "name.known"): same, (3, "name.known"): same}
    )
    assert [row.action for row in made.rows] == ["update", "reject"]
    assert only(made).code == "name.claimed"


def test_one_pupil_twice_in_the_sheet_is_one_pupil(plan: Plan) -> None:
    made = plan((*HEAD, "家长电话"), ("甲一", GOOD, "", ""), ("甲 一", GOOD, "", "13900000001"))
    assert [row.action for row in made.rows] == ["create", "skip"]
    assert made.rows[0].writes["guardian1_phone"] == "13900000001"


@pytest.mark.parametrize(("key", "phone"), [("join", "13900000002"), ("skip", "13900000001")])
def test_one_pupil_twice_with_differences_is_asked(key: str, phone: str, plan: Plan) -> None:
    rows = (("甲一", GOOD, "", "13900000001"), ("甲一", GOOD, "", "13900000002"))
    head = (*HEAD, "家长电话")
    problem = only(plan(head, *rows))
    made = plan(head, *rows, decisions={(3, problem.code): key})
    assert [row.action for row in made.rows] == ["create", "skip"]
    assert made.rows[0].writes["guardian1_phone"] == phone


def test_one_number_under_two_names_is_asked_of_both(plan: Plan) -> None:
    rows = (("甲一", GOOD, ""), ("乙二", GOOD, ""))
    made = plan(HEAD, *rows)
    assert [row.action for row in made.rows] == ["reject", "reject"]
    blank = plan(HEAD, *rows, decisions={(3, "identity_number.shared"): "blank"})
    assert [row.action for row in blank.rows] == ["create", "create"]
    assert "identity_number" not in blank.rows[1].writes
    typed = plan(HEAD, *rows, decisions={(3, "identity_number.shared"): f"={OTHER}"})
    assert [row.writes.get("identity_number") for row in typed.rows] == [GOOD, OTHER]


def test_a_repeated_name_with_nothing_to_tell_is_asked(plan: Plan) -> None:
    rows = (("甲一", "", ""), ("甲一", "", ""))
    problem = only(plan(HEAD, *rows))
    assert (problem.row, problem.code) == (3, "name.repeated")
    two = plan(HEAD, *rows, decisions={(3, problem.code): "two"})
    assert [row.action for row in two.rows] == ["create", "create"]
    born = plan(HEAD, ("甲一", "", "2013.11.5"), ("甲一", "", "2014.1.20"))
    assert not born.questions


def test_a_row_that_names_its_class_goes_there_and_the_others_where_they_are_told(
    plan: Plan,
) -> None:
    made = plan((*HEAD, "班级"), ("甲一", "", "", "七(2)班"), ("乙二", "", "", ""))
    assert [row.label for row in made.rows] == [ClassLabel(7, 2), SEVEN_ONE]
    assert not made.questions


def test_one_answer_settles_all_of_one_sentence(plan: Plan) -> None:
    rows = [(f"阿.{n}", "", "") for n in "一二三"]
    made = plan(HEAD, *rows, ("甲一", GOOD[:17], ""))
    alike = made.alike(made.questions[0])
    settled = plan(HEAD, *rows, decisions={(one.row, one.code): "dot" for one in alike})
    assert [row.writes["name"] for row in settled.rows] == ["阿·一", "阿·二", "阿·三"]
    assert len(alike) == 3


def test_a_class_teacher_takes_no_other_classes_pupils(plan: Plan) -> None:
    made = plan((*HEAD, "班级"), ("甲一", "", "", "七(2)班"), ("乙二", "", "", "701"),
                ("丙三", "", "", ""), only=SEVEN_ONE)
    assert [row.action for row in made.rows] == ["skip", "create", "create"]
    assert "只管七年级1班" in made.rows[0].problems[-1].sentence
    assert made.remarks == ("这里只管七年级1班，别的班不导入：七年级2班1行。",)


def test_grade_and_class_in_two_columns(plan: Plan) -> None:
    made = plan(("姓名", "年级", "班级"), ("甲一", "八年级", "2班"), ("乙二", 7, 1), default=None)
    assert [row.label for row in made.rows] == [ClassLabel(8, 2), ClassLabel(7, 1)]


def test_without_any_class_the_row_waits(plan: Plan) -> None:
    problem = only(plan(HEAD, ("甲一", GOOD, ""), default=None))
    assert (problem.code, problem.severity) == ("class.missing", "error")
    made = plan(HEAD, ("甲一", GOOD, ""), default=None, decisions={(2, problem.code): "=七1班"})
    assert made.rows[0].label == SEVEN_ONE


def test_a_changed_class_is_a_change(plan: Plan) -> None:
    known = replace(pupil(name="甲一", identity_number=GOOD), label=ClassLabel(7, 2))
    made = plan(("姓名", "身份证号"), ("甲一", GOOD), existing=[known])
    assert made.rows[0].label == SEVEN_ONE
    assert ("class", "七年级2班", "七年级1班") in {
        (c.field, c.old, c.new) for c in made.rows[0].changes
    }


@pytest.mark.parametrize(
    ("text", "kept", "noted"),
    [
        (13900000001, "13900000001", False),
        ("１３９ ００００ ０００１", "13900000001", False),
        ("09997000030", "0999-7000030", False),
        ("010-12345678", "010-12345678", False),
        ("13900000001/13900000002", "13900000001、13900000002", False),
        ("1390000000", "1390000000", True),
        ("无", "无", True),
    ],
)
def test_telephones_are_noted_and_never_hold_a_row_up(
    text: object,
    kept: str,
    noted: bool,
    plan: Plan,
) -> None:
    made = plan((*HEAD, "家长电话"), ("甲一", GOOD, "", text))
    assert made.rows[0].action == "create"
    assert made.rows[0].writes["guardian1_phone"] == kept
    assert any(p.code == "guardian1_phone.shape" for p in made.problems) == noted


def test_numbers_are_masked_in_all_that_is_shown(plan: Plan) -> None:
    wrong = GOOD[:17] + "1"
    made = plan((*HEAD, "学籍号"), ("甲一", wrong, "", f"G{GOOD}"), ("乙二", wrong.lower(), "", ""))
    shown = repr([(row.cells, row.problems) for row in made.rows])
    assert wrong not in shown
    assert GOOD not in shown


def test_placement_and_boarding(plan: Plan) -> None:
    made = plan(
        ("姓名", "就读方式", "随班就读"),
        ("甲", "住校", "否"),
        ("乙", "走读", "视力残疾随班就读"),
        ("丙", "送教上门", ""),
    )
    assert [(r.writes.get("boarding"), r.writes.get("placement")) for r in made.rows] == [
        (True, None),
        (False, "随班就读"),
        (None, "送教上门"),
    ]


CELLS = st.one_of(
    st.text(max_size=20),
    st.floats(),
    st.integers(-10, 10**18),
    st.booleans(),
    st.just(GOOD),
    st.sampled_from(["2013.11.5", "七(1)班", "是", "甲一", "买买提.阿", "5.3E+17", "1390000000"]),
    st.dates(),
)


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), max_size=5))
@example(rows=[("·", "", "", "", GOOD)])
def test_any_cells_give_a_plan_that_adds_nobody_when_carried_out_twice(
    rows: list[tuple[str | float, ...]],
) -> None:
    head = ("姓名", "身份证号", "出生日期", "班级", "家长电话")
    table = find_table(Sheet("名单", (head, *rows)))
    first = plan_import(table, (), {}, default=SEVEN_ONE, today=TODAY)
    again = plan_import(table, after(first), {}, default=SEVEN_ONE, today=TODAY)
    for before, then in zip(first.rows, again.rows, strict=True):
        if before.action == "create":
            assert then.action in ("unchanged", "ask")
            assert then.pupil is not None or then.action == "ask"
