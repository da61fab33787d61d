"""What the 学籍 template asks of a pupil beyond the roster: columns, words and code lists."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "yes", "code", "date"]

_DOCUMENTS: Final = (
    "1居民身份证 2军官证 3士兵证 4文职干部证 5部队离退休证 6香港特区护照/身份证明 "
    "7澳门特区护照/身份证明 8台湾居民来往大陆通行证 9境外永久居住证 A护照 B户口簿 Z其他"
)
_DISABILITIES: Final = (
    "0无残疾 1视力残疾 2听力残疾 3言语残疾 4肢体残疾 5智力残疾 6精神残疾 7多重残疾 8其他残疾"
)
LEFT_BEHIND: Final = "0非留守 1单亲留守 2双亲留守"
NOT_LEFT_BEHIND: Final = "非留守"
CIVIL_BOTH: Final = "父母双方外出"
CIVIL_ONE_UNABLE: Final = "一方外出，另一方无监护能力"
CIVIL_ONE: Final = "一方外出"
CIVIL_LEFT_BEHIND: Final = frozenset({CIVIL_BOTH, CIVIL_ONE_UNABLE})
"""Answers that make a child 留守 by the civil-affairs definition (2016 附件1)."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One column of the template that is kept beside the pupil.

    Attributes:
        label: the column as the template writes it.
        headings: other usual headings in normal form, the paper form's short names among them.
        codes: code → label of a closed list (paperwork §13.2), as written there.
    """

    label: str
    kind: Kind = "text"
    headings: str = ""
    codes: str = ""


_OF_PUPIL: Final[Mapping[str, Detail]] = {
    "school_code": Detail("学校标识码", headings="标识码 学校代码"),
    "birth_place": Detail("出生地行政区划代码", headings="出生地 出生地行政区划 出生地代码"),
    "native_place": Detail("籍贯"),
    "nationality": Detail("国籍/地区", headings="国籍 国籍地区 国籍或地区"),
    "identity_kind": Detail("身份证件类型", "code", "证件类型 身份证件类别", _DOCUMENTS),
    "identity_until": Detail("身份证件有效期", headings="证件有效期 身份证有效期 有效期"),
    "overseas": Detail(
        "港澳台侨外", "code", "是否港澳台侨外 港澳台侨",
        "00否 01香港同胞 02香港同胞亲属 03澳门同胞 04澳门同胞亲属 05台湾同胞 06台湾同胞亲属 "
        "11华侨 12侨眷 13归侨 14归侨子女 21归国留学人员 31非华裔中国人 41外籍华裔人 "
        "51外国人 99其他"),
    "health": Detail(
        "健康状况", "code", "健康 身体状况",
        "10健康或良好 20一般或较弱 30有慢性病 40有生理缺陷 50残疾"),
    "political_status": Detail(
        "政治面貌", "code", "",
        "01中共党员 02中共预备党员 03共青团员 04民革会员 05民盟盟员 06民建会员 07民进会员 "
        "08农工党党员 09致公党党员 10九三学社社员 11台盟盟员 12无党派民主人士 13群众"),
    "residence_kind": Detail("户口性质", "code", "户口类别 户籍性质", "1农业户口 2非农业户口"),
    "entry_month": Detail("入学年月", "date", "入学时间 入学日期"),
    "entry_way": Detail(
        "入学方式", "code", "",
        "11就近入学 12其他 21统一招生考试 22体育特招 23艺术特招 99其他"),
    "attending": Detail("就读方式", "code", "走读住校", "1走读 2住校 3送教上门"),
    "mail_address": Detail("通信地址", headings="通讯地址 邮寄地址"),
    "home_address": Detail("家庭地址（另列）"),
    "postcode": Detail("邮政编码", headings="邮编"),
    "only_child": Detail("是否独生子女", "yes", "独生子女 独生"),
    "preschool": Detail("是否受过学前教育", "yes", "学前教育 学前"),
    "left_behind": Detail("是否留守儿童", "code", "留守儿童 是否留守 留守 留守情况 留守类型",
                          LEFT_BEHIND),
    "left_behind_civil": Detail(
        "父母外出情况", headings="留守儿童民政 民政留守 农村留守儿童 父母外出务工情况 外出情况 "
                           "父母务工情况 民政口径留守"),
    "needs_aid": Detail("是否需要申请资助", "yes",
                        "需要申请资助 需资助 是否需要资助 是否申请教育资助"),
    "receives_aid": Detail("是否享受一补", "yes", "享受一补 一补"),
    "martyr": Detail("是否烈士或优抚子女", "yes", "烈士或优抚子女 烈士优抚 烈士子女"),
    "distance": Detail("上下学距离", headings="距离 家校距离"),
    "travel": Detail(
        "上下学方式", "code", "交通方式 方式 上下学交通方式",
        "步行 自行车（含摩托车、电动自行车） 公共交通（含城市公交、农村客运、渡船） 家长自行接送 "
        "校车 其他"),
    "school_bus": Detail("是否需要乘坐校车", "yes", "需要乘坐校车 是否乘坐校车 校车"),
    "seat_bought": Detail("是否由政府购买学位", "yes", "政府购买学位 由政府购买学位"),
    "special_class": Detail(
        "随班就读", "code", "是否随班就读", "0非随班就读 1视力随读 2听力随读 3智力随读 4其他随读"),
    "disability": Detail("残疾类型", "code", "残疾类别 残疾种类", _DISABILITIES),
    "name_pinyin": Detail("姓名拼音", headings="拼音"),
    "blood": Detail("血型"),
    "talent": Detail("特长", headings="个人特长"),
    "auxiliary_number": Detail("学籍辅号"),
    "origin": Detail("学生来源", "code", "", "1正常入学 2借读 9其他"),
    "email": Detail("电子信箱", headings="信箱 电子邮箱 邮箱"),
    "homepage": Detail("主页地址", headings="主页"),
}
_OF_MEMBER: Final[Mapping[str, Detail]] = {
    "note": Detail("关系说明"),
    "address": Detail("现住址", headings="住址"),
    "residence": Detail("户口所在地行政区划", headings="户口所在地"),
    "guardian": Detail("是否监护人", "yes", "监护人"),
    "identity_kind": Detail("身份证件类型", "code", "证件类型", _DOCUMENTS),
    "identity_number": Detail("身份证件号", headings="身份证号 证件号 身份证件号码 身份证号码"),
    "ethnicity": Detail("民族"),
    "work": Detail("工作单位", headings="工作学习单位"),
    "duty": Detail("职务"),
}
"""What the template asks of each of two family members besides name, relation and telephone,
which are the pupil's guardians."""

