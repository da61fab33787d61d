"""What the columns of a roster mean, its words in normal form, and how classes are written."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from kongchuo_desktop.domain import enrollment
from kongchuo_desktop.domain.classes import class_name, school_year_of

LABELS: Final[Mapping[str, str]] = {
    "seat": "座号", "name": "姓名", "gender": "性别", "identity_number": "身份证号",
    "student_number": "学籍号", "birth_date": "出生日期",
    "ethnicity": "民族", "grade": "年级", "class": "班级", "boarding": "是否住校",
    "placement": "就读形式", "entered": "到校日期", "phone": "学生电话", "address": "现住址",
    "household_address": "户籍地址", "former_name": "曾用名", "notes": "备注",
    "guardian1_name": "监护人1姓名", "guardian1_relation": "监护人1关系",
    "guardian1_phone": "监护人1电话", "guardian1_where": "监护人1去向",
    "guardian2_name": "监护人2姓名", "guardian2_relation": "监护人2关系",
    "guardian2_phone": "监护人2电话", "guardian2_where": "监护人2去向",
    "tags": "类别", "ordinal": "序号",
}
"""Meaning of a column → its Chinese name. Meanings are fields of the pupil, and beside them:
``grade`` and ``class`` (the class), ``tags`` (words in free text), ``ordinal`` (a running number),
``tag:留守`` (one tag, yes or no), and the fields of ``enrollment.DETAILS``."""

_HEADINGS: Final[Mapping[str, str]] = {
    "ordinal": "序号 编号 序 no 号",
    "seat": "座号 座位号 班内学号 班级学号 班内序号 学生座号",
    "name": "姓名 学生姓名 名字 学生 学生名字 儿童姓名 幼儿姓名",
    "gender": "性别 学生性别",
    "identity_number": (
        "身份证号 身份证号码 身份证 身份证件号 身份证件号码 证件号 证件号码 公民身份号码 "
        "公民身份证号 居民身份证号 居民身份证号码 学生身份证号 学生身份证号码 学生身份证 "
        "身份证明号码 二代身份证号"
    ),
    "student_number": "学籍号 全国学籍号 国网学籍号 学籍号码 学籍编号 全国学籍 学生学籍号",
    "birth_date": "出生日期 出生年月 出生年月日 生日 出生 出生时间 学生出生日期",
    "ethnicity": "民族 学生民族",
    "grade": "年级 所在年级 就读年级",
    "class": "班级 班 班号 所在班级 就读班级 年级班级 班别 班级名称 年级班 所在年级班级 年班",
    "boarding": "是否住校 住校 是否寄宿 寄宿 是否住校生 住宿 是否住宿 住校生",
    "placement": "就读形式 安置方式 安置形式",
    "entered": "到校日期 入校日期 转入日期",
    "phone": "学生电话 学生联系电话 本人电话",
    "address": "现住址 家庭住址 家庭地址 住址 家庭现住址 现居住地 现居住地址 详细住址 居住地址",
    "household_address": (
        "户籍地址 户籍地 户口所在地 户籍所在地 户口地址 户籍住址 户口所在地行政区划 户籍"
    ),
    "former_name": "曾用名",
    "notes": "备注 说明",
    "guardian1_name": (
        "监护人 监护人姓名 家长 家长姓名 第一监护人 监护人1 监护人1姓名 家长1 家长1姓名 "
        "父母姓名 户主 户主姓名 联系人 第一监护人姓名 监护人一 监护人一姓名 法定监护人"
    ),
    "guardian1_relation": (
        "关系 与学生关系 监护人关系 与监护人关系 与本人关系 监护人与学生关系 家长关系 "
        "监护人1关系 称谓 与户主关系 与学生的关系 监护人一关系 第一监护人关系"
    ),
    "guardian1_phone": (
        "监护人电话 家长电话 监护人联系电话 家长联系电话 监护人1电话 第一监护人电话 家长手机 "
        "监护人手机 家长1电话 监护人1联系电话 监护人联系方式 家长联系方式 监护人手机号 "
        "家长手机号 监护人一电话 监护人电话号码 家长电话号码"
    ),
    "guardian1_where": "监护人去向 监护人务工地 务工地点 外出务工地点 监护人1去向 父母务工地",
    "guardian2_name": "第二监护人 监护人2 监护人2姓名 家长2 家长2姓名 第二监护人姓名 监护人二",
    "guardian2_relation": "监护人2关系 第二监护人关系 监护人二关系 家长2关系",
    "guardian2_phone": "监护人2电话 第二监护人电话 家长2电话 监护人2联系电话 监护人二电话",
    "guardian2_where": "监护人2去向 第二监护人去向",
    "father_name": "父亲姓名 父亲 爸爸姓名 父姓名",
    "father_phone": "父亲电话 父亲联系电话 父亲手机 爸爸电话 父亲联系方式 父亲手机号 父电话",
    "father_where": "父亲务工地 父亲务工地点 父亲去向",
    "mother_name": "母亲姓名 母亲 妈妈姓名 母姓名",
    "mother_phone": "母亲电话 母亲联系电话 母亲手机 妈妈电话 母亲联系方式 母亲手机号 母电话",
    "mother_where": "母亲务工地 母亲务工地点 母亲去向",
    "contact_phone": "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 联系手机 家庭电话",
    "student_code": "学号",
    "tags": "类别 学生类别 家庭类别 困难类型 困难类别 重点类别 特殊类型 学生类型 家庭情况 标签",
    "tag:随迁": (
        "是否随迁子女 随迁子女 是否随迁 随迁 是否进城务工人员随迁子女 进城务工人员随迁子女 "
        "是否随迁儿童"
    ),
    "tag:孤儿": "是否孤儿 孤儿",
    "tag:残疾": "是否残疾 残疾 残疾儿童 是否残疾儿童 残疾情况",
    "tag:脱贫户": "是否脱贫户 脱贫户 是否脱贫家庭 脱贫家庭 是否脱贫户子女 脱贫人口",
    "tag:监测户": "是否监测户 监测户 监测对象 是否监测对象 三类监测户 是否三类监测户",
    "tag:建档立卡": (
        "是否建档立卡 建档立卡 是否建档立卡户 建档立卡户 建档立卡贫困户 贫困户 是否贫困户"
    ),
    "tag:农村低保": "是否低保 低保 是否低保户 低保户 农村低保",
    "tag:特困供养": "是否特困 特困 特困供养 是否特困供养 是否特困户",
    "tag:单亲": "是否单亲 单亲 单亲家庭 是否单亲家庭",
    "tag:服刑人员子女": "服刑人员子女 是否服刑人员子女",
}
"""Meaning → usual headings in normal form (paperwork §13.1 and common rosters)."""

_BY_HEADING: Final = {
    heading: meaning for meaning, text in _HEADINGS.items() for heading in text.split()
}
_NOTHING: Final = frozenset({"问题", "表中行", "照片"})
"""Columns that are known and say nothing of the pupil: those of a list of doubts sent back."""
_MEMBER: Final = re.compile(
    r"(?:家庭)?成员(?:信息)?(?P<n>[12一二])?(?:信息)?(?P<what>\D+?)(?P<n2>[12一二])?"
)
_MEMBER_FIELDS: Final = {
    "姓名": "name", "关系": "relation", "联系电话": "phone", "电话": "phone",
}

_TAG_WORDS: Final[Mapping[str, str]] = {
    "留守": "留守", "随迁": "随迁", "残疾人家庭": "残疾人家庭", "残疾人子女": "残疾人家庭",
    "残疾": "残疾", "脱贫": "脱贫户", "监测": "监测户", "建档立卡": "建档立卡",
    "低保": "农村低保", "特困": "特困供养", "孤儿": "孤儿", "单亲": "单亲",
    "服刑人员": "服刑人员子女", "学困": "学困", "学习困难": "学困", "流动": "流动",
    "低收入": "低收入家庭",
}
"""Words in a free column → the tag; longer words are looked for first."""

_NATIONALITIES: Final = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 "
    "拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 "
    "怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
_ORDERED: Final = tuple(_NATIONALITIES.split())
ETHNICITIES: Final = frozenset(_ORDERED)
"""The 56 nationalities (GB/T 3304), without 族."""

_RELATIONS: Final[Mapping[str, str]] = {
    word: normal
    for normal, words in {
        "父": "父 父亲 爸爸 爸 父子 父女 1", "母": "母 母亲 妈妈 妈 母子 母女 2",
        "祖父": "祖父 爷爷 爷", "祖母": "祖母 奶奶 奶", "外祖父": "外祖父 外公 姥爷 公公",
        "外祖母": "外祖母 外婆 姥姥 婆婆",
        "祖父母": "祖父母 (外)祖父母 外祖父母 爷孙 祖孙 3 祖父母或外祖父母",
        "兄": "兄 哥哥 哥", "姐": "姐 姐姐", "兄弟姐妹": "兄弟姐妹 4", "其他": "其他 其它 9",
    }.items()
    for word in words.split()
}

_NUMERALS: Final = {n: i for i, n in enumerate("零一二三四五六七八九十")}
_YES_WORDS: Final = "是 有 1 y yes √ ✓ ✔ 对 v 享受 属于 需要 ☑ 真 true"
_NO_WORDS: Final = "否 无 没有 0 n no × 不是 x 非 / - — 健康 正常 假 false"
_YES: Final = frozenset(_YES_WORDS.split())
_NO: Final = frozenset(_NO_WORDS.split())


@lru_cache(4096)
def heading_key(text: str) -> str:
    """A heading without spaces, line breaks, stars, running numbers, remarks in brackets;
    half-width, lower-case."""
    word = re.sub(r"\([^()]*[^\d()][^()]*\)", "", unicodedata.normalize("NFKC", text))
    word = re.sub(r"[\s*★☆▲:、.()#]", "", word).lower()
    return re.sub(r"^\d{1,2}(?=[一-鿿])", "", word)


def meaning_of(heading: str) -> str | None:
    """What a column with this heading holds: a key of ``LABELS`` or of ``enrollment.DETAILS``, or
    one that ``find_table`` resolves by its neighbours (``father_name``, ``contact_phone``,
    ``student_code``), or None."""
    key = heading_key(heading)
    found = _BY_HEADING.get(key) or enrollment.HEADINGS.get(key)
    return found or _meaning_of_member(key)


def is_nothing(heading: str) -> bool:
    """Whether a column is known to say nothing of the pupil."""
    return heading_key(heading) in _NOTHING


def _meaning_of_member(key: str) -> str | None:
    match = _MEMBER.fullmatch(key)
    if match is None:
        return None
    number = "2" if (match["n"] or match["n2"]) in ("2", "二") else "1"
    what = match["what"]
    if what in _MEMBER_FIELDS:
        return f"guardian{number}_{_MEMBER_FIELDS[what]}"
    known = enrollment.MEMBER_HEADINGS.get(what)
    return f"member{number}_{known}" if known else None


def meaning_label(meaning: str) -> str:
    """The Chinese name of a meaning: ``身份证号``, ``户口性质``, ``标签：留守``."""
    kind, _, tag = meaning.partition(":")
    if kind == "tag":
        return f"标签：{tag}"
    return LABELS.get(meaning) or enrollment.DETAILS[meaning].label


@lru_cache(1024)
def read_yes_no(text: str) -> bool | None:
    """``是``, ``√``, ``1`` … and ``否``, ``无``, ``0`` …; None for anything else."""
    word = unicodedata.normalize("NFKC", text).strip().lower()
    if word in _YES:
        return True
    return False if word in _NO or word.startswith(("非", "不", "否", "无")) else None


def tags_in(text: str) -> tuple[str, ...]:
    """Tags named in free text (``脱贫户、双亲留守``), in the order of the list of words."""
    found, rest = [], text
    for word in sorted(_TAG_WORDS, key=len, reverse=True):
        if word in rest and f"非{word}" not in rest:
            found.append(_TAG_WORDS[word])
            rest = rest.replace(word, " ")
    return tuple(dict.fromkeys(found))


@lru_cache(1024)
def read_gender(text: str) -> str | None:
    """``男`` or ``女``; None for anything else."""
    word = unicodedata.normalize("NFKC", text).strip().removesuffix("性").removesuffix("生").lower()
    return {"男": "男", "女": "女", "m": "男", "f": "女", "1": "男", "2": "女"}.get(word)


@lru_cache(1024)
def read_ethnicity(text: str) -> str:
    """``汉族`` for ``汉`` or ``01`` (GB/T 3304); words outside the list stay as they are."""
    word = re.sub(r"\s", "", text)
    if word.isdecimal() and 1 <= int(word) <= len(_ORDERED):
        return f"{_ORDERED[int(word) - 1]}族"
    short = word.removesuffix("族")
    if short == "维":
        short = "维吾尔"
    return f"{short}族" if short in ETHNICITIES else word


@lru_cache(1024)
def read_relation(text: str) -> str:
    """``父`` for ``爸爸`` or the code ``1``; relations outside the list stay as they are."""
    word = unicodedata.normalize("NFKC", re.sub(r"\s", "", text))
    return _RELATIONS.get(word, word)


@dataclass(frozen=True, slots=True, order=True)
class ClassLabel:
    """A class as it is called in a school year: grade 1 to 9 and number from 1."""

    grade: int
    number: int

    @property
    def title(self) -> str:
        """``七年级1班``."""
        return class_name(grade=self.grade, number=self.number)


_STAGE_START: Final = {"初": 6, "小学": 0, "初中": 6}
_CLASS_FORMS: Final = tuple(re.compile(form) for form in (
    r"(?P<stage>初|小)(?P<g>[一二三四五六1-6])(?:年级)?[(\-.]?(?P<n>[一二三四五六七八九十\d]{1,3})?\)?班?",
    r"(?P<stage>初中|小学)?(?P<g>[一二三四五六七八九1-9])年(?:级)?[(\-.]?"
    r"(?P<n>[一二三四五六七八九十\d]{1,3})?\)?班?",
    r"(?P<stage>小学|初中)?(?P<g>[一二三四五六七八九])[(\-.]?"
    r"(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})\)?班?",
    r"(?P<stage>小学|初中)?(?P<g>[1-9])[(\-.](?P<n>\d{1,2})\)?班?",
    r"(?P<stage>小学|初中)?0?(?P<g>[1-9])(?P<n>\d{2})班?",
))
_ENTRY_FORM: Final = re.compile(
    r"(?P<stage>小学|初中|初)?(?P<y>20\d{2})[级届](?P<n>[(\-.]?[一二三四五六七八九十\d]{1,3}\)?)?班?"
)
_NUMBER_FORM: Final = re.compile(r"[(\[]?(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})[)\]]?班?")


def parse_class_label(text: str, *, on: date, stage: str | None = None) -> ClassLabel | None:
    """Reads a class: ``七年级1班``, ``七(1)班``, ``初一1班``, ``七一班``, ``7.1``, ``701``,
    ``2024级1班``; a grade alone is its class 1 (small village schools have one).

    Args:
        on: the day on which the class is so called (for ``2024级``).
        stage: ``primary`` or ``junior``, where ``2024级`` alone leaves it open.

    Returns:
        None when the text names no class of grades 1 to 9.
    """
    word = _class_word(text)
    if match := _ENTRY_FORM.fullmatch(word):
        junior = match["stage"] in ("初中", "初") or (match["stage"] is None and stage == "junior")
        if match["stage"] is None and stage is None:
            return None
        grade = school_year_of(on) - int(match["y"]) + (7 if junior else 1)
        low, high = (7, 9) if junior else (1, 6)
        return _label(grade, match["n"]) if low <= grade <= high else None
    for form in _CLASS_FORMS:
        if match := form.fullmatch(word):
            grade = _numeral(match["g"]) + _STAGE_START.get(match["stage"] or "", 0)
            if match["stage"] == "初中" and _numeral(match["g"]) >= 7:
                grade -= 6
            return _label(grade, match["n"])
    return None


def parse_grade(text: str, *, on: date, stage: str | None = None) -> int | None:
    """Reads a grade alone: ``七年级``, ``7``, ``初一``, ``2024级``."""
    word = _class_word(text)
    if len(word) == 1 and _numeral(word) in range(1, 10):
        return _numeral(word)
    label = parse_class_label(word, on=on, stage=stage)
    return label.grade if label else None


def parse_class_number(text: str) -> int | None:
    """Reads the number of a class whose grade stands elsewhere: ``1``, ``1班``, ``(二)班``."""
    match = _NUMBER_FORM.fullmatch(_class_word(text))
    return _numeral(match["n"]) if match else None


def class_words(text: str) -> str | None:
    """The words that name a class in a title or sheet name, in one spelling; None for none."""
    label = find_class_label(text, on=date.min) or parse_class_label(text, on=date.min)
    if label is not None:
        return label.title
    match = _ENTRY_FORM.fullmatch(_class_word(text))
    return match[0] if match else None


def find_class_label(text: str, *, on: date) -> ClassLabel | None:
    """The first class named inside a longer text: ``青石镇中心学校七年级1班学生花名册``."""
    word = _class_word(text)
    match = re.search(
        r"(初[一二三]|[一二三四五六七八九]年级|[一二三四五六七八九](?=[(\d]))"
        r"[(]?([一二三四五六七八九十]|\d{1,2})[)]?班", word)
    return parse_class_label(match[0], on=on) if match else None


def _class_word(text: str) -> str:
    word = unicodedata.normalize("NFKC", text)
    word = re.sub(r"[\[【〔]", "(", re.sub(r"[\]】〕]", ")", word))
    return re.sub(r"[\s_]", "", word)


def _label(grade: int, number: str | None) -> ClassLabel | None:
    count = _numeral(number.strip("()-.")) if number else 1
    return ClassLabel(grade, count) if 1 <= grade <= 9 and 1 <= count <= 60 else None


def _numeral(text: str) -> int:
    """``12``, ``七``, ``十``, ``十二``, ``二十``; 0 for what is none of them."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS.get(text, 0)
    return 10 * (_NUMERALS.get(tens, 1) if tens else 1) + _NUMERALS.get(ones, 0)
