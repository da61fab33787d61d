"""The columns and code lists of the 学籍 template."""

import pytest

from kongchuo_desktop.domain import enrollment, roster
from kongchuo_desktop.store.tables import Enrollment, Projected

TEMPLATE = (
    "学校标识码", "姓名", "性别", "出生日期", "出生地行政区划代码", "籍贯", "民族", "国籍/地区",
    "身份证件类型", "港澳台侨外", "健康状况", "政治面貌", "身份证件号", "户口性质",
    "户口所在地行政区划", "班号", "入学年月", "入学方式", "就读方式", "现住址", "通信地址",
    "家庭地址", "联系电话", "邮政编码", "是否独生子女", "是否受过学前教育", "是否留守儿童",
    "是否需要申请资助", "是否享受一补", "是否孤儿", "是否烈士或优抚子女", "上下学距离（公里）",
    "上下学方式", "是否需要乘坐校车", "姓名拼音", "曾用名", "身份证件有效期", "血型", "特长",
    "学籍辅号", "班内学号", "学生来源", "电子信箱", "主页地址", "残疾类型",
    "是否由政府购买学位", "随班就读",
)
MEMBER = (
    "姓名", "关系", "关系说明", "现住址", "户口所在地行政区划", "联系电话", "是否监护人",
    "身份证件类型", "身份证件号", "民族", "工作单位", "职务",
)
PAPER = (
    "1姓名★", "4出生地★", "5籍贯★", "7国籍★", "8证件类型★", "9证件号", "11政治面貌", "12健康★",
    "14拼音", "16证件有效期", "17户口所在地★", "18户口性质★", "22年级★", "23班级★",
    "24入学年月★", "29通信地址★", "32邮编★", "33信箱", "34主页", "35独生★", "36学前★",
    "37留守★", "38随迁★", "39孤儿★", "40烈士优抚★", "41随班就读★", "42残疾★", "43政府购买学位",
    "44需资助★", "45一补★", "46距离★", "47方式★", "48校车★",
)


def test_every_detail_is_a_field_of_the_table() -> None:
    fields = set(Enrollment.model_fields) - set(Projected.model_fields) - {"pupil"}
    assert fields == set(enrollment.DETAILS)
    for name, detail in enrollment.DETAILS.items():
        told = Enrollment.model_fields[name].annotation
        assert (told == bool | None) == (detail.kind == "yes"), name


@pytest.mark.parametrize(
    "heading", [*TEMPLATE, *(f"成员{n}{what}" for n in (1, 2) for what in MEMBER), *PAPER])
def test_every_column_of_the_template_and_the_paper_form_is_known(heading: str) -> None:
    assert roster.meaning_of(heading) is not None


@pytest.mark.parametrize(("field", "text", "label"), [
    ("identity_kind", "1", "居民身份证"), ("identity_kind", "1-居民身份证", "居民身份证"),
    ("identity_kind", "a", "护照"), ("overseas", "0", "否"), ("overseas", "00", "否"),
    ("political_status", "3", "共青团员"), ("political_status", "团员", "共青团员"),
    ("health", "10", "健康或良好"), ("residence_kind", "农业户口", "农业户口"),
    ("entry_way", "11", "就近入学"), ("attending", "2", "住校"), ("origin", "9", "其他"),
    ("left_behind", "双亲留守儿童", "双亲留守"), ("disability", "4", "肢体残疾"),
    ("special_class", "否", "非随班就读"), ("travel", "家长接送", "家长自行接送"),
])
def test_a_code_and_its_label_are_one(field: str, text: str, label: str) -> None:
    assert enrollment.read_code(field, text) == (label, True)


def test_what_is_in_no_list_stays_as_written() -> None:
    assert enrollment.read_code("political_status", " 少先队员 ") == ("少先队员", False)
    assert enrollment.read_code("health", "77") == ("77", False)


@pytest.mark.parametrize(("text", "answer"), [
    ("父母双方外出务工", enrollment.CIVIL_BOTH), ("双方外出", enrollment.CIVIL_BOTH),
    ("父母均外出", enrollment.CIVIL_BOTH), ("一方外出", enrollment.CIVIL_ONE),
    ("父亲外出", enrollment.CIVIL_ONE), ("均在家", enrollment.NOT_LEFT_BEHIND),
    ("一方外出，另一方无监护能力", enrollment.CIVIL_ONE_UNABLE),
])
def test_who_is_away(text: str, answer: str) -> None:
    assert enrollment.read_civil(text) == (answer, True)


@pytest.mark.parametrize("text", ["双亲留守", "是", "1"])
def test_the_other_definition_is_no_answer(text: str) -> None:
    assert enrollment.read_civil(text)[1] is False