DETAILS: Final[Mapping[str, Detail]] = {
    **_OF_PUPIL,
    **{f"member{n}_{what}": Detail(f"成员{n}{detail.label}", detail.kind, "", detail.codes)
       for n in (1, 2) for what, detail in _OF_MEMBER.items()},
}
"""Field of the table ``enrollment`` → its column in the template."""
MEMBERS: Final = tuple(_OF_MEMBER)


def heading_word(label: str) -> str:
    """A label of the template as ``roster.heading_key`` would write it."""
    return re.sub(r"（[^）]*）", "", label).lower()


HEADINGS: Final[Mapping[str, str]] = {
    heading: field for field, detail in _OF_PUPIL.items()
    for heading in (heading_word(detail.label) if field != "home_address" else "",
                    *detail.headings.split()) if heading
}
MEMBER_HEADINGS: Final[Mapping[str, str]] = {
    heading: what for what, detail in _OF_MEMBER.items()
    for heading in (detail.label, *detail.headings.split())
}

_ENTRY: Final = re.compile(r"([0-9A-Z]{1,2})?(\D.*)")
_CODED: Final = re.compile(r"([0-9A-Za-z]{1,2})\s*[-—_.、:：]?\s*(\D.*)")
_SHORT: Final[Mapping[str, Mapping[str, str]]] = {
    "political_status": {"党员": "中共党员", "预备党员": "中共预备党员", "团员": "共青团员",
                         "共青团": "共青团员", "中国共产主义青年团团员": "共青团员"},
    "identity_kind": {"身份证": "居民身份证", "户口本": "户口簿", "护照": "护照"},
    "health": {"健康": "健康或良好", "良好": "健康或良好", "一般": "一般或较弱",
               "慢性病": "有慢性病", "生理缺陷": "有生理缺陷"},
    "residence_kind": {"农业": "农业户口", "非农业": "非农业户口", "农村": "农业户口",
                       "城镇": "非农业户口"},
    "left_behind": {"非留守儿童": "非留守", "单亲留守儿童": "单亲留守", "双亲留守儿童": "双亲留守"},
    "disability": {"无": "无残疾", "视力": "视力残疾", "听力": "听力残疾", "言语": "言语残疾",
                   "肢体": "肢体残疾", "智力": "智力残疾", "精神": "精神残疾", "多重": "多重残疾",
                   "其他": "其他残疾", "否": "无残疾", "无残": "无残疾"},
    "special_class": {"非": "非随班就读", "否": "非随班就读", "无": "非随班就读",
                      "视力": "视力随读", "听力": "听力随读", "智力": "智力随读",
                      "其他": "其他随读"},
    "origin": {"正常": "正常入学"},
    "entry_way": {"统一招生": "统一招生考试", "就近": "就近入学"},
    "travel": {"自行车": "自行车（含摩托车、电动自行车）",
               "电动车": "自行车（含摩托车、电动自行车）",
               "摩托车": "自行车（含摩托车、电动自行车）", "家长接送": "家长自行接送",
               "公共交通": "公共交通（含城市公交、农村客运、渡船）",
               "公交车": "公共交通（含城市公交、农村客运、渡船）"},
    "overseas": {"非港澳台侨外": "否", "不是": "否", "无": "否"},
    "attending": {"住宿": "住校", "寄宿": "住校", "送教": "送教上门"},
}
"""Usual short forms of the labels."""


def _parse(codes: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for item in codes.split():
        match = _ENTRY.fullmatch(item)
        if match is None:
            raise ValueError(item)
        found[match[1] or match[2]] = match[2]
    return found


CODES: Final[Mapping[str, Mapping[str, str]]] = {
    field: _parse(detail.codes) for field, detail in DETAILS.items() if detail.codes
}
"""Field → code → label (paperwork §13.2)."""


def read_code(field: str, text: str) -> tuple[str, bool]:
    """The label that a cell means, and whether it stands in the list of the field.

    A code (``1``, ``01``), a label, both (``1-居民身份证``) and usual short forms are understood;
    anything else comes back as it is written.
    """
    codes = CODES[field]
    word = unicodedata.normalize("NFKC", text).strip()
    plain = word.upper()
    for code in (plain, plain.zfill(2), plain.lstrip("0")):
        if code in codes:
            return codes[code], True
    if match := _CODED.fullmatch(word):
        word = match[2]
    short = _SHORT.get(field.removeprefix("member1_").removeprefix("member2_"), {})
    for label in codes.values():
        if unicodedata.normalize("NFKC", label) == word:
            return label, True
    if word in short:
        return short[word], True
    return text.strip(), False


def read_civil(text: str) -> tuple[str, bool]:
    """The answer to the civil-affairs question that a cell means, and whether it is one of them.

    ``双方外出`` and the like are both parents; one parent away is kept apart from one away and the
    other unable to care, and from the answers of the 学籍 list, which say neither.
    """
    word = re.sub(r"[\s，,、()（）]", "", unicodedata.normalize("NFKC", text))
    if word in ("否", "无", "没有", "均在家", "双方在家", "父母在家", "都在家", "不是", "非留守"):
        return NOT_LEFT_BEHIND, True
    if "一方" in word and "外出" in word:
        unable = "无监护能力" in word or "无监护" in word
        return (CIVIL_ONE_UNABLE if unable else CIVIL_ONE), True
    if re.search(r"双方|均|都|双双", word) and ("外出" in word or "务工" in word):
        return CIVIL_BOTH, True
    if re.fullmatch(r"父母(双方|均|都)?(外出|在外)(务工|打工)?", word):
        return CIVIL_BOTH, True
    if re.fullmatch(r"(父亲?|母亲?)(外出|在外)(务工|打工)?", word):
        return CIVIL_ONE, True
    return text.strip(), False
